"""The list of conflicts with the values of the chosen one to pick from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from string import ascii_uppercase

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.conflicts import ConflictRow
from desktop_app.ui import theme
from desktop_app.ui.exchange import conflict_words
from desktop_app.ui.exchange.state import ExchangeState
from desktop_app.ui.kit import Card, Column, EmptyState, FlowLayout, ListSource, RowTable, Sort, Text, button


class ConflictsPanel(QWidget):
    """冲突; ``on_settle(uid, number)`` is called with the value that is kept."""

    def __init__(self, on_settle: Callable[[str, int], object]) -> None:
        super().__init__()
        self._on_settle = on_settle
        self._state: ExchangeState | None = None
        self.table: RowTable[ConflictRow] = RowTable(
            (
                Column(
                    key="name",
                    title=_("姓名"),
                    width_em=8,
                    text=lambda each: each.elder_name or "—",
                    strong=True,
                ),
                Column(key="what", title=_("哪一项"), width_em=14, text=conflict_words.subject),
                Column(
                    key="values",
                    title=_("两个值"),
                    width_em=20,
                    text=self._values,
                    stretch=True,
                    sortable=False,
                ),
            ),
            sort=Sort("name"),
            empty=EmptyState(_("没有冲突。两处改了同一格又互不知道时，会列在这里请您选定。")),
        )
        self.table.chosen.connect(self._on_chosen)
        self.choices = Card()
        self._question = Text("", "strong", wrap=True)
        self._holder = QWidget()
        self.choices.body.addWidget(self._question)
        self.choices.body.addWidget(self._holder)
        self.choices.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(0.6), 0, 0)
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.choices)

    def show_state(self, state: ExchangeState) -> None:
        """Show the conflicts of ``state``."""
        self._state = state
        keys = {"name": lambda each: each.elder_name or "", "what": conflict_words.subject}
        self.table.show_source(ListSource(state.conflicts, keys))
        if self.table.current() is None:
            self.table.choose_first()
        self._on_chosen(self.table.current())

    def _values(self, conflict: ConflictRow) -> str:
        villages = self._state.villages if self._state else {}
        return "    ".join(
            f"{letter} {' '.join(conflict_words.value_words(conflict, value, villages).split())}"
            for letter, (_key, value) in zip(ascii_uppercase, conflict.candidates, strict=False)
        )

    @Slot(object)
    def _on_chosen(self, conflict: ConflictRow | None) -> None:
        self.choices.setVisible(conflict is not None)
        if conflict is None or self._state is None:
            return
        words = _("{name}：{what}，保留哪一个？").format(
            name=conflict.elder_name or "—", what=conflict_words.subject(conflict)
        )
        self._question.setText(words)
        old = self._holder
        self._holder = QWidget()
        flow = FlowLayout(self._holder)
        for number, (key, value) in enumerate(conflict.candidates):
            shown = conflict_words.value_words(conflict, value, self._state.villages)
            site = self._state.name_of(conflict_words.writer(key))
            made = button(
                _("{letter}  {value}（{site}）").format(
                    letter=ascii_uppercase[number], value=shown, site=site
                ),
                partial(self._on_settle, conflict.uid, number),
            )
            flow.addWidget(made)
        self.choices.body.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()
