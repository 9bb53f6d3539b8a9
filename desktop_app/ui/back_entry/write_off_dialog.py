"""Asks why some sheets are no longer waited for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.services.printed_sheets import LONGEST_REASON
from desktop_app.storage.queries.printed_sheets import SheetRow
from desktop_app.ui.kit import Dialog, Form, LineField, Text, button

MOST_NAMES = 8


class WriteOffDialog(Dialog):
    """Names the sheets and takes one reason for all. Signal: ``decided(str)``."""

    decided = Signal(str)

    def __init__(self, rows: Sequence[SheetRow], parent: QWidget) -> None:
        super().__init__(_("不再追回"), parent, width_em=38)
        names = _("、").join(row.elder_name for row in rows[:MOST_NAMES])
        if len(rows) > MOST_NAMES:
            names = _("{names}等").format(names=names)
        said = _("{count} 张纸单（{names}）不再列出。以后若又找到，输入编号照样可以登记。")
        self.body.addWidget(Text(said.format(count=len(rows), names=names), "muted", wrap=True))
        self.form = Form(label_em=4)
        self.reason = self.form.add_row(
            _("原因"),
            LineField(longest=LONGEST_REASON),
            name="because",
            required=True,
            help=_("例如：纸单丢失、没有去成、作废重印"),
        )
        self.form.save_asked.connect(self._on_decided)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        self.add_button(button(_("不再追回"), self._on_decided, look="main", key="Ctrl+Enter"))
        self.form.focus_first()

    def show_error(self, error: Exception) -> bool:
        """Show a refusal beside the field; False when it is about something else."""
        return self.form.show_error(error)

    def _on_decided(self) -> None:
        if self.form.check():
            self.decided.emit(self.reason.value())
