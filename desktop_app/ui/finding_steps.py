"""The 办理过程 of one finding: every step with its day and who took it, the newest on top."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import FindingStepKind
from desktop_app.storage.queries.findings import StepLine
from desktop_app.ui import finding_words, theme
from desktop_app.ui.kit import Text

MOST = 40
"""Longer histories end in a word on how many steps are older; the whole one is on paper."""


class StepList(QWidget):
    """Shows steps; nothing here can be edited."""

    def __init__(self, *, most: int = MOST) -> None:
        super().__init__()
        self._most = most
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(0.5))
        self._shown: list[QWidget] = []

    def show_steps(self, steps: Sequence[StepLine]) -> None:
        """Show ``steps``, which come oldest first."""
        for gone in self._shown:
            self._layout.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        newest = list(reversed(steps))
        self._shown = [_step(step) for step in newest[: self._most]]
        if not steps:
            self._shown.append(Text(_("还没有办理记录。"), "muted", wrap=True))
        elif len(steps) > self._most:
            older = _("更早还有 {count} 步").format(count=len(steps) - self._most)
            self._shown.append(Text(older, "hint"))
        for each in self._shown:
            self._layout.addWidget(each)

    def words(self) -> list[str]:
        """Return what is shown, newest first."""
        return [each.accessibleName() for each in self._shown if each.accessibleName()]


def _step(step: StepLine) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(0.05))
    said, place = finding_words.step_words(step), finding_words.step_place(step)
    closing = step.kind in {FindingStepKind.CLOSED.value, FindingStepKind.REOPENED.value}
    layout.addWidget(Text(place, "hint", wrap=True))
    layout.addWidget(Text(said, "strong" if closing else "", wrap=True, copyable=True))
    holder.setAccessibleName(f"{place}：{said}")
    return holder
