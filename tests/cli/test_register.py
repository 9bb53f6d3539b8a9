"""``register``, ``duties``, ``visits``, ``indicators``, ``report``, ``undo`` on a real home."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from desktop_app.exchange.sample.generate import make_township
from desktop_app.exchange.sample.register_book import WrittenRegister, write_office_workbook
from desktop_app.exchange.sample.visit_book import write_visit_workbook
from tests.cli.conftest import AS_OF, CommandLine

IMPORT_KEYS = {"rows", "created", "updated", "unchanged", "rejected", "warnings"}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, WrittenRegister]:
    """The office's register with its mess, and the visits of the month before."""
    folder = tmp_path_factory.mktemp("books")
    township = make_township(elders=30, seed=4, months=1, as_of=AS_OF)
    written = write_office_workbook(folder / "register.xlsx", township, mess=True)
    write_visit_workbook(folder / "visits.xlsx", township, date(2026, 10, 1))
    return folder / "register.xlsx", folder / "visits.xlsx", written


def test_a_register_is_previewed_imported_found_again_unchanged_and_undone(
    empty: CommandLine, books: tuple[Path, Path, WrittenRegister], tmp_path: Path
) -> None:
    register, visits, written = books
    preview = empty.json("register", "import", register, "--dry-run")
    assert preview.code == 1
    assert set(preview.document) == IMPORT_KEYS
    assert preview.document["rows"] == written.rows
    assert {note["row"] for note in preview.document["rejected"]} == {cell.row for cell in written.bad}
    assert set(preview.document["rejected"][0]) == {"row", "column", "reason"}
    assert empty.json("register", "find", "嘎查").document == []
    report = tmp_path / "report.pdf"
    done = empty.json("register", "import", register, "--since", "2026-10-01", "--report", report)
    assert done.code == 1
    assert done.document == preview.document
    assert report.read_bytes().startswith(b"%PDF")
    again = empty.json("register", "import", register).document
    assert (again["created"], again["updated"]) == (0, 0)
    logged = empty.json("visits", "import", visits)
    assert logged.code == 0
    assert logged.document["created"] > 0
    assert empty.json("visits", "import", visits).document["created"] == 0
    actions = empty.json("undo", "list").document
    assert [action["undone"] for action in actions] == [False] * len(actions)
    assert empty.json("undo", actions[0]["uid"]).document["removed"] > 0
    assert empty.json("undo", actions[-1]["uid"]).document["removed"] > 0
    assert empty.json("check").document["problems"] == []


def test_a_mapping_names_the_columns(
    empty: CommandLine, books: tuple[Path, Path, WrittenRegister], tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text("[1]", encoding="utf-8")
    refused = empty.json("register", "import", books[0], "--mapping", mapping)
    assert refused.document["error"]["code"] == "cli.json_file"
    mapping.write_text(json.dumps({"备注": "note"}), encoding="utf-8")
    assert empty.json("register", "import", books[0], "--mapping", mapping, "--dry-run").code == 1


def test_settings_are_remembered_listed_and_handed_on(
    empty: CommandLine, books: tuple[Path, Path, WrittenRegister], tmp_path: Path
) -> None:
    assert empty.json("register", "settings", "list").document == []
    repairs = tmp_path / "repairs.xlsx"
    empty.json("register", "import", books[0], "--repairs", repairs)
    assert repairs.read_bytes().startswith(b"PK")
    (kept,) = empty.json("register", "settings", "list").document
    assert kept["name"] == "register"
    assert "按上次“register”的设置" in empty.run("register", "import", books[0], "--dry-run").out

    file = tmp_path / "settings.json"
    assert empty.json("register", "settings", "rename", "register", "民政").code == 0
    assert empty.json("register", "settings", "save", "民政", file).code == 0
    assert empty.json("register", "settings", "delete", "民政").code == 0
    gone = empty.json("register", "settings", "save", "民政", file)
    assert gone.document["error"]["code"] == "import.unknown_settings"
    assert empty.json("register", "import", books[0], "--mapping", file, "--dry-run").code == 1
    assert empty.json("register", "settings", "read", file).document["name"] == "民政"
    file.write_text('{"format": "elder-visits import settings", "version": 9}', encoding="utf-8")
    refused = empty.json("register", "settings", "read", file)
    assert (refused.code, refused.document["error"]["code"]) == (2, "import.bad_settings")


def test_a_file_that_is_no_workbook_is_refused(empty: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "register.xlsx"
    file.write_bytes(b"%PDF-1.7\n")
    run = empty.json("register", "import", file)
    assert run.code == 2
    assert run.document["error"]["code"] == "not_a_workbook"


def test_people_are_found_masked_and_shown_whole(filled: CommandLine) -> None:
    owed = filled.json("duties", "list").document[0]
    found = filled.json("register", "find", owed["name"]).document
    row = next(each for each in found if each["uid"] == owed["elder_uid"])
    assert {"uid", "name", "id_number", "village"} <= set(row)
    assert "*" in row["id_number"]
    shown = filled.json("register", "show", row["uid"]).document
    assert len(shown["id_number"]) == 18
    assert owed["name"] in filled.run("register", "find", owed["name"]).out
    assert shown["id_number"] in filled.run("register", "show", row["uid"]).out
    missing = filled.json("register", "show", "no-such-uid")
    assert missing.code == 2
    assert missing.document["error"]["code"] == "not_found"


def test_the_register_is_exported_as_a_workbook(filled: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "register.xlsx"
    assert filled.json("register", "export", out).code == 0
    assert out.read_bytes().startswith(b"PK")


def test_duties_are_listed_with_their_reason_and_explained(filled: CommandLine) -> None:
    rows = filled.json("duties", "list").document
    keys = {"uid", "elder_uid", "name", "state", "earliest_on", "due_on", "latest_on", "why"}
    assert rows
    assert all(keys <= set(row) for row in rows)
    overdue = filled.json("duties", "list", "--state", "overdue").document
    assert {row["state"] for row in overdue} <= {"overdue"}
    assert len(filled.json("duties", "list", "--most", "1").document) == 1
    assert filled.json("duties", "explain", rows[0]["uid"]).document[0]["elder_uid"] == rows[0]["elder_uid"]
    assert rows[0]["name"] in filled.run("duties", "explain", rows[0]["elder_uid"]).out
    assert filled.json("duties", "explain", "nobody").document["error"]["code"] == "not_found"


def test_the_explanation_is_the_text_of_the_why_card(filled: CommandLine) -> None:
    row = filled.json("duties", "list").document[0]
    told = filled.json("duties", "explain", row["elder_uid"]).document
    assert told[0]["governing"]
    assert told[0]["uid"] == row["uid"]
    assert told[0]["source"]["sentence"]
    assert [each["owed"] for each in told] == sorted((each["owed"] for each in told), reverse=True)
    assert told[-1]["rule_id"] == "tier"
    out = "".join(filled.run("duties", "explain", row["elder_uid"]).out.split())
    for each in told:
        assert "".join(each["why"].split()) in out


def test_a_visit_is_recorded_and_meets_the_duty(filled: CommandLine) -> None:
    owed = filled.json("duties", "list").document[0]
    visit = ["visits", "record", "--elder", owed["elder_uid"], "--on", "2026-11-20", "--visitor", "某某某"]
    seen = ["--mode", "上门", "--outcome", "met_in_person", "--same-as-last"]
    done = filled.json(*visit, *seen, "--finding", "hazard:烟道堵塞", "--time", "09:30")
    assert done.code == 0
    assert set(done.document) == {"uid"}
    still = {row["elder_uid"] for row in filled.json("duties", "list").document}
    assert owed["elder_uid"] not in still
    wrong = filled.json(*visit, "--mode", "phone", "--outcome", "met_in_person")
    assert wrong.document["error"]["code"] == "field"


def test_indicators_name_both_counts_and_the_definition(filled: CommandLine) -> None:
    rows = filled.json("indicators", "--month", "2026-10").document
    keys = {"key", "title", "numerator", "denominator", "value", "target", "definition"}
    assert all(keys <= set(row) for row in rows)
    assert filled.run("indicators", "--month", "2026-10").code == 0


def test_papers_are_listed_without_a_home_and_made(
    filled: CommandLine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = CommandLine(tmp_path / "nowhere", capsys).json("report", "list")
    assert listed.code == 0
    assert all(set(row) == {"name", "title", "formats"} for row in listed.document)
    assert {"visit-record", "month-ledger", "month-summary"} <= {row["name"] for row in listed.document}
    for name, ending, start in (("month-summary", "pdf", b"%PDF"), ("month-summary", "xlsx", b"PK")):
        out = tmp_path / f"paper.{ending}"
        made = filled.json("report", "make", name, "--month", "2026-10", "--out", out)
        assert made.code == 0
        assert out.read_bytes().startswith(start)
    unknown = filled.json("report", "make", "no-such-paper", "--out", tmp_path / "x.pdf")
    assert unknown.code == 2
    assert unknown.document["error"]["code"] == "report.unknown"
