"""How soon somebody must go: one meaning of 24小时内, 已逾期, 今天 and 本周 for window, route sheet and console."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.services.duties import OPEN_STATES
from desktop_app.storage.queries.duties import DutyLine

WEEK = timedelta(days=7)
STILL_URGENT = timedelta(days=2)
"""So long after its deadline a visit owed within hours stays on top; after that it is overdue like others."""


class Urgency(StrEnum):
    """How soon, the soonest first."""

    ALERT = "alert"
    HOURS = "hours"
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


TODAYS = frozenset({Urgency.ALERT, Urgency.HOURS, Urgency.OVERDUE, Urgency.TODAY})
"""What belongs on the route of the day."""


def urgency_of(line: DutyLine, today: date) -> Urgency:
    """Return how soon an open duty asks for somebody, as seen on a day."""
    state = DutyState(line.state)
    if state not in OPEN_STATES:
        return Urgency.LATER
    if line.alert:
        return Urgency.ALERT
    if line.kind == DutyKind.EVENT.value and line.latest_on >= today - STILL_URGENT:
        return Urgency.HOURS
    if state is DutyState.OVERDUE:
        return Urgency.OVERDUE
    agreed_later = line.planned_on is not None and line.planned_on > today
    if line.due_on <= today or line.latest_on <= today or (state is DutyState.DUE and not agreed_later):
        return Urgency.TODAY
    return Urgency.WEEK if min(line.due_on, line.latest_on) <= today + WEEK else Urgency.LATER


def best_of(lines: Iterable[DutyLine], today: date) -> list[DutyLine]:
    """Return one duty for each person, the most urgent one, where the person came first.

    A visit owed within hours may stand behind an older overdue one; it goes before it here.
    """
    order = list(Urgency)
    best: dict[str, DutyLine] = {}
    for line in lines:
        known = best.get(line.elder_uid)
        if known is None or order.index(urgency_of(line, today)) < order.index(urgency_of(known, today)):
            best[line.elder_uid] = line
    return list(best.values())
