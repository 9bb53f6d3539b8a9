"""``plans`` and ``holidays`` on a real home."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine

SPAN = ("--first", "2026-11-23", "--last", "2026-12-20")
NEXT_YEAR = """
year = 2027
title = "试验：2027年部分节假日安排"
sentence = "元旦：1月1日至3日放假，1月9日上班。"
[[holidays]]
name = "元旦"
from_on = 2027-01-01
to_on = 2027-01-03
working = [2027-01-09]
"""


def test_days_are_proposed_accepted_listed_moved_and_cleared(filled: CommandLine) -> None:
    proposed = filled.json("plans", "propose", *SPAN)
    assert proposed.code == 0
    assert proposed.document["visits"]
    assert proposed.document["accepted"] is None
    assert "原因" in filled.run("plans", "propose", *SPAN).out
    accepted = filled.json("plans", "propose", *SPAN, "--accept")
    assert accepted.document["visits"] == proposed.document["visits"]
    again = filled.json("plans", "propose", *SPAN).document
    assert again["changed"] == 0
    listed = filled.json("plans", "list", *SPAN).document
    planned = [entry for entry in listed["entries"] if entry["planned"]]
    assert len(planned) == len(proposed.document["visits"])
    assert listed["days"][0]["on"] == "2026-11-23"
    assert "排定" in filled.run("plans", "list", *SPAN).out
    visit = next(each for each in proposed.document["visits"] if each["latest_on"] >= "2026-11-30")
    to = ("--elder", visit["elder_uid"], "--on", "2026-11-28", "--from", visit["on"])
    moved = filled.json("plans", "set", *to)
    assert moved.code == 0
    assert "当天是周末" in moved.document["note"]
    assert filled.json("plans", "clear", *to[:4]).code == 0
    assert filled.json("plans", "clear", *to[:4]).document["error"]["code"] == "not_found"
    assert filled.json("undo", accepted.document["accepted"]).code == 0


def test_a_day_outside_the_window_is_refused_with_the_window(filled: CommandLine) -> None:
    visit = filled.json("plans", "propose", *SPAN).document["visits"][0]
    refused = filled.json("plans", "set", "--elder", visit["elder_uid"], "--on", "2026-11-01")
    assert (refused.code, refused.document["error"]["code"]) == (2, "plans.outside_window")


def test_an_unknown_visitor_is_refused_and_not_taken_for_everybody(filled: CommandLine) -> None:
    refused = filled.json("plans", "propose", *SPAN, "--visitor", "没有这个人")
    assert (refused.code, refused.document["error"]["code"]) == (2, "field")


def test_a_township_without_anybody_has_nothing_to_plan(empty: CommandLine) -> None:
    assert words_of(empty, "propose") == "这些日子里没有要排的探访。"
    assert words_of(empty, "list") == "这些日子里没有人。"


def words_of(line: CommandLine, command: str) -> str:
    return line.run("plans", command, *SPAN).out.strip()


def test_days_off_are_listed_and_the_next_year_installed(empty: CommandLine, tmp_path: Path) -> None:
    listed = empty.json("holidays", "list").document
    assert [(row["year"], row["installed"]) for row in listed["years"]] == [(2025, False), (2026, False)]
    assert "国务院办公厅关于2026年部分节假日安排的通知" in empty.run("holidays", "list").out
    file = tmp_path / "2027.toml"
    file.write_text(NEXT_YEAR.replace("2027-01-09]", "2027-01-08]"), encoding="utf-8")
    refused = empty.json("holidays", "install", file)
    assert (refused.code, refused.document["error"]["code"]) == (2, "holidays.refused")
    file.write_text(NEXT_YEAR, encoding="utf-8")
    done = empty.json("holidays", "install", file)
    assert done.document["working"] == ["2027-01-09"]
    assert empty.json("holidays", "list").document["years"][-1]["installed"]
    assert empty.json("undo", done.document["change_set"]).code == 0


def test_a_file_that_is_not_there_is_told(empty: CommandLine, tmp_path: Path) -> None:
    assert empty.json("holidays", "install", tmp_path / "none.toml").code in {2, 3}


def test_market_days_are_set_and_cleared(filled: CommandLine) -> None:
    village = next(iter(filled.json("divisions", "list").document))["code"]
    assert filled.json("holidays", "market", village, "lunar:3,8").code == 0
    assert filled.json("holidays", "list").document["markets"] == {village: "农历逢3、8赶集"}
    assert "农历逢3、8赶集" in filled.run("holidays", "list").out
    refused = filled.json("holidays", "market", village, "初三")
    assert refused.document["error"]["code"] == "market_days.unclear"
    assert filled.json("holidays", "market", village, "none").code == 0
    assert filled.json("holidays", "list").document["markets"] == {}
