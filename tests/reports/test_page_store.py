"""Pages go out of memory as they are done: the same bytes wherever they wait, a sound file, bookmarks, nothing left behind."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pikepdf
import pytest

from desktop_app.reports import page_store
from desktop_app.reports.page_store import waiting_beside
from desktop_app.reports.sheet import PORTRAIT, Sheet
from tests.reports import made_up


def draw(pages: int, *, parts: bool = False) -> Sheet:
    """Draw pages with a little text."""
    sheet = Sheet(PORTRAIT, made_up.signed(), "many")
    for number in range(1, pages + 1):
        if parts:
            sheet.begin_part(f"嘎查{number} 乌云")
        sheet.text(50, 50, f"第{number}位", size=10)
        sheet.rule(50, 70, 500, 70)
        sheet.end_page(number, pages)
    return sheet


def page_of(book: pikepdf.Pdf, entry: pikepdf.OutlineItem) -> int:
    """Return to which page, from 0 on, a bookmark leads."""
    assert isinstance(entry.destination, pikepdf.Array)
    return book.pages.index(pikepdf.Page(entry.destination[0]))


def test_pages_that_wait_on_disk_give_the_same_bytes_and_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(30, parts=True).save(tmp_path / "memory.pdf")
    monkeypatch.setattr(page_store, "KEPT", 500)
    (tmp_path / "folder").mkdir()
    with waiting_beside(tmp_path / "folder" / "disk.pdf"):
        draw(30, parts=True).save(tmp_path / "folder" / "disk.pdf")
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["disk.pdf"]
    assert (tmp_path / "folder" / "disk.pdf").read_bytes() == (tmp_path / "memory.pdf").read_bytes()


def test_a_paper_that_is_given_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_store, "KEPT", 500)
    with waiting_beside(tmp_path / "a.pdf"):
        draw(30)
    assert not list(tmp_path.iterdir())


def test_the_file_is_sound_and_every_bookmark_leads_to_its_page(tmp_path: Path) -> None:
    draw(12, parts=True).save(tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as book:
        assert book.check_pdf_syntax() == []
        assert len(book.pages) == 12
        with book.open_outline() as outline:
            places = [(each.title, page_of(book, each)) for each in outline.root]
    assert places == [(f"嘎查{number} 乌云", number - 1) for number in range(1, 13)]


def test_a_file_without_bookmarks_has_no_outline(tmp_path: Path) -> None:
    draw(1).save(tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as book:
        assert book.check_pdf_syntax() == []
        assert "/Outlines" not in book.Root


def test_memory_does_not_grow_with_the_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_store, "KEPT", 10_000)

    def most(pages: int) -> int:
        with waiting_beside(tmp_path / "a.pdf"):
            sheet = draw(10)
            tracemalloc.start()
            for number in range(pages):
                sheet.text(50, 50, f"第{number}位", size=10)
                sheet.end_page(number, pages)
            held, _peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return held

    most(10)
    assert most(400) - most(100) < 300 * 200
