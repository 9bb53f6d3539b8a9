"""What is owed besides visits, worked out day by day and without any cleverness, to compare the engine with."""

from __future__ import annotations

from datetime import date, timedelta

from desktop_app.domain.dates import age_on
from desktop_app.domain.due_kinds import DuePeriod, DueProof, DueState, LivingPlace
from desktop_app.domain.policies import Condition, DueServiceRule, PolicyProfile, SubsidyRule
from desktop_app.domain.terms import Category, ResidenceKind
from desktop_app.scheduling.due_facts import DueFacts

DAY = timedelta(days=1)


def held(facts: DueFacts, on: date) -> set[Category]:
    """Return the categories of a day, with 高龄 from the age."""
    person = facts.person
    found = {
        span.category
        for span in person.categories
        if (span.from_on or date.min) <= on <= (span.to_on or date.max)
    }
    if person.birth_on is not None and age_on(person.birth_on, on) >= 80:
        found.add(Category.OLDEST_OLD)
    return found


def means(who: tuple[Condition, ...], profile: PolicyProfile, facts: DueFacts, on: date) -> bool:
    """Tell whether any condition holds on a day; none of the plans' own uses tiers."""
    categories = held(facts, on)
    born = facts.person.birth_on
    age = 60 if born is None else age_on(born, on)
    special = bool(categories & set(profile.special_categories))
    return any(
        (not one.any_category or bool(categories & set(one.any_category)))
        and categories >= set(one.all_categories)
        and not categories & set(one.none_of)
        and (one.min_age or 0) <= age <= (one.max_age or 999)
        and (special or not one.special)
        for one in who
    )


def concerns(
    rule: DueServiceRule | SubsidyRule, profile: PolicyProfile, facts: DueFacts, as_of: date, on: date
) -> bool:
    """Tell whether an entry means the person on a day, as known on ``as_of``."""
    person = facts.person
    enrolled = person.registered_on
    if person.birth_on is not None:
        while age_on(person.birth_on, enrolled) < 60:
            enrolled += DAY
    ended = person.ended_on if person.ended_on is not None and person.ended_on <= as_of else date.max
    if not enrolled <= on < ended or on < profile.valid_from:
        return False
    away = Category.DESTITUTE_CENTRAL in held(facts, on) or any(
        stay.kind is ResidenceKind.INSTITUTION and stay.from_on <= on <= (stay.to_on or date.max)
        for stay in person.residences
    )
    if rule.where is not LivingPlace.ANYWHERE and (rule.where is LivingPlace.HOME) == away:
        return False
    return means(rule.who, profile, facts, on)


def part(rule: DueServiceRule, on: date) -> list[date]:
    """Return the days of the part of the year that a day lies in; only 1, 2, 4 and 12 times a year."""
    months = 12 if rule.period is DuePeriod.YEAR else 12 // rule.times_per_year
    start = (on.month - 1) // months * months + 1
    first = date(on.year, start, 1)
    days = []
    while first.year == on.year and (first.month - start) < months:
        days.append(first)
        first += DAY
    return days


def owed_service(
    rule: DueServiceRule, profile: PolicyProfile, facts: DueFacts, as_of: date, until: date
) -> tuple[DueState, date] | None:
    """Return how it stands with one service that records prove, and its day; None where it is not owed."""

    def on(day: date) -> bool:
        return concerns(rule, profile, facts, as_of, day)

    if not on(as_of):
        day = as_of + DAY
        while day <= until:
            if facts.person.ended_on is not None and facts.person.ended_on <= as_of:
                return None
            if on(day):
                return DueState.COMING, day
            day += DAY
        return None
    assert rule.proof is DueProof.SERVICE
    needed = rule.times_per_year if rule.period is DuePeriod.YEAR else 1
    given = [each.on for each in facts.given if each.service in rule.services and each.on <= as_of]
    now = part(rule, as_of)
    before = part(rule, now[0] - DAY)
    last = as_of
    while last + DAY <= now[-1] and on(last + DAY):
        last += DAY
    mine = [day for day in now if on(day)]
    meant = [day for day in before if on(day)]
    if meant and not any(day >= now[0] for day in given):
        unbroken, day = 0, as_of
        while day >= before[0] and on(day):
            unbroken += day <= before[-1]
            day -= DAY
        had = sum(1 for day in given if meant[0] <= day <= before[-1])
        if unbroken >= 30 and had < needed:
            return DueState.OVERDUE, before[-1]
    had = sum(1 for day in given if mine[0] <= day)
    return (DueState.MET if had >= needed else DueState.DUE), last
