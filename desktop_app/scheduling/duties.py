"""The one function that says what is owed to a person: facts, rules, calendar and a day in, duties out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.scheduling.by_calendar import calendar_duties
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.campaign_rounds import campaign_duties
from desktop_app.scheduling.duty import Case, Duty
from desktop_app.scheduling.enrolment import as_enrolled
from desktop_app.scheduling.events import event_duties
from desktop_app.scheduling.facts import PersonFacts
from desktop_app.scheduling.rolling import rolling_duties
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.scheduling.standing import may_concern

_WAITING = frozenset({DutyState.PLANNED, DutyState.OPEN, DutyState.DUE})
_LIFTED = frozenset({DutyState.WAIVED, DutyState.CANCELLED})
_FIRST = {DutyKind.EVENT: 0, DutyKind.CAMPAIGN: 1, DutyKind.ROUTINE: 2}
_MIDNIGHT = "24:00"

_ALERT, _OVERDUE, _OPEN, _DONE = range(4)

Rank = tuple[int, date, str, int, int, int]
_LAST: Rank = (9, date.max, "", 0, 0, 0)


def duties(
    person: PersonFacts, rules: RuleBook, calendar: Calendar, as_of: date, at: str | None = None
) -> tuple[Duty, ...]:
    """Return the person's duties as known on a day: per rule the missed, the current and the next window.

    Pure: the same arguments give the same duties, and visits after ``as_of`` are not seen. ``at`` (HH:MM, the
    office's wall clock) matters where hours count; without it nothing is late within the day. Rules come in the
    order of the book, each with its windows in the order of time, then life events, then campaigns; exactly one
    duty governs.
    """
    person = as_enrolled(person, as_of)
    if not may_concern(person, rules, as_of):
        return ()
    case = Case(person, rules, calendar, as_of, at)
    found: list[Duty] = []
    chosen, best = -1, _LAST
    for booked, place in case.applying():
        owed = (rolling_duties if booked.rule.every.rolling else calendar_duties)(case, booked, place)
        alone = bool(person.waivers) and case.lifted_alone(booked)
        for number, duty in enumerate(owed):
            followed = number + 1 < len(owed) and owed[number + 1].state is not DutyState.PLANNED
            rank = _rank(duty, as_of, booked.rule.every.days, len(found), done=followed or alone)
            if rank < best:
                chosen, best = len(found), rank
            found.append(duty)
    if (person.events or person.campaigns) and as_of >= person.registered_on:
        for duty in (*event_duties(case), *campaign_duties(case)):
            rank = _rank(duty, as_of, 0, len(found), done=True)
            if rank < best:
                chosen, best = len(found), rank
            found.append(duty)
    if found:
        found[chosen] = replace(found[chosen], governing=True)
    return tuple(found)


def _rank(duty: Duty, as_of: date, period: int, place: int, *, done: bool) -> Rank:
    """Order duties by strictness: an alarm, the longest overdue, then the earliest deadline with its time.

    Of the same moment, a life event goes before a campaign, that before a routine visit, and of those the
    shorter period. What is done with comes last: a window that was waived or cancelled is (``done``) once the
    next one of its rule has opened, or when a decision lifted that rule alone.
    """
    kind, time = _FIRST[duty.kind], duty.latest_time or _MIDNIGHT
    if duty.state is DutyState.OVERDUE:
        since = as_of - timedelta(days=duty.overdue_days)
        return (_ALERT if duty.alert else _OVERDUE, since, time, kind, period, place)
    if duty.alert:
        return (_ALERT, duty.latest_on, time, kind, period, place)
    waiting = duty.state in _WAITING or (duty.state in _LIFTED and not done)
    return (_OPEN if waiting else _DONE, duty.latest_on, time, kind, period, place)
