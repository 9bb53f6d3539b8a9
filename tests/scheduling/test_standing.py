"""What a person is on a day, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from desktop_app.domain.policies import Condition, EventRule
from desktop_app.domain.terms import Category, LifeEventKind, Tier
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.facts import CategorySpanFact, EventFact, PersonFacts, TierOverride
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.scheduling.standing import categories_on, tier_of
from tests.scheduling.made_up import event_rule, person, shipped

BOOK = RuleBook([shipped("chifeng-2023-42-pastoral"), shipped("inner-mongolia-2022")])
ON = date(2025, 6, 1)


def tier(someone: PersonFacts, on: date = ON, book: RuleBook = BOOK) -> tuple[Tier, str]:
    level, reason = tier_of(someone, book, on)
    return level, reason.say(lambda text: text)


def has(*categories: Category, **facts: Any) -> PersonFacts:
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


# raised by a life event -------------------------------------------------------------------------------

FELL = EventFact("event1", LifeEventKind.FALL, date(2025, 5, 20), date(2025, 5, 22))


def raising(*rules: EventRule) -> RuleBook:
    overlay = shipped("inner-mongolia-2022")
    return RuleBook([shipped("chifeng-2023-42-pastoral"), replace(overlay, event_rules=rules)])


def two_weeks(**more: Any) -> RuleBook:
    return raising(
        event_rule("up", None, Condition(special=True), **({"raises_to": Tier.HIGH, "raise_days": 14} | more))
    )


def test_an_event_raises_the_tier_from_the_day_it_is_known_for_so_many_days_from_the_event() -> None:
    someone = has(Category.LIVING_ALONE, events=(FELL,))
    told = {
        day: tier(someone, date(2025, *day), two_weeks())[0] for day in [(5, 21), (5, 22), (6, 2), (6, 3)]
    }
    assert told == {(5, 21): Tier.GENERAL, (5, 22): Tier.HIGH, (6, 2): Tier.HIGH, (6, 3): Tier.GENERAL}
    assert tier(someone, date(2025, 6, 1), two_weeks())[1] == "5月20日跌倒受伤 → 高风险（内蒙古2022年意见）"


def test_an_event_never_lowers_a_tier_and_yields_to_people() -> None:
    old = has(Category.LIVING_ALONE, birth_on=date(1940, 1, 1), events=(FELL,))
    assert tier(old, ON, two_weeks(raises_to=Tier.KEY)) == (
        Tier.HIGH,
        "80岁以上独居 → 高风险（内蒙古2022年意见）",
    )
    chosen = has(Category.LIVING_ALONE, events=(FELL,), tier_overrides=(TierOverride(Tier.GENERAL),))
    assert tier(chosen, ON, two_weeks()) == (Tier.GENERAL, "一般（人工认定）")


def test_an_event_raises_only_whom_its_rule_means_while_it_is_in_force() -> None:
    assert tier(has(events=(FELL,)), ON, two_weeks())[0] is Tier.GENERAL
    alone = has(Category.LIVING_ALONE, events=(FELL,))
    assert tier(alone, ON, two_weeks(valid_to=date(2025, 5, 19)))[0] is Tier.GENERAL
    assert tier(alone, ON, two_weeks(valid_from=date(2025, 5, 20)))[0] is Tier.HIGH
    assert tier(alone, ON, two_weeks(enabled=False))[0] is Tier.GENERAL
    assert tier(alone, ON, two_weeks(events=(LifeEventKind.FIRE,)))[0] is Tier.GENERAL
    assert tier(alone, ON, two_weeks(raise_days=0))[0] is Tier.GENERAL


def test_of_several_events_the_strictest_raise_holds_and_of_equal_ones_the_last_speaks() -> None:
    fire = EventFact("event2", LifeEventKind.FIRE, date(2025, 5, 25), date(2025, 5, 25))
    both = has(Category.LIVING_ALONE, events=(fire, FELL))
    assert tier(both, ON, two_weeks())[1].startswith("5月25日火灾 → 高风险")
    assert tier(both, date(2025, 6, 5), two_weeks())[0] is Tier.HIGH
    book = raising(
        event_rule(
            "fall",
            None,
            Condition(special=True),
            raises_to=Tier.HIGH,
            raise_days=30,
            events=(LifeEventKind.FALL,),
        ),
        event_rule(
            "fire",
            None,
            Condition(special=True),
            raises_to=Tier.KEY,
            raise_days=30,
            events=(LifeEventKind.FIRE,),
        ),
    )
    assert tier(both, ON, book)[1].startswith("5月20日跌倒受伤 → 高风险")


def test_a_raised_tier_brings_its_rhythm_and_takes_it_away_again() -> None:
    someone = has(Category.LIVING_ALONE, registered_on=date(2025, 5, 1), events=(FELL,))

    def weekly(day: date) -> list[str]:
        found = duties(someone, two_weeks(), Calendar(), day)
        return [each.reason.say(str) for each in found if "high-weekly" in each.rule_id]

    assert weekly(date(2025, 5, 21)) == weekly(date(2025, 6, 3)) == []
    assert weekly(date(2025, 5, 23)) == [
        "5月20日跌倒受伤 → 高风险 → 每7天一次（内蒙古2022年意见）；尚无有效探访；最迟 5月29日"
    ]
