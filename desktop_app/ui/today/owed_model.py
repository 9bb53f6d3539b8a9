"""The lines of the list of today as a Qt model: headings, villages, roofs and people, each also as one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_app.config.strings import _
from desktop_app.services.duties import OwedRow
from desktop_app.ui import duty_words
from desktop_app.ui.today.together import Group, Line, Roof, Village, lines_of

Now = Callable[[], tuple[date, str | None]]
"""Gives the day and, where the day is not a set one, the wall clock (HH:MM)."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class OwedModel(QAbstractListModel):
    """Groups and people in one list; headings can be neither chosen nor walked to."""

    def __init__(self, now: Now) -> None:
        super().__init__()
        self._now = now
        self._entries: list[Line] = []
        self._roofs: dict[int, Roof] = {}
        self._placed = bytearray()

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show ``groups``."""
        self.beginResetModel()
        self._entries = list(lines_of(groups))
        self._roofs, self._placed = {}, bytearray(len(self._entries))
        roof: Roof | None = None
        placed = False
        for number, entry in enumerate(self._entries):
            if isinstance(entry, Roof):
                roof = entry
            elif isinstance(entry, OwedRow):
                if roof is not None and roof.uid == entry.line.household_uid:
                    self._roofs[number] = roof
                self._placed[number] = placed
            else:
                roof, placed = None, isinstance(entry, Village)
        self.endResetModel()

    def entry(self, number: int) -> Line:
        """Return the heading or person at ``number``."""
        return self._entries[number]

    def roof_at(self, number: int) -> Roof | None:
        """Return the roof that the person at ``number`` shares with others of the list, or that stands there."""
        if not 0 <= number < len(self._entries):
            return None
        entry = self._entries[number]
        return entry if isinstance(entry, Roof) else self._roofs.get(number)

    def names_place(self, number: int) -> bool:
        """Tell whether a line above the person at ``number`` names the village already."""
        return bool(self._placed[number])

    def number_of(self, elder_uid: str) -> int:
        """Return where a person stands, -1 when nowhere."""
        for number, entry in enumerate(self._entries):
            if isinstance(entry, OwedRow) and entry.line.elder_uid == elder_uid:
                return number
        return -1

    def following(self, number: int) -> list[OwedRow]:
        """Return the person at ``number`` and all after it in the list."""
        return [entry for entry in self._entries[number:] if isinstance(entry, OwedRow)]

    def now(self) -> tuple[date, str | None]:
        """Return the day and time that the words are made for."""
        return self._now()

    def tick(self) -> None:
        """Let the countdowns be said and painted anew."""
        if self._entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._entries) - 1, 0))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: number of headings and people."""
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: a heading is only there to be read."""
        if not isinstance(self._entries[index.row()], OwedRow):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the whole row as one sentence, for screen readers and tooltips."""
        if role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }:
            return None
        entry = self._entries[index.row()]
        if isinstance(entry, Group):
            return _("{title}，{count} 人").format(title=_(entry.title), count=len(entry.rows))
        if isinstance(entry, Village | Roof):
            return entry.words()
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.why
        return self._sentence(entry, self._roofs.get(index.row()))

    def _sentence(self, entry: OwedRow, roof: Roof | None) -> str:
        line = entry.line
        parts = (
            line.name,
            duty_words.state_words(line, *self._now()),
            duty_words.rule_words(line),
            entry.village,
            line.phone or _("无电话"),
            duty_words.next_words(line),
            duty_words.last_words(line),
            roof.words() if roof is not None else "",
        )
        return _("，").join(part for part in parts if part)
