"""``family`` on a real home: show, urge, seen, waiting, papers."""

from __future__ import annotations

from tests.cli.conftest import CommandLine


def test_a_family_is_shown_urged_and_noted(filled: CommandLine) -> None:
    rows = filled.json("duties", "list", "--as-of", "2026-11-20").document
    everybody = dict.fromkeys(row["elder_uid"] for row in rows)
    families = ((uid, filled.json("family", "show", uid).document) for uid in everybody)
    uid, shown = next((uid, shown) for uid, shown in families if shown["supporters"])
    contact = shown["supporters"][0]["uid"]
    assert filled.json("family", "seen", contact, "--called-on", "2026-11-19").code == 0
    wrong = filled.json("family", "seen", contact, "--called-on", "2099-01-01")
    assert wrong.document["error"]["code"] == "field"
    urge = ("family", "urge", uid, "--result", "promised", "--contact", contact, "--on", "2026-10-20")
    assert filled.json(*urge).document["error"]["code"] == "field"
    made = filled.json(*urge, "--what", "答应月底回来")
    assert made.code == 0
    assert uid in {row["elder_uid"] for row in filled.json("family", "waiting").document}
    (step,) = filled.json("family", "show", uid).document["steps"]
    assert step["next_on"] == "2026-11-04"
    assert "答应履行" in filled.run("family", "show", uid).out
    assert "待回访" in filled.run("family", "waiting").out
    letter = ("family", "letter", uid, "letter.pdf", "--contact", contact)
    assert filled.json(*letter).document["error"]["code"] == "field"
    assert filled.json("family", "take-back", step["uid"]).code == 0
    assert "第二十四条" in filled.run("family", "law").out
