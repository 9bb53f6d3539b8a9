"""The page of the workbook round: out, back, refused, imported, undone, with the keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook.workbook import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop_app.ui.workbook_round.page import WorkbookRoundPage
from tests.services.visit_books import CELLS, change, put, spare_row
from tests.ui.made_up_home import LONG_NAME, Desk

CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(desk: Desk, **params: Any) -> WorkbookRoundPage:
    page = desk.open("workbook-round", **params)
    assert isinstance(page, WorkbookRoundPage)
    return page


def village(desk: Desk) -> str:
    return desk.app.register.villages(desk.app.actor)[0].code


def exported(desk: Desk, path: Path) -> WorkbookRoundPage:
    page = opened(desk)
    page.choosing.giving.village.set_value(village(desk))
    page.export(path)
    desk.settle()
    return page


def test_a_workbook_is_given_out_filled_taken_back_and_undone(desk: Desk, tmp_path: Path) -> None:
    page = exported(desk, tmp_path / "book.xlsx")
    assert "工作簿编号" in page.choosing.giving.told.text()

    def act(book: Workbook) -> None:
        put(book, spare_row(book), {**CELLS, "姓名": LONG_NAME, "用水": "冻了"})
        put(book, spare_row(book), {**CELLS, "姓名": "没有这个人"})

    change(tmp_path / "book.xlsx", act)
    before = len(desk.app.visits.of_elder(desk.app.actor, desk.uid(LONG_NAME)))
    page.read_file(tmp_path / "book.xlsx")
    desk.settle()
    assert page.face() == "preview"
    assert page.looking.rows.count() == 2
    assert page.looking.cells.count() >= 2
    first = page.looking.rows.model.row_at(0)
    assert first is not None
    assert first.name == "没有这个人", "problems stand first"
    second = page.looking.rows.model.row_at(1)
    assert second is not None
    assert "没有采用" in "".join(second.words)
    desk.press(Qt.Key.Key_Return, CONTROL)
    assert page.face() == "result"
    assert len(desk.app.visits.of_elder(desk.app.actor, desk.uid(LONG_NAME))) == before + 1
    page.looking.undo_button.click()
    desk.settle()
    assert page.face() == "choosing"
    assert len(desk.app.visits.of_elder(desk.app.actor, desk.uid(LONG_NAME))) == before
    assert not desk.stray.seen


def test_full_phones_ask_for_a_reason_and_whom(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk)
    giving = page.choosing.giving
    assert giving.reason.isHidden() or not giving.reason.isVisible()
    giving.village.set_value(village(desk))
    giving.phones.set_value(True)
    page.export(tmp_path / "a.xlsx")
    desk.settle()
    assert not (tmp_path / "a.xlsx").exists()
    giving.reason.set_value("电话探访")
    page.export(tmp_path / "a.xlsx")
    desk.settle()
    assert not (tmp_path / "a.xlsx").exists(), "whom is still missing"
    giving.recipient.set_value("海棠")
    page.export(tmp_path / "a.xlsx")
    desk.settle()
    assert (tmp_path / "a.xlsx").exists()


def test_the_save_dialog_proposes_a_name_with_village_and_month(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []

    def answer(_parent: object, _title: str, name: str, _filter: str) -> tuple[str, str]:
        proposed.append(name)
        return str(tmp_path / "b"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    page = opened(desk, village_code=village(desk))
    page.choosing.giving.village.set_value(village(desk))
    page.choosing.giving.export_button.click()
    desk.settle()
    assert "2026年11月探访工作簿" in proposed[0]
    assert (tmp_path / "b.xlsx").exists()


def test_another_file_is_refused_in_three_sentences(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("姓名,走访日期\n王桂兰,2026-11-02\n", "utf-8")
    page = opened(desk, path=str(other))
    assert page.face() == "choosing"
    assert not page.choosing.refusal.isHidden()
    assert "不是本程序导出的探访工作簿" in page.choosing.refusal.accessibleName()


def test_what_changed_since_the_preview_is_read_again(desk: Desk, tmp_path: Path) -> None:
    page = exported(desk, tmp_path / "book.xlsx")
    change(tmp_path / "book.xlsx", lambda book: put(book, spare_row(book), {**CELLS, "姓名": LONG_NAME}))
    page.read_file(tmp_path / "book.xlsx")
    desk.settle()
    desk.app.register.add_visitor(desk.app.actor, "白云", "grid")
    page.apply()
    desk.settle()
    assert page.face() == "preview"
    page.apply()
    desk.settle()
    assert page.face() == "result"


def test_a_village_without_anybody_is_said_at_the_page(empty_desk: Desk, tmp_path: Path) -> None:
    page = exported(empty_desk, tmp_path / "book.xlsx")
    assert not (tmp_path / "book.xlsx").exists()
    assert page.choosing.giving.export_button.isEnabled()
