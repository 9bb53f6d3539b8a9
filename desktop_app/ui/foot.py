"""What the frame can carry between the page and the job bar: one narrow panel that belongs to no page."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QFrame

from desktop_app.ui.page import KeyHint


class Foot(QFrame):
    """A panel at the window's foot; it never takes the keyboard by itself. ``keys`` go into the key overview."""

    keys: ClassVar[tuple[KeyHint, ...]] = ()

    def set_compact(self, compact: bool) -> None:
        """Be lower, for windows with room for few lines."""
