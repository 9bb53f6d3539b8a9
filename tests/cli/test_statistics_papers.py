"""Rosters, workload and services from the command line, for a category and for longer than a month."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.reports.pdf import texts


def test_a_category_and_a_time_are_asked_for_by_option(filled: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    for paper, options, said in (
        ("roster", ("--category", "all"), "在册老年人花名册"),
        ("visitor-workload", ("--period", "2026-H2"), "2026年下半年"),
        ("service-statistics", ("--month", "2026-10"), "2026年10月"),
    ):
        assert filled.run("report", "make", paper, *options, "--out", out).code == 0
        assert said in texts(out)[0]


@pytest.mark.parametrize(
    ("paper", "options", "field"),
    [("roster", ("--category", "tall"), "类别"), ("visitor-workload", ("--period", "2026-H9"), "时期")],
)
def test_what_is_not_there_is_refused_in_words(
    filled: CommandLine, tmp_path: Path, paper: str, options: tuple[str, str], field: str
) -> None:
    refused = filled.run("report", "make", paper, *options, "--out", tmp_path / "paper.pdf")
    assert refused.code != 0
    assert field in refused.err
    assert not (tmp_path / "paper.pdf").exists()
