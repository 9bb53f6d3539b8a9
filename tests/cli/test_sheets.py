"""``sheets`` on a real home: what was printed is listed, found and given up."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine


def test_printed_sheets_are_listed_found_and_given_up(filled: CommandLine, tmp_path: Path) -> None:
    assert filled.json("sheets", "list").document == []
    assert "没有符合条件的纸单" in filled.run("sheets", "list", "--unreturned").out
    assert filled.json("report", "make", "visit-sheet", "--out", tmp_path / "a.pdf").code == 0
    rows = filled.json("sheets", "list", "--unreturned").document
    assert rows
    assert {row["paper"] for row in rows} == {"visit-sheet"}
    code = rows[0]["code"]
    inside = filled.json("sheets", "list", "--unreturned", "--village", rows[0]["village_code"]).document
    assert code in {row["code"] for row in inside}
    found = filled.run("sheets", "find", f"{code[:4]} {code[4:]}")
    assert rows[0]["elder_name"] in found.out
    assert "没有收回" in found.out
    late = filled.run("sheets", "list", "--unreturned", "--as-of", "2026-12-08")
    assert "超过一周还没有收回" in late.out
    given_up = filled.json("sheets", "write-off", code, "--because", "丢失")
    assert given_up.document["written_off_because"] == "丢失"
    left = filled.json("sheets", "list", "--unreturned").document
    assert len(left) == len(rows) - 1
    assert "不再追回：丢失" in filled.run("sheets", "list").out
    assert "没有改动" in filled.run("sheets", "write-off", code, "--because", "丢失").out


def test_a_slip_and_an_unknown_code_are_said(filled: CommandLine) -> None:
    wrong = filled.json("sheets", "find", "30812743")
    assert (wrong.code, wrong.document["error"]["code"]) == (2, "sheet.digit")
    assert "有一位打错了" in wrong.document["error"]["what"]
    unknown = filled.json("sheets", "find", "30812742")
    assert (unknown.code, unknown.document["error"]["code"]) == (2, "sheet.unknown")
