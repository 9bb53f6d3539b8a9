"""What is seen once for a whole household: the shared items, and what is wrong with the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.forms import VisitForm
from desktop_app.ui import theme
from desktop_app.ui.emergency_words import emergency_words
from desktop_app.ui.findings_editor import FindingsEditor
from desktop_app.ui.kit import Card, Section, Text, button, hairline, reason_words, spoken_day
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.rounds.answer_lines import AnswerLines
from desktop_app.ui.rounds.people_grid import go
from desktop_app.ui.visit_answers import ghosts, proposals

ITEM_EM = 7.5


class HouseCard(Card):
    """Signals: ``changed()``, ``left_below()`` past the last line, ``all_asked()`` for everything as last time."""

    changed = Signal()
    left_below = Signal()
    all_asked = Signal()

    def __init__(self, form: VisitForm) -> None:
        super().__init__(margin_em=0.6)
        self._form = form
        self._last: Mapping[str, Any] | None = None
        shared = [key for key, (_block, item) in form.by_key.items() if item.shared]
        self.answers = AnswerLines(form, shared, label_em=theme.word_px(ITEM_EM) / theme.em())
        self.findings = FindingsEditor(_("这一户"))
        self.last_time = Text("", "hint")
        self.problem = Text("", "error", wrap=True)
        self.owner = Text("", "hint", wrap=True)
        self.emergency = Text("", "error", wrap=True, copyable=True)
        self.same = button(_("全部与上次相同"), self.all_asked.emit, look="choice", key="F6")
        self._build()
        self.answers.changed.connect(self._on_changed)
        self.answers.moved_on.connect(self._on_moved)
        self.findings.changed.connect(self._on_changed)

    def start(self, last: Mapping[str, Any], last_on: date | None, month: int) -> None:
        """Empty everything and outline the answers of last time."""
        self._last = last or None
        self.last_time.setText(_("上次 {day}").format(day=spoken_day(last_on)) if last_on else "")
        self.answers.start(month, ghosts(self._form, self._last, month))
        self.findings.set_values(())
        self.show_problem("")

    def show_month(self, month: int) -> None:
        """Ask what is asked in ``month``."""
        self.answers.show_month(month, ghosts(self._form, self._last, month))

    def show_owner(self, name: str | None, known: Sequence[str], *, alone: bool) -> None:
        """Ask where somebody was met; findings go to ``name``, and ``known`` ones are not proposed again."""
        asked = name is not None
        for key, line in self.answers.lines.items():
            set_shown(line, asked and self.answers.asked(key))
        urgent = emergency_words(self.findings.values()) if asked else ""
        self.emergency.setText(urgent)
        self.findings.propose(
            proposals(self._form, self.answers.values(), [*self.findings.words(), *known]) if asked else ()
        )
        self.owner.setText(_("户内的问题记在 {name} 名下。").format(name=name or ""))
        set_shown(self.emergency, bool(urgent))
        set_shown(self.findings, asked)
        set_shown(self.owner, asked and not alone and bool(self.findings.words()))

    def show_problem(self, text: str, key: str = "") -> None:
        """Say what is wrong and mark the line ``key``; an empty text takes it away."""
        self.problem.setText(text)
        set_shown(self.problem, bool(text))
        self.answers.mark(key if text else "")
        if key in self.answers.lines:
            go(self.answers.lines[key])

    def show_error(self, problem: FieldProblem) -> bool:
        """Show a refusal at its line; False when it is about none of them."""
        field = str(problem.details.get("field"))
        if field not in self.answers.widgets():
            return False
        words = _("{item}：{reason}").format(
            item=_(self._form.by_key[field][1].title), reason=reason_words(problem)
        )
        self.show_problem(words, field)
        return True

    def focus_first(self) -> None:
        """Put the keyboard on the first line that is asked; without one go past them."""
        first = next((line for line in self.answers.lines.values() if not line.isHidden()), None)
        if first is None:
            self.left_below.emit()
        else:
            go(first)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(0.6))
        head.addWidget(Section(_("这一户的情况")))
        head.addWidget(self.last_time, 1)
        head.addWidget(self.same)
        self.body.setSpacing(theme.px(0.18))
        self.body.addLayout(head)
        for part in (self.problem, hairline(), *self.answers.lines.values(), hairline()):
            self.body.addWidget(part)
        for part in (self.emergency, self.findings, self.owner):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _on_changed(self) -> None:
        if self.problem.text():
            self.show_problem("")
        self.changed.emit()

    def _on_moved(self, key: str, step: int) -> None:
        asked = [mine for mine in self.answers.lines if self.answers.asked(mine)]
        at = asked.index(key) + step
        if 0 <= at < len(asked):
            go(self.answers.lines[asked[at]])
        elif step > 0:
            self.left_below.emit()
