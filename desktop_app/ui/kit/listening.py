"""Tells painted and folded widgets that an accessibility client listens, so that only then they make their parts known.

Qt tells Python nothing about that, and even makes the interface of a widget when it is given its name; so one
timer looks twice a second whether a client came.
"""

from __future__ import annotations

from typing import Protocol
from weakref import WeakSet

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible
from shiboken6 import isValid

LOOK_MS = 500


class Exposes(Protocol):
    """A widget that makes its parts known to accessibility clients when it is asked to."""

    def expose(self) -> None:
        """Make the parts known; further calls do nothing."""
        ...


class _Listening(QObject):
    """Has painted widgets expose their parts at once while a client listens, else as soon as one comes."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: WeakSet[Exposes] = WeakSet()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    def add(self, widget: Exposes) -> None:
        """Expose ``widget`` now or later."""
        if QAccessible.isActive():
            widget.expose()
            return
        self._waiting.add(widget)
        if not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        if not self._waiting:
            self._timer.stop()
        elif QAccessible.isActive():
            self._timer.stop()
            waiting, self._waiting = list(self._waiting), WeakSet()
            for widget in waiting:
                if isValid(widget):
                    widget.expose()


_listening: list[_Listening] = []


def expose_when_heard(widget: Exposes) -> None:
    """Have ``widget`` make its parts known while an accessibility client listens."""
    if not _listening:
        _listening.append(_Listening())
    _listening[0].add(widget)
