"""Reminders give numbers and no names, in the tray where there is one and in the window where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from desktop_app.app import tray
from desktop_app.app.tray import Counts, Reminder, Tray, count
from desktop_app.ui.settings import reminders
from tests.ui.made_up_home import PEOPLE, TODAY, Desk, desk, home, home_template

__all__ = ["desk", "home", "home_template"]


class Bench:
    """A reminder over a made-up installation, with a tray or without one, locked or open."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk, self.locked, self.with_tray = desk, False, False
        self.bubbles: list[str] = []
        self.time: str | None = "09:30"
        monkeypatch.setattr(Tray, "tell", lambda _tray, text: self.bubbles.append(text))
        monkeypatch.setattr(type(desk.app.clock), "time_of_day", lambda _clock: self.time)
        self.reminder = Reminder(
            desk.app,
            desk.window,
            desk.jobs,
            is_locked=lambda: self.locked,
            has_tray=lambda: self.with_tray,
        )

    def look(self) -> None:
        self.reminder.look()
        self.desk.settle()

    def has_icon(self) -> bool:
        return self.reminder.tray is not None

    def notice(self) -> str:
        return self.desk.window.notices.text()


@pytest.fixture
def bench(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Bench(desk, monkeypatch)
    yield made
    made.reminder.remove_tray()


def test_without_a_tray_the_window_reminds_once_a_day_at_its_time(bench: Bench) -> None:
    for early in ("08:59", None):  # None: a day that was set, without a time
        bench.time = early
        bench.look()
        assert bench.notice() == ""
    bench.time = "09:30"
    bench.look()
    assert bench.notice() == "应探访 2 人，已逾期 1 人。"
    assert bench.reminder.tray is None
    bench.desk.window.notices.clear()
    bench.look()
    assert bench.notice() == ""
    assert reminders.told_on(bench.desk.window.settings) == TODAY.isoformat()


def test_with_a_tray_the_bubble_reminds_and_names_nobody(bench: Bench) -> None:
    bench.with_tray = True
    bench.look()
    assert bench.bubbles == ["应探访 2 人，已逾期 1 人。"]
    assert bench.notice() == ""
    assert not any(name in bubble for name in PEOPLE for bubble in bench.bubbles)


def test_what_must_happen_within_hours_is_told_at_once_under_the_lock_as_a_number(bench: Bench) -> None:
    bench.time, bench.locked = None, True
    bench.reminder.judge(Counts(urgent=1))
    assert bench.notice() == "", "under the lock the window says nothing"
    bench.reminder.judge(Counts(urgent=0))
    bench.with_tray = True
    bench.look()
    bench.reminder.judge(Counts(urgent=1))
    bench.reminder.judge(Counts(urgent=1))
    bench.reminder.judge(Counts(urgent=0))
    bench.reminder.judge(Counts(urgent=2))
    assert bench.bubbles == ["有 1 人须在几小时内见到，请马上安排。", "有 2 人须在几小时内见到，请马上安排。"]


def test_reminders_that_are_switched_off_take_the_icon_away(bench: Bench) -> None:
    bench.with_tray = True
    bench.look()
    assert bench.has_icon()
    reminders.write(bench.desk.window.settings, reminders.NEVER)
    bench.bubbles.clear()
    bench.look()
    assert not bench.has_icon()
    assert bench.bubbles == []


def test_the_menu_opens_locks_and_ends(bench: Bench, qtbot: QtBot) -> None:
    bench.with_tray = True
    bench.reminder.begin(after_ms=30)
    assert not bench.has_icon(), "nothing is made before the window is calm"
    qtbot.waitUntil(bench.has_icon, timeout=5000)
    bench.desk.settle()
    icon = bench.reminder.tray
    assert icon is not None
    assert icon.icon.toolTip() == bench.desk.app.site.unit_name
    actions: list[QAction] = icon.menu.actions()
    assert [action.text() for action in actions] == ["打开", "锁定", "退出"]
    signals = (bench.reminder.open_asked, bench.reminder.lock_asked, bench.reminder.quit_asked)
    for action, signal in zip(actions, signals, strict=True):
        with qtbot.waitSignal(signal):
            action.trigger()
    with qtbot.waitSignal(bench.reminder.open_asked):
        icon.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)


def test_a_change_is_looked_at_soon(bench: Bench, qtbot: QtBot) -> None:
    bench.reminder._soon.setInterval(10)
    app = bench.desk.app
    app.register.add_visitor(app.actor, "乌云", "volunteer")
    qtbot.waitUntil(lambda: bench.notice() != "", timeout=5000)
    bench.desk.settle()
    assert count(app) == Counts(urgent=0, overdue=1, due=2)
    assert tray.BEGIN_AFTER_MS >= 2000, "first the window is painted"


def test_without_a_tray_what_was_not_told_under_the_lock_is_told_after_it(bench: Bench) -> None:
    bench.locked = True
    bench.reminder.judge(Counts(urgent=1, due=2, overdue=1))
    assert bench.notice() == ""
    assert reminders.told_on(bench.desk.window.settings) == ""
    bench.locked = False
    bench.reminder.judge(Counts(urgent=1, due=2, overdue=1))
    told = [bench.notice(), *(each.text for each in bench.desk.window.notices.others())]
    assert told == ["应探访 2 人，已逾期 1 人。", "有 1 人须在几小时内见到，请马上安排。"]
