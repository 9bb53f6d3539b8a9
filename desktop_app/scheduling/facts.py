"""What the engine knows about one person: plain facts with their days, nothing derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.terms import Category, EndReason, Mode, Outcome, ResidenceKind, Tier, WillingnessKind


@dataclass(frozen=True, slots=True)
class CategorySpanFact:
    """A category from a day to a day, both included; None is open."""

    category: Category
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class ResidenceFact:
    """Where the person lives from a day to a day, both included; None is open."""

    kind: ResidenceKind
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class WillingnessFact:
    """What the person said about visits on a day; it holds until the next answer."""

    kind: WillingnessKind
    on: date
    next_ask_on: date | None = None


@dataclass(frozen=True, slots=True)
class VisitFact:
    """One attempt or contact by the day it was made; the day it was typed in plays no part."""

    uid: str
    on: date
    mode: Mode
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AbsenceFact:
    """Off the register from a day to the last day before the return, both included."""

    from_on: date
    to_on: date
    because: EndReason


@dataclass(frozen=True, slots=True)
class PauseFact:
    """Visits stop from a day to a day, both included, for a stated reason."""

    from_on: date
    to_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WaiverFact:
    """An approved 免访 from a day to a day, both included."""

    from_on: date
    to_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TierOverride:
    """A tier set by people instead of by rule, from a day to a day, both included; None is open."""

    tier: Tier
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Everything about one person that decides what is owed.

    ``registered_on`` is the first day on which visits are owed (but never before the 60th birthday);
    ``ended_on`` the first day on which they are not any more; ``off_register`` are earlier absences that ended
    with a return. Tuples may come in any order. 高龄 and ages follow from ``birth_on``; without it the person
    counts as just 60.
    """

    uid: str
    birth_on: date | None
    registered_on: date
    ended_on: date | None = None
    ended_because: EndReason | None = None
    off_register: tuple[AbsenceFact, ...] = ()
    categories: tuple[CategorySpanFact, ...] = ()
    residences: tuple[ResidenceFact, ...] = ()
    willingness: tuple[WillingnessFact, ...] = ()
    tier_override: TierOverride | None = None
    visits: tuple[VisitFact, ...] = ()
    pauses: tuple[PauseFact, ...] = ()
    waivers: tuple[WaiverFact, ...] = ()
