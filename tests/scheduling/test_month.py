"""A month's verdict for one person."""

from __future__ import annotations

from datetime import date

from desktop_app.domain.outcomes import ExemptReason
from desktop_app.domain.terms import Category, Mode, Outcome, ResidenceKind
from desktop_app.scheduling.facts import CategorySpanFact, PersonFacts, ResidenceFact
from desktop_app.scheduling.month import MonthVerdict, owed_in_month
from desktop_app.scheduling.rulebook import RuleBook
from tests.scheduling.made_up import odd_profile, person, shipped, visit

BOTH = RuleBook([shipped("chifeng-2023-42-pastoral"), shipped("inner-mongolia-2022")])
ALONE = (CategorySpanFact(Category.LIVING_ALONE),)
OLD = date(1940, 5, 1)


def june(someone: PersonFacts, as_of: date | None = None) -> MonthVerdict:
    return owed_in_month(someone, BOTH, 2025, 6, as_of=as_of)


def test_who_is_in_special_difficulty_is_owed_one_visit_a_month() -> None:
    assert june(person(categories=ALONE)) == MonthVerdict(True, True, False, 0, 1)
    seen = person(categories=ALONE, visits=(visit("v1", date(2025, 6, 30)),))
    assert june(seen) == MonthVerdict(True, True, True, 1, 1)


def test_only_visits_made_in_the_month_count_for_it() -> None:
    around = (visit("v1", date(2025, 5, 31)), visit("v2", date(2025, 7, 1)))
    assert june(person(categories=ALONE, visits=around)).counted_visits == 0


def test_while_the_month_runs_only_what_is_known_counts() -> None:
    someone = person(categories=ALONE, visits=(visit("v1", date(2025, 6, 20)),))
    assert not june(someone, as_of=date(2025, 6, 19)).visited
    assert june(someone, as_of=date(2025, 6, 20)).visited


def test_weekly_visits_are_required_four_times_a_month_but_one_makes_the_rate() -> None:
    someone = person(birth_on=OLD, categories=ALONE, visits=(visit("v1", date(2025, 6, 2)),))
    verdict = june(someone)
    assert (verdict.required_count, verdict.counted_visits, verdict.visited) == (4, 1, True)


def test_who_died_or_moved_in_the_month_was_not_owed() -> None:
    gone = person(categories=ALONE, ended_on=date(2025, 6, 20), visits=(visit("v1", date(2025, 6, 3)),))
    assert june(gone) == MonthVerdict(False, False, False, 1, 0)
    found_dead = person(categories=ALONE, visits=(visit("v1", date(2025, 6, 3), outcome=Outcome.DECEASED),))
    assert not june(found_dead).owed


def test_who_was_in_hospital_to_the_end_is_exempt_unless_visited_before() -> None:
    bed = (ResidenceFact(ResidenceKind.HOSPITAL, date(2025, 6, 10)),)
    assert june(person(categories=ALONE, residences=bed)) == MonthVerdict(
        False, True, False, 0, 1, ExemptReason.IN_HOSPITAL
    )
    before = person(categories=ALONE, residences=bed, visits=(visit("v1", date(2025, 6, 3)),))
    assert june(before) == MonthVerdict(True, True, True, 1, 1)


def test_who_was_away_when_visited_is_exempt_for_that_month_only() -> None:
    someone = person(categories=ALONE, visits=(visit("v1", date(2025, 6, 3), Mode.PHONE, Outcome.AWAY),))
    assert june(someone).exempt_reason is ExemptReason.AWAY
    assert owed_in_month(someone, BOTH, 2025, 7).owed


def test_an_attempt_is_no_visit() -> None:
    someone = person(categories=ALONE, visits=(visit("v1", date(2025, 6, 3), outcome=Outcome.NOT_AT_HOME),))
    assert june(someone) == MonthVerdict(True, True, False, 0, 1)


def test_a_visit_to_somebody_owed_nothing_is_counted_all_the_same() -> None:
    assert june(person(visits=(visit("v1", date(2025, 6, 3)),))) == MonthVerdict(False, False, False, 1, 0)


def test_a_quarterly_visit_is_owed_in_the_last_month_unless_made_before() -> None:
    book = RuleBook([odd_profile()])
    plain = (CategorySpanFact(Category.PREFERENTIAL),)
    someone = person(birth_on=date(1943, 1, 1), categories=plain)
    assert [owed_in_month(someone, book, 2025, month).required_count for month in (4, 5, 6)] == [0, 0, 1]
    seen = person(birth_on=date(1943, 1, 1), categories=plain, visits=(visit("v1", date(2025, 4, 8)),))
    assert [owed_in_month(seen, book, 2025, month).required_count for month in (4, 5, 6)] == [0, 0, 0]
