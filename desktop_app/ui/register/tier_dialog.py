"""The dialog that sets a person's tier from a day on, ends that, and shows what findings propose."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import Tier
from desktop_app.services.tier_decisions import ProposalRow, TierDraft
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.decision_words import tier_words
from desktop_app.ui.kit import ChoiceRow, DateField, LineField
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.person_decisions import Decisions


class TierDialog(DecisionDialog):
    """调整等级."""

    def __init__(
        self, context: PageContext, person: tuple[str, str], decisions: Decisions, parent: QWidget
    ) -> None:
        uid, name = person
        super().__init__(context, _("调整等级：{name}").format(name=name), _("认定等级"), parent)
        self._uid = uid
        today = context.app.clock.today
        if decisions.tier is not None:
            words = _("取消认定，按规则评定")
            self.show_present(tier_words(decisions.tier), words, self._on_end)
        if decisions.proposal is not None:
            self.show_present(decisions.proposal.why.say(_))
        self.tier: ChoiceRow[Tier] = self.form.add_row(_("等级"), ChoiceRow(Tier), name="tier", required=True)
        self.from_on = self.form.add_row(_("从哪天起"), DateField(today=today), name="from_on", required=True)
        self.to_on = self.add_last_day(
            _("最后一天"), "to_on", _("空着就是长期；填了，到期后恢复原来的等级。")
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
        self.form.set_values({"from_on": today(), "tier": _proposed(decisions.proposal)})
        self.form.mark_clean()
        self.form.focus_first()
        self.keep_as("tier", uid)

    def save(self) -> None:
        """Set the tier."""
        app, tier = self.context.app, self.tier.value()
        if tier is None:
            return
        draft = TierDraft(
            elder_uid=self._uid,
            tier=tier.value,
            from_on=self.from_on.value() or app.clock.today(),
            to_on=self.to_on.value(),
            reason=self.reason.value(),
            approver=self.approver.value() or None,
        )
        words = _("已认定为{tier}").format(tier=_(tier.term))
        self.write(words, lambda: app.tier_decisions.set(app.actor, draft))

    def _on_end(self) -> None:
        app, uid = self.context.app, self._uid
        self.write(_("已取消认定，按规则评定"), lambda: app.tier_decisions.end(app.actor, uid))


def _proposed(proposal: ProposalRow | None) -> Tier | None:
    return Tier(proposal.proposes) if proposal is not None else None
