"""Write one table into a workbook the way an office lays it out, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A titled table: the title in row 1, unit and date in row 2, the header in row 3."""

    sheet: str
    title: str
    line: str
    columns: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[Cell]]
    landscape: bool = True


FIRST_ROW = 4
"""The number of the first data row, counted as a spreadsheet does."""


def write_tables(path: Path, tables: Sequence[Table], explanation: Sequence[str], made_on: date) -> None:
    """Write ``tables`` and a last sheet with the filling-in notes to ``path``."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        # Without a fixed day the file would carry the clock and differ from run to run.
        book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day)})  # noqa: DTZ001 - the property has no zone
        for table in tables:
            _write_table(book, table)
        notes = book.add_worksheet("填表说明")
        notes.set_column(0, 0, 90)
        for row, line in enumerate(explanation):
            notes.write_string(row, 0, line)


def _write_table(book: Any, table: Table) -> None:
    edge = {"border": 1, "font_size": 10, "font_name": "宋体", "valign": "vcenter"}
    title = book.add_format(
        {"bold": True, "font_size": 16, "font_name": "黑体", "align": "center", "valign": "vcenter"}
    )
    head = book.add_format(
        {**edge, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7EEF5"}
    )
    plain = book.add_format(edge)
    day = book.add_format({**edge, "num_format": "yyyy-mm-dd"})
    whole = book.add_format({**edge, "num_format": "0"})
    sheet = book.add_worksheet(table.sheet)
    last = len(table.columns) - 1
    sheet.merge_range(0, 0, 0, last, table.title, title)
    sheet.set_row(0, 30)
    sheet.merge_range(1, 0, 1, last, table.line)
    for column, (name, width) in enumerate(table.columns):
        sheet.set_column(column, column, width)
        sheet.write_string(FIRST_ROW - 2, column, name, head)
    for row, cells in enumerate(table.rows, start=FIRST_ROW - 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell, plain)
            elif isinstance(cell, date):
                sheet.write_datetime(row, column, cell, day)
            elif cell is None:
                sheet.write_blank(row, column, None, plain)
            else:
                sheet.write_number(row, column, cell, whole if cell < 1e12 else plain)
    sheet.freeze_panes(FIRST_ROW - 1, 0)
    sheet.repeat_rows(0, FIRST_ROW - 2)
    sheet.set_paper(9)
    if table.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
