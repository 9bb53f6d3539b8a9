"""Weekends, holidays, lunar festivals and market days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.holiday_tables import HolidayYear
from desktop_app.domain.phrases import Phrase
from desktop_app.scheduling.lunar import lunar_day
from desktop_app.scheduling.working_days import (
    MarketDaysUnclear,
    MarketKind,
    WorkingCalendar,
    lunar_festival,
    parse_market_days,
    statutory_holiday,
    table_from_record,
)

TABLE = HolidayYear(
    2026, "试验的通知", {date(2026, 2, 16): "春节"}, frozenset({date(2026, 2, 14), date(2026, 2, 28)})
)
KNOWN = WorkingCalendar.of([TABLE])
UNKNOWN = WorkingCalendar()
day_in_reach = st.dates(date(1950, 1, 1), date(2099, 12, 31))


def words(calendar: WorkingCalendar, on: date) -> str | None:
    off = calendar.off(on)
    return off.say(str) if off is not None else None


def test_a_published_year_says_itself_which_days_are_off() -> None:
    assert words(KNOWN, date(2026, 2, 16)) == "春节"
    assert words(KNOWN, date(2026, 2, 14)) is None, "a Saturday on which offices are open"
    assert words(KNOWN, date(2026, 2, 15)) == "周末"
    assert words(KNOWN, date(2026, 2, 17)) is None, "the notice did not name it"


def test_a_moved_working_day_is_told_in_the_note() -> None:
    note = KNOWN.note(date(2026, 2, 28))
    assert note is not None
    assert note.say(str) == "调休上班"


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2027, 1, 1), "元旦"),
        (date(2027, 2, 5), "除夕"),
        (date(2027, 2, 6), "春节"),
        (date(2027, 2, 8), "春节"),
        (date(2027, 2, 9), None),
        (date(2027, 4, 5), "清明节"),
        (date(2027, 5, 2), "劳动节"),
        (date(2027, 6, 9), "端午节"),
        (date(2027, 9, 15), "中秋节"),
        (date(2027, 10, 3), "国庆节"),
        # 1 January 2098 to 2099: the last new year that the lunar calendar here knows.
        (date(2099, 1, 21), "春节"),
        # A lunar year whose last month has 29 days only: its eve is the 29th.
        (date(2025, 1, 28), "除夕"),
    ],
)
def test_an_unpublished_year_has_the_statutory_festivals(on: date, name: str | None) -> None:
    assert not UNKNOWN.published(on.year)
    assert words(UNKNOWN, on) == name


def test_no_festival_lies_in_a_leap_month() -> None:
    """2025 had a second sixth month; in 1995 the eighth month came twice."""
    second = [
        on
        for on in (date(1995, 1, 1) + timedelta(days=at) for at in range(365))
        if lunar_day(on).leap and lunar_festival(on) is not None
    ]
    assert not second
    assert lunar_festival(date(1995, 9, 9)) is not None, "Mid-Autumn is in the first of the two"


@given(st.integers(1951, 2098))
def test_every_year_has_as_many_statutory_days_as_the_law_names(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=at) for at in range(366)]
    names = [each.template for on in days if on.year == year and (each := statutory_holiday(on)) is not None]
    assert names.count("除夕") + names.count("春节") == 4
    assert names.count("端午节") == 1
    assert names.count("国庆节") == 3
    on_national_day = any(lunar_festival(date(year, 10, day)) == Phrase("中秋节") for day in (1, 2, 3))
    assert names.count("中秋节") == (0 if on_national_day else 1)
    assert names.count("清明节") == 1
    assert names.count("劳动节") == 2


@given(day_in_reach)
def test_a_working_day_is_one_without_a_reason_to_be_off(on: date) -> None:
    for calendar in (KNOWN, UNKNOWN):
        assert calendar.works(on) == (calendar.off(on) is None)


def test_lunar_markets_come_round_every_ten_days() -> None:
    market = parse_market_days(" lunar：3，8 ")
    assert market.kind is MarketKind.LUNAR
    held = [lunar_day(on).day for on in _days(date(2026, 11, 9), 30) if market.hold(on)]
    assert sorted(held) == [3, 8, 13, 18, 23, 28]
    assert market.words.say(str) == "农历逢3、8赶集"


def test_solar_markets_name_days_of_the_month_or_every_ten_days() -> None:
    assert [on.day for on in _days(date(2026, 1, 1), 31) if parse_market_days("solar:10").hold(on)] == [
        10,
        20,
        30,
    ]
    assert [on.day for on in _days(date(2026, 1, 1), 31) if parse_market_days("solar:15").hold(on)] == [15]


def test_weekly_markets_are_on_a_weekday() -> None:
    market = parse_market_days("week:7")
    assert market.hold(date(2026, 11, 22))
    assert not market.hold(date(2026, 11, 23))
    assert market.words.say(str) == "每周日赶集"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3,8",
        "lunar",
        "moon:3",
        "lunar:",
        "lunar:0",
        "lunar:31",
        "week:8",
        "solar:32",
        "solar:三",
        "week:1,1",
    ],
)
def test_unclear_market_days_are_refused_in_words(text: str) -> None:
    with pytest.raises(MarketDaysUnclear) as refused:
        parse_market_days(text)
    assert refused.value.details["reason"]


def test_a_record_from_elsewhere_is_read_as_far_as_it_can_be() -> None:
    table = table_from_record(2026, "x", {"2026-01-01": "元旦", "never": "?"}, ["2026-01-04", None])
    assert table.days == {date(2026, 1, 1): "元旦"}
    assert table.working == {date(2026, 1, 4)}


def _days(first: date, number: int) -> list[date]:
    return [first + timedelta(days=at) for at in range(number)]
