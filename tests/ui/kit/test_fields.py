"""Fields take keyboard and input-method text, give values and say what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.terms import Category, Mode, Outcome, Sex
from desktop_app.ui.kit import (
    CheckField,
    ChipsField,
    ChoiceField,
    ChoiceRow,
    DateField,
    LineField,
    MonthPicker,
    NumberField,
    PhoneField,
    TextField,
    group_phone,
)

TODAY = date(2026, 11, 22)
Commit = Callable[[QWidget, str], None]


def test_a_chinese_name_arrives_through_the_input_method(qtbot: QtBot, commit: Commit) -> None:
    field = LineField()
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.changed):
        commit(field.line, " 欧阳秀英 ")
    assert field.value() == "欧阳秀英"


def test_several_lines_keep_their_breaks(qtbot: QtBot) -> None:
    field = TextField()
    qtbot.addWidget(field)
    field.set_value("一\n二")
    assert field.value() == "一\n二"
    assert field.takes_enter()


def test_a_number_out_of_range_is_kept_and_explained(qtbot: QtBot) -> None:
    field = NumberField(-40, 50)
    qtbot.addWidget(field)
    QTest.keyClicks(field.line, "90")
    assert (field.value(), field.problem()) == (90, "请填写 -40 到 50 之间的数。")
    field.line.setText("十七")
    assert (field.value(), field.problem()) == (None, "请填写整数。")
    field.line.setText("１７")
    assert (field.value(), field.problem()) == (17, "")


@pytest.mark.parametrize("number", ["13800138001", "138 0013 8001", "0476-6220001", "6220001", "12349", ""])
def test_phone_numbers_of_every_usual_kind_are_accepted(qtbot: QtBot, number: str) -> None:
    field = PhoneField()
    qtbot.addWidget(field)
    field.set_value(number)
    assert not field.problem()


def test_a_phone_is_shown_in_groups_and_given_as_digits(qtbot: QtBot) -> None:
    field = PhoneField()
    qtbot.addWidget(field)
    QTest.keyClicks(field.line, "13800138001")
    field.line.editingFinished.emit()
    assert field.line.text() == "138 0013 8001"
    assert field.value() == "13800138001"
    assert group_phone("04766220001") == "04766220001"
    field.set_value("1380013")
    assert field.problem()


def test_a_typed_day_is_tidied_and_its_weekday_shown(qtbot: QtBot) -> None:
    field = DateField(today=lambda: TODAY)
    qtbot.addWidget(field)
    QTest.keyClicks(field.line, "1118")
    field.line.editingFinished.emit()
    assert field.line.text() == "2026-11-18"
    assert field.value() == date(2026, 11, 18)
    QTest.keyClick(field.line, Qt.Key.Key_Up)
    assert field.value() == date(2026, 11, 19)
    QTest.keyClick(field.line, Qt.Key.Key_PageDown)
    assert field.value() == date(2026, 10, 19)


def test_a_day_outside_its_limits_is_explained(qtbot: QtBot) -> None:
    field = DateField(earliest_on=date(2026, 1, 1), latest_on=TODAY, today=lambda: TODAY)
    qtbot.addWidget(field)
    field.set_value(date(2026, 11, 23))
    assert field.problem() == "日期不能晚于 2026-11-22。"
    field.set_value(date(2025, 12, 31))
    assert field.problem() == "日期不能早于 2026-01-01。"
    field.line.setText("后来")
    assert field.problem() == "请按 2026-11-22 的样式填写日期。"
    assert field.value() is None


def test_the_calendar_gives_a_day_and_goes_away(qtbot: QtBot) -> None:
    field = DateField(today=lambda: TODAY)
    qtbot.addWidget(field)
    field.show()
    QTest.keyClick(field.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = QApplication.activePopupWidget()
    assert calendar is not None
    with qtbot.waitSignal(calendar.destroyed):
        QTest.keyClick(cast(QWidget, calendar.findChild(QTableView)), Qt.Key.Key_Return)
    assert field.value() == TODAY


def test_a_field_that_stands_over_midnight_takes_the_new_day(qtbot: QtBot) -> None:
    days = [TODAY]
    field = DateField(latest_on=lambda: days[0], today=lambda: days[0])
    qtbot.addWidget(field)
    tomorrow = TODAY + timedelta(days=1)
    field.set_value(tomorrow)
    assert field.problem()
    days[0] = tomorrow
    assert not field.problem()


def test_a_month_is_stepped_but_not_beyond_the_latest(qtbot: QtBot) -> None:
    picker = MonthPicker(date(2026, 10, 5), latest_on=TODAY, today=lambda: TODAY)
    qtbot.addWidget(picker)
    with qtbot.waitSignal(picker.changed):
        picker.step(1)
    picker.step(1)
    assert picker.value() == date(2026, 11, 1)


def test_a_choice_gives_the_member_and_knows_no_choice(qtbot: QtBot) -> None:
    field = ChoiceField(Sex)
    qtbot.addWidget(field)
    assert field.value() is None
    with qtbot.waitSignal(field.changed):
        field.set_value(Sex.FEMALE)
    assert field.value() is Sex.FEMALE
    assert field.combo.currentText() == "女"


def test_the_wheel_does_not_change_a_choice_without_focus(qtbot: QtBot) -> None:
    field = ChoiceField(Mode)
    qtbot.addWidget(field)
    field.show()
    field.set_value(Mode.PHONE)
    field.combo.clearFocus()
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field.combo, turn)
    assert field.value() is Mode.PHONE


def test_a_digit_picks_and_space_accepts_the_answer_of_last_time(qtbot: QtBot) -> None:
    field = ChoiceRow(Outcome)
    qtbot.addWidget(field)
    field.show()
    field.set_ghost(Outcome.MET_IN_PERSON)
    first = field.key_targets()[0]
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert field.value() is Outcome.MET_IN_PERSON
    QTest.keyClick(first, Qt.Key.Key_4)
    assert field.value() is Outcome.NOT_AT_HOME
    field.set_value(None)
    assert field.value() is None


def test_nought_picks_the_tenth_answer_and_an_eleventh_has_no_digit(qtbot: QtBot) -> None:
    field = ChoiceRow([(at, f"第{at}项") for at in range(1, 12)])
    few = ChoiceRow([(at, f"第{at}项") for at in range(1, 10)])
    for each in (field, few):
        qtbot.addWidget(each)
        each.show()
        QTest.keyClick(each.key_targets()[0], Qt.Key.Key_0)
    assert (field.value(), few.value()) == (10, None)
    shown = [cast(QPushButton, each).text() for each in field.key_targets()]
    assert shown[8:] == ["9 第9项", "0 第10项", "第11项"]


def test_chips_hold_any_number(qtbot: QtBot) -> None:
    field = ChipsField(Category)
    qtbot.addWidget(field)
    field.set_value({Category.LIVING_ALONE, Category.DISABLED})
    assert field.value() == {Category.LIVING_ALONE, Category.DISABLED}
    QTest.mouseClick(field.key_targets()[0], Qt.MouseButton.LeftButton)
    assert field.value() == {Category.DISABLED}
    assert not field.is_empty()


def test_yes_or_no_is_never_empty(qtbot: QtBot) -> None:
    field = CheckField("烟道畅通")
    qtbot.addWidget(field)
    assert not field.is_empty()
    field.set_value(True)
    assert field.value()
