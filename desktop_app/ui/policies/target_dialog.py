"""The dialog that sets an indicator's target for this year or a later one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.policy_changes import NothingToChange
from desktop_app.domain.policy_schema import PolicyRefused
from desktop_app.services.policy_rows import RuleRow
from desktop_app.ui.kit import ChoiceField, Dialog, Form, LineField, Text, button
from desktop_app.ui.kit.fields import plain_digits

YEARS_AHEAD = 6


class TargetDialog(Dialog):
    """Signal: ``decided(year, Decimal or None)``; the opener closes the dialog when it is saved."""

    decided = Signal(int, object)

    def __init__(self, rule: RuleRow, today: date, parent: QWidget) -> None:
        super().__init__(_("改目标值"), parent, width_em=34)
        self._targets = dict(rule.targets)
        self.body.addWidget(Text(rule.words, "", wrap=True))
        self.form = Form(label_em=5)
        years = range(today.year, today.year + YEARS_AHEAD)
        self.year: ChoiceField[int] = self.form.add_row(
            _("年份"),
            ChoiceField([(year, _("{year} 年").format(year=year)) for year in years], empty=None),
            name="year",
            required=True,
        )
        self.value = self.form.add_row(
            _("目标值"),
            LineField(longest=12),
            name="value",
            help=_("只填数字；空着就是这一年不另定，沿用前一年的。过去年份的不能改。"),
        )
        self.year.set_value(today.year)
        self._show_year()
        self.year.changed.connect(self._show_year)
        self.form.save_asked.connect(self.submit)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        self.save = self.add_button(button(_("保存"), self.submit, look="main", key="Ctrl+Enter"))
        self.form.focus_first()

    def submit(self) -> None:
        """Check the number and ask for it to be saved."""
        year, text = self.year.value(), plain_digits(self.value.value())
        if year is None:
            return
        try:
            value = Decimal(text) if text else None
        except InvalidOperation:
            value = Decimal("nan")
        if value is not None and not value.is_finite():
            self.form.show_problem("value", _("请填写数字，例如 100 或 61.5。"))
            return
        self.decided.emit(year, value)

    def show_error(self, error: BaseException) -> bool:
        """Show why the value was refused beside it; False when it is about something else."""
        if isinstance(error, NothingToChange):
            self.form.show_problem("value", _("与现在的目标值相同。"))
            return True
        if isinstance(error, PolicyRefused):
            problems = error.details["problems"]
            said = [problem.message.say(_) for problem in problems]  # type: ignore[attr-defined]  # of that error
            self.form.show_problem("value", _("；").join(said))
            return True
        return False

    def _show_year(self) -> None:
        value = self._targets.get(self.year.value() or 0)
        self.value.set_value("" if value is None else str(value))
