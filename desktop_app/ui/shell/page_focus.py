"""Keeps the keyboard on the page in sight: gives it to a page that opens, takes it back from one that was left.

Qt gives the keyboard to a part of a hidden page too, as when what was read arrives after the page was left, and
leaves it where it was when a page asks for a part that is hidden just then. Keys would go where nobody looks.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QScrollArea, QStackedWidget, QWidget

from desktop_app.ui.navigator import Navigator


class PageFocus(QObject):
    """Follows the pages of ``stack`` for as long as the window lives."""

    def __init__(self, stack: QStackedWidget, navigator: Navigator) -> None:
        super().__init__(stack)
        self._stack, self._navigator = stack, navigator
        # What gets or loses the keyboard may be half taken apart: it is looked at when Qt is done with it.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._take_back)
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # a window stands on it
        app.focusChanged.connect(self._on_focus)

    def give(self) -> None:
        """Put the keyboard on what the page in sight begins with, else on the first thing to be seen there."""
        page = self._navigator.current_page()
        if page is None:
            return
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        now = QApplication.focusWidget()
        given = now is not None and _is_on(page, now) and not isinstance(now, QScrollArea)
        if not given and page.isActiveWindow():
            _first_in_sight(page).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_focus(self) -> None:
        self._soon.start()

    @Slot()
    def _take_back(self) -> None:
        page, now = self._navigator.current_page(), QApplication.focusWidget()
        if page is not None and now is not None and self._stack.isAncestorOf(now) and not _is_on(page, now):
            self.give()


def _is_on(page: QWidget, part: QWidget) -> bool:
    return part is page or page.isAncestorOf(part)


def _first_in_sight(page: QWidget) -> QWidget:
    """Return the first thing on ``page`` that takes the keyboard, rather than what only scrolls; the page if none."""
    takes: list[QWidget] = [
        each
        for each in cast(list[QWidget], page.findChildren(QWidget))
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isEnabledTo(page) and each.isVisibleTo(page)
    ]
    worked_with = (one for one in takes if not isinstance(one, QScrollArea))
    return next(worked_with, takes[0] if takes else page)
