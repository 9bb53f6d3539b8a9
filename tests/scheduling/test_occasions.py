"""The days of campaigns: by the calendar, by the moon, across the turn of the year, and those without days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.policies import Occasion, OccasionKind
from desktop_app.scheduling.occasions import days_of, next_days

SOLAR, LUNAR = OccasionKind.SOLAR, OccasionKind.LUNAR
RESPECT_MONTH = Occasion(kind=LUNAR, first=(9, 1), last=(9, 30))
SPRING = Occasion(kind=LUNAR, first=(12, 15), last=(1, 15))
HEATING = Occasion(kind=SOLAR, first=(10, 15), last=(4, 15))

MONTH_DAYS = st.tuples(st.integers(1, 12), st.integers(1, 30))


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2020, "2020-10-17", "2020-11-14"),  # the year of the leap fourth month
        (2023, "2023-10-15", "2023-11-12"),  # leap second month
        (2025, "2025-10-21", "2025-11-19"),  # leap sixth month
        (2026, "2026-10-10", "2026-11-08"),
        (2028, "2028-10-18", "2028-11-15"),  # leap fifth month
        (2033, "2033-09-23", "2033-10-22"),  # leap eleventh month
    ],
)
def test_the_month_of_respect_is_the_ordinary_ninth_month(year: int, first: str, last: str) -> None:
    assert days_of(RESPECT_MONTH, year) == (date.fromisoformat(first), date.fromisoformat(last))


def test_days_whose_end_comes_before_their_beginning_end_in_the_next_year() -> None:
    assert days_of(HEATING, 2026) == (date(2026, 10, 15), date(2027, 4, 15))
    # 腊月十五 of 2025 to the lantern festival of 2026.
    assert days_of(SPRING, 2025) == (date(2026, 2, 2), date(2026, 3, 3))


def test_a_day_that_the_month_lacks_is_its_last_one() -> None:
    late_winter = Occasion(kind=SOLAR, first=(2, 1), last=(2, 30))
    assert days_of(late_winter, 2027) == (date(2027, 2, 1), date(2027, 2, 28))
    assert days_of(late_winter, 2028) == (date(2028, 2, 1), date(2028, 2, 29))
    new_years_eve = Occasion(kind=LUNAR, first=(12, 30), last=(12, 30))
    assert days_of(new_years_eve, 2024) == (date(2025, 1, 28), date(2025, 1, 28))


def test_what_is_on_call_or_around_a_move_has_no_days_of_its_own() -> None:
    for kind in (OccasionKind.ON_CALL, OccasionKind.MOVE):
        assert days_of(Occasion(kind=kind, first=(1, 1), last=(2, 1)), 2026) is None
        assert next_days(Occasion(kind=kind), date(2026, 1, 1)) is None


def test_lunar_days_beyond_the_calendar_are_not_guessed() -> None:
    assert days_of(RESPECT_MONTH, 2100) is None
    assert days_of(SPRING, 2099) is None
    assert next_days(RESPECT_MONTH, date(2099, 12, 31)) is None


def test_days_that_run_already_are_the_next_ones() -> None:
    assert next_days(HEATING, date(2027, 1, 3)) == (date(2026, 10, 15), date(2027, 4, 15))
    assert next_days(HEATING, date(2027, 4, 15)) == (date(2026, 10, 15), date(2027, 4, 15))
    assert next_days(HEATING, date(2027, 4, 16)) == (date(2027, 10, 15), date(2028, 4, 15))
    # In January 2026 the lunar year is still 2025.
    assert next_days(SPRING, date(2026, 1, 20)) == (date(2026, 2, 2), date(2026, 3, 3))


@given(
    st.sampled_from([SOLAR, LUNAR]),
    MONTH_DAYS,
    MONTH_DAYS,
    st.dates(min_value=date(1960, 1, 1), max_value=date(2090, 1, 1)),
)
def test_the_next_days_are_never_over_and_none_were_left_out(
    kind: OccasionKind, first: tuple[int, int], last: tuple[int, int], from_on: date
) -> None:
    occasion = Occasion(kind=kind, first=first, last=last)
    days = next_days(occasion, from_on)
    assert days is not None
    assert days.first <= days.last
    assert days.last >= from_on
    assert days.first - from_on < timedelta(days=415)
    others = [days_of(occasion, year) for year in range(from_on.year - 3, from_on.year + 3)]
    assert days == min(found for found in others if found is not None and found.last >= from_on)
