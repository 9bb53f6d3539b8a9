"""The fair planner: a day inside each window, the load even, households and villages together, leave respected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from heapq import heapify, heappop, heappush

from desktop_app.scheduling.planner_diary import Diaries, Who, visitor_on
from desktop_app.scheduling.planner_task import (
    AgreedDay,
    PlanOutcome,
    PlanPerson,
    PlanTask,
    RefusedVisit,
)
from desktop_app.scheduling.planner_windows import Chain, Step
from desktop_app.scheduling.planner_words import Made, refusal_words, words_of

Tick = Callable[[int, int], None]
"""Is told how many visits of about how many are planned; may raise to stop the work."""

_EVERY_SO_MANY = 500
Entry = tuple[int, int, str, str, str, int]


def plan(task: PlanTask, tick: Tick = lambda _done, _total: None) -> PlanOutcome:
    """Return a day for every visit that is owed, or say why there is none.

    Deterministic: the order of ``people`` plays no part. Each visitor's days are planned apart from all
    others'; what a stand-in takes over comes last. Days agreed on before stay where they still hold.
    """
    return _Planning(task, tick).outcome()


@dataclass(slots=True)
class _Group:
    """The people of one visitor, with what is still to be planned, the most urgent first."""

    key: str
    chains: dict[str, Chain] = field(default_factory=dict)
    households: dict[str, list[str]] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    waiting: list[Entry] = field(default_factory=list)
    steps: dict[str, Step] = field(default_factory=dict)


class _Planning:
    """One run of the planner."""

    def __init__(self, task: PlanTask, tick: Tick) -> None:
        self._task, self._tick = task, tick
        self._diaries = Diaries.of(task)
        self._made: list[Made] = []
        self._refused: list[RefusedVisit] = []
        self._entered: dict[tuple[str, date], Who] = {}
        self._used: set[tuple[str, date]] = set()
        self._later: list[tuple[_Group, str]] = []
        self._total = 0

    def outcome(self) -> PlanOutcome:
        people = sorted(self._task.people, key=lambda person: person.uid)
        if not self._diaries.days:
            return PlanOutcome((), (), ())
        groups = self._grouped(people)
        self._settle(groups)
        for group in groups:
            self._plan_group(group)
        later, self._later = self._later, []
        # What somebody else must take over is put on top, so that it moves none of their own visits.
        for group in _regrouped(later):
            self._plan_group(group, at_last=True)
        dropped = sorted(entered for entered in self._entered if entered not in self._used)
        visits = sorted(words_of(self._diaries, self._made), key=lambda visit: (visit.on, visit.uid))
        refusals = sorted(self._refused, key=lambda refused: (refused.latest, refused.uid))
        return PlanOutcome(tuple(visits), tuple(refusals), tuple(dropped))

    def _grouped(self, people: Iterable[PlanPerson]) -> list[_Group]:
        found: dict[str, _Group] = {}
        start = max(self._task.first, self._task.today)
        for person in people:
            key = visitor_on(person.charges, start) or f"village:{person.village}"
            group = found.get(key)
            if group is None:
                group = found[key] = _Group(key)
            group.chains[person.uid] = Chain(person, self._task)
            if person.household is not None:
                group.households.setdefault(person.household, []).append(person.uid)
        return [found[key] for key in sorted(found)]

    def _settle(self, groups: Iterable[_Group]) -> None:
        for group in groups:
            expected = sum(_expected(chain.person, self._task) for chain in group.chains.values())
            self._total += expected
            self._diaries.settle(group.key, expected)
        for group in groups:
            for chain in group.chains.values():
                for day in chain.person.agreed:
                    self._enter_agreed(chain, day)

    def _enter_agreed(self, chain: Chain, agreed: AgreedDay) -> None:
        """Count a day agreed on before as taken, until it turns out that it holds no longer."""
        person, at = chain.person, agreed.on.toordinal() - self._diaries.first
        if not 0 <= at < self._diaries.days or (person.uid, agreed.on) in self._entered:
            return
        who = self._who_keeps(chain, agreed)
        if who is not None:
            self._entered[person.uid, agreed.on] = who
            self._diaries.diary(who.key).add(at, person.village, person.household)

    def _who_keeps(self, chain: Chain, agreed: AgreedDay) -> Who | None:
        """Return who visits on an agreed day, None where it cannot stay."""
        at = agreed.on.toordinal() - self._diaries.first
        who = self._diaries.reach(chain.person)[at]
        if agreed.by_hand:
            visitor = agreed.visitor or (who.visitor if who is not None else None)
            visitor = visitor or visitor_on(chain.person.charges, agreed.on)
            if who is not None and visitor == who.visitor:
                return who
            return Who(visitor or f"village:{chain.person.village}", visitor, stands_in=False)
        return who if chain.open_on(agreed.on.toordinal()) else None

    def _plan_group(self, group: _Group, *, at_last: bool = False) -> None:
        for uid in group.chains:
            self._next(group, uid, push=False)
        heapify(group.waiting)
        while group.waiting:
            entry = heappop(group.waiting)
            uid = entry[4]
            if entry[5] == group.turns[uid]:
                self._plan_one(group, uid, at_last=at_last)

    def _next(self, group: _Group, uid: str, *, push: bool = True) -> None:
        """Put the person's next visit, if one is owed, among those that wait."""
        chain = group.chains[uid]
        group.turns[uid] = group.turns.get(uid, 0) + 1
        step = chain.wanted()
        if step is None:
            group.steps.pop(uid, None)
            self._drop_unused(chain)
            return
        group.steps[uid] = step
        person = chain.person
        entry = (
            step.shared_last,
            step.shared_last - step.shared_first,
            person.village,
            person.household or uid,
            uid,
            group.turns[uid],
        )
        if push:
            heappush(group.waiting, entry)
        else:
            group.waiting.append(entry)

    def _drop_unused(self, chain: Chain) -> None:
        """Give back the days agreed on that nothing is owed on any more."""
        person = chain.person
        for agreed in person.agreed:
            key = (person.uid, agreed.on)
            who = self._entered.get(key)
            if who is not None and key not in self._used and not agreed.by_hand:
                self._diaries.diary(who.key).remove(
                    agreed.on.toordinal() - self._diaries.first, person.village
                )

    def _plan_one(self, group: _Group, uid: str, *, at_last: bool) -> None:
        chain, step = group.chains[uid], group.steps[uid]
        moved_from: date | None = None
        agreed = chain.agreed_in(step)
        if agreed is not None:
            if self._keep(group, chain, step, agreed):
                return
            moved_from = agreed.on
        members, days = self._household(group, uid)
        if not at_last and not any(self._is_own(chain.person, at) for at in days):
            self._put_off(group, uid)
            return
        if not days:
            self._refuse(group, chain, step)
            return
        chains = [group.chains[each] for each in members]
        steps = [group.steps[each] for each in members]
        best = min(days, key=lambda at: (self._diaries.cost(chains, steps, at), at))
        for each in members:
            self._make(group, each, best, moved_from if each == uid else None)

    def _is_own(self, person: PlanPerson, at: int) -> bool:
        who = self._diaries.reach(person)[at]
        return who is not None and not who.stands_in

    def _put_off(self, group: _Group, uid: str) -> None:
        """Leave the person's further visits for when everybody's own are planned."""
        group.turns[uid] += 1
        group.steps.pop(uid)
        self._later.append((group, uid))

    def _keep(self, group: _Group, chain: Chain, step: Step, agreed: AgreedDay) -> bool:
        """Keep a day agreed on before if it still holds; tell whether it does."""
        person, day = chain.person, agreed.on.toordinal()
        at = day - self._diaries.first
        if 0 <= at < self._diaries.days:
            who = self._who_keeps(chain, agreed)
            if who is None:
                return False
            same = agreed.visitor is None or agreed.visitor == who.visitor
            self._used.add((person.uid, agreed.on))
            made = Made(person, step, at, who, chain.last_made, kept=same, by_hand=agreed.by_hand)
            if not same:
                made.moved_from = agreed.on
            self._note(made)
        chain.made(day)
        self._next(group, person.uid)
        return True

    def _household(self, group: _Group, uid: str) -> tuple[list[str], list[int]]:
        """Return who of the household is visited together, and the days on which all of them can be."""
        chain = group.chains[uid]
        days = self._possible(chain, group.steps[uid], 1)
        members = [uid]
        for other in group.households.get(chain.person.household or "", ()):
            step = group.steps.get(other)
            if other == uid or step is None or group.chains[other].agreed_in(step) is not None:
                continue
            if group.chains[other].person.charges != chain.person.charges:
                continue
            open_days = set(self._possible(group.chains[other], step, len(members) + 1))
            both = [at for at in days if at in open_days]
            # Nobody is dragged along to a worse kind of day than there would be for the first one alone.
            if both and self._easiest(chain, both) <= self._easiest(chain, days):
                members.append(other)
                days = both
        return members, days

    def _easiest(self, chain: Chain, days: Iterable[int]) -> float:
        return min(self._diaries.hardship(chain.person, at) for at in days)

    def _possible(self, chain: Chain, step: Step, more: int) -> list[int]:
        first = self._diaries.first
        return [
            day - first
            for day in range(step.first, step.last + 1)
            if chain.open_on(day) and self._diaries.room(chain.person, day - first, more)
        ]

    def _make(self, group: _Group, uid: str, at: int, moved_from: date | None) -> None:
        chain, step = group.chains[uid], group.steps[uid]
        person = chain.person
        who = self._diaries.reach(person)[at]
        if who is None:
            raise ValueError("nobody can come on that day")
        if moved_from is not None:
            self._used.add((person.uid, moved_from))
        self._diaries.diary(who.key).add(at, person.village, person.household)
        self._note(Made(person, step, at, who, chain.last_made, moved_from=moved_from))
        chain.made(self._diaries.first + at)
        self._next(group, uid)

    def _note(self, made: Made) -> None:
        self._made.append(made)
        if len(self._made) % _EVERY_SO_MANY == 0:
            self._tick(len(self._made), max(self._total, len(self._made)))

    def _refuse(self, group: _Group, chain: Chain, step: Step) -> None:
        person, (earliest, latest) = chain.person, step.window
        why = refusal_words(self._diaries, chain, step)
        visitor = visitor_on(person.charges, date.fromordinal(step.first))
        self._refused.append(
            RefusedVisit(uid=person.uid, visitor=visitor, earliest=earliest, latest=latest, why=why)
        )
        chain.made(step.span.latest)
        self._next(group, person.uid)


def _regrouped(later: Iterable[tuple[_Group, str]]) -> list[_Group]:
    """Return what was put off, under the same keys as before."""
    found: dict[str, _Group] = {}
    for group, uid in sorted(later, key=lambda each: (each[0].key, each[1])):
        new = found.setdefault(group.key, _Group(group.key))
        chain = new.chains[uid] = group.chains[uid]
        if chain.person.household is not None:
            new.households.setdefault(chain.person.household, []).append(uid)
    return list(found.values())


def _expected(person: PlanPerson, task: PlanTask) -> int:
    """Return about how many visits the person is owed in the days of the plan."""
    chain, number = Chain(person, task), 0
    while (step := chain.wanted()) is not None:
        number += 1
        chain.made(max(step.first, min(step.ideal, step.last)))
    return number
