"""The lines that travel from the reading child to its parent: JSON, validated, nothing executable."""

from __future__ import annotations

import json
from datetime import date, datetime

from desktop_app.exchange.workbooks.contents import MAX_CELL_CHARACTERS, MAX_COLUMNS, Cell

MAX_LINE_BYTES = MAX_COLUMNS * MAX_CELL_CHARACTERS * 12 + 65_536
"""A full row of the longest cells, every character escaped as two surrogates."""

_DATE_MARK = "d"
_INSTANT_MARK = "t"


class BadLine(ValueError):
    """The child said something that no honest child says."""


def encode_line(message: dict[str, object]) -> bytes:
    """Return one line for a message."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def encode_row(cells: list[Cell]) -> bytes:
    """Return one line for a row."""
    plain = [_mark(cell) if isinstance(cell, date) else cell for cell in cells]
    return json.dumps(plain, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def decode_line(line: bytes) -> dict[str, object] | tuple[Cell, ...]:
    """Return the message or the row of one line; raises BadLine."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine from None
    if isinstance(content, dict):
        return content
    if not isinstance(content, list) or len(content) > MAX_COLUMNS:
        raise BadLine
    return tuple(_cell(item) for item in content)


def _mark(cell: date) -> dict[str, str]:
    """Return a date as an object with one key that tells its kind."""
    kind = _INSTANT_MARK if isinstance(cell, datetime) else _DATE_MARK
    return {kind: cell.isoformat()}


def _cell(item: object) -> Cell:
    """Return the cell for one item of a row; raises BadLine."""
    if item is None or isinstance(item, bool | int | float):
        return item
    if isinstance(item, str):
        if len(item) > MAX_CELL_CHARACTERS:
            raise BadLine
        return item
    if isinstance(item, dict) and len(item) == 1:
        (kind, text), *_rest = item.items()
        try:
            if kind == _DATE_MARK:
                return date.fromisoformat(text)
            if kind == _INSTANT_MARK:
                return datetime.fromisoformat(text)
        except (TypeError, ValueError):
            raise BadLine from None
    raise BadLine
