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
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedLayout, QTableView, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job, JobRunner
from desktop_app.ui.kit.cell_painter import CellPainter
from desktop_app.ui.kit.column_widths import ColumnWidths
from desktop_app.ui.kit.table_model import Column, RowSource, RowTableModel, Sort
from desktop_app.ui.kit.texts import EmptyState

R = TypeVar("R")
ROW_EM = 2.4


class _View(QTableView):
    """A table that opens the current row on Enter and lets Tab leave."""

    opened = Signal()
    copied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter opens, Ctrl+C copies, Home and End go to the ends."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() == Qt.Key.Key_Home and plain:
            self.selectRow(0)
        elif event.key() == Qt.Key.Key_End and plain:
            self.selectRow(self.model().rowCount() - 1)
        else:
            super().keyPressEvent(event)


class RowTable(QWidget, Generic[R]):
    """Shows a ``RowSource`` through ``Column`` declarations.

    Signals: ``opened(row)``, ``chosen(row or None)``, ``sorted_by(Sort)``, ``counted(int)`` after each load.
    """

    opened = Signal(object)
    chosen = Signal(object)
    sorted_by = Signal(object)
    counted = Signal(int)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        jobs: JobRunner | None = None,
        sort: Sort | None = None,
        empty: EmptyState | None = None,
        many: bool = False,
    ) -> None:
        super().__init__()
        self._jobs = jobs
        self._sort = sort or Sort(columns[0].key)
        self._source: RowSource[R] | None = None
        self._loading: Job[array[int]] | None = None
        self._wanted_id: int | None = None
        self.model = RowTableModel[R](columns, self)
        self.view = _View()
        self.empty = empty or EmptyState(_("没有符合条件的记录。"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        self._build_view(many)
        self._build_header()

    def show_source(self, source: RowSource[R], *, keep_choice: bool = True) -> None:
        """Load ``source`` (in a reader thread when the table knows the jobs) and keep the chosen row by id."""
        self._source = source
        if keep_choice:
            self._wanted_id = self.current_id()
        sort = self._sort
        if self._jobs is None:
            self._on_ids(source.ids(sort))
            return
        if self._loading is not None:
            self._loading.cancel()
        # The job carries its own source: an answer to an older question is never shown.
        self._loading = self._jobs.reading(_("读取列表"), lambda _progress: source.ids(sort))
        self._loading.succeeded.connect(self._on_ids)
        self._loading.start()

    def reload(self) -> None:
        """Ask the same source again."""
        if self._source is not None:
            self.show_source(self._source)

    def set_sort(self, sort: Sort) -> None:
        """Order by ``sort`` and reload."""
        self._sort = sort
        self._show_sort()
        self.sorted_by.emit(sort)
        self.reload()

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
        numbers = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [row for row in (self.model.row_at(number) for number in numbers) if row is not None]

    def selected_ids(self) -> list[int]:
        """Return the ids of all selected rows from top to bottom."""
        return [
            self.model.id_at(number)
            for number in sorted(index.row() for index in self.view.selectionModel().selectedRows())
        ]

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
        lines = ["\t".join(column.title for column in self.model.columns)]
        lines += [
            "\t".join(" ".join(column.text(row).split()) for column in self.model.columns)
            for row in self.selected()
        ]
        text = "\n".join(lines)
        QGuiApplication.clipboard().setText(text)
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
        view.selectionModel().currentRowChanged.connect(self._on_current)

    def _build_header(self) -> None:
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._widths = ColumnWidths(self.view, self.model.columns)
        header.sectionClicked.connect(self._on_header)
        self._show_sort()

    def _show_sort(self) -> None:
        order = Qt.SortOrder.DescendingOrder if self._sort.descending else Qt.SortOrder.AscendingOrder
        keys = [column.key for column in self.model.columns]
        at = keys.index(self._sort.key) if self._sort.key in keys else -1
        self.view.horizontalHeader().setSortIndicator(at, order)

    def _on_header(self, number: int) -> None:
        column = self.model.columns[number]
        if not column.sortable:
            self._show_sort()
            return
        again = column.key == self._sort.key
        self.set_sort(Sort(column.key, descending=again and not self._sort.descending))

    def _on_ids(self, ids: Any) -> None:
        if self._source is None:
            return
        self._loading = None
        wanted = self._wanted_id
        self.model.show_source(self._source, ids)
        self._stack.setCurrentWidget(self.view if len(ids) else self.empty)
        self.counted.emit(len(ids))
        if wanted is None or not self.choose_id(wanted):
            self.chosen.emit(None)

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
