"""The workbook twin of a table paper: the same head, groups, rows, totals, notes and signature line, with real values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop_app.progress import SILENT, Progress
from desktop_app.reports import statistical
from desktop_app.reports.book_parts import (
    CHUNK,
    NOTE_SIZE,
    Book,
    merge,
    open_book,
    row_height,
    set_up_print,
    units,
    write_text,
    write_top,
)
from desktop_app.reports.layouts import LaidColumn
from desktop_app.reports.sheet import MM, SERIF_BOLD
from desktop_app.reports.table_paper import Amount, Cell, Kind, TablePaper, cell_text, longest_figures
from desktop_app.reports.wrapping import wrap

_SIZE = 9.0
_LEAST_WIDTH = 8.0
"""Millimetres of the narrowest column."""
_DIGIT, _BORDERS = 2.0, 3.5
"""Millimetres of a bold digit and of what stands around a figure: one that does not fit is shown as ####."""
_PAGE_WIDTH = {True: 270.0, False: 186.0}


def write(path: Path, paper: TablePaper, progress: Progress = SILENT) -> None:
    """Write the table as a workbook; raises Cancelled and OSError, leaving an older file as it was."""
    write_all(path, (paper,), progress)


def write_all(path: Path, papers: Sequence[TablePaper], progress: Progress = SILENT) -> None:
    """Write several tables, each on a worksheet of its own; raises Cancelled and OSError."""
    first = papers[0]
    rows = sum(paper.rows for paper in papers)
    with open_book(path, first.title, first.signed, _SIZE, rows=rows) as book:
        for paper in papers:
            _Twin(book, paper, progress).fill()
        progress.check()


class _Twin:
    """One worksheet while it is filled from top to bottom."""

    def __init__(self, book: Book, paper: TablePaper, progress: Progress) -> None:
        self._paper, self._progress = paper, progress
        self._formats, self._flowing = book.formats, book.flowing
        self._columns = paper.chosen
        self._last = len(self._columns) - 1
        self._widths = _widths(paper)
        self._sheet = book.sheet(paper.name or paper.layout.title)
        self._row = 0
        self._done = 0

    def fill(self) -> None:
        """Write everything."""
        paper, sheet = self._paper, self._sheet
        for index, width in enumerate(self._widths):
            sheet.set_column(index, index, units(width))
        self._row = write_top(sheet, self._formats, paper.layout.title, paper.signed, self._last)
        self._write_block()
        self._write_head()
        set_up_print(sheet, paper.signed, self._row - 1, landscape=paper.layout.landscape)
        self._write_body()
        self._write_foot()
        sheet.print_area(0, 0, self._row, self._last)

    def _line(self, texts: Sequence[tuple[int, int, str, Any]]) -> None:
        for first, last, text, style in texts:
            if text:
                merge(self._sheet, self._row, first, last, text, style)
        self._sheet.set_row(self._row, 16)
        self._row += 1

    def _write_block(self) -> None:
        """Write division, unit, place and period on the left, the block of a statistical form on the right."""
        paper, formats = self._paper, self._formats
        layout, signed = paper.layout, paper.signed
        block = [label + value for label, value in statistical.block_lines(layout, signed) if label]
        unit = f"填报单位（盖章）：{signed.unit}"
        middle = "　　".join(part for part in (paper.place, paper.period) if part)
        division = signed.division if layout.statistical else ""
        if self._last < 2:
            for text in (division, unit, middle, *block):
                if text:
                    self._line([(0, self._last, text, formats.line)])
            return
        one, two = _thirds(self._widths)
        for index in range(max(len(block), 1) - 1):
            left = division if index == len(block) - 3 else ""
            self._line(
                [(0, two - 1, left, formats.line), (two, self._last, block[index], formats.line)],
            )
        self._line(
            [
                (0, one - 1, unit, formats.line),
                (one, two - 1, middle, formats.middle),
                (two, self._last, block[-1] if block else "", formats.line),
            ]
        )

    def _write_head(self) -> None:
        """Write groups of columns, titles, units and indices; a flowing book merges nothing over two rows."""
        columns = [column for column, _place, _kind in self._columns]
        style = self._formats.head
        if any(column.group for column in columns):
            for index, column in enumerate(columns):
                apart = column.group or self._flowing
                write_text(self._sheet, self._row, index, "" if apart else column.title, style)
            for group, first, last in _spans(columns):
                merge(self._sheet, self._row, first, last, group, style)
            self._sheet.set_row(self._row, 18)
            self._row += 1
            for index, column in enumerate(columns):
                if column.group or self._flowing:
                    write_text(self._sheet, self._row, index, column.title, style)
                else:
                    self._sheet.merge_range(self._row - 1, index, self._row, index, "", style)
                    write_text(self._sheet, self._row - 1, index, column.title, style)
        else:
            for index, column in enumerate(columns):
                write_text(self._sheet, self._row, index, column.title, style)
        self._sheet.set_row(self._row, self._title_height(columns))
        self._row += 1
        if any(column.unit for column in columns):
            for index, text in enumerate(statistical.unit_texts(columns)):
                write_text(self._sheet, self._row, index, text, style)
            self._row += 1
        if self._paper.layout.statistical:
            for index, text in enumerate(statistical.index_row(self._paper.labels)):
                if text.isdigit():
                    self._sheet.write_number(self._row, index, int(text), style)
                else:
                    write_text(self._sheet, self._row, index, text, style)
            self._row += 1

    def _title_height(self, columns: Sequence[LaidColumn]) -> float:
        lines = max(
            len(wrap(column.title, SERIF_BOLD, _SIZE, max(width - 2, 4) * MM))
            for column, width in zip(columns, self._widths, strict=True)
        )
        return max(26.0, lines * _SIZE * 1.35 + 6)

    def _write_body(self) -> None:
        paper = self._paper
        if not paper.rows:
            merge(self._sheet, self._row, 0, self._last, paper.empty, self._formats.cell("@", "center"))
            self._row += 1
            return
        if paper.total is not None and paper.total_first:
            self._write_row(paper.total, bold=True)
        for group in paper.groups:
            if group.caption:
                banner = self._formats.cell("@", "left", bold=True)
                merge(self._sheet, self._row, 0, self._last, group.banner, banner)
                self._row += 1
            for row in group.rows:
                self._write_row(row)
                self._done += 1
                if self._done % CHUNK == 0:
                    self._progress.report(self._done, paper.rows, paper.layout.title)
            subtotal = paper.subtotal(group)
            if subtotal is not None:
                self._write_row(subtotal, bold=True)
        if paper.total is not None and not paper.total_first:
            self._write_row(paper.total, bold=True)

    def _write_row(self, row: Sequence[Cell], *, bold: bool = False) -> None:
        texts: list[tuple[str, float]] = []
        for index, (column, place, kind) in enumerate(self._columns):
            text = self._write_cell(index, column, kind, row[place], bold=bold)
            if text:
                texts.append((text, self._widths[index]))
        self._sheet.set_row(self._row, row_height(texts, _SIZE))
        self._row += 1

    def _write_cell(self, index: int, column: LaidColumn, kind: Kind, value: Cell, *, bold: bool) -> str:
        """Write a value as what it is and return the text that may need several lines, none of a figure."""
        sheet, formats, places = self._sheet, self._formats, self._paper.share_places
        if isinstance(value, Amount):
            decimals = -min(int(value.as_tuple().exponent), 0)
            style = formats.cell(f"0.{'0' * decimals}" if decimals else "0", "center", bold=bold)
            sheet.write_number(self._row, index, float(value), style)
            return ""
        if isinstance(value, Decimal):
            style = formats.cell(f"0.{'0' * places}%" if places else "0%", "center", bold=bold)
            sheet.write_number(self._row, index, float(value), style)
            return ""
        if isinstance(value, date):
            style = formats.cell("yyyy-mm-dd", "center", bold=bold)
            sheet.write_datetime(self._row, index, value, style)
            return ""
        if isinstance(value, int) and kind is not Kind.WORDS:
            sheet.write_number(self._row, index, value, formats.cell("0", "center", bold=bold))
            return ""
        text = cell_text(value)
        align = column.align if kind is Kind.WORDS else "center"
        write_text(sheet, self._row, index, text, formats.cell("@", align, bold=bold))
        return text

    def _write_foot(self) -> None:
        """Write signature places and sentences in the order of the paper."""
        if self._paper.layout.statistical:
            self._write_signatures()
            self._row += 1
            self._write_notes()
        else:
            self._write_notes()
            self._write_signatures()

    def _write_notes(self) -> None:
        paper, sheet, formats = self._paper, self._sheet, self._formats
        wide = sum(self._widths)
        for note in paper.sentences:
            merge(sheet, self._row, 0, self._last, note, formats.note)
            sheet.set_row(self._row, row_height([(note, wide)], NOTE_SIZE, least=15))
            self._row += 1

    def _write_signatures(self) -> None:
        paper, sheet, formats = self._paper, self._sheet, self._formats
        places = statistical.signature_places(paper.layout, paper.signed)
        self._row += 1
        sheet.set_row(self._row, 22)
        for index, place in _spread(places, self._widths):
            write_text(sheet, self._row, index, place, formats.line)


def _widths(paper: TablePaper) -> list[float]:
    """Return the widths in millimetres, those of a narrower table stretched to the page."""
    laid = [
        max(column.width, _LEAST_WIDTH, len(figure) * _DIGIT + _BORDERS if figure else 0.0)
        for (column, _place, _kind), figure in zip(paper.chosen, longest_figures(paper), strict=True)
    ]
    scale = max(1.0, _PAGE_WIDTH[paper.layout.landscape] / sum(laid))
    return [width * scale for width in laid]


def _thirds(widths: Sequence[float]) -> tuple[int, int]:
    """Return where the middle and the right part of a line begin, each part at least one column."""
    whole, used = sum(widths), 0.0
    starts: list[int] = []
    for index, width in enumerate(widths):
        if len(starts) < 2 and index > len(starts) and used >= whole * (0.42, 0.72)[len(starts)]:
            starts.append(index)
        used += width
    last = len(widths) - 1
    one = min(starts[0] if starts else last - 1, last - 1)
    return one, max(min(starts[1] if len(starts) > 1 else last, last), one + 1)


def _spans(columns: Sequence[LaidColumn]) -> Iterator[tuple[str, int, int]]:
    """Go through the headings over several columns: text, first and last column."""
    first = 0
    for index, column in enumerate(columns):
        if index + 1 == len(columns) or columns[index + 1].group != column.group:
            if column.group:
                yield column.group, first, index
            first = index + 1


def _spread(places: Sequence[str], widths: Sequence[float]) -> Iterator[tuple[int, str]]:
    """Give each signature place the first free column after its share of the width."""
    whole, free = sum(widths), 0
    for number, place in enumerate(places):
        used, index = 0.0, 0
        while index < len(widths) - 1 and used + widths[index] / 2 < whole * number / len(places):
            used += widths[index]
            index += 1
        index = max(index, free)
        if index < len(widths):
            yield index, place
            free = index + 1
