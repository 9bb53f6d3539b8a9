"""逾期名单: whose visit is overdue, for how long, who is responsible, and the whole paragraph that says why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.grid import Column, Grid, HeadCell, Type, deal
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import LANDSCAPE, MM, SERIF_BOLD, Sheet
from desktop_app.reports.workbooks import ColumnKind, TableColumn, Value, write_table
from desktop_app.reports.wrapping import pack

TITLE = "特殊困难老年人探访逾期名单"
EMPTY = "没有逾期未探访的老年人"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRow:
    """One person; ``why`` is the paragraph of the why card, word for word."""

    name: str
    village: str
    categories: tuple[str, ...]
    tier: str
    overdue_days: int
    latest_on: date
    last_counted_on: date | None
    visitor: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueList:
    """The list as of a day, of one village or all."""

    signed: Signed
    day: date
    village: str
    rows: tuple[OverdueRow, ...]

    @property
    def summary(self) -> str:
        """Return the line of totals under the table."""
        if not self.rows:
            return EMPTY + "。"
        longest = max(row.overdue_days for row in self.rows)
        return f"截至{day_text(self.day)}，逾期未探访 {len(self.rows)} 人，最长逾期 {longest} 天。"


COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("序号", 9, "center"),
    ("姓名", 24, "left"),
    ("嘎查村\n（社区）", 23, "left"),
    ("类别", 22, "left"),
    ("风险\n等级", 13, "center"),
    ("逾期\n天数", 10, "center"),
    ("最晚\n日期", 20, "center"),
    ("上次有效\n探访", 20, "center"),
    ("责任人", 20, "left"),
    ("为什么", 106, "left"),
)
"""Title with its line break, width in mm on the A4 page, alignment."""

NUMBER_COLUMNS = frozenset({0, 5})

_TYPE = Type(size=8.5, leading=11.2)
_GRID = Grid(
    columns=tuple(Column(width * MM, align) for _title, width, align in COLUMNS),
    head=tuple(HeadCell(title, index) for index, (title, _width, _align) in enumerate(COLUMNS)),
    head_heights=(10 * MM,),
    type=_TYPE,
    head_type=Type(size=9, leading=11.6, role=SERIF_BOLD),
    least_height=7.5 * MM,
)
_TITLE_HEIGHT = 18.5 * MM
_TAIL = 18 * MM


def row_values(number: int, row: OverdueRow) -> tuple[str | int | tuple[str, ...], ...]:
    """Return the values of one line in the order of ``COLUMNS``; lists of words stay lists."""
    last = row.last_counted_on.isoformat() if row.last_counted_on else "无"
    return (
        number,
        row.name,
        row.village,
        row.categories,
        row.tier,
        row.overdue_days,
        row.latest_on.isoformat(),
        last,
        row.visitor or "未指定",
        row.why,
    )


def write(path: Path, listed: OverdueList, progress: Progress = SILENT) -> Printed:
    """Write the list as PDF; raises Cancelled and OSError, leaving an older file as it was."""
    sheet = Sheet(LANDSCAPE, listed.signed, TITLE, progress)
    left = sheet.left + (sheet.room - _GRID.width) / 2
    room = sheet.bottom - sheet.top - _TITLE_HEIGHT - _GRID.head_height
    texts = [_texts(number, row) for number, row in enumerate(listed.rows, start=1)]
    rows = _GRID.measure_all(texts, room / 2, progress)
    pages = deal([row.height for row in rows], room, room, _TAIL)
    for number, (start, stop) in enumerate(pages, start=1):
        _head(sheet, listed, left)
        bottom = _GRID.draw_page(
            sheet, left, sheet.top + _TITLE_HEIGHT, rows[start:stop], "" if rows else EMPTY
        )
        if number == len(pages):
            _tail(sheet, listed, left, bottom)
        sheet.end_page(number, len(pages))
        progress.report(number, len(pages), TITLE)
    return sheet.save(path)


def write_book(path: Path, listed: OverdueList, progress: Progress = SILENT) -> None:
    """Write the list as one workbook table; raises Cancelled and OSError."""
    columns = [
        TableColumn(
            title.replace("\n", ""),
            ColumnKind.NUMBER if index in NUMBER_COLUMNS else ColumnKind.TEXT,
            width / 1.7,
        )
        for index, (title, width, _align) in enumerate(COLUMNS)
    ]
    rows: list[list[Value]] = [
        ["、".join(value) if isinstance(value, tuple) else value for value in row_values(number, row)]
        for number, row in enumerate(listed.rows, start=1)
    ]
    write_table(path, TITLE, columns, rows, [listed.summary], signed=listed.signed, progress=progress)


def _texts(number: int, row: OverdueRow) -> list[str]:
    return [
        pack(value, _TYPE.role, _TYPE.size, column.width - 2 * _TYPE.pad_x)
        if isinstance(value, tuple)
        else str(value)
        for value, column in zip(row_values(number, row), _GRID.columns, strict=True)
    ]


def _head(sheet: Sheet, listed: OverdueList, left: float) -> None:
    sheet.text(left, sheet.top, TITLE, size=18, role=SERIF_BOLD, align="center", room=_GRID.width)
    y = sheet.top + 11.5 * MM
    sheet.text(left, y, f"填报单位（盖章）：{listed.signed.unit}", size=10.5)
    middle = f"{listed.village or '全部嘎查村（社区）'}　　{day_text(listed.day)}"
    sheet.text(left, y, middle, size=10.5, align="center", room=_GRID.width)


def _tail(sheet: Sheet, listed: OverdueList, left: float, bottom: float) -> None:
    sheet.text(left, bottom + 2 * MM, listed.summary, size=9)
    y = bottom + 9 * MM
    for index, place in enumerate(("填报人：", "审核人：", "分管领导：", f"填报日期：{day_text(None)}")):
        sheet.text(left + index * _GRID.width / 4, y, place, size=10.5)
