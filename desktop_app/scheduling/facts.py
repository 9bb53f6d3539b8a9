"""What the engine knows about one person: plain facts with their days, nothing derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.terms import (
    Category,
    EndReason,
    LifeEventKind,
    Mode,
    Outcome,
    ReachKind,
    ResidenceKind,
    Tier,
    WillingnessKind,
)


@dataclass(frozen=True, slots=True)
class CategorySpanFact:
    """A category from a day to a day, both included; None is open."""

    category: Category
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class ResidenceFact:
    """Where the person lives from a day to a day, both included; None is open.

    ``reach`` is how the person is visited there: 电话或视频 counts under every rule, 当地代访 lets what a third
    party there saw count, None changes nothing.
    """

    kind: ResidenceKind
    from_on: date
    to_on: date | None = None
    reach: ReachKind | None = None


@dataclass(frozen=True, slots=True)
class WillingnessFact:
    """What the person said about visits on a day; it holds until the next answer."""

    kind: WillingnessKind
    on: date
    next_ask_on: date | None = None


@dataclass(frozen=True, slots=True)
class VisitFact:
    """One attempt or contact by the day it was made; the day it was typed in plays no part.

    ``time`` is HH:MM local where it was written down. ``apart`` marks a visit made for a campaign whose visits
    do not count under the rules for routine visits.
    """

    uid: str
    on: date
    mode: Mode
    outcome: Outcome
    time: str | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class AbsenceFact:
    """Off the register from a day to the last day before the return, both included."""

    from_on: date
    to_on: date
    because: EndReason


@dataclass(frozen=True, slots=True)
class EventFact:
    """A life event by the day and, where known, the time (HH:MM local) it happened and became known here.

    ``found_at`` is the visit at which an urgent finding was made: it asks for another one. ``settled_on`` is the
    day on which the finding was closed: from then on nobody need go.
    """

    uid: str
    kind: LifeEventKind
    happened_on: date
    known_on: date
    happened_time: str | None = None
    known_time: str | None = None
    found_at: str | None = None
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class CampaignFact:
    """A campaign that names the person: one visit of these modes owed from a day to a day, both included."""

    uid: str
    title: str
    from_on: date
    to_on: date
    modes: frozenset[Mode]


@dataclass(frozen=True, slots=True)
class PlanFact:
    """A day agreed on for the next visit; it replaces the target day of a window that it lies in."""

    on: date


@dataclass(frozen=True, slots=True)
class PauseFact:
    """Visits stop from a day to a day, both included, for a stated reason.

    A pause that must be looked at again on a day (``review_on``) ends the day before, whatever its last day:
    nobody is forgotten because of one.
    """

    from_on: date
    to_on: date | None = None
    reason: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class WaiverFact:
    """An approved 免访 or a cancellation from a day to a day, both included.

    ``about`` names what is meant: "" every routine rule and every campaign, "profile/rule" one rule in all its
    versions ("profile/rule/on-site" only its visits in person), else the uid of the life event or campaign, for
    which the days play no part. One about every rule does not lift what is owed after a life event.
    """

    from_on: date
    to_on: date | None = None
    reason: str = ""
    about: str = ""
    cancels: bool = False


@dataclass(frozen=True, slots=True)
class TierOverride:
    """A tier set by people instead of by rule, from a day to a day, both included; None is open.

    Of several that hold on a day the one that began last decides, of two begun together the stricter.
    """

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
    tier_overrides: tuple[TierOverride, ...] = ()
    visits: tuple[VisitFact, ...] = ()
    pauses: tuple[PauseFact, ...] = ()
    waivers: tuple[WaiverFact, ...] = ()
    events: tuple[EventFact, ...] = ()
    campaigns: tuple[CampaignFact, ...] = ()
    plans: tuple[PlanFact, ...] = ()
