"""``privacy``: the ledger, copies and periods from the command line."""

from __future__ import annotations

from pathlib import Path

import pypdf

from tests.cli.conftest import CommandLine


def a_person(filled: CommandLine) -> str:
    """Return the uid of somebody on the register."""
    return str(filled.json("duties", "list").document[0]["elder_uid"])


def test_a_look_and_a_copy_are_in_the_ledger(filled: CommandLine, tmp_path: Path) -> None:
    uid, out = a_person(filled), tmp_path / "copy.pdf"
    for _again in range(2):
        assert filled.json("register", "show", uid).code == 0
    made = filled.json("privacy", "copy", uid, "--out", out, "--to", "女儿李梅", "--reason", "本人申请")
    assert made.code == 0
    assert made.document == {"file": str(out), "pages": len(pypdf.PdfReader(out).pages)}
    log = filled.json("privacy", "log", "--elder", uid).document
    assert [(row["kind"], row["recipient"], row["reason"]) for row in log] == [
        ("exported", "女儿李梅", "本人申请"),
        ("looked", None, None),
    ]
    said = filled.run("privacy", "log", "--kind", "looked").out
    assert "打开一人一档" in said
    assert "女儿李梅" not in said


def test_the_ledger_goes_into_a_workbook(filled: CommandLine, tmp_path: Path) -> None:
    export = ("register", "export", tmp_path / "all.xlsx", "--reason", "上报", "--to", "旗民政局")
    assert filled.json(*export).code == 0
    done = filled.json("privacy", "log", "--out", tmp_path / "log.xlsx")
    assert (done.code, done.document["rows"]) == (0, 1)
    assert (tmp_path / "log.xlsx").exists()
    (noted,) = filled.json("privacy", "log", "--kind", "exported", "--most", 5).document[1:]
    assert (noted["recipient"], noted["reason"]) == ("旗民政局", "上报")


def test_a_copy_without_a_reason_is_refused(filled: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "copy.pdf"
    refused = filled.json("privacy", "copy", a_person(filled), "--out", out, "--to", "本人", "--reason", " ")
    assert refused.code == 2
    assert "理由" in refused.document["error"]["what"]
    assert not out.exists()


def test_periods_are_shown_set_and_kept_above_the_law(filled: CommandLine, tmp_path: Path) -> None:
    assert filled.json("privacy", "retention").document["years"] == {"files": 30, "visits": 10, "access": 3}
    assert filled.json("privacy", "retention", "--files", 50).document["years"]["files"] == 50
    refused = filled.json("privacy", "retention", "--access", 1)
    assert refused.code == 2
    assert "3 年" in refused.document["error"]["what"]
    out = tmp_path / "due.xlsx"
    assert filled.json("privacy", "retention", "--out", out).document["due"] == []
    assert out.exists()
    assert "没有到期的档案" in filled.run("privacy", "retention").out
