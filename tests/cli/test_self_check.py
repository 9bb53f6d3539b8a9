"""``self-check``: listed, explained by the beginning of its number, for people and for programs."""

from __future__ import annotations

from typing import Any

from tests.cli.conftest import CommandLine

MONTH = ("--month", "2026-11")


def hurry(line: CommandLine) -> None:
    """Record two people of different households at the same minute."""
    rows = line.json("duties", "list", "--as-of", "2026-11-20").document
    homes: dict[str, Any] = {}
    for row in rows:
        shown = line.json("register", "show", row["elder_uid"]).document
        homes.setdefault(str(shown.get("address")), row["elder_uid"])
        if len(homes) == 2:
            break
    for uid in homes.values():
        facts = (
            "--mode",
            "in_person",
            "--outcome",
            "met_in_person",
            "--visitor",
            "志愿者甲",
            "--time",
            "10:17",
        )
        done = line.json("visits", "record", "--elder", uid, "--on", "2026-11-18", *facts)
        assert done.code == 0, done.err


def test_what_is_listed_is_explained_and_then_waits_no_more(filled: CommandLine) -> None:
    hurry(filled)
    listed = filled.json("self-check", "list", *MONTH, "--kind", "too_fast")
    assert listed.code == 1
    (row,) = listed.document
    assert (row["kind"], row["title"], row["month"], row["explanations"]) == (
        "too_fast",
        "短时间内多次探访",
        "2026-11",
        [],
    )
    assert len(row["visits"]) == len(row["elders"]) == 2
    assert "上门2户" in filled.run("self-check", "list", *MONTH).out
    assert (
        filled.json("self-check", "explain", "zzz", *MONTH, "--text", "好").document["error"]["code"]
        == "cli.usage"
    )
    empty = filled.json("self-check", "explain", row["about"], *MONTH, "--text", " ")
    assert (empty.code, empty.document["error"]["code"]) == (2, "field")
    done = filled.json("self-check", "explain", row["about"][:12], *MONTH, "--text", "时间是事后估计的。")
    assert done.code == 0
    again = filled.json("self-check", "list", *MONTH, "--kind", "too_fast")
    assert (again.code, again.document[0]["explanations"][0]["text"]) == (0, "时间是事后估计的。")
    assert (
        "没有需要说明的地方"
        in filled.run("self-check", "list", *MONTH, "--waiting", "--kind", "too_fast").out
    )
    assert filled.json("undo", done.document["change_set"]).code == 0
