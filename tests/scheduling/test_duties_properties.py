"""What must hold for anybody on any day, compared with a slow reference written from the rules in words."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desktop_app.domain.policies import PeriodUnit, PolicyProfile
from desktop_app.domain.terms import Category, DutyKind, DutyState, LadderStep, Mode, Outcome
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.facts import CategorySpanFact, PersonFacts, VisitFact
from desktop_app.scheduling.month import owed_in_month
from desktop_app.scheduling.rulebook import RuleBook
from tests.examples import examples
from tests.scheduling.made_up import (
    DAY,
    NEW_YEAR,
    asked_days,
    books,
    people,
    pressing,
    profile_sets,
    times,
    visit,
    visits,
)
from tests.scheduling.reference import Line, MonthLine, month_reference, on_register, reference

NO_MONTH = Calendar()
ENDS = frozenset({Outcome.MOVED, Outcome.DECEASED})

pytestmark = pytest.mark.examples


def asked(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date, at: str | None = None
) -> tuple[Duty, ...]:
    return duties(person, RuleBook(profiles), NO_MONTH, as_of, at)


def as_line(duty: Duty) -> Line:
    return Line(
        duty.rule_id,
        duty.state,
        duty.earliest_on,
        duty.target_on,
        duty.latest_on,
        duty.overdue_days,
        duty.met_by,
        duty.last_counted_on,
        duty.due_on,
        duty.planned_on,
        duty.attempts,
        duty.next_step,
        duty.alert,
        duty.about,
        duty.latest_time,
    )


@settings(max_examples=examples(400), deadline=None)
@given(people, profile_sets, asked_days, times)
def test_the_engine_equals_a_walk_through_every_day(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date, at: str | None
) -> None:
    found = [as_line(each) for each in asked(person, profiles, as_of, at)]
    assert found == reference(person, profiles, as_of, at)


@settings(max_examples=examples(400), deadline=None)
@given(pressing(), profile_sets, times)
def test_the_engine_equals_the_walk_where_much_happened_of_late(
    someone: tuple[PersonFacts, date], profiles: tuple[PolicyProfile, ...], at: str | None
) -> None:
    person, as_of = someone
    found = [as_line(each) for each in asked(person, profiles, as_of, at)]
    assert found == reference(person, profiles, as_of, at)


@settings(max_examples=examples(250), deadline=None)
@given(people, profile_sets, asked_days)
def test_no_two_duties_of_a_person_share_their_uid(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date
) -> None:
    found = [each.uid for each in asked(person, profiles, as_of)]
    assert len(found) == len(set(found))


def test_a_window_begun_and_met_on_one_day_is_named_apart_from_the_next() -> None:
    today = date(2026, 11, 22)
    newcomer = replace(
        PersonFacts(uid="e1", birth_on=date(1940, 3, 1), registered_on=today),
        categories=(CategorySpanFact(Category.LIVING_ALONE),),
        visits=(visit("v1", today),),
    )
    for profiles in books():
        found = [each.uid for each in asked(newcomer, profiles, today)]
        assert len(found) == len(set(found))


@settings(max_examples=examples(150), deadline=None)
@given(people, profile_sets, asked_days, st.randoms(use_true_random=False))
def test_the_same_facts_give_the_same_duties_in_whatever_order_they_come(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date, chance: random.Random
) -> None:
    shuffled = replace(
        person,
        visits=tuple(chance.sample(person.visits, len(person.visits))),
        categories=tuple(chance.sample(person.categories, len(person.categories))),
        willingness=tuple(chance.sample(person.willingness, len(person.willingness))),
        residences=tuple(chance.sample(person.residences, len(person.residences))),
        waivers=tuple(chance.sample(person.waivers, len(person.waivers))),
        events=tuple(chance.sample(person.events, len(person.events))),
        campaigns=tuple(chance.sample(person.campaigns, len(person.campaigns))),
        plans=tuple(chance.sample(person.plans, len(person.plans))),
    )
    book = RuleBook(profiles)
    first = duties(person, book, NO_MONTH, as_of)
    assert first == duties(person, book, NO_MONTH, as_of) == asked(shuffled, profiles, as_of)


@settings(max_examples=examples(150), deadline=None)
@given(people, profile_sets, asked_days, visits)
def test_visits_after_the_day_asked_about_change_nothing(
    person: PersonFacts,
    profiles: tuple[PolicyProfile, ...],
    as_of: date,
    more: tuple[object, ...],
) -> None:
    later = tuple(visit(f"later{n}", as_of + DAY * (n + 1)) for n in range(len(more)))
    known = asked(person, profiles, as_of)
    assert asked(replace(person, visits=person.visits + later), profiles, as_of) == known


one_more = st.builds(
    visit,
    st.just("one more"),
    st.integers(0, 200).map(lambda ago: NEW_YEAR + DAY * (220 - ago)),
    st.sampled_from(Mode),
    st.sampled_from(Outcome),
    times,
    apart=st.booleans(),
)


def late(found: tuple[Duty, ...]) -> set[tuple[str, str]]:
    return {(each.rule_id, each.about) for each in found if each.state is DutyState.OVERDUE}


@settings(max_examples=examples(300), deadline=None)
@given(people, profile_sets, asked_days, times, one_more)
def test_one_more_visit_of_any_kind_never_makes_anyone_overdue(
    person: PersonFacts,
    profiles: tuple[PolicyProfile, ...],
    as_of: date,
    at: str | None,
    more: VisitFact,
) -> None:
    before = asked(person, profiles, as_of, at)
    after = asked(replace(person, visits=(*person.visits, more)), profiles, as_of, at)
    assert late(after) <= late(before)


@settings(max_examples=examples(300), deadline=None)
@given(pressing(), profile_sets, times, one_more)
def test_nor_does_it_where_much_happened_of_late(
    someone: tuple[PersonFacts, date],
    profiles: tuple[PolicyProfile, ...],
    at: str | None,
    more: VisitFact,
) -> None:
    person, as_of = someone
    before = asked(person, profiles, as_of, at)
    after = asked(replace(person, visits=(*person.visits, more)), profiles, as_of, at)
    assert late(after) <= late(before)


@settings(max_examples=examples(200), deadline=None)
@given(pressing(), profile_sets, times, st.sampled_from([Outcome.MET_IN_PERSON, Outcome.SEEN_BY_THIRD_PARTY]))
def test_who_was_seen_today_raises_no_alarm(
    someone: tuple[PersonFacts, date],
    profiles: tuple[PolicyProfile, ...],
    at: str | None,
    outcome: Outcome,
) -> None:
    person, as_of = someone
    seen = visit("seen now", as_of, outcome=outcome, time="23:59")
    found = asked(replace(person, visits=(*person.visits, seen)), profiles, as_of, at)
    assert not [each for each in found if each.alert or each.attempts]


@settings(max_examples=examples(200), deadline=None)
@given(people, profile_sets, asked_days, one_more)
def test_a_visit_made_apart_changes_no_routine_duty_but_may_find_the_person(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date, more: VisitFact
) -> None:
    assume(more.outcome not in ENDS)
    apart = replace(more, apart=True)

    def routine(visits: tuple[VisitFact, ...]) -> list[Line]:
        found = asked(replace(person, visits=visits), profiles, as_of)
        return [
            as_line(each)._replace(attempts=0, next_step=None, alert=False, due_on=each.target_on)
            for each in found
            if each.kind is DutyKind.ROUTINE
            # What an attempt asks for decides from when on a visit is due.
            and (not each.attempts or each.state is DutyState.OVERDUE)
        ]

    unfound = {each.rule_id for each in asked(person, profiles, as_of) if each.attempts}
    before = [line for line in routine(person.visits) if line.rule_id not in unfound]
    after = [line for line in routine((*person.visits, apart)) if line.rule_id not in unfound]
    assert after == before


@settings(max_examples=examples(200), deadline=None)
@given(people, profile_sets, asked_days)
def test_an_open_visit_after_an_event_only_ever_grows_later_until_it_is_given_up(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date
) -> None:
    """Hour by hour without new facts; only what people decided by days may end it, as the closing of a finding."""
    quiet = replace(
        person, visits=(), waivers=(), plans=(), residences=(), ended_on=None, off_register=(), pauses=()
    )
    moments = [(as_of + DAY * n, at) for n in range(6) for at in ("00:00", "12:00", "14:31", "23:59")]
    told: dict[str, list[DutyState]] = {}
    for on, at in moments:
        for each in asked(quiet, profiles, on, at):
            if each.kind is DutyKind.EVENT:
                told.setdefault(each.uid, []).append(each.state)
    order = [DutyState.DUE, DutyState.OVERDUE, DutyState.LAPSED, DutyState.CANCELLED]
    for states in told.values():
        places = [order.index(state) for state in states]
        assert places == sorted(places)


@settings(max_examples=examples(200), deadline=None)
@given(people, profile_sets, asked_days, times)
def test_exactly_one_duty_governs_and_it_is_the_strictest(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date, at: str | None
) -> None:
    found = asked(person, profiles, as_of, at)
    assume(found)
    (chosen,) = [each for each in found if each.governing]
    overdue = [each for each in found if each.state is DutyState.OVERDUE]
    waiting = [each for each in found if each.state in {DutyState.PLANNED, DutyState.OPEN, DutyState.DUE}]
    alarms = [each for each in found if each.alert]
    if alarms:
        assert chosen.alert
    elif overdue:
        assert chosen.overdue_days == max(each.overdue_days for each in overdue)
    elif chosen.state not in {DutyState.WAIVED, DutyState.CANCELLED} and waiting:

        def moment(duty: Duty) -> tuple[date, str]:
            return duty.latest_on, duty.latest_time or "24:00"

        assert moment(chosen) == min(moment(each) for each in waiting)
        events = [each for each in waiting if each.kind is DutyKind.EVENT]
        assert chosen in events or all(moment(each) > moment(chosen) for each in events)


@settings(max_examples=examples(200), deadline=None)
@given(people, profile_sets, asked_days)
def test_a_duty_is_in_order_and_its_reason_can_be_read_and_stored(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date
) -> None:
    found = asked(person, profiles, as_of)
    assert len({each.uid for each in found}) == len(found)
    for each in found:
        assert each.earliest_on <= each.target_on <= each.latest_on
        assert each.due_on <= each.latest_on or each.state is DutyState.OVERDUE or each.attempts
        assert each.overdue_days >= 0
        assert each.state is DutyState.OVERDUE or each.overdue_days == 0
        assert each.overdue_days > 0 or each.state is not DutyState.OVERDUE or each.latest_time
        assert (each.attempts > 0) == (each.next_step is not None)
        assert each.alert == (each.next_step is LadderStep.ALERT)
        assert (each.met_by is not None) == (each.state in {DutyState.MET, DutyState.MET_LATE})
        words = each.reason.say(lambda text: text)
        assert "{" not in words
        assert len(words) < 400
        assert type(each.reason).from_data(each.reason.to_data()) == each.reason


@settings(max_examples=examples(250), deadline=None)
@given(people, profile_sets, asked_days)
def test_the_month_verdict_says_the_same_as_the_duties_of_monthly_rules(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date
) -> None:
    book = RuleBook(profiles)
    verdict = owed_in_month(person, book, as_of.year, as_of.month, as_of=as_of)
    if not on_register(person, as_of) or any(v.outcome in ENDS for v in person.visits):
        return
    month = {each.id for each in book.rules if each.rule.every.unit is PeriodUnit.MONTH}
    first = as_of.replace(day=1)
    routine = [each for each in asked(person, profiles, as_of) if each.kind is DutyKind.ROUTINE]
    states = [each.state for each in routine if each.rule_id in month and first <= each.earliest_on <= as_of]
    lifted = [state for state in states if state in {DutyState.WAIVED, DutyState.CANCELLED}]
    waiting = [state for state in states if state in {DutyState.OPEN, DutyState.DUE}]
    if states and set(states) == {DutyState.MET}:
        assert (verdict.owed, verdict.visited) == (True, True)
    if waiting:
        assert (verdict.owed, verdict.visited, verdict.exempt_reason) == (True, False, None)
    if states and len(lifted) == len(states) and {each.rule_id for each in routine} <= month:
        assert not verdict.owed
        assert verdict.exempt_reason is not None


@settings(max_examples=examples(250), deadline=None)
@given(people | pressing().map(lambda pressed: pressed[0]), profile_sets, asked_days)
def test_the_month_verdict_equals_the_walk_through_its_days(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date
) -> None:
    expected = month_reference(person, profiles, as_of)
    assume(expected is not None)
    verdict = owed_in_month(person, RuleBook(profiles), as_of.year, as_of.month, as_of=as_of)
    exempt = verdict.exempt_reason is not None
    assert MonthLine(verdict.owed, verdict.visited, verdict.counted_visits, exempt) == expected
