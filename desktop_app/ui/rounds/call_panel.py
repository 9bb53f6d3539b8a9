"""The call under the cursor of a phone round: the number in large, how it ended, how the person is, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import FieldProblem
from desktop_app.services.rounds import CallRow
from desktop_app.services.visit_drafts import visit_form
from desktop_app.ui import duty_words, theme
from desktop_app.ui.choice_line import ChoiceLine, LineOption
from desktop_app.ui.emergency_words import emergency_words
from desktop_app.ui.findings_editor import FindingsEditor
from desktop_app.ui.kit import Card, LineField, Text, TimeField, button, group_phone, reason_words
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.open_findings import OpenFindings
from desktop_app.ui.rounds.answer_lines import AnswerLines, outcome_option
from desktop_app.ui.rounds.call_entries import (
    CALL_OUTCOMES,
    CHANGED,
    NOTHING,
    SAME,
    CallEntry,
    effect_of,
    last_answers,
    picked,
)
from desktop_app.ui.visit_answers import ghosts, proposals

LONGEST_NOTE = 500
LABEL_EM = 4.2
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CallPanel(Card):
    """Signals: ``changed(entry)`` after an edit by the user, ``left()`` when the keyboard goes on to the next call.

    ``save_asked()`` asks to save this call alone.
    """

    changed = Signal(object)
    left = Signal()
    save_asked = Signal()

    def __init__(self) -> None:
        super().__init__(margin_em=0.8)
        self.form = visit_form()
        self._row: CallRow | None = None
        self._entry: CallEntry | None = None
        self._today = date.min
        self._clock = ""
        self._filling = False
        self.name = Text("", "section", wrap=True, copyable=True)
        self.phone = Text("", "name", wrap=True, copyable=True)
        self.contact = Text("", "", wrap=True, copyable=True)
        self.about = Text("", "muted", wrap=True)
        self.why = Text("", "hint", wrap=True)
        self.problem = Text("", "error", wrap=True)
        self.effect = Text("", "strong", wrap=True)
        label_em = theme.word_px(LABEL_EM) / theme.em()
        options = [outcome_option(one) for one in CALL_OUTCOMES]
        self.outcome = ChoiceLine(_("结果"), options, label_em=label_em)
        self.situation = ChoiceLine(_("近况"), (), label_em=label_em)
        self.time = TimeField()
        self.time.describe(_("时间"), "")
        self.time.setFixedWidth(theme.px(5.5))
        self.note = LineField(placeholder=_("老人的原话、特别情况"), longest=LONGEST_NOTE)
        self.note.describe(_("情况记录"), "")
        self.followed = OpenFindings()
        self._followed_title = Text(_("还没办结的问题"), "muted")
        self.findings = FindingsEditor()
        self.emergency = Text("", "error", wrap=True, copyable=True)
        self.alone = button(_("先保存这一条"), self.save_asked.emit, look="choice")
        self._answers: AnswerLines | None = None
        self._lines = QVBoxLayout()
        self._build()

    def show_call(self, row: CallRow | None, entry: CallEntry | None, today: date) -> None:
        """Show the call of a row; None shows nobody."""
        self._row, self._entry, self._today = row, entry, today
        self.setVisible(row is not None)
        if row is None:
            return
        self._show_person(row)
        self.show_problem("")
        self._filling = True
        self.followed.show_findings(row.person.findings, today)
        for part in (self._followed_title, self.followed):
            set_shown(part, bool(row.person.findings))
        same = [LineOption(SAME, _("与上次相同"))] if row.person.last is not None else []
        self.situation.set_options(
            [*same, LineOption(CHANGED, _("逐项填写"), "soon"), LineOption(NOTHING, _("没有问起"), "quiet")]
        )
        self._show_entry()
        self._filling = False

    def pick(self, number: int, clock: str) -> bool:
        """Pick the outcome with a digit, 1 for the first; False when there is none."""
        if self._row is None or not 1 <= number <= len(CALL_OUTCOMES):
            return False
        self.set_clock(clock)
        self.outcome.set_chosen((CALL_OUTCOMES[number - 1].value,))
        return True

    def set_clock(self, clock: str) -> None:
        """Take the wall clock, HH:MM, as the time of the next outcome picked."""
        self._clock = clock

    def answers(self) -> AnswerLines:
        """Return the lines for what has changed; they are made when they are first asked for."""
        if self._answers is None:
            self._answers = AnswerLines(
                self.form, self.form.by_key, label_em=theme.word_px(LABEL_EM + 2) / theme.em()
            )
            for widget in self._answers.widgets().values():
                self._lines.addWidget(widget)
            self._answers.changed.connect(self._on_answers)
            self._answers.moved_on.connect(self._on_line_moved)
        return self._answers

    def show_error(self, error: FieldProblem) -> bool:
        """Show a refusal beside its field; False when it is about the day or the visitor of the round."""
        field = str(error.details.get("field"))
        if field in {"visited_on", "visitor"}:
            return False
        label = _(str(error.details.get("label", "")))
        self.show_problem(_("{item}：{reason}").format(item=label, reason=reason_words(error)))
        if not (field == "followed" and self.followed.focus_first()):
            (self.findings if field == "findings" else self.outcome).setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def show_problem(self, text: str) -> None:
        """Say what is wrong with this call; an empty text takes it away."""
        self.problem.setText(text)
        set_shown(self.problem, bool(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter in the time goes to the note, Enter in the note to the next call."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _ENTER
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            if watched is self.time.line:
                self.note.setFocus(Qt.FocusReason.TabFocusReason)
            else:
                self.left.emit()
            return True
        return super().eventFilter(watched, event)

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        when = QHBoxLayout()
        when.setSpacing(theme.px(0.4))
        label = Text(_("时间"), "muted")
        label.setFixedWidth(theme.word_px(LABEL_EM) - theme.px(0.4))
        label.setBuddy(self.time)
        for part in (label, self.time, self.alone):
            when.addWidget(part)
        when.addStretch(1)
        self.body.setSpacing(theme.px(0.35))
        for told in (self.name, self.about, self.phone, self.contact, self.why, self.problem):
            self.body.addWidget(told)
        self.body.addWidget(self.emergency)
        self.body.addWidget(self.outcome)
        self.body.addWidget(self.effect)
        self.body.addLayout(when)
        self.body.addWidget(self._followed_title)
        self.body.addWidget(self.followed)
        self.body.addWidget(self.situation)
        self._lines.setSpacing(theme.px(0.1))
        self.body.addLayout(self._lines)
        self.body.addWidget(self.note)
        self.body.addWidget(self.findings)
        self.body.addStretch(1)
        for field in (self.time.line, self.note.line):
            field.installEventFilter(self)
        self.outcome.changed.connect(self._on_outcome)
        self.outcome.moved_on.connect(self._on_outcome_moved)
        self.situation.changed.connect(self._on_situation)
        self.situation.moved_on.connect(lambda step: self._step_from(self.situation, step))
        self.followed.moved_on.connect(self._on_followed_moved)
        for edited in (self.time.changed, self.note.changed, self.findings.changed, self.followed.changed):
            edited.connect(self._on_edited)

    def _show_person(self, row: CallRow) -> None:
        person = row.person
        age = age_on(person.birth_on, self._today) if person.birth_on else None
        state = duty_words.state_words(person.line, self._today) if person.line is not None else ""
        parts = (
            duty_words.sex_words(person.sex),
            _("{age} 岁").format(age=age) if age is not None else "",
            person.village,
            state,
        )
        self.name.setText(person.name)
        self.about.setText(" · ".join(part for part in parts if part))
        self.phone.setText("\n".join(map(group_phone, person.phones)) or _("本人没有电话"))
        self.contact.setText(contact_words(row) or _("没有联系人电话"))
        told = [person.why, row.counts_words]
        if row.phone_only:
            told.append(_("本人只接受电话问候"))
        self.why.setText("\n".join(part for part in told if part))

    # ------------------------------------------------------------------ following what is typed

    def _show_entry(self) -> None:
        """Show what the entry holds; only what the outcome asks for is in sight."""
        row, entry = self._row, self._entry
        assert row is not None
        self.outcome.set_chosen((entry.outcome,) if entry else ())
        self.situation.set_chosen((entry.situation,) if entry and entry.met else ())
        for field, text in (
            (self.time, entry.time if entry else ""),
            (self.note, entry.note if entry else ""),
        ):
            if field.value() != text:  # whoever is typing here when the list is read anew keeps the cursor
                field.set_value(text)
        if dict(entry.followed if entry else {}) != self.followed.values():
            self.followed.set_values(entry.followed if entry else {})
        if [dict(each) for each in (entry.findings if entry else ())] != self.findings.values():
            self.findings.set_values(entry.findings if entry else ())
        self._show_lines()
        self._show_told()

    def _show_lines(self) -> None:
        row, entry = self._row, self._entry
        wanted = row is not None and entry is not None and entry.met and entry.situation == CHANGED
        if self._answers is None and not wanted:
            return
        lines = self.answers()
        if wanted and row is not None and entry is not None:
            last = row.person.last
            month = self._today.month
            lines.show_month(month, ghosts(self.form, last.answers if last else None, month))
            if dict(entry.answers) != lines.values():
                lines.set_values(entry.answers)
        for key, widget in lines.widgets().items():
            set_shown(widget, wanted and lines.asked(key))

    def _show_told(self) -> None:
        row, entry = self._row, self._entry
        if row is None:
            return
        set_shown(self.effect, entry is not None)
        self.effect.setText(effect_of(row, entry) if entry is not None else "")
        set_shown(self.situation, entry is not None and entry.met)
        self.followed.set_asks(entry is not None and entry.met)
        for part in (self.note, self.findings, self.time, self.alone):
            part.setEnabled(entry is not None)
        known = [*self.findings.words(), *(found.what for found in row.person.findings)]
        given: Mapping[str, Any] = {}
        if entry is not None and entry.met and entry.situation == CHANGED:
            given = entry.answers
        self.findings.propose(proposals(self.form, given, known))
        urgent = emergency_words(entry.findings) if entry is not None else ""
        words = (urgent, contact_words(row) if urgent else "")
        self.emergency.setText("\n".join(part for part in words if part))
        set_shown(self.emergency, bool(urgent))

    def _on_outcome(self) -> None:
        row, chosen = self._row, self.outcome.chosen()
        if self._filling or row is None or not chosen:
            return
        self._take(picked(row, self._entry, chosen[0], self._clock))

    def _on_situation(self) -> None:
        row, chosen = self._row, self.situation.chosen()
        if self._filling or row is None or self._entry is None or not chosen:
            return
        entry = replace(self._entry, situation=chosen[0])
        if chosen[0] == CHANGED and not entry.answers:
            entry = replace(entry, answers=last_answers(self.form, row, self._today.month))
        self._take(entry)

    def _on_answers(self) -> None:
        if not self._filling and self._entry is not None and self._answers is not None:
            self._take(replace(self._entry, answers=self._answers.values()))

    def _on_edited(self) -> None:
        if not self._filling and self._entry is not None:
            self._take(
                replace(
                    self._entry,
                    time=self.time.value(),
                    note=self.note.value(),
                    findings=tuple(self.findings.values()),
                    followed=self.followed.values(),
                ),
                quiet=True,
            )

    def _take(self, entry: CallEntry, *, quiet: bool = False) -> None:
        """Take an edited entry; ``quiet`` leaves the fields alone that are being typed in."""
        self._entry = entry
        self._filling = True
        self.show_problem("")
        if quiet:
            self._show_told()
        else:
            self._show_entry()
        self._filling = False
        self.changed.emit(entry)

    # ------------------------------------------------------------------ keyboard

    def _on_outcome_moved(self, step: int) -> None:
        self._step_from(self.outcome, step)

    def _step_from(self, line: ChoiceLine | None, step: int) -> None:
        if step < 0:
            self.outcome.setFocus(Qt.FocusReason.OtherFocusReason)
        elif line is self.outcome and self.followed.focus_first():
            return
        elif line is not self.situation and not self.situation.isHidden():
            self.situation.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._answers is not None and (first := self._shown_lines()):
            self._answers.lines[first[0]].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_followed_moved(self, step: int) -> None:
        if step < 0:
            self.outcome.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._step_from(None, step)

    def _shown_lines(self) -> list[str]:
        lines = self._answers.lines if self._answers is not None else {}
        return [key for key, line in lines.items() if not line.isHidden()]

    def _on_line_moved(self, key: str, step: int) -> None:
        shown = self._shown_lines()
        at = shown.index(key) + step
        if at < 0:
            self.situation.setFocus(Qt.FocusReason.OtherFocusReason)
        elif at >= len(shown):
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._answers is not None:
            self._answers.lines[shown[at]].setFocus(Qt.FocusReason.OtherFocusReason)


def contact_words(row: CallRow) -> str:
    """Return 联系人 女儿 李梅 139 0013 9002, empty where nobody with a phone is known."""
    contact = row.contact
    if contact is None:
        return ""
    numbers = _("、").join(group_phone(one) for one in contact.phone.split("、") if one)
    parts = (contact.relation, contact.name, numbers)
    return _("联系人 {contact}").format(contact=" ".join(part for part in parts if part))
