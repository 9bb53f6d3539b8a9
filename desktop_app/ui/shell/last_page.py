"""Brings a user back to the page of before, on the same day: a new day begins with the first page."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, QSettings, Slot

from desktop_app.ui.navigator import Navigator
from desktop_app.ui.remembered import Remembered

_GROUP = "window"


class LastPage(QObject):
    """Keeps the key of the page last chosen in the sidebar; pages about a person are not kept."""

    def __init__(self, navigator: Navigator, settings: QSettings, user: str, today: date | None) -> None:
        super().__init__(navigator)
        self._navigator = navigator
        self._remembered = Remembered(settings, user, _GROUP)
        self._today = today
        self._listed = [spec.key for spec in navigator.specs() if spec.order >= 0]
        navigator.opened.connect(self._on_opened)

    def begin(self) -> None:
        """Open the page of last time if that was today, else the first."""
        same_day = self._today is not None and self._remembered.read("day") == self._today.isoformat()
        last = self._remembered.read("page") if same_day else ""
        if last not in self._listed or not self._navigator.open(last):
            self.open_first()

    def open_first(self) -> None:
        """Open the first page of the sidebar."""
        if self._listed:
            self._navigator.open(self._listed[0])

    def set_day(self, today: date) -> None:
        """Take the day that what is opened from now on belongs to."""
        self._today = today

    @Slot(str)
    def _on_opened(self, key: str) -> None:
        if key in self._listed and self._today is not None:
            self._remembered.keep("page", key)
            self._remembered.keep("day", self._today.isoformat())
