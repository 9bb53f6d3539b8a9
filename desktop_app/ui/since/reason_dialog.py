"""Asks for the reason why missed visits of some people are waived together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.services.since_opened import LONGEST_REASON, SinceRow
from desktop_app.ui.kit import Dialog, Form, LineField, Text, button

MOST_NAMES = 8


class ReasonDialog(Dialog):
    """Names the people and takes one reason for all. Signal: ``decided(str)``."""

    decided = Signal(str)

    def __init__(self, village: str, rows: Sequence[SinceRow], parent: QWidget) -> None:
        super().__init__(_("批量免访"), parent, width_em=40)
        names = _("、").join(row.name for row in rows[:MOST_NAMES])
        if len(rows) > MOST_NAMES:
            names = _("{names}等").format(names=names)
        said = _("{village} {count} 人（{names}）到昨天为止错过的探访都记为批准免访；还没到期的不变。")
        self.body.addWidget(
            Text(said.format(village=village, count=len(rows), names=names), "muted", wrap=True)
        )
        self.form = Form(label_em=4)
        self.reason = self.form.add_row(
            _("理由"),
            LineField(longest=LONGEST_REASON),
            name="reason",
            required=True,
            help=_("例如：电脑送修期间已用纸质表探访，记录另补"),
        )
        self.form.save_asked.connect(self._on_decided)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        self.add_button(button(_("批量免访"), self._on_decided, look="main", key="Ctrl+Enter"))
        self.form.focus_first()

    def show_error(self, error: Exception) -> bool:
        """Show a refusal beside the field; False when it is about something else."""
        return self.form.show_error(error)

    def _on_decided(self) -> None:
        if self.form.check():
            self.decided.emit(self.reason.value())
