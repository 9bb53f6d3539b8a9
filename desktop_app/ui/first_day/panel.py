"""The narrow panel at the window's foot: one step in words, and the ways on, back and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.ui import theme
from desktop_app.ui.foot import Foot
from desktop_app.ui.kit import Text, button
from desktop_app.ui.page import KeyHint

PANEL_KEY = "F12"
Act = Callable[[], object]


class DayPanel(Foot):
    """Says what to do next. It never takes the keyboard by itself: F12 goes to it and back."""

    keys: ClassVar[tuple[KeyHint, ...]] = (KeyHint(PANEL_KEY, N_("到“第一天”的步骤栏，再按回来")),)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("first_day")
        self._before: QWidget | None = None
        self._compact = False
        self.where = Text("", "muted")
        self.title = Text("", "strong")
        self.done = Text("", "done")
        self.todo = Text("", "", wrap=True)
        self.why = Text("", "hint", wrap=True)
        self.ways: list[QPushButton] = []
        head = QHBoxLayout()
        head.setSpacing(theme.px(0.8))
        for part in (self.where, self.title, self.done):
            head.addWidget(part)
        head.addStretch(1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.px(0.3))
        head.addLayout(self._buttons)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addLayout(head)
        self._column.addWidget(self.todo)
        self._column.addWidget(self.why)
        self.set_compact(False)
        shortcut = QShortcut(QKeySequence(PANEL_KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self.go_in_or_out)

    def set_compact(self, compact: bool) -> None:
        """Leave the lines to the page: the reason is told by the accessible description and the first-day page."""
        self._compact = compact
        self.why.setVisible(not compact and bool(self.why.text()))
        self.done.setVisible(not compact and bool(self.done.text()))
        edge = theme.px(0.1 if compact else 0.4)
        self._column.setContentsMargins(theme.px(1.2), edge, theme.px(0.8), edge)

    def say(self, *, where: str, title: str, todo: str, why: str = "", done: str = "") -> None:
        """Show a step and have it read aloud; the keyboard stays where it is."""
        for part, words in (
            (self.where, where),
            (self.title, title),
            (self.todo, todo),
            (self.why, why),
            (self.done, done),
        ):
            part.setText(words)
        self.set_compact(self._compact)
        told = [words for words in (done, where, title, todo) if words]
        self.setAccessibleName(_("：").join(told))
        self.setAccessibleDescription(why)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def offer(self, ways: list[tuple[str, Act]]) -> None:
        """Put these buttons there; the keyboard stays on the one with the same words, if it was here."""
        focused = self._focused()
        words = focused.text() if isinstance(focused, QPushButton) else ""
        old = self.ways
        self.ways = [button(text, act, look="link") for text, act in ways]
        for made in self.ways:
            self._buttons.addWidget(made)
        if focused is not None:
            same = [made for made in self.ways if made.text() == words]
            (same or self.ways)[0].setFocus(Qt.FocusReason.OtherFocusReason)
        for each in old:
            self._buttons.removeWidget(each)
            each.hide()
            each.deleteLater()

    def go_in_or_out(self) -> None:
        """F12: the keyboard goes to the first button, or back to where it came from."""
        if self._focused() is None:
            self._before = QApplication.focusWidget()
            self.ways[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.focusPreviousChild()

    def has_keyboard(self) -> bool:
        """Tell whether the keyboard is in here."""
        return self._focused() is not None

    def _focused(self) -> QWidget | None:
        # Of this window also while a box stands before it: the keyboard comes back to where it was.
        focused: QWidget | None = self.window().focusWidget()
        return focused if focused is not None and self.isAncestorOf(focused) else None
