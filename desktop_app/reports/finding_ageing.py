"""问题办理情况表: open findings by kind and age with a line for each village, then every one by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.grid import Column, Grid, HeadCell, MeasuredRow, Type, deal
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import LANDSCAPE, MM, SERIF_BOLD, Sheet
from desktop_app.reports.workbooks import ColumnKind, TableColumn, Value, write_table

TITLE = "问题办理情况表"
EMPTY = "没有在办的问题"
WHOLE = "合计"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingRow:
    """One open finding; texts are the words printed."""

    village: str
    name: str
    kind: str
    what: str
    found_on: date
    days: int
    age_class: str
    due_on: date | None
    overdue_days: int
    stage: str
    owner: str
    referred_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingPaper:
    """The table as of a day, of one village or all; ``rows`` by village, oldest first."""

    signed: Signed
    day: date
    village: str
    kinds: tuple[str, ...]
    classes: tuple[str, ...]
    rows: tuple[AgeingRow, ...]

    @property
    def summary(self) -> str:
        """Return the line of totals."""
        if not self.rows:
            return EMPTY + "。"
        late = sum(1 for row in self.rows if row.overdue_days)
        oldest = max(row.days for row in self.rows)
        return f"截至{day_text(self.day)}，在办 {len(self.rows)} 件，其中超期 {late} 件，最长 {oldest} 天。"

    def counted(self) -> list[tuple[str, str, list[int]]]:
        """Return village, kind, and the numbers per class with their sum: each village's lines and subtotal, then all."""
        found: list[tuple[str, str, list[int]]] = []
        villages = list(dict.fromkeys(row.village for row in self.rows))
        for village in [*villages, WHOLE] if len(villages) != 1 else villages:
            mine = [row for row in self.rows if village in {row.village, WHOLE}]
            found += [
                (village, kind, self._numbers([row for row in mine if row.kind == kind]))
                for kind in self.kinds
                if any(row.kind == kind for row in mine)
            ]
            found.append((village, "小计" if village != WHOLE else WHOLE, self._numbers(mine)))
        return found

    def _numbers(self, rows: Sequence[AgeingRow]) -> list[int]:
        each = [sum(1 for row in rows if row.age_class == one) for one in self.classes]
        return [*each, len(rows), sum(1 for row in rows if row.overdue_days)]


NAME_COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("序号", 10, "center"),
    ("嘎查村\n（社区）", 28, "left"),
    ("姓名", 27, "left"),
    ("类型", 15, "center"),
    ("问题", 61, "left"),
    ("发现\n日期", 20, "center"),
    ("天数", 11, "center"),
    ("期限", 20, "center"),
    ("超期\n天数", 11, "center"),
    ("办理阶段", 24, "center"),
    ("责任人", 18, "left"),
    ("转介单位", 22, "left"),
)
"""Title with its line break, width in mm on the A4 page, alignment."""

_NUMBERS = frozenset({0, 6, 8})
_TYPE = Type(size=8.5, leading=11.2)
_HEAD = Type(size=9, leading=11.6, role=SERIF_BOLD)
_GRID = Grid(
    columns=tuple(Column(width * MM, align) for _title, width, align in NAME_COLUMNS),
    head=tuple(HeadCell(title, index) for index, (title, _width, _align) in enumerate(NAME_COLUMNS)),
    head_heights=(10 * MM,),
    type=_TYPE,
    head_type=_HEAD,
    least_height=7 * MM,
)
_TITLE_HEIGHT = 18.5 * MM
_TAIL = 18 * MM


def write(path: Path, table: AgeingPaper, progress: Progress = SILENT) -> Printed:
    """Write the table as PDF; raises Cancelled and OSError, leaving an older file as it was."""
    sheet = Sheet(LANDSCAPE, table.signed, TITLE, progress)
    left = sheet.left + (sheet.room - _GRID.width) / 2
    room = sheet.bottom - sheet.top - _TITLE_HEIGHT
    counts, counted = _count_grid(table), table.counted()
    count_rows = _measured(counts, table, counted, room / 2) if table.rows else []
    names = [_texts(number, row) for number, row in enumerate(table.rows, start=1)]
    name_rows = _GRID.measure_all(names, room / 2, progress)
    inner = room - _GRID.head_height
    parts = [(counts, count_rows, deal([row.height for row in count_rows], inner, inner, 0.0))]
    if name_rows:
        parts.append((_GRID, name_rows, deal([row.height for row in name_rows], inner, inner, _TAIL)))
    pages = [(grid, rows[start:stop]) for grid, rows, dealt in parts for start, stop in dealt]
    for number, (grid, rows) in enumerate(pages, start=1):
        _head(sheet, table, left)
        bottom = grid.draw_page(sheet, left, sheet.top + _TITLE_HEIGHT, rows, "" if table.rows else EMPTY)
        if number == len(pages):
            _tail(sheet, table, left, bottom)
        sheet.end_page(number, len(pages))
        progress.report(number, len(pages), TITLE)
    return sheet.save(path)


def write_book(path: Path, table: AgeingPaper, progress: Progress = SILENT) -> None:
    """Write the names as one workbook table with the numbers under it; raises Cancelled and OSError."""
    columns = [
        TableColumn(
            title.replace("\n", ""),
            ColumnKind.NUMBER if index in _NUMBERS else ColumnKind.TEXT,
            width / 1.7,
        )
        for index, (title, width, _align) in enumerate(NAME_COLUMNS)
    ]
    rows: list[list[Value]] = [list(_values(number, row)) for number, row in enumerate(table.rows, start=1)]
    notes = [table.summary]
    for village, kind, numbers in table.counted():
        each = "，".join(f"{title} {number}" for title, number in zip(_titles(table), numbers, strict=True))
        notes.append(f"{village} {kind}：{each}")
    write_table(path, TITLE, columns, rows, notes, signed=table.signed, progress=progress)


def _titles(table: AgeingPaper) -> list[str]:
    return [*table.classes, WHOLE, "其中超期"]


def _count_grid(table: AgeingPaper) -> Grid:
    titles = ["嘎查村（社区）", "类型", *_titles(table)]
    wide = (70 * MM, 40 * MM)
    rest = (_GRID.width - sum(wide)) / (len(titles) - 2)
    return Grid(
        columns=tuple(
            Column(wide[index] if index < 2 else rest, "left" if index == 0 else "center")
            for index in range(len(titles))
        ),
        head=tuple(HeadCell(title, index) for index, title in enumerate(titles)),
        head_heights=(10 * MM,),
        type=Type(size=9.5, leading=12.4),
        head_type=_HEAD,
        least_height=7 * MM,
    )


def _measured(
    grid: Grid, table: AgeingPaper, counted: Sequence[tuple[str, str, list[int]]], tallest: float
) -> list[MeasuredRow]:
    rows: list[MeasuredRow] = []
    for village, kind, numbers in counted:
        texts = [village, kind, *(str(number) if number else "" for number in numbers)]
        rows += grid.measure(texts, tallest, bold=kind not in table.kinds)
    return rows


def _values(number: int, row: AgeingRow) -> tuple[str | int, ...]:
    return (
        number,
        row.village,
        row.name,
        row.kind,
        row.what,
        row.found_on.isoformat(),
        row.days,
        row.due_on.isoformat() if row.due_on is not None else "",
        row.overdue_days or "",
        row.stage,
        row.owner,
        row.referred_to,
    )


def _texts(number: int, row: AgeingRow) -> list[str]:
    return [str(value) for value in _values(number, row)]


def _head(sheet: Sheet, table: AgeingPaper, left: float) -> None:
    sheet.text(left, sheet.top, TITLE, size=18, role=SERIF_BOLD, align="center", room=_GRID.width)
    y = sheet.top + 11.5 * MM
    sheet.text(left, y, f"填报单位（盖章）：{table.signed.unit}", size=10.5)
    middle = f"{table.village or '全部嘎查村（社区）'}　　{day_text(table.day)}"
    sheet.text(left, y, middle, size=10.5, align="right", room=_GRID.width)


def _tail(sheet: Sheet, table: AgeingPaper, left: float, bottom: float) -> None:
    sheet.text(left, bottom + 2 * MM, table.summary, size=9)
    y = bottom + 9 * MM
    for index, place in enumerate(("填报人：", "审核人：", "分管领导：", f"填报日期：{day_text(None)}")):
        sheet.text(left + index * _GRID.width / 4, y, place, size=10.5)
