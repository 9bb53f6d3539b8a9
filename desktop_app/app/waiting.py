"""A small window that shows how far a long preparation is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Section, Text


class WaitingWindow(QWidget):
    """Shows one job's words and progress; closing it cancels the job."""

    def __init__(self, job: Job[Any], words: str) -> None:
        super().__init__()
        self._job: Job[Any] | None = job
        self.setWindowTitle(_("老年人探访服务记录"))
        self._what = Text("", "muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        layout = QVBoxLayout(self)
        edge = theme.px(2)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.8))
        layout.addWidget(Section(words))
        layout.addWidget(self._bar)
        layout.addWidget(self._what)
        self.setFixedWidth(theme.px(34))
        job.progressed.connect(self._on_progress)
        job.finished.connect(self._on_finished)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: closing gives up waiting."""
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)

    @Slot(int, int, str)
    def _on_progress(self, done: int, total: int, what: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._what.setText(what)

    @Slot()
    def _on_finished(self) -> None:
        self._job = None
