"""Small pictures of the pages beside the preview: a click jumps, several can be picked for printing.

They are drawn one after the other when nothing else is to do, those in sight first, and forgotten when there are many.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView

from desktop_app.config.strings import _
from desktop_app.reports.printed import Part, Printed
from desktop_app.ui import theme
from desktop_app.ui.kit import PdfView

WIDTH_EM, COLUMN_EM = 4.2, 8.2
SHEET = 1.42
"""Height of an upright sheet to its width."""
KEPT = 300
LAID_OUT_AT_ONCE = 1000

Index = QModelIndex | QPersistentModelIndex


class _Pages(QAbstractListModel):
    """One row for each page of the paper in a view."""

    def __init__(self, view: PdfView, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._count = 0
        self._parts: Sequence[Part] = ()
        self._drawn: OrderedDict[int, QPixmap] = OrderedDict()
        self._wanted: dict[int, None] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._draw_one)
        self._blank = QPixmap()

    def show_pages(self, count: int, printed: Printed) -> None:
        """Begin with another paper."""
        self.beginResetModel()
        self._count = count
        self._drawn.clear()
        self._wanted.clear()
        self._parts = printed.parts
        size = QSize(theme.px(WIDTH_EM), round(theme.px(WIDTH_EM) * SHEET))
        self._blank = QPixmap(size)
        self._blank.fill(theme.colour("quiet_ground"))
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """Qt: a row for each page."""
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the number, the picture, and whose page it is."""
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return str(row + 1)
        if role == Qt.ItemDataRole.DecorationRole:
            picture = self._drawn.get(row)
            if picture is None:
                self._wanted.pop(row, None)
                self._wanted[row] = None
                self._timer.start()
            return picture or self._blank
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            name = self._owner(row + 1)
            words = _("第 {number} 页 {name}") if name else _("第 {number} 页")
            return words.format(number=row + 1, name=name)
        return None

    def _owner(self, page: int) -> str:
        """Return whose page it is, by the innermost part that it belongs to."""
        return next(
            (
                part.title
                for part in reversed(self._parts)
                if part.first_page <= page < part.first_page + max(part.pages, 1)
            ),
            "",
        )

    def is_drawing(self) -> bool:
        """Tell whether pictures are still to come."""
        return self._timer.isActive()

    def _draw_one(self) -> None:
        if not self._wanted:
            self._timer.stop()
            return
        row = next(reversed(self._wanted))  # what was asked for last is in sight
        if row < self._view.page_count() and not self._view.is_measured(row + 1):
            return
        del self._wanted[row]
        while len(self._wanted) > KEPT:
            del self._wanted[next(iter(self._wanted))]
        if row >= min(self._count, self._view.page_count()) or row in self._drawn:
            return
        ratio = self._view.devicePixelRatioF()
        width, height = self._view.page_size(row + 1)
        wide = theme.px(WIDTH_EM)
        if width > height:
            wide = min(wide, round(theme.px(WIDTH_EM) * SHEET * width / height))
        image = self._view.picture(row + 1, wide, ratio)
        if image is None:
            return
        self._drawn[row] = QPixmap.fromImage(image)
        if len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)
        self.dataChanged.emit(self.index(row), self.index(row), [Qt.ItemDataRole.DecorationRole])


class Thumbs(QListView):
    """Signals: ``page_asked(number)`` when a page was gone to, ``picked()`` when others are selected."""

    page_asked = Signal(int)
    picked = Signal()

    def __init__(self, view: PdfView) -> None:
        super().__init__()
        self.pages = _Pages(view, self)
        self.setModel(self.pages)
        self.setAccessibleName(_("各页缩略图"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        # Placing the pictures of twenty thousand pages at once would keep the window waiting.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(LAID_OUT_AT_ONCE)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(theme.px(WIDTH_EM), round(theme.px(WIDTH_EM) * SHEET)))
        self.setFixedWidth(theme.px(COLUMN_EM))
        self.setStyleSheet("QListView::item { border: 0; }")
        self._following = False
        self.selectionModel().currentChanged.connect(self._on_current)
        self.selectionModel().selectionChanged.connect(lambda _now, _before: self.picked.emit())

    def show_pages(self, count: int, printed: Printed) -> None:
        """Begin with another paper."""
        self._following = True
        self.pages.show_pages(count, printed)
        self.follow(1)

    def follow(self, number: int) -> None:
        """Mark the page that is in sight; what was picked stays picked."""
        index = self.pages.index(number - 1)
        if not index.isValid():
            return
        flags = QItemSelectionModel.SelectionFlag
        alone = len(self.selectionModel().selectedIndexes()) <= 1
        self._following = True
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect if alone else flags.NoUpdate)
        self._following = False
        self.scrollTo(index)

    def chosen(self) -> list[int]:
        """Return the pages that were picked; none while only the one in sight is marked."""
        rows = sorted(index.row() + 1 for index in self.selectionModel().selectedIndexes())
        return rows if len(rows) > 1 else []

    def _on_current(self, now: Index, _before: Index) -> None:
        if not self._following and now.isValid():
            self.page_asked.emit(now.row() + 1)
