"""Visits as the engine looks at them: what each counts for, and what its outcome does."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect, ExemptReason
from desktop_app.domain.terms import Mode, Outcome, ReachKind
from desktop_app.scheduling.exemptions import phone_only
from desktop_app.scheduling.facts import PersonFacts, VisitFact
from desktop_app.scheduling.rulebook import VISIT_CODE

_EVERY_RULE = -1
"""All bits: a visit that counts under every rule."""

_REMOTE = (
    VISIT_CODE[Mode.PHONE.value, Outcome.MET_REMOTELY.value]
    | VISIT_CODE[Mode.VIDEO.value, Outcome.MET_REMOTELY.value]
)
"""What counts under every rule for who wishes to be phoned only, or can only be phoned where they live."""

_LOCAL = sum(VISIT_CODE[mode.value, Outcome.SEEN_BY_THIRD_PARTY.value] for mode in Mode)
"""What counts under every rule while somebody at the place looks after the person."""


_LOOKS: dict[tuple[Mode, Outcome], tuple[int, ExemptReason | None, bool]] = {
    (mode, outcome): (VISIT_CODE[mode.value, outcome.value], its.exempt, its.effect is Effect.ATTEMPT)
    for outcome, its in OUTCOME_EFFECTS.items()
    for mode in Mode
}
"""What each pair of mode and outcome is to the engine, looked up once for every visit there is."""


class Seen(NamedTuple):
    """A visit with what it counts for; in order these are in the order in which they were made.

    ``time`` is "" where it was not written down. ``apart`` visits count under no routine rule.
    """

    on: date
    time: str
    uid: str
    code: int
    exempt: ExemptReason | None
    attempt: bool
    apart: bool


def seen_until(person: PersonFacts, until: date) -> list[Seen]:
    """Return the visits made by a day in the order in which they were made, those made apart among them."""
    wishes = bool(person.willingness)
    reached = any(stay.reach is not None for stay in person.residences)
    found = []
    for visit in person.visits:
        if visit.on <= until:
            code, why, attempt = _LOOKS[visit.mode, visit.outcome]
            if (wishes or reached) and counts_anyway(person, visit, code):
                code = _EVERY_RULE
            found.append(Seen(visit.on, visit.time or "", visit.uid, code, why, attempt, visit.apart))
    found.sort()
    return found


def counts_anyway(person: PersonFacts, visit: VisitFact, code: int) -> bool:
    """Tell whether a visit with a code counts under every rule: by what the person wishes or where they live."""
    if code & _REMOTE:
        return phone_only(person, visit.on) or reached_by(person, ReachKind.REMOTE, visit.on)
    return bool(code & _LOCAL) and reached_by(person, ReachKind.LOCAL, visit.on)


def reached_by(person: PersonFacts, reach: ReachKind, on: date) -> bool:
    """Tell whether the person lives on a day where visits are made in this way."""
    return any(
        stay.reach is reach and stay.from_on <= on and (stay.to_on is None or on <= stay.to_on)
        for stay in person.residences
    )


def unfound(visits: list[Seen]) -> list[Seen]:
    """Return the attempts made since somebody last saw the person or was told about them, first one first.

    On the day of that visit itself an attempt is one of them only if both times are known and it was later.
    """
    found: list[Seen] = []
    for seen in reversed(visits):
        if not seen.attempt:
            break
        found.append(seen)
    found.reverse()
    if found and len(found) < len(visits):
        day = visits[-len(found) - 1].on
        if found[0].on == day:
            sightings = [seen.time for seen in visits if seen.on == day and not seen.attempt]
            known = all(sightings)
            found = [seen for seen in found if seen.on > day or (known and seen.time > max(sightings))]
    return found
