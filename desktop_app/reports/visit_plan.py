"""Visit plan: on which day whom to visit, visitor by visitor, and what found no day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.paper import Signed
from desktop_app.reports.plain import PlainReport, Table
from desktop_app.reports.plain import write as write_plain
from desktop_app.reports.printed import Printed

TITLE = "探访计划表"
_WEEKDAYS = "一二三四五六日"
_NUMERALS = "一二三四五六七八九十"
_COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("序号", 10, "center"),
    ("日期", 22, "center"),
    ("姓名", 30, "left"),
    ("嘎查村（社区）", 30, "left"),
    ("探访期", 30, "center"),
    ("排在这一天的理由", 52, "left"),
)
_REFUSED: tuple[tuple[str, float, str], ...] = (
    ("序号", 10, "center"),
    ("姓名", 30, "left"),
    ("嘎查村（社区）", 30, "left"),
    ("探访人", 22, "left"),
    ("探访期", 30, "center"),
    ("原因", 52, "left"),
)


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


def write(path: Path, plan: VisitPlan, progress: Progress = SILENT) -> Printed:
    """Write the plan as PDF; raises Cancelled and OSError."""
    tables = [
        Table(f"{_number(number)}、{name}（{len(lines)}次）", _COLUMNS, _rows(lines), "没有要探访的人")
        for number, (name, lines) in enumerate(_by_visitor(plan.visits), start=1)
    ]
    if plan.refusals:
        caption = f"{_number(len(tables) + 1)}、没有排进去的（{len(plan.refusals)}次）"
        tables.append(Table(caption, _REFUSED, _refused(plan.refusals), "没有"))
    plain = PlainReport(
        title=TITLE,
        signed=plan.signed,
        facts=(
            ("期间", f"{plan.first:%Y-%m-%d} 至 {plan.last:%Y-%m-%d}"),
            ("状态", "已采纳" if plan.accepted else "提议，尚未全部采纳"),
            ("次数", f"共 {len(plan.visits)} 次，没有排进去的 {len(plan.refusals)} 次"),
        ),
        tables=tuple(tables),
        notes=("探访期内可以改日子；天气、转场等原因不能按期前往的，请改排在探访期内的另一天。",),
    )
    return write_plain(path, plain, progress)


def _by_visitor(visits: Sequence[PlanLine]) -> list[tuple[str, list[PlanLine]]]:
    """Return the visits of each visitor by day, nobody's last."""
    found: dict[str, list[PlanLine]] = {}
    for line in sorted(
        visits, key=lambda line: (not line.visitor, line.visitor or "", line.on or date.max, line.village)
    ):
        found.setdefault(line.visitor or "未指定探访人", []).append(line)
    return list(found.items())


def _rows(lines: Sequence[PlanLine]) -> list[tuple[str, ...]]:
    return [
        (str(number), line.day, line.name, line.village, line.window, line.why)
        for number, line in enumerate(lines, start=1)
    ]


def _refused(lines: Sequence[PlanLine]) -> list[tuple[str, ...]]:
    return [
        (str(number), line.name, line.village, line.visitor or "未指定", line.window, line.why)
        for number, line in enumerate(lines, start=1)
    ]


def _number(number: int) -> str:
    return _NUMERALS[number - 1] if number <= len(_NUMERALS) else str(number)
