"""The way from login to main window, lock, log-out and sample township."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app import logs
from desktop_app.app import sample as sample_module
from desktop_app.app.days import date_line
from desktop_app.app.sample import home_in, open_sample
from desktop_app.app.session import Session
from desktop_app.bootstrap import create_application
from desktop_app.domain.terms import SiteLevel
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.storage.passwords import FLOOR
from desktop_app.ui import theme
from desktop_app.ui.first_day.guide import guide_of
from desktop_app.ui.first_run.wizard import FirstRunWindow
from desktop_app.ui.lock.login_window import LoginWindow
from desktop_app.ui.settings import appearance
from desktop_app.ui.settings.appearance import Appearance

PASSWORD = "苹果-马车-82-雪山"
DAY = date(2026, 11, 22)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    draft = SetupDraft(
        level=SiteLevel.TOWNSHIP,
        division_code="150425202",
        unit_name="达日罕乌拉苏木人民政府",
        profiles=["chifeng-2023-42-pastoral"],
        user="王秀英",
        password=PASSWORD,
    )
    app, _recovery = create_application(folder, draft, clock=Clock(fixed_on=DAY), kdf=FLOOR)
    app.close()
    return folder


@pytest.fixture
def session(home: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    del qtbot
    made = Session(home, as_of=DAY)
    yield made
    if made.window is not None:
        made.window.hide()
        made.window.deleteLater()
    made.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    appearance.put_on(Appearance())
    theme.apply(qapp)


def log_in(session: Session, qtbot: QtBot) -> None:
    session.start()
    login = session.entrance
    assert isinstance(login, LoginWindow)
    login.password.password.line.setText(PASSWORD)
    login.password.submit.click()
    qtbot.waitUntil(lambda: session.window is not None, timeout=30_000)
    qtbot.waitUntil(lambda: not calm_jobs(session), timeout=30_000)


def calm_jobs(session: Session) -> bool:
    assert session.window is not None
    return bool(session.window.context.jobs.running())


def test_an_empty_folder_begins_with_the_set_up(tmp_path: Path, qtbot: QtBot) -> None:
    session = Session(tmp_path / "new", as_of=DAY)
    session.start()
    wizard = session.entrance
    assert isinstance(wizard, FirstRunWindow)
    with qtbot.waitSignal(session.finished):
        wizard.close()
    session.close()


def test_the_right_password_leads_to_the_main_window_on_today(session: Session, qtbot: QtBot) -> None:
    log_in(session, qtbot)
    window = session.window
    assert window is not None
    assert "达日罕乌拉苏木人民政府" in window.windowTitle()
    assert window.navigator.current_key() == "today"
    assert not window.sample_band.isVisible()
    assert window.foot is None, "the first day never comes by itself on a real register"
    with qtbot.waitSignal(session.finished, timeout=10_000):
        window.close()


def test_the_first_day_is_offered_on_the_sample_and_comes_back_with_larger_letters(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_module, "open_sample", partial(open_sample, elders=10, months=1))
    guided = Session(tmp_path / "sample", sample=True, as_of=DAY)
    guided.start()
    qtbot.waitUntil(lambda: guided.window is not None, timeout=30_000)
    qtbot.waitUntil(lambda: not calm_jobs(guided), timeout=30_000)
    before = guided.window
    assert before is not None
    guide = guide_of(before)
    assert guide.panel is not None
    guide.begin()
    guide.go_on()
    qtbot.waitUntil(lambda: not calm_jobs(guided), timeout=30_000)
    appearance.write(appearance.open_file(tmp_path / "sample"), Appearance(scale=1.25))
    appearance.bus.appearance_changed.emit()
    qtbot.waitUntil(lambda: guided.window is not None and guided.window is not before, timeout=30_000)
    qtbot.waitUntil(lambda: not calm_jobs(guided), timeout=30_000)
    assert guided.window is not None
    assert guided.window.foot is not None
    step = guide_of(guided.window).step()
    assert step is not None
    assert step.key == "unchanged"
    with qtbot.waitSignal(guided.finished, timeout=10_000):
        guided.window.close()
    guided.close()
    appearance.put_on(Appearance())
    theme.apply(qapp)


def test_another_look_makes_the_window_anew_at_the_same_place(
    session: Session, home: Path, qtbot: QtBot
) -> None:
    log_in(session, qtbot)
    before = session.window
    assert before is not None
    before.navigator.open("register")
    before.navigator.open("settings", section="places")
    qtbot.waitUntil(lambda: not calm_jobs(session), timeout=30_000)
    appearance.write(appearance.open_file(home), Appearance(scale=1.25))
    appearance.bus.appearance_changed.emit()
    qtbot.waitUntil(lambda: session.window is not None and session.window is not before, timeout=30_000)
    assert theme.scale() == 1.25
    assert session.window is not None
    assert session.window.navigator.trail()[-1] == ("settings", {"section": "places"})
    assert session.window.navigator.back()
    assert session.window.navigator.current_key() == "register", "the way back is there too"
    qtbot.waitUntil(lambda: not calm_jobs(session), timeout=30_000)


def test_a_locked_window_can_be_ended_without_the_password(session: Session, qtbot: QtBot) -> None:
    log_in(session, qtbot)
    session.lock_window()
    assert session.lock is not None
    with qtbot.waitSignal(session.finished, timeout=10_000):
        session.lock.quit_asked.emit()
    assert session.lock is None


def test_logging_out_asks_for_the_password_again(session: Session, qtbot: QtBot) -> None:
    log_in(session, qtbot)
    appearance.bus.log_out_asked.emit()
    qtbot.waitUntil(lambda: isinstance(session.entrance, LoginWindow), timeout=30_000)
    assert session.app is None


def test_whoever_logs_in_next_does_not_see_where_the_one_before_was(session: Session, qtbot: QtBot) -> None:
    log_in(session, qtbot)
    assert session.window is not None
    session._way = [("settings", {}), ("register", {})]
    appearance.bus.log_out_asked.emit()
    qtbot.waitUntil(lambda: isinstance(session.entrance, LoginWindow), timeout=30_000)
    login = session.entrance
    assert isinstance(login, LoginWindow)
    login.password.password.line.setText(PASSWORD)
    login.password.submit.click()
    qtbot.waitUntil(lambda: session.window is not None, timeout=30_000)
    qtbot.waitUntil(lambda: not calm_jobs(session), timeout=30_000)
    assert session.window.navigator.trail() == [("today", {})]


def test_the_tray_can_end_the_program_open_or_locked(session: Session, qtbot: QtBot) -> None:
    log_in(session, qtbot)
    session.lock_window()
    with qtbot.waitSignal(session.finished, timeout=10_000):
        session.quit_from_tray()
    assert session.window is None
    session.quit_from_tray()


def test_the_tray_does_not_end_the_program_under_an_open_box(session: Session, qtbot: QtBot) -> None:
    log_in(session, qtbot)
    window = session.window
    assert window is not None
    window.keys.show()
    session.quit_from_tray()
    assert session.window is window
    assert window.isVisible()
    assert window.keys.open_box is not None
    window.keys.open_box.accept()
    with qtbot.waitSignal(session.finished, timeout=10_000):
        session.quit_from_tray()


def test_the_sample_is_made_once_a_day_and_kept_apart(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    first = open_sample(folder, clock=Clock(fixed_on=DAY), elders=10, months=1)
    assert first.context.site.sample
    made = home_in(folder)
    first.close()
    again = open_sample(folder, clock=Clock(fixed_on=DAY), elders=10, months=1)
    again.close()
    assert home_in(folder) == made
    later = open_sample(folder, clock=Clock(fixed_on=date(2026, 11, 23)), elders=10, months=1)
    later.close()
    assert home_in(folder) != made
    assert len(list(folder.glob("home-*"))) == 1


def test_the_day_is_said_with_the_lunar_date() -> None:
    assert date_line(DAY) == "11月22日 周日 农历十月十四"


def test_no_long_number_gets_into_the_log(tmp_path: Path) -> None:
    handler = logs.begin(tmp_path)
    try:
        logging.getLogger("x").warning("id %s and %s", "150425194001010013", "12345")
    finally:
        logs.end(handler)
    written = (tmp_path / logs.FOLDER / logs.FILE_NAME).read_text(encoding="utf-8")
    assert "150425194001010013" not in written
    assert "12345" in written
