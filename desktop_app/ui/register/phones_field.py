"""A field for one or several telephone numbers, as offices write them."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.domain.phones import parse_phone_cell, show_phone
from desktop_app.ui.kit import LineField


class PhonesField(LineField):
    """Numbers separated by 、 or blanks; words such as 无电话 mean that there is none."""

    def __init__(self, *, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, longest=120)
        self.line.editingFinished.connect(self._group)

    def value(self) -> str:
        """Return the numbers in stored form, joined by 、; what cannot be read stays as typed."""
        typed = super().value()
        cell = parse_phone_cell(typed)
        return typed if cell.unreadable or cell.remark else "、".join(cell.numbers)

    def set_value(self, value: str) -> None:
        """Show ``value`` in groups."""
        super().set_value("、".join(show_phone(one) for one in (value or "").split("、")))

    def problem(self) -> str:
        """Say that something typed is no number."""
        cell = parse_phone_cell(super().value())
        if cell.unreadable or cell.remark:
            return _("请填 11 位手机号或带区号的固定电话，几个号码之间用顿号隔开；没有电话可留空。")
        return ""

    def _group(self) -> None:
        if not self.problem():
            self.set_value(self.value())
