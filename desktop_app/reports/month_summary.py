"""P4 月报汇总表: the township's month, one line per village, in the look of an official statistical form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.grid import Column, Grid, HeadCell, MeasuredRow, Type, deal
from desktop_app.reports.lettering import width
from desktop_app.reports.paper import Figure, Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import LANDSCAPE, MM, SERIF, SERIF_BOLD, Sheet
from desktop_app.reports.wrapping import wrap

TITLE = "特殊困难老年人探访关爱服务月报汇总表"
FORM_NUMBER = "探访月报 1 表"
EMPTY = "本月没有村（社区）数据"
TOTAL = "合计"


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """One village's month: people unless named otherwise.

    ``by_category`` and ``by_mode`` follow the paper's ``categories`` and ``modes``; ``rate`` is the text printed,
    ``rate_value`` the same as a part of one for workbooks, None where nobody was owed a visit.
    """

    village: str
    elders_60: int
    elders_65: int
    elders_80: int
    special_total: int
    by_category: tuple[int, ...]
    owed: int
    visited: int
    rate: str
    rate_value: float | None
    by_mode: tuple[int, ...]
    incapacitated_in_person: int
    findings_found: int
    findings_closed: int
    findings_open: int
    referrals: int
    urgent: int
    added: int
    removed_deceased: int
    removed_moved: int
    removed_institution: int
    removed_cancelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSummary:
    """The monthly summary of a township; ``total`` is printed first, as statistical forms do."""

    signed: Signed
    categories: tuple[str, ...]
    modes: tuple[str, ...]
    rows: tuple[SummaryRow, ...]
    total: SummaryRow
    rate: Figure
    notes: tuple[str, ...] = ()
    form_number: str = FORM_NUMBER
    made_by_office: str = ""
    approved_as: str = ""

    @property
    def explanations(self) -> tuple[str, ...]:
        """Return the sentences printed under the table."""
        return (f"{self.rate.sentence}。{self.rate.title}口径：{self.rate.definition}", *self.notes)


@dataclass(frozen=True, slots=True)
class Group:
    """Columns under one heading; a column without a heading of its own has an empty group title."""

    title: str
    columns: tuple[str, ...]


def groups(paper: MonthSummary) -> tuple[Group, ...]:
    """Return the headings of the columns after the village."""
    return (
        Group("在册老年人数", ("60岁\n以上", "65岁\n以上", "80岁\n以上")),
        Group("特殊困难老年人数", ("小计", *paper.categories)),
        Group("探访人数", ("应探\n访", "已探\n访")),
        Group("", ("月探\n访率",)),
        Group("探访人次", ("小计", *paper.modes)),
        Group("", ("失能\n上门\n人次",)),
        Group("发现问题", ("发现", "办结", "在办")),
        Group("", ("转介",)),
        Group("", ("紧急\n处置",)),
        Group("本月名册变动", ("新增", "死亡", "迁出", "入住\n机构", "取消")),
    )


def row_values(row: SummaryRow) -> tuple[str | int, ...]:
    """Return one village's values in the order of the columns."""
    return (
        row.village,
        row.elders_60,
        row.elders_65,
        row.elders_80,
        row.special_total,
        *row.by_category,
        row.owed,
        row.visited,
        row.rate,
        sum(row.by_mode),
        *row.by_mode,
        row.incapacitated_in_person,
        row.findings_found,
        row.findings_closed,
        row.findings_open,
        row.referrals,
        row.urgent,
        row.added,
        row.removed_deceased,
        row.removed_moved,
        row.removed_institution,
        row.removed_cancelled,
    )


def column_titles(paper: MonthSummary) -> Iterable[tuple[Group, str]]:
    """Go through all columns after the village with the group each stands in."""
    return ((group, title) for group in groups(paper) for title in group.columns)


_VILLAGE_WIDTH = 24 * MM
_TITLE_HEIGHT = 29 * MM
_SIGNATURE_HEIGHT = 12 * MM
_NOTE_SIZE, _NOTE_LEADING = 9.0, 12.5
_MARGIN = 12 * MM
_BODY_SIZE, _HEAD_SIZE = 9.0, 8.0
_PAD = 0.5 * MM
_SHRINK = 0.95


def _column_widths(values: Sequence[Sequence[str]], heads: Sequence[str], size: float) -> list[float]:
    """Return the width that each column after the village needs for its numbers and two letters of its head."""
    needs = []
    for column, head in enumerate(heads, start=1):
        widest = max((width(row[column], SERIF_BOLD, size) for row in values), default=0.0)
        letters = max(map(len, head.splitlines())) if "\n" in head else min(2, len(head))
        needs.append(max(widest, letters * min(size, _HEAD_SIZE)) + 2 * _PAD)
    return needs


def _grid(paper: MonthSummary, room: float) -> Grid:
    heads = [title for _group, title in column_titles(paper)]
    values = [[str(value) for value in row_values(row)] for row in (paper.total, *paper.rows)]
    size = _BODY_SIZE
    needs = _column_widths(values, heads, size)
    while sum(needs) > room - _VILLAGE_WIDTH:
        size *= _SHRINK
        needs = _column_widths(values, heads, size)
    spare = (room - _VILLAGE_WIDTH - sum(needs)) / len(needs)
    columns = (Column(_VILLAGE_WIDTH, "left"), *(Column(need + spare) for need in needs))
    head = _head_cells(paper, len(heads))
    head_size = min(size, _HEAD_SIZE)
    head_type = Type(size=head_size, leading=head_size * 1.2, pad_x=_PAD * 0.8, role=SERIF_BOLD)
    depths = [
        len(wrap(cell.text, SERIF_BOLD, head_size, columns[cell.column].width - 2 * head_type.pad_x))
        for cell in head
        if cell.row == 1
    ]
    return Grid(
        columns=columns,
        head=head,
        head_heights=(6 * MM, max(9 * MM, max(depths) * head_type.leading + 2 * MM), 4.6 * MM),
        type=Type(size=size, leading=size * 1.3, pad_x=_PAD),
        head_type=head_type,
        least_height=6.6 * MM,
    )


def _head_cells(paper: MonthSummary, count: int) -> tuple[HeadCell, ...]:
    cells = [HeadCell("嘎查村\n（社区）", 0, rows=2), HeadCell("甲", 0, row=2)]
    at = 1
    for group in groups(paper):
        if group.title:
            cells.append(HeadCell(group.title, at, columns=len(group.columns)))
        for offset, title in enumerate(group.columns):
            cells.append(HeadCell(title, at + offset, row=1) if group.title else HeadCell(title, at, rows=2))
        at += len(group.columns)
    return (*cells, *(HeadCell(str(number), number, row=2) for number in range(1, count + 1)))


def write(path: Path, paper: MonthSummary, progress: Progress = SILENT) -> Printed:
    """Write the summary as PDF; raises Cancelled and OSError, leaving an older file as it was."""
    title = f"{paper.signed.month_text}{paper.signed.unit}{TITLE}"
    sheet = Sheet(LANDSCAPE, paper.signed, title, progress, margin=_MARGIN)
    grid = _grid(paper, sheet.room)
    notes = [
        line for text in paper.explanations for line in wrap(text, grid.type.role, _NOTE_SIZE, sheet.room)
    ]
    room = sheet.bottom - sheet.top - _TITLE_HEIGHT - grid.head_height
    rows: list[MeasuredRow] = []
    if paper.rows:
        rows += grid.measure([str(value) for value in row_values(paper.total)], room / 2, bold=True)
        rows += grid.measure_all(
            [[str(value) for value in row_values(row)] for row in paper.rows], room / 2, progress
        )
    tail = 2 * MM + len(notes) * _NOTE_LEADING + _SIGNATURE_HEIGHT
    pages = deal([row.height for row in rows], room, room, tail)
    for number, (start, stop) in enumerate(pages, start=1):
        _head(sheet, paper, continued=number > 1)
        bottom = _page(sheet, grid, rows[start:stop], empty=not rows)
        if number == len(pages):
            _tail(sheet, paper, bottom, notes)
        sheet.end_page(number, len(pages))
        progress.report(number, len(pages), TITLE)
    return sheet.save(path)


def _page(sheet: Sheet, grid: Grid, rows: list[MeasuredRow], *, empty: bool) -> float:
    top = sheet.top + _TITLE_HEIGHT
    if rows:
        return grid.draw_page(sheet, sheet.left, top, rows)
    if not empty:
        return top
    bottom = grid.draw_head(sheet, sheet.left, top) + 14 * MM
    sheet.box(sheet.left, top, grid.width, bottom - top)
    sheet.text(sheet.left, bottom - 9 * MM, EMPTY, size=10.5, align="center", room=grid.width)
    return bottom


def _head(sheet: Sheet, paper: MonthSummary, *, continued: bool) -> None:
    signed = paper.signed
    title = TITLE + ("（续表）" if continued else "")
    sheet.text(
        sheet.left, sheet.top + 1 * MM, title, size=18, role=SERIF_BOLD, align="center", room=sheet.room
    )
    block = [
        ("表　　号：", paper.form_number),
        ("制表机关：", paper.made_by_office or signed.unit),
        ("批准文号：", paper.approved_as or "——"),
        ("计量单位：", "人、人次、件"),
    ]
    # Long unit names push the block to the left instead of running off the page.
    wide = max(58 * MM, 45 + max(width(value, SERIF, 9) for _label, value in block))
    for index, (label, value) in enumerate(block):
        y = sheet.top + 10 * MM + index * 4.7 * MM
        sheet.text(sheet.right - wide, y, label, size=9)
        sheet.text(sheet.right - wide + 45, y, value, size=9)
    sheet.text(sheet.left, sheet.top + 14.5 * MM, signed.division, size=10.5)
    sheet.text(sheet.left, sheet.top + 23.5 * MM, f"填报单位（盖章）：{signed.unit}", size=10.5)
    sheet.text(
        sheet.left, sheet.top + 23.5 * MM, signed.month_text, size=10.5, align="center", room=sheet.room
    )


def _tail(sheet: Sheet, paper: MonthSummary, bottom: float, notes: list[str]) -> None:
    y = sheet.lines_of_text(sheet.left, bottom + 2 * MM, notes, size=_NOTE_SIZE, leading=_NOTE_LEADING)
    y += 4.5 * MM
    places = (
        "单位负责人：",
        "审核人：",
        "填表人：",
        "联系电话：",
        f"报出日期：{day_text(paper.signed.reported_on)}",
    )
    for index, place in enumerate(places):
        sheet.text(sheet.left + index * sheet.room / len(places), y, place, size=10.5)
