"""Make up two running rounds, partly done, and a month's days agreed on for one village."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from desktop_app.domain.terms import CampaignKind, Mode, Outcome, Tier
from desktop_app.exchange.sample.arrangements import SampleCall, SampleCampaign, SamplePlan
from desktop_app.exchange.sample.persons import chance
from desktop_app.exchange.sample.township import SampleDivision, SampleElder, SampleVisit

_DAY = timedelta(days=1)
_WEEKDAYS = 5
_MANY, _FEW = 40, 20
_SHARE = 50
"""A round names one in so many elders of a large township."""

_PLANNED_A_DAY = 4
_MOST_PLANNED = 60
_COLD_MONTHS = frozenset({10, 11, 12, 1, 2, 3, 4})


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds, the calls made for them, and which visits of the history were made for which."""

    campaigns: tuple[SampleCampaign, ...]
    calls: tuple[SampleCall, ...]
    made_for: dict[int, int]


def draw_rounds(
    rng: Random,
    free: Sequence[SampleElder],
    visits: Sequence[SampleVisit],
    as_of: date,
    size: int,
    attempts: Sequence[SampleCall],
) -> Rounds:
    """Draw a long round that counts for the routine and a short one that does not, as the season has them."""
    cold = as_of.month in _COLD_MONTHS
    tried = {call.elder_number for call in attempts}
    named = [
        elder
        for elder in free
        if (elder.in_special_difficulty or elder.age_on(as_of) >= 80) and elder.number not in tried
    ]
    many, few = (max(least, size // _SHARE) for least in (_MANY, _FEW))
    long = SampleCampaign(
        number=1,
        title="取暖季防煤气中毒专项探访" if cold else "汛期专项探访",
        kind=CampaignKind.STOVE if cold else CampaignKind.FLOOD,
        template="common/stove-season" if cold else "common/flood-season",
        from_on=as_of - 20 * _DAY,
        to_on=as_of + 9 * _DAY,
        modes=(Mode.IN_PERSON,) if cold else (Mode.IN_PERSON, Mode.PHONE),
        feeds_duties=True,
        who="特殊困难老年人和80岁以上老年人",
        targets=_numbers(named[:many]),
    )
    short = SampleCampaign(
        number=2,
        title="寒潮专项探访" if cold else "高温专项探访",
        kind=CampaignKind.COLD if cold else CampaignKind.HEAT,
        template="common/cold-wave" if cold else "common/heat",
        from_on=as_of - _DAY,
        to_on=as_of + _DAY,
        modes=(Mode.PHONE, Mode.IN_PERSON),
        feeds_duties=False,
        who="80岁以上和独居老年人",
        targets=_numbers(named[many // 2 : many // 2 + few]),
    )
    in_long = set(long.targets)
    made_for = {
        visit.number: long.number
        for visit in visits
        if visit.elder_number in in_long
        and visit.visited_on >= long.from_on
        and visit.mode in long.modes
        and visit.outcome is Outcome.MET_IN_PERSON
    }
    by_number = {elder.number: elder for elder in named}
    calls = tuple(_call(rng, by_number[number], short) for number in short.targets if chance(rng, 0.55))
    return Rounds((long, short), calls, made_for)


def _numbers(elders: Sequence[SampleElder]) -> tuple[int, ...]:
    return tuple(sorted(elder.number for elder in elders))


def _call(rng: Random, elder: SampleElder, campaign: SampleCampaign) -> SampleCall:
    reached = chance(rng, 0.8)
    return SampleCall(
        elder_number=elder.number,
        visitor_number=elder.visitor_number,
        visited_on=campaign.from_on,
        visited_time=f"{9 + int(rng.random() * 8):02}:{5 * int(rng.random() * 12):02}",
        mode=Mode.PHONE,
        outcome=Outcome.MET_REMOTELY if reached else Outcome.COULD_NOT_REACH,
        note="已提醒" if reached else "电话无人接听，改日上门",
        campaign=campaign.number,
    )


def plan_village(
    division: SampleDivision,
    free: Sequence[SampleElder],
    last_met: Callable[[int], date],
    on_leave: set[int],
    as_of: date,
) -> tuple[SamplePlan, ...]:
    """Agree on working days for those of one village who are owed a visit this month and were not seen yet.

    With less than three working days left in the month the days are those of the next fortnight.
    """
    month_on = as_of.replace(day=1)
    next_on = (month_on + timedelta(days=31)).replace(day=1)
    days = _working(as_of + _DAY, next_on)
    if len(days) < 3:
        days, month_on = _working(next_on, next_on + timedelta(days=14)), next_on
    owed: dict[str, list[SampleElder]] = {village.code: [] for village in division.villages}
    for elder in free:
        if (
            elder.tier_on(as_of) is Tier.KEY
            and last_met(elder.number) < month_on
            and elder.visitor_number not in on_leave
        ):
            owed[elder.village_code].append(elder)
    people = max(owed.values(), key=len, default=[])
    people = sorted(people, key=lambda one: (one.group, one.number))[:_MOST_PLANNED]
    if not people:
        return ()
    a_day = max(1, min(_PLANNED_A_DAY, -(-len(people) // len(days))))
    plans = []
    for at, elder in enumerate(people[: a_day * len(days)]):
        on_the_day = len(people[at // a_day * a_day :][:a_day])
        on = days[at // a_day]
        plans.append(
            SamplePlan(
                elder_number=elder.number,
                planned_on=on,
                visitor_number=elder.visitor_number,
                why=f"村内当天还有{on_the_day - 1}人" if on_the_day > 1 else "期限内的工作日",
            )
        )
    return tuple(plans)


def _working(first: date, end: date) -> list[date]:
    days = (first + timedelta(days=number) for number in range((end - first).days))
    return [day for day in days if day.weekday() < _WEEKDAYS]
