"""Read visit records out of a workbook; a doubtful date, way or result costs the row, because visits are counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain import names
from desktop_app.domain.dates import BadDate, Precision, parse_day
from desktop_app.domain.errors import N_
from desktop_app.domain.identity import IdNumber
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.exchange.register.values import normalise_group
from desktop_app.exchange.visit_sheets import values
from desktop_app.exchange.visit_sheets.columns import NOTHING, VisitField, known_fields, recognise
from desktop_app.exchange.visit_sheets.rows import ParsedVisits, VisitSheetRow
from desktop_app.exchange.workbooks.contents import Workbook
from desktop_app.exchange.workbooks.headers import (
    UNKNOWN_FIELD,
    BadMapping,
    NoRows,
    WrongSheet,
    find_table,
)
from desktop_app.exchange.workbooks.rows import CellProblem, RowReader, Severity, read_rows
from desktop_app.progress import SILENT, Progress

VISIT_LOG = N_("探访（走访）记录")
NO_DATE_COLUMN = N_("没有“探访日期”（走访日期）一栏")
NO_DATE = N_("没有探访日期，整行没有采用")
DATE_REFUSED = N_("探访日期：{reason}，整行没有采用")
DATE_IN_FUTURE = N_("探访日期晚于今天，整行没有采用")
UNKNOWN_MODE = N_("探访方式无法识别，整行没有采用；可写：{words}")
UNKNOWN_OUTCOME = N_("探访结果无法识别，整行没有采用；可写：{words}")
ID_REFUSED = N_("{reason}；这一行又没有出生日期、电话或嘎查村，无法认定是谁，整行没有采用")
ONLY_A_NAME = N_("只有姓名，没有身份证号、出生日期、电话或嘎查村，按姓名查找，请核对有无同名")
BAD_VISITOR = N_("探访人姓名无法采用：{reason}")

_FILL_DOWN = frozenset((VisitField.VILLAGE, VisitField.GROUP, VisitField.VISITOR, VisitField.VISITED_ON))
_REPORT_EVERY = 500


def parse_visits(
    workbook: Workbook,
    *,
    today: date,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    progress: Progress = SILENT,
) -> ParsedVisits:
    """Return the visits of a workbook; raises NoHeaderFound, WrongSheet, NoRows, SheetMissing, BadMapping."""
    for field in (mapping or {}).values():
        if field not in known_fields():
            raise BadMapping(entry=field, why=UNKNOWN_FIELD)
    table = find_table(
        workbook, recognise, needed=VisitField.NAME, needed_word="姓名", mapping=mapping, sheet=sheet
    )
    if VisitField.VISITED_ON not in table.fields:
        raise WrongSheet(expected=VISIT_LOG, why=NO_DATE_COLUMN)
    rows: list[VisitSheetRow] = []
    problems: list[CellProblem] = []
    seen = 0
    total = len(table.sheet.rows) - table.header_row
    for reader in read_rows(table, _FILL_DOWN):
        seen += 1
        if seen % _REPORT_EVERY == 0:
            progress.report(min(reader.number - table.header_row, total), total, _("正在核对探访记录"))
        visit = _read_visit(reader, today)
        if visit is not None:
            rows.append(visit)
        problems.extend(reader.problems)
    if not seen:
        raise NoRows(sheet=table.sheet.name)
    return ParsedVisits(
        rows=tuple(rows),
        rejected=tuple(p for p in problems if p.severity is not Severity.WARNING),
        warnings=tuple(p for p in problems if p.severity is Severity.WARNING),
        sheet=table.sheet.name,
        header_row=table.header_row,
        mapping=tuple(column for column in table.mapping if column.field not in NOTHING),
        unmapped=table.unmapped,
        other_sheets=table.other_sheets,
        rows_seen=seen,
    )


def _read_visit(row: RowReader, today: date) -> VisitSheetRow | None:
    """Return the visit of a row, or None when the row is refused."""
    name = row.name()
    if name is None:
        return None
    number, refusal = row.id_number(today)
    birth = row.date(VisitField.BIRTH_ON, Severity.WARNING)
    birth_on = birth.on if birth and birth.precision is Precision.DAY else None
    phones = tuple(n for column in row.columns(VisitField.PHONE) for n in row.phones(column).numbers)
    village = _line(row, VisitField.VILLAGE)
    visited_on = _visited_on(row, today)
    mode, mode_known = _mode(row)
    outcome, outcome_known = _outcome(row, mode)
    identified = _identified(row, number, refusal, any((birth_on, phones, village)))
    if visited_on is None or not (mode_known and outcome_known and identified):
        return None
    next_visit = row.date(VisitField.NEXT_ON, Severity.WARNING)
    return VisitSheetRow(
        row=row.number,
        name=name,
        visited_on=visited_on,
        id_number=number,
        birth_on=number.birth_on if number else birth_on,
        phones=phones,
        village=village,
        group=normalise_group(row.text(VisitField.GROUP)),
        mode=mode,
        outcome=outcome,
        visitor=_visitor(row),
        content=_line(row, VisitField.CONTENT),
        health=_line(row, VisitField.HEALTH),
        economy=_line(row, VisitField.ECONOMY),
        family=_line(row, VisitField.FAMILY),
        safety=_line(row, VisitField.SAFETY),
        needs=_line(row, VisitField.NEEDS),
        problem=_line(row, VisitField.PROBLEM),
        measure=_line(row, VisitField.MEASURE),
        next_on=next_visit.on if next_visit and next_visit.precision is Precision.DAY else None,
        note=_line(row, VisitField.NOTE),
    )


def _visited_on(row: RowReader, today: date) -> date | None:
    """Return the day of the visit; None with a problem that costs the row."""
    cell = row.cell(VisitField.VISITED_ON)
    if cell is None:
        row.note(VisitField.VISITED_ON, _(NO_DATE), Severity.ROW)
        return None
    try:
        visited_on = parse_day(cell)
    except BadDate as problem:
        row.note(VisitField.VISITED_ON, _(DATE_REFUSED).format(reason=_(problem.reason)), Severity.ROW)
        return None
    if visited_on > today:
        row.note(VisitField.VISITED_ON, _(DATE_IN_FUTURE), Severity.ROW)
        return None
    return visited_on


def _mode(row: RowReader) -> tuple[Mode | None, bool]:
    """Return how the visit was made and whether the cell was understood."""
    text = row.text(VisitField.MODE)
    mode = values.read_mode(text) if text else None
    if text and mode is None:
        words = "、".join(known.term for known in Mode)
        row.note(VisitField.MODE, _(UNKNOWN_MODE).format(words=words), Severity.ROW)
        return None, False
    return mode, True


def _outcome(row: RowReader, mode: Mode | None) -> tuple[Outcome | None, bool]:
    """Return what came of the visit and whether the cell was understood."""
    text = row.text(VisitField.OUTCOME)
    outcome = values.read_outcome(text, mode) if text else None
    if text and outcome is None:
        words = "、".join(known.term for known in Outcome)
        row.note(VisitField.OUTCOME, _(UNKNOWN_OUTCOME).format(words=words), Severity.ROW)
        return None, False
    return outcome, True


def _identified(row: RowReader, number: IdNumber | None, refusal: str, has_other: bool) -> bool:
    """Tell whether the row says who was visited; a refused id cell needs something else to go by."""
    if number is not None:
        return True
    if refusal and not has_other:
        row.note(VisitField.ID_NUMBER, _(ID_REFUSED).format(reason=refusal), Severity.ROW)
        return False
    if refusal:
        row.note(VisitField.ID_NUMBER, refusal, Severity.CELL)
    elif not has_other:
        row.note(VisitField.NAME, _(ONLY_A_NAME), Severity.WARNING)
    return True


def _visitor(row: RowReader) -> str | None:
    """Return who visited; a text that is no name is warned of."""
    text = row.text(VisitField.VISITOR)
    if not text:
        return None
    try:
        return names.parse_name(text)
    except names.BadName as problem:
        reason = _(BAD_VISITOR).format(reason=_(problem.reason))
        row.note(VisitField.VISITOR, reason, Severity.WARNING)
        return None


def _line(row: RowReader, field: VisitField) -> str:
    """Return a field's text on one line."""
    return " ".join(row.text(field).split())
