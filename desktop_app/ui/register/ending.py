"""The dialog that takes a person off the register: from which day, and why."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import EndReason
from desktop_app.ui.kit import ChoiceRow, DateField, Dialog, Form, Text, button


class EndingDialog(Dialog):
    """Asks day and reason. Signal: ``decided(date, EndReason)``."""

    decided = Signal(object, object)

    def __init__(self, name: str, today: date, parent: QWidget) -> None:
        super().__init__(_("{name} 退出名册").format(name=name), parent, width_em=34)
        self.body.addWidget(
            Text(_("退出后不再安排探访，档案和探访记录都保留，可以随时恢复在册。"), "muted", wrap=True)
        )
        self.body.addWidget(
            Text(_("死亡、迁出最好用“登记变故”：可以写明去向和由谁告知。"), "muted", wrap=True)
        )
        self.form = Form(label_em=5)
        self.reason = self.form.add_row(_("原因"), ChoiceRow(EndReason), name="reason", required=True)
        self.on = self.form.add_row(
            _("退出日期"), DateField(latest_on=today, today=lambda: today), name="on", required=True
        )
        self.on.set_value(today)
        self.form.save_asked.connect(self._on_decided)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        self.add_button(button(_("退出名册"), self._on_decided, look="danger"))
        self.form.focus_first()

    def _on_decided(self) -> None:
        if self.form.check():
            self.decided.emit(self.on.value(), self.reason.value())
            self.accept()
