"""Stock phrases at the field: F11, digits, keeping a sentence, taking one out."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop_app.services.stock_phrases import PhraseField, shipped
from desktop_app.ui.phrases_menu import PhrasesButton
from desktop_app.ui.visits.form_page import VisitPage
from tests.ui.conftest import Commit
from tests.ui.made_up_home import Desk, desk, home, home_template

__all__ = ["desk", "home", "home_template"]

ACTIONS = shipped(PhraseField.ACTION)


@pytest.fixture
def page(desk: Desk) -> VisitPage:
    return cast(VisitPage, desk.open("visit", elder_uid=desk.uid("李福")))


def open_menu(desk: Desk, made: PhrasesButton) -> QMenu:
    """Open the menu as F11 in the field does."""
    made.target().setFocus()
    desk.press(Qt.Key.Key_F11)
    assert made.menu_shown.isVisible()
    return made.menu_shown


def choose(desk: Desk, menu: QMenu, words: str) -> None:
    """Trigger the entry of these words."""
    entry = next(entry for entry in menu.actions() if entry.text().endswith(words))
    menu.close()
    entry.trigger()
    desk.settle()


def phrases(desk: Desk, field: str) -> list[str]:
    return [row.text for row in desk.app.stock_phrases.list(desk.app.actor, field)]


def test_f7_and_a_digit_put_a_phrase_in_and_typing_goes_on(
    desk: Desk, page: VisitPage, commit: Commit
) -> None:
    action = page.sheet.outcome.action
    menu = open_menu(desk, page.sheet.outcome.action_phrases)
    QTest.keyClick(menu, Qt.Key.Key_2)
    desk.settle()
    assert action.value() == ACTIONS[1]
    assert action.text.hasFocus()
    commit(action.text, "，药费已付")
    menu = open_menu(desk, page.sheet.outcome.action_phrases)
    assert menu.actions()[0].text().endswith(ACTIONS[1])
    QTest.keyClick(menu, Qt.Key.Key_2)
    desk.settle()
    assert action.value() == f"{ACTIONS[1]}，药费已付；{ACTIONS[0]}"
    action.text.undo()
    assert action.value() == f"{ACTIONS[1]}，药费已付"


def test_a_phrase_replaces_what_is_marked_and_is_kept_as_a_draft(desk: Desk, page: VisitPage) -> None:
    action = page.sheet.outcome.action
    action.set_value("错写")
    action.text.selectAll()
    menu = open_menu(desk, page.sheet.outcome.action_phrases)
    QTest.keyClick(menu, Qt.Key.Key_1)
    desk.settle()
    assert action.value() == ACTIONS[0]
    desk.open("today")
    (draft,) = desk.app.drafts.list(desk.app.actor)
    assert draft.content["values"]["action"] == ACTIONS[0]


def test_a_sentence_is_kept_and_taken_out_with_undo(desk: Desk, page: VisitPage, commit: Commit) -> None:
    commit(page.sheet.outcome.action.text, "帮助劈柴")
    choose(desk, open_menu(desk, page.sheet.outcome.action_phrases), "把这句存为常用语")
    assert "帮助劈柴" in phrases(desk, "action")
    menu = open_menu(desk, page.sheet.outcome.action_phrases)
    keep = next(entry for entry in menu.actions() if entry.text() == "把这句存为常用语")
    assert not keep.isEnabled()
    menu.close()
    choose(desk, page.sheet.outcome.action_phrases.drop_shown, "帮助劈柴")
    assert "帮助劈柴" not in phrases(desk, "action")
    assert page.sheet.outcome.action.value() == "帮助劈柴"
    desk.window.undo_notice.undo()
    desk.settle()
    assert "帮助劈柴" in phrases(desk, "action")


def test_a_sentence_with_a_telephone_is_refused_in_words(desk: Desk, page: VisitPage, commit: Commit) -> None:
    commit(page.sheet.outcome.action.text, "联系女儿13800138001")
    choose(desk, open_menu(desk, page.sheet.outcome.action_phrases), "把这句存为常用语")
    assert "像是电话或证件号" in desk.window.notices.text()
    assert phrases(desk, "action") == list(ACTIONS)
    assert page.sheet.outcome.action.value() == "联系女儿13800138001"


def test_where_nobody_was_met_the_reasons_are_offered(desk: Desk, page: VisitPage) -> None:
    page.sheet.outcome.outcome.set_value("refused")
    QTest.keyClick(open_menu(desk, page.sheet.outcome.summary_phrases), Qt.Key.Key_1)
    desk.settle()
    assert page.sheet.outcome.summary.value() == shipped(PhraseField.ABSENCE)[0]
    assert page.sheet.outcome.summary_phrases.accessibleName() == "情况记录：常用语"
