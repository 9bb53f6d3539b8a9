"""Open findings on the page of today: urgent ones with their clock, late ones, what was sent here, then by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import FindingKind, FindingState
from desktop_app.storage.queries.findings import FindingFilter, FindingLine
from desktop_app.ui import finding_words, theme
from desktop_app.ui.kit import Card, ElidedText, StateChip, Text, button

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application

MOST_LINES = 6
READ = 60
URGENT, OVERDUE, HERE, REST = "urgent", "overdue", "here", "rest"
_OPEN = (FindingState.OPEN.value,)
_WIDE: dict[str, Any] = {"state": FindingState.OPEN.value}
_ASKS: dict[str, dict[str, Any]] = {
    URGENT: {**_WIDE, "kind": FindingKind.URGENT.value},
    OVERDUE: {**_WIDE, "overdue": True},
    HERE: {**_WIDE, "here": True},
    REST: _WIDE,
}
"""What the list of findings is narrowed to from a group."""


@dataclass(frozen=True, slots=True)
class OpenFindings:
    """What is open: how many by ``FindingService.counts``, the most pressing ones, and those sent to this level."""

    counts: dict[str, int]
    pressing: Sequence[FindingLine]
    here: Sequence[FindingLine]

    def groups(self) -> list[tuple[str, int, list[FindingLine]]]:
        """Return the groups that have somebody with how many there are; everybody is in one group only."""
        found: dict[str, list[FindingLine]] = {URGENT: [], OVERDUE: [], HERE: list(self.here), REST: []}
        here = {line.uid for line in self.here}
        for line in self.pressing:
            if line.kind == FindingKind.URGENT.value:
                found[URGENT].append(line)
                found[HERE] = [each for each in found[HERE] if each.uid != line.uid]
            elif line.uid not in here:
                found[OVERDUE if line.overdue_days > 0 else REST].append(line)
        found[REST].sort(key=lambda line: line.found_on)
        counted = {URGENT: self.counts["urgent"], OVERDUE: self.counts["overdue"], HERE: self.counts["here"]}
        return [(name, counted.get(name, 0), lines) for name, lines in found.items() if lines]


def read_findings(app: Application) -> OpenFindings:
    """Read the counts, and of what there is two short lists."""
    counts, here = app.findings.counts(app.actor), FindingFilter(states=_OPEN, held_here=True)
    return OpenFindings(
        counts,
        app.findings.list(app.actor, FindingFilter(states=_OPEN), limit=READ) if counts["open"] else (),
        app.findings.list(app.actor, here, limit=MOST_LINES) if counts["here"] else (),
    )


class FindingLines(Card):
    """Signals: ``finding_asked(uid)`` from a name, ``list_asked(params)`` from the words over a group."""

    finding_asked = Signal(str)
    list_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("还没办结的问题"), margin_em=0.9)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(0.3))
        self.body.addLayout(self._rows)

    def show_findings(self, found: OpenFindings) -> None:
        """Show what is open."""
        while self._rows.count():
            widget = self._rows.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        left, total = MOST_LINES, found.counts["open"]
        for name, count, lines in found.groups():
            if left <= 0:
                break
            self._rows.addWidget(self._head(name, count))
            for line in lines[:left]:
                self._rows.addWidget(self._line(line))
            left -= len(lines[:left])
        if not total:
            self._rows.addWidget(Text(_("没有在办的问题。探访时发现的问题会列在这里。"), "muted", wrap=True))
        else:
            words = _("全部在办 {count} 件").format(count=total)
            self._rows.addWidget(button(words, partial(self.list_asked.emit, dict(_WIDE)), look="link"))

    def _head(self, name: str, count: int) -> QWidget:
        words = {
            URGENT: _("紧急 {count} 件"),
            OVERDUE: _("已超期 {count} 件"),
            HERE: _("转到本级 {count} 件"),
            REST: _("其他在办"),
        }[name].format(count=count)
        made = button(words, partial(self.list_asked.emit, dict(_ASKS[name])), look="link")
        made.setAccessibleName(_("问题跟踪：{words}").format(words=words))
        return made

    def _line(self, line: FindingLine) -> QWidget:
        kind = FindingKind(line.kind)
        holder, chip = QWidget(), StateChip()
        late = line.overdue_days > 0
        state = finding_words.state_words(line)
        if kind is FindingKind.URGENT and not late:
            state = _("24小时内办，{state}").format(state=state)
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(theme.px(0.4), 0, 0, theme.px(0.2))
        layout.setSpacing(theme.px(0.05))
        name = button(line.elder_name, partial(self.finding_asked.emit, line.uid), look="link")
        name.setMinimumWidth(theme.px(4))  # a long name may be cut where the column is narrow
        name.setToolTip(line.elder_name)
        name.setAccessibleName(
            _("办理 {name} 的问题：{what}，{state}").format(name=line.elder_name, what=line.what, state=state)
        )
        head = QHBoxLayout()
        head.setSpacing(theme.px(0.4))
        head.addWidget(chip)
        head.addWidget(name)
        head.addStretch(1)
        layout.addLayout(head)
        said = _("{state} · {what}").format(state=state, what=finding_words.one_line(line.what))
        layout.addWidget(ElidedText(said, "error" if late or kind is FindingKind.URGENT else "muted"))
        chip.show_state(_(kind.term), finding_words.KIND_TINTS[kind])
        return holder
