"""The board of the planner: proposals, the month, the load and the refusals, one at a time, with what can be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.ui import theme
from desktop_app.ui.duties.day_dialog import DayDialog
from desktop_app.ui.duties.load_bars import LoadTable
from desktop_app.ui.duties.month_grid import DayGrid
from desktop_app.ui.duties.plan_book import PlanBook, PlanRow
from desktop_app.ui.duties.plan_tables import ProposalTable, refusal_source, refusal_table
from desktop_app.ui.duties.scroll_page import CurrentStack
from desktop_app.ui.kit import EmptyState, FlowLayout, ShortText, button, scrolling

PROPOSED, MONTH, LOAD, REFUSED = range(4)
LEAST_EM = 14
"""The least height of a part."""
PARTS = (N_("提议"), N_("月历"), N_("每人每天"), N_("排不进去"))


class PlannerBoard(QWidget):
    """Signals: ``accept_asked()`` for the selected rows, ``put_asked(key, date)``, ``copy_asked()``, ``print_asked()``."""

    accept_asked = Signal()
    put_asked = Signal(object, object)
    copy_asked = Signal()
    print_asked = Signal()

    def __init__(self, today: Callable[[], date], propose: Callable[[], object]) -> None:
        super().__init__()
        self._today = today
        self._writable = True
        self._book: PlanBook | None = None
        self._switch: list[QPushButton] = []
        empty = EmptyState(
            _("还没有提议。先选好日子和范围，再提出排期。"),
            _("提出排期"),
            propose,
            hint=_(
                "排期在每个人的探访期内选日子，让每人每天差不多，同户同村排在一起，避开请假、节假日和集日。"
            ),
        )
        self._nothing = empty
        self.table = ProposalTable(EmptyState(_("这些日子里没有要排的探访。")))
        self.grid = DayGrid(today(), today=today)
        self.loads = LoadTable()
        self.refused = refusal_table()
        self.why = ShortText("", "hint", lines=2)
        self._build()
        self._connect()

    def set_writable(self, writable: bool) -> None:
        """Offer what changes something, or not."""
        self._writable = writable
        self._on_chosen()

    def show_book(self, book: PlanBook) -> None:
        """Show a proposal as it stands."""
        self._parts.show_number(0)
        self.table.show_book(book, again=book is self._book)
        self._book = book
        self.grid.choose(min(max(self.grid.day(), book.proposal.first), book.proposal.last))
        self.grid.show_faces(book.faces())
        self.loads.show_loads(book.days(), book.loads())
        self.refused.show_source(refusal_source(book))
        count = len(book.proposal.refusals)
        self._switch[REFUSED].setText(_("{words} {count}").format(words=_(PARTS[REFUSED]), count=count))
        self._on_chosen()

    def show_part(self, number: int) -> None:
        """Show the proposals, the month, the load or the refusals."""
        for at, made in enumerate(self._switch):
            made.setChecked(at == number)
        self._stack.show_number(number)
        if self.isVisible():
            # Whoever had the keyboard may be hidden now: it must not fall to the sidebar.
            (self.table, self.grid, self.loads, self.refused)[number].setFocus()
        self._on_chosen()

    def part(self) -> int:
        """Return which part is shown."""
        return self._stack.number()

    def copy(self) -> str:
        """Copy the proposals, or the refusals where those are shown; return the text."""
        return self.refused.copy_all() if self.part() == REFUSED else self.table.copy_all()

    def _build(self) -> None:
        ways = FlowLayout(spacing_em=0.35)
        for number, words in enumerate(PARTS):
            key = f"Alt+{number + 1}"
            made = button(_(words), partial(self.show_part, number), look="choice")
            made.setToolTip(key)
            made.setCheckable(True)
            made.setChecked(number == PROPOSED)
            self._switch.append(made)
            ways.addWidget(made)
            QShortcut(QKeySequence(key), self).activated.connect(partial(self.show_part, number))
        self.accept_button = button(_("采纳所选"), self.accept_asked.emit, icon_name="check")
        self.earlier = button(_("提前一天"), lambda: self._step(-1), key="-")
        self.later = button(_("推后一天"), lambda: self._step(1), key="+")
        self.other = button(_("改日期…"), self._ask)
        self.copy_button = button(_("复制为表格"), self.copy_asked.emit, icon_name="clipboard-list")
        self.print_button = button(_("打印"), self.print_asked.emit, icon_name="printer", key="Ctrl+P")
        self.acts = (self.accept_button, self.earlier, self.later, self.other)
        for part in (*self.acts, self.copy_button, self.print_button):
            ways.addWidget(part)
        self._stack = CurrentStack()
        for page in (self.table, self.grid, scrolling(self.loads, sideways=True), self.refused):
            page.setMinimumHeight(max(page.minimumSizeHint().height(), theme.px(LEAST_EM)))
            self._stack.add(page)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.5))
        layout.addLayout(ways)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.why)
        self._parts = CurrentStack(whole, self._nothing)
        self._parts.show_number(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._parts)

    def _connect(self) -> None:
        self.table.chosen.connect(lambda _row: self._on_chosen())
        self.table.view.selectionModel().selectionChanged.connect(lambda _on, _off: self._on_chosen())
        self.table.step_asked.connect(self._step)
        self.table.opened.connect(lambda _row: self._ask())
        self.refused.chosen.connect(lambda _row: self._on_chosen())
        self.grid.opened.connect(self._on_day)
        self.loads.said.connect(lambda _words: self._on_chosen())

    def _on_chosen(self) -> None:
        row = self.table.current()
        shown = self.part() == PROPOSED
        movable = self._writable and shown and row is not None and row.open
        for made in (self.earlier, self.later, self.other):
            made.setEnabled(movable)
        self.accept_button.setEnabled(
            self._writable and shown and any(each.open for each in self.table.selected())
        )
        why = row.visit.why if shown and row is not None else ""
        refused = self.refused.current()
        if self.part() == REFUSED and refused is not None:
            why = refused.why
        told = _("为什么：{why}").format(why=why) if why else ""
        self.why.setText(self.loads.words() if self.part() == LOAD else told)

    def _on_day(self, day: date) -> None:
        if self.table.choose_where(lambda row: row.visit.on == day):
            self.show_part(PROPOSED)
            self.table.setFocus()

    def _step(self, days: int) -> None:
        row = self.table.current()
        if row is not None and self._writable:
            self.put_asked.emit(row.key, row.visit.on + timedelta(days=days))

    def _ask(self) -> None:
        row = self.table.current()
        if row is None or not row.open or not self._writable:
            return
        if self._book is None:
            return
        span, decide = self._book.span(row, self._today()), partial(self._put, row)
        DayDialog(row.visit.name, row.visit.on, span, self._today, decide, self).open()

    def _put(self, row: PlanRow, on: date) -> None:
        self.put_asked.emit(row.key, on)
