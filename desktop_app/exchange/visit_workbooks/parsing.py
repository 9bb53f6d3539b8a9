"""Read a returned visit workbook: recognise it, find its table wherever it went, and read row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.forms import VisitForm
from desktop_app.domain.visit_workbook import (
    FORMAT,
    PROGRAM_SHEET,
    Tag,
    WorkbookColumn,
    columns,
    month_of,
    read_row_code,
)
from desktop_app.exchange.visit_workbooks.refusals import (
    DamagedVisitWorkbook,
    NewerVisitWorkbook,
    NotAVisitWorkbook,
    NothingFilled,
    VisitSheetMissing,
)
from desktop_app.exchange.visit_workbooks.row_reading import Row, read_row
from desktop_app.exchange.visit_workbooks.rows import (
    FilledRow,
    Identity,
    Known,
    ParsedVisitWorkbook,
    RefusedRow,
)
from desktop_app.exchange.workbooks.contents import Sheet, Workbook
from desktop_app.exchange.workbooks.headers import normalise_header, without_hint
from desktop_app.exchange.workbooks.rows import CellProblem, Severity, text_of
from desktop_app.progress import SILENT, Progress

COLUMN_LOST = N_("工作簿里没有“{title}”一栏了，各行按没有填写处理")
OTHER_FORM = N_("工作簿是按另一版表单导出的，不认识的选项会逐格说明")

_ROWS_TO_SEARCH = 40
_REPORT_EVERY = 200
_MOST_DIGITS = 9
_SPARE_MONTH = 1
"""A month in which every item of the form is asked, so that no column goes unrecognised."""


def parse_visit_workbook(
    workbook: Workbook, form: VisitForm, *, progress: Progress = SILENT
) -> ParsedVisitWorkbook:
    """Return the filled rows; raises ``NotAVisitWorkbook`` and the other refusals beside it."""
    tables = [table for sheet in workbook.sheets if (table := _table(sheet, form)) is not None]
    identity = _identity(workbook, tables)
    if not tables:
        raise VisitSheetMissing
    problems: list[CellProblem] = []
    rows: list[FilledRow] = []
    refused: list[RefusedRow] = []
    blank = 0
    for table in tables:
        named = table.sheet.name if len(tables) > 1 else ""
        for number, row in enumerate(table.rows(form), start=1):
            if number % _REPORT_EVERY == 0:
                progress.report(number, len(table.sheet.rows), _("正在核对探访工作簿"))
            if not row.filled():
                blank += row.is_ours()
                continue
            read = read_row(row, identity.month_on)
            if read is None:
                refused.append(RefusedRow(row=row.number, name=row.name()[:50], sheet=named))
            else:
                rows.append(replace(read, sheet=named))
            problems.extend(replace(problem, sheet=named) for problem in row.problems)
    if not rows and not refused:
        raise NothingFilled
    problems = [*_about_columns(tables[0], form, identity), *problems]
    return ParsedVisitWorkbook(
        identity=identity,
        rows=tuple(rows),
        refused=tuple(refused),
        rejected=tuple(each for each in problems if each.severity is not Severity.WARNING),
        warnings=tuple(each for each in problems if each.severity is Severity.WARNING),
        sheet=tables[0].sheet.name,
        header_row=tables[0].header_row,
        blank=blank,
        titles={key: column.title for key, (_at, column) in tables[0].places.items()},
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The table of a sheet; ``header_row`` is the 1-based row of the titles."""

    sheet: Sheet
    header_row: int
    places: Mapping[str, tuple[int, WorkbookColumn]]

    def rows(self, form: VisitForm) -> Iterator[Row]:
        """Yield the rows below the titles that are not empty."""
        for index in range(self.header_row, len(self.sheet.rows)):
            cells = self.sheet.rows[index]
            if any(cell is not None for cell in cells):
                yield Row(index + 1, cells, self.places, form)


def _table(sheet: Sheet, form: VisitForm) -> _Table | None:
    """Return the table of a sheet: the first row that names both the person and the day of the visit."""
    if sheet.name == PROGRAM_SHEET:
        return None
    known = {normalise_header(column.title): column for column in columns(form, _SPARE_MONTH)}
    known.update({without_hint(title): column for title, column in known.items()})
    for index in range(min(len(sheet.rows), _ROWS_TO_SEARCH)):
        places: dict[str, tuple[int, WorkbookColumn]] = {}
        for at, cell in enumerate(sheet.rows[index]):
            if not isinstance(cell, str):
                continue
            title = normalise_header(cell)
            column = known.get(title) or known.get(without_hint(title))
            if column is not None:
                places.setdefault(column.key, (at, column))
        if "name" in places and "visited_on" in places:
            return _Table(sheet, index + 1, places)
    return None


def _identity(workbook: Workbook, tables: list[_Table]) -> Identity:
    """Return which workbook it is: by the hidden sheet, else by the codes of the rows."""
    for sheet in workbook.sheets:
        if sheet.name == PROGRAM_SHEET:
            return _from_program_sheet(sheet)
    codes: dict[str, int] = {}
    for table in tables:
        at = table.places["row_code"][0] if "row_code" in table.places else None
        for index in range(table.header_row, len(table.sheet.rows)):
            cell = table.sheet.cell(index, at) if at is not None else None
            if (code := read_row_code(text_of(cell))) is not None:
                codes[code.workbook] = codes.get(code.workbook, 0) + 1
    if not codes:
        raise NotAVisitWorkbook
    commonest = max(codes, key=lambda each: codes[each])
    return Identity(code=commonest, month_on=month_of(commonest), complete=False)


def _from_program_sheet(sheet: Sheet) -> Identity:
    said: dict[str, str] = {}
    known: dict[str, dict[int, Known]] = {Tag.ROW.value: {}, Tag.PERSON.value: {}}
    for cells in sheet.rows:
        tag, *rest = (text_of(cell) for cell in (*cells, None, None, None, None)[:4])
        if tag in known:
            number, uid, name = rest
            known[tag][_number(number)] = Known(uid, name)
        elif tag:
            said[tag] = rest[0]
    if _number(said.get(Tag.FORMAT.value, "")) > FORMAT:
        raise NewerVisitWorkbook
    code = read_row_code(f"{said.get(Tag.CODE.value, '')}-001-22222")
    if code is None or not known[Tag.ROW.value]:
        raise DamagedVisitWorkbook
    month_on = _month(said.get(Tag.MONTH.value, ""))
    if month_on != code.month_on:
        raise DamagedVisitWorkbook
    return Identity(
        code=code.workbook,
        month_on=month_on,
        site=said.get(Tag.SITE.value, ""),
        village_code=said.get(Tag.VILLAGE.value, ""),
        form_key=said.get(Tag.FORM.value, ""),
        form_version=_number(said.get(Tag.FORM_VERSION.value, "")),
        rows=known[Tag.ROW.value],
        people=known[Tag.PERSON.value],
    )


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise DamagedVisitWorkbook
    return int(text)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise DamagedVisitWorkbook from None


def _about_columns(table: _Table, form: VisitForm, identity: Identity) -> list[CellProblem]:
    """Return a hint for every column to fill that is gone, and one where the form is another."""
    found = []
    for column in columns(form, identity.month_on.month):
        if not column.locked and column.key not in table.places:
            reason = _(COLUMN_LOST).format(title=column.title)
            found.append(CellProblem(table.header_row, column.title, "", reason, Severity.WARNING))
    if identity.complete and (identity.form_key, identity.form_version) != (form.key, form.version):
        found.append(CellProblem(table.header_row, "", "", _(OTHER_FORM), Severity.WARNING))
    return found
