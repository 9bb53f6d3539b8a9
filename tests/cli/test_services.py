"""``services`` on a real home: the catalogue, single records and rounds, arrangements, providers, needs, figures."""

from __future__ import annotations

from tests.cli.conftest import CommandLine


def elders(line: CommandLine) -> list[str]:
    rows = line.json("duties", "list", "--as-of", "2026-11-20").document
    return list(dict.fromkeys(row["elder_uid"] for row in rows if row["state"] in {"open", "due", "overdue"}))


def test_the_catalogue_names_every_service_with_its_sentence(filled: CommandLine) -> None:
    listed = filled.json("services", "catalogue").document
    assert len(listed) > 30
    assert all(row["sentence"] and row["document"] for row in listed)
    assert "家庭医生签约服务" in filled.run("services", "catalogue").out


def test_a_service_is_recorded_by_title_listed_and_undone(filled: CommandLine) -> None:
    uid = elders(filled)[0]
    meal = ("services", "record", "--elder", uid, "--service", "助餐", "--quantity", "2", "--cost", "12.5")
    made = filled.json(*meal, "--satisfaction", "满意", "--provider", "幸福食堂")
    assert made.code == 0
    refused = filled.json(*meal)
    assert (refused.code, refused.document["error"]["code"]) == (2, "service_again")
    assert filled.json(*meal, "--again").code == 0
    rows = filled.json("services", "list", "--elder", uid, "--service", "meal").document
    assert [(row["given_on"], row["cost"]) for row in rows] == [("2026-11-20", 1250)] * 2
    assert "幸福食堂" in filled.run("services", "list", "--group", "助餐").out
    assert filled.json("services", "take-back", rows[0]["uid"]).code == 0
    assert filled.json("undo", made.document["change_set"]).code == 0
    assert filled.json("services", "list", "--from", "2026-11-20").document == []
    wrong = filled.json("services", "record", "--elder", uid, "--service", "助跑")
    assert (wrong.code, wrong.document["error"]["code"]) == (2, "field")
    assert filled.json(*meal, "--paid", "一块").code == 2


def test_a_round_takes_who_is_expected_that_day(filled: CommandLine) -> None:
    people = elders(filled)[:3]
    provider = filled.json("services", "add-provider", "幸福食堂", "--kind", "养老服务站点")
    assert provider.code == 0
    plan = ("--service", "meal", "--rhythm", "week:5", "--from", "2026-11-01", "--provider", "幸福食堂")
    plans = [filled.json("services", "plan", "--elder", uid, *plan).document["uids"][0] for uid in people]
    assert len(filled.json("services", "plans", "--service", "助餐").document) == 3
    assert "每周五" in filled.run("services", "plans").out
    assert len(filled.json("services", "due", "--service", "meal", "--on", "2026-11-20").document) == 3
    assert filled.json("services", "due", "--service", "meal", "--on", "2026-11-19").document == []
    done = filled.json("services", "round", "--service", "meal", "--due")
    assert len(done.document["uids"]) == 3
    rows = filled.json("services", "list").document
    assert {row["plan_uid"] for row in rows} == set(plans)
    assert {row["provider"] for row in rows} == {"幸福食堂"}
    assert "已登记" in filled.run("services", "due", "--service", "meal").out
    assert filled.json("services", "round", "--service", "meal").document["error"]["code"] == "cli.usage"
    twice = filled.json("services", "round", "--service", "bath", "--elder", people[0], "--elder", people[0])
    assert twice.document["error"]["code"] == "service_round"
    assert filled.json("services", "take-back", "--round", rows[0]["round_uid"]).code == 0
    assert filled.json("services", "end-plan", plans[0]).code == 0
    assert len(filled.json("services", "plans").document) == 2
    uid = provider.document["uids"][0]
    assert filled.json("services", "end-provider", uid).code == 0
    assert filled.json("services", "providers").document == []
    assert "幸福食堂" in filled.run("services", "providers", "--over").out


def test_needs_are_listed_until_they_are_met_and_figures_name_who_is_behind(filled: CommandLine) -> None:
    assert isinstance(filled.json("services", "needs").document, list)
    assert filled.run("services", "needs").code == 0
    uid = elders(filled)[0]
    filled.json("services", "record", "--elder", uid, "--service", "bath")
    month = ("indicators", "--month", "2026-11")
    figures = {row["key"]: row["numerator"] for row in filled.json(*month).document}
    assert figures["service_times"] == figures["service_people.bath"] == 1
    names = filled.json(*month, "--names", "service_times").document
    assert [(row["uid"], row["counted"], row["of"]) for row in names] == [(uid, 1, None)]
    assert filled.run(*month, "--names", "family_doctor_rate").code == 0
    assert filled.json(*month, "--names", "nonsense").document["error"]["code"] == "not_found"
