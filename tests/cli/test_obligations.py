"""``pauses``, ``waivers``, ``tiers``, ``leave``, ``handover`` and ``moves`` on a real home."""

from __future__ import annotations

from typing import Any

from tests.cli.conftest import CommandLine


def people(line: CommandLine) -> list[dict[str, Any]]:
    rows = line.json("duties", "list", "--as-of", "2026-11-20").document
    return [row for row in rows if row["state"] in {"open", "due", "overdue"}]


def test_a_pause_is_entered_listed_ended_and_undone(filled: CommandLine) -> None:
    uid = people(filled)[0]["elder_uid"]
    wrong = filled.json("pauses", "add", "--elder", uid, "--reason", " ")
    assert (wrong.code, wrong.document["error"]["code"]) == (2, "field")
    made = filled.json("pauses", "add", "--elder", uid, "--reason", "去北京看孙子", "--household")
    assert made.code == 0
    listed = filled.json("pauses", "list", "--elder", uid).document
    assert [(row["from_on"], row["review_on"]) for row in listed] == [("2026-11-20", "2026-12-20")]
    assert "去北京看孙子" in filled.run("pauses", "list").out
    assert filled.json("pauses", "list", "--to-review").document == []
    assert filled.json("pauses", "end", listed[0]["uid"], "--on", "2026-11-25").code == 0
    assert filled.json("pauses", "list", "--elder", uid).document[0]["lasts_to"] == "2026-11-24"
    assert filled.json("undo", made.document["change_set"]).code == 0


def test_an_owed_visit_is_waived_and_the_waiver_taken_back(filled: CommandLine) -> None:
    duty = people(filled)[0]
    assert filled.json("waivers", "add", "--reason", "外出").document["error"]["code"] == "cli.usage"
    done = filled.json(
        "waivers", "add", "--duty", duty["uid"], "--reason", "在女儿家", "--approver", "王主任"
    )
    assert done.code == 0
    (row,) = filled.json("waivers", "list", "--elder", duty["elder_uid"]).document
    assert (row["kind"], row["approver"]) == ("waived", "王主任")
    assert "批准免访" in filled.run("waivers", "list").out
    assert filled.json("waivers", "take-back", row["uid"]).code == 0
    assert filled.json("waivers", "list").document == []
    days = ("--elder", duty["elder_uid"], "--from", "2026-11-20", "--to", "2026-11-22")
    assert filled.json("waivers", "add", *days, "--reason", "误登", "--cancel").code == 0


def test_a_tier_is_set_listed_and_ended(filled: CommandLine) -> None:
    uid = people(filled)[0]["elder_uid"]
    made = filled.json("tiers", "set", "--elder", uid, "--tier", "重点", "--reason", "核实")
    assert made.code == 0
    (row,) = filled.json("tiers", "list", uid).document
    assert (row["tier"], row["holds"]) == ("key", True)
    assert "重点" in filled.run("tiers", "list", uid).out
    assert filled.json("tiers", "end", uid).code == 0
    assert "按规则评定" in filled.run("tiers", "list", uid).out
    assert filled.json("tiers", "end", uid).document["error"]["code"] == "field"
    assert isinstance(filled.json("tiers", "proposals").document, list)
    assert filled.run("tiers", "proposals").code == 0
    for act in ("approve", "decline"):
        refused = filled.json("tiers", act, "--elder", uid, "--reason", "隐患已整改")
        assert (refused.code, refused.document["error"]["code"]) == (2, "field")


def test_leave_and_handover_name_visitors(filled: CommandLine) -> None:
    names = list(dict.fromkeys(row["visitor"] for row in people(filled) if row["visitor"]))
    one, other = names[:2]
    days = ("--from", "2026-11-23", "--to", "2026-11-29")
    assert (
        filled.json("leave", "add", "--visitor", "没有这个人", *days).document["error"]["code"] == "cli.usage"
    )
    made = filled.json("leave", "add", "--visitor", one, *days, "--stand-in", other, "--reason", "看病")
    assert made.code == 0
    (row,) = filled.json("leave", "list").document
    assert (row["visitor"], row["stand_in"], row["state"]) == (one, other, "ahead")
    assert one in filled.run("leave", "list").out
    assert filled.json("leave", "end", row["uid"]).code == 0
    wanted = ("handover", "--from-visitor", one, "--to-visitor", other, "--to", "2026-12-31")
    foreseen = filled.json(*wanted, "--dry-run").document
    assert foreseen["change_set"] is None
    assert foreseen["people"]
    done = filled.json(*wanted).document
    assert {**done, "change_set": None} == foreseen
    assert filled.json("undo", done["change_set"]).code == 0
    assert filled.json(*wanted, "--dry-run").document == foreseen


def test_people_move_stay_behind_and_return(filled: CommandLine) -> None:
    row = people(filled)[0]
    uid = row["elder_uid"]
    wanted = (
        "moves",
        "go",
        "--elder",
        uid,
        "--place",
        "冬营盘",
        "--reach",
        "电话或视频",
        "--from",
        "2026-11-18",
    )
    assert filled.json(*wanted, "--dry-run").code == 0
    assert "可以转场" in filled.run(*wanted, "--dry-run").out
    made = filled.json(*wanted)
    assert (made.code, len(made.document["uids"])) == (0, 1)
    mine = [each for each in filled.json("moves", "list").document if each["elder_uid"] == uid]
    assert [(each["place"], each["reach"], each["state"]) for each in mine] == [("冬营盘", "remote", "away")]
    assert "冬营盘" in filled.run("moves", "list").out
    left = filled.json("moves", "left-behind").document
    assert uid not in {each["elder_uid"] for each in left}
    assert filled.run("moves", "left-behind").code == 0
    assert filled.json("moves", "return", "--elder", uid, "--on", "2026-11-20").code == 0
    again = filled.json("moves", "return", "--elder", uid, "--on", "2026-11-21")
    assert (again.code, again.document["error"]["code"]) == (2, "field")
