"""The fields that say who somebody is: the name with its count, the id number with what it tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.characters import is_private_use
from desktop_app.domain.dates import age_on
from desktop_app.domain.identity import WRONG_CHECK, BadIdNumber, IdNumber, clean_id_number
from desktop_app.domain.names import MAX_NAME_LENGTH, PRIVATE_USE, BadName, parse_name
from desktop_app.ui import theme
from desktop_app.ui.kit import Field, LineField, Text, button


class NameField(LineField):
    """A name of up to 50 characters, counted while typing; rare characters count as one."""

    def __init__(self) -> None:
        # Qt counts a rare character twice, so its own limit lies higher and ``problem`` speaks.
        super().__init__(longest=MAX_NAME_LENGTH * 2 + 10)
        self.count = Text("", "unit")
        self._layout.setSpacing(theme.px(0.4))
        self._layout.addWidget(self.count)
        self.line.textChanged.connect(self._show_count)
        self._show_count()

    def problem(self) -> str:
        """Say what is wrong with the name."""
        if not self.value():
            return ""
        try:
            parse_name(self.value())
        except BadName as error:
            return _(error.reason)
        return ""

    def _show_count(self) -> None:
        text = self.value()
        self.count.setText(_("{count}/{most} 字").format(count=len(text), most=MAX_NAME_LENGTH))
        doubtful = any(is_private_use(character) for character in text)
        self.count.setToolTip(_(PRIVATE_USE) if doubtful else "")


class IdNumberField(Field[str]):
    """An id number that tells birth date and sex while it is typed. Signals: ``read(IdNumber or None)``, ``open_asked()``."""

    read = Signal(object)
    open_asked = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        self._inner = LineField(longest=30, placeholder=_("18 位，末位可以是 X"))
        super().__init__(self._inner)
        self.line = self._inner.line
        self._today = today
        self.told = Text("", "hint", wrap=True)
        self.doubt = Text("", "error", wrap=True)
        self.open_button = button(_("打开那份档案"), self.open_asked.emit, look="link")
        self._layout.removeWidget(self._inner)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(0.15))
        for part in (self._inner, self.told, self.doubt, self.open_button):
            inside.addWidget(part)
        self._layout.addWidget(holder, 1)
        for part in (self.told, self.doubt, self.open_button):
            part.hide()
        self._inner.changed.connect(self._on_text)
        self.setFocusProxy(self.line)

    def value(self) -> str:
        """Return the number as typed, without blanks."""
        return clean_id_number(self._inner.value())

    def set_value(self, value: str) -> None:
        """Show ``value``."""
        self._inner.set_value(value or "")

    def number(self) -> IdNumber | None:
        """Return the number read, None while it is none."""
        try:
            return IdNumber.parse(self._inner.value(), today=self._today()) if self.value() else None
        except BadIdNumber:
            return None

    def problem(self) -> str:
        """Say why this is no id number; a wrong check digit is only pointed out."""
        if not self.value():
            return ""
        try:
            IdNumber.parse(self._inner.value(), today=self._today())
        except BadIdNumber as error:
            return _(error.reason)
        return ""

    def show_other(self, name: str) -> None:
        """Say that ``name`` carries the same number; an empty name takes it back."""
        self.open_button.setVisible(bool(name))
        self.open_button.setText(_("打开 {name} 的档案").format(name=name))
        if name:
            self.doubt.setText(_("名册中已有同一号码的老年人：{name}。").format(name=name))
            self.doubt.show()
        else:
            self._on_text_shown(self.number())

    def key_targets(self) -> list[QWidget]:
        """Return the line."""
        return [self.line]

    def set_bad(self, bad: bool) -> None:
        """Mark the line."""
        self._inner.set_bad(bad)

    def _on_text(self) -> None:
        number = self.number()
        self.open_button.hide()
        self._on_text_shown(number)
        self.changed.emit()
        self.read.emit(number)

    def _on_text_shown(self, number: IdNumber | None) -> None:
        self.told.setVisible(number is not None)
        self.doubt.setVisible(number is not None and not number.check_ok)
        if number is None:
            return
        words = _("{sex}，{birth} 出生，{age} 岁").format(
            sex=_(number.sex.term),
            birth=number.birth_on.isoformat(),
            age=age_on(number.birth_on, self._today()),
        )
        self.told.setText(
            _("{words}；已由 15 位补成 18 位").format(words=words) if number.upgraded else words
        )
        self.doubt.setText(_("{reason}。可以保存，会做标记。").format(reason=_(WRONG_CHECK)))
