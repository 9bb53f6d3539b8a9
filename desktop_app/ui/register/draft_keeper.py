"""Keeps what is typed into a form as an encrypted draft, within a second and in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop_app.config.strings import _
from desktop_app.ui.jobs import Job
from desktop_app.ui.page import PageContext

KEEP_AFTER_MS = 200


class DraftKeeper(QObject):
    """Writes ``content()`` under ``form`` and ``subject`` a moment after the first ``touch``, steadily."""

    def __init__(
        self, context: PageContext, form: str, content: Callable[[], dict[str, Any] | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._form, self._content = context, form, content
        self._writing: Job[None] | None = None
        self.subject = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep)

    def touch(self) -> None:
        """Something was typed; the clock is not set back, so that steady typing is kept too."""
        if not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Forget what was typed since the last keeping."""
        self._timer.stop()

    def is_writing(self) -> bool:
        """Tell whether the lane of drafts has not yet done what was asked: a reader might see the draft before."""
        return self._writing is not None

    def keep(self) -> None:
        """Write the draft now; ``content()`` of None means that there is nothing to keep."""
        self._timer.stop()
        content = self._content()
        if content is None:
            return
        app, subject = self._context.app, self.subject
        turn = app.drafts.turn(app.actor)
        self._start(
            _("保存草稿"), lambda: app.drafts.keep(app.actor, self._form, subject, content, turn=turn)
        )

    def discard(self) -> None:
        """Drop the draft."""
        self._timer.stop()
        app, subject = self._context.app, self.subject
        turn = app.drafts.turn(app.actor)
        self._start(_("放弃草稿"), lambda: app.drafts.discard(app.actor, self._form, subject, turn=turn))

    def _start(self, title: str, work: Callable[[], None]) -> None:
        job = self._context.jobs.keeping(title, lambda _progress: work())
        self._writing = job
        job.finished.connect(lambda: self._on_written(job))
        job.start()

    def _on_written(self, job: Job[None]) -> None:
        if self._writing is job:
            self._writing = None
