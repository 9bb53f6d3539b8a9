"""What the program tells in passing: the notice bar above the page and the 已保存 · 撤销 note below it.

Example::

    notices.show_notice("info", _("备份已有 7 天。"), _("现在备份"), self._on_backup)
    undo.offer(_("已保存 王桂兰 的探访"), self._on_undo)         # 8 seconds, Ctrl+Z does the same
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit.icons import pixmap
from desktop_app.ui.kit.texts import ElidedText, button, icon_button

LEVEL_ICONS = {
    "overdue": "triangle-alert",
    "soon": "triangle-alert",
    "done": "circle-check",
    "info": "info",
    "quiet": "info",
}
UNDO_SECONDS = 8


class NoticeBar(QFrame):
    """One line with a level's tint: overdue (harm), soon (mind), done, info, quiet; an action and ×."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "notice")
        self._on_action: Callable[[], object] | None = None
        self._mark = QLabel()
        self._text = ElidedText("", "")
        self._action = button("", self._act, look="link")
        self._close = icon_button("x", _("关闭提示"), self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(1.2), theme.px(0.15), theme.px(0.8), theme.px(0.15))
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(self._mark)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._action)
        layout.addWidget(self._close)
        self.hide()

    def show_notice(
        self, level: str, text: str, action: str = "", on_action: Callable[[], object] | None = None
    ) -> None:
        """Show ``text`` in place of the notice before it."""
        self.setProperty("level", level)
        for part in (self, self._text, self._action, self._close):
            part.style().unpolish(part)
            part.style().polish(part)
        self._mark.setPixmap(pixmap(LEVEL_ICONS[level], f"{level}_ink", 1.2))
        self._text.setText(text)
        self._on_action = on_action
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def text(self) -> str:
        """Return the text shown, empty when there is none."""
        return "" if self.isHidden() else self._text.text()

    def dismiss(self) -> None:
        """Take the notice away."""
        self._on_action = None
        self.hide()

    def _act(self) -> None:
        action = self._on_action
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
        self._timer.timeout.connect(self.dismiss)
        parent.installEventFilter(self)
        self.hide()

    def offer(self, text: str, on_undo: Callable[[], object] | None = None) -> None:
        """Say what was done; with ``on_undo`` offer to take it back for eight seconds."""
        self._on_undo = on_undo
        self._text.setText(text)
        self._button.setVisible(on_undo is not None)
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

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
