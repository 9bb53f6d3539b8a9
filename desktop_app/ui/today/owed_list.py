"""The list of today: people in groups, two lines each, with 登记 at the right of every one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.config.strings import _
from desktop_app.services.duties import OwedRow
from desktop_app.ui import duty_words, theme
from desktop_app.ui.kit.chips import chip_size, paint_chip
from desktop_app.ui.today.board import Group

ROW_EM = 3.5
HEAD_EM = 2.5
BUTTON_EM = 4.2
Now = Callable[[], tuple[date, str | None]]
"""Gives the day and, where the day is not a set one, the wall clock (HH:MM)."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class OwedModel(QAbstractListModel):
    """Groups and people in one list; headings can be neither chosen nor walked to."""

    def __init__(self, now: Now) -> None:
        super().__init__()
        self._now = now
        self._entries: list[Group | OwedRow] = []

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show ``groups``."""
        self.beginResetModel()
        self._entries = []
        for group in groups:
            self._entries.append(group)
            self._entries.extend(group.rows)
        self.endResetModel()

    def entry(self, number: int) -> Group | OwedRow:
        """Return the heading or person at ``number``."""
        return self._entries[number]

    def number_of(self, elder_uid: str) -> int:
        """Return where a person stands, -1 when nowhere."""
        for number, entry in enumerate(self._entries):
            if isinstance(entry, OwedRow) and entry.line.elder_uid == elder_uid:
                return number
        return -1

    def following(self, number: int) -> list[OwedRow]:
        """Return the person at ``number`` and all after it in the list."""
        return [entry for entry in self._entries[number:] if isinstance(entry, OwedRow)]

    def now(self) -> tuple[date, str | None]:
        """Return the day and time that the words are made for."""
        return self._now()

    def tick(self) -> None:
        """Let the countdowns be said and painted anew."""
        if self._entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._entries) - 1, 0))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: number of headings and people."""
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: a heading is only there to be read."""
        if isinstance(self._entries[index.row()], Group):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the whole row as one sentence, for screen readers and tooltips."""
        if role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }:
            return None
        entry = self._entries[index.row()]
        if isinstance(entry, Group):
            return _("{title}，{count} 人").format(title=_(entry.title), count=len(entry.rows))
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.why
        line = entry.line
        parts = (
            line.name,
            duty_words.state_words(line, *self._now()),
            duty_words.rule_words(line),
            entry.village,
            line.phone or _("无电话"),
            duty_words.next_words(line),
            duty_words.last_words(line),
        )
        return _("，").join(part for part in parts if part)


class OwedPainter(QStyledItemDelegate):
    """Paints a heading, or a person on two lines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt: two heights only."""
        del option
        model = index.model()
        assert isinstance(model, OwedModel)
        heading = isinstance(model.entry(index.row()), Group)
        return QSize(theme.px(20), theme.px(HEAD_EM if heading else ROW_EM))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: paint one entry."""
        model = index.model()
        assert isinstance(model, OwedModel)
        # The stub of QStyleOption hides its fields.
        area, state = QRectF(option.rect), option.state  # type: ignore[attr-defined]  # see above
        entry = model.entry(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, Group):
            self._paint_heading(painter, area, entry)
        else:
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            self._paint_person(painter, area, entry, model.now(), chosen=chosen)
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRectF, group: Group) -> None:
        painter.fillRect(area, theme.colour("ground"))
        inner = area.adjusted(theme.em() * 0.8, theme.em() * 0.5, -theme.em() * 0.8, 0)
        face = theme.font(1.1, strong=True)
        painter.setFont(face)
        painter.setPen(theme.colour("ink"))
        title = _(group.title)
        painter.drawText(inner, _flags(Qt.AlignmentFlag.AlignLeft), title)
        left = inner.left() + QFontMetricsF(face).horizontalAdvance(title) + theme.em() * 0.6
        count = _("{count} 人").format(count=len(group.rows))
        paint_chip(painter, left, inner.center().y(), count, group.tint, inner.width())

    def _paint_person(
        self,
        painter: QPainter,
        area: QRectF,
        entry: OwedRow,
        now: tuple[date, str | None],
        *,
        chosen: bool,
    ) -> None:
        em, line = theme.em(), entry.line
        painter.fillRect(area, theme.colour("accent_ground" if chosen else "surface"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.colour("line"))
        if chosen:
            painter.fillRect(
                QRectF(area.left(), area.top(), em * 0.25, area.height() - 1), theme.colour("accent")
            )
        self._paint_button(painter, QRectF(button_place(area.toRect())), chosen=chosen)
        inner = area.adjusted(em * 0.8, em * 0.3, -em * (BUTTON_EM + 1.2), -em * 0.35)
        half = inner.height() / 2
        upper = QRectF(inner.left(), inner.top(), inner.width(), half)
        lower = QRectF(inner.left(), inner.top() + half, inner.width(), half)
        contact = _("{village}   {phone}").format(village=entry.village, phone=line.phone or _("无电话"))
        state = duty_words.state_words(line, *now)
        room = inner.width() - chip_size(state).width() - em * 10
        name_face = theme.font(1.1, strong=True)
        name_wide = min(QFontMetricsF(name_face).horizontalAdvance(line.name) + 1, max(room, em * 5))
        _write(painter, QRectF(upper.left(), upper.top(), name_wide, half), line.name, name_face, "ink")
        edge = paint_chip(
            painter,
            upper.left() + name_wide + em * 0.6,
            upper.center().y(),
            state,
            duty_words.state_tint(line),
            inner.width(),
        )
        rest = QRectF(edge + em * 0.8, upper.top(), max(upper.right() - edge - em * 0.8, 0), half)
        _write(painter, rest, contact, theme.font(), "ink", right=True)
        last = duty_words.next_words(line) or duty_words.last_words(line)
        face = theme.font(0.95)
        last_wide = min(QFontMetricsF(face).horizontalAdvance(last) + 2, lower.width() * 0.45)
        _write(
            painter,
            QRectF(lower.left(), lower.top(), lower.width() - last_wide - em, half),
            duty_words.rule_words(line),
            face,
            "muted",
        )
        _write(
            painter,
            QRectF(lower.right() - last_wide, lower.top(), last_wide, half),
            last,
            face,
            "muted",
            right=True,
        )

    def _paint_button(self, painter: QPainter, place: QRectF, *, chosen: bool) -> None:
        painter.setPen(theme.colour("accent" if chosen else "line_strong"))
        painter.setBrush(theme.colour("accent" if chosen else "surface"))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(theme.font(strong=chosen))
        painter.setPen(theme.colour("on_accent" if chosen else "ink"))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), _("登记"))


class OwedList(QListView):
    """Signals: ``record_asked(row)`` by Enter, double click or 登记; ``chosen(row or None)``."""

    record_asked = Signal(object)
    chosen = Signal(object)

    def __init__(self, now: Now) -> None:
        super().__init__()
        self.owed = OwedModel(now)
        self.setModel(self.owed)
        self.setItemDelegate(OwedPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(_("要探访的老人"))
        self.doubleClicked.connect(self._on_opened)
        self.selectionModel().currentChanged.connect(lambda *_both: self.chosen.emit(self.current()))

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show ``groups``, keep the chosen person or choose the one who took the place."""
        current, place = self.current(), self.currentIndex().row()
        self.owed.show_groups(groups)
        number = self.owed.number_of(current.line.elder_uid) if current is not None else -1
        if number < 0:
            number = self._nearest(max(place, 0))
        if number >= 0:
            self.setCurrentIndex(self.owed.index(number, 0))
            if number <= 1:
                self.scrollToTop()

    def current(self) -> OwedRow | None:
        """Return the chosen person."""
        index = self.currentIndex()
        entry = self.owed.entry(index.row()) if index.isValid() else None
        return entry if isinstance(entry, OwedRow) else None

    def following(self) -> list[OwedRow]:
        """Return the chosen person and all after it."""
        index = self.currentIndex()
        return self.owed.following(index.row()) if index.isValid() else []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter records."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self._on_opened(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on 登记 records."""
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if (
            event.button() == Qt.MouseButton.LeftButton
            and index.isValid()
            and button_place(self.visualRect(index)).contains(place)
        ):
            self._on_opened(index)

    def _on_opened(self, index: QModelIndex) -> None:
        entry = self.owed.entry(index.row()) if index.isValid() else None
        if isinstance(entry, OwedRow):
            self.setCurrentIndex(index)
            self.record_asked.emit(entry)

    def _nearest(self, place: int) -> int:
        people = [
            number for number in range(self.owed.rowCount()) if isinstance(self.owed.entry(number), OwedRow)
        ]
        return next((number for number in people if number >= place), people[-1] if people else -1)


def button_place(area: QRect) -> QRect:
    """Return where 登记 is painted in a row."""
    width, height = theme.px(BUTTON_EM), theme.px(2.2)
    left = area.right() - width - theme.px(0.7)
    return QRect(left, area.top() + (area.height() - height) // 2, width, height)


def _flags(side: Qt.AlignmentFlag) -> int:
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def _write(
    painter: QPainter, place: QRectF, text: str, face: Any, token: str, *, right: bool = False
) -> None:
    painter.setFont(face)
    painter.setPen(theme.colour(token))
    shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(place, _flags(side), shown)
