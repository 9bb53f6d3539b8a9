"""A small real installation with made-up people, and a window over it, for the tests of the pages."""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application, create_application, open_application
from desktop_app.domain.terms import Category, Mode, Outcome, Sex, SiteLevel, VisitorRole
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft, visit_form
from desktop_app.storage.passwords import FLOOR
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.navigator import discover_pages
from desktop_app.ui.page import Page
from desktop_app.ui.shell import MainWindow, ShellInfo

PASSWORD = "abcdE-82-xyq"
TODAY = date(2026, 11, 22)
LONG_NAME = "乌力吉德力格尔·那仁满都拉苏荣"
PEOPLE = ("王桂兰", "李福", LONG_NAME, "张三")
WAIT_MS = 20_000
"""Patience with a slow disk: a wait ends as soon as what it waits for is there."""


def make_home(folder: Path, *, people: bool = True) -> None:
    """Set up a township; with ``people``: one overdue (weekly), two due (monthly), one without duty."""
    setup = SetupDraft(
        level=SiteLevel.TOWNSHIP,
        division_code="150425202",
        unit_name="达日罕乌拉苏木人民政府",
        profiles=["chifeng-2023-42-pastoral", "inner-mongolia-2022"],
        user="王秀英",
        password=PASSWORD,
        sample=True,
    )
    app, _recovery = create_application(folder, setup, clock=Clock(fixed_on=TODAY), kdf=FLOOR)
    if people:
        _fill(app)
    app.duties.refresh(app.actor)
    app.close()


def _fill(app: Application) -> None:
    actor = app.actor
    villages = [one.code for one in app.register.villages(actor)][:2]
    visitor = app.register.add_visitor(actor, "海棠", VisitorRole.COMMITTEE.value, village_code=villages[0])
    app.register.add_visitor(actor, "赵宝山", VisitorRole.VOLUNTEER.value, village_code=villages[1])
    uids: dict[str, str] = {}
    for name, born, category, village in (
        ("王桂兰", date(1943, 3, 8), Category.LIVING_ALONE, villages[0]),
        ("李福", date(1955, 6, 1), Category.EMPTY_NEST, villages[1]),
        (LONG_NAME, date(1957, 9, 9), Category.LEFT_BEHIND, villages[0]),
        ("张三", date(1960, 1, 2), None, villages[1]),
    ):
        spans = (SpanDraft(category=category.value, from_on=date(2026, 9, 1)),) if category else ()
        uids[name] = app.register.save(
            actor,
            ElderDraft(
                name=name,
                village_code=village,
                birth_on=born,
                sex=Sex.FEMALE.value if name == "王桂兰" else Sex.MALE.value,
                phone="13800138001" if name == "王桂兰" else None,
                registered_on=date(2026, 9, 1),
                categories=spans,
                visitor_uid=visitor if name == "王桂兰" else None,
            ),
        )
    answers = visit_form().normal_answers(11) | {"health.disease": ["hypertension"]}
    for name, days in {
        "王桂兰": [date(2026, 9, 7), *(date(2026, month, day) for month, day in _WEEKLY)],
        "李福": [date(2026, 9, 20), date(2026, 10, 25)],
        LONG_NAME: [date(2026, 9, 20), date(2026, 10, 25)],
    }.items():
        for day in days:
            first = name == "李福" and day == days[0]
            app.visits.record(
                actor,
                VisitDraft(
                    elder_uid=uids[name],
                    visited_on=day,
                    mode=Mode.IN_PERSON.value,
                    outcome=Outcome.MET_IN_PERSON.value,
                    visitor_uid=visitor,
                    answers=answers,
                    findings=(FindingDraft(kind="hazard", what="用电：线路老化"),) if first else (),
                ),
            )


_WEEKLY = [(9, 14), (9, 21), (9, 28), (10, 5), (10, 12), (10, 19), (10, 26), (11, 2), (11, 9)]


@functools.cache
def template(*, people: bool) -> Path:
    """Make the installation once per run; a fixture would be made anew for every folder that imports it."""
    folder = Path(tempfile.mkdtemp()) / "home"
    make_home(folder, people=people)
    return folder


@pytest.fixture(scope="session")
def home_template() -> Path:
    """Give the installation that is copied."""
    return template(people=True)


@pytest.fixture
def home(home_template: Path, tmp_path: Path) -> Path:
    """Give a copy of the installation."""
    return Path(shutil.copytree(home_template, tmp_path / "home"))


def open_home(folder: Path) -> Application:
    """Open an installation on the day all tests are on."""
    return open_application(folder, PASSWORD, clock=Clock(fixed_on=TODAY))


class _StrayWindows(QObject):
    """Notices every window that is shown: a widget shown before it has a parent flashes on the desk."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Qt: note windows of plain widgets."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


class Desk:
    """A window over an open installation, and the ways of using it that tests need."""

    def __init__(self, qtbot: QtBot, app: Application, settings_file: Path) -> None:
        self.qtbot, self.app = qtbot, app
        self.jobs, self.feed = JobRunner(), ChangeFeed()
        app.store.subscribe(self.feed.publish)
        self.keys = 0
        self.stray = _StrayWindows()
        self.window = MainWindow(
            ShellInfo(unit_name="达日罕乌拉苏木", user_name="王秀英", is_sample=True),
            pages=discover_pages(),
            jobs=self.jobs,
            feed=self.feed,
            settings_file=settings_file,
            app=app,
        )
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()
        with qtbot.waitActive(self.window):
            self.window.activateWindow()
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self.stray)

    def settle(self) -> None:
        """Wait until no job runs and its result was delivered."""
        self.qtbot.waitUntil(lambda: not self.jobs.running(), timeout=WAIT_MS)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.jobs.running(), timeout=WAIT_MS)

    def open(self, key: str, **params: object) -> Page:
        """Open a page and wait for what it reads."""
        assert self.window.navigator.open(key, **params)
        self.settle()
        return self.page()

    def page(self) -> Page:
        """Return the page in sight."""
        page = self.window.navigator.current_page()
        assert page is not None
        return page

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is, count it, and wait."""
        self.keys += 1 if modifier == Qt.KeyboardModifier.NoModifier else 2
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifier)
        self.settle()

    def uid(self, name: str) -> str:
        """Return the uid of a person."""
        return next(row.uid for row in self.app.register.find(self.app.actor, name) if row.name == name)

    def close(self) -> None:
        """Close window, jobs and store, in the order of the program."""
        application = QApplication.instance()
        assert application is not None
        application.removeEventFilter(self.stray)
        self.window.close()
        self.jobs.close()
        self.app.close()


@pytest.fixture
def desk(qtbot: QtBot, home: Path, tmp_path: Path) -> Iterator[Desk]:
    """Open the window over the made-up installation."""
    made = Desk(qtbot, open_home(home), tmp_path / "window.ini")
    yield made
    made.close()


@pytest.fixture
def empty_desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Open the window over an installation with nobody in it."""
    shutil.copytree(template(people=False), tmp_path / "empty")
    made = Desk(qtbot, open_home(tmp_path / "empty"), tmp_path / "window.ini")
    yield made
    made.close()
