"""``progress`` on the command line: shown, typed, what still lacks, and taken back."""

from __future__ import annotations

from tests.cli.conftest import CommandLine

HALF = ("--period", "2026-H1")


def test_figures_are_typed_shown_and_taken_back(filled: CommandLine) -> None:
    shown = filled.json("progress", "show", *HALF).document
    assert (shown["period"], shown["cut"], shown["running"]) == ("2026-H1", "2026-06-30", False)
    lacking = filled.json("progress", "missing", *HALF)
    assert lacking.code == 1
    before = {row["indicator"] for row in lacking.document["rows"]}
    assert "pension_rate" in before
    numbers = ("--numerator", "95", "--denominator", "100", "--note", "人社所")
    assert filled.json("progress", "type", "pension_rate", *HALF, *numbers).code == 0
    after = filled.json("progress", "missing", *HALF).document["rows"]
    assert {row["indicator"] for row in after} == before - {"pension_rate"}
    rows = filled.json("progress", "show", *HALF).document["rows"]
    (row,) = (row for row in rows if row["indicator"] == "pension_rate")
    assert (row["actual"], row["origin"], row["met"], row["note"]) == ("95.0", "typed", False, "人社所")
    told = filled.run("progress", "show", *HALF)
    assert "基本养老保险参保率" in told.out
    assert "未达标" in told.out
    assert filled.json("progress", "take-back", "pension_rate", *HALF).code == 0
    assert filled.json("progress", "take-back", "pension_rate", *HALF).code != 0
    refused = filled.run("progress", "type", "pension_rate", "--period", "2026-H2", *numbers)
    assert refused.code != 0
    assert "2026-H1" in refused.err
