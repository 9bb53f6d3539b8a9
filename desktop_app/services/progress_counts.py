"""Count what the program itself holds of a progress report: for each village, over the months of a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from tomllib import loads

from sqlalchemy.orm import Session

from desktop_app.config import resources
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.indicator_schema import IndicatorsRefused
from desktop_app.domain.indicators import IndicatorBook, MonthLine
from desktop_app.domain.progress_figures import Over, ProgressIndicator, ReportPeriod, parse_progress
from desktop_app.domain.schema import Problems
from desktop_app.progress import SILENT, Progress
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.services.months import figure_alone, indicator_book, month_lines, month_of
from desktop_app.storage import collector

Parts = tuple[int, int | None]
"""Numerator and denominator, None for a plain count."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted up to ``cut``: by figure, by village, the parts that add up to the whole."""

    cut: date
    figures: Mapping[str, Mapping[str, Parts]]

    def of(self, key: str, village_code: str | None = None) -> Parts:
        """Return the parts of a figure for one village or all."""
        by_village = self.figures[key]
        parts = list(by_village.values()) if village_code is None else [by_village.get(village_code, (0, 0))]
        top = sum(part[0] for part in parts)
        if indicator_book().definition(key).denominator is None:
            return top, None
        return top, sum(part[1] or 0 for part in parts)


@cache
def progress_indicators() -> Mapping[str, ProgressIndicator]:
    """Return the indicators of the report by key, in their order; raises IndicatorsRefused for a bad file."""
    problems = Problems()
    data = loads(resources.path("progress.toml").read_text(encoding="utf-8"))
    found = {each.key: each for each in parse_progress(data, problems)}
    known = {each.key: each for each in indicator_book().definitions}
    for each in found.values():
        asked = [key for key in (each.counted_numerator, each.counted_denominator) if key]
        for key in [each.key, *asked] if each.over is not None else asked:
            if key not in known:
                problems.add("figures", N_("不认识的计数内容“{name}”"), name=key)
    if problems.found:
        raise IndicatorsRefused(problems)
    return found


def indicator_title(key: str) -> str:
    """Return the Chinese title of an indicator, its key where the program knows none."""
    known = progress_indicators().get(key)
    if known is None:
        return key
    return known.title or indicator_book().definition(key).title


def count(
    session: Session,
    book: RuleBook,
    period: ReportPeriod,
    today: date,
    progress: Progress = SILENT,
    *,
    village_code: str | None = None,
) -> Counted:
    """Count every held figure of a period up to its last day or today; goes over everybody once for each month.

    With ``village_code`` it goes over the people of that village only, and counts no other.
    """
    cut = min(period.last, today)
    held = [each for each in progress_indicators().values() if each.over is not None]
    summed = [each.key for each in held if each.over is Over.MONTHS]
    ever = [each.key for each in held if each.over is Over.EVER]
    at_end = [each.key for each in held if each.over is Over.STATE] + _starts()
    sums: dict[str, dict[str, list[int]]] = {
        key: defaultdict(lambda: [0, 0]) for key in (*summed, *ever, *at_end)
    }
    had: dict[str, set[str]] = {key: set() for key in ever}
    with collector.paused():
        for number in range(1, cut.month + 1):
            progress.report(number - 1, cut.month, _("统计各项指标"))
            keys = (*summed, *ever, *(at_end if number == cut.month else ()))
            alone = _book_of(keys)
            month = month_of(period.year, number, cut)
            by_village: dict[str, list[MonthLine]] = defaultdict(list)
            for uid, village, line in month_lines(session, book, month, alone, village_code):
                by_village[village].append(line)
                for key in ever:
                    top, bottom = figure_alone(key).counted(key, line)
                    if top:
                        had[key].add(uid)
                    if number == cut.month and bottom:
                        _add(sums[key][village], int(uid in had[key]), bottom)
            for village, lines in by_village.items():
                for value in alone.values(alone.tally(lines)):
                    if value.key not in had:
                        _add(sums[value.key][village], value.numerator, value.denominator or 0)
    return Counted(
        cut,
        {key: {code: (top, bottom) for code, (top, bottom) in each.items()} for key, each in sums.items()},
    )


def _add(parts: list[int], top: int, bottom: int) -> None:
    parts[0] += top
    parts[1] += bottom


def _starts() -> list[str]:
    """Return the figures that are counted only to serve as a start for typed ones."""
    return sorted(set(_named()))


def _named() -> Iterator[str]:
    for each in progress_indicators().values():
        yield from (key for key in (each.counted_numerator, each.counted_denominator) if key)


@cache
def _book_of(keys: tuple[str, ...]) -> IndicatorBook:
    """Return the definitions of some figures as a book of its own."""
    return IndicatorBook([indicator_book().definition(key) for key in keys])
