"""Keeps what is typed as an encrypted draft: a moment after the first unsaved key, steadily, and at once on leaving.

Example::

    self.keeper = DraftKeeper(context.app, context.jobs, self._unsaved, self)
    self.keeper.follow((FORM, uid), exists=draft is not None)      # when the form is shown
    self.form.changed.connect(self.keeper.touch)
    ...
    saving = self.keeper.saving()                                   # in ``save``, before the job is made
    job = jobs.writing(title, lambda _progress: saving.through(lambda: app.visits.record(app.actor, draft)))
    job.failed.connect(lambda error: self.keeper.resume())
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer

from desktop_app.config.strings import _
from desktop_app.ui.jobs import JobRunner

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application
    from desktop_app.services.drafts import FormSaving

PAUSE_MS = 200
AGAIN_MS = 3000
"""So long after a failure it is tried again."""
LONGEST_WAIT = 2.0
"""Seconds that leaving may wait for a disk that is slow."""


class DraftKeeper(QObject):
    """Writes in the lane of drafts, which no other work blocks.

    ``read`` returns what to keep, None when nothing differs from what is saved: then the draft is dropped.
    What is saved or given up is never kept again by a writing that was asked for before.
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
        self._kept = self._changed = self._held = False
        self._writing = 0
        self._done = Event()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._on_pause)

    def follow(self, key: tuple[str, str] | None, *, exists: bool = False) -> None:
        """Keep drafts under ``key`` from now on; None keeps nothing. ``exists`` tells that one is stored."""
        self._timer.stop()
        self._key, self._kept = key, exists
        self._changed = self._held = False

    def touch(self) -> None:
        """Note a change; the clock is not set back, so that steady typing is kept too."""
        if self._key is not None and not self._held:
            self._changed = True
            if not self._timer.isActive():
                self._timer.start()

    def keep_and_leave(self) -> None:
        """Write at once and wait until it is on the disk, but not for ever."""
        self.keep_now()
        if self._writing:
            self._done.wait(LONGEST_WAIT)

    def keep_now(self) -> None:
        """Write what is typed if there is anything new to write."""
        self._timer.stop()
        if self._key is None or not self._changed or self._held:
            return
        self._changed = False
        content = self._read()
        if content is not None:
            self._keep(self._key, content)
        elif self._kept:
            self.discard()

    def discard(self) -> None:
        """Drop the draft: its form was given up."""
        self._timer.stop()
        self._changed = False
        if self._key is None or not self._kept:
            return
        self._kept = False
        app, (form, subject) = self._app, self._key
        turn = app.drafts.turn(app.actor)
        self._write(lambda: app.drafts.discard(app.actor, form, subject, turn=turn))

    def saving(self, key: tuple[str, str] | None = None) -> FormSaving:
        """Keep the last keys, then nothing more until ``resume``: the form is on its way into the register.

        ``key`` is that of ``follow`` unless given. Do the saving with ``FormSaving.through`` in the writer's lane.
        """
        self.keep_now()
        self._held = True
        form, subject = key or self._key or ("", "")
        return self._app.drafts.saving(self._app.actor, form, subject)

    def resume(self) -> None:
        """Keep what is typed again: it could not be saved."""
        self._held = False
        self.touch()

    def put_back(self, key: tuple[str, str], content: Mapping[str, Any]) -> None:
        """Keep ``content`` again under ``key``, after its saving was undone."""
        self._keep(key, content)

    def _on_pause(self) -> None:
        # A slow disk is not given a queue of drafts: the next one holds everything that the last did not.
        if not self._writing:
            self.keep_now()

    def _keep(self, key: tuple[str, str], content: Mapping[str, Any]) -> None:
        if key == self._key:
            self._kept = True
        app, (form, subject), kept = self._app, key, dict(content)
        turn = app.drafts.turn(app.actor)
        self._write(lambda: app.drafts.keep(app.actor, form, subject, kept, turn=turn))

    def _write(self, work: Callable[[], None]) -> None:
        if self._jobs.is_closed():
            return  # the window is gone; what was on it was kept before
        done = self._done = Event()

        def write(_progress: object) -> None:
            try:
                work()
            finally:
                done.set()

        self._writing += 1
        job = self._jobs.keeping(_("保存草稿"), write)
        job.succeeded.connect(self._on_written)
        job.failed.connect(self._on_failed)
        job.start()

    def _on_written(self, _none: object) -> None:
        self._writing -= 1
        if self._changed and not self._writing and not self._timer.isActive():
            self.keep_now()

    def _on_failed(self, _error: object) -> None:
        # Nothing is lost that is still on the screen: it is tried again, with the next key or without one.
        self._writing -= 1
        self._changed = self._key is not None and not self._held
        QTimer.singleShot(AGAIN_MS, self, self._on_pause)
