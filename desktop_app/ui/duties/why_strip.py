"""The strip under the list of duties: why this person is owed a visit, sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.duties import OwedRow
from desktop_app.ui import duty_words, theme
from desktop_app.ui.kit import Card, CategoryChips, Section, StateChip, Text

MOST = 3
"""How many duties are shown where there is room."""


class WhyStrip(Card):
    """Shows everything owed to one person, the governing duty first."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(margin_em=0.8)
        self._today = today
        self._name = Section("")
        self._chips = CategoryChips()
        self._last = Text("", "muted")
        head = QHBoxLayout()
        head.setSpacing(theme.px(0.8))
        for part in (self._name, self._chips, self._last):
            head.addWidget(part)
        head.addStretch(1)
        self.body.addLayout(head)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(0.3))
        self.body.addLayout(self._lines)
        self._shown: list[QWidget] = []
        self._rows: Sequence[OwedRow] = ()
        self._most = MOST
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_rows(())

    def set_most(self, most: int) -> None:
        """Show at most so many duties."""
        if most != self._most:
            self._most = most
            self.show_rows(self._rows)

    def show_rows(self, rows: Sequence[OwedRow]) -> None:
        """Show the duties of one person; none hides the strip."""
        for widget in self._shown:
            self._lines.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown, self._rows = [], rows
        self.setVisible(bool(rows))
        if not rows:
            return
        line = rows[0].line
        self._name.setText(_("{name}：为什么要探访").format(name=line.name))
        self._chips.show_words(duty_words.category_words(line.categories))
        self._last.setText(duty_words.last_words(line))
        for each in rows[: self._most]:
            self._add(each)
        if len(rows) > self._most == MOST:
            self._append(
                Text(
                    _("另有 {count} 项要求，由上面最严的一项一并满足。").format(count=len(rows) - self._most),
                    "hint",
                )
            )
        self.setAccessibleName("。".join(each.why for each in rows))

    def words(self) -> str:
        """Return everything that is said."""
        return self.accessibleName() if not self.isHidden() else ""

    def _add(self, each: OwedRow) -> None:
        holder = QWidget()
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.6))
        chip = StateChip()
        layout.addWidget(chip)
        layout.addWidget(Text(each.why, "", wrap=True, copyable=True), 1)
        chip.show_state(duty_words.state_words(each.line, self._today()), duty_words.state_tint(each.line))
        self._append(holder)

    def _append(self, widget: QWidget) -> None:
        self._shown.append(widget)
        self._lines.addWidget(widget)
