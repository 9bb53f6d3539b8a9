"""A rule file broken in many ways: each time one clear sentence that names the place and what is allowed."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from desktop_app.domain.policy_schema import PolicyRefused, parse_profile
from desktop_app.domain.terms import LifeEventKind

SOUND = """
id = "trial"
title = "试行方案"
short_title = "试行"
document = "试〔2024〕1号"
document_title = "试行方案"
issued_on = 2024-01-01
region = "1504"
valid_from = 2024-01-01

[[category_lists]]
key = "objects"
title = "探访对象"
special = true
categories = ["living_alone", "left_behind"]
source = { document = "试〔2024〕1号", sentence = "探访独居、留守老年人。" }

[[tiers]]
tier = "high"
title = "高风险对象"
who = { any_category = ["living_alone"], min_age = 80 }
source = { document = "试〔2024〕1号", sentence = "80岁以上独居的为高风险。" }

[[tiers]]
tier = "key"
title = "重点对象"
who = { any_category = ["incapacitated"] }
source = { document = "试〔2024〕1号", sentence = "失能的为重点。" }

[[visit_rules]]
key = "weekly"
title = "高风险每周"
valid_to = 2024-06-30
who = { tiers = ["high"] }
every = { kind = "rolling", days = 7 }
target_day = 7
due_soon_days = 2
retry_days = 1
ladder = [{ step = "retry", wait_days = 1 }, { step = "alert", wait_days = 0 }]
alert_hours = 48
source = { document = "试〔2024〕1号", sentence = "每周走访。" }

[[visit_rules]]
key = "weekly"
title = "高风险每10天"
version = 2
valid_from = 2024-07-01
who = { tiers = ["high"] }
every = { kind = "rolling", days = 10 }
on_site = { kind = "calendar", unit = "month" }
target_day = 10
source = { document = "试〔2024〕1号", sentence = "每十天走访，每月上门一次。" }

[[event_rules]]
key = "event"
title = "变故后24小时"
events = ["fall", "fire"]
who = { special = true }
within_hours = 24
raises_to = "high"
raise_days = 14
source = { document = "试〔2024〕1号", sentence = "变故后24小时内走访。" }

[[tier_proposals]]
key = "findings"
title = "屡次发现隐患"
kinds = ["hazard"]
count = 2
within_days = 90
proposes = "high"
source = { document = "试〔2024〕1号", sentence = "屡次发现的调高。" }

[[campaigns]]
key = "cold"
title = "寒潮"
occasion = "寒潮预警后"
who = { special = true }
within_days = 3
source = { document = "试〔2024〕1号", sentence = "寒潮时走访。" }

[[due_services]]
key = "check"
title = "体检"
who = { min_age = 65 }
times_per_year = 1
source = { document = "试〔2024〕1号", sentence = "每年体检一次。" }

[[indicators]]
key = "rate"
title = "探访率"
use = "manual"
targets = { 2025 = "100" }
source = { document = "试〔2024〕1号", sentence = "探访率100%。" }
"""

Break = Callable[[dict[str, Any]], object]


def setting(part: str, at: int, field: str, value: Any) -> Break:
    """Return what sets one field of one entry (counted from 1); without a part a field of the file itself."""

    def change(data: dict[str, Any]) -> None:
        (data[part][at - 1] if part else data)[field] = value

    return change


def without(part: str, at: int, field: str) -> Break:
    """Return what takes one field away."""
    return lambda data: (data[part][at - 1] if part else data).pop(field)


def problems(change: Break) -> list[str]:
    data = copy.deepcopy(tomllib.loads(SOUND))
    change(data)
    with pytest.raises(PolicyRefused) as refused:
        parse_profile(data)
    return str(refused.value.details["listing"]).splitlines()


def test_the_sound_file_is_sound() -> None:
    profile = parse_profile(tomllib.loads(SOUND))
    assert [rule.version for rule in profile.visit_rules] == [1, 2]


WEEKLY = "（第1条探访规则“高风险每周”）"
TEN_DAYS = "（第2条探访规则“高风险每10天”）"
FINDINGS = "（第1条等级调整建议“屡次发现隐患”）"
EVENT = "（第1条重大变故规则“变故后24小时”）"
STEPS = "retry（换时间再访）、phone（打电话）、contact（问邻居或联系人）、alert（平安预警）"
MODES = "in_person（上门）、phone（电话）、video（视频）、device（物联网）、third_party（代访）"
EVENTS = "、".join(f"{kind.value}（{kind.term}）" for kind in LifeEventKind)
TIERS = "high（高风险）、key（重点）、general（一般）"

# What was broken in the file -> the sentence that says so.
TABLE: tuple[tuple[str, Break, str], ...] = (
    ("没有方案代号", without("", 0, "id"), "id: 缺少方案代号"),
    ("代号里有斜线", setting("", 0, "id", "a/b"), "id: 方案代号“a/b”只能用字母、数字、- . _，最多60个字符"),
    ("日期写成文字", setting("", 0, "issued_on", "2024年"), "issued_on: 发文日期应为日期，如 2023-08-25"),
    ("失效早于施行", setting("", 0, "valid_to", date(2023, 1, 1)), "valid_to: 失效日期早于施行日期"),
    ("地区写成名称", setting("", 0, "region", "赤峰"), "region: 适用地区应为区划代码的前几位数字，全国留空"),
    (
        "字段名写错",
        setting("due_services", 1, "times", 1),
        ("due_services[1].times（第1条应享服务“体检”）: 不认识的字段，可写的有：key、title、who、times_per_year、services、"
        "period、proof、where、enabled、source"),
    ),
    (
        "服务代号写成名称",
        setting("due_services", 1, "services", ["体检"]),
        "due_services[1].services（第1条应享服务“体检”）: “体检”不是服务目录里的代号",
    ),
    (
        "按安排核对而没有写服务",
        setting("due_services", 1, "proof", "contract"),
        "due_services[1].services（第1条应享服务“体检”）: 按长期安排核对的，要写明是哪几项服务",
    ),
    (
        "不认识的步骤",
        setting("visit_rules", 1, "ladder", [{"step": "run"}]),
        f"visit_rules[1].ladder[1].step{WEEKLY}: 不认识的步骤“run”，可用：{STEPS}",
    ),
    (
        "步骤走不到尽头",
        setting("visit_rules", 1, "ladder", [{"step": "retry", "wait_days": 1}, {"step": "phone"}]),
        f"visit_rules[1].ladder{WEEKLY}: 步骤没有尽头，一直找不到人也不会预警；最后一步应为 alert（平安预警）",
    ),
    (
        "预警之后还有步骤",
        setting("visit_rules", 1, "ladder", [{"step": "alert"}, {"step": "phone"}]),
        f"visit_rules[1].ladder{WEEKLY}: “平安预警”（alert）只能是最后一步，其后的步骤走不到",
    ),
    (
        "步骤是空的",
        setting("visit_rules", 1, "ladder", []),
        f"visit_rules[1].ladder{WEEKLY}: 步骤是空的；不写 ladder 则用通常的步骤",
    ),
    (
        "等待天数是负数",
        setting("visit_rules", 1, "ladder", [{"step": "alert", "wait_days": -1}]),
        f"visit_rules[1].ladder[1].wait_days{WEEKLY}: 等待天数应为 0 至 60 的整数",
    ),
    (
        "预警小时数是负数",
        setting("visit_rules", 1, "alert_hours", -4),
        f"visit_rules[1].alert_hours{WEEKLY}: 预警小时数应为 1 至 720 的整数",
    ),
    (
        "目标日超出周期",
        setting("visit_rules", 1, "target_day", 8),
        f"visit_rules[1].target_day{WEEKLY}: 目标日应为 1 至 7 的整数",
    ),
    (
        "提醒早于周期开始",
        setting("visit_rules", 1, "due_soon_days", 7),
        f"visit_rules[1].due_soon_days{WEEKLY}: 提前提醒天数应少于周期的 7 天",
    ),
    (
        "再访晚于周期结束",
        setting("visit_rules", 1, "retry_days", 9),
        f"visit_rules[1].retry_days{WEEKLY}: 再访天数超过了周期的 7 天",
    ),
    (
        "宽限比周期长",
        setting("visit_rules", 1, "grace_days", 7),
        f"visit_rules[1].grace_days{WEEKLY}: 宽限天数应少于周期的 7 天",
    ),
    (
        "周期单位写错",
        setting("visit_rules", 2, "on_site", {"kind": "calendar", "unit": "year"}),
        f"visit_rules[2].on_site.unit{TEN_DAYS}: 周期单位应为 month（月）或 quarter（季度）",
    ),
    (
        "上门比规则还密",
        setting("visit_rules", 2, "on_site", {"kind": "rolling", "days": 7}),
        f"visit_rules[2].on_site{TEN_DAYS}: 其中上门（每7天一次）比规则本身（每10天一次）还密，应直接改规则的周期",
    ),
    (
        "要求上门却不列上门",
        setting("visit_rules", 2, "modes", ["phone"]),
        f"visit_rules[2].on_site{TEN_DAYS}: 要求其中上门，modes 里却没有 in_person（上门）",
    ),
    (
        "不认识的方式",
        setting("visit_rules", 2, "modes", ["in_person", "letter"]),
        f"visit_rules[2].modes[2]{TEN_DAYS}: 不认识的探访方式“letter”，可用：{MODES}",
    ),
    (
        "把没见到人的算有效",
        setting("visit_rules", 1, "outcomes", ["met_in_person", "not_at_home"]),
        f"visit_rules[1].outcomes{WEEKLY}: “不在家”没有探访到本人，不能计为有效探访",
    ),
    (
        "只认通话却只能上门",
        lambda data: data["visit_rules"][0].update(modes=["in_person"], outcomes=["met_remotely"]),
        f"visit_rules[1].modes{WEEKLY}: 只认“通话到本人”，却没有列 phone（电话）、video（视频）或 device（物联网）",
    ),
    (
        "两个版本时间重叠",
        setting("visit_rules", 1, "valid_to", date(2024, 8, 1)),
        f"visit_rules[2].valid_from{TEN_DAYS}: 与版本 1 的施行时间重叠；版本 1 应写 valid_to = 2024-06-30",
    ),
    (
        "两个版本之间有空档",
        setting("visit_rules", 2, "valid_from", date(2024, 7, 11)),
        f"visit_rules[2].valid_from{TEN_DAYS}: 版本 1 到 2024-06-30 为止，其后 10 天没有规则；应从 2024-07-01 起施行",
    ),
    (
        "新版本早于旧版本",
        lambda data: (
            data["visit_rules"][0].update(valid_from=date(2024, 9, 1), valid_to=date(2024, 12, 31)),
            data["visit_rules"][1].update(valid_to=date(2024, 8, 31)),
        ),
        f"visit_rules[2].valid_from{TEN_DAYS}: 版本 2 不能在版本 1（2024-09-01 起）之前或同日施行",
    ),
    (
        "同一版本写了两次",
        setting("visit_rules", 2, "version", 1),
        f"visit_rules[2].key{TEN_DAYS}: 代号“weekly/1”重复",
    ),
    (
        "规则早于方案施行",
        setting("visit_rules", 1, "valid_from", date(2023, 1, 1)),
        f"visit_rules[1].valid_from{WEEKLY}: 施行日期早于整个方案的施行日期 2024-01-01",
    ),
    (
        "规则自己的日期颠倒",
        setting("visit_rules", 2, "valid_to", date(2024, 6, 30)),
        f"visit_rules[2].valid_to{TEN_DAYS}: 失效日期早于施行日期",
    ),
    (
        "规则用到没有人的等级",
        lambda data: data["tiers"].pop(1) and data["visit_rules"][1].update(who={"tiers": ["high", "key"]}),
        f"visit_rules[2].who.tiers{TEN_DAYS}: “重点”没有人：tiers 里没有写谁属于这一级",
    ),
    (
        "没有人能归入的等级",
        setting("tiers", 2, "who", {"any_category": ["living_alone"], "min_age": 85}),
        "tiers[2].who（第2条风险等级“重点对象”）: 没有人能归入“重点”：符合条件的都已归入更高的等级",
    ),
    (
        "又要求又排除",
        setting("due_services", 1, "who", {"any_category": ["left_behind"], "none_of": ["left_behind"]}),
        "due_services[1].who.none_of（第1条应享服务“体检”）: 又要求又排除“留守”，没有人能符合",
    ),
    (
        "年龄上限低于60岁",
        setting("due_services", 1, "who", {"max_age": 50}),
        "due_services[1].who.max_age（第1条应享服务“体检”）: 最高年龄低于60岁，名册上没有这样的人",
    ),
    (
        "不认识的变故",
        setting("event_rules", 1, "events", ["fall", "lottery"]),
        f"event_rules[1].events[2]{EVENT}: 不认识的重大变故“lottery”，可用：{EVENTS}",
    ),
    (
        "变故之后人已不在",
        setting("event_rules", 1, "events", ["deceased"]),
        f"event_rules[1].events{EVENT}: “死亡”之后不再安排探访，不能用在这里",
    ),
    (
        "没有写哪些变故",
        setting("event_rules", 1, "events", []),
        f"event_rules[1].events{EVENT}: 没有写明是哪些重大变故",
    ),
    (
        "变故后既不限时也不提级",
        lambda data: [data["event_rules"][0].pop(name) for name in ("within_hours", "raises_to", "raise_days")],
        f"event_rules[1].within_hours{EVENT}: 缺少小时数；只提高等级、不限时走访的，请写 raises_to 和 raise_days",
    ),
    (
        "提级没有天数",
        without("event_rules", 1, "raise_days"),
        f"event_rules[1].raise_days{EVENT}: 缺少提高等级的天数（1 至 366）",
    ),
    (
        "有天数没有等级",
        without("event_rules", 1, "raises_to"),
        f"event_rules[1].raise_days{EVENT}: 写了提高等级的天数，却没有写提高到哪一级（raises_to）",
    ),
    (
        "提到最低一级",
        setting("event_rules", 1, "raises_to", "general"),
        f"event_rules[1].raises_to{EVENT}: “一般”是最低的等级，应为 high（高风险）或 key（重点）",
    ),
    (
        "小时数超出范围",
        setting("event_rules", 1, "within_hours", 0),
        f"event_rules[1].within_hours{EVENT}: 小时数应为 1 至 720 的整数",
    ),
    (
        "变故规则与探访规则同名",
        setting("event_rules", 1, "key", "weekly"),
        f"event_rules[1].key{EVENT}: 代号“weekly”已用于一条探访规则",
    ),
    (
        "建议不认识的等级",
        setting("tier_proposals", 1, "proposes", "top"),
        f"tier_proposals[1].proposes{FINDINGS}: 不认识的建议等级“top”，可用：{TIERS}",
    ),
    (
        "建议最低的等级",
        setting("tier_proposals", 1, "proposes", "general"),
        f"tier_proposals[1].proposes{FINDINGS}: “一般”是最低的等级，应为 high（高风险）或 key（重点）",
    ),
    (
        "目标超过百分之百",
        setting("indicators", 1, "targets", {"2025": "120"}),
        "indicators[1].targets.2025（第1条指标“探访率”）: 单位是 % 的目标值应为 0 至 100",
    ),
    (
        "目标是负数",
        setting("indicators", 1, "targets", {"2025": "-1"}),
        "indicators[1].targets.2025（第1条指标“探访率”）: 目标值不能是负数",
    ),
    (
        "没有来源",
        without("visit_rules", 1, "source"),
        f"visit_rules[1].source{WEEKLY}: 缺少来源",
    ),
    (
        "方案是空的",
        lambda data: [data.pop(name) for name in list(data) if isinstance(data[name], list)],
        "visit_rules: 方案是空的：没有类别清单、等级、规则、服务或指标",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("broken", "change", "sentence"), TABLE, ids=[row[0] for row in TABLE])
def test_each_break_gives_one_clear_sentence(broken: str, change: Break, sentence: str) -> None:
    assert problems(change) == [sentence], broken


def test_there_are_many_and_no_two_alike() -> None:
    sentences = [row[2] for row in TABLE]
    assert len(sentences) == len(set(sentences)) >= 40


def test_all_of_them_are_told_at_once() -> None:
    def everything(data: dict[str, Any]) -> None:
        for _broken, change, _sentence in (TABLE[0], TABLE[6], TABLE[12], TABLE[43]):
            change(data)

    assert len(problems(everything)) == 4
