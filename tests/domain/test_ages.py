"""The birthday and the age in years agree on every day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.ages import birthday
from desktop_app.domain.dates import age_on


@given(st.dates(date(1900, 1, 1), date(2000, 12, 31)), st.integers(1, 120))
def test_an_age_is_reached_on_the_birthday_and_not_the_day_before(birth_on: date, age: int) -> None:
    reached = birthday(birth_on, age)
    assert age_on(birth_on, reached) == age
    assert age_on(birth_on, reached - timedelta(days=1)) == age - 1


def test_someone_born_on_the_29th_of_february_turns_80_then_and_81_on_the_first_of_march() -> None:
    born = date(1944, 2, 29)
    assert birthday(born, 80) == date(2024, 2, 29)
    assert birthday(born, 81) == date(2025, 3, 1)
