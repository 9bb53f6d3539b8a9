"""``workbook export`` and ``workbook import``: written, previewed, taken in once, refused in words."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from desktop_app.domain.visit_workbook import PROGRAM_SHEET
from tests.cli.conftest import CommandLine
from tests.services.visit_books import CELLS, change, put, spare_row

DOCUMENT = {
    "code", "rows", "created", "unchanged", "changed", "kept", "refused_rows", "blank", "rejected", "warnings",
}  # fmt: skip


def test_a_workbook_is_written_and_brought_back_once(filled: CommandLine, tmp_path: Path) -> None:
    person = filled.json("duties", "list").document[0]
    book = tmp_path / "book.xlsx"
    village = person["village_code"]
    done = filled.json("workbook", "export", "--village", village, "--month", "2026-11", "--out", book)
    assert done.code == 0
    assert done.document["people"] > 0
    listed = [row for row in load_workbook(book)[PROGRAM_SHEET].iter_rows() if row[0].value == "person"]
    name, number = listed[0][3].value, listed[0][1].value
    change(
        book, lambda read: put(read, spare_row(read), {**CELLS, "姓名": f"{name}（{number}）", "用水": "冻"})
    )
    looked = filled.json("workbook", "import", book, "--dry-run")
    assert set(looked.document) == DOCUMENT
    assert (looked.document["created"], len(looked.document["rejected"])) == (1, 1)
    assert filled.run("workbook", "import", book).code == 1, "a cell was refused"
    again = filled.json("workbook", "import", book).document
    assert (again["created"], again["unchanged"]) == (0, 1)
    assert "没有变化" in filled.run("workbook", "import", book).out or again["unchanged"] == 1


def test_what_cannot_be_exported_is_refused_in_words(filled: CommandLine, tmp_path: Path) -> None:
    def refused(*more: object) -> str:
        done = filled.run("workbook", "export", "--month", "2026-11", *more)
        assert done.code == 2
        return done.err

    assert "没有找到这个村" in refused("--village", "不存在", "--out", tmp_path / "a.xlsx")
    village = filled.json("duties", "list").document[0]["village_code"]
    assert ".xlsx" in refused("--village", village, "--out", tmp_path / "a.csv")
    assert "必须填写" in refused("--village", village, "--out", tmp_path / "a.xlsx", "--full")
    assert (
        filled.run("workbook", "export", "--village", village, "--month", "11", "--out", "a.xlsx").code == 2
    )
