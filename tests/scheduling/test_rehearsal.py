"""The months to come are played under the old and the new rules; small cases are counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.policies import MONTHLY, QUARTERLY, Every, PeriodUnit, PolicyProfile
from desktop_app.domain.policy_changes import RuleChange, with_rule_changed
from desktop_app.domain.terms import Category, ResidenceKind, Tier
from desktop_app.scheduling.facts import (
    CategorySpanFact,
    PauseFact,
    PersonFacts,
    PlanFact,
    ResidenceFact,
    TierOverride,
)
from desktop_app.scheduling.rehearsal import Course, Courses, course_of, courses, difference, span_of
from desktop_app.scheduling.rulebook import RuleBook
from tests.scheduling.made_up import DAY, books, people, person, shipped, visit

TODAY = date(2026, 11, 22)
DECEMBER = date(2026, 12, 1)
SPAN = span_of(TODAY, DECEMBER, 3)
OVERLAY = shipped("inner-mongolia-2022")


def alone(**facts: object) -> PersonFacts:
    """Return somebody of 86 who lives alone, visited last on the 20th of November."""
    base = {
        "birth_on": date(1940, 3, 1),
        "categories": (CategorySpanFact(Category.LIVING_ALONE),),
        "visits": (visit("v", date(2026, 11, 20)),),
    }
    return person(**(base | facts))


def changed(change: RuleChange, rule: str = "high-weekly", from_on: date = DECEMBER) -> PolicyProfile:
    return with_rule_changed(OVERLAY, rule, change, from_on)


def played(somebody: PersonFacts, profile: PolicyProfile) -> Courses:
    before, after = RuleBook([OVERLAY]), RuleBook([profile])
    return courses(somebody, before, after, difference(before, after), SPAN)


def days(first: date, step: int, number: int) -> tuple[date, ...]:
    return tuple(first + DAY * (step * at) for at in range(number))


def test_three_months_from_a_first_are_three_whole_months() -> None:
    assert (SPAN.first, SPAN.last) == (DECEMBER, date(2027, 2, 28))
    assert span_of(TODAY, date(2026, 11, 25), 3).last == date(2027, 2, 24)
    assert span_of(TODAY, date(2026, 11, 30), 3).last == date(2027, 2, 27)
    assert span_of(TODAY, date(2027, 1, 31), 1).last == date(2027, 2, 27)


def test_every_seven_days_make_thirteen_visits_and_every_ten_days_eight() -> None:
    result = played(alone(), changed(RuleChange(every=Every(PeriodUnit.DAYS, 10))))
    assert result.old.made == (date(2026, 11, 27),)
    assert result.old.visits == days(date(2026, 12, 4), 7, 13)
    # A new version counts from its first day.
    assert result.new.visits == days(date(2026, 12, 11), 10, 8)
    assert (result.old.owed, result.new.owed, result.behind) == (True, True, False)


def test_whoever_is_visited_as_before_falls_behind_a_stricter_rhythm() -> None:
    result = played(alone(), changed(RuleChange(every=Every(PeriodUnit.DAYS, 3))))
    assert result.new.visits == days(date(2026, 12, 4), 3, 29)
    assert result.behind


def test_nobody_else_is_touched_by_the_change_of_one_rule() -> None:
    somebody = person(categories=(CategorySpanFact(Category.INCAPACITATED),))
    result = played(somebody, changed(RuleChange(every=Every(PeriodUnit.DAYS, 3))))
    assert result.old is result.new
    assert result.old.visits == (date(2026, 12, 20), date(2027, 1, 20), date(2027, 2, 20))


def test_whom_a_rule_reaches_only_on_the_80th_birthday_is_found() -> None:
    somebody = alone(birth_on=date(1947, 1, 10))
    result = played(somebody, changed(RuleChange(every=Every(PeriodUnit.DAYS, 10))))
    assert result.old.visits == days(date(2027, 1, 17), 7, 7)[:7]
    assert result.new.visits == days(date(2027, 1, 20), 10, 4)


def test_a_rule_that_is_switched_off_owes_nothing_more() -> None:
    result = played(alone(), changed(RuleChange(enabled=False)))
    assert len(result.old.visits) == 13
    assert (result.new.visits, result.new.owed) == ((), False)


def test_a_rule_for_other_people_owes_them_from_its_day() -> None:
    wider = changed(RuleChange(who=(*OVERLAY.visit_rules[1].who, *OVERLAY.visit_rules[0].who)), "key-monthly")
    result = played(alone(), wider)
    # One visit meets several duties: weekly visits meet the monthly rule too.
    assert result.new.visits == result.old.visits


def test_whoever_is_overdue_is_visited_at_once_and_then_on_time() -> None:
    late = alone(visits=(visit("v", date(2026, 10, 1)),))
    span = span_of(DECEMBER, DECEMBER, 1)
    course = course_of(late, RuleBook([OVERLAY]), span)
    assert course.overdue
    assert course.visits == days(DECEMBER, 7, 5)


def test_a_pause_and_a_stay_elsewhere_are_kept_and_visits_go_on_after_them() -> None:
    away = alone(pauses=(PauseFact(date(2026, 12, 1), date(2027, 1, 15)),))
    course = course_of(away, RuleBook([OVERLAY]), SPAN)
    assert min(course.visits) > date(2027, 1, 15)
    home = alone(residences=(ResidenceFact(ResidenceKind.INSTITUTION, date(2026, 11, 25)),))
    assert course_of(home, RuleBook([OVERLAY]), SPAN).visits == ()


def test_a_day_agreed_on_is_taken_instead_of_the_target_day() -> None:
    somebody = person(
        categories=(CategorySpanFact(Category.INCAPACITATED),), plans=(PlanFact(date(2026, 12, 8)),)
    )
    assert course_of(somebody, RuleBook([OVERLAY]), SPAN).visits[0] == date(2026, 12, 8)


def test_nobody_without_a_duty_is_played() -> None:
    assert course_of(person(), RuleBook([OVERLAY]), SPAN) == Course()


def test_tiers_set_by_people_are_played_too() -> None:
    somebody = person(tier_overrides=(TierOverride(Tier.HIGH, date(2026, 12, 1)),))
    assert course_of(somebody, RuleBook([OVERLAY]), SPAN).visits == days(date(2026, 12, 8), 7, 12)


rhythms = st.sampled_from([MONTHLY, QUARTERLY]) | st.integers(2, 40).map(
    lambda number: Every(PeriodUnit.DAYS, number)
)


@settings(max_examples=60, deadline=None)
@given(somebody=people, every=rhythms, at=st.integers(0, 4), on=st.integers(120, 200))
def test_any_change_is_played_the_same_way_twice_and_only_within_the_span(
    somebody: PersonFacts, every: Every, at: int, on: int
) -> None:
    profiles = books()[at % len(books())]
    rule = profiles[-1].visit_rules[0]
    today = date(2025, 1, 1) + timedelta(days=on)
    from_on = today + timedelta(days=at * 5)
    if rule.every == every or (rule.valid_to is not None and rule.valid_to < from_on):
        return
    new = with_rule_changed(profiles[-1], rule.key, RuleChange(every=every), from_on)
    before, after = RuleBook(profiles), RuleBook([*profiles[:-1], new])
    span = span_of(today, from_on, 3)
    result = courses(somebody, before, after, difference(before, after), span)
    assert result == courses(somebody, before, after, difference(before, after), span)
    # The shortcut for people whom the change does not concern gives what playing them gives.
    assert result.new.visits == course_of(somebody, after, span).visits
    for course in (result.old, result.new):
        assert all(span.first <= day <= span.last for day in course.visits)
        assert list(course.visits) == sorted(set(course.visits))
