"""The rows of what people decide about visits in a made-up township: rounds, pauses, tiers, leave, days agreed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop_app.domain.terms import (
    CampaignKind,
    FindingKind,
    LifeEventKind,
    Mode,
    Outcome,
    ReachKind,
    Tier,
    TierVerdict,
    WaiverKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAlarm:
    """A life event of the last days, with the hours that decide until when somebody must have gone."""

    elder_number: int
    kind: LifeEventKind
    happened_on: date
    happened_time: str | None
    known_on: date
    known_time: str | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCall:
    """An attempt or a call beside the routine history; ``campaign`` is the number of the round it was made for."""

    elder_number: int
    visitor_number: int
    visited_on: date
    visited_time: str | None
    mode: Mode
    outcome: Outcome
    note: str = ""
    campaign: int | None = None
    round: int | None = None
    """The number that calls recorded in one go share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSighting:
    """Something found at a visit of the history, still open."""

    elder_number: int
    visit_number: int
    kind: FindingKind
    text: str
    measure: str
    found_on: date
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePause:
    """A pause; ``household`` marks one of the whole household."""

    elder_number: int
    household: int | None
    from_on: date
    to_on: date | None
    review_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWaiver:
    """Visits that need not be made from a day to a day."""

    elder_number: int
    kind: WaiverKind
    from_on: date
    to_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTierDecision:
    """A tier set by people, or a proposed one turned down."""

    elder_number: int
    verdict: TierVerdict
    tier: Tier
    from_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCampaign:
    """A round with the elders it names."""

    number: int
    title: str
    kind: CampaignKind
    template: str | None
    from_on: date
    to_on: date
    modes: tuple[Mode, ...]
    feeds_duties: bool
    who: str
    targets: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLeave:
    """A visitor's leave, both days included."""

    visitor_number: int
    from_on: date
    to_on: date
    reason: str
    stand_in: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCover:
    """Who visits at an elder's present place, and how; without a visitor nobody has been found yet."""

    visitor_number: int | None
    reach: ReachKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePlan:
    """The day agreed on for an elder's next visit."""

    elder_number: int
    planned_on: date
    visitor_number: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArrangements:
    """All of it; ``covers`` by elder, ``market_days`` by village, ``made_for`` from visits to rounds."""

    alarms: tuple[SampleAlarm, ...] = ()
    calls: tuple[SampleCall, ...] = ()
    sightings: tuple[SampleSighting, ...] = ()
    pauses: tuple[SamplePause, ...] = ()
    waivers: tuple[SampleWaiver, ...] = ()
    tiers: tuple[SampleTierDecision, ...] = ()
    campaigns: tuple[SampleCampaign, ...] = ()
    leaves: tuple[SampleLeave, ...] = ()
    plans: tuple[SamplePlan, ...] = ()
    covers: Mapping[int, SampleCover] = field(default_factory=dict)
    market_days: Mapping[str, str] = field(default_factory=dict)
    made_for: Mapping[int, int] = field(default_factory=dict)
