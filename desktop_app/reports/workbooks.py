"""The same papers as .xlsx for offices that file spreadsheets, and plain tables for export."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum
from pathlib import Path
from typing import Any

from desktop_app.config import durable
from desktop_app.progress import SILENT, Progress
from desktop_app.reports import month_ledger, month_summary
from desktop_app.reports.import_report import PROBLEM_COLUMNS, ImportReport
from desktop_app.reports.month_ledger import MonthLedger
from desktop_app.reports.month_summary import MonthSummary
from desktop_app.reports.paper import SAMPLE_LINE, Signed, day_text
from desktop_app.reports.sheet import MM, SERIF
from desktop_app.reports.wrapping import wrap

CHUNK = 500
"""Rows between two progress reports."""
SHEET_ROWS = 1_000_000
"""Rows of one worksheet; a longer table goes on in a second one."""
LONGEST_TEXT = 32_767
"""Most characters that a cell can hold."""

_SONG = "宋体"
_A4 = 9
_SIZE = 10.0
_PAPER_SIZE = 9.0
_NOTE_SIZE = 9.0
_LINE = 1.35
"""Height of a line in parts of the type size."""
_LEDGER_WIDTH = sum(width for _title, width, _align in month_ledger.COLUMNS)
_VILLAGE, _WIDE, _NARROW = 24.0, 8.8, 7.2
_SUMMARY_WIDTH = 270.0
"""Millimetres of the summary's columns; with twelve categories the table fills the page."""
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}

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


class _Formats:
    """The cell formats of one workbook, made once."""

    def __init__(self, book: Any, size: float) -> None:
        """Add the formats to ``book`` for a body type of ``size`` points."""
        base = {"font_name": _SONG, "font_size": size, "valign": "vcenter"}
        ruled = {**base, "border": 1, "text_wrap": True}
        self.title = book.add_format({**base, "font_size": 18, "bold": True, "align": "center"})
        self.line = book.add_format(base)
        self.middle = book.add_format({**base, "align": "center"})
        self.right = book.add_format({**base, "align": "right"})
        self.note = book.add_format({**base, "font_size": _NOTE_SIZE, "text_wrap": True, "valign": "top"})
        self.head = book.add_format({**ruled, "bold": True, "align": "center"})
        self.text = book.add_format({**ruled, "num_format": "@"})
        self.text_middle = book.add_format({**ruled, "num_format": "@", "align": "center"})
        self.number = book.add_format({**ruled, "align": "center", "num_format": "0"})
        self.total_text = book.add_format({**ruled, "bold": True, "num_format": "@"})
        self.total_number = book.add_format({**ruled, "bold": True, "align": "center", "num_format": "0"})
        self.plain_text = book.add_format({**base, "num_format": "@"})
        self.plain_number = book.add_format({**base, "num_format": "General"})
        self.day = book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "center"})
        self.rate = {
            (bold, places): book.add_format(
                {
                    **ruled,
                    "bold": bold,
                    "align": "center",
                    "num_format": f"0.{'0' * places}%" if places else "0%",
                }
            )
            for bold in (False, True)
            for places in range(3)
        }


@contextmanager
def _book(
    path: Path, title: str, signed: Signed | None, size: float = _SIZE
) -> Iterator[tuple[Any, _Formats]]:
    """Give a workbook to fill; it is written to ``path`` in one step unless the block raises."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    properties: dict[str, Any] = {"title": title}
    if signed is not None:
        made_at = signed.printed_at.astimezone(UTC).replace(tzinfo=None)
        properties |= {"author": signed.unit, "created": made_at, "subject": signed.division}
    book.set_properties(properties)
    yield book, _Formats(book, size)
    book.close()
    durable.write_file(path, out.getvalue())


def _units(millimetres: float) -> float:
    """Return a column width in the spreadsheet's units: digits of 7 dots at 96 to the inch, 5 dots of padding."""
    return max(1.0, (millimetres / 25.4 * 96 - 5) / 7)


def _text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    sheet.write_string(row, column, text[:LONGEST_TEXT], style)


def _merge(sheet: Any, row: int, first: int, last: int, text: str, style: Any) -> None:
    if first == last:
        _text(sheet, row, first, text, style)
        return
    sheet.merge_range(row, first, row, last, "", style)
    _text(sheet, row, first, text, style)


def _height(texts: Sequence[tuple[str, float]], size: float, least: float = 18.0) -> float:
    """Return the row height that wrapped ``texts`` need in columns of the given widths in millimetres."""
    lines = max(len(wrap(text, SERIF, size, (width - 2) * MM)) for text, width in texts)
    return max(least, lines * size * _LINE + 4)


def _set_up_print(sheet: Any, signed: Signed, head_row: int) -> None:
    """Set A4 landscape, one page wide, with the rows down to the head repeated and the foot of the paper."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows(0, head_row)
    sheet.freeze_panes(head_row + 1, 0)
    sheet.set_footer("&L&8" + signed.print_line.replace("&", "&&")[:180] + "&R&9第 &P 页 共 &N 页")


def _write_title(sheet: Any, formats: _Formats, title: str, signed: Signed, last: int) -> int:
    """Write the sample line if any and the title; return the next row."""
    row = 0
    if signed.sample:
        _merge(sheet, row, 0, last, f"【{SAMPLE_LINE}】", formats.middle)
        row = 1
    _merge(sheet, row, 0, last, title, formats.title)
    sheet.set_row(row, 30)
    return row + 1


def _write_notes(
    sheet: Any,
    formats: _Formats,
    row: int,
    last: int,
    notes: Sequence[str],
    places: Sequence[str],
    width: float,
) -> None:
    """Write the sentences under the table, ``width`` millimetres wide, and the signature places below them."""
    for note in notes:
        _merge(sheet, row, 0, last, note, formats.note)
        sheet.set_row(row, _height([(note, width)], _NOTE_SIZE, least=15))
        row += 1
    sheet.set_row(row, 12)
    row += 1
    sheet.set_row(row, 22)
    step = (last + 1) / len(places)
    for index, place in enumerate(places):
        _text(sheet, row, round(index * step), place, formats.line)


def write_ledger(path: Path, ledger: MonthLedger, progress: Progress = SILENT) -> None:
    """Write P3 as a workbook; raises Cancelled and OSError, leaving an older file as it was."""
    signed, columns = ledger.signed, month_ledger.COLUMNS
    last = len(columns) - 1
    with _book(path, month_ledger.TITLE, signed, _PAPER_SIZE) as (book, formats):
        sheet = book.add_worksheet("探访台账")
        row = _write_title(sheet, formats, month_ledger.TITLE, signed, last)
        _merge(sheet, row, 0, 6, f"填报单位（盖章）：{signed.unit}", formats.line)
        _merge(sheet, row, 7, 11, f"{ledger.village}　{signed.month_text}", formats.middle)
        _merge(sheet, row, 12, last, "单位：人、次", formats.right)
        sheet.set_row(row, 18)
        row += 1
        for index, (title, width, _align) in enumerate(columns):
            sheet.set_column(index, index, _units(width))
            _text(sheet, row, index, title, formats.head)
        sheet.set_row(row, 28)
        _set_up_print(sheet, signed, row)
        row += 1
        for number, entry in enumerate(ledger.rows, start=1):
            _write_ledger_row(sheet, formats, row, month_ledger.row_values(number, entry))
            row += 1
            if number % CHUNK == 0:
                progress.report(number, len(ledger.rows), month_ledger.TITLE)
        if not ledger.rows:
            _merge(sheet, row, 0, last, month_ledger.EMPTY, formats.text_middle)
            row += 1
        places = ("填报人：", "审核人：", "分管领导：", f"填报日期：{day_text(signed.reported_on)}")
        _write_notes(sheet, formats, row, last, (ledger.summary, ledger.definition), places, _LEDGER_WIDTH)
        progress.check()


def _write_ledger_row(
    sheet: Any, formats: _Formats, row: int, values: Sequence[str | int | tuple[str, ...] | None]
) -> None:
    texts: list[tuple[str, float]] = []
    for index, (value, (_title, width, align)) in enumerate(zip(values, month_ledger.COLUMNS, strict=True)):
        if isinstance(value, int):
            sheet.write_number(row, index, value, formats.number)
            continue
        words = value if isinstance(value, str) else "、".join(value or ())
        _text(sheet, row, index, words, formats.text_middle if align == "center" else formats.text)
        texts.append((words, width))
    sheet.set_row(row, _height(texts, _PAPER_SIZE))


def write_summary(path: Path, paper: MonthSummary, progress: Progress = SILENT) -> None:
    """Write P4 as a workbook; raises Cancelled and OSError, leaving an older file as it was."""
    signed = paper.signed
    last = len(list(month_summary.column_titles(paper)))
    with _book(path, month_summary.TITLE, signed, _PAPER_SIZE) as (book, formats):
        sheet = book.add_worksheet("月报汇总表")
        row = _write_title(sheet, formats, month_summary.TITLE, signed, last)
        _merge(sheet, row, 0, last - 10, signed.division, formats.line)
        _merge(sheet, row, last - 9, last, f"表号：{paper.form_number}", formats.right)
        _merge(sheet, row + 1, 0, 12, f"填报单位（盖章）：{signed.unit}", formats.line)
        _merge(sheet, row + 1, 13, 20, signed.month_text, formats.middle)
        _merge(sheet, row + 1, 21, last, "计量单位：人、人次、件", formats.right)
        row = _write_summary_head(sheet, formats, paper, row + 2)
        _set_up_print(sheet, signed, row - 1)
        sheet.freeze_panes(row, 1)
        entries = (paper.total, *paper.rows) if paper.rows else ()
        for entry in entries:
            _write_summary_row(sheet, formats, row, entry, total=entry is paper.total)
            row += 1
        if not entries:
            _merge(sheet, row, 0, last, month_summary.EMPTY, formats.text_middle)
            row += 1
        places = (
            "单位负责人：",
            "审核人：",
            "填表人：",
            "联系电话：",
            f"报出日期：{day_text(signed.reported_on)}",
        )
        _write_notes(sheet, formats, row, last, paper.explanations, places, _SUMMARY_WIDTH)
        progress.check()


def _write_summary_head(sheet: Any, formats: _Formats, paper: MonthSummary, row: int) -> int:
    """Write the two-level head and the row of column numbers; return the next row."""
    sheet.set_column(0, 0, _units(_VILLAGE))
    sheet.merge_range(row, 0, row + 1, 0, "", formats.head)
    _text(sheet, row, 0, "嘎查村\n（社区）", formats.head)
    _text(sheet, row + 2, 0, "甲", formats.head)
    at = 1
    for group in month_summary.groups(paper):
        if group.title:
            _merge(sheet, row, at, at + len(group.columns) - 1, group.title, formats.head)
        for title in group.columns:
            if not group.title:
                sheet.merge_range(row, at, row + 1, at, "", formats.head)
            _text(sheet, row if not group.title else row + 1, at, title, formats.head)
            sheet.write_number(row + 2, at, at, formats.head)
            wide = at <= 3 or title.startswith("月探")
            sheet.set_column(at, at, _units(_WIDE if wide else _NARROW))
            at += 1
    sheet.set_row(row, 18)
    sheet.set_row(row + 1, 58)
    sheet.set_row(row + 2, 14)
    return row + 3


def _write_summary_row(
    sheet: Any, formats: _Formats, row: int, entry: month_summary.SummaryRow, *, total: bool
) -> None:
    for column, value in enumerate(month_summary.row_values(entry)):
        if isinstance(value, int):
            sheet.write_number(row, column, value, formats.total_number if total else formats.number)
        elif column and entry.rate_value is not None:
            places = min(len(value.rstrip("%").partition(".")[2]), 2)
            sheet.write_number(row, column, entry.rate_value, formats.rate[total, places])
        else:
            style = formats.text_middle if column else (formats.total_text if total else formats.text)
            _text(sheet, row, column, value, style)
    sheet.set_row(row, _height([(entry.village, _VILLAGE)], _PAPER_SIZE))


def write_rejected(path: Path, report: ImportReport, progress: Progress = SILENT) -> None:
    """Write the refused and doubtful cells of an import as a workbook; raises Cancelled and OSError."""
    columns = [
        TableColumn("类型", width=10),
        *(
            TableColumn(title, ColumnKind.NUMBER if title == "行号" else ColumnKind.TEXT, _units(width))
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
    with _book(path, title, signed) as (book, formats):
        for part, start in enumerate(range(0, max(len(rows), 1), SHEET_ROWS), start=1):
            sheet = book.add_worksheet("数据" if part == 1 else f"数据{part}")
            _merge(sheet, 0, 0, len(columns) - 1, title, formats.title)
            sheet.set_row(0, 30)
            for index, column in enumerate(columns):
                style = {ColumnKind.NUMBER: formats.plain_number, ColumnKind.DAY: formats.day}.get(
                    column.kind, formats.plain_text
                )
                sheet.set_column(index, index, column.width, style)
                _text(sheet, 1, index, column.title, formats.head)
            sheet.freeze_panes(2, 0)
            chunk = rows[start : start + SHEET_ROWS]
            for offset, values in enumerate(chunk):
                for index, (column, value) in enumerate(zip(columns, values, strict=True)):
                    _write_value(sheet, formats, offset + 2, index, column.kind, value)
                if offset % CHUNK == 0:
                    progress.report(start + offset, len(rows), title)
            sheet.autofilter(1, 0, max(len(chunk), 1) + 1, len(columns) - 1)
            for index, note in enumerate(notes):
                _text(sheet, len(chunk) + 3 + index, 0, note, formats.line)
            if signed is not None:
                _set_up_print(sheet, signed, 1)
        progress.check()


def _write_value(
    sheet: Any, formats: _Formats, row: int, column: int, kind: ColumnKind, value: Value
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        if kind is ColumnKind.DAY:
            sheet.write_datetime(row, column, value, formats.day)
        else:
            _text(sheet, row, column, value.isoformat(), formats.plain_text)
    elif isinstance(value, int | float) and kind is ColumnKind.NUMBER:
        sheet.write_number(row, column, value, formats.plain_number)
    else:
        _text(sheet, row, column, str(value), formats.plain_text)
