"""The typed fields: a line, several lines, a number, a phone, yes or no.

Example::

    name = LineField(placeholder=_("姓名"))
    name.set_value("王桂兰")
    assert name.value() == "王桂兰"
"""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QStyle, QStyleOptionButton

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit.field import Field
from desktop_app.ui.kit.icons import pixmap


def plain_digits(text: str) -> str:
    """Return ``text`` with full-width letters and digits made plain and outer blanks removed."""
    return unicodedata.normalize("NFKC", text).strip()


class LineField(Field[str]):
    """One line of text; outer blanks are dropped."""

    def __init__(self, *, placeholder: str = "", longest: int = 200, secret: bool = False) -> None:
        self.line = QLineEdit()
        super().__init__(self.line)
        self.line.setPlaceholderText(placeholder)
        self._longest = longest
        # Qt counts a rare character as two and would cut one in half.
        self.line.setMaxLength(2 * longest)
        if secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.textChanged.connect(self._on_text)

    def value(self) -> str:
        """Return the text without outer blanks."""
        return self.line.text().strip()

    def set_value(self, value: str) -> None:
        """Show ``value``."""
        self.line.setText(value or "")
        self.line.setCursorPosition(0)

    def set_read_only(self, read_only: bool) -> None:
        """Forbid editing but keep the text selectable."""
        self.line.setReadOnly(read_only)

    def _on_text(self, text: str) -> None:
        over = len(text) - self._longest
        if over > 0:
            # What was typed last gives way, as Qt has it too; Qt counts the cursor's place in halves.
            halves = text.encode("utf-16-le")[: 2 * self.line.cursorPosition()]
            before = halves.decode("utf-16-le", "ignore")
            kept = before[: max(len(before) - over, 0)]
            self.line.setText((kept + text[len(before) :])[: self._longest])  # comes back here
            self.line.setCursorPosition(len(kept.encode("utf-16-le")) // 2)
        else:
            self.changed.emit()


class TextField(Field[str]):
    """Several lines of text; Enter makes a new line, Tab moves on."""

    def __init__(self, *, lines: int = 3, placeholder: str = "") -> None:
        self.text = QPlainTextEdit()
        super().__init__(self.text)
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(placeholder)
        self.text.setFixedHeight(theme.px(1.5 * lines + 1))
        self.text.textChanged.connect(self.changed)

    def value(self) -> str:
        """Return the text without outer blanks."""
        return self.text.toPlainText().strip()

    def set_value(self, value: str) -> None:
        """Show ``value``."""
        self.text.setPlainText(value or "")

    def takes_enter(self) -> bool:
        """Enter makes a new line."""
        return True


class NumberField(Field[int | None]):
    """A whole number between ``minimum`` and ``maximum``; empty is allowed."""

    def __init__(self, minimum: int = 0, maximum: int = 999_999) -> None:
        self.line = QLineEdit()
        super().__init__(self.line)
        self._minimum, self._maximum = minimum, maximum
        self.line.setMaxLength(12)
        self.line.setFixedWidth(theme.px(6))
        self.line.textChanged.connect(self.changed)
        self.hug()

    def value(self) -> int | None:
        """Return the number, None when empty or not a number."""
        text = plain_digits(self.line.text())
        return int(text) if re.fullmatch(r"-?\d+", text) else None

    def set_value(self, value: int | None) -> None:
        """Show ``value``."""
        self.line.setText("" if value is None else str(value))

    def problem(self) -> str:
        """Say that the text is no number or out of range."""
        text, number = plain_digits(self.line.text()), self.value()
        if text and number is None:
            return _("请填写整数。")
        if number is not None and not self._minimum <= number <= self._maximum:
            return _("请填写 {low} 到 {high} 之间的数。").format(low=self._minimum, high=self._maximum)
        return ""


def group_phone(digits: str) -> str:
    """Return a mobile number in groups: 138 0013 8001; other numbers unchanged."""
    if re.fullmatch(r"1\d{10}", digits):
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return digits


class PhoneField(Field[str]):
    """A phone number: 11 digits starting with 1, or a landline with or without area code."""

    def __init__(self, *, placeholder: str = "") -> None:
        self.line = QLineEdit()
        super().__init__(self.line)
        self.line.setPlaceholderText(placeholder)
        self.line.setMaxLength(24)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhDialableCharactersOnly)
        self.line.textChanged.connect(self.changed)
        self.line.editingFinished.connect(self._group)

    def value(self) -> str:
        """Return the number without blanks."""
        return re.sub(r"[\s\-—()（）]", "", plain_digits(self.line.text()))

    def set_value(self, value: str) -> None:
        """Show ``value`` in groups."""
        self.line.setText(group_phone(value or ""))

    def problem(self) -> str:
        """Say that this is no phone number."""
        digits = self.value()
        if not digits or re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}|[2-9]\d{6,7}|1\d{4}", digits):
            return ""
        return _("手机号应为 11 位数字，固定电话请连区号填写。")

    def _group(self) -> None:
        grouped = group_phone(self.value())
        if grouped != self.line.text() and not self.problem():
            self.line.setText(grouped)


class _Box(QCheckBox):
    """A check box that paints the kit's own tick, so that it follows palette and letter size."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint box and words, then the tick."""
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            place = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
            painter = QPainter(self)
            tick = pixmap("check", "on_accent", 1.0)
            size = tick.deviceIndependentSize().toSize()
            painter.drawPixmap(place.center() - QPoint(size.width() // 2 - 1, size.height() // 2 - 1), tick)
            painter.end()


class CheckField(Field[bool]):
    """Yes or no, with the words beside the box."""

    def __init__(self, words: str) -> None:
        self.box = _Box(words)
        super().__init__(self.box)
        self.box.toggled.connect(lambda _on: self.changed.emit())

    def value(self) -> bool:
        """Return whether the box is ticked."""
        return self.box.isChecked()

    def set_value(self, value: bool) -> None:
        """Tick or clear the box."""
        self.box.setChecked(bool(value))

    def is_empty(self) -> bool:
        """A box is never empty."""
        return False
