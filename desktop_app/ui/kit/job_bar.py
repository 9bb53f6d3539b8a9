"""The bar at the lower edge: running work with its count and 取消 at the left; backup, user and lock at the right.

Example::

    bar = JobBar(jobs)
    bar.set_backup(_("备份 今天 09:12")); bar.set_user("王秀英"); bar.lock_asked.connect(self._on_lock)
"""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job, JobRunner
from desktop_app.ui.kit.texts import ElidedText, Text, button, icon_button

SHOW_AFTER_MS = 400
HONEST_AFTER = 3.0  # seconds of work before the time left is worth telling


class JobBar(QFrame):
    """Shows the oldest running job once it has run for 0.4 s. Signals: ``lock_asked()``, ``cancel_asked(job)``."""

    lock_asked = Signal()
    cancel_asked = Signal(object)

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("job_bar")
        self._jobs = jobs
        self._started_at: dict[int, float] = {}
        self._name = ElidedText("", "")
        self._count = Text("", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._cancel = button(_("取消"), self._on_cancel)
        self._backup = Text("", "hint")
        self._backup.hide()
        self._user = Text("", "hint")
        self._lock = icon_button("lock", _("锁定"), self.lock_asked.emit)
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(SHOW_AFTER_MS // 2)
        self._timer.timeout.connect(self._show_state)
        jobs.job_started.connect(self._on_started)
        jobs.job_finished.connect(self._on_finished)
        self._show_job(None)

    def set_backup(self, text: str) -> None:
        """Show when the last backup was made; an empty text takes the line away."""
        self._backup.setText(text)
        self._backup.setVisible(bool(text))

    def set_user(self, name: str) -> None:
        """Show who is working."""
        self._user.setText(name)

    def set_compact(self, compact: bool) -> None:
        """Be lower, for windows with room for few lines."""
        edge = theme.px(0 if compact else 0.2)
        self._bar.setFixedWidth(theme.px(5 if compact else 9))
        self._parts.setContentsMargins(theme.px(1.2), edge, theme.px(0.8), edge)
        self.setMinimumHeight(theme.px(1.9 if compact else 2.4))

    def shown_job(self) -> Job[Any] | None:
        """Return the job that has run long enough to be shown."""
        return next(iter(self._long_jobs()), None)

    def _long_jobs(self) -> list[Job[Any]]:
        now = time.monotonic()
        running = self._jobs.running()
        return [job for job in running if now - self._started_at.get(id(job), now) >= SHOW_AFTER_MS / 1000]

    def _build(self) -> None:
        self._parts = layout = QHBoxLayout(self)
        layout.setSpacing(theme.px(0.75))
        layout.addWidget(self._name, 1)
        for part in (self._count, self._bar, self._cancel):
            layout.addWidget(part)
        layout.addSpacing(theme.px(1))
        for part in (self._backup, self._user, self._lock):
            layout.addWidget(part)
        self.set_compact(False)

    @Slot(object)
    def _on_started(self, job: Job[Any]) -> None:
        self._started_at[id(job)] = time.monotonic()
        self._timer.start()

    @Slot(object)
    def _on_finished(self, job: Job[Any]) -> None:
        self._started_at.pop(id(job), None)
        if not self._jobs.running():
            self._timer.stop()
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        self._show_job(self.shown_job())

    def _on_cancel(self) -> None:
        job = self.shown_job()
        if job is not None:
            job.cancel()
            self.cancel_asked.emit(job)
            self._show_job(job)

    def _show_job(self, job: Job[Any] | None) -> None:
        for part in (self._count, self._bar, self._cancel):
            part.setVisible(job is not None)
        if job is None:
            self._name.setText("")
            return
        others = len(self._long_jobs()) - 1
        more = _("，另有 {count} 项在排队").format(count=others) if others > 0 else ""
        title = _("正在取消：{title}").format(title=job.title) if job.is_cancelled() else job.title
        self._name.setText(f"{title}{more}")
        self._bar.setMaximum(job.total)
        self._bar.setValue(job.done)
        counted = _("{done}/{total}").format(done=job.done, total=job.total) if job.total else ""
        self._count.setText(f"{counted}{self._time_left(job)}")
        self._cancel.setEnabled(not job.is_cancelled())

    def _time_left(self, job: Job[Any]) -> str:
        gone = time.monotonic() - self._started_at.get(id(job), time.monotonic())
        if gone < HONEST_AFTER or not job.total or job.done * 10 < job.total:
            return ""
        seconds = gone * (job.total - job.done) / job.done
        if seconds < 60:
            return _("，约剩 {seconds} 秒").format(seconds=max(round(seconds / 5) * 5, 5))
        return _("，约剩 {minutes} 分钟").format(minutes=round(seconds / 60))
