"""The compact look of the frame, for windows that have room for few lines of text (large letters, small screens)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

BELOW_EM = 40
"""A window that is less high than this many letters gets the compact frame."""


def dress(bar: QWidget, compact: bool) -> None:
    """Tell the style sheet whether ``bar`` and what is in it are to be compact."""
    bar.setProperty("compact", compact)
    for part in (bar, *bar.findChildren(QWidget)):
        part.style().unpolish(part)
        part.style().polish(part)
        part.updateGeometry()
