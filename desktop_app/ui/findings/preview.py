"""One finding beside the list: what it is, in whose hands, what was done; for an urgent one whom to call."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import FindingKind, FindingState
from desktop_app.services.findings import FindingDetail
from desktop_app.storage.queries.findings import FindingLine
from desktop_app.ui import finding_words, theme
from desktop_app.ui.emergency_words import call_first_words
from desktop_app.ui.finding_steps import StepList
from desktop_app.ui.kit import Card, FlowLayout, Section, StateChip, Text, group_phone, spoken_day
from desktop_app.ui.kit.sight import set_shown

STEPS = 8


class FindingFacts(QWidget):
    """The kind, the state and the facts of one finding; the list's preview and the finding's page show them alike."""

    def __init__(self) -> None:
        super().__init__()
        self._kind, self._state = StateChip(), StateChip()
        chips = QWidget()
        flow = FlowLayout(chips, spacing_em=0.4)
        flow.addWidget(self._kind)
        flow.addWidget(self._state)
        self._what = Text("", "strong", wrap=True, copyable=True)
        self._facts = Text("", "", wrap=True, copyable=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.4))
        for part in (chips, self._what, self._facts):
            layout.addWidget(part)

    def show_line(self, line: FindingLine) -> None:
        """Show a finding."""
        kind = FindingKind(line.kind)
        self._kind.show_state(_(kind.term), finding_words.KIND_TINTS[kind])
        self._state.show_state(finding_words.state_words(line), finding_words.state_tint(line))
        self._what.setText(line.what)
        self._facts.setText("\n".join(fact_lines(line)))


def fact_lines(line: FindingLine) -> list[str]:
    """Return what is known about a finding, one thing a line."""
    lines = [_("发现 {day}，{days} 天").format(day=spoken_day(line.found_on), days=line.age_days)]
    if line.due_on is not None:
        lines.append(_("期限 {day}").format(day=spoken_day(line.due_on)))
    lines.append(_("责任人 {owner}").format(owner=finding_words.owner_words(line)))
    lines.append(_("办到 {stage}").format(stage=finding_words.stage_words(line)))
    if line.action:
        lines.append(_("当时处理：{action}").format(action=line.action))
    if line.slip_no:
        lines.append(_("转介单 {number}").format(number=line.slip_no))
    if line.state == FindingState.CLOSED.value and line.closed_on is not None:
        said = _("{day} 销号：{note}").format(day=spoken_day(line.closed_on), note=line.closing_note or "")
        lines.append(said.rstrip("："))
    return lines


class FindingPreview(Card):
    """Stands at the right of the list."""

    def __init__(self) -> None:
        super().__init__(margin_em=0.9)
        self._name = Text("", "name", wrap=True, copyable=True)
        self._place = Text("", "muted", wrap=True)
        self._facts = FindingFacts()
        self._calls = Text("", "error", wrap=True, copyable=True)
        self._steps = StepList(most=STEPS)
        self._title = Section(_("办理过程"))
        for part in (self._name, self._place, self._calls, self._facts, self._title, self._steps):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.setMinimumWidth(theme.px(16))
        self.show_detail(None)

    def show_detail(self, detail: FindingDetail | None) -> None:
        """Show a finding; None shows that none is chosen."""
        parts: tuple[QWidget, ...] = (self._place, self._facts, self._title, self._steps)
        for part in parts:
            set_shown(part, detail is not None)
        set_shown(self._calls, detail is not None and needs_calls(detail.line))
        if detail is None:
            self._name.setText(_("选中一件，这里看它的办理过程。"))
            return
        line = detail.line
        self._name.setText(line.elder_name)
        self._place.setText(line.village)
        self._facts.show_line(line)
        self._calls.setText("\n".join(call_lines(detail)))
        self._steps.show_steps(detail.steps)

    def step_words(self) -> list[str]:
        """Return the steps shown, newest first."""
        return self._steps.words()


def needs_calls(line: FindingLine) -> bool:
    """Tell whether somebody may have to be called about it now."""
    return line.kind == FindingKind.URGENT.value and line.state == FindingState.OPEN.value


def call_lines(detail: FindingDetail) -> list[str]:
    """Return whom to call, a line each: the public numbers first."""
    return [
        call_first_words()[0],
        *(
            " ".join(part for part in (role, name, group_phone(phone)) if part)
            for role, name, phone in detail.card.calls
        ),
    ]
