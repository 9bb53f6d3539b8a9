"""One line of choices: digits, Space, arrows, clicks, and what it says aloud."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.ui.choice_line import ChoiceLine, LineOption

OPTIONS = [
    LineOption("none", "无"),
    LineOption("heart", "心脏病", "soon"),
    LineOption("stroke", "脑血管病", "soon"),
]


@pytest.fixture
def single(qtbot: QtBot) -> ChoiceLine:
    line = ChoiceLine("行动能力", OPTIONS, label_em=6)
    qtbot.addWidget(line)
    return line


@pytest.fixture
def many(qtbot: QtBot) -> ChoiceLine:
    line = ChoiceLine("疾病情况", OPTIONS, many=True, alone="none", label_em=6)
    qtbot.addWidget(line)
    return line


def test_a_digit_picks_and_another_digit_replaces(single: ChoiceLine) -> None:
    QTest.keyClick(single, Qt.Key.Key_2)
    assert single.chosen() == ("heart",)
    QTest.keyClick(single, Qt.Key.Key_3)
    assert single.chosen() == ("stroke",)
    QTest.keyClick(single, Qt.Key.Key_9)
    assert single.chosen() == ("stroke",)


def test_space_accepts_the_last_answer_and_moves_on(single: ChoiceLine, qtbot: QtBot) -> None:
    single.set_ghost(("heart",))
    assert single.chosen() == ()
    with qtbot.waitSignal(single.moved_on, check_params_cb=lambda step: step == 1):
        QTest.keyClick(single, Qt.Key.Key_Space)
    assert single.chosen() == ("heart",)


def test_arrows_walk_and_space_picks_what_was_walked_to(single: ChoiceLine) -> None:
    single.set_ghost(("none",))
    QTest.keyClick(single, Qt.Key.Key_Right)
    QTest.keyClick(single, Qt.Key.Key_Space)
    assert single.chosen() == ("heart",)


def test_up_and_down_leave_the_line(single: ChoiceLine, qtbot: QtBot) -> None:
    for key, step in ((Qt.Key.Key_Up, -1), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Return, 1)):
        with qtbot.waitSignal(single.moved_on) as asked:
            QTest.keyClick(single, key)
        assert asked.args == [step]


def test_none_excludes_all_others(many: ChoiceLine) -> None:
    QTest.keyClick(many, Qt.Key.Key_2)
    QTest.keyClick(many, Qt.Key.Key_3)
    assert many.chosen() == ("heart", "stroke")
    QTest.keyClick(many, Qt.Key.Key_1)
    assert many.chosen() == ("none",)
    QTest.keyClick(many, Qt.Key.Key_2)
    assert many.chosen() == ("heart",)
    QTest.keyClick(many, Qt.Key.Key_2)
    assert many.chosen() == ()


def test_a_click_picks_also_on_the_second_line(many: ChoiceLine) -> None:
    width = round(many.minimumSizeHint().width()) + 4
    many.resize(width, many.heightForWidth(width))
    assert many.heightForWidth(width) > many.heightForWidth(2000)
    place = many.option_place("stroke").center().toPoint()
    QTest.mouseClick(many, Qt.MouseButton.LeftButton, pos=place)
    assert many.chosen() == ("stroke",)


def test_the_line_speaks_its_answer(single: ChoiceLine) -> None:
    single.set_ghost(("none",))
    assert single.accessibleName() == "行动能力：未答，上次 无"
    single.set_chosen(("heart",))
    assert single.accessibleName() == "行动能力：心脏病"
    assert single.accessibleDescription() == "1 无，2 心脏病，3 脑血管病"


def test_what_is_no_longer_offered_is_no_longer_chosen(single: ChoiceLine) -> None:
    single.set_chosen(("stroke",))
    single.set_options(OPTIONS[:2])
    assert single.chosen() == ()
