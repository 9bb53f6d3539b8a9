"""What must hold for anybody on any day, compared with a slow reference written from the rules in words."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desktop_app.domain.policies import PolicyProfile
from desktop_app.domain.terms import Category, DutyState, Mode, Outcome
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.facts import CategorySpanFact, PersonFacts
from desktop_app.scheduling.month import owed_in_month
from desktop_app.scheduling.rulebook import RuleBook
from tests.scheduling.made_up import DAY, asked_days, books, people, visit, visits
from tests.scheduling.reference import Line, on_register, reference

profile_sets = st.sampled_from(range(5)).map(lambda at: books()[at])
NO_MONTH = Calendar()


def asked(person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date) -> tuple[Duty, ...]:
    return duties(person, RuleBook(profiles), NO_MONTH, as_of)


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
    )


@settings(max_examples=250, deadline=None)
@given(people, profile_sets, asked_days)
def test_the_engine_equals_a_walk_through_every_day(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date
) -> None:
    assert [as_line(each) for each in asked(person, profiles, as_of)] == reference(person, profiles, as_of)


@settings(max_examples=250, deadline=None)
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


@settings(max_examples=150, deadline=None)
@given(people, profile_sets, asked_days, st.randoms(use_true_random=False))
def test_the_same_facts_give_the_same_duties_in_whatever_order_they_come(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date, chance: random.Random
) -> None:
    shuffled = replace(
        person,
        visits=tuple(chance.sample(person.visits, len(person.visits))),
        categories=tuple(chance.sample(person.categories, len(person.categories))),
        willingness=tuple(chance.sample(person.willingness, len(person.willingness))),
    )
    book = RuleBook(profiles)
    first = duties(person, book, NO_MONTH, as_of)
    assert first == duties(person, book, NO_MONTH, as_of) == asked(shuffled, profiles, as_of)


@settings(max_examples=150, deadline=None)
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


@settings(max_examples=200, deadline=None)
@given(people, profile_sets, asked_days, st.integers(0, 200), st.sampled_from(Outcome), st.sampled_from(Mode))
def test_one_more_visit_never_makes_anyone_overdue(
    person: PersonFacts,
    profiles: tuple[PolicyProfile, ...],
    as_of: date,
    ago: int,
    outcome: Outcome,
    mode: Mode,
) -> None:
    before = {each.rule_id for each in asked(person, profiles, as_of) if each.state is DutyState.OVERDUE}
    more = visit("one more", as_of - DAY * ago, mode, outcome)
    after = asked(replace(person, visits=(*person.visits, more)), profiles, as_of)
    assert {each.rule_id for each in after if each.state is DutyState.OVERDUE} <= before


@settings(max_examples=200, deadline=None)
@given(people, profile_sets, asked_days)
def test_exactly_one_duty_governs_and_it_is_the_strictest(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date
) -> None:
    found = asked(person, profiles, as_of)
    assume(found)
    (chosen,) = [each for each in found if each.governing]
    overdue = [each for each in found if each.state is DutyState.OVERDUE]
    waiting = [each for each in found if each.state in {DutyState.PLANNED, DutyState.OPEN, DutyState.DUE}]
    if overdue:
        assert chosen.overdue_days == max(each.overdue_days for each in overdue)
    elif chosen.state is not DutyState.WAIVED and waiting:
        assert chosen.latest_on == min(each.latest_on for each in waiting)


@settings(max_examples=200, deadline=None)
@given(people, profile_sets, asked_days)
def test_a_duty_is_in_order_and_its_reason_can_be_read_and_stored(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date
) -> None:
    found = asked(person, profiles, as_of)
    assert len({each.uid for each in found}) == len(found)
    for each in found:
        assert each.earliest_on <= each.target_on <= each.latest_on
        assert each.due_on <= each.latest_on
        assert (each.overdue_days > 0) == (each.state is DutyState.OVERDUE)
        assert (each.met_by is not None) == (each.state in {DutyState.MET, DutyState.MET_LATE})
        words = each.reason.say(lambda text: text)
        assert "{" not in words
        assert len(words) < 400
        assert type(each.reason).from_data(each.reason.to_data()) == each.reason


@settings(max_examples=250, deadline=None)
@given(people, profile_sets, asked_days)
def test_the_month_verdict_says_the_same_as_the_duties_of_monthly_rules(
    person: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date
) -> None:
    verdict = owed_in_month(person, RuleBook(profiles), as_of.year, as_of.month, as_of=as_of)
    first = as_of.replace(day=1)
    monthly = [
        each
        for each in asked(person, profiles, as_of)
        if "month" in each.rule_id and each.earliest_on >= first and each.earliest_on <= as_of
    ]
    states = {each.state for each in monthly}
    if not monthly or DutyState.CANCELLED in states:
        return
    if not on_register(person, as_of):
        return
    if states == {DutyState.MET} and not any(
        each.outcome in {Outcome.MOVED, Outcome.DECEASED} for each in person.visits
    ):
        assert (verdict.owed, verdict.visited) == (True, True)
    if states & {DutyState.OPEN, DutyState.DUE}:
        assert (verdict.owed, verdict.visited, verdict.exempt_reason) == (True, False, None)
    if states == {DutyState.WAIVED}:
        assert not verdict.owed
        assert verdict.exempt_reason is not None
