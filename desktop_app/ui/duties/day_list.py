"""The people of one day on two lines each: + and - move the chosen one by a day, the mouse drags them to a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDrag, QFontMetricsF, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.config.strings import _
from desktop_app.services.plan_rows import CalendarEntry
from desktop_app.ui import theme
from desktop_app.ui.duties import calendar_words as words
from desktop_app.ui.duties.calendar_words import Mark
from desktop_app.ui.duties.dragging import drag_data
from desktop_app.ui.duties.month_grid import paint_mark
from desktop_app.ui.kit.chips import chip_size, paint_chip

ROW_EM = 3.4
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class EntryModel(QAbstractListModel):
    """The people of one day."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[CalendarEntry] = []

    def show_entries(self, entries: Sequence[CalendarEntry]) -> None:
        """Show other people."""
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def entry(self, number: int) -> CalendarEntry:
        """Return who stands at ``number``."""
        return self._entries[number]

    def number_of(self, elder_uid: str) -> int:
        """Return where a person stands, -1 when nowhere."""
        return next((at for at, each in enumerate(self._entries) if each.elder_uid == elder_uid), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: number of people."""
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: everybody may be chosen; who is still owed a visit may be dragged."""
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        owed = index.isValid() and self._entries[index.row()].state in words.OWED
        return usual | Qt.ItemFlag.ItemIsDragEnabled if owed else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the whole entry as one sentence, for screen readers; the tooltip says why."""
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return words.entry_words(self._entries[index.row()])
        return self._entries[index.row()].why if role == Qt.ItemDataRole.ToolTipRole else None


class EntryPainter(QStyledItemDelegate):
    """Paints a person on two lines: name, state and plan; village, window and visitor."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt: one height for all."""
        del option, index
        return QSize(theme.px(14), theme.px(ROW_EM))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: paint one person."""
        model = index.model()
        assert isinstance(model, EntryModel)
        # The stub of QStyleOption hides its fields.
        area, state = QRectF(option.rect), option.state  # type: ignore[attr-defined]  # see above
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        _paint_entry(painter, area, model.entry(index.row()), chosen=chosen)
        painter.restore()


def _paint_entry(painter: QPainter, area: QRectF, entry: CalendarEntry, *, chosen: bool) -> None:
    em = theme.em()
    painter.fillRect(area, theme.colour("accent_ground" if chosen else "surface"))
    painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.colour("line"))
    if chosen:
        painter.fillRect(
            QRectF(area.left(), area.top(), em * 0.25, area.height() - 1), theme.colour("accent")
        )
    inner = area.adjusted(em * 0.6, em * 0.2, -em * 0.4, -em * 0.3)
    half = inner.height() / 2
    plan = Mark(words.plan_word(entry), "accent", outlined=not entry.planned)
    state = words.state_word(entry)
    right = inner.right()
    if plan.text:
        width = chip_size(plan.text).width()
        paint_mark(painter, right - width, inner.top() + half / 2, plan, width)
        right -= width + em * 0.3
    width = min(chip_size(state).width(), round(inner.width() * 0.5))
    paint_chip(painter, right - width, inner.top() + half / 2, state, words.state_tint(entry), width)
    right -= width + em * 0.3
    name = QRectF(inner.left(), inner.top(), max(right - inner.left(), 0), half)
    _write(painter, name, entry.name, theme.font(1.0, strong=True), "ink")
    below = " · ".join(
        (
            words.window_words(entry.earliest_on, entry.latest_on),
            entry.village,
            words.visitor_word(entry.visitor),
        )
    )
    _write(
        painter,
        QRectF(inner.left(), inner.top() + half, inner.width(), half),
        below,
        theme.font(0.9),
        "muted",
    )


def _write(painter: QPainter, place: QRectF, text: str, face: Any, token: str) -> None:
    painter.setFont(face)
    painter.setPen(theme.colour(token))
    painter.drawText(
        place, _LEFT, QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    )


class EntryList(QListView):
    """The list of a day.

    Signals: ``picked(entry or None)`` when the cursor moves, ``opened(entry)`` by Enter or double click,
    ``step_asked(days)`` by + and -, ``left_up()`` by Esc.
    """

    picked = Signal(object)
    opened = Signal(object)
    step_asked = Signal(int)
    left_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.people = EntryModel()
        self._dragged: CalendarEntry | None = None
        self.setModel(self.people)
        self.setItemDelegate(EntryPainter(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setAccessibleName(_("这一天的名单"))
        self.setAccessibleDescription(_("加号和减号把所选的人推后或提前一天，回车登记，Esc 回到月历。"))
        self.selectionModel().currentRowChanged.connect(
            lambda _now, _before: self.picked.emit(self.current())
        )
        self.doubleClicked.connect(lambda _index: self._open())

    def show_entries(self, entries: Sequence[CalendarEntry], choose: str | None = None) -> None:
        """Show other people; the cursor goes to ``choose``, else to who was chosen, else to the first."""
        current, place = self.current(), self.currentIndex().row()
        wanted = choose or (current.elder_uid if current is not None else "")
        self.people.show_entries(entries)
        number = self.people.number_of(wanted) if wanted else -1
        if number < 0 and entries:
            number = min(max(place, 0), len(entries) - 1)
        if number >= 0:
            self.setCurrentIndex(self.people.index(number, 0))
        else:
            self.picked.emit(None)

    def current(self) -> CalendarEntry | None:
        """Return the person under the cursor."""
        index = self.currentIndex()
        return self.people.entry(index.row()) if index.isValid() else None

    def dragged(self) -> CalendarEntry | None:
        """Return who is being dragged."""
        return self._dragged

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: + and - move by a day, Enter opens, Esc goes back to the days."""
        key = event.key()
        if event.text() in {"+", "=", "-"}:
            self.step_asked.emit(-1 if event.text() == "-" else 1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open()
        elif key == Qt.Key.Key_Escape:
            self.left_up.emit()
        else:
            super().keyPressEvent(event)

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
        drag.setHotSpot(QPoint(theme.px(0.5), theme.px(0.5)))
        drag.exec(Qt.DropAction.MoveAction)
        self._dragged = None

    def _open(self) -> None:
        entry = self.current()
        if entry is not None:
            self.opened.emit(entry)


def name_card(name: str) -> QPixmap:
    """Return a small picture of a name, to be dragged about."""
    size = chip_size(name)
    picture = QPixmap(size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_chip(painter, 0, size.height() / 2, name, "accent", size.width())
    painter.end()
    return picture
