"""The lunar calendar against published festivals, the moon itself and every day there and back."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from math import sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.scheduling.lunar import LunarDay, lunar_day, lunar_month, solar_day

# Spring Festival, Dragon Boat, Mid-Autumn and Double Ninth as the calendars of these years print them.
PUBLISHED = {
    2020: ("2020-01-25", "2020-06-25", "2020-10-01", "2020-10-25"),
    2021: ("2021-02-12", "2021-06-14", "2021-09-21", "2021-10-14"),
    2022: ("2022-02-01", "2022-06-03", "2022-09-10", "2022-10-04"),
    2023: ("2023-01-22", "2023-06-22", "2023-09-29", "2023-10-23"),
    2024: ("2024-02-10", "2024-06-10", "2024-09-17", "2024-10-11"),
    2025: ("2025-01-29", "2025-05-31", "2025-10-06", "2025-10-29"),
    2026: ("2026-02-17", "2026-06-19", "2026-09-25", "2026-10-18"),
    2027: ("2027-02-06", "2027-06-09", "2027-09-15", "2027-10-08"),
    2028: ("2028-01-26", "2028-05-28", "2028-10-03", "2028-10-26"),
    2029: ("2029-02-13", "2029-06-16", "2029-09-22", "2029-10-16"),
    2030: ("2030-02-03", "2030-06-05", "2030-09-12", "2030-10-05"),
    2031: ("2031-01-23", "2031-06-24", "2031-10-01", "2031-10-24"),
    2032: ("2032-02-11", "2032-06-12", "2032-09-19", "2032-10-12"),
    2033: ("2033-01-31", "2033-06-01", "2033-09-08", "2033-10-01"),
}

BEIJING = timezone(timedelta(hours=8))
ANY_DAY = st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31))


def new_moon(number: int) -> datetime:
    """Return the time in Beijing of a new moon, to some minutes (Meeus, Astronomical Algorithms, chapter 49)."""
    turn = number / 1236.85
    rad = 3.141592653589793 / 180
    day = 2451550.09766 + 29.530588861 * number + 0.00015437 * turn**2
    faint = 1 - 0.002516 * turn
    sun = (2.5534 + 29.10535670 * number) * rad
    moon = (201.5643 + 385.81693528 * number + 0.0107582 * turn**2) * rad
    latitude = (160.7108 + 390.67050284 * number - 0.0016118 * turn**2) * rad
    node = (124.7746 - 1.56375588 * number + 0.0020672 * turn**2) * rad
    day += -0.40720 * sin(moon) + 0.17241 * faint * sin(sun) + 0.01608 * sin(2 * moon)
    day += 0.01039 * sin(2 * latitude) + 0.00739 * faint * sin(moon - sun) - 0.00514 * faint * sin(moon + sun)
    day += 0.00208 * faint**2 * sin(2 * sun) - 0.00111 * sin(moon - 2 * latitude)
    day += (
        -0.00057 * sin(moon + 2 * latitude) + 0.00056 * faint * sin(2 * moon + sun) - 0.00042 * sin(3 * moon)
    )
    day += 0.00042 * faint * sin(sun + 2 * latitude) + 0.00038 * faint * sin(sun - 2 * latitude)
    day += -0.00024 * faint * sin(2 * moon - sun) - 0.00017 * sin(node)
    seconds_ahead = 69.0  # The moon's clock runs about so far ahead of ours in these years.
    return datetime(2000, 1, 1, 20, tzinfo=BEIJING) + timedelta(days=day - 2451545, seconds=-seconds_ahead)


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_festivals_fall_on_the_published_days(year: int) -> None:
    spring, dragon_boat, mid_autumn, double_ninth = map(date.fromisoformat, PUBLISHED[year])
    assert lunar_day(spring) == LunarDay(year, 1, 1, False)
    assert solar_day(year, 5, 5) == dragon_boat
    assert solar_day(year, 8, 15) == mid_autumn
    assert solar_day(year, 9, 9) == double_ninth
    assert lunar_day(double_ninth) == LunarDay(year, 9, 9, False)


@pytest.mark.parametrize(
    ("year", "month", "first", "last"),
    [
        (2020, 4, "2020-05-23", "2020-06-20"),
        (2023, 2, "2023-03-22", "2023-04-19"),
        (2025, 6, "2025-07-25", "2025-08-22"),
        (2028, 5, "2028-06-23", "2028-07-21"),
        (2033, 11, "2033-12-22", "2034-01-19"),
    ],
)
def test_a_leap_month_is_told_from_the_month_of_the_same_number(
    year: int, month: int, first: str, last: str
) -> None:
    leap = lunar_month(year, month, leap=True)
    assert leap == (date.fromisoformat(first), date.fromisoformat(last))
    ordinary = lunar_month(year, month)
    assert ordinary.last == leap.first - timedelta(days=1)
    assert lunar_day(ordinary.last).leap is False
    assert lunar_day(leap.first) == LunarDay(year, month, 1, True)


def test_a_leap_month_that_the_year_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="no leap month 9"):
        lunar_month(2026, 9, leap=True)
    with pytest.raises(ValueError, match="no month 13"):
        solar_day(2026, 13, 1)


@pytest.mark.parametrize(
    ("year", "length", "eve"),
    [(2023, 30, "2024-02-09"), (2024, 29, "2025-01-28"), (2025, 29, "2026-02-16"), (2026, 29, "2027-02-05")],
)
def test_the_years_last_day_is_the_29th_or_the_30th(year: int, length: int, eve: str) -> None:
    assert solar_day(year, 12, 30) == date.fromisoformat(eve)
    assert lunar_day(date.fromisoformat(eve)) == LunarDay(year, 12, length, False)
    assert solar_day(year + 1, 1, 1) == date.fromisoformat(eve) + timedelta(days=1)


@pytest.mark.parametrize("day", [0, 31, -1])
def test_a_day_no_month_can_have_is_refused(day: int) -> None:
    with pytest.raises(ValueError, match="no day"):
        solar_day(2026, 1, day)


@pytest.mark.parametrize("day", [date(1949, 12, 31), date(2100, 1, 1)])
def test_a_day_outside_the_years_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="1950 to 2099"):
        lunar_day(day)


def test_every_day_of_seventy_years_goes_there_and_back() -> None:
    day = date(1990, 1, 1)
    before = lunar_day(day - timedelta(days=1))
    while day <= date(2060, 12, 31):
        found = lunar_day(day)
        assert solar_day(found.year, found.month, found.day, leap=found.leap) == day
        assert found.day == before.day + 1 or (found.day == 1 and before.day >= 29)
        before = found
        day += timedelta(days=1)


@given(ANY_DAY)
def test_a_day_lies_in_its_month(day: date) -> None:
    found = lunar_day(day)
    if found.year >= 1950:
        window = lunar_month(found.year, found.month, leap=found.leap)
        assert window.first <= day <= window.last
        assert 29 <= (window.last - window.first).days + 1 <= 30


def test_every_month_begins_on_the_day_of_the_new_moon() -> None:
    # New moons within a quarter of an hour of midnight are left out: the short formula cannot tell the day.
    checked = 0
    for number in range(-123, 755):  # 1990 to 2061
        moon = new_moon(number)
        minutes = moon.hour * 60 + moon.minute
        if 15 < minutes < 24 * 60 - 15:
            assert lunar_day(moon.date()).day == 1, moon
            checked += 1
    assert checked > 850
