"""The people of a week, a row for each; no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop_app.services.plan_rows import CalendarEntry, CalendarView
from desktop_app.ui.duties import calendar_words as words
from desktop_app.ui.duties.day_book import DayBook, rank, same_visit


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One person with what stands on the days of the week, the visit still owed first."""

    entries: tuple[CalendarEntry, ...]

    @property
    def main(self) -> CalendarEntry:
        """Return the visit that is moved."""
        return self.entries[0]

    def on(self, day: date) -> CalendarEntry | None:
        """Return what stands on a day."""
        return next((entry for entry in self.entries if entry.on == day), None)


def week_rows(entries: Sequence[CalendarEntry]) -> list[WeekRow]:
    """Return a row per person: the overdue first, then by village, visitor and name."""
    people: dict[str, list[CalendarEntry]] = {}
    for entry in entries:
        people.setdefault(entry.elder_uid, []).append(entry)
    rows = [WeekRow(tuple(sorted(each, key=rank))) for each in people.values()]
    rows.sort(
        key=lambda row: (
            row.main.state not in words.LATE,
            row.main.state in words.DONE,
            row.main.village_code,
            row.main.visitor or "",
            row.main.name,
        )
    )
    return rows


class Week:
    """A week as it was read, kept so that a move is seen before it is written."""

    def __init__(self, view: CalendarView) -> None:
        self.monday = view.first
        self.book = DayBook(view)
        self.rows = week_rows(view.entries)

    def number_of(self, elder_uid: str) -> int:
        """Return where a person stands, -1 when nowhere."""
        return next((at for at, row in enumerate(self.rows) if row.main.elder_uid == elder_uid), -1)

    def move(self, before: CalendarEntry, after: CalendarEntry) -> int:
        """Show a person on another day in the same row; return its number, -1 when the person is not here."""
        self.book.move(before, after)
        number = self.number_of(before.elder_uid)
        if number >= 0:
            row = self.rows[number]
            entries = tuple(after if same_visit(each, before) else each for each in row.entries)
            self.rows[number] = replace(row, entries=entries)
        return number
