"""The visit form itself, without page and store: who, what was seen, what came of it, in three columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.measures import MeasureProblem
from desktop_app.domain.outcomes import can_tell
from desktop_app.domain.terms import Mode
from desktop_app.services.visit_drafts import VisitDraft, visit_form
from desktop_app.ui import theme, visit_answers
from desktop_app.ui.emergency_card import EmergencyCard
from desktop_app.ui.emergency_words import is_urgent
from desktop_app.ui.findings_editor import FindingsEditor
from desktop_app.ui.kit import Card, Text, scrolling
from desktop_app.ui.page import PageContext
from desktop_app.ui.visit_answers import ProposedFinding
from desktop_app.ui.visits import form_content
from desktop_app.ui.visits.blocks_panel import BlocksPanel
from desktop_app.ui.visits.form_content import Content, Filled
from desktop_app.ui.visits.form_layout import ThreeColumns
from desktop_app.ui.visits.measures_row import MeasuresRow
from desktop_app.ui.visits.outcome_form import OutcomeForm
from desktop_app.ui.visits.person_panel import PersonPanel
from desktop_app.ui.visits.photo_strip import PhotoStrip
from desktop_app.ui.visits.start import VisitStart


class VisitSheet(QWidget):
    """Signals: ``changed()`` after an edit by the user, ``save_asked()`` from the last field.

    ``ways_out`` stands under the person: what else can be done than saving.
    """

    changed = Signal()
    save_asked = Signal()

    def __init__(self, context: PageContext, ways_out: QWidget) -> None:
        super().__init__()
        self.form = visit_form()
        self._start: VisitStart | None = None
        self._filling = False
        self._warned_empty = False
        self.person = PersonPanel()
        self.followed = self.person.followed
        self.blocks = BlocksPanel(self.form)
        self.not_met = Card(margin_em=1)
        self.not_met_words = Text("", "section", wrap=True)
        self.measures = MeasuresRow(self.form.measures)
        self.findings = FindingsEditor()
        self.emergency = EmergencyCard()
        self._found = _column(self.findings, self.emergency)
        self.outcome = OutcomeForm(context, self._found)
        self.photos = PhotoStrip(context)
        self._build(ways_out)
        self._connect()

    def fill(self, start: VisitStart, last_visitor: str) -> None:
        """Show the person, and a new visit or the one to correct."""
        self._start, self._warned_empty = start, False
        old = start.correcting
        self._filling = True
        self.person.show_start(start)
        self.outcome.show_person(start)
        self.measures.show_start(start)
        self.emergency.show_contacts(start.elder.contacts)
        self._found.setVisible(old is None)
        values = (
            form_content.values_of(old, {one.uid for one in start.visitors})
            if old is not None
            else form_content.fresh_values(start, last_visitor)
        )
        self.outcome.set_values(values)
        month = values["visited_on"].month
        last = self._last_answers()
        self.blocks.start(month, visit_answers.ghosts(self.form, last, month), from_last=last is not None)
        self.blocks.show_problem("")
        if old is not None:
            self.blocks.set_values(old.answers)
        self.measures.set_values(old.measures if old is not None else {})
        self.photos.set_values(
            [{"digest": photo.digest, "caption": photo.caption or ""} for photo in start.photos]
        )
        self.findings.set_values(())
        self._filling = False
        self._show_blocks()
        self._propose()

    def restore(self, content: Mapping[str, Any]) -> None:
        """Show what a draft kept."""
        self._filling = True
        for name, value in form_content.unpacked_values(content).items():
            self.outcome.row(name).field.set_value(value)
        self.blocks.set_values(content.get("answers", {}))
        self.measures.set_values(content.get("measures", {}))
        self.photos.set_values(content.get("photos", ()))
        self.findings.set_values(content.get("findings", ()))
        self.followed.set_values(content.get("followed", {}))
        self._filling = False
        self._show_blocks()
        self._propose()

    def content(self, **about: Any) -> Content:
        """Return everything that is filled in, as a draft keeps it."""
        return form_content.packed(self._filled(), **about)

    def draft(self, elder_uid: str) -> VisitDraft:
        """Return what the service takes; call after ``check``."""
        return form_content.to_draft(
            elder_uid,
            self._filled(),
            self.findings.drafts(),
            self.photos.drafts(),
            self.followed.followed(),
        )

    def check(self) -> bool:
        """Show what is wrong beside its field; a visit at which nothing was seen is asked about once."""
        met = self.outcome.met()
        if not (self.outcome.check() and self.followed.check() and (not met or self.measures.check())):
            return False
        if self.photos.is_adding():
            self.photos.show_problem(_("照片还在添加，请等一下再保存。"))
            return False
        nothing_seen = met and not self.blocks.values() and not self.measures.values()
        in_person = self.outcome.mode.value() == Mode.IN_PERSON.value
        if nothing_seen and in_person and not self._warned_empty:
            self._warned_empty = True
            self.blocks.show_problem(
                _("五项情况一项也没填。按 F6 采用上次的回答，或逐项选择；确实不填，再按一次保存。")
            )
            return False
        return True

    def show_error(self, error: Exception) -> bool:
        """Show a service's refusal beside its field; False when it is about none of them."""
        if self.outcome.show_error(error):
            return True
        if isinstance(error, MeasureProblem):
            return self.measures.show_error(error)
        if not isinstance(error, FieldProblem):
            return False
        field, reason = str(error.details.get("field")), _(str(error.details.get("reason", "")))
        if field in self.form.by_key:
            title = _(self.form.by_key[field][1].title)
            self.blocks.show_problem(_("{item}：{reason}").format(item=title, reason=reason), field)
        elif field == "findings":
            self.findings.show_problem(reason)
        elif field == "followed":
            self.followed.show_problem(reason)
        elif field == "photos":
            self.photos.show_problem(reason)
        else:
            return False
        return True

    def accept_all(self) -> None:
        """Answer everything not answered yet as last time, where somebody was met."""
        if self.outcome.met():
            self.blocks.accept_all()

    def focus_result(self) -> None:
        """Put the keyboard on what came of the visit: who was not met needs no other line."""
        self.outcome.outcome.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_findings(self) -> None:
        """Put the keyboard on the first finding that is offered, else on adding one."""
        self.findings.focus_first()

    def focus_start(self) -> None:
        """Put the keyboard on what was open before, then on the first line still open, else on how it was made."""
        waiting = self.followed.first_open()
        if waiting is None:
            self._focus_blocks()
        else:
            waiting.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_open_findings(self) -> None:
        """Put the keyboard on what was open before."""
        self.followed.focus_first()

    def _focus_blocks(self) -> None:
        waiting = self.blocks.first_open() if self.outcome.met() else None
        if waiting is None:
            self.outcome.focus_first()
        else:
            waiting.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, ways_out: QWidget) -> None:
        self.not_met.body.addWidget(self.not_met_words)
        self.not_met.body.addWidget(
            Text(_("没有见到本人，五项情况不用填。了解到的情况可以写在“情况记录”里。"), "muted", wrap=True)
        )
        left, middle = _column(self.person, ways_out), _column(self.blocks, self.measures, self.not_met)
        right = Card(margin_em=0.8)
        right.body.addWidget(self.outcome)
        right.body.addWidget(self.photos)
        right.body.addStretch(1)
        self.columns = ThreeColumns(left, middle, right)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(self.columns))

    def _connect(self) -> None:
        self.followed.moved_on.connect(self._on_followed)
        self.blocks.left_below.connect(self.measures.focus_first)
        self.measures.left_below.connect(self.outcome.focus_first)
        self.outcome.outcome.changed.connect(self._show_blocks)
        self.outcome.mode.changed.connect(self._show_followed)
        self.outcome.day.changed.connect(self._on_day)
        self.outcome.save_asked.connect(self.save_asked)
        for part in (self.followed, self.blocks, self.measures, self.outcome, self.findings, self.photos):
            part.changed.connect(self._on_changed)

    def _filled(self) -> Filled:
        return Filled(
            values=self.outcome.values(),
            answers=self.blocks.values(),
            measures=self.measures.values(),
            findings=self.findings.values(),
            photos=self.photos.values(),
            followed=self.followed.values(),
        )

    def _last_answers(self) -> Mapping[str, Any] | None:
        last = self._start.last_answered if self._start else None
        return last.answers if last else None

    def _on_changed(self) -> None:
        if not self._filling and self._start is not None:
            self._warned_empty = False
            self._propose()
            self.changed.emit()

    def _on_day(self) -> None:
        day = self.outcome.day.value()
        if day is not None and not self._filling:
            ghosts = visit_answers.ghosts(self.form, self._last_answers(), day.month)
            self.blocks.show_month(day.month, ghosts)

    def _show_blocks(self) -> None:
        met = self.outcome.met()
        self.blocks.setVisible(met)
        self.measures.setVisible(met)
        self.not_met.setVisible(not met)
        self.not_met_words.setText(self.outcome.effect_words())
        self._show_followed()

    def _show_followed(self) -> None:
        """Ask about what was open where the visit could see it; a correction says no more than the visit did."""
        new = self._start is not None and self._start.correcting is None
        self.followed.set_asks(new and can_tell(self.outcome.mode.value(), self.outcome.outcome.value()))

    def _on_followed(self, step: int) -> None:
        if step > 0:
            self._focus_blocks()

    def _propose(self) -> None:
        if self._start is None:
            return
        known = [*self.findings.words(), *(found.what for found in self._start.findings)]
        offered: tuple[ProposedFinding, ...] = ()
        if self.outcome.met() and self._start.correcting is None:
            measured = (one for one in self.measures.proposals() if one.what not in known)
            offered = (*measured, *visit_answers.proposals(self.form, self.blocks.values(), known))
        self.findings.propose(offered)
        self.emergency.setVisible(is_urgent(self.findings.values()))


def _column(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(0.6))
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return holder
