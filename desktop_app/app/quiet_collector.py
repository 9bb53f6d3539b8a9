"""Lets Python's cycle collector walk over everything only while the hands rest, so that no key waits for it."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Slot

from desktop_app.app.idle import IdleWatch

REST_SECONDS = 8.0
"""So long nobody has touched keyboard or mouse when the collector may take its third of a second."""
NEVER = 1_000_000
ENOUGH = 10
"""As many lesser collections make a full one worth while; it is what Python itself waits for at first."""


class QuietCollector(QObject):
    """Full collections by the clock of the user instead of by the count of objects.

    With 20,000 people in its lists a full collection takes a quarter of a second or more, and it comes in the middle
    of typing as soon as any thread has made enough objects. The lesser ones stay as they are: almost all that a
    window throws away goes with them, or without any collector.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before = gc.get_threshold()
        self._watch = IdleWatch(self)
        self._watch.set_seconds(REST_SECONDS)
        self._watch.idle.connect(self.collect)

    def begin(self) -> None:
        """From now on nothing is collected in full while somebody works."""
        young, middle, _old = self._before
        gc.set_threshold(young, middle, NEVER)
        self._watch.start()

    def end(self) -> None:
        """Leave the collector as it was found."""
        self._watch.stop()
        gc.set_threshold(*self._before)

    @Slot()
    def collect(self) -> None:
        """Collect if it is worth while, and wait for the next rest."""
        if gc.isenabled() and gc.get_count()[2] >= ENOUGH:
            gc.collect()
        self._watch.start()
