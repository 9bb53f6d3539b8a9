"""Painted bars for how many visits fall to whom: one line per visitor, and visitors by days before and after a plan.

Example::

    bars = LoadBars(); bars.show_lines([LoadLine("海棠", 5), LoadLine("赵宝山", 2)])
    table = LoadTable(); table.show_loads(days, [LoadRow("海棠", before={day: 5}, after={day: 3})])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleValueChangeEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit import spoken_day, weekday
from desktop_app.ui.kit.sight import set_shown

LINE_EM = 1.7
NAME_EM = 8.0
HEAD_EM = 2.6
DAY_EM = 2.7
ROW_EM = 3.6
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


@dataclass(frozen=True, slots=True)
class LoadLine:
    """How many visits somebody makes on a day."""

    name: str
    count: int


class LoadBars(QWidget):
    """One line per visitor with bar and number; at most ``most`` lines, the others are summed up in the last."""

    def __init__(self, most: int = 4) -> None:
        super().__init__()
        self._most = most
        self._lines: list[LoadLine] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: Sequence[LoadLine]) -> None:
        """Show other numbers, the greatest first."""
        every = sorted(lines, key=lambda line: (-line.count, line.name))
        if len(every) > self._most:
            kept, rest = every[: self._most - 1], every[self._most - 1 :]
            others = _("另 {count} 位探访人").format(count=len(rest))
            every = [*kept, LoadLine(others, sum(line.count for line in rest))]
        self._lines = every
        said = _("；").join(_("{name} {count} 次").format(name=line.name, count=line.count) for line in every)
        self.setAccessibleName(_("当天工作量：{loads}").format(loads=said) if said else "")
        set_shown(self, bool(every))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: as high as its lines."""
        return QSize(theme.px(14), round(theme.em() * LINE_EM * max(len(self._lines), 1)))

    def minimumSizeHint(self) -> QSize:
        """Qt: narrow, but no lower."""
        return QSize(theme.px(8), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the lines."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        em, most = theme.em(), max((line.count for line in self._lines), default=1)
        metrics = QFontMetricsF(theme.font(0.9))
        widest = max((metrics.horizontalAdvance(line.name) for line in self._lines), default=0)
        names = min(widest + em * 0.5, self.width() * 0.45)
        numbers = em * 3.2
        for at, line in enumerate(self._lines):
            top = at * em * LINE_EM
            painter.setFont(theme.font(0.9))
            painter.setPen(theme.colour("ink"))
            name = metrics.elidedText(line.name, Qt.TextElideMode.ElideRight, names - em * 0.3)
            painter.drawText(QRectF(0, top, names, em * LINE_EM), _LEFT, name)
            track = QRectF(names, top + em * 0.45, max(self.width() - names - numbers, em), em * 0.8)
            paint_bar(painter, track, line.count / max(most, 1))
            place = QRectF(self.width() - numbers + em * 0.4, top, numbers, em * LINE_EM)
            painter.setPen(theme.colour("ink"))
            painter.drawText(place, _LEFT, _("{count} 次").format(count=line.count))
        painter.end()


def paint_bar(painter: QPainter, track: QRectF, share: float) -> None:
    """Paint a lying bar filled to ``share`` of its track."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("quiet_ground"))
    painter.drawRoundedRect(track, 3, 3)
    painter.setBrush(theme.colour("accent"))
    painter.drawRoundedRect(QRectF(track.left(), track.top(), track.width() * share, track.height()), 3, 3)


@dataclass(frozen=True, slots=True)
class LoadRow:
    """How many visits somebody makes on each day, as it stands now and with the proposal."""

    name: str
    before: Mapping[date, int]
    after: Mapping[date, int]

    def most(self) -> int:
        """Return the greatest number of a day."""
        return max((*self.before.values(), *self.after.values()), default=0)


class LoadTable(QWidget):
    """Visitors by days: two bars and two numbers in each square; arrows go from square to square and say them.

    Signal: ``said(words)`` when the cursor goes to another square.
    """

    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._days: list[date] = []
        self._rows: list[LoadRow] = []
        self._at = (0, 0)
        self._most = 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.bus.changed.connect(self._fit)
        self._say()

    def show_loads(self, days: Sequence[date], rows: Sequence[LoadRow]) -> None:
        """Show other numbers."""
        self._days, self._rows = list(days), list(rows)
        self._at = (0, 0)
        self._most = max((row.most() for row in rows), default=1) or 1
        self._fit()
        self._say()

    def sizeHint(self) -> QSize:
        """Qt: a column per day, a row per visitor."""
        width = theme.px(NAME_EM) + theme.px(DAY_EM) * len(self._days)
        return QSize(width, theme.px(HEAD_EM) + theme.px(ROW_EM) * len(self._rows))

    def words(self) -> str:
        """Return what the square under the cursor says."""
        if not self._rows or not self._days:
            return _("没有工作量")
        row, day = self._rows[self._at[0]], self._days[self._at[1]]
        return _("{name} {day}：现在 {before} 次，排后 {after} 次").format(
            name=row.name, day=spoken_day(day), before=row.before.get(day, 0), after=row.after.get(day, 0)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows go from square to square."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self._rows or not self._days:
            super().keyPressEvent(event)
            return
        self._go(self._at[0] + step[0], self._at[1] + step[1])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click chooses a square."""
        line = int((event.position().y() - theme.px(HEAD_EM)) // theme.px(ROW_EM))
        column = int((event.position().x() - theme.px(NAME_EM)) // theme.px(DAY_EM))
        if self._rows and self._days:
            self._go(line, column)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: show the cursor."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: hide the cursor."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the rows in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), theme.colour("surface"))
        self._paint_head(painter)
        high, head = theme.px(ROW_EM), theme.px(HEAD_EM)
        first = max((event.rect().top() - head) // high, 0)
        last = min((event.rect().bottom() - head) // high, len(self._rows) - 1)
        for number in range(first, last + 1):
            self._paint_row(painter, number, head + number * high)
        painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        wide, high = theme.px(DAY_EM), theme.px(HEAD_EM)
        painter.setFont(theme.font(0.8))
        painter.setPen(theme.colour("muted"))
        legend = QRectF(theme.em() * 0.4, 0, theme.px(NAME_EM) - theme.em() * 0.4, high)
        painter.drawText(legend, _LEFT, _("空心：现在\n实心：排后"))
        for number, day in enumerate(self._days):
            painter.setPen(theme.colour("muted" if day.weekday() > 4 else "ink"))
            place = QRectF(theme.px(NAME_EM) + number * wide, 0, wide, high)
            painter.drawText(place, _CENTRE, f"{day.day}\n{weekday(day)[-1:]}")

    def _paint_row(self, painter: QPainter, number: int, top: int) -> None:
        row, em = self._rows[number], theme.em()
        high, wide, left = theme.px(ROW_EM), theme.px(DAY_EM), theme.px(NAME_EM)
        painter.fillRect(QRectF(0, top, self.width(), 1), theme.colour("line"))
        face = theme.font(0.9)
        painter.setFont(face)
        painter.setPen(theme.colour("ink"))
        name = QFontMetricsF(face).elidedText(row.name, Qt.TextElideMode.ElideRight, left - em * 0.8)
        painter.drawText(QRectF(em * 0.4, top, left - em * 0.6, high), _LEFT, name)
        for at, day in enumerate(self._days):
            square = QRectF(left + at * wide, top + 1, wide, high - 1)
            if day.weekday() > 4:
                painter.fillRect(square, theme.colour("ground"))
            before, after = row.before.get(day, 0), row.after.get(day, 0)
            if before or after:
                half = wide / 2
                self._paint_number(painter, square.adjusted(2, 0, -half, 0), before, after=False)
                self._paint_number(painter, square.adjusted(half, 0, -2, 0), after, after=True)
            if self._at == (number, at) and self.hasFocus():
                painter.setPen(QPen(theme.colour("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(square.adjusted(1, 1, -1, -1))

    def _paint_number(self, painter: QPainter, place: QRectF, count: int, *, after: bool) -> None:
        """Paint a standing bar with its number on top: an outline for now, filled for the proposal."""
        letters = theme.em() * 1.1
        room = place.height() - letters - 3
        bar = room * count / self._most
        box = QRectF(place.left() + 1, place.bottom() - bar - 1, place.width() - 2, bar)
        painter.setPen(QPen(theme.colour("accent" if after else "muted"), 1))
        painter.setBrush(theme.colour("accent") if after else Qt.BrushStyle.NoBrush)
        if count:
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(theme.font(0.75, strong=after))
        painter.setPen(theme.colour("accent_ink" if after else "muted"))
        painter.drawText(
            QRectF(place.left() - 3, box.top() - letters, place.width() + 6, letters), _CENTRE, str(count)
        )

    def _go(self, line: int, column: int) -> None:
        self._at = (min(max(line, 0), len(self._rows) - 1), min(max(column, 0), len(self._days) - 1))
        self._say()
        self.update()
        holder = self.parentWidget()
        area = holder.parentWidget() if holder is not None else None
        if isinstance(area, QScrollArea):
            x = theme.px(NAME_EM) + round((self._at[1] + 0.5) * theme.px(DAY_EM))
            y = theme.px(HEAD_EM) + round((self._at[0] + 0.5) * theme.px(ROW_EM))
            area.ensureVisible(x, y, theme.px(DAY_EM), theme.px(ROW_EM))

    def _say(self) -> None:
        words = self.words()
        self.setAccessibleName(words)
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, words))
        self.said.emit(words)

    def _fit(self) -> None:
        self.setMinimumSize(self.sizeHint())
        self.updateGeometry()
        self.update()
