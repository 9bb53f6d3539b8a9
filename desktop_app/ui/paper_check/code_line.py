"""The field for the check code of a paper, typed in any grouping or scanned."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit import FlowLayout, LineField, Text, button

FIELD_EM = 13


class CheckCodeLine(QWidget):
    """Takes a code by hand or from a scanner. Signal: ``entered(text)`` on Enter or by its button."""

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.field = LineField(placeholder="7KM2Q-9XD4T", longest=60)
        self.field.setFixedWidth(theme.px(FIELD_EM))
        self.go = button(_("核对这份报表"), self._on_entered, look="main")
        label = Text(_("输入或扫描校验码"), "label")
        hint = _("每页页脚第二行末尾的 10 位数字和字母，分不分组、大小写都可以，回车核对。")
        line = FlowLayout(spacing_em=0.7)
        for part in (label, self.field, self.go):
            line.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.3))
        layout.addLayout(line)
        layout.addWidget(Text(hint, "hint", wrap=True))
        self.field.describe(label.text(), hint)
        self.setFocusProxy(self.field)
        self.field.line.returnPressed.connect(self._on_entered)

    def start(self) -> None:
        """Put the keyboard into the field with everything chosen, so that the next code replaces it."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.line.selectAll()

    def show_code(self, text: str) -> None:
        """Put a code into the field."""
        self.field.set_value(text)

    def _on_entered(self) -> None:
        if self.field.value():
            self.entered.emit(self.field.value())
        self.start()
