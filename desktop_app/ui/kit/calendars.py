"""Two painted calendars: a month with a count per day, and a year as twelve small squares.

Example::

    month = MonthGrid(date(2026, 11, 1), today=today)
    month.show_days({date(2026, 11, 18): DayMark("3", _("3 人已逾期"), "overdue")})
    month.chosen.connect(self._on_day)             # date, by click, arrows or Enter

    year = YearSquares()
    year.show_months([MonthMark(_("完"), _("1月：按期完成"), "done"), …])
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit.chips import chip_size, paint_chip
from desktop_app.ui.kit.dates import WEEKDAYS, spoken_day

_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class DayMark:
    """What a day shows: a short text in a chip, what it means in words, and a tint."""

    text: str
    words: str
    tint: str = "info"


@dataclass(frozen=True, slots=True)
class MonthMark:
    """What a month of a year shows: one letter, what it means in words, and a tint."""

    letter: str
    words: str
    tint: str = "quiet"


class MonthGrid(QWidget):
    """A month from Monday to Sunday. Signal: ``chosen(date)`` when the cursor goes to another day."""

    chosen = Signal(object)

    def __init__(self, month_on: date, *, today: date) -> None:
        super().__init__()
        self._today = today
        self._month_on = month_on.replace(day=1)
        self._day = today if today.replace(day=1) == self._month_on else self._month_on
        self._marks: dict[date, DayMark] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._say()

    def show_month(self, month_on: date) -> None:
        """Show another month and put the cursor on its first day."""
        self._month_on = month_on.replace(day=1)
        self._day = self._month_on
        self._marks = {}
        self._say()
        self.update()

    def show_days(self, marks: Mapping[date, DayMark]) -> None:
        """Show what each day holds."""
        self._marks = dict(marks)
        self._say()
        self.update()

    def day(self) -> date:
        """Return the day under the cursor."""
        return self._day

    def choose(self, day: date) -> None:
        """Put the cursor on ``day`` if it lies in the month."""
        if day.replace(day=1) == self._month_on and day != self._day:
            self._day = day
            self._say()
            self.update()
            self.chosen.emit(day)

    def sizeHint(self) -> QSize:
        """Qt: seven columns and a line of weekdays."""
        return QSize(theme.px(35), theme.px(1.8 + 6 * 3.2))

    def minimumSizeHint(self) -> QSize:
        """Qt: room for a number and a chip in each day."""
        return QSize(theme.px(21), theme.px(1.8 + 6 * 2.6))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows move by a day or a week, Enter chooses again."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.choose(self._day + timedelta(days=step))
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit(self._day)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click puts the cursor on a day."""
        for day in self._days():
            if self._box(day).contains(event.position()):
                self.choose(day)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint weekdays, days and their chips."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / 7
        painter.setFont(theme.font(0.9))
        painter.setPen(theme.colour("muted"))
        for at, name in enumerate(WEEKDAYS):
            painter.drawText(QRectF(at * width, 0, width, theme.em() * 1.8), _CENTRE, _(name))
        for day in self._days():
            self._paint_day(painter, day)
        painter.end()

    def _paint_day(self, painter: QPainter, day: date) -> None:
        box = self._box(day).adjusted(2, 2, -2, -2)
        chosen, em = day == self._day, theme.em()
        pen = QPen(theme.colour("accent" if chosen else "line"))
        pen.setWidthF(2.0 if chosen else 1.0)
        painter.setPen(pen)
        painter.setBrush(theme.colour("accent_ground" if chosen else "surface"))
        painter.drawRoundedRect(box, 6, 6)
        painter.setFont(theme.font(1.0, strong=day == self._today))
        painter.setPen(theme.colour("accent_ink" if day == self._today else "ink"))
        number = QRectF(box.left() + em * 0.5, box.top() + em * 0.15, box.width() - em, em * 1.4)
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(
            number, left, _("今天") if day == self._today and box.width() > em * 5 else str(day.day)
        )
        mark = self._marks.get(day)
        if mark is not None:
            size = min(chip_size(mark.text).width(), box.width() - em * 0.6)
            paint_chip(painter, box.right() - size - em * 0.3, box.bottom() - em, mark.text, mark.tint, size)

    def _days(self) -> list[date]:
        last = calendar.monthrange(self._month_on.year, self._month_on.month)[1]
        return [self._month_on + timedelta(days=number) for number in range(last)]

    def _box(self, day: date) -> QRectF:
        head = theme.em() * 1.8
        offset = self._month_on.weekday() + day.day - 1
        weeks = -(-(self._month_on.weekday() + len(self._days())) // 7)
        width, height = self.width() / 7, (self.height() - head) / weeks
        return QRectF(offset % 7 * width, head + offset // 7 * height, width, height)

    def _say(self) -> None:
        mark = self._marks.get(self._day)
        self.setAccessibleName(f"{spoken_day(self._day)} {mark.words if mark else ''}".strip())


class YearSquares(QWidget):
    """Twelve squares with one letter each; letters speak without colour, words without sight."""

    def __init__(self, months: Sequence[MonthMark] = ()) -> None:
        super().__init__()
        self._months: list[MonthMark] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_months(months)

    def show_months(self, months: Sequence[MonthMark]) -> None:
        """Show other months, January first."""
        self._months = list(months)
        self.setAccessibleName(_("；").join(mark.words for mark in self._months))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: a square and a small number under it for each month."""
        return QSize(theme.px(2.2) * max(len(self._months), 1), theme.px(3.4))

    def event(self, event: QEvent) -> bool:
        """Qt: the tooltip repeats the words of the square."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = event.pos().x() // theme.px(2.2)
            if 0 <= at < len(self._months):
                QToolTip.showText(event.globalPos(), self._months[at].words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the squares."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step, side = theme.px(2.2), theme.px(1.9)
        for at, mark in enumerate(self._months):
            pair = theme.tint(mark.tint)
            box = QRectF(at * step, 0, side, side)
            painter.setPen(pair.ink)
            painter.setBrush(pair.ground)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setFont(theme.font(0.9, strong=True))
            painter.drawText(box, _CENTRE, mark.letter)
            painter.setFont(theme.font(0.8))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(at * step, side, side, theme.em() * 1.4), _CENTRE, str(at + 1))
        painter.end()
