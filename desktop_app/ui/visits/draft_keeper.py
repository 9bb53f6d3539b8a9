"""Keeps what is typed as an encrypted draft: at most a second after each change, and at once on leaving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from desktop_app.config.strings import _
from desktop_app.ui.jobs import JobRunner

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application

PAUSE_MS = 500
LONGEST_WAIT = 0.2
"""Seconds that leaving may wait for a writer that is busy."""


class DraftKeeper(QObject):
    """Writes through the single writer, so that a draft never overtakes the saving of its form.

    ``read`` returns what to keep, None when nothing differs from what is saved: then the draft is dropped.
    """

    def __init__(
        self,
        app: Application,
        jobs: JobRunner,
        read: Callable[[], Mapping[str, Any] | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._app, self._jobs, self._read = app, jobs, read
        self._key: tuple[str, str] | None = None
        self._kept = False
        self._begun, self._writes = Event(), False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.keep_now)

    def follow(self, key: tuple[str, str] | None, *, exists: bool = False) -> None:
        """Keep drafts under ``key`` from now on; None keeps nothing. ``exists`` tells that one is stored."""
        self._timer.stop()
        self._key, self._kept = key, exists

    def touch(self) -> None:
        """Note a change; the clock is not set back, so that steady typing is kept too."""
        if self._key is not None and not self._timer.isActive():
            self._timer.start()

    def keep_and_leave(self) -> None:
        """Write at once, and make sure that the writing has begun: closing the window drops what still waits."""
        self._begun = Event()
        self.keep_now()
        if self._writes:
            self._begun.wait(LONGEST_WAIT)

    def keep_now(self) -> None:
        """Write what is typed if there is anything new to write."""
        self._writes = False
        waiting = self._timer.isActive() or self.sender() is self._timer
        self._timer.stop()
        if self._key is None or not waiting:
            return
        form, subject = self._key
        content = self._read()
        if content is not None:
            self._kept = True
            kept = dict(content)
            self._write(lambda: self._app.drafts.keep(self._app.actor, form, subject, kept))
        elif self._kept:
            self.discard()

    def discard(self) -> None:
        """Drop the draft: its form was given up."""
        self._timer.stop()
        if self._key is None or not self._kept:
            return
        self._kept = False
        form, subject = self._key
        self._write(lambda: self._app.drafts.discard(self._app.actor, form, subject))

    def put_back(self, key: tuple[str, str], content: Mapping[str, Any]) -> None:
        """Keep ``content`` again under ``key``, after its saving was undone."""
        kept = dict(content)
        self._write(lambda: self._app.drafts.keep(self._app.actor, *key, kept))

    def _write(self, work: Callable[[], None]) -> None:
        begun, self._writes = self._begun, True

        def write(_progress: object) -> None:
            begun.set()
            work()

        self._jobs.writing(_("保存草稿"), write).start()
