"""The search field: waits until typing pauses, Enter asks at once, Esc empties, knows Chinese input.

Example::

    self.search = SearchField(_("姓名、拼音、证件号、电话"), key="Ctrl+K")
    self.search.searched.connect(self._on_search)
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit.icons import pixmap
from desktop_app.ui.kit.texts import icon_button

PAUSE_MS = 200


class SearchField(QLineEdit):
    """Emits ``searched(text)`` after a pause and ``entered(text)`` on Enter; ``left_down()`` on the down arrow."""

    searched = Signal(str)
    entered = Signal(str)
    left_down = Signal()

    def __init__(self, placeholder: str, *, key: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(f"{placeholder}  {key}" if key else placeholder)
        self.setAccessibleName(placeholder)
        self.setProperty("look", "search")
        self._clear = icon_button("x", _("清空"), self.clear)
        self._clear.setParent(self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.hide()
        self.setMinimumWidth(theme.px(8))
        self._asked, self._composing = "", False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.ask_now)
        self.textChanged.connect(self._on_text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the field, then the glass at its left."""
        super().paintEvent(event)
        glass = pixmap("search", "muted", 1.1)
        height = glass.deviceIndependentSize().height()
        painter = QPainter(self)
        painter.drawPixmap(theme.px(0.6), round((self.height() - height) / 2), glass)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: keep the × at the right end."""
        super().resizeEvent(event)
        side = theme.px(1.8)
        self._clear.setGeometry(self.width() - side - theme.px(0.3), (self.height() - side) // 2, side, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter, Esc and the down arrow."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.ask_now()
            self.entered.emit(self.text().strip())
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.ask_now()
            self.left_down.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Qt: nothing is asked while a word is being composed, even if that took marked text away."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if self._composing:
            self._timer.stop()
        elif self.text().strip() != self._asked:
            self._timer.start()

    def _on_text(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self.setTextMargins(0, 0, theme.px(1.5) if text else 0, 0)
        if not self._composing:
            self._timer.start()

    def ask_now(self) -> None:
        """Ask for what is typed without waiting for a pause; nothing happens when it was asked already."""
        self._timer.stop()
        text = self.text().strip()
        if text != self._asked:
            self._asked = text
            self.searched.emit(text)
