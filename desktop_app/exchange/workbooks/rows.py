"""Read the cells of one data row as names, ids, dates and phones, and note what is wrong where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desktop_app.config.strings import _
from desktop_app.domain import identity, names
from desktop_app.domain.characters import repair_private_use
from desktop_app.domain.dates import BadDate, LooseDate, parse_date
from desktop_app.domain.errors import N_
from desktop_app.domain.identity import BadIdNumber, IdNumber
from desktop_app.domain.names import BadName
from desktop_app.domain.phones import PhoneCell, parse_phone_cell
from desktop_app.exchange.workbooks.contents import Cell, column_letter
from desktop_app.exchange.workbooks.headers import MappedColumn, TableFound

_FOOTER = re.compile(r"(合计|总计|小计|填表|填报|制表|审核|负责人|经办人|单位|注[:：]|备注[:：]|说明)")
_SMALLEST_ROW_OF_NUMBERS = 3

NAME = "name"
ID_NUMBER = "id_number"
NUMBER = "number"

UPGRADED = N_("旧的15位号码已换算为18位，请核对")
SUSPICIOUS_TAIL = N_("号码末三位是000，可能被表格软件改动过，请核对身份证")
UNREADABLE_PHONE = N_("电话号码无法识别，没有采用，原文请核对")
UNCALCULATED = N_("姓名为空；如果单元格里是公式，请先在WPS或Excel中打开并保存一次")


class Severity(StrEnum):
    """How much of a row a problem costs."""

    ROW = "row"
    CELL = "cell"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Something wrong in one cell; ``row`` as numbered in the file, ``column`` its header, ``reason`` in words.

    ``sheet`` is named where a file has several tables; ``index`` is the column from zero, where there is one.
    """

    row: int
    column: str
    letter: str
    reason: str
    severity: Severity
    sheet: str = ""
    index: int | None = None


class RowReader:
    """The cells of one row by field, and the problems found in them so far."""

    def __init__(self, table: TableFound, columns: dict[str, list[MappedColumn]], index: int) -> None:
        """Read the row at 0-based ``index`` of the table's sheet."""
        self.number = index + 1
        self.sheet = table.sheet.name
        self.problems: list[CellProblem] = []
        self.filled_down: dict[tuple[int, int], Cell] = {}
        self._cells = table.sheet.rows[index]
        self._columns = columns

    def cell_at(self, column: MappedColumn) -> Cell:
        """Return the cell of one column."""
        if column.index < len(self._cells):
            value = self._cells[column.index]
            if value is not None:
                return value
        return self.filled_down.get((self.number - 1, column.index))

    def columns(self, field: str) -> list[MappedColumn]:
        """Return the columns that fill a field."""
        return self._columns.get(field, [])

    def fields(self) -> tuple[str, ...]:
        """Return the fields that have a column."""
        return tuple(self._columns)

    def cell(self, field: str) -> Cell:
        """Return the first filled cell of a field."""
        for column in self._columns.get(field, ()):
            value = self.cell_at(column)
            if value is not None:
                return value
        return None

    def text(self, field: str) -> str:
        """Return the field's cell as trimmed text."""
        return text_of(self.cell(field)) if field in self._columns else ""

    def note(self, field: str, reason: str, severity: Severity, column: MappedColumn | None = None) -> None:
        """Keep a problem of a field; ``reason`` is already in the user's language."""
        columns = self._columns.get(field)
        column = column or (columns[0] if columns else None)
        header = column.header if column else field_word(field)
        letter = column.letter if column else ""
        index = column.index if column else None
        self.problems.append(CellProblem(self.number, header, letter, reason, severity, index=index))

    def filled_fields(self) -> set[str]:
        """Return the fields with something in this row."""
        return {
            field
            for field, columns in self._columns.items()
            if any(c.index < len(self._cells) and self._cells[c.index] is not None for c in columns)
        }

    def is_footer(self) -> bool:
        """Tell whether the row is a total, a signature line or a remark below the data."""
        first = next((cell for cell in self._cells if cell is not None), None)
        return isinstance(first, str) and bool(_FOOTER.match("".join(first.split())))

    def is_repeated_header(self) -> bool:
        """Tell whether the row repeats the header, as printed pages do."""
        columns = self._columns.get(NAME, [])
        return bool(columns) and "".join(self.text(NAME).split()) == "".join(columns[0].header.split())

    def is_column_numbers(self) -> bool:
        """Tell whether the row only numbers the columns: 1, 2, 3 …"""
        filled = [text_of(cell) for cell in self._cells if cell is not None]
        return len(filled) >= _SMALLEST_ROW_OF_NUMBERS and filled == [
            str(n) for n in range(1, len(filled) + 1)
        ]

    def name(self) -> str | None:
        """Return the person's name; None with a problem noted that costs the row."""
        text = text_of(self.cell(NAME))
        if not text:
            self.note(NAME, _(UNCALCULATED), Severity.ROW)
            return None
        try:
            name = names.parse_name(text)
        except BadName as problem:
            self.note(NAME, _(problem.reason), Severity.ROW)
            return None
        if names.has_private_use(name):
            self.note(NAME, _(names.PRIVATE_USE), Severity.WARNING)
        return name

    def id_number(self, today: date) -> tuple[IdNumber | None, str]:
        """Return the id number, or None and the reason for which the cell is refused (empty without a cell)."""
        cell = self.cell(ID_NUMBER)
        if cell is None or text_of(cell) in ("", "无", "无身份证", "-", "/"):
            return None, ""
        try:
            number = IdNumber.parse(cell, today=today)
        except BadIdNumber as problem:
            return None, _(problem.reason)
        if not number.check_ok:
            self.note(ID_NUMBER, _(identity.WRONG_CHECK), Severity.WARNING)
        elif number.suspicious_tail:
            self.note(ID_NUMBER, _(SUSPICIOUS_TAIL), Severity.WARNING)
        if number.upgraded:
            self.note(ID_NUMBER, _(UPGRADED), Severity.WARNING)
        return number, ""

    def date(self, field: str, severity: Severity) -> LooseDate | None:
        """Return the date of a field; None without one, or with a problem of ``severity`` noted."""
        cell = self.cell(field)
        if cell is None:
            return None
        try:
            return parse_date(cell)
        except BadDate as problem:
            self.note(field, _(problem.reason), severity)
            return None

    def phones(self, column: MappedColumn) -> PhoneCell:
        """Return the numbers of one phone cell, with a warning for pieces that are none."""
        phones = parse_phone_cell(self.cell_at(column))
        if phones.unreadable:
            self.note(column.field, _(UNREADABLE_PHONE), Severity.WARNING, column)
        return phones


def read_rows(table: TableFound, fill_down: frozenset[str] = frozenset()) -> Iterator[RowReader]:
    """Yield a reader for each row below the header that is neither empty nor decoration.

    ``fill_down`` names the fields whose vertically merged cells stand for every row they span.
    """
    columns: dict[str, list[MappedColumn]] = {}
    for column in table.mapping:
        columns.setdefault(column.field, []).append(column)
    spans = _merged_values(table, {c.index for field in fill_down for c in columns.get(field, [])})
    decoration = fill_down | {NUMBER}
    for index in range(table.header_row, len(table.sheet.rows)):
        if not any(cell is not None for cell in table.sheet.rows[index]):
            continue
        row = RowReader(table, columns, index)
        row.filled_down = spans
        if row.filled_fields() <= decoration or row.is_footer() or row.is_repeated_header():
            continue
        if index == table.header_row and row.is_column_numbers():
            continue
        yield row


def text_of(cell: Cell) -> str:
    """Return a cell as trimmed text: whole numbers without a point, dates as 2026-11-02."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return repair_private_use(cell).strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return (
            str(int(cell)) if cell.is_integer() and abs(cell) < identity.LARGEST_EXACT_NUMBER else repr(cell)
        )
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def field_word(field: str) -> str:
    """Return the word for a field that has no column."""
    return {NAME: _(N_("姓名")), ID_NUMBER: _(N_("身份证号"))}.get(field, column_letter(0))


def _merged_values(table: TableFound, columns: set[int]) -> dict[tuple[int, int], Cell]:
    """Return the value for each cell hidden below the first of a vertically merged block."""
    values: dict[tuple[int, int], Cell] = {}
    last = len(table.sheet.rows) - 1
    for merge in table.sheet.merges:
        if merge.first_column not in columns or merge.first_column != merge.last_column:
            continue
        value = table.sheet.cell(merge.first_row, merge.first_column)
        for row in range(max(merge.first_row + 1, table.header_row), min(merge.last_row, last) + 1):
            values[row, merge.first_column] = value
    return values
