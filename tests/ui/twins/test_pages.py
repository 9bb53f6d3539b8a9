"""Tests for the list of pairs and the comparison, used by the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.services.same_person_fields import FieldPair
from desktop_app.ui.joined_files import JoinedFiles, SeparateDialog
from desktop_app.ui.twins import compare_page
from desktop_app.ui.twins.compare_page import ComparePage
from desktop_app.ui.twins.field_choices import FieldChoices, ValueButton
from desktop_app.ui.twins.list_page import TwinsPage
from tests.ui.made_up_home import Desk
from tests.ui.twins.made_up import make_extreme, make_twins, register

CTRL = Qt.KeyboardModifier.ControlModifier


def list_page(desk: Desk) -> TwinsPage:
    page = desk.open("twins")
    assert isinstance(page, TwinsPage)
    return page


def names(desk: Desk, text: str) -> list[str]:
    return sorted(row.name for row in desk.app.register.find(desk.app.actor, text))


def test_an_empty_list_says_how_it_looked(desk: Desk) -> None:
    page = list_page(desk)
    assert page.table.count() == 0
    assert page.table.empty.sentence.text() == "没有发现可能重复登记的老年人。"


def test_a_pair_is_merged_and_undone_by_the_keyboard(desk: Desk) -> None:
    one, other = make_twins(desk.app)
    page = list_page(desk)
    assert page.table.count() == 1
    page.table.view.setFocus()
    desk.press(Qt.Key.Key_Return)
    compare = desk.page()
    assert isinstance(compare, ComparePage)
    assert compare.choices.chosen() == {"name": 0, "village_code": 0, "address": 1}
    assert {row.elder_uid for row in desk.app.access_log.list(desk.app.actor)} == {one, other}
    focused = QApplication.focusWidget()
    assert isinstance(focused, ValueButton)
    desk.press(Qt.Key.Key_2)
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Right)
    desk.press(Qt.Key.Key_Left)
    assert compare.choices.chosen() == {"name": 1, "village_code": 0, "address": 1}
    desk.press(Qt.Key.Key_Return, CTRL)
    assert desk.page() is page
    assert page.table.count() == 0
    detail = desk.app.register.get(desk.app.actor, other)
    assert (detail.uid, detail.name, detail.address) == (one, "李淑贞", "东街1号")
    assert page.context.undo.undo()
    desk.settle()
    assert names(desk, "李淑") == ["李淑珍", "李淑贞"]
    assert page.table.count() == 1


def test_not_the_same_person_takes_the_pair_off_the_list(desk: Desk) -> None:
    make_twins(desk.app)
    page = list_page(desk)
    page.table.view.setFocus()
    desk.press(Qt.Key.Key_Delete)
    assert page.table.count() == 0
    assert desk.app.likeness.candidates(desk.app.actor) == []


def test_later_and_different_lead_to_the_next_pair(desk: Desk) -> None:
    make_twins(desk.app)
    make_extreme(desk.app)
    page = list_page(desk)
    page.table.view.setFocus()
    desk.press(Qt.Key.Key_Return)
    compare = desk.page()
    assert isinstance(compare, ComparePage)
    first = compare.score.text()
    desk.press(Qt.Key.Key_Escape)
    assert desk.page() is compare
    assert compare.score.text() != first
    desk.press(Qt.Key.Key_D, CTRL)
    assert desk.page() is page
    assert page.table.count() == 1


def test_two_valid_numbers_are_asked_about_once_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.services.test_same_person import BORN, id_number

    one = register(desk.app, "李淑珍", id_number=id_number(), birth_on=BORN)
    other = register(desk.app, "李淑珍", id_number=id_number("104"), birth_on=BORN)
    page = desk.open("twin", one=one, other=other)
    assert isinstance(page, ComparePage)
    assert "身份证号都有效但不相同" in page.warnings.text()
    answers: list[bool] = [False, True]
    monkeypatch.setattr(compare_page, "ask", lambda *_args, **_kw: answers.pop(0))
    desk.press(Qt.Key.Key_Return, CTRL)
    assert len(names(desk, "李淑珍")) == 2
    desk.press(Qt.Key.Key_Return, CTRL)
    assert len(names(desk, "李淑珍")) == 1


def test_fields_that_agree_are_shown_but_not_asked(desk: Desk) -> None:
    choices = FieldChoices()
    desk.qtbot.addWidget(choices)
    same = FieldPair("sex", "性别", ("女", "女"), differs=False, proposed=0)
    choices.show_pairs(("甲", "乙"), [same])
    assert choices.chosen() == {}
    assert choices.first() is None
    differing = FieldPair("name", "姓名", ("李淑珍", "李淑贞"), differs=True, proposed=1)
    choices.show_pairs(("甲", "乙"), [differing, same])
    assert choices.chosen() == {"name": 1}
    choices.choose("name", 0)
    assert choices.chosen() == {"name": 0}


@pytest.fixture
def joined(desk: Desk) -> Any:
    """The section that a person page shows, over a merged person."""
    one, other = make_twins(desk.app)
    desk.app.same_person.merge(desk.app.actor, one, other)
    page = desk.open("twins")
    section = JoinedFiles(page.context)
    section.setParent(page)
    section.show_files(desk.app.same_person.files_of(desk.app.actor, other))
    desk.settle()
    return section, one, other


def test_a_merged_person_shows_the_files_and_comes_apart(desk: Desk, joined: Any) -> None:
    section, one, other = joined
    assert not section.isHidden()
    assert section._title.text() == "由 2 份档案合并"
    section._ask(desk.app.same_person.files_of(desk.app.actor, one)[1])
    desk.settle()
    dialog = section.findChild(SeparateDialog)
    assert dialog.moving() == []
    with desk.qtbot.waitSignal(section.separated):
        dialog.accept()
    desk.settle()
    assert names(desk, "李淑") == ["李淑珍", "李淑贞"]
    section.show_files(desk.app.same_person.files_of(desk.app.actor, one))
    desk.settle()
    assert section.isHidden()
    assert desk.app.register.get(desk.app.actor, other).uid == other


def test_visits_recorded_since_can_go_along(desk: Desk, joined: Any) -> None:
    from desktop_app.services.visit_drafts import VisitDraft
    from tests.services.test_same_person import VISIT
    from tests.ui.made_up_home import TODAY

    section, one, other = joined
    app = desk.app
    app.visits.record(app.actor, VisitDraft(elder_uid=one, visited_on=TODAY, **VISIT))
    section._ask(app.same_person.files_of(app.actor, one)[1])
    desk.settle()
    dialog = section.findChild(SeparateDialog)
    dialog._boxes[0][0].setChecked(True)
    with desk.qtbot.waitSignal(section.separated):
        dialog.accept()
    assert len(app.visits.of_elder(app.actor, other)) == 1
    assert app.visits.of_elder(app.actor, one) == []
