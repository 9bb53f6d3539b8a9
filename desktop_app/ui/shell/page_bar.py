"""The page bar: title, date line, search and the page's one filled button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit.search_field import SearchField
from desktop_app.ui.kit.texts import ElidedText, Text, icon_button, main_button
from desktop_app.ui.page import PageAction
from desktop_app.ui.shell.compact import dress

TIGHT_EM = 50
"""A bar narrower than this has no room for title, 未保存, date, search and button at once."""


class PageBar(QFrame):
    """Signals: ``action_asked()`` from the filled button, ``back_asked()`` from the arrow."""

    action_asked = Signal()
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page_bar")
        self._back = icon_button("chevron-left", _("返回"), self.back_asked.emit)
        self._back.hide()
        self._title = ElidedText("", "title")
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._unsaved = Text(_("未保存"), "unsaved")
        self._unsaved.hide()
        self._date = ElidedText("", "muted")
        self._day = ""
        self.search = SearchField(_("找人…"), key="Ctrl+K")
        self.search.setAccessibleDescription(_("姓名、拼音、证件号、电话"))
        self._action = main_button("", "", self.action_asked.emit)
        self._parts = layout = QHBoxLayout(self)
        layout.setSpacing(theme.px(0.9))
        layout.addWidget(self._back)
        layout.addWidget(self._title)
        layout.addWidget(self._unsaved)
        layout.addWidget(self._date, 1)
        layout.addWidget(self.search)
        layout.addWidget(self._action)
        self.show_action(None)
        self.set_compact(False)

    def show_title(self, title: str, *, has_way_back: bool) -> None:
        """Show a page's title; ``has_way_back`` shows the arrow of a page that the sidebar does not list."""
        self._title.setText(title)
        self._back.setVisible(has_way_back)

    def title(self) -> str:
        """Return the title shown."""
        return self._title.text()

    def show_unsaved(self, unsaved: bool) -> None:
        """Say 未保存 beside the title, or take it away."""
        self._unsaved.setVisible(unsaved)
        self._share_width()

    def is_unsaved_shown(self) -> bool:
        """Tell whether 未保存 stands beside the title."""
        return not self._unsaved.isHidden()

    def set_date_line(self, text: str) -> None:
        """Show the day in words beside the title."""
        self._day = text
        self._share_width()

    def show_action(self, action: PageAction | None) -> None:
        """Show the page's main button with its key; None hides it."""
        self._action.setVisible(action is not None)
        if action is not None:
            self._action.setText(f"{action.text}  {action.key}" if action.key else action.text)
            self._action.setAccessibleName(action.text)

    def set_compact(self, compact: bool) -> None:
        """Be lower, for windows with room for few lines."""
        edge = theme.px(0.2 if compact else 0.6)
        self._parts.setContentsMargins(theme.px(1.5), edge, theme.px(1.5), edge)
        dress(self, compact)
        self._align_date()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: only now the letters have their sizes."""
        super().showEvent(event)
        self._align_date()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: share the width anew."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Give the search what is left, between nine and twenty-two em; where it is tight the date goes first."""
        tight = not self._unsaved.isHidden() and self.width() < theme.px(TIGHT_EM)
        part = 0 if tight else self.width() * 3 // 10
        self.search.setFixedWidth(min(max(part, theme.px(9)), theme.px(22)))
        self._date.setText("" if tight else self._day)

    def _align_date(self) -> None:
        """Put the date on the title's line of writing: both are centred, so it is moved by the difference."""
        self._title.ensurePolished()
        self._date.ensurePolished()
        large, small = QFontMetricsF(self._title.font()), QFontMetricsF(self._date.font())
        lower = (large.ascent() - large.descent() - small.ascent() + small.descent()) / 2
        self._date.setContentsMargins(0, round(lower * 2), 0, 0)
