"""Papers that are one table: from columns, groups of rows and a layout to pages; ``table_book`` makes the workbook twin.

Example::

    paper = TablePaper(layout=shipped("roster"), signed=signed, keys=("number", "name"), groups=(Group("", rows),))
    write(path, paper)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports import statistical
from desktop_app.reports.grid import CHUNK, Column, Grid, HeadCell, MeasuredRow, Type, deal
from desktop_app.reports.layouts import LaidColumn, Layout
from desktop_app.reports.paper import Signed
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import LANDSCAPE, MM, PORTRAIT, SERIF_BOLD, Sheet
from desktop_app.reports.statements import Stated
from desktop_app.reports.wrapping import pack, wrap

Cell = str | int | Decimal | date | tuple[str, ...] | None
"""A value: ``Decimal`` is a share of one, shown as a percentage; a tuple is a list of words."""


class Kind(StrEnum):
    """What a column holds: words (also ids and phones), whole numbers, days, shares of one shown as percentages."""

    WORDS = "words"
    NUMBER = "number"
    DAY = "day"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, such as a village's: its caption, its rows, its subtotal in the order of the keys."""

    caption: str
    rows: Sequence[Sequence[Cell]]
    subtotal: Sequence[Cell] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePaper:
    """A whole table paper; ``keys`` and ``kinds`` say what the values of a row are, the layout chooses and orders.

    ``whose`` is the key of the column that names a row. ``notes`` are the sentences under the table before those of
    the layout. With ``total_first`` the total stands above all rows, as statistical forms have it. ``bookmarks``
    gives every group a bookmark. ``share_places`` are the decimals of percentages.
    """

    layout: Layout
    signed: Signed
    keys: tuple[str, ...]
    kinds: tuple[Kind, ...]
    groups: tuple[Group, ...]
    whose: str
    total: Sequence[Cell] | None = None
    total_first: bool = False
    place: str = ""
    period: str = ""
    notes: tuple[str, ...] = ()
    empty: str = "没有要列出的内容"
    bookmarks: bool = False
    share_places: int = 1
    name: str = ""

    @property
    def title(self) -> str:
        """Return the title of the file."""
        return "".join(part for part in (self.period, self.place, self.layout.title) if part)

    @property
    def rows(self) -> int:
        """Return how many rows it has, without subtotals and total."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return the sentences under the table."""
        return self.notes + self.layout.notes

    @property
    def chosen(self) -> tuple[tuple[LaidColumn, int, Kind], ...]:
        """Return the printed columns with the place of their value in a row and its kind."""
        places = {key: place for place, key in enumerate(self.keys)}
        return tuple(
            (column, places[column.key], self.kinds[places[column.key]]) for column in self.layout.columns
        )


def cell_text(value: Cell, share_places: int = 1) -> str:
    """Return a value as it is printed; lists of words are joined."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, Decimal):
        return f"{value * 100:.{share_places}f}%"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def stated(paper: TablePaper) -> Iterator[Stated]:
    """Go through everything that the paper states: each cell by whose row and which column, then the sentences."""
    whose = paper.keys.index(paper.whose)
    columns = [(column.title.replace("\n", ""), place) for column, place, _kind in paper.chosen]
    for group in paper.groups:
        for row in group.rows:
            yield from _said(row, _subject(group.caption, cell_text(row[whose])), columns, paper)
        if group.subtotal is not None:
            yield from _said(group.subtotal, _subject(group.caption, "小计"), columns, paper)
    if paper.total is not None:
        yield from _said(paper.total, "合计", columns, paper)
    for number, sentence in enumerate(paper.sentences, start=1):
        yield Stated("说明", str(number), sentence)


def _said(
    row: Sequence[Cell], subject: str, columns: Sequence[tuple[str, int]], paper: TablePaper
) -> Iterator[Stated]:
    for title, place in columns:
        text = cell_text(row[place], paper.share_places)
        if text:
            yield Stated(subject, title, text)


def _subject(caption: str, name: str) -> str:
    return " ".join(part for part in (caption, name) if part)


def write(path: Path, paper: TablePaper, progress: Progress = SILENT) -> Printed:
    """Write the table as PDF; raises Cancelled and OSError, leaving an older file as it was."""
    sheet = Sheet(_size(paper.layout), paper.signed, paper.title, progress, margin=_MARGIN)
    draw(sheet, paper)
    return sheet.save(path)


def draw(sheet: Sheet, paper: TablePaper) -> None:
    """Draw the pages of the table on ``sheet``."""
    layout = paper.layout
    sheet.turn_to(_size(layout), paper.signed, margin=_MARGIN)
    grid = _grid(paper, sheet.room)
    left = sheet.left + (sheet.room - grid.width) / 2
    head = statistical.head_height(layout, paper.signed, grid.width)
    notes = statistical.note_lines(paper.sentences, grid.width)
    room = sheet.bottom - sheet.top - head - grid.head_height
    rows, begins = _measure(paper, grid, room / 2, sheet.progress)
    tail = statistical.foot_height(layout, notes)
    pages = deal([row.height for row in rows], room, room, tail, [row.held for row in rows])
    for number, (start, stop) in enumerate(pages, start=1):
        for at, caption in begins.items():
            if paper.bookmarks and start <= at < stop:
                sheet.begin_part(caption)
        statistical.draw_head(
            sheet,
            layout,
            left=left,
            room=grid.width,
            place=paper.place,
            period=paper.period,
            continued=number > 1,
        )
        y = grid.draw_page(sheet, left, sheet.top + head, rows[start:stop], "" if rows else paper.empty)
        if number == len(pages):
            statistical.draw_foot(sheet, layout, left=left, room=grid.width, y=y, notes=notes)
        sheet.end_page(number, len(pages))
        sheet.progress.report(number, len(pages), layout.title)


_MARGIN = 12 * MM
_SIZE = 9.0
_HEAD_SIZE = 9.0
_LEADING = 11.8
_LINE_HEIGHT = 7.0 * MM


def _size(layout: Layout) -> tuple[float, float]:
    return LANDSCAPE if layout.landscape else PORTRAIT


def _grid(paper: TablePaper, room: float) -> Grid:
    """Return the ruled table: the layout's widths stretched or shrunk to the width of the page."""
    layout, chosen = paper.layout, paper.chosen
    scale = room / (sum(column.width for column, _place, _kind in chosen) * MM)
    grouped = any(column.group for column, _place, _kind in chosen)
    head_type = Type(size=_HEAD_SIZE, leading=11.4, pad_x=0.5 * MM, role=SERIF_BOLD)
    columns = tuple(Column(column.width * MM * scale, column.align) for column, _place, _kind in chosen)
    deepest = max(
        len(wrap(column.title, SERIF_BOLD, _HEAD_SIZE, laid.width - 2 * head_type.pad_x))
        for (column, _place, _kind), laid in zip(chosen, columns, strict=True)
    )
    heights = [6 * MM] if grouped else []
    heights.append(max(9 * MM, deepest * head_type.leading + 2 * MM))
    if layout.statistical:
        heights.append(4.6 * MM)
    return Grid(
        columns=columns,
        head=tuple(_head_cells(paper, grouped=grouped)),
        head_heights=tuple(heights),
        type=Type(size=_SIZE, leading=_LEADING, pad_x=0.8 * MM),
        head_type=head_type,
        least_height=_LINE_HEIGHT,
    )


def _head_cells(paper: TablePaper, *, grouped: bool) -> Iterator[HeadCell]:
    chosen = paper.chosen
    last = 1 if grouped else 0
    words = figures = at = 0
    for index, (column, _place, kind) in enumerate(chosen):
        if grouped and column.group and (index == 0 or chosen[index - 1][0].group != column.group):
            wide = 1
            while index + wide < len(chosen) and chosen[index + wide][0].group == column.group:
                wide += 1
            yield HeadCell(column.group, index, columns=wide)
        if column.group:
            yield HeadCell(column.title, index, row=last)
        else:
            yield HeadCell(column.title, index, rows=last + 1)
        if paper.layout.statistical:
            label = kind is Kind.WORDS or kind is Kind.DAY
            at = words if label else figures
            yield HeadCell(statistical.index_of(at, label=label), index, row=last + 1)
            words, figures = (words + 1, figures) if label else (words, figures + 1)


def _measure(
    paper: TablePaper, grid: Grid, tallest: float, progress: Progress
) -> tuple[list[MeasuredRow], dict[int, str]]:
    """Return the rows of all groups, and at which of them each group begins."""
    rows: list[MeasuredRow] = []
    begins: dict[int, str] = {}
    total = [] if paper.total is None else grid.measure(_texts(paper, grid, paper.total), tallest, bold=True)
    if paper.total_first and paper.rows:
        rows += total
    for group in paper.groups:
        begins[len(rows)] = group.caption
        if group.caption:
            rows.append(grid.measure_banner(group.caption))
        for number, row in enumerate(group.rows):
            if number % CHUNK == 0:
                progress.check()
            rows += grid.measure(_texts(paper, grid, row), tallest)
        if group.subtotal is not None:
            _hold_last(rows)
            rows += grid.measure(_texts(paper, grid, group.subtotal), tallest, bold=True)
    if not paper.total_first and paper.rows and total:
        _hold_last(rows)
        rows += total
    return rows, begins


def _hold_last(rows: list[MeasuredRow]) -> None:
    """Keep the last row together with the one that follows."""
    if rows:
        rows[-1] = replace(rows[-1], held=True)


def _texts(paper: TablePaper, grid: Grid, row: Sequence[Cell]) -> list[str]:
    kind = grid.type
    texts = []
    for (_column, place, _kind), laid in zip(paper.chosen, grid.columns, strict=True):
        value = row[place]
        texts.append(
            pack(value, kind.role, kind.size, laid.width - 2 * kind.pad_x)
            if isinstance(value, tuple)
            else cell_text(value, paper.share_places)
        )
    return texts
