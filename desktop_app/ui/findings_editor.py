"""The findings of one visit: what answers suggest, one press to take over, and own lines of kind and words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import FindingKind
from desktop_app.services.visit_drafts import DAYS_TO_CLOSE, FindingDraft
from desktop_app.ui import theme
from desktop_app.ui.kit import ChoiceField, FlowLayout, LineField, Section, Text, button, icon_button
from desktop_app.ui.kit.sight import say
from desktop_app.ui.visit_answers import ProposedFinding

LONGEST = 200
NARROW_EM = 24
OFFER_EDGE_EM = 4.2
"""What an offer needs beside its words: the plus and the room at both ends."""
_PIECES = re.compile(r"（[^（）]{1,8}）|\w+\s?|[（(]?.", re.ASCII)
"""Words, figures and what stands in brackets stay whole; an opening bracket stays with what follows."""


class _FindingLine(QWidget):
    """One finding: kind, words, and × to drop it."""

    changed = Signal()
    dropped = Signal(object)

    def __init__(self, kind: str, what: str) -> None:
        super().__init__()
        self._narrow: bool | None = None
        self.kind: ChoiceField[FindingKind] = ChoiceField(FindingKind, empty=None)
        self.kind.combo.setFixedWidth(theme.px(6.8))
        self.kind.set_value(FindingKind(kind))
        self.kind.describe(_("问题类别"), "")
        self.what = LineField(placeholder=_("是什么问题"), longest=LONGEST)
        self.what.set_value(what)
        self.what.describe(_("问题内容"), "")
        drop = icon_button("x", _("去掉这条问题"), lambda: self.dropped.emit(self))
        self._drop = drop
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(0.3))
        self._grid.setColumnStretch(1, 1)
        self._arrange(narrow=True)
        self.kind.changed.connect(self.changed)
        self.what.changed.connect(self.changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is little room, the words get a line of their own."""
        super().resizeEvent(event)
        self._arrange(narrow=self.width() < theme.px(NARROW_EM))

    def _arrange(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for part in (self.kind, self.what, self._drop):
            self._grid.removeWidget(part)
        self._grid.addWidget(self.kind, 0, 0)
        self._grid.addWidget(self._drop, 0, 2)
        if narrow:
            self._grid.addWidget(self.what, 1, 0, 1, 3)
        else:
            self._grid.addWidget(self.what, 0, 1)


class FindingsEditor(QWidget):
    """Signal: ``changed()`` after any edit, also when lines come and go."""

    changed = Signal()

    def __init__(self, whose: str = "") -> None:
        """Stand among others of its kind where ``whose`` says whose findings these are."""
        super().__init__()
        self._lines: list[_FindingLine] = []
        self._proposals: tuple[ProposedFinding, ...] = ()
        self._add = button(_("添加问题"), self.add, look="link", icon_name="plus")
        if whose:
            self._add.setAccessibleName(_("{name}：添加问题").format(name=whose))
        head = QHBoxLayout()
        head.addWidget(Section(_("发现问题")))
        head.addStretch(1)
        head.addWidget(self._add)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(0.35))
        self._offers = QWidget()
        self._flow = FlowLayout(self._offers, spacing_em=0.35)
        self._hint = Text(_("按刚才的回答，建议登记："), "hint", wrap=True)
        self._problem = Text("", "error", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.35))
        layout.addLayout(head)
        layout.addLayout(self._rows)
        layout.addWidget(self._problem)
        layout.addWidget(self._hint)
        layout.addWidget(self._offers)
        self._problem.hide()
        self.propose(())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: offers take as many lines as they need."""
        super().resizeEvent(event)
        self._fold()

    def values(self) -> list[dict[str, str]]:
        """Return the lines as plain data, also those without words."""
        return [
            {"kind": (line.kind.value() or FindingKind.NEED).value, "what": line.what.value()}
            for line in self._lines
        ]

    def drafts(self) -> tuple[FindingDraft, ...]:
        """Return what the service takes; a line without words stands for nothing."""
        return tuple(
            FindingDraft(kind=line["kind"], what=line["what"]) for line in self.values() if line["what"]
        )

    def set_values(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Show exactly ``lines``."""
        for line in list(self._lines):
            self._remove(line)
        for each in lines:
            self._append(str(each["kind"]), str(each["what"]))
        self.show_problem("")
        self.changed.emit()

    def add(self, kind: str = FindingKind.NEED.value, what: str = "") -> None:
        """Add a line and put the keyboard into it."""
        line = self._append(kind, what)
        (line.kind if what else line.what).setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def words(self) -> list[str]:
        """Return the words of all lines."""
        return [line.what.value() for line in self._lines]

    def propose(self, found: Sequence[ProposedFinding]) -> None:
        """Offer findings that answers suggest."""
        if tuple(found) == self._proposals and self._flow.count():
            return
        self._proposals = tuple(found)
        while self._flow.count():
            widget = self._flow.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        for each in self._proposals:
            words = _("{kind} {what}").format(kind=_(FindingKind(each.kind).term), what=each.what)
            made = button(words, partial(self.add, each.kind, each.what), look="chip", icon_name="plus")
            made.setAccessibleName(_("登记问题：{words}").format(words=words))
            made.setProperty("words", words)
            self._flow.addWidget(made)
        self._fold()
        self._offers.setVisible(bool(self._proposals))
        self._hint.setVisible(bool(self._proposals))
        self._offers.updateGeometry()

    def focus_first(self) -> None:
        """Put the keyboard on the first offer, else on adding a line."""
        first = self._flow.itemAt(0).widget() if self._flow.count() else self._add
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def proposals(self) -> tuple[ProposedFinding, ...]:
        """Return what is offered."""
        return self._proposals

    def show_problem(self, text: str) -> None:
        """Say what is wrong under the lines."""
        say(self._problem, text)

    def _fold(self) -> None:
        room = self.width() - theme.px(OFFER_EDGE_EM)
        for at in range(self._flow.count()):
            made = cast(QPushButton, self._flow.itemAt(at).widget())
            made.setText(folded(str(made.property("words")), made.fontMetrics(), room))

    def _append(self, kind: str, what: str) -> _FindingLine:
        line = _FindingLine(kind, what)
        line.changed.connect(self.changed)
        line.dropped.connect(self._on_dropped)
        days = DAYS_TO_CLOSE[FindingKind(kind)]
        line.setToolTip(_("期限 {days} 天").format(days=days))
        self._lines.append(line)
        self._rows.addWidget(line)
        return line

    def _on_dropped(self, line: _FindingLine) -> None:
        self._remove(line)
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _remove(self, line: _FindingLine) -> None:
        self._lines.remove(line)
        self._rows.removeWidget(line)
        line.hide()
        line.deleteLater()


def folded(words: str, metrics: QFontMetrics, room: int) -> str:
    """Return ``words`` in lines of at most ``room`` pixels where they can be parted: a button does not do it itself."""
    lines = [""]
    for piece in _PIECES.findall(words):
        if lines[-1] and piece.strip() and metrics.horizontalAdvance(lines[-1] + piece.rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)
