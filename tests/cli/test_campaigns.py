"""``campaigns`` and its call tree on a real home."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine


def test_templates_come_with_their_next_days_and_their_source(filled: CommandLine) -> None:
    rows = {row["key"]: row for row in filled.json("campaigns", "templates").document}
    assert rows["common/respect-month"]["from_on"] == "2027-09-30"
    assert rows["common/cold-wave"]["from_on"] is None
    assert rows["common/cold-wave"]["basis"] == "default"
    assert "敬老月" in filled.run("campaigns", "templates").out
    assert filled.json("campaigns", "templates", "--due").document == []


def test_a_round_is_previewed_started_followed_printed_and_ended(filled: CommandLine, tmp_path: Path) -> None:
    assert filled.json("campaigns", "list").document == []
    wanted = ("campaigns", "start", "--template", "common/cold-wave")
    seen = filled.json(*wanted, "--dry-run").document
    assert seen["uid"] is None
    started = filled.json(*wanted).document
    assert started["targets"] == seen["targets"] == len(seen["people"]) > 0
    again = filled.json(*wanted)
    assert (again.code, again.document["error"]["code"]) == (2, "campaign.same")
    (row,) = filled.json("campaigns", "list").document
    assert (row["uid"], row["phase"], row["from_on"], row["to_on"]) == (
        started["uid"], "running", "2026-11-20", "2026-11-22",
    )  # fmt: skip
    targets = filled.json(
        "campaigns", "targets", row["uid"], "--remove", seen["people"][0]["elder_uid"]
    ).document
    assert len(targets) == started["targets"] - 1
    progress = filled.json("campaigns", "progress", row["uid"]).document
    assert sum(each["targets"] for each in progress["villages"]) == len(targets)
    assert sum(each["reached"] for each in progress["visitors"]) == progress["reached"]
    for name in ("tree.pdf", "tree.xlsx"):
        out = tmp_path / name
        made = filled.json("report", "make", "campaign-call-tree", "--campaign", row["uid"], "--out", out)
        assert made.code == 0
        assert out.stat().st_size > 1000
    assert filled.json("campaigns", "end", row["uid"], "--on", "2026-11-20").code == 0
    assert filled.json("campaigns", "list").document[0]["to_on"] == "2026-11-20"
    undo = filled.json("campaigns", "end", row["uid"], "--take-back").document["undo"]
    assert filled.json("campaigns", "list").document == []
    assert filled.json("undo", undo).code == 0
    assert len(filled.json("campaigns", "list").document) == 1


def test_bad_input_is_refused_with_what_to_do(filled: CommandLine) -> None:
    for more, field in (
        (("--template", "common/none"), "模板"),
        ((), "名称"),
        (("--title", "停电", "--from", "2026-11-20", "--to", "2026-11-19"), "结束日期"),
        (("--title", "停电", "--who", "named"), "对象"),
    ):
        refused = filled.json("campaigns", "start", *more)
        assert (refused.code, refused.document["error"]["code"]) == (2, "field")
        assert field in refused.document["error"]["what"]
    assert filled.json("campaigns", "progress", "nothing").document["error"]["code"] == "not_found"
    wrong = filled.json("report", "make", "campaign-call-tree", "--out", "x.pdf").document
    assert "专项探访" in wrong["error"]["what"]
