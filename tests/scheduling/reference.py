"""The duties once more, slow and plain: walk through every day, keep nothing prepared.

Written from the rules in words and not from the engine: the engine is compared with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from desktop_app.domain.policies import Condition, PeriodUnit, PolicyProfile, VisitRule
from desktop_app.domain.terms import Category, DutyState, Mode, Outcome, ResidenceKind, Tier, WillingnessKind
from desktop_app.scheduling.facts import PersonFacts, VisitFact

DAY = timedelta(days=1)
FIRST, FOREVER = date(2024, 10, 1), date(2026, 1, 1)
"""Everything compared happens between these days; what is exempt on the last one is so for ever."""


class Line(NamedTuple):
    """What is compared of a duty."""

    rule_id: str
    state: DutyState
    earliest_on: date
    target_on: date
    latest_on: date
    overdue_days: int
    met_by: str | None
    last_counted_on: date | None


def age(person: PersonFacts, on: date) -> int:
    if person.birth_on is None:
        return 60
    years = on.year - person.birth_on.year
    return years if (on.month, on.day) >= (person.birth_on.month, person.birth_on.day) else years - 1


def categories(person: PersonFacts, on: date) -> set[Category]:
    found = {
        span.category
        for span in person.categories
        if (span.from_on or date.min) <= on <= (span.to_on or date.max)
    }
    return found | {Category.OLDEST_OLD} if age(person, on) >= 80 else found


def in_force(profile: PolicyProfile, on: date) -> bool:
    return profile.valid_from <= on <= (profile.valid_to or date.max)


def special(person: PersonFacts, profiles: Sequence[PolicyProfile], on: date) -> bool:
    listed = {c for profile in profiles if in_force(profile, on) for c in profile.special_categories}
    return bool(listed & categories(person, on))


def meets(
    person: PersonFacts, profiles: Sequence[PolicyProfile], who: Condition, on: date, tier: Tier | None
) -> bool:
    has = categories(person, on)
    if who.any_category and not has & set(who.any_category):
        return False
    if not set(who.all_categories) <= has or has & set(who.none_of):
        return False
    if who.min_age is not None and age(person, on) < who.min_age:
        return False
    if who.max_age is not None and age(person, on) > who.max_age:
        return False
    if who.special and not special(person, profiles, on):
        return False
    return not who.tiers or tier in who.tiers


def tier(person: PersonFacts, profiles: Sequence[PolicyProfile], on: date) -> Tier:
    set_by_people = [
        (each.from_on or date.min, -list(Tier).index(each.tier), each.tier)
        for each in person.tier_overrides
        if (each.from_on or date.min) <= on <= (each.to_on or date.max)
    ]
    if set_by_people:
        return max(set_by_people)[2]
    for level in Tier:
        for profile in profiles:
            for rule in profile.tiers:
                meant = any(meets(person, profiles, who, on, None) for who in rule.who)
                if rule.tier is level and in_force(profile, on) and meant:
                    return level
    return Tier.GENERAL


def under(person: PersonFacts, profiles: Sequence[PolicyProfile], rule: VisitRule, on: date) -> bool:
    if on < person.registered_on or not rule.valid_from <= on <= (rule.valid_to or date.max):
        return False
    level = tier(person, profiles, on)
    return any(meets(person, profiles, who, on, level) for who in rule.who)


def answer(person: PersonFacts, on: date) -> WillingnessKind | None:
    given = [(each.on, each.kind.value, each.kind) for each in person.willingness if each.on <= on]
    return max(given)[2] if given else None


def exempt(person: PersonFacts, on: date) -> bool:
    if answer(person, on) is WillingnessKind.REFUSES:
        return True
    stays = [s for s in person.residences if s.kind in {ResidenceKind.HOSPITAL, ResidenceKind.INSTITUTION}]
    spans = [(s.from_on, s.to_on) for s in stays]
    spans += [(p.from_on, p.to_on) for p in person.pauses] + [(w.from_on, w.to_on) for w in person.waivers]
    return any(first <= on <= (last or date.max) for first, last in spans)


def counts(person: PersonFacts, rule: VisitRule, visit: VisitFact) -> bool:
    spoken = visit.outcome is Outcome.MET_REMOTELY and visit.mode in {Mode.PHONE, Mode.VIDEO}
    if spoken and answer(person, visit.on) is WillingnessKind.PHONE_ONLY:
        return True
    if visit.outcome not in rule.outcomes:
        return False
    return visit.outcome is not Outcome.MET_REMOTELY or visit.mode in rule.modes


def excuses(visit: VisitFact) -> bool:
    return visit.outcome in {Outcome.REFUSED, Outcome.AWAY, Outcome.IN_HOSPITAL, Outcome.IN_INSTITUTION}


def on_register(person: PersonFacts, on: date) -> bool:
    if on < person.registered_on or (person.birth_on is not None and age(person, on) < 60):
        return False
    if person.ended_on is not None and on >= person.ended_on:
        return False
    return not any(gone.from_on <= on <= gone.to_on for gone in person.off_register)


def present(person: PersonFacts, as_of: date) -> PersonFacts | None:
    """Return the person with the enrolment of a day, or the one that ended last before it, as the only one."""
    day = as_of
    while not on_register(person, day):
        day -= DAY
        if day < FIRST:
            return None
    last = day
    while on_register(person, day - DAY):
        day -= DAY
    ended_on = None if last == as_of else last + DAY
    return replace(person, registered_on=day, ended_on=ended_on, off_register=())


def end_of(person: PersonFacts, as_of: date) -> date | None:
    ends = [
        v.on
        for v in person.visits
        if v.outcome in {Outcome.MOVED, Outcome.DECEASED} and person.registered_on <= v.on <= as_of
    ]
    if person.ended_on is not None and person.ended_on <= as_of:
        ends.append(person.ended_on)
    return min(ends, default=None)


def window_of(unit: PeriodUnit, on: date) -> tuple[date, date]:
    def key(day: date) -> tuple[int, int]:
        return (day.year, (day.month - 1) // 3 if unit is PeriodUnit.QUARTER else day.month)

    first = last = on
    while key(first - DAY) == key(on):
        first -= DAY
    while key(last + DAY) == key(on):
        last += DAY
    return first, last


@dataclass
class Walk:
    """One person and one rule, walked through day by day."""

    person: PersonFacts
    profiles: Sequence[PolicyProfile]
    rule_id: str
    rule: VisitRule
    as_of: date

    def __post_init__(self) -> None:
        self.end = end_of(self.person, self.as_of)
        self.day = self.as_of if self.end is None else self.end - DAY
        made = sorted((v for v in self.person.visits if v.on <= self.day), key=lambda v: (v.on, v.uid))
        self.made = made
        self.free = {FIRST + DAY * n for n in range((FOREVER - FIRST).days + 1)}
        self.free = {day for day in self.free if exempt(self.person, day)}
        self.counted = [v for v in made if counts(self.person, self.rule, v)]

    def since(self) -> date:
        day = self.day
        while under(self.person, self.profiles, self.rule, day - DAY):
            day -= DAY
        return day

    def lines(self) -> list[Line]:
        if not under(self.person, self.profiles, self.rule, self.day):
            return []
        return self.rolling() if self.rule.every.rolling else self.calendar()

    def line(self, state: DutyState, earliest: date, target: date, latest: date, **more: object) -> Line:
        overdue_days, met_by = more.get("overdue_days", 0), more.get("met_by")
        assert isinstance(overdue_days, int)
        assert met_by is None or isinstance(met_by, str)
        last = self.counted[-1].on if self.counted else None
        return Line(self.rule_id, state, earliest, target, latest, overdue_days, met_by, last)

    def open_state(self, earliest: date, target: date, latest: date) -> DutyState:
        if self.as_of > latest + DAY * self.rule.grace_days:
            return DutyState.OVERDUE
        if self.as_of < earliest:
            return DutyState.PLANNED
        due_from = min(target, latest - DAY * self.rule.due_soon_days)
        last = self.made[-1] if self.made else None
        missed = {Outcome.NOT_AT_HOME, Outcome.COULD_NOT_REACH}
        if last is not None and last.outcome in missed and last.on >= earliest:
            due_from = min(due_from, last.on + DAY * self.rule.retry_days)
        return DutyState.DUE if self.as_of >= due_from else DutyState.OPEN

    # by calendar ------------------------------------------------------------------------------------

    def days_of(self, window: tuple[date, date], since: date) -> tuple[date, date, date]:
        earliest = max(window[0], since)
        target = max(window[0] + DAY * (self.rule.target_day - 1), earliest)
        return earliest, min(target, window[1]), window[1]

    def waived(self, window: tuple[date, date], seen_on: date) -> bool:
        if any(excuses(v) and window[0] <= v.on <= seen_on for v in self.made):
            return True
        return self.exempt_all(seen_on, window[1])

    def exempt_all(self, first: date, last: date) -> bool:
        return all(first + DAY * n in self.free for n in range((last - first).days + 1))

    def calendar(self) -> list[Line]:
        unit, since = self.rule.every.unit, self.since()
        current = window_of(unit, self.as_of if self.end is None else self.end)
        missed: list[tuple[date, date]] = []
        met: VisitFact | None = None
        window = window_of(unit, since)
        while window[0] <= current[0]:
            is_current = window == current
            grace = DAY * (0 if is_current else self.rule.grace_days)
            inside = [v for v in self.counted if window[0] <= v.on <= window[1] + grace]
            if is_current:
                met = inside[0] if inside else None
            elif inside or self.waived(window, window[1]):
                missed = []
            else:
                missed.append(window)
            window = window_of(unit, window[1] + DAY)
        days = self.days_of(current, since)
        if self.end is not None:
            if self.as_of > current[1]:
                return []
            state = DutyState.CANCELLED if met is None else DutyState.MET
            return [self.line(state, *days, met_by=met.uid if met else None)]
        waived = met is None and self.waived(current, self.as_of)
        found = []
        if missed:
            before = self.days_of(missed[-1], since)
            if met is not None:
                found.append(self.line(DutyState.MET_LATE, *before, met_by=met.uid))
            elif waived:
                found.append(self.line(DutyState.LAPSED, *before))
            else:
                state = self.open_state(*before)
                late = (self.as_of - missed[0][1]).days if state is DutyState.OVERDUE else 0
                found.append(self.line(state, *before, overdue_days=late))
        if met is None and not waived:
            return [*found, self.line(self.open_state(*days), *days)]
        if met is not None:
            found.append(self.line(DutyState.MET, *days, met_by=met.uid))
        else:
            found.append(self.line(DutyState.WAIVED, *days))
        following = window_of(unit, current[1] + DAY)
        valid = self.rule.valid_from <= following[0] <= (self.rule.valid_to or date.max)
        if valid and not self.exempt_all(*following):
            found.append(self.line(DutyState.PLANNED, *self.days_of(following, since)))
        return found

    # rolling ----------------------------------------------------------------------------------------

    def days_from(self, anchor: date, used: bool) -> tuple[date, date, date]:
        latest = anchor + DAY * self.rule.every.days
        target = min(anchor + DAY * self.rule.target_day, latest)
        return (anchor + DAY if used else anchor), target, latest

    def run_end(self, on: date) -> date:
        while on < FOREVER and on + DAY in self.free:
            on += DAY
        return on

    def rolling(self) -> list[Line]:
        day = since = self.since()
        anchor, used, waived = since, False, False
        settled: Line | None = None
        while day <= self.day:
            waived = False
            today = [v for v in self.made if v.on == day]
            counted = [v for v in today if v in self.counted]
            if counted:
                days = self.days_from(anchor, used)
                late = day > days[2] + DAY * self.rule.grace_days and not self.covered(day, days[2])
                state = DutyState.MET_LATE if late else DutyState.MET
                settled = self.line(state, *days, met_by=counted[0].uid)
                anchor, used = day, True
            elif any(excuses(v) for v in today):
                settled = self.line(DutyState.WAIVED, *self.days_from(anchor, used))
                anchor, used = day, True
            if self.covered(day, anchor + DAY * self.rule.every.days):
                waived = True
                if day < self.day and day + DAY not in self.free:
                    anchor, used = day, True
            day += DAY
        days = self.days_from(anchor, used)
        if self.end is not None:
            over = self.as_of > self.end + DAY * self.rule.every.days
            return [] if over else [self.line(DutyState.CANCELLED, *days)]
        if waived:
            found = [self.line(DutyState.WAIVED, *days)]
            last = self.run_end(self.as_of)
            if last < FOREVER and last + DAY <= (self.rule.valid_to or date.max):
                found.append(self.line(DutyState.PLANNED, *self.days_from(last, True)))
            return found
        state = self.open_state(*days)
        late_days = (self.as_of - days[2]).days if state is DutyState.OVERDUE else 0
        current = self.line(state, *days, overdue_days=late_days)
        return [current] if settled is None or state is DutyState.OVERDUE else [settled, current]

    def covered(self, on: date, latest: date) -> bool:
        return on in self.free and self.run_end(on) >= latest


def reference(person: PersonFacts, profiles: Sequence[PolicyProfile], as_of: date) -> list[Line]:
    """Return every duty of a person on a day, in the order of rules and time."""
    enrolled = present(person, as_of)
    if enrolled is None:
        return []
    return [
        line
        for profile in profiles
        for rule in profile.visit_rules
        if rule.enabled
        for line in Walk(enrolled, profiles, f"{profile.id}/{rule.key}/{rule.version}", rule, as_of).lines()
    ]
