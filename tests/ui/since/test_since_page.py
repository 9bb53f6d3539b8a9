"""What came up since the last opening, gone through with the keyboard alone."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.services import settings
from desktop_app.services.since_opened import SinceKind
from desktop_app.ui.duty_printing import CALL_OUT, ROUTE
from desktop_app.ui.since.page import SincePage
from desktop_app.ui.today.page import TodayPage
from tests.ui.made_up_home import Desk

CTRL = Qt.KeyboardModifier.ControlModifier


def last_opened(desk: Desk, on: str = "2026-11-10") -> None:
    with desk.app.store.setting_up() as session:
        settings.write(session, settings.LAST_OPENED, {"on": on, "entry": 10**9})


def since(desk: Desk) -> SincePage:
    last_opened(desk)
    page = cast(SincePage, desk.open("since"))
    desk.qtbot.waitUntil(lambda: page.table.count() > 0, timeout=5000)
    desk.settle()
    return page


def kinds(page: SincePage) -> list[tuple[SinceKind, str]]:
    rows = [page.table.model.row_at(number) for number in range(page.table.count())]
    return [(row.kind, row.name) for row in rows if row is not None]


def dialog_open(page: SincePage) -> bool:
    return page.dialog is not None


def test_what_came_up_stands_by_urgency_with_the_counts_above(desk: Desk) -> None:
    page = since(desk)
    assert kinds(page)[0] == (SinceKind.OVERDUE, "王桂兰")
    assert "自11月10日" in page.count.text()
    assert "已逾期 1 项" in page.count.text()
    assert "已逾期 6 天" in page.table.copy_all()
    assert page.village.value() is None


def test_missed_visits_are_picked_settled_with_a_reason_and_undone_by_keys_alone(desk: Desk) -> None:
    page = since(desk)
    assert QApplication.focusWidget() is page.table.view
    desk.press(Qt.Key.Key_G, CTRL)
    assert [row.name for row in page.table.selected()] == ["王桂兰"]
    desk.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    dialog = page.dialog
    assert dialog is not None
    desk.qtbot.waitUntil(dialog.isVisible, timeout=2000)
    desk.press(Qt.Key.Key_Return, CTRL)
    assert page.dialog is dialog, "without a reason nothing is settled"
    QTest.keyClicks(dialog.reason.line, "broken laptop")
    QTest.keyClick(dialog.reason.line, Qt.Key.Key_Return, CTRL)
    desk.settle()
    desk.qtbot.waitUntil(lambda: (SinceKind.OVERDUE, "王桂兰") not in kinds(page), timeout=3000)
    assert not dialog_open(page)
    desk.qtbot.waitUntil(desk.window.undo_notice.can_undo, timeout=3000)
    with desk.qtbot.waitActive(desk.window):  # there is no window manager here to do it
        desk.window.activateWindow()
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.qtbot.waitUntil(lambda: (SinceKind.OVERDUE, "王桂兰") in kinds(page), timeout=3000)


def test_settling_without_anybody_who_may_be_settled_says_so(desk: Desk) -> None:
    page = since(desk)
    desk.press(Qt.Key.Key_End)
    desk.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert page.dialog is None
    assert "请先选中已逾期的人" in desk.window.notices.text()


def test_one_village_can_be_gone_through_at_a_time(desk: Desk) -> None:
    page = since(desk)
    everything = len(kinds(page))
    code = desk.app.duties.list(desk.app.actor)[0].line.village_code
    page.village.set_value(code)
    assert 0 < len(kinds(page)) < everything
    assert page.village.value() == code


def test_the_route_and_the_slips_are_printed_by_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = since(desk)
    asked: list[str] = []
    monkeypatch.setattr(page.printing, "print", lambda name, *_who, **_where: asked.append(name))
    desk.press(Qt.Key.Key_P, CTRL)
    assert asked == [ROUTE]
    desk.press(Qt.Key.Key_F7)
    assert asked == [ROUTE], "nobody here needs somebody within hours"
    assert CALL_OUT not in asked


def test_seen_goes_back_to_today_and_nothing_is_new_after_that(desk: Desk) -> None:
    since(desk)
    desk.press(Qt.Key.Key_F4)
    desk.qtbot.waitUntil(lambda: isinstance(desk.page(), TodayPage), timeout=3000)
    assert desk.app.since_opened.since(desk.app.actor).count == 0


def test_enter_opens_the_person_and_f2_the_visit_form(desk: Desk) -> None:
    page = since(desk)
    page.table.view.setFocus()
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigator.current_key() == "person"
    desk.open("since")
    desk.press(Qt.Key.Key_F2)
    assert desk.window.navigator.current_key() == "visit"


def test_the_whole_reason_opens_by_key_and_closes_by_escape(desk: Desk) -> None:
    page = since(desk)
    desk.press(Qt.Key.Key_F9)
    desk.qtbot.waitUntil(lambda: page.why.dialog is not None, timeout=3000)
    dialog = page.why.dialog
    assert dialog is not None
    assert "以此为准" in dialog.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert page.why.dialog is None


def test_an_empty_page_says_so_and_leads_back(empty_desk: Desk) -> None:
    last_opened(empty_desk)
    page = cast(SincePage, empty_desk.open("since"))
    assert page.table.empty.isVisible()
    page.table.empty.button.click()
    empty_desk.settle()
    assert isinstance(empty_desk.page(), TodayPage)
