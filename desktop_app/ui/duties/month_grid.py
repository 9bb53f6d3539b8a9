"""Six weeks as one painted widget: a square per day with its note and counts, a cursor, and drops within a window.

Example::

    grid = DayGrid(date(2026, 11, 1), today=today)
    grid.show_faces({date(2026, 11, 18): DayFace("立冬", marks=(Mark("应访 3", "soon"),))})
    grid.chosen.connect(self._on_day)          # date, by click or arrows
    grid.show_window((first, last))            # the days that the chosen person may be put on
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleValueChangeEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.duties.calendar_words import DayFace, Mark
from desktop_app.ui.duties.dragging import ENTRY_MIME, entry_of
from desktop_app.ui.duties.scroll_page import keep_in_sight
from desktop_app.ui.kit import add_months, spoken_day
from desktop_app.ui.kit.chips import chip_size, paint_chip
from desktop_app.ui.kit.dates import WEEKDAYS

WEEKS = 6
DAYS = WEEKS * 7
HEAD_EM = 1.7
CELL_EM = (4.6, 3.6)
"""The least width and height of a day."""
LINE_EM = 1.45
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


def first_shown(month_on: date) -> date:
    """Return the Monday that the six weeks of a month begin with."""
    first = month_on.replace(day=1)
    return first - timedelta(days=first.weekday())


class DayGrid(QWidget):
    """A month with the weeks around it.

    Signals: ``chosen(date)`` when the cursor goes to another day, ``month_changed(date)`` when that leaves the
    month, ``opened(date)`` by Enter or double click, ``dropped(entry, date)``, ``hovered(entry, date or None)``.
    """

    chosen = Signal(object)
    month_changed = Signal(object)
    opened = Signal(object)
    dropped = Signal(object, object)
    hovered = Signal(object, object)

    def __init__(self, month_on: date, *, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._month_on = month_on.replace(day=1)
        self._day = today() if today().replace(day=1) == self._month_on else self._month_on
        self._faces: Mapping[date, DayFace] = {}
        self._window: tuple[date, date] | None = None
        self._over: date | None = None
        self._said = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleDescription(
            _("方向键换日，翻页键换月，回车到当天的名单。蓝绿框里的日子可以排所选的人。")
        )
        theme.bus.changed.connect(self._on_theme)
        self._say()

    def month(self) -> date:
        """Return the first day of the month shown."""
        return self._month_on

    def day(self) -> date:
        """Return the day under the cursor."""
        return self._day

    def span(self) -> tuple[date, date]:
        """Return the first and last day in sight."""
        first = first_shown(self._month_on)
        return first, first + timedelta(days=DAYS - 1)

    def show_faces(self, faces: Mapping[date, DayFace]) -> None:
        """Show what each day holds."""
        self._faces = faces
        self._say()
        self.update()

    def show_window(self, window: tuple[date, date] | None) -> None:
        """Mark the days, both ends included, that the chosen person may be put on."""
        if window != self._window:
            self._window = window
            self.update()

    def choose(self, day: date) -> None:
        """Put the cursor on ``day``; another month is shown where needed."""
        if day == self._day:
            return
        self._day = day
        month = day.replace(day=1)
        moved = month != self._month_on
        if moved:
            self._month_on, self._faces = month, {}
        self._say()
        self.update()
        keep_in_sight(self, self.box(day))
        if moved:
            self.month_changed.emit(month)
        self.chosen.emit(day)

    def turn(self, months: int) -> None:
        """Go ``months`` on or back, to the same day where there is one."""
        first = add_months(self._month_on, months)
        last = add_months(first, 1) - timedelta(days=1)
        self.choose(first.replace(day=min(self._day.day, last.day)))

    def sizeHint(self) -> QSize:
        """Qt: seven columns, six weeks and a line of weekdays."""
        return QSize(theme.px(7 * 6.5), theme.px(HEAD_EM + WEEKS * 4.6))

    def minimumSizeHint(self) -> QSize:
        """Qt: room for a number and one line in each day."""
        return QSize(theme.px(7 * CELL_EM[0]), theme.px(HEAD_EM + WEEKS * CELL_EM[1]))

    def box(self, day: date) -> QRectF:
        """Return where a day is painted."""
        at = (day - first_shown(self._month_on)).days
        head = theme.em() * HEAD_EM
        width, height = self.width() / 7, (self.height() - head) / WEEKS
        return QRectF(at % 7 * width, head + at // 7 * height, width, height)

    def day_at(self, x: float, y: float) -> date | None:
        """Return the day painted at a place."""
        head = theme.em() * HEAD_EM
        if y < head or not 0 <= x < self.width() or y >= self.height():
            return None
        column = int(x // (self.width() / 7))
        line = int((y - head) // ((self.height() - head) / WEEKS))
        return first_shown(self._month_on) + timedelta(days=line * 7 + column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows move by a day or a week, page keys by a month, Enter opens the day."""
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self.choose(self._day + timedelta(days=_STEPS[key]))
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            step = -self._day.weekday() if key == Qt.Key.Key_Home else 6 - self._day.weekday()
            self.choose(self._day + timedelta(days=step))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(self._day)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click puts the cursor on a day."""
        day = self.day_at(event.position().x(), event.position().y())
        if day is not None:
            self.choose(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: a double click goes on to the list of the day."""
        del event
        self.opened.emit(self._day)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the cursor is drawn stronger."""
        super().focusInEvent(event)
        keep_in_sight(self, self.box(self._day))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the cursor is drawn weaker."""
        super().focusOutEvent(event)
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: people of the list may be dragged here."""
        if event.mimeData().hasFormat(ENTRY_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt: show which day is meant and whether it is within the window."""
        over = self.day_at(event.position().x(), event.position().y())
        if over != self._over:
            self._over = over
            self.hovered.emit(entry_of(event), over)
            self.update()
        # A day that is not allowed is accepted as well: the answer in words comes when it is let go.
        event.setAccepted(over is not None)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: nothing is meant any more."""
        super().dragLeaveEvent(event)
        self._over = None
        self.hovered.emit(None, None)
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: the person is to be put on the day."""
        over, entry = self.day_at(event.position().x(), event.position().y()), entry_of(event)
        self._over = None
        self.update()
        if over is not None and entry is not None:
            event.acceptProposedAction()
            self.dropped.emit(entry, over)

    def event(self, event: QEvent) -> bool:
        """Qt: the tooltip repeats what a day says."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self.day_at(event.pos().x(), event.pos().y())
            if day is not None:
                QToolTip.showText(event.globalPos(), self._words(day), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the weekdays and the days that need it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / 7
        painter.setFont(theme.font(0.9))
        painter.setPen(theme.colour("muted"))
        for at, name in enumerate(WEEKDAYS):
            painter.drawText(QRectF(at * width, 0, width, theme.em() * HEAD_EM), _CENTRE, _(name))
        first, dirty = first_shown(self._month_on), QRectF(event.rect())
        for number in range(DAYS):
            day = first + timedelta(days=number)
            box = self.box(day)
            if box.intersects(dirty):
                self._paint_day(painter, day, box.adjusted(1.5, 1.5, -1.5, -1.5))
        painter.end()

    def _paint_day(self, painter: QPainter, day: date, box: QRectF) -> None:
        face = self._faces.get(day, DayFace())
        self._paint_ground(painter, day, box, face)
        em, edge = theme.em(), theme.em() * 0.35
        today = day == self._today()
        number = _("今天 {day}").format(day=day.day) if today else str(day.day)
        if day.month != self._month_on.month:
            number = day.strftime("%m-%d")
        font = theme.font(1.0, strong=today)
        painter.setFont(font)
        inside = day.month == self._month_on.month
        painter.setPen(theme.colour("accent_ink" if today else "ink" if inside else "muted"))
        line = QRectF(box.left() + edge, box.top() + em * 0.1, box.width() - edge * 2, em * LINE_EM)
        painter.drawText(line, _LEFT, number)
        used = QFontMetricsF(font).horizontalAdvance(number) + em * 0.4
        self._paint_note(painter, line.adjusted(used, 0, 0, 0), face)
        self._paint_marks(painter, box.adjusted(edge, em * (LINE_EM + 0.1), -edge, -em * 0.1), face.marks)

    def _paint_ground(self, painter: QPainter, day: date, box: QRectF, face: DayFace) -> None:
        chosen = day == self._day
        inside = day.month == self._month_on.month
        allowed = self._window is not None and self._window[0] <= day <= self._window[1]
        pen = QPen(theme.colour("line"))
        ground = "surface" if inside and not face.off else "quiet_ground" if face.off else "ground"
        if allowed:
            pen = QPen(theme.colour("accent"), 1.5, Qt.PenStyle.DashLine)
            ground = "accent_ground"
        if chosen:
            pen = QPen(theme.colour("accent"), 3.0 if self.hasFocus() else 2.0)
        painter.setPen(pen)
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(box, 5, 5)
        if day == self._over:
            painter.setPen(QPen(theme.colour("accent" if allowed else "overdue_ink"), 3.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 5, 5)

    def _paint_note(self, painter: QPainter, area: QRectF, face: DayFace) -> None:
        if not face.note or area.width() < theme.em():
            return
        font = theme.font(0.8)
        painter.setFont(font)
        painter.setPen(theme.colour("muted"))
        text = QFontMetricsF(font).elidedText(face.note, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_marks(self, painter: QPainter, area: QRectF, marks: tuple[Mark, ...]) -> None:
        """Paint one mark per line; where only some lines fit the last one tells how many are left out."""
        step = theme.em() * 1.55
        room = max(int((area.height() + theme.em() * 0.2) // step), 1)
        shown = marks[:room]
        if len(marks) > room:
            middle = area.top() + step * (room - 0.5)
            self._paint_in_line(painter, area, middle, marks[room - 1 :])
            shown = marks[: room - 1]
        for number, mark in enumerate(shown):
            paint_mark(painter, area.left(), area.top() + step * (number + 0.5), mark, area.width())

    def _paint_in_line(self, painter: QPainter, area: QRectF, middle: float, marks: tuple[Mark, ...]) -> None:
        left = area.left()
        for number, mark in enumerate(marks):
            rest = len(marks) - number - 1
            needed, reserve = chip_size(mark.text).width(), theme.em() * 1.6 if rest else 0.0
            if number and left + needed + reserve > area.right():
                painter.setFont(theme.font(0.9))
                painter.setPen(theme.colour("muted"))
                place = QRectF(left, middle - theme.em(), area.right() - left, theme.em() * 2)
                painter.drawText(place, _LEFT, f"+{rest + 1}")
                return
            left = paint_mark(painter, left, middle, mark, area.right() - left - reserve) + theme.em() * 0.2

    def _words(self, day: date) -> str:
        face = self._faces.get(day)
        said = face.words() if face is not None else ""
        return f"{spoken_day(day)} {said or _('没有安排')}"

    def _say(self) -> None:
        words = self._words(self._day)
        if words != self._said:
            self._said = words
            self.setAccessibleName(words)
            QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, words))

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()


def paint_mark(painter: QPainter, left: float, middle: float, mark: Mark, widest: float) -> float:
    """Paint a mark, filled or as an outline with dashes; return its right edge."""
    if not mark.outlined:
        return paint_chip(painter, left, middle, mark.text, mark.tint, widest)
    size, ink = chip_size(mark.text), theme.tint(mark.tint).ink
    box = QRectF(left, middle - size.height() / 2, min(float(size.width()), max(widest, 0)), size.height())
    painter.setPen(QPen(ink, 1.2, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), box.height() * 0.28, box.height() * 0.28)
    font = theme.font(0.9)
    painter.setFont(font)
    painter.setPen(ink)
    room = box.width() - theme.em() * 0.7
    painter.drawText(
        box, _CENTRE, QFontMetricsF(font).elidedText(mark.text, Qt.TextElideMode.ElideRight, room)
    )
    return box.right()
