"""The workbooks of the made-up township, read back by the library the import uses."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from desktop_app.domain.dates import parse_day
from desktop_app.domain.divisions import DivisionTable, full_code
from desktop_app.domain.identity import BadIdNumber, IdNumber
from desktop_app.domain.names import parse_name
from desktop_app.domain.phones import parse_phone_cell
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.exchange.sample import register_book, visit_book
from desktop_app.exchange.sample.generate import make_township
from desktop_app.exchange.sample.register_book import write_office_workbook
from desktop_app.exchange.sample.sheets import FIRST_ROW
from desktop_app.exchange.sample.township import SampleTownship
from desktop_app.exchange.sample.visit_book import write_visit_workbook

AS_OF = date(2026, 11, 20)


@pytest.fixture(scope="module")
def township() -> SampleTownship:
    return make_township(elders=600, seed=11, months=2, as_of=AS_OF)


def sheet(path: Path) -> list[list[Any]]:
    """Return the first sheet's rows, row 1 first."""
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names[-1] == "填表说明"
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def column(rows: list[list[Any]], name: str) -> list[Any]:
    place = rows[FIRST_ROW - 2].index(name)
    return [row[place] for row in rows[FIRST_ROW - 1 :]]


def test_the_register_looks_like_the_workbook_an_office_keeps(
    township: SampleTownship, tmp_path: Path
) -> None:
    path = tmp_path / "登记表.xlsx"
    written = write_office_workbook(path, township)
    rows = sheet(path)
    assert (written.rows, written.bad) == (600, ())
    assert rows[0][0] == "达日罕乌拉苏木60周岁以上老年人基本信息登记表"
    assert rows[1][0].startswith("填报单位：克什克腾旗达日罕乌拉苏木人民政府")
    assert rows[FIRST_ROW - 2] == [name for name, _width in register_book.COLUMNS]
    assert len(rows) == FIRST_ROW - 1 + 600
    assert column(rows, "序号") == list(range(1, 601))


def test_the_small_mess_of_an_office_is_there(township: SampleTownship, tmp_path: Path) -> None:
    path = tmp_path / "登记表.xlsx"
    write_office_workbook(path, township)
    rows = sheet(path)
    births, phones, ids = column(rows, "出生日期"), column(rows, "联系电话"), column(rows, "身份证号码")
    assert {type(each) for each in births} == {date, str, float}
    assert "无电话" in phones
    assert any(isinstance(each, float) for each in phones)
    assert all(isinstance(each, str) for each in ids)
    assert any("０" <= each[0] <= "９" for each in ids)
    assert any(each.endswith("x") for each in ids)
    assert {len(each.replace(" ", "")) for each in ids} == {15, 18}
    assert any(each.startswith("第") for each in column(rows, "组别"))
    assert any(mark in each for each in column(rows, "姓名") for mark in "．.•・")


def test_the_small_mess_can_be_read_as_what_was_meant(township: SampleTownship, tmp_path: Path) -> None:
    path = tmp_path / "登记表.xlsx"
    write_office_workbook(path, township)
    rows = sheet(path)
    division = township.division
    table = DivisionTable(
        [(division.code, division.name), *((each.code, each.name) for each in division.villages)]
    )
    cells = zip(
        township.elders,
        *(column(rows, name) for name in ("姓名", "身份证号码", "出生日期", "联系电话", "嘎查村")),
        strict=True,
    )
    for elder, name, number, birth, phone, village in cells:
        assert parse_name(name) == elder.name
        assert IdNumber.parse(number, today=AS_OF).text == elder.id_number
        assert parse_day(birth) == elder.born_on
        assert parse_phone_cell(phone).numbers == ((elder.phone,) if elder.phone else ())
        found = table.find(village, full_code(division.code))
        assert found is not None
        assert found.code == elder.village_code


def test_the_bad_rows_are_where_the_writer_says(township: SampleTownship, tmp_path: Path) -> None:
    path = tmp_path / "登记表.xlsx"
    written = write_office_workbook(path, township, mess=True)
    rows = sheet(path)
    assert written.rows == 604
    found = {}
    for bad in written.bad:
        place = rows[FIRST_ROW - 2].index(bad.column)
        found[bad.why] = rows[bad.row - 1][place]
    assert isinstance(found["id_destroyed"], float)
    assert found["id_destroyed"] > 1.5e17
    assert found["name_missing"] == ""
    assert found["sex_unknown"] == "七十六"
    assert len(found["id_short"]) == 17
    for why in ("id_destroyed", "id_short"):
        with pytest.raises(BadIdNumber):
            IdNumber.parse(found[why], today=AS_OF)


@pytest.mark.parametrize("mess", [False, True])
def test_the_same_township_gives_the_same_bytes(township: SampleTownship, tmp_path: Path, mess: bool) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_office_workbook(first, township, mess=mess)
    write_office_workbook(second, township, mess=mess)
    assert first.read_bytes() == second.read_bytes()


def test_the_visits_of_a_month_are_written_in_the_order_of_days(
    township: SampleTownship, tmp_path: Path
) -> None:
    path = tmp_path / "走访.xlsx"
    count = write_visit_workbook(path, township, date(2026, 10, 1))
    rows = sheet(path)
    made = [each for each in township.visits if (each.visited_on.year, each.visited_on.month) == (2026, 10)]
    assert count == len(made) == len(rows) - FIRST_ROW + 1
    assert rows[0][0] == "达日罕乌拉苏木2026年10月走访记录表"
    assert rows[FIRST_ROW - 2] == [name for name, _width in visit_book.COLUMNS]
    assert set(column(rows, "走访方式")) <= {mode.term for mode in Mode}
    assert set(column(rows, "走访结果")) <= {outcome.term for outcome in Outcome}
    days = [each for each in column(rows, "走访日期") if isinstance(each, date)]
    assert days == sorted(days)
    names = {each.id_number: each.name for each in township.elders}
    written = zip(column(rows, "身份证号码"), column(rows, "姓名"), strict=True)
    assert all(names[number] == name for number, name in written)
    assert any(column(rows, "存在问题"))


def test_a_month_without_visits_gives_a_sheet_with_the_header_only(
    township: SampleTownship, tmp_path: Path
) -> None:
    path = tmp_path / "走访.xlsx"
    assert write_visit_workbook(path, township, date(2020, 1, 1)) == 0
    assert len(sheet(path)) == FIRST_ROW - 1
