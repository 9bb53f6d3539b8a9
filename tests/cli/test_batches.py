"""``site``, ``batch``, ``conflicts`` between a township and its county."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.domain.terms import SiteLevel
from tests.cli.conftest import CommandLine, make_home

MERGE_KEYS = {"batch", "applied", "already", "conflicts", "missing_before"}


@pytest.fixture
def county(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on the county's home."""
    return CommandLine(make_home(tmp_path / "county", SiteLevel.COUNTY), capsys)


def exchange_cards(township: CommandLine, county: CommandLine, folder: Path) -> None:
    for giver, taker, name in ((township, county, "township.json"), (county, township, "county.json")):
        card = giver.json("site", "card", "--out", folder / name).document
        refused = taker.json("site", "trust", folder / name, "--fingerprint", "0000 0000")
        assert refused.document["error"]["code"] == "cli.fingerprint_differs"
        trusted = taker.json("site", "trust", folder / name, "--fingerprint", card["fingerprint"])
        assert trusted.document["site"] == card["site"]
        assert [row["site"] for row in taker.json("site", "list").document] == [card["site"]]


def test_a_batch_is_sealed_inspected_merged_once_and_answered(
    filled: CommandLine, county: CommandLine, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    unknown = filled.json("batch", "export", "--to", "county", "--out", out)
    assert unknown.document["error"]["code"] == "site.unknown_recipient"
    exchange_cards(filled, county, tmp_path)
    sealed = filled.json("batch", "export", "--to", "county", "--out", out)
    assert sealed.code == 0
    batch = Path(sealed.document["file"])
    nothing = filled.json("batch", "export", "--to", "county", "--out", out)
    assert nothing.code == 1
    assert nothing.document["error"]["code"] == "batch.nothing_to_send"

    report = tmp_path / "inspection.pdf"
    inspected = county.json("batch", "inspect", batch, "--report", report)
    assert inspected.code == 0
    assert inspected.document["accepted"] is True
    assert inspected.document["counts"]["elder"] == 60
    assert report.read_bytes().startswith(b"%PDF")

    early = county.json("batch", "receipt", batch)
    assert early.document["error"]["code"] == "batch.not_merged"
    first = county.json("batch", "merge", batch)
    assert first.code == 0
    assert set(first.document) == MERGE_KEYS
    assert first.document["applied"] > 0
    assert first.document["missing_before"] == []
    again = county.json("batch", "merge", batch).document
    assert (again["applied"], again["already"]) == (0, first.document["applied"])
    assert county.json("check").document["ok"] is True

    receipt = county.json("batch", "receipt", batch).document["file"]
    taken = filled.json("batch", "receipt", receipt)
    assert taken.code == 0
    assert taken.document["sequence"] == 1
    assert county.json("conflicts", "list").document == []
    missing = county.json("conflicts", "settle", "no-such-uid", "--keep", "A")
    assert missing.document["error"]["code"] == "not_found"


def test_a_tampered_batch_is_refused_and_changes_nothing(
    filled: CommandLine, county: CommandLine, tmp_path: Path
) -> None:
    exchange_cards(filled, county, tmp_path)
    batch = Path(filled.json("batch", "export", "--to", "county", "--out", tmp_path).document["file"])
    content = bytearray(batch.read_bytes())
    content[-100] ^= 1
    batch.write_bytes(content)
    refused = county.json("batch", "merge", batch)
    assert refused.code == 2
    assert set(refused.document["error"]) == {"code", "what", "data_safe", "do_now"}
    inspected = county.json("batch", "inspect", batch)
    assert inspected.code == 2
    assert inspected.document["accepted"] is False
    assert county.json("undo", "list").document == []
    assert county.run("batch", "inspect", batch).code == 2


def test_a_conflict_is_listed_and_settled(filled: CommandLine, county: CommandLine, tmp_path: Path) -> None:
    """Both sites change one field without knowing of each other."""
    from dataclasses import replace

    from desktop_app.bootstrap import open_application
    from desktop_app.services.register_drafts import ElderDraft
    from tests.cli.conftest import PASSWORD

    def note(home: Path, uid: str, text: str) -> None:
        app = open_application(home, PASSWORD)
        try:
            found = app.register.get(app.actor, uid)
            draft = ElderDraft(name=found.name, village_code=found.village_code, uid=uid)
            kept = {
                name: getattr(found, name)
                for name in ("id_number", "birth_on", "sex", "ethnic_code", "phone", "group_name", "address")
            }
            app.register.save(app.actor, replace(draft, **kept, note=text))
        finally:
            app.close()

    exchange_cards(filled, county, tmp_path)
    first = filled.json("batch", "export", "--to", "county", "--out", tmp_path).document["file"]
    county.json("batch", "merge", first)
    uid = filled.json("duties", "list").document[0]["elder_uid"]
    note(filled.home, uid, "听力差")
    note(county.home, uid, "家中有犬")
    second = filled.json("batch", "export", "--to", "county", "--out", tmp_path).document["file"]
    merged = county.json("batch", "merge", second)
    assert merged.code == 1
    assert merged.document["conflicts"] == 1
    [conflict] = county.json("conflicts", "list").document
    assert conflict["field"] == "note"
    letter = next(letter for letter, value in conflict["values"].items() if value == "听力差")
    assert county.json("conflicts", "settle", conflict["uid"], "--keep", letter).code == 0
    assert county.json("conflicts", "list").document == []
    assert county.json("register", "show", uid).document["note"] == "听力差"
