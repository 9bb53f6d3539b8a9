"""Keeps the keyboard on the page in sight: gives it to a page that opens, takes it back from one that was left.

Qt gives the keyboard to a hidden page too, and gives it to nobody where a page asks for a part that is hidden just
then (a list that has no rows yet). In both cases keys would go where nobody looks.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QStackedWidget, QWidget

from desktop_app.ui.navigator import Navigator


class PageFocus(QObject):
    """Follows the pages of ``stack`` for as long as the window lives."""

    def __init__(self, stack: QStackedWidget, navigator: Navigator) -> None:
        super().__init__(stack)
        self._stack, self._navigator = stack, navigator
        self._wanted: QWidget | None = None
        self._instead: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # a window stands on it
        app.focusChanged.connect(self._on_focus)

    def give(self) -> None:
        """Put the keyboard on what the page in sight wants to begin with, else on the first thing to be seen there."""
        page = self._navigator.current_page()
        if page is None:
            return
        self._forget()
        wanted = _behind(page)
        if wanted is page or wanted.isVisibleTo(page):
            page.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        instead = _first_in_sight(page)
        instead.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wanted, self._instead = wanted, instead
        wanted.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: what the page wanted to begin with comes into sight while nobody has gone elsewhere."""
        if event.type() == QEvent.Type.Show and watched is self._wanted:
            wanted, untouched = self._wanted, QApplication.focusWidget() is self._instead
            self._forget()
            if untouched:
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        return super().eventFilter(watched, event)

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        page = self._navigator.current_page()
        if page is None or now is None:
            return
        if self._instead is not None and now is not self._instead and page.isAncestorOf(now):
            self._forget()
        if self._stack.isAncestorOf(now) and now is not page and not page.isAncestorOf(now):
            self.give()

    def _forget(self) -> None:
        if self._wanted is not None and shiboken6.isValid(self._wanted):
            self._wanted.removeEventFilter(self)
        self._wanted = self._instead = None


def _behind(widget: QWidget) -> QWidget:
    """Return what gets the keyboard when ``widget`` is given it."""
    while (proxy := widget.focusProxy()) is not None:
        widget = proxy
    return widget


def _first_in_sight(page: QWidget) -> QWidget:
    """Return the first thing on ``page`` that takes the keyboard: rather one to be worked with than what only scrolls."""
    found: list[QWidget] = []
    each = page.nextInFocusChain()
    while each is not page:
        takes = each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isEnabledTo(page)
        if takes and page.isAncestorOf(each) and each.isVisibleTo(page):
            found.append(each)
        each = each.nextInFocusChain()
    worked_with = (one for one in found if not isinstance(one, QAbstractScrollArea))
    return next(worked_with, found[0] if found else page)
