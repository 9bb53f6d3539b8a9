"""Widths of a table's columns: stretching ones share the room left, none gets narrower than it was declared or than its title.

Where the declared widths do not fit, the table scrolls sideways; what a user drags wider stays wider.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop_app.config import strings
from desktop_app.ui import theme
from desktop_app.ui.kit.table_model import Column

LEAST_EM = 2.5
HEADER_EDGE_EM = 0.65
ENGLISH_IS_LONGER = 1.25


class ColumnWidths(QObject):
    """Keeps the columns of ``view`` as wide as ``columns`` declare; lives as long as the view."""

    def __init__(self, view: QTableView, columns: Sequence[Column[Any]]) -> None:
        super().__init__(view)
        self._view = view
        metrics = QFontMetricsF(theme.font())
        longer = ENGLISH_IS_LONGER if strings.current_language() == "en" else 1.0
        edge = theme.px(HEADER_EDGE_EM) * 2
        self._least = [
            max(theme.px(column.width_em * longer), round(metrics.horizontalAdvance(column.title)) + edge)
            for column in columns
        ]
        self._stretching = [number for number, column in enumerate(columns) if column.stretch]
        self._fitting = False
        header = view.horizontalHeader()
        header.setMinimumSectionSize(theme.px(LEAST_EM))
        for number, width in enumerate(self._least):
            header.resizeSection(number, width)
        for number in self._stretching:
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
        if self._stretching:
            header.sectionResized.connect(self.fit)
            view.viewport().installEventFilter(self)

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
