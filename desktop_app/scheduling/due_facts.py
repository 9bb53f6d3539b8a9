"""What the radar knows about one person, and what it answers: plain facts with their days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.due_kinds import DueKind, DueState
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import Source
from desktop_app.domain.terms import BenefitKind
from desktop_app.scheduling.facts import PersonFacts


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A service of the catalogue given on a day."""

    service: str
    on: date


@dataclass(frozen=True, slots=True)
class PlannedFact:
    """A service arranged from a day to a day, both included; None is open. ``agreed`` tells of an agreement."""

    service: str
    from_on: date
    to_on: date | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class BenefitFact:
    """A benefit received from a day to a day, both included; None is open."""

    kind: BenefitKind
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class AssessmentFact:
    """An official assessment and its last valid day; None where the result names none."""

    on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFacts:
    """Everything about one person that decides what is owed besides visits; tuples may come in any order.

    ``recorded_from`` is the first day from which services are recorded here at all: before it, that nothing is
    written down tells nothing.
    """

    person: PersonFacts
    given: tuple[GivenFact, ...] = ()
    planned: tuple[PlannedFact, ...] = ()
    benefits: tuple[BenefitFact, ...] = ()
    assessments: tuple[AssessmentFact, ...] = ()
    certificate_until: date | None = None
    recorded_from: date = date.min


@dataclass(frozen=True, slots=True)
class Claim:
    """One plan's entry that asks for something: who is meant and how often in words, and its sentence."""

    rule: str
    title: str
    words: Phrase
    plan: str
    source: Source

    @property
    def spoken(self) -> Phrase:
        """Return the entry in words with the plan's short name."""
        return phrase(N_("{words}（{plan}）"), words=self.words, plan=self.plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFact:
    """One thing that is owed to somebody, or that ends; ``claims`` name the plans that ask for it, strictest first.

    ``about`` is the service's or benefit's key. ``due_on`` is the last day of the part of the year that is owed,
    the first day of an entitlement that is open, or the last day of what ends. ``note`` says how it stands. ``at_once``
    tells that it is owed now, without a last day.
    """

    kind: DueKind
    about: str
    state: DueState
    due_on: date
    note: Phrase
    begins_on: date | None = None
    last_on: date | None = None
    at_once: bool = False
    claims: tuple[Claim, ...] = ()

    @property
    def title(self) -> str:
        """Return the strictest entry's title, or nothing for what only ends."""
        return self.claims[0].title if self.claims else ""

    @property
    def reason(self) -> Phrase:
        """Return the entry in words and how it stands, to be read aloud."""
        if not self.claims:
            return self.note
        return phrase(N_("{rule}；{note}"), rule=self.claims[0].spoken, note=self.note)
