"""The fields that only services have: how much in a service's unit, money in yuan, a rhythm; and proposals in them.

What was filled in last time is proposed in grey inside a dashed outline and is nobody's word until it is taken,
by Space in the empty field or all at once by F6.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.service_checks import MOST_MONEY
from desktop_app.ui import service_words as words
from desktop_app.ui import theme
from desktop_app.ui.kit import ChipsField, ChoiceRow, Field, LineField, Text, weekday
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.measure_words import typed_number
from desktop_app.ui.service_words import DAY, MONTH, WEEK

NUMBER_EM = 9
_WEEKDAYS = range(1, 8)
_QUANTITY = re.compile(r"\d{1,4}(\.\d{1,2})?")
_YUAN = re.compile(r"\d{1,8}(\.\d{1,2})?")


class Proposal(QObject):
    """What is proposed for one empty field; Space takes it. ``line`` is where the field is typed into."""

    def __init__(self, field: Field[Any], line: QLineEdit) -> None:
        super().__init__(field)
        self._field, self._line = field, line
        self._outlined = field.key_targets()[0]
        self._plain = line.placeholderText()
        self._value: Any = None
        line.installEventFilter(self)
        line.textChanged.connect(self._outline)

    def propose(self, value: object, told: str) -> None:
        """Propose ``value`` in the words ``told``; None proposes nothing."""
        self._value = value
        self._line.setPlaceholderText(told if value is not None else self._plain)
        self._line.setToolTip(_("按空格采用") if value is not None else "")
        self._outline()

    def take(self) -> bool:
        """Fill the proposal in where nothing is typed; tell whether that changed anything."""
        if self._value is None or self._line.text():
            return False
        self._field.set_value(self._value)
        return True

    def _outline(self) -> None:
        ghost = self._value is not None and not self._line.text()
        if bool(self._outlined.property("ghost")) != ghost:
            self._outlined.setProperty("ghost", ghost)
            self._outlined.style().unpolish(self._outlined)
            self._outlined.style().polish(self._outlined)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Space takes the proposal."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and self.take()
        ):
            return True
        return super().eventFilter(watched, event)


def last_time(shown: str | None) -> str:
    """Return how something of last time is proposed."""
    return _("上次：{words}").format(words=shown or "")


def arranged(shown: str | None) -> str:
    """Return how something that is arranged is proposed."""
    return _("安排：{words}").format(words=shown or "")


class _NumberField(Field[Any]):
    """A number with its unit beside it."""

    def __init__(self, unit: str = "") -> None:
        self.line = QLineEdit()
        super().__init__(self.line)
        self.line.setMaxLength(12)
        self.line.setFixedWidth(theme.px(NUMBER_EM))
        self._unit = Text(unit, "unit")
        self._layout.setSpacing(theme.px(0.4))
        self._layout.addWidget(self._unit)
        self.hug()
        self.line.textChanged.connect(self.changed)

    def set_unit(self, unit: str) -> None:
        """Count in another unit."""
        self._unit.setText(unit)


class QuantityField(_NumberField):
    """How much: a decimal number as text, in the unit of the service."""

    def value(self) -> str | None:
        """Return the number in plain signs, None when nothing is typed."""
        return typed_number(self.line.text()) or None

    def set_value(self, value: str | None) -> None:
        """Show ``value``."""
        self.line.setText(value or "")

    def problem(self) -> str:
        """Say that this is no quantity."""
        text = self.value()
        if text is None or (_QUANTITY.fullmatch(text) and Decimal(text) > 0):
            return ""
        return _("请填写大于 0 的数，最多两位小数。")


class MoneyField(_NumberField):
    """An amount typed in 元 with up to two decimals; the value is whole 分, or the text where it is no amount."""

    def __init__(self) -> None:
        super().__init__(_("元"))

    def value(self) -> int | str | None:
        """Return 分, None when nothing is typed, and what is typed where that is no amount."""
        text = typed_number(self.line.text())
        if not text:
            return None
        return int(Decimal(text) * 100) if _YUAN.fullmatch(text) else text

    def fen(self) -> int | None:
        """Return 分, None for nothing that can be read."""
        value = self.value()
        return value if isinstance(value, int) else None

    def set_value(self, value: int | str | None) -> None:
        """Show ``value`` in 元."""
        self.line.setText(f"{Decimal(value) / 100:.2f}" if isinstance(value, int) else value or "")

    def problem(self) -> str:
        """Say that this is no amount."""
        value = self.value()
        if isinstance(value, str) or (value is not None and value > MOST_MONEY):
            return _("请填写金额，单位是元，最多两位小数，如 12.50。")
        return ""


class RhythmField(Field[str | None]):
    """On which days a service comes: not fixed, every day, days of the week, or days of the month."""

    def __init__(self) -> None:
        holder = QWidget()
        super().__init__(holder)
        self.kind: ChoiceRow[str] = ChoiceRow(
            [("", _("不固定")), (DAY, _("每天")), (WEEK, _("每周")), (MONTH, _("每月"))]
        )
        self.weekdays: ChipsField[int] = ChipsField([(day, _weekday(day)) for day in _WEEKDAYS])
        self.days = LineField(placeholder=_("几号，如 1、15"), longest=60)
        self.days.setMaximumWidth(theme.px(14))
        self.told = Text("", "hint", wrap=True)
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(0.4))
        for part in (self.kind, self.weekdays, self.days, self.told):
            inside.addWidget(part)
        holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.kind)
        self.kind.set_value("")
        for field in (self.kind, self.weekdays, self.days):
            field.changed.connect(self._on_changed)
        self._on_changed()

    def value(self) -> str | None:
        """Return the rhythm as arrangements keep it, None where no days are fixed."""
        kind = self.kind.value()
        if kind == DAY:
            return DAY
        if kind == WEEK and self.weekdays.value():
            return f"{WEEK}:{','.join(str(day) for day in sorted(self.weekdays.value()))}"
        if kind == MONTH and self._month_days():
            return f"{MONTH}:{','.join(str(day) for day in self._month_days())}"
        return None

    def set_value(self, value: str | None) -> None:
        """Show a rhythm."""
        kind, _colon, days = (value or "").partition(":")
        numbers = [int(each) for each in days.split(",") if each.isdigit()]
        self.kind.set_value(kind)
        self.weekdays.set_value(numbers if kind == WEEK else [])
        self.days.set_value("、".join(map(str, numbers)) if kind == MONTH else "")

    def problem(self) -> str:
        """Say which days are missing or are none."""
        kind = self.kind.value()
        if kind == WEEK and not self.weekdays.value():
            return _("请选每周的哪几天。")
        days = self._month_days()
        if kind == MONTH and (not days or not all(1 <= day <= 31 for day in days)):
            return _("请填写每月几号，1 到 31，几个日子之间用顿号隔开。")
        return ""

    def is_empty(self) -> bool:
        """No fixed days are an answer too."""
        return False

    def key_targets(self) -> list[QWidget]:
        """Return everything that takes keys."""
        return [*self.kind.key_targets(), *self.weekdays.key_targets(), *self.days.key_targets()]

    def set_bad(self, bad: bool) -> None:
        """Mark the days of the month; the error line speaks for the rest."""
        self.days.set_bad(bad and self.kind.value() == MONTH)

    def describe(self, name: str, description: str) -> None:
        """Name the parts."""
        self.kind.describe(name, description)
        self.weekdays.describe(_("每周几"), description)
        self.days.describe(_("每月几号"), self.days.line.placeholderText())

    def _month_days(self) -> list[int]:
        return sorted({int(each) for each in re.findall(r"\d+", typed_number(self.days.value()))})

    def _on_changed(self) -> None:
        kind = self.kind.value()
        set_shown(self.weekdays, kind == WEEK)
        set_shown(self.days, kind == MONTH)
        told = words.rhythm_words(self.value()) if self.value() is not None else ""
        self.told.setText(told)
        set_shown(self.told, bool(told))
        self.changed.emit()


def _weekday(day: int) -> str:
    return weekday(date(2024, 1, day))  # 2024-01-01 was a Monday
