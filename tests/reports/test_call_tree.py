"""The call tree says whom to call, by village and visitor, on pages that end with a signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop_app.progress import SILENT, Cancelled, Progress
from desktop_app.reports import call_tree, table_book, table_paper
from desktop_app.reports.call_tree import CallGroup, CallLine, CallTree
from desktop_app.reports.layouts import shipped
from desktop_app.reports.printed import Printed
from tests.reports import made_up, pdf


def line(name: str, number: int, **more: object) -> CallLine:
    facts: dict[str, object] = {
        "name": name,
        "age": 70 + number,
        "place": f"{number % 4 + 1}组",
        "phones": ("13800138001", "0476-4512345"),
        "emergency": ("儿子 王建国 13900139002",),
        "neighbours": ("邻居 张大山 13700137004",),
        "notes": ("高风险", "炉具：破损漏烟"),
        **more,
    }
    return CallLine(**facts)  # type: ignore[arg-type]  # each case names fields of the line


def tree(people: int = 30) -> CallTree:
    lines = tuple(line(made_up.NAMES[at % len(made_up.NAMES)], at) for at in range(people))
    return CallTree(
        signed=made_up.signed(masked=False),
        campaign="寒潮专项探访",
        from_on=date(2026, 11, 20),
        to_on=date(2026, 11, 22),
        modes=("上门", "电话"),
        who="特殊困难老年人",
        groups=(
            CallGroup(village="查干嘎查", visitor="王秀英", visitor_phone="13800138009", lines=lines),
            CallGroup(village="查干嘎查", visitor="", visitor_phone="", lines=lines[:1]),
        ),
    )


def written(path: Path, made: CallTree, progress: Progress = SILENT) -> Printed:
    layouts = (shipped(name) for name in (call_tree.TREE, call_tree.SHEET))
    return table_paper.write_all(path, call_tree.tables(made, *layouts), progress)


def test_the_first_page_is_the_tree_and_every_visitor_has_sheets_of_their_own(tmp_path: Path) -> None:
    pages = written(tmp_path / "a.pdf", tree()).pages
    texts = pdf.texts(tmp_path / "a.pdf")
    assert len(texts) == pages > 3
    assert "共31人" in texts[0]
    assert "未指定探访人" in texts[0]
    assert "13800138009" in texts[0]
    assert all("寒潮专项探访" in text and f"共{pages}页" in text for text in texts)
    assert sum("探访人签名" in text for text in texts) == 2
    assert "查干嘎查探访人：王秀英（13800138009）" in texts[1]
    assert "13900139002" in texts[1]
    assert "隐去" not in texts[1]


def test_who_was_reached_already_is_filled_in(tmp_path: Path) -> None:
    whole = tree(2)
    done = line("张桂兰", 1, made="11月20日\n10:30", mode="电话", outcome="通话到本人")
    group = replace(whole.groups[0], lines=(done, whole.groups[0].lines[0]))
    written(tmp_path / "a.pdf", replace(whole, groups=(group,)))
    texts = pdf.texts(tmp_path / "a.pdf")
    assert "已探访1人" in texts[0]
    assert "11月20日" in texts[1]
    assert "通话到本人" in texts[1]


def test_a_campaign_of_nobody_still_makes_a_page(tmp_path: Path) -> None:
    assert written(tmp_path / "a.pdf", replace(tree(), groups=())).pages == 1
    assert call_tree.EMPTY in pdf.texts(tmp_path / "a.pdf")[0]


def test_the_same_facts_give_the_same_bytes_and_a_cancel_leaves_the_older_file(tmp_path: Path) -> None:
    written(tmp_path / "a.pdf", tree())
    written(tmp_path / "b.pdf", tree())
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        written(tmp_path / "a.pdf", tree(3), progress)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_the_workbook_holds_everybody_with_phones_as_text(tmp_path: Path) -> None:
    table_book.write(tmp_path / "a.xlsx", call_tree.whole(tree(), shipped(call_tree.SHEET)))
    rows = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    banners = [row[0] for row in rows if str(row[0]).startswith("查干嘎查")]
    assert banners == ["查干嘎查　探访人：王秀英（13800138009）", "查干嘎查　探访人：未指定探访人"]
    body = [row for row in rows if isinstance(row[0], float)]
    assert len(body) == 31
    assert body[0][4] == "13800138001\n0476-4512345"
