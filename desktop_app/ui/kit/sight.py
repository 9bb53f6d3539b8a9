"""Showing and hiding parts of a widget without a flash, and bringing what matters into sight on a page that scrolls.

Qt shows a parentless widget as a window of its own: it flashes on the desk and takes the keyboard away.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from desktop_app.ui import theme

AROUND_EM = 2.0
"""So much is seen above and below what is brought into sight."""


def set_shown(part: QWidget, shown: bool) -> None:
    """Show or hide ``part``; without a parent it is only marked and comes into sight together with its parent."""
    if shown and part.parentWidget() is None:
        part.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        part.setVisible(shown)


def page_around(widget: QWidget) -> QScrollArea | None:
    """Return the page that scrolls around ``widget``, None where nothing does."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    return around


def bring_into_sight(widget: QWidget, *, beside_em: float = 0.0, around_em: float = AROUND_EM) -> None:
    """Scroll the page around ``widget`` until it is seen, with some room beside and around it."""
    around = page_around(widget)
    if around is not None:
        around.ensureWidgetVisible(widget, theme.px(beside_em), theme.px(around_em))


def say(words: QLabel, text: str) -> None:
    """Show ``text`` in ``words`` and bring it into sight; an empty text hides them.

    A label that has just been shown has no place before its page is laid out, so that is waited for.
    """
    words.setText(text)
    set_shown(words, bool(text))
    if text:
        QTimer.singleShot(0, words, lambda: bring_into_sight(words))
