"""The duties once more, slow and plain: walk through every day, keep nothing prepared.

Written from the rules in words and not from the engine: the engine is compared with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from desktop_app.domain.policies import (
    Condition,
    EventRule,
    Every,
    PeriodUnit,
    PolicyProfile,
    Rung,
    VisitRule,
)
from desktop_app.domain.terms import (
    Category,
    DutyState,
    LadderStep,
    LifeEventKind,
    Mode,
    Outcome,
    ReachKind,
    ResidenceKind,
    Tier,
    WillingnessKind,
)
from desktop_app.scheduling.facts import CampaignFact, EventFact, PersonFacts, VisitFact, WaiverFact

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
    due_on: date
    planned_on: date | None = None
    attempts: int = 0
    next_step: LadderStep | None = None
    alert: bool = False
    about: str = ""
    latest_time: str | None = None


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


def level_by_rules(person: PersonFacts, profiles: Sequence[PolicyProfile], on: date) -> Tier:
    for level in Tier:
        for profile in profiles:
            for rule in profile.tiers:
                meant = any(meets(person, profiles, who, on, None) for who in rule.who)
                if rule.tier is level and in_force(profile, on) and meant:
                    return level
    return Tier.GENERAL


def level_by_people(person: PersonFacts, on: date) -> Tier | None:
    set_by_people = [
        (each.from_on or date.min, -list(Tier).index(each.tier), each.tier)
        for each in person.tier_overrides
        if (each.from_on or date.min) <= on <= (each.to_on or date.max)
    ]
    return max(set_by_people)[2] if set_by_people else None


def rules_about(event: EventFact, profiles: Sequence[PolicyProfile]) -> Iterator[tuple[str, EventRule]]:
    for profile in profiles:
        for rule in profile.event_rules:
            valid = rule.valid_from <= event.happened_on <= (rule.valid_to or date.max)
            if rule.enabled and valid and event.kind in rule.events:
                yield f"{profile.id}/{rule.key}", rule


def known(event: EventFact) -> date:
    return max(event.known_on, event.happened_on)


def tier(person: PersonFacts, profiles: Sequence[PolicyProfile], on: date) -> Tier:
    by_people = level_by_people(person, on)
    if by_people is not None:
        return by_people
    level = level_by_rules(person, profiles, on)
    for event in person.events:
        begins = known(event)
        if begins > on:
            continue
        plain = level_by_people(person, begins) or level_by_rules(person, profiles, begins)
        for _, rule in rules_about(event, profiles):
            lasts = on < event.happened_on + DAY * rule.raise_days
            meant = any(meets(person, profiles, who, begins, plain) for who in rule.who)
            if rule.raises_to is not None and lasts and meant:
                level = min(level, rule.raises_to, key=list(Tier).index)
    return level


def under(person: PersonFacts, profiles: Sequence[PolicyProfile], rule: VisitRule, on: date) -> bool:
    if on < person.registered_on or not rule.valid_from <= on <= (rule.valid_to or date.max):
        return False
    level = tier(person, profiles, on)
    return any(meets(person, profiles, who, on, level) for who in rule.who)


def answer(person: PersonFacts, on: date) -> WillingnessKind | None:
    given = [(each.on, each.kind.value, each.kind) for each in person.willingness if each.on <= on]
    return max(given)[2] if given else None


def meant_by(waiver: WaiverFact, name: str) -> bool:
    return not waiver.about or name == waiver.about or name.startswith(waiver.about + "/")


def exemptions(person: PersonFacts, on: date, name: str) -> list[tuple[object, ...]]:
    """Return what holds on a day, the one that speaks as the greatest: its first day, ..., whether it cancels."""
    spans: list[tuple[object, ...]] = [
        (stay.from_on, stay.to_on or date.max, f"in_{stay.kind.value}", "", date.min, False)
        for stay in person.residences
        if stay.kind in {ResidenceKind.HOSPITAL, ResidenceKind.INSTITUTION}
    ]
    for pause in person.pauses:
        last = pause.to_on or date.max
        if pause.review_on is not None:
            last = min(last, pause.review_on - DAY)
        spans.append((pause.from_on, last, "paused", pause.reason, pause.review_on or date.min, False))
    for waiver in person.waivers:
        if meant_by(waiver, name):
            last = waiver.to_on or date.max
            spans.append((waiver.from_on, last, "waived", waiver.reason, date.min, waiver.cancels))
    given = sorted(
        person.willingness, key=lambda each: (each.on, each.kind.value, each.next_ask_on or date.min)
    )
    for each, following in zip(given, [*given[1:], None], strict=False):
        if each.kind is WillingnessKind.REFUSES:
            last = following.on - DAY if following else date.max
            spans.append((each.on, last, "refused", "", each.next_ask_on or date.min, False))
    return [span for span in spans if span[0] <= on <= span[1]]  # type: ignore[operator] # two days first


def exempt(person: PersonFacts, on: date, name: str = "") -> bool:
    return bool(exemptions(person, on, name))


def lifted(person: PersonFacts, on: date, name: str) -> DutyState:
    return DutyState.CANCELLED if max(exemptions(person, on, name))[-1] else DutyState.WAIVED


def counts_anyway(person: PersonFacts, visit: VisitFact) -> bool:
    """Tell whether a visit counts under every rule: by phone for who wishes so or lives so, by others there."""
    here = [s for s in person.residences if s.from_on <= visit.on <= (s.to_on or date.max)]
    if visit.outcome is Outcome.SEEN_BY_THIRD_PARTY:
        return any(stay.reach is ReachKind.LOCAL for stay in here)
    if visit.outcome is not Outcome.MET_REMOTELY or visit.mode not in {Mode.PHONE, Mode.VIDEO}:
        return False
    wish = answer(person, visit.on) is WillingnessKind.PHONE_ONLY
    return wish or any(stay.reach is ReachKind.REMOTE for stay in here)


def counts(person: PersonFacts, rule: VisitRule, visit: VisitFact, *, on_site: bool = False) -> bool:
    if visit.apart:
        return False
    if counts_anyway(person, visit):
        return True
    if on_site:
        return visit.mode is Mode.IN_PERSON and visit.outcome is Outcome.MET_IN_PERSON
    if visit.outcome not in rule.outcomes:
        return False
    return visit.outcome is not Outcome.MET_REMOTELY or visit.mode in rule.modes


FAILED = frozenset({Outcome.NOT_AT_HOME, Outcome.COULD_NOT_REACH})


def in_vain(visits: Sequence[VisitFact]) -> list[VisitFact]:
    """Return the attempts that come surely after every visit that saw the person or heard of them."""

    def after(tried: VisitFact, seen: VisitFact) -> bool:
        if tried.on != seen.on:
            return tried.on > seen.on
        return bool(tried.time and seen.time) and str(tried.time) > str(seen.time)

    sightings = [v for v in visits if v.outcome not in FAILED]
    return [v for v in visits if v.outcome in FAILED and all(after(v, seen) for seen in sightings)]


def moment(on: date, at: str | None) -> datetime:
    return datetime.combine(on, time.fromisoformat(at or "23:59"))


def end_of_hours(on: date, at: str | None, hours: int) -> tuple[date, str | None]:
    if at is None:
        days = 0
        while days * 24 < hours:
            days += 1
        return on + DAY * days, None
    end = moment(on, at) + timedelta(hours=hours)
    return end.date(), f"{end:%H:%M}"


def is_past(end: tuple[date, str | None], on: date, at: str | None) -> bool:
    if end[1] is None or at is None:
        return on > end[0]
    return moment(on, at) > moment(*end)


class Now(NamedTuple):
    """The moment asked about."""

    on: date
    at: str | None


def next_step(
    attempts: Sequence[VisitFact], rungs: Sequence[Rung], alert_hours: int | None, now: Now
) -> tuple[LadderStep, date] | None:
    if not attempts:
        return None
    climbed = list(rungs)
    while len(climbed) < len(attempts):
        climbed.append(rungs[-1])
    rung = climbed[len(attempts) - 1]
    if rung.step is not LadderStep.ALERT and alert_hours is not None:
        limit = end_of_hours(attempts[0].on, attempts[0].time, alert_hours)
        if is_past(limit, *now):
            return LadderStep.ALERT, limit[0]
    return rung.step, attempts[-1].on + DAY * rung.wait_days


def plan_for(person: PersonFacts, first: date, last: date, as_of: date) -> date | None:
    inside = sorted(plan.on for plan in person.plans if first <= plan.on <= last)
    coming = [on for on in inside if on >= as_of]
    return coming[0] if coming else inside[-1] if inside else None


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


def made_until(person: PersonFacts, day: date) -> list[VisitFact]:
    return sorted((v for v in person.visits if v.on <= day), key=lambda v: (v.on, v.time or "", v.uid))


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
    name: str
    rule: VisitRule
    now: Now
    on_site: bool = False

    def __post_init__(self) -> None:
        self.as_of = self.now.on
        self.end = end_of(self.person, self.as_of)
        self.day = self.as_of if self.end is None else self.end - DAY
        self.known = made_until(self.person, self.day)
        self.made = [v for v in self.known if not v.apart]
        self.free = {FIRST + DAY * n for n in range((FOREVER - FIRST).days + 1)}
        self.free = {day for day in self.free if exempt(self.person, day, self.name)}
        self.counted = [v for v in self.made if counts(self.person, self.rule, v, on_site=self.on_site)]

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
        return Line(self.rule_id, state, earliest, target, latest, overdue_days, met_by, last, target)

    def open_line(self, earliest: date, target: date, latest: date, missed_on: date | None = None) -> Line:
        late = self.as_of > (missed_on or latest) + DAY * self.rule.grace_days
        planned_on = plan_for(self.person, earliest, date.max if late else latest, self.as_of)
        attempts = [v for v in in_vain(self.known) if v.on >= earliest and not v.apart]
        step = next_step(attempts, self.rule.rungs, self.rule.alert_hours, self.now)
        due_from = [planned_on or target, latest - DAY * self.rule.due_soon_days]
        by_rung = step is not None and (
            step[0] is not LadderStep.ALERT or len(attempts) >= len(self.rule.rungs)
        )
        if step is not None and by_rung and not late:
            step = step[0], max(min(step[1], latest), attempts[-1].on)
        if step is not None:
            due_from.append(step[1])
        state = DutyState.DUE if self.as_of >= min(due_from) else DutyState.OPEN
        if self.as_of < earliest:
            state = DutyState.PLANNED
        line = self.line(DutyState.OVERDUE if late else state, earliest, target, latest)
        return line._replace(
            overdue_days=(self.as_of - (missed_on or latest)).days if late else 0,
            due_on=step[1] if step else planned_on or target,
            planned_on=planned_on,
            attempts=len(attempts),
            next_step=step[0] if step else None,
            alert=step is not None and step[0] is LadderStep.ALERT,
        )

    # by calendar ------------------------------------------------------------------------------------

    def days_of(self, window: tuple[date, date], since: date) -> tuple[date, date, date]:
        earliest = max(window[0], since)
        target = max(window[0] + DAY * (self.rule.target_day - 1), earliest)
        return earliest, min(target, window[1]), window[1]

    def waived(self, window: tuple[date, date], seen_on: date) -> bool:
        if any(excuses(v) and window[0] <= v.on <= seen_on for v in self.made):
            return True
        return self.exempt_all(seen_on, window[1])

    def why_waived(self, window: tuple[date, date]) -> DutyState:
        if any(excuses(v) and v.on >= window[0] for v in self.made):
            return DutyState.WAIVED
        return lifted(self.person, self.as_of, self.name)

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
                found.append(self.open_line(*before, missed_on=missed[0][1]))
        if met is None and not waived:
            return [*found, self.open_line(*days)]
        if met is not None:
            found.append(self.line(DutyState.MET, *days, met_by=met.uid))
        else:
            found.append(self.line(self.why_waived(current), *days))
        following = window_of(unit, current[1] + DAY)
        valid = self.rule.valid_from <= following[0] <= (self.rule.valid_to or date.max)
        if valid and not self.exempt_all(*following):
            found.append(self.open_line(*self.days_of(following, since)))
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
            found = [self.line(lifted(self.person, self.as_of, self.name), *days)]
            last = self.run_end(self.as_of)
            if last < FOREVER and last + DAY <= (self.rule.valid_to or date.max):
                found.append(self.open_line(*self.days_from(last, True)))
            return found
        current = self.open_line(*days)
        alone = settled is None or current.state is DutyState.OVERDUE
        return [current] if alone or settled is None else [settled, current]

    def covered(self, on: date, latest: date) -> bool:
        return on in self.free and self.run_end(on) >= latest


@dataclass(kw_only=True)
class Once:
    """One visit owed once, told from what happened."""

    person: PersonFacts
    now: Now
    rule_id: str
    about: str
    window: tuple[date, date, date]
    time: str | None
    made: list[VisitFact]
    meeting: list[VisitFact]
    decided: DutyState | None
    soon: int
    patience: int
    rungs: Sequence[Rung]

    def line(self, state: DutyState, **more: Any) -> Line:
        last = self.meeting[-1].on if self.meeting else None
        line = Line(self.rule_id, state, *self.window, 0, None, last, self.window[1])
        return line._replace(about=self.about, latest_time=self.time, **more)

    def lines(self) -> list[Line]:
        latest, as_of = self.window[2], self.now.on
        end = (latest, self.time)
        if self.meeting:
            met = self.meeting[0]
            late = is_past(end, met.on, met.time)
            gone = as_of > max(met.on, latest) + DAY * 31
            state = DutyState.MET_LATE if late else DutyState.MET
            return [] if gone else [self.line(state, met_by=met.uid)]
        excused = next((v for v in self.made if excuses(v)), None)
        settled = self.decided
        if end_of(self.person, as_of) is not None:
            settled = DutyState.CANCELLED
        elif settled is None and excused is not None:
            late = is_past(end, excused.on, excused.time)
            settled = DutyState.LAPSED if late else DutyState.WAIVED
        if settled is not None:
            return [] if as_of > latest + DAY * 31 else [self.line(settled)]
        if as_of > latest + DAY * self.patience:
            return [] if as_of > latest + DAY * (self.patience + 31) else [self.line(DutyState.LAPSED)]
        return [self.open_line(end)]

    def open_line(self, end: tuple[date, str | None]) -> Line:
        earliest, target, latest = self.window
        as_of, late = self.now.on, is_past(end, *self.now)
        everything = made_until(self.person, as_of)
        attempts = [v for v in in_vain(everything) if v in self.made]
        step = next_step(attempts, self.rungs, None, self.now)
        if step is not None and not late:
            step = step[0], max(min(step[1], latest), attempts[-1].on)
        planned_on = plan_for(self.person, earliest, date.max if late else latest, as_of)
        due_from = min(planned_on or target, latest - DAY * self.soon, step[1] if step else date.max)
        state = DutyState.DUE if as_of >= due_from else DutyState.OPEN
        if as_of < earliest:
            state = DutyState.PLANNED
        return self.line(
            DutyState.OVERDUE if late else state,
            overdue_days=max((as_of - latest).days, 0),
            due_on=step[1] if step else planned_on or target,
            planned_on=planned_on,
            attempts=len(attempts),
            next_step=step[0] if step else None,
            alert=step is not None and step[0] is LadderStep.ALERT,
        )


def after_event(visit: VisitFact, event: EventFact) -> bool:
    if visit.uid == event.found_at:
        return False
    if event.settled_on and visit.on > event.settled_on:
        return False
    if visit.on == event.happened_on and visit.time and event.happened_time:
        return visit.time >= event.happened_time
    return visit.on >= event.happened_on


def latest_after(event: EventFact, hours: int) -> tuple[date, str | None]:
    end = end_of_hours(event.happened_on, event.happened_time, hours)
    known_time = event.known_time if event.known_on >= event.happened_on else None
    return end_of_hours(known(event), known_time, hours) if is_past(end, known(event), known_time) else end


def decided_about(person: PersonFacts, about: str) -> DutyState | None:
    found = [
        (each.from_on, each.to_on or date.max, each.cancels) for each in person.waivers if each.about == about
    ]
    if not found:
        return None
    return DutyState.CANCELLED if max(found)[2] else DutyState.WAIVED


def decided_about_event(
    person: PersonFacts, event: EventFact, name: str, latest: date, today: date
) -> DutyState | None:
    decided = decided_about(person, event.uid)
    if decided is not None:
        return decided
    if event.settled_on and event.settled_on <= today:
        return DutyState.CANCELLED
    for each in sorted(person.waivers, key=lambda each: (each.from_on, each.cancels, each.reason)):
        if each.about and meant_by(each, name) and each.from_on <= latest <= (each.to_on or date.max):
            return DutyState.CANCELLED if each.cancels else DutyState.WAIVED
    cared_for = any(
        stay.kind is ResidenceKind.INSTITUTION and stay.from_on <= latest <= (stay.to_on or date.max)
        for stay in person.residences
    )
    return DutyState.WAIVED if cared_for else None


def after_events(person: PersonFacts, profiles: Sequence[PolicyProfile], now: Now) -> Iterator[Line]:
    end = end_of(person, now.on)
    day = now.on if end is None else end - DAY
    for event in sorted(person.events, key=lambda each: (each.happened_on, each.uid)):
        begins = known(event)
        if event.happened_on < person.registered_on or begins > day:
            continue
        made = [v for v in made_until(person, day) if after_event(v, event)]
        level = tier(person, profiles, begins)
        asked = False
        for name, rule in rules_about(event, profiles):
            if asked and event.kind is LifeEventKind.URGENT_FINDING:
                continue
            meant = any(meets(person, profiles, who, begins, level) for who in rule.who)
            if rule.within_hours is None or not meant:
                continue
            asked = True
            latest, at = latest_after(event, rule.within_hours)
            meeting = [
                v
                for v in made
                if counts_anyway(person, v) or (v.mode in rule.modes and v.outcome in rule.outcomes)
            ]
            yield from Once(
                person=person,
                now=now,
                rule_id=f"{name}/{rule.version}",
                about=event.uid,
                window=(event.happened_on, min(begins, latest), latest),
                time=at,
                made=made,
                meeting=meeting,
                decided=decided_about_event(person, event, name, latest, now.on),
                soon=(latest - event.happened_on).days,
                patience=92,
                rungs=[Rung(step, 0) for step in LadderStep],
            ).lines()


def met_by_campaign(visit: VisitFact, campaign: CampaignFact) -> bool:
    if visit.mode not in campaign.modes:
        return False
    if visit.outcome is Outcome.SEEN_BY_THIRD_PARTY:
        return visit.mode is Mode.THIRD_PARTY
    return visit.outcome in {Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY}


def for_campaigns(person: PersonFacts, now: Now) -> Iterator[Line]:
    end = end_of(person, now.on)
    day = now.on if end is None else end - DAY
    for campaign in sorted(person.campaigns, key=lambda each: (each.from_on, each.uid)):
        first, last = max(campaign.from_on, person.registered_on), campaign.to_on
        if first > last or (end is not None and end <= first):
            continue
        made = [v for v in made_until(person, day) if v.on >= first]
        asked = min(max(now.on, first), last)
        decided = decided_about(person, campaign.uid)
        left = [asked + DAY * n for n in range((last - asked).days + 1)]
        if decided is None and all(exempt(person, on) for on in left):
            decided = lifted(person, asked, "")
        yield from Once(
            person=person,
            now=now,
            rule_id=f"campaign/{campaign.uid}",
            about=campaign.uid,
            window=(first, first + DAY * ((last - first).days // 2), last),
            time=None,
            made=made,
            meeting=[v for v in made if counts_anyway(person, v) or met_by_campaign(v, campaign)],
            decided=decided,
            soon=2,
            patience=14,
            rungs=[
                Rung(LadderStep.RETRY, 1),
                Rung(LadderStep.PHONE, 1),
                Rung(LadderStep.CONTACT, 0),
                Rung(LadderStep.ALERT, 0),
            ],
        ).lines()


def walks(person: PersonFacts, profiles: Sequence[PolicyProfile], now: Now) -> Iterator[Walk]:
    for profile in profiles:
        for rule in profile.visit_rules:
            if not rule.enabled:
                continue
            name = f"{profile.id}/{rule.key}"
            yield Walk(person, profiles, f"{name}/{rule.version}", name, rule, now)
            if rule.on_site is not None:
                yield Walk(
                    person,
                    profiles,
                    f"{name}/{rule.version}/on-site",
                    f"{name}/on-site",
                    on_site_rule(rule, rule.on_site),
                    now,
                    on_site=True,
                )


def on_site_rule(rule: VisitRule, every: Every) -> VisitRule:
    share = rule.target_day / rule.every.days
    return replace(rule, every=every, target_day=max(1, int(share * every.days + 1e-9)))


def reference(
    person: PersonFacts, profiles: Sequence[PolicyProfile], as_of: date, at: str | None = None
) -> list[Line]:
    """Return every duty of a person at a moment, in the order of rules and time."""
    enrolled = present(person, as_of)
    if enrolled is None:
        return []
    now = Now(as_of, at)
    return [
        *(line for walk in walks(enrolled, profiles, now) for line in walk.lines()),
        *after_events(enrolled, profiles, now),
        *for_campaigns(enrolled, now),
    ]


class MonthLine(NamedTuple):
    """What is compared of a month's verdict."""

    owed: bool
    visited: bool
    counted: int
    exempt: bool


def month_reference(person: PersonFacts, profiles: Sequence[PolicyProfile], as_of: date) -> MonthLine | None:
    """Return the verdict on the month of a day, or None for who is not on the register or under no rule then."""
    enrolled = present(person, as_of)
    if enrolled is None or end_of(enrolled, as_of) is not None or enrolled.ended_on is not None:
        return None
    found = [
        walk
        for walk in walks(enrolled, profiles, Now(as_of, None))
        if under(enrolled, profiles, walk.rule, as_of)
    ]
    if not found:
        return None
    window = window_of(PeriodUnit.MONTH, as_of)
    plain = Walk(enrolled, profiles, "", "\n", found[0].rule, Now(as_of, None))
    everything_lifted = plain.waived(window, as_of)
    lifted_alone = [
        walk for walk in found if walk.exempt_all(as_of, window[1]) and not plain.exempt_all(as_of, window[1])
    ]
    binding = [walk for walk in found if walk not in lifted_alone]
    inside = {v.uid for walk in found for v in walk.counted if v.on >= window[0]}
    monthly = [walk for walk in binding if walk.rule.every.unit is PeriodUnit.MONTH]
    met = [any(v.on >= window[0] for v in walk.counted) for walk in monthly]
    visited = bool(inside) and all(met)

    def asks(walks: Sequence[Walk]) -> tuple[bool, bool]:
        needed = any(required(walk, window) for walk in walks)
        return needed, needed or any(walk.rule.every.rolling for walk in walks)

    needed, may_ask = asks(binding)
    if may_ask:
        exempt = not visited and everything_lifted
    else:
        needed, may_ask = asks(lifted_alone) if lifted_alone and not visited else (False, False)
        exempt = may_ask
    return MonthLine(needed and not exempt, visited, len(inside), exempt)


def required(walk: Walk, window: tuple[date, date]) -> bool:
    """Tell whether a rule asks for a visit in a month."""
    unit = walk.rule.every.unit
    if unit is PeriodUnit.MONTH:
        return True
    if unit is PeriodUnit.QUARTER:
        quarter = window_of(unit, window[0])
        before = [v for v in walk.counted if quarter[0] <= v.on < window[0]]
        return quarter[1] == window[1] and not before
    since = max(window[0], walk.since())
    days = [since + DAY * n for n in range((window[1] - since).days + 1)]
    return len([day for day in days if day not in walk.free]) >= walk.rule.every.days
