"""The whole first day by keys only: every step ends by itself when it has really been done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.domain.sheet_codes import grouped
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui.first_day.progress import Standing
from desktop_app.ui.first_day.steps import STEPS
from desktop_app.ui.papers.page import PapersPage
from desktop_app.ui.register.list_page import RegisterPage
from desktop_app.ui.today.page import TodayPage
from tests.ui.first_day.conftest import GuidedDesk
from tests.ui.made_up_home import WAIT_MS

MOST_TABS = 80
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def test_the_whole_day_by_keys(guided: GuidedDesk) -> None:
    guided.wake()
    guided.go("开始做")
    done = []
    for step in STEPS:
        assert guided.at() == step.key, guided.panel.todo_words()
        DOINGS[step.key](guided)
        guided.settle()
        done.append(step.key)
    assert done == [step.key for step in STEPS]
    assert guided.guide.progress.standing() is Standing.FINISHED
    assert guided.panel.title.text() == "第一天做完了"


def to_today(desk: GuidedDesk) -> None:
    if "去“今日”" in desk.ways():
        desk.go("去“今日”")
    assert desk.window.navigator.current_key() == "today"


def why(desk: GuidedDesk) -> None:
    desk.press(Qt.Key.Key_F9)
    desk.close_box()


def unchanged(desk: GuidedDesk) -> None:
    desk.press(Qt.Key.Key_F2)
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_Return, CTRL)


def finding(desk: GuidedDesk) -> None:
    assert desk.window.navigator.current_key() == "visit", "the form has gone on to the next person"
    desk.press(Qt.Key.Key_F6)
    tab_to(desk, "添加问题")
    desk.press(Qt.Key.Key_Space)
    desk.type("烟囱漏烟")
    desk.press(Qt.Key.Key_Return, CTRL)


def tab_to(desk: GuidedDesk, name: str) -> None:
    for _again in range(MOST_TABS):
        focused = QApplication.focusWidget()
        if focused is not None and focused.accessibleName() == name:
            return
        QTest.keyClick(focused or desk.window, Qt.Key.Key_Tab)
    raise AssertionError(name)


def undo(desk: GuidedDesk) -> None:
    desk.press(Qt.Key.Key_Z, CTRL)


def household(desk: GuidedDesk) -> None:
    to_today(desk)
    page = desk.page()
    assert isinstance(page, TodayPage)
    for _again in range(page.list.owed.rowCount()):
        current = page.list.current()
        if current is not None and current.line.name in desk.panel.todo_words():
            break
        desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_H, CTRL)
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_Return, CTRL)


def calls(desk: GuidedDesk) -> None:
    to_today(desk)
    desk.press(Qt.Key.Key_T, CTRL)
    for _again in range(2):
        desk.press(Qt.Key.Key_1)
        desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_Return, CTRL)


def sheet(desk: GuidedDesk) -> None:
    to_today(desk)
    out = [grouped(row.code) for row in desk.app.printed_sheets.unreturned(desk.app.actor)]
    (code,) = [code for code in out if code in desk.panel.todo_words()]
    desk.press(Qt.Key.Key_B, CTRL)
    desk.type(code)
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_Return, CTRL)


def find(desk: GuidedDesk) -> None:
    desk.go("去“名册”")
    page = desk.page()
    assert isinstance(page, RegisterPage)
    desk.press(Qt.Key.Key_K, CTRL)
    app = desk.app
    rows = app.register.rows(app.actor, app.register.list_ids(app.actor, ElderFilter()))
    desk.type(next(row.name for row in rows if row.name in desk.panel.todo_words()))
    desk.qtbot.waitUntil(lambda: page.table.count() == 1, timeout=WAIT_MS)
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigator.current_key() == "person"
    desk.press(Qt.Key.Key_2, ALT)


def ledger(desk: GuidedDesk) -> None:
    desk.go("去“报表打印”")
    page = desk.page()
    assert isinstance(page, PapersPage)
    while page.list.currentItem().text() != "探访台账":
        desk.press(Qt.Key.Key_Down)
    desk.qtbot.waitUntil(lambda: desk.at() != "ledger", timeout=WAIT_MS)


def keys(desk: GuidedDesk) -> None:
    desk.press(Qt.Key.Key_F1, SHIFT)
    desk.close_box()


DOINGS = {
    doing.__name__: doing
    for doing in (why, unchanged, finding, undo, household, calls, sheet, find, ledger, keys)
}
