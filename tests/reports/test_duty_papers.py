"""Call-out slip, route sheet and overdue list say what they must and fit their pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop_app.progress import Cancelled, Progress
from desktop_app.reports import call_out_slip, overdue_list, route_sheet, table_book, table_paper
from desktop_app.reports.call_out_slip import CallContact, CallOut
from desktop_app.reports.layouts import shipped
from desktop_app.reports.overdue_list import OverdueList, OverdueRow
from desktop_app.reports.route_sheet import RouteGroup, RouteSheet, RouteStop
from desktop_app.reports.table_paper import TablePaper
from tests.reports import made_up, pdf

LONG = made_up.LONG_MONGOLIAN_NAME
WHY = "已逾期6天。11月10日至11月16日任何一天探访都算。" * 6


def call(contacts: int = 3, **changes: object) -> CallOut:
    made = CallOut(
        number="JZ20261122-0A1B2C",
        name=LONG,
        sex="女",
        age=83,
        phone="138 0013 8001",
        village="达日罕嘎查",
        address="三组东头第二户",
        categories=("独居", "高龄", "低保"),
        tier="高风险",
        deadline="请于 11月23日 09:30 以前上门见到本人",
        events=(("变故", "跌倒受伤"), ("发生", "2026年11月22日 09:30　自家院里")),
        goes="宝音德力格尔",
        goes_phone="139 0476 1234",
        goes_note="代王秀英",
        contacts=tuple(
            CallContact(LONG, "邻居", f"138 0476 22{number:02d}", "钥匙保管人、紧急联系人")
            for number in range(contacts)
        ),
        warnings=("过敏：青霉素",),
        last_visit="2026年11月9日，见到本人",
        why=WHY,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the tests change one field at a time


def stop(number: int, **changes: object) -> RouteStop:
    made = RouteStop(
        name=f"老人{number}",
        sex="男",
        age=80,
        phone="138 0013 8001",
        address="三组东头第二户",
        why="80岁以上独居 → 高风险 → 每7天一次",
        until="已逾期6天",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the tests change one field at a time


def route(*groups: RouteGroup) -> RouteSheet:
    return RouteSheet(signed=made_up.signed(masked=False), day="2026年11月22日 周日", groups=groups)


def overdue(count: int) -> TablePaper:
    row = OverdueRow(
        name=LONG,
        village="达日罕嘎查",
        categories=("独居", "高龄"),
        tier="高风险",
        overdue_days=6,
        latest_on=date(2026, 11, 16),
        last_counted_on=None,
        visitor="海棠（代赵宝山）",
        why=WHY,
        grounds="规则：每周一次。",
    )
    rows = tuple(replace(row, overdue_days=40 - number) for number in range(count))
    waiting = tuple(
        replace(row, overdue_days=0, why="独居 → 特殊困难 → 每月一次", grounds="")
        for _each in range(count // 3)
    )
    listed = OverdueList(
        signed=made_up.signed(), day=date(2026, 11, 22), village="", rows=rows, unvisited=waiting
    )
    return overdue_list.table(listed, shipped(overdue_list.LAYOUT))


def test_a_slip_says_who_where_what_by_when_whom_to_call_and_returns_a_part(tmp_path: Path) -> None:
    assert call_out_slip.write(tmp_path / "a.pdf", made_up.signed(), [call()]).pages == 1
    (text,) = pdf.texts(tmp_path / "a.pdf")
    for part in (
        "请于11月23日09:30以前上门见到本人",
        "急救120报警110火警119",
        "跌倒受伤",
        "宝音德力格尔13904761234代王秀英",
        "钥匙保管人",
        "过敏：青霉素",
        "到达时间",
        "沿虚线剪下",
        "紧急走访回执",
        "收回人签字",
    ):
        assert part in text
    assert text.count("JZ20261122-0A1B2C") == 2


def test_many_contacts_go_on_to_further_pages_and_every_one_is_there(tmp_path: Path) -> None:
    assert call_out_slip.write(tmp_path / "a.pdf", made_up.signed(), [call(22)]).pages > 1
    text = "".join(pdf.texts(tmp_path / "a.pdf"))
    assert all(f"138047622{number:02d}" in text for number in range(22))
    assert "续页" in text


def test_nobody_to_call_out_for_and_nobody_to_call_are_said(tmp_path: Path) -> None:
    assert call_out_slip.write(tmp_path / "a.pdf", made_up.signed(), []).pages == 1
    assert "没有需要紧急走访的老年人" in pdf.texts(tmp_path / "a.pdf")[0]
    call_out_slip.write(tmp_path / "b.pdf", made_up.signed(), [call(0, goes="", goes_phone="", goes_note="")])
    (text,) = pdf.texts(tmp_path / "b.pdf")
    assert "没有登记联系人" in text
    assert "请指定" in text


def test_each_visitor_and_village_has_pages_of_its_own_with_boxes(tmp_path: Path) -> None:
    groups = (
        RouteGroup(village="甲嘎查", visitor="海棠", visitor_phone="139", stops=tuple(map(stop, range(12)))),
        RouteGroup(village="乙嘎查", visitor="未指定", stops=(stop(1),)),
    )
    pages = route_sheet.write(tmp_path / "a.pdf", route(*groups)).pages
    texts = pdf.texts(tmp_path / "a.pdf")
    assert pages == len(texts) >= 3
    assert "甲嘎查走访人：海棠139" in texts[0]
    assert "共12人" in texts[0]
    assert "乙嘎查" in texts[-1]
    assert texts[-1].count("□见到本人") == 1
    assert sum(text.count("□见到本人") for text in texts) == 13


def test_those_under_one_roof_name_each_other(tmp_path: Path) -> None:
    stops = (stop(1, household="h"), stop(2, household="h", urgent=True), stop(3))
    route_sheet.write(tmp_path / "a.pdf", route(RouteGroup(village="甲", visitor="海棠", stops=stops)))
    (text,) = pdf.texts(tmp_path / "a.pdf")
    assert "同户：老人2" in text
    assert "同户：老人1" in text
    assert text.count("同户") == 2
    assert "【已逾期6天】" in text


def test_an_empty_route_says_so(tmp_path: Path) -> None:
    assert route_sheet.write(tmp_path / "a.pdf", route()).pages == 1
    assert "没有要走访的老年人" in pdf.texts(tmp_path / "a.pdf")[0]


def test_the_overdue_list_carries_the_whole_paragraph_of_everybody(tmp_path: Path) -> None:
    table_paper.write(tmp_path / "a.pdf", overdue(9))
    text = "".join(pdf.texts(tmp_path / "a.pdf"))
    assert text.count("已逾期6天。") == 9 * 6
    assert "逾期未探访9人，最长逾期40天；本月应探访、尚未探访也未逾期3人" in text
    assert text.index("一、逾期未探访共9人") < text.index("二、本月尚未探访（未逾期）共3人")
    table_paper.write(tmp_path / "b.pdf", overdue(0))
    assert overdue_list.EMPTY in pdf.texts(tmp_path / "b.pdf")[0]


def test_the_workbook_twins_hold_the_same_lines(tmp_path: Path) -> None:
    table_book.write(tmp_path / "a.xlsx", overdue(3))
    rows = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    people = [row for row in rows if row[1] == LONG]
    assert [row[5] for row in people] == [40, 39, 38, ""]
    assert people[0][6] == date(2026, 11, 16)
    assert people[0][-2:] == [WHY, "1"]
    assert [row[0] for row in rows if str(row[0]).startswith("依据")] == ["依据1　规则：每周一次。"]
    group = RouteGroup(village="甲", visitor="海棠", stops=(stop(1), stop(2)))
    route_sheet.write_book(tmp_path / "b.xlsx", route(group))
    rows = CalamineWorkbook.from_path(str(tmp_path / "b.xlsx")).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[2:4]] == ["老人1", "老人2"]


def test_the_same_facts_give_the_same_bytes_and_a_cancel_leaves_nothing(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        call_out_slip.write(tmp_path / name, made_up.signed(), [call()])
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        table_paper.write(tmp_path / "c.pdf", overdue(2), progress)
    assert not (tmp_path / "c.pdf").exists()
