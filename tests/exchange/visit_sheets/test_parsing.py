"""Visit records kept in a workbook."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.domain.terms import Mode, Outcome
from desktop_app.exchange.visit_sheets.columns import NOTHING, VisitField
from desktop_app.exchange.visit_sheets.parsing import parse_visits
from desktop_app.exchange.visit_sheets.rows import ParsedVisits
from desktop_app.exchange.visit_sheets.values import read_mode, read_outcome
from desktop_app.exchange.workbooks.contents import Cell
from desktop_app.exchange.workbooks.headers import BadMapping, NoHeaderFound, NoRows, WrongSheet
from desktop_app.exchange.workbooks.rows import Severity
from desktop_app.progress import Cancelled, Progress
from tests.exchange.made_up_workbooks import REGISTER_HEADER, TODAY, made_up_id, workbook_of

HEADER = (
    "序号",
    "姓名",
    "身份证号",
    "走访日期",
    "走访方式",
    "走访结果",
    "走访人",
    "健康状况",
    "存在问题",
    "处理措施",
    "备注",
)
GOOD_ID = made_up_id()


def parse(*rows: tuple[Cell, ...]) -> ParsedVisits:
    return parse_visits(workbook_of(rows), today=TODAY)


def test_a_visit_log_is_read() -> None:
    parsed = parse(
        ("巴彦嘎查10月走访记录表",),
        HEADER,
        (
            1,
            "张 三",
            GOOD_ID,
            "2026年10月5日",
            "上门",
            "见到本人",
            "李四",
            "良好",
            "屋顶漏雨",
            "已报修",
            None,
        ),
        (2, "王五", None, date(2026, 10, 6), "电话", "正常", None, None, None, None, "老人说都好"),
        ("合计", 2),
    )
    assert (parsed.header_row, parsed.rows_seen, parsed.rejected) == (2, 2, ())
    first, second = parsed.rows
    assert (first.row, first.name, first.visited_on) == (3, "张三", date(2026, 10, 5))
    assert (first.mode, first.outcome, first.visitor) == (Mode.IN_PERSON, Outcome.MET_IN_PERSON, "李四")
    assert (first.health, first.problem, first.measure) == ("良好", "屋顶漏雨", "已报修")
    assert (second.mode, second.outcome, second.note) == (Mode.PHONE, Outcome.MET_REMOTELY, "老人说都好")
    assert [(problem.row, problem.column) for problem in parsed.warnings] == [(4, "姓名")]


def test_a_sheet_that_names_the_person_by_village_or_phone_is_read_without_warning() -> None:
    parsed = parse(
        ("嘎查村", "姓名", "性别", "年龄", "联系电话", "探访日期", "探访内容", "下次走访日期"),
        ("巴彦嘎查", "张三", "男", 81, 13800138001, 20261005, "送药", "2026.11.5"),
    )
    (row,) = parsed.rows
    assert (row.village, row.phones, row.content) == ("巴彦嘎查", ("13800138001",), "送药")
    assert (row.mode, row.outcome, row.next_on) == (None, None, date(2026, 11, 5))
    assert parsed.warnings == ()
    assert not {column.field for column in parsed.mapping} & set(NOTHING)


@pytest.mark.parametrize(
    ("changed", "cell", "column"),
    [
        (3, None, "走访日期"),
        (3, "10月5日", "走访日期"),
        (3, "2026年10月", "走访日期"),
        (3, "2026-12-01", "走访日期"),
        (4, "飞行", "走访方式"),
        (5, "身体好", "走访结果"),
        (2, "1.50425E+17", "身份证号"),
        (1, None, "姓名"),
    ],
)
def test_a_doubtful_cell_costs_the_visit_with_row_and_column(changed: int, cell: Cell, column: str) -> None:
    cells: list[Cell] = [1, "张三", GOOD_ID, "2026-10-05", "上门", "见到本人", "李四", None, None, None, None]
    cells[changed] = cell
    parsed = parse(HEADER, tuple(cells))
    assert parsed.rows == ()
    assert [(p.row, p.column, p.severity) for p in parsed.rejected] == [(2, column, Severity.ROW)]


def test_a_destroyed_id_costs_only_its_cell_where_the_village_helps() -> None:
    parsed = parse(("姓名", "身份证号", "嘎查村", "探访日期"), ("张三", 1.50425e17, "巴彦嘎查", "2026-10-05"))
    assert parsed.rows[0].id_number is None
    assert [problem.severity for problem in parsed.rejected] == [Severity.CELL]


def test_a_visitor_that_is_no_name_is_warned_of() -> None:
    parsed = parse(("姓名", "身份证号", "探访日期", "探访人"), ("张三", GOOD_ID, "2026-10-05", "123"))
    assert parsed.rows[0].visitor is None
    assert [problem.column for problem in parsed.warnings] == ["探访人"]


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([("日期", "科目"), ("2026-11-02", "办公费")], NoHeaderFound),
        ([REGISTER_HEADER, (1, "张三")], WrongSheet),
        ([HEADER], NoRows),
    ],
)
def test_other_tables_are_refused_with_words(rows: list[tuple[Cell, ...]], error: type[WrongSheet]) -> None:
    with pytest.raises(error) as caught:
        parse(*rows)
    assert caught.value.what.format(**caught.value.details)


def test_a_mapping_names_a_column_of_ones_own() -> None:
    rows: list[tuple[Cell, ...]] = [("姓名", "身份证号", "哪天"), ("张三", GOOD_ID, "2026-10-05")]
    parsed = parse_visits(workbook_of(rows), today=TODAY, mapping={"哪天": VisitField.VISITED_ON})
    assert parsed.rows[0].visited_on == date(2026, 10, 5)
    with pytest.raises(BadMapping):
        parse_visits(workbook_of(rows), today=TODAY, mapping={"哪天": "no_such_field"})


def test_every_official_word_is_understood() -> None:
    assert all(read_mode(mode.term) is mode for mode in Mode)
    assert all(read_outcome(outcome.term, None) is outcome for outcome in Outcome)
    assert read_outcome("无人", Mode.PHONE) is Outcome.COULD_NOT_REACH


def test_reading_can_be_cancelled() -> None:
    progress = Progress()
    progress.cancel()
    rows: list[tuple[Cell, ...]] = [("姓名", "探访日期"), *[("张三", "2026-10-05")] * 600]
    with pytest.raises(Cancelled):
        parse_visits(workbook_of(rows), today=TODAY, progress=progress)
