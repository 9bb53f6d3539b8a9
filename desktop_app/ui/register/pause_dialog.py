"""The dialog that pauses visits to a person or a household, and ends or looks again at what holds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.services.decision_checks import months_after
from desktop_app.services.pauses import USUAL_MONTHS, PauseDraft, PauseRow
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.decision_words import pause_words
from desktop_app.ui.kit import CheckField, DateField, LineField
from desktop_app.ui.page import PageContext


class PauseDialog(DecisionDialog):
    """暂停探访 of one person; what holds already can be ended here, one person at a time."""

    def __init__(
        self,
        context: PageContext,
        person: tuple[str, str],
        household: Sequence[str],
        pauses: Sequence[PauseRow],
        parent: QWidget,
    ) -> None:
        uid, name = person
        super().__init__(context, _("暂停探访：{name}").format(name=name), _("暂停探访"), parent)
        self._uid = uid
        today = context.app.clock.today
        for pause in pauses:
            self.show_present(pause_words(pause), _("结束暂停"), partial(self._on_end, pause))
        self.from_on = self.form.add_row(_("从哪天起"), DateField(today=today), name="from_on", required=True)
        self.to_on = self.add_last_day(_("最后一天"), "to_on", _("不知道就空着：到复核那天为止。"))
        self.review_on = self.form.add_row(
            _("复核日期"),
            DateField(today=today),
            name="review_on",
            required=True,
            help=_("到这天还没有复核，暂停自动停止，恢复探访；最迟六个月。"),
        )
        self.reason = self.form.add_row(
            _("理由"), LineField(longest=200, placeholder=_("例如去外地子女家")), name="reason", required=True
        )
        self.approver = self.form.add_row(
            _("批准人"), LineField(longest=50, placeholder=_("谁批准的，没有可不填")), name="approver"
        )
        others = household[1:]
        self.household = self.form.add_row(
            _("同户"),
            CheckField(_("同户的 {names} 也暂停").format(names=_("、").join(others))),
            name="household",
            help=_("每人各记一条，以后可以分别恢复。"),
        )
        self.form.set_row_visible("household", bool(others))
        self.form.set_values(
            {"from_on": today(), "review_on": months_after(today(), USUAL_MONTHS), "reason": ""}
        )
        self.form.mark_clean()
        self.form.focus_first()
        self.keep_as("pause", uid)

    def save(self) -> None:
        """Pause."""
        app, first = self.context.app, self.from_on.value() or self.context.app.clock.today()
        draft = PauseDraft(
            elder_uid=self._uid,
            from_on=first,
            to_on=self.to_on.value(),
            review_on=self.review_on.value(),
            reason=self.reason.value(),
            approver=self.approver.value() or None,
            household=self.household.value(),
        )
        self.write(_("已暂停探访"), lambda: app.pauses.add(app.actor, draft))

    def _on_end(self, pause: PauseRow) -> None:
        app = self.context.app
        self.write(_("暂停已结束，恢复探访"), lambda: app.pauses.end(app.actor, pause.uid))
