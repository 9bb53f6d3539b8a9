"""``report make``: what a paper cannot be asked for is refused in words, never left aside unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.cli.reports import NOT_BLANK, NOT_OF_ONE
from desktop_app.domain.terms import SiteLevel
from desktop_app.reports.catalogue import CATALOGUE, Ask, asks_of
from tests.cli.conftest import CommandLine, make_home
from tests.cli.test_life_events import somebody
from tests.reports.pdf import texts

RARE = "\U00031350"
"""A character of the newest plane, which no font of the program has."""


def test_what_a_paper_cannot_do_is_refused_and_nothing_is_written(empty: CommandLine, tmp_path: Path) -> None:
    out, asked = tmp_path / "paper.pdf", 0
    for names, options, said in (
        (sorted(NOT_OF_ONE), ("--elder", "u"), "不能只印一位老年人"),
        (sorted(NOT_BLANK), ("--blank",), "没有空白表"),
        (("month-summary", "assessment-screening"), ("--village", "150425202201"), "不能只印一个嘎查村"),
        (("month-summary", "month-ledger"), ("--unmasked", "--reason", "报送"), "没有隐去的号码"),
        (("visitor-workload", "progress"), ("--period", "2026-H9"), "2026-H1"),
        (("import-report",), (), "register import 文件 --report"),
        (("batch-report",), (), "batch inspect 文件 --report"),
    ):
        for name in names:
            refused = empty.run("report", "make", name, *options, "--out", out)
            assert (refused.code, said in refused.err) == (2, True), (name, refused.err)
            assert "保存" not in refused.err, "there is no form that would still be open"
            asked += 1
    assert asked > 15
    assert not out.exists()
    assert all(Ask.BLANK not in asks_of(name) for name in NOT_BLANK)
    assert all(Ask.PERSON not in asks_of(name) for name in NOT_OF_ONE)


def test_every_paper_that_is_listed_is_made_or_says_where(empty: CommandLine) -> None:
    listed = {row["name"] for row in empty.json("report", "list").document}
    assert {paper.name for paper in CATALOGUE} == listed >= {"import-report", "batch-report"}


def test_a_referred_finding_gets_its_slip_and_a_reason_is_asked_for_full_numbers(
    filled: CommandLine, tmp_path: Path
) -> None:
    out, uid = tmp_path / "slip.pdf", somebody(filled)
    added = ("--elder", uid, "--kind", "隐患", "--what", "台阶结冰")
    assert filled.json("findings", "add", *added).code == 0
    (line,) = filled.json("findings", "list", "--elder", uid, "--text", "台阶").document
    referred = filled.json("findings", "refer", line["uid"], "--to", "村建办")
    number = referred.document["finding"]["slip_no"]
    made = filled.json("report", "make", "referral-slip", "--finding", line["uid"], "--out", out)
    assert made.code == 0, made.err
    assert number in texts(out)[0]
    assert made.document["missing"] == []
    full = filled.run("report", "make", "roster", "--unmasked", "--out", tmp_path / "roster.pdf")
    assert full.code == 2
    assert "用途" in full.err
    assert not (tmp_path / "roster.pdf").exists()


def test_the_layout_of_an_office_is_saved_changed_loaded_and_restored(
    empty: CommandLine, tmp_path: Path
) -> None:
    file, out = tmp_path / "roster.toml", tmp_path / "roster.pdf"
    assert empty.run("report", "layout", "roster", "--save", file).code == 0
    shipped = file.read_text(encoding="utf-8")
    file.write_text(shipped.replace("花名册", "老人登记册"), encoding="utf-8")
    assert empty.run("report", "layout", "roster", "--load", file).code == 0
    (row,) = (row for row in empty.json("report", "layouts").document if row["name"] == "roster")
    assert row["changed"]
    assert empty.run("report", "make", "roster", "--out", out).code == 0
    assert "老人登记册" in texts(out)[0]
    assert empty.run("report", "layout", "roster", "--reset").code == 0
    assert empty.run("report", "make", "roster", "--out", out).code == 0
    assert "老人登记册" not in texts(out)[0]
    file.write_text("columns = 3", encoding="utf-8")
    assert empty.run("report", "layout", "roster", "--load", file).code == 2


def test_the_county_gets_the_workload_of_its_villages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    county = CommandLine(make_home(tmp_path / "county", SiteLevel.COUNTY), capsys)
    made = county.json("report", "make", "visitor-workload", "--out", tmp_path / "a.pdf")
    assert made.code == 0, made.err
    assert "克什克腾旗民政局" in texts(tmp_path / "a.pdf")[0]


def test_characters_that_no_font_has_are_named_with_the_person(filled: CommandLine, tmp_path: Path) -> None:
    uid, table = somebody(filled), ("report", "make", "finding-ageing", "--out", tmp_path / "a.pdf")
    assert filled.json(*table).document["missing"] == []
    added = ("--elder", uid, "--kind", "隐患", "--what", f"台阶{RARE}")
    assert filled.json("findings", "add", *added).code == 0
    name = filled.json("register", "show", uid).document["name"]
    made = filled.json(*table)
    assert made.code == 0, made.document
    (missing,) = made.document["missing"]
    assert (missing["character"], missing["code_point"]) == (RARE, "U+31350")
    assert missing["where"].endswith(name)
    assert missing["page"] > 0
    told = filled.run(*table).out
    assert f"{name} 有字库没有的字 U+31350，印成“〓”，请手工补写" in told
    each = ("report", "make", "person-file", "--elder", uid, "--each", tmp_path / "each")
    (one,) = filled.json(*each).document["missing"]
    assert name in one["where"]
    assert "U+31350" in filled.run(*each).out
