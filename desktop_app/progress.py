"""Progress and cancel as plain objects, so that work below the window can report without knowing Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable

Listener = Callable[[int, int, str], None]


class Cancelled(Exception):
    """The user cancelled the work; whoever catches it has rolled everything back."""


class Progress:
    """Carries counts upward and the wish to stop downward; safe to share between threads."""

    def __init__(self, listener: Listener | None = None) -> None:
        """Report to ``listener(done, total, what)``; without one, counts go nowhere."""
        self._listener = listener
        self._cancelled = threading.Event()

    def report(self, done: int, total: int, what: str = "") -> None:
        """Tell how many of ``total`` units are done, then stop here if cancel was asked for."""
        if self._listener is not None:
            self._listener(done, total, what)
        self.check()

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._cancelled.set()

    def cancelled(self) -> bool:
        """Tell whether the user asked to stop."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise ``Cancelled`` if the user asked to stop."""
        if self._cancelled.is_set():
            raise Cancelled


SILENT = Progress()
"""For callers that neither watch nor cancel."""
