"""All active profiles as one book of rules, prepared so that asking about one person is quick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from desktop_app.domain.ages import OLDEST_OLD_AGE
from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect
from desktop_app.domain.phrases import Phrase
from desktop_app.domain.policies import Condition, EventRule, Every, PolicyProfile, TierRule, VisitRule
from desktop_app.domain.terms import Category, Mode, Outcome, Tier

BIT: dict[str, int] = {category.value: 1 << at for at, category in enumerate(Category)}
"""One bit per category, by key: a person's categories on a day are one number."""

OLDEST_OLD_BIT = BIT[Category.OLDEST_OLD.value]

VISIT_CODE: dict[tuple[str, str], int] = {
    (mode.value, outcome.value): 1 << at
    for at, (mode, outcome) in enumerate((mode, outcome) for mode in Mode for outcome in Outcome)
}
"""One bit per pair of mode and outcome: which visits a rule counts is one number."""

_TIERS = tuple(Tier)
_BEYOND = 1000


def mask_of(categories: Iterable[Category]) -> int:
    """Return the bits of some categories."""
    mask = 0
    for category in categories:
        mask |= BIT[category.value]
    return mask


class Matcher:
    """One condition of a rule, prepared: does it hold for these categories, this age, this tier?"""

    __slots__ = ("all_mask", "any_mask", "condition", "max_age", "min_age", "none_mask", "special", "tiers")

    def __init__(self, condition: Condition) -> None:
        """Prepare ``condition``."""
        self.condition = condition
        self.any_mask = mask_of(condition.any_category)
        self.all_mask = mask_of(condition.all_categories)
        self.none_mask = mask_of(condition.none_of)
        self.min_age = condition.min_age or 0
        self.max_age = _BEYOND if condition.max_age is None else condition.max_age
        self.special = condition.special
        self.tiers = frozenset(tier.value for tier in condition.tiers)

    def holds(self, mask: int, age: int, special: bool, tier: Tier | None) -> bool:
        """Tell whether everything that the condition states is so."""
        return (
            (not self.any_mask or bool(mask & self.any_mask))
            and mask & self.all_mask == self.all_mask
            and not mask & self.none_mask
            and self.min_age <= age <= self.max_age
            and (special or not self.special)
            and (not self.tiers or (tier is not None and tier.value in self.tiers))
        )


def first_holding(matchers: Sequence[Matcher], mask: int, age: int, special: bool, tier: Tier | None) -> int:
    """Return the place of the first condition that holds, or -1."""
    for at, matcher in enumerate(matchers):
        if matcher.holds(mask, age, special, tier):
            return at
    return -1


@dataclass(frozen=True, slots=True, eq=False)
class BookedTier:
    """One profile's rule for a tier, with its prepared conditions."""

    rule: TierRule
    profile: PolicyProfile
    matchers: tuple[Matcher, ...]

    def valid(self, on: date) -> bool:
        """Tell whether the profile is in force on a day."""
        return self.profile.valid_from <= on and (
            self.profile.valid_to is None or on <= self.profile.valid_to
        )


@dataclass(frozen=True, slots=True, eq=False)
class BookedRule:
    """One visit rule, with its prepared conditions and the visits it counts.

    ``name`` is "profile/rule", the same for all versions. ``on_site`` marks the companion of a rule that asks
    besides for a visit in person in each window of its own rhythm; it has the rule's name and "/on-site".
    """

    id: str
    name: str
    rule: VisitRule
    profile: PolicyProfile
    matchers: tuple[Matcher, ...]
    counts: int
    grace: timedelta
    period: timedelta
    on_site: bool = False

    def valid(self, on: date) -> bool:
        """Tell whether this version of the rule is in force on a day."""
        return self.rule.valid_from <= on and (self.rule.valid_to is None or on <= self.rule.valid_to)


@dataclass(frozen=True, slots=True, eq=False)
class BookedEvent:
    """One event rule, with its prepared conditions and the visits it counts."""

    id: str
    name: str
    rule: EventRule
    profile: PolicyProfile
    kinds: frozenset[str]
    matchers: tuple[Matcher, ...]
    counts: int

    def valid(self, on: date) -> bool:
        """Tell whether this version of the rule is in force on a day."""
        return self.rule.valid_from <= on and (self.rule.valid_to is None or on <= self.rule.valid_to)


ON_SITE = "on-site"
"""What the name of a companion rule ends in."""


def _booked_rules(profile: PolicyProfile, rule: VisitRule) -> Iterable[BookedRule]:
    """Yield a visit rule as booked, and after it its companion for visits in person if it asks for one."""
    name, matchers = f"{profile.id}/{rule.key}", tuple(Matcher(condition) for condition in rule.who)
    grace = timedelta(days=rule.grace_days)
    yield BookedRule(
        id=f"{name}/{rule.version}",
        name=name,
        rule=rule,
        profile=profile,
        matchers=matchers,
        counts=counted_visits(rule),
        grace=grace,
        period=timedelta(days=rule.every.days),
    )
    if rule.on_site is not None:
        yield BookedRule(
            id=f"{name}/{rule.version}/{ON_SITE}",
            name=f"{name}/{ON_SITE}",
            rule=_in_person(rule, rule.on_site),
            profile=profile,
            matchers=matchers,
            counts=VISIT_CODE[Mode.IN_PERSON.value, Outcome.MET_IN_PERSON.value],
            grace=grace,
            period=timedelta(days=rule.on_site.days),
            on_site=True,
        )


def _in_person(rule: VisitRule, every: Every) -> VisitRule:
    """Return the rule for visits in person; its target day keeps its share of the window."""
    return replace(
        rule,
        every=every,
        target_day=max(1, rule.target_day * every.days // rule.every.days),
        modes=frozenset({Mode.IN_PERSON}),
        outcomes=frozenset({Outcome.MET_IN_PERSON}),
        on_site=None,
    )


def _booked_event(profile: PolicyProfile, rule: EventRule) -> BookedEvent:
    name, counts = f"{profile.id}/{rule.key}", 0
    for mode in rule.modes:
        for outcome in rule.outcomes:
            counts |= VISIT_CODE[mode.value, outcome.value]
    return BookedEvent(
        id=f"{name}/{rule.version}",
        name=name,
        rule=rule,
        profile=profile,
        kinds=frozenset(kind.value for kind in rule.events),
        matchers=tuple(Matcher(condition) for condition in rule.who),
        counts=counts,
    )


def counted_visits(rule: VisitRule) -> int:
    """Return the pairs of mode and outcome that a rule counts, as bits; see ``OUTCOME_EFFECTS``."""
    counted = 0
    for outcome, its in OUTCOME_EFFECTS.items():
        if outcome not in rule.outcomes:
            continue
        for mode in Mode:
            by_mode = its.effect is Effect.COUNTS_IF_MODE_ALLOWED and mode in rule.modes
            if by_mode or its.effect in {Effect.COUNTS, Effect.COUNTS_IF_RULE_SAYS_SO}:
                counted |= VISIT_CODE[mode.value, outcome.value]
    return counted


class RuleBook:
    """The combined rules of the active profiles; build it once and ask it about everybody."""

    def __init__(self, profiles: Iterable[PolicyProfile]) -> None:
        """Combine ``profiles``; switched-off rules are left out."""
        self.profiles = tuple(profiles)
        self.rules = tuple(
            booked
            for profile in self.profiles
            for rule in profile.visit_rules
            if rule.enabled
            for booked in _booked_rules(profile, rule)
        )
        self.events = tuple(
            _booked_event(profile, rule)
            for profile in self.profiles
            for rule in profile.event_rules
            if rule.enabled
        )
        self.raising = tuple(
            event for event in self.events if event.rule.raises_to is not None and event.rule.raise_days > 0
        )
        self.tiers = tuple(
            BookedTier(rule, profile, tuple(Matcher(condition) for condition in rule.who))
            for tier in _TIERS
            for profile in self.profiles
            for rule in profile.tiers
            if rule.tier is tier
        )
        self.special = tuple(
            (profile.valid_from, profile.valid_to, mask_of(profile.special_categories))
            for profile in self.profiles
            if profile.special_categories
        )
        self.spoken: dict[tuple[object, ...], Phrase] = {}
        """Rules in words, remembered by what they were said about; a memory, not a state."""
        self.judged: dict[tuple[object, ...], Any] = {}
        """Standings, remembered by all that they rest on; a memory, not a state."""
        self.counts_any = 0
        for booked in self.rules:
            self.counts_any |= booked.counts
        if not self.rules:
            self.counts_any = VISIT_CODE[Mode.IN_PERSON.value, Outcome.MET_IN_PERSON.value]
        self.change_days = self._change_days()
        self.change_ages = self._change_ages()
        self.trigger_mask, self.trigger_age = self._triggers()

    def special_mask(self, on: date) -> int:
        """Return the categories that count as 特殊困难 on a day."""
        mask = 0
        for valid_from, valid_to, categories in self.special:
            if valid_from <= on and (valid_to is None or on <= valid_to):
                mask |= categories
        return mask

    def _matchers(self) -> Iterable[Matcher]:
        for booked in self.rules:
            yield from booked.matchers
        for tier in self.tiers:
            yield from tier.matchers

    def _change_days(self) -> tuple[date, ...]:
        """Return the days on which a rule or a profile comes into force or has just gone out of it."""
        spans = [(profile.valid_from, profile.valid_to) for profile in self.profiles]
        spans += [(booked.rule.valid_from, booked.rule.valid_to) for booked in self.rules]
        days = {valid_from for valid_from, _ in spans}
        days |= {valid_to + timedelta(days=1) for _, valid_to in spans if valid_to is not None}
        return tuple(sorted(days))

    def _change_ages(self) -> tuple[int, ...]:
        """Return the ages at whose birthday some condition may change."""
        ages = {OLDEST_OLD_AGE}
        for matcher in self._matchers():
            ages.add(matcher.min_age)
            ages.add(matcher.max_age + 1)
        return tuple(sorted(age for age in ages if 0 < age < 150))

    def _triggers(self) -> tuple[int, int]:
        """Return the categories, and the age, without any of which no rule can hold and nobody is special."""
        mask, youngest = 0, _BEYOND
        for _, _, categories in self.special:
            mask |= categories
        for matcher in self._matchers():
            needed = matcher.any_mask | matcher.all_mask
            mask |= needed
            anybody = not matcher.tiers or Tier.GENERAL.value in matcher.tiers
            if anybody and not needed and not matcher.special:
                youngest = min(youngest, matcher.min_age)
        if mask & OLDEST_OLD_BIT:
            youngest = min(youngest, OLDEST_OLD_AGE)
        return mask, youngest
