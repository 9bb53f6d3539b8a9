"""Asks for another day of a visit within its window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.ui.duties import calendar_words as words
from desktop_app.ui.kit import DateField, Dialog, Text, button, main_button


class DayDialog(Dialog):
    """Asks for a day within a window."""

    def __init__(
        self,
        name: str,
        on: date,
        span: tuple[date, date],
        today: Callable[[], date],
        decide: Callable[[date], object],
        parent: QWidget,
    ) -> None:
        super().__init__(_("改日期"), parent, width_em=24)
        self._decide = decide
        told = _("{name}：可以排在 {window}。").format(name=name, window=words.window_words(*span))
        self.body.addWidget(Text(told, "", wrap=True))
        self.day = DateField(today=today, earliest_on=span[0], latest_on=span[1])
        self.day.describe(_("排在哪一天"), told)
        self.day.set_value(min(max(on, span[0]), span[1]))
        self.body.addWidget(self.day)
        self.problem = Text("", "error", wrap=True)
        self.body.addWidget(self.problem)
        self.add_button(button(_("取消"), self.reject))
        sure = self.add_button(main_button(_("排在这一天"), "", self.decide))
        sure.setDefault(True)
        self.day.setFocus()

    def decide(self) -> None:
        """Take the day if it is one of the window."""
        day = self.day.value()
        problem = self.day.problem() or ("" if day else _("请填写日期。"))
        self.problem.setText(problem)
        if day is not None and not problem:
            self._decide(day)
            self.accept()
