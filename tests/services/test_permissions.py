"""Every method of every service says who may call it, and means it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from desktop_app.bootstrap import SERVICES, Application
from desktop_app.domain.errors import NotAllowed
from desktop_app.domain.terms import UserRole
from desktop_app.services.actor import Actor, declared_roles
from desktop_app.services.context import Service

PUBLIC_CARDS = {("SiteService", "own_card"), ("SiteService", "trusted_cards"), ("SiteService", "resolve")}
"""Site cards are public; these look-ups of other services have nobody to ask for."""

READER_MAY_NOT = {
    "ConflictService": {"settle"},
    "RegisterService": {"save", "record", "end", "reopen", "add_visitor"},
    "LifeEventService": {"record", "amend", "retract"},
    "RegisterImportService": {"preview", "apply"},
    "VisitImportService": {"preview", "apply"},
    "VisitService": {"record", "correct", "take_back"},
    "FindingService": {"add", "take_step", "edit", "take_back_step"},
    "DivisionService": {"add", "rename", "recode", "merge", "close"},
    "DivisionListService": {"preview", "apply"},
    "LocalFieldService": {"save", "retire", "reorder"},
    "DraftService": {"keep", "find", "list", "discard"},
    "StockPhraseService": {"add", "remove", "used"},
    "BatchService": {"export", "merge", "write_receipt", "accept_receipt"},
    "SiteService": {"trust"},
    "RehearsalService": {"rehearse"},
    "PolicyService": {
        "choose",
        "preview",
        "change_rule",
        "switch_rule",
        "change_target",
        "look_into",
        "install",
        "reset",
    },
    "UndoService": {"undo"},
    "UserService": {"add", "remove", "set_password", "renew_recovery"},
    "CheckService": {"rebuild"},
    "BulkEditService": {"uids_of", "households", "preview", "apply"},
    "ListExportService": {"export"},
    "PauseService": {"add", "end", "extend"},
    "WaiverService": {"settle", "add", "take_back"},
    "TierDecisionService": {"set", "end", "approve", "turn_down"},
    "LeaveService": {"add", "end"},
    "HandoverService": {"people", "preview", "apply"},
    "SeasonalMoveService": {"preview", "go", "bring_back", "cover", "export", "export_left_behind"},
}
ONLY_OFFICERS = {
    "ConflictService": {"settle"},
    "DivisionService": {"add", "rename", "recode", "merge", "close"},
    "DivisionListService": {"preview", "apply"},
    "LocalFieldService": {"save", "retire", "reorder"},
    "BatchService": {"export", "merge", "write_receipt", "accept_receipt"},
    "SiteService": {"trust"},
    "RehearsalService": {"rehearse"},
    "PolicyService": {
        "choose",
        "preview",
        "change_rule",
        "switch_rule",
        "change_target",
        "look_into",
        "install",
        "reset",
    },
    "UserService": {"add", "remove", "set_password", "renew_recovery"},
    "CheckService": {"rebuild"},
    "ExportService": {"register"},
    "AgeingService": {"export"},
    "WaiverService": {"settle", "add", "take_back"},
    "TierDecisionService": {"set", "end", "approve", "turn_down"},
    "SeasonalMoveService": {"export", "export_left_behind"},
    "AccessLogService": {"ids", "rows", "list", "actors", "export"},
    "RetentionService": {
        "set_years",
        "standing",
        "due_files",
        "export_due",
        "remove_old_access",
        "remove_old_photos",
    },
}


def methods() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for part in SERVICES.values():
        kind = part.service()
        assert issubclass(kind, Service)
        for name, method in inspect.getmembers(kind, inspect.isfunction):
            if not name.startswith("_") and (kind.__name__, name) not in PUBLIC_CARDS:
                yield kind.__name__, name, method


ALL = list(methods())


def service_of(application: Application, kind: str) -> Any:
    return next(getattr(application, name) for name, part in SERVICES.items() if part.name == kind)


def test_every_service_is_looked_at() -> None:
    assert len(ALL) > 50
    assert set(READER_MAY_NOT) | set(ONLY_OFFICERS) <= {kind for kind, _name, _method in ALL}


@pytest.mark.parametrize(("kind", "name", "method"), ALL, ids=[f"{kind}.{name}" for kind, name, _m in ALL])
def test_every_method_says_who_may_call_it(kind: str, name: str, method: Callable[..., Any]) -> None:
    roles = declared_roles(method)
    assert roles is not None, "no declaration"
    assert UserRole.OFFICER in roles
    if name in READER_MAY_NOT.get(kind, ()):
        assert UserRole.READER not in roles
    if name in ONLY_OFFICERS.get(kind, ()):
        assert roles == (UserRole.OFFICER,)


@pytest.mark.parametrize("role", [UserRole.READER, UserRole.WORKER])
def test_whoever_may_not_is_refused_before_anything_happens(empty: Application, role: UserRole) -> None:
    actor = Actor("李志强", role)
    for kind, name, method in ALL:
        roles = declared_roles(method)
        assert roles is not None
        if role not in roles:
            # Refused for the role, not for the missing arguments.
            with pytest.raises(NotAllowed):
                getattr(service_of(empty, kind), name)(actor)


def test_a_reader_can_look_at_lists(application: Application) -> None:
    reader = Actor("李志强", UserRole.READER)
    assert application.duties.list(reader)
    assert application.register.find(reader, "wl")
    assert application.indicators.month(reader, 2026, 10)
    assert application.checks.run(reader) == []
