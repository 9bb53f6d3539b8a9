"""The one function that says what is owed to a person: facts, rules, calendar and a day in, duties out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from desktop_app.domain.terms import DutyState
from desktop_app.scheduling.by_calendar import calendar_duties
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duty import Case, Duty
from desktop_app.scheduling.enrolment import as_enrolled
from desktop_app.scheduling.facts import PersonFacts
from desktop_app.scheduling.rolling import rolling_duties
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.scheduling.standing import may_concern

_WAITING = frozenset({DutyState.PLANNED, DutyState.OPEN, DutyState.DUE})


def duties(person: PersonFacts, rules: RuleBook, calendar: Calendar, as_of: date) -> tuple[Duty, ...]:
    """Return the person's duties as known on a day: per rule the missed, the current and the next window.

    Pure: the same arguments give the same duties, and visits after ``as_of`` are not seen. Rules come in the
    order of the book, windows in the order of time; exactly one duty governs.
    """
    person = as_enrolled(person, as_of)
    if not may_concern(person, rules, as_of):
        return ()
    case = Case(person, rules, calendar, as_of)
    found: list[Duty] = []
    chosen, best = -1, (9, date.max, 0, 0)
    for booked, at in case.applying():
        owed = (rolling_duties if booked.rule.every.rolling else calendar_duties)(case, booked, at)
        for place, duty in enumerate(owed):
            followed = place + 1 < len(owed) and owed[place + 1].state is not DutyState.PLANNED
            rank = _rank(duty, as_of, booked.rule.every.days, len(found), followed)
            if rank < best:
                chosen, best = len(found), rank
            found.append(duty)
    if found:
        found[chosen] = replace(found[chosen], governing=True)
    return tuple(found)


def _rank(duty: Duty, as_of: date, period: int, place: int, followed: bool) -> tuple[int, date, int, int]:
    """Order duties by strictness: the longest overdue, then the earliest latest day, then the shorter period.

    What is done with comes last; a waived window is done with once the next one of its rule has opened.
    """
    if duty.state is DutyState.OVERDUE:
        return (0, as_of - timedelta(days=duty.overdue_days), period, place)
    waiting = duty.state in _WAITING or (duty.state is DutyState.WAIVED and not followed)
    return (1 if waiting else 2, duty.latest_on, period, place)
