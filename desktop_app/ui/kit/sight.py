"""Showing and hiding parts of a widget without ever showing one that has no parent yet.

Qt shows a parentless widget as a window of its own: it flashes on the desk and takes the keyboard away.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def set_shown(part: QWidget, shown: bool) -> None:
    """Show or hide ``part``; without a parent it is only marked and comes into sight together with its parent."""
    if shown and part.parentWidget() is None:
        part.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        part.setVisible(shown)
