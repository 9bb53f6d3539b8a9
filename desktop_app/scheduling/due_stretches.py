"""The days on which each entry of a plan means a person: on the register, so old, so living, of these categories."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from desktop_app.domain.ages import birthday
from desktop_app.domain.terms import Category, ResidenceKind
from desktop_app.scheduling.calendar import ONE_DAY, Window
from desktop_app.scheduling.due_book import BookedDue, DueBook
from desktop_app.scheduling.enrolment import as_enrolled
from desktop_app.scheduling.facts import PersonFacts
from desktop_app.scheduling.rulebook import BIT
from desktop_app.scheduling.standing import days_of_change, end_of, standing_on

_CENTRAL = BIT[Category.DESTITUTE_CENTRAL.value]


class Stretches:
    """One person's days from a day to a day, cut where something changes, with the entries that apply.

    ``now`` holds the entries that apply on the day looked at, ``later`` those of the days after it up to
    ``until``, as bits. Judged is the present enrolment only.
    """

    __slots__ = ("_bits", "_last", "_starts", "later", "now")

    def __init__(self, person: PersonFacts, book: DueBook, *, span: Window, as_of: date, until: date) -> None:
        """Cut the days of ``span``, which holds ``as_of`` and ``until``."""
        person = as_enrolled(person, as_of)
        ended_on, _because = end_of(person, as_of)
        self._last = span.last if ended_on is None else min(span.last, ended_on - ONE_DAY)
        first = max(span.first, person.registered_on)
        self._starts: list[date] = []
        self._bits: list[int] = []
        if first <= self._last and as_of <= self._last:
            self._starts = sorted(
                {first, *(day for day in _changes(person, book) if first < day <= self._last)}
            )
            self._bits = [_applying(person, book, day) for day in self._starts]
        self.now, self.later = self._at(as_of), 0
        for start, bits in zip(self._starts, self._bits, strict=True):
            if as_of < start <= until:
                self.later |= bits

    def _at(self, on: date) -> int:
        place = bisect_right(self._starts, on) - 1
        return self._bits[place] if place >= 0 and on <= self._last else 0

    def of(self, entry: BookedDue) -> list[Window]:
        """Return the unbroken times in which an entry applies, the first one first."""
        found: list[Window] = []
        for place, start in enumerate(self._starts):
            if not self._bits[place] & entry.bit:
                continue
            last = self._starts[place + 1] - ONE_DAY if place + 1 < len(self._starts) else self._last
            if found and found[-1].last + ONE_DAY == start:
                found[-1] = Window(found[-1].first, last)
            else:
                found.append(Window(start, last))
        return found


def _changes(person: PersonFacts, book: DueBook) -> set[date]:
    """Return the days on which something about the person, or a plan, changes."""
    days = {*book.days, *days_of_change(person)}
    for stay in person.residences:
        if stay.kind is ResidenceKind.INSTITUTION:
            days.add(stay.from_on)
            if stay.to_on is not None:
                days.add(stay.to_on + ONE_DAY)
    if person.birth_on is not None:
        days.update(birthday(person.birth_on, age) for age in book.ages)
    return days


def _applying(person: PersonFacts, book: DueBook, on: date) -> int:
    standing = standing_on(person, book.rules, on)
    in_institution = bool(standing.mask & _CENTRAL) or any(
        stay.kind is ResidenceKind.INSTITUTION
        and stay.from_on <= on
        and (stay.to_on is None or on <= stay.to_on)
        for stay in person.residences
    )
    return book.applying(standing, at_home=not in_institution, on=on, between=bisect_right(book.days, on))
