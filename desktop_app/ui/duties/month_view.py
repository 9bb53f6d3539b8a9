"""The month: six weeks with counts, beside or below them the people of the chosen day, where to move them, and the load."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.plan_rows import CalendarEntry
from desktop_app.ui import theme
from desktop_app.ui.duties import calendar_words as words
from desktop_app.ui.duties.day_book import DayBook
from desktop_app.ui.duties.day_list import EntryList
from desktop_app.ui.duties.filters import Wanted
from desktop_app.ui.duties.load_bars import LoadBars
from desktop_app.ui.duties.month_grid import DayGrid
from desktop_app.ui.duties.moving import MoveButtons, Mover
from desktop_app.ui.duties.why_line import WhyLine
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import MonthPicker, Section, Text, button, row, spoken_day
from desktop_app.ui.page import PageContext

BESIDE_EM = 62
"""From this width on the day stands beside the month."""
SIDE_EM = 21
LIST_EM = 11
_NO_LIMIT = (1 << 24) - 1
"""The greatest width that Qt knows."""


class MonthView(QWidget):
    """月历. Signal: ``record_asked(entry)``."""

    record_asked = Signal(object)

    def __init__(self, context: PageContext, wanted: Callable[[], Wanted], mover: Mover) -> None:
        super().__init__()
        self._context, self._wanted, self._mover = context, wanted, mover
        self._today = context.app.clock.today
        self._book = DayBook()
        self._reading: Job[DayBook] | None = None
        self._follow: str | None = None
        self.grid = DayGrid(self._today(), today=self._today)
        self.month = MonthPicker(self._today(), today=self._today)
        self.now = button(_("今天"), self.go_today)
        self.hint = Text("", "hint", wrap=True)
        self.day_title = Section("")
        self.day_title.setWordWrap(True)
        self.day_counts = Text("", "muted", wrap=True)
        self.people = EntryList()
        self.why = WhyLine(context, lines=4)
        self.buttons = MoveButtons(mover, self.people.current, self)
        self.loads = LoadBars()
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Read the six weeks in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app, wanted = self._context.app, self._wanted()
        first, last = self.grid.span()
        self._reading = self._context.jobs.reading(
            _("读取日历"),
            lambda _progress: DayBook(
                app.plans.calendar(
                    app.actor, first, last, village_code=wanted.village_code, visitor_uid=wanted.visitor_uid
                )
            ),
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def current(self) -> CalendarEntry | None:
        """Return the chosen person of the chosen day."""
        return self.people.current()

    def go_today(self) -> None:
        """Put the cursor on today."""
        self.grid.choose(self._today())
        self.grid.setFocus()

    def show_day(self, day: date) -> None:
        """Put the cursor on a day."""
        self.grid.choose(day)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is width the day stands beside the month."""
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        head = row(self.month, self.now)
        head.addStretch(1)
        left = QWidget()
        month = QVBoxLayout(left)
        month.setContentsMargins(0, 0, 0, 0)
        month.setSpacing(theme.px(0.4))
        month.addLayout(head)
        month.addWidget(self.grid, 1)
        month.addWidget(self.hint)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(theme.px(0.4))
        self.people.setMinimumHeight(theme.px(LIST_EM))
        for part in (self.day_title, self.day_counts):
            side.addWidget(part)
        side.addWidget(self.people, 1)
        side.addWidget(self.why)
        side.addLayout(self.buttons)
        side.addWidget(self.loads)
        content = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(theme.px(0.9))
        self._halves.addWidget(left, 1)
        self._halves.addWidget(self._side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(content)
        self.setFocusProxy(self.grid)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= theme.px(BESIDE_EM)
        directions = QBoxLayout.Direction
        self._halves.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._side.setMinimumWidth(theme.px(SIDE_EM) if beside else 0)
        self._side.setMaximumWidth(max(theme.px(SIDE_EM), self.width() // 3) if beside else _NO_LIMIT)

    def _connect(self) -> None:
        self.grid.chosen.connect(self._on_day)
        self.grid.month_changed.connect(self._on_month)
        self.grid.opened.connect(self._on_opened)
        self.grid.dropped.connect(lambda entry, on: self._mover.move(entry, on, stay=True))
        self.grid.hovered.connect(self._on_hovered)
        self.month.changed.connect(self._on_picked_month)
        self.people.picked.connect(self._on_picked)
        self.people.opened.connect(self.record_asked)
        self.people.left_up.connect(self.grid.setFocus)
        self.people.step_asked.connect(self._on_step)
        self._mover.moved.connect(self._on_moved)

    def _on_read(self, book: DayBook) -> None:
        self._reading = None
        self._book = book
        self.grid.show_faces(self._book.faces())
        self._show_day(self._follow)
        current = self.current()
        if current is not None and current.elder_uid == self._follow:
            self._follow = None

    def _show_day(self, choose: str | None = None) -> None:
        day = self.grid.day()
        head, people = self._book.head(day), self._book.people(day)
        note = words.day_note(head)
        title = spoken_day(day)
        self.day_title.setText(f"{title}  {note}" if note else title)
        counts = " · ".join(mark.text for mark in words.marks(head.entries))
        self.day_counts.setText(counts or _("这一天没有要探访的人。"))
        self.people.show_entries(people, choose)
        self.loads.show_lines(self._book.loads(day))

    def _on_day(self, _day: date) -> None:
        self._show_day()

    def _on_month(self, month: date) -> None:
        blocked = self.month.blockSignals(True)
        self.month.set_value(month)
        self.month.blockSignals(blocked)
        self._book = DayBook()
        self.refresh()

    def _on_picked_month(self) -> None:
        month = self.month.value()
        today = self._today()
        self.grid.choose(today if today.replace(day=1) == month else month)

    def _on_opened(self, _day: date) -> None:
        if self._book.people(self.grid.day()):
            self.people.setFocus()

    def _on_picked(self, entry: CalendarEntry | None) -> None:
        self.why.show_for(entry)
        self.buttons.show_for(entry)
        span = words.open_days(entry, self._today()) if entry is not None else None
        self.grid.show_window(span if self._mover.allowed() else None)
        self.hint.setText(self._mover.hint(entry))

    def _on_hovered(self, entry: CalendarEntry | None, day: date | None) -> None:
        if entry is None or day is None:
            self.hint.setText(self._mover.hint(self.current()))
            return
        no = self._mover.refusal(entry, day)
        self.hint.setText(no or _("松开就排在 {day}。").format(day=spoken_day(day)))

    def _on_step(self, days: int) -> None:
        entry = self.current()
        if entry is not None:
            self._mover.step(entry, days)

    def _on_moved(self, before: CalendarEntry, entry: CalendarEntry, stayed: bool) -> None:
        if not self.isVisible():
            return
        self._book.move(before, entry)
        self.grid.show_faces(self._book.faces())
        if stayed:
            self._show_day()
            return
        if entry.on.replace(day=1) != self.grid.month():
            # The other month is read anew: the person is found there as soon as the day is written down.
            self._follow = entry.elder_uid
            self._mover.flush()
        blocked = self.people.blockSignals(True)
        self.grid.choose(entry.on)
        self.people.blockSignals(blocked)
        self._show_day(entry.elder_uid)
