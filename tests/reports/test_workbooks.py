"""Plain tables keep numbers as numbers and texts as texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop_app.progress import Cancelled, Progress
from desktop_app.reports import workbooks
from desktop_app.reports.workbooks import ColumnKind, TableColumn
from tests.reports import made_up


def read(path: Path) -> Worksheet:
    sheet = load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    return sheet


def values(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_texts_that_look_like_formulas_links_or_numbers_stay_text(tmp_path: Path) -> None:
    columns = [TableColumn("身份证号", width=22), TableColumn("姓名")]
    table = [("150423194301010023", "+1"), ("=HYPERLINK(1)", "-2"), ("013812340001", "{=1}")]
    workbooks.write_table(tmp_path / "t.xlsx", "名册", columns, table)
    sheet = read(tmp_path / "t.xlsx")
    for cells in sheet.iter_rows():
        for cell in cells:
            assert cell.data_type != "f"
            assert cell.hyperlink is None
    assert [[cell.value for cell in line] for line in sheet.iter_rows(min_row=3)] == [
        list(line) for line in table
    ]
    assert sheet["A3"].number_format == "@"


def test_a_table_keeps_days_and_numbers_and_leaves_nothing_empty_as_text(tmp_path: Path) -> None:
    columns = [
        TableColumn("出生日期", ColumnKind.DAY),
        TableColumn("年龄", ColumnKind.NUMBER),
        TableColumn("备注"),
        TableColumn("编号"),
    ]
    workbooks.write_table(
        tmp_path / "a.xlsx",
        "花名册",
        columns,
        [(date(1943, 1, 1), 83, None, 7)],
        ("口径：截至月末在册。",),
        signed=made_up.signed(),
    )
    rows = values(read(tmp_path / "a.xlsx"))
    assert rows[0][0] == "花名册"
    assert str(rows[2][0]).startswith("1943-01-01")
    assert rows[2][1:] == [83, None, "7"]
    assert rows[4][0] == "口径：截至月末在册。"


def test_a_longer_table_goes_on_in_a_second_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "SHEET_ROWS", 3)
    workbooks.write_table(
        tmp_path / "a.xlsx", "名册", [TableColumn("姓名")], [(str(number),) for number in range(5)]
    )
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["数据", "数据2"]
    assert [row[0].value for row in book["数据2"].iter_rows(min_row=3)] == ["3", "4"]


def test_the_rejected_cells_can_be_filed(tmp_path: Path) -> None:
    workbooks.write_rejected(tmp_path / "a.xlsx", made_up.import_report(2, 1))
    rows = values(read(tmp_path / "a.xlsx"))
    assert rows[1] == ["类型", "行号", "列", "原因"]
    assert rows[2][:3] == ["拒收", 7, "身份证号码"]
    assert rows[4][:3] == ["请核对", 9, "姓名"]


def test_a_cancel_leaves_nothing_behind(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        workbooks.write_table(
            tmp_path / "a.xlsx", "名册", [TableColumn("姓名")], [("王",)], progress=progress
        )
    assert list(tmp_path.iterdir()) == []
