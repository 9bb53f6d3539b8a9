"""Plain tables as .xlsx: lists for export and the cells that an import refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.book_parts import (
    CHUNK,
    SHEET_ROWS,
    Formats,
    inert,
    merge,
    open_book,
    set_up_print,
    units,
    write_text,
)
from desktop_app.reports.import_report import PROBLEM_COLUMNS, ImportReport
from desktop_app.reports.paper import Signed

Value = str | int | float | date | None


class ColumnKind(StrEnum):
    """How a column's values are written."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a plain table; texts, ids and phones are kept as text, never turned into numbers."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: float = 12.0


def write_rejected(path: Path, report: ImportReport, progress: Progress = SILENT) -> None:
    """Write the refused and doubtful cells of an import as a workbook; raises Cancelled and OSError."""
    columns = [
        TableColumn("类型", width=10),
        *(
            TableColumn(title, ColumnKind.NUMBER if title == "行号" else ColumnKind.TEXT, units(width))
            for title, width, _align in PROBLEM_COLUMNS[1:]
        ),
    ]
    rows: list[tuple[Value, ...]] = [
        (kind, problem.row, problem.place, problem.reason)
        for kind, problems in (("拒收", report.rejected), ("请核对", report.warnings))
        for problem in problems
    ]
    notes = (f"导入文件：{report.file_name}", "行号为原文件中的行号。")
    write_table(
        path, f"{report.title}：单元格清单", columns, rows, notes, signed=report.signed, progress=progress
    )


def write_table(
    path: Path,
    title: str,
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[Value]],
    notes: Sequence[str] = (),
    *,
    signed: Signed | None = None,
    progress: Progress = SILENT,
) -> None:
    """Write a titled table: title, head with filter, rows, notes; raises Cancelled and OSError.

    Texts are written as text, also those that look like numbers or begin with ``=``.
    """
    with open_book(path, title, signed, rows=len(rows)) as book:
        formats = book.formats
        for part, start in enumerate(range(0, max(len(rows), 1), SHEET_ROWS), start=1):
            sheet = book.sheet("数据" if part == 1 else f"数据{part}")
            merge(sheet, 0, 0, len(columns) - 1, title, formats.title)
            sheet.set_row(0, 30)
            for index, column in enumerate(columns):
                style = {ColumnKind.NUMBER: formats.plain_number, ColumnKind.DAY: formats.day}.get(
                    column.kind, formats.plain_text
                )
                sheet.set_column(index, index, column.width, style)
                write_text(sheet, 1, index, column.title, formats.head)
            sheet.freeze_panes(2, 0)
            chunk = rows[start : start + SHEET_ROWS]
            for offset, values in enumerate(chunk):
                for index, (column, value) in enumerate(zip(columns, values, strict=True)):
                    _write_value(sheet, formats, offset + 2, index, column.kind, value)
                if offset % CHUNK == 0:
                    progress.report(start + offset, len(rows), title)
            sheet.autofilter(1, 0, max(len(chunk), 1) + 1, len(columns) - 1)
            for index, note in enumerate(notes):
                write_text(sheet, len(chunk) + 3 + index, 0, note, formats.line)
            if signed is not None:
                set_up_print(sheet, signed, 1)
        progress.check()


def _write_value(sheet: Any, formats: Formats, row: int, column: int, kind: ColumnKind, value: Value) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        if kind is ColumnKind.DAY:
            sheet.write_datetime(row, column, value, formats.day)
        else:
            write_text(sheet, row, column, value.isoformat(), formats.plain_text)
    elif isinstance(value, int | float) and kind is ColumnKind.NUMBER:
        sheet.write_number(row, column, value, formats.plain_number)
    else:
        write_text(sheet, row, column, inert(str(value)), formats.plain_text)
