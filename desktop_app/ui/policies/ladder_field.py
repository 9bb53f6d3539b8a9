"""The field for what follows attempts that did not find the person: steps with days, the alarm always last."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.policies import Rung
from desktop_app.domain.terms import LadderStep
from desktop_app.ui import theme
from desktop_app.ui.kit import ChoiceField, Field, NumberField, Text, button, row

MOST_STEPS = 6
LONGEST_WAIT = 60
_BEFORE_ALARM = (LadderStep.RETRY, LadderStep.PHONE, LadderStep.CONTACT)


class _Step(QWidget):
    """One step: after how many days, and what."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.wait = NumberField(0, LONGEST_WAIT)
        self.wait.line.setFixedWidth(theme.px(3.5))
        self.step: ChoiceField[LadderStep] = ChoiceField(
            [(step, _(step.term)) for step in _BEFORE_ALARM], empty=None
        )
        self.step.combo.setMinimumContentsLength(8)
        named = _("未见到后第 {number} 步").format(number=number)
        self.wait.describe(_("{step}：等几天").format(step=named), "")
        self.step.describe(_("{step}：做什么").format(step=named), "")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(theme.px(0.4))
        layout.addWidget(Text(_("第 {number} 步").format(number=number), "unit"), 0, 0)
        layout.addWidget(self.wait, 0, 1)
        layout.addWidget(Text(_("天后"), "unit"), 0, 2)
        layout.addWidget(self.step, 0, 3)
        layout.setColumnStretch(3, 1)


class LadderField(Field[tuple[Rung, ...]]):
    """The steps in order; 0 days means the same day. The last one is the alarm."""

    def __init__(self) -> None:
        holder = QWidget()
        super().__init__(holder)
        self.steps = [_Step(number + 1) for number in range(MOST_STEPS)]
        self._count = 0
        self.alarm = NumberField(0, LONGEST_WAIT)
        self.alarm.line.setFixedWidth(theme.px(3.5))
        self.alarm.describe(_("最后平安预警：等几天"), "")
        self.more = button(_("加一步"), lambda: self._resize(self._count + 1), look="link")
        self.less = button(_("去掉一步"), lambda: self._resize(self._count - 1), look="link")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.3))
        for step in self.steps:
            layout.addWidget(step)
            step.wait.changed.connect(self.changed)
            step.step.changed.connect(self.changed)
        last = row(
            Text(_("最后"), "unit"), self.alarm, Text(_("天后平安预警（0 为当天）"), "unit"), spacing_em=0.4
        )
        last.addStretch(1)
        layout.addLayout(last)
        acts = row(self.more, self.less)
        acts.addStretch(1)
        layout.addLayout(acts)
        self.alarm.changed.connect(self.changed)
        holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.steps[0].wait.line)
        self._resize(1)

    def value(self) -> tuple[Rung, ...]:
        """Return the steps; a missing number counts as the same day (see ``problem``)."""
        rungs = [
            Rung(each.step.value() or LadderStep.RETRY, each.wait.value() or 0)
            for each in self.steps[: self._count]
        ]
        return (*rungs, Rung(LadderStep.ALERT, self.alarm.value() or 0))

    def set_value(self, value: tuple[Rung, ...]) -> None:
        """Show the steps."""
        before = [rung for rung in value if rung.step is not LadderStep.ALERT][:MOST_STEPS]
        for each, rung in zip(self.steps, before, strict=False):
            each.wait.set_value(rung.wait_days)
            each.step.set_value(rung.step)
        self.alarm.set_value(next((rung.wait_days for rung in value if rung.step is LadderStep.ALERT), 0))
        self._resize(len(before))

    def is_empty(self) -> bool:
        """There is always the alarm."""
        return False

    def problem(self) -> str:
        """Say that a number is missing or out of range."""
        for field in (*(each.wait for each in self.steps[: self._count]), self.alarm):
            if field.value() is None:
                return _("请填写每一步等几天，当天填 0。")
            if field.problem():
                return field.problem()
        return ""

    def key_targets(self) -> list[QWidget]:
        """Return every part that takes keys."""
        parts = [part for each in self.steps for part in (each.wait.line, each.step.combo)]
        return [*parts, self.alarm.line]

    def set_bad(self, bad: bool) -> None:
        """The error line alone speaks for the steps."""
        del bad

    def describe(self, name: str, description: str) -> None:
        """Name the group; each part has a name of its own."""
        self.editor.setAccessibleName(name)
        self.editor.setAccessibleDescription(description)

    def _resize(self, count: int) -> None:
        count = max(0, min(count, MOST_STEPS))
        if count > self._count:
            for each in self.steps[self._count : count]:
                if each.wait.value() is None:
                    each.wait.set_value(1)
                if each.step.value() is None:
                    each.step.set_value(LadderStep.RETRY)
        self._count = count
        for at, each in enumerate(self.steps):
            each.setVisible(at < count)
        self.more.setEnabled(count < MOST_STEPS)
        self.less.setEnabled(count > 0)
        self.setFocusProxy(self.steps[0].wait.line if count else self.alarm.line)
        self.changed.emit()
