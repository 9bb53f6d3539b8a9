"""Fill in an exported visit workbook the way a village does: cells of the visit sheet, row after row."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from desktop_app.domain.forms import VisitForm
from desktop_app.domain.visit_workbook import columns

Value = str | date

_SHEET = "xl/worksheets/sheet2.xml"
"""The visit sheet is the second one of the file."""
_FIRST_ROW = 5
_DAY_ZERO = date(1899, 12, 30)
"""The day from which a spreadsheet counts."""


def fill_in(
    exported: Path, filled: Path, form: VisitForm, month: int, rows: Sequence[Mapping[str, Value]]
) -> None:
    """Write ``filled`` as ``exported`` with its first rows filled in; each maps column keys to what is typed.

    ``month`` is that of the workbook, which decides on its columns. Raises KeyError for a column it does not have.
    """
    letters = {column.key: _letters(at) for at, column in enumerate(columns(form, month))}
    cells = {
        f"{letters[key]}{row}": value
        for row, values in enumerate(rows, start=_FIRST_ROW)
        for key, value in values.items()
    }
    with zipfile.ZipFile(exported) as before, zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == _SHEET:
                content = _typed(content.decode("utf-8"), cells).encode("utf-8")
            after.writestr(name, content)


def _typed(sheet: str, cells: Mapping[str, Value]) -> str:
    """Return the sheet with its empty cells filled; each keeps its style."""

    def fill(found: re.Match[str]) -> str:
        place, style = found.groups()
        if place not in cells:
            return found.group()
        value = cells[place]
        if isinstance(value, date):
            return f'<c r="{place}" s="{style}"><v>{(value - _DAY_ZERO).days}</v></c>'
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'

    return re.sub(r'<c r="([A-Z]+\d+)" s="(\d+)"/>', fill, sheet)


def _letters(at: int) -> str:
    """Return the name of a column counted from zero."""
    first, last = divmod(at, 26)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + last)
