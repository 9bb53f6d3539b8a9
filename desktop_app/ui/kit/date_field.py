"""The typed date and the month picker: both fast by keyboard, both helped by a calendar.

Example::

    day = DateField(latest_on=today)          # 2026-11-22, 1122 or 昨天; ↑ ↓ one day, PageUp/PageDown one month
    month = MonthPicker(); month.changed.connect(self._on_month); month.value()  # first day of the month
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit.dates import add_months, month_title, parse_day, weekday
from desktop_app.ui.kit.field import Field
from desktop_app.ui.kit.texts import Text, button, icon_button


class DateField(Field[date | None]):
    """A day, typed in any usual way and shown as 2026-11-22 with its weekday beside it."""

    def __init__(
        self,
        *,
        earliest_on: date | None = None,
        latest_on: date | Callable[[], date] | None = None,
        today: Callable[[], date] = date.today,
        empty: str = "2026-11-22",
    ) -> None:
        """Show ``empty`` in grey while no day is given: how to write one, or what no day means.

        ``latest_on`` may be asked anew each time: a page that stands over midnight has another today.
        """
        self.line = QLineEdit()
        super().__init__(self.line)
        self._earliest_on, self._latest_on, self._today = earliest_on, latest_on, today
        self.line.setPlaceholderText(empty)
        self.line.setMaxLength(16)
        self.line.setFixedWidth(theme.px(8))
        self._weekday = Text("", "unit")
        self._open = icon_button("calendar", _("打开日历"), self._open_calendar)
        self._open.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._layout.setSpacing(theme.px(0.3))
        self._layout.addWidget(self._open)
        self._layout.addWidget(self._weekday)
        self.hug()
        self.line.textChanged.connect(self._on_text)
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> date | None:
        """Return the day, None when empty or not readable."""
        return parse_day(self.line.text(), self._today())

    def set_value(self, value: date | None) -> None:
        """Show ``value``."""
        self.line.setText(value.isoformat() if value else "")

    def problem(self) -> str:
        """Say that the text is no date, or which days are accepted."""
        day = self.value()
        if day is None:
            return _("请按 2026-11-22 的样式填写日期。") if self.line.text().strip() else ""
        latest = self._latest()
        if latest is not None and day > latest:
            return _("日期不能晚于 {day}。").format(day=latest.isoformat())
        if self._earliest_on is not None and day < self._earliest_on:
            return _("日期不能早于 {day}。").format(day=self._earliest_on.isoformat())
        return ""

    def _latest(self) -> date | None:
        return self._latest_on() if callable(self._latest_on) else self._latest_on

    def describe(self, name: str, description: str) -> None:
        """Name the field, and its calendar so that two of them are told apart."""
        super().describe(name, description)
        self._open.setAccessibleName(_("{name}：打开日历").format(name=name))

    def set_read_only(self, read_only: bool) -> None:
        """Forbid editing but keep the text selectable."""
        self.line.setReadOnly(read_only)
        self._open.setEnabled(not read_only)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: arrows move by a day, page keys by a month, Alt+Down opens the calendar."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and not self.line.isReadOnly()
        ):
            if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._open_calendar()
                return True
            step = {
                Qt.Key.Key_Up: 1,
                Qt.Key.Key_Down: -1,
                Qt.Key.Key_PageUp: 30,
                Qt.Key.Key_PageDown: -30,
            }.get(Qt.Key(event.key()))
            if step is not None:
                self._step(step)
                return True
        return super().eventFilter(watched, event)

    def _step(self, days: int) -> None:
        day = self.value()
        if day is None:
            self.set_value(self._today())
        elif abs(days) == 30:
            first = add_months(day, 1 if days > 0 else -1)
            last = add_months(first, 1) - timedelta(days=1)
            self.set_value(first.replace(day=min(day.day, last.day)))
        else:
            self.set_value(day + timedelta(days=days))
        self.line.selectAll()

    def _on_text(self) -> None:
        day = self.value()
        self._weekday.setText(weekday(day) if day else "")
        self.changed.emit()

    def _tidy(self) -> None:
        day = self.value()
        if day is not None and self.line.text() != day.isoformat():
            self.set_value(day)

    def _open_calendar(self) -> None:
        calendar = _PopupCalendar(self)
        day = self.value() or self._today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        if latest := self._latest():
            calendar.setMaximumDate(QDate(latest.year, latest.month, latest.day))
        if self._earliest_on:
            calendar.setMinimumDate(
                QDate(self._earliest_on.year, self._earliest_on.month, self._earliest_on.day)
            )
        calendar.chosen.connect(self._on_calendar)
        calendar.move(self.line.mapToGlobal(QPoint(0, self.line.height())))
        calendar.show()
        calendar.setFocus()

    def _on_calendar(self, day: date) -> None:
        self.set_value(day)
        self.line.setFocus()


class _PopupCalendar(QCalendarWidget):
    """A month to pick a day from; emits ``chosen(date)`` and goes away."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.setMinimumSize(theme.px(19), theme.px(17))
        self.clicked.connect(self._on_picked)
        self.activated.connect(self._on_picked)

    def _on_picked(self, day: QDate) -> None:
        self.chosen.emit(date(day.year(), day.month(), day.day()))
        self.close()


class MonthPicker(QWidget):
    """‹ 2026年11月 › with 本月; ``changed()`` when another month was chosen."""

    changed = Signal()

    def __init__(
        self,
        month_on: date | None = None,
        *,
        latest_on: date | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self._today = today
        self._latest_on = latest_on
        self._month_on = (month_on or today()).replace(day=1)
        self._back = icon_button("chevron-left", _("上一月"), lambda: self.step(-1))
        self._on = icon_button("chevron-right", _("下一月"), lambda: self.step(1))
        self._title = Text("", "section")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title.setMinimumWidth(theme.px(7.5))
        self._now: QPushButton = button(_("本月"), lambda: self.set_value(self._today()), look="link")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.25))
        for part in (self._back, self._title, self._on, self._now):
            layout.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._back)
        self._show()

    def value(self) -> date:
        """Return the first day of the chosen month."""
        return self._month_on

    def set_value(self, month_on: date) -> None:
        """Choose the month of ``month_on``; later than the latest is cut back."""
        month = month_on.replace(day=1)
        if self._latest_on is not None:
            month = min(month, self._latest_on.replace(day=1))
        if month != self._month_on:
            self._month_on = month
            self._show()
            self.changed.emit()

    def set_latest(self, latest_on: date) -> None:
        """Offer months up to that of ``latest_on``; a later one that was chosen is cut back."""
        self._latest_on = latest_on
        self.set_value(self._month_on)
        self._show()

    def step(self, months: int) -> None:
        """Go ``months`` months on or back."""
        self.set_value(add_months(self._month_on, months))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: left and right step through the months."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.step(step)

    def _show(self) -> None:
        self._title.setText(month_title(self._month_on))
        self.setAccessibleName(month_title(self._month_on))
        last = self._latest_on.replace(day=1) if self._latest_on else None
        self._on.setEnabled(last is None or self._month_on < last)
        self._now.setVisible(self._month_on != self._today().replace(day=1))
