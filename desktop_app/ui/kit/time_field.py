"""The field for a time of day."""

from __future__ import annotations

import re

from desktop_app.config.strings import _
from desktop_app.ui.kit.fields import LineField, plain_digits


class TimeField(LineField):
    """A time of day: 14:30, 1430 or 14点30; empty is allowed."""

    def __init__(self) -> None:
        super().__init__(placeholder="14:30", longest=8)
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> str:
        """Return 14:30, or what was typed where that is no time."""
        text = plain_digits(self.line.text())
        found = re.fullmatch(r"(\d{1,2})[:;.。点时](\d{2})分?|(\d{1,2})(\d{2})", text)
        if found is None:
            return text
        hour, minute = int(found[1] or found[3]), int(found[2] or found[4])
        return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else text

    def problem(self) -> str:
        """Say that the text is no time of day."""
        text = self.value()
        return "" if not text or re.fullmatch(r"\d\d:\d\d", text) else _("请按 14:30 的样式填写时间。")

    def _tidy(self) -> None:
        if self.line.text() != self.value():
            self.set_value(self.value())
