"""Says that long work is done, or was cancelled, where nothing else has said so."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QMainWindow

from desktop_app.config.strings import _
from desktop_app.ui.jobs import Ending, Job, JobRunner
from desktop_app.ui.kit.job_bar import JobBar
from desktop_app.ui.kit.notices import NoticeBar, UndoNotice
from desktop_app.ui.navigator import Navigator

LONG_SECONDS = 5.0
_JUST_NOW = 0.5


class FinishedWork(QObject):
    """Watches the jobs of a window; a page that tells the end of its work itself is not spoken over."""

    def __init__(
        self, window: QMainWindow, jobs: JobRunner, navigator: Navigator, notices: NoticeBar, undo: UndoNotice
    ) -> None:
        super().__init__(window)
        self._window, self._navigator, self._notices, self._undo = window, navigator, notices, undo
        self._begun: dict[int, tuple[float, str]] = {}
        self._cancelled_by_hand: set[int] = set()
        jobs.job_started.connect(self._on_started)
        jobs.job_finished.connect(self._on_finished)

    def watch_bar(self, bar: JobBar) -> None:
        """Hear which jobs the user cancels there."""
        bar.cancel_asked.connect(lambda job: self._cancelled_by_hand.add(id(job)))

    @Slot(object)
    def _on_started(self, job: Job[Any]) -> None:
        self._begun[id(job)] = (time.monotonic(), self._navigator.current_key())

    @Slot(object)
    def _on_finished(self, job: Job[Any]) -> None:
        begun_at, page = self._begun.pop(id(job), (time.monotonic(), ""))
        by_hand = id(job) in self._cancelled_by_hand
        self._cancelled_by_hand.discard(id(job))
        is_told = self._notices.spoke_within(_JUST_NOW) or self._undo.spoke_within(_JUST_NOW)
        if job.ending is Ending.CANCELLED and by_hand and not is_told:
            self._notices.show_notice("info", _("已取消：{title}").format(title=job.title))
        if (
            job.ending is not Ending.SUCCEEDED
            or job.is_reading()
            or time.monotonic() - begun_at < LONG_SECONDS
        ):
            return
        # Whoever still stands on the page sees what came out.
        if not is_told and page and page != self._navigator.current_key():
            self._notices.show_notice("done", _("已完成：{title}").format(title=job.title))
        if not self._window.isActiveWindow():
            QApplication.alert(self._window)
