"""The narrow panel at the window's foot: one step in words, and the ways on, back and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QPushButton, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.ui import theme
from desktop_app.ui.foot import Foot
from desktop_app.ui.kit import Text, button
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import KeyHint

PANEL_KEY = "F12"
MOST_FOR_BUTTONS = 0.35
"""Where the buttons take more of the width the words stand under them."""
Act = Callable[[], object]


class DayPanel(Foot):
    """Says what to do next. It never takes the keyboard by itself: F12 goes to it and back."""

    keys: ClassVar[tuple[KeyHint, ...]] = (KeyHint(PANEL_KEY, N_("到“第一天”的步骤栏，再按回来")),)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("first_day")
        self._before: QWidget | None = None
        self._compact = False
        self._beside: bool | None = None
        self._todo = self._brief = ""
        self.where = Text("", "muted")
        self.title = Text("", "strong")
        self.done = Text("", "done")
        self.todo = Text("", "", wrap=True)
        self.why = Text("", "hint", wrap=True)
        self.ways: list[QPushButton] = []
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(theme.px(0.8))
        for part in (self.where, self.title, self.done):
            head.addWidget(part)
        head.addStretch(1)
        self._right = QWidget()
        self._buttons = QHBoxLayout(self._right)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setSpacing(theme.px(0.3))
        self._grid = QGridLayout(self)
        self._grid.setSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self._right, 0, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self.why, 2, 0, 1, 2)
        self.set_compact(False)
        shortcut = QShortcut(QKeySequence(PANEL_KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self.go_in_or_out)

    def set_compact(self, compact: bool) -> None:
        """Leave the lines to the page: title and reason are told by name and description, and on the first-day page."""
        self._compact = compact
        edge = theme.px(0.1 if compact else 0.4)
        self._grid.setContentsMargins(theme.px(1.2), edge, theme.px(0.8), edge)
        self._dress(compact)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: with another width there may be room beside the buttons, or none any more."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the words beside the buttons where lines are few and the buttons leave room, else under them."""
        beside = self._compact and self._right.sizeHint().width() < self.width() * MOST_FOR_BUTTONS
        set_shown(self.why, not self._compact and bool(self.why.text()))
        set_shown(self.done, not self._compact and bool(self.done.text()))
        set_shown(self.where, bool(self.where.text()))
        set_shown(self._head, not beside)
        if self._beside != beside:
            self._beside = beside
            for part in (self._head, self.todo):
                self._grid.removeWidget(part)
            self._grid.addWidget(self._head, 0, 0)
            if beside:
                self._grid.addWidget(self.todo, 0, 0, Qt.AlignmentFlag.AlignVCenter)
            else:
                self._grid.addWidget(self.todo, 1, 0, 1, 2)
        self._say_todo()

    def _dress(self, compact: bool) -> None:
        self.setProperty("compact", compact)
        for part in (self, *self.ways):
            part.style().unpolish(part)
            part.style().polish(part)

    def _say_todo(self) -> None:
        words = self._todo
        if self._beside:
            words = f"{self._brief or self.title.text()}  {words}"
        if self.todo.text() != words:
            self.todo.setText(words)

    def say(
        self, *, title: str, todo: str, where: str = "", brief: str = "", why: str = "", done: str = ""
    ) -> None:
        """Show a step and have it read aloud; the keyboard stays where it is. ``brief`` is ``where`` in figures."""
        self._todo, self._brief = todo, brief
        for part, words in ((self.where, where), (self.title, title), (self.why, why), (self.done, done)):
            part.setText(words)
        self._arrange()
        told = [words for words in (done, where, title, todo) if words]
        self.setAccessibleName(_("：").join(told))
        self.setAccessibleDescription(why)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def todo_words(self) -> str:
        """Return what is to be done."""
        return self._todo

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
        self._arrange()

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
