"""Duties of a rule that asks for a visit within so many days of the last one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import phrase
from desktop_app.domain.terms import DutyState
from desktop_app.scheduling.calendar import ONE_DAY
from desktop_app.scheduling.duty import Case, Duty, Slot, exempt_visit_note
from desktop_app.scheduling.exemptions import Stretch
from desktop_app.scheduling.rulebook import BookedRule
from desktop_app.scheduling.seen import Seen


class Anchor(NamedTuple):
    """The day the days are counted from, whether that day itself is already used, and what waives the window."""

    on: date
    used: bool
    waived: Stretch | None


def rolling_duties(case: Case, booked: BookedRule, at: int) -> list[Duty]:
    """Return the window settled last (unless the open one is overdue), the open one, and the next if that is waived."""
    since = case.history.since(booked, case.day)
    marks = _marks(case, booked, since)
    counted = case.counted(booked)
    last = counted[-1] if counted else None
    anchor = _anchor(case, booked, since, marks, case.day)
    slot = _slot(booked, anchor)
    if case.end is not None:
        if case.as_of > case.end + booked.period:
            return []
        return [case.duty(booked, at, slot, DutyState.CANCELLED, last=last, note=case.cancelled_note())]
    if anchor.waived is not None:
        spoken = anchor.waived.speaking(case.as_of)
        duties = [case.duty(booked, at, slot, spoken.state, last=last, note=spoken.note())]
        if anchor.waived.last < date.max - booked.period and booked.valid(anchor.waived.last + ONE_DAY):
            following = _slot(booked, Anchor(anchor.waived.last, True, None))
            duties.append(case.open_duty(booked, at, following, last=last))
        return duties
    current = case.open_duty(booked, at, slot, last=last)
    if not marks or current.state is DutyState.OVERDUE:
        return [current]
    return [_settled(case, booked, at, since, marks, last), current]


def _marks(case: Case, booked: BookedRule, since: date) -> list[Seen]:
    """Return what started the count anew: one visit a day that counts or, without one, that exempts."""
    counts_by_rule = booked.counts
    by_day: dict[date, Seen] = {}
    for seen in case.seen:
        if seen.on < since:
            continue
        counts = bool(seen.code & counts_by_rule)
        known = by_day.get(seen.on)
        if (known is None and (counts or seen.exempt is not None)) or (
            known is not None and counts and not known.code & counts_by_rule
        ):
            by_day[seen.on] = seen
    return list(by_day.values())


def _anchor(case: Case, booked: BookedRule, since: date, marks: list[Seen], on: date) -> Anchor:
    """Return what the days are counted from, as seen on a day.

    The count begins with the last visit, else the day the rule began to apply. An exempt stretch that holds
    the latest day, or begins after it, waives the window; once it is over the count begins anew with its end.
    """
    start, used = (marks[-1].on, True) if marks else (since, False)
    for stretch in case.exempt_under(booked):
        if stretch.first > on:
            break
        if stretch.last < start + booked.period:
            continue
        if stretch.last >= on:
            return Anchor(start, used, stretch)
        start, used = stretch.last, True
    return Anchor(start, used, None)


def _slot(booked: BookedRule, anchor: Anchor) -> Slot:
    latest = anchor.on + booked.period
    earliest = anchor.on + ONE_DAY if anchor.used else anchor.on
    # Named by its first day: a window begun and met on one day must not share its name with the next.
    return Slot(earliest, earliest, min(anchor.on + timedelta(days=booked.rule.target_day), latest), latest)


def _settled(
    case: Case, booked: BookedRule, at: int, since: date, marks: list[Seen], last: Seen | None
) -> Duty:
    """Return the window that the last mark settled: met, met late, or waived by what the visit found."""
    mark = marks[-1]
    anchor = _anchor(case, booked, since, marks[:-1], mark.on)
    slot = _slot(booked, anchor)
    if not mark.code & booked.counts:
        return case.duty(booked, at, slot, DutyState.WAIVED, last=last, note=exempt_visit_note(mark))
    late = anchor.waived is None and mark.on > slot.latest + booked.grace
    state = DutyState.MET_LATE if late else DutyState.MET
    template = N_("{day}逾期完成") if late else N_("{day}已探访")
    return case.duty(booked, at, slot, state, last=last, met=mark, note=phrase(template, day=mark.on))
