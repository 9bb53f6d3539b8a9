"""Read the register out of a workbook: table, rows, duplicates, and what was refused with row and column."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.names import same_name_key
from desktop_app.exchange.register.columns import RegisterField, known_fields, recognise
from desktop_app.exchange.register.person import read_person
from desktop_app.exchange.register.rows import ParsedRegister, RegisterRow
from desktop_app.exchange.workbooks.contents import Workbook
from desktop_app.exchange.workbooks.headers import (
    UNKNOWN_FIELD,
    BadMapping,
    NoRows,
    TableFound,
    WrongSheet,
    find_table,
    normalise_header,
    without_hint,
)
from desktop_app.exchange.workbooks.rows import CellProblem, RowReader, Severity, read_rows
from desktop_app.progress import SILENT, Progress

REGISTER = N_("老年人名册")
IS_A_VISIT_LOG = N_("它是探访（走访）记录，请用“导入探访记录”")
NAMES_ONLY = N_("除了姓名，没有身份证号、出生日期、电话、住址等可以认定老人的栏目")
DUPLICATE_ID = N_("身份证号与第 {row} 行重复，整行没有采用")
DUPLICATE_PERSON = N_("姓名和出生日期与第 {row} 行相同，又没有身份证号，请核对是否重复")

_FILL_DOWN = frozenset((RegisterField.TOWNSHIP, RegisterField.VILLAGE, RegisterField.GROUP))
_IDENTIFYING = frozenset(
    (
        RegisterField.ID_NUMBER,
        RegisterField.BIRTH_ON,
        RegisterField.PHONE,
        RegisterField.ADDRESS,
        RegisterField.RESIDENCE,
        RegisterField.VILLAGE,
        RegisterField.GROUP,
    )
)
_VISIT_DATES = frozenset("探访日期 走访日期 巡访日期 探访时间 走访时间 巡访时间 上门日期".split())
_VISIT_CONTENTS = frozenset(
    "探访内容 走访内容 巡访内容 探访方式 走访方式 探访结果 走访结果 走访情况 探访情况 处理措施 存在问题".split()
)
_REPORT_EVERY = 500


def parse_register(
    workbook: Workbook,
    *,
    today: date,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    progress: Progress = SILENT,
) -> ParsedRegister:
    """Return the elders of a workbook; raises NoHeaderFound, WrongSheet, NoRows, SheetMissing, BadMapping.

    ``mapping`` (header → field of ``known_fields()``) overrides what the headers are taken for.
    """
    for field in (mapping or {}).values():
        if field not in known_fields():
            raise BadMapping(entry=field, why=UNKNOWN_FIELD)
    table = find_table(
        workbook, recognise, needed=RegisterField.NAME, needed_word="姓名", mapping=mapping, sheet=sheet
    )
    _check_table(table)
    rows: list[RegisterRow] = []
    problems: list[CellProblem] = []
    duplicates = _Duplicates()
    seen = 0
    total = len(table.sheet.rows) - table.header_row
    for reader in read_rows(table, _FILL_DOWN):
        seen += 1
        if seen % _REPORT_EVERY == 0:
            progress.report(min(reader.number - table.header_row, total), total, _("正在核对名册"))
        person = read_person(reader, today)
        if person is not None and duplicates.accept(person, reader):
            rows.append(person)
        problems.extend(reader.problems)
    if not seen:
        raise NoRows(sheet=table.sheet.name)
    return ParsedRegister(
        rows=tuple(rows),
        rejected=tuple(p for p in problems if p.severity is not Severity.WARNING),
        warnings=tuple(p for p in problems if p.severity is Severity.WARNING),
        sheet=table.sheet.name,
        header_row=table.header_row,
        mapping=table.mapping,
        unmapped=table.unmapped,
        other_sheets=table.other_sheets,
        rows_seen=seen,
    )


def _check_table(table: TableFound) -> None:
    """Refuse a table of something else; raises WrongSheet."""
    headers = {without_hint(normalise_header(header)) for header in table.unmapped}
    if headers & _VISIT_DATES and headers & _VISIT_CONTENTS:
        raise WrongSheet(expected=REGISTER, why=IS_A_VISIT_LOG)
    if not table.fields & _IDENTIFYING:
        raise WrongSheet(expected=REGISTER, why=NAMES_ONLY)


class _Duplicates:
    """Remembers who was seen in which row."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._by_id: dict[str, int] = {}
        self._by_person: dict[tuple[str, date], int] = {}

    def accept(self, person: RegisterRow, reader: RowReader) -> bool:
        """Tell whether the person is new to the file; note a refused or a doubtful repetition."""
        if person.id_number is not None:
            first = self._by_id.setdefault(person.id_number.text, person.row)
            if first != person.row:
                reason = _(DUPLICATE_ID).format(row=first)
                reader.note(RegisterField.ID_NUMBER, reason, Severity.ROW)
                return False
        if person.birth_on is not None:
            first = self._by_person.setdefault((same_name_key(person.name), person.birth_on), person.row)
            if first != person.row and person.id_number is None:
                reason = _(DUPLICATE_PERSON).format(row=first)
                reader.note(RegisterField.NAME, reason, Severity.WARNING)
        return True
