"""The table view of the kit: fixed rows, sort by header, Enter opens, Ctrl+C copies, an empty state that teaches.

Example::

    self.table = RowTable(columns, jobs=context.jobs, sort=Sort("due_on"),
                          empty=EmptyState(_("今天没有应探访的老人。"), _("查看本周"), self._on_week))
    self.table.opened.connect(self._on_opened)        # row object, by Enter or double click
    self.table.chosen.connect(self._on_chosen)        # row object or None, when the selection moves
    self.table.show_source(context.app.register.source(filters))
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar, cast

from PySide6.QtCore import QItemSelectionModel, QItemSelectionRange, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStackedLayout,
    QTableView,
    QWidget,
)

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job, JobRunner
from desktop_app.ui.kit.cell_painter import CellPainter
from desktop_app.ui.kit.column_widths import ColumnWidths
from desktop_app.ui.kit.table_memory import TableMemory
from desktop_app.ui.kit.table_model import (
    PAGE_ROWS,
    Column,
    PagedSource,
    RowSource,
    RowTableModel,
    Sort,
)
from desktop_app.ui.kit.texts import EmptyState

R = TypeVar("R")
ROW_EM = 2.4
NAMED_BY = 4
"""A list is told from others by the titles of its first columns, where its page gives it no name."""


_CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
COPY_MOST = 5000
"""More rows are not put on the clipboard: that is what an export is for."""


class _View(QTableView):
    """A table that opens the current row on Enter and lets Tab leave."""

    opened = Signal()
    copied = Signal()
    copied_all = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter opens, Ctrl+C copies, Ctrl+Shift+C copies all rows, Home and End go to the ends."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() == Qt.Key.Key_C and event.modifiers() == _CTRL_SHIFT:
            self.copied_all.emit()
        elif event.key() == Qt.Key.Key_Home and plain:
            self.selectRow(0)
        elif event.key() == Qt.Key.Key_End and plain:
            self.selectRow(self.model().rowCount() - 1)
        else:
            super().keyPressEvent(event)


class RowTable(QWidget, Generic[R]):
    """Shows a ``RowSource`` through ``Column`` declarations.

    Signals: ``opened(row)``, ``chosen(row or None)``, ``sorted_by(Sort)``, ``counted(int)`` after each load,
    ``copied(int, int)`` with how many rows were copied of how many that were asked for, and ``dragged(key, em)``
    when a user makes a column wider or narrower. Widths and order are remembered, unless the owner does that itself.
    """

    opened = Signal(object)
    chosen = Signal(object)
    sorted_by = Signal(object)
    counted = Signal(int)
    copied = Signal(int, int)
    dragged = Signal(str, float)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        jobs: JobRunner | None = None,
        sort: Sort | None = None,
        empty: EmptyState | None = None,
        many: bool = False,
        remembers: bool = True,
    ) -> None:
        super().__init__()
        self._memory = TableMemory(self) if remembers else None
        self._recalled = False
        self._jobs = jobs
        self._sort = sort or Sort(columns[0].key)
        self._source: RowSource[R] | None = None
        self._loading: Job[Any] | None = None
        self._then: Callable[[], object] | None = None
        self._complete = True
        self._wanted_id: int | None = None
        self.model = RowTableModel[R](columns, self)
        self.view = _View()
        titles = _("、").join(each.title for each in columns[:NAMED_BY] if each.title)
        self.view.setAccessibleName(_("列表：{columns}").format(columns=titles))
        self.empty = empty or EmptyState(_("没有符合条件的记录。"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        self._build_view(many)
        self._build_header()

    def show_source(self, source: RowSource[R], *, keep_choice: bool = True) -> None:
        """Load ``source`` (in a reader thread when the table knows the jobs) and keep the chosen row by id."""
        self._recall()
        self._then = None
        self._source = source
        if keep_choice:
            self._wanted_id = self.current_id()
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        # Whoever stands far down the list would be thrown to its top for a moment.
        near = self.view.currentIndex().row() < PAGE_ROWS or not keep_choice
        if isinstance(source, PagedSource) and near:
            self._read(source.first, self._on_first)
        else:
            self._read(source.ids, self._on_ids)

    def _recall(self) -> None:
        """Look once, when the table stands in its window, how it was left."""
        memory, columns = self._memory, self.model.columns
        if memory is None or self._recalled or not memory.is_reachable():
            return
        self._recalled = True
        kept = memory.widths(columns)
        if kept:
            self._widths.set_columns(columns, kept)
        sort = memory.sort(columns)
        if sort is not None:
            self.set_order(sort)

    def _on_dragged(self, key: str, em: float) -> None:
        if self._memory is not None:
            self._memory.keep_width(self.model.columns, key, em)
        self.dragged.emit(key, em)

    def _read(self, ask: Callable[[Sort], Any], on_read: Callable[[Any], None]) -> None:
        sort = self._sort
        if self._jobs is None:
            on_read(ask(sort))
            return
        # The job carries its own source: an answer to an older question is never shown.
        self._loading = self._jobs.reading(_("读取列表"), lambda _progress: ask(sort))
        self._loading.succeeded.connect(on_read)
        self._loading.finished.connect(self._on_read_ended)
        self._loading.start()

    def _on_read_ended(self) -> None:
        # A list that could not be read, or whose reading was cancelled: nothing is to be waited for any more.
        if self._loading is not None and self._loading.ending is not None:
            self._loading, self._then = None, None

    def when_shown(self, act: Callable[[], object]) -> None:
        """Do ``act`` on the rows that were asked for last: now, or when they have come.

        Who types and presses Enter at once means the rows of what was typed, not those still in sight. A newer
        question drops the act.
        """
        if self._loading is None:
            act()
        else:
            self._then = act

    def reload(self) -> None:
        """Ask the same source again."""
        if self._source is not None:
            self.show_source(self._source)

    def set_sort(self, sort: Sort) -> None:
        """Order by ``sort`` and reload."""
        self.set_order(sort)
        self.reload()

    def set_order(self, sort: Sort) -> None:
        """Order by ``sort`` from the next loading on."""
        self._sort = sort
        self._show_sort()
        self.sorted_by.emit(sort)

    def set_columns(self, columns: Sequence[Column[R]], widths: Mapping[str, float]) -> None:
        """Show other columns, as wide as ``widths`` (key to em) says; the rows and the cursor stay."""
        chosen, top = self.current_id(), self.view.verticalScrollBar().value()
        self.model.set_columns(columns)
        self._widths.set_columns(self.model.columns, widths)
        self._show_sort()
        self.view.verticalScrollBar().setValue(top)
        if chosen is not None:
            self.choose_id(chosen)

    def is_complete(self) -> bool:
        """Tell whether all rows of the list are known; the first ones are shown before."""
        return self._complete

    def shown_ids(self) -> array[int]:
        """Return the ids of all rows in order; waits for them when only the first are known yet."""
        if not self._complete and self._source is not None:
            return self._source.ids(self._sort)
        return self.model.ids()

    def visible_columns(self) -> list[Column[R]]:
        """Return the columns in sight, from left to right."""
        return [
            column for number, column in enumerate(self.model.columns) if not self.view.isColumnHidden(number)
        ]

    def sort(self) -> Sort:
        """Return the present order."""
        return self._sort

    def current(self) -> R | None:
        """Return the row under the cursor."""
        index = self.view.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def current_id(self) -> int | None:
        """Return the id of the row under the cursor."""
        index = self.view.currentIndex()
        return self.model.id_at(index.row()) if index.isValid() else None

    def selected(self) -> list[R]:
        """Return all selected rows from top to bottom."""
        return [row for row in map(self.model.row_at, self._selected_numbers()) if row is not None]

    def selected_ids(self) -> list[int]:
        """Return the ids of all selected rows from top to bottom."""
        return [self.model.id_at(number) for number in self._selected_numbers()]

    def _selected_numbers(self) -> list[int]:
        # By stretches: after Ctrl+A in a long list an index for each row would take seconds.
        stretches = cast("Sequence[QItemSelectionRange]", self.view.selectionModel().selection())
        return sorted({n for one in stretches for n in range(one.top(), one.bottom() + 1)})

    def choose_id(self, row_id: int) -> bool:
        """Put the cursor on a row; False when it is not in the list."""
        number = self.model.number_of(row_id)
        if number >= 0:
            self._choose_number(number)
        return number >= 0

    def choose_first(self) -> None:
        """Put the cursor on the first row."""
        if self.model.rowCount():
            self._choose_number(0)

    def count(self) -> int:
        """Return the number of rows."""
        return self.model.rowCount()

    def copy_table(self) -> str:
        """Copy the selected rows with their titles, ready for a workbook; return the text."""
        return self._copy(self._selected_numbers())

    def copy_all(self) -> str:
        """Copy all rows of the list, at most ``COPY_MOST``; return the text."""
        return self._copy(range(self.model.rowCount()))

    def _copy(self, numbers: Sequence[int]) -> str:
        columns = self.visible_columns()
        lines = ["\t".join(column.title for column in columns)]
        for number in numbers[:COPY_MOST]:
            row = self.model.row_at(number)
            if row is not None:
                lines.append("\t".join(" ".join(column.text(row).split()) for column in columns))
        text = "\n".join(lines)
        QGuiApplication.clipboard().setText(text)
        if numbers:
            self.copied.emit(len(lines) - 1, len(numbers))
        return text

    def _build_view(self, many: bool) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(CellPainter(view))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        modes = QAbstractItemView.SelectionMode
        view.setSelectionMode(modes.ExtendedSelection if many else modes.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(theme.px(ROW_EM))
        view.verticalHeader().hide()
        self.setFocusProxy(view)
        view.opened.connect(self._on_open)
        view.doubleClicked.connect(self._on_open)
        view.copied.connect(self.copy_table)
        view.copied_all.connect(self.copy_all)
        view.selectionModel().currentRowChanged.connect(self._on_current)

    def _build_header(self) -> None:
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._widths = ColumnWidths(self.view, self.model.columns)
        self._widths.dragged.connect(self._on_dragged)
        header.sectionClicked.connect(self._on_header)
        self._show_sort()

    def _show_sort(self) -> None:
        """Mark one column with the header's own arrow, several with arrow and place in their titles."""
        parts = self._sort.parts()
        keys = [column.key for column in self.model.columns]
        self.model.sort_marks = {}
        if len(parts) > 1:
            for place, part in enumerate(parts, start=1):
                self.model.sort_marks[part.key] = f" {'▼' if part.descending else '▲'}{place}"
        order = Qt.SortOrder.DescendingOrder if self._sort.descending else Qt.SortOrder.AscendingOrder
        at = keys.index(self._sort.key) if self._sort.key in keys and len(parts) == 1 else -1
        header = self.view.horizontalHeader()
        header.setSortIndicator(at, order)
        for key in self.model.sort_marks:
            if key in keys:
                number = keys.index(key)
                self._widths.make_room(number, str(self.model.headerData(number, Qt.Orientation.Horizontal)))
        header.viewport().update()

    def _on_header(self, number: int) -> None:
        column = self.model.columns[number]
        if not column.sortable:
            self._show_sort()
            return
        parts = self._sort.parts()
        former = next((part for part in parts if part.key == column.key), None)
        wanted = Sort(column.key, descending=former is not None and not former.descending)
        added = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not added:
            alone = former is not None and len(parts) == 1
            self.set_sort(wanted if alone else Sort(column.key))
        elif former is None:
            self.set_sort(Sort.of((*parts, wanted)))
        else:
            self.set_sort(Sort.of([wanted if part is former else part for part in parts]))
        if self._memory is not None:
            self._memory.keep_sort(self.model.columns, self._sort)

    def _on_first(self, found: tuple[array[int], bool]) -> None:
        ids, complete = found
        source = self._source
        if source is None:
            return
        if complete:
            self._on_ids(ids)
            return
        self._complete = False
        self.model.show_source(source, ids)
        self._show_part(self.view)
        if self._wanted_id is not None and not self.choose_id(self._wanted_id):
            self._wanted_id = None
            self.chosen.emit(None)
        self._read(source.ids, self._on_rest)
        self._do_what_waited()

    def _on_rest(self, ids: array[int]) -> None:
        if self.model.show_more(ids):
            self._loading, self._complete = None, True
            self.counted.emit(len(ids))
            self._do_what_waited()  # asked for after the first rows had come
            return
        self._wanted_id = self.current_id()  # something was changed in between
        self._on_ids(ids)

    def _on_ids(self, ids: Any) -> None:
        if self._source is None:
            return
        self._loading, self._complete = None, True
        wanted = self._wanted_id
        self.model.show_source(self._source, ids)
        self._show_part(self.view if len(ids) else self.empty)
        self.counted.emit(len(ids))
        if wanted is None or not self.choose_id(wanted):
            self.chosen.emit(None)
        self._do_what_waited()

    def _show_part(self, part: QWidget) -> None:
        """Show the rows, or why there are none; the keyboard goes along."""
        focused = QApplication.focusWidget()
        held = focused is not None and self.isAncestorOf(focused)
        self.setFocusProxy(part)
        if self._stack.currentWidget() is not part:
            self._stack.setCurrentWidget(part)
            if held:
                part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do_what_waited(self) -> None:
        act, self._then = self._then, None
        if act is not None:
            act()

    def _choose_number(self, number: int) -> None:
        index = self.model.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.view.scrollTo(index)

    def _on_open(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit(self.model.row_at(current.row()) if current.isValid() else None)
