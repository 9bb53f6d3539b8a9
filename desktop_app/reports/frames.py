"""Boxed forms: rows of labels and values that follow each other down the page and flow on to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_app.config.fonts import FontRole
from desktop_app.reports.lettering import printable, width
from desktop_app.reports.sheet import FRAME, MM, SERIF, SERIF_BOLD, Sheet
from desktop_app.reports.wrapping import pack, wrap

_LEAST = 0.65
"""How small the type of a line may get, in parts of its size, before words are cut."""


def draw_ends(
    sheet: Sheet,
    y: float,
    left: str,
    middle: str,
    right: str,
    *,
    size: float,
    room: float,
    x: float | None = None,
    roles: tuple[FontRole, FontRole] = (SERIF, SERIF),
) -> None:
    """Draw three texts on one line ``room`` wide, smaller or cut short where one would stand in another.

    The line begins at ``x``, the sheet's margin if None; ``roles`` are the faces of the texts at its ends.
    """
    gap = size if middle else size / 2
    begin = sheet.left if x is None else x
    at_right = Fitted.make(right, size, room * 0.48, roles[1])
    kept = at_right.width + gap if right else 0.0
    at_left = Fitted.make(left, size, room - kept - (0.25 * room if middle else 0.0), roles[0])
    start = at_left.width + gap if left else 0.0
    between = Fitted.make(middle, size, room - kept - start)
    place = (room - between.width) / 2
    if place < start or place + between.width > room - kept:
        place = start + (room - kept - start - between.width) / 2
    for fitted, at, face in (
        (at_left, 0.0, roles[0]),
        (between, place, SERIF),
        (at_right, room - at_right.width, roles[1]),
    ):
        sheet.text(begin + at, y + size - fitted.size, fitted.text, size=fitted.size, role=face)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text with the size in which it has room."""

    text: str
    size: float
    width: float

    @staticmethod
    def make(text: str, size: float, room: float, role: FontRole = SERIF) -> Fitted:
        """Return ``text`` smaller, then cut short, where ``room`` points are too few for it."""
        shown = printable(text).strip() if room > size else ""
        wide = width(shown, role, size)
        if shown and wide > room:
            size *= max(room / wide, _LEAST)
            if wide * _LEAST > room:
                while shown and width(f"{shown}…", role, size) > room:
                    shown = shown[:-1]
                shown += "…"
            wide = width(shown, role, size)
        return Fitted(shown, size, wide)


@dataclass(frozen=True, slots=True)
class Cell:
    """One box of a form row: broken lines, width in points, whether it is a label, where its lines stand."""

    lines: tuple[str, ...]
    width: float
    label: bool = False
    align: str = "left"


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of cells; ``band`` is the merged label at the left.

    A ``leading`` row stays with the row after it; one of a band is repeated where that goes on over a page.
    """

    cells: tuple[Cell, ...]
    height: float
    band: str = ""
    leading: bool = False


@dataclass(frozen=True, slots=True)
class FormKit:
    """Makes and draws the rows of a form in one density; all measures in points."""

    size: float = 10.0
    leading: float = 13.0
    pad_x: float = 1.4 * MM
    pad_y: float = 1.05 * MM
    least_row: float = 6.6 * MM

    def label(self, text: str, width: float) -> Cell:
        """Make a centred label cell."""
        return Cell(wrap(text, SERIF_BOLD, self.size, width - self.pad_x), width, label=True)

    def value(self, text: str, width: float, align: str = "left") -> Cell:
        """Make a value cell."""
        return Cell(wrap(text, SERIF, self.size, width - 2 * self.pad_x), width, align=align)

    def listed(self, items: Sequence[str], width: float, joint: str = "、") -> Cell:
        """Make a value cell whose lines end between items."""
        return self.value(pack(items, SERIF, self.size, width - 2 * self.pad_x, joint), width)

    def row(self, *cells: Cell, band: str = "", leading: bool = False) -> FormRow:
        """Make a row as high as its cells need."""
        return FormRow(cells, self._height(cells), band, leading)

    def fields(self, *pairs: tuple[str, str, float, float]) -> FormRow:
        """Make a row of label and value pairs: (label, value, label width, value width)."""
        cells: list[Cell] = []
        for name, text, label_width, value_width in pairs:
            cells += [self.label(name, label_width), self.value(text, value_width)]
        return self.row(*cells)

    def _height(self, cells: Sequence[Cell]) -> float:
        most = max(len(cell.lines) for cell in cells)
        return max(most * self.leading + 2 * self.pad_y, self.least_row)

    def split_tall(self, row: FormRow, tallest: float) -> list[FormRow]:
        """Break a row taller than ``tallest`` points into pieces that repeat its labels."""
        if row.height <= tallest:
            return [row]
        most = int((tallest - 2 * self.pad_y) // self.leading)
        count = max(len(cell.lines) for cell in row.cells)
        pieces = []
        for start in range(0, count, most):
            cells = tuple(
                cell if cell.label else replace(cell, lines=cell.lines[start : start + most])
                for cell in row.cells
            )
            pieces.append(replace(row, cells=cells, height=self._height(cells)))
        return pieces

    def draw(
        self,
        sheet: Sheet,
        x: float,
        y: float,
        rows: Sequence[FormRow],
        *,
        width: float,
        band_width: float = 0.0,
    ) -> float:
        """Draw rows inside one frame and return the y under them; neighbouring rows of one band share its label."""
        top = y
        start = 0
        while start < len(rows):
            stop = start + 1
            while rows[start].band and stop < len(rows) and rows[stop].band == rows[start].band:
                stop += 1
            bottom = y
            for row in rows[start:stop]:
                self._draw_row(sheet, x + (band_width if row.band else 0.0), bottom, row)
                if bottom > top:
                    sheet.rule(
                        x + (band_width if row.band and bottom > y else 0.0), bottom, x + width, bottom
                    )
                bottom += row.height
            if rows[start].band:
                self._draw_band(sheet, x, y, rows[start].band, band_width, bottom - y)
            y, start = bottom, stop
        sheet.box(x, top, width, y - top, weight=FRAME)
        return y

    def _draw_band(self, sheet: Sheet, x: float, y: float, text: str, width: float, height: float) -> None:
        # Where a page has one low row of a band, the first lines of its label; the rest stand on the next page.
        lines = wrap(text, SERIF_BOLD, self.size, width - self.pad_x)[: max(int(height // self.leading), 1)]
        self._draw_label(sheet, x, y, lines, width, height)
        sheet.rule(x + width, y, x + width, y + height)

    def _draw_label(
        self, sheet: Sheet, x: float, y: float, lines: Sequence[str], width: float, height: float
    ) -> None:
        sheet.lines_of_text(
            x,
            self._first_line(y, height, len(lines)),
            lines,
            size=self.size,
            leading=self.leading,
            role=SERIF_BOLD,
            align="center",
            room=width,
        )

    def _first_line(self, y: float, height: float, count: int) -> float:
        return y + (height - count * self.leading) / 2 + (self.leading - self.size) / 2

    def _draw_row(self, sheet: Sheet, x: float, y: float, row: FormRow) -> None:
        for index, cell in enumerate(row.cells):
            if index:
                sheet.rule(x, y, x, y + row.height)
            if cell.label:
                self._draw_label(sheet, x, y, cell.lines, cell.width, row.height)
            else:
                start = self._first_line(y, row.height, len(cell.lines))
                sheet.lines_of_text(
                    x + self.pad_x,
                    start,
                    cell.lines,
                    size=self.size,
                    leading=self.leading,
                    align=cell.align,
                    room=cell.width - 2 * self.pad_x,
                )
            x += cell.width


NORMAL = FormKit()
COMPACT = FormKit(size=9.5, leading=11.8, pad_y=0.7 * MM, least_row=5.5 * MM)
"""For a form that would spill a few lines on to a second sheet."""


def with_room_to_write(rows: Sequence[FormRow], room: float, most: float) -> list[FormRow]:
    """Share what ``room`` has to spare among the rows that are written in, at most ``most`` points for each."""
    blank = [_is_written_in(row) for row in rows]
    spare = room - sum(row.height for row in rows)
    more = max(min(spare / max(sum(blank), 1), most), 0.0)
    return [
        replace(row, height=row.height + more) if written else row
        for row, written in zip(rows, blank, strict=True)
    ]


LINE_TO_WRITE = 7.2 * MM
"""The least height of a line that is written on by hand."""


def to_write_on(rows: Sequence[FormRow], least: float = LINE_TO_WRITE) -> list[FormRow]:
    """Return the rows, those that have an empty place to write in at least ``least`` points high."""
    return [replace(row, height=max(row.height, least)) if _is_written_in(row) else row for row in rows]


def _is_written_in(row: FormRow) -> bool:
    return any(cell.lines == ("",) and not cell.label for cell in row.cells)


def deal_rows(rows: Sequence[FormRow], room: float, tail: float, least_last: int = 2) -> list[list[FormRow]]:
    """Deal rows out to pages of ``room`` points; the last keeps ``tail`` free under at least ``least_last`` rows."""
    pages: list[list[FormRow]] = [[]]
    used = 0.0
    for row in rows:
        if used + row.height > room and pages[-1]:
            kept: list[FormRow] = []
            while pages[-1][-1].leading and len(pages[-1]) > 1:
                kept.insert(0, pages[-1].pop())
            pages.append(kept or _head_again(pages[-1], row))
            used = sum(each.height for each in pages[-1])
        pages[-1].append(row)
        used += row.height
    if used + tail > room:
        last = pages[-1]
        cut = max(0, len(last) - least_last)
        while cut and last[cut - 1].leading:
            cut -= 1
        before, after = last[:cut], last[cut:]
        pages[-1:] = [before, [*_head_again(before, after[0]), *after]]
    return [page for page in pages if page]


def _head_again(before: Sequence[FormRow], row: FormRow) -> list[FormRow]:
    """Return the head of the band in which ``row`` goes on after the rows before it, nothing if it has none."""
    if not row.band or row.leading:
        return []
    for each in reversed(before):
        if each.band != row.band:
            return []
        if each.leading:
            return [each]
    return []
