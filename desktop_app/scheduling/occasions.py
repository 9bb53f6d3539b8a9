"""When a campaign comes round: the days of its occasion in a year, and the next ones."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from desktop_app.domain.policies import Occasion, OccasionKind
from desktop_app.scheduling.calendar import Window
from desktop_app.scheduling.lunar import FIRST_YEAR, LAST_YEAR, solar_day


def _on(kind: OccasionKind, year: int, month: int, day: int) -> date:
    """Return a month and day of a year as a day; a day that the month lacks is its last one."""
    if kind is OccasionKind.LUNAR:
        return solar_day(year, month, day)
    return date(year, month, min(day, monthrange(year, month)[1]))


def days_of(occasion: Occasion, year: int) -> Window | None:
    """Return the days of an occasion that begins in a year (a lunar one: in that lunar year), or None.

    An occasion on call or around a move has no days of its own, and lunar days are known from 1950 to 2099.
    A lunar month is the ordinary one, never the leap month of the same number.
    """
    if occasion.first is None or occasion.last is None:
        return None
    if occasion.kind not in (OccasionKind.SOLAR, OccasionKind.LUNAR):
        return None
    ends = year + 1 if occasion.last < occasion.first else year
    if occasion.kind is OccasionKind.LUNAR and not FIRST_YEAR <= year <= ends <= LAST_YEAR:
        return None
    return Window(_on(occasion.kind, year, *occasion.first), _on(occasion.kind, ends, *occasion.last))


def next_days(occasion: Occasion, from_on: date) -> Window | None:
    """Return the first days of an occasion that end on a day or after it, or None when it has no days."""
    # A lunar year begins up to seven weeks into the year of its number, and an occasion may last into the next.
    for year in range(from_on.year - 2, from_on.year + 2):
        days = days_of(occasion, year)
        if days is not None and days.last >= from_on:
            return days
    return None
