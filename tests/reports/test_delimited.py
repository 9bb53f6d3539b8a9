"""Delimited texts: every cell inert, in both encodings, all or nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop_app.reports.delimited import Encoding, inert, write_delimited


def test_a_text_is_kept_as_it_is_unless_it_is_active() -> None:
    assert [inert(text) for text in ("包小明", "138****8000", "a=b", "", " 二\n楼 ")] == [
        "包小明",
        "138****8000",
        "a=b",
        "",
        "二 楼",
    ]
    assert inert("\t=1") == "'=1"


def test_rare_characters_survive_both_encodings(tmp_path: Path) -> None:
    for encoding in Encoding:
        path = tmp_path / f"{encoding.value}.csv"
        write_delimited(
            path, ["姓名"], [["𠮷田·乌云"], ["ᠠᠯᠲᠠᠨ"], [None], [date(2026, 11, 2)]], encoding=encoding
        )
        assert list(csv.reader(path.read_text(encoding=encoding.value).splitlines())) == [
            ["姓名"],
            ["𠮷田·乌云"],
            ["ᠠᠯᠲᠠᠨ"],
            [""],
            ["2026-11-02"],
        ]


def test_what_the_rows_raise_leaves_the_old_file_and_no_part(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")

    def rows() -> Iterator[list[str]]:
        yield ["包小明"]
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        write_delimited(path, ["姓名"], rows())
    assert [(each.name, each.read_text(encoding="utf-8")) for each in tmp_path.iterdir()] == [
        ("a.csv", "old")
    ]
