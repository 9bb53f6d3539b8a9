"""Visit plan: on which day whom to visit, visitor by visitor, and what found no day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop_app.reports.layouts import Layout
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.table_paper import Cell, Group, Kind, TablePaper

LAYOUT = "visit-plan"
EMPTY = "没有要探访的人"
_WEEKDAYS = "一二三四五六日"
_KINDS = {
    "number": Kind.NUMBER,
    "day": Kind.WORDS,
    "name": Kind.WORDS,
    "village": Kind.WORDS,
    "window": Kind.WORDS,
    "why": Kind.WORDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One visit of the plan; ``on`` is None where no day was found."""

    name: str
    village: str
    visitor: str | None
    on: date | None
    earliest_on: date
    latest_on: date
    why: str

    @property
    def window(self) -> str:
        """Return 11-10 至 11-18."""
        return f"{self.earliest_on:%m-%d} 至 {self.latest_on:%m-%d}"

    @property
    def day(self) -> str:
        """Return 11-18 周三."""
        return f"{self.on:%m-%d} 周{_WEEKDAYS[self.on.weekday()]}" if self.on else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlan:
    """A plan from a day to a day, accepted or still proposed."""

    signed: Signed
    first: date
    last: date
    accepted: bool
    visits: tuple[PlanLine, ...]
    refusals: tuple[PlanLine, ...]

    @property
    def days(self) -> str:
        """Return 2026年11月22日至11月30日."""
        if self.first.year != self.last.year:
            return f"{day_text(self.first)}至{day_text(self.last)}"
        return f"{day_text(self.first)}至{self.last.month}月{self.last.day}日"


def table(plan: VisitPlan, layout: Layout) -> TablePaper:
    """Return the plan as a table with a group for each visitor and one for what found no day."""
    groups = [
        Group(
            name,
            tuple(_values(number, line) for number, line in enumerate(lines, start=1)),
            told=f"{len(lines)} 次",
        )
        for name, lines in _by_visitor(plan.visits)
    ]
    if plan.refusals:
        rows = tuple(_refused(number, line) for number, line in enumerate(plan.refusals, start=1))
        groups.append(Group("没有排进去的", rows, told=f"{len(rows)} 次"))
    state = "已采纳" if plan.accepted else "提议，尚未全部采纳"
    return TablePaper(
        layout=layout,
        signed=plan.signed,
        keys=tuple(_KINDS),
        kinds=tuple(_KINDS.values()),
        groups=tuple(groups),
        whose="name",
        period=plan.days,
        notes=(f"共 {len(plan.visits)} 次，没有排进去的 {len(plan.refusals)} 次。状态：{state}。",),
        empty=EMPTY,
        bookmarks=True,
    )


def _by_visitor(visits: Sequence[PlanLine]) -> list[tuple[str, list[PlanLine]]]:
    """Return the visits of each visitor by day, nobody's last."""
    found: dict[str, list[PlanLine]] = {}
    for line in sorted(
        visits, key=lambda line: (not line.visitor, line.visitor or "", line.on or date.max, line.village)
    ):
        found.setdefault(line.visitor or "未指定探访人", []).append(line)
    return list(found.items())


def _values(number: int, line: PlanLine) -> tuple[Cell, ...]:
    return (number, line.day, line.name, line.village, line.window, line.why)


def _refused(number: int, line: PlanLine) -> tuple[Cell, ...]:
    why = f"（探访人：{line.visitor or '未指定'}）{line.why}"
    return (number, "未排", line.name, line.village, line.window, why)
