"""Fifth screen: the recovery key, shown large, put on paper, and typed back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config import durable
from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.services.access import confirm_recovery
from desktop_app.storage.recovery import KEY_LINES
from desktop_app.ui import theme
from desktop_app.ui.first_run.step import Step
from desktop_app.ui.kit import Card, Form, LineField, Text, button, row
from desktop_app.ui.presenter import describe

LINES = KEY_LINES + 1


class RecoveryStep(Step):
    """First the key, then, with the key out of sight, one field per line."""

    def __init__(self) -> None:
        super().__init__(
            _("恢复密钥：打印或抄下来，锁进柜子"),
            _("忘记密码时，只有它能打开名册。程序不保存它，只显示这一次。"),
        )
        self._key = ""
        self._unit = ""
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_showing())
        self._stack.addWidget(self._make_asking())
        self.body.addWidget(self._stack, 1)

    def show_key(self, key: str, unit_name: str) -> None:
        """Show a new key and empty the fields to type it into."""
        self._key, self._unit = key, unit_name
        for label, line in zip(self._lines, key.splitlines(), strict=True):
            label.setText(line)
        for field in self.fields:
            field.set_value("")
        self.form.clear_problems()
        self._stack.setCurrentIndex(0)
        self.changed.emit()

    def is_asking(self) -> bool:
        """Tell whether the key is out of sight and asked for."""
        return self._stack.currentIndex() == 1

    def enter(self) -> None:
        """Put the keyboard on what comes next."""
        if self.is_asking():
            self.form.focus_first()

    def is_ready(self) -> bool:
        """First the key is on paper, then every line is filled in."""
        return bool(self._key) and (not self.is_asking() or not any(f.is_empty() for f in self.fields))

    def check(self) -> bool:
        """Turn from showing to asking; then tell whether the typed lines are the key's."""
        if not self.is_asking():
            self._stack.setCurrentIndex(1)
            self.form.focus_first()
            self.changed.emit()
            return False
        lines = self._key.splitlines()
        for number, field in enumerate(self.fields):
            # One line in its place among the right ones: the refusal is about this line.
            typed = [*lines]
            typed[number] = field.value()
            try:
                confirm_recovery(self._key, "\n".join(typed))
            except ElderVisitsError as error:
                words = describe(error)
                self.form.show_problem(f"line{number}", words.short)
                return False
        return True

    def show_again(self) -> None:
        """Bring the key back into sight."""
        self._stack.setCurrentIndex(0)
        self.changed.emit()

    def _make_showing(self) -> QWidget:
        page = QWidget()
        card = Card(margin_em=1.2)
        self._lines = [Text("", "key") for _line in range(LINES)]
        for number, label in enumerate(self._lines, start=1):
            face = QFont(theme.font(1.5, strong=True))
            face.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 106)
            label.setFont(face)
            caption = Text(_("第 {line} 行").format(line=number), "muted")
            caption.setFixedWidth(theme.px(5))
            line = row(caption, label)
            line.addStretch(1)
            card.body.addLayout(line)
        buttons = row(
            button(_("打印"), self._on_print, icon_name="printer"),
            button(_("存为文件"), self._on_save, icon_name="file-down"),
        )
        buttons.addStretch(1)
        self.told = Text(
            _("存成的文件请放到 U 盘锁好，不要留在这台电脑上。下一步会收起密钥，请您照纸上输入一遍。"),
            "hint",
            wrap=True,
        )
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(card)
        layout.addLayout(buttons)
        layout.addWidget(self.told)
        layout.addStretch(1)
        return page

    def _make_asking(self) -> QWidget:
        page = QWidget()
        self.form = Form(label_em=5)
        self.fields = [
            self.form.add_row(
                _("第 {line} 行").format(line=number + 1), LineField(longest=60), name=f"line{number}"
            )
            for number in range(LINES)
        ]
        self.form.changed.connect(self.changed)
        self.form.save_asked.connect(self.forward_asked)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(Text(_("请照纸上逐行输入，横线和大小写不用管。"), "", wrap=True))
        layout.addWidget(self.form)
        layout.addWidget(
            button(_("再看一次密钥"), self.show_again, look="link"), 0, Qt.AlignmentFlag.AlignLeft
        )
        layout.addStretch(1)
        return page

    def _words(self) -> str:
        lines = [_("{unit} 老年人探访服务记录 恢复密钥").format(unit=self._unit), ""]
        lines += [
            f"{_('第 {line} 行').format(line=number)}    {line}"
            for number, line in enumerate(self._key.splitlines(), start=1)
        ]
        lines += ["", _("忘记密码时用它打开名册。请锁进柜子，不要给别人看，不要拍照上网。")]
        return "\n".join(lines)

    def _on_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self._print_on(printer)
        dialog.deleteLater()

    def _print_on(self, printer: object) -> None:
        from PySide6.QtPrintSupport import QPrinter

        assert isinstance(printer, QPrinter)
        document = QTextDocument()
        face = theme.font(1.4)
        document.setDefaultFont(face)
        document.setPlainText(self._words())
        document.print_(printer)
        self.told.setText(_("已送打印机。请核对纸上五行都清楚。"))

    def _on_save(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name, _kind = QFileDialog.getSaveFileName(
            self, _("恢复密钥存到哪里"), str(Path(folder) / _("恢复密钥.txt")), _("文本文件 (*.txt)")
        )
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the key into a file that only this user may read; say so when that cannot be done."""
        try:
            durable.write_file(path, self._words().encode("utf-8-sig"))
        except OSError:
            self.told.setText(_("文件写不进去，请换一个地方存，或把五行抄下来。"))
        else:
            self.told.setText(
                _("已存为 {name}。请移到 U 盘锁好，再从这台电脑上删除。").format(name=path.name)
            )
