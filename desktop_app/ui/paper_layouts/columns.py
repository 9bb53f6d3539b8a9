"""The columns of a layout: which are printed, under which title, how wide, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.reports.layouts import LaidColumn
from desktop_app.ui import theme
from desktop_app.ui.kit import CheckField, LineField, NumberField, Text, button
from desktop_app.ui.kit.sight import set_shown

LEAST, MOST = 4, 200
"""Width of a column in millimetres; the engine stretches or shrinks all of them to the page."""
BREAK = "/"
"""Stands for a line break in a title, as a line of a form cannot hold one."""


class ColumnLine(QWidget):
    """The line of one column. Signals: ``changed()``, ``moved(-1 or 1)``."""

    changed = Signal()
    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.column: LaidColumn | None = None
        self.printed = CheckField("")
        self.title = LineField(longest=40)
        self.wide = NumberField(LEAST, MOST)
        self.wide.line.setFixedWidth(theme.px(4.5))
        self.up = button(_("上移"), lambda: self.moved.emit(-1), look="link")
        self.down = button(_("下移"), lambda: self.moved.emit(1), look="link")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.4))
        layout.addWidget(self.printed)
        layout.addWidget(self.title, 1)
        for part in (self.wide, self.up, self.down):
            layout.addWidget(part)
        for field in (self.printed, self.title, self.wide):
            field.changed.connect(self.changed)

    def show_column(self, column: LaidColumn, *, printed: bool) -> None:
        """Show a column, without a signal."""
        self.column = column
        name = column.title.replace("\n", "")
        blocked = self.blockSignals(True)
        self.printed.set_value(printed)
        self.title.set_value(column.title.replace("\n", BREAK))
        self.wide.set_value(round(column.width))
        self.blockSignals(blocked)
        self.printed.describe(_("打印“{column}”列").format(column=name), "")
        self.title.describe(_("“{column}”列的标题").format(column=name), "")
        self.wide.describe(_("“{column}”列的宽度，毫米").format(column=name), "")
        self.up.setAccessibleName(_("“{column}”列上移").format(column=name))
        self.down.setAccessibleName(_("“{column}”列下移").format(column=name))

    def value(self) -> LaidColumn:
        """Return the column as it stands here."""
        assert self.column is not None  # only lines in sight are asked
        title = self.title.value().replace(BREAK, "\n") or self.column.title
        return replace(self.column, title=title, width=float(self.wide.value() or self.column.width))


class ColumnLines(QWidget):
    """All columns of a paper, the printed ones first. Signal: ``changed()``.

    Lines stay where they are and exchange what they show, so that Tab always goes from top to bottom.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pool: list[ColumnLine] = []
        self.lines: list[ColumnLine] = []
        hint = _("打勾的列才打印；标题里的“{sign}”表示换行；宽度按毫米，合起来撑满一页。").format(sign=BREAK)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(0.25))
        self._box.addWidget(Text(hint, "hint", wrap=True))

    def show_columns(self, printed: Sequence[LaidColumn], others: Sequence[LaidColumn]) -> None:
        """Show the columns that are printed, then those that could be."""
        columns = [*((each, True) for each in printed), *((each, False) for each in others)]
        while len(self._pool) < len(columns):
            self._add_line()
        self.lines = self._pool[: len(columns)]
        for line, (column, ticked) in zip(self.lines, columns, strict=True):
            line.show_column(column, printed=ticked)
        for line in self._pool:
            set_shown(line, line in self.lines)

    def value(self) -> tuple[LaidColumn, ...]:
        """Return the columns to be printed, in order."""
        return tuple(line.value() for line in self.lines if line.printed.value())

    def _add_line(self) -> None:
        line = ColumnLine()
        line.changed.connect(self.changed)
        line.moved.connect(lambda step: self._move(line, step))
        self._pool.append(line)
        self._box.addWidget(line)

    def _move(self, line: ColumnLine, step: int) -> None:
        at = self.lines.index(line)
        if not 0 <= at + step < len(self.lines):
            return
        other = self.lines[at + step]
        mine, its = (line.value(), line.printed.value()), (other.value(), other.printed.value())
        line.show_column(its[0], printed=its[1])
        other.show_column(mine[0], printed=mine[1])
        (other.up if step < 0 else other.down).setFocus()
        self.changed.emit()
