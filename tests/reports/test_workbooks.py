"""The workbooks hold the same figures as the papers, numbers as numbers and texts as texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop_app.progress import Cancelled, Progress
from desktop_app.reports import workbooks
from desktop_app.reports.month_ledger import COLUMNS
from desktop_app.reports.workbooks import ColumnKind, TableColumn
from tests.reports import made_up


def read(path: Path) -> Worksheet:
    sheet = load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    return sheet


def values(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_ledger_reads_back_with_numbers_as_numbers(tmp_path: Path) -> None:
    workbooks.write_ledger(tmp_path / "a.xlsx", made_up.ledger(22))
    rows = values(read(tmp_path / "a.xlsx"))
    assert rows[0][0] == "特殊困难老年人探访台账"
    assert rows[2] == [title for title, _width, _align in COLUMNS]
    assert rows[3][:8] == [1, "乌云其木格", "男", 66, "独居、高龄", "高风险", 1, 1]
    assert len([row for row in rows if isinstance(row[0], int)]) == 22
    assert any("月探访率口径：" in str(row[0]) for row in rows)
    assert "填报人：" in rows[-1]


def test_the_summary_reads_back_with_its_two_level_head_and_rates(tmp_path: Path) -> None:
    workbooks.write_summary(tmp_path / "a.xlsx", made_up.summary())
    sheet = read(tmp_path / "a.xlsx")
    rows = values(sheet)
    assert rows[3][4] == "特殊困难老年人数"
    assert rows[4][4:6] == ["小计", "独居"]
    assert rows[5] == ["甲", *range(1, 37)]
    assert rows[6][0] == "合计"
    assert rows[6][1] == 3972
    assert rows[6][19] == pytest.approx(552 / 588)
    assert sheet.cell(7, 20).number_format == "0.0%"
    assert len(sheet.merged_cells.ranges) > 10


def test_both_are_set_up_for_a4_landscape_with_repeated_heads(tmp_path: Path) -> None:
    workbooks.write_ledger(tmp_path / "l.xlsx", made_up.ledger(3))
    workbooks.write_summary(tmp_path / "s.xlsx", made_up.summary(2))
    for name in ("l.xlsx", "s.xlsx"):
        sheet = read(tmp_path / name)
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows is not None
        assert sheet.oddFooter is not None
        assert "第 &P" in str(sheet.oddFooter.right.text)


def test_texts_that_look_like_formulas_links_or_numbers_stay_text(tmp_path: Path) -> None:
    row = replace(made_up.ledger_row(1), name="=1+1", findings="http://a.example", handling="@SUM(A1)")
    ledger = replace(made_up.ledger(1), rows=(row,), village="=cmd")
    workbooks.write_ledger(tmp_path / "a.xlsx", ledger)
    columns = [TableColumn("身份证号", width=22), TableColumn("姓名")]
    table = [("150423194301010023", "+1"), ("=HYPERLINK(1)", "-2"), ("013812340001", "{=1}")]
    workbooks.write_table(tmp_path / "t.xlsx", "名册", columns, table)
    for name in ("a.xlsx", "t.xlsx"):
        for cells in read(tmp_path / name).iter_rows():
            for cell in cells:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    sheet = read(tmp_path / "t.xlsx")
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


def test_empty_months_say_so_and_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        workbooks.write_ledger(tmp_path / f"l{name}.xlsx", made_up.ledger(0, sample=True))
        workbooks.write_summary(tmp_path / f"s{name}.xlsx", made_up.summary(0))
    assert (tmp_path / "la.xlsx").read_bytes() == (tmp_path / "lb.xlsx").read_bytes()
    assert (tmp_path / "sa.xlsx").read_bytes() == (tmp_path / "sb.xlsx").read_bytes()
    texts = [str(row[0]) for row in values(read(tmp_path / "la.xlsx"))]
    assert any("本月无" in text for text in texts)
    assert "样例数据" in texts[0]


def test_a_cancel_leaves_nothing_behind(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        workbooks.write_ledger(tmp_path / "a.xlsx", made_up.ledger(3), progress)
    with pytest.raises(Cancelled):
        workbooks.write_table(
            tmp_path / "a.xlsx", "名册", [TableColumn("姓名")], [("王",)], progress=progress
        )
    assert list(tmp_path.iterdir()) == []
