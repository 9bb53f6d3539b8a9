"""Where one was is there again: after the lock, in a window made anew, on the next start; never another user's."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import ChoiceField, Column, ListSource, RowTable, Sort
from desktop_app.ui.kit.table_memory import TableMemory
from desktop_app.ui.lock.lock_screen import LockScreen
from desktop_app.ui.navigator import discover_pages
from desktop_app.ui.register.person_page import PersonPage
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.shell import MainWindow, ShellInfo
from tests.ui.made_up_home import PASSWORD, TODAY, Desk, desk, home, home_template

__all__ = ["desk", "home", "home_template"]


def lock_and_unlock(desk: Desk, home: Path, qtbot: QtBot, *, by_password: bool = False) -> None:
    """Cover the window as the session does, look that nothing shows, and uncover it."""
    lock = LockScreen(desk.window, home, unit_name="达日罕乌拉苏木", user="王秀英")
    lock.cover_all()
    qtbot.wait(20)
    assert not desk.page().isVisible()
    if by_password:
        lock.panel.password.line.setText(PASSWORD)
        with qtbot.waitSignal(lock.unlocked, timeout=20_000):
            lock.panel.submit.click()
    else:
        lock.uncover()
    desk.window.activateWindow()
    desk.settle()


def line_in_sight(page: QWidget, *, most: int = 20) -> QLineEdit:
    """Return a line of the page that takes more than ``most`` letters, and any letters."""
    lines = cast("list[QLineEdit]", page.findChildren(QLineEdit))
    able = [line for line in lines if line.isVisible() and line.isEnabled() and not line.isReadOnly()]
    return next(line for line in able if line.maxLength() > most and (not most or line.validator() is None))


def scroll_of(page: QWidget) -> QScrollArea:
    areas = cast("list[QScrollArea]", page.findChildren(QScrollArea))
    return max(areas, key=lambda area: area.verticalScrollBar().maximum())


def test_typing_focus_caret_and_scrolling_outlive_the_lock(desk: Desk, home: Path, qtbot: QtBot) -> None:
    params: dict[str, dict[str, object]] = {
        "visit": {"elder_uid": desk.uid("王桂兰")},
        "editor": {"uid": desk.uid("王桂兰")},
        "settings": {"section": "retention"},
    }
    desk.window.resize(1000, 560)
    for key, wanted in params.items():
        page = desk.open(key, **wanted)
        area = scroll_of(page)
        line = line_in_sight(page, most=0 if key == "settings" else 20)
        text = "12" if key == "settings" else "还没写完的话"
        line.setFocus()
        line.setText(text)
        line.setCursorPosition(1)
        area.verticalScrollBar().setValue(7)
        place = area.verticalScrollBar().value()
        lock_and_unlock(desk, home, qtbot, by_password=key == "visit")
        assert desk.page() is page
        assert QApplication.focusWidget() is line, key
        assert (line.text(), line.cursorPosition(), line.hasSelectedText()) == (text, 1, False)
        assert area.verticalScrollBar().value() == place, key


def test_the_chosen_row_and_the_search_outlive_the_lock(desk: Desk, home: Path, qtbot: QtBot) -> None:
    page = desk.open("register")
    table = cast("RowTable[object]", page.findChild(RowTable))
    table.choose_id(table.model.id_at(2))
    table.view.setFocus()
    chosen = table.current_id()
    lock_and_unlock(desk, home, qtbot)
    assert table.current_id() == chosen
    assert QApplication.focusWidget() is table.view


def test_the_tab_of_a_person_outlives_the_lock(desk: Desk, home: Path, qtbot: QtBot) -> None:
    page = desk.open("person", uid=desk.uid("李福"))
    assert isinstance(page, PersonPage)
    page.tabs.setCurrentIndex(1)
    title = desk.window.page_bar.title()
    lock_and_unlock(desk, home, qtbot)
    assert desk.window.page_bar.title() == title
    assert page.tabs.currentIndex() == 1
    assert desk.window.navigator.trail()[-1][1]["uid"] == desk.uid("李福")


def test_the_keyboard_returns_even_if_another_program_had_it(desk: Desk, home: Path, qtbot: QtBot) -> None:
    page = desk.open("editor", uid=desk.uid("王桂兰"))
    line = line_in_sight(page)
    line.setFocus()
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    with qtbot.waitActive(other):
        other.activateWindow()
    assert QApplication.focusWidget() is not line
    lock_and_unlock(desk, home, qtbot)
    assert desk.window.focusWidget() is line


def test_a_window_made_anew_follows_the_way_of_the_one_before(desk: Desk) -> None:
    desk.open("register")
    desk.open("settings", section="display")
    desk.open("settings")
    way = desk.window.navigator.trail()
    assert way[-1] == ("settings", {"section": "display"})
    desk.open("today")
    assert desk.window.navigator.follow(way)
    desk.settle()
    assert desk.window.navigator.current_key() == "settings"
    assert desk.page().place() == {"section": "display"}
    assert desk.window.navigator.back()
    assert not desk.window.navigator.follow([("nowhere", {})])
    assert not desk.window.navigator.follow([])


def begun_window(qtbot: QtBot, desk: Desk, file: Path, user: str, today: date = TODAY) -> MainWindow:
    """Return another window over the same settings, opened as the session opens it."""
    jobs = JobRunner()
    window = MainWindow(
        ShellInfo(unit_name="达日罕乌拉苏木", user_name=user),
        pages=discover_pages(),
        jobs=jobs,
        feed=ChangeFeed(),
        settings_file=file,
        app=desk.app,
        today=today,
    )
    qtbot.addWidget(window)
    window.last_page.begin()
    qtbot.waitUntil(lambda: not jobs.running(), timeout=5000)
    jobs.close()
    return window


def test_the_last_page_comes_back_on_the_same_day_and_only_for_its_user(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "places.ini"
    first = begun_window(qtbot, desk, file, "王秀英")
    assert first.navigator.current_key() == "today"
    first.navigator.open("visits")
    first.navigator.open("person", uid=desk.uid("王桂兰"))
    first.settings.sync()
    kept = file.read_text("utf-8")
    assert desk.uid("王桂兰") not in kept
    assert "王" not in kept
    again = begun_window(qtbot, desk, file, "王秀英")
    assert again.navigator.current_key() == "visits"
    other = begun_window(qtbot, desk, file, "乌云")
    assert other.navigator.current_key() == "today"
    tomorrow = begun_window(qtbot, desk, file, "王秀英", date(2026, 11, 23))
    assert tomorrow.navigator.current_key() == "today"


def test_filters_are_kept_for_each_user(tmp_path: Path, qtbot: QtBot) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    mine, other = Remembered(settings, "王秀英", "visits"), Remembered(settings, "乌云", "visits")

    def field(remembered: Remembered) -> ChoiceField[str]:
        made: ChoiceField[str] = ChoiceField(empty="全部")
        qtbot.addWidget(made)
        remembered.follow("village", made)
        return made

    first = field(mine)
    first.set_choices([("a", "甲"), ("b", "乙")])
    first.set_value("b")
    later = field(mine)
    assert later.value() == "b", "the filter counts before its choices have been read"
    later.set_choices([("a", "甲"), ("b", "乙")])
    assert later.value() == "b"
    assert field(other).value() is None
    gone = field(mine)
    gone.set_choices([("a", "甲")])
    assert gone.value() is None
    later.set_value(None)
    assert mine.read("village") == ""


def test_a_month_is_kept_by_its_distance_from_the_present_one(desk: Desk, qtbot: QtBot) -> None:
    from desktop_app.ui.kit import MonthPicker

    remembered = desk.window.context.remembered("made-up")

    def picker(today: date) -> MonthPicker:
        made = MonthPicker(today, today=lambda: today)
        qtbot.addWidget(made)
        remembered.follow_month("month", made, lambda: today)
        return made

    picker(date(2026, 11, 22)).set_value(date(2026, 9, 1))
    assert picker(date(2026, 11, 30)).value() == date(2026, 9, 1)
    assert picker(date(2027, 1, 5)).value() == date(2026, 11, 1)
    remembered.keep("month", "spoilt")
    assert picker(date(2027, 1, 5)).value() == date(2027, 1, 1)


def test_the_lists_open_with_the_filter_of_last_time(desk: Desk, qtbot: QtBot) -> None:
    page = desk.open("visits")
    village = cast("ChoiceField[str]", page.village)  # type: ignore[attr-defined] # a page is known by its base here
    code = next(one.code for one in desk.app.register.villages(desk.app.actor))
    village.set_value(code)
    desk.settle()
    again = begun_window(qtbot, desk, Path(desk.window.settings.fileName()), "王秀英")
    again.navigator.open("visits")
    fresh = again.navigator.current_page()
    assert fresh is not None
    assert cast("ChoiceField[str]", fresh.village).value() == code  # type: ignore[attr-defined] # as above


def table_in(window: QWidget, columns: tuple[Column[str], ...]) -> RowTable[str]:
    made: RowTable[str] = RowTable(columns, sort=Sort("a"))
    made.setParent(window)
    made.resize(600, 200)
    made.show_source(ListSource(["1", "2"], keys={"a": str, "b": str}))
    return made


def test_a_table_remembers_widths_and_order_by_its_columns(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat, window)
    columns = tuple(Column[str](key=key, title=key, width_em=6, text=str) for key in "ab")
    first = table_in(window, columns)
    usual = first.view.columnWidth(1)
    first.view.horizontalHeader().resizeSection(1, usual + 50)
    first.view.horizontalHeader().sectionClicked.emit(1)
    assert first.sort() == Sort("b")
    again = table_in(window, columns)
    assert again.view.columnWidth(1) == pytest.approx(usual + 50, abs=2)
    assert again.sort() == Sort("b")
    others = tuple(Column[str](key=key, title=key, width_em=6, text=str) for key in "ac")
    assert table_in(window, others).sort() == Sort("a")
    owner: RowTable[str] = RowTable(columns, sort=Sort("a"), remembers=False)
    owner.setParent(window)
    owner.show_source(ListSource(["1"], keys={"a": str, "b": str}))
    assert owner.sort() == Sort("a")


def test_a_spoilt_memory_of_a_table_is_no_memory(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat, window)
    columns = (Column[str](key="a", title="a", width_em=6, text=str),)
    memory = TableMemory(window)
    memory.keep_sort(columns, Sort("gone"))
    assert memory.sort(columns) is None, "a column that is no longer there orders nothing"
    for key in settings.allKeys():
        settings.setValue(key, "{[")
    assert memory.sort(columns) is None
    assert memory.widths(columns) == {}
