"""The lunar calendar: which lunar day a day is, and on which days a lunar month lies."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from desktop_app.scheduling.calendar import Window

FIRST_YEAR = 1950
LAST_YEAR = 2099

_NOON_OF_DAY_ZERO = 1_721_425
"""What the Julian day of a noon is ahead of the number Python gives that day."""


class LunarDay(NamedTuple):
    """A day of the lunar calendar; ``month`` is 1 to 12, ``leap`` tells the second month of that number."""

    year: int
    month: int
    day: int
    leap: bool


@dataclass(frozen=True, slots=True)
class _Months:
    """A lunar year's months in order: number, whether leap, first day; and the day after the year."""

    months: tuple[tuple[int, bool], ...]
    firsts: tuple[int, ...]
    end: int


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 2)
def _months(year: int) -> _Months:
    """Return a lunar year's months; the year before the first one is known for its last weeks.

    Raises:
        ValueError: The year lies outside 1950 to 2099.
    """
    if not FIRST_YEAR - 1 <= year <= LAST_YEAR:
        raise ValueError(f"the lunar calendar covers {FIRST_YEAR} to {LAST_YEAR}, not {year}")
    # The library takes a while to import; most runs of the program never ask for a lunar day.
    from lunar_python import LunarYear

    found = LunarYear(year).getMonthsInYear()
    firsts = tuple(int(month.getFirstJulianDay()) - _NOON_OF_DAY_ZERO for month in found)
    return _Months(
        months=tuple((abs(month.getMonth()), month.isLeap()) for month in found),
        firsts=firsts,
        end=firsts[-1] + int(found[-1].getDayCount()),
    )


def lunar_day(day: date) -> LunarDay:
    """Return the lunar day of a day from 1950 to 2099.

    Raises:
        ValueError: The day lies outside those years.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"the lunar calendar covers {FIRST_YEAR} to {LAST_YEAR}, not {day.year}")
    ordinal = day.toordinal()
    year = day.year if _months(day.year).firsts[0] <= ordinal else day.year - 1
    table = _months(year)
    place = bisect_right(table.firsts, ordinal) - 1
    month, leap = table.months[place]
    return LunarDay(year, month, ordinal - table.firsts[place] + 1, leap)


def lunar_month(year: int, month: int, *, leap: bool = False) -> Window:
    """Return the days of a lunar month of 1950 to 2099.

    Raises:
        ValueError: There is no such month: a wrong number, a year without that leap month, or years not covered.
    """
    table = _months(year)
    try:
        place = table.months.index((month, leap))
    except ValueError:
        raise ValueError(f"lunar year {year} has no {'leap ' if leap else ''}month {month}") from None
    after = table.firsts[place + 1] if place + 1 < len(table.firsts) else table.end
    return Window(date.fromordinal(table.firsts[place]), date.fromordinal(after - 1))


def solar_day(year: int, month: int, day: int, *, leap: bool = False) -> date:
    """Return the day of a lunar day; a 30th that the month lacks is its 29th.

    Raises:
        ValueError: There is no such month, see ``lunar_month``, or ``day`` is not 1 to 30.
    """
    if not 1 <= day <= 30:
        raise ValueError(f"a lunar month has no day {day}")
    window = lunar_month(year, month, leap=leap)
    return min(date.fromordinal(window.first.toordinal() + day - 1), window.last)
