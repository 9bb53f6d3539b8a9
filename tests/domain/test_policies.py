"""A policy file is checked as a whole, and every problem is named with its place in plain words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from desktop_app.domain.policies import MONTHLY, QUARTERLY, Every, PeriodUnit
from desktop_app.domain.policy_schema import PolicyRefused, parse_profile
from desktop_app.domain.terms import Category, Mode, Outcome

SOURCE = {"document": "试〔2024〕1号", "sentence": "每月走访一次。"}


def rule(**changes: Any) -> dict[str, Any]:
    base = {
        "key": "monthly",
        "title": "每月",
        "who": {"special": True},
        "every": {"kind": "calendar", "unit": "month"},
        "source": SOURCE,
    }
    return {key: value for key, value in (base | changes).items() if value is not None}


def profile(**changes: Any) -> dict[str, Any]:
    base = {
        "id": "trial",
        "title": "试行方案",
        "short_title": "试行",
        "document": "试〔2024〕1号",
        "document_title": "试行方案",
        "issued_on": date(2024, 1, 1),
        "region": "1504",
        "valid_from": date(2024, 1, 1),
        "visit_rules": [rule()],
    }
    return {key: value for key, value in (base | changes).items() if value is not None}


def problems(data: dict[str, Any]) -> list[str]:
    with pytest.raises(PolicyRefused) as refused:
        parse_profile(data)
    return [str(each) for each in refused.value.details["problems"]]  # type: ignore[attr-defined]  # a tuple


def test_a_short_profile_is_read_with_what_counts_by_default() -> None:
    (only,) = parse_profile(profile()).visit_rules
    assert only.every == MONTHLY
    assert only.modes == {Mode.IN_PERSON, Mode.PHONE, Mode.VIDEO}
    assert only.outcomes == {Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY}
    assert (only.enabled, only.version, only.valid_from, only.valid_to) == (True, 1, date(2024, 1, 1), None)


def test_a_missing_rhythm_is_named_with_its_rule() -> None:
    assert problems(profile(visit_rules=[rule(every=None)])) == ["visit_rules[1].every: 缺少周期"]


def test_all_problems_are_reported_at_once_in_the_order_of_the_file() -> None:
    found = problems(
        profile(
            id=None,
            visit_rules=[
                rule(who={"any_category": ["alone"]}, retry_days=0),
                rule(key="two", source=None, valid_to=date(2023, 1, 1)),
            ],
        )
    )
    assert [each.split(":")[0] for each in found] == [
        "id",
        "visit_rules[1].who.any_category[1]",
        "visit_rules[1].who",
        "visit_rules[1].retry_days",
        "visit_rules[2].valid_to",
        "visit_rules[2].source",
    ]
    assert "不认识的类别“alone”，可用：living_alone" in found[1]
    assert found[3].endswith("再访天数应为 1 至 60 的整数")
    assert found[5].endswith("缺少来源")


def test_the_refusal_says_what_happened_and_what_to_do() -> None:
    with pytest.raises(PolicyRefused) as refused:
        parse_profile(profile(title=""))
    error = refused.value
    assert error.what.format(**error.details) == ("政策方案“trial”有 1 处问题：\ntitle: 名称应为不空的文字")
    assert error.exit_code == 2


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"region": "赤峰"}, "region: 适用地区应为区划代码的前几位数字，全国留空"),
        ({"issued_on": "2024-01-01"}, "issued_on: 发文日期应为日期，如 2023-08-25"),
        ({"valid_to": date(2023, 1, 1)}, "valid_to: 失效日期早于施行日期"),
        ({"visit_rules": "每月"}, "visit_rules: 探访规则应为表的列表"),
        ({"visit_rules": [rule(), rule()]}, "visit_rules[2].key: 代号“monthly/1”重复"),
        ({"visit_rules": [rule(who=None)]}, "visit_rules[1].who: 缺少对象条件"),
        ({"visit_rules": [rule(who={"min_age": 80, "max_age": 70})]}, "visit_rules[1].who.max_age: 最高年龄小于最低年龄"),
        (
            {"visit_rules": [rule(every={"kind": "weekly"})]},
            "visit_rules[1].every.kind: 周期类型应为 calendar（按自然月或季度）或 rolling（按连续天数）",
        ),
        (
            {"visit_rules": [rule(every={"kind": "calendar", "unit": "week"})]},
            "visit_rules[1].every.unit: 周期单位应为 month（月）或 quarter（季度）",
        ),
        ({"visit_rules": [rule(every={"kind": "rolling"})]}, "visit_rules[1].every.days: 缺少天数"),
        ({"visit_rules": [rule(outcomes=["refused"])]}, "visit_rules[1].outcomes: “拒访”没有探访到本人，不能计为有效探访"),
        ({"visit_rules": [rule(modes=[])]}, "visit_rules[1].modes: 没有写明哪些探访方式有效"),
        ({"visit_rules": [rule(enabled="yes")]}, "visit_rules[1].enabled: 是否启用应为 true 或 false"),
        ({"visit_rules": [rule(source={"document": "某文件"})]}, "visit_rules[1].source.sentence: 缺少来源原句"),
        (
            {"tiers": [{"tier": "high", "title": "高", "who": {"tiers": ["key"]}, "source": SOURCE}]},
            "tiers[1].who.tiers: 风险等级的条件里不能再用风险等级",
        ),
        (
            {"category_lists": [{"key": "a", "title": "甲", "categories": [], "source": SOURCE}]},
            "category_lists[1].categories: 类别清单是空的",
        ),
        (
            {"indicators": [{"key": "a", "title": "甲", "use": "manual", "targets": {"2025": 61.5}, "source": SOURCE}]},
            'indicators[1].targets.2025: 目标值应为数字，小数写成文字，如 "61.5"',
        ),
        (
            {"indicators": [{"key": "a", "title": "甲", "use": "manual", "targets": {"明年": "1"}, "source": SOURCE}]},
            "indicators[1].targets.明年: 年份应为四位数字",
        ),
    ],
)  # fmt: skip
def test_each_mistake_has_its_own_plain_sentence(changes: dict[str, Any], expected: str) -> None:
    assert problems(profile(**changes)) == [expected]


def test_an_empty_condition_is_refused_because_it_would_mean_everybody() -> None:
    (found,) = problems(profile(visit_rules=[rule(who={})]))
    assert found.startswith("visit_rules[1].who: 对象条件是空的")


def test_several_conditions_mean_any_of_them() -> None:
    (only,) = parse_profile(
        profile(visit_rules=[rule(who=[{"any_category": ["dementia"]}, {"min_age": 80}])])
    ).visit_rules
    assert [each.any_category for each in only.who] == [(Category.DEMENTIA,), ()]
    assert only.who[1].min_age == 80


def test_rhythms_are_said_in_words() -> None:
    said = [every.words.say(lambda text: text) for every in (MONTHLY, QUARTERLY, Every(PeriodUnit.DAYS, 7))]
    assert said == ["每月一次", "每季度一次", "每7天一次"]
