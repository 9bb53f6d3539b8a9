"""The list of today: people in groups, by village and household, two lines each, with 登记 at the right of every one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from desktop_app.config.strings import _
from desktop_app.services.duties import OwedRow
from desktop_app.ui.today.owed_model import Now, OwedModel
from desktop_app.ui.today.owed_painter import OwedPainter, button_place
from desktop_app.ui.today.together import Group, Roof


class OwedList(QListView):
    """People owed a visit; with ``rounds`` those under one roof can be recorded together.

    Signals: ``record_asked(row)`` by Enter, double click or 登记; ``round_asked(household_uid)`` by a click on 同访;
    ``chosen(row or None)``.
    """

    record_asked = Signal(object)
    round_asked = Signal(str)
    chosen = Signal(object)

    def __init__(self, now: Now, *, rounds: bool = False) -> None:
        super().__init__()
        self._rounds = rounds
        self.owed = OwedModel(now)
        self.setModel(self.owed)
        self.setItemDelegate(OwedPainter(self, rounds=rounds))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(_("要探访的老人"))
        self.doubleClicked.connect(self._on_opened)
        self.selectionModel().currentChanged.connect(lambda *_both: self.chosen.emit(self.current()))

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show ``groups``, keep the chosen person or choose the one who took the place."""
        current, place = self.current(), self.currentIndex().row()
        self.owed.show_groups(groups)
        number = self.owed.number_of(current.line.elder_uid) if current is not None else -1
        if number < 0:
            number = self._nearest(max(place, 0))
        if number >= 0:
            self.setCurrentIndex(self.owed.index(number, 0))
            if number <= self._nearest(0):
                self.scrollToTop()

    def current(self) -> OwedRow | None:
        """Return the chosen person."""
        index = self.currentIndex()
        entry = self.owed.entry(index.row()) if index.isValid() else None
        return entry if isinstance(entry, OwedRow) else None

    def roof(self) -> Roof | None:
        """Return the roof that the chosen person shares with others of the list."""
        return self.owed.roof_at(self.currentIndex().row())

    def following(self) -> list[OwedRow]:
        """Return the chosen person and all after it."""
        index = self.currentIndex()
        return self.owed.following(index.row()) if index.isValid() else []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter records."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self._on_opened(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on 登记 records."""
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if (
            event.button() == Qt.MouseButton.LeftButton
            and index.isValid()
            and button_place(self.visualRect(index)).contains(place)
        ):
            entry = self.owed.entry(index.row())
            if isinstance(entry, Roof) and self._rounds:
                self.round_asked.emit(entry.uid)
            else:
                self._on_opened(index)

    def _on_opened(self, index: QModelIndex) -> None:
        entry = self.owed.entry(index.row()) if index.isValid() else None
        if isinstance(entry, OwedRow):
            self.setCurrentIndex(index)
            self.record_asked.emit(entry)

    def _nearest(self, place: int) -> int:
        people = [
            number for number in range(self.owed.rowCount()) if isinstance(self.owed.entry(number), OwedRow)
        ]
        return next((number for number in people if number >= place), people[-1] if people else -1)
