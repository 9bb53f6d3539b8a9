"""``events`` and ``register ageing`` on a real home."""

from __future__ import annotations

from tests.cli.conftest import CommandLine


def somebody(line: CommandLine) -> str:
    rows = line.json("duties", "list", "--as-of", "2026-11-20").document
    return next(str(row["elder_uid"]) for row in rows if row["kind"] == "routine")


def test_an_event_is_foreseen_recorded_listed_and_undone(filled: CommandLine) -> None:
    uid = somebody(filled)
    wanted = ("events", "record", "--elder", uid, "--kind", "死亡", "--on", "2026-11-20", "--place", "旗医院")
    foreseen = filled.json(*wanted, "--dry-run")
    assert foreseen.code == 0
    assert foreseen.document["uid"] is None
    assert any("自 2026-11-20 起不再计入应探访" in words for words in foreseen.document["consequences"])
    assert filled.json("events", "list", uid).document["events"] == []
    recorded = filled.json(*wanted)
    assert recorded.document["consequences"] == foreseen.document["consequences"]
    listed = filled.json("events", "list", uid).document
    assert [(event["kind"], event["place"]) for event in listed["events"]] == [("deceased", "旗医院")]
    assert listed["enrolment"][-1]["ended_on"] == "2026-11-20"
    assert "退出（死亡）" in filled.run("events", "list", uid).out
    again = filled.json(*wanted)
    assert (again.code, again.document["error"]["code"]) == (2, "life_event.already_dead")
    action = filled.json("undo", "list").document[0]
    assert filled.json("undo", action["uid"]).code == 0
    assert filled.json("events", "list", uid).document["events"] == []


def test_a_death_before_visits_is_refused_with_what_to_do(filled: CommandLine) -> None:
    uid = somebody(filled)
    refused = filled.run("events", "record", "--elder", uid, "--kind", "deceased", "--on", "2026-08-01")
    assert refused.code == 2
    assert "次探访在死亡日期之后" in refused.err
    assert "探访记错了的" in refused.err


def test_an_unknown_person_and_an_unknown_kind_are_refused(filled: CommandLine) -> None:
    assert filled.json("events", "list", "nobody").document["error"]["code"] == "not_found"
    wrong = filled.run("events", "record", "--elder", "x", "--kind", "搬家", "--on", "2026-11-20")
    assert wrong.code == 2
    assert "迁出" in wrong.err


def test_who_is_about_to_reach_an_age_is_listed(filled: CommandLine) -> None:
    rows = filled.json("register", "ageing", "--days", "366").document
    assert rows
    assert set(rows[0]) >= {"uid", "name", "village", "age", "reaches_on", "days_left", "ahead", "begins"}
    assert [row["reaches_on"] for row in rows] == sorted(row["reaches_on"] for row in rows)
    only = filled.json("register", "ageing", "--days", "366", "--age", "80").document
    assert {row["age"] for row in only} <= {80}
    assert "届时开始" in filled.run("register", "ageing", "--days", "366").out
    assert filled.json("register", "ageing", "--ahead").document == []
