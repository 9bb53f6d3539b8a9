"""The sheet of a visit workbook that is filled: heads, rows, choices, protection, print set-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from itertools import groupby
from typing import Any

from desktop_app.domain.terms import Mode, Outcome
from desktop_app.domain.visit_workbook import Cells, WorkbookColumn, columns, row_code
from desktop_app.progress import Progress
from desktop_app.reports.paper import SAMPLE_LINE, month_text
from desktop_app.reports.visit_workbook_parts import (
    PROTECTION,
    VisitWorkbook,
    WorkbookFormats,
    WorkbookRow,
    letters_of,
)

_A3 = 8
_HEAD_ROW = 3
"""The row of the column titles, from zero; groups stand above it, data below."""
_FIRST_ROW = _HEAD_ROW + 1
_FROZEN_COLUMNS = 2
_ROW_HEIGHT, _LINE = 30.0, 13.0
"""Least height of a row and that of one line, in points."""
_LETTER = 3.7
"""Width of a Chinese letter in millimetres, with some to spare."""
_PAPER_WIDTH = 325.0
"""Millimetres between the margins of A3 landscape, less what office programs round columns up by."""
_REPORT_EVERY = 200
_LONGEST_HINT = 250
"""Excel refuses a file whose input message is longer than 255 characters."""

ONLY_BY: dict[Outcome, tuple[Mode, ...]] = {
    Outcome.MET_IN_PERSON: (Mode.IN_PERSON,),
    Outcome.NOT_AT_HOME: (Mode.IN_PERSON,),
    Outcome.MET_REMOTELY: (Mode.PHONE, Mode.VIDEO, Mode.DEVICE),
    Outcome.COULD_NOT_REACH: (Mode.PHONE, Mode.VIDEO, Mode.DEVICE, Mode.THIRD_PARTY),
    Outcome.SEEN_BY_THIRD_PARTY: (Mode.THIRD_PARTY,),
}
"""The results that only some ways of visiting can have; a test holds it against ``possible_outcomes``."""


class VisitSheet:
    """Writes the sheet row by row."""

    def __init__(
        self, sheet: Any, book: VisitWorkbook, formats: WorkbookFormats, ranges: Mapping[str, str]
    ) -> None:
        """Write ``book`` to ``sheet``; ``ranges`` name the lists of choices."""
        self._sheet = sheet
        self._book = book
        self._formats = formats
        self._ranges = ranges
        self._columns = columns(book.form, book.month_on.month)
        self._place = {column.key: at for at, column in enumerate(self._columns)}
        self._last_row = _FIRST_ROW + max(len(book.rows), 1) - 1

    def write(self, progress: Progress) -> None:
        """Write everything; raises Cancelled."""
        self._heads()
        for number, row in enumerate(self._book.rows, start=1):
            self._row(number, row)
            if number % _REPORT_EVERY == 0:
                progress.report(number, len(self._book.rows), "")
        if self._book.rows:
            for column in self._columns:
                self._validate(column)
            self._mark_unfitting()
        self._set_up()

    def _heads(self) -> None:
        sheet, book, formats = self._sheet, self._book, self._formats
        sheet.write_string(0, 0, f"{book.village}　{month_text(book.month_on)}探访登记", formats.title)
        sheet.set_row(0, 26)
        line = f"工作簿编号 {book.code}　交回：{book.signed.unit}　含个人信息，不得外传"
        sheet.write_string(1, 0, f"【{SAMPLE_LINE}】{line}" if book.signed.sample else line, formats.line)
        at = 0
        for title, group in groupby(self._columns, key=lambda column: column.group):
            last = at + len(list(group)) - 1
            if last > at:
                sheet.merge_range(_HEAD_ROW - 1, at, _HEAD_ROW - 1, last, title, formats.head)
            else:
                sheet.write_string(_HEAD_ROW - 1, at, title, formats.head)
            at = last + 1
        for at, column in enumerate(self._columns):
            sheet.set_column(at, at, _units(column.width))
            sheet.write_string(_HEAD_ROW, at, column.title, formats.head)
        sheet.set_row(_HEAD_ROW - 1, 18)
        sheet.set_row(_HEAD_ROW, 42)

    def _row(self, number: int, row: WorkbookRow) -> None:
        sheet, formats, at = self._sheet, self._formats, _FIRST_ROW + number - 1
        texts = {
            "name": row.name,
            "sex": row.sex,
            "place": row.place,
            "categories": row.categories,
            "tier": row.tier,
            "phone": row.phone,
            "before_on": row.before_on.isoformat() if row.before_on else "",
            "last": row.last,
        }
        lines = max(
            -(-len(texts[column.key]) // max(int(column.width / _LETTER), 1))
            for column in self._columns
            if column.key in texts
        )
        sheet.set_row(at, max(_ROW_HEIGHT, lines * _LINE + 4))
        for place, column in enumerate(self._columns):
            if column.key == "name" and not row.uid:
                sheet.write_blank(at, place, None, formats.fill[Cells.CHOICE])
            elif column.key in texts:
                style = formats.locked if column.width > 30 or column.key == "name" else formats.locked_middle
                sheet.write_string(at, place, texts[column.key], style)
            elif column.key == "number":
                sheet.write_number(at, place, number, formats.locked_number)
            elif column.key == "age":
                self._age(at, place, row)
            elif column.key == "row_code":
                code = row_code(self._book.code, number, row.uid).text
                sheet.write_string(at, place, code, formats.code)
            else:
                sheet.write_blank(at, place, None, formats.fill[column.cells])

    def _age(self, at: int, place: int, row: WorkbookRow) -> None:
        if row.age is None:
            self._sheet.write_blank(at, place, None, self._formats.locked_number)
        else:
            self._sheet.write_number(at, place, row.age, self._formats.locked_number)

    def _validate(self, column: WorkbookColumn) -> None:
        """Say what a column takes: choices, days of the month, plausible numbers."""
        first, last = _FIRST_ROW, self._last_row
        if column.key == "name":
            first += sum(1 for row in self._book.rows if row.uid)
            if first > last:
                return
        elif column.locked:
            return
        rule = self._rule(column)
        if rule is None:
            return
        if column.hint or column.cells is Cells.MULTI:
            words = column.hint or f"可选几项，用“、”隔开：{'、'.join(column.options)}"
            rule |= {"input_title": column.title[:32], "input_message": words[:_LONGEST_HINT]}
        place = self._place[column.key]
        self._sheet.data_validation(first, place, last, place, rule)

    def _rule(self, column: WorkbookColumn) -> dict[str, Any] | None:
        told: dict[str, Any] = {"error_title": column.title[:32]}
        if column.cells in (Cells.CHOICE, Cells.SUGGESTED):
            if column.key not in self._ranges:
                return None
            told |= {"validate": "list", "source": self._ranges[column.key]}
            if column.cells is Cells.SUGGESTED:
                return told | {"show_error": False}
            return told | {"error_message": "请从下拉列表里选。"}
        if column.cells is Cells.DAY:
            return told | self._days(column)
        if column.cells is Cells.TIME:
            told |= {
                "validate": "time",
                "criteria": "between",
                "minimum": time(0, 0),
                "maximum": time(23, 59),
            }
            return told | {"error_type": "warning", "error_message": "时间写成 9:30 这样。"}
        if column.measure is not None:
            measure = column.measure
            least, most = float(measure.least), float(measure.most)
            words = f"应在 {measure.least} 到 {measure.most} {measure.unit} 之间，请核对。"
            told |= {"validate": "decimal", "criteria": "between", "minimum": least, "maximum": most}
            return told | {"error_message": words}
        if column.cells is Cells.MULTI:
            return told | {"validate": "any"}
        told |= {"validate": "length", "criteria": "<=", "value": column.longest}
        return told | {"error_message": f"最多 {column.longest} 个字。"}

    def _days(self, column: WorkbookColumn) -> dict[str, Any]:
        book = self._book
        if column.key == "visited_on":
            told = f"探访日期应在 {book.month_on.isoformat()} 至 {book.last_on.isoformat()} 之间。"
            return {
                "validate": "date",
                "criteria": "between",
                "minimum": book.month_on,
                "maximum": book.last_on,
                "error_message": told,
            }
        told = "下次探访日期应写成 2026-11-22 这样，不早于本月。"
        return {"validate": "date", "criteria": ">=", "value": book.month_on, "error_message": told}

    def _mark_unfitting(self) -> None:
        """Colour a result that the way of visiting cannot have.

        A drop-down that depends on another cell does not work alike in every spreadsheet program; a colour does.
        """
        mode, outcome = (letters_of(self._place[key]) for key in ("mode", "outcome"))
        row = _FIRST_ROW + 1
        parts = []
        for result, ways in ONLY_BY.items():
            other = ",".join(f'${mode}{row}="{way.term}"' for way in Mode if way not in ways)
            parts.append(f'AND(${outcome}{row}="{result.term}",OR({other}))')
        place = self._place["outcome"]
        self._sheet.conditional_format(
            _FIRST_ROW,
            place,
            self._last_row,
            place,
            {"type": "formula", "criteria": f"=OR({','.join(parts)})", "format": self._formats.wrong},
        )

    def _set_up(self) -> None:
        sheet = self._sheet
        sheet.freeze_panes(_FIRST_ROW, _FROZEN_COLUMNS)
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        half, scale = _halves(self._columns)
        sheet.set_v_pagebreaks([half])
        sheet.set_print_scale(scale)
        sheet.repeat_rows(0, _HEAD_ROW)
        sheet.repeat_columns(0, _FROZEN_COLUMNS - 1)
        sheet.print_area(0, 0, self._last_row, len(self._columns) - 1)
        sheet.set_footer(
            "&L&8" + self._book.signed.print_line.replace("&", "&&")[:180] + "&R&9第 &P 页 共 &N 页"
        )
        sheet.set_selection(_FIRST_ROW, self._place["visited_on"], _FIRST_ROW, self._place["visited_on"])
        sheet.protect("", PROTECTION)


def _halves(made: Sequence[WorkbookColumn]) -> tuple[int, int]:
    """Return where the second page begins, between two groups, and the scale in percent at which both fit."""
    widths = [column.width for column in made]
    again = sum(widths[:_FROZEN_COLUMNS])
    starts = [at for at in range(1, len(made)) if made[at].group != made[at - 1].group]
    half = min(starts, key=lambda at: max(sum(widths[:at]), again + sum(widths[at:])))
    wider = max(sum(widths[:half]), again + sum(widths[half:]))
    return half, min(100, int(_PAPER_WIDTH / wider * 100))


def _units(millimetres: float) -> float:
    """Return a column width in the spreadsheet's units: digits of 7 dots at 96 to the inch, 5 dots of padding."""
    return max(1.0, (millimetres / 25.4 * 96 - 5) / 7)
