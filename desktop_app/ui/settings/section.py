"""What every section of the settings is: a title, its own content, and how it loads."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.kit import Form, Text
from desktop_app.ui.page import PageContext

WIDEST_EM = 56


class SettingsSection(QWidget):
    """One section; ``fills_page`` keeps it from scrolling as a whole because a list inside does."""

    fills_page: ClassVar[bool] = False

    def __init__(self, context: PageContext, title: str, words: str = "") -> None:
        super().__init__()
        self.context, self.title = context, title
        self.body = QVBoxLayout(self)
        edge = theme.px(0.4)
        self.body.setContentsMargins(edge, 0, edge, edge)
        self.body.setSpacing(theme.px(0.7))
        if not self.fills_page:
            self.setMaximumWidth(theme.px(WIDEST_EM))
        if words:
            self.body.addWidget(Text(words, "muted", wrap=True))

    def refresh(self) -> None:
        """Load what is shown anew."""

    def may_leave(self) -> bool:
        """Tell whether nothing unsaved would be lost."""
        return True

    def typed_form(self) -> Form | None:
        """Return the form whose changes wait for a button; None where every choice counts at once."""
        return None

    def may_manage(self) -> bool:
        """Tell whether the user in the chair may change what concerns all; the service asks again."""
        return self.context.app.actor.role.value == "officer"
