"""Places by command: listed, found, renamed, recoded, merged, and a newer list."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine

FIRST, SECOND = "150425202201", "150425202202"


def test_places_are_listed_and_found(filled: CommandLine) -> None:
    rows = filled.json("divisions", "list").document
    assert len(rows) == 10
    assert sum(row["people"] for row in rows) > 50
    (found,) = filled.json("divisions", "find", "达里").document
    assert found["code"] == "150425202205"
    assert "达里嘎查" in filled.run("divisions", "find", "150425202205").out
    assert filled.json("divisions", "find", "没有这里").document == []


def test_a_place_goes_through_its_life_by_command(filled: CommandLine) -> None:
    people = {row["code"]: row["people"] for row in filled.json("divisions", "list").document}
    assert filled.json("divisions", "rename", "巴彦宝力格", "新宝力格嘎查", "--from", "2026-10-01").code == 0
    (found,) = filled.json("divisions", "find", "巴彦宝力格").document
    assert (found["name"], found["former_names"]) == ("新宝力格嘎查", [["巴彦宝力格嘎查", "2026-09-30"]])

    merged = filled.json("divisions", "merge", FIRST, SECOND)
    assert merged.document["moved"] >= people[FIRST]
    after = {row["code"]: row for row in filled.json("divisions", "list").document}
    assert after[SECOND]["people"] == people[FIRST] + people[SECOND]
    assert after[FIRST]["ended"]
    assert filled.json("undo", merged.document["change_set"]).code == 0
    again = {row["code"]: row["people"] for row in filled.json("divisions", "list").document}
    assert again == people

    local = filled.json("divisions", "add", "查干营子").document["code"]
    assert filled.json("divisions", "recode", "查干营子", "150425202299").document["code"] == "150425202299"
    assert filled.json("divisions", "find", local).document[0]["followed_by"] == "150425202299"


def test_a_list_is_previewed_and_applied(filled: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    rows = filled.json("divisions", "list").document
    lines = [f"{row['code']},{row['name']}" for row in rows if row["code"] != SECOND]
    path.write_text("\n".join(["代码,名称", *lines, "150425202301,新增嘎查", ""]), "utf-8")
    preview = filled.json("divisions", "install", path, "--dry-run").document
    assert [each["name"] for each in preview["added"]] == ["新增嘎查"]
    assert [each["code"] for each in preview["in_use"]] == [SECOND]
    assert filled.json("divisions", "find", "新增嘎查").document == []
    assert filled.json("divisions", "install", path).code == 0
    assert len(filled.json("divisions", "find", "新增嘎查").document) == 1
    assert filled.json("divisions", "find", SECOND).document[0]["people"] > 0


def test_a_broken_list_is_refused_with_its_row(filled: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("代码,名称\n150425202201,甲嘎查\n1.50425E+11,乙嘎查\n", "utf-8")
    dry = filled.json("divisions", "install", path, "--dry-run")
    assert dry.code == 1
    assert dry.document["problems"][0]["row"] == 3
    refused = filled.run("divisions", "install", path)
    assert refused.code == 2
    assert "第 3 行" in refused.err


def test_an_unknown_place_and_a_day_to_come_are_refused(filled: CommandLine) -> None:
    assert filled.json("divisions", "rename", "没有这里", "新名").code == 2
    assert filled.json("divisions", "rename", FIRST, "新名", "--from", "2027-01-01").code == 2
