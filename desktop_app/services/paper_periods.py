"""The time that a statistical paper covers: a month, a quarter, half a year or a year, cut where it has come to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.reports.paper import month_text
from desktop_app.services.months import Month, month_of
from desktop_app.services.paper_orders import PaperOrder

_PERIOD = re.compile(r"(20\d\d)(?:-(?:H([12])|Q([1-4])))?")


@dataclass(frozen=True, slots=True)
class PaperPeriod:
    """The months that a paper covers, those still to come left out, and the words for them."""

    text: str
    months: tuple[Month, ...]

    @property
    def first(self) -> date:
        """Return the first day."""
        return self.months[0].window.first

    @property
    def cut(self) -> date:
        """Return the last day, or today while it runs."""
        return self.months[-1].cut

    @property
    def running(self) -> bool:
        """Tell whether the last of the months is not over yet."""
        return self.months[-1].running

    def place(self, on: date) -> int:
        """Return which of the months a day lies in."""
        return (on.year - self.first.year) * 12 + on.month - self.first.month


def period_of(order: PaperOrder) -> PaperPeriod:
    """Return the time that is asked for: ``2026``, ``2026-H1``, ``2026-Q3``, or the month; raises ``FieldProblem``."""
    wish, today = order.wish, order.context.today()
    if not wish.period:
        return PaperPeriod(month_text(order.month_on), (month_of(*wish.month, today),))
    found = _PERIOD.fullmatch(wish.period.strip().upper())
    if found is None:
        raise _problem(N_("应写成 2026-H1（上半年）、2026-Q3（第三季度）或 2026（全年）"))
    year, (text, first, last) = int(found[1]), _stretch(found[2], found[3])
    months = tuple(
        month_of(year, number, today)
        for number in range(first, last + 1)
        if number == first or date(year, number, 1) <= today
    )
    if months[0].window.first > today:
        raise _problem(N_("这一时期还没有开始"))
    return PaperPeriod(f"{year}年{text}", months)


def _stretch(half: str | None, quarter: str | None) -> tuple[str, int, int]:
    """Return the word for a part of a year with its first and last month."""
    if half:
        return ("上半年", 1, 6) if half == "1" else ("下半年", 7, 12)
    if quarter:
        number = int(quarter)
        return f"第{'一二三四'[number - 1]}季度", 3 * number - 2, 3 * number
    return "", 1, 12


def _problem(reason: str) -> FieldProblem:
    return FieldProblem(field="period", label=N_("时期"), reason=reason)
