"""What a person is on a day (categories, age, special difficulty, tier), and since when a rule applies."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from desktop_app.domain.ages import ELDER_AGE, OLDEST_OLD_AGE, birthday
from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import N_
from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect
from desktop_app.domain.phrases import Param, Phrase
from desktop_app.domain.policies import Condition
from desktop_app.domain.terms import Category, EndReason, LifeEventKind, Tier
from desktop_app.domain.tiers import PLACES
from desktop_app.scheduling.calendar import ONE_DAY
from desktop_app.scheduling.facts import CategorySpanFact, EventFact, PersonFacts, TierOverride
from desktop_app.scheduling.reasons import Reason, aged, chain, event_words
from desktop_app.scheduling.rulebook import (
    BIT,
    OLDEST_OLD_BIT,
    BookedEvent,
    BookedRule,
    BookedTier,
    RuleBook,
    first_holding,
)

LONG_AGO_DAYS = 400
"""Someone who left the register longer ago than the longest window has no duties left to show."""


@dataclass(frozen=True, slots=True)
class Raise:
    """A tier that is at least so strict for some days, both included, because of a life event."""

    first: date
    last: date
    tier: Tier
    kind: LifeEventKind
    happened_on: date
    booked: BookedEvent

    @property
    def words(self) -> Phrase:
        """Return what raised the tier: 11月20日住院."""
        return event_words(self.kind, self.happened_on)


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts for the conditions on one day."""

    mask: int
    age: int
    special_mask: int
    special: bool
    tier: Tier
    tier_rule: BookedTier | None
    tier_matcher: int
    overridden: bool
    raised: Raise | None = None

    def meets(self, booked: BookedRule | BookedEvent) -> int:
        """Return the place of the rule's first condition that holds, or -1."""
        return first_holding(booked.matchers, self.mask, self.age, self.special, self.tier)


def may_concern(person: PersonFacts, rules: RuleBook, on: date) -> bool:
    """Tell quickly whether any rule could hold for the person; False is certain, True is not."""
    if person.registered_on > on:
        return False
    if person.ended_on is not None and (on - person.ended_on).days > LONG_AGO_DAYS:
        return False
    for span in person.categories:
        if BIT[span.category.value] & rules.trigger_mask:
            return True
    if person.tier_overrides or person.events or person.campaigns:
        return True
    if person.birth_on is None:
        return rules.trigger_age <= ELDER_AGE
    return on.year - person.birth_on.year >= rules.trigger_age


def end_of(person: PersonFacts, as_of: date) -> tuple[date | None, EndReason | None]:
    """Return the first day without duties known on a day: left the register, or found moved or deceased."""
    ended_on, because = person.ended_on, person.ended_because
    if ended_on is not None and ended_on > as_of:
        ended_on, because = None, None
    for visit in person.visits:
        its = OUTCOME_EFFECTS[visit.outcome] if visit.on <= as_of else None
        if (
            its is not None
            and its.effect is Effect.ENDS
            and visit.on >= person.registered_on
            and (ended_on is None or visit.on < ended_on)
        ):
            ended_on, because = visit.on, its.end
    return ended_on, because


def standing_on(person: PersonFacts, rules: RuleBook, on: date) -> Standing:
    """Return what the person is on a day."""
    return _standing(person, rules, on, raises_of(person, rules))


def _standing(person: PersonFacts, rules: RuleBook, on: date, raises: tuple[Raise, ...]) -> Standing:
    mask = 0
    for span in person.categories:
        if (span.from_on is None or span.from_on <= on) and (span.to_on is None or on <= span.to_on):
            mask |= BIT[span.category.value]
    age = ELDER_AGE if person.birth_on is None else age_on(person.birth_on, on)
    if age >= OLDEST_OLD_AGE:
        mask |= OLDEST_OLD_BIT
    tier = _set_tier(person, on) if person.tier_overrides else None
    # Between two days on which rules change, categories, age and override decide alone: few kinds, many people.
    kind: tuple[object, ...] = (bisect_right(rules.change_days, on), mask, age, tier)
    standing: Standing | None = rules.judged.get(kind)
    if standing is None:
        standing = rules.judged[kind] = _judged(rules, mask, age, on, tier)
    return _raised(standing, on, raises) if raises else standing


def raises_of(person: PersonFacts, rules: RuleBook) -> tuple[Raise, ...]:
    """Return the days on which life events raise the person's tier, first ones first.

    A raise begins when the event is known and lasts so many days from the event. Whom a rule concerns is asked
    on its first day, without what other events raise; the rule is that of the day of the event.
    """
    if not person.events or not rules.raising:
        return ()
    found = []
    for event in person.events:
        first = known_from(event)
        for booked in rules.raising:
            tier, last = booked.rule.raises_to, event.happened_on + ONE_DAY * (booked.rule.raise_days - 1)
            if tier is None or event.kind.value not in booked.kinds or not booked.valid(event.happened_on):
                continue
            if first <= last and _standing(person, rules, first, ()).meets(booked) >= 0:
                found.append(Raise(first, last, tier, event.kind, event.happened_on, booked))
    found.sort(key=lambda each: (each.first, each.happened_on, each.kind.value, each.booked.id, each.last))
    return tuple(found)


def known_from(event: EventFact) -> date:
    """Return the first day on which an event is known here, never before it happened."""
    return max(event.happened_on, event.known_on)


def _raised(standing: Standing, on: date, raises: Iterable[Raise]) -> Standing:
    """Return the standing with the strictest tier that an event raises it to; one set by people stays."""
    holding = [each for each in raises if each.first <= on <= each.last]
    if standing.overridden or not holding:
        return standing
    # Of equally strict ones the last one speaks.
    top = min(reversed(holding), key=lambda each: PLACES[each.tier])
    if PLACES[top.tier] >= PLACES[standing.tier]:
        return standing
    return replace(standing, tier=top.tier, tier_rule=None, tier_matcher=-1, raised=top)


def _set_tier(person: PersonFacts, on: date) -> Tier | None:
    """Return the tier that people set for a day: the one that began last, of two begun together the stricter."""
    holding = [
        each
        for each in person.tier_overrides
        if (each.from_on is None or each.from_on <= on) and (each.to_on is None or on <= each.to_on)
    ]
    if not holding:
        return None
    return max(holding, key=lambda each: (each.from_on or date.min, -PLACES[each.tier])).tier


def _judged(rules: RuleBook, mask: int, age: int, on: date, override: Tier | None) -> Standing:
    """Return the standing of anybody with these categories, this age, and a tier set by people or not."""
    special_mask = mask & rules.special_mask(on)
    special = bool(special_mask)
    if override is not None:
        return Standing(mask, age, special_mask, special, override, None, -1, overridden=True)
    for booked in rules.tiers:
        if booked.valid(on):
            at = first_holding(booked.matchers, mask, age, special, None)
            if at >= 0:
                return Standing(
                    mask, age, special_mask, special, booked.rule.tier, booked, at, overridden=False
                )
    return Standing(mask, age, special_mask, special, Tier.GENERAL, None, -1, overridden=False)


def days_of_change(person: PersonFacts) -> set[date]:
    """Return the days on which a category or a decision about the tier begins or is over."""
    days: set[date] = set()
    spans: tuple[CategorySpanFact | TierOverride, ...] = (*person.categories, *person.tier_overrides)
    for span in spans:
        if span.from_on is not None:
            days.add(span.from_on)
        if span.to_on is not None:
            days.add(span.to_on + ONE_DAY)
    return days


class History:
    """The person's standings from the register on, one per stretch in which nothing changes."""

    __slots__ = ("_person", "_raises", "_rules", "_standings", "starts")

    def __init__(self, person: PersonFacts, rules: RuleBook, until: date) -> None:
        """Cut the time from ``registered_on`` to ``until`` where something changes."""
        first = person.registered_on
        days = {first, *days_of_change(person)}
        if person.birth_on is not None:
            days.update(birthday(person.birth_on, age) for age in rules.change_ages)
        days.update(rules.change_days)
        self._raises = raises_of(person, rules)
        for each in self._raises:
            days.add(each.first)
            days.add(each.last + ONE_DAY)
        self.starts = sorted(day for day in days if first <= day <= until)
        self._standings: list[Standing | None] = [None] * len(self.starts)
        self._person = person
        self._rules = rules

    def _at(self, place: int) -> Standing:
        standing = self._standings[place]
        if standing is None:
            standing = _standing(self._person, self._rules, self.starts[place], self._raises)
            self._standings[place] = standing
        return standing

    def on(self, day: date) -> Standing:
        """Return the standing on a day from the register on."""
        return self._at(bisect_right(self.starts, day) - 1)

    def under(self, booked: BookedRule, day: date) -> bool:
        """Tell whether the rule applies to the person on a day from the register on."""
        return booked.valid(day) and self.on(day).meets(booked) >= 0

    def since(self, booked: BookedRule, day: date) -> date:
        """Return the first day of the unbroken stretch around ``day`` in which the rule applies."""
        place = bisect_right(self.starts, day) - 1
        while place > 0 and booked.valid(self.starts[place - 1]) and self._at(place - 1).meets(booked) >= 0:
            place -= 1
        return self.starts[place]


def categories_on(person: PersonFacts, rules: RuleBook, on: date) -> frozenset[Category]:
    """Return the categories that hold on a day, with 高龄 from the age."""
    mask = standing_on(person, rules, on).mask
    return frozenset(category for category in Category if mask & BIT[category.value])


def tier_of(person: PersonFacts, rules: RuleBook, on: date) -> tuple[Tier, Reason]:
    """Return the person's tier on a day and why: set by people, by a rule, or 一般 because no rule names them."""
    standing = standing_on(person, rules, on)
    tier = Phrase(standing.tier.term)
    if standing.overridden:
        return standing.tier, Reason(chain([Phrase(standing.tier.term)], Phrase(N_("人工认定"))))
    if standing.raised is not None:
        source = Phrase(standing.raised.booked.profile.short_title)
        return standing.tier, Reason(chain([standing.raised.words, tier], source))
    if standing.tier_rule is None:
        return standing.tier, Reason(chain([tier], Phrase(N_("没有符合更高等级的条件"))))
    source = Phrase(standing.tier_rule.profile.short_title)
    return standing.tier, Reason(chain([who_words(standing), tier], source))


def who_words(standing: Standing) -> Phrase:
    """Return in words who the person is for the tier that a rule gave."""
    if standing.tier_rule is None:
        return Phrase(N_("老年人"))
    condition = standing.tier_rule.matchers[standing.tier_matcher].condition
    return condition_words(condition, standing)


def condition_words(condition: Condition, standing: Standing) -> Phrase:
    """Return in words what of a condition the person meets: 80岁以上独居."""
    met = [category for category in condition.all_categories if standing.mask & BIT[category.value]]
    met += [category for category in condition.any_category if standing.mask & BIT[category.value]][:1]
    if not met and condition.special:
        met = [category for category in Category if standing.special_mask & BIT[category.value]][:1]
    words: Param = tuple(Phrase(category.term) for category in met) if met else Phrase(N_("老年人"))
    if isinstance(words, tuple) and len(words) == 1:
        words = words[0]
    spoken = aged(condition.min_age, words)
    return spoken if isinstance(spoken, Phrase) else Phrase(N_("{who}"), (("who", spoken),))
