"""What the program tells in passing: the notice bar above the page and the 已保存 · 撤销 note below it.

Example::

    notices.show_notice("info", _("备份已有 7 天。"), _("现在备份"), self._on_backup)
    undo.offer(_("已保存 王桂兰 的探访"), self._on_undo)         # 8 seconds, Ctrl+Z does the same
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFontMetrics
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit.icons import icon, pixmap
from desktop_app.ui.kit.texts import ElidedText, button, icon_button

LEVEL_ICONS = {
    "overdue": "triangle-alert",
    "soon": "triangle-alert",
    "done": "circle-check",
    "info": "info",
    "quiet": "info",
}
LEVELS = tuple(LEVEL_ICONS)
"""From the most important to the least."""
STAYING = frozenset({"overdue", "soon"})
LEAST_SECONDS, SECONDS_A_LETTER, SECONDS_FOR_ACTION, MOST_SECONDS = 12.0, 0.5, 8.0, 45.0
"""An older reader takes about four letters a second aloud: twice that time for every notice that goes by itself."""
MOST_KEPT = 20
UNDO_SECONDS = 8


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing told: its level, its words, and what can be done about it."""

    level: str
    text: str
    action: str = ""
    on_action: Callable[[], object] | None = None

    def stays(self) -> bool:
        """Tell whether it stays until it is dismissed: what harms or must be minded does, the rest goes by itself."""
        return self.level in STAYING

    def reading_ms(self) -> int:
        """Return how long it stands in milliseconds: long enough to be read twice, and to reach its button."""
        seconds = max(LEAST_SECONDS, len(self.text) * SECONDS_A_LETTER) + (
            SECONDS_FOR_ACTION if self.action else 0
        )
        return round(min(seconds, MOST_SECONDS) * 1000)


class NoticeBar(QFrame):
    """One line with a level's tint: overdue (harm), soon (mind), done, info, quiet; an action and ×.

    The newest stands on top. Earlier ones wait behind a button that lists them, the most important first.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "notice")
        self._kept: list[Notice] = []  # the newest last; that one is shown
        self._shown_at = float("-inf")
        self._mark = QLabel()
        self._text = ElidedText("", "")
        self._action = button("", self._act, look="link")
        self._others = button("", self._list_others, look="link")
        self._close = icon_button("x", _("关闭提示"), self.dismiss)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(1.2), theme.px(0.15), theme.px(0.8), theme.px(0.15))
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(self._mark)
        layout.addWidget(self._text, 1)
        for part in (self._action, self._others, self._close):
            layout.addWidget(part)
        self.hide()

    def show_notice(
        self, level: str, text: str, action: str = "", on_action: Callable[[], object] | None = None
    ) -> None:
        """Show ``text`` on top of the notices before it; the same words are not kept twice."""
        self._kept = [each for each in self._kept if each.text != text][-(MOST_KEPT - 1) :]
        self._kept.append(Notice(level, text, action, on_action))
        self._shown_at = time.monotonic()
        self._show_top()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def text(self) -> str:
        """Return the text shown, empty when there is none."""
        return "" if self.isHidden() else self._text.text()

    def others(self) -> list[Notice]:
        """Return the notices that wait behind the one shown, the most important first, then the newest."""
        waiting = list(reversed(self._kept[:-1]))
        return sorted(waiting, key=lambda each: LEVELS.index(each.level))

    def spoke_within(self, seconds: float) -> bool:
        """Tell whether a notice was shown in the last ``seconds``."""
        return time.monotonic() - self._shown_at <= seconds

    def choose(self, notice: Notice) -> None:
        """Put a waiting notice on top."""
        if notice in self._kept:
            self._kept.remove(notice)
            self._kept.append(notice)
            self._show_top()

    def dismiss(self) -> None:
        """Take the notice shown away; the most important of those that wait comes in its place."""
        waiting = self.others()
        del self._kept[-1:]
        if waiting:
            self.choose(waiting[0])
        else:
            self._timer.stop()
            self.hide()

    def enterEvent(self, event: QEvent) -> None:
        """Qt: the clock stands still while the mouse is here."""
        del event
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the clock starts again."""
        del event
        self._start_clock()

    def _show_top(self) -> None:
        notice = self._kept[-1]
        self.setProperty("level", notice.level)
        for part in (self, self._text, self._action, self._others, self._close):
            part.style().unpolish(part)
            part.style().polish(part)
        self._mark.setPixmap(pixmap(LEVEL_ICONS[notice.level], f"{notice.level}_ink", 1.2))
        self._text.setText(notice.text)
        self._action.setText(notice.action)
        self._action.setAccessibleName(notice.action)
        self._action.setVisible(bool(notice.action))
        waiting = len(self._kept) - 1
        self._others.setText(_("另有 {count} 条").format(count=waiting))
        self._others.setVisible(waiting > 0)
        self.setAccessibleName(notice.text)
        self.show()
        self._start_clock()

    def _start_clock(self) -> None:
        if self.isHidden() or self._kept[-1].stays():
            self._timer.stop()
        else:
            self._timer.start(self._kept[-1].reading_ms())

    def _on_time(self) -> None:
        # Whoever stands on a button here is about to use it; taking it away would throw the keyboard elsewhere.
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._start_clock()
        else:
            self.dismiss()

    def _list_others(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(self._others.text())
        for notice in self.others():
            shown = QFontMetrics(menu.font()).elidedText(
                notice.text, Qt.TextElideMode.ElideRight, theme.px(40)
            )
            entry = menu.addAction(icon(LEVEL_ICONS[notice.level], "ink"), shown.replace("&", "&&"))
            entry.triggered.connect(partial(self.choose, notice))
        menu.addSeparator()
        menu.addAction(_("全部关闭")).triggered.connect(self.clear)
        menu.popup(self._others.mapToGlobal(self._others.rect().bottomLeft()))

    def clear(self) -> None:
        """Take all notices away."""
        self._kept.clear()
        self._timer.stop()
        self.hide()

    def _act(self) -> None:
        action = self._kept[-1].on_action if self._kept else None
        self.dismiss()
        if action is not None:
            action()


class UndoNotice(QFrame):
    """A note in the lower right corner of its parent: what was done and 撤销; goes away by itself, never takes the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "undo")
        self._on_undo: Callable[[], object] | None = None
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._button = QPushButton(_("撤销  Ctrl+Z"))
        self._button.setAccessibleName(_("撤销"))
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.clicked.connect(self.undo)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(1), theme.px(0.45), theme.px(0.6), theme.px(0.45))
        layout.setSpacing(theme.px(1))
        layout.addWidget(self._text)
        layout.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(UNDO_SECONDS * 1000)
        self._timer.timeout.connect(self._on_time)
        self._later = ""
        self._shown_at = float("-inf")
        parent.installEventFilter(self)
        self.hide()

    def offer(self, text: str, on_undo: Callable[[], object] | None = None, *, later: str = "") -> None:
        """Say what was done; with ``on_undo`` offer to take it back for eight seconds.

        ``later`` says where it can still be taken back after that; it stands as long again.
        """
        self._on_undo = on_undo
        self._later = later if on_undo is not None else ""
        self._shown_at = time.monotonic()
        self._text.setText(text)
        self._button.setVisible(on_undo is not None)
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def spoke_within(self, seconds: float) -> bool:
        """Tell whether something was said in the last ``seconds``."""
        return time.monotonic() - self._shown_at <= seconds

    def can_undo(self) -> bool:
        """Tell whether something can be taken back now."""
        return self._on_undo is not None

    def undo(self) -> bool:
        """Take the last act back; False when nothing is offered."""
        act = self._on_undo
        self.dismiss()
        if act is None:
            return False
        act()
        return True

    def dismiss(self) -> None:
        """Take the note away; the act stands."""
        self._on_undo = None
        self._timer.stop()
        self.hide()

    def _on_time(self) -> None:
        """After the eight seconds: say where to undo later, where that is known, and else go."""
        later = self._later
        self.dismiss()
        if later:
            self.offer(later)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: stay at the lower edge when the parent changes its size."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEvent) -> None:
        """Qt: the clock stands still while the mouse is here."""
        del event
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the clock starts again."""
        del event
        if not self.isHidden():
            self._timer.start()

    def _place(self) -> None:
        parent = self.parentWidget()
        assert parent is not None  # a note is always made on a parent
        around = parent.rect()
        width = min(self.sizeHint().width(), around.width() - theme.px(2))
        height = self.sizeHint().height()
        left = around.width() - width - theme.px(1.5)
        self.setGeometry(left, around.height() - height - theme.px(1), width, height)
