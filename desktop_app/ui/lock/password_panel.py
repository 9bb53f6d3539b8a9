"""The card with unit name, user, one field and one button, for opening and for unlocking."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.storage.key_faults import TooManyAttempts
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, ChoiceField, LineField, Text, button
from desktop_app.ui.presenter import describe

WIDTH_EM = 27


class PasswordPanel(QWidget):
    """Asks for a password. Signals: ``entered(user, password)``, ``other_way_asked()`` from the link below."""

    entered = Signal(str, str)
    other_way_asked = Signal()

    def __init__(self, unit_name: str, users: Sequence[str], *, verb: str, other_way: str) -> None:
        super().__init__()
        self._verb, self._unit_name = verb, unit_name
        self._wait = 0
        self._busy = False
        self.unit = Text(unit_name or _("老年人探访服务记录"), "title", wrap=True)
        self.user: ChoiceField[str] = ChoiceField([(name, name) for name in users], empty=None)
        self.password = LineField(secret=True, placeholder=_("密码"))
        self.error = Text("", "error", wrap=True)
        self.error.hide()
        self.submit = button(verb, self._on_submit, look="main")
        self.other_way = button(other_way, self.other_way_asked.emit, look="link")
        self._build(users)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._on_second)
        self.password.line.returnPressed.connect(self._on_submit)
        self.password.changed.connect(self._clear_error)

    def choose_user(self, name: str) -> None:
        """Choose the user who opened it last."""
        self.user.set_value(name)
        if self.user.value() is None:
            self.user.combo.setCurrentIndex(0)

    def set_busy(self, busy: bool) -> None:
        """Say that the password is being checked."""
        self._busy = busy
        for part in (self.password, self.user, self.other_way):
            part.setEnabled(not busy)
        self.submit.setText(_("正在打开…") if busy else self._verb)
        self.submit.setEnabled(not busy and not self._wait)

    def show_error(self, error: BaseException) -> None:
        """Say what was wrong, empty the field, and hold the button while a wait lasts."""
        words = describe(error)
        self.set_busy(False)
        self.password.line.clear()
        number = _("错误编号 {number}").format(number=words.number) if words.number else ""
        self.error.setText("\n".join(filter(None, (words.what, words.data_safe, words.do_now, number))))
        self.error.show()
        if isinstance(error, TooManyAttempts):
            self._wait = int(str(error.details.get("seconds", 0)))
            self._timer.start()
            self._show_wait()
        self.take_focus()

    def take_focus(self) -> None:
        """Put the keyboard into the password field."""
        self.password.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_submit(self) -> None:
        text = self.password.line.text()
        if not text or self._busy or self._wait:
            return
        self.entered.emit(self.user.value() or "", text)

    def _clear_error(self) -> None:
        if self.password.line.text() and not self._wait:
            self.error.hide()

    def _on_second(self) -> None:
        self._wait = max(self._wait - 1, 0)
        if not self._wait:
            self._timer.stop()
        self._show_wait()

    def _show_wait(self) -> None:
        self.submit.setEnabled(not self._wait and not self._busy)
        waiting = _("请等 {seconds} 秒").format(seconds=self._wait)
        self.submit.setText(waiting if self._wait else self._verb)

    def _build(self, users: Sequence[str]) -> None:
        card = Card(margin_em=2)
        card.setFixedWidth(theme.px(WIDTH_EM))
        card.body.setSpacing(theme.px(0.6))
        card.body.addWidget(self.unit)
        program = Text(_("老年人探访服务记录"), "muted")
        program.setVisible(bool(self._unit_name))
        card.body.addWidget(program)
        card.body.addSpacing(theme.px(0.8))
        label = Text(_("用户"), "label")
        label.setBuddy(self.user)
        for part in (label, self.user):
            part.setVisible(len(users) > 1)
            card.body.addWidget(part)
        words = _("密码") if len(users) != 1 else _("{user}的密码").format(user=users[0])
        caption = Text(words, "label")
        caption.setBuddy(self.password)
        card.body.addWidget(caption)
        card.body.addWidget(self.password)
        card.body.addWidget(self.error)
        card.body.addSpacing(theme.px(0.4))
        card.body.addWidget(self.submit)
        card.body.addWidget(self.other_way, 0, Qt.AlignmentFlag.AlignLeft)
        self.user.describe(_("用户"), "")
        self.password.describe(words, _("输入后按回车"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
