"""Every duty and every rule without one has its paragraph, whatever somebody's history."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.policies import PolicyProfile
from desktop_app.domain.terms import (
    Category,
    DutyState,
    EndReason,
    LifeEventKind,
    Mode,
    Outcome,
    ResidenceKind,
    Tier,
    WillingnessKind,
)
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.facts import (
    CampaignFact,
    CategorySpanFact,
    EventFact,
    PauseFact,
    PersonFacts,
    ResidenceFact,
    TierOverride,
    VisitFact,
    WillingnessFact,
)
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.scheduling.why import WhyFile, why
from desktop_app.scheduling.why_parts import Why
from tests.examples import examples
from tests.scheduling.made_up import DAY, asked_days, books, days, people, person, shipped, visit

TODAY = date(2025, 11, 22)
profile_sets = st.sampled_from(range(5)).map(lambda at: books()[at])
events = st.lists(
    st.builds(
        lambda number, kind, on, later: EventFact(f"event{number}", kind, on, on + DAY * later),
        st.integers(0, 10**6),
        st.sampled_from([LifeEventKind.FALL, LifeEventKind.HOSPITAL_OUT, LifeEventKind.FIRE]),
        days,
        st.integers(0, 3),
    ),
    max_size=2,
    unique_by=lambda each: each.uid,
).map(tuple)
campaigns = st.lists(
    st.builds(
        lambda number, on, length: CampaignFact(
            f"round{number}", "寒潮走访", on, on + DAY * length, frozenset({Mode.IN_PERSON, Mode.PHONE})
        ),
        st.integers(0, 10**6),
        days,
        st.integers(0, 20),
    ),
    max_size=2,
    unique_by=lambda each: each.uid,
).map(tuple)
everybody = st.builds(
    lambda who, happened, rounds: replace(who, events=happened, campaigns=rounds), people, events, campaigns
)

pytestmark = pytest.mark.examples


def plain(text: str) -> str:
    return text


def told(who: PersonFacts, *profiles: str, on: date = TODAY) -> WhyFile:
    return why(who, RuleBook([shipped(each) for each in profiles]), Calendar(), on)


def paragraph(file: WhyFile, rule: str) -> tuple[Why, str]:
    (found,) = [each for each in file.entries if each.rule_id.split("/")[1] == rule][:1]
    return found, found.say(plain)


@settings(max_examples=examples(250), deadline=None)
@given(everybody, profile_sets, asked_days)
def test_every_duty_has_its_paragraph_and_every_rule_without_one_says_why(
    who: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date
) -> None:
    book = RuleBook(profiles)
    file = why(who, book, Calendar(), as_of)
    owed = {each.uid: each for each in duties(who, book, Calendar(), as_of)}
    with_duty = {each.duty.uid: each for each in file.entries if each.duty is not None}
    assert with_duty.keys() == owed.keys()
    for uid, entry in with_duty.items():
        assert (entry.state, entry.governing, entry.rule_id) == (
            owed[uid].state, owed[uid].governing, owed[uid].rule_id,
        )  # fmt: skip
        assert entry.owed
    silent = {each.rule_id for each in file.entries if each.duty is None}
    speaking = {each.rule_id for each in owed.values()}
    assert not silent & speaking
    assert {booked.id for booked in book.rules} <= silent | speaking
    switched_off = {
        f"{profile.id}/{rule.key}/{rule.version}"
        for profile in profiles
        for rule in profile.visit_rules
        if not rule.enabled
    }
    assert switched_off <= silent
    for profile in profiles:
        assert {
            f"{profile.id}/{rule.key}/{rule.version}" for rule in profile.event_rules
        } <= silent | speaking
    assert {f"campaign/{each.uid}" for each in who.campaigns} <= silent | speaking
    assert [each.governing for each in file.entries].count(True) == bool(owed)
    if owed:
        assert file.entries[0].governing


@settings(max_examples=examples(200), deadline=None)
@given(everybody, profile_sets, asked_days, st.randoms(use_true_random=False))
def test_the_text_is_whole_and_the_same_in_whatever_order_the_facts_come(
    who: PersonFacts, profiles: tuple[PolicyProfile, ...], as_of: date, chance: random.Random
) -> None:
    shuffled = replace(
        who,
        visits=tuple(chance.sample(who.visits, len(who.visits))),
        categories=tuple(chance.sample(who.categories, len(who.categories))),
        events=tuple(chance.sample(who.events, len(who.events))),
        campaigns=tuple(chance.sample(who.campaigns, len(who.campaigns))),
    )
    book = RuleBook(profiles)
    first, again = (why(each, book, Calendar(), as_of) for each in (who, shuffled))
    spoken = [each.say(plain) for each in (first.tier, *first.entries)]
    assert spoken == [each.say(plain) for each in (again.tier, *again.entries)]
    for text in spoken:
        assert text.endswith("。")
        assert "{" not in text
        assert "。。" not in text
        assert len(text) < 900
    for each in first.entries:
        assert each.title.say(plain)


def weekly(**facts: object) -> PersonFacts:
    return person(
        birth_on=date(1940, 3, 1),
        categories=(CategorySpanFact(Category.LIVING_ALONE, date(2024, 3, 1)),),
        **facts,
    )


def test_a_paragraph_names_rule_version_sentence_category_visit_and_window() -> None:
    who = weekly(visits=(visit("v1", date(2025, 11, 11)),))
    entry, text = paragraph(told(who, "inner-mongolia-2022"), "high-weekly")
    assert entry.governing
    assert entry.state is DutyState.OVERDUE
    for part in (
        "规则：高风险对象每周走访，每7天一次（内蒙古2022年意见，第1版，自2022年6月23日起执行）。",
        "依据：“重大变故发生后24小时内走访到位，平时每周走访不少于一次”（《北方新报》2022年6月23日，报道转述",
        "符合条件：等级高风险",
        "最近一次算数的探访：11月11日上门，见到本人。",
        "11月12日至11月18日任何一天探访都算",
        "已逾期4天。",
    ):
        assert part in text


def test_the_tier_names_the_category_with_its_days_and_the_sentence() -> None:
    text = told(weekly(), "inner-mongolia-2022").tier.say(plain)
    for part in (
        "风险等级高风险",
        "80岁以上独居",
        "独居（自2024年3月1日）",
        "85周岁",
        "80岁以上独居、空巢、留守老年人",
    ):
        assert part in text


def test_attempts_that_did_not_count_are_named_with_the_reason() -> None:
    who = weekly(
        visits=(
            visit("v1", date(2025, 11, 11)),
            visit("v2", date(2025, 11, 14), Mode.PHONE, Outcome.COULD_NOT_REACH),
            VisitFact("v3", date(2025, 11, 15), Mode.IN_PERSON, Outcome.NOT_AT_HOME),
        )
    )
    _entry, text = paragraph(told(who, "inner-mongolia-2022"), "high-weekly")
    assert "11月14日电话，无人应答（未见到本人，不计）、11月15日上门，不在家（未见到本人，不计）" in text


def test_a_long_row_of_attempts_is_counted_not_listed() -> None:
    tried = tuple(
        visit(f"t{n}", date(2025, 11, 1) + DAY * n, Mode.PHONE, Outcome.COULD_NOT_REACH) for n in range(7)
    )
    _entry, text = paragraph(told(weekly(visits=tried), "inner-mongolia-2022"), "high-weekly")
    assert "以及更早的3次" in text
    assert "在册以来还没有算数的探访" in text


def test_who_is_not_named_by_a_rule_reads_what_it_asks_for_and_what_is_so() -> None:
    who = person(categories=(CategorySpanFact(Category.EMPTY_NEST, None, date(2025, 5, 31)),))
    entry, text = paragraph(told(who, "inner-mongolia-2022"), "high-weekly")
    assert not entry.owed
    assert entry.state is None
    assert "不要求探访：须等级为高风险；现为75周岁、等级一般、没有类别标签。" in text


def test_a_category_that_has_ended_is_named_with_its_last_day() -> None:
    who = person(categories=(CategorySpanFact(Category.EMPTY_NEST, date(2025, 1, 2), date(2025, 5, 31)),))
    _entry, text = paragraph(told(who, "chifeng-2023-42-urban"), "special-monthly")
    assert "空巢（2025年1月2日至2025年5月31日）已经结束" in text
    assert "须属特殊困难老年人（空巢" in text


def test_younger_than_sixty_and_off_the_register_are_said_before_anything_else() -> None:
    young = person(birth_on=date(1966, 4, 9), categories=(CategorySpanFact(Category.LIVING_ALONE),))
    _entry, text = paragraph(told(young, "inner-mongolia-2022"), "high-weekly")
    assert text.startswith("不要求探访：未满60周岁，2026年4月9日满60周岁后才列入。")
    gone = weekly(ended_on=date(2025, 6, 1), ended_because=EndReason.MOVED_OUT)
    _entry, text = paragraph(told(gone, "inner-mongolia-2022"), "high-weekly")
    assert text.startswith("不要求探访：2025年6月1日起不在册（迁出）。")


def test_a_pause_says_until_when_in_the_paragraph_of_its_duty() -> None:
    paused = weekly(pauses=(PauseFact(date(2025, 11, 1), date(2025, 12, 31), "随子女外出"),))
    entry, text = paragraph(told(paused, "inner-mongolia-2022"), "high-weekly")
    assert entry.state is DutyState.WAIVED
    assert "随子女外出" in text


def test_a_wish_to_be_phoned_only_is_said() -> None:
    shy = weekly(willingness=(WillingnessFact(WillingnessKind.PHONE_ONLY, date(2025, 10, 1)),))
    _entry, text = paragraph(told(shy, "inner-mongolia-2022"), "high-weekly")
    assert "本人10月1日表示只接受电话问候" in text


def test_a_tier_set_by_people_says_since_when_and_that_proposals_do_not_count() -> None:
    text = told(
        person(tier_overrides=(TierOverride(Tier.KEY, date(2025, 8, 1)),)), "inner-mongolia-2022"
    ).tier.say(plain)
    assert "等级由人认定（自2025年8月1日）" in text
    assert "建议未经批准不算" in text


def test_an_event_rule_without_an_event_names_the_events_it_waits_for() -> None:
    entry, text = paragraph(told(weekly(), "inner-mongolia-2022"), "major-event")
    assert not entry.owed
    assert "没有登记丧偶或丧亲、跌倒受伤" in text


def test_the_days_in_hospital_are_a_duty_that_is_waived_not_a_silence() -> None:
    away = weekly(residences=(ResidenceFact(ResidenceKind.HOSPITAL, date(2025, 11, 10)),))
    entry, text = paragraph(told(away, "inner-mongolia-2022"), "high-weekly")
    assert entry.state is DutyState.WAIVED
    assert "住院" in text


def test_an_event_names_when_it_happened_and_became_known_and_by_when_somebody_must_be_there() -> None:
    fall = EventFact("fall", LifeEventKind.FALL, date(2025, 11, 20), date(2025, 11, 21), "18:30", "08:10")
    entry, text = paragraph(told(weekly(events=(fall,)), "inner-mongolia-2022"), "major-event")
    assert (entry.owed, entry.about) == (True, "fall")
    for part in (
        "起因：11月20日 18:30 跌倒受伤（11月21日得知）；得知时为85周岁",
        "11月20日至11月21日 18:30任何一天探访都算",
        "重大变故发生后24小时内走访到位",
    ):
        assert part in text


def test_a_visit_for_a_campaign_that_is_counted_apart_is_named_as_such() -> None:
    apart = VisitFact("v9", date(2025, 11, 20), Mode.IN_PERSON, Outcome.MET_IN_PERSON, None, True)
    _entry, text = paragraph(told(weekly(visits=(apart,)), "inner-mongolia-2022"), "high-weekly")
    assert "11月20日上门，见到本人（专项探访，单独计数）" in text


def test_a_campaign_says_its_days_and_modes_and_when_it_is_over() -> None:
    cold = CampaignFact("c1", "寒潮走访", date(2025, 11, 20), date(2025, 11, 24), frozenset({Mode.PHONE}))
    entry, text = paragraph(told(weekly(campaigns=(cold,)), "inner-mongolia-2022"), "c1")
    assert entry.owed
    assert "专项探访“寒潮走访”：11月20日至11月24日，以电话探访一次。" in text
    past = replace(cold, from_on=date(2024, 1, 3), to_on=date(2024, 1, 5))
    entry, text = paragraph(told(weekly(campaigns=(past,)), "inner-mongolia-2022"), "c1")
    assert not entry.owed


def test_the_share_in_person_says_that_a_call_does_not_do() -> None:
    profile = shipped("inner-mongolia-2022")
    monthly = next(rule for rule in profile.visit_rules if rule.key == "key-monthly")
    profile = replace(profile, visit_rules=(replace(monthly, on_site=monthly.every),))
    who = person(
        categories=(CategorySpanFact(Category.INCAPACITATED),),
        visits=(visit("v1", date(2025, 11, 12), Mode.PHONE, Outcome.MET_REMOTELY),),
    )
    file = why(who, RuleBook([profile]), Calendar(), TODAY)
    entry = next(each for each in file.entries if each.rule_id.endswith("/on-site"))
    assert entry.title.say(plain).endswith("其中上门")
    assert "11月12日电话，通话到本人（电话不算，此规则要上门）" in entry.say(plain)
