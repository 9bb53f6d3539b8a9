"""P5 未探访、逾期名单: whose visit is overdue, for how long and why, then who is still to be visited this month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop_app.reports.layouts import Layout
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.table_paper import Cell, Group, Kind, TablePaper

LAYOUT = "overdue-list"
EMPTY = "没有逾期未探访的老年人，本月应探访的都已探访"
OVERDUE = "一、逾期未探访"
UNVISITED = "二、本月尚未探访（未逾期）"

_KINDS = {
    "number": Kind.NUMBER,
    "name": Kind.WORDS,
    "village": Kind.WORDS,
    "categories": Kind.WORDS,
    "tier": Kind.WORDS,
    "overdue": Kind.NUMBER,
    "latest": Kind.DAY,
    "last": Kind.DAY,
    "visitor": Kind.WORDS,
    "why": Kind.WORDS,
    "grounds": Kind.WORDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRow:
    """One person; ``overdue_days`` is 0 while there is time.

    ``why`` is what the why card says of the person, word for word, ``grounds`` what it says of the rule: that is the
    same for many and is said once, under the table.
    """

    name: str
    village: str
    categories: tuple[str, ...]
    tier: str
    overdue_days: int
    latest_on: date
    last_counted_on: date | None
    visitor: str
    why: str
    grounds: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueList:
    """The list as of a day, of one village or all."""

    signed: Signed
    day: date
    village: str
    rows: tuple[OverdueRow, ...]
    unvisited: tuple[OverdueRow, ...] = ()

    @property
    def numbered(self) -> dict[str, int]:
        """Return what the rows rest on with numbers."""
        found = dict.fromkeys(row.grounds for row in self.rows if row.grounds)
        return {grounds: number for number, grounds in enumerate(found, start=1)}

    @property
    def summary(self) -> str:
        """Return the line of totals under the table."""
        if not self.rows and not self.unvisited:
            return EMPTY + "。"
        parts = [f"截至{day_text(self.day)}，逾期未探访 {len(self.rows)} 人"]
        if self.rows:
            parts.append(f"最长逾期 {max(row.overdue_days for row in self.rows)} 天")
        return "，".join(parts) + f"；本月应探访、尚未探访也未逾期 {len(self.unvisited)} 人。"


def table(listed: OverdueList, layout: Layout) -> TablePaper:
    """Return the list as a table with a group for each of the two."""
    groups = ((OVERDUE, listed.rows), (UNVISITED, listed.unvisited))
    numbers = listed.numbered
    return TablePaper(
        layout=layout,
        signed=listed.signed,
        keys=tuple(_KINDS),
        kinds=tuple(_KINDS.values()),
        groups=tuple(
            Group(
                caption,
                tuple(_values(number, row, numbers) for number, row in enumerate(rows, start=1)),
                told=f"共 {len(rows)} 人",
            )
            for caption, rows in groups
            if rows
        ),
        whose="name",
        place=listed.village or "全部嘎查村（社区）",
        period=day_text(listed.day),
        notes=(listed.summary, *(f"依据{number}　{grounds}" for grounds, number in numbers.items())),
        empty=EMPTY,
        bookmarks=True,
    )


def _values(number: int, row: OverdueRow, numbers: Mapping[str, int]) -> tuple[Cell, ...]:
    return (
        number,
        row.name,
        row.village,
        row.categories,
        row.tier,
        row.overdue_days or None,
        row.latest_on,
        row.last_counted_on or "无",
        row.visitor or "未指定",
        row.why,
        str(numbers.get(row.grounds, "")),
    )
