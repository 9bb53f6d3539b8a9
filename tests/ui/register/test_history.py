"""The change log of one person in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from desktop_app.storage.journal import HistoryRow
from desktop_app.ui.register.history import Names, tell_history

AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def row(change_set: str, entity: str, uid: str, title: str = "修改老年人信息", **fields: Any) -> HistoryRow:
    return HistoryRow(title, "王秀英", "s1", AT, entity, uid, fields, change_set)


def test_each_kind_of_change_is_told_in_words() -> None:
    rows = [
        row("5", "category_span", "c1", retracted=True),
        row("4", "elder", "e1", ethnic_code="02", village_code="v2", ended_because="moved_out"),
        row("3", "contact", "k1", phone="13900139000"),
        row("2", "contact", "k1", name="李梅", relation="女儿", phone="13800138000", roles=["emergency"]),
        row("2", "category_span", "c1", category="living_alone", from_on="2026-01-01"),
        row(
            "1",
            "elder",
            "e1",
            "登记老年人",
            name="王桂兰",
            sex="2",
            id_number="150425194305080022",
            note=None,
        ),
    ]
    told = tell_history(rows, Names(villages={"v2": "白音查干嘎查"}))
    lines = {entry.change_set: entry.lines for entry in told}
    assert [entry.change_set for entry in told] == ["5", "4", "3", "2", "1"]
    assert lines["1"] == ("登记：姓名 王桂兰，身份证号 150425********0022，性别 女",)
    assert lines["2"] == (
        "新增类别标签：独居（开始 2026-01-01）",
        "新增联系人：李梅（电话 138 0013 8000，关系 女儿，用途 紧急联系人）",
    )
    assert lines["3"] == ("联系人 李梅：电话 138 0013 8000 → 139 0013 9000",)
    assert lines["4"] == ("基本信息：民族 空 → 蒙古族；嘎查村（社区） 空 → 白音查干嘎查；退出原因 空 → 迁出",)
    assert lines["5"] == ("删去类别标签：独居",)


def test_what_says_nothing_to_people_is_left_out() -> None:
    rows = [
        row("3", "contact", "k1", retracted=False),
        row("2", "contact", "k1", position=3),
        row("1", "contact", "k1", name="李梅", position=0, roles=[]),
    ]
    told = tell_history(rows, Names())
    assert [entry.lines for entry in told] == [("恢复联系人：李梅",), ("新增联系人：李梅",)]


def test_a_key_of_a_later_version_is_shown_as_it_is() -> None:
    told = tell_history([row("1", "residence", "r1", kind="space_station", from_on="2026-01-01")], Names())
    assert told[0].lines == ("新增居住时段：space_station（开始 2026-01-01）",)
