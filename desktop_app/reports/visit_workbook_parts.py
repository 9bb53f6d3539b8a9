"""What a visit workbook is made of, and the formats its sheets share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop_app.domain.forms import VisitForm
from desktop_app.domain.visit_workbook import Cells
from desktop_app.reports.paper import Signed

PROTECTION = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_columns": True,
    "format_rows": True,
}
_FONT, _SIZE = "宋体", 10
_GROUND, _HEAD, _LOCKED = "#FFFFFF", "#E6EEF5", "#F2F2F2"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookRow:
    """One visit owed: who, and by when; ``uid`` is empty in a row left for anybody."""

    uid: str = ""
    name: str = ""
    sex: str = ""
    age: int | None = None
    place: str = ""
    categories: str = ""
    tier: str = ""
    phone: str = ""
    before_on: date | None = None
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitWorkbook:
    """What a workbook is made of; ``people`` are uid and name of everybody who may be chosen in a spare row."""

    signed: Signed
    code: str
    site: str
    village_code: str
    village: str
    month_on: date
    last_on: date
    form: VisitForm
    rows: Sequence[WorkbookRow]
    people: Sequence[tuple[str, str]]
    visitors: Sequence[str]


class WorkbookFormats:
    """The cell formats of one workbook, made once."""

    def __init__(self, workbook: Any) -> None:
        """Add the formats."""
        base = {"font_name": _FONT, "font_size": _SIZE, "valign": "vcenter"}
        cell = {**base, "border": 1, "border_color": "#9AA5B1", "text_wrap": True}
        head = {**cell, "bold": True, "align": "center", "bg_color": _HEAD}

        def add(**wanted: Any) -> Any:
            """Add one format."""
            return workbook.add_format(wanted)

        self.title = add(**{**base, "font_size": 16, "bold": True})
        self.line = add(**base)
        self.wrapped = add(**{**base, "font_size": 11, "text_wrap": True, "valign": "top"})
        self.section = add(**{**base, "font_size": 12, "bold": True})
        self.head = add(**head)
        self.locked = add(**{**cell, "num_format": "@", "bg_color": _LOCKED})
        self.locked_middle = add(**{**cell, "num_format": "@", "bg_color": _LOCKED, "align": "center"})
        self.locked_number = add(**{**cell, "bg_color": _LOCKED, "align": "center", "num_format": "0"})
        self.code = add(**{**cell, "num_format": "@", "bg_color": _LOCKED, "font_color": "#667380"})
        self.wrong = add(bg_color="#F8D7D3", font_color="#8A1C10")
        open_cell = {**cell, "locked": False, "bg_color": _GROUND}
        middle = {**open_cell, "align": "center"}
        self.fill = {
            Cells.TEXT: add(**{**open_cell, "num_format": "@"}),
            Cells.MULTI: add(**{**open_cell, "num_format": "@"}),
            Cells.CHOICE: add(**{**middle, "num_format": "@"}),
            Cells.SUGGESTED: add(**{**middle, "num_format": "@"}),
            Cells.DAY: add(**{**middle, "num_format": "yyyy-mm-dd"}),
            Cells.TIME: add(**{**middle, "num_format": "hh:mm"}),
            Cells.NUMBER: add(**{**middle, "num_format": "General"}),
        }


def letters_of(index: int) -> str:
    """Return the letters of a column counted from zero."""
    letters, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
