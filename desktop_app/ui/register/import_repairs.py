"""The rows that were refused or are doubtful, as an editable table: put cells right without touching the file."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.config.strings import _
from desktop_app.exchange.register.repairs import NO_COLUMN
from desktop_app.exchange.register.rows import RepairRow
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.ui import theme
from desktop_app.ui.kit import CheckField, FlowLayout, Text, button

_STATE, _PLACE, _LEADING = 0, 1, 2
"""The columns before those of the file: what becomes of the row, and where it stands."""
_STATE_EM, _PLACE_EM, _LEAST_EM, _MOST_EM = 7.5, 5, 6, 18
_MARK = "⚠ "
Index = QModelIndex | QPersistentModelIndex
Place = tuple[str, int, int]


class RepairModel(QAbstractTableModel):
    """Rows of the file with their reasons. Signal: ``edited()``."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[RepairRow] = []
        self._headers: tuple[str, ...] = ()
        self._several = False
        self.edits: dict[Place, str] = {}

    def show_rows(self, rows: list[RepairRow], headers: tuple[str, ...], *, several: bool) -> None:
        """Show ``rows``; what was typed into cells that are still here stays."""
        self.beginResetModel()
        self._rows, self._headers, self._several = rows, headers, several
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Qt: return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Qt: return the number of columns."""
        return 0 if parent.isValid() else _LEADING + len(self._headers)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: return the file's headers."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section < _LEADING:
            return (_("处理"), _("行号"))[section]
        return self._headers[section - _LEADING] or _("（第{place}列）").format(place=section - _LEADING + 1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: the file's cells can be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() >= _LEADING else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: return a cell: its text with a mark where it is bad, its reason, its tint."""
        row = self._rows[index.row()]
        roles = Qt.ItemDataRole
        if index.column() < _LEADING:
            return self._leading(row, index.column()) if role == roles.DisplayRole else None
        place = index.column() - _LEADING
        reason = row.reasons.get(place, "")
        edited = (row.sheet, row.row - 1, place) in self.edits
        if role == roles.EditRole:
            return self.text(row, place)
        if role == roles.DisplayRole:
            return (_MARK if reason and not edited else "") + self.text(row, place)
        if role in {roles.ToolTipRole, roles.AccessibleDescriptionRole}:
            return reason or None
        if role in {roles.BackgroundRole, roles.ForegroundRole} and (edited or reason):
            tint = theme.tint("done" if edited else "overdue" if row.rejected else "soon")
            return tint.ground if role == roles.BackgroundRole else tint.ink
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt: keep what was typed."""
        if role != Qt.ItemDataRole.EditRole or index.column() < _LEADING:
            return False
        row, place = self._rows[index.row()], index.column() - _LEADING
        text, key = str(value).strip(), (row.sheet, row.row - 1, place)
        if text == (row.cells[place] if place < len(row.cells) else ""):
            self.edits.pop(key, None)
        else:
            self.edits[key] = text
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def text(self, row: RepairRow, place: int) -> str:
        """Return a cell as typed, else as in the file."""
        written = row.cells[place] if place < len(row.cells) else ""
        return self.edits.get((row.sheet, row.row - 1, place), written)

    def reason(self, index: Index) -> str:
        """Return what is wrong with a cell, or with its row where the cell is fine."""
        if not index.isValid():
            return ""
        row = self._rows[index.row()]
        if reason := row.reasons.get(index.column() - _LEADING, ""):
            return _("第 {row} 行“{column}”：{reason}").format(
                row=row.row, column=self._header(index.column() - _LEADING), reason=reason
            )
        told = "；".join(f"{self._header(place)}：{reason}" for place, reason in sorted(row.reasons.items()))
        return _("第 {row} 行：{reasons}").format(row=row.row, reasons=told)

    def bad_cells(self) -> list[tuple[int, int]]:
        """Return row and column of every cell with a reason that was not typed over."""
        return [
            (at, place + _LEADING)
            for at, row in enumerate(self._rows)
            for place in sorted(row.reasons)
            if place != NO_COLUMN and (row.sheet, row.row - 1, place) not in self.edits
        ]

    def _leading(self, row: RepairRow, column: int) -> str:
        if column == _PLACE:
            return f"{row.sheet} {row.row}" if self._several else str(row.row)
        if row.refused:
            return _("整行未采用")
        return _("有格未采用") if row.rejected else _("请核对")

    def _header(self, place: int) -> str:
        return str(self.headerData(place + _LEADING, Qt.Orientation.Horizontal)) if place >= 0 else _("整行")


class _TintedCell(QStyledItemDelegate):
    """Paints the ground of a cell under its text; the style sheet alone would leave it out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: paint the ground, then the cell."""
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            # The stub of QStyleOptionViewItem hides the fields it inherits.
            painter.fillRect(option.rect, ground)  # type: ignore[attr-defined]  # see above
        super().paint(painter, option, index)


class _Grid(QTableView):
    """A table in which Enter begins to edit the cell in focus."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter edits the cell in focus."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class RepairPanel(QWidget):
    """The grid with its reason line and buttons. Signals: ``recheck_asked()``, ``save_asked()``."""

    recheck_asked = Signal()
    save_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = RepairModel()
        self._preview: RegisterImportPreview | None = None
        self.grid = _Grid()
        self._build_grid()
        self.reason = Text("", "strong", wrap=True)
        self.doubtful = CheckField(_("也列出只需核对的行"))
        self.doubtful.changed.connect(self._show)
        self.recheck = button(_("重新核对"), self.recheck_asked.emit, look="main", key="Ctrl+R")
        self.next = button(_("下一处"), self.go_on, key="F8")
        self.save = button(_("存为待修正表"), self.save_asked.emit, icon_name="file-down")
        ways = FlowLayout(spacing_em=0.5)
        for made in (self.recheck, self.next, self.save, self.doubtful):
            ways.addWidget(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(0.6), 0, 0)
        layout.setSpacing(theme.px(0.5))
        hint = _("直接在格里改（Enter 或 F2），改完按“重新核对”；原文件不会改动。")
        layout.addWidget(Text(hint, "hint", wrap=True))
        layout.addLayout(ways)
        layout.addWidget(self.reason)
        layout.addWidget(self.grid, 1)
        for key, act in (("Ctrl+R", self.recheck_asked.emit), ("F8", self.go_on)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.model.edited.connect(self._show_edits)
        self.setFocusProxy(self.grid)

    def show_repairs(self, preview: RegisterImportPreview) -> None:
        """Show the rows of ``preview`` that wait, and forget what was typed for those that are right now."""
        self._preview = preview
        self.model.edits = {}
        if not any(row.rejected for row in preview.repairs):
            self.doubtful.set_value(True)
        self._show()

    def edits(self) -> dict[Place, str]:
        """Return sheet, row and column from zero → what was typed."""
        return dict(self.model.edits)

    def go_on(self) -> None:
        """Go to the next bad cell, after the last to the first."""
        cells = self.model.bad_cells()
        if not cells:
            return
        here = (self.grid.currentIndex().row(), self.grid.currentIndex().column())
        row, column = next((cell for cell in cells if cell > here), cells[0])
        self.grid.setCurrentIndex(self.model.index(row, column))
        self.grid.scrollTo(self.model.index(row, column), QAbstractItemView.ScrollHint.PositionAtCenter)
        self.grid.setFocus()

    def _show(self) -> None:
        preview = self._preview
        if preview is None:
            return
        everything = self.doubtful.value()
        rows = [row for row in preview.repairs if row.rejected or everything]
        self.model.show_rows(rows, preview.headers, several=len(preview.sheets) > 1)
        self._fit_columns()
        self.save.setEnabled(any(row.rejected for row in preview.repairs))
        self._show_edits()
        cells = self.model.bad_cells()
        if cells:
            self.grid.setCurrentIndex(self.model.index(*cells[0]))
        self._show_reason()

    def _show_edits(self) -> None:
        count = len(self.model.edits)
        self.recheck.setEnabled(count > 0)
        words = _("重新核对（改了 {count} 格）").format(count=count) if count else _("重新核对")
        self.recheck.setText(f"{words}  Ctrl+R")
        self.recheck.setAccessibleName(words)
        self.next.setEnabled(bool(self.model.bad_cells()))

    def _show_reason(self) -> None:
        told = self.model.reason(self.grid.currentIndex())
        self.reason.setText(told or _("没有要修正的行。"))

    def _build_grid(self) -> None:
        grid = self.grid
        grid.setModel(self.model)
        grid.setItemDelegate(_TintedCell(grid))
        grid.setAccessibleName(_("要修正的行"))
        grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        grid.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed)
        grid.setTabKeyNavigation(False)
        grid.setWordWrap(False)
        grid.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        grid.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        grid.verticalHeader().setDefaultSectionSize(theme.px(2.4))
        grid.verticalHeader().hide()
        grid.horizontalHeader().setHighlightSections(False)
        grid.selectionModel().currentChanged.connect(lambda _new, _old: self._show_reason())

    def _fit_columns(self) -> None:
        header = self.grid.horizontalHeader()
        for column in range(self.model.columnCount()):
            if column < _LEADING:
                width = theme.px((_STATE_EM, _PLACE_EM)[column])
            else:
                hint = max(self.grid.sizeHintForColumn(column), header.sectionSizeHint(column))
                width = min(max(hint + theme.px(1), theme.px(_LEAST_EM)), theme.px(_MOST_EM))
            self.grid.setColumnWidth(column, width)
