"""The last net under everything: what no page and no job caught is logged and told in words."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal


class _Bridge(QObject):
    """Carries an exception from any thread into the UI thread."""

    raised = Signal(object)


class Hooks:
    """Replaces the three hooks of Python until ``remove`` is called; ``present`` tells the user."""

    def __init__(self, present: Callable[[BaseException], None]) -> None:
        self._bridge = _Bridge()
        self._bridge.raised.connect(present, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable

    def remove(self) -> None:
        """Put Python's own hooks back."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            self._before[0](kind, error, trace)
            return
        self._bridge.raised.emit(error)

    def _on_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self._bridge.raised.emit(told.exc_value)

    def _on_unraisable(self, told: sys.UnraisableHookArgs) -> None:
        if told.exc_value is not None:
            self._bridge.raised.emit(told.exc_value)
