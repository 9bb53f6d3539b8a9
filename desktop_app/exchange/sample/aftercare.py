"""The rows of what follows visits in a made-up township: services, lives of findings, families, assessments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop_app.domain.terms import (
    AbilityLevel,
    AssessmentKind,
    AssessmentReason,
    FindingState,
    FindingStepKind,
    ProviderKind,
    Satisfaction,
    SiteLevel,
    SupportResult,
    SupportStepKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleProvider:
    """A made-up provider of services, with the contract where its services are bought."""

    number: int
    name: str
    kind: ProviderKind
    phone: str
    contract_no: str | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleServicePlan:
    """A service that comes again, or an agreement until a day."""

    number: int
    elder_number: int
    service: str
    provider_number: int
    from_on: date
    to_on: date | None = None
    rhythm: str | None = None
    quantity: str | None = None
    place: str | None = None
    cost: int | None = None
    agreement_no: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleGiven:
    """A service given; those with one ``round`` were recorded in one go."""

    elder_number: int
    service: str
    given_on: date
    provider_number: int
    quantity: str | None = None
    place: str | None = None
    satisfaction: Satisfaction | None = None
    cost: int | None = None
    paid: int | None = None
    plan_number: int | None = None
    round: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleStep:
    """One thing done about a finding."""

    kind: FindingStepKind
    done_on: date
    level: SiteLevel
    by_name: str
    what: str | None = None
    unit_name: str | None = None
    slip_no: str | None = None
    proof: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLife:
    """What was done about the finding of this number, and how it stands after the last step."""

    finding_number: int
    steps: tuple[SampleStep, ...]
    state: FindingState
    closed_on: date | None = None
    closing_note: str | None = None
    owner_number: int | None = None
    referred_to: str | None = None
    held_by: SiteLevel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSeen:
    """When a contact last came and called, and when it signed an agreement of support."""

    seen_on: date | None = None
    called_on: date | None = None
    agreement_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSupport:
    """One thing done so that a family fulfils its duty; ``contact`` counts the elder's contacts from 0."""

    elder_number: int
    contact: int
    kind: SupportStepKind
    done_on: date
    result: SupportResult
    what: str
    referred_to: str | None = None
    next_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAssessment:
    """An assessment of abilities; a screening has neither agency nor end."""

    elder_number: int
    kind: AssessmentKind
    assessed_on: date
    reason: AssessmentReason
    scores: Mapping[str, int]
    total: int
    level: AbilityLevel
    agency: str | None = None
    valid_until: date | None = None
    report_no: str | None = None
    assessors: str | None = None
    informant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleHandover:
    """Some people of one visitor who are another's from a day on."""

    from_number: int
    to_number: int
    from_on: date
    elder_numbers: tuple[int, ...]
    reason: str
    note: str
    witness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAftercare:
    """All of it; ``lives`` by finding, ``seen`` by elder and the place among the elder's contacts."""

    providers: tuple[SampleProvider, ...] = ()
    plans: tuple[SampleServicePlan, ...] = ()
    given: tuple[SampleGiven, ...] = ()
    lives: Mapping[int, SampleLife] = field(default_factory=dict)
    slips: int = 0
    """So many referral slips were numbered in the year of the last day."""
    seen: Mapping[tuple[int, int], SampleSeen] = field(default_factory=dict)
    support: tuple[SampleSupport, ...] = ()
    assessments: tuple[SampleAssessment, ...] = ()
    handovers: tuple[SampleHandover, ...] = ()
