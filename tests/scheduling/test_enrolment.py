"""Who was in which category, and on the register, on which day: the engine against a walk through every day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.policies import PeriodUnit
from desktop_app.domain.terms import Category, EndReason, Outcome, ResidenceKind, WillingnessKind
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.enrolment import (
    MonthEnrolment,
    Stint,
    counts_from,
    enrolled_on,
    month_enrolment,
    stints,
)
from desktop_app.scheduling.exemptions import exempt_stretches, phone_only
from desktop_app.scheduling.facts import (
    AbsenceFact,
    CategorySpanFact,
    PersonFacts,
    ResidenceFact,
    WillingnessFact,
)
from desktop_app.scheduling.month import owed_in_month
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.scheduling.standing import categories_on, standing_on
from tests.examples import examples
from tests.scheduling import reference
from tests.scheduling.made_up import DAY, person, shipped, visit

BEGIN = date(2025, 1, 1)
"""The histories below begin some weeks before this day; 24 months from it are asked about."""
PASTORAL = (shipped("chifeng-2023-42-pastoral"),)
BOOK = RuleBook(PASTORAL)
MOVED = EndReason.MOVED_OUT

any_day = st.integers(-60, 740).map(lambda n: BEGIN + DAY * n)
maybe = st.none() | any_day
births = st.sampled_from(
    [date(1944, 2, 29), date(1964, 2, 29), date(1966, 2, 28), date(1946, 7, 1), date(1941, 12, 31), None]
) | st.dates(date(1930, 1, 1), date(1968, 12, 31))
absences = st.lists(
    st.tuples(any_day, st.integers(-3, 200), st.sampled_from(EndReason)).map(
        lambda gone: AbsenceFact(gone[0], gone[0] + DAY * gone[1], gone[2])
    ),
    max_size=5,
).map(tuple)
histories = st.builds(
    PersonFacts,
    uid=st.just("e1"),
    birth_on=births,
    registered_on=st.integers(-60, 300).map(lambda n: BEGIN + DAY * n),
    ended_on=maybe,
    ended_because=st.none() | st.sampled_from(EndReason),
    off_register=absences,
    categories=st.lists(
        st.builds(
            CategorySpanFact,
            category=st.sampled_from(
                [Category.LIVING_ALONE, Category.INCAPACITATED, Category.OLDEST_OLD, Category.CHRONIC_DISEASE]
            ),
            from_on=maybe,
            to_on=maybe,
        ),
        max_size=6,
    ).map(tuple),
    residences=st.lists(
        st.builds(ResidenceFact, kind=st.sampled_from(ResidenceKind), from_on=any_day, to_on=maybe),
        max_size=4,
    ).map(tuple),
    willingness=st.lists(
        st.builds(WillingnessFact, kind=st.sampled_from(WillingnessKind), on=any_day), max_size=4
    ).map(tuple),
)
asked = st.lists(any_day, min_size=1, max_size=12)

pytestmark = pytest.mark.examples


def months() -> list[tuple[int, int]]:
    return [(2025 + at // 12, at % 12 + 1) for at in range(24)]


def enrolled(someone: PersonFacts, year: int, month: int) -> MonthEnrolment | None:
    window = Calendar().month(year, month)
    return month_enrolment(stints(someone), window.first, window.last)


@settings(max_examples=examples(400), deadline=None)
@given(histories, asked)
def test_who_was_in_which_category_on_a_day_is_what_a_walk_through_the_days_says(
    someone: PersonFacts, days: list[date]
) -> None:
    for day in days:
        slow = reference.categories(someone, day)
        assert categories_on(someone, BOOK, day) == slow
        assert standing_on(someone, BOOK, day).special == reference.special(someone, PASTORAL, day)


@settings(max_examples=examples(400), deadline=None)
@given(histories, asked)
def test_who_was_on_the_register_on_a_day_is_what_a_walk_through_the_days_says(
    someone: PersonFacts, days: list[date]
) -> None:
    for day in days:
        assert enrolled_on(someone, day) == reference.on_register(someone, day)


@settings(max_examples=examples(200), deadline=None)
@given(histories, asked)
def test_who_need_not_be_visited_and_who_wants_a_phone_call_only_is_told_by_the_days(
    someone: PersonFacts, days: list[date]
) -> None:
    free = exempt_stretches(someone)
    for day in days:
        assert any(each.first <= day <= each.last for each in free) == reference.exempt(someone, day)
        assert phone_only(someone, day) == (reference.answer(someone, day) is WillingnessKind.PHONE_ONLY)


@settings(max_examples=examples(150), deadline=None)
@given(histories)
def test_the_register_of_24_months_counts_whom_the_days_find_on_it_and_adds_up(someone: PersonFacts) -> None:
    before = reference.on_register(someone, BEGIN - DAY)
    for year, month in months():
        window = Calendar().month(year, month)
        days = [window.first + DAY * n for n in range((window.last - window.first).days + 1)]
        found = enrolled(someone, year, month)
        at_end = reference.on_register(someone, window.last)
        assert (found is not None and found.registered) == at_end
        if found is None:
            assert not before
            assert not any(reference.on_register(someone, day) for day in days)
        else:
            assert at_end == before + found.added - (found.removed is not None)
        before = at_end


@settings(max_examples=examples(100), deadline=None)
@given(histories)
def test_the_denominator_of_24_months_is_what_the_days_say(someone: PersonFacts) -> None:
    monthly = [
        rule for rule in PASTORAL[0].visit_rules if rule.enabled and rule.every.unit is PeriodUnit.MONTH
    ]
    assert monthly
    for year, month in months():
        last = Calendar().month(year, month).last
        verdict = owed_in_month(someone, BOOK, year, month)
        here = reference.on_register(someone, last)
        counted = verdict.owed or verdict.exempt_reason is not None
        assert counted == (here and any(reference.under(someone, PASTORAL, rule, last) for rule in monthly))
        assert verdict.special == (here and reference.special(someone, PASTORAL, last))


def test_moved_and_back_three_times_gives_four_times_on_the_register() -> None:
    gone = tuple(AbsenceFact(date(2025, month, 5), date(2025, month + 1, 9), MOVED) for month in (8, 2, 5))
    someone = person(registered_on=BEGIN, off_register=gone, ended_on=date(2025, 11, 1), ended_because=MOVED)
    assert stints(someone) == (
        Stint(BEGIN, date(2025, 2, 5), MOVED),
        Stint(date(2025, 3, 10), date(2025, 5, 5), MOVED),
        Stint(date(2025, 6, 10), date(2025, 8, 5), MOVED),
        Stint(date(2025, 9, 10), date(2025, 11, 1), MOVED),
    )
    added = [month for month in range(1, 13) if (each := enrolled(someone, 2025, month)) and each.added]
    removed = [month for month in range(1, 13) if (each := enrolled(someone, 2025, month)) and each.removed]
    assert added == [1, 3, 6, 9]
    assert removed == [2, 5, 8, 11]


def test_a_month_inside_an_absence_does_not_count_the_person_at_all() -> None:
    someone = person(off_register=(AbsenceFact(date(2025, 5, 20), date(2025, 8, 31), MOVED),))
    assert enrolled(someone, 2025, 5) == MonthEnrolment(False, False, MOVED)
    assert enrolled(someone, 2025, 6) is None
    assert enrolled(someone, 2025, 8) is None
    assert enrolled(someone, 2025, 9) == MonthEnrolment(True, True, None)


def test_leaving_and_returning_in_one_month_is_one_more_and_one_less() -> None:
    someone = person(off_register=(AbsenceFact(date(2025, 5, 3), date(2025, 5, 20), MOVED),))
    assert enrolled(someone, 2025, 5) == MonthEnrolment(True, True, MOVED)


def test_leaving_twice_and_returning_once_in_a_month_is_one_less() -> None:
    someone = person(
        off_register=(AbsenceFact(date(2025, 5, 3), date(2025, 5, 10), MOVED),),
        ended_on=date(2025, 5, 20),
        ended_because=EndReason.DECEASED,
    )
    assert enrolled(someone, 2025, 5) == MonthEnrolment(False, False, EndReason.DECEASED)


def test_after_a_return_visits_are_owed_again_though_a_visit_had_found_the_person_gone() -> None:
    gone = visit("v1", date(2025, 3, 5), outcome=Outcome.MOVED)
    someone = person(
        categories=(CategorySpanFact(Category.LIVING_ALONE),),
        visits=(gone,),
        off_register=(AbsenceFact(date(2025, 3, 5), date(2025, 6, 9), MOVED),),
    )
    away = duties(someone, BOOK, Calendar(), date(2025, 5, 20))
    assert {duty.state.value for duty in away} <= {"cancelled"}
    back = duties(someone, BOOK, Calendar(), date(2025, 6, 12))
    assert back
    assert all(duty.earliest_on >= date(2025, 6, 10) for duty in back)
    assert {duty.state.value for duty in back} <= {"open", "due", "planned"}


@pytest.mark.parametrize(
    ("born", "begins"),
    [
        (date(1965, 6, 15), date(2025, 6, 15)),
        (date(1968, 2, 29), date(2028, 2, 29)),
        (date(1967, 2, 28), date(2027, 2, 28)),
        (date(1964, 2, 29), BEGIN),
        (None, BEGIN),
    ],
)
def test_who_is_registered_ahead_counts_from_the_60th_birthday(born: date | None, begins: date) -> None:
    someone = person(
        birth_on=born, registered_on=BEGIN, categories=(CategorySpanFact(Category.LIVING_ALONE),)
    )
    assert counts_from(someone) == begins
    if begins > BEGIN:
        assert duties(someone, BOOK, Calendar(), begins - DAY) == ()
        assert enrolled(someone, begins.year, begins.month) == MonthEnrolment(True, True, None)
    assert duties(someone, BOOK, Calendar(), begins)


def test_who_left_before_being_registered_was_never_on_the_register() -> None:
    someone = person(
        registered_on=date(2025, 5, 1), ended_on=date(2025, 4, 20), ended_because=EndReason.DECEASED
    )
    assert stints(someone) == ()
    assert all(enrolled(someone, year, month) is None for year, month in months())
