"""The dialog before an export of the list: which kind of file, masked or full, and for full numbers why and to whom."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import UserRole
from desktop_app.reports.delimited import Encoding
from desktop_app.services.list_exports import ListExportDraft
from desktop_app.ui.kit import ChoiceRow, Dialog, Form, LineField, Text, button
from desktop_app.ui.page import PageContext

XLSX, CSV, CSV_GB = "xlsx", "csv", "csv-gb"
MASKED, FULL = "masked", "full"
LABEL_EM = 6


class ExportDialog(Dialog):
    """Asks how to export ``count`` people. Signal: ``decided(path, ListExportDraft)`` without columns and people."""

    decided = Signal(object, object)

    def __init__(self, context: PageContext, count: int, parent: QWidget) -> None:
        super().__init__(_("导出当前列表"), parent, width_em=42)
        told = _(
            "导出列表中的 {count} 人，栏目、顺序和筛选与现在看到的一样。文件没有加密，导出记入查阅与输出台账。"
        )
        self.body.addWidget(Text(told.format(count=count), "muted", wrap=True))
        self.form = Form(label_em=LABEL_EM)
        kinds = [
            (XLSX, _("表格 .xlsx")),
            (CSV, _("文本 .csv（UTF-8）")),
            (CSV_GB, _("文本 .csv（GB 18030）")),
        ]
        self.kind: ChoiceRow[str] = self.form.add_row(
            _("文件"),
            ChoiceRow(kinds),
            name="kind",
            required=True,
            help=_("用表格软件打开请选 .xlsx；.csv 供其他系统读取。"),
        )
        self.kind.set_value(XLSX)
        self.numbers: ChoiceRow[str] = self.form.add_row(
            _("号码"),
            ChoiceRow([(MASKED, _("隐去部分号码")), (FULL, _("完整号码"))]),
            name="numbers",
            required=True,
        )
        self.numbers.set_value(MASKED)
        self.reason = self.form.add_row(_("导出理由"), LineField(longest=200), name="reason", required=True)
        self.recipient = self.form.add_row(
            _("交给谁"), LineField(longest=100), name="recipient", required=True
        )
        self.body.addWidget(self.form)
        self.form.set_row_visible("numbers", context.app.actor.role is UserRole.OFFICER)
        self.form.save_asked.connect(self._on_decided)
        self.numbers.changed.connect(self._show_rows)
        self.add_button(button(_("取消"), self.reject))
        self.add_button(button(_("选择位置并导出"), self._on_decided, look="main", key="Ctrl+Enter"))
        # Rows know their height only after they were laid out anew.
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(0)
        self._fitting.timeout.connect(self._fit)
        self._show_rows()
        self.form.focus_first()

    def _show_rows(self) -> None:
        full = self.numbers.value() == FULL
        for name in ("reason", "recipient"):
            self.form.set_row_visible(name, full)
        self._fitting.start()

    def _fit(self) -> None:
        """Be as high as the rows and what is said under them need."""
        # By width alone the rows would be given a little less than their fields need.
        self.form.setMinimumHeight(self.form.sizeHint().height())
        self.resize(self.width(), self._outer.totalHeightForWidth(self.width()))

    def _on_decided(self) -> None:
        if not self.form.check():
            self._fitting.start()
            return
        ending = ".xlsx" if self.kind.value() == XLSX else ".csv"
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), _("老年人列表") + ending, f"*{ending}")
        if not path:
            return
        full = self.numbers.value() == FULL
        draft = ListExportDraft(
            title=_("老年人列表"),
            columns=(),
            ids=(),
            full=full,
            reason=self.reason.value() if full else "",
            recipient=self.recipient.value() if full else "",
            encoding=Encoding.GB18030 if self.kind.value() == CSV_GB else Encoding.UTF8,
        )
        self.decided.emit(Path(path).with_suffix(ending), draft)
        self.accept()
