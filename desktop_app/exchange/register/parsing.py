"""Read the register out of a workbook: tables, rows, duplicates, and what was refused with row and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.names import same_name_key
from desktop_app.exchange.register.codes import CodeQuestion, translate
from desktop_app.exchange.register.columns import LOCAL, RegisterField, known_fields, recognise
from desktop_app.exchange.register.decisions import Decisions
from desktop_app.exchange.register.person import read_person
from desktop_app.exchange.register.rows import ParsedRegister, RegisterRow
from desktop_app.exchange.workbooks.contents import Workbook
from desktop_app.exchange.workbooks.headers import (
    UNKNOWN_FIELD,
    BadMapping,
    NoRows,
    TableFound,
    WrongSheet,
    find_tables,
    fingerprint,
    normalise_header,
    without_hint,
)
from desktop_app.exchange.workbooks.rows import CellProblem, RowReader, Severity, read_rows
from desktop_app.progress import SILENT, Progress

REGISTER = N_("老年人名册")
IS_A_VISIT_LOG = N_("它是探访（走访）记录，请用“导入探访记录”")
NAMES_ONLY = N_("除了姓名，没有身份证号、出生日期、电话、住址等可以认定老人的栏目")
DUPLICATE_ID = N_("身份证号与第 {row} 行重复，整行没有采用")
DUPLICATE_ID_ELSEWHERE = N_("身份证号与工作表“{sheet}”第 {row} 行重复，整行没有采用")
DUPLICATE_PERSON = N_("姓名和出生日期与第 {row} 行相同，又没有身份证号，请核对是否重复")
UNEXPLAINED_CODES = N_("这一列写的是代码（{codes}），含义还没有确认，没有采用")

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
_SHOWN_CODES = 8


def parse_register(
    workbook: Workbook,
    *,
    today: date,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    decisions: Decisions | None = None,
    local: tuple[str, ...] = (),
    progress: Progress = SILENT,
) -> ParsedRegister:
    """Return the elders of a workbook; raises NoHeaderFound, WrongSheet, NoRows, SheetMissing, BadMapping.

    All sheets with the same headers are read, or ``sheet`` alone. ``mapping`` (header → field of
    ``known_fields()``) overrides what the headers are taken for; ``decisions`` say the same and more. ``local``
    are the labels of the township's own fields.
    """
    decided = decisions or Decisions()
    wanted = {**decided.fields, **(mapping or {})}
    known = {*known_fields(), *(LOCAL + label for label in local)}
    for field in wanted.values():
        if field not in known:
            raise BadMapping(entry=field, why=UNKNOWN_FIELD)
    own = {normalise_header(label): LOCAL + label for label in local}
    workbook = _corrected(workbook, decided)
    tables = find_tables(
        workbook,
        lambda header: own.get(header) or recognise(header),
        needed=RegisterField.NAME,
        needed_word="姓名",
        mapping=wanted,
        sheet=sheet or decided.sheet,
        header_row=decided.header_row,
    )
    _check_table(tables[0])
    reading, questions = translate(tables, decided.codes)
    return _Reading(today, progress, several=len(tables) > 1).read(workbook, reading, questions)


def _corrected(workbook: Workbook, decided: Decisions) -> Workbook:
    """Return the workbook with the cells that were put right."""
    if not decided.corrections:
        return workbook
    by_sheet: dict[str, dict[tuple[int, int], str | None]] = {}
    for (name, row, column), text in decided.corrections.items():
        by_sheet.setdefault(name, {})[row, column] = text.strip() or None
    return replace(
        workbook,
        sheets=tuple(one.with_cells(by_sheet.get(one.name, {})) for one in workbook.sheets),
    )


def _check_table(table: TableFound) -> None:
    """Refuse a table of something else; raises WrongSheet."""
    headers = {without_hint(normalise_header(header)) for header in table.unmapped}
    if headers & _VISIT_DATES and headers & _VISIT_CONTENTS:
        raise WrongSheet(expected=REGISTER, why=IS_A_VISIT_LOG)
    if not table.fields & _IDENTIFYING:
        raise WrongSheet(expected=REGISTER, why=NAMES_ONLY)


class _Reading:
    """Reads the rows of one or several tables."""

    def __init__(self, today: date, progress: Progress, *, several: bool) -> None:
        """Read as of ``today``; with ``several`` tables every note names its sheet."""
        self._today = today
        self._progress = progress
        self._several = several
        self._rows: list[RegisterRow] = []
        self._problems: list[CellProblem] = []
        self._duplicates = _Duplicates()
        self._seen = 0
        self._refused = 0

    def read(
        self, workbook: Workbook, tables: tuple[TableFound, ...], questions: tuple[CodeQuestion, ...]
    ) -> ParsedRegister:
        """Return everything that the tables hold; raises NoRows."""
        total = sum(len(table.sheet.rows) - table.header_row for table in tables)
        for table in tables:
            self._read_table(table, total)
        first = tables[0]
        if not self._seen:
            raise NoRows(sheet=first.sheet.name)
        self._problems += [
            self._open_question(first, question) for question in questions if not question.settled
        ]
        return ParsedRegister(
            rows=tuple(self._rows),
            rejected=tuple(p for p in self._problems if p.severity is not Severity.WARNING),
            warnings=tuple(p for p in self._problems if p.severity is Severity.WARNING),
            sheet="、".join(table.sheet.name for table in tables),
            header_row=first.header_row,
            mapping=first.mapping,
            unmapped=first.unmapped,
            other_sheets=first.other_sheets,
            rows_seen=self._seen,
            sheets=tuple(table.sheet.name for table in tables),
            headers=_headers(first),
            labels=first.labels,
            ignored=first.ignored,
            fingerprint=fingerprint(first.labels),
            questions=questions,
            book=workbook,
            refused_rows=self._refused,
        )

    def _read_table(self, table: TableFound, total: int) -> None:
        """Read the rows of one table."""
        sheet = table.sheet.name if self._several else ""
        for reader in read_rows(table, _FILL_DOWN):
            self._seen += 1
            if self._seen % _REPORT_EVERY == 0:
                self._progress.report(min(self._seen, total), total, _("正在核对名册"))
            person = read_person(reader, self._today)
            if person is not None and self._duplicates.accept(person, reader, sheet):
                self._rows.append(person)
            else:
                self._refused += 1
            if reader.problems:
                self._problems.extend(
                    replace(problem, sheet=sheet) if sheet else problem for problem in reader.problems
                )

    def _open_question(self, table: TableFound, question: CodeQuestion) -> CellProblem:
        """Return the hint that a column's codes wait for their meaning."""
        column = next(one for one in table.mapping if one.index == question.index)
        codes = [code for code, _count in question.counts]
        shown = "、".join(codes[:_SHOWN_CODES]) + ("…" if len(codes) > _SHOWN_CODES else "")
        return CellProblem(
            question.first_row,
            column.header,
            column.letter,
            _(UNEXPLAINED_CODES).format(codes=shown),
            Severity.WARNING,
            sheet=table.sheet.name if self._several else "",
            index=column.index,
        )


def _headers(table: TableFound) -> tuple[str, ...]:
    """Return the header of every column of the table by its place; empty where a column has none."""
    width = max(len(row) for row in table.sheet.rows[table.header_row - 1 :])
    width = max(width, *(column.index + 1 for column in table.mapping))
    headers = [""] * width
    for column in table.mapping:
        headers[column.index] = column.header
    above = table.sheet.rows[table.header_row - 1]
    for index, cell in enumerate(above):
        if not headers[index] and isinstance(cell, str):
            headers[index] = " ".join(cell.split())
    return tuple(headers)


class _Duplicates:
    """Remembers who was seen in which row."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._by_id: dict[str, tuple[str, int]] = {}
        self._by_person: dict[tuple[str, date], tuple[str, int]] = {}

    def accept(self, person: RegisterRow, reader: RowReader, sheet: str) -> bool:
        """Tell whether the person is new to the file; note a refused or a doubtful repetition."""
        here = (sheet, person.row)
        if person.id_number is not None:
            first = self._by_id.setdefault(person.id_number.text, here)
            if first != here:
                message = DUPLICATE_ID if first[0] == sheet else DUPLICATE_ID_ELSEWHERE
                reason = _(message).format(sheet=first[0], row=first[1])
                reader.note(RegisterField.ID_NUMBER, reason, Severity.ROW)
                return False
        if person.birth_on is not None:
            first = self._by_person.setdefault((same_name_key(person.name), person.birth_on), here)
            if first != here and person.id_number is None:
                reason = _(DUPLICATE_PERSON).format(row=first[1])
                reader.note(RegisterField.NAME, reason, Severity.WARNING)
        return True
