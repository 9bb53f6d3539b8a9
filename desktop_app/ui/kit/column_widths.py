"""Widths of a table's columns: stretching ones share the room left, none gets narrower than it was declared or than its title.

Where the declared widths do not fit, the table scrolls sideways; what a user drags wider stays wider.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop_app.ui import theme
from desktop_app.ui.kit.table_model import Column

LEAST_EM = 2.5
HEADER_EDGE_EM = 0.65


class ColumnWidths(QObject):
    """Keeps the columns of ``view`` as wide as declared or as a user made them; lives as long as the view.

    Signal: ``dragged(key, width in em)`` when a user makes a column wider or narrower.
    """

    dragged = Signal(str, float)

    def __init__(self, view: QTableView, columns: Sequence[Column[Any]]) -> None:
        super().__init__(view)
        self._view = view
        self._fitting = False
        header = view.horizontalHeader()
        header.setMinimumSectionSize(theme.px(LEAST_EM))
        self.set_columns(columns, {})
        header.sectionResized.connect(self._on_resized)
        view.viewport().installEventFilter(self)

    def set_columns(self, columns: Sequence[Column[Any]], kept: Mapping[str, float]) -> None:
        """Make the columns as wide as they were left (``kept``: key to em), else as declared."""
        metrics = QFontMetricsF(theme.font())
        edge = theme.px(HEADER_EDGE_EM) * 2
        header = self._view.horizontalHeader()
        self._keys = [column.key for column in columns]
        self._least = [
            max(theme.word_px(column.width_em), round(metrics.horizontalAdvance(column.title)) + edge)
            for column in columns
        ]
        self._stretching = [number for number, column in enumerate(columns) if column.stretch]
        self._fitting = True
        modes = QHeaderView.ResizeMode
        for number, (column, width) in enumerate(zip(columns, self._least, strict=True)):
            header.setSectionResizeMode(number, modes.Fixed if column.stretch else modes.Interactive)
            em = kept.get(column.key)
            header.resizeSection(number, width if em is None or column.stretch else theme.px(em))
        self._fitting = False
        self.fit()

    def make_room(self, number: int, title: str) -> None:
        """Widen one column where its title has grown."""
        header = self._view.horizontalHeader()
        needed = round(QFontMetricsF(theme.font()).horizontalAdvance(title)) + theme.px(HEADER_EDGE_EM) * 2
        if header.sectionSize(number) < needed and not header.isSectionHidden(number):
            self._fitting = True
            header.resizeSection(number, needed)
            self._fitting = False
            self.fit()

    def _on_resized(self, number: int, before: int, after: int) -> None:
        if self._fitting or not before or not after:  # hiding a column is no wish for a width
            return
        if number < len(self._keys) and number not in self._stretching:
            self.dragged.emit(self._keys[number], after / theme.em())
        self.fit()

    def fit(self) -> None:
        """Share the room that the other columns leave among the stretching ones."""
        header = self._view.horizontalHeader()
        stretching = [number for number in self._stretching if not header.isSectionHidden(number)]
        if self._fitting or not stretching:
            return
        self._fitting = True
        used = sum(
            header.sectionSize(number) for number in range(len(self._least)) if number not in stretching
        )
        spare = self._view.viewport().width() - used - sum(self._least[number] for number in stretching)
        share, rest = divmod(max(spare, 0), len(stretching))
        for at, number in enumerate(stretching):
            header.resizeSection(number, self._least[number] + share + (rest if at == 0 else 0))
        self._fitting = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: fit again when the view gets wider or narrower."""
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)
