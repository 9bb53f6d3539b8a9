"""The dialog that waives or cancels an owed visit of one person, and takes that back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import DutyState, WaiverKind
from desktop_app.services.duties import OwedRow
from desktop_app.services.waivers import LEAVABLE, WaiverDraft, WaiverRow
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.decision_words import waiver_words
from desktop_app.ui.kit import ChoiceField, ChoiceRow, LineField
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.words import term_word


class WaiverDialog(DecisionDialog):
    """免访/取消: one of the visits owed to a person now."""

    def __init__(
        self,
        context: PageContext,
        name: str,
        duties: Sequence[OwedRow],
        waivers: Sequence[WaiverRow],
        parent: QWidget,
    ) -> None:
        super().__init__(context, _("免访或取消：{name}").format(name=name), _("保存"), parent, width_em=44)
        for waiver in waivers:
            self.show_present(waiver_words(waiver), _("撤销"), partial(self._on_take_back, waiver))
        owed = [each for each in duties if each.line.state in LEAVABLE]
        self._why = {each.line.uid: each.why for each in owed}
        self.duty: ChoiceField[str] = self.form.add_row(
            _("哪次探访"),
            ChoiceField([(each.line.uid, _duty_words(each)) for each in owed], empty=None),
            name="duty",
        )
        self.duty.changed.connect(self._on_duty)
        self.kind: ChoiceRow[WaiverKind] = self.form.add_row(
            _("怎么办"),
            ChoiceRow(WaiverKind),
            name="kind",
            required=True,
            help=_("批准免访：这次不必去；取消：本来就不该安排。"),
        )
        self.reason = self.form.add_row(
            _("理由"),
            LineField(longest=200, placeholder=_("写清事实，以后查得到")),
            name="reason",
            required=True,
        )
        self.approver = self.form.add_row(
            _("批准人"), LineField(longest=50, placeholder=_("谁批准的，没有可不填")), name="approver"
        )
        if owed:
            self.form.set_values({"duty": owed[0].line.uid, "kind": WaiverKind.WAIVED})
            self._on_duty()
        else:
            self.form.hide()
            self.go_button.setEnabled(False)
            self.tell(_("现在没有应探访，没有可以免访或取消的。"))
        self.form.mark_clean()
        self.form.focus_first()
        self.keep_as("waiver", duties[0].line.elder_uid if duties else "")

    def save(self) -> None:
        """Waive or cancel."""
        app, uid = self.context.app, self.duty.value() or ""
        cancels = self.kind.value() is WaiverKind.CANCELLED
        draft = WaiverDraft(
            reason=self.reason.value(), approver=self.approver.value() or None, cancels=cancels
        )
        words = _("已取消这次应探访") if cancels else _("已批准免访")
        self.write(words, lambda: app.waivers.settle(app.actor, uid, draft))

    def _on_duty(self) -> None:
        self.tell(self._why.get(self.duty.value() or "", ""))

    def _on_take_back(self, waiver: WaiverRow) -> None:
        app = self.context.app
        self.write(_("已撤销，恢复应探访"), lambda: app.waivers.take_back(app.actor, waiver.uid))


def _duty_words(each: OwedRow) -> str:
    return _("{first} 至 {last} · {state}").format(
        first=each.line.earliest_on.isoformat(),
        last=each.line.latest_on.isoformat(),
        state=term_word(DutyState, each.line.state),
    )
