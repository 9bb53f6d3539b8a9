"""GB/T 42195-2022: every boundary, every change rule, every missing item, and an independent table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.config import resources
from desktop_app.domain.assessments import Scale, ScaleProblem, parse_scale, told
from desktop_app.domain.terms import AbilityLevel, AssessmentCondition

RAW: dict[str, Any] = tomllib.loads(Path(resources.path("forms", "assessment.toml")).read_text("utf-8"))
SCALE = parse_scale(RAW)

TABLE = """
B1 自理能力 32: 进食 4, 修饰 4, 洗澡 4, 穿/脱上衣 4, 穿/脱裤子和鞋袜 4, 小便控制 4, 大便控制 4, 如厕 4
B2 基础运动能力 15: 床上体位转移 4, 床椅转移 4, 平地行走 4, 上下楼梯 3
B3 精神状态 28: 时间定向 4, 空间定向 4, 人物定向 4, 记忆 4, 理解能力 4, 表达能力 4, 攻击行为 1, 抑郁症状 1, 意识水平 2
B4 感知觉与社会参与 15: 视力 2, 听力 2, 执行日常事务 4, 使用交通工具外出 3, 社会交往能力 4
"""
"""The items of the standard's annex, written out here once more and not computed from the file."""

BEFORE = {0: 4, 29: 4, 30: 3, 45: 3, 46: 2, 65: 2, 66: 1, 89: 1, 90: 0}
"""What each end of a level comes to."""

ITEMS = tuple(SCALE.items)
COMA, DEMENTIA, MENTAL, RISK = (each.value for each in AssessmentCondition)


def full() -> dict[str, int]:
    return {key: item.most for key, item in SCALE.items.items()}


def with_total(total: int) -> dict[str, int]:
    """Return points that add up to a total, taken off from the first item on."""
    points, over = full(), 90 - total
    for key in points:
        taken = min(points[key], over)
        points[key] -= taken
        over -= taken
    return points


def slow_level(total: int) -> int:
    """Say the level of a total by counting up, without the table of the program."""
    if total == 90:
        return 0
    return 1 if total > 65 else 2 if total > 45 else 3 if total > 29 else 4


def slow(points: Mapping[str, int], conditions: set[str]) -> tuple[int, int] | None:
    """Score as one would by hand: nothing with an item open, else the sum and the level after the rules."""
    total = 0
    for key in ITEMS:
        if key not in points:
            return None
        total += points[key]
    level = slow_level(total)
    if COMA in conditions:
        return total, 4
    if conditions:
        level += 1
    return total, min(level, 4)


def test_groups_items_and_points_are_those_of_the_independent_table() -> None:
    for line, group in zip(TABLE.strip().splitlines(), SCALE.groups, strict=True):
        head, items = line.split(": ")
        assert head == f"{group.key} {group.title} {group.points}"
        assert items == ", ".join(f"{item.title} {item.most}" for item in group.items)
    assert (len(SCALE.items), SCALE.most) == (26, 90)
    assert [len(group.items) for group in SCALE.groups] == [8, 4, 9, 5]


@pytest.mark.parametrize(("total", "level"), BEFORE.items())
def test_every_boundary_gives_its_level(total: int, level: int) -> None:
    scored = SCALE.scored(with_total(total))
    assert (scored.total, scored.level, scored.by_total) == (total, str(level), str(level))
    assert (scored.missing, scored.changed, scored.changed_by) == ((), False, ())


def test_every_total_from_0_to_90_has_the_level_one_counts_by_hand() -> None:
    for total in range(91):
        assert SCALE.level_of(total) == str(slow_level(total))
    for beyond in (-1, 91):
        with pytest.raises(ValueError, match=str(beyond)):
            SCALE.level_of(beyond)


@pytest.mark.parametrize("total", BEFORE)
def test_a_coma_is_level_4_whatever_the_total(total: int) -> None:
    scored = SCALE.scored(with_total(total), [COMA, DEMENTIA])
    assert scored.level is AbilityLevel.LOST
    assert scored.changed_by == (() if BEFORE[total] == 4 else (AssessmentCondition.COMA,))


@pytest.mark.parametrize("condition", [DEMENTIA, MENTAL, RISK])
@pytest.mark.parametrize("total", BEFORE)
def test_each_other_condition_makes_it_one_level_worse_and_never_worse_than_4(
    total: int, condition: str
) -> None:
    scored = SCALE.scored(with_total(total), [condition])
    assert scored.level == str(min(BEFORE[total] + 1, 4))
    assert scored.changed is (BEFORE[total] != 4)


def test_several_conditions_make_it_one_level_worse_only() -> None:
    for several in ([DEMENTIA, MENTAL], [MENTAL, RISK], [DEMENTIA, RISK], [DEMENTIA, MENTAL, RISK]):
        scored = SCALE.scored(full(), several)
        assert (scored.level, len(scored.changed_by)) == (AbilityLevel.MILD, len(several))


@pytest.mark.parametrize("left_out", ITEMS)
def test_without_one_item_there_is_no_total_and_no_level_but_its_name(left_out: str) -> None:
    points = {key: value for key, value in full().items() if key != left_out}
    scored = SCALE.scored(points, [COMA])
    assert (scored.missing, scored.total, scored.level, scored.by_total) == ((left_out,), None, None, None)
    of_group = [group for group in scored.groups if group.missing]
    assert [(group.total, group.missing) for group in of_group] == [(None, (left_out,))]
    (said,) = told(SCALE, scored)
    assert SCALE.items[left_out].title in str(said.params)
    assert "缺项" in said.template


def test_nothing_answered_names_all_26() -> None:
    assert SCALE.scored({}).missing == ITEMS


@pytest.mark.parametrize("key", ITEMS)
def test_points_beyond_what_an_item_gives_are_refused(key: str) -> None:
    for wrong in (SCALE.items[key].most + 1, -1, True, "2", None):
        points: dict[str, Any] = {**full(), key: wrong}
        assert SCALE.wrong_points(points) == (key,)
        with pytest.raises(ValueError, match=key):
            SCALE.scored(points)


def test_points_of_another_version_of_the_scale_are_left_out() -> None:
    assert SCALE.known_points({"eating": 3, "walking": 9, "dancing": 1}) == {"eating": 3}


@given(
    st.fixed_dictionaries({}, optional={key: st.integers(0, item.most) for key, item in SCALE.items.items()}),
    st.sets(st.sampled_from([COMA, DEMENTIA, MENTAL, RISK])),
)
def test_partial_forms_are_scored_as_by_hand(points: dict[str, int], conditions: set[str]) -> None:
    compare(points, conditions)


@given(
    st.tuples(*(st.integers(0, item.most) for item in SCALE.items.values())),
    st.sets(st.sampled_from([COMA, DEMENTIA, MENTAL, RISK])),
)
def test_full_forms_are_scored_as_by_hand(given_points: tuple[int, ...], conditions: set[str]) -> None:
    compare(dict(zip(ITEMS, given_points, strict=True)), conditions)


def compare(points: dict[str, int], conditions: set[str]) -> None:
    scored = SCALE.scored(points, conditions)
    expected = slow(points, conditions)
    assert (None if scored.total is None else (scored.total, int(scored.level or -1))) == expected
    if expected is not None:
        assert sum(group.total or 0 for group in scored.groups) == expected[0]


def test_how_a_level_came_about_is_told_step_by_step() -> None:
    said = [each.say(lambda text: text) for each in told(SCALE, SCALE.scored(with_total(65), [DEMENTIA]))]
    assert said[:2] == ["总分 65（满分 90）", "46～65 分为 2 级 能力中度受损（中度失能）"]
    assert said[2].startswith("变更：确诊为痴呆")


def test_the_file_says_that_its_words_are_our_own() -> None:
    text = Path(resources.path("forms", "assessment.toml")).read_text("utf-8")
    assert "自拟" in text
    assert "对照标准原文核对" in text
    assert "须与标准原文核对" in SCALE.source


def broken(**changed: Any) -> str:
    with pytest.raises(ScaleProblem) as refused:
        parse_scale({**RAW, **changed})
    return str(refused.value.details["problems"])


def test_a_file_with_mistakes_names_every_one() -> None:
    groups = deepcopy(RAW["groups"])
    groups[0]["points"] = 31
    groups[1]["items"][0]["options"][1]["points"] = 4
    groups[2]["items"][1]["key"] = groups[2]["items"][0]["key"]
    groups[3]["items"][4]["words"] = "多余"
    levels = deepcopy(RAW["levels"])
    levels[1]["least"] = 67
    conditions = [*deepcopy(RAW["conditions"]), {"condition": "coma", "effect": "better", "rule": "x"}]
    said = broken(groups=groups, levels=levels, conditions=conditions, colour="red", key="")
    for part in (
        "groups[1].points: 该组满分写的是 31，各项满分之和是 32",
        "groups[2].items[1].options: 应从满分到 0 分",
        "groups.items: 标识“time_sense”写了不止一次",
        "groups[4].items[5].words: 不认识的字段",
        "levels[3]: 上限应为 66",
        "conditions[5].effect: 作用应为 lost",
        "conditions: 应按次序各写一次",
        "colour: 不认识的字段",
        "key: 标识应为不空的文字",
    ):
        assert part in said, part


def test_an_empty_file_is_refused_without_a_crash() -> None:
    with pytest.raises(ScaleProblem):
        parse_scale({})
    assert isinstance(SCALE, Scale)
