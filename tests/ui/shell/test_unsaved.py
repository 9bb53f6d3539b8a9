"""What waits to be saved is said in words: beside the title, in the sidebar, in the title bar of the window."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import Form
from desktop_app.ui.navigator import Badge, PageSpec
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.register.life_event_page import LifeEventPage
from desktop_app.ui.shell import MainWindow, ShellInfo
from tests.ui.made_up_home import Desk, desk, home, home_template

__all__ = ["desk", "home", "home_template"]


class TypedPage(Page):
    """A page that says of itself whether something was typed."""

    def __init__(self, context: PageContext, title: str) -> None:
        super().__init__(context, title=title)
        self.typed = False

    def is_unsaved(self) -> bool:
        return self.typed

    def type(self, typed: bool) -> None:
        self.typed = typed
        self.unsaved_changed.emit()


@pytest.fixture
def window(qtbot: QtBot, jobs: JobRunner, tmp_path: Path) -> MainWindow:
    def spec(key: str, title: str, order: int) -> PageSpec:
        return PageSpec(key=key, title=title, order=order, factory=lambda c: TypedPage(c, title))

    made = MainWindow(
        ShellInfo(unit_name="达日罕乌拉苏木"),
        pages=[spec("today", "今日", 10), spec("register", "名册", 20), spec("form", "登记", -1)],
        jobs=jobs,
        feed=ChangeFeed(),
        settings_file=tmp_path / "window.ini",
    )
    qtbot.addWidget(made)
    made.show()
    made.open_first_page()
    return made


def typed(window: MainWindow) -> TypedPage:
    page = window.navigator.current_page()
    assert isinstance(page, TypedPage)
    return page


def test_typing_is_said_beside_the_title_and_in_the_title_bar(window: MainWindow) -> None:
    page = typed(window)
    assert not window.page_bar.is_unsaved_shown()
    assert not window.isWindowModified()
    page.type(True)
    assert window.page_bar.is_unsaved_shown()
    assert window.isWindowModified()
    assert window.windowTitle().endswith("[*]")
    page.type(False)
    assert not window.page_bar.is_unsaved_shown()
    assert not window.isWindowModified()


def test_a_page_left_with_typing_is_marked_in_the_sidebar(window: MainWindow) -> None:
    window.sidebar.show_badge("register", Badge(12))
    window.navigator.open("register")
    typed(window).type(True)
    assert window.sidebar.button("register").badge_text() == "12"
    window.navigator.open("today")
    assert not window.page_bar.is_unsaved_shown()
    assert window.isWindowModified()
    button = window.sidebar.button("register")
    assert button.badge_text() == "未保存"
    assert button.accessibleName() == "名册，12 项，有没有保存的内容"
    window.navigator.open("register")
    typed(window).type(False)
    window.navigator.open("today")
    assert button.badge_text() == "12"
    assert button.accessibleName() == "名册，12 项"


def test_a_form_that_the_sidebar_does_not_list_is_marked_where_it_was_opened(window: MainWindow) -> None:
    window.navigator.open("register")
    window.navigator.open("form")
    typed(window).type(True)
    window.navigator.open("today")
    assert window.sidebar.button("register").badge_text() == "未保存"
    assert window.sidebar.button("today").badge_text() == ""
    assert window.unsaved_marks.unsaved_elsewhere() == ["form"]


def test_the_typed_forms_say_so(desk: Desk) -> None:
    uid = desk.uid("王桂兰")
    params: dict[str, dict[str, object]] = {
        "editor": {"uid": uid},
        "life-event": {"elder_uid": uid},
        "settings": {"section": "retention"},
    }
    for key, wanted in params.items():
        page = desk.open(key, **wanted)
        if isinstance(page, LifeEventPage):
            page.new_button.click()
        assert not page.is_unsaved(), key
        lines = cast("list[QLineEdit]", page.findChildren(QLineEdit))
        line = next(each for each in lines if each.isVisible() and each.isEnabled() and not each.isReadOnly())
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, "12")
        assert page.is_unsaved(), key
        assert desk.window.page_bar.is_unsaved_shown(), key
        for form in cast("list[Form]", page.findChildren(Form)):
            form.mark_clean()  # else leaving the page asks
        assert not page.is_unsaved(), key
