"""Duties of a rule that asks for one visit in each calendar month or quarter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from desktop_app.domain.errors import N_
from desktop_app.domain.outcomes import ExemptReason
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import DutyState
from desktop_app.scheduling.calendar import ONE_DAY, Window
from desktop_app.scheduling.duty import Case, Duty, Slot, exempt_visit_note
from desktop_app.scheduling.exemptions import stretch_over
from desktop_app.scheduling.rulebook import BookedRule
from desktop_app.scheduling.seen import Seen


def calendar_duties(case: Case, booked: BookedRule, at: int) -> list[Duty]:
    """Return the missed window if it is still open or met late, the current one, and the next once this is settled."""
    unit = booked.rule.every.unit
    since = case.history.since(booked, case.day)
    counted = case.counted(booked)
    last = counted[-1] if counted else None
    if case.end is not None:
        return _ended(case, booked, at, since, counted)
    window = case.calendar.window(unit, case.as_of)
    met = _first_in(counted, window.first, window.last)
    waived = None if met is not None else waiver_of(case, booked, window, case.as_of)
    duties = _missed(case, booked, at, since, counted, window, met, waived)
    slot = slot_of(booked, window, since)
    if met is not None:
        note = phrase(N_("{day}已探访"), day=met.on)
        duties.append(case.duty(booked, at, slot, DutyState.MET, last=last, met=met, note=note))
    elif waived is not None:
        duties.append(case.duty(booked, at, slot, waived.state, last=last, note=waived.note))
    else:
        duties.append(case.open_duty(booked, at, slot, last=last))
        return duties
    following = case.calendar.after(unit, window)
    if booked.valid(following.first) and stretch_over(case.exempt_under(booked), *following) is None:
        planned = slot_of(booked, following, since)
        duties.append(case.open_duty(booked, at, planned, last=last))
    return duties


def slot_of(booked: BookedRule, window: Window, since: date) -> Slot:
    """Return the days of a window for someone who came under the rule on ``since``."""
    earliest = max(window.first, since)
    target = min(max(window.first + timedelta(days=booked.rule.target_day - 1), earliest), window.last)
    return Slot(window.first, earliest, target, window.last)


class Waiver(NamedTuple):
    """Why a window is waived or cancelled, as a reason to count by, the state this gives, and in words."""

    why: ExemptReason
    state: DutyState
    note: Phrase


def waiver_of(case: Case, booked: BookedRule | None, window: Window, as_of: date) -> Waiver | None:
    """Return why a window is waived as known on a day of it, or None; without a rule, what waives it for all.

    It is waived by a visit in it that found the person away or unwilling, or when every day left is exempt.
    """
    visit = case.exempting_visit(window.first, as_of)
    if visit is not None and visit.exempt is not None:
        return Waiver(visit.exempt, DutyState.WAIVED, exempt_visit_note(visit))
    exempt = case.exempt if booked is None else case.exempt_under(booked)
    stretch = stretch_over(exempt, as_of, window.last)
    if stretch is None:
        return None
    spoken = stretch.speaking(as_of)
    return Waiver(spoken.why, spoken.state, spoken.note())


def _missed(
    case: Case,
    booked: BookedRule,
    at: int,
    since: date,
    counted: list[Seen],
    window: Window,
    met: Seen | None,
    waived: Waiver | None,
) -> list[Duty]:
    """Return the duty of the window before, if it was missed: overdue, met late, or lapsed."""
    unit = booked.rule.every.unit
    before = case.calendar.before(unit, window)
    if before.last < since or _kept(case, booked, before, counted):
        return []
    last = counted[-1] if counted else None
    slot = slot_of(booked, before, since)
    if met is not None:
        note = phrase(N_("{day}逾期完成"), day=met.on)
        return [case.duty(booked, at, slot, DutyState.MET_LATE, last=last, met=met, note=note)]
    if waived is not None:
        return [case.duty(booked, at, slot, DutyState.LAPSED, last=last, note=Phrase(N_("本期未完成")))]
    missed_on = before.last
    while True:
        before = case.calendar.before(unit, before)
        if before.last < since or _kept(case, booked, before, counted):
            return [case.open_duty(booked, at, slot, last=last, missed_on=missed_on)]
        missed_on = before.last


def _kept(case: Case, booked: BookedRule, window: Window, counted: list[Seen]) -> bool:
    """Tell whether a past window needs no more: visited in time, or waived."""
    if _first_in(counted, window.first, window.last + booked.grace) is not None:
        return True
    return waiver_of(case, booked, window, window.last) is not None


def _first_in(counted: list[Seen], first: date, last: date) -> Seen | None:
    for seen in counted:
        if first <= seen.on <= last:
            return seen
    return None


def _ended(case: Case, booked: BookedRule, at: int, since: date, counted: list[Seen]) -> list[Duty]:
    """Return the duty of the window in which the person left, until that window is over."""
    end = case.day + ONE_DAY
    window = case.calendar.window(booked.rule.every.unit, end)
    if case.as_of > window.last:
        return []
    slot = slot_of(booked, window, since)
    last = counted[-1] if counted else None
    met = _first_in(counted, window.first, window.last)
    if met is not None:
        note = phrase(N_("{day}已探访"), day=met.on)
        return [case.duty(booked, at, slot, DutyState.MET, last=last, met=met, note=note)]
    return [case.duty(booked, at, slot, DutyState.CANCELLED, last=last, note=case.cancelled_note())]
