"""The keyboard is on the page in sight: not on one that was left, and on something to be seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout
from pytestqt.qtbot import QtBot

from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import Column, EmptyState, ListSource, RowTable
from desktop_app.ui.navigator import HIDDEN, PageSpec
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.shell import MainWindow, ShellInfo


class TwoLines(Page):
    """Begins with its second line; what scrolls comes first."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title="两行")
        self.first, self.second = QLineEdit(), QLineEdit()
        layout = QVBoxLayout(self)
        for part in (QScrollArea(), self.first, self.second):
            layout.addWidget(part)
        self.setFocusProxy(self.second)


def two_lines(key: str, order: int) -> PageSpec:
    return PageSpec(key=key, title=key, order=order, factory=TwoLines)


@pytest.fixture
def window(qtbot: QtBot, jobs: JobRunner, tmp_path: Path) -> MainWindow:
    pages = [two_lines("today", 10), two_lines("findings", 20), two_lines("finding", HIDDEN)]
    made = MainWindow(
        ShellInfo(unit_name="达日罕乌拉苏木"),
        pages=pages,
        jobs=jobs,
        feed=ChangeFeed(),
        settings_file=tmp_path / "window.ini",
    )
    qtbot.addWidget(made)
    made.open_first_page()
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def opened(window: MainWindow, key: str) -> TwoLines:
    window.navigator.open(key)
    page = window.navigator.current_page()
    assert isinstance(page, TwoLines)
    return page


def test_a_page_that_leads_back_by_itself_gives_the_keyboard_to_the_page_before(window: MainWindow) -> None:
    findings = opened(window, "findings")
    finding = opened(window, "finding")
    assert finding.second.hasFocus()
    finding.second.hide()
    window.navigator.back()
    assert findings.second.hasFocus()


def test_what_arrives_on_a_page_that_was_left_does_not_take_the_keyboard(
    window: MainWindow, qtbot: QtBot
) -> None:
    finding, findings = opened(window, "finding"), opened(window, "findings")
    finding.first.setFocus()  # Qt gives it to a hidden page
    qtbot.waitUntil(findings.second.hasFocus)


def test_a_page_whose_beginning_is_hidden_gets_the_keyboard_on_what_is_seen(window: MainWindow) -> None:
    finding = opened(window, "finding")
    opened(window, "findings")
    finding.second.hide()
    opened(window, "finding")
    assert finding.first.hasFocus()


def test_whoever_is_in_the_sidebar_stays_there(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, "findings")
    button = window.sidebar.button("today")
    button.setFocus()
    qtbot.wait(1)
    assert button.hasFocus()


@pytest.fixture
def table(qtbot: QtBot) -> RowTable[str]:
    columns: list[Column[str]] = [Column(key="name", title="姓名", width_em=8, text=str)]
    made: RowTable[str] = RowTable(columns, empty=EmptyState("没有人。", "登记"))
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def rows(*names: str) -> ListSource[str]:
    return ListSource(names, {"name": str})


def test_the_keyboard_goes_along_when_a_list_has_no_rows_any_more(table: RowTable[str]) -> None:
    table.show_source(rows("包小明"))
    table.setFocus()
    assert table.view.hasFocus()
    table.show_source(rows())
    assert table.empty.button.hasFocus()
    table.show_source(rows("包小明"))
    assert table.view.hasFocus()


def test_an_empty_list_that_offers_nothing_takes_the_keyboard_itself(table: RowTable[str]) -> None:
    table.empty.button.hide()
    table.show_source(rows())
    table.setFocus()
    assert QApplication.focusWidget() is table.empty
    assert table.empty.accessibleName() == "没有人。"
