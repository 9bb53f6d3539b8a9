"""Leap years, birthdays on 29 February, and the edges of weeks, months, quarters and years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from desktop_app.domain.policies import QUARTERLY, Condition
from desktop_app.domain.terms import Category, DutyKind, DutyState, Outcome, Tier
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.facts import CategorySpanFact, PersonFacts, VisitFact
from desktop_app.scheduling.rulebook import RuleBook
from tests.scheduling.made_up import person, shipped, visit

PASTORAL = shipped("chifeng-2023-42-pastoral")
BOTH = RuleBook([PASTORAL, shipped("inner-mongolia-2022")])
MONTHLY = RuleBook([PASTORAL])
QUARTER = RuleBook(
    [
        replace(
            PASTORAL,
            visit_rules=(
                replace(
                    PASTORAL.visit_rules[0],
                    who=(Condition(min_age=60),),
                    every=QUARTERLY,
                    target_day=75,
                ),
            ),
        )
    ]
)


def alone(since: date, *visits: VisitFact, **facts: Any) -> PersonFacts:
    base: dict[str, Any] = {"categories": (CategorySpanFact(Category.LIVING_ALONE),), "visits": visits}
    return person(registered_on=since, **(base | facts))


def first(someone: PersonFacts, on: date, book: RuleBook = MONTHLY) -> Duty:
    return duties(someone, book, Calendar(), on)[0]


@pytest.mark.parametrize(
    ("on", "earliest", "target", "latest"),
    [
        (date(2028, 2, 10), date(2028, 2, 1), date(2028, 2, 20), date(2028, 2, 29)),
        (date(2027, 2, 10), date(2027, 2, 1), date(2027, 2, 20), date(2027, 2, 28)),
        (date(2100, 2, 28), date(2100, 2, 1), date(2100, 2, 20), date(2100, 2, 28)),
        (date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 20), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 1, 1), date(2027, 1, 20), date(2027, 1, 31)),
    ],
)
def test_a_month_has_the_days_it_has(on: date, earliest: date, target: date, latest: date) -> None:
    duty = first(alone(earliest), on)
    assert (duty.earliest_on, duty.target_on, duty.latest_on) == (earliest, target, latest)


@pytest.mark.parametrize(
    ("on", "earliest", "target", "latest"),
    [
        (date(2028, 3, 31), date(2028, 1, 1), date(2028, 3, 15), date(2028, 3, 31)),
        (date(2027, 1, 1), date(2027, 1, 1), date(2027, 3, 16), date(2027, 3, 31)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 14), date(2026, 12, 31)),
        (date(2026, 7, 1), date(2026, 7, 1), date(2026, 9, 13), date(2026, 9, 30)),
    ],
)
def test_a_quarter_has_the_days_it_has(on: date, earliest: date, target: date, latest: date) -> None:
    duty = first(alone(earliest), on, QUARTER)
    assert (duty.earliest_on, duty.target_on, duty.latest_on) == (earliest, target, latest)


@pytest.mark.parametrize(
    ("made", "asked", "states"),
    [
        (date(2026, 12, 31), date(2026, 12, 31), ["met", "planned"]),
        (date(2026, 12, 31), date(2027, 1, 1), ["open"]),
        (date(2027, 1, 1), date(2027, 1, 1), ["met_late", "met", "planned"]),
        (date(2028, 2, 29), date(2028, 2, 29), ["met_late", "met", "planned"]),
        (date(2028, 3, 1), date(2028, 3, 1), ["met_late", "met", "planned"]),
    ],
)
def test_a_visit_on_the_edge_belongs_to_the_month_of_its_day(
    made: date, asked: date, states: list[str]
) -> None:
    begun = (asked.replace(day=1) - timedelta(days=1)).replace(day=1)
    if states[0] != "met_late":
        begun = made.replace(day=1)
    found = duties(alone(begun, visit("v1", made)), MONTHLY, Calendar(), asked)
    assert [each.state.value for each in found] == states


@pytest.mark.parametrize(
    ("seen", "latest"),
    [
        (date(2028, 2, 22), date(2028, 2, 29)),
        (date(2028, 2, 28), date(2028, 3, 6)),
        (date(2027, 2, 28), date(2027, 3, 7)),
        (date(2026, 12, 28), date(2027, 1, 4)),
    ],
)
def test_a_week_runs_over_the_ends_of_months_and_years(seen: date, latest: date) -> None:
    someone = alone(date(2026, 1, 1), visit("v1", seen), birth_on=date(1940, 5, 1))

    def weekly(on: date) -> Duty:
        return next(each for each in duties(someone, BOTH, Calendar(), on)[::-1] if "weekly" in each.rule_id)

    assert (weekly(latest).state, weekly(latest).latest_on) == (DutyState.DUE, latest)
    after = weekly(latest + timedelta(days=1))
    assert (after.state, after.overdue_days) == (DutyState.OVERDUE, 1)


@pytest.mark.parametrize(
    ("on", "tier"),
    [
        (date(2024, 2, 28), Tier.GENERAL),
        (date(2024, 2, 29), Tier.HIGH),
        (date(2027, 2, 28), Tier.HIGH),
    ],
)
def test_who_was_born_on_a_leap_day_and_turns_80_in_a_leap_year_does_so_on_that_day(
    on: date, tier: Tier
) -> None:
    someone = alone(date(2023, 1, 1), birth_on=date(1944, 2, 29))
    weekly = [each for each in duties(someone, BOTH, Calendar(), on) if "weekly" in each.rule_id]
    assert bool(weekly) is (tier is Tier.HIGH)


def test_who_was_born_on_a_leap_day_turns_60_on_the_first_of_march_of_a_common_year() -> None:
    """60 years after a leap day is a leap year again; without one in 2100 it is not."""
    someone = alone(date(2099, 1, 1), birth_on=date(2040, 2, 29))
    assert duties(someone, MONTHLY, Calendar(), date(2100, 2, 28)) == ()
    assert first(someone, date(2100, 3, 1)).earliest_on == date(2100, 3, 1)


def test_a_birthday_on_the_last_day_of_a_window_owes_a_visit_on_that_day() -> None:
    someone = alone(date(2025, 1, 1), birth_on=date(1966, 11, 30))
    duty = first(someone, date(2026, 11, 30))
    assert (duty.earliest_on, duty.target_on, duty.latest_on) == (date(2026, 11, 30),) * 3
    assert duty.state is DutyState.DUE


def test_the_first_and_the_last_moment_of_a_day_are_the_same_day_for_a_rhythm() -> None:
    someone = alone(date(2026, 11, 1))
    found = [duties(someone, BOTH, Calendar(), date(2026, 11, 30), at) for at in (None, "00:00", "23:59")]
    assert found[0] == found[1] == found[2]
    assert {each.kind for each in found[0]} == {DutyKind.ROUTINE}


def test_what_had_lapsed_is_met_late_when_somebody_gets_there_after_all_or_paper_turns_up() -> None:
    refused = visit("v1", date(2026, 11, 3), outcome=Outcome.REFUSED)
    someone = alone(date(2026, 10, 1), refused)
    assert [each.state.value for each in duties(someone, MONTHLY, Calendar(), date(2026, 11, 9))] == [
        "lapsed",
        "waived",
        "planned",
    ]
    seen = replace(someone, visits=(refused, visit("v2", date(2026, 11, 8))))
    assert [each.state.value for each in duties(seen, MONTHLY, Calendar(), date(2026, 11, 9))] == [
        "met_late",
        "met",
        "planned",
    ]
    on_paper = replace(someone, visits=(refused, visit("v0", date(2026, 10, 31))))
    assert first(on_paper, date(2026, 11, 9)).state is DutyState.WAIVED
