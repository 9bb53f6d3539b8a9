"""One person's page: what it says, what its tabs and buttons do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import EndReason, UserRole
from desktop_app.services.actor import Actor
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.ending import EndingDialog
from desktop_app.ui.register.person_page import PersonPage
from tests.ui.register.conftest import FakeNavigator
from tests.ui.register.made_up import LONG_NAME, TODAY, add_extreme


@pytest.fixture
def uid(app: Application) -> str:
    return add_extreme(app)


@pytest.fixture
def page(context: PageContext, uid: str, qtbot: QtBot) -> PersonPage:
    made = PersonPage(context)
    qtbot.addWidget(made)
    made.activate(uid=uid)
    made.resize(1200, 640)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.facts() is not None)
    return made


def texts(page: PersonPage) -> str:
    return "\n".join(label.text() for label in cast("list[QLabel]", page.findChildren(QLabel)))


def test_the_overview_says_who_it_is_and_why_a_visit_is_owed(page: PersonPage) -> None:
    said = texts(page)
    assert LONG_NAME in said
    assert "139 0013 9009" in said
    assert "→" in said, "the reason of the duty"
    assert "138 0013 8007" in said, "the eighth contact"
    assert "夏营盘" in said
    assert "见证人 巴特尔" in said


def test_the_id_number_is_masked_until_somebody_asks(page: PersonPage) -> None:
    assert "150425********" in texts(page)
    toggle = next(
        made for made in cast("list[QPushButton]", page.findChildren(QPushButton)) if made.text() == "显示"
    )
    toggle.click()
    assert "15042519430508" in texts(page)


def test_the_history_tells_old_and_new_in_words(page: PersonPage) -> None:
    lines = page.history.texts()
    assert any("电话 138 0013 8001 → 139 0013 9009" in line for line in lines)
    assert any(line.startswith("登记：姓名") for line in lines)
    assert any(line.startswith("新增类别标签：独居") for line in lines)
    assert not any("1943050800" in line for line in lines), "id numbers stay masked"


def test_keys_switch_the_tabs(page: PersonPage, qtbot: QtBot) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    QTest.keyClick(page, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.tabs.currentIndex() == 3)
    assert page.history.isVisible()


def test_buttons_lead_on(page: PersonPage, navigator: FakeNavigator, uid: str) -> None:
    page.edit_button.click()
    assert navigator.opened[-1] == ("editor", {"uid": uid})
    assert page.record_visit()
    assert navigator.opened[-1] == ("visit", {"elder_uid": uid})
    assert page.print_paper()
    key, params = navigator.opened[-1]
    assert key == "papers"
    assert params["elder_uid"] == uid


def test_leaving_the_register_can_be_taken_back(
    page: PersonPage, app: Application, uid: str, qtbot: QtBot
) -> None:
    page._on_end()
    dialog = cast("EndingDialog", page.findChild(EndingDialog))
    dialog.reason.set_value(EndReason.MOVED_OUT)
    dialog.on.set_value(date(2026, 11, 20))
    dialog._on_decided()
    qtbot.waitUntil(page.reopen_button.isVisible)
    assert app.register.get(app.actor, uid).ended_on == date(2026, 11, 20)
    assert page.main_action() is None
    assert page.context.undo.can_undo()
    page.context.undo.undo()
    qtbot.waitUntil(page.end_button.isVisible)
    assert app.register.get(app.actor, uid).ended_on is None


def test_somebody_who_left_is_put_back(page: PersonPage, app: Application, uid: str, qtbot: QtBot) -> None:
    page._on_end_decided(TODAY, EndReason.OTHER)
    qtbot.waitUntil(page.reopen_button.isVisible)
    page.reopen_button.click()
    qtbot.waitUntil(page.end_button.isVisible)
    assert app.register.get(app.actor, uid).ended_because is None


def test_a_person_that_is_gone_leads_back_to_the_list(
    context: PageContext, navigator: FakeNavigator, qtbot: QtBot
) -> None:
    page = PersonPage(context)
    qtbot.addWidget(page)
    page.activate(uid="01890000-0000-7000-8000-000000000000")
    page.show()
    qtbot.waitUntil(lambda: bool(navigator.opened))
    assert navigator.opened == [("register", {})]
    assert context.notices.text().startswith("没有找到")


def test_a_reader_sees_no_way_to_change(context: PageContext, uid: str, qtbot: QtBot) -> None:
    context.app = replace(context.app, actor=Actor("李查阅", UserRole.READER))
    page = PersonPage(context)
    qtbot.addWidget(page)
    page.activate(uid=uid)
    page.show()
    qtbot.waitUntil(lambda: page.facts() is not None)
    assert page.edit_button.isHidden()
    assert page.end_button.isHidden()
    assert page.main_action() is None
