"""A form labels every field, moves on with Enter, saves with Ctrl+Enter and keeps track of changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import FieldProblem, InputError
from desktop_app.domain.terms import Category, Mode
from desktop_app.ui.kit import (
    ChipsField,
    ChoiceRow,
    DateField,
    Form,
    FormPage,
    LineField,
    PhoneField,
    TextField,
)

Commit = Callable[[QWidget, str], None]


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form(columns=2)
    made.add_row("姓名", LineField(), name="name", required=True, help="与身份证一致")
    made.add_row("电话", PhoneField(), name="phone")
    made.add_row("出生日期", DateField(), name="born_on")
    made.add_section("探访")
    made.add_row("方式", ChoiceRow(Mode), name="mode", wide=True)
    made.add_row("备注", TextField(), name="note", wide=True)
    page = FormPage(made)
    qtbot.addWidget(page)
    page.resize(900, 500)
    page.show()
    made.page_for_tests = page  # type: ignore[attr-defined]  # keeps the page alive as long as the form
    return made


def test_a_row_gives_buddy_and_accessible_words(form: Form) -> None:
    row = form.row("name")
    spoken = QAccessible.queryAccessibleInterface(row.field.editor)
    assert row.label.buddy() is row.field
    assert spoken.text(QAccessible.Text.Name) == "姓名"
    assert "与身份证一致" in spoken.text(QAccessible.Text.Description)


def test_enter_moves_on_and_ctrl_enter_saves(form: Form, qtbot: QtBot) -> None:
    name, phone = form.row("name").field, form.row("phone").field
    with qtbot.waitActive(form.window()):
        form.window().activateWindow()
    form.focus_first()
    QTest.keyClick(name.editor, Qt.Key.Key_Return)
    assert phone.editor.hasFocus()
    with qtbot.waitSignal(form.save_asked):
        QTest.keyClick(phone.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_enter_in_several_lines_makes_a_line(form: Form, qtbot: QtBot) -> None:
    note = form.row("note").field
    QTest.keyClick(note.editor, Qt.Key.Key_Return)
    QTest.keyClicks(note.editor, "x")
    assert isinstance(note, TextField)
    assert note.text.toPlainText() == "\nx"


def test_checking_names_every_fault_and_focuses_the_first(form: Form, qtbot: QtBot) -> None:
    with qtbot.waitActive(form.window()):
        form.window().activateWindow()
    form.row("phone").field.set_value("123")
    assert not form.check()
    assert form.row("name").error.text() == "请填写“姓名”。"
    assert form.row("phone").error.text()
    assert form.row("name").field.editor.hasFocus()


def test_typing_takes_the_error_away(form: Form, commit: Commit) -> None:
    form.check()
    commit(form.row("name").field.editor, "王桂兰")
    assert form.row("name").error.text() == ""
    assert form.check()


def test_a_hidden_row_is_not_checked(form: Form) -> None:
    form.set_row_visible("name", False)
    assert form.check()


def test_a_form_knows_whether_something_would_be_lost(form: Form) -> None:
    form.set_values({"name": "王桂兰", "born_on": date(1943, 5, 8), "unknown": 1})
    assert not form.is_dirty()
    form.row("mode").field.set_value(Mode.PHONE)
    assert form.is_dirty()
    form.mark_clean()
    assert not form.is_dirty()
    assert form.values()["mode"] is Mode.PHONE


def test_a_service_s_field_problem_is_shown_beside_its_field(form: Form) -> None:
    assert form.show_error(FieldProblem(field="phone", label="电话", reason="已被他人使用"))
    assert form.row("phone").error.text() == "已被他人使用"
    assert not form.show_error(FieldProblem(field="elsewhere", reason="x"))
    assert not form.show_error(InputError())


def test_columns_follow_the_width(form: Form) -> None:
    wide = form.row("phone").pos()
    assert wide.y() == form.row("name").pos().y()
    form.window().resize(420, 500)
    QCoreApplication.processEvents()
    assert form.row("phone").pos().y() > form.row("name").pos().y()
    assert form.width() <= 420


def test_chips_wrap_and_stay_inside(qtbot: QtBot) -> None:
    form = Form()
    field = form.add_row("类别", ChipsField(Category), name="categories")
    page = FormPage(form)
    qtbot.addWidget(page)
    page.resize(420, 600)
    page.show()
    for chip in field.key_targets():
        assert chip.geometry().right() <= field.width()
        assert chip.width() >= chip.sizeHint().width()
