"""``duties``: filters, what came up since the last time, settling in bulk, the route."""

from __future__ import annotations

from tests.cli.conftest import CommandLine

LATER = ("--as-of", "2026-12-28")


def test_the_list_is_narrowed_by_kind_visitor_and_day(filled: CommandLine) -> None:
    rows = filled.json("duties", "list").document
    assert set(rows[0]) >= {"uid", "elder_uid", "name", "state", "earliest_on", "due_on", "latest_on", "why"}
    kinds = {row["kind"] for row in rows}
    for kind in kinds:
        some = filled.json("duties", "list", "--kind", kind).document
        assert {row["kind"] for row in some} == {kind}
    visitor = next(row["visitor_uid"] for row in rows if row["visitor_uid"])
    mine = filled.json("duties", "list", "--visitor", visitor).document
    assert {row["uid"] for row in mine} == {row["uid"] for row in rows if row["visitor_uid"] == visitor}
    early = filled.json("duties", "list", "--due-by", "2026-11-20").document
    assert {row["uid"] for row in early} == {row["uid"] for row in rows if row["due_on"] <= "2026-11-20"}
    assert {row["uid"] for row in filled.json("duties", "list", "--alert").document} == {
        row["uid"] for row in rows if row["alert"]
    }
    assert filled.run("duties", "list", "--kind", "weekly").code == 2


def test_what_came_up_is_listed_settled_with_a_reason_and_undone(filled: CommandLine) -> None:
    assert "--seen" in filled.run("duties", "since").out
    assert filled.run("duties", "since", "--seen").code == 0
    assert "没有新的情况" in filled.run("duties", "since").out
    found = filled.json("duties", "since", *LATER).document
    village = next(each for each in found["villages"] if any(row["can_settle"] for row in each["rows"]))
    assert village["name"] in filled.run("duties", "since", *LATER).out
    wanted = ("duties", "since", "--settle", village["code"], *LATER)
    assert filled.run(*wanted).code == 2, "without a reason nothing is settled"
    settled = filled.json(*wanted, "--reason", "道路结冰").document
    assert settled["elders"]
    overdue = filled.json("duties", "list", "--state", "overdue", *LATER).document
    assert not {row["elder_uid"] for row in overdue} & set(settled["elders"])
    again = filled.json(*wanted, "--reason", "道路结冰").document
    assert again["error"]["code"] == "since.nothing_missed"
    assert filled.json("undo", settled["change_set"], *LATER).code == 0
    back = filled.json("duties", "list", "--state", "overdue", *LATER).document
    assert set(settled["elders"]) <= {row["elder_uid"] for row in back}


def test_the_route_of_a_village_lists_where_to_go(filled: CommandLine) -> None:
    rows = filled.json("duties", "list").document
    village = next(row["village_code"] for row in rows if row["state"] in ("due", "overdue"))
    stops = filled.json("duties", "route", village).document
    assert stops
    assert {stop["village_code"] for stop in stops} == {village}
    assert stops[0]["name"] in filled.run("duties", "route", village).out
    assert filled.json("duties", "route", "999999999999").document == []
