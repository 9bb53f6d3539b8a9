"""Days are read as offices type them and spoken as offices write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.kit.dates import add_months, month_title, parse_day, spoken_day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-02", date(2026, 11, 2)),
        ("２０２６．１１．２", date(2026, 11, 2)),
        ("20261102", date(2026, 11, 2)),
        ("2026年11月2日", date(2026, 11, 2)),
        ("11-2", date(2026, 11, 2)),
        ("1102", date(2026, 11, 2)),
        ("2", date(2026, 11, 2)),
        ("昨天", date(2026, 11, 21)),
        (" 今天 ", TODAY),
    ],
)
def test_a_day_is_read_in_every_usual_way(text: str, day: date) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["", "2026-02-30", "王", "123", "2026-11-22-1", "1943", "99999999"])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert parse_day(text, TODAY) is None


@given(st.dates())
def test_what_is_written_is_read_back(day: date) -> None:
    assert parse_day(day.isoformat(), TODAY) == day


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_without_an_error(text: str) -> None:
    parse_day(text, TODAY)


def test_months_are_counted_over_the_year() -> None:
    assert add_months(date(2026, 11, 1), 2) == date(2027, 1, 1)
    assert add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)


def test_days_and_months_are_said_as_in_an_office() -> None:
    assert spoken_day(TODAY) == "11月22日 周日"
    assert month_title(TODAY) == "2026年11月"
