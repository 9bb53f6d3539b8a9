"""One elder of a household round as a column: who, what came of it, the own answers, note, measures, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.forms import VisitForm
from desktop_app.domain.outcomes import can_tell
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.services.rounds import RoundPerson
from desktop_app.services.visit_drafts import VisitDraft, possible_outcomes
from desktop_app.ui import duty_words, theme
from desktop_app.ui.choice_line import ChoiceLine, LineOption
from desktop_app.ui.emergency_words import emergency_words
from desktop_app.ui.findings_editor import FindingsEditor
from desktop_app.ui.kit import LineField, StateChip, Text, button, reason_words
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.open_findings import OpenFindings
from desktop_app.ui.rounds.answer_lines import AnswerLines, effect_words, outcome_option
from desktop_app.ui.rounds.measure_fields import MeasureFields
from desktop_app.ui.visit_answers import ghosts, proposals, somebody_was_met

NOT_SEEN = "-"
"""Chosen for somebody who is left out of the round."""
OUTCOME, FOLLOWED = "outcome", "followed"
SUMMARY, MEASURES, FINDINGS = "summary", "measures", "findings"
LONGEST_NOTE = 500


class PersonColumn(QObject):
    """The widgets of one elder by row key; the grid places them. Signals: ``changed()``, ``moved_on(key, step)``."""

    changed = Signal()
    moved_on = Signal(str, int)

    def __init__(self, person: RoundPerson, form: VisitForm, today: date) -> None:
        super().__init__()
        self.person, self._form, self._today = person, form, today
        self._mode = Mode.IN_PERSON
        own = [key for key, (_block, item) in form.by_key.items() if not item.shared]
        self.outcome = ChoiceLine(_("{name}，{question}").format(name=person.name, question=_("结果")), ())
        self.answers = AnswerLines(form, own, whose=person.name)
        self.followed = OpenFindings(person.name)
        self.followed.show_findings(person.findings, today)
        self.summary = LineField(placeholder=_("老人的原话、特别情况"), longest=LONGEST_NOTE)
        self.summary.describe(_("{name}，{question}").format(name=person.name, question=_("情况记录")), "")
        self.measures = MeasureFields(form.measures, person.name)
        self.findings = FindingsEditor(person.name)
        self.problem = Text("", "error", wrap=True)
        self.effect = Text("", "hint", wrap=True)
        self.emergency = Text("", "error", wrap=True, copyable=True)
        self.same = button(_("与上次相同"), self.accept_all, look="choice")
        self.head = self._head()
        for part in (
            self.outcome,
            self.followed,
            self.answers,
            self.summary,
            self.measures,
            self.findings,
        ):
            part.changed.connect(self._on_changed)
        self.outcome.moved_on.connect(lambda step: self.moved_on.emit(OUTCOME, step))
        self.followed.moved_on.connect(lambda step: self.moved_on.emit(FOLLOWED, step))
        self.answers.moved_on.connect(self.moved_on)

    def cells(self) -> dict[str, QWidget]:
        """Return the widgets by row key, from top to bottom, below the head."""
        return {
            OUTCOME: self.outcome,
            FOLLOWED: self.followed,
            **self.answers.widgets(),
            SUMMARY: self.summary,
            MEASURES: self.measures,
            FINDINGS: self.findings,
        }

    def start(self, month: int) -> None:
        """Show a visit at which the person was met and nothing is answered yet."""
        self.set_mode(Mode.IN_PERSON)
        self.outcome.set_chosen((Outcome.MET_IN_PERSON.value,))
        self.followed.set_values({})
        self.answers.start(month, self._ghosts(month))
        self.summary.set_value("")
        self.measures.set_values({})
        self.findings.set_values(())
        self.show_problem("")
        last = self.person.last is not None
        words = _("与上次相同") if last else _("全部正常")
        self.same.setText(words)
        self.same.setAccessibleName(_("{name}，{question}").format(name=self.person.name, question=words))
        self._show()

    def show_month(self, month: int) -> None:
        """Ask what is asked in ``month``."""
        self.answers.show_month(month, self._ghosts(month))
        self._show()

    def set_mode(self, mode: Mode) -> None:
        """Offer the outcomes that a visit of this mode can have, and to leave the person out."""
        self._mode = mode
        offered = [outcome_option(one) for one in possible_outcomes(mode)]
        met = offered[0].key
        was_met = somebody_was_met(self.outcome_key())
        self.outcome.set_options([*offered, LineOption(NOT_SEEN, _("这次没见，不登记"), "quiet")])
        if was_met and not self.outcome.chosen():
            self.outcome.set_chosen((met,))

    def outcome_key(self) -> str | None:
        """Return the outcome chosen, None without one and for who is left out."""
        chosen = self.outcome.chosen()
        return chosen[0] if chosen and chosen[0] != NOT_SEEN else None

    def left_out(self) -> bool:
        """Tell whether the person gets no visit."""
        return self.outcome.chosen() == (NOT_SEEN,)

    def met(self) -> bool:
        """Tell whether somebody was met, so that the items are asked."""
        return somebody_was_met(self.outcome_key())

    def accept_all(self) -> None:
        """Answer everything not answered yet as last time, if the person was met."""
        if self.met():
            self.answers.accept_all()

    def content(self) -> dict[str, Any]:
        """Return everything filled in, as a draft keeps it."""
        return {
            "outcome": list(self.outcome.chosen()),
            "followed": self.followed.values(),
            "answers": self.answers.values(),
            "summary": self.summary.value(),
            "measures": self.measures.values(),
            "findings": self.findings.values(),
        }

    def restore(self, content: Mapping[str, Any]) -> None:
        """Show what a draft kept."""
        self.outcome.set_chosen(content.get("outcome", ()))
        self.followed.set_values(content.get("followed", {}))
        self.answers.set_values(content.get("answers", {}))
        self.summary.set_value(content.get("summary", ""))
        self.measures.set_values(content.get("measures", {}))
        self.findings.set_values(content.get("findings", ()))
        self._show()

    def draft(self, went: Mapping[str, Any], shared: Mapping[str, Any], **more: Any) -> VisitDraft:
        """Return the visit; ``shared`` answers belong to who was met only."""
        met = self.met()
        return VisitDraft(
            elder_uid=self.person.elder_uid,
            outcome=str(self.outcome_key()),
            answers={**shared, **self.answers.values()} if met else {},
            summary=self.summary.value() or None,
            measures=self.measures.values() if met else {},
            findings=self.findings.drafts(),
            followed=self.followed.followed(),
            **went,
            **more,
        )

    def show_problem(self, text: str, key: str = "") -> None:
        """Say under the name what is wrong and mark the line ``key``; an empty text takes it away."""
        self.problem.setText(text)
        set_shown(self.problem, bool(text))
        self.outcome.set_bad(bool(text) and key == OUTCOME)
        self.answers.mark(key if text else "")
        self.findings.show_problem("")
        self.measures.show_problem("", "")
        if text:
            cell = self.cells().get(key, self.outcome)
            (cell if cell.isVisible() else self.outcome).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, problem: FieldProblem) -> bool:
        """Show a refusal beside its field; False when it is about nothing in this column."""
        field = str(problem.details.get("field"))
        reason = reason_words(problem)
        if self.measures.show_problem(field, reason):
            return True
        if field == FOLLOWED:
            self.followed.show_problem(reason)
            self.followed.focus_first()
            return True
        if field == FINDINGS:
            self.findings.show_problem(reason)
            self.findings.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if field in self.answers.widgets():
            title = _(self._form.by_key[field][1].title)
            self.show_problem(_("{item}：{reason}").format(item=title, reason=reason), field)
            return True
        label = _(str(problem.details.get("label", "")))
        self.show_problem(_("{item}：{reason}").format(item=label, reason=reason), field)
        return True

    def _head(self) -> QWidget:
        person, holder = self.person, QWidget()
        name = Text(person.name, "name", wrap=True, copyable=True)
        age = age_on(person.birth_on, self._today) if person.birth_on else None
        about = (
            duty_words.sex_words(person.sex),
            _("{age} 岁").format(age=age) if age is not None else "",
        )
        state = StateChip()
        if person.line is not None:
            state.show_state(
                duty_words.state_words(person.line, self._today), duty_words.state_tint(person.line)
            )
        else:
            state.show_state(_("目前没有应探访"), "quiet")
        line = QHBoxLayout()
        line.setSpacing(theme.px(0.4))
        line.addWidget(Text(" · ".join(part for part in about if part), "muted"))
        line.addWidget(state)
        line.addStretch(1)
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.2))
        layout.addWidget(name)
        layout.addLayout(line)
        layout.addWidget(self.same, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.effect)
        layout.addWidget(self.problem)
        layout.addWidget(self.emergency)
        layout.addStretch(1)
        set_shown(self.effect, False)
        set_shown(self.problem, False)
        set_shown(self.emergency, False)
        return holder

    def _ghosts(self, month: int) -> Mapping[str, tuple[str, ...]]:
        last = self.person.last
        return ghosts(self._form, last.answers if last is not None else None, month)

    def _on_changed(self) -> None:
        if self.problem.text():
            self.show_problem("")
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Show what the outcome asks for, what it does, and what answers and measures suggest."""
        met, outcome = self.met(), self.outcome_key()
        for key, widget in self.answers.widgets().items():
            set_shown(widget, met and self.answers.asked(key))
        set_shown(self.measures, met)
        set_shown(self.followed, bool(self.followed.count()) and not self.left_out())
        self.followed.set_asks(can_tell(self._mode.value, outcome))
        for part in (self.summary, self.findings):
            set_shown(part, not self.left_out())
        self.same.setEnabled(met)
        words = "" if met else _("这次不登记。") if self.left_out() else _("请选择结果。")
        if outcome and not met:
            words = effect_words(Outcome(outcome), self.person.name)
        self.effect.setText(words)
        set_shown(self.effect, bool(words))
        urgent = emergency_words(self.findings.values())
        self.emergency.setText(urgent)
        set_shown(self.emergency, bool(urgent))
        known = [*self.findings.words(), *(found.what for found in self.person.findings)]
        suggested: Sequence[Any] = ()
        if met:
            offered = [one for one in self.measures.proposals() if one.what not in known]
            suggested = [*offered, *proposals(self._form, self.answers.values(), known)]
        self.findings.propose(suggested)
