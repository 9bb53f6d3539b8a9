"""A small sample township, made once, and a window with the guide over a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import create_application
from desktop_app.domain.terms import SiteLevel
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.services.samples import SampleService
from desktop_app.storage.passwords import FLOOR
from desktop_app.ui.first_day.guide import FirstDay, guide_of
from desktop_app.ui.first_day.panel import DayPanel
from tests.ui.made_up_home import PASSWORD, TODAY, Desk, open_home

ELDERS = 24


class GuidedDesk(Desk):
    """A window on the sample, with the guide at its foot."""

    @property
    def guide(self) -> FirstDay:
        """Return the guide of the window."""
        return guide_of(self.window)

    @property
    def panel(self) -> DayPanel:
        """Return the panel in sight."""
        panel = self.guide.panel
        assert panel is not None
        return panel

    def wake(self) -> None:
        """Do what the program does when the sample is opened."""
        self.window.open_first_page()
        self.settle()
        self.guide.wake()
        self.settle()

    def at(self) -> str:
        """Return the key of the step in hand, empty when none is."""
        step = self.guide.step()
        return step.key if step is not None else ""

    def ways(self) -> list[str]:
        """Return the words of the panel's buttons."""
        return [made.text() for made in self.panel.ways]

    def go(self, words: str) -> None:
        """Press a button of the panel by the keyboard."""
        made = next(each for each in self.panel.ways if each.text() == words)
        made.setFocus()
        self.press(Qt.Key.Key_Space)

    def close_box(self) -> None:
        """Press Esc in the box in sight; the offscreen screen has nobody who makes the window active again."""
        box = QApplication.activeModalWidget()
        assert box is not None
        QTest.keyClick(box, Qt.Key.Key_Escape)
        with self.qtbot.waitActive(self.window):
            self.window.activateWindow()
        self.settle()

    def type(self, text: str) -> None:
        """Type where the keyboard is, as an input method does."""
        target = QApplication.focusWidget()
        assert isinstance(target, QWidget)
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(target, event)
        self.settle()


@pytest.fixture(scope="session")
def sample_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the sample once."""
    folder = tmp_path_factory.mktemp("first-day") / "home"
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
    SampleService(app.context).fill(app.actor, elders=ELDERS, seed=1, months=1, with_history=True)
    app.duties.refresh(app.actor)
    app.close()
    return folder


@pytest.fixture
def guided(qtbot: QtBot, sample_template: Path, tmp_path: Path) -> Iterator[GuidedDesk]:
    """Open the window on a copy of the sample, before the guide has said anything."""
    made = GuidedDesk(
        qtbot, open_home(Path(shutil.copytree(sample_template, tmp_path / "sample"))), tmp_path / "window.ini"
    )
    yield made
    made.close()
