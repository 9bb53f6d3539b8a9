"""When a person is on the register: from registration, or the 60th birthday, with every leaving and return.

Denominators rest on this: who left in May and came back in September is counted in neither June nor July, as
removed in May and as added in September, whatever is entered later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop_app.domain.ages import ELDER_AGE, birthday
from desktop_app.domain.terms import EndReason
from desktop_app.scheduling.calendar import ONE_DAY
from desktop_app.scheduling.facts import PersonFacts


@dataclass(frozen=True, slots=True)
class Stint:
    """One unbroken time on the register; ``ended_on`` is the first day off it, None while it lasts.

    A stint that ends on the day it begins holds no day at all, but its coming and leaving are counted.
    """

    began_on: date
    ended_on: date | None = None
    because: EndReason | None = None

    def holds(self, on: date) -> bool:
        """Tell whether a day lies in it."""
        return self.began_on <= on and (self.ended_on is None or on < self.ended_on)


@dataclass(frozen=True, slots=True)
class MonthEnrolment:
    """What a month means for the register's numbers.

    ``registered``: on it at the end. ``added`` and ``removed`` so that the number at the end is always the number
    before plus the added minus the removed; who leaves and comes back within the month is both.
    """

    registered: bool
    added: bool
    removed: EndReason | None


def counts_from(person: PersonFacts) -> date:
    """Return the first day on which the person counts: registered and 60; 预登记 before that owes nothing.

    Without a known birthday the registration alone decides.
    """
    born, registered_on = person.birth_on, person.registered_on
    if born is None or registered_on.year - born.year > ELDER_AGE:
        return registered_on
    return max(registered_on, birthday(born, ELDER_AGE))


def stints(person: PersonFacts) -> tuple[Stint, ...]:
    """Return the times on the register in order; empty for somebody who had left before being registered.

    Absences may overlap and come in any order; one that ends before it begins is nothing.
    """
    start = counts_from(person)
    ended_on, because = person.ended_on, person.ended_because
    if not person.off_register:
        if ended_on is None:
            return (Stint(start),)
        return (Stint(start, ended_on, because),) if ended_on >= start else ()
    gone = [(each.from_on, each.to_on, each.because) for each in person.off_register]
    if ended_on is not None:
        gone.append((ended_on, date.max, because or EndReason.OTHER))
    found = []
    for from_on, to_on, why in sorted(gone, key=lambda each: (each[0], each[1], each[2].value)):
        if to_on < from_on:
            continue
        if from_on >= start:
            found.append(Stint(start, from_on, why))
        if to_on == date.max:
            return tuple(found)
        start = max(start, to_on + ONE_DAY)
    return (*found, Stint(start))


def enrolled_on(person: PersonFacts, on: date) -> bool:
    """Tell whether a day finds the person on the register."""
    return any(stint.holds(on) for stint in stints(person))


def as_enrolled(person: PersonFacts, as_of: date) -> PersonFacts:
    """Return the person with the stint that a day lies in, or that ended last before it, as the only one.

    ``registered_on`` and ``ended_on`` of the answer are those of that stint, so that everything that asks them
    judges the present enrolment and not one before an absence.
    """
    first = counts_from(person)
    if not person.off_register:
        return person if first == person.registered_on else replace(person, registered_on=first)
    chosen = None
    for stint in stints(person):
        held = stint.ended_on is None or stint.ended_on > stint.began_on
        if held and (chosen is None or stint.began_on <= as_of):
            chosen = stint
    if chosen is None:
        return replace(person, registered_on=date.max, ended_on=None, ended_because=None, off_register=())
    return replace(
        person,
        registered_on=chosen.began_on,
        ended_on=chosen.ended_on,
        ended_because=chosen.because,
        off_register=(),
    )


def month_enrolment(times: Sequence[Stint], first: date, cut: date) -> MonthEnrolment | None:
    """Return what the days from ``first`` to ``cut`` mean for the numbers, None for who was not on the register."""
    registered = touched = False
    came = left = 0
    why: EndReason | None = None
    for stint in times:
        if stint.began_on > cut or (stint.ended_on is not None and stint.ended_on < first):
            continue
        touched = True
        came += stint.began_on >= first
        if stint.ended_on is None or stint.ended_on > cut:
            registered = True
        else:
            left, why = left + 1, stint.because or EndReason.OTHER
    if not touched:
        return None
    # Twice away and once back is one person less; counting heads, not comings and goings, keeps the sum right.
    return MonthEnrolment(registered, 0 < came >= left, why if 0 < left >= came else None)
