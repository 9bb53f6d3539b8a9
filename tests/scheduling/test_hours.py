"""Deadlines in hours by the office's clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.scheduling.hours import Deadline, countdown, hours_later, part_of_day, passed

DAY = date(2026, 11, 20)
clock = st.times().map(lambda t: f"{t:%H:%M}")


@pytest.mark.parametrize(
    ("at", "hours", "expected"),
    [
        ("14:30", 24, Deadline(date(2026, 11, 21), "14:30")),
        ("00:00", 24, Deadline(date(2026, 11, 21), "00:00")),
        ("23:59", 1, Deadline(date(2026, 11, 21), "00:59")),
        ("08:05", 48, Deadline(date(2026, 11, 22), "08:05")),
        (None, 24, Deadline(date(2026, 11, 21))),
        (None, 1, Deadline(date(2026, 11, 21))),
        (None, 25, Deadline(date(2026, 11, 22))),
        (None, 48, Deadline(date(2026, 11, 22))),
        (None, 720, Deadline(date(2026, 12, 20))),
    ],
)
def test_hours_end_at_a_time_or_without_one_at_the_end_of_a_day(
    at: str | None, hours: int, expected: Deadline
) -> None:
    assert hours_later(DAY, at, hours) == expected


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2028, 2, 28), date(2028, 2, 29)), (date(2026, 2, 28), date(2026, 3, 1))]
)
def test_24_hours_cross_the_end_of_february_and_of_the_year(on: date, expected: date) -> None:
    assert hours_later(on, "10:00", 24) == Deadline(expected, "10:00")
    assert hours_later(date(2026, 12, 31), None, 24) == Deadline(date(2027, 1, 1))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), clock, st.integers(1, 720))
def test_hours_with_a_time_are_those_of_a_clock(on: date, at: str, hours: int) -> None:
    end = datetime.combine(on, time.fromisoformat(at)) + timedelta(hours=hours)
    assert hours_later(on, at, hours) == Deadline(end.date(), f"{end:%H:%M}")


@pytest.mark.parametrize(
    ("deadline", "on", "at", "expected"),
    [
        (Deadline(DAY, "14:30"), DAY, "14:30", False),
        (Deadline(DAY, "14:30"), DAY, "14:31", True),
        (Deadline(DAY, "14:30"), DAY, None, False),
        (Deadline(DAY), DAY, "23:59", False),
        (Deadline(DAY), date(2026, 11, 21), None, True),
        (Deadline(DAY, "14:30"), date(2026, 11, 21), "00:00", True),
        (Deadline(DAY, "14:30"), date(2026, 11, 19), "23:59", False),
    ],
)
def test_a_deadline_has_passed_only_after_its_moment(
    deadline: Deadline, on: date, at: str | None, expected: bool
) -> None:
    assert passed(deadline, on, at) is expected


@pytest.mark.parametrize(
    ("on", "at", "expected"),
    [
        (date(2026, 11, 19), "16:30", "还剩22小时"),
        (DAY, "13:50", "还剩40分钟"),
        (DAY, "14:30", "还剩0分钟"),
        (DAY, "14:45", "已过15分钟"),
        (DAY, "16:40", "已过2小时"),
        (date(2026, 11, 22), "14:00", "已过47小时"),
        (date(2026, 11, 23), "15:00", "已过3天"),
        (date(2026, 11, 16), "09:00", "还剩4天"),
    ],
)
def test_the_countdown_is_told_in_the_unit_that_says_most(on: date, at: str, expected: str) -> None:
    assert countdown(Deadline(DAY, "14:30"), on, at).say(str) == expected


def test_a_day_without_a_time_is_counted_to_its_end() -> None:
    assert countdown(Deadline(DAY), DAY, "22:00").say(str) == "还剩2小时"


@pytest.mark.parametrize(
    ("at", "expected"),
    [("00:10", "上午"), ("11:59", "上午"), ("12:00", "下午"), ("17:59", "下午"), ("18:00", "晚上")],
)
def test_times_of_day_have_names(at: str, expected: str) -> None:
    assert part_of_day(at).say(str) == expected
