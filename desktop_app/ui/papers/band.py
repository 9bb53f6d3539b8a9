"""A tinted line over the preview: what has to be minded, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from desktop_app.ui import theme
from desktop_app.ui.kit import FlowLayout, Text, button, pixmap


class Band(QFrame):
    """Words with a mark, and buttons after them; hidden while it says nothing."""

    def __init__(self, *acts: tuple[str, Callable[[], object]]) -> None:
        super().__init__()
        self.setProperty("look", "notice")
        self.setProperty("level", "soon")
        mark = QLabel()
        mark.setPixmap(pixmap("triangle-alert", "soon_ink", 1.2))
        self.words = Text("", "", wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(0.8), theme.px(0.3), theme.px(0.6), theme.px(0.3))
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(mark)
        layout.addWidget(self.words, 1)
        self.buttons = [button(words, act) for words, act in acts]
        if self.buttons:
            flow = FlowLayout(spacing_em=0.4)
            for made in self.buttons:
                flow.addWidget(made)
            layout.addLayout(flow)
        self.hide()

    def say(self, words: str) -> None:
        """Show ``words``; an empty text hides the line."""
        self.words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))
