"""What every test of the window stands on: the theme, a job runner that is closed, and an input method."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.ui import theme
from desktop_app.ui.jobs import JobRunner

Commit = Callable[[QWidget, str], None]


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    """Dress the application once."""
    if not qapp.styleSheet() or theme.scale() != 1.0 or theme.palette_name() != "light":
        theme.apply(qapp)


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[JobRunner]:
    """Give a runner and close it."""
    del qapp
    runner = JobRunner()
    yield runner
    runner.close()


@pytest.fixture
def commit() -> Commit:
    """Give what an input method does: commit a text to a widget."""

    def send(widget: QWidget, text: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(widget, event)

    return send
