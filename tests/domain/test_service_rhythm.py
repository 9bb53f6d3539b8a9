"""On which days a service comes again, against a slow reference."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.service_rhythm import checked_rhythm, days, falls_on, said

DAY = st.dates(date(2000, 1, 1), date(2090, 12, 31))
WEEK = st.sets(st.integers(1, 7), min_size=1)
MONTH = st.sets(st.integers(1, 31), min_size=1)


def spelled(kind: str, numbers: set[int]) -> str:
    return f"{kind}:{','.join(str(each) for each in numbers)}"


@given(WEEK, DAY, st.integers(0, 80))
def test_days_of_the_week_are_those_with_that_name(wanted: set[int], first: date, length: int) -> None:
    last = first + timedelta(days=length)
    slow = [
        first + timedelta(days=number)
        for number in range(length + 1)
        if (first + timedelta(days=number)).weekday() + 1 in wanted
    ]
    assert list(days(spelled("week", wanted), first, last)) == slow


@given(MONTH, st.integers(2000, 2090), st.integers(1, 12))
def test_a_day_that_a_month_lacks_is_its_last_one(wanted: set[int], year: int, month: int) -> None:
    length = monthrange(year, month)[1]
    slow = sorted({date(year, month, min(number, length)) for number in wanted})
    found = days(spelled("month", wanted), date(year, month, 1), date(year, month, length))
    assert list(found) == slow


@given(DAY, st.integers(-1, 400))
def test_every_day_is_every_day_and_no_fixed_day_is_none(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert len(list(days("day", first, last))) == length + 1
    assert not list(days(None, first, last))


@given(st.sampled_from(("week", "month")), st.data())
def test_one_spelling_means_the_same_days(kind: str, data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(1, 7 if kind == "week" else 31), min_size=1, max_size=9))
    rhythm = f"{kind}:{','.join(str(each) for each in numbers)}"
    kept = checked_rhythm(rhythm)
    assert checked_rhythm(kept) == kept
    first = data.draw(DAY)
    last = first + timedelta(days=70)
    assert list(days(rhythm, first, last)) == list(days(kept, first, last))


@pytest.mark.parametrize(
    ("rhythm", "kept", "words"),
    [
        (None, None, "不定期"),
        (" ", None, "不定期"),
        ("day", "day", "每天"),
        ("week:5,1,3,1", "week:1,3,5", "每周一、三、五"),
        ("week:1,2,3,4,5,6,7", "day", "每天"),
        ("month:15,1", "month:1,15", "每月1、15日"),
    ],
)
def test_a_rhythm_is_kept_in_one_spelling_and_said_in_words(
    rhythm: str | None, kept: str | None, words: str
) -> None:
    assert checked_rhythm(rhythm) == kept
    assert said(kept).say(str) == words


@pytest.mark.parametrize("rhythm", ["week:", "week:8", "week:0", "month:32", "daily", "week:1;2", "week:１"])
def test_a_rhythm_that_cannot_be_is_refused_and_one_from_elsewhere_never_falls(rhythm: str) -> None:
    with pytest.raises(FieldProblem) as refused:
        checked_rhythm(rhythm)
    assert refused.value.details["field"] == "rhythm"
    assert not falls_on(rhythm, date(2026, 11, 1))
    assert said(rhythm).say(str) == rhythm
