"""What every workbook is made of: one safe write, cell formats, cells whose texts stay texts, the printing of a sheet."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from desktop_app.config import durable
from desktop_app.reports.paper import SAMPLE_LINE, Signed
from desktop_app.reports.sheet import MM, SERIF
from desktop_app.reports.wrapping import wrap

CHUNK = 500
"""Rows between two progress reports."""
SHEET_ROWS = 1_000_000
"""Rows of one worksheet; a longer table goes on in a second one."""
LONGEST_TEXT = 32_767
"""Most characters that a cell can hold."""
LONG_BOOK = 3_000
"""From so many rows on a workbook is written row by row, so that its size on disk does not count in memory."""

NOTE_SIZE = 9.0
_SIZE = 10.0
_SONG = "宋体"
_A4 = 9
_LINE = 1.35
"""Height of a line in parts of the type size."""
_TALLEST = 409.0
_LONGEST_FOOT = 250
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
# Line ends are kept; half characters and what no XML file may hold go with the controls.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


class Formats:
    """The cell formats of one workbook, made once."""

    def __init__(self, book: Any, size: float) -> None:
        """Add the formats to ``book`` for a body type of ``size`` points."""
        base = {"font_name": _SONG, "font_size": size, "valign": "vcenter"}
        self._book = book
        self._ruled = {**base, "border": 1, "text_wrap": True}
        self._cells: dict[tuple[str, str, bool], Any] = {}
        self.title = book.add_format({**base, "font_size": 18, "bold": True, "align": "center"})
        self.line = book.add_format({**base, "num_format": "@"})
        self.middle = book.add_format({**base, "align": "center", "num_format": "@"})
        self.right = book.add_format({**base, "align": "right", "num_format": "@"})
        self.note = book.add_format(
            {**base, "font_size": NOTE_SIZE, "text_wrap": True, "valign": "top", "num_format": "@"}
        )
        self.head = book.add_format({**self._ruled, "bold": True, "align": "center"})
        self.plain_text = book.add_format({**base, "num_format": "@"})
        self.plain_number = book.add_format({**base, "num_format": "General"})
        self.day = book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "center"})

    def cell(self, num_format: str, align: str, *, bold: bool = False) -> Any:
        """Return the format of a ruled cell."""
        key = (num_format, align, bold)
        if key not in self._cells:
            self._cells[key] = self._book.add_format(
                {**self._ruled, "num_format": num_format, "align": align, "bold": bold}
            )
        return self._cells[key]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook to fill; ``flowing`` ones take their rows from top to bottom and forget each at once."""

    book: Any
    formats: Formats
    flowing: bool

    def sheet(self, name: str) -> Any:
        """Add a worksheet under a name that is not taken yet and that spreadsheet programs accept."""
        wanted = _NOT_IN_NAMES.sub("", inert(name)).strip() or "表"
        taken = {sheet.get_name().lower() for sheet in self.book.worksheets()}
        name, number = wanted[:_LONGEST_NAME], 1
        while name.lower() in taken:
            number += 1
            name = f"{wanted[: _LONGEST_NAME - len(str(number))]}{number}"
        return self.book.add_worksheet(name)


@contextmanager
def open_book(
    path: Path, title: str, signed: Signed | None, size: float = _SIZE, *, rows: int = 0
) -> Iterator[Book]:
    """Give a workbook of about ``rows`` rows to fill; it is written to ``path`` in one step unless the block raises."""
    import xlsxwriter

    flowing = rows >= LONG_BOOK
    out = io.BytesIO()
    # What is on its way to the disk holds people's data: it lies beside the workbook, for the owner alone.
    with _folder_beside(path) if flowing else nullcontext("") as folder:
        options = {"constant_memory": True, "tmpdir": folder} if flowing else {"in_memory": True}
        book = xlsxwriter.Workbook(out, {**_OPTIONS, **options})
        properties: dict[str, Any] = {"title": inert(title)}
        if signed is not None:
            made_at = signed.printed_at.astimezone(UTC).replace(tzinfo=None)
            properties |= {
                "author": inert(signed.unit),
                "created": made_at,
                "subject": inert(signed.division),
                "keywords": signed.code,
            }
        book.set_properties(properties)
        try:
            yield Book(book, Formats(book, size), flowing)
            book.close()
        finally:
            # Rows that were left lying open could not be removed on Windows.
            for sheet in book.worksheets() if flowing else ():
                sheet._opt_close()
    durable.write_file(path, out.getvalue())


def _folder_beside(path: Path) -> AbstractContextManager[str]:
    return tempfile.TemporaryDirectory(prefix=".", suffix=".part", dir=path.parent)


def units(millimetres: float) -> float:
    """Return a column width in the spreadsheet's units: digits of 7 dots at 96 to the inch, 5 dots of padding."""
    return max(1.0, (millimetres / 25.4 * 96 - 5) / 7)


def inert(text: str) -> str:
    """Return the text as a cell can hold it: without controls, not longer than a cell."""
    return _CONTROLS.sub(" ", text)[:LONGEST_TEXT]


def write_text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """Write a text that stays one, whatever it begins with; nothing leaves a blank of that style."""
    if text:
        sheet.write_string(row, column, inert(text), style)
    else:
        sheet.write_blank(row, column, None, style)


def merge(sheet: Any, row: int, first: int, last: int, text: str, style: Any) -> None:
    """Write one text over some columns of a row."""
    if first != last:
        sheet.merge_range(row, first, row, last, "", style)
    write_text(sheet, row, first, text, style)


def row_height(texts: Sequence[tuple[str, float]], size: float, least: float = 18.0) -> float:
    """Return the row height that wrapped ``texts`` need in columns of the given widths in millimetres."""
    lines = max((len(wrap(text, SERIF, size, (width - 2) * MM)) for text, width in texts), default=1)
    return min(max(least, lines * size * _LINE + 4), _TALLEST)


def set_up_print(sheet: Any, signed: Signed, head_row: int, *, landscape: bool = True) -> None:
    """Set A4, one page wide, with the rows down to the head repeated and frozen, and the foot of the paper."""
    if landscape:
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows(0, head_row)
    sheet.freeze_panes(head_row + 1, 0)
    sheet.set_footer(_foot(signed))


def _foot(signed: Signed) -> str:
    """Return print line, code and page number, at most as long as a spreadsheet's foot may be."""
    page = "&R&9第 &P 页 共 &N 页"
    code = f"\n校验码 {signed.code}" if signed.code else ""
    room = _LONGEST_FOOT - len(page) - len(code) - len("&L&8") - 1
    words = inert(signed.print_line).replace("&", "&&")
    if signed.cut_off_at is not None and len(words) + len(signed.origin_line) < room:
        words, code = f"{words}\n{inert(signed.origin_line).replace('&', '&&')}", ""
    # A blank after the size, or a number at the front of the words would be taken for a part of it.
    return f"&L&8 {words[:room].rstrip('&')}{code}{page}"


def write_top(sheet: Any, formats: Formats, title: str, signed: Signed, last: int) -> int:
    """Write what marks the sheet as sample or as copy with full numbers, and the title; return the next row."""
    row = 0
    for words in (f"【{SAMPLE_LINE}】" if signed.sample else "", signed.watermark):
        if words:
            merge(sheet, row, 0, last, words, formats.middle)
            row += 1
    merge(sheet, row, 0, last, title, formats.title)
    sheet.set_row(row, 30)
    return row + 1
