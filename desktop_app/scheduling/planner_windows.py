"""One person's windows as they move on from planned visit to planned visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from desktop_app.domain.policies import Every, PeriodUnit
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.planner_task import AgreedDay, PlanPerson, PlanRule, PlanTask

CATCH_UP_DAYS = 7
"""Within so many days from today an overdue visit is to be caught up."""

SHARED_DAYS = 3
"""Windows that share at least so many days are met by one visit."""

_CALENDAR = Calendar()


@dataclass(slots=True)
class Span:
    """One rule's window in ordinals of days; ``caught_up`` when the real window is over already."""

    rule: PlanRule
    earliest: int
    target: int
    latest: int
    caught_up: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The next visit to plan: its whole window, the part inside the plan's days, and the shared part of that."""

    span: Span
    first: int
    last: int
    shared_first: int
    shared_last: int
    ideal: int

    @property
    def window(self) -> tuple[date, date]:
        """Return the window's first and last day as the duty has them."""
        rule = self.span.rule
        if self.span.caught_up:
            return rule.earliest, rule.latest
        return date.fromordinal(self.span.earliest), date.fromordinal(self.span.latest)


class Chain:
    """Says which visit comes next for one person, and is told on which day it is planned."""

    __slots__ = ("_agreed", "_closed", "_first", "_last", "_spans", "_today", "_until", "last_made", "person")

    def __init__(self, person: PlanPerson, task: PlanTask) -> None:
        """Begin with the windows that are open today."""
        self.person = person
        self.last_made: int | None = None
        self._today = task.today.toordinal()
        self._first = max(task.first, task.today).toordinal()
        self._last = task.last.toordinal()
        self._until = person.until.toordinal() if person.until is not None else date.max.toordinal()
        self._closed = tuple((first.toordinal(), last.toordinal()) for first, last in person.closed)
        self._agreed = sorted(person.agreed, key=lambda day: (day.on, not day.by_hand))
        self._spans = [self._opened(rule) for rule in person.rules]

    def _opened(self, rule: PlanRule) -> Span:
        if rule.overdue:
            return Span(rule, self._today, self._today, self._today + CATCH_UP_DAYS - 1, caught_up=True)
        target = max(rule.earliest, min(rule.target, rule.latest))
        return Span(rule, rule.earliest.toordinal(), target.toordinal(), rule.latest.toordinal())

    def open_on(self, day: int) -> bool:
        """Tell whether the person can be visited on a day."""
        return day < self._until and not any(first <= day <= last for first, last in self._closed)

    def agreed_in(self, step: Step) -> AgreedDay | None:
        """Return the first day agreed on inside a step's window, days of the past left out."""
        first, last = max(step.span.earliest, self._today), step.span.latest
        for day in self._agreed:
            if first <= day.on.toordinal() <= last:
                return day
        return None

    def wanted(self) -> Step | None:
        """Return the next visit to plan, None when no more is owed in the days of the plan."""
        while True:
            self._pass_closed()
            due = [span for span in self._spans if self._is_due(span)]
            if not due:
                return None
            due.sort(key=lambda span: (span.latest, span.target, span.rule.id))
            span = due[0]
            if span.latest >= self._first:
                return self._step(span, due)
            self.made(self._taken_for_granted(span))

    def _is_due(self, span: Span) -> bool:
        return span.earliest <= self._last and (span.latest <= self._last or span.target <= self._last)

    def _taken_for_granted(self, span: Span) -> int:
        """Return the day of a visit that comes before the plan's first day: agreed on, else the target."""
        for day in self._agreed:
            if max(span.earliest, self._today) <= day.on.toordinal() <= span.latest:
                return day.on.toordinal()
        return max(span.earliest, min(max(span.target, self._today), span.latest))

    def _step(self, span: Span, due: list[Span]) -> Step:
        first, last = max(span.earliest, self._first), min(span.latest, self._last)
        shared = first, last
        for other in due:
            both = max(shared[0], other.earliest), min(shared[1], other.latest)
            if both[1] - both[0] + 1 >= min(SHARED_DAYS, shared[1] - shared[0] + 1):
                shared = both
        return Step(span, first, last, *shared, self._ideal(span, first))

    def _ideal(self, span: Span, first: int) -> int:
        every = span.rule.every
        if every is not None and every.rolling and not span.caught_up:
            # A day or two are kept in hand: whoever is not at home can be visited again inside the window.
            return max(first, min(span.target, span.latest - (1 if every.days <= 10 else 2)))
        return max(first, span.target)

    def made(self, day: int) -> None:
        """Move every window on that a visit on this day meets."""
        self.last_made = day
        kept: list[Span] = []
        for span in self._spans:
            followed = self._after(span, day)
            if followed is not None:
                kept.append(followed)
        self._spans = kept

    def _after(self, span: Span, day: int) -> Span | None:
        if day < span.earliest:
            return span
        every = span.rule.every
        if every is None:
            return None
        if every.rolling:
            return _counted_from(span.rule, every, day)
        if span.caught_up:
            return None
        return _following(span, every) if day <= span.latest else span

    def _pass_closed(self) -> None:
        """Pass over windows that the days on which nobody need come take away, as the duties do."""
        kept: list[Span] = []
        for span in self._spans:
            passed: Span | None = span
            while passed is not None and (held := self._held(passed)) is not None:
                passed = self._beyond(passed, held)
            if passed is not None and passed.earliest < self._until:
                kept.append(passed)
        self._spans = kept

    def _held(self, span: Span) -> tuple[int, int] | None:
        every, own = span.rule.every, span.rule.closed
        closed = self._closed if own is None else [(one.toordinal(), two.toordinal()) for one, two in own]
        for first, last in closed:
            if every is not None and every.rolling:
                if first <= span.latest <= last:
                    return first, last
            elif first <= max(span.earliest, self._today) and span.latest <= last:
                return first, last
        return None

    def _beyond(self, span: Span, held: tuple[int, int]) -> Span | None:
        every = span.rule.every
        if every is None or span.earliest > self._last or held[1] > self._last:
            return None
        return _counted_from(span.rule, every, held[1]) if every.rolling else _following(span, every)


def _counted_from(rule: PlanRule, every: Every, day: int) -> Span:
    return Span(rule, day + 1, day + min(max(rule.target_day, 1), every.days), day + every.days)


def _following(span: Span, every: Every) -> Span:
    first, last = _window_after(every.unit, span.latest)
    return Span(span.rule, first, min(first + max(span.rule.target_day, 1) - 1, last), last)


@lru_cache(maxsize=1024)
def _window_after(unit: PeriodUnit, latest: int) -> tuple[int, int]:
    window = _CALENDAR.window(unit, date.fromordinal(latest + 1))
    return window.first.toordinal(), window.last.toordinal()


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """One window in which a visit is owed: from today on, with the day agreed on or aimed at."""

    earliest: date
    latest: date
    expected: date
    agreed: AgreedDay | None


def windows_until(person: PlanPerson, task: PlanTask) -> list[OpenWindow]:
    """Return the windows one after another in the days of a plan, each counted from the day before it."""
    chain = Chain(person, task)
    found: list[OpenWindow] = []
    while (step := chain.wanted()) is not None:
        agreed = chain.agreed_in(step)
        day = agreed.on.toordinal() if agreed is not None else min(step.ideal, step.span.latest)
        earliest = date.fromordinal(max(step.span.earliest, task.today.toordinal()))
        latest = date.fromordinal(step.span.latest)
        found.append(OpenWindow(earliest, latest, date.fromordinal(day), agreed))
        chain.made(day)
    return found
