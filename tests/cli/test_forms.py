"""The forms of people from the command line: of one person, and empty for the pen."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine
from tests.reports.pdf import texts


def test_an_empty_form_is_asked_for_by_option(filled: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    for paper, title in (("person-file", "一人一档"), ("notice", "告知书"), ("visit-year", "连续页")):
        assert filled.run("report", "make", paper, "--blank", "--out", out).code == 0
        first = texts(out)[0]
        assert title in first
        assert "校验码" not in first
