"""What an import cannot place is not lost: it goes to the elder's note under its column's header."""

from __future__ import annotations

from desktop_app.exchange.workbooks.headers import MappedColumn
from desktop_app.exchange.workbooks.rows import RowReader


class Leftovers:
    """The texts of one row that found no field."""

    def __init__(self, row: RowReader) -> None:
        """Collect for ``row``."""
        self.texts: list[str] = []
        self._row = row

    def keep(self, column: MappedColumn, text: str) -> None:
        """Keep a text of one column."""
        self.texts.append(f"{column.header}：{one_line(text)}")

    def keep_field(self, field: str) -> None:
        """Keep the whole text of a field that has a column."""
        self.keep(self._row.columns(field)[0], self._row.text(field))


def one_line(text: str) -> str:
    """Return a text without line breaks and doubled blanks."""
    return " ".join(text.split())
