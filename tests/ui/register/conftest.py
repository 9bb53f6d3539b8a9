"""A small real home, filled once per run and copied for each test that writes, with a window's worth of context."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application, open_application
from desktop_app.services.clock import Clock
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import NoticeBar, UndoNotice
from desktop_app.ui.page import PageContext
from desktop_app.ui.presenter import Presenter
from desktop_app.ui.register import doubles_watch, editor_page, import_page
from tests.ui.register.made_up import PASSWORD, TODAY, filled_template, new_home


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look, judge and read again sooner than for somebody who types: every wait counts once per test."""
    for module, name in (
        (doubles_watch, "LOOK_AFTER_MS"),
        (editor_page, "JUDGE_AFTER_MS"),
        (import_page, "READ_AGAIN_MS"),
    ):
        monkeypatch.setattr(module, name, 20)


class FakeNavigator:
    """Remembers what was asked to be opened."""

    def __init__(self) -> None:
        self.opened: list[tuple[str, dict[str, Any]]] = []

    def open(self, key: str, **params: Any) -> bool:
        self.opened.append((key, params))
        return True

    def back(self) -> bool:
        self.opened.append(("back", {}))
        return True

    def has(self, key: str) -> bool:
        return bool(key)


@pytest.fixture(scope="session")
def _filled() -> Path:
    return filled_template()


@pytest.fixture
def app(_filled: Path, tmp_path: Path) -> Iterator[Application]:
    """Open a copy of the filled home."""
    shutil.copytree(_filled, tmp_path / "home")
    made = open_application(tmp_path / "home", PASSWORD, clock=Clock(fixed_on=TODAY))
    yield made
    made.close()


@pytest.fixture
def empty_app(tmp_path: Path) -> Iterator[Application]:
    """Open a home without people."""
    made = new_home(tmp_path / "empty")
    yield made
    made.close()


@pytest.fixture
def navigator() -> FakeNavigator:
    return FakeNavigator()


MakeContext = Callable[[Application], PageContext]


@pytest.fixture
def make_context(
    qtbot: QtBot, jobs: JobRunner, navigator: FakeNavigator, tmp_path: Path
) -> Iterator[MakeContext]:
    """Give what makes a page's context over an application."""
    holder = QWidget()
    qtbot.addWidget(holder)

    def make(app: Application) -> PageContext:
        feed = ChangeFeed()
        app.store.subscribe(feed.publish)
        notices = NoticeBar(holder)
        return PageContext(
            app=app,
            jobs=jobs,
            feed=feed,
            settings=QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat),
            navigator=navigator,
            notices=notices,
            undo=UndoNotice(holder),
            presenter=Presenter(notices, holder),
        )

    yield make
    qtbot.waitUntil(lambda: not jobs.running())


@pytest.fixture
def context(make_context: MakeContext, app: Application) -> PageContext:
    """Give the context over the filled home."""
    return make_context(app)
