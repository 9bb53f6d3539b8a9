"""The field for the code of a sheet, with what is to be said about it beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.sheet_codes import WrongSheetDigit, parse
from desktop_app.ui import theme
from desktop_app.ui.kit import FlowLayout, LineField, Text, button
from desktop_app.ui.presenter import describe

FIELD_EM = 12


class CodeLine(QWidget):
    """Takes a code by hand or from a scanner. Signals: ``entered(text)`` on Enter, ``visit_asked()`` by its button."""

    entered = Signal(str)
    visit_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = LineField(placeholder="3081 2746", longest=40)
        self.field.setFixedWidth(theme.px(FIELD_EM))
        self.go = button(_("登记这张纸单"), self._on_entered, look="main")
        self.open_visit = button(_("打开那次探访"), self.visit_asked.emit)
        self.open_visit.hide()
        self.said = Text("", "error", wrap=True)
        label = Text(_("输入或扫描纸单编号"), "label")
        self._spoken, self._hint = label.text(), _("纸单右上角或每行末尾的 8 位数字，回车打开登记表。")
        line = FlowLayout(spacing_em=0.7)
        for part in (label, self.field, self.go, self.open_visit):
            line.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.3))
        layout.addLayout(line)
        layout.addWidget(self.said)
        self.setFocusProxy(self.field)
        self.field.line.returnPressed.connect(self._on_entered)
        self.field.changed.connect(self._on_typed)
        self.say("")

    def start(self) -> None:
        """Empty the field and put the keyboard into it."""
        blocked = self.field.blockSignals(True)
        self.field.set_value("")
        self.field.blockSignals(blocked)
        self.say("")
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, *, bad: bool = True, visit: bool = False) -> None:
        """Say something about the code; ``visit`` offers to open the visit that it came back with."""
        self.said.setProperty("look", "error" if bad and text else "hint")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        # The hint keeps the line, so that nothing jumps when something is said.
        self.said.setText(text or self._hint)
        self.field.set_bad(bad and bool(text))
        self.field.describe(self._spoken, text or self._hint)
        self.open_visit.setVisible(visit)

    def _on_typed(self) -> None:
        try:
            parse(self.field.value())
        except WrongSheetDigit as problem:
            self.say(describe(problem).short)
        else:
            self.say("")

    def _on_entered(self) -> None:
        if self.field.value():
            self.entered.emit(self.field.value())
        else:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
