"""The right column of the visit form: how and when, what came of it, who went, and what comes next."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.outcomes import MET, OUTCOME_EFFECTS, Effect
from desktop_app.domain.terms import Mode, Outcome, SignatureKind
from desktop_app.services.stock_phrases import PhraseField
from desktop_app.services.visit_drafts import possible_outcomes
from desktop_app.storage.queries.persons import ContactRow
from desktop_app.ui.choice_line import ChoiceLineField, LineOption
from desktop_app.ui.kit import ChoiceField, DateField, Form, LineField, Text, TextField, TimeField, spoken_day
from desktop_app.ui.page import PageContext
from desktop_app.ui.phrases_menu import PhrasesButton
from desktop_app.ui.visits.start import VisitStart
from desktop_app.ui.visits.suggest_field import SuggestField, Suggestion

SOMEBODY_ELSE = "-"
"""The visitor who is in no list and is named in words."""

_ENDING = (Outcome.MOVED, Outcome.DECEASED)


class OutcomeForm(Form):
    """The rows of the right column under the names that drafts are kept by; ``found`` stands below the outcome."""

    def __init__(self, context: PageContext, found: QWidget) -> None:
        super().__init__(label_em=4.8)
        self._name = ""
        self._context, self._today = context, context.app.clock.today
        self._add_outcome(found)
        self._add_when_and_who()
        self._add_words()
        self._add_paper()
        self.mode.changed.connect(self._on_mode)
        self.outcome.changed.connect(self._on_outcome)
        self.day.changed.connect(self._on_outcome)
        self.visitor.changed.connect(self._on_visitor)
        self.signed_as.changed.connect(self._on_signed)
        self._on_mode()
        self._on_visitor()
        self._on_signed()

    def show_person(self, start: VisitStart) -> None:
        """Offer who may have visited, come along and signed, and the campaigns; speak of the person in warnings."""
        self._name = start.elder.name
        ordered = sorted(start.visitors, key=lambda one: one.village_code != start.elder.village_code)
        self.visitor.set_choices([*((one.uid, one.name) for one in ordered), (SOMEBODY_ELSE, _("其他人…"))])
        last = start.last_companions
        again = [Suggestion(last, _("与上次相同：{names}").format(names=last))] if last else []
        self.companions.suggest([*again, *(Suggestion(one.name) for one in ordered if one.name != last)])
        self.signed_by.suggest([Suggestion(_named(contact)) for contact in start.elder.contacts])
        self.campaign.set_choices([(one.uid, one.title) for one in start.campaigns])
        self.set_row_visible("campaign_uid", bool(start.campaigns))
        self.set_row_visible("corrected_because", start.correcting is not None)

    def met(self) -> bool:
        """Tell whether somebody was met, so that the blocks are asked."""
        outcome = self.outcome.value()
        return outcome is not None and Outcome(outcome) in MET

    def effect_words(self) -> str:
        """Return what the chosen outcome does to the duty, in words."""
        outcome = self.outcome.value()
        return _(OUTCOME_EFFECTS[Outcome(outcome)].effect.term) if outcome else ""

    def _add_outcome(self, found: QWidget) -> None:
        self.because = self.add_row(
            _("更正原因"),
            LineField(placeholder=_("为什么更正"), longest=200),
            name="corrected_because",
            required=True,
        )
        self.because_phrases = self._phrases("corrected_because", PhraseField.CORRECTION, self.because)
        self.mode = self.add_row(
            _("方式"), ChoiceLineField([LineOption(mode.value, _(mode.term)) for mode in Mode]), name="mode"
        )
        self.outcome = self.add_row(_("结果"), ChoiceLineField(()), name="outcome", required=True)
        self.warning = Text("", "error", wrap=True)
        self.warning.hide()
        self.add_widget(self.warning)
        self.add_widget(found)

    def _add_when_and_who(self) -> None:
        today = self._today
        self.campaign: ChoiceField[str] = self.add_row(
            _("专项探访"), ChoiceField[str](empty=_("日常探访，不属专项")), name="campaign_uid"
        )
        self.day = self.add_row(
            _("日期"), DateField(latest_on=today, today=today), name="visited_on", required=True
        )
        self.time = self.add_row(_("时间"), TimeField(), name="visited_time")
        self.visitor: ChoiceField[str] = self.add_row(
            _("探访人"), ChoiceField[str](), name="visitor", required=True
        )
        self.visitor_name = self.add_row(
            _("姓名"), LineField(placeholder=_("探访人姓名"), longest=50), name="visitor_name", required=True
        )
        self.companions = self.add_row(
            _("同行人"), SuggestField(separator="、", placeholder=_("没有可不填，↓ 选择")), name="companions"
        )

    def _add_words(self) -> None:
        self.summary = self.add_row(
            _("情况记录"), TextField(lines=2, placeholder=_("老人的原话、特别情况")), name="summary"
        )
        self.summary_phrases = self._phrases("summary", PhraseField.SUMMARY, self.summary)
        self.action = self.add_row(
            _("帮办事项"), TextField(lines=2, placeholder=_("为老人办了什么")), name="action"
        )
        self.action_phrases = self._phrases("action", PhraseField.ACTION, self.action)
        self.next_on = self.add_row(_("下次探访"), DateField(today=self._today), name="next_on")

    def _add_paper(self) -> None:
        self.signed_as: ChoiceField[str] = self.add_row(
            _("签字情况"), ChoiceField[str](empty=_("未在纸上签字")), name="signed_as"
        )
        self.signed_as.set_choices([(kind.value, _(kind.term)) for kind in SignatureKind])
        self.signed_by = self.add_row(
            _("代签人"),
            SuggestField(placeholder=_("姓名（关系），↓ 选择"), longest=50),
            name="signed_by",
            required=True,
        )
        self.sheet_no = self.add_row(
            _("纸单编号"), LineField(placeholder=_("补录纸质记录时填写"), longest=40), name="sheet_no"
        )

    def _phrases(self, name: str, field: PhraseField, target: LineField | TextField) -> PhrasesButton:
        row = self.row(name)
        made = PhrasesButton(self._context, field, target, row.label_text)
        row.put_under_label(made)
        return made

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
        absent = outcome is not None and not self.met()
        self.summary_phrases.set_field(PhraseField.ABSENCE if absent else PhraseField.SUMMARY)
        self.summary.text.setPlaceholderText(
            _("为什么没有见到，问了谁") if absent else _("老人的原话、特别情况")
        )

    def _on_signed(self) -> None:
        self.set_row_visible("signed_by", self.signed_as.value() == SignatureKind.PROXY.value)

    def _on_visitor(self) -> None:
        self.set_row_visible("visitor_name", self.visitor.value() == SOMEBODY_ELSE)


def _named(contact: ContactRow) -> str:
    """Return who signed: the name, and what this person is to the elder."""
    return f"{contact.name}（{contact.relation}）" if contact.relation else contact.name


def _outcome_option(outcome: Outcome) -> LineOption:
    tint = "accent" if outcome in MET else "overdue" if outcome in _ENDING else "soon"
    return LineOption(outcome.value, _(outcome.term), tint)
