"""The dialog that notes on which day somebody of the family saw or called the elder."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.services.decision_checks import Decided
from desktop_app.services.family_support import SupporterLine
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.kit import CheckField, DateField
from desktop_app.ui.page import PageContext


class SeenDialog(DecisionDialog):
    """看望问候 of one of the family, on any day up to today."""

    def __init__(self, context: PageContext, one: SupporterLine, parent: QWidget) -> None:
        super().__init__(context, _("看望问候：{name}").format(name=one.name), _("保存"), parent)
        self._one = one
        today = context.app.clock.today
        for told, day in ((_("最近看望"), one.last_seen_on), (_("最近问候"), one.last_called_on)):
            if day is not None:
                self.show_present(f"{told} {day.isoformat()}")
        self.seen_on = self.form.add_row(
            _("看望日期"), DateField(latest_on=today, today=today), name="last_seen_on"
        )
        self.called_on = self.form.add_row(
            _("问候日期"), DateField(latest_on=today, today=today), name="last_called_on"
        )
        self.earlier = self.form.add_row(
            _("更正"),
            CheckField(_("更正为较早的日期")),
            name="earlier",
            help=_("原来登记的日期有误，要改成更早的一天时才勾。"),
        )
        self.form.mark_clean()
        self.form.focus_first()
        self.keep_as("family_seen", one.uid)

    def save(self) -> None:
        """Note the days."""
        app, one = self.context.app, self._one
        seen_on, called_on = self.seen_on.value(), self.called_on.value()
        if seen_on is None and called_on is None:
            self.form.show_problem("last_seen_on", _("请填写看望或者问候的日期。"))
            return
        earlier = self.earlier.value()

        def work() -> Decided:
            change_set = app.family_support.seen(
                app.actor, one.uid, seen_on=seen_on, called_on=called_on, earlier=earlier
            )
            return Decided((one.uid,), change_set)

        self.write(_("已记下看望问候"), work)
