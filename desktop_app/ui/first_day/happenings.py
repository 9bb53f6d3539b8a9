"""What the user has really done, told in few words: a sight, visits saved, visits taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.domain.changes import Changes
from desktop_app.domain.errors import NotFound
from desktop_app.domain.terms import RoundKind
from desktop_app.services.visit_drafts import VisitDraft
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
    versions = {uid: _versions(app, uid) for uid in sorted(changes.uids)[:MOST_LOOKED_AT]}
    drafts = {uid: _draft(app, uid) for uid, count in versions.items() if count}
    new = {uid: draft for uid, draft in drafts.items() if draft is not None and versions[uid] == 1}
    if new:
        return Recorded(
            visits=len(new),
            round=_round_of(changes),
            findings=sum(_findings(app, uid, draft) for uid, draft in new.items()),
            from_sheet=any(draft.sheet_no for draft in new.values()),
        )
    gone = sum(draft is None for draft in drafts.values())
    return TakenBack(gone) if gone else None


def _versions(app: Application, uid: str) -> int:
    """Return how many versions a visit has; 0 for a record of another kind."""
    try:
        return len(app.visit_versions.of_visit(app.actor, uid))
    except NotFound:
        return 0


def _draft(app: Application, uid: str) -> VisitDraft | None:
    """Return a visit, None for one that was taken back."""
    try:
        return app.visits.draft_of(app.actor, uid)
    except NotFound:
        return None


def _findings(app: Application, uid: str, draft: VisitDraft) -> int:
    return sum(one.visit_uid == uid for one in app.visits.findings(app.actor, elder_uid=draft.elder_uid))


def _round_of(changes: Changes) -> RoundKind | None:
    return next((kind for kind, title in ROUND_TITLES.items() if title == changes.title), None)
