"""The dialog before a copy of one person's data is handed out: to whom, why, and onto paper or into a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.config.strings import _
from desktop_app.services.access_log import MOST_REASON, MOST_RECIPIENT
from desktop_app.ui import theme
from desktop_app.ui.kit import Dialog, Form, LineField, Text, button


class CopyDialog(Dialog):
    """Asks recipient and reason. Signals: ``saving(path, recipient, reason)`` and ``printing(recipient, reason)``."""

    saving = Signal(object, str, str)
    printing = Signal(str, str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(_("{name} 的个人信息副本").format(name=name), parent, width_em=38)
        self._name = name
        told = _(
            "本人（或依法代理的近亲属）有权查阅、复制个人信息。副本列出登记的全部内容，号码不隐去；"
            "交给谁、为什么会记入查阅与输出台账。"
        )
        self.body.addWidget(Text(told, "muted", wrap=True))
        self.form = Form(label_em=5)
        self.recipient = self.form.add_row(
            _("交给谁"),
            LineField(longest=MOST_RECIPIENT),
            name="recipient",
            required=True,
            help=_("写姓名和与老人的关系，例如：本人、女儿李梅。"),
        )
        self.reason = self.form.add_row(
            _("理由"), LineField(longest=MOST_REASON), name="reason", required=True
        )
        self.reason.set_value(_("本人申请查阅、复制"))
        self.body.addWidget(self.form)
        self.form.save_asked.connect(self._on_save)
        self.add_button(button(_("取消"), self.reject))
        self.add_button(button(_("打印"), self._on_print, icon_name="printer"))
        self.add_button(button(_("存为 PDF"), self._on_save, look="main", key="Ctrl+Enter"))
        self.form.focus_first()

    def _checked(self) -> bool:
        """Check the form; where it says what is wrong the dialog grows by those lines."""
        fine = self.form.check()
        if not fine:
            # The form learns only afterwards how high its new lines are.
            QTimer.singleShot(0, self, self._grow)
        return fine

    def _grow(self) -> None:
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), layout.totalHeightForWidth(self.width()) + theme.px(0.5))

    def _on_save(self) -> None:
        if not self._checked():
            return
        name = _("个人信息副本 {name}.pdf").format(name=self._name)
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), name, "*.pdf")
        if path:
            self.saving.emit(
                Path(path).with_suffix(".pdf"), str(self.recipient.value()), str(self.reason.value())
            )
            self.accept()

    def _on_print(self) -> None:
        if self._checked():
            self.printing.emit(str(self.recipient.value()), str(self.reason.value()))
            self.accept()
