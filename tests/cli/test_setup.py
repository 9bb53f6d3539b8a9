"""``init``, ``sample``, ``users``, ``policies``, ``check``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_app.__main__ import main
from desktop_app.domain.terms import SiteLevel
from desktop_app.services import access
from tests.cli.conftest import AS_OF, PASSWORD, TOWNSHIP, USER, CommandLine, make_home

INIT = ["init", "--level", "township", "--division", TOWNSHIP, "--unit", "某苏木", "--user", USER]


def test_init_shows_the_recovery_key_once_and_it_opens_the_home(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, paper = tmp_path / "home", tmp_path / "paper.txt"
    profiles = ["--profile", "chifeng-2023-42-pastoral", "inner-mongolia-2022"]
    arguments = [*INIT, *profiles, "--home", str(home), "--json"]
    assert main([*arguments, "--recovery-out", str(paper)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"site", "recovery_key"}
    access.confirm_recovery(paper.read_text("utf-8"), document["recovery_key"])
    opened = access.open_with_recovery(home, document["recovery_key"])
    opened.store.close()
    assert opened.site.site == document["site"]
    assert main(arguments) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "store.exists"
    assert main([*arguments, "--recovery-out", str(paper)]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "cli.output_exists"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (["--profile", "mars-2050"], "setup.unknown_profile"),
        (["--profile", "inner-mongolia-2022", "--division", "12"], "field"),
    ],
)
def test_init_refuses_what_cannot_be(
    changed: list[str], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*INIT, *changed, "--home", str(tmp_path / "home"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code
    assert not access.exists(tmp_path / "home")


def test_init_refuses_a_weak_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELDER_VISITS_PASSWORD", "12345678")
    arguments = [*INIT, "--profile", "inner-mongolia-2022", "--home", str(tmp_path / "home"), "--json"]
    assert main(arguments) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"].startswith("keys.password")


def test_a_sample_fills_an_empty_home_and_never_a_used_one(empty: CommandLine) -> None:
    run = empty.json("sample", "--elders", 40, "--seed", 5, "--months", 1)
    assert run.code == 0
    assert run.document["elders"] == 40
    assert run.document["visits"] > 0
    assert empty.json("check").document == {"ok": True, "problems": []}
    last_month = empty.json("indicators", "--month", "2026-10").document
    assert last_month[0]["denominator"] > 0
    opened = access.open_with_password(empty.home, PASSWORD)
    opened.store.close()
    assert opened.site.sample
    again = empty.json("sample", "--elders", 40)
    assert again.code == 2
    assert again.document["error"]["code"] == "sample.not_empty"


def test_a_sample_needs_a_township(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    county = CommandLine(make_home(tmp_path / "county", SiteLevel.COUNTY), capsys)
    assert county.json("sample").document["error"]["code"] == "sample.no_township"


def test_check_rebuilds_what_is_derived(filled: CommandLine) -> None:
    run = filled.json("check", "--rebuild")
    assert run.code == 0
    assert run.document == {"ok": True, "problems": []}


def test_users_are_added_listed_given_a_new_password_and_removed(
    empty: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELDER_VISITS_NEW_PASSWORD", "another horse 17 staple")
    assert empty.json("users", "add", "宝音", "--role", "经办人").code == 0
    names = {row["name"]: row["role"] for row in empty.json("users", "list").document}
    assert names == {USER: "officer", "宝音": "worker"}
    new = tmp_path / "new"
    new.write_text("a third horse 99 staple", encoding="utf-8")
    assert empty.json("users", "password", "宝音", "--new-password-file", new).code == 0
    refused = empty.json("users", "list", "--user", "宝音", "--password-file", tmp_path / "none")
    assert refused.code == 2
    as_worker = ["--user", "宝音", "--password-file", new]
    assert empty.json("users", "list", *as_worker).code == 0
    assert empty.json("users", "remove", USER, *as_worker).document["error"]["code"] == "not_allowed"
    assert empty.json("users", "remove", "宝音").code == 0
    assert empty.json("users", "list", *as_worker).code == 2
    monkeypatch.setenv("ELDER_VISITS_NEW_PASSWORD", "my own horse 23 staple")
    assert empty.json("users", "password").code == 0
    assert empty.json("users", "list").code == 2


def test_policies_are_listed_and_shown_with_their_sources(filled: CommandLine) -> None:
    rows = filled.json("policies", "list").document
    assert [row["id"] for row in rows if row["active"]] == ["chifeng-2023-42-pastoral", "inner-mongolia-2022"]
    shown = filled.json("policies", "show", "inner-mongolia-2022")
    assert shown.document["visit_rules"][0]["source"]["sentence"]
    assert filled.run("policies", "show", "inner-mongolia-2022").out
    assert filled.json("policies", "show", "mars").document["error"]["code"] == "setup.unknown_profile"


def test_the_day_can_be_set(filled: CommandLine) -> None:
    refreshed = filled.json("duties", "refresh").document
    assert refreshed["as_of"] == AS_OF.isoformat()
    assert refreshed["people"] == 60
