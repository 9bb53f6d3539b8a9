"""The one table model: column declarations over a source that pages through SQL.

A source answers two questions: which ids, in which order (once per sort or filter), and which rows
belong to these ids (a hundred at a time, on demand). Twenty rows on screen cost one page, not the list.

Example::

    columns = (
        Column(key="name", title=_("姓名"), width_em=6, text=lambda row: row.name),
        Column(key="due_on", title=_("下次探访"), width_em=8, text=lambda row: row.due_on.isoformat()),
        Column(key="state", title=_("状态"), width_em=8, text=lambda row: row.state_words,
               tint=lambda row: STATE_TINTS[row.state]),
    )
    model = RowTableModel(columns)
    model.show_source(source, source.ids(Sort("name")))
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
Index = QModelIndex | QPersistentModelIndex

PAGE_ROWS = 100
CACHED_PAGES = 40
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Sort:
    """Which column orders the list; ``key`` is the column's key, ``then`` what decides among equal rows."""

    key: str
    descending: bool = False
    then: tuple[Sort, ...] = ()

    def parts(self) -> tuple[Sort, ...]:
        """Return all orders, the first one first, each without those after it."""
        return (Sort(self.key, self.descending), *self.then)

    @staticmethod
    def of(parts: Sequence[Sort]) -> Sort:
        """Return several orders as one; there must be at least one."""
        first = parts[0]
        return Sort(first.key, first.descending, tuple(parts[1:]))


class RowSource(Protocol[R_co]):
    """What a table needs to know about its rows; filters live inside the source."""

    def ids(self, sort: Sort) -> array[int]:
        """Return the ids of all rows in order; may run in a reader thread."""
        ...

    def rows(self, ids: Sequence[int]) -> Sequence[R_co | None]:
        """Return the rows of ``ids`` in the same order and number, None for one that is gone."""
        ...


@runtime_checkable
class PagedSource(RowSource[R_co], Protocol[R_co]):
    """A source that can tell the first rows of a long list before all of it is in order."""

    def first(self, sort: Sort) -> tuple[array[int], bool]:
        """Return the first ids, and whether they are all there are; may run in a reader thread."""
        ...


class ListSource(Generic[R]):
    """A short list in memory as a source; ids are positions. ``keys`` gives the sort value per column key."""

    def __init__(self, rows: Sequence[R], keys: dict[str, Callable[[R], Any]] | None = None) -> None:
        self._rows = list(rows)
        self._keys = keys or {}

    def ids(self, sort: Sort) -> array[int]:
        """Return the positions, ordered if the key is known."""
        order = list(range(len(self._rows)))
        for part in reversed(sort.parts()):
            key = self._keys.get(part.key)
            if key is not None:
                keys = [key(row) for row in self._rows]
                order.sort(key=keys.__getitem__, reverse=part.descending)
        return array("q", order)

    def rows(self, ids: Sequence[int]) -> Sequence[R | None]:
        """Return the rows at ``ids``."""
        return [self._rows[at] if 0 <= at < len(self._rows) else None for at in ids]


@dataclass(frozen=True, kw_only=True)
class Column(Generic[R]):
    """One column: its key for the source's order, its title, its width in em, and what it shows.

    ``tint`` names a tint for a state chip, ``chips`` gives several words to paint as chips, ``bar`` a share
    from 0 to 1 painted as a bar behind the text.
    """

    key: str
    title: str
    width_em: float
    text: Callable[[R], str]
    tint: Callable[[R], str] | None = None
    chips: Callable[[R], Sequence[str]] | None = None
    bar: Callable[[R], float | None] | None = None
    strong: bool = False
    align_right: bool = False
    sortable: bool = True
    stretch: bool = False

    @property
    def painted(self) -> bool:
        """Tell whether the cell needs the kit's own painter."""
        return self.tint is not None or self.chips is not None or self.bar is not None or self.strong


class RowTableModel(QAbstractTableModel, Generic[R]):
    """Shows a source through columns, keeping an id snapshot and a cache of hundred-row pages."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.sort_marks: dict[str, str] = {}
        """What the titles of columns say about the order, where several columns make it."""
        self._source: RowSource[R] | None = None
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, Sequence[R | None]] = OrderedDict()
        self._right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_source(self, source: RowSource[R], ids: array[int]) -> None:
        """Show ``source`` in the order of ``ids``."""
        self.beginResetModel()
        self._source, self._ids = source, ids
        self._pages.clear()
        self.endResetModel()

    def show_more(self, ids: array[int]) -> bool:
        """Add the rest of a list whose first rows are shown; False when it does not begin with them."""
        shown = len(self._ids)
        if len(ids) < shown or ids[:shown] != self._ids:
            return False
        if len(ids) > shown:
            # The last page may have been read when it was not full yet.
            self._pages.pop(shown // PAGE_ROWS, None)
            self.beginInsertRows(_NOWHERE, shown, len(ids) - 1)
            self._ids = ids
            self.endInsertRows()
        return True

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Show other columns of the same rows."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    def ids(self) -> array[int]:
        """Return the ids of all rows shown, in order."""
        return self._ids

    def row_at(self, number: int) -> R | None:
        """Return the row shown at ``number``, None when it is gone."""
        if self._source is None or not 0 <= number < len(self._ids):
            return None
        page_number, offset = divmod(number, PAGE_ROWS)
        page = self._pages.get(page_number)
        if page is None:
            start = page_number * PAGE_ROWS
            page = self._source.rows(self._ids[start : start + PAGE_ROWS])
            self._pages[page_number] = page
            if len(self._pages) > CACHED_PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page_number)
        return page[offset] if offset < len(page) else None

    def id_at(self, number: int) -> int:
        """Return the id at ``number``."""
        return self._ids[number]

    def number_of(self, row_id: int) -> int:
        """Return where ``row_id`` is shown, -1 when it is not."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return -1

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: number of rows."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(
        self,
        index: Index,
        role: int = Qt.ItemDataRole.DisplayRole,
        _display: int = int(Qt.ItemDataRole.DisplayRole),
        _align: int = int(Qt.ItemDataRole.TextAlignmentRole),
        _tip: int = int(Qt.ItemDataRole.ToolTipRole),
    ) -> Any:
        """Qt: the text of a cell; every other role leaves at once because painting asks for seven of them."""
        if role not in {_display, _tip}:
            return self._right if role == _align and self.columns[index.column()].align_right else None
        row = self.row_at(index.row())
        return "" if row is None else self.columns[index.column()].text(row)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: the titles."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                column = self.columns[section]
                return column.title + self.sort_marks.get(column.key, "")
            if role == Qt.ItemDataRole.TextAlignmentRole:
                left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                return self._right if self.columns[section].align_right else left
        return None
