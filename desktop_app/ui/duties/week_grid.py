"""A week as a table: a row per person, a column per day; the window lies as a band under the day that is agreed on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop_app.config.strings import _
from desktop_app.domain.terms import DutyState
from desktop_app.services.plan_rows import CalendarEntry, CalendarView
from desktop_app.ui import theme
from desktop_app.ui.duties import calendar_words as words
from desktop_app.ui.duties.calendar_words import Mark
from desktop_app.ui.duties.day_list import name_card
from desktop_app.ui.duties.dragging import ENTRY_MIME, drag_data, entry_of
from desktop_app.ui.duties.month_grid import paint_mark
from desktop_app.ui.duties.week_rows import Week, WeekRow
from desktop_app.ui.kit import spoken_day, weekday

ROW_EM = 3.2
NAME_EM = (8.5, 14.0)
"""The least and the usual width of the names."""
DAY_EM = 6.2
HEAD_EM = 4.9
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class WeekModel(QAbstractTableModel):
    """People by days; the first column names them."""

    def __init__(self, monday: date, today: Callable[[], date]) -> None:
        super().__init__()
        self.today = today
        self.week = Week(CalendarView(first=monday, last=monday, days=(), entries=()))

    @property
    def rows(self) -> list[WeekRow]:
        """Return the people."""
        return self.week.rows

    def show_week(self, week: Week) -> None:
        """Show another week."""
        self.beginResetModel()
        self.week = week
        self.endResetModel()

    def move(self, before: CalendarEntry, after: CalendarEntry) -> int:
        """Show a person on another day; return the row, -1 when the person is not here."""
        number = self.week.move(before, after)
        if number >= 0:
            self.dataChanged.emit(self.index(number, 0), self.index(number, 7))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 1, 7)
        return number

    def day(self, column: int) -> date:
        """Return the day of a column from 1 to 7."""
        return self.week.monday + timedelta(days=column - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: number of people."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: the name and seven days."""
        return 0 if parent.isValid() else 8

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: what a square says, for screen readers; the tooltip of a name says why."""
        row = self.rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            if index.column() == 0:
                return words.entry_words(row.main)
            return self._square(row, self.day(index.column()))
        return row.main.why if role == Qt.ItemDataRole.ToolTipRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: the day, what is to be minded, and the counts, one under the other."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return _("姓名 · 探访人")
        day = self.day(section)
        head = self.week.book.head(day)
        title = _("今天 {weekday}") if day == self.today() else "{weekday} {day}"
        counts = " ".join(mark.text for mark in words.marks(head.entries)[:2])
        parts = (title.format(weekday=weekday(day), day=words.short_day(day)), counts, words.day_note(head))
        return "\n".join(part for part in parts if part)

    def _square(self, row: WeekRow, day: date) -> str:
        entry = row.on(day)
        if entry is not None:
            parts = (row.main.name, spoken_day(day), words.state_word(entry), words.plan_word(entry))
            return _("，").join(part for part in parts if part)
        span = words.open_days(row.main, self.today())
        allowed = span is not None and span[0] <= day <= span[1]
        said = _("可以排") if allowed else _("不在探访期")
        return _("，").join((row.main.name, spoken_day(day), said))


class WeekPainter(QStyledItemDelegate):
    """Paints a name with its visitor, or a day with its band and mark."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: paint one square."""
        model = index.model()
        assert isinstance(model, WeekModel)
        # The stub of QStyleOption hides its fields.
        area, state = QRectF(option.rect), option.state  # type: ignore[attr-defined]  # see above
        row = model.rows[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(area, theme.colour("accent_ground" if chosen and not index.column() else "surface"))
        if index.column() == 0:
            self._paint_name(painter, area, row, chosen=chosen)
        else:
            self._paint_square(painter, area, row, model.day(index.column()), model.today())
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.colour("line"))
        if state & QStyle.StateFlag.State_HasFocus and index.column():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_name(self, painter: QPainter, area: QRectF, row: WeekRow, *, chosen: bool) -> None:
        em = theme.em()
        if chosen:
            painter.fillRect(
                QRectF(area.left(), area.top(), em * 0.25, area.height()), theme.colour("accent")
            )
        inner = area.adjusted(em * 0.6, em * 0.15, -em * 0.3, -em * 0.25)
        half = inner.height() / 2
        visitor = words.visitor_short(row.main.visitor)
        lines = (
            (row.main.name, theme.font(1.0, strong=True), "ink"),
            (f"{row.main.village} · {visitor}", theme.font(0.85), "muted"),
        )
        for at, (text, face, token) in enumerate(lines):
            painter.setFont(face)
            painter.setPen(theme.colour(token))
            shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(QRectF(inner.left(), inner.top() + at * half, inner.width(), half), _LEFT, shown)

    def _paint_square(self, painter: QPainter, area: QRectF, row: WeekRow, day: date, today: date) -> None:
        em = theme.em()
        painter.fillRect(QRectF(area.left(), area.top(), 1, area.height()), theme.colour("line"))
        span = words.open_days(row.main, today)
        if span is not None and span[0] <= day <= span[1]:
            left = area.left() + (em * 0.3 if day == span[0] else 0)
            right = area.right() - (em * 0.3 if day == span[1] else -1)
            band = QRectF(left, area.center().y() - em * 1.1, right - left, em * 2.2)
            painter.fillRect(band, theme.colour("accent_ground"))
            painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(band.topLeft(), band.topRight())
            painter.drawLine(band.bottomLeft(), band.bottomRight())
        entry = row.on(day)
        if entry is not None:
            outlined = entry.state in words.OWED and not entry.planned
            text = words.state_word(entry)
            if entry.state in words.OWED and entry.planned:
                text = _("已排") if entry.state is not DutyState.OVERDUE else _("逾期·已排")
            mark = Mark(text, words.state_tint(entry), outlined)
            paint_mark(painter, area.left() + em * 0.3, area.center().y(), mark, area.width() - em * 0.5)


class WeekTable(QTableView):
    """Signals: ``picked(entry or None)``, ``opened(entry)``, ``step_asked(days)``, ``dropped(entry, date)``,
    ``hovered(entry or None, date or None)``, ``week_asked(step)``.
    """  # noqa: D205 - the list of signals belongs to the first sentence

    picked = Signal(object)
    opened = Signal(object)
    step_asked = Signal(int)
    dropped = Signal(object, object)
    hovered = Signal(object, object)
    week_asked = Signal(int)

    def __init__(self, monday: date, today: Callable[[], date]) -> None:
        super().__init__()
        self.people = WeekModel(monday, today)
        self._dragged: CalendarEntry | None = None
        self.setModel(self.people)
        self.setItemDelegate(WeekPainter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_EM))
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setFixedHeight(theme.px(HEAD_EM))
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(_("周历"))
        self.setAccessibleDescription(
            _("上下键换人，左右键换日，加号和减号把所选的人推后或提前一天，翻页键换周，回车登记。")
        )
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.picked.emit(self.current()))
        self.doubleClicked.connect(lambda _index: self._open())

    def show_week(self, week: Week, choose: str | None = None) -> None:
        """Show another week; the cursor goes to ``choose``, else to who was chosen, else to the first."""
        current, column = self.current(), max(self.currentIndex().column(), 0)
        wanted = choose or (current.elder_uid if current is not None else "")
        self.people.show_week(week)
        if not week.rows:
            self.picked.emit(None)
            return
        self.setCurrentIndex(self.people.index(max(week.number_of(wanted), 0), column))

    def current(self) -> CalendarEntry | None:
        """Return the visit under the cursor if it is still owed, else the person's first one."""
        index = self.currentIndex()
        if not index.isValid() or index.row() >= len(self.people.rows):
            return None
        row = self.people.rows[index.row()]
        entry = row.on(self.people.day(index.column())) if index.column() else None
        return entry if entry is not None and entry.state in words.OWED else row.main

    def show_move(self, before: CalendarEntry, after: CalendarEntry) -> None:
        """Show a visit on another day; a cursor on its day goes along."""
        number, index = self.people.move(before, after), self.currentIndex()
        if number == index.row() and index.column() and self.people.day(index.column()) == before.on:
            self.setCurrentIndex(self.people.index(number, after.on.weekday() + 1))

    def dragged(self) -> CalendarEntry | None:
        """Return who is being dragged."""
        return self._dragged

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: + and - move by a day, page keys turn the week, Enter opens."""
        key = event.key()
        if event.text() in {"+", "=", "-"}:
            self.step_asked.emit(-1 if event.text() == "-" else 1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open()
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.week_asked.emit(1 if key == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the days share the room that the names leave."""
        super().resizeEvent(event)
        spare = self.viewport().width() - theme.word_px(DAY_EM) * 7
        names = min(max(theme.px(NAME_EM[0]), spare), theme.px(NAME_EM[1]))
        share = max((self.viewport().width() - names) // 7, theme.word_px(DAY_EM))
        self.setColumnWidth(
            0, max(names, self.viewport().width() - share * 7 if share > theme.px(DAY_EM) else 0)
        )
        for column in range(1, 8):
            self.setColumnWidth(column, share)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Qt: drag the person as a small card with the name."""
        del actions
        entry = self.current()
        if entry is None or entry.state not in words.OWED:
            return
        self._dragged = entry
        drag = QDrag(self)
        drag.setMimeData(drag_data())
        drag.setPixmap(name_card(entry.name))
        drag.exec(Qt.DropAction.MoveAction)
        self._dragged = None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: people may be dragged here."""
        if event.mimeData().hasFormat(ENTRY_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt: tell which day is meant."""
        day = self._day_at(event)
        self.hovered.emit(entry_of(event), day)
        event.setAccepted(day is not None)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: nothing is meant any more."""
        super().dragLeaveEvent(event)
        self.hovered.emit(None, None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: the person is to be put on the day."""
        day, entry = self._day_at(event), entry_of(event)
        if day is not None and entry is not None:
            event.acceptProposedAction()
            self.dropped.emit(entry, day)

    def _day_at(self, event: QDropEvent) -> date | None:
        column = self.columnAt(round(event.position().x()))
        return self.people.day(column) if column > 0 else None

    def _open(self) -> None:
        entry = self.current()
        if entry is not None:
            self.opened.emit(entry)
