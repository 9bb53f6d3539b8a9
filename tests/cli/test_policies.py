"""``policies``: every rule in words, rehearsed, changed, taken and given as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

OVERLAY = "inner-mongolia-2022"
WEEKLY = (OVERLAY, "high-weekly")


def test_every_rule_is_shown_in_words_with_its_sentence(filled: CommandLine) -> None:
    out = filled.run("policies", "show", OVERLAY).out
    assert "【探访规则】" in out
    assert "high-weekly　高风险对象：每7天一次，上门、电话、视频、物联网、代访都算；到期前2天提醒" in out
    assert (
        "依据：《北方新报》2022年6月23日（报道转述）“重大变故发生后24小时内走访到位，平时每周走访不少于一次”"
        in out
    )
    shown = filled.run("policies", "show", "chifeng-2023-42-pastoral").out
    assert "incapacitated-in-person-monthly　失能、失智老年人：每月一次，只算上门，须见到本人" in shown
    assert "（停用）" in shown
    rules = filled.json("policies", "show", OVERLAY).document["rules"]
    assert {"part", "key", "words", "sentence", "coming", "version"} <= set(rules[0])


def test_a_rule_is_changed_shown_with_its_versions_and_taken_back(filled: CommandLine) -> None:
    done = filled.json(
        "policies", "change", *WEEKLY, "--every", 10, "--on-site", "month", "--from", "2026-12-01",
        "--note", "人手不足", "--alert-hours", "none", "--ladder", "retry:2,contact:1,alert:0",
    )  # fmt: skip
    assert done.code == 0
    coming = done.document["rule"]["coming"]
    assert coming["valid_from"] == "2026-12-01"
    assert coming["words"].startswith(
        "高风险对象：每10天一次，上门、电话、视频、物联网、代访都算，其中上门每月一次；"
    )
    assert "依次：2天后换时间再访、1天后问邻居或联系人、平安预警" in coming["words"]
    out = filled.run("policies", "show", OVERLAY, "--rule", "high-weekly").out
    assert "2026-12-01 起：high-weekly　高风险对象：每10天一次" in out
    assert filled.run("policies", "list").out.count("本地修订") == 1
    assert filled.json("undo", done.document["change_set"]).code == 0
    assert "本地修订" not in filled.run("policies", "list").out


def test_a_rule_is_switched_and_a_target_set(filled: CommandLine) -> None:
    pastoral = "chifeng-2023-42-pastoral"
    done = filled.json("policies", "switch", pastoral, "incapacitated-in-person-monthly", "on")
    assert done.document["rule"]["enabled"]
    assert filled.run("policies", "target", pastoral, "monthly_visit_rate", 2027, "98.5").code == 0
    shown = filled.json("policies", "show", pastoral, "--rule", "monthly_visit_rate").document
    assert shown[0]["words"] == "特殊困难老年人月探访率：2025年达到100%、2027年达到98.5%"
    assert filled.run("policies", "target", pastoral, "monthly_visit_rate", 2027, "many").code == 2
    assert filled.run("policies", "target", pastoral, "monthly_visit_rate", 2027, "none").code == 0
    assert filled.run("policies", "reset", pastoral).code == 0


def test_a_change_is_rehearsed_in_words_and_as_a_document(filled: CommandLine) -> None:
    options = ("--every", 10, "--from", "2026-12-01")
    out = filled.run("policies", "rehearse", *WEEKLY, *options).out
    assert "2026-12-01 至 2027-02-28" in out
    assert "高峰周" in out
    assert "假定每个人都在应当探访的那天" in out
    document = filled.json("policies", "rehearse", *WEEKLY, *options, "--months", 1).document
    assert document["last_on"] == "2026-12-31"
    assert document["total"]["after"] < document["total"]["before"]
    assert sum(week["before"] for week in document["weeks"]) == document["total"]["before"]
    off = filled.json("policies", "rehearse", *WEEKLY, "--off", "--from", "2026-12-01").document
    assert off["total"]["after"] < document["total"]["after"] + off["total"]["before"]
    assert filled.run("policies", "rehearse", OVERLAY).code == 2
    assert filled.run("policies", "rehearse", *WEEKLY, "--every", 10, "--from", "2026-01-01").code == 2


def test_a_profile_goes_out_and_comes_in_as_a_file(filled: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "out.toml"
    assert filled.run("policies", "export", OVERLAY, "--out", path).code == 0
    text = (
        path.read_text(encoding="utf-8")
        .replace("days = 7", "days = 8")
        .replace("target_day = 7", "target_day = 8")
    )
    path.write_text(text, encoding="utf-8")
    assert filled.json("policies", "install", path, "--dry-run").document["known"]
    assert filled.run("policies", "rehearse", "--file", path).code == 0
    done = filled.run("policies", "install", path)
    assert done.code == 0
    assert "已载入" in done.out
    shown = filled.json("policies", "show", OVERLAY, "--rule", "high-weekly").document
    assert (shown[0]["version"], shown[0]["valid_from"]) == (2, "2026-11-20")
    assert "每8天一次" in shown[0]["words"]
    assert "每7天一次" in shown[0]["earlier"][0]["words"]
    assert filled.run("policies", "choose", OVERLAY).code == 0
    path.write_text(text.replace("days = 8", "days = 0"), encoding="utf-8")
    refused = filled.json("policies", "install", path)
    assert refused.code == 2
    assert "天数应为 1 至 366 的整数" in refused.document["error"]["what"]


@pytest.mark.parametrize(
    "options",
    [
        ("--every", "week"),
        ("--ladder", "run:1"),
        ("--mode", "letter"),
        ("--alert-hours", "soon"),
        ("--every", "7"),
        ("--within-hours", "12"),
    ],
)
def test_what_makes_no_sense_is_refused(filled: CommandLine, options: tuple[str, str]) -> None:
    assert filled.run("policies", "change", *WEEKLY, *options).code == 2
