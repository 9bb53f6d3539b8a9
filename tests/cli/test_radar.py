"""``radar list`` and ``radar person`` on a real home."""

from __future__ import annotations

from tests.cli.conftest import CommandLine


def test_what_is_owed_is_listed_with_the_sentence_and_asked_for_one_person(filled: CommandLine) -> None:
    rows = filled.json("radar", "list", "--kind", "service").document
    assert rows
    assert {row["kind"] for row in rows} == {"service"}
    assert all(row["sentence"] and row["document"] for row in rows)
    uid = rows[0]["elder_uid"]
    own = filled.json("radar", "person", uid).document
    assert {row["elder_uid"] for row in own} == {uid}
    assert "文件原文" in filled.run("radar", "person", uid).out
    assert filled.json("radar", "list", "--days", "0", "--kind", "provider").document == []
    assert "没有到期" in filled.run("radar", "list", "--days", "0", "--kind", "provider").out
