"""Entries of the change log in words."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.services.history_words import HistoryTeller, Names, yuan
from desktop_app.storage.queries.histories import RecordChange

TELLER = HistoryTeller(Names(villages={"v2": "白音查干嘎查"}, households={"h1": "包金山"}), str)


def made(entity: str, **fields: Any) -> RecordChange:
    return RecordChange(entity, "u1", fields, None, fields)


def changed(entity: str, before: dict[str, Any], **fields: Any) -> RecordChange:
    old = {name: before.get(name) for name in fields}
    return RecordChange(entity, "u1", fields, old, before | fields)


CONTACT = {"name": "李梅", "relation": "女儿", "phone": "13800138000", "roles": ["emergency"]}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            made("elder", name="王桂兰", sex="2", id_number="150425194305080022", note=None),
            "登记：姓名 王桂兰，身份证号 150425********0022，性别 女",
        ),
        (
            made("category_span", category="living_alone", from_on="2026-01-01"),
            "新增类别标签：独居（开始 2026-01-01）",
        ),
        (made("contact", **CONTACT), "新增联系人：李梅（电话 138****8000，关系 女儿，用途 紧急联系人）"),
        (changed("contact", CONTACT, phone="13900139000"), "联系人 李梅：电话 138****8000 → 139****9000"),
        (
            changed("elder", {}, ethnic_code="02", village_code="v2", ended_because="moved_out"),
            "基本信息：民族 空 → 蒙古族；嘎查村（社区） 空 → 白音查干嘎查；退出原因 空 → 迁出",
        ),
        (changed("category_span", {"category": "living_alone"}, retracted=True), "删去类别标签：独居"),
        (changed("contact", CONTACT | {"retracted": True}, retracted=False), "恢复联系人：李梅"),
        (changed("contact", CONTACT, position=3), ""),
        (changed("elder", {"extra": {"炉型": "土炉"}}, extra={"炉型": "电暖"}), "基本信息：炉型 土炉 → 电暖"),
        (made("household_member", household_uid="h1"), "新增户内成员：包金山"),
        (changed("contact", CONTACT, lives_together=True), "联系人 李梅：是否同住 空 → 是"),
        (
            made("residence", kind="space_station", from_on="2026-01-01"),
            "新增居住时段：space_station（开始 2026-01-01）",
        ),
        (
            changed("finding", {"kind": "need", "what": "缺煤", "state": "open"}, state="closed"),
            "发现问题 需求 缺煤：状态 在办 → 已销号",
        ),
    ],
)
def test_each_kind_of_change_is_told_in_words(change: RecordChange, said: str) -> None:
    assert TELLER.line(change) == said


def test_a_new_visit_names_only_what_is_out_of_the_ordinary() -> None:
    line = TELLER.line(
        made("visit", visited_on="2026-11-22", answers={"safety.stove": "normal", "safety.flue": "blocked"})
    )
    assert line == "新增探访记录：2026-11-22（烟道 堵塞或漏烟）"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            made(
                "visit",
                visited_on="2026-11-22",
                measures={"temperature": "36.5", "systolic": "135"},
                signed_as="proxy",
                signed_by="包建国（儿子）",
                round_uid="01a2",
            ),
            "新增探访记录：2026-11-22（签字情况 他人代签，代签人 包建国（儿子），收缩压 135 mmHg，体温 36.5 ℃）",
        ),
        (
            changed("visit", {"visited_on": "2026-11-22", "measures": {"systolic": "135"}}, measures=None),
            "探访记录 2026-11-22：收缩压 135 mmHg → 空",
        ),
        (changed("visit", {"visited_on": "2026-11-22"}, round_uid="01a2"), ""),
        (made("visit_photo", caption="灶间", digest="ab", likeness="cd", size=9), "新增探访照片：1 张 灶间"),
        (made("visit_photo", digest="ab"), "新增探访照片：1 张"),
        (changed("visit_photo", {}, retracted=True), "删去探访照片：1 张"),
        (changed("visit_photo", {}, caption="灶间"), "探访照片 1 张 灶间：照片说明 空 → 灶间"),
    ],
)
def test_what_is_new_about_a_visit_is_told_in_words(change: RecordChange, said: str) -> None:
    assert TELLER.line(change) == said


def test_full_numbers_are_told_only_when_asked_for() -> None:
    full = HistoryTeller(Names(), str, masked=False)
    change = made("elder", name="王桂兰", id_number="150425194305080022", phone="13800138000")
    assert "150425194305080022" in full.line(change)
    assert "138 0013 8000" in full.line(change)


def test_amounts_are_told_in_yuan() -> None:
    assert [yuan(fen) for fen in (10000, 20050, 5)] == ["100", "200.50", "0.05"]
