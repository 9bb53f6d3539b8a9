"""What every screen of the set-up is: a heading, a sentence, its fields, and whether one may go on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.kit import Text


class Step(QWidget):
    """One screen. Signals: ``changed()`` when ``is_ready`` may answer differently, ``forward_asked()`` by Enter."""

    changed = Signal()
    forward_asked = Signal()

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self.title = title
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(0.7))
        self.body.addWidget(Text(title, "title", wrap=True))
        self.body.addWidget(Text(words, "muted", wrap=True))

    def enter(self) -> None:
        """Take the keyboard; called each time the screen is shown."""

    def is_ready(self) -> bool:
        """Tell whether the next screen may be asked for; drives the button."""
        return True

    def check(self) -> bool:
        """Say beside the fields what is missing; True when one may go on."""
        return True
