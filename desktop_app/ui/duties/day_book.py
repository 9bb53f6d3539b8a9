"""The read calendar by day, kept so that a move is seen before it is written; no widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from desktop_app.domain.terms import DutyState
from desktop_app.services.plan_rows import CalendarDay, CalendarEntry, CalendarView
from desktop_app.ui.duties import calendar_words as words
from desktop_app.ui.duties.calendar_words import DayFace
from desktop_app.ui.duties.load_bars import LoadLine

_RANK = {
    state: at
    for at, state in enumerate(
        (
            DutyState.OVERDUE,
            DutyState.DUE,
            DutyState.OPEN,
            DutyState.PLANNED,
            DutyState.LAPSED,
            DutyState.MET_LATE,
            DutyState.MET,
            DutyState.WAIVED,
            DutyState.CANCELLED,
        )
    )
}


def rank(entry: CalendarEntry) -> int:
    """Return where an entry comes within its day: the overdue first, what is done last."""
    return _RANK[entry.state]


class DayBook:
    """Days with their heads and people."""

    def __init__(self, view: CalendarView | None = None) -> None:
        self._heads: dict[date, CalendarDay] = {}
        self._people: dict[date, list[CalendarEntry]] = {}
        self._faces: dict[date, DayFace] = {}
        if view is None:
            return
        self._heads = {day.on: day for day in view.days}
        for entry in view.entries:
            self._people.setdefault(entry.on, []).append(entry)
        for entries in self._people.values():
            entries.sort(key=rank)
        self._faces = {day.on: words.face(day) for day in view.days}

    def faces(self) -> Mapping[date, DayFace]:
        """Return what the square of each day shows."""
        return self._faces

    def head(self, day: date) -> CalendarDay:
        """Return the head of a day."""
        return self._heads.get(day) or CalendarDay(on=day)

    def people(self, day: date) -> list[CalendarEntry]:
        """Return who stands on a day, the overdue first."""
        return self._people.get(day, [])

    def every(self) -> list[CalendarEntry]:
        """Return all entries by day."""
        return [entry for day in sorted(self._people) for entry in self._people[day]]

    def loads(self, day: date) -> list[LoadLine]:
        """Return how many visits fall to whom on a day."""
        counts = Counter(
            words.visitor_word(entry.visitor) for entry in self.people(day) if entry.state not in words.EXEMPT
        )
        return [LoadLine(name, count) for name, count in counts.items()]

    def move(self, before: CalendarEntry, after: CalendarEntry) -> None:
        """Let a person stand on the day of ``after`` instead of that of ``before``."""
        self._people[before.on] = [each for each in self.people(before.on) if not same_visit(each, before)]
        self._count(before.on)
        entries = self._people.setdefault(after.on, [])
        entries.append(after)
        entries.sort(key=rank)
        self._count(after.on)

    def _count(self, day: date) -> None:
        counts = Counter(entry.state for entry in self._people[day])
        head = self.head(day)
        fresh = CalendarDay(on=day, off=head.off, note=head.note, entries=counts, load=head.load)
        self._heads[day] = fresh
        self._faces[day] = words.face(fresh)


def same_visit(one: CalendarEntry, other: CalendarEntry) -> bool:
    """Tell whether two entries are the same owed visit of the same person on the same day."""
    return (
        one.elder_uid == other.elder_uid
        and one.duty_uid == other.duty_uid
        and one.on == other.on
        and one.state in words.OWED
    )
