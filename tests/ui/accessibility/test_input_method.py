"""Chinese text as an input method sends it: composed, committed, cancelled, in every kind of text field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.choice_line import ChoiceLine, LineOption
from desktop_app.ui.kit import (
    DateField,
    Field,
    Form,
    LineField,
    NumberField,
    PhoneField,
    SearchField,
    TextField,
    TimeField,
    composing,
)
from desktop_app.ui.kit.search_field import PAUSE_MS

TODAY = date(2026, 11, 22)
MONGOLIAN = "乌力吉德力格尔巴图孟和·那仁满都拉苏荣高娃其其格额"  # 25 characters
RARE = "𠮷𡈽𫠊"
TEXT_FIELDS: dict[str, Callable[[], Field[str]]] = {"line": LineField, "text": TextField}
CTRL = Qt.KeyboardModifier.ControlModifier


def compose(widget: QWidget, text: str) -> None:
    """Show ``text`` underlined, as typed letters that are no characters yet."""
    QCoreApplication.sendEvent(widget, QInputMethodEvent(text, []))


def commit(widget: QWidget, text: str, *, start: int = 0, length: int = 0) -> None:
    """End composing with ``text``, in the place of characters before the cursor where told."""
    event = QInputMethodEvent()
    event.setCommitString(text, start, length)
    QCoreApplication.sendEvent(widget, event)


@pytest.fixture
def guard(qapp: QApplication) -> composing.CompositionGuard:
    return composing.guard(qapp)


class _Desk:
    """A window with one form, a shortcut for each key that acts, and a record of what acted."""

    def __init__(self, qtbot: QtBot, field: Field[Any]) -> None:
        self.acted: list[str] = []
        self.form = Form()
        self.field = self.form.add_row("姓名", field, name="one")
        self.form.add_row("备注", LineField(), name="two")
        qtbot.addWidget(self.form)
        for key in ("Ctrl+Return", "F6", "F2", "Escape", "Ctrl+K"):
            shortcut = QShortcut(QKeySequence(key), self.form)
            shortcut.activated.connect(lambda key=key: self.acted.append(key))
        self.form.save_asked.connect(lambda: self.acted.append("save"))
        self.form.show()
        with qtbot.waitActive(self.form):
            self.form.activateWindow()
        self.widget = self.field.key_targets()[0]
        self.widget.setFocus()

    def press_all(self) -> None:
        """Press every key that could save, move on or leave."""
        for key in (Qt.Key.Key_Return, Qt.Key.Key_F6, Qt.Key.Key_F2, Qt.Key.Key_Escape, Qt.Key.Key_Tab):
            QTest.keyClick(self.widget, key)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_K):
            QTest.keyClick(self.widget, key, CTRL)


@pytest.fixture(params=[*TEXT_FIELDS, "number", "phone", "date", "time"])
def desk(request: pytest.FixtureRequest, qtbot: QtBot, guard: composing.CompositionGuard) -> _Desk:
    del guard
    makers: dict[str, Callable[[], Field[Any]]] = TEXT_FIELDS | {
        "number": NumberField,
        "phone": PhoneField,
        "date": DateField,
        "time": TimeField,
    }
    return _Desk(qtbot, makers[request.param]())


def test_no_key_acts_while_something_is_composed(desk: _Desk) -> None:
    compose(desk.widget, "wang")
    before = desk.field.value()
    desk.press_all()
    assert desk.acted == []
    assert QApplication.focusWidget() is desk.widget
    assert desk.field.value() == before
    compose(desk.widget, "")  # cancelled
    QTest.keyClick(desk.widget, Qt.Key.Key_F6)
    QTest.keyClick(desk.widget, Qt.Key.Key_Return, CTRL)
    assert desk.acted[0] == "F6"
    assert len(desk.acted) == 2, "the keys act again at once"


@pytest.mark.parametrize("make", TEXT_FIELDS.values(), ids=TEXT_FIELDS)
def test_only_what_was_committed_is_a_value(
    make: Callable[[], Field[str]], qtbot: QtBot, guard: composing.CompositionGuard
) -> None:
    desk = _Desk(qtbot, make())
    compose(desk.widget, "wang'gui")
    assert guard.is_composing()
    assert (desk.field.value(), desk.form.is_dirty()) == ("", False)
    compose(desk.widget, "王gui")
    commit(desk.widget, "王桂")
    assert not guard.is_composing()
    compose(desk.widget, "lan")
    compose(desk.widget, "")
    assert desk.field.value() == "王桂"


@pytest.mark.parametrize("make", TEXT_FIELDS.values(), ids=TEXT_FIELDS)
@pytest.mark.parametrize("name", [MONGOLIAN, RARE, f"欧阳{RARE}·苏荣"])
def test_long_names_and_rare_characters_arrive_whole(
    make: Callable[[], Field[str]], name: str, qtbot: QtBot
) -> None:
    desk = _Desk(qtbot, make())
    for part in (name[:2], name[2:]):
        compose(desk.widget, "x")
        commit(desk.widget, part)
    assert desk.field.value() == name


@pytest.mark.parametrize("make", TEXT_FIELDS.values(), ids=TEXT_FIELDS)
def test_the_input_method_reads_and_replaces_the_text_around_the_cursor(
    make: Callable[[], Field[str]], qtbot: QtBot
) -> None:
    desk = _Desk(qtbot, make())
    commit(desk.widget, "王贵兰")
    around = desk.widget.inputMethodQuery(Qt.InputMethodQuery.ImSurroundingText)
    at = desk.widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorPosition)
    assert (around, at) == ("王贵兰", 3)
    commit(desk.widget, "桂", start=-2, length=1)
    assert desk.field.value() == "王桂兰"


def test_a_rare_character_is_never_cut_in_half_by_the_longest_length(qtbot: QtBot) -> None:
    field = LineField(longest=3)
    qtbot.addWidget(field)
    commit(field.line, "王𠮷𠮷𠮷")
    assert field.value() == "王𠮷𠮷"
    field.line.setCursorPosition(1)
    commit(field.line, "李")
    assert field.value() == "王𠮷𠮷", "a full field takes no more and loses nothing"
    field.set_value("甲乙丙丁")
    assert field.value() == "甲乙丙"


def test_a_search_waits_for_the_word_to_be_composed(qtbot: QtBot, guard: composing.CompositionGuard) -> None:
    del guard
    field = SearchField("姓名")
    qtbot.addWidget(field)
    asked: list[str] = []
    entered: list[str] = []
    field.searched.connect(asked.append)
    field.entered.connect(entered.append)
    field.show()
    with qtbot.waitActive(field):
        field.activateWindow()
    field.setFocus()
    commit(field, "王")
    compose(field, "gui")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Down)
    qtbot.wait(PAUSE_MS + 50)
    assert (asked, entered, field.text()) == ([], [], "王")
    commit(field, "桂")
    qtbot.waitUntil(lambda: asked == ["王桂"], timeout=1000)
    field.selectAll()
    compose(field, "li")  # Qt takes the marked text away: that alone is no question
    qtbot.wait(PAUSE_MS + 50)
    assert asked == ["王桂"]
    commit(field, "李")
    qtbot.waitUntil(lambda: asked == ["王桂", "李"], timeout=1000)


def test_a_search_that_was_cancelled_asks_for_what_is_left(qtbot: QtBot) -> None:
    field = SearchField("姓名")
    qtbot.addWidget(field)
    asked: list[str] = []
    field.searched.connect(asked.append)
    commit(field, "王")
    qtbot.waitUntil(lambda: asked == ["王"], timeout=1000)
    field.selectAll()
    compose(field, "li")
    compose(field, "")
    qtbot.waitUntil(lambda: asked == ["王", ""], timeout=1000)


def test_a_line_of_choices_takes_no_text_from_an_input_method(qtbot: QtBot) -> None:
    line = ChoiceLine("行动能力", [LineOption("a", "自如"), LineOption("b", "卧床")])
    qtbot.addWidget(line)
    assert not line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    compose(line, "1")
    commit(line, "1")
    assert line.chosen() == ()


@pytest.mark.parametrize(
    ("make", "typed", "meant"),
    [
        (NumberField, "１３２", 132),
        (lambda: NumberField(-40, 50), "－５", -5),
        (PhoneField, "１３８００１３８００１", "13800138001"),
        (PhoneField, "１３８　００１３　８００１", "13800138001"),
        (lambda: DateField(today=lambda: TODAY), "２０２６。１１。２", date(2026, 11, 2)),
        (lambda: DateField(today=lambda: TODAY), "２０２６－１１－０２", date(2026, 11, 2)),
        (lambda: DateField(today=lambda: TODAY), "１１月２号", date(2026, 11, 2)),
        (lambda: DateField(today=lambda: TODAY), "11，2", date(2026, 11, 2)),
        (lambda: DateField(today=lambda: TODAY), "昨天", date(2026, 11, 21)),
        (TimeField, "１４：３０", "14:30"),
        (TimeField, "9；05", "09:05"),
        (TimeField, "１４。３０", "14:30"),
        (TimeField, "１４点３０分", "14:30"),
    ],
)
def test_what_a_chinese_keyboard_types_is_understood(
    make: Callable[[], Field[Any]], typed: str, meant: object, qtbot: QtBot
) -> None:
    field = make()
    qtbot.addWidget(field)
    commit(field.key_targets()[0], typed)
    assert (field.value(), field.problem()) == (meant, "")
