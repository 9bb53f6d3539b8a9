"""Made-up people to plan for, and the naive plan to compare with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import mean
from typing import Any

from hypothesis import strategies as st

from desktop_app.domain.policies import MONTHLY, Every, PeriodUnit
from desktop_app.domain.terms import DutyKind
from desktop_app.scheduling.planner_task import (
    AgreedDay,
    Charge,
    PlanOutcome,
    PlanPerson,
    PlanRule,
    PlanTask,
)
from desktop_app.scheduling.working_days import Leave, parse_market_days

TODAY = date(2026, 10, 30)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
WEEKLY = Every(PeriodUnit.DAYS, 7)
VISITORS = ("甲", "乙", "丙")
VILLAGES = ("A", "B", "C")


def monthly(first: date = FIRST) -> PlanRule:
    """Return one visit in the calendar month that begins on ``first``."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return PlanRule(
        id="month", earliest=first, target=first.replace(day=20), latest=last, every=MONTHLY, target_day=20
    )


def weekly(anchor: date = TODAY) -> PlanRule:
    """Return a visit every seven days, the last one made on ``anchor``."""
    first, last = anchor + timedelta(days=1), anchor + timedelta(days=7)
    return PlanRule(id="week", earliest=first, target=last, latest=last, every=WEEKLY, target_day=7)


def once(first: date, last: date, kind: DutyKind = DutyKind.CAMPAIGN) -> PlanRule:
    """Return one visit from a day to a day and no more."""
    return PlanRule(id=f"once/{first}", earliest=first, target=first, latest=last, kind=kind)


def person(uid: str = "e1", *rules: PlanRule, visitor: str | None = "甲", **facts: Any) -> PlanPerson:
    """Return someone of village A."""
    charges = (Charge(visitor),) if visitor is not None else ()
    return PlanPerson(
        **({"uid": uid, "village": "A", "charges": charges, "rules": rules or (monthly(),)} | facts)
    )


def task(people: Iterable[PlanPerson], **facts: Any) -> PlanTask:
    """Return the task to plan November 2026 as seen on 30 October."""
    base: dict[str, Any] = {"today": TODAY, "first": FIRST, "last": LAST, "people": tuple(people)}
    return PlanTask(**(base | facts))


def agreeing(before: PlanTask, outcome: PlanOutcome) -> PlanTask:
    """Return the same task with everything that was planned agreed on."""
    days: dict[str, list[AgreedDay]] = {}
    for visit in outcome.visits:
        days.setdefault(visit.uid, []).append(AgreedDay(visit.on, visitor=visit.visitor))
    people = (replace(each, agreed=tuple(days.get(each.uid, ()))) for each in before.people)
    return replace(before, people=tuple(people))


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a plan is: the fullest day beside the mean one, and villages per visitor and day."""

    peak: float
    villages: float
    off: int


def quality(days: Iterable[tuple[str | None, date, str]], before: PlanTask) -> Quality:
    """Judge visitor, day and village of each visit."""
    load: Counter[tuple[str | None, date]] = Counter()
    places: dict[tuple[str | None, date], set[str]] = {}
    off = 0
    for visitor, on, village in days:
        load[visitor, on] += 1
        places.setdefault((visitor, on), set()).add(village)
        off += not before.working.works(on)
    return Quality(
        peak=max(load.values()) / mean(load.values()),
        villages=mean(len(villages) for villages in places.values()),
        off=off,
    )


def of_plan(before: PlanTask, outcome: PlanOutcome) -> Quality:
    """Judge a plan."""
    village = {each.uid: each.village for each in before.people}
    return quality(((visit.visitor, visit.on, village[visit.uid]) for visit in outcome.visits), before)


def naive(before: PlanTask) -> Quality:
    """Judge the plan of somebody who writes everyone down for the day due."""
    return quality(
        (
            (each.charges[0].visitor, rule.target, each.village)
            for each in before.people
            for rule in each.rules
            if before.first <= rule.target <= before.last
        ),
        before,
    )


november = st.integers(0, 29).map(lambda at: FIRST + timedelta(days=at))


@st.composite
def spans(draw: st.DrawFn, longest: int = 12) -> tuple[date, date]:
    first = draw(november)
    return first, first + timedelta(days=draw(st.integers(0, longest)))


def _leave(spans_: Sequence[tuple[date, date]], stand_in: str | None) -> tuple[Leave, ...]:
    return tuple(Leave(*span, stand_in) for span in spans_)


@st.composite
def rules(draw: st.DrawFn) -> tuple[PlanRule, ...]:
    found = []
    if draw(st.booleans()):
        found.append(monthly())
    if draw(st.integers(0, 2)) == 0:
        found.append(weekly(TODAY - timedelta(days=draw(st.integers(0, 6)))))
    if draw(st.integers(0, 3)) == 0:
        found.append(once(*draw(spans())))
    if draw(st.integers(0, 3)) == 0:
        found.append(replace(monthly(date(2026, 9, 1)), id="missed", overdue=True))
    return tuple(found) or (monthly(),)


@st.composite
def some_people(draw: st.DrawFn) -> tuple[PlanPerson, ...]:
    people = []
    for number in range(draw(st.integers(1, 14))):
        visitor = draw(st.sampled_from((*VISITORS, None)))
        home = draw(st.none() | st.sampled_from(("h1", "h2", "h3")))
        people.append(
            person(
                f"e{number:02}",
                *draw(rules()),
                visitor=visitor,
                village=draw(st.sampled_from(VILLAGES)) if home is None else VILLAGES[int(home[1]) - 1],
                household=home,
                closed=tuple(draw(st.lists(spans(), max_size=1))),
            )
        )
    return tuple(people)


@st.composite
def tasks(draw: st.DrawFn, *, stand_ins: bool = True) -> PlanTask:
    leave: Mapping[str, tuple[Leave, ...]] = {
        visitor: _leave(
            draw(st.lists(spans(), max_size=1)),
            draw(st.sampled_from((*VISITORS, None))) if stand_ins else None,
        )
        for visitor in VISITORS
    }
    markets = {
        village: parse_market_days(text)
        for village in VILLAGES
        if (text := draw(st.sampled_from(("", "lunar:3,8", "solar:5,10", "week:3"))))
    }
    return task(
        draw(some_people()),
        leave=leave,
        markets=markets,
        most_a_day=draw(st.sampled_from((None, None, 2, 5))),
    )
