"""报表版式 through the window: changed, seen, kept, given back."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.terms import UserRole
from desktop_app.services.actor import Actor
from desktop_app.ui.paper_layouts import page as page_module
from desktop_app.ui.paper_layouts.page import PaperLayoutPage
from tests.ui.accessibility.test_every_page import complaints
from tests.ui.made_up_home import Desk

NAME = "month-ledger"


def opened(desk: Desk) -> PaperLayoutPage:
    page = cast(PaperLayoutPage, desk.open("paper-layouts", name=NAME))
    desk.qtbot.waitUntil(lambda: bool(page.columns.lines), timeout=20_000)
    desk.qtbot.waitUntil(lambda: page.view.page_count() > 0, timeout=20_000)
    return page


def test_a_layout_is_changed_by_keys_and_printed_from_then_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(desk)
    assert complaints(page) == []
    assert not page.is_unsaved()
    title = page.form.row("title").field
    title.setFocus()
    title.editor.clear()  # type: ignore[attr-defined]  # the editor of a line
    title.editor.insert("走访台账")  # type: ignore[attr-defined]  # the editor of a line
    first = page.columns.lines[0]
    moved = first.value()
    first.down.setFocus()
    QTest.keyClick(first.down, Qt.Key.Key_Space)
    assert page.columns.lines[1].value() == moved
    assert page.columns.lines[1].down.hasFocus()
    page.columns.lines[2].printed.set_value(False)
    assert page.is_unsaved()
    QTest.keyClick(title.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: not page.is_unsaved(), timeout=20_000)
    layout = desk.app.paper_layouts.layout(desk.app.actor, NAME)
    assert layout.title == "走访台账"
    assert layout.columns[1].key == moved.key
    desk.qtbot.waitUntil(lambda: "已修改" in page.paper.combo.currentText(), timeout=20_000)
    monkeypatch.setattr(page_module, "ask", lambda *_words, **_more: True)
    page.reset_button.click()
    desk.qtbot.waitUntil(lambda: page.form.values()["title"] != "走访台账", timeout=20_000)


def test_another_paper_is_only_taken_when_nothing_typed_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(desk)
    page.form.row("title").field.set_value("走访台账")
    asked: list[str] = []

    def stay(*words: str, **_more: object) -> bool:
        asked.append(words[1])
        return False

    monkeypatch.setattr(page_module, "ask", stay)
    page.paper.set_value("overdue-list")
    assert asked
    assert page.paper.value() == NAME
    assert page.form.values()["title"] == "走访台账"
    assert not page.may_leave()
    monkeypatch.setattr(page_module, "ask", lambda *_words, **_more: True)
    page.paper.set_value("overdue-list")
    desk.qtbot.waitUntil(lambda: not page.is_unsaved(), timeout=20_000)


def test_a_worker_looks_and_changes_nothing(desk: Desk) -> None:
    context = desk.open("today").context
    desk.app.actor = Actor("经办", UserRole.WORKER)
    page = PaperLayoutPage(context)
    desk.qtbot.addWidget(page)
    assert page.main_action() is None
    assert not page.reset_button.isEnabled()
    assert not page.load_button.isEnabled()
