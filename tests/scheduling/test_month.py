"""A month's verdict for one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from desktop_app.domain.outcomes import ExemptReason
from desktop_app.domain.policies import MONTHLY, Condition
from desktop_app.domain.terms import Category, LifeEventKind, Mode, Outcome, ReachKind, ResidenceKind, Tier
from desktop_app.scheduling.facts import (
    CampaignFact,
    CategorySpanFact,
    EventFact,
    PersonFacts,
    ResidenceFact,
    WaiverFact,
)
from desktop_app.scheduling.month import MonthVerdict, owed_in_month
from desktop_app.scheduling.rulebook import RuleBook
from tests.scheduling.made_up import event_rule, odd_profile, person, shipped, visit

BOTH = RuleBook([shipped("chifeng-2023-42-pastoral"), shipped("inner-mongolia-2022")])
ALONE = (CategorySpanFact(Category.LIVING_ALONE),)
OLD = date(1940, 5, 1)


def june(someone: PersonFacts, as_of: date | None = None) -> MonthVerdict:
    return owed_in_month(someone, BOTH, 2025, 6, as_of=as_of)


def test_who_is_in_special_difficulty_is_owed_one_visit_a_month() -> None:
    assert june(person(categories=ALONE)) == MonthVerdict(True, True, False, 0, 1)
    seen = person(categories=ALONE, visits=(visit("v1", date(2025, 6, 30)),))
    assert june(seen) == MonthVerdict(True, True, True, 1, 1)


def test_only_visits_made_in_the_month_count_for_it() -> None:
    around = (visit("v1", date(2025, 5, 31)), visit("v2", date(2025, 7, 1)))
    assert june(person(categories=ALONE, visits=around)).counted_visits == 0


def test_while_the_month_runs_only_what_is_known_counts() -> None:
    someone = person(categories=ALONE, visits=(visit("v1", date(2025, 6, 20)),))
    assert not june(someone, as_of=date(2025, 6, 19)).visited
    assert june(someone, as_of=date(2025, 6, 20)).visited


def test_weekly_visits_are_required_four_times_a_month_but_one_makes_the_rate() -> None:
    someone = person(birth_on=OLD, categories=ALONE, visits=(visit("v1", date(2025, 6, 2)),))
    verdict = june(someone)
    assert (verdict.required_count, verdict.counted_visits, verdict.visited) == (4, 1, True)


def test_who_died_or_moved_in_the_month_was_not_owed() -> None:
    gone = person(categories=ALONE, ended_on=date(2025, 6, 20), visits=(visit("v1", date(2025, 6, 3)),))
    assert june(gone) == MonthVerdict(False, False, False, 1, 0)
    found_dead = person(categories=ALONE, visits=(visit("v1", date(2025, 6, 3), outcome=Outcome.DECEASED),))
    assert not june(found_dead).owed


def test_who_was_in_hospital_to_the_end_is_exempt_unless_visited_before() -> None:
    bed = (ResidenceFact(ResidenceKind.HOSPITAL, date(2025, 6, 10)),)
    assert june(person(categories=ALONE, residences=bed)) == MonthVerdict(
        False, True, False, 0, 1, ExemptReason.IN_HOSPITAL
    )
    before = person(categories=ALONE, residences=bed, visits=(visit("v1", date(2025, 6, 3)),))
    assert june(before) == MonthVerdict(True, True, True, 1, 1)


def test_who_was_away_when_visited_is_exempt_for_that_month_only() -> None:
    someone = person(categories=ALONE, visits=(visit("v1", date(2025, 6, 3), Mode.PHONE, Outcome.AWAY),))
    assert june(someone).exempt_reason is ExemptReason.AWAY
    assert owed_in_month(someone, BOTH, 2025, 7).owed


def test_an_attempt_is_no_visit() -> None:
    someone = person(categories=ALONE, visits=(visit("v1", date(2025, 6, 3), outcome=Outcome.NOT_AT_HOME),))
    assert june(someone) == MonthVerdict(True, True, False, 0, 1)


def test_a_visit_to_somebody_owed_nothing_is_counted_all_the_same() -> None:
    assert june(person(visits=(visit("v1", date(2025, 6, 3)),))) == MonthVerdict(False, False, False, 1, 0)


def test_a_quarterly_visit_is_owed_in_the_last_month_unless_made_before() -> None:
    book = RuleBook([odd_profile()])
    plain = (CategorySpanFact(Category.PREFERENTIAL),)
    someone = person(birth_on=date(1943, 1, 1), categories=plain)
    assert [owed_in_month(someone, book, 2025, month).required_count for month in (4, 5, 6)] == [0, 0, 1]
    seen = person(birth_on=date(1943, 1, 1), categories=plain, visits=(visit("v1", date(2025, 4, 8)),))
    assert [owed_in_month(seen, book, 2025, month).required_count for month in (4, 5, 6)] == [0, 0, 0]


# decisions, reach, visits made apart, events ------------------------------------------------------------

MONTHLY_RULE = "chifeng-2023-42-pastoral/special-monthly"


def test_a_decision_about_the_only_rule_takes_the_person_out_and_one_about_another_does_not() -> None:
    def decided(about: str, *, cancels: bool) -> MonthVerdict:
        waiver = WaiverFact(date(2025, 6, 1), date(2025, 6, 30), "", about, cancels)
        return owed_in_month(
            person(categories=ALONE, waivers=(waiver,)),
            RuleBook([shipped("chifeng-2023-42-pastoral")]),
            2025,
            6,
        )

    for cancels in (False, True):
        for about in ("", MONTHLY_RULE):
            assert decided(about, cancels=cancels) == MonthVerdict(
                False, True, False, 0, 1, ExemptReason.WAIVED
            )
        assert decided("other/rule", cancels=cancels).owed


def test_a_rule_lifted_alone_leaves_the_month_to_the_others() -> None:
    waiver = WaiverFact(date(2025, 6, 1), date(2025, 6, 30), "", "inner-mongolia-2022/high-weekly")
    someone = person(birth_on=OLD, categories=ALONE, waivers=(waiver,))
    assert june(someone) == MonthVerdict(True, True, False, 0, 1)
    called = visit("v1", date(2025, 6, 3), Mode.PHONE, Outcome.MET_REMOTELY)
    assert june(replace(someone, visits=(called,))).visited


def test_where_somebody_lives_decides_what_counts_for_the_month() -> None:
    told = visit("v1", date(2025, 6, 3), Mode.PHONE, Outcome.SEEN_BY_THIRD_PARTY)
    for reach, visited in ((None, False), (ReachKind.LOCAL, True)):
        stay = ResidenceFact(ResidenceKind.PASTURE, date(2025, 6, 1), None, reach)
        for categories in (ALONE, ()):
            verdict = june(person(categories=categories, residences=(stay,), visits=(told,)))
            assert (verdict.counted_visits, verdict.visited) == (visited, visited and bool(categories))


def test_a_visit_made_apart_counts_for_no_month() -> None:
    made = visit("v1", date(2025, 6, 3), apart=True)
    assert june(person(categories=ALONE, visits=(made,))) == MonthVerdict(True, True, False, 0, 1)
    assert june(person(visits=(made,))).counted_visits == 0


def test_an_event_or_a_campaign_alone_makes_no_month_owed_but_a_raised_tier_asks_for_its_visits() -> None:
    fell = EventFact("event1", LifeEventKind.FALL, date(2025, 6, 10), date(2025, 6, 10))
    campaign = CampaignFact(
        "round1", "防汛探访", date(2025, 6, 1), date(2025, 6, 30), frozenset({Mode.IN_PERSON})
    )
    assert not june(person(events=(fell,), campaigns=(campaign,))).owed
    rule = event_rule("up", None, Condition(special=True), raises_to=Tier.HIGH, raise_days=30)
    overlay = replace(shipped("inner-mongolia-2022"), event_rules=(rule,))
    book = RuleBook([shipped("chifeng-2023-42-pastoral"), overlay])
    someone = person(categories=ALONE, events=(fell,))
    told = [owed_in_month(someone, book, 2025, 6, as_of=date(2025, 6, day)) for day in (9, 10)]
    assert [each.required_count for each in told] == [1, 3]


def test_a_visit_in_person_besides_is_part_of_the_month_where_the_rule_asks_for_it_monthly() -> None:
    pastoral = shipped("chifeng-2023-42-pastoral")
    (rule,) = [rule for rule in pastoral.visit_rules if f"{pastoral.id}/{rule.key}" == MONTHLY_RULE]
    book = RuleBook([replace(pastoral, visit_rules=(replace(rule, on_site=MONTHLY),))])
    called = visit("v1", date(2025, 6, 3), Mode.PHONE, Outcome.MET_REMOTELY)
    there = visit("v2", date(2025, 6, 9))
    assert not owed_in_month(person(categories=ALONE, visits=(called,)), book, 2025, 6).visited
    assert owed_in_month(person(categories=ALONE, visits=(called, there)), book, 2025, 6).visited
