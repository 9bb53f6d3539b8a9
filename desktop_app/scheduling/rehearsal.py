"""Play the months to come under two books of rules: how many visits, when, and who falls into arrears."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop_app.domain.errors import N_
from desktop_app.domain.terms import DutyState, Mode, Outcome
from desktop_app.scheduling.calendar import ONE_DAY, Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.facts import PersonFacts, VisitFact
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.scheduling.standing import History, may_concern

_WAITING = frozenset({DutyState.PLANNED, DutyState.OPEN, DutyState.DUE, DutyState.OVERDUE})
_MOST_STEPS = 500
"""More than one visit a day over the longest rehearsal: nobody is played without end."""

ASSUMPTIONS = (
    N_("假定每个人都在应当探访的那天（约定日，没有约定的按目标日）上门见到本人，一次探访可以满足几条规则。"),
    N_("现在已经逾期的，假定今天补访；今天以后登记的变故、暂停、搬迁不在内。"),
    N_("新旧规则用同一批人、同样的假定，只有规则不同。"),
    N_("“会逾期”是指仍按旧规则的日子探访，到新规则下就会逾期的人。"),
)
"""What a rehearsal takes for granted, in words."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are played: from ``today`` on, counted from ``first`` to ``last``."""

    today: date
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Course:
    """One person's time to come under one book.

    ``visits`` are the days of the visits from the first day on, ``made`` those before it, ``overdue`` tells of
    the first day.
    """

    visits: tuple[date, ...] = ()
    made: tuple[date, ...] = ()
    owed: bool = False
    overdue: bool = False
    rule_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Courses:
    """One person's courses under the old and the new rules.

    ``behind``: overdue under the new rules but not the old ones, if visits went on as the old ones ask.
    """

    old: Course
    new: Course
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes between two books: ids of rules that one of them lacks, or everything."""

    rule_ids: frozenset[str]
    everything: bool


def span_of(today: date, from_on: date, months: int) -> Span:
    """Return the days of a rehearsal: ``months`` months from a day on, the last one whole."""
    later = from_on.year * 12 + from_on.month - 1 + months
    ends = date(later // 12, later % 12 + 1, 1)
    if from_on.day > 1:
        # From the 22nd of November three months last to the 21st of February.
        last = Calendar().month(ends.year, ends.month).last
        ends = ends.replace(day=min(from_on.day, last.day))
    return Span(today, from_on, ends - ONE_DAY)


def difference(before: RuleBook, after: RuleBook) -> Difference:
    """Return in which rules two books differ; other differences than visit rules concern everybody."""
    old = {booked.id: booked.rule for booked in before.rules}
    new = {booked.id: booked.rule for booked in after.rules}
    changed = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    plain = [[replace(profile, visit_rules=()) for profile in book.profiles] for book in (before, after)]
    return Difference(frozenset(changed), plain[0] != plain[1])


def courses(
    person: PersonFacts, before: RuleBook, after: RuleBook, changed: Difference, span: Span
) -> Courses:
    """Return a person's courses under both books; whom the change does not concern is played once."""
    old = course_of(person, before, span)
    touched = changed.everything or bool(old.rule_ids & changed.rule_ids)
    if not touched and not _concerned(person, after, changed, span.last):
        return Courses(old, old)
    new = course_of(person, after, span)
    if (new.made, new.visits) == (old.made, old.visits):
        # Visits on the days that the new rules ask for leave nobody behind who was not so already.
        return Courses(old, new, behind=new.overdue and not old.overdue)
    return Courses(old, new, behind=new.owed and not old.overdue and _falls_behind(person, after, old, span))


def _falls_behind(person: PersonFacts, rules: RuleBook, old: Course, span: Span) -> bool:
    """Tell whether visits on the days of the old course leave the person overdue under other rules."""
    days = (*old.made, *old.visits)
    facts = (_taken(f"~{at}", day) for at, day in enumerate(days))
    visited = replace(person, visits=(*person.visits, *facts))
    looks = [span.first, *(day - ONE_DAY for day in old.visits if day > span.first), span.last]
    return any(
        duty.state is DutyState.OVERDUE for day in looks for duty in duties(visited, rules, Calendar(), day)
    )


def _taken(uid: str, on: date) -> VisitFact:
    """Return a visit that is taken for granted."""
    return VisitFact(uid, on, Mode.IN_PERSON, Outcome.MET_IN_PERSON)


def _concerned(person: PersonFacts, rules: RuleBook, changed: Difference, last: date) -> bool:
    """Tell whether a rule that is new or other in a book applies to the person on any day until the last."""
    if person.registered_on > last:
        return False
    history = History(person, rules, last)
    return any(
        booked.id in changed.rule_ids and history.on(day).meets(booked) >= 0
        for day in history.starts
        for booked in rules.rules
    )


def course_of(person: PersonFacts, rules: RuleBook, span: Span) -> Course:
    """Play one person's time: each day on which a visit is due they are visited, until the last day."""
    if not may_concern(person, rules, span.last) and not person.events and not person.campaigns:
        return Course()
    looks = _days_to_look(person, rules, span)
    anything = sorted({*looks, *_months(span)})
    played = _Play(person, rules)
    as_of = span.today
    for _ in range(_MOST_STEPS):
        found = played.look(as_of)
        if as_of >= span.first:
            played.note(found, first=as_of == span.first)
        due = played.next_visit(found, as_of)
        if due == as_of:
            played.visit(found, as_of)
            continue
        # Where nothing waits, as in an exempt window, the next one is looked for month by month.
        look = next((day for day in (looks if due is not None else anything) if day > as_of), None)
        steps = [day for day in (due, look) if day is not None and day <= span.last]
        if not steps:
            break
        as_of = min(steps)
    return Course(
        visits=tuple(day for day in played.visits if day >= span.first),
        made=tuple(day for day in played.visits if day < span.first),
        owed=played.owed,
        overdue=played.overdue,
        rule_ids=frozenset(played.rule_ids),
    )


def _days_to_look(person: PersonFacts, rules: RuleBook, span: Span) -> list[date]:
    """Return the days on which something begins or ends that no duty of the day before announces."""
    days = {span.first}
    if person.registered_on <= span.last:
        days.update(History(person, rules, span.last).starts)
    stays = [(stay.from_on, stay.to_on) for stay in person.residences]
    stays += [(pause.from_on, pause.to_on) for pause in person.pauses]
    stays += [(waiver.from_on, waiver.to_on) for waiver in person.waivers]
    for from_on, to_on in stays:
        days.add(from_on)
        if to_on is not None:
            days.add(to_on + ONE_DAY)
    days.update(pause.review_on for pause in person.pauses if pause.review_on is not None)
    days.update(campaign.from_on for campaign in person.campaigns)
    return sorted(day for day in days if span.today < day <= span.last)


def _months(span: Span) -> list[date]:
    """Return the first days of the months that begin within the span."""
    days = []
    month = span.today
    while (month := (month.replace(day=1) + timedelta(days=32)).replace(day=1)) <= span.last:
        days.append(month)
    return days


class _Play:
    """A person with the visits that are taken for granted, and what was seen on the way."""

    def __init__(self, person: PersonFacts, rules: RuleBook) -> None:
        self.person = person
        self.rules = rules
        self.calendar = Calendar()
        self.visits: list[date] = []
        self.rule_ids: set[str] = set()
        self.owed = False
        self.overdue = False
        self._done: set[str] = set()

    def look(self, as_of: date) -> Sequence[Duty]:
        """Return the duties that still wait on a day; those that a visit did not meet are not asked again."""
        found = duties(self.person, self.rules, self.calendar, as_of)
        self.rule_ids.update(duty.rule_id for duty in found)
        return [duty for duty in found if duty.state in _WAITING and duty.uid not in self._done]

    def note(self, found: Iterable[Duty], *, first: bool) -> None:
        """Remember that something is owed, and on the first day whether it is overdue."""
        for duty in found:
            self.owed = True
            if first and duty.state is DutyState.OVERDUE:
                self.overdue = True

    def next_visit(self, found: Iterable[Duty], as_of: date) -> date | None:
        """Return the next day on which a visit is due, today at the earliest."""
        return min((max(_day_of(duty), as_of) for duty in found), default=None)

    def visit(self, found: Iterable[Duty], on: date) -> None:
        """Take it that the person was met in person on a day."""
        self._done.update(duty.uid for duty in found if _day_of(duty) <= on)
        fact = _taken(f"~{len(self.visits)}", on)
        self.person = replace(self.person, visits=(*self.person.visits, fact))
        self.visits.append(on)


def _day_of(duty: Duty) -> date:
    """Return the day on which a duty is taken to be met: at once when overdue, else the day it is due."""
    return duty.earliest_on if duty.state is DutyState.OVERDUE else max(duty.due_on, duty.earliest_on)
