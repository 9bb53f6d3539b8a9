"""Month and week on a real store: days and people by keys alone, moves within the window, refusals in words, undo."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop_app.domain.terms import UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.plan_rows import CalendarEntry
from desktop_app.ui.duties.day_dialog import DayDialog
from desktop_app.ui.duties.page import MONTH, WEEK, DutiesPage
from desktop_app.ui.visits.form_page import VisitPage
from tests.ui.duties.conftest import Open
from tests.ui.made_up_home import TODAY, Desk

TOMORROW = date(2026, 11, 23)
ALT = Qt.KeyboardModifier.AltModifier


def planned(desk: Desk) -> dict[str, date]:
    """Return the agreed days as the store has them."""
    seen = desk.app.plans.calendar(desk.app.actor, TODAY, date(2026, 12, 31))
    return {entry.name: entry.on for entry in seen.entries if entry.planned}


def rest(desk: Desk, page: DutiesPage) -> None:
    """Let the hand rest: what was moved is written."""
    page.mover.flush()
    desk.settle()


def choose(page: DutiesPage, name: str) -> CalendarEntry:
    """Put the cursor of the month's list on a person."""
    people = page.month.people
    number = next(at for at in range(people.people.rowCount()) if people.people.entry(at).name == name)
    people.setCurrentIndex(people.people.index(number, 0))
    chosen = page.month.current()
    assert chosen is not None
    return chosen


def test_the_month_says_what_each_day_holds(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="month")
    assert page.month.grid.day() == TODAY
    assert page.month.day_title.text().startswith("11月22日 周日")
    assert page.month.day_counts.text() == "逾期 1 · 应访 2"
    assert page.month.grid.accessibleName().endswith("逾期 1，应访 2")
    page.month.grid.choose(date(2026, 11, 9))
    assert page.month.day_counts.text() == "已完成 1"


def test_a_day_is_moved_by_keys_alone_and_taken_back(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    desk.press(Qt.Key.Key_2, ALT)
    desk.press(Qt.Key.Key_Return)
    assert page.month.people.hasFocus()
    desk.press(Qt.Key.Key_Plus)
    desk.press(Qt.Key.Key_Plus)
    assert page.month.grid.day() == date(2026, 11, 24), "the days follow the person"
    rest(desk, page)
    assert planned(desk) == {"王桂兰": date(2026, 11, 24)}
    current = page.month.current()
    assert current is not None
    assert (current.name, current.planned, current.by_hand) == ("王桂兰", True, True)
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert planned(desk) == {}


def test_days_outside_the_window_are_refused_in_words(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="month")
    entry = choose(page, "李福")
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_Minus)
    assert "已经过去" in desk.window.notices.text()
    page.month.grid.dropped.emit(entry, date(2026, 12, 1))
    told = desk.window.notices.text()
    assert "不能排到 12月1日 周二" in told
    assert "11-30" in told
    rest(desk, page)
    assert planned(desk) == {}


def test_the_window_of_the_chosen_person_is_marked_and_said(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="month")
    choose(page, "李福")
    assert page.month.hint.text().startswith("李福 可以排在 11-22 至 11-30")
    page.month.grid.hovered.emit(page.month.current(), date(2026, 12, 2))
    assert "不能排到" in page.month.hint.text()
    page.month.grid.hovered.emit(page.month.current(), TOMORROW)
    assert page.month.hint.text() == "松开就排在 11月23日 周一。"


def test_dragging_keeps_the_eyes_on_the_day_dragged_from(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="month")
    page.month.grid.dropped.emit(choose(page, "李福"), TOMORROW)
    assert page.month.grid.day() == TODAY
    assert page.month.people.people.rowCount() == 2
    rest(desk, page)
    assert planned(desk) == {"李福": TOMORROW}
    assert page.month.people.people.rowCount() == 2


def test_buttons_do_what_the_keys_do(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="month")
    choose(page, "李福")
    buttons = page.month.buttons
    assert not buttons.cancel.isEnabled()
    buttons.later.click()
    rest(desk, page)
    assert planned(desk) == {"李福": TOMORROW}
    buttons.cancel.click()
    desk.settle()
    assert planned(desk) == {}


def test_another_day_is_asked_for_within_the_window(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="month")
    choose(page, "李福")
    page.month.buttons.other.click()
    dialog = cast("list[DayDialog]", page.findChildren(DayDialog))[0]
    dialog.day.set_value(date(2026, 12, 5))
    dialog.decide()
    assert "不能晚于 2026-11-30" in dialog.problem.text()
    dialog.day.set_value(date(2026, 11, 26))
    dialog.decide()
    rest(desk, page)
    assert planned(desk) == {"李福": date(2026, 11, 26)}


def test_page_keys_turn_the_month_and_enter_on_an_empty_day_stays(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="month")
    page.month.grid.setFocus()
    desk.press(Qt.Key.Key_PageDown)
    assert page.month.month.value() == date(2026, 12, 1)
    assert page.month.grid.day() == date(2026, 12, 22)
    desk.press(Qt.Key.Key_Return)
    assert page.month.grid.hasFocus()
    assert page.month.day_counts.text() == "这一天没有要探访的人。"
    desk.press(Qt.Key.Key_PageUp)
    assert page.month.day_counts.text() == "逾期 1 · 应访 2"
    page.month.month.step(-1)
    desk.settle()
    assert page.month.grid.day() == date(2026, 10, 1)
    page.month.now.click()
    desk.settle()
    assert page.month.grid.day() == TODAY


def test_a_click_chooses_a_day_and_esc_leads_back_from_the_list(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="month")
    centre = page.month.grid.box(date(2026, 11, 9)).center().toPoint()
    QTest.mouseClick(page.month.grid, Qt.MouseButton.LeftButton, pos=centre)
    assert page.month.grid.day() == date(2026, 11, 9)
    assert page.month.grid.day_at(-1, -1) is None
    desk.press(Qt.Key.Key_Return)
    assert page.month.people.hasFocus()
    desk.press(Qt.Key.Key_Escape)
    assert page.month.grid.hasFocus()


def test_f2_and_enter_record_for_the_chosen_person(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="month")
    choose(page, "李福")
    desk.press(Qt.Key.Key_F2)
    opened = desk.page()
    assert isinstance(opened, VisitPage)
    assert opened.keeper_key() == ("visit", desk.uid("李福"))


def test_what_was_moved_is_written_when_the_page_is_left(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="month")
    page.mover.step(choose(page, "李福"), 1)
    desk.open("today")
    assert planned(desk) == {"李福": TOMORROW}


def test_the_week_shows_people_by_days_and_moves_them(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    desk.press(Qt.Key.Key_3, ALT)
    assert page.view() == WEEK
    table = page.week.table
    assert table.people.rows[0].main.name == "王桂兰", "the overdue come first"
    assert table.people.rowCount() == 3
    sunday = table.people.index(0, 7)
    assert table.people.data(sunday).startswith("王桂兰，11月22日 周日，已逾期")
    assert "不在探访期" in table.people.data(table.people.index(0, 3))
    desk.press(Qt.Key.Key_Plus)
    assert page.week.monday() == date(2026, 11, 23), "the week follows the person"
    desk.settle()
    rest(desk, page)
    assert planned(desk) == {"王桂兰": TOMORROW}
    current = page.week.current()
    assert current is not None
    assert current.name == "王桂兰"
    desk.press(Qt.Key.Key_PageUp)
    assert page.week.monday() == date(2026, 11, 16)
    assert {row.main.name for row in table.people.rows} >= {"李福"}


def test_the_cursor_of_the_week_goes_along_with_the_day(desk: Desk, duties: Open) -> None:
    desk.app.plans.set_day(desk.app.actor, desk.uid("李福"), date(2026, 11, 25))
    page = duties(desk, view="week", day=TOMORROW)
    table = page.week.table
    table.setFocus()
    table.setCurrentIndex(table.people.index(table.people.week.number_of(desk.uid("李福")), 3))
    desk.press(Qt.Key.Key_Plus)
    desk.press(Qt.Key.Key_Plus)
    assert table.currentIndex().column() == 5
    rest(desk, page)
    assert planned(desk) == {"李福": date(2026, 11, 27)}
    table.dropped.emit(page.week.current(), date(2026, 12, 3))
    assert "不能排到" in desk.window.notices.text()


def test_a_week_without_anybody_leads_on(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="week", day=date(2027, 3, 3))
    assert page.week.empty.isVisible()
    page.week.empty.button.click()
    desk.settle()
    assert page.week.monday() == date(2027, 3, 8)


def test_readers_see_the_calendar_but_move_nothing(
    desk: Desk, duties: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.app, "actor", Actor("查看", UserRole.READER))
    page = duties(desk, view="month")
    entry = choose(page, "李福")
    assert not page.month.buttons.later.isEnabled()
    assert page.month.hint.text() == ""
    page.mover.step(entry, 1)
    assert "只读用户" in desk.window.notices.text()


def test_village_and_visitor_filter_the_calendars(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="month")
    other = choose(page, "李福")
    page.filters.village.set_value(other.village_code)
    desk.settle()
    assert page.month.day_counts.text() == "应访 1"
    page.show_view(WEEK)
    desk.settle()
    assert [row.main.name for row in page.week.table.people.rows] == ["李福"]


def test_in_a_narrow_window_the_day_stands_below_the_month(desk: Desk, duties: Open) -> None:
    page = duties(desk, view="month")
    assert page.month.people.mapTo(page, QPoint(0, 0)).x() > page.month.grid.width() / 2
    desk.window.resize(700, 560)
    desk.settle()
    below = page.month.people.mapTo(page, QPoint(0, 0))
    assert below.x() < 100
    assert page.view() == MONTH


def test_nobody_on_the_register_leaves_the_calendars_quiet(empty_desk: Desk, duties: Open) -> None:
    page = duties(empty_desk, view="month")
    assert page.month.day_counts.text() == "这一天没有要探访的人。"
    assert page.month.current() is None
    page.show_view(WEEK)
    empty_desk.settle()
    assert page.week.empty.isVisible()
