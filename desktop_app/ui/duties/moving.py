"""Gives a visit another day: at once in sight, written down when the hand rests, taken back with 撤销.

Several presses of + are one move: the window shows each step, the store hears of the last day only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import UserRole
from desktop_app.services.plan_rows import CalendarEntry, DaySet
from desktop_app.ui.duties import calendar_words as words
from desktop_app.ui.duties.day_dialog import DayDialog
from desktop_app.ui.kit import FlowLayout, button, spoken_day
from desktop_app.ui.page import PageContext

REST_MS = 350


@dataclass(frozen=True, slots=True)
class _Move:
    """Who is being moved, to which day, and from which day agreed on before."""

    entry: CalendarEntry
    on: date
    moved_from: date | None


class Mover(QObject):
    """Moves visits for the calendars.

    Signals: ``moved(before, after, stayed)`` before it is written (``stayed``: the eyes stay on the day it was
    dragged from); ``failed()`` when it could not be written; ``refused(words)``.
    """

    moved = Signal(object, object, bool)
    failed = Signal()
    refused = Signal(str)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting: _Move | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self.flush)

    def allowed(self) -> bool:
        """Tell whether who is logged in may agree on days."""
        return self._context.app.actor.role is not UserRole.READER

    def refusal(self, entry: CalendarEntry, on: date) -> str:
        """Return why ``entry`` cannot stand on ``on``, empty when it can."""
        if not self.allowed():
            return _("只读用户不能排期。")
        return words.refusal(entry, on, self._context.app.clock.today())

    def hint(self, entry: CalendarEntry | None) -> str:
        """Return where ``entry`` may be put, empty for who may not put anybody anywhere."""
        return hint_for(entry, self._context.app.clock.today()) if self.allowed() else ""

    def step(self, entry: CalendarEntry, days: int) -> None:
        """Move by so many days."""
        self.move(entry, entry.on + timedelta(days=days))

    def move(self, entry: CalendarEntry, on: date, *, stay: bool = False) -> None:
        """Put ``entry`` on ``on`` if it may stand there, else say why not."""
        no = self.refusal(entry, on)
        if no:
            self.refused.emit(no)
            return
        if on == entry.on and entry.planned:
            return
        waiting = self._waiting
        moved_from = entry.on if entry.planned else None
        if waiting is not None and (waiting.entry.elder_uid, waiting.on) == (entry.elder_uid, entry.on):
            moved_from = waiting.moved_from
        else:
            self.flush()
        self._waiting = _Move(entry, on, moved_from)
        self._timer.start()
        self.moved.emit(entry, replace(entry, on=on, planned=True, by_hand=True), stay)

    def flush(self) -> None:
        """Write down what waits."""
        waiting, self._waiting = self._waiting, None
        self._timer.stop()
        if waiting is None:
            return
        app, entry, on, moved_from = self._context.app, waiting.entry, waiting.on, waiting.moved_from
        job = self._context.jobs.writing(
            _("排定探访日期"),
            lambda _progress: app.plans.set_day(
                app.actor, entry.elder_uid, on, visitor_uid=entry.visitor_uid, moved_from=moved_from
            ),
        )
        job.succeeded.connect(lambda done: self._on_set(entry, on, done))
        job.failed.connect(self._on_failed)
        job.start()

    def clear(self, entry: CalendarEntry) -> None:
        """Take the agreed day back."""
        if not entry.planned or not self.allowed():
            return
        self.flush()
        app = self._context.app
        job = self._context.jobs.writing(
            _("取消排定的日期"), lambda _progress: app.plans.clear(app.actor, entry.elder_uid, entry.on)
        )
        job.succeeded.connect(
            lambda change_set: self._context.offer_undo(
                _("已取消 {name} 排定的日期").format(name=entry.name), change_set
            )
        )
        job.start()

    def ask_day(self, entry: CalendarEntry, parent: QWidget) -> None:
        """Ask for another day within the window."""
        span = words.open_days(entry, self._context.app.clock.today()) if self.allowed() else None
        if span is None:
            self.refused.emit(self.refusal(entry, entry.on) or self.refusal(entry, entry.latest_on))
            return
        decide = partial(self.move, entry)
        DayDialog(entry.name, entry.on, span, self._context.app.clock.today, decide, parent).open()

    def _on_set(self, entry: CalendarEntry, on: date, done: DaySet) -> None:
        told = _("{name} 的探访排在 {day}").format(name=entry.name, day=spoken_day(on))
        if done.note:
            told = _("{told}（{note}）").format(told=told, note=done.note)
        self._context.offer_undo(told, done.change_set)

    def _on_failed(self, error: BaseException) -> None:
        self._context.presenter.present(error)
        self.failed.emit()


class MoveButtons(FlowLayout):
    """The visible ways of moving the chosen person; ``current`` tells who that is."""

    def __init__(self, mover: Mover, current: Callable[[], CalendarEntry | None], owner: QWidget) -> None:
        super().__init__(spacing_em=0.35)
        self._mover, self._current, self._owner = mover, current, owner
        self.earlier = button(_("提前一天"), lambda: self._step(-1), key="-")
        self.later = button(_("推后一天"), lambda: self._step(1), key="+")
        self.other = button(_("改日期…"), self._ask)
        self.cancel = button(_("取消排定"), self._clear)
        self.every = (self.earlier, self.later, self.other, self.cancel)
        for made in self.every:
            self.addWidget(made)
        self.show_for(None)

    def show_for(self, entry: CalendarEntry | None) -> None:
        """Switch on what can be done with the chosen person."""
        owed = entry is not None and entry.state in words.OWED and self._mover.allowed()
        for made in (self.earlier, self.later, self.other):
            made.setEnabled(owed)
        self.cancel.setEnabled(owed and entry is not None and entry.planned)

    def _step(self, days: int) -> None:
        entry = self._current()
        if entry is not None:
            self._mover.step(entry, days)

    def _ask(self) -> None:
        entry = self._current()
        if entry is not None:
            self._mover.ask_day(entry, self._owner)

    def _clear(self) -> None:
        entry = self._current()
        if entry is not None:
            self._mover.clear(entry)


def hint_for(entry: CalendarEntry | None, today: date) -> str:
    """Return where the chosen person may be put."""
    if entry is None:
        return ""
    span = words.open_days(entry, today)
    if span is None:
        return ""
    return _("{name} 可以排在 {window}；+ 推后一天，- 提前一天，或拖到那一天。").format(
        name=entry.name, window=words.window_words(*span)
    )
