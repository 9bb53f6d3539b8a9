"""The right column of the visit form: how and when, what came of it, who went, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.services.campaign_rows import CampaignChoice
from desktop_app.services.register import VisitorRow
from desktop_app.services.visit_drafts import possible_outcomes
from desktop_app.ui.kit import ChoiceField, DateField, Form, LineField, Text, TextField, TimeField, spoken_day
from desktop_app.ui.visits.answers import MET
from desktop_app.ui.visits.choice_line import ChoiceLineField, LineOption

SOMEBODY_ELSE = "-"
"""The visitor who is in no list and is named in words."""

_ENDING = (Outcome.MOVED, Outcome.DECEASED)


class OutcomeForm(Form):
    """The rows of the right column under the names that drafts are kept by."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(label_em=4.8)
        self._name = ""
        self.mode = self.add_row(
            _("方式"), ChoiceLineField([LineOption(mode.value, _(mode.term)) for mode in Mode]), name="mode"
        )
        self.outcome = self.add_row(_("结果"), ChoiceLineField(()), name="outcome", required=True)
        self.warning = Text("", "error", wrap=True)
        self.warning.hide()
        self.add_widget(self.warning)
        self.campaign: ChoiceField[str] = self.add_row(
            _("专项探访"), ChoiceField[str](empty=_("日常探访，不属专项")), name="campaign_uid"
        )
        self.day = self.add_row(
            _("日期"), DateField(latest_on=today(), today=today), name="visited_on", required=True
        )
        self.time = self.add_row(_("时间"), TimeField(), name="visited_time")
        self.visitor: ChoiceField[str] = self.add_row(
            _("探访人"), ChoiceField[str](), name="visitor", required=True
        )
        self.visitor_name = self.add_row(
            _("姓名"), LineField(placeholder=_("探访人姓名"), longest=50), name="visitor_name", required=True
        )
        self.companions = self.add_row(
            _("同行人"), LineField(placeholder=_("没有可不填"), longest=200), name="companions"
        )
        self.summary = self.add_row(
            _("情况记录"), TextField(lines=2, placeholder=_("老人的原话、特别情况")), name="summary"
        )
        self.action = self.add_row(_("帮办事项"), LineField(longest=200), name="action")
        self.next_on = self.add_row(_("下次探访"), DateField(today=today), name="next_on")
        self.sheet_no = self.add_row(
            _("纸单编号"), LineField(placeholder=_("补录纸质记录时填写"), longest=40), name="sheet_no"
        )
        self.mode.changed.connect(self._on_mode)
        self.outcome.changed.connect(self._on_outcome)
        self.day.changed.connect(self._on_outcome)
        self.visitor.changed.connect(self._on_visitor)
        self._on_mode()
        self._on_visitor()

    def show_person(self, name: str, visitors: Sequence[VisitorRow], village_code: str) -> None:
        """Offer the visitors, those of the village first, and speak of ``name`` in warnings."""
        self._name = name
        ordered = sorted(visitors, key=lambda one: one.village_code != village_code)
        choices = [(one.uid, one.name) for one in ordered]
        self.visitor.set_choices([*choices, (SOMEBODY_ELSE, _("其他人…"))])

    def show_campaigns(self, campaigns: Sequence[CampaignChoice]) -> None:
        """Offer the running campaigns that name the person; without any the row is not there."""
        self.campaign.set_choices([(one.uid, one.title) for one in campaigns])
        self.set_row_visible("campaign_uid", bool(campaigns))

    def met(self) -> bool:
        """Tell whether somebody was met, so that the blocks are asked."""
        outcome = self.outcome.value()
        return outcome is not None and Outcome(outcome) in MET

    def effect_words(self) -> str:
        """Return what the chosen outcome does to the duty, in words."""
        outcome = self.outcome.value()
        return _(OUTCOME_EFFECTS[Outcome(outcome)].effect.term) if outcome else ""

    def _on_mode(self) -> None:
        mode = Mode(self.mode.value() or Mode.IN_PERSON.value)
        self.outcome.set_options([_outcome_option(one) for one in possible_outcomes(mode)])
        self._on_outcome()

    def _on_outcome(self) -> None:
        outcome, day = self.outcome.value(), self.day.value()
        ends = outcome is not None and OUTCOME_EFFECTS[Outcome(outcome)].effect is Effect.ENDS
        if ends and outcome is not None:
            words = _("保存后，{name}的名册登记将于{day}终止（{reason}），以后不再安排探访。可撤销。")
            self.warning.setText(
                words.format(
                    name=self._name,
                    day=spoken_day(day) if day else _("探访当日"),
                    reason=_(Outcome(outcome).term),
                )
            )
        self.warning.setVisible(ends)

    def _on_visitor(self) -> None:
        self.set_row_visible("visitor_name", self.visitor.value() == SOMEBODY_ELSE)


def _outcome_option(outcome: Outcome) -> LineOption:
    tint = "accent" if outcome in MET else "overdue" if outcome in _ENDING else "soon"
    return LineOption(outcome.value, _(outcome.term), tint)
