"""``register edit`` and ``register export-list``: previewed, applied, undone, written, and refused in words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

DOCUMENT = {"changed", "unchanged", "refused", "reasons", "lines", "change_set"}


def test_many_are_previewed_edited_and_taken_back(filled: CommandLine) -> None:
    edit = ("register", "edit", "--everybody", "--set", "group=三组")
    looked = filled.json(*edit, "--dry-run")
    assert looked.code == 0
    assert set(looked.document) == DOCUMENT
    assert looked.document["changed"] > 40
    assert looked.document["change_set"] is None
    assert {line["new"] for line in looked.document["lines"]} == {"三组"}
    done = filled.json(*edit)
    assert done.document["changed"] == looked.document["changed"]
    again = filled.json(*edit).document
    assert (again["changed"], again["unchanged"]) == (0, len(looked.document["lines"]))
    assert again["change_set"] is None
    assert filled.json("undo", done.document["change_set"]).document["restored"] == done.document["changed"]
    assert filled.json("check").document["problems"] == []


@pytest.mark.parametrize(
    "change",
    [
        ("living=独居",),
        ("residency=both",),
        ("category=低保", "--on", "2026-10-01", "--source", "公示", "--approver", "苏木民政办"),
        ("end-category=living_alone",),
        ("willingness=愿意", "--witness", "李志强"),
        ("tier=high", "--reason", "断电"),
        ("tier=",),
        ("note=已通知",),
        ("visitor=",),
        ("village=150425202201",),
    ],
)
def test_everything_can_be_changed_from_here(filled: CommandLine, change: tuple[str, ...]) -> None:
    value, *more = change
    run = filled.json("register", "edit", "--state", "overdue", "--set", value, *more, "--dry-run")
    assert run.code in {0, 1}
    assert set(run.document) == DOCUMENT
    assert run.document["lines"]


def test_people_are_chosen_by_uid_and_the_refused_are_named(filled: CommandLine) -> None:
    uid = filled.json("duties", "list").document[0]["elder_uid"]
    run = filled.json("register", "edit", "--uid", uid, "--uid", "nobody", "--set", "group=三组")
    assert run.code == 1
    assert (run.document["changed"], run.document["refused"]) == (1, 1)
    assert run.document["reasons"] == [{"reason": "名册中没有此人", "people": 1}]
    spoken = filled.run("register", "edit", "--uid", uid, "--uid", "nobody", "--set", "group=四组").out
    assert "修改 1 人，不变 0 人，不能修改 1 人" in spoken
    assert "elder-visits undo" in spoken


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--set", "group=三组"), "cli.nobody_chosen"),
        (("--everybody", "--set", "name=三组"), "cli.unknown_change"),
        (("--everybody", "--set", "group"), "cli.unknown_change"),
        (("--everybody", "--set", "visitor=没有这个人"), "field"),
        (("--everybody", "--set", "tier=high"), "field"),
        (("--everybody", "--set", "tier=最高", "--reason", "断电"), "field"),
        (("--everybody", "--set", "village=110101001001"), "field"),
        (("--everybody", "--set", "field:炉具=煤"), "field"),
        (("--everybody", "--set", "household=包小明"), "field"),
    ],
)
def test_what_cannot_be_done_is_said(filled: CommandLine, arguments: tuple[str, ...], code: str) -> None:
    refused = filled.json("register", "edit", *arguments)
    assert refused.code == 2
    assert refused.document["error"]["code"] == code


def test_a_list_is_exported_with_its_columns_order_and_filter(filled: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "list.csv"
    run = filled.json(
        "register", "export-list", out, "--columns", "name,birth", "--sort", "birth", "--state", "overdue"
    )
    rows = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert run.code == 0
    assert run.document == {"file": str(out), "people": len(rows) - 1}
    assert rows[0] == ["姓名", "出生日期"]
    births = [row[1] for row in rows[1:]]
    assert births == sorted(births)
    assert filled.json("register", "export-list", tmp_path / "list.xlsx", "--gb18030").code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("a.csv", "--columns", "name,nothing"), "cli.usage"),
        (("a.csv", "--full"), "field"),
        (("a.pdf",), "field"),
    ],
)
def test_an_export_that_cannot_be_made_is_said(
    filled: CommandLine, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    name, *more = arguments
    refused = filled.json("register", "export-list", tmp_path / name, *more)
    assert (refused.code, refused.document["error"]["code"]) == (2, code)
    assert list(tmp_path.glob("a.*")) == []
