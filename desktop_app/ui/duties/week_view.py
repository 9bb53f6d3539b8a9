"""The week from Monday to Sunday: people by days, with the same moves as in the month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.plan_rows import CalendarEntry
from desktop_app.ui import theme
from desktop_app.ui.duties.filters import Wanted
from desktop_app.ui.duties.moving import MoveButtons, Mover
from desktop_app.ui.duties.scroll_page import CurrentStack
from desktop_app.ui.duties.week_grid import WeekTable
from desktop_app.ui.duties.week_rows import Week, monday_of
from desktop_app.ui.duties.why_line import WhyLine
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    EmptyState,
    FlowLayout,
    Text,
    button,
    icon_button,
    spoken_day,
)
from desktop_app.ui.page import PageContext

WEEK = timedelta(days=7)
LEAST_EM = 17
"""The least height of the table: its head and some people."""


class WeekView(QWidget):
    """周历. Signals: ``record_asked(entry)``."""

    record_asked = Signal(object)

    def __init__(self, context: PageContext, wanted: Callable[[], Wanted], mover: Mover) -> None:
        super().__init__()
        self._context, self._wanted, self._mover = context, wanted, mover
        self._today = context.app.clock.today
        self._monday = monday_of(self._today())
        self._follow: str | None = None
        self._reading: Job[Week] | None = None
        self.table = WeekTable(self._monday, self._today)
        self.title = Text("", "section")
        self.hint = Text("", "hint", wrap=True)
        self.why = WhyLine(context, lines=2)
        self.buttons = MoveButtons(mover, self.table.current, self)
        self.empty = EmptyState(_("这一周没有要探访的人。"), _("看下一周"), lambda: self.turn(1))
        self._build()
        self._connect()

    def monday(self) -> date:
        """Return the first day shown."""
        return self._monday

    def refresh(self) -> None:
        """Read the week in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app, wanted, first = self._context.app, self._wanted(), self._monday
        self._reading = self._context.jobs.reading(
            _("读取日历"),
            lambda _progress: Week(
                app.plans.calendar(
                    app.actor,
                    first,
                    first + timedelta(days=6),
                    village_code=wanted.village_code,
                    visitor_uid=wanted.visitor_uid,
                )
            ),
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()
        self._say_week()

    def current(self) -> CalendarEntry | None:
        """Return the visit of the chosen person."""
        return self.table.current()

    def show_day(self, day: date) -> None:
        """Show the week of a day."""
        if monday_of(day) != self._monday:
            self._monday, self._follow = monday_of(day), None
            self.refresh()

    def turn(self, weeks: int) -> None:
        """Go so many weeks on or back."""
        self.show_day(self._monday + WEEK * weeks)

    def go_today(self) -> None:
        """Show the running week."""
        self.show_day(self._today())

    def _build(self) -> None:
        head = FlowLayout(spacing_em=0.35)
        self.title.setMinimumWidth(theme.word_px(13))
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (
            icon_button("chevron-left", _("上一周"), lambda: self.turn(-1)),
            self.title,
            icon_button("chevron-right", _("下一周"), lambda: self.turn(1)),
            button(_("本周"), self.go_today),
        ):
            head.addWidget(part)
        for made in self.buttons.every:
            head.addWidget(made)
        self.table.setMinimumHeight(theme.px(LEAST_EM))
        self._stack = CurrentStack(self.table, self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.4))
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.hint)
        layout.addWidget(self.why)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.table.picked.connect(self._on_picked)
        self.table.opened.connect(self.record_asked)
        self.table.step_asked.connect(self._on_step)
        self.table.week_asked.connect(self.turn)
        self.table.dropped.connect(lambda entry, on: self._mover.move(entry, on, stay=True))
        self.table.hovered.connect(self._on_hovered)
        self._mover.moved.connect(self._on_moved)
        self._mover.failed.connect(self._on_failed)

    def _say_week(self) -> None:
        last = self._monday + timedelta(days=6)
        title = _("{first} 至 {last}").format(first=spoken_day(self._monday), last=spoken_day(last))
        self.title.setText(title)

    def _on_read(self, week: Week) -> None:
        self._reading = None
        had_focus = self.table.hasFocus() or self.empty.button.hasFocus()
        self.table.show_week(week, self._follow)
        current = self.current()
        if current is not None and current.elder_uid == self._follow:
            # The week may have been read before the day was written down: then the next reading finds the person.
            self._follow = None
        anybody = bool(self.table.people.rows)
        self._stack.show_number(0 if anybody else 1)
        if had_focus:
            (self.table if anybody else self.empty.button).setFocus()

    def _on_picked(self, entry: CalendarEntry | None) -> None:
        self.why.show_for(entry)
        self.hint.setText(self._mover.hint(entry))
        self.buttons.show_for(entry)

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

    def _on_failed(self) -> None:
        self._follow = None

    def _on_moved(self, before: CalendarEntry, entry: CalendarEntry, _stayed: bool) -> None:
        if not self.isVisible():
            return
        if monday_of(entry.on) != self._monday:
            self._mover.flush()
            self.show_day(entry.on)
            self._follow = entry.elder_uid
        else:
            self.table.show_move(before, entry)
            self._on_picked(entry)
