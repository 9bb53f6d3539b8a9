"""Loosely written dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import dates
from desktop_app.domain.dates import BadDate, Precision, age_on, parse_date, parse_day

days = st.dates(date(1901, 1, 1), date(2099, 12, 31))
STYLES = (
    "{0.year}-{0.month:02d}-{0.day:02d}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0.year} 年 {0.month} 月 {0.day} 日",
    "{0.year}{0.month:02d}{0.day:02d}",
    "{0.year}-{0.month}-{0.day} 0:00:00",
    "{0.year}-{0.month:02d}-{0.day:02d}T08:30:00",
    "{0.year}年{0.month}月{0.day}日（星期一）",
)


@given(days, st.sampled_from(STYLES), st.booleans())
def test_every_style_gives_the_day_back(day: date, style: str, wide: bool) -> None:
    text = style.format(day)
    if wide:
        text = text.translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})
    assert parse_day(text) == day


@given(days)
def test_the_day_number_of_a_spreadsheet_gives_the_day_back(day: date) -> None:
    number = (day - date(1899, 12, 30)).days
    if 1900 <= number <= 2100:
        return
    assert parse_day(number) == day
    assert parse_day(float(number) + 0.25) == day


@pytest.mark.parametrize(
    ("value", "on", "precision"),
    [
        (datetime(1945, 3, 12, 8, 30), date(1945, 3, 12), Precision.DAY),  # noqa: DTZ001 - a cell has no zone
        (20261102, date(2026, 11, 2), Precision.DAY),
        (194503, date(1945, 3, 1), Precision.MONTH),
        ("194503", date(1945, 3, 1), Precision.MONTH),
        (1945.3, date(1945, 3, 1), Precision.MONTH),
        (1945.11, date(1945, 11, 1), Precision.MONTH),
        ("1945.3", date(1945, 3, 1), Precision.MONTH),
        ("1945.10", date(1945, 10, 1), Precision.MONTH),
        ("1945年3月", date(1945, 3, 1), Precision.MONTH),
        (1945, date(1945, 1, 1), Precision.YEAR),
        ("1945年", date(1945, 1, 1), Precision.YEAR),
        ("46328", date(1899, 12, 30) + timedelta(days=46328), Precision.DAY),
        (1, date(1900, 1, 1), Precision.DAY),
        (61, date(1900, 3, 1), Precision.DAY),
    ],
)
def test_partial_dates_and_numbers_keep_their_precision(
    value: object, on: date, precision: Precision
) -> None:
    loose = parse_date(value)
    assert (loose.on, loose.precision) == (on, precision)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2026-02-30", dates.NO_SUCH_DAY),
        ("2026年13月1日", dates.NO_SUCH_DAY),
        ("3月5日", dates.NO_YEAR),
        ("45.3.12", dates.SHORT_YEAR),
        ("02/11/2026", dates.DAY_FIRST),
        ("农历1945年3月12日", dates.LUNAR),
        (1945.1, dates.TWO_MEANINGS),
        ("0012-01-01", dates.OUT_OF_RANGE),
        ("不详", dates.UNREADABLE),
        ("", dates.UNREADABLE),
        (None, dates.UNREADABLE),
        (True, dates.UNREADABLE),
        (float("nan"), dates.UNREADABLE),
        (1e300, dates.UNREADABLE),
        (-5, dates.UNREADABLE),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(value: object, reason: str) -> None:
    with pytest.raises(BadDate) as caught:
        parse_date(value)
    assert caught.value.reason == reason


def test_a_month_is_not_enough_where_a_day_is_needed() -> None:
    with pytest.raises(BadDate):
        parse_day("1945.3")


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.none()))
def test_any_cell_is_a_date_or_is_refused(value: object) -> None:
    try:
        on = parse_date(value).on
    except BadDate:
        return
    assert 1850 <= on.year <= 2100


def test_age_counts_full_years_from_the_birthday_on() -> None:
    assert age_on(date(1946, 11, 2), date(2026, 11, 2)) == 80
    assert age_on(date(1946, 11, 3), date(2026, 11, 2)) == 79
    assert age_on(date(1948, 2, 29), date(2027, 2, 28)) == 78
    assert age_on(date(1948, 2, 29), date(2027, 3, 1)) == 79
