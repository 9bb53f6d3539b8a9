"""The tables of the planner: what is proposed and why, and what could not be given a day and why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop_app.config.strings import _
from desktop_app.services.plan_rows import Refusal
from desktop_app.ui import theme
from desktop_app.ui.duties.calendar_words import short_day, visitor_short, window_words
from desktop_app.ui.duties.month_grid import paint_mark
from desktop_app.ui.duties.plan_book import PlanBook, PlanRow
from desktop_app.ui.kit import Column, EmptyState, ListSource, RowTable, RowTableModel, Sort, weekday
from desktop_app.ui.kit.cell_painter import CellPainter

_MARK = 0
"""The column of the mark."""


class MarkPainter(CellPainter):
    """Paints the mark of a proposal as an outline, that of an agreed day filled."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt: paint one cell."""
        model = index.model()
        row = model.row_at(index.row()) if isinstance(model, RowTableModel) else None
        if index.column() != _MARK or not isinstance(row, PlanRow):
            super().paint(painter, option, index)
            return
        # The stub of QStyleOption hides its fields.
        area, state = QRectF(option.rect), option.state  # type: ignore[attr-defined]  # see above
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.colour("accent_ground"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.colour("line"))
        pad = theme.em() * 0.6
        paint_mark(painter, area.left() + pad, area.center().y(), row.mark(), area.width() - pad * 1.5)
        painter.restore()


class ProposalTable(RowTable[PlanRow]):
    """What is proposed. Signal: ``step_asked(days)`` by + and -."""

    step_asked = Signal(int)

    def __init__(self, empty: EmptyState) -> None:
        super().__init__(_proposal_columns(), sort=Sort("on"), empty=empty, many=True)
        self.view.setItemDelegate(MarkPainter(self.view))
        self.view.installEventFilter(self)
        self.setAccessibleDescription(_("加号和减号把所选的一次推后或提前一天。"))

    def show_book(self, book: PlanBook, *, again: bool) -> None:
        """Show the rows of a proposal; of the same one ``again`` the chosen row stays chosen."""
        source = ListSource(
            book.rows,
            {
                "mark": lambda row: (not row.open, row.accepted, row.visit.on),
                "on": lambda row: (row.visit.on, row.visit.village_code, row.visit.name),
                "name": lambda row: row.visit.name,
                "was": lambda row: (row.visit.moved_from is None, row.visit.moved_from or row.visit.on),
                "window": lambda row: (row.visit.latest_on, row.visit.earliest_on),
                "visitor": lambda row: (row.visit.visitor or "", row.visit.on),
                "village": lambda row: (row.visit.village_code, row.visit.on),
            },
        )
        # The place of a row in the book is its id: it stays the same when a day changes.
        self.show_source(source, keep_choice=again)
        if not again:
            self.choose_first()

    def choose_where(self, meant: Callable[[PlanRow], bool]) -> bool:
        """Put the cursor on the first row that is meant; False when there is none."""
        for number in range(self.count()):
            row = self.model.row_at(number)
            if row is not None and meant(row):
                return self.choose_id(self.model.id_at(number))
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: + and - move the chosen visit by a day."""
        pressed = event.type() == QEvent.Type.KeyPress and watched is self.view
        if pressed and isinstance(event, QKeyEvent) and event.text() in {"+", "=", "-"}:
            self.step_asked.emit(-1 if event.text() == "-" else 1)
            return True
        return super().eventFilter(watched, event)


def refusal_table() -> RowTable[Refusal]:
    """Return the table of what could not be given a day."""
    empty = EmptyState(_("每一次要去的都排进去了。"))
    return RowTable(
        (
            Column(
                key="name",
                title=_("姓名"),
                width_em=8,
                text=lambda each: each.name,
                strong=True,
                stretch=True,
            ),
            Column(key="village", title=_("嘎查村（社区）"), width_em=8, text=lambda each: each.village),
            Column(
                key="window",
                title=_("探访期"),
                width_em=8.5,
                text=lambda each: window_words(each.earliest_on, each.latest_on),
            ),
            Column(
                key="visitor", title=_("探访人"), width_em=7, text=lambda each: visitor_short(each.visitor)
            ),
            Column(
                key="why",
                title=_("为什么排不进去"),
                width_em=18,
                text=lambda each: each.why,
                stretch=True,
                sortable=False,
            ),
        ),
        sort=Sort("window"),
        empty=empty,
        many=True,
    )


def refusal_source(book: PlanBook) -> ListSource[Refusal]:
    """Return the refusals of a proposal."""
    return ListSource(
        book.proposal.refusals,
        {
            "name": lambda each: each.name,
            "village": lambda each: each.village,
            "window": lambda each: (each.latest_on, each.name),
            "visitor": lambda each: each.visitor or "",
        },
    )


def _proposal_columns() -> tuple[Column[PlanRow], ...]:
    return (
        Column(key="mark", title=_("状态"), width_em=5.2, text=lambda row: row.mark().text),
        Column(
            key="on",
            title=_("排在"),
            width_em=6.8,
            text=lambda row: f"{short_day(row.visit.on)} {weekday(row.visit.on)}",
            strong=True,
        ),
        Column(
            key="name",
            title=_("姓名"),
            width_em=8,
            text=lambda row: row.visit.name,
            strong=True,
            stretch=True,
        ),
        Column(
            key="was",
            title=_("原定"),
            width_em=4.4,
            text=lambda row: short_day(row.visit.moved_from) if row.visit.moved_from else "",
        ),
        Column(
            key="window",
            title=_("探访期"),
            width_em=8.5,
            text=lambda row: window_words(row.visit.earliest_on, row.visit.latest_on),
        ),
        Column(
            key="visitor", title=_("探访人"), width_em=6.5, text=lambda row: visitor_short(row.visit.visitor)
        ),
        Column(key="village", title=_("嘎查村（社区）"), width_em=8, text=lambda row: row.visit.village),
        Column(
            key="why",
            title=_("为什么这一天"),
            width_em=14,
            text=lambda row: row.visit.why,
            stretch=True,
            sortable=False,
        ),
    )
