"""When visits were made: more stops than the minutes between them allow, and a month that is all in its last days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from math import comb

from desktop_app.domain.errors import N_
from desktop_app.domain.irregularity_facts import (
    MonthFacts,
    Observation,
    SeenVisit,
    Thresholds,
    fingerprint,
)
from desktop_app.domain.phrases import phrase
from desktop_app.domain.terms import IrregularityKind, Mode, Outcome

_CALLS = frozenset({Mode.PHONE, Mode.VIDEO})
_HALF_HOUR = 30
_ONE_IN = 100_000
"""By chance alone not one month in so many is as uneven as one that is asked about."""

_Stop = tuple[int, list[SeenVisit]]


def too_fast(facts: MonthFacts, limits: Thresholds) -> Iterator[Observation]:
    """Yield each run of stops of one visitor on one day that took less time than such stops take."""
    days: dict[tuple[str, date, bool], list[SeenVisit]] = defaultdict(list)
    for visit in facts.visits:
        if not (facts.first <= visit.on <= facts.through and visit.visitor and visit.time is not None):
            continue
        if visit.mode is Mode.IN_PERSON and visit.outcome is Outcome.MET_IN_PERSON:
            days[visit.visitor, visit.on, False].append(visit)
        elif visit.mode in _CALLS and visit.outcome is Outcome.MET_REMOTELY:
            days[visit.visitor, visit.on, True].append(visit)
    for visitor, on, calls in sorted(days):
        stops = _stops(days[visitor, on, calls])
        least = limits.least_for_calls if calls else limits.least_in_person
        for run in _runs(stops, least):
            yield _fast_run(visitor, on, run, calls=calls)


def month_end(facts: MonthFacts, limits: Thresholds) -> Iterator[Observation]:
    """Yield each visitor whose month lies in its last days by more than chance, though people could be visited before.

    Visits of a campaign do not count, nor those to people who were away, tried before or taken over late; several
    in one place count once a day. Days on which the visitor was on leave or not yet at work are no days to go.
    """
    late_from = facts.last - timedelta(days=limits.end_days - 1)
    if facts.through < late_from:
        return
    by_visitor: dict[str, list[SeenVisit]] = defaultdict(list)
    tried: set[str] = set()
    for visit in sorted(facts.visits, key=lambda each: (each.on, each.uid)):
        if not facts.first <= visit.on <= facts.through:
            continue
        if visit.outcome is Outcome.MET_IN_PERSON or visit.outcome is Outcome.MET_REMOTELY:
            if visit.visitor and visit.campaign_uid is None and visit.elder_uid not in tried:
                by_visitor[visit.visitor].append(visit)
        elif visit.on < late_from:
            tried.add(visit.elder_uid)
    for visitor in sorted(by_visitor):
        days = _days_to_go(visitor, facts)
        before = [day for day in days if day < late_from]
        if len(before) < limits.end_days_before:
            continue
        counted = [visit for visit in by_visitor[visitor] if _could_be_before(visit, facts, before)]
        stops = {(visit.on, visit.stop or visit.elder_uid) for visit in counted}
        late = {stop for stop in stops if stop[0] >= late_from}
        if len(late) < limits.end_stops or len(late) * 100 < limits.end_share * len(stops):
            continue
        if not _unlikely(len(late), len(stops), len(days) - len(before), len(days)):
            continue
        visits = tuple(visit.uid for visit in counted if visit.on >= late_from)
        yield Observation(
            kind=IrregularityKind.MONTH_END,
            # The month itself, not its visits: one more visit is no new question.
            about=fingerprint(IrregularityKind.MONTH_END, (visitor, f"{facts.first:%Y-%m}")),
            on=facts.through,
            seen=phrase(
                N_("本月走访{count}户次，其中{late}户次在{day}以后；此前有{days}天可以探访"),
                count=len(stops),
                late=len(late),
                day=late_from,
                days=len(before),
            ),
            perhaps=phrase(N_("可能此前有别的工作，或者前面的记录还没有录入。")),
            elders=tuple(dict.fromkeys(visit.elder_uid for visit in counted if visit.on >= late_from)),
            visits=visits,
            visitor=visitor,
        )


def _stops(visits: Sequence[SeenVisit]) -> list[_Stop]:
    """Return the stops of a day in the order of time; what was recorded in one go at one time is one stop."""
    found: dict[str, list[SeenVisit]] = {}
    rounds: dict[tuple[str, int | None], str] = {}
    for visit in sorted(visits, key=lambda each: (each.time, each.uid)):
        stop = visit.stop or visit.elder_uid
        if visit.round_uid:
            stop = rounds.setdefault((visit.round_uid, visit.time), stop)
        found.setdefault(stop, []).append(visit)
    return sorted(((members[0].time or 0, members) for members in found.values()), key=lambda each: each[0])


def _runs(stops: Sequence[_Stop], least: Callable[[int], int]) -> Iterator[list[_Stop]]:
    """Yield the longest runs of stops whose first and last lie closer than so many stops can."""
    end = -1
    begun = 0
    for first in range(len(stops)):
        last = max(
            (at for at in range(first + 1, len(stops)) if _too_close(stops[first : at + 1], least)),
            default=-1,
        )
        if last < 0:
            continue
        if end >= first:
            end = max(end, last)
            continue
        if end >= 0:
            yield list(stops[begun : end + 1])
        begun, end = first, last
    if end >= 0:
        yield list(stops[begun : end + 1])


def _too_close(stops: Sequence[_Stop], least: Callable[[int], int]) -> bool:
    span = stops[-1][0] - stops[0][0]
    # Two or three at nine or half past nine are a time said roughly, not a minute.
    rough = len(stops) <= 3 and all(time % _HALF_HOUR == 0 for time, _visits in stops)
    return span < least(len(stops)) and not rough


def _fast_run(visitor: str, on: date, run: Sequence[_Stop], *, calls: bool) -> Observation:
    visits = [visit for _time, members in run for visit in members]
    uids = tuple(visit.uid for visit in visits)
    words = (
        N_("{day}{from_time}至{to_time}，{minutes}分钟内与{count}户通话")
        if calls
        else N_("{day}{from_time}至{to_time}，{minutes}分钟内上门{count}户")
    )
    return Observation(
        kind=IrregularityKind.TOO_FAST,
        about=fingerprint(IrregularityKind.TOO_FAST, uids),
        on=on,
        seen=phrase(
            words,
            day=on,
            from_time=_clock(run[0][0]),
            to_time=_clock(run[-1][0]),
            minutes=run[-1][0] - run[0][0],
            count=len(run),
        ),
        perhaps=phrase(N_("可能时间是事后估计的，或者几户老人当时在一起。")),
        elders=tuple(dict.fromkeys(visit.elder_uid for visit in visits)),
        visits=uids,
        visitor=visitor,
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _days_to_go(visitor: str, facts: MonthFacts) -> list[date]:
    """Return the days of the month on which the visitor was at work, as far as is known."""
    known = facts.visitors.get(visitor)
    first = max(facts.first, known.began_on) if known and known.began_on else facts.first
    days = (first + timedelta(days=number) for number in range((facts.through - first).days + 1))
    leave = known.leave if known else ()
    return [day for day in days if not any(begin <= day <= end for begin, end in leave)]


def _could_be_before(visit: SeenVisit, facts: MonthFacts, before: Sequence[date]) -> bool:
    """Tell whether the person could have been visited on most of the days before the last ones."""
    person = facts.people.get(visit.elder_uid)
    since = facts.handed.get((visit.visitor, visit.elder_uid), date.min)
    if person is not None:
        since = max(since, person.registered_on)
        before = [
            day
            for day in before
            if not any(stay.from_on <= day <= (stay.to_on or date.max) for stay in person.stays)
        ]
    return bool(before) and 2 * sum(day >= since for day in before) >= len(before) and len(before) > 2


def _unlikely(late: int, stops: int, late_days: int, days: int) -> bool:
    """Tell whether so many of the stops fall on the last days by chance less than once in ``_ONE_IN``.

    Whole numbers throughout: the tail of the binomial distribution, times ``days ** stops``.
    """
    early_days = days - late_days
    tail = sum(
        comb(stops, each) * late_days**each * early_days ** (stops - each) for each in range(late, stops + 1)
    )
    return bool(tail * _ONE_IN < days**stops)
