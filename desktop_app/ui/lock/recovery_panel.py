"""The way in by the paper recovery key: five lines, then a new password before any work."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.storage.passwords import LEAST_CHARACTERS, check_password
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, ChoiceField, Form, LineField, Section, Text, TextField, button
from desktop_app.ui.lock.password_panel import WIDTH_EM
from desktop_app.ui.presenter import describe


class RecoveryPanel(QWidget):
    """Asks for the paper key. Signals: ``entered(text)``, ``back_asked()``."""

    entered = Signal(str)
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.key = TextField(lines=6, placeholder=_("一行一行照纸上输入，横线和大小写不用管"))
        self.error = Text("", "error", wrap=True)
        self.error.hide()
        self.submit = button(_("用恢复密钥打开"), self._on_submit, look="main")
        card = Card(_("用恢复密钥打开"), margin_em=2)
        card.setFixedWidth(theme.px(WIDTH_EM))
        card.body.addWidget(
            Text(
                _("恢复密钥是首次设置时打印或抄下的五行字母和数字。打开后要设一个新密码。"),
                "muted",
                wrap=True,
            )
        )
        card.body.addWidget(self.key)
        card.body.addWidget(self.error)
        card.body.addWidget(self.submit)
        card.body.addWidget(
            button(_("返回密码登录"), self.back_asked.emit, look="link"), 0, Qt.AlignmentFlag.AlignLeft
        )
        self.key.describe(_("恢复密钥"), "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    def set_busy(self, busy: bool) -> None:
        """Say that the key is being tried."""
        self.submit.setEnabled(not busy)

    def show_error(self, error: BaseException) -> None:
        """Say what was wrong; what was typed stays."""
        words = describe(error)
        self.set_busy(False)
        self.error.setText(words.short)
        self.error.show()
        self.key.text.setFocus()

    def _on_submit(self) -> None:
        if self.key.value():
            self.set_busy(True)
            self.entered.emit(self.key.value())


class NewPasswordPanel(QWidget):
    """Asks whose password is replaced and for the new one twice. Signal: ``entered(user, password)``."""

    entered = Signal(str, str)

    def __init__(self, users: Sequence[str]) -> None:
        super().__init__()
        card = Card(margin_em=2)
        card.setFixedWidth(theme.px(WIDTH_EM))
        card.body.addWidget(Section(_("设一个新密码")))
        self.form = Form(labels_above=True, column_em=10)
        choices = [(name, name) for name in users]
        self.user: ChoiceField[str] = self.form.add_row(
            _("给哪位用户设新密码"), ChoiceField(choices, empty=None), name="user", required=True
        )
        self.password, self.again = add_password_rows(self.form)
        self.form.set_row_visible("user", len(users) > 1)
        self.form.save_asked.connect(self._on_submit)
        self.submit = button(_("保存新密码并打开"), self._on_submit, look="main")
        card.body.addWidget(self.form)
        card.body.addWidget(self.submit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    def _on_submit(self) -> None:
        user = self.user.value() or ""
        if self.form.check() and passwords_fit(self.form, self.password, self.again, user=user):
            self.entered.emit(user, self.password.line.text())


def add_password_rows(form: Form) -> tuple[LineField, LineField]:
    """Add a new password and its repetition to ``form``."""
    help_text = _("至少 {least} 个字符，几个不相干的词连在一起最好记。").format(least=LEAST_CHARACTERS)
    first = form.add_row(_("新密码"), LineField(secret=True), name="password", required=True, help=help_text)
    again = form.add_row(_("再输一次"), LineField(secret=True), name="again", required=True)
    return first, again


def passwords_fit(form: Form, first: LineField, again: LineField, *, user: str) -> bool:
    """Tell whether the password is accepted and was typed alike twice; say beside the field what is not."""
    try:
        check_password(first.line.text(), user=user)
    except ElderVisitsError as error:
        words = describe(error)
        form.show_problem("password", words.short)
        return False
    if first.line.text() != again.line.text():
        form.show_problem("again", _("两次输入的密码不一样，请再输一次。"))
        return False
    return True
