"""Each section of the settings does what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application, create_application, open_application
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.terms import SiteLevel, UserRole
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.services.preferences import PreferenceService
from desktop_app.services.samples import SampleService
from desktop_app.storage.passwords import FLOOR
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.settings import PAGES, appearance
from desktop_app.ui.settings.actions_section import ActionsSection
from desktop_app.ui.settings.appearance import Appearance
from desktop_app.ui.settings.check_section import CheckSection
from desktop_app.ui.settings.display_section import DisplaySection
from desktop_app.ui.settings.page import SettingsPage
from desktop_app.ui.settings.policy_section import PolicySection
from desktop_app.ui.settings.section import SettingsSection
from desktop_app.ui.settings.site_section import SiteSection
from desktop_app.ui.settings.users_section import UserDialog, UsersSection
from desktop_app.ui.shell import MainWindow, ShellInfo

PASSWORD = "苹果-马车-82-雪山"
CLOCK = Clock(fixed_on=date(2026, 11, 22))
S = TypeVar("S", bound=SettingsSection)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Application]:
    draft = SetupDraft(
        level=SiteLevel.TOWNSHIP,
        division_code="150425202",
        unit_name="达日罕乌拉苏木人民政府",
        profiles=["chifeng-2023-42-pastoral"],
        user="王秀英",
        password=PASSWORD,
        sample=True,
    )
    made, _recovery = create_application(tmp_path / "home", draft, clock=CLOCK, kdf=FLOOR)
    SampleService(made.context).fill(made.actor, elders=10, months=1, with_decisions=False)
    yield made
    made.close()


@pytest.fixture
def window(app: Application, jobs: JobRunner, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    feed = ChangeFeed()
    app.store.subscribe(feed.publish)
    info = ShellInfo(unit_name=app.site.unit_name, user_name=app.actor.name)
    made = MainWindow(info, pages=PAGES, jobs=jobs, feed=feed, settings_file=tmp_path / "window.ini", app=app)
    qtbot.addWidget(made)
    made.navigator.open("settings")
    made.show()
    return made


def section(window: MainWindow, kind: type[S], key: str, jobs: JobRunner, qtbot: QtBot) -> S:
    window.navigator.open("settings", section=key)
    page = window.navigator.current_page()
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: not jobs.running(), timeout=20_000)
    found = page.sections[key]
    assert isinstance(found, kind)
    return found


def test_the_idle_minutes_are_kept_in_the_store(
    window: MainWindow, app: Application, jobs: JobRunner, qtbot: QtBot
) -> None:
    site = section(window, SiteSection, "site", jobs, qtbot)
    assert site.minutes.value() == 5
    with qtbot.waitSignal(appearance.bus.lock_minutes_changed) as told:
        site.minutes.set_value(15)
    assert told.args == [15]
    assert PreferenceService(app.context).lock_minutes(app.actor) == 15
    with pytest.raises(FieldProblem):
        PreferenceService(app.context).set_lock_minutes(app.actor, 0)


def test_the_units_telephone_is_typed_once_for_all_papers(
    window: MainWindow, app: Application, jobs: JobRunner, qtbot: QtBot
) -> None:
    site = section(window, SiteSection, "site", jobs, qtbot)
    for typed, kept in (("520", ""), ("0476-5220000", "0476-5220000")):
        site.phone.set_value(typed)
        site.save.click()
        qtbot.waitUntil(lambda: not jobs.running(), timeout=20_000)
        assert PreferenceService(app.context).unit_phone(app.actor) == kept
    assert not site.unit.is_dirty()


def test_what_the_window_looks_like_is_readable_before_anyone_logs_in(
    window: MainWindow, jobs: JobRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    display = section(window, DisplaySection, "display", jobs, qtbot)
    assert not display.apply.isEnabled()
    display.scale.set_value(1.5)
    display.contrast.set_value(True)
    with qtbot.waitSignal(appearance.bus.appearance_changed):
        display.apply.click()
    found = appearance.read(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    assert found == Appearance(scale=1.5, high_contrast=True, language="zh_CN")


def test_an_unreadable_choice_counts_as_not_made(tmp_path: Path) -> None:
    (tmp_path / appearance.WINDOW_FILE).write_text("[look]\nscale=huge\nlanguage=xx\n", encoding="utf-8")
    assert appearance.read(appearance.open_file(tmp_path)) == Appearance()


def test_another_profile_is_put_in_force_and_its_sentences_are_shown(
    window: MainWindow, app: Application, jobs: JobRunner, qtbot: QtBot
) -> None:
    policies = section(window, PolicySection, "policies", jobs, qtbot)
    card = policies.card("inner-mongolia-2022")
    card.toggle()
    assert not card.sentences.isHidden()
    card.box.set_value(True)
    policies.save.click()
    qtbot.waitUntil(lambda: not jobs.running(), timeout=20_000)
    active = {row.profile.id for row in app.policies.list(app.actor) if row.active}
    assert active == {"chifeng-2023-42-pastoral", "inner-mongolia-2022"}


def test_a_user_is_added_with_a_password_that_the_policy_accepts(
    window: MainWindow, app: Application, jobs: JobRunner, qtbot: QtBot
) -> None:
    users = section(window, UsersSection, "users", jobs, qtbot)
    users.add.click()
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, UserDialog))
    dialog.name.line.setText("其木格")
    for field in (dialog.password, dialog.again):
        field.line.setText("1234567890")
    dialog.submit()
    assert "太常见" in dialog.form.row("password").error.text()
    for field in (dialog.password, dialog.again):
        field.line.setText("河边-柳树-17-小路")
    dialog.submit()
    qtbot.waitUntil(lambda: len(app.users.list(app.actor)) == 2, timeout=20_000)
    qtbot.waitUntil(lambda: not jobs.running(), timeout=20_000)
    assert app.users.list(app.actor)[1].role is UserRole.WORKER


def test_one_s_own_password_is_changed_with_the_old_one(
    window: MainWindow, app: Application, jobs: JobRunner, qtbot: QtBot
) -> None:
    users = section(window, UsersSection, "users", jobs, qtbot)
    users._on_password(app.users.list(app.actor)[0])
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, UserDialog))
    dialog.old.line.setText(PASSWORD)
    for field in (dialog.password, dialog.again):
        field.line.setText("河边-柳树-17-小路")
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.submit()
    qtbot.waitUntil(lambda: not jobs.running(), timeout=20_000)
    home = app.store.folder
    app.close()
    again = open_application(home, "河边-柳树-17-小路", clock=CLOCK)
    again.close()


def test_the_check_says_in_words_that_the_register_is_sound(
    window: MainWindow, jobs: JobRunner, qtbot: QtBot
) -> None:
    check = section(window, CheckSection, "check", jobs, qtbot)
    check.run.click()
    qtbot.waitUntil(lambda: not jobs.running(), timeout=20_000)
    assert check.chip.text() == "完好"
    assert "完好" in check.result.text()


def test_an_action_is_taken_back_from_the_list(
    window: MainWindow, app: Application, jobs: JobRunner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.ui.settings.actions_section.ask", lambda *_a, **_k: True)
    actions = section(window, ActionsSection, "actions", jobs, qtbot)
    assert actions.table.count() == 1
    actions.undo.click()
    qtbot.waitUntil(lambda: actions.table.count() == 2, timeout=20_000)
    qtbot.waitUntil(lambda: not jobs.running(), timeout=20_000)
    assert app.register.find(app.actor, "150425") == []
