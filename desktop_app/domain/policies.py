"""A policy profile as data: categories, tiers, visit rules, services, targets, each with the sentence it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop_app.domain.due_kinds import DuePeriod, DueProof, LivingPlace
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import (
    BenefitKind,
    CampaignKind,
    Category,
    FindingKind,
    LadderStep,
    LifeEventKind,
    Mode,
    Outcome,
    Term,
    Tier,
)


class Basis(Term):
    """What an entry rests on."""

    PLAN = "plan", "文件原文"
    PRESS = "press", "报道转述"
    LAW = "law", "法律条文"
    DEFAULT = "default", "系统设定"


class PeriodUnit(Term):
    """How a visit rule counts its windows."""

    MONTH = "month", "自然月"
    QUARTER = "quarter", "自然季度"
    DAYS = "days", "连续天数"


class ProfileKind(Term):
    """Whether a profile stands alone or is laid over others."""

    PROFILE = "profile", "方案"
    OVERLAY = "overlay", "叠加方案"


class TargetUse(Term):
    """Where an indicator's figures come from."""

    COMPUTED = "computed", "系统计算"
    MANUAL = "manual", "人工填报"


class TargetBound(Term):
    """How a target is meant."""

    AT_LEAST = "at_least", "不低于"
    EQUAL = "equal", "达到"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The document and the sentence an entry rests on, and an honest word on how it rests on it."""

    document: str
    sentence: str
    basis: Basis = Basis.PLAN
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Who is meant: everything that is stated must hold; a list of conditions means any of them.

    ``special`` asks for special difficulty by any active profile. Ages are full years, both ends included.
    """

    any_category: tuple[Category, ...] = ()
    all_categories: tuple[Category, ...] = ()
    none_of: tuple[Category, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    tiers: tuple[Tier, ...] = ()
    special: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryList:
    """A list of categories as one sentence names it; ``special`` lists make up 特殊困难老年人."""

    key: str
    title: str
    categories: tuple[Category, ...]
    special: bool
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRule:
    """Who falls into a tier."""

    tier: Tier
    title: str
    who: tuple[Condition, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Every:
    """How often: one visit in each calendar month or quarter, or within so many days of the last one."""

    unit: PeriodUnit
    days: int
    """The window's length in days; for calendar units the longest it can be."""

    @property
    def rolling(self) -> bool:
        """Tell whether the window runs from the last visit and not with the calendar."""
        return self.unit is PeriodUnit.DAYS

    @property
    def words(self) -> Phrase:
        """Return 每月一次, 每季度一次 or 每7天一次."""
        if self.unit is PeriodUnit.MONTH:
            return Phrase(N_("每月一次"))
        if self.unit is PeriodUnit.QUARTER:
            return Phrase(N_("每季度一次"))
        return phrase(N_("每{days}天一次"), days=self.days)


MONTHLY = Every(PeriodUnit.MONTH, 31)
QUARTERLY = Every(PeriodUnit.QUARTER, 92)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step after an attempt that did not find the person, to be taken so many days later."""

    step: LadderStep
    wait_days: int


DEFAULT_LADDER = (Rung(LadderStep.PHONE, 1), Rung(LadderStep.CONTACT, 0), Rung(LadderStep.ALERT, 0))
"""What follows the first retry where a rule names no ladder: phone next day, ask around, raise the alarm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRule:
    """Who is owed a visit how often, and which visits count.

    ``target_day`` is the day of the window (the first is 1) by which the visit should be made; ``due_soon_days``
    before the latest day it is due in any case. ``grace_days`` after the latest day it is still not overdue.
    A rule that asks for visits in person lists that mode and outcome only; ``on_site`` asks that, besides, one
    visit in each of its windows be made in person (其中上门). The nth attempt that did not find the person calls
    for the nth rung of ``ladder``, its last rung from then on; ``alert_hours`` after the first of such attempts
    the alarm is raised in any case. A rule with ``enabled`` false is shipped as a choice and owes nobody
    anything.
    """

    key: str
    title: str
    who: tuple[Condition, ...]
    every: Every
    target_day: int
    due_soon_days: int
    retry_days: int
    grace_days: int
    modes: frozenset[Mode]
    outcomes: frozenset[Outcome]
    enabled: bool
    version: int
    valid_from: date
    valid_to: date | None
    source: Source
    on_site: Every | None = None
    ladder: tuple[Rung, ...] = ()
    alert_hours: int | None = None

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """Return the ladder, by default a retry after ``retry_days`` and then the usual steps."""
        return self.ladder or (Rung(LadderStep.RETRY, self.retry_days), *DEFAULT_LADDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """A life event after which someone must be there within so many hours.

    Hours count from the event or, when it became known only after they had passed, from then. For
    ``raise_days`` days from the event the person's tier is at least ``raises_to``. With ``within_hours`` None
    the rule raises the tier only.
    """

    key: str
    title: str
    events: tuple[LifeEventKind, ...]
    who: tuple[Condition, ...]
    within_hours: int | None
    modes: frozenset[Mode] = frozenset({Mode.IN_PERSON})
    outcomes: frozenset[Outcome] = frozenset({Outcome.MET_IN_PERSON})
    raises_to: Tier | None = None
    raise_days: int = 0
    enabled: bool = True
    version: int = 1
    valid_from: date
    valid_to: date | None
    source: Source


class OccasionKind(Term):
    """When a campaign comes round."""

    ON_CALL = "on_call", "临时发起"
    SOLAR = "solar", "公历日期"
    LUNAR = "lunar", "农历日期"
    MOVE = "move", "转场前后"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """The days of a campaign each year: from and to a month and day, or around a seasonal move, or on call.

    A last day before the first one lies in the next year; a day that a month lacks is its last one. ``before``
    tells whether a campaign around a move comes before or after it.
    """

    kind: OccasionKind = OccasionKind.ON_CALL
    first: tuple[int, int] | None = None
    last: tuple[int, int] | None = None
    before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TierProposal:
    """Findings after which a higher tier is proposed to the township: so many of these kinds in so many days."""

    key: str
    title: str
    kinds: tuple[FindingKind, ...]
    count: int
    within_days: int
    proposes: Tier
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTemplate:
    """A round that a township may start: for cold, heat, a festival, the seasonal move.

    ``occasion`` is when in words, ``when`` as days; one on call lasts ``within_days``. Visits made for it count
    under the rules for routine visits only if ``feeds_duties``.
    """

    key: str
    title: str
    occasion: str
    who: tuple[Condition, ...]
    within_days: int
    kind: CampaignKind = CampaignKind.OTHER
    when: Occasion = Occasion()
    modes: frozenset[Mode] = frozenset({Mode.IN_PERSON, Mode.PHONE, Mode.VIDEO})
    feeds_duties: bool = True
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class DueServiceRule:
    """A service owed so many times a year.

    ``services`` are the keys of the catalogue that satisfy it, its own one first; entries with the same first
    one are one and the same service. Without any, nothing can show that it was given, and nobody is listed for
    it. One with ``proof`` CONTRACT is owed all the time: it is met while a service plan holds; one with
    ASSESSMENT while an official assessment is valid.
    """

    key: str
    title: str
    who: tuple[Condition, ...]
    times_per_year: int
    services: tuple[str, ...] = ()
    period: DuePeriod = DuePeriod.EVEN
    proof: DueProof = DueProof.SERVICE
    where: LivingPlace = LivingPlace.HOME
    enabled: bool = True
    source: Source

    @property
    def checked(self) -> bool:
        """Tell whether it is known what shows that the service was given."""
        return self.enabled and (self.proof is DueProof.ASSESSMENT or bool(self.services))


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsidyRule:
    """A benefit to which somebody is entitled from the day on which the conditions hold."""

    key: str
    title: str
    benefit: BenefitKind
    who: tuple[Condition, ...]
    where: LivingPlace = LivingPlace.ANYWHERE
    enabled: bool = True
    source: Source


@dataclass(frozen=True, slots=True)
class Target:
    """The value set for a year."""

    year: int
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorTarget:
    """An indicator named by the plan with its targets; ``key`` of a computed one is in the indicator file."""

    key: str
    title: str
    use: TargetUse
    bound: TargetBound
    unit: str
    targets: tuple[Target, ...]
    source: Source

    def target_for(self, year: int) -> Target | None:
        """Return the year's target, else the last one set before: it stands until a new plan replaces it."""
        before = [target for target in self.targets if target.year <= year]
        return max(before, key=lambda target: target.year) if before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A sentence that papers print, e.g. the definition under the rate."""

    key: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyProfile:
    """A region's rules as one plan states them; ``region`` is the prefix of the division codes it is for."""

    id: str
    kind: ProfileKind
    title: str
    short_title: str
    document: str
    document_title: str
    issued_on: date
    region: str
    valid_from: date
    valid_to: date | None
    category_lists: tuple[CategoryList, ...]
    tiers: tuple[TierRule, ...]
    visit_rules: tuple[VisitRule, ...]
    event_rules: tuple[EventRule, ...]
    tier_proposals: tuple[TierProposal, ...]
    campaigns: tuple[CampaignTemplate, ...]
    due_services: tuple[DueServiceRule, ...]
    subsidies: tuple[SubsidyRule, ...] = ()
    indicators: tuple[IndicatorTarget, ...]
    wording: tuple[Wording, ...]

    @property
    def special_categories(self) -> tuple[Category, ...]:
        """Return the categories that count as 特殊困难, in the order in which they are named."""
        named = (category for entry in self.category_lists if entry.special for category in entry.categories)
        return tuple(dict.fromkeys(named))

    def wording_of(self, key: str) -> str | None:
        """Return a sentence for the papers, or None when this profile has none of that key."""
        return next((entry.text for entry in self.wording if entry.key == key), None)

    def covers(self, division: str) -> bool:
        """Tell whether a division code lies in the region the profile is for."""
        return division.startswith(self.region)


def strictest_target(profiles: Iterable[PolicyProfile], key: str, year: int) -> Target | None:
    """Return the highest target that the profiles set for an indicator in a year, or None."""
    found = [
        entry.target_for(year) for profile in profiles for entry in profile.indicators if entry.key == key
    ]
    targets = [target for target in found if target is not None]
    return max(targets, key=lambda target: (target.value, target.year)) if targets else None


def wording_of(profiles: Iterable[PolicyProfile], key: str, default: str) -> str:
    """Return the first profile's own sentence for the papers, else the default."""
    found = (profile.wording_of(key) for profile in profiles)
    return next((text for text in found if text is not None), default)
