"""Rehearse changed rules before they take effect: the next months' visits under the old and the new ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.policies import PolicyProfile
from desktop_app.progress import SILENT, Progress
from desktop_app.scheduling.rehearsal import ASSUMPTIONS, Courses, Span, courses, difference, span_of
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.services.actor import OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import DATED_TO
from desktop_app.services.derivation import VISITS_BACK
from desktop_app.services.policies import BeginsInPast
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.facts import ElderFacts, load

MOST_MONTHS = 12
_STEP = 100
"""How many people are played between two looks at the wish to stop."""


@dataclass(frozen=True, slots=True)
class Load:
    """Visits under the old and the new rules."""

    before: int = 0
    after: int = 0

    @property
    def more(self) -> int:
        """Return how many more there are under the new rules, fewer below zero."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The load of one village or visitor: in all and by month, in the order of ``Rehearsal.months``."""

    key: str
    name: str
    people: int
    total: Load
    months: tuple[Load, ...]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """The load of one week; ``first_on`` is its Monday, or the first day that is played."""

    first_on: date
    load: Load


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody for whom the change means something."""

    elder_uid: str
    name: str
    village: str
    visitor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """The months to come under the old and the new rules, from ``first_on`` to ``last_on``.

    ``months`` are the first days of the months touched, ``people`` all on the register, ``owed`` how many of them
    are owed something. Peaks are the weeks with most visits, the earliest of equals. ``assumptions`` say in words
    what was taken for granted. ``newly_overdue`` are those who are overdue under the new rules if visits go on as
    the old ones ask.
    """

    first_on: date
    last_on: date
    people: int
    owed: Load
    total: Load
    months: tuple[date, ...]
    by_month: tuple[Load, ...]
    villages: tuple[GroupRow, ...]
    visitors: tuple[GroupRow, ...]
    weeks: tuple[WeekRow, ...]
    peak_before: WeekRow | None
    peak_after: WeekRow | None
    newly_overdue: tuple[PersonRow, ...]
    newly_owed: tuple[PersonRow, ...]
    no_longer_owed: tuple[PersonRow, ...]
    assumptions: tuple[str, ...]


class RehearsalService(Service):
    """规则预演."""

    @allowed(*OFFICERS)
    def rehearse(
        self,
        _actor: Actor,
        changed: Sequence[PolicyProfile],
        from_on: date,
        *,
        months: int = 3,
        progress: Progress = SILENT,
    ) -> Rehearsal:
        """Play the months from a day on as rules are now and with ``changed`` profiles in their place.

        A changed profile that the site does not work by yet is played as if it did. Nothing is written. Raises
        ``BeginsInPast``, and ``Cancelled`` at the next report when the user stops it.
        """
        if from_on < self._context.today():
            raise BeginsInPast(earliest=self._context.today().isoformat())
        if from_on > DATED_TO:
            raise FieldProblem(field="from_on", label=N_("开始日期"), reason=N_("年份有误"))
        if not 1 <= months <= MOST_MONTHS:
            reason = N_("应为1至12个月")
            raise FieldProblem(field="months", label=N_("预演的月数"), reason=reason)
        before = self._context.rules.book
        replacing = {profile.id: profile for profile in changed}
        now = self._context.rules.profiles
        after = RuleBook(
            [replacing.get(profile.id, profile) for profile in now]
            + [profile for profile in changed if profile.id not in {each.id for each in now}]
        )
        span = span_of(self._context.today(), from_on, months)
        count = _Count(span)
        with self._store.reading() as session:
            names = village_names(session)
            changes = difference(before, after)
            people = load(session, None, visits_from=span.today - VISITS_BACK, on=span.today)
            for number, facts in enumerate(people):
                if number % _STEP == 0:
                    progress.report(number, 0, _("预演规则"))
                count.add(facts, courses(facts.person, before, after, changes, span))
        return count.result(names)


class _Count:
    """Counts visits by month, week, village and visitor while people are played."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.months = tuple(_months(span))
        self.people = 0
        self.owed = [0, 0]
        self.weeks: tuple[Counter[date], Counter[date]] = (Counter(), Counter())
        self.villages: dict[str, _Group] = {}
        self.visitors: dict[str, _Group] = {}
        self.newly_overdue: list[ElderFacts] = []
        self.newly_owed: list[ElderFacts] = []
        self.no_longer_owed: list[ElderFacts] = []

    def add(self, facts: ElderFacts, played: Courses) -> None:
        """Count one person's visits under both books."""
        old, new = played.old, played.new
        self.people += 1
        self.owed[0] += old.owed
        self.owed[1] += new.owed
        if played.behind:
            self.newly_overdue.append(facts)
        if new.owed and not old.owed:
            self.newly_owed.append(facts)
        if old.owed and not new.owed:
            self.no_longer_owed.append(facts)
        if not old.owed and not new.owed:
            return
        village = self.villages.setdefault(facts.village_code, _Group(""))
        visitor = self.visitors.setdefault(facts.visitor_uid or "", _Group(facts.visitor or ""))
        for group in (village, visitor):
            group.people += 1
        for side, course in enumerate((old, new)):
            for day in course.visits:
                month = day.replace(day=1)
                village.visits[side][month] += 1
                visitor.visits[side][month] += 1
                self.weeks[side][_monday(day, self.span.first)] += 1

    def result(self, villages: dict[str, str]) -> Rehearsal:
        """Return everything counted, names in place."""
        weeks = tuple(
            WeekRow(monday, Load(self.weeks[0][monday], self.weeks[1][monday]))
            for monday in _mondays(self.span)
        )
        by_village = [
            group.row(code, villages.get(code, code), self.months) for code, group in self.villages.items()
        ]
        by_visitor = [group.row(uid, group.name, self.months) for uid, group in self.visitors.items()]
        return Rehearsal(
            first_on=self.span.first,
            last_on=self.span.last,
            people=self.people,
            owed=Load(*self.owed),
            total=_sum(row.total for row in by_village),
            months=self.months,
            by_month=tuple(_sum(row.months[at] for row in by_village) for at in range(len(self.months))),
            villages=tuple(sorted(by_village, key=lambda row: row.key)),
            visitors=tuple(
                sorted(by_visitor, key=lambda row: (row.key == "", -row.total.after, row.name, row.key))
            ),
            weeks=weeks,
            peak_before=max(
                weeks, key=lambda week: (week.load.before, -week.first_on.toordinal()), default=None
            ),
            peak_after=max(
                weeks, key=lambda week: (week.load.after, -week.first_on.toordinal()), default=None
            ),
            newly_overdue=_people(self.newly_overdue, villages),
            newly_owed=_people(self.newly_owed, villages),
            no_longer_owed=_people(self.no_longer_owed, villages),
            assumptions=tuple(_(text) for text in ASSUMPTIONS),
        )


class _Group:
    """A village or visitor while it is counted."""

    __slots__ = ("name", "people", "visits")

    def __init__(self, name: str) -> None:
        self.name = name
        self.people = 0
        self.visits: tuple[Counter[date], Counter[date]] = (Counter(), Counter())

    def row(self, key: str, name: str, months: Sequence[date]) -> GroupRow:
        """Return the group as it is shown."""
        loads = tuple(Load(self.visits[0][month], self.visits[1][month]) for month in months)
        return GroupRow(key, name, self.people, _sum(loads), loads)


def _sum(loads: Iterable[Load]) -> Load:
    before = after = 0
    for load_ in loads:
        before += load_.before
        after += load_.after
    return Load(before, after)


def _people(found: list[ElderFacts], villages: dict[str, str]) -> tuple[PersonRow, ...]:
    """Return people by village and name."""
    found.sort(key=lambda facts: (facts.village_code, facts.name, facts.uid))
    return tuple(
        PersonRow(facts.uid, facts.name, villages.get(facts.village_code, facts.village_code), facts.visitor)
        for facts in found
    )


def _monday(day: date, first: date) -> date:
    return max(day - timedelta(days=day.weekday()), first)


def _mondays(span: Span) -> Iterable[date]:
    """Yield the first day of every week that is played."""
    day = span.first
    while day <= span.last:
        yield day
        day += timedelta(days=7 - day.weekday())


def _months(span: Span) -> Iterable[date]:
    """Yield the first day of every month that is touched."""
    day = span.first.replace(day=1)
    while day <= span.last:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)
