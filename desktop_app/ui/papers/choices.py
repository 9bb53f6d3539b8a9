"""Periods and groups of people that a paper can be asked for."""

from __future__ import annotations

from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.terms import Category

SPECIAL, EVERYBODY = "special", "all"
YEARS = 4


def period_choices(today: date, *, with_months: bool) -> list[tuple[str, str]]:
    """Return halves and years that have begun, the newest first; ``with_months`` also quarters and the month above."""
    found: list[tuple[str, str]] = [("", _("按月份"))] if with_months else []
    # As far back as figures of the progress report are typed; papers that count months go back one year.
    for year in range(today.year, today.year - (2 if with_months else 3), -1):
        halves = [2, 1] if (year, 7) <= (today.year, today.month) else [1]
        quarters = [number for number in (4, 3, 2, 1) if (year, 3 * number - 2) <= (today.year, today.month)]
        words = {1: _("{year}年上半年"), 2: _("{year}年下半年")}
        found.append((f"{year}", _("{year}年全年").format(year=year)))
        # The second half is reported as the whole year; papers of single months tell both halves.
        found += [
            (f"{year}-H{half}", words[half].format(year=year)) for half in halves if with_months or half == 1
        ]
        if with_months:
            template = _("{year}年第{number}季度")
            found += [(f"{year}-Q{number}", template.format(year=year, number=number)) for number in quarters]
    if not with_months and today.month <= 6:
        # In the first half of the year that half is asked for, not a year that has hardly begun.
        found.insert(0, found.pop(1))
    return found


def year_choices(today: date) -> list[tuple[int, str]]:
    """Return this year and those before it of which papers are asked for."""
    template = _("{year}年")
    return [(year, template.format(year=year)) for year in range(today.year, today.year - YEARS, -1)]


def category_choices() -> list[tuple[str, str]]:
    """Return everybody in special difficulty, each category, and the whole register."""
    return [
        (SPECIAL, _("全部特殊困难老年人")),
        *((category.value, _(category.term)) for category in Category),
        (EVERYBODY, _("名册上的全部老年人")),
    ]
