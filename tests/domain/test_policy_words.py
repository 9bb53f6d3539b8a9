"""Every rule in plain words, as a township officer would say it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from desktop_app.domain.phrases import Phrase
from desktop_app.domain.policies import Condition
from desktop_app.domain.policy_schema import parse_profile
from desktop_app.domain.policy_words import condition_text, rule_words, who_words
from desktop_app.domain.terms import Category, Tier
from tests.domain.test_policies import profile, rule
from tests.domain.test_policies_broken import SOUND
from tests.domain.test_policies_shipped import shipped


def said(words: Phrase) -> str:
    return words.say(lambda text: text)


def words_of(**changes: Any) -> str:
    (only,) = parse_profile(profile(visit_rules=[rule(**changes)])).visit_rules
    return said(rule_words(only))


def test_a_visit_rule_says_who_how_often_what_counts_and_what_follows() -> None:
    weekly, ten_days = parse_profile(tomllib.loads(SOUND)).visit_rules
    assert said(rule_words(weekly)) == (
        "高风险对象：每7天一次，上门、电话、视频都算；到期前2天提醒；"
        "未见到本人的，依次：1天后换时间再访、平安预警；首次未见到本人后满48小时仍无消息即平安预警"
    )
    assert said(rule_words(ten_days)).startswith(
        "高风险对象：每10天一次，上门、电话、视频都算，其中上门每月一次；未见到本人的"
    )


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"modes": ["in_person"], "outcomes": ["met_in_person"]}, "每月一次，只算上门，须见到本人；"),
        ({"outcomes": ["met_in_person", "seen_by_third_party"]}, "都算，结果为见到本人、他人代述的有效；"),
        ({"target_day": 20}, "；宜在当月20日前；"),
        ({"every": {"kind": "calendar", "unit": "quarter"}, "target_day": 75}, "；宜在当季第75天前；"),
        ({"every": {"kind": "rolling", "days": 10}, "target_day": 6}, "：每10天一次，上门、电话、视频都算；宜在第6天前；"),
        ({"grace_days": 4}, "；期满后宽限4天；"),
    ],
)  # fmt: skip
def test_what_a_rule_sets_is_said(changes: dict[str, Any], part: str) -> None:
    assert part in words_of(**changes)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition(min_age=60), "60岁以上老年人"),
        (Condition(min_age=60, max_age=79), "60至79岁老年人"),
        (Condition(max_age=79, special=True), "79岁及以下特殊困难老年人"),
        (Condition(any_category=(Category.LIVING_ALONE, Category.EMPTY_NEST), min_age=80), "80岁以上独居、空巢老年人"),
        (Condition(any_category=(Category.DEMENTIA,), special=True), "属特殊困难的失智老年人"),
        (Condition(all_categories=(Category.DEMENTIA, Category.LIVING_ALONE)), "同时是失智、独居的老年人"),
        (Condition(tiers=(Tier.HIGH, Tier.KEY)), "高风险、重点对象"),
        (Condition(tiers=(Tier.HIGH,), any_category=(Category.DEMENTIA,)), "高风险对象中失智的"),
        (Condition(special=True, none_of=(Category.PREFERENTIAL,)), "特殊困难老年人（不含优抚）"),
    ],
)  # fmt: skip
def test_who_is_meant_is_said(condition: Condition, words: str) -> None:
    assert said(condition_text(condition)) == words


def test_several_conditions_are_joined() -> None:
    both = (Condition(min_age=90), Condition(any_category=(Category.DEMENTIA,)))
    assert said(who_words(both)) == "90岁以上老年人，或失智老年人"


def test_events_tiers_proposals_campaigns_services_targets_and_lists_are_said() -> None:
    overlay, pastoral = shipped("inner-mongolia-2022"), shipped("chifeng-2023-42-pastoral")
    event, raising = overlay.event_rules
    assert said(rule_words(event)).endswith("、住院、出院：24小时内走访，只算上门，须见到本人")
    assert said(rule_words(raising)).endswith("、住院、出院：其后14天内按高风险走访")
    both = parse_profile(tomllib.loads(SOUND)).event_rules[0]
    assert said(rule_words(both)) == (
        "特殊困难老年人遇跌倒受伤、火灾：24小时内走访，只算上门，须见到本人；其后14天内按高风险走访"
    )
    assert said(rule_words(overlay.tiers[0])) == "80岁以上独居、空巢、留守老年人，或高危慢病老年人：高风险"
    assert said(rule_words(overlay.tier_proposals[0])) == (
        "90天内2次发现紧急、隐患问题的，建议调为高风险，由乡镇（街道）认定"
    )
    assert said(rule_words(pastoral.campaigns[0])) == (
        "转场前7天内，7天内走访60岁以上老年人；上门、电话、视频都算；计入日常探访"
    )
    assert said(rule_words(shipped("chifeng-2022-56").due_services[0])) == (
        "65岁以上老年人：每年2次（每半年1次）"
    )
    targets = {each.key: said(rule_words(each)) for each in pastoral.indicators}
    assert targets["standard_health_management_rate_65"].endswith("：2025年不低于61%")
    assert said(rule_words(pastoral.category_lists[1])) == "空巢、留守；计为特殊困难"
    assert said(rule_words(pastoral.wording[1])).startswith("特殊困难老年人，是指")
