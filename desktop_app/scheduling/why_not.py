"""Why nothing is owed under a rule: not in force, switched off, not on the register, no such category or event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from desktop_app.domain.ages import ELDER_AGE, birthday
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import Condition, EventRule, PolicyProfile, VisitRule
from desktop_app.domain.terms import Category, EndReason
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.facts import CampaignFact
from desktop_app.scheduling.rulebook import BIT
from desktop_app.scheduling.standing import standing_on
from desktop_app.scheduling.why_parts import (
    Asked,
    Reading,
    Why,
    asked_by_campaign,
    asked_by_event_rule,
    asked_by_rule,
    event_rules,
    event_words,
)
from desktop_app.scheduling.why_words import (
    any_of,
    asked_words,
    has_words,
    named_in,
    near_day,
    over_since,
    rule_sentence,
    source_sentence,
    span_words,
    whole_day,
)


def not_owed(reading: Reading, owed: Sequence[Duty]) -> Iterator[Why]:
    """Yield a paragraph for every rule, event rule and campaign by which nothing is owed."""
    speaking = {duty.rule_id for duty in owed}
    for booked in reading.rules.rules:
        if booked.id not in speaking:
            rule = booked.rule
            because = _absent(reading) or _out_of_force(reading, rule.valid_from, rule.valid_to)
            yield _told(asked_by_rule(booked), because or _no_condition(reading, rule.who))
    for profile in reading.rules.profiles:
        for rule in profile.visit_rules:
            if not rule.enabled:
                yield _switched_off(profile, rule)
    for profile, event_rule in event_rules(reading.rules):
        asked = asked_by_event_rule(profile, event_rule)
        if asked.id not in speaking:
            yield _told(asked, _no_event(reading, event_rule))
    for campaign in sorted(reading.person.campaigns, key=lambda one: (one.from_on, one.uid)):
        asked = asked_by_campaign(campaign, reading.as_of)
        if asked.id not in speaking:
            yield _told(asked, _no_round(reading, campaign), about=campaign.uid)


def _told(asked: Asked, because: Phrase, *, about: str = "") -> Why:
    return Why(
        rule_id=asked.id,
        title=asked.title,
        sentences=(because,),
        grounds=asked.grounds,
        kind=asked.kind,
        about=about,
        source=asked.source,
    )


def _switched_off(profile: PolicyProfile, rule: VisitRule) -> Why:
    return Why(
        rule_id=f"{profile.id}/{rule.key}/{rule.version}",
        title=Phrase(rule.title),
        sentences=(Phrase(N_("不要求探访：这条规则没有启用，只作备选。")),),
        grounds=(
            rule_sentence(profile, rule),
            source_sentence(rule.source),
        ),
        source=rule.source,
    )


def _absent(reading: Reading) -> Phrase | None:
    """Return why nobody need visit at all: too young, not registered yet, off the register."""
    person, today, case = reading.person, reading.as_of, reading.case
    if person.birth_on is not None and today < birthday(person.birth_on, ELDER_AGE):
        day = whole_day(birthday(person.birth_on, ELDER_AGE))
        return phrase(N_("不要求探访：未满60周岁，{day}满60周岁后才列入。"), day=day)
    if person.registered_on == date.max:
        return Phrase(N_("不要求探访：不在册。"))
    if today < person.registered_on:
        return phrase(N_("不要求探访：{day}起才在册。"), day=whole_day(person.registered_on))
    if case.end is not None:
        reason = Phrase((case.because or EndReason.OTHER).term)
        return phrase(N_("不要求探访：{day}起不在册（{reason}）。"), day=whole_day(case.end), reason=reason)
    return None


def _out_of_force(reading: Reading, valid_from: date, valid_to: date | None) -> Phrase | None:
    day = reading.case.day
    if day < valid_from:
        return phrase(N_("不要求探访：这一版规则{day}起才执行。"), day=whole_day(valid_from))
    if valid_to is not None and day > valid_to:
        return phrase(N_("不要求探访：这一版规则{day}后不再执行。"), day=whole_day(valid_to))
    return None


def _no_condition(reading: Reading, who: Sequence[Condition]) -> Phrase:
    """Return what the rule asks for and what the person is instead."""
    day = reading.case.day
    standing = standing_on(reading.person, reading.rules, day)
    special = _special(reading, day)
    asked = tuple(phrase(N_("{all}"), all=asked_words(condition, special)) for condition in who)
    ended = over_since(reading.person, named_in(who, special), day)
    if any(_holds(reading, condition) for condition in who):
        return Phrase(N_("这一期没有要探访的日子。"))
    needs = any_of(asked) if asked else Phrase(N_("在册老年人"))
    has = has_words(reading.person, standing, day)
    if ended:
        return phrase(
            N_("不要求探访：须{needs}；现为{has}，{ended}已经结束。"),
            needs=needs,
            has=has,
            ended=tuple(span_words(span) for span in ended),
        )
    return phrase(N_("不要求探访：须{needs}；现为{has}。"), needs=needs, has=has)


def _special(reading: Reading, day: date) -> tuple[Category, ...]:
    """Return the categories that count as 特殊困难 on a day."""
    mask = reading.rules.special_mask(day)
    return tuple(category for category in Category if mask & BIT[category.value])


def _holds(reading: Reading, condition: Condition) -> bool:
    """Tell whether a condition holds on the day; it may, with nothing owed in this window."""
    standing = standing_on(reading.person, reading.rules, reading.case.day)
    for booked in reading.rules.rules:
        for matcher in booked.matchers:
            if matcher.condition is condition:
                return matcher.holds(standing.mask, standing.age, standing.special, standing.tier)
    return False


def _no_event(reading: Reading, rule: EventRule) -> Phrase:
    """Return why an event rule owes nothing: off, not in force, no event, done with, or somebody else's."""
    if not rule.enabled:
        return Phrase(N_("不要求探访：这条规则没有启用，只作备选。"))
    absent = _absent(reading) or _out_of_force(reading, rule.valid_from, rule.valid_to)
    if absent is not None:
        return absent
    kinds = any_of(tuple(Phrase(kind.term) for kind in rule.events))
    known = sorted(
        (one for one in reading.person.events if one.kind in rule.events and one.known_on <= reading.as_of),
        key=lambda one: (one.happened_on, one.uid),
    )
    if not known:
        return phrase(N_("不要求探访：没有登记{kinds}。"), kinds=kinds)
    last = event_words(known[-1], reading.as_of)
    if rule.within_hours is None:
        return phrase(N_("不要求另行探访：{event}之后只提高等级。"), event=last)
    standing = standing_on(reading.person, reading.rules, reading.case.day)
    special = _special(reading, reading.case.day)
    asked = any_of(tuple(phrase(N_("{all}"), all=asked_words(condition, special)) for condition in rule.who))
    return phrase(
        N_("现在不要求探访：最近一次是{event}，已经了结，或当时不符合条件（须{needs}；现为{has}）。"),
        event=last,
        needs=asked,
        has=has_words(reading.person, standing, reading.case.day),
    )


def _no_round(reading: Reading, campaign: CampaignFact) -> Phrase:
    """Return why a campaign that names the person owes nothing now."""
    absent = _absent(reading)
    if absent is not None:
        return absent
    if reading.as_of < campaign.from_on:
        return phrase(
            N_("还不要求探访：这次专项{day}才开始。"), day=near_day(campaign.from_on, reading.as_of)
        )
    return phrase(N_("不再要求探访：这次专项已于{day}结束。"), day=near_day(campaign.to_on, reading.as_of))
