"""The register's columns as the table paints them: those of ``services.list_columns`` with widths, chips and tints."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QSettings

from desktop_app.config.strings import _, current_language
from desktop_app.domain.terms import Category, MissingData
from desktop_app.services import list_columns
from desktop_app.storage.queries.elders import ElderRow
from desktop_app.ui.kit import Column, Sort
from desktop_app.ui.register import words

CATEGORIES_EM = 9
_WIDTHS = {
    "name": 8.6,
    "sex": 3.3,
    "age": 3.4,
    "village": 7.5,
    "categories": CATEGORIES_EM,
    "tier": 5.4,
    "state": 7.6,
    "latest": 6.5,
    "last_visit": 6.5,
    "visitor": 5.5,
    "phone": 7.3,
    "id_number": 10.8,
    "overdue": 5,
    "last_outcome": 6,
    "birth": 6.5,
    "group": 6.5,
    "address": 14,
    "household": 6,
    "living": 7,
    "residency": 7.5,
    "willingness": 5,
    "missing": 12,
    "registered": 6.5,
    "ethnic": 5,
    "name_local": 9,
    "ended_on": 6.5,
    "ended_because": 5.5,
}
_ENGLISH_WIDTHS = {"sex": 4}
"""Where English words need more than the quarter that it gets in every column."""
_NUMBERS = frozenset({"overdue"})
_ROOMY = ("categories", "missing", "address", "name")
"""The first of these that is shown takes the room that is left."""

COLUMNS_KEY, ORDER_KEY, WIDTHS_KEY = "register/columns", "register/order", "register/widths"


def columns(keys: Sequence[str], today: Callable[[], date]) -> tuple[Column[ElderRow], ...]:
    """Return the columns of a list, in the order of ``keys``."""
    stretching = next((key for key in _ROOMY if key in keys), keys[0])
    return tuple(_column(key, today, stretch=key == stretching) for key in keys)


def _column(key: str, today: Callable[[], date], *, stretch: bool) -> Column[ElderRow]:
    made = list_columns.COLUMNS[key]
    looks: dict[str, Any] = {}
    if key == "name":
        looks["strong"] = True
    elif key == "categories":
        looks["chips"] = lambda line: words.term_words(Category, line.categories)
    elif key == "missing":
        looks["chips"] = lambda line: words.term_words(MissingData, line.missing)
    elif key == "tier":
        looks["tint"] = lambda line: words.tier_tint(line.tier)
    elif key == "state":
        looks["tint"] = lambda line: "quiet" if line.ended else words.duty_tint(line.duty_state)
    return Column(
        key=key,
        title=_(made.title),
        width_em=_ENGLISH_WIDTHS.get(key, _WIDTHS[key]) if current_language() == "en" else _WIDTHS[key],
        text=lambda line: made.text(line, today()),
        sortable=made.sort is not None,
        align_right=key in _NUMBERS,
        stretch=stretch,
        **looks,
    )


def orders_of(sort: Sort) -> tuple[tuple[str, bool], ...]:
    """Return the table's order as lists are asked for it."""
    found: list[tuple[str, bool]] = []
    for part in sort.parts():
        column = list_columns.COLUMNS.get(part.key)
        if column is not None and column.sort is not None:
            found.append((column.sort, part.descending))
    return tuple(found) or (("name", False),)


def sort_of(orders: Sequence[tuple[str, bool]]) -> Sort:
    """Return the order of a list as the table shows it."""
    keys = {column.sort: key for key, column in list_columns.COLUMNS.items() if column.sort is not None}
    return Sort.of([Sort(keys[order], down) for order, down in orders if order in keys] or [Sort("name")])


class ListMemory:
    """Remembers columns, order and widths from one opening of the window to the next; no personal data."""

    def __init__(self, settings: QSettings) -> None:
        """Keep them in the window's settings."""
        self._settings = settings

    def columns(self) -> tuple[str, ...]:
        """Return the keys of the columns shown last."""
        found = self._read(COLUMNS_KEY)
        return list_columns.known(found if isinstance(found, list) else ())

    def sort(self) -> Sort:
        """Return the order of last time."""
        found = self._read(ORDER_KEY)
        try:
            return sort_of([(str(key), bool(down)) for key, down in found or ()])
        except (TypeError, ValueError):
            return Sort("name")

    def widths(self) -> dict[str, float]:
        """Return the widths in em that a user gave columns."""
        found = self._read(WIDTHS_KEY)
        pairs = found.items() if isinstance(found, dict) else ()
        return {key: float(width) for key, width in pairs if isinstance(width, int | float) and width > 0}

    def keep_columns(self, keys: Sequence[str]) -> None:
        """Remember the columns."""
        self._settings.setValue(COLUMNS_KEY, json.dumps(list(keys)))

    def keep_sort(self, sort: Sort) -> None:
        """Remember the order."""
        self._settings.setValue(ORDER_KEY, json.dumps(orders_of(sort)))

    def keep_widths(self, widths: Mapping[str, float]) -> None:
        """Remember the widths."""
        self._settings.setValue(WIDTHS_KEY, json.dumps({key: round(em, 2) for key, em in widths.items()}))

    def _read(self, key: str) -> Any:
        try:
            return json.loads(str(self._settings.value(key, "null")))
        except ValueError:
            return None
