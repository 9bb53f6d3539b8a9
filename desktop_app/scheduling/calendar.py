"""The windows that visits are owed in: calendar months and quarters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from desktop_app.domain.policies import PeriodUnit

ONE_DAY = timedelta(days=1)


class Window(NamedTuple):
    """A span of days, both ends included."""

    first: date
    last: date


@lru_cache(maxsize=4096)
def _span(year: int, month: int, months: int) -> Window:
    """Return the window of ``months`` months that begins with the first of a month."""
    later = year * 12 + month - 1 + months
    return Window(date(year, month, 1), date(later // 12, later % 12 + 1, 1) - ONE_DAY)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The year's windows; days off are in ``working_days``, since they move no deadline."""

    def month(self, year: int, month: int) -> Window:
        """Return the days of a month."""
        return _span(year, month, 1)

    def window(self, unit: PeriodUnit, on: date) -> Window:
        """Return the calendar month or quarter that a day lies in."""
        if unit is PeriodUnit.QUARTER:
            return _span(on.year, (on.month - 1) // 3 * 3 + 1, 3)
        return _span(on.year, on.month, 1)

    def before(self, unit: PeriodUnit, window: Window) -> Window:
        """Return the window before another one."""
        return self.window(unit, window.first - ONE_DAY)

    def after(self, unit: PeriodUnit, window: Window) -> Window:
        """Return the window after another one."""
        return self.window(unit, window.last + ONE_DAY)
