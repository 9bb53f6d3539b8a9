"""The strip under the list of duties: why this person is owed a visit, and the whole why file on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.duties import OwedRow
from desktop_app.services.why import WhyCard
from desktop_app.ui import duty_words, theme
from desktop_app.ui.kit import Card, CategoryChips, FlowLayout, Section, ShortText, StateChip, Text, button
from desktop_app.ui.why_panel import WHY_KEY

MOST = 3
"""How many duties are shown where there is room."""

WHOLE_LINES = 4
"""Lines of the governing paragraph where there is room; the panel shows all of it."""


class WhyStrip(Card):
    """Shows the paragraph of the governing duty and what else is owed.

    Signals: ``whole_asked(elder_uid)`` from 为什么, which opens the whole why file.
    """

    whole_asked = Signal(str)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(margin_em=0.8)
        self._today = today
        self._name = Section("")
        self._chips = CategoryChips()
        self._last = Text("", "muted")
        self.whole_button = button(_("为什么"), self._on_whole, look="link", key=WHY_KEY)
        # In large type a long name leaves no room beside it: the rest goes to the next line.
        head = FlowLayout(spacing_em=0.8, line_em=0.2)
        for part in (self._name, self._chips, self._last, self.whole_button):
            head.addWidget(part)
        self.body.addLayout(head)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(0.3))
        self.body.addLayout(self._lines)
        self._shown: list[QWidget] = []
        self._rows: Sequence[OwedRow] = ()
        self._card: WhyCard | None = None
        self._most = MOST
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_rows(())

    def set_most(self, most: int) -> None:
        """Show at most so many duties."""
        if most != self._most:
            self._most = most
            self.show_rows(self._rows, self._card)

    def show_rows(self, rows: Sequence[OwedRow], card: WhyCard | None = None) -> None:
        """Show the duties of one person, the governing one by its paragraph where the card is known."""
        for widget in self._shown:
            self._lines.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown, self._rows, self._card = [], rows, card
        self.setVisible(bool(rows))
        if not rows:
            return
        line = rows[0].line
        self._name.setText(_("{name}：为什么要探访").format(name=line.name))
        self._chips.show_words(duty_words.category_words(line.categories))
        self._last.setText(duty_words.last_words(line))
        told = {each.uid: each.text for each in card.owed} if card is not None else {}
        for number, each in enumerate(rows[: self._most]):
            self._add(each, told.get(each.line.uid, each.why) if not number else each.why, short=bool(number))
        if len(rows) > self._most == MOST:
            self._append(
                Text(
                    _("另有 {count} 项要求，由上面最严的一项一并满足。").format(count=len(rows) - self._most),
                    "hint",
                )
            )
        self.setAccessibleName("。".join(told.get(each.line.uid, each.why) for each in rows))

    def words(self) -> str:
        """Return everything that is said."""
        return self.accessibleName() if not self.isHidden() else ""

    def ask_whole(self) -> bool:
        """Ask for the whole why file of the person shown; False when nobody is."""
        if not self._rows:
            return False
        self._on_whole()
        return True

    def _on_whole(self) -> None:
        if self._rows:
            self.whole_asked.emit(self._rows[0].line.elder_uid)

    def _add(self, each: OwedRow, words: str, *, short: bool) -> None:
        holder = QWidget()
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.6))
        chip = StateChip()
        layout.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        lines = 2 if short or self._most < MOST else WHOLE_LINES
        layout.addWidget(ShortText(words, "", lines=lines), 1)
        chip.show_state(duty_words.state_words(each.line, self._today()), duty_words.state_tint(each.line))
        self._append(holder)

    def _append(self, widget: QWidget) -> None:
        self._shown.append(widget)
        self._lines.addWidget(widget)
