"""Goes to somebody's pages of a long paper by part of the name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.reports.printed import Part
from desktop_app.ui import theme
from desktop_app.ui.kit import button, pixmap

NAMES_EM = 11.5


class _Names(QComboBox):
    """A combo box to type in, with the mark of one."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the style sheet takes the arrow away; put it back."""
        super().paintEvent(event)
        size = theme.px(1)
        mark = pixmap("chevron-down", "ink", 1)
        painter = QPainter(self)
        painter.drawPixmap(self.width() - size - theme.px(0.5), (self.height() - size) // 2, mark)
        painter.end()


class PartJump(QWidget):
    """Signals: ``page_asked(number)``, ``print_asked(part)`` for the part that is chosen."""

    page_asked = Signal(int)
    print_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._parts: Sequence[Part] = ()
        self.names = _Names()
        self.names.setEditable(True)
        self.names.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.names.setAccessibleName(_("跳到某一份"))
        self.names.setAccessibleDescription(_("输入姓名的一部分，按回车跳到他的页"))
        line = self.names.lineEdit()
        assert line is not None  # it is editable
        line.setPlaceholderText(_("跳到…"))
        line.setAccessibleName(_("跳到某一份"))
        line.setAccessibleDescription(_("输入姓名的一部分，按回车跳到他的页"))
        self.names.setMinimumWidth(theme.px(NAMES_EM))
        self.names.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.names.setMaxVisibleItems(14)
        completer = QCompleter(self.names.model(), self.names)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.names.setCompleter(completer)
        self.one_button = button(_("只打这一份"), self._on_one, look="link")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.4))
        layout.addWidget(self.names)
        layout.addWidget(self.one_button)
        self.names.activated.connect(self._on_chosen)
        line.returnPressed.connect(self._on_enter)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Offer the parts of a paper; hidden while there is nothing to choose."""
        self._parts = [part for part in parts if part.title]
        blocked = self.names.blockSignals(True)
        self.names.clear()
        self.names.addItems([part.title for part in self._parts])
        self._show(0 if self._parts else -1)
        self.names.blockSignals(blocked)
        self.setVisible(len(self._parts) > 1)

    def follow(self, page: int) -> None:
        """Name the part that is in sight, unless somebody is typing."""
        line = self.names.lineEdit()
        if line is not None and line.hasFocus():
            return
        at = max((number for number, part in enumerate(self._parts) if part.first_page <= page), default=0)
        blocked = self.names.blockSignals(True)
        self._show(at if self._parts else -1)
        self.names.blockSignals(blocked)

    def _show(self, at: int) -> None:
        self.names.setCurrentIndex(at)
        line = self.names.lineEdit()
        if line is not None:
            line.setCursorPosition(0)  # a name begins at its beginning

    def _on_chosen(self, at: int) -> None:
        if 0 <= at < len(self._parts):
            self.page_asked.emit(self._parts[at].first_page)

    def _on_enter(self) -> None:
        typed = self.names.currentText().strip()
        at = next((number for number, part in enumerate(self._parts) if typed and typed in part.title), -1)
        if at >= 0:
            self.names.setCurrentIndex(at)
            self._on_chosen(at)

    def _on_one(self) -> None:
        at = self.names.currentIndex()
        if 0 <= at < len(self._parts):
            self.print_asked.emit(self._parts[at])
