"""What people write into a visit workbook: sixty slips and more, and any filling comes back as it was filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.forms import ItemKind
from desktop_app.domain.terms import FindingKind, Mode, Outcome, SignatureKind
from desktop_app.domain.visit_workbook import (
    ANSWER,
    FORMAT,
    MEASURE,
    PROGRAM_SHEET,
    VISIT_SHEET,
    Tag,
    columns,
    row_code,
)
from desktop_app.exchange.visit_workbooks.parsing import parse_visit_workbook
from desktop_app.exchange.visit_workbooks.refusals import DamagedVisitWorkbook
from desktop_app.exchange.visit_workbooks.rows import FilledRow, ParsedVisitWorkbook
from desktop_app.exchange.workbooks.contents import Cell, Sheet, Workbook
from desktop_app.services.visit_drafts import visit_form

FORM = visit_form()
CODE = "2611K7Q2"
MONTH = date(2026, 11, 1)
COLUMNS = columns(FORM, MONTH.month)
KEYS = [column.key for column in COLUMNS]
PLAIN: dict[str, Cell] = {
    "name": "包小明",
    "visited_on": date(2026, 11, 3),
    "mode": "上门",
    "outcome": "见到本人",
    "visitor": "海棠",
}
WATER = "answer:safety.water"
DISEASE = "answer:health.disease"


def book(*rows: Mapping[str, Cell]) -> Workbook:
    """Return a workbook as the reader hands it over, with these rows filled."""
    lines: list[tuple[Cell, ...]] = [("查干花嘎查　2026年11月探访登记",), (), ()]
    lines.append(tuple(column.title for column in COLUMNS))
    program: list[tuple[Cell, ...]] = [
        (Tag.FORMAT.value, str(FORMAT)),
        (Tag.CODE.value, CODE),
        (Tag.SITE.value, "site"),
        (Tag.VILLAGE.value, "150425202201"),
        (Tag.MONTH.value, "2026-11"),
        (Tag.FORM.value, FORM.key),
        (Tag.FORM_VERSION.value, str(FORM.version)),
    ]
    for number, row in enumerate(rows, start=1):
        cells = {"row_code": row_code(CODE, number, f"u{number}").text, **row}
        lines.append(tuple(cells.get(key) for key in KEYS))
        program.append((Tag.ROW.value, str(number), f"u{number}", "包小明"))
    return Workbook((Sheet(VISIT_SHEET, tuple(lines)), Sheet(PROGRAM_SHEET, tuple(program))), "xlsx")


def parsed(**cells: Any) -> ParsedVisitWorkbook:
    return parse_visit_workbook(book({**PLAIN, **cells}), FORM)


def read(**cells: Any) -> FilledRow:
    found = parsed(**cells)
    assert len(found.rows) == 1, [each.reason for each in found.rejected]
    return found.rows[0]


DAYS: dict[str, Cell] = {
    "a text": "2026-11-03",
    "dots": "2026.11.3",
    "slashes": "2026/11/3",
    "Chinese": "2026年11月3日",
    "Chinese without a year": "11月3日",
    "month and day": "11-3",
    "text with a point": "11.3",
    "full width": "２０２６－１１－０３",
    "full width without a year": "１１月３日",
    "eight digits": "20261103",
    "eight digits as a number": 20261103,
    "a spreadsheet's day number": 46329,
    "the day alone": 3,
    "the day alone as text": "3号",
    "the day alone in a cell for dates": date(1900, 1, 3),
    "with blanks": " 2026 - 11 - 3 ",
    "with a weekday": "2026-11-03 星期二",
    "a day with a time": datetime(2026, 11, 3, 9, 30),  # noqa: DTZ001 - a cell knows no zone
    "a fraction that can only be one day": 11.03,
}


@pytest.mark.parametrize("slip", DAYS)
def test_a_day_is_read_however_it_is_written(slip: str) -> None:
    assert read(visited_on=DAYS[slip]).visited_on == date(2026, 11, 3)


BAD_DAYS: dict[str, tuple[Cell, str]] = {
    "two meanings": (11.3, "分不清"),
    "another month": ("12月3日", "月份与工作簿不符"),
    "no such day": ("11月31日", "没有这一天"),
    "no such day alone": (31, "没有这一天"),
    "words": ("上周二", "无法识别"),
    "a lunar day": ("农历九月廿五", "农历"),
    "an error value": ("#REF!", "错误值"),
    "a truth value": (True, "无法识别"),
    "a short year": ("26-11-3", "四位"),
    "nothing": (None, "没有探访日期"),
}


@pytest.mark.parametrize("slip", BAD_DAYS)
def test_a_day_that_is_none_costs_the_row_and_says_why(slip: str) -> None:
    cell, reason = BAD_DAYS[slip]
    found = parse_visit_workbook(book({**PLAIN, "visited_on": cell}, PLAIN), FORM)
    if cell is None:
        found = parse_visit_workbook(book({**PLAIN, "visited_on": cell, "summary": "好"}, PLAIN), FORM)
    assert [row.row for row in found.rows] == [6], "the others are read"
    (problem,) = found.rejected
    assert (problem.row, problem.column) == (5, "探访日期")
    assert reason in problem.reason
    assert "改好后再导入" in problem.reason


TIMES: dict[str, tuple[Cell, str]] = {
    "a fraction": (0.3958333333333333, "09:30"),
    "a text": ("9:30", "09:30"),
    "with seconds": ("09:30:00", "09:30"),
    "full width": ("９：３０", "09:30"),
    "Chinese": ("9时30分", "09:30"),
    "half past": ("9点半", "09:30"),
    "the hour": ("9点", "09:00"),
    "the afternoon": ("下午3点", "15:00"),
    "four digits": (930, "09:30"),
    "the hour alone": (9, "09:00"),
    "a day with a time": (datetime(1899, 12, 31, 9, 30), "09:30"),  # noqa: DTZ001 - a cell knows no zone
}


@pytest.mark.parametrize("slip", TIMES)
def test_a_time_is_read_however_it_is_written(slip: str) -> None:
    cell, wanted = TIMES[slip]
    assert read(visited_time=cell).visited_time == wanted


@pytest.mark.parametrize("cell", ["上午", "25:00", "9:75", 2500, "#VALUE!"])
def test_a_time_that_is_none_is_left_out(cell: Cell) -> None:
    found = parsed(visited_time=cell)
    assert found.rows[0].visited_time is None
    assert found.rejected[0].column == "时间"


CHOICES: dict[str, tuple[str, Cell, object]] = {
    "a blank inside": (WATER, "管道 冻堵", "frozen"),
    "a full stop": (WATER, "正常。", "normal"),
    "a tick": (WATER, "√", "normal"),
    "in order": (WATER, "无异常", "normal"),
    "usual for another word": ("answer:safety.house", "正常", "normal"),
    "usual for warm": ("answer:safety.heating", "正常", "normal"),
    "several": (DISEASE, "高血压、糖尿病", ["hypertension", "diabetes"]),
    "several with commas": (DISEASE, "糖尿病,高血压，心脏病", ["hypertension", "heart", "diabetes"]),
    "several with blanks": (DISEASE, "高血压 糖尿病", ["hypertension", "diabetes"]),
    "several on lines": (DISEASE, "高血压\n糖尿病", ["hypertension", "diabetes"]),
    "one twice": (DISEASE, "高血压、高血压", ["hypertension"]),
    "nothing": (DISEASE, "没有", ["none"]),
    "in order with several": (DISEASE, "正常", ["none"]),
}


@pytest.mark.parametrize("slip", CHOICES)
def test_a_choice_is_read_however_it_is_written(slip: str) -> None:
    key, cell, wanted = CHOICES[slip]
    assert read(**{key: cell}).answers == {key.removeprefix(ANSWER): wanted}


BAD_CHOICES: dict[str, tuple[str, Cell]] = {
    "an unknown word": (WATER, "冻了"),
    "no water at all": (WATER, "无"),
    "no benefits": ("answer:economy.benefits", "无"),
    "one known, one not": (DISEASE, "高血压、腰疼"),
    "nothing and something": (DISEASE, "无、高血压"),
    "an error value": (WATER, "#N/A"),
    "a number": (WATER, 7),
    "too long": ("answer:needs.wishes", "话" * 501),
    "not unsafe": ("answer:safety.house", "不安全"),
}


@pytest.mark.parametrize("slip", BAD_CHOICES)
def test_a_choice_that_is_none_is_left_out_and_the_row_comes_in(slip: str) -> None:
    key, cell = BAD_CHOICES[slip]
    found = parsed(**{key: cell})
    assert found.rows[0].answers == {}
    (problem,) = found.rejected
    assert "其余照常登记" in problem.reason


WAYS: dict[str, tuple[dict[str, Any], Mode, Outcome]] = {
    "the office's words": ({"mode": "入户", "outcome": "已见"}, Mode.IN_PERSON, Outcome.MET_IN_PERSON),
    "a word that follows the way": (
        {"mode": "打电话", "outcome": "接通"},
        Mode.PHONE,
        Outcome.MET_REMOTELY,
    ),
    "no way, but a call": ({"mode": None, "outcome": "通话到本人"}, Mode.PHONE, Outcome.MET_REMOTELY),
    "no way, but at the door": ({"mode": None, "outcome": "不在家"}, Mode.IN_PERSON, Outcome.NOT_AT_HOME),
    "with blanks": ({"mode": " 上 门 ", "outcome": "见到 本人"}, Mode.IN_PERSON, Outcome.MET_IN_PERSON),
}


@pytest.mark.parametrize("slip", WAYS)
def test_ways_and_results_are_read_in_the_offices_words(slip: str) -> None:
    cells, mode, outcome = WAYS[slip]
    row = read(**cells)
    assert (row.mode, row.outcome) == (mode, outcome)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"mode": "骑马"}, "探访方式"),
        ({"outcome": "还行"}, "探访结果"),
        ({"outcome": None}, "探访结果"),
        ({"visitor": None}, "探访人"),
        ({"visitor": "人" * 51}, "探访人"),
        ({"name": None}, "姓名"),
    ],
)
def test_what_a_visit_cannot_do_without_costs_the_row(cells: dict[str, Cell], column: str) -> None:
    found = parsed(**cells)
    assert found.rows == ()
    assert [row.row for row in found.refused] == [5]
    assert {problem.column for problem in found.rejected} == {column}


def test_measures_are_numbers_with_or_without_their_unit() -> None:
    row = read(
        **{
            "measure:systolic": "１３５mmHg",
            "measure:diastolic": "85 mmHg",
            "measure:temperature": 36.5,
            "measure:glucose_fasting": " 5.6",
        }
    )
    assert row.measures == {
        "systolic": "135",
        "diastolic": "85",
        "temperature": "36.5",
        "glucose_fasting": "5.6",
    }
    assert read(**{"measure:systolic": "128/80"}).measures == {"systolic": "128", "diastolic": "80"}


@pytest.mark.parametrize(
    "cells",
    [
        {"measure:systolic": 1350},
        {"measure:temperature": "发烧"},
        {"measure:temperature": 36.55},
        {"measure:systolic": 80, "measure:diastolic": 120},
        {"measure:systolic": -5},
        {"measure:systolic": True},
    ],
)
def test_measures_that_cannot_be_are_left_out(cells: dict[str, Cell]) -> None:
    found = parsed(**cells)
    assert found.rows[0].measures == {}
    assert found.rejected


def test_findings_signatures_and_yes_in_their_many_words() -> None:
    row = read(finding="水管冻住", **{WATER: "管道冻堵"})
    assert (row.finding_kind, row.finding) == (FindingKind.HAZARD, "水管冻住"), "as the answer suggests"
    assert read(finding="少药").finding_kind is FindingKind.NEED
    assert read(finding="烟道堵", finding_kind="隐患类").finding_kind is FindingKind.HAZARD
    assert read(finding="无", finding_kind="无").finding == ""
    assert parsed(finding_kind="紧急").rejected[0].column == "发现问题内容"
    assert read(signed_as="按手印").signed_as is SignatureKind.THUMB
    assert read(signed_by="包玉兰").signed_as is SignatureKind.PROXY
    assert parsed(signed_as="他人代签").rejected[0].column == "签字情况"
    assert read(same="√").same
    assert not read(same="不同").same
    assert parsed(same="也许").rejected[0].column == "与上次相同"
    assert read(next_on="11月20日").next_on == date(2026, 11, 20)


def test_texts_lose_control_characters_and_keep_their_words() -> None:
    assert read(summary="精神好\x07，\n胃口好").summary == "精神好， 胃口好"
    assert read(summary="=1+1").summary == "=1+1"


_PLAIN_TEXT = st.text("好的老人家 看电视吃饭abc123（）", max_size=20).map(lambda text: " ".join(text.split()))


@st.composite
def _fillings(draw: st.DrawFn) -> tuple[dict[str, Cell], FilledRow]:
    """Return the cells of a row and what they mean."""
    mode = draw(st.sampled_from(Mode))
    outcome = draw(st.sampled_from(Outcome))
    day = draw(st.dates(date(2026, 11, 1), date(2026, 11, 30)))
    hour, minute = draw(st.integers(0, 23)), draw(st.integers(0, 59))
    answers: dict[str, str | list[str]] = {}
    cells: dict[str, Any] = {**PLAIN, "visited_on": draw(st.sampled_from([day, day.isoformat()]))}
    for key, (_block, item) in FORM.by_key.items():
        if not draw(st.booleans()):
            continue
        if item.kind is ItemKind.TEXT:
            text = draw(_PLAIN_TEXT)
            if text:
                answers[key] = cells[ANSWER + key] = text
        elif item.kind is ItemKind.SINGLE:
            option = draw(st.sampled_from(item.options))
            answers[key], cells[ANSWER + key] = option.key, option.title
        else:
            some = [option for option in item.options if not option.normal and draw(st.booleans())]
            chosen = some or [option for option in item.options if option.normal]
            answers[key] = [option.key for option in chosen]
            cells[ANSWER + key] = "、".join(option.title for option in chosen)
    measures = {}
    for measure in FORM.measures:
        if measure.key not in ("systolic", "diastolic") and draw(st.booleans()):
            value = draw(st.decimals(measure.least, measure.most, places=measure.decimals))
            measures[measure.key] = str(value)
            cells[MEASURE + measure.key] = float(value)
    summary = draw(_PLAIN_TEXT)
    cells |= {
        "mode": mode.term,
        "outcome": outcome.term,
        "visited_time": f"{hour}:{minute:02d}",
        "summary": summary or None,
        "same": draw(st.sampled_from([None, "否"])),
    }
    wanted = FilledRow(
        row=5,
        code=row_code(CODE, 1, "u1"),
        name="包小明",
        person_number=None,
        visited_on=day,
        mode=mode,
        outcome=outcome,
        visitor="海棠",
        visited_time=f"{hour:02d}:{minute:02d}",
        answers=answers,
        measures=measures,
        summary=summary,
    )
    return cells, wanted


@given(_fillings())
def test_any_filling_comes_back_as_it_was_filled(filling: tuple[dict[str, Cell], Any]) -> None:
    cells, wanted = filling
    found = parse_visit_workbook(book(cells), FORM)
    assert found.rows == (wanted,)
    assert found.rejected == ()


@given(st.dictionaries(st.sampled_from(KEYS), st.one_of(st.text(max_size=30), st.integers(), st.floats())))
def test_any_cells_at_all_are_read_or_refused_in_words(cells: dict[str, Cell]) -> None:
    found = parse_visit_workbook(book({**PLAIN, **cells}, PLAIN), FORM)
    assert found.rows[-1:]
    assert all(problem.reason for problem in (*found.rejected, *found.warnings))


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("row", "９" * 30),
        ("row", "-1"),
        ("format", "²"),
        ("format", "9" * 40),
        ("form_version", ""),
        ("month", "2026-13"),
        ("month", "2026-10"),
        ("code", "2613K7Q2"),
        ("code", "=1+1"),
    ],
)
def test_a_hidden_sheet_that_was_tampered_with_is_refused(tag: str, value: str) -> None:
    made = book(PLAIN)
    program = made.sheets[1]
    at = next(index for index, row in enumerate(program.rows) if row[0] == tag)
    with pytest.raises(DamagedVisitWorkbook):
        parse_visit_workbook(
            replace(made, sheets=(made.sheets[0], program.with_cells({(at, 1): value}))), FORM
        )
