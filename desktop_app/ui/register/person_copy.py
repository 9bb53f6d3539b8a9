"""The dialog before a copy of one person's data is handed out: to whom, why, and onto paper or into a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.config.strings import _
from desktop_app.ui.kit import button
from desktop_app.ui.register.access_notes import PurposeDialog


class CopyDialog(PurposeDialog):
    """Asks recipient and reason. Signals: ``saving(path, recipient, reason)`` and ``printing(recipient, reason)``."""

    saving = Signal(object, str, str)
    printing = Signal(str, str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(
            _("{name} 的个人信息副本").format(name=name),
            _(
                "本人（或依法代理的近亲属）有权查阅、复制个人信息。副本列出登记的全部内容，号码不隐去；"
                "交给谁、为什么会记入查阅与输出台账。"
            ),
            _("存为 PDF"),
            parent,
        )
        self._name = name
        self.reason.set_value(_("本人申请查阅、复制"))
        self.buttons.insertWidget(
            self.buttons.count() - 1, button(_("打印"), self._on_print, icon_name="printer")
        )

    def _on_decided(self) -> None:
        if not self.checked():
            return
        name = _("个人信息副本 {name}.pdf").format(name=self._name)
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), name, "*.pdf")
        if path:
            self.saving.emit(
                Path(path).with_suffix(".pdf"), str(self.recipient.value()), str(self.reason.value())
            )
            self.accept()

    def _on_print(self) -> None:
        if self.checked():
            self.printing.emit(str(self.recipient.value()), str(self.reason.value()))
            self.accept()
