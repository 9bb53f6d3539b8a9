"""Visit workbooks for tests: somebody to visit, an exported workbook, and cells filled as people fill them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import Category, Sex, VisitorRole
from desktop_app.domain.visit_workbook import VISIT_SHEET
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.visit_workbooks import ExportedWorkbook
from tests.services.homes import VILLAGES

MONTH = date(2026, 11, 1)
WEEKLY, MONTHLY, NOBODY_OWES = "王桂兰", "包小明", "乌力吉德力格尔·那仁满都拉苏荣"
HEAD_ROW = 4
FIRST_ROW = 5
CELLS: dict[str, Any] = {
    "探访日期": date(2026, 11, 3),
    "探访方式": "上门",
    "探访结果": "见到本人",
    "探访人": "海棠",
}
"""A visit with no more than what is needed."""


def people(app: Application, village: str = VILLAGES[0]) -> dict[str, str]:
    """Register one owed weekly, one owed monthly, one owed nothing, and a visitor; return the uids by name."""
    actor = app.actor
    app.register.add_visitor(actor, "海棠", VisitorRole.COMMITTEE.value, village_code=village)
    found = {}
    for name, born, category in (
        (WEEKLY, date(1943, 3, 8), Category.LIVING_ALONE),
        (MONTHLY, date(1955, 6, 1), Category.EMPTY_NEST),
        (NOBODY_OWES, date(1960, 1, 2), None),
    ):
        spans = (SpanDraft(category=category.value, from_on=date(2026, 9, 1)),) if category else ()
        found[name] = app.register.save(
            actor,
            ElderDraft(
                name=name,
                village_code=village,
                birth_on=born,
                sex=Sex.FEMALE.value,
                phone="13800138001",
                address="一组12号",
                registered_on=date(2026, 9, 1),
                categories=spans,
            ),
        )
    return found


def exported(app: Application, path: Path, month_on: date = MONTH, **wishes: Any) -> ExportedWorkbook:
    """Write the workbook of the first village."""
    return app.visit_workbooks.export(app.actor, VILLAGES[0], month_on, path, **wishes)


def change(path: Path, act: Callable[[Workbook], object], to: Path | None = None) -> Path:
    """Open a workbook, do something to it, and save it, maybe elsewhere."""
    book = load_workbook(path)
    act(book)
    book.save(to or path)
    return to or path


def places(book: Workbook) -> dict[str, int]:
    """Return the columns of the visit sheet by title, from one."""
    return {str(cell.value): cell.column for cell in book[VISIT_SHEET][HEAD_ROW] if cell.value}


def row_of(book: Workbook, name: str, which: int = 0) -> int:
    """Return the file's row number of a person's n-th row."""
    sheet, at = book[VISIT_SHEET], places(book)["姓名"]
    rows = [row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, at).value == name]
    return rows[which]


def spare_row(book: Workbook, which: int = 0) -> int:
    """Return the file's row number of the n-th row left for anybody."""
    sheet, at = book[VISIT_SHEET], places(book)["姓名"]
    rows = [row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, at).value is None]
    return rows[which]


def put(book: Workbook, row: int, cells: Mapping[str, Any]) -> None:
    """Fill cells of a row by the titles of their columns."""
    at = places(book)
    for title, value in cells.items():
        book[VISIT_SHEET].cell(row, at[title]).value = value


def fill(path: Path, name: str = WEEKLY, which: int = 0, to: Path | None = None, **more: Any) -> Path:
    """Fill a person's row with a plain visit and ``more``; None empties a cell."""
    return change(path, lambda book: put(book, row_of(book, name, which), {**CELLS, **more}), to)
