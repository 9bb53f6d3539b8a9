"""Every key has one meaning, is named in the key overview, and a function key means the same on every page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.storage.queries.findings import FindingFilter
from desktop_app.ui import theme
from desktop_app.ui.page import Page
from desktop_app.ui.shell.keys import GENERAL, HABITS, MEANINGS
from desktop_app.ui.shell.keys_overview import KeysOverview, as_written, keys_of
from tests.ui.made_up_home import Desk, desk, home, home_template

__all__ = ["desk", "home", "home_template"]

UI = Path(__file__).parents[3] / "desktop_app" / "ui"


def one(key: str) -> str:
    """Return a key as Qt writes it; both Enter keys are one."""
    return re.sub(r"\bEnter$", "Return", QKeySequence(key).toString())


def expanded(key: str) -> list[str]:
    """Return ``Alt+1…3`` as three keys."""
    found = re.fullmatch(r"(.*?)(\d)…(\d)", key)
    if found is None:
        return [key]
    return [f"{found[1]}{digit}" for digit in range(int(found[2]), int(found[3]) + 1)]


def shortcuts_of(widget: QWidget) -> list[QShortcut]:
    return cast("list[QShortcut]", widget.findChildren(QShortcut))


def labels_of(widget: QWidget) -> list[QLabel]:
    return cast("list[QLabel]", widget.findChildren(QLabel))


GENERAL_KEYS = {one(hint.key) for hint in (*GENERAL, *HABITS)}


def named(page: Page) -> set[str]:
    return {one(each) for key, _words in keys_of(page) for each in expanded(key)}


def pages_of(desk: Desk) -> Iterator[tuple[str, Page]]:
    """Open every page that needs no subject, and the pages about somebody with one."""
    uid = desk.uid("王桂兰")
    params: dict[str, dict[str, object]] = {
        "person": {"uid": uid},
        "editor": {"uid": uid},
        "life-event": {"elder_uid": uid},
        "finding": {"uid": desk.app.findings.list(desk.app.actor, FindingFilter())[0].uid},
        "finding-form": {"elder_uid": uid},
        "visit": {"elder_uid": uid},
    }
    needing = {"twin", "policy-rule", "campaign"}
    for spec in desk.window.navigator.specs():
        if spec.key not in needing:
            desk.window.navigator.open(spec.key, **params.get(spec.key, {}))
            desk.settle()
            yield spec.key, desk.page()


def test_every_key_that_a_page_binds_is_named_and_has_one_meaning(desk: Desk) -> None:
    frame = {
        one(shortcut.key().toString())
        for shortcut in shortcuts_of(desk.window)
        if shortcut.parent() is desk.window
    }
    assert frame == {one(hint.key) for hint in GENERAL}
    for key, page in pages_of(desk):
        bound = [one(each.key().toString()) for each in shortcuts_of(page)]
        unnamed = set(bound) - named(page) - GENERAL_KEYS
        assert not unnamed, f"{key} binds {unnamed} and does not say so"
        own = [one(each.key().toString()) for each in shortcuts_of(page) if each.parent() is page]
        doubled = {each for each in own if own.count(each) > 1}
        doubled = {
            each for each in doubled if not each.endswith("Return")
        }  # the two Enter keys of a keyboard
        assert not doubled, f"{key} binds {doubled} twice"
        taken = set(bound) & frame
        assert not taken, f"{key} takes {taken} from the frame"


def test_a_function_key_means_the_same_wherever_a_page_has_it() -> None:
    bound: dict[str, set[str]] = {}
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found = re.fullmatch(r"(Shift\+)?F(\d{1,2})", node.value)
                if found:
                    bound.setdefault(node.value, set()).add(str(path.relative_to(UI).parent))
    allowed = {hint.key for hint in GENERAL} | set(MEANINGS)
    assert set(bound) <= allowed, "a new function key needs a meaning in ui/shell/keys.py"
    users = {key: places - {"shell", "help"} for key, places in bound.items()}
    assert "register" not in users["F6"] | users["F7"], (
        "the register's tools are not what F6 and F7 stand for"
    )


def test_shift_f1_opens_the_overview_and_closes_it(desk: Desk, qtbot: QtBot) -> None:
    shown = keys_of(desk.open("today"))
    assert shown[0] == ("F2", "登记探访")
    assert ("F9", "为什么要探访") in shown
    assert len({key for key, _words in shown}) == len(shown)
    assert keys_of(None) == []
    desk.open("register")
    desk.press(Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    box = desk.window.keys.open_box
    assert isinstance(box, KeysOverview)
    desk.window.keys.show()
    assert desk.window.keys.open_box is box, "there is one overview at a time"
    names = [label.accessibleName() for label in labels_of(box)]
    assert "F2：登记探访" in names
    assert "F3 或 Ctrl+K：找人" in names
    assert "Ctrl+N：登记老人" in names
    texts = [label.text() for label in labels_of(box)]
    assert texts.count("登记老人") == 1
    assert any(text.startswith("这一页") for text in texts)
    QTest.keyClick(box, Qt.Key.Key_PageDown)
    QTest.keyClick(box, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: desk.window.keys.open_box is None)
    assert desk.window.navigator.current_key() == "register"


@pytest.mark.parametrize("scale", [1.0, 1.75])
def test_the_overview_fits_the_screen_and_scrolls(qapp: QApplication, qtbot: QtBot, scale: float) -> None:
    theme.apply(qapp, palette="light", scale=scale)
    window = QWidget()
    qtbot.addWidget(window)
    try:
        box = KeysOverview(None, window)
        box.show()
        qtbot.waitExposed(box)
        room = box.screen().availableGeometry()
        assert box.width() <= room.width()
        assert box.height() <= room.height()
        area = cast("QScrollArea", box.findChild(QScrollArea))
        bar = area.verticalScrollBar()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert bar.value() == min(bar.maximum(), 3 * theme.px(1))
        QTest.keyClick(box, Qt.Key.Key_Up)
        assert bar.value() == 0
        for label in labels_of(area.widget()):
            assert label.sizeHint().width() <= label.width() or label.wordWrap(), label.text()
        box.close()
    finally:
        theme.apply(qapp)


def test_keys_are_written_as_they_are_said() -> None:
    assert as_written("Alt+Left") == "Alt+左箭头"
    assert as_written("Ctrl+Enter") == "Ctrl+回车"
    assert as_written("+") == "+"
    assert as_written("-") == "-"
    assert as_written("Delete") == "Del"
