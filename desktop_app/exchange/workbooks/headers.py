"""Find the table in a workbook: which sheet, which header row under which titles, which column means what."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from desktop_app.domain.characters import is_han
from desktop_app.domain.errors import N_, ExchangeError
from desktop_app.exchange.workbooks.contents import Cell, Sheet, Workbook, column_letter
from desktop_app.exchange.workbooks.refusals import NOTHING_CHANGED

ROWS_TO_SEARCH = 40
IGNORE = "ignore"
"""The field of a column that an explicit mapping leaves out."""

ORIGINAL_ROW = "原行号"
WHAT_TO_REPAIR = "待修正原因"
OWN_COLUMNS = frozenset((ORIGINAL_ROW, WHAT_TO_REPAIR))
"""The columns that the program adds to rows which it gives back for repair."""

_MIN_FIELDS = 2
_LONGEST_GROUP = 12
"""A longer text over several columns is a title."""
_HINT = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DECORATION = "*:;、.。_"

Recognise = Callable[[str], str | None]


class NoHeaderFound(ExchangeError):
    """No row of any sheet names the columns that are needed."""

    code = "no_header_found"
    what = N_("没有找到表头：前 {rows} 行里没有同时写着“{needed}”等栏目名称的一行。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请在数据上方加一行栏目名称（如 姓名、身份证号、联系电话、嘎查村），保存后再导入。")


class WrongSheet(ExchangeError):
    """The file holds a table, but of something else."""

    code = "wrong_sheet"
    what = N_("这个文件里的表格不是{expected}：{why}。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请确认选对了文件和工作表；栏目名称特殊时，可以用栏目对照指定。")


class SheetMissing(ExchangeError):
    """The sheet asked for is not in the file."""

    code = "sheet_missing"
    what = N_("文件里没有名为“{sheet}”的工作表。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请从文件现有的工作表中选一个。")


class NoRows(ExchangeError):
    """A header with nothing under it."""

    code = "no_rows"
    what = N_("工作表“{sheet}”只有表头，没有数据行。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请确认选对了工作表，并已在WPS或Excel中保存数据后再导入。")


class BadMapping(ExchangeError):
    """The explicit mapping names a column or a field that does not exist."""

    code = "bad_mapping"
    what = N_("栏目对照有误：“{entry}”{why}。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请对照文件的表头和程序给出的字段名称改正后再导入。")


UNKNOWN_FIELD = N_("不是程序认识的字段")
UNKNOWN_HEADER = N_("不在文件的表头里")


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column with its header as in the file and the field it fills."""

    index: int
    header: str
    field: str

    @property
    def letter(self) -> str:
        """Return the column's letter."""
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class TableFound:
    """A table inside a sheet; ``header_row`` is the 1-based row right above the data.

    ``labels`` are the header cells of the whole table in normalised form, also of columns without a field;
    ``ignored`` the headers that an explicit mapping leaves out.
    """

    sheet: Sheet
    header_row: int
    mapping: tuple[MappedColumn, ...]
    unmapped: tuple[str, ...]
    other_sheets: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """Return the fields that have a column."""
        return frozenset(column.field for column in self.mapping)


def normalise_header(text: str) -> str:
    """Return a header without blanks, line breaks, full-width forms and decoration."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip(_DECORATION)


def without_hint(header: str) -> str:
    """Return a normalised header without remarks in brackets."""
    return _HINT.sub("", header).strip(_DECORATION)


def find_table(
    workbook: Workbook,
    recognise: Recognise,
    *,
    needed: str,
    needed_word: str,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
) -> TableFound:
    """Return the best table of the workbook; raises NoHeaderFound, SheetMissing and BadMapping.

    See ``find_tables`` for the parameters; ``other_sheets`` names the sheets with further tables.
    """
    best, *others = _ordered(workbook, recognise, needed, needed_word, mapping, sheet, header_row)
    return replace(best, other_sheets=tuple(table.sheet.name for table in others))


def find_tables(
    workbook: Workbook,
    recognise: Recognise,
    *,
    needed: str,
    needed_word: str,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
) -> tuple[TableFound, ...]:
    """Return the best table and those of other sheets with the same headers, in the order of the sheets.

    ``recognise`` gives the field of a normalised header or None, ``needed`` is the field without which a
    row is no header. ``mapping`` (header → field) overrides what is recognised, ``header_row`` (from one)
    says where the header ends. Raises NoHeaderFound, SheetMissing and BadMapping.
    """
    best, *others = _ordered(workbook, recognise, needed, needed_word, mapping, sheet, header_row)
    alike = [table for table in others if sorted(table.labels) == sorted(best.labels)]
    left = tuple(table.sheet.name for table in others if table not in alike)
    order = {candidate.name: place for place, candidate in enumerate(workbook.sheets)}
    found = sorted((best, *alike), key=lambda table: order[table.sheet.name])
    return tuple(replace(table, other_sheets=left) for table in found)


def fingerprint(labels: tuple[str, ...]) -> str:
    """Return what the workbooks of one sender have in common: a digest of their headers in any order."""
    known = sorted(label for label in labels if label and label not in OWN_COLUMNS)
    return hashlib.sha256("\n".join(known).encode()).hexdigest()


def fingerprints(workbook: Workbook) -> dict[str, int]:
    """Return the digests of every row and pair of rows that could be a header, with the row it ends in."""
    found: dict[str, int] = {}
    for sheet in workbook.sheets:
        for row in range(min(len(sheet.rows), ROWS_TO_SEARCH)):
            top = _labels(sheet.rows[row])
            if top is None:
                continue
            found.setdefault(fingerprint(_normalised(top)), row + 1)
            below = _labels(sheet.rows[row + 1]) if row + 1 < len(sheet.rows) else None
            if below is not None and any(below):
                found.setdefault(fingerprint(_normalised(top) + _normalised(below)), row + 2)
    return found


def _ordered(
    workbook: Workbook,
    recognise: Recognise,
    needed: str,
    needed_word: str,
    mapping: Mapping[str, str] | None,
    sheet: str | None,
    header_row: int | None,
) -> list[TableFound]:
    """Return the tables of the workbook, the best one first; raises as ``find_tables``."""
    sheets = [candidate for candidate in workbook.sheets if sheet in (None, candidate.name)]
    if not sheets:
        raise SheetMissing(sheet=sheet)
    wanted = {normalise_header(header): field for header, field in (mapping or {}).items()}

    def field_of(header: str) -> str | None:
        """Return the field by the explicit mapping first."""
        return wanted.get(header) or recognise(header)

    looked = (_best_in(candidate, field_of, needed, header_row) for candidate in sheets)
    found = [table for table in looked if table]
    if not found:
        raise NoHeaderFound(rows=ROWS_TO_SEARCH, needed=needed_word)
    best = max(found, key=lambda table: (len(table.fields), len(table.sheet.rows) - table.header_row))
    headers = {normalise_header(column.header) for column in best.mapping}
    headers |= {normalise_header(header) for header in best.unmapped}
    for header in wanted.keys() - headers:
        raise BadMapping(entry=header, why=UNKNOWN_HEADER)
    others = [
        table
        for table in found
        if table is not best and len(table.sheet.rows) > table.header_row and len(table.fields) > _MIN_FIELDS
    ]
    return [_without_ignored(table) for table in (best, *others)]


def _without_ignored(table: TableFound) -> TableFound:
    """Return the table without the columns that the mapping leaves out."""
    return replace(
        table,
        mapping=tuple(column for column in table.mapping if column.field != IGNORE),
        ignored=tuple(column.header for column in table.mapping if column.field == IGNORE),
    )


def _best_in(sheet: Sheet, field_of: Recognise, needed: str, header_row: int | None) -> TableFound | None:
    """Return the sheet's best header, of one row or two, or None; it ends in ``header_row`` if that is given."""
    best: TableFound | None = None
    for depth in (1, 2):  # a header of one row first: a second is believed only if it names more fields
        for row in range(min(len(sheet.rows), ROWS_TO_SEARCH)):
            if header_row is not None and row + depth != header_row:
                continue
            table = _header_at(sheet, row, depth, field_of)
            if table is None or needed not in table.fields or len(table.fields) < _MIN_FIELDS:
                continue
            if best is None or len(table.fields) > len(best.fields):
                best = table
    return best


def _header_at(sheet: Sheet, row: int, depth: int, field_of: Recognise) -> TableFound | None:
    """Return the table whose header takes ``depth`` rows from ``row`` on, or None if that cannot be."""
    top = _labels(sheet.rows[row])
    if top is None:
        return None
    if depth == 1:
        labels = [(label, label) for label in top]
    else:
        below = _labels(sheet.rows[row + 1]) if row + 1 < len(sheet.rows) else None
        if below is None or not any(below):
            return None
        labels = _joined(top, below)
    mapping: list[MappedColumn] = []
    unmapped: list[str] = []
    for index, (full, short) in enumerate(labels):
        if not full:
            continue
        field = field_of(normalise_header(full)) or field_of(normalise_header(short))
        shown = _shown(full if field_of(normalise_header(full)) else short)
        if field:
            mapping.append(MappedColumn(index, shown, field))
        else:
            unmapped.append(shown)
    if depth == 2 and _loses(top, labels, field_of):
        return None
    raw = _normalised(top)
    if depth == 2:
        raw += _normalised(_labels(sheet.rows[row + 1]) or [])
    return TableFound(sheet, row + depth, tuple(mapping), tuple(unmapped), labels=raw)


def _normalised(labels: list[str]) -> tuple[str, ...]:
    """Return the filled header cells in normalised form."""
    return tuple(normalise_header(label) for label in labels if label)


def _shown(label: str) -> str:
    """Return a header on one line, without the blanks that spread Chinese words."""
    return ("" if any(is_han(character) for character in label) else " ").join(label.split())


def _labels(cells: tuple[Cell, ...]) -> list[str] | None:
    """Return a row as header labels; None if numbers or dates show that it is data."""
    labels = []
    for cell in cells:
        if cell is None:
            labels.append("")
        elif isinstance(cell, str):
            if sum(character.isdigit() for character in cell) >= 6:
                return None
            labels.append(cell.strip())
        else:
            return None
    return labels


def _joined(top: list[str], below: list[str]) -> list[tuple[str, str]]:
    """Return per column the group and its part together, and the part alone."""
    labels = []
    group = ""
    for index in range(max(len(top), len(below))):
        upper = top[index] if index < len(top) else ""
        lower = below[index] if index < len(below) else ""
        group = upper or group
        together = group + lower if len(group) <= _LONGEST_GROUP else lower
        labels.append((together, lower) if lower else (upper, upper))
    return labels


def _loses(top: list[str], labels: list[tuple[str, str]], field_of: Recognise) -> bool:
    """Tell whether the second row stands under a person's name, so that it is data and not a header."""
    return any(
        label and field_of(normalise_header(label)) == "name" and labels[index][1] != label
        for index, label in enumerate(top)
    )
