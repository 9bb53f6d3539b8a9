"""``report make --each``: one file per person in a folder."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine


def test_everybody_visited_gets_a_file_and_a_table_is_refused(filled: CommandLine, tmp_path: Path) -> None:
    made = filled.json("report", "make", "visit-sheet", "--each", tmp_path / "a")
    assert made.code == 0, made.err
    said = made.document
    assert sorted(said["files"]) == sorted(path.name for path in (tmp_path / "a").iterdir())
    assert said["people"] == len(said["files"]) > 1
    assert (said["kept"], said["left"]) == (0, 0)
    refused = filled.run("report", "make", "month-summary", "--each", tmp_path / "b")
    assert refused.code == 2
    assert "不是一人一份" in refused.err
    assert not (tmp_path / "b").exists()


def test_a_folder_that_is_a_file_is_said_in_words(filled: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    refused = filled.run("report", "make", "visit-sheet", "--each", tmp_path / "a")
    assert refused.code == 3
    assert "已写好 0 份" in refused.err
    assert "数据没有改动" in refused.err
