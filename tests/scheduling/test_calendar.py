"""Calendar windows."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.policies import PeriodUnit
from desktop_app.scheduling.calendar import ONE_DAY, Calendar

CALENDAR = Calendar()
units = st.sampled_from([PeriodUnit.MONTH, PeriodUnit.QUARTER])


def test_months_and_quarters_begin_and_end_where_they_should() -> None:
    assert CALENDAR.month(2024, 2) == (date(2024, 2, 1), date(2024, 2, 29))
    assert CALENDAR.window(PeriodUnit.MONTH, date(2025, 12, 31)) == (date(2025, 12, 1), date(2025, 12, 31))
    assert CALENDAR.window(PeriodUnit.QUARTER, date(2025, 11, 3)) == (date(2025, 10, 1), date(2025, 12, 31))


@given(units, st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_windows_follow_each_other_without_a_gap(unit: PeriodUnit, on: date) -> None:
    window = CALENDAR.window(unit, on)
    assert window.first <= on <= window.last
    following = CALENDAR.after(unit, window)
    assert following.first == window.last + ONE_DAY
    assert CALENDAR.before(unit, following) == window
