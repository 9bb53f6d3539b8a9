"""Keeps how a user left a table, its widths and its order, in the settings file of the window it stands in.

A table is known by the keys of its columns: two lists of the same columns look alike, and a column that a later
version adds begins with its declared width.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtWidgets import QWidget

from desktop_app.ui.kit.table_model import Column, Sort

_MOST_EM = 80.0


class TableMemory(QObject):
    """The memory of one table; finds the settings when the table first stands in a window."""

    def __init__(self, table: QWidget) -> None:
        super().__init__(table)
        self._table = table
        self._settings: QSettings | None = None

    def widths(self, columns: Sequence[Column[Any]]) -> dict[str, float]:
        """Return the widths in em that the user gave to columns."""
        found = self._read(columns, "widths")
        pairs = found.items() if isinstance(found, dict) else ()
        return {
            key: min(float(width), _MOST_EM)
            for key, width in pairs
            if isinstance(width, int | float) and width > 0
        }

    def keep_width(self, columns: Sequence[Column[Any]], key: str, em: float) -> None:
        """Remember the width of one column."""
        self._write(columns, "widths", self.widths(columns) | {key: round(em, 2)})

    def sort(self, columns: Sequence[Column[Any]]) -> Sort | None:
        """Return the order that the user chose; None when there was none or it is no more possible."""
        sortable = {column.key for column in columns if column.sortable}
        found = self._read(columns, "sort")
        try:
            parts = [Sort(str(key), descending=bool(down)) for key, down in found or ()]
        except (TypeError, ValueError):
            return None
        return Sort.of(parts) if parts and all(part.key in sortable for part in parts) else None

    def keep_sort(self, columns: Sequence[Column[Any]], sort: Sort) -> None:
        """Remember the order."""
        self._write(columns, "sort", [[part.key, part.descending] for part in sort.parts()])

    def is_reachable(self) -> bool:
        """Tell whether the table stands in a window that keeps such things."""
        return self._found() is not None

    def _found(self) -> QSettings | None:
        above: QWidget | None = self._table
        while self._settings is None and above is not None:
            found: object = above.findChild(QSettings, options=Qt.FindChildOption.FindDirectChildrenOnly)
            self._settings = found if isinstance(found, QSettings) else None
            above = above.parentWidget()
        return self._settings

    def _group(self, columns: Sequence[Column[Any]]) -> str:
        keys = ",".join(sorted(column.key for column in columns))
        return f"tables/{zlib.crc32(keys.encode()):08x}"

    def _read(self, columns: Sequence[Column[Any]], name: str) -> Any:
        settings = self._found()
        if settings is None:
            return None
        try:
            return json.loads(str(settings.value(f"{self._group(columns)}/{name}", "null")))
        except ValueError:
            return None

    def _write(self, columns: Sequence[Column[Any]], name: str, value: object) -> None:
        settings = self._found()
        if settings is not None:
            settings.setValue(f"{self._group(columns)}/{name}", json.dumps(value))
