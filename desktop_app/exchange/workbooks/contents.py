"""What a workbook holds once it is read: sheets of typed cells, within caps that no file may pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_CELL_CHARACTERS = 2_000
MAX_SHEETS = 200
MAX_TOTAL_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged block of cells; all four bounds are 0-based and inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: ``rows[0]`` is row 1 of the file; rows end at their last filled cell."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merges: tuple[Merge, ...] = field(default=())

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell at 0-based ``row`` and ``column``; None outside the filled area."""
        if row >= len(self.rows):
            return None
        cells = self.rows[row]
        return cells[column] if column < len(cells) else None

    def with_cells(self, cells: Mapping[tuple[int, int], Cell]) -> Sheet:
        """Return the sheet with other values in some cells, by 0-based row and column."""
        rows = list(self.rows)
        changed: dict[int, list[Cell]] = {}
        for (row, column), value in cells.items():
            if row >= len(rows):
                continue
            line = changed.setdefault(row, list(rows[row]))
            line.extend([None] * (column + 1 - len(line)))
            line[column] = value
        for row, line in changed.items():
            rows[row] = tuple(line)
        return replace(self, rows=tuple(rows))


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets of a file and the kind of file by its content: xlsx, xls, ods or csv."""

    sheets: tuple[Sheet, ...]
    kind: str


def column_letter(index: int) -> str:
    """Return the letters of a 0-based column: A, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, remainder = divmod(index - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters
