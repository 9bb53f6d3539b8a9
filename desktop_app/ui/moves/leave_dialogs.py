"""The dialogs of a visitor's leave: entering one with a stand-in, and ending it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.services.leave import LeaveDraft, LeaveRow
from desktop_app.services.register import VisitorRow
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.kit import ChoiceField, DateField, LineField
from desktop_app.ui.page import PageContext


class LeaveDialog(DecisionDialog):
    """登记请假."""

    def __init__(self, context: PageContext, visitors: Sequence[VisitorRow], parent: QWidget) -> None:
        super().__init__(context, _("登记请假"), _("登记请假"), parent)
        today, people = context.app.clock.today, [(one.uid, one.name) for one in visitors]
        self.visitor: ChoiceField[str] = self.form.add_row(
            _("请假人"), ChoiceField(people, empty=_("请选择")), name="visitor_uid", required=True
        )
        self.from_on = self.form.add_row(_("从哪天起"), DateField(today=today), name="from_on", required=True)
        self.to_on = self.form.add_row(_("最后一天"), DateField(today=today), name="to_on", required=True)
        self.stand_in: ChoiceField[str] = self.form.add_row(
            _("代班人"),
            ChoiceField(people, empty=_("没有")),
            name="stand_in_uid",
            help=_("请假期间，应探访列在代班人名下；请假结束自动交还。"),
        )
        self.reason = self.form.add_row(_("事由"), LineField(longest=200), name="reason")
        own = [one.uid for one in visitors if one.name == context.app.actor.name]
        self.form.set_values({"from_on": today(), "visitor_uid": own[0] if len(own) == 1 else None})
        self.form.mark_clean()
        self.form.focus_first()
        self.keep_as("leave")

    def save(self) -> None:
        """Enter the leave."""
        app, first, last = self.context.app, self.from_on.value(), self.to_on.value()
        if first is None or last is None:
            return
        draft = LeaveDraft(
            visitor_uid=self.visitor.value() or "",
            from_on=first,
            to_on=last,
            reason=self.reason.value() or None,
            stand_in_uid=self.stand_in.value(),
        )
        self.write(_("已登记请假"), lambda: app.leave.add(app.actor, draft))


class LeaveEndDialog(DecisionDialog):
    """提前回来 from a leave, or one that is not taken."""

    def __init__(self, context: PageContext, leave: LeaveRow, parent: QWidget) -> None:
        title = _("结束请假：{name}").format(name=leave.visitor)
        super().__init__(context, title, _("结束请假"), parent, width_em=34)
        self._leave = leave
        today = context.app.clock.today
        self.show_present(
            _("{first} 至 {last}").format(first=leave.from_on.isoformat(), last=leave.to_on.isoformat())
        )
        self.on = self.form.add_row(
            _("回来的日期"),
            DateField(today=today),
            name="on",
            required=True,
            help=_("从这天起恢复；请假还没开始的，整条撤下。"),
        )
        self.on.set_value(today())
        self.form.mark_clean()
        self.form.focus_first()
        self.keep_as("leave_end", leave.uid)

    def save(self) -> None:
        """End the leave."""
        app, uid, on = self.context.app, self._leave.uid, self.on.value()
        self.write(_("请假已结束"), lambda: app.leave.end(app.actor, uid, on=on))
