"""Login, recovery key and lock: who gets in, and what is hidden meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application, create_application
from desktop_app.domain.terms import SiteLevel, UserRole
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.storage.key_faults import TooManyAttempts
from desktop_app.storage.passwords import FLOOR
from desktop_app.ui.lock.lock_screen import LockScreen
from desktop_app.ui.lock.login_window import LoginWindow

PASSWORD = "苹果-马车-82-雪山"
CLOCK = Clock(fixed_on=date(2026, 11, 22))


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str]:
    """Give an installation with one user, and its recovery key."""
    home = tmp_path / "home"
    draft = SetupDraft(
        level=SiteLevel.TOWNSHIP,
        division_code="150425202",
        unit_name="达日罕乌拉苏木人民政府",
        profiles=["chifeng-2023-42-pastoral"],
        user="王秀英",
        password=PASSWORD,
    )
    app, recovery = create_application(home, draft, clock=CLOCK, kdf=FLOOR)
    app.close()
    return home, recovery


@pytest.fixture
def login(qtbot: QtBot, made: tuple[Path, str]) -> Iterator[LoginWindow]:
    window = LoginWindow(made[0], make_clock=lambda: CLOCK)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.finish()


def opened_by(login: LoginWindow, qtbot: QtBot, act: Callable[[], object]) -> Application:
    opened: list[Application] = []
    login.opened.connect(opened.append)
    act()
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    return opened[0]


def test_the_right_password_opens(login: LoginWindow, qtbot: QtBot) -> None:
    assert not login.password.user.isVisible(), "one user needs no choice"
    login.password.password.line.setText(PASSWORD)
    field = login.password.password.line
    app = opened_by(login, qtbot, lambda: QTest.keyClick(field, Qt.Key.Key_Return))
    assert app.actor.name == "王秀英"
    app.close()


def test_a_wrong_password_is_said_and_the_field_emptied(login: LoginWindow, qtbot: QtBot) -> None:
    login.password.password.line.setText("不对的密码不对的密码")
    login.password.submit.click()
    qtbot.waitUntil(lambda: bool(login.password.error.text()), timeout=20_000)
    assert "密码不对" in login.password.error.text()
    assert login.password.password.line.text() == ""
    assert login.password.submit.isEnabled()


def test_after_too_many_attempts_the_button_counts_down(login: LoginWindow) -> None:
    login.password.show_error(TooManyAttempts(seconds=2))
    assert not login.password.submit.isEnabled()
    assert "2 秒" in login.password.submit.text()
    login.password._on_second()
    login.password._on_second()
    assert login.password.submit.isEnabled()


def test_the_paper_key_opens_and_sets_a_new_password(
    login: LoginWindow, made: tuple[Path, str], qtbot: QtBot
) -> None:
    login.password.other_way.click()
    login.recovery.key.set_value(made[1].lower())
    login.recovery.submit.click()
    qtbot.waitUntil(login.renewal.isVisible, timeout=20_000)
    for field in (login.renewal.password, login.renewal.again):
        field.line.setText("新的密码-17-柳树-河")
    app = opened_by(login, qtbot, login.renewal.submit.click)
    assert app.actor.role is UserRole.OFFICER
    app.close()


def test_a_mistyped_paper_key_names_the_line_and_keeps_the_text(
    login: LoginWindow, made: tuple[Path, str], qtbot: QtBot
) -> None:
    login.password.other_way.click()
    lines = made[1].splitlines()
    lines[2] = lines[2][::-1]
    login.recovery.key.set_value("\n".join(lines))
    login.recovery.submit.click()
    qtbot.waitUntil(lambda: bool(login.recovery.error.text()), timeout=20_000)
    assert "第 3 行" in login.recovery.error.text()
    assert login.recovery.key.value()


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.setCentralWidget(QLabel("王桂兰"))
    made.resize(600, 400)
    made.show()
    return made


def test_the_lock_hides_names_and_the_password_brings_them_back(
    window: QMainWindow, made: tuple[Path, str], qtbot: QtBot
) -> None:
    name = window.centralWidget()
    before = window.grab().toImage()
    lock = LockScreen(window, made[0], unit_name="达日罕乌拉苏木人民政府", user="王秀英")
    lock.cover_all()
    assert not name.isVisible()
    assert window.grab().toImage() != before
    shown = [label.text() for label in cast("list[QLabel]", lock.findChildren(QLabel))]
    assert "王桂兰" not in shown
    QTest.keyClick(lock, Qt.Key.Key_Escape)
    lock.close()
    assert not name.isVisible(), "neither Esc nor closing unlocks"
    lock.panel.password.line.setText("不对的密码不对的密码")
    lock.panel.submit.click()
    qtbot.waitUntil(lambda: bool(lock.panel.error.text()), timeout=20_000)
    assert not name.isVisible()
    lock.panel.password.line.setText(PASSWORD)
    with qtbot.waitSignal(lock.unlocked, timeout=20_000):
        lock.panel.submit.click()
    assert name.isVisible()
    assert window.grab().toImage() == before


def test_what_was_being_typed_is_there_after_unlocking(
    window: QMainWindow, made: tuple[Path, str], qtbot: QtBot
) -> None:
    line = QLineEdit("还没写完")
    window.setCentralWidget(line)
    lock = LockScreen(window, made[0], unit_name="", user="王秀英")
    lock.cover_all()
    lock.panel.password.line.setText(PASSWORD)
    with qtbot.waitSignal(lock.unlocked, timeout=20_000):
        lock.panel.submit.click()
    assert line.text() == "还没写完"
    assert line.isVisible()
