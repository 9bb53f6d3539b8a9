"""What the user has really done, told in few words: a sight, visits saved, visits taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.domain.changes import Changes
from desktop_app.domain.errors import NotFound
from desktop_app.domain.terms import RoundKind
from desktop_app.services.visits import ROUND_TITLES

if TYPE_CHECKING:  # heavy; loaded long before a window is there
    from desktop_app.bootstrap import Application

VISIT = "visit"
MOST_LOOKED_AT = 60
"""So many records of one unit of work are looked at; no step asks for more."""


@dataclass(frozen=True, slots=True)
class Sighted:
    """Something came into sight; ``what`` is a name of ``ui.sights``."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """New visits were saved in one unit of work: how many, in which round, with findings, from a printed sheet."""

    visits: int
    round: RoundKind | None = None
    findings: int = 0
    from_sheet: bool = False


@dataclass(frozen=True, slots=True)
class TakenBack:
    """So many visits were taken out of the lists again."""

    visits: int


Happening = Sighted | Recorded | TakenBack


def read_happening(app: Application, changes: Changes) -> Happening | None:
    """Return what a unit of work did to visits, read from the store; None for a correction and anything else."""
    if VISIT not in changes.entities:
        return None
    standing, gone, findings, sheets = 0, 0, 0, False
    for uid in _new_or_gone(app, sorted(changes.uids)[:MOST_LOOKED_AT]):
        try:
            draft = app.visits.draft_of(app.actor, uid)
        except NotFound:
            gone += 1
            continue
        standing += 1
        sheets = sheets or bool(draft.sheet_no)
        mine = app.visits.findings(app.actor, elder_uid=draft.elder_uid)
        findings += sum(finding.visit_uid == uid for finding in mine)
    if standing:
        return Recorded(visits=standing, round=_round_of(changes), findings=findings, from_sheet=sheets)
    return TakenBack(gone) if gone else None


def _new_or_gone(app: Application, uids: Iterable[str]) -> Iterable[str]:
    """Go through the visits among ``uids`` that have one version only, or that were taken back."""
    for uid in uids:
        try:
            versions = app.visit_versions.of_visit(app.actor, uid)
        except NotFound:
            continue  # a record of another kind
        if len(versions) == 1 or not _stands(app, uid):
            yield uid


def _stands(app: Application, uid: str) -> bool:
    try:
        app.visits.draft_of(app.actor, uid)
    except NotFound:
        return False
    return True


def _round_of(changes: Changes) -> RoundKind | None:
    return next((kind for kind, title in ROUND_TITLES.items() if title == changes.title), None)
