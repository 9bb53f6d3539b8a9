"""Whether a step can be done on the sample as it is now, and the names and codes that its words need."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.domain.sheet_codes import grouped
from desktop_app.domain.terms import DutyKind
from desktop_app.reports.catalogue import VISIT_SHEET
from desktop_app.services.urgency import Urgency, urgency_of
from desktop_app.storage.queries.elders import ElderFilter

if TYPE_CHECKING:  # heavy; loaded long before a window is there
    from desktop_app.bootstrap import Application
    from desktop_app.storage.queries.duties import DutyLine

CALLS_WANTED = 2


@dataclass(frozen=True, slots=True)
class Ground:
    """Whether a step is possible, and what its words are filled in with."""

    possible: bool = True
    details: dict[str, str] = field(default_factory=dict)


def always(_app: Application) -> Ground:
    """Return that nothing is needed."""
    return Ground()


def somebody_owed(app: Application) -> Ground:
    """Look whether today's list has anybody."""
    return Ground(bool(_owed_now(app)))


def shared_roof(app: Application) -> Ground:
    """Look for a household of which today's list has two or more, and name the one who stands first."""
    lines = _owed_now(app)
    under = Counter(line.household_uid for line in lines if line.household_uid)
    for line in lines:
        if line.household_uid and under[line.household_uid] > 1:
            return Ground(details={"name": line.name})
    return Ground(possible=False)


def two_to_call(app: Application) -> Ground:
    """Look whether two people can be phoned."""
    found = app.rounds.people_to_call(app.actor, most=CALLS_WANTED)
    return Ground(len(found) >= CALLS_WANTED)


def sheet_out(app: Application) -> Ground:
    """Return the code of a sheet that is out; where none is, issue one. Runs in the writer's lane."""
    for row in app.printed_sheets.unreturned(app.actor):
        if row.on_register and row.ended_on is None:
            return Ground(details={"code": grouped(row.code)})
    uid = _somebody(app)
    if uid is None:
        return Ground(possible=False)
    (code,) = app.printed_sheets.issue(app.actor, VISIT_SHEET, [(uid, app.clock.today())])
    return Ground(details={"code": grouped(code)})


def somebody_registered(app: Application) -> Ground:
    """Look whether there is anybody to be found, and take the name that is looked for."""
    uid = _somebody(app)
    return (
        Ground(possible=False)
        if uid is None
        else Ground(details={"name": app.register.get(app.actor, uid).name})
    )


def _somebody(app: Application) -> str | None:
    owed = _owed_now(app)
    if owed:
        return owed[0].elder_uid
    ids = app.register.list_ids(app.actor, ElderFilter())[:1]
    return next((row.uid for row in app.register.rows(app.actor, ids)), None)


def _owed_now(app: Application) -> list[DutyLine]:
    """Return one line for each person who stands in today's list."""
    today = app.clock.today()
    rows = [*app.duties.list(app.actor, kind=DutyKind.EVENT), *app.duties.list(app.actor)]
    found = {row.line.elder_uid: row.line for row in rows if urgency_of(row.line, today) is not Urgency.LATER}
    return list(found.values())
