"""Notices that nobody has touched keyboard or mouse for some minutes."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication

from desktop_app.ui.kit import composing

LOOK_EVERY_MS = 5_000
_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class IdleWatch(QObject):
    """Emits ``idle()`` once after the set minutes without a touch.

    It listens at the native windows and not at the application: there every paint of every widget would pass by.
    What an input method types goes to the field and past its window; the guard of composing tells of that.
    """

    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seconds = 300.0
        self._touched_at = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        application = QGuiApplication.instance()
        if isinstance(application, QApplication):
            composing.guard(application).typed.connect(self._on_typed)

    @Slot(int)
    def set_minutes(self, minutes: int) -> None:
        """Wait so many minutes."""
        self._seconds = minutes * 60.0

    def set_seconds(self, seconds: float) -> None:
        """Wait so many seconds, to within one look."""
        self._seconds = seconds

    def start(self) -> None:
        """Begin to count from now."""
        self._touched_at = time.monotonic()
        self._on_window(QGuiApplication.focusWindow())
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication) and not self._timer.isActive():
            application.focusWindowChanged.connect(self._on_window)
        self._timer.start()

    def stop(self) -> None:
        """Stop counting, and stop hearing of windows: they outlive the watch when the program ends."""
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication) and self._timer.isActive():
            application.focusWindowChanged.disconnect(self._on_window)
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Emit ``idle`` if the time is over."""
        if self._timer.isActive() and time.monotonic() - self._touched_at >= self._seconds:
            self.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: remember the last touch."""
        if event.type() in _TOUCHES:
            self._touched_at = time.monotonic()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_typed(self) -> None:
        self._touched_at = time.monotonic()

    @Slot(object)
    def _on_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
