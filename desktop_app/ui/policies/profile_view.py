"""A profile beside the list: its document and standing, and its entries in words, one part at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.policy_rows import PART_TITLES, ProfileRow, RuleRow
from desktop_app.services.rules import known_profiles
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, ChoiceRow, FlowLayout, Section, Text, button, column, scrolling
from desktop_app.ui.policies import words
from desktop_app.ui.policies.rule_card import RuleCard

FIRST_PART = "visit_rules"
CHANGEABLE = frozenset({"visit_rules", "event_rules", "indicators"})


class ProfileView(QWidget):
    """Signals: ``export_asked(ProfileRow)``, ``reset_asked(ProfileRow)``, and of a ``RuleRow`` ``change_asked``,
    ``switch_asked``, ``target_asked``.
    """  # noqa: D205 - the list of signals belongs to the first sentence

    export_asked = Signal(object)
    reset_asked = Signal(object)
    change_asked = Signal(object)
    switch_asked = Signal(object)
    target_asked = Signal(object)

    def __init__(self, *, may_change: bool) -> None:
        super().__init__()
        self._may_change = may_change
        self._row: ProfileRow | None = None
        self._rules: Sequence[RuleRow] = ()
        self._today = date.min
        self._wanted = ""
        self.cards: list[RuleCard] = []
        self.title = Section("")
        self.title.setWordWrap(True)
        self.standing = Text("", "strong", wrap=True)
        self.document = Text("", "muted", wrap=True, copyable=True)
        self.why_not = Text("" if may_change else words.only_officers(), "hint", wrap=True)
        self.export = button(_("存为文件…"), lambda: self._ask(self.export_asked), icon_name="file-down")
        self.reset = button(_("恢复随附的方案…"), lambda: self._ask(self.reset_asked), icon_name="undo-2")
        self.parts: ChoiceRow[str] = ChoiceRow([(part, _(title)) for part, title in PART_TITLES.items()])
        self.parts.describe(_("看哪一部分"), "")
        self.parts.set_value(FIRST_PART)
        self.parts.changed.connect(self._on_part)
        self.part_hint = Text("", "hint", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(0.6))
        self._build()

    def show_profile(self, row: ProfileRow, rules: Sequence[RuleRow], today: date, rule: str = "") -> None:
        """Show a profile; with ``rule`` the card of that key has the keyboard."""
        again = self._row is not None and self._row.profile.id == row.profile.id
        at = self._scroll.verticalScrollBar().value() if again else 0
        self._row, self._rules, self._today = row, rules, today
        profile = row.profile
        self.title.setText(_(profile.title))
        self.standing.setText(words.standing_words(row))
        self.document.setText(words.document_words(row))
        shipped = profile.id in known_profiles()
        self.reset.setText(_("恢复随附的方案…") if shipped else _("移除这个方案…"))
        self.reset.setEnabled(self._may_change and row.origin is not None)
        if self._may_change:
            self.why_not.setText(
                _("与随附的方案相同，没有可恢复的。") if row.origin is None else row.note or ""
            )
        self.why_not.setVisible(bool(self.why_not.text()))
        part = next((each.part for each in rules if rule and each.key == rule), None)
        if part is not None and part != self.parts.value():
            self.parts.set_value(part)
        self._show_part()
        # Only when the cards have got their places is it known how far the page scrolls.
        QTimer.singleShot(0, self, lambda: self._settle(at, rule))

    def part(self) -> str:
        """Return the part in sight."""
        return self.parts.value() or FIRST_PART

    def card(self, key: str) -> RuleCard:
        """Return the card of an entry in sight; raises StopIteration."""
        return next(card for card in self.cards if card.rule.key == key)

    def _build(self) -> None:
        head = Card()
        acts = FlowLayout(spacing_em=0.5)
        acts.addWidget(self.export)
        acts.addWidget(self.reset)
        for part in (self.title, self.standing, self.document):
            head.body.addWidget(part)
        head.body.addLayout(acts)
        head.body.addWidget(self.why_not)
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, theme.px(0.4), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(head)
        layout.addWidget(self.parts)
        layout.addWidget(self.part_hint)
        layout.addLayout(self._list)
        layout.addStretch(1)
        self._scroll: QScrollArea = scrolling(holder)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(_("方案内容"))
        self.setLayout(column(self._scroll))

    def _settle(self, at: int, rule: str) -> None:
        self._scroll.verticalScrollBar().setValue(at)
        card = next((card for card in self.cards if rule and card.rule.key == rule), None)
        if card is not None:
            self._scroll.ensureWidgetVisible(card, 0, theme.px(1))
            card.focus_first()

    def _on_part(self) -> None:
        if self.parts.value() is None:
            return  # a part was clicked again
        self._show_part()
        QTimer.singleShot(0, self, self._show_first)

    def _show_first(self) -> None:
        """Bring the beginning of the part into sight, which large letters push down."""
        if self.cards:
            self._scroll.ensureWidgetVisible(self.cards[0], 0, theme.px(1))

    def _show_part(self) -> None:
        for card in self.cards:
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        part = self.part()
        shown = [rule for rule in self._rules if rule.part == part]
        self.cards = [RuleCard(rule, self._today, may_change=self._may_change) for rule in shown]
        for card in self.cards:
            card.change_asked.connect(self.change_asked)
            card.switch_asked.connect(self.switch_asked)
            card.target_asked.connect(self.target_asked)
            self._list.addWidget(card)
        self.part_hint.setText(self._hint(part, empty=not shown))
        self.part_hint.setVisible(bool(self.part_hint.text()))

    def _hint(self, part: str, *, empty: bool) -> str:
        if empty:
            return _("这个方案里没有这一部分。")
        if part in CHANGEABLE or not self._may_change:
            return ""
        return _("这一部分不在这里改：存为文件，改好以后再载入。")

    def _ask(self, signal: SignalInstance) -> None:
        if self._row is not None:
            signal.emit(self._row)
