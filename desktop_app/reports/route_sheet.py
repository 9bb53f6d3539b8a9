"""今日走访路线单: whom to visit today, by village and visitor, households together, in large type with boxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.domain.sheet_codes import SAMPLE, grouped
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.form_fields import stated_fields
from desktop_app.reports.frames import draw_ends
from desktop_app.reports.grid import Column, Grid, HeadCell, MeasuredRow, Type, deal
from desktop_app.reports.paper import Signed
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF, SERIF_BOLD, Sheet
from desktop_app.reports.sheet_marks import SheetMark, draw_beside
from desktop_app.reports.statements import Stated
from desktop_app.reports.workbooks import ColumnKind, TableColumn, Value, write_table

TITLE = "走访路线单"
EMPTY = "这一天没有要走访的老年人"
BOXES = "□见到本人 □通话\n□不在家 □没人应\n□外出 □拒访\n时间："


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteStop:
    """One person on the way; ``household`` is the same for those under one roof, empty where nobody else is.

    ``why`` is half a line; ``until`` says by when: 已逾期6天, 今天14:30前. ``mark`` is the code by which the line
    is entered later.
    """

    name: str
    sex: str
    age: int | None
    phone: str = ""
    address: str = ""
    why: str
    until: str
    household: str = ""
    urgent: bool = False
    note: str = ""
    mark: SheetMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteGroup:
    """The stops of one visitor in one village."""

    village: str
    visitor: str
    visitor_phone: str = ""
    stops: tuple[RouteStop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteSheet:
    """A day's ways; ``day`` is printed as it stands: 2026年11月22日 周日."""

    signed: Signed
    day: str
    groups: tuple[RouteGroup, ...]

    @property
    def people(self) -> int:
        """Return how many people are on the ways."""
        return sum(len(group.stops) for group in self.groups)


COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("序号", 12.5, "center"),
    ("姓名", 32, "left"),
    ("住址和电话", 37, "left"),
    ("为什么去", 33, "left"),
    ("结果和备注", 43.5, "left"),
    ("补录编号", 28, "left"),
)
"""Title, width in mm on the A4 page, alignment."""

_LABELS = {
    "sex": "性别",
    "age": "年龄",
    "phone": "电话",
    "address": "住址",
    "why": "为什么去",
    "until": "期限",
    "note": "备注",
}
_MARGIN_X = 12 * MM
_GRID = Grid(
    columns=tuple(Column(width * MM, align) for _title, width, align in COLUMNS),
    head=tuple(HeadCell(title, index) for index, (title, _width, _align) in enumerate(COLUMNS)),
    head_heights=(9 * MM,),
    type=Type(size=14, leading=17.0, pad_x=1.0 * MM),
    head_type=Type(size=13, leading=16.0, role=SERIF_BOLD),
    least_height=22 * MM,
)
_MARK_SIZE, _MARK_WIDTH = 14 * MM, 27 * MM
_TITLE_HEIGHT = 25 * MM
_SIGNATURE_HEIGHT = 12 * MM


def write(path: Path, route: RouteSheet, progress: Progress = SILENT) -> Printed:
    """Write the ways, each visitor and village on pages of their own; returns the pages, raises as ``Sheet`` does."""
    sheet = Sheet(PORTRAIT, route.signed, f"{route.day}{TITLE}", progress, margin=_MARGIN_X)
    draw(sheet, route)
    return sheet.save(path)


def stated(route: RouteSheet) -> Iterator[Stated]:
    """Yield what the ways state; the codes for entering them later are no part of it."""
    for group in route.groups:
        for stop in group.stops:
            yield from stated_fields(f"{group.village} {group.visitor} {stop.name}", stop, _LABELS)


def draw(sheet: Sheet, route: RouteSheet) -> None:
    """Draw the ways, with a bookmark for each; raises Cancelled."""
    sheet.turn_to(PORTRAIT, route.signed, margin=_MARGIN_X)
    progress = sheet.progress
    left = sheet.left + (sheet.room - _GRID.width) / 2
    room = sheet.bottom - sheet.top - _TITLE_HEIGHT - _GRID.head_height
    if not route.groups:
        _head(sheet, route, None, left)
        sheet.text(left, sheet.top + 45 * MM, EMPTY, size=12, align="center", room=_GRID.width)
        sheet.end_page(1, 1)
    for done, group in enumerate(route.groups, start=1):
        sheet.begin_part(f"{group.village} {group.visitor}", _serial(group))
        rows, marks = _measured(group, room)
        pages = deal([row.height for row in rows], room, room, _SIGNATURE_HEIGHT)
        for number, (start, stop_at) in enumerate(pages, start=1):
            _head(sheet, route, group, left)
            bottom = _GRID.draw_page(sheet, left, sheet.top + _TITLE_HEIGHT, rows[start:stop_at])
            _draw_marks(sheet, left, rows[start:stop_at], marks[start:stop_at])
            if number == len(pages):
                _tail(sheet, left, bottom)
            sheet.end_page(number, len(pages))
        progress.report(done, len(route.groups), TITLE)


def _serial(group: RouteGroup) -> str:
    """Return the first and the last code of a way, nothing for a preview."""
    codes = [stop.mark.code for stop in group.stops if stop.mark is not None and stop.mark.code != SAMPLE]
    return "-".join(dict.fromkeys((codes[0], codes[-1]))) if codes else ""


def _measured(group: RouteGroup, room: float) -> tuple[list[MeasuredRow], list[SheetMark | None]]:
    """Return the rows of a way, and for each the code that belongs beside it."""
    rows: list[MeasuredRow] = []
    marks: list[SheetMark | None] = []
    for number, stop in enumerate(group.stops, start=1):
        whose = f"{group.village} {stop.name}"
        pieces = _GRID.measure(row_texts(number, stop, group.stops), room / 2, whose=whose)
        rows += pieces
        marks += [stop.mark, *[None] * (len(pieces) - 1)]
    return rows, marks


def _draw_marks(
    sheet: Sheet, left: float, rows: Sequence[MeasuredRow], marks: Sequence[SheetMark | None]
) -> None:
    x = left + _GRID.edges[-2] + (_GRID.columns[-1].width - _MARK_WIDTH) / 2
    y = sheet.top + _TITLE_HEIGHT + _GRID.head_height
    for row, mark in zip(rows, marks, strict=True):
        if mark is not None:
            draw_beside(sheet, x, y + (row.height - _MARK_SIZE) / 2, _MARK_SIZE, mark, width=_MARK_WIDTH)
        y += row.height


_BOOK_COLUMNS = (
    TableColumn("嘎查村（社区）", width=20),
    TableColumn("走访人", width=14),
    TableColumn("姓名", width=14),
    TableColumn("性别", width=6),
    TableColumn("年龄", ColumnKind.NUMBER, 6),
    TableColumn("住址", width=32),
    TableColumn("电话", width=16),
    TableColumn("期限", width=16),
    TableColumn("为什么去", width=40),
    TableColumn("结果", width=16),
    TableColumn("备注", width=20),
    TableColumn("补录编号", width=12),
)


def write_book(path: Path, route: RouteSheet, progress: Progress = SILENT) -> None:
    """Write all ways as one workbook table; raises Cancelled and OSError."""
    rows: list[list[Value]] = [
        [
            group.village,
            group.visitor,
            stop.name,
            stop.sex,
            stop.age,
            stop.address,
            stop.phone,
            stop.until,
            stop.why,
            "",
            stop.note,
            grouped(stop.mark.code) if stop.mark is not None else "",
        ]
        for group in route.groups
        for stop in group.stops
    ]
    notes = [f"{route.day}　共 {route.people} 人"]
    write_table(path, TITLE, _BOOK_COLUMNS, rows, notes, signed=route.signed, progress=progress)


def row_texts(number: int, stop: RouteStop, stops: Sequence[RouteStop]) -> list[str]:
    """Return the texts of one line in the order of ``COLUMNS``."""
    who = "，".join(part for part in (stop.sex, "" if stop.age is None else f"{stop.age}岁") if part)
    together = [
        one.name for one in stops if stop.household and one.household == stop.household and one is not stop
    ]
    name = "\n".join(
        part for part in (stop.name, who, f"同户：{'、'.join(together)}" if together else "") if part
    )
    where = "\n".join(part for part in (stop.address, stop.phone or "无电话") if part)
    why = "\n".join(
        part for part in (f"【{stop.until}】" if stop.urgent else stop.until, stop.why, stop.note) if part
    )
    return [str(number), name, where, why, BOXES, ""]


def _head(sheet: Sheet, route: RouteSheet, group: RouteGroup | None, left: float) -> None:
    sheet.text(left, sheet.top, TITLE, size=20, role=SERIF_BOLD, align="center", room=_GRID.width)
    y = sheet.top + 11 * MM
    draw_ends(sheet, y, route.signed.unit, "", route.day, size=11, room=_GRID.width, x=left)
    if group is None:
        return
    who = f"走访人：{group.visitor}" + (f"　{group.visitor_phone}" if group.visitor_phone else "")
    count = f"共 {len(group.stops)} 人"
    line = f"{group.village}　{who}"
    roles = (SERIF_BOLD, SERIF)
    draw_ends(sheet, y + 6.5 * MM, line, "", count, size=13, room=_GRID.width, x=left, roles=roles)


def _tail(sheet: Sheet, left: float, bottom: float) -> None:
    y = bottom + 5 * MM
    for index, place in enumerate(("走访人签字：", "走访日期：", "交回日期：")):
        sheet.text(left + index * _GRID.width / 3, y, place, size=11)
