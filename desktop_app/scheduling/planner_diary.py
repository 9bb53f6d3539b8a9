"""Who visits on which day of a plan, how full the day is, and what it costs to add a visit to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import NamedTuple

from desktop_app.scheduling.planner_task import Charge, PlanPerson, PlanTask
from desktop_app.scheduling.planner_windows import Chain, Step
from desktop_app.scheduling.working_days import Leave

FEWEST_A_DAY = 3
"""So many visits are worth a trip: a day is filled up to that before another one is begun."""

MOST_A_DAY = 20
"""Nobody is planned more visits a day, unless twice the even load is more."""

_OFF = 1000.0
_STAND_IN = 150.0
_MARKET = 60.0
_APART_FROM_SHARED = 30.0
_TOGETHER = -80.0
_LAST_DAY = 10.0
_EARLY = 80.0


class Who(NamedTuple):
    """Who visits on a day: the key of the diary, the visitor, and whether as a stand-in."""

    key: str
    visitor: str | None
    stands_in: bool


@dataclass(slots=True)
class Diary:
    """One visitor's days: how many visits, in which villages, under which roofs."""

    load: list[int]
    places: list[dict[str, int]]
    homes: list[set[str]]
    even: int = FEWEST_A_DAY
    most: int = MOST_A_DAY

    @classmethod
    def empty(cls, days: int) -> Diary:
        """Return a diary of so many days with nothing in it."""
        return cls([0] * days, [{} for _ in range(days)], [set() for _ in range(days)])

    def add(self, at: int, village: str, household: str | None) -> None:
        """Enter one visit."""
        self.load[at] += 1
        places = self.places[at]
        places[village] = places.get(village, 0) + 1
        if household is not None:
            self.homes[at].add(household)

    def remove(self, at: int, village: str) -> None:
        """Take one visit out again."""
        self.load[at] -= 1
        places = self.places[at]
        places[village] -= 1
        if not places[village]:
            del places[village]

    def cost(self, at: int, village: str, household: str | None, more: int) -> float:
        """Return what it costs to add ``more`` visits: full days and further villages are dear."""
        load = self.load[at] + more - 1
        cost = 2.0 * load / self.even if load < self.even else 6.0 + 8.0 * (load - self.even + 1)
        places = self.places[at]
        if not places:
            cost += 3.0
        elif village not in places:
            cost += 8.0 * min(len(places), 3)
        if household is not None and household in self.homes[at]:
            cost += _TOGETHER
        return cost


@dataclass(slots=True)
class Diaries:
    """All diaries of a plan, with the days that are off, market days, and leave."""

    task: PlanTask
    first: int
    days: int
    off: list[bool]
    by_key: dict[str, Diary] = field(default_factory=dict)
    _reach: dict[tuple[Charge, ...] | str, list[Who | None]] = field(default_factory=dict)
    _markets: dict[str, list[bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, task: PlanTask) -> Diaries:
        """Return empty diaries for the days of a plan that are not over."""
        first = max(task.first, task.today).toordinal()
        days = max(0, task.last.toordinal() - first + 1)
        off = [not task.working.works(date.fromordinal(first + at)) for at in range(days)]
        return cls(task, first, days, off)

    def diary(self, key: str) -> Diary:
        """Return one visitor's diary."""
        found = self.by_key.get(key)
        if found is None:
            found = self.by_key[key] = Diary.empty(self.days)
        return found

    def reach(self, person: PlanPerson) -> list[Who | None]:
        """Return who visits a person on each day; None where whoever is responsible is away and nobody stands in."""
        # People for whom nobody is responsible are visited by somebody of their village.
        key = person.charges or person.village
        found = self._reach.get(key)
        if found is None:
            found = [self._who(person, date.fromordinal(self.first + at)) for at in range(self.days)]
            self._reach[key] = found
        return found

    def _who(self, person: PlanPerson, on: date) -> Who | None:
        visitor = visitor_on(person.charges, on)
        if visitor is None:
            return Who(f"village:{person.village}", None, stands_in=False)
        goes, passed = visitor, {visitor}
        while (away := leave_on(self.task.leave.get(goes, ()), on)) is not None:
            if away.stand_in is None or away.stand_in in passed:
                return None
            goes = away.stand_in
            passed.add(goes)
        return Who(goes, goes, stands_in=goes != visitor)

    def market(self, village: str, at: int) -> bool:
        """Tell whether a village has its market on a day."""
        found = self._markets.get(village)
        if found is None:
            days = self.task.markets.get(village)
            found = [
                days is not None and days.hold(date.fromordinal(self.first + each))
                for each in range(self.days)
            ]
            self._markets[village] = found
        return found[at]

    def settle(self, key: str, expected: int) -> None:
        """Say how many visits are expected of one visitor: from that follows how many a day are even."""
        diary = self.diary(key)
        leave = self.task.leave.get(key, ())
        able = sum(
            1
            for at in range(self.days)
            if not self.off[at] and leave_on(leave, date.fromordinal(self.first + at)) is None
        )
        diary.even = max(FEWEST_A_DAY, ceil(expected / max(able, 1)))
        diary.most = self.task.most_a_day or max(MOST_A_DAY, 2 * diary.even)

    def room(self, person: PlanPerson, at: int, more: int) -> bool:
        """Tell whether somebody can make so many more visits on a day."""
        who = self.reach(person)[at]
        if who is None:
            return False
        diary = self.diary(who.key)
        return diary.load[at] + more <= diary.most

    def hardship(self, person: PlanPerson, at: int) -> float:
        """Return what speaks against a day whatever its load: a day off, a stand-in, a market."""
        who = self.reach(person)[at]
        cost = _OFF if self.off[at] else 0.0
        if who is not None and who.stands_in:
            cost += _STAND_IN
        return cost + _MARKET if self.market(person.village, at) else cost

    def cost(self, chains: Sequence[Chain], steps: Sequence[Step], at: int) -> float:
        """Return what it costs to visit some people of one household on a day."""
        person = chains[0].person
        who = self.reach(person)[at]
        if who is None:
            raise ValueError("nobody can come on that day")
        cost = self.diary(who.key).cost(at, person.village, person.household, len(chains))
        for chain, step in zip(chains, steps, strict=True):
            cost += self.hardship(chain.person, at) + timing(step, self.first + at)
        return cost


def timing(step: Step, day: int) -> float:
    """Return what a day's place in the window costs: too early makes more visits, too late leaves nothing in hand."""
    cost = 0.0 if step.shared_first <= day <= step.shared_last else _APART_FROM_SHARED
    every = step.span.rule.every
    if day > step.ideal:
        cost += 2.0 + 12.0 * (day - step.ideal) / max(1, step.span.latest - step.ideal)
    elif every is not None and every.rolling:
        cost += _EARLY * (step.ideal - day) / every.days
    if day == step.span.latest > step.first:
        cost += _LAST_DAY
    return cost + 0.01 * (day - step.first)


def visitor_on(charges: Sequence[Charge], on: date) -> str | None:
    """Return who is responsible on a day."""
    for charge in charges:
        if (charge.first is None or charge.first <= on) and (charge.last is None or on <= charge.last):
            return charge.visitor
    return None


def leave_on(leave: Sequence[Leave], on: date) -> Leave | None:
    """Return the leave that holds a day."""
    for each in leave:
        if each.first <= on <= each.last:
            return each
    return None
