"""What a visit says of each finding that was open before: still there, solved and how, or not looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import FindingKind
from desktop_app.services.finding_drafts import FollowUp
from desktop_app.storage.queries.visits import FindingRow
from desktop_app.ui import finding_words, theme
from desktop_app.ui.choice_line import ChoiceLine, LineOption
from desktop_app.ui.kit import LineField, StateChip, Text, row
from desktop_app.ui.kit.sight import say, set_shown

STILL, SOLVED, UNSEEN = "still", "solved", "unseen"
MOST = 6
"""So many are asked about on a form; the others wait in the list of findings."""
LONGEST = 200

Answers = dict[str, dict[str, str]]
"""By finding: ``answer`` is STILL, SOLVED or UNSEEN, ``how`` what was done or seen. JSON as it is."""


class _Asked(QWidget):
    """One open finding: what it is, three answers by digit, and a line for how it was solved."""

    changed = Signal()
    moved_on = Signal(int)

    def __init__(self, found: FindingRow, today: date, whose: str) -> None:
        super().__init__()
        self.found = found
        late = found.due_on is not None and found.due_on < today
        said = _("{name}，{question}").format(name=whose, question=found.what) if whose else found.what
        self.line = ChoiceLine(
            said,
            [
                LineOption(STILL, _("仍未解决"), "soon"),
                LineOption(SOLVED, _("已解决")),
                LineOption(UNSEEN, _("未查看"), "quiet"),
            ],
        )
        self.line.set_hint(_("还没办结的问题"))
        self.how = LineField(placeholder=_("怎么解决的"), longest=LONGEST)
        self.how.describe(_("{question}，怎么解决的").format(question=said), "")
        self.problem = Text("", "error", wrap=True)
        chip = StateChip()
        head = row(chip)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.1))
        layout.addLayout(head)
        layout.addWidget(Text(found.what, "", wrap=True))
        age = finding_words.age_words(found.found_on, found.due_on, today)
        layout.addWidget(Text(age, "error" if late else "hint", wrap=True))
        for part in (self.line, self.how, self.problem):
            layout.addWidget(part)
        kind = FindingKind(found.kind)
        chip.show_state(_(kind.term), finding_words.KIND_TINTS[kind])
        set_shown(self.how, False)
        set_shown(self.problem, False)
        self.line.changed.connect(self._on_edited)
        self.line.moved_on.connect(self._on_moved)
        self.how.changed.connect(self._on_edited)
        self.how.line.returnPressed.connect(partial(self.moved_on.emit, 1))

    def value(self) -> dict[str, str]:
        """Return the answer as plain data, empty without one."""
        chosen = self.line.chosen()
        if not chosen:
            return {}
        how = self.how.value() if chosen[0] == SOLVED else ""
        return {"answer": chosen[0], **({"how": how} if how else {})}

    def set_value(self, value: Mapping[str, Any]) -> None:
        """Show an answer."""
        self.line.set_chosen((str(value["answer"]),) if value.get("answer") else ())
        how = str(value.get("how") or "")
        if self.how.value() != how:  # whoever is typing here keeps the cursor
            self.how.set_value(how)
        self._show()

    def show_problem(self, text: str) -> None:
        """Say what is wrong with the answer and go there."""
        say(self.problem, text)
        self.how.set_bad(bool(text))
        if text:
            (self.line if self.how.isHidden() else self.how).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_edited(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        set_shown(self.how, self.line.chosen() == (SOLVED,))
        if self.problem.text():
            self.show_problem("")

    def _on_moved(self, step: int) -> None:
        if step > 0 and not self.how.isHidden():
            self.how.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.moved_on.emit(step)


class OpenFindings(QWidget):
    """Signals: ``changed()`` after an answer, ``moved_on(step)`` when the keyboard goes on past the first or last."""

    changed = Signal()
    moved_on = Signal(int)

    def __init__(self, whose: str = "") -> None:
        """Stand among others of its kind where ``whose`` says about whom."""
        super().__init__()
        self._whose = whose
        self._shown: tuple[FindingRow, ...] = ()
        self._asked: list[_Asked] = []
        self._asks = True
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(0.5))
        self._rest = Text("", "hint", wrap=True)
        self._layout.addWidget(self._rest)
        self._problem = Text("", "error", wrap=True)
        self._layout.addWidget(self._problem)
        for part in (self._rest, self._problem):
            set_shown(part, False)

    def show_findings(self, findings: Sequence[FindingRow], today: date) -> None:
        """Show what is open about one person, unanswered."""
        urgent = FindingKind.URGENT.value
        ordered = sorted(findings, key=lambda one: (one.kind != urgent, one.found_on, one.uid))
        if tuple(ordered) != self._shown:
            self._shown = tuple(ordered)
            for gone in self._asked:
                self._layout.removeWidget(gone)
                gone.hide()
                gone.deleteLater()
            self._asked = [_Asked(one, today, self._whose) for one in ordered[:MOST]]
            for at, each in enumerate(self._asked):
                self._layout.insertWidget(at, each)
                each.changed.connect(self._on_changed)
                each.moved_on.connect(partial(self._go_on, at))
        self.set_values({})
        self.show_problem("")
        rest = len(ordered) - MOST
        self._rest.setText(_("还有 {count} 个，在“问题跟踪”里办理。").format(count=rest) if rest > 0 else "")
        set_shown(self._rest, rest > 0)
        self.set_asks(self._asks)

    def set_asks(self, asks: bool) -> None:
        """Ask for answers, or only show what is open, after ``domain.outcomes.can_tell``."""
        self._asks = asks
        for each in self._asked:
            set_shown(each.line, asks)
            set_shown(each.how, asks and each.line.chosen() == (SOLVED,))

    def asks(self) -> bool:
        """Tell whether anything is asked."""
        return self._asks and bool(self._asked)

    def count(self) -> int:
        """Return how many are asked about."""
        return len(self._asked)

    def values(self) -> Answers:
        """Return the answers given, by finding."""
        return {each.found.uid: value for each in self._asked if (value := each.value())}

    def set_values(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        """Show exactly these answers; those to findings that are closed by now are passed over."""
        for each in self._asked:
            each.set_value(values.get(each.found.uid, {}))
        self.set_asks(self._asks)

    def followed(self) -> tuple[FollowUp, ...]:
        """Return what the service takes; nothing where the form does not ask."""
        return follow_ups(self.values()) if self._asks else ()

    def check(self) -> bool:
        """Ask how it was solved where that is missing; tell whether the answers may be saved."""
        for each in self._asked:
            value = each.value()
            if self._asks and value.get("answer") == SOLVED and not value.get("how"):
                each.show_problem(_("请写一句怎么解决的。"))
                return False
        return True

    def show_problem(self, text: str) -> None:
        """Say under the findings why the answers were refused."""
        say(self._problem, text)

    def first_open(self) -> ChoiceLine | None:
        """Return the first line without an answer, None where nothing is asked."""
        if not self._asks:
            return None
        return next((each.line for each in self._asked if not each.line.chosen()), None)

    def focus_first(self) -> bool:
        """Put the keyboard on the first line without an answer, else on the first; False where nothing is asked."""
        if not self.asks():
            return False
        (self.first_open() or self._asked[0].line).setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def _on_changed(self) -> None:
        if self._problem.text():
            self.show_problem("")
        self.changed.emit()

    def _go_on(self, at: int, step: int) -> None:
        at += step
        if 0 <= at < len(self._asked):
            self._asked[at].line.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.moved_on.emit(step)


def follow_ups(answers: Mapping[str, Mapping[str, str]]) -> tuple[FollowUp, ...]:
    """Return what the service takes of ``Answers``: what was not looked at says nothing."""
    return tuple(
        FollowUp(uid, solved=value["answer"] == SOLVED, what=value.get("how") or None)
        for uid, value in answers.items()
        if value.get("answer") in {STILL, SOLVED}
    )


def unexplained(answers: Mapping[str, Mapping[str, str]]) -> bool:
    """Tell whether something is said to be solved without how."""
    return any(value.get("answer") == SOLVED and not value.get("how") for value in answers.values())
