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
from itertools import chain
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports import statistical
from desktop_app.reports.grid import CHUNK, Grid, MeasuredRow, deal
from desktop_app.reports.layouts import LaidColumn, Layout
from desktop_app.reports.paper import Signed, joined_title, month_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import LANDSCAPE, MM, PORTRAIT, Sheet
from desktop_app.reports.statements import Stated
from desktop_app.reports.table_grid import laid_grid
from desktop_app.reports.wrapping import pack

Cell = str | int | Decimal | date | tuple[str, ...] | None
"""A value: ``Decimal`` is a share of one, shown as a percentage, unless it is an ``Amount``; a tuple is a list of words."""


class Amount(Decimal):
    """A number with decimals, such as yuan or hours, shown with just those it has."""


class Kind(StrEnum):
    """What a column holds: words (also ids and phones), whole numbers, days, shares of one shown as percentages.

    Amounts are numbers with decimals.
    """

    WORDS = "words"
    NUMBER = "number"
    AMOUNT = "amount"
    DAY = "day"
    SHARE = "share"


_SERIAL = "number"
"""Key of the serial number of a row."""
_BLANK_LANDSCAPE, _BLANK_PORTRAIT, _BLANK_ROW = 11, 20, 9.0
"""Rows of an empty table for the pen, and their height in millimetres."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, such as a village's: its caption, its rows, its subtotal in the order of the keys.

    ``told`` is a sentence about the group, printed after its caption.
    """

    caption: str
    rows: Sequence[Sequence[Cell]]
    subtotal: Sequence[Cell] | None = None
    told: str = ""

    @property
    def banner(self) -> str:
        """Return the line over the group."""
        return "　　".join(part for part in (self.caption, self.told) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePaper:
    """A whole table paper; ``keys`` and ``kinds`` say what the values of a row are, the layout chooses and orders.

    A column of the layout whose key is not among ``keys`` is left out: such as a category that no policy counts.
    ``whose`` is the key of the column that names a row. ``notes`` are the sentences under the table before those of
    the layout. With ``total_first`` the total stands above all rows, as statistical forms have it. ``bookmarks``
    gives every group a bookmark. ``share_places`` are the decimals of percentages. ``name`` is the bookmark of a
    table that is one of several on a paper, and the name of its worksheet.
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
    least_row: float = 7.0
    """Millimetres of the lowest row, more where there is to be written by hand."""

    @property
    def title(self) -> str:
        """Return the title of the file."""
        return self.period + joined_title(self.place, self.layout.title)

    @property
    def rows(self) -> int:
        """Return how many rows it has, without subtotals and total."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return the sentences under the table."""
        return self.notes + self.layout.notes

    @property
    def labels(self) -> list[bool]:
        """Return of each printed column whether it names rather than counts, as words, days and serial numbers do."""
        return [
            kind in {Kind.WORDS, Kind.DAY} or column.key == _SERIAL for column, _place, kind in self.chosen
        ]

    def subtotal(self, group: Group) -> Sequence[Cell] | None:
        """Return the subtotal to print of a group, none where it would repeat the figures of the only row."""
        if group.subtotal is None or len(group.rows) != 1:
            return group.subtotal
        only = group.rows[0]
        told = any(
            value and not isinstance(value, str) and value != only[place]
            for value, place in ((group.subtotal[place], place) for _column, place, _kind in self.chosen)
        )
        return group.subtotal if told else None

    @property
    def chosen(self) -> tuple[tuple[LaidColumn, int, Kind], ...]:
        """Return the printed columns with the place of their value in a row and its kind."""
        places = {key: place for place, key in enumerate(self.keys)}
        return tuple(
            (column, places[column.key], self.kinds[places[column.key]])
            for column in self.layout.columns
            if column.key in places
        )


def cell_text(value: Cell, share_places: int = 1) -> str:
    """Return a value as it is printed; lists of words are joined."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, Amount):
        return f"{value:f}"
    if isinstance(value, Decimal):
        return f"{value * 100:.{share_places}f}%"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def blank_rows(paper: TablePaper) -> TablePaper:
    """Return the table with empty rows to write on: its head, columns and foot, and nothing of what it says."""
    empty: tuple[Cell, ...] = (None,) * len(paper.keys)
    count = _BLANK_LANDSCAPE if paper.layout.landscape else _BLANK_PORTRAIT
    return replace(
        paper,
        signed=replace(paper.signed, month_on=None, masked=False, watermark="", code=""),
        groups=(Group("", (empty,) * count),),
        total=None,
        place="",
        period=month_text(None),
        notes=(),
        bookmarks=False,
        least_row=_BLANK_ROW,
    )


def stated(paper: TablePaper) -> Iterator[Stated]:
    """Go through everything that the paper states: each cell by whose row and which column, then the sentences."""
    columns = [(column.title.replace("\n", ""), place) for column, place, _kind in paper.chosen]
    for group in paper.groups:
        if group.told:
            yield Stated(group.caption, "说明", group.told)
        for row in group.rows:
            yield from _said(row, _whose(paper, group, row), columns, paper)
        subtotal = paper.subtotal(group)
        if subtotal is not None:
            yield from _said(subtotal, _subject(group.caption, "小计"), columns, paper)
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


def _whose(paper: TablePaper, group: Group, row: Sequence[Cell]) -> str:
    return _subject(group.caption, cell_text(row[paper.keys.index(paper.whose)]))


def _subject(caption: str, name: str) -> str:
    return " ".join(part for part in (caption, name) if part)


def write(path: Path, paper: TablePaper, progress: Progress = SILENT) -> Printed:
    """Write the table as PDF; raises Cancelled and OSError, leaving an older file as it was."""
    return write_all(path, (paper,), progress)


def write_all(path: Path, papers: Sequence[TablePaper], progress: Progress = SILENT) -> Printed:
    """Write several tables as one PDF, numbered throughout; raises Cancelled and OSError."""
    first = papers[0]
    sheet = Sheet(_size(first.layout), first.signed, first.title, progress, margin=_MARGIN)
    draw_all(sheet, papers)
    return sheet.save(path)


def draw_all(sheet: Sheet, papers: Sequence[TablePaper]) -> None:
    """Draw several tables one after the other, each from a new page on, numbered throughout."""
    laid = []
    for paper in papers:
        sheet.turn_to(_size(paper.layout), paper.signed, margin=_MARGIN)
        laid.append(_lay(sheet, paper))
    count = sum(each.count for each in laid)
    number = 0
    for each in laid:
        sheet.turn_to(_size(each.paper.layout), each.paper.signed, margin=_MARGIN)
        if len(laid) > 1 and not each.paper.bookmarks:
            sheet.begin_part(each.paper.name or each.paper.title)
        for at in range(each.count):
            number += 1
            _draw_page(sheet, each, at)
            sheet.end_page(number, count)
            sheet.progress.report(number, count, each.paper.layout.title)


@dataclass(frozen=True, slots=True)
class _Laid:
    """A table broken into rows and pages: at which row each group begins, the lines under it and on pages behind it."""

    paper: TablePaper
    grid: Grid
    rows: list[MeasuredRow]
    begins: dict[int, str]
    pages: list[tuple[int, int]]
    notes: list[str]
    further: list[list[str]]

    @property
    def count(self) -> int:
        """Return how many pages it takes."""
        return len(self.pages) + len(self.further)


def _lay(sheet: Sheet, paper: TablePaper) -> _Laid:
    """Lay out rows and notes; those of a statistical form go on behind the table rather than tear off its last rows."""
    layout = paper.layout
    grid = _grid(paper, sheet.room)
    blocks = statistical.note_blocks(paper.sentences, grid.width)
    first, other = (
        sheet.bottom
        - sheet.top
        - grid.head_height
        - statistical.head_height(layout, paper.signed, grid.width, continued=continued)
        for continued in (False, True)
    )
    rows, begins = _measure(paper, grid, min(first, other) / 2, sheet.progress)
    heights, held = [row.height for row in rows], [row.held for row in rows]
    notes = list(chain.from_iterable(blocks))
    pages = deal(heights, first, other, statistical.foot_height(layout, notes), held)
    if layout.statistical:
        least = deal(heights, first, other, statistical.foot_height(layout, []), held)
        if len(least) < len(pages):
            under = sum(heights[slice(*least[-1])]) + statistical.foot_height(layout, [])
            free = (other if len(least) > 1 else first) - under
            notes, *further = statistical.deal_notes(blocks, free, other + grid.head_height)
            return _Laid(paper, grid, rows, begins, least, notes, further)
    return _Laid(paper, grid, rows, begins, pages, notes, [])


def _draw_page(sheet: Sheet, laid: _Laid, at: int) -> None:
    paper, grid = laid.paper, laid.grid
    start, stop = laid.pages[at] if at < len(laid.pages) else (len(laid.rows), len(laid.rows))
    left = sheet.left + (sheet.room - grid.width) / 2
    inside = ""
    for begins, caption in laid.begins.items():
        if begins < start:
            inside = caption
        elif begins == start:
            inside = ""
        if paper.bookmarks and start <= begins < stop:
            sheet.begin_part(caption)
    statistical.draw_head(
        sheet,
        paper.layout,
        left=left,
        room=grid.width,
        place=f"{inside}（续）" if inside and stop > start else paper.place,
        period=paper.period,
        continued=at > 0,
    )
    top = sheet.top + statistical.head_height(paper.layout, paper.signed, grid.width, continued=at > 0)
    if at >= len(laid.pages):
        statistical.draw_notes(sheet, left, top, laid.further[at - len(laid.pages)])
        return
    y = grid.draw_page(sheet, left, top, laid.rows[start:stop], "" if laid.rows else paper.empty)
    if at == len(laid.pages) - 1:
        statistical.draw_foot(sheet, paper.layout, left=left, room=grid.width, y=y, notes=laid.notes)


_MARGIN = 12 * MM


def _size(layout: Layout) -> tuple[float, float]:
    return LANDSCAPE if layout.landscape else PORTRAIT


def _grid(paper: TablePaper, room: float) -> Grid:
    return laid_grid(
        [column for column, _place, _kind in paper.chosen],
        longest_figures(paper),
        room,
        labels=paper.labels if paper.layout.statistical else None,
        least_height=paper.least_row * MM,
    )


def longest_figures(paper: TablePaper) -> list[str]:
    """Return the longest text of every column of figures or days, nothing for words."""
    rows = [row for group in paper.groups for row in (*group.rows, *_rows_of(paper.subtotal(group)))]
    rows += _rows_of(paper.total)
    return [
        ""
        if kind is Kind.WORDS
        else max((cell_text(row[place], paper.share_places) for row in rows), key=len, default="0") or "0"
        for _column, place, kind in paper.chosen
    ]


def _rows_of(row: Sequence[Cell] | None) -> list[Sequence[Cell]]:
    return [] if row is None else [row]


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
            rows.append(grid.measure_banner(group.banner))
        for number, row in enumerate(group.rows):
            if number % CHUNK == 0:
                progress.check()
            rows += grid.measure(_texts(paper, grid, row), tallest, whose=_whose(paper, group, row))
        subtotal = paper.subtotal(group)
        if subtotal is not None:
            _hold_last(rows)
            rows += grid.measure(_texts(paper, grid, subtotal), tallest, bold=True)
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
