"""What a client sees of painted lines of choices and of folded lists, asked through Qt's own interfaces."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QItemSelectionModel
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop_app.ui.choice_line import ChoiceLine, LineOption
from desktop_app.ui.kit import ChoiceField, listening

OPTIONS = [LineOption("a", "自如"), LineOption("b", "需搀扶", "soon"), LineOption("c", "卧床", "soon")]
Make = Callable[..., ChoiceLine]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    def made(*, many: bool = False, alone: str = "") -> ChoiceLine:
        line = ChoiceLine("行动能力", OPTIONS, many=many, alone=alone, label_em=6)
        qtbot.addWidget(line)
        line.resize(500, 40)
        line.show()
        line.expose()
        return line

    return made


def parts(line: ChoiceLine) -> list[QAccessibleInterface]:
    root = QAccessible.queryAccessibleInterface(line)
    return [root.child(at) for at in range(root.childCount())]


def checked(line: ChoiceLine) -> list[bool]:
    return [bool(each.state().checked) for each in parts(line)]  # type: ignore[attr-defined]  # missing in the stubs


def buttons(line: ChoiceLine) -> list[QAbstractButton]:
    return list(line.findChildren(QAbstractButton))


def test_each_option_has_name_kind_state_and_place(make: Make) -> None:
    line = make()
    line.set_ghost(("b",))
    line.set_chosen(("a",))
    names = [each.text(QAccessible.Text.Name) for each in parts(line)]
    assert names == ["行动能力：自如", "行动能力：需搀扶", "行动能力：卧床"]
    assert {each.role() for each in parts(line)} == {QAccessible.Role.RadioButton}
    assert parts(line)[1].text(QAccessible.Text.Description) == "上次的回答"
    assert checked(line) == [True, False, False]
    painted = [line.option_place(option.key).toAlignedRect() for option in OPTIONS]
    assert [each.geometry().topLeft() for each in buttons(line)] == [each.topLeft() for each in painted]
    assert {each.role() for each in parts(make(many=True))} == {QAccessible.Role.CheckBox}


def test_pressing_an_option_answers_as_a_click_does(make: Make) -> None:
    line = make()
    for at, key in ((2, "c"), (0, "a"), (0, "a")):
        buttons(line)[at].click()
        assert line.chosen() == (key,)
        assert checked(line) == [at == 0, False, at == 2]
    line.set_chosen(())
    assert checked(line) == [False, False, False]


def test_of_several_answers_the_one_that_stands_alone_excludes_the_others(make: Make) -> None:
    line = make(many=True, alone="a")
    for each in buttons(line)[1:]:
        each.click()
    assert (line.chosen(), checked(line)) == (("b", "c"), [False, True, True])
    buttons(line)[0].click()
    assert (line.chosen(), checked(line)) == (("a",), [True, False, False])
    buttons(line)[0].click()
    assert (line.chosen(), checked(line)) == ((), [False, False, False])


def test_options_that_come_and_go_do_so_for_clients(make: Make) -> None:
    line = make()
    line.set_chosen(("c",))
    line.set_options(OPTIONS[:2])
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(parts(line)) == 2
    line.set_options(OPTIONS)
    assert [each.text(QAccessible.Text.Name) for each in parts(line)][2] == "行动能力：卧床"


def test_lines_are_destroyed_while_their_options_are_known(make: Make) -> None:
    for _time in range(20):
        line = make(many=True)
        line.set_chosen(("b",))
        assert len(parts(line)) == 3
        line.close()
        line.deleteLater()
        del line
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def test_nobody_who_does_not_listen_pays_for_it(qtbot: QtBot) -> None:
    line = ChoiceLine("行动能力", OPTIONS)
    qtbot.addWidget(line)
    assert not QAccessible.isActive()
    assert buttons(line) == []


def test_who_begins_to_listen_finds_what_is_already_there(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "LOOK_MS", 1)
    monkeypatch.setattr(listening, "_listening", [])
    line = ChoiceLine("行动能力", OPTIONS)
    qtbot.addWidget(line)
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    qtbot.waitUntil(lambda: len(buttons(line)) == 3, timeout=2000)
    later = ChoiceLine("精神状况", OPTIONS)
    qtbot.addWidget(later)
    assert len(buttons(later)) == 3


def test_a_folded_list_takes_the_choice_of_a_client(qtbot: QtBot) -> None:
    field = ChoiceField([("a", "海棠"), ("b", "赵宝山")], empty="不限")
    qtbot.addWidget(field)
    field.describe("探访人", "")
    field.combo.expose()
    view = field.combo.view()
    view.selectionModel().select(view.model().index(2, 0), QItemSelectionModel.SelectionFlag.Select)
    assert field.value() == "b"
    related = QAccessible.queryAccessibleInterface(field.combo).relations(QAccessible.RelationFlag.Label)
    assert [each[0].text(QAccessible.Text.Name) for each in related] == ["探访人"]
