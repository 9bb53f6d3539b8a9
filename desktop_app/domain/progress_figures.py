"""The indicators of the half-year and year progress report: which there are, their periods, and what a share is worth."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from desktop_app.domain.errors import N_
from desktop_app.domain.schema import Problems, Table
from desktop_app.domain.terms import Term

MOST = 9_999_999
"""No count of a report is larger; neither is a figure that is no share."""

_PERIOD = re.compile(r"(20[0-9]{2})(-H1)?", re.ASCII)
_VALUE = re.compile(r"[0-9]{1,7}(\.[0-9]{1,4})?", re.ASCII)
_PER_CENT = Decimal(100)


class Over(Term):
    """How a figure that the program counts is made for a period."""

    STATE = "state", "以期末当月为准"
    MONTHS = "months", "期内各月累计"
    EVER = "ever", "期内至少一次"


class Origin(Term):
    """Where a figure of the report comes from."""

    COUNTED = "counted", "系统统计"
    TYPED = "typed", "录入"
    SUMMED = "summed", "下级录入汇总"
    MISSING = "missing", "待录入"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressIndicator:
    """One indicator; ``over`` is None where the office types it, then the words for its parts are given.

    ``per`` is what a share refers to (100, 1000). ``counted_numerator`` and ``counted_denominator`` name a figure of
    the month that may serve as a start, ``asked_of`` whoever usually has the numbers.
    """

    key: str
    over: Over | None
    title: str = ""
    unit: str = "%"
    per: int = 100
    decimals: int = 1
    numerator: str = ""
    denominator: str = ""
    counted_numerator: str = ""
    counted_denominator: str = ""
    asked_of: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True, order=True)
class ReportPeriod:
    """A year, or its first half."""

    year: int
    half: bool

    def __str__(self) -> str:
        return f"{self.year}-H1" if self.half else str(self.year)

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """Return its last day, whose state is reported."""
        return date(self.year, 6, 30) if self.half else date(self.year, 12, 31)

    @property
    def title(self) -> str:
        """Return 2026年上半年 or 2026年, for papers."""
        return f"{self.year}年上半年" if self.half else f"{self.year}年"

    @property
    def before(self) -> ReportPeriod:
        """Return the period reported before it."""
        return ReportPeriod(self.year - 1, False) if self.half else ReportPeriod(self.year, True)


def period_of(text: str) -> ReportPeriod:
    """Return the period that ``2026-H1`` or ``2026`` names; raises ValueError."""
    found = _PERIOD.fullmatch(text.strip().upper())
    if found is None:
        raise ValueError(text)
    return ReportPeriod(int(found[1]), found[2] is not None)


def usual_period(today: date) -> ReportPeriod:
    """Return the period that an office works on: the half year from March to August, else the year, till February."""
    if today.month <= _LAST_OF_WINTER:
        return ReportPeriod(today.year - 1, False)
    return ReportPeriod(today.year, today.month <= _LAST_OF_SUMMER)


def due_period(today: date) -> ReportPeriod | None:
    """Return the period whose report is due in this month: June and December have one."""
    if today.month not in {_JUNE, _DECEMBER}:
        return None
    return ReportPeriod(today.year, today.month == _JUNE)


def recent_periods(today: date, years: int = 3) -> tuple[ReportPeriod, ...]:
    """Return the periods that have begun, newest first."""
    found = [ReportPeriod(today.year - back, half) for back in range(years) for half in (False, True)]
    return tuple(found)


_LAST_OF_WINTER, _JUNE, _LAST_OF_SUMMER, _DECEMBER = 2, 6, 8, 12


def level_of(
    numerator: int, denominator: int, indicator: ProgressIndicator, target: Decimal | None
) -> Decimal | None:
    """Return a share in units of the indicator, halves up, but never up to a target that is missed; None of nobody."""
    if denominator <= 0:
        return None
    step = Decimal(1).scaleb(-indicator.decimals)
    exact = Decimal(numerator) * indicator.per / denominator
    value = exact.quantize(step, ROUND_HALF_UP)
    bars = [_PER_CENT] if indicator.unit == "%" else []
    if target is not None:
        bars.append(target)
    if any(value >= bar > exact for bar in bars):
        value = exact.quantize(step, ROUND_DOWN)
    return value


def value_of(text: str | None) -> Decimal | None:
    """Return a figure that was typed as it is, None for what is no plain number."""
    return Decimal(text) if text is not None and _VALUE.fullmatch(text) else None


def is_count(number: int | None) -> bool:
    """Tell whether a number can be a part of a figure."""
    return number is not None and 0 <= number <= MOST


def parse_progress(data: Mapping[str, Any], problems: Problems) -> tuple[ProgressIndicator, ...]:
    """Return the indicators of the file in their order; what is wrong with it is added to ``problems``."""
    top = Table(data, "", problems)
    found = [_entry(table) for table in top.take_tables("figures", N_("指标"))]
    top.finish()
    _refuse_twice([each.key for each in found], problems)
    return tuple(found)


def _entry(table: Table) -> ProgressIndicator:
    key = table.take_text("key", N_("代号"))
    if table.has("over"):
        over = table.take_term("over", N_("统计方式"), Over)
        table.finish()
        return ProgressIndicator(key=key, over=over)
    made = ProgressIndicator(
        key=key,
        over=None,
        title=table.take_text("title", N_("名称")),
        unit=table.take_text("unit", N_("单位")),
        per=table.take_number("per", N_("基数"), 1, 100_000),
        decimals=table.take_number("decimals", N_("小数位数"), 0, 4),
        numerator=table.take_text("numerator", N_("分子")),
        denominator=table.take_text("denominator", N_("分母")),
        counted_numerator=table.take_text("counted_numerator", N_("分子参考"), ""),
        counted_denominator=table.take_text("counted_denominator", N_("分母参考"), ""),
        asked_of=table.take_text("asked_of", N_("掌握数据的部门"), ""),
        definition=table.take_text("definition", N_("口径说明")),
    )
    table.finish()
    return made


def _refuse_twice(keys: Sequence[str], problems: Problems) -> None:
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        problems.add("figures", N_("代号“{key}”重复"), key=key)
