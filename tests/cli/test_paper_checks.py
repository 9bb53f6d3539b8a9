"""``report check`` and ``report issued`` on a real home."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine
from tests.cli.test_life_events import somebody


def test_a_paper_is_listed_checked_and_found_changed(filled: CommandLine, tmp_path: Path) -> None:
    assert "还没有打印或导出过" in filled.run("report", "issued").out
    out = tmp_path / "roster.pdf"
    assert filled.json("report", "make", "roster", "--category", "all", "--out", out).code == 0
    (row,) = filled.json("report", "issued").document
    assert (row["paper"], row["times"]) == ("roster", 1)
    held = filled.json("report", "check", row["code"].replace("-", " ").lower())
    assert (held.code, held.document["verdict"]) == (0, "holds")
    assert "与现有数据一致" in filled.run("report", "check", row["code"]).out
    same = filled.json("report", "check", row["code"], "--paper", "roster", "--category", "all")
    assert (same.code, same.document["same"]) == (0, True)
    other = filled.json("report", "check", row["code"], "--paper", "roster")
    assert (other.code, other.document["same"]) == (1, False)
    died = ("--elder", somebody(filled), "--kind", "死亡", "--on", "2026-11-20")
    assert filled.json("events", "record", *died).code == 0
    changed = filled.json("report", "check", row["code"])
    assert (changed.code, changed.document["verdict"]) == (1, "changed")
    assert changed.document["gone"] == 1
    assert f"减少：{changed.document['gone_lines'][0]}" in filled.run("report", "check", row["code"]).out


def test_a_slip_and_an_unknown_code_are_said(filled: CommandLine) -> None:
    slip = filled.json("report", "check", "12345")
    assert (slip.code, slip.document["verdict"], slip.document["slip"]) == (1, "misspelt", "too_short")
    for_another = filled.json("report", "check", "12345", "--paper", "roster")
    assert for_another.document == slip.document
    unknown = filled.run("report", "check", "00000-00000")
    assert unknown.code == 1
    assert "本机没有出过" in unknown.out
