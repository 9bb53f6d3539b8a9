"""A visit workbook filled in without a spreadsheet program."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from desktop_app.domain.visit_workbook import VISIT_SHEET, columns
from desktop_app.exchange.sample.filled_book import fill_in
from desktop_app.services.visit_drafts import visit_form

MONTH, ROW = 11, 5
KEYS = [column.key for column in columns(visit_form(), MONTH)]


def exported(folder: Path) -> Path:
    """Return a workbook whose visit sheet has one row to fill in, as the export writes it."""
    path = folder / "exported.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("填写说明")
        sheet, edge = book.add_worksheet(VISIT_SHEET), book.add_format({"border": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_string(ROW - 1, 1, "王桂兰", edge)
        for at, key in enumerate(KEYS[2:], start=2):
            sheet.write_blank(ROW - 1, at, None, day if key == "visited_on" else edge)
    return path


def test_cells_hold_what_was_typed_and_all_else_stays(tmp_path: Path) -> None:
    given, filled = exported(tmp_path), tmp_path / "filled.xlsx"
    typed: dict[str, str | date] = {
        "visited_on": date(2026, 11, 3),
        "outcome": "见到本人",
        "signed_by": "煤<少>&",
    }
    fill_in(given, filled, visit_form(), MONTH, [typed])
    sheet = load_workbook(filled)[VISIT_SHEET]
    read = {key: sheet.cell(ROW, at).value for at, key in enumerate(KEYS, start=1)}
    read = {key: value.date() if isinstance(value, datetime) else value for key, value in read.items()}
    assert {key: value for key, value in read.items() if value} == {**typed, "name": "王桂兰"}


def test_a_column_the_workbook_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        fill_in(exported(tmp_path), tmp_path / "filled.xlsx", visit_form(), MONTH, [{"shoe_size": "42"}])
