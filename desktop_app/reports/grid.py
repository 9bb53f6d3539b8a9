"""Ruled tables: measure rows, deal them out to pages without lone rows, draw head and body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.config.fonts import FontRole
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.sheet import FRAME, MM, SERIF, SERIF_BOLD, Sheet
from desktop_app.reports.wrapping import wrap

CHUNK = 500
"""Rows measured between two progress reports."""

_LEAST_LAST_ROWS = 2
"""A last page never holds fewer rows than this."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: width in points and where its texts stand."""

    width: float
    align: str = "center"


@dataclass(frozen=True, slots=True)
class HeadCell:
    """One cell of a table head that may span columns and rows."""

    text: str
    column: int
    row: int = 0
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Type:
    """Type size, distance of lines and padding in points."""

    size: float = 9.0
    leading: float = 12.0
    pad_x: float = 1.0 * MM
    pad_y: float = 1.1 * MM
    role: FontRole = SERIF


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """A body row broken into lines, with its height; ``joined`` rows continue the row above.

    A ``banner`` goes over all columns, its lines in the first cell. A ``held`` row stays with the one after it.
    ``whose`` row it is says where a character stands that no font has.
    """

    cells: tuple[tuple[str, ...], ...]
    height: float
    joined: bool = False
    bold: bool = False
    banner: bool = False
    held: bool = False
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's fixed part: columns, head cells, heights of the head's rows, type of head and body."""

    columns: tuple[Column, ...]
    head: tuple[HeadCell, ...]
    head_heights: tuple[float, ...]
    type: Type = Type()
    head_type: Type = Type()
    least_height: float = 0.0

    @property
    def width(self) -> float:
        """Return the width of the whole table."""
        return sum(column.width for column in self.columns)

    @property
    def head_height(self) -> float:
        """Return the height of the whole head."""
        return sum(self.head_heights)

    @property
    def edges(self) -> list[float]:
        """Return the x of every vertical line, from 0 on."""
        edges = [0.0]
        for column in self.columns:
            edges.append(edges[-1] + column.width)
        return edges

    def measure(
        self, texts: Sequence[str], tallest: float, *, bold: bool = False, whose: str = ""
    ) -> list[MeasuredRow]:
        """Break one row's texts into lines; a row taller than ``tallest`` points becomes several joined pieces."""
        kind = self.type
        role = SERIF_BOLD if bold else kind.role
        cells = tuple(
            wrap(text, role, kind.size, column.width - 2 * kind.pad_x)
            for text, column in zip(texts, self.columns, strict=True)
        )
        most = max(1, int((tallest - 2 * kind.pad_y) // kind.leading))
        count = max(len(lines) for lines in cells)
        pieces = []
        for start in range(0, count, most):
            part = tuple(lines[start : start + most] for lines in cells)
            height = max(len(lines) for lines in part) * kind.leading + 2 * kind.pad_y
            height = max(height, self.least_height)
            pieces.append(MeasuredRow(part, height, joined=start > 0, bold=bold, whose=whose))
        return pieces

    def measure_banner(self, text: str) -> MeasuredRow:
        """Return a row over all columns that stays with the row after it."""
        kind = self.type
        lines = wrap(" ".join(text.splitlines()), SERIF_BOLD, kind.size, self.width - 2 * kind.pad_x)
        height = max(len(lines) * kind.leading + 2 * kind.pad_y, self.least_height)
        return MeasuredRow((lines,), height, bold=True, banner=True, held=True)

    def measure_all(
        self, rows: Sequence[Sequence[str]], tallest: float, progress: Progress = SILENT
    ) -> list[MeasuredRow]:
        """Measure all rows in chunks, so that a cancel is heard."""
        measured: list[MeasuredRow] = []
        for start in range(0, len(rows), CHUNK):
            progress.check()
            for texts in rows[start : start + CHUNK]:
                measured += self.measure(texts, tallest)
        return measured

    def draw_head(self, sheet: Sheet, x: float, y: float) -> float:
        """Draw the head at (x, y) and return the y under it."""
        edges, kind = self.edges, self.head_type
        tops = [0.0]
        for height in self.head_heights:
            tops.append(tops[-1] + height)
        for cell in self.head:
            left, right = edges[cell.column], edges[cell.column + cell.columns]
            top, bottom = tops[cell.row], tops[cell.row + cell.rows]
            sheet.box(x + left, y + top, right - left, bottom - top, weight=0.5)
            lines = wrap(cell.text, kind.role, kind.size, right - left - 2 * kind.pad_x)
            start = y + top + (bottom - top - len(lines) * kind.leading) / 2 + (kind.leading - kind.size) / 2
            sheet.lines_of_text(
                x + left,
                start,
                lines,
                size=kind.size,
                leading=kind.leading,
                role=kind.role,
                align="center",
                room=right - left,
            )
        return y + tops[-1]

    def draw_rows(self, sheet: Sheet, x: float, y: float, rows: Sequence[MeasuredRow]) -> float:
        """Draw measured rows below the head and return the y under them."""
        kind, edges = self.type, self.edges
        top = y
        lines: list[tuple[float, float, float, float]] = []
        for index, row in enumerate(rows):
            if index and not row.joined:
                lines.append((x, y, x + edges[-1], y))
            role = SERIF_BOLD if row.bold else kind.role
            sheet.whose(row.whose)
            if row.banner:
                lines += [(x + edge, top, x + edge, y) for edge in edges[1:-1] if y > top]
                start = (
                    y + (row.height - len(row.cells[0]) * kind.leading) / 2 + (kind.leading - kind.size) / 2
                )
                sheet.lines_of_text(
                    x + kind.pad_x, start, row.cells[0], size=kind.size, leading=kind.leading, role=role
                )
                y += row.height
                top = y
                continue
            for column, left, cell in zip(self.columns, edges, row.cells, strict=False):
                if not cell or cell == ("",):
                    continue
                start = y + (row.height - len(cell) * kind.leading) / 2 + (kind.leading - kind.size) / 2
                sheet.lines_of_text(
                    x + left + kind.pad_x,
                    start,
                    cell,
                    size=kind.size,
                    leading=kind.leading,
                    role=role,
                    align=column.align if len(cell) == 1 or column.align != "center" else "center",
                    room=column.width - 2 * kind.pad_x,
                )
            y += row.height
        sheet.whose("")
        lines += [(x + edge, top, x + edge, y) for edge in edges[1:-1] if y > top]
        sheet.rules(lines)
        return y

    def draw_page(
        self, sheet: Sheet, x: float, y: float, rows: Sequence[MeasuredRow], empty: str = ""
    ) -> float:
        """Draw head, rows and frame of one page and return the y under the table.

        Without rows the head and a box that says ``empty`` are drawn, without such words nothing.
        """
        if not rows:
            return self._draw_empty(sheet, x, y, empty) if empty else y
        bottom = self.draw_rows(sheet, x, self.draw_head(sheet, x, y), rows)
        sheet.rule(x, y + self.head_height, x + self.width, y + self.head_height)
        sheet.box(x, y, self.width, bottom - y, weight=FRAME)
        return bottom

    def _draw_empty(self, sheet: Sheet, x: float, y: float, words: str) -> float:
        bottom = self.draw_head(sheet, x, y) + 14 * MM
        sheet.box(x, y, self.width, bottom - y)
        sheet.text(x, bottom - 9 * MM, words, size=10.5, align="center", room=self.width)
        return bottom


def deal(
    heights: Sequence[float], first: float, other: float, tail: float, held: Sequence[bool] = ()
) -> list[tuple[int, int]]:
    """Deal rows out to pages and return each page's (start, stop).

    ``first`` and ``other`` are the points available for rows on the first and on later pages, ``tail`` what the
    last page must keep free under its rows. The last page takes along at least two rows from the one before.
    ``held`` tells of each row whether it stays with the one after it, none where it is left out.
    """
    pages: list[tuple[int, int]] = []
    start, used, room = 0, 0.0, first
    for index, height in enumerate(heights):
        if used + height > room and index > start:
            cut = _back_to_free(held, start, index)
            pages.append((start, cut))
            start, used, room = cut, sum(heights[cut:index]), other
        used += height
    pages.append((start, len(heights)))
    if used + tail > room and len(heights) - start > 1:
        cut = _cut_for_tail(heights, held, start, other - tail)
        pages[-1:] = [(start, cut), (cut, len(heights))]
    elif used + tail > room:
        pages.append((len(heights), len(heights)))
    return _without_lone_row(pages, heights, held, other - tail)


def _back_to_free(held: Sequence[bool], start: int, index: int) -> int:
    """Return the last place not after ``index`` where a page may end; ``index`` itself if there is none."""
    cut = index
    while held and cut > start + 1 and held[cut - 1]:
        cut -= 1
    return index if held and held[cut - 1] else cut


def _last_cut(
    heights: Sequence[float], held: Sequence[bool], start: int, want: int, room: float
) -> int | None:
    """Return the last place from ``want`` back to ``start`` where a last page may begin that has ``room``."""
    used = sum(heights[want:])
    for cut in range(want, start, -1):
        if used > room:
            return None
        if not (held and held[cut - 1]):
            return cut
        used += heights[cut - 1]
    return None


def _cut_for_tail(heights: Sequence[float], held: Sequence[bool], start: int, room: float) -> int:
    """Return from which row on rows move to the page of the tail: two, or one where two do not fit."""
    last = len(heights)
    two = max(start + 1, last - _LEAST_LAST_ROWS)
    cut = _last_cut(heights, held, start, two, room)
    if cut is not None:
        return cut
    return two if sum(heights[two:]) <= room else last - 1


def _without_lone_row(
    pages: list[tuple[int, int]], heights: Sequence[float], held: Sequence[bool], room: float
) -> list[tuple[int, int]]:
    if len(pages) < 2:
        return pages
    (before, cut), (_, last) = pages[-2:]
    want = last - _LEAST_LAST_ROWS
    if last - cut < _LEAST_LAST_ROWS and want > before and sum(heights[want:last]) <= room:
        better = _last_cut(heights, held, before, want, room)
        want = want if better is None else better
        pages[-2:] = [(before, want), (want, last)]
    return pages
