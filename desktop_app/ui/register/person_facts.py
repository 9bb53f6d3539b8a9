"""Everything the page of one person shows, read in one reader job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import UserRole
from desktop_app.services.duties import OwedRow
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.storage.queries.visits import FindingRow, VisitRow
from desktop_app.ui.register.history import HistoryEntry, Names, tell_history


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One person as the page shows them."""

    detail: ElderDetail
    duties: Sequence[OwedRow]
    visits: Sequence[VisitRow]
    findings: Sequence[FindingRow]
    history: Sequence[HistoryEntry]


def read_person(app: Application, uid: str) -> PersonFacts:
    """Return everything about one person; raises ``NotFound``."""
    detail = app.register.get(app.actor, uid)
    names = Names(
        villages={village.code: village.name for village in app.register.villages(app.actor)},
        visitors={visitor.uid: visitor.name for visitor in app.register.visitors(app.actor)},
    )
    return PersonFacts(
        detail=detail,
        duties=app.duties.of_elder(app.actor, uid),
        visits=app.visits.of_elder(app.actor, uid),
        findings=app.visits.findings(app.actor, elder_uid=uid),
        history=tell_history(app.register.history(app.actor, uid), names),
    )


def may_change(app: Application) -> bool:
    """Tell whether who is logged in may change the register; the services check it again."""
    return app.actor.role is not UserRole.READER
