"""What the tabs of 转场与交接 are made of: a row of buttons, a line that counts, and one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.progress import Progress
from desktop_app.services.decision_checks import Decided
from desktop_app.ui import theme
from desktop_app.ui.kit import Column, EmptyState, FlowLayout, ListSource, RowTable, Sort, Text, button
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import PageContext

R = TypeVar("R")


class ListTab(QWidget, Generic[R]):
    """One list with its buttons. Signal: ``decided()`` after something was written through ``write``."""

    decided = Signal()

    def __init__(
        self,
        context: PageContext,
        columns: Sequence[Column[R]],
        sort: str,
        empty: EmptyState,
        *,
        many: bool = False,
    ) -> None:
        super().__init__()
        self.context = context
        self.table: RowTable[R] = RowTable(columns, sort=Sort(sort), empty=empty, many=many)
        self.told = Text("", "hint", wrap=True)
        self._needing: list[QPushButton] = []
        self._ways = FlowLayout(spacing_em=0.5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(0.6), 0, 0)
        layout.setSpacing(theme.px(0.6))
        layout.addLayout(self._ways)
        layout.addWidget(self.told)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.counted.connect(lambda _count: self._show_ways())
        self.table.chosen.connect(lambda _row: self._show_ways())

    def add_way(
        self,
        words: str,
        act: Callable[[], object],
        *,
        row: bool = False,
        shown: bool = True,
        icon: str = "",
        look: str = "",
    ) -> QPushButton:
        """Add a button; one for a ``row`` works while a row is chosen."""
        made = button(words, act, icon_name=icon, look=look)
        set_shown(made, shown)
        if row:
            self._needing.append(made)
        self._ways.addWidget(made)
        return made

    def add_widget(self, widget: QWidget) -> None:
        """Add something else beside the buttons."""
        self._ways.addWidget(widget)

    def show_rows(self, rows: Sequence[R], keys: dict[str, Callable[[R], Any]]) -> None:
        """Show the rows in the order in which they come, or as the user sorted them."""
        order = {id(row): at for at, row in enumerate(rows)}
        self.table.show_source(
            ListSource[R](rows, {**keys, "order": lambda row: order[id(row)]}), keep_choice=False
        )
        self.table.choose_first()
        self._show_ways()

    def chosen(self) -> list[R]:
        """Return the selected rows, else the one under the cursor."""
        found = list(self.table.selected())
        current = self.table.current()
        return found or ([current] if current is not None else [])

    def rows(self) -> list[R]:
        """Return what is shown, in its order."""
        found = (self.table.model.row_at(number) for number in range(self.table.count()))
        return [each for each in found if each is not None]

    def copy(self) -> None:
        """Copy the whole list for a spreadsheet."""
        self.table.view.selectAll()
        self.table.copy_table()
        told = _("已复制 {count} 行，可以粘贴到表格中。").format(count=self.table.count())
        self.context.notices.show_notice("done", told)

    def ask_file(self, name: str) -> Path | None:
        """Ask where a workbook goes, its ``name`` with {day}; None when the user thinks better of it."""
        suggested = name.format(day=self.context.app.clock.today().isoformat())
        path, _kind = QFileDialog.getSaveFileName(self, _("导出"), suggested, _("工作簿 (*.xlsx)"))
        return Path(path) if path else None

    def export(self, title: str, work: Callable[[Progress], int]) -> None:
        """Write a list in a job of its own; ``work`` returns how many people it holds, and notes them."""
        job = self.context.jobs.outside(title, work)
        job.succeeded.connect(self._told_export)
        job.start()

    def _told_export(self, count: int) -> None:
        self.context.undo.offer(_("已导出 {count} 人").format(count=count))

    def write(self, title: str, words: str, work: Callable[[], Decided]) -> None:
        """Do ``work`` in the writing thread, then say ``words`` and offer to take it back."""
        job = self.context.jobs.writing(title, lambda _progress: work())

        def tell(done: Decided) -> None:
            """Say what was done and whom it could not be done for."""
            left = _("；").join(f"{name}（{reason}）" for name, reason in done.left_out)
            told = _("{words}。没有办理的：{left}").format(words=words, left=left) if left else words
            self.context.offer_undo(told, done.change_set)
            self.decided.emit()

        job.succeeded.connect(tell)
        job.failed.connect(self.context.presenter.present)
        job.start()

    def open_person(self, uid: str) -> None:
        """Open somebody's page."""
        self.context.navigator.open("person", uid=uid)

    def _show_ways(self) -> None:
        usable = self.table.current() is not None
        for made in self._needing:
            made.setEnabled(usable)
