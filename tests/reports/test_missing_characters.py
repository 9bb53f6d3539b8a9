"""Characters that no font has are told by whose row they stand in, on tables as on forms."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.reports import table_book, table_paper
from desktop_app.reports.layouts import LaidColumn, Layout
from desktop_app.reports.printed import MissingGlyph, Printed
from desktop_app.reports.table_paper import Group, Kind, TablePaper
from desktop_app.ui.missing_glyphs import missing_words
from tests.reports import made_up

RARE, OTHER = "\ue001", "\ue002"
"""For private use: no font has them."""


def people(*, bookmarks: bool) -> TablePaper:
    """Return two villages; in the second one somebody has a rare name, and somebody else a rare remark twice."""
    keys = ("name", "remark")
    return TablePaper(
        layout=Layout(
            name="people",
            title="名单",
            columns=tuple(LaidColumn(key, key, 40) for key in keys),
            signatures=("填表人",),
        ),
        signed=made_up.signed(),
        keys=keys,
        kinds=(Kind.WORDS, Kind.WORDS),
        groups=(
            Group("胡日哈嘎查", [("王秀英", "")] * 60),
            Group("达日罕嘎查", [("张" + RARE, ""), ("李福", RARE + OTHER + RARE)], told=OTHER),
        ),
        whose="name",
        bookmarks=bookmarks,
    )


@pytest.mark.parametrize("bookmarks", [True, False])
def test_a_row_is_named_and_what_is_in_no_row_by_its_part(tmp_path: Path, *, bookmarks: bool) -> None:
    made = table_paper.write(tmp_path / "a.pdf", people(bookmarks=bookmarks))
    last = made.pages
    assert set(made.missing) == {
        MissingGlyph(RARE, f"达日罕嘎查 张{RARE}", last),
        MissingGlyph(RARE, "达日罕嘎查 李福", last),
        MissingGlyph(OTHER, "达日罕嘎查 李福", last),
        MissingGlyph(OTHER, "达日罕嘎查" if bookmarks else "", last),
    }
    assert Printed.read(made.plain()) == made, "it goes through a pipe"
    words = missing_words(made)
    assert f"达日罕嘎查 张〓（U+E001，第 {last} 页）" in words
    assert f"达日罕嘎查 李福（U+E002，第 {last} 页）" in words


def test_a_name_on_several_pages_is_told_once_and_the_workbook_keeps_the_character(tmp_path: Path) -> None:
    paper = replace(people(bookmarks=False), groups=(Group("", [("张" + RARE, "词" * 300)] * 20),))
    made = table_paper.write(tmp_path / "a.pdf", paper)
    assert made.pages > 1
    assert made.missing == (MissingGlyph(RARE, f"张{RARE}", 1),)
    table_book.write(tmp_path / "a.xlsx", paper)
    assert (tmp_path / "a.xlsx").stat().st_size
