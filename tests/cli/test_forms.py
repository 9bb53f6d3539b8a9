"""The forms of people from the command line: of one person, and empty for the pen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.reports.pdf import texts


def test_an_empty_form_is_asked_for_by_option(filled: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    for paper, title in (("person-file", "一人一档"), ("notice", "告知书"), ("visit-year", "连续页")):
        assert filled.run("report", "make", paper, "--blank", "--out", out).code == 0
        first = texts(out)[0]
        assert title in first
        assert "校验码" not in first


@pytest.mark.parametrize("paper", ["binder", "handover-pack", "personal-copy", "correction-log"])
def test_what_has_no_empty_form_is_not_made_with_data_instead(
    filled: CommandLine, tmp_path: Path, paper: str
) -> None:
    refused = filled.run("report", "make", paper, "--blank", "--out", tmp_path / "paper.pdf")
    assert refused.code == 2
    assert "没有空白表" in refused.err
    assert not (tmp_path / "paper.pdf").exists()
