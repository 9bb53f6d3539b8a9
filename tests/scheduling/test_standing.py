"""What a person is on a day, and why."""

from __future__ import annotations

from datetime import date

from desktop_app.domain.terms import Category, Tier
from desktop_app.scheduling.facts import CategorySpanFact, PersonFacts, TierOverride
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.scheduling.standing import categories_on, tier_of
from tests.scheduling.made_up import person, shipped

BOOK = RuleBook([shipped("chifeng-2023-42-pastoral"), shipped("inner-mongolia-2022")])
ON = date(2025, 6, 1)


def tier(someone: PersonFacts, on: date = ON, book: RuleBook = BOOK) -> tuple[Tier, str]:
    level, reason = tier_of(someone, book, on)
    return level, reason.say(lambda text: text)


def has(*categories: Category, **facts: object) -> PersonFacts:
    return person(categories=tuple(CategorySpanFact(category) for category in categories), **facts)


def test_living_alone_is_high_risk_from_80_on() -> None:
    assert tier(has(Category.LIVING_ALONE, birth_on=date(1945, 6, 1))) == (
        Tier.HIGH,
        "80岁以上独居 → 高风险（内蒙古2022年意见）",
    )
    assert tier(has(Category.LIVING_ALONE, birth_on=date(1945, 6, 2))) == (
        Tier.GENERAL,
        "独居 → 一般（内蒙古2022年意见）",
    )


def test_the_incapacitated_are_a_key_matter_and_the_strictest_tier_wins() -> None:
    assert tier(has(Category.INCAPACITATED)) == (Tier.KEY, "失能 → 重点（内蒙古2022年意见）")
    assert tier(has(Category.INCAPACITATED, Category.HIGH_RISK_DISEASE)) == (
        Tier.HIGH,
        "高危慢病 → 高风险（内蒙古2022年意见）",
    )


def test_a_tier_set_by_people_holds_in_its_time() -> None:
    someone = has(
        Category.INCAPACITATED, tier_overrides=(TierOverride(Tier.HIGH, date(2025, 5, 1), date(2025, 6, 1)),)
    )
    assert tier(someone, date(2025, 4, 30))[0] is Tier.KEY
    assert tier(someone, date(2025, 6, 1)) == (Tier.HIGH, "高风险（人工认定）")
    assert tier(someone, date(2025, 6, 2))[0] is Tier.KEY


def test_without_any_rule_everybody_is_general() -> None:
    bare = RuleBook([shipped("chifeng-2022-56")])
    assert tier(has(Category.INCAPACITATED), book=bare) == (Tier.GENERAL, "一般（没有符合更高等级的条件）")


def test_before_a_profile_comes_into_force_it_gives_no_tier() -> None:
    assert tier(has(Category.INCAPACITATED), date(2022, 6, 22))[0] is Tier.GENERAL


def test_old_age_follows_from_the_birth_date_and_categories_from_their_days() -> None:
    someone = person(
        birth_on=date(1944, 2, 29),
        categories=(CategorySpanFact(Category.EMPTY_NEST, date(2024, 3, 1), date(2024, 3, 31)),),
    )
    assert categories_on(someone, BOOK, date(2024, 2, 28)) == frozenset()
    assert categories_on(someone, BOOK, date(2024, 2, 29)) == {Category.OLDEST_OLD}
    assert categories_on(someone, BOOK, date(2024, 3, 31)) == {Category.OLDEST_OLD, Category.EMPTY_NEST}
    assert categories_on(someone, BOOK, date(2024, 4, 1)) == {Category.OLDEST_OLD}
