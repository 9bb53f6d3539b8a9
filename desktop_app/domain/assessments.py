"""Score an assessment of abilities by GB/T 42195-2022: 26 items in four groups, cut-offs, what changes the level.

The scale is data (``resources/forms/assessment.toml``); its maxima, cut-offs and conditions follow the standard, the
words of its options are our own. A form that lacks an item has no total and no level, only the names of what it lacks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.schema import Problems, Table
from desktop_app.domain.terms import AbilityLevel, AssessmentCondition

_LEVELS = tuple(AbilityLevel)


class ScaleProblem(InputError):
    """The file of the scale breaks its form; ``details["problems"]`` lists every problem, one on a line."""

    code = "assessment_scale"
    what = N_("能力评估量表文件有误：\n{problems}")
    do_now = N_("请改正文件，或恢复程序自带的文件。")


class Effect(StrEnum):
    """What a condition does to the level that the total gives."""

    LOST = "lost"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class PointOption:
    """What so many points mean at one item: in a few characters, and in a sentence."""

    points: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ScaleItem:
    """One of the 26 items with its options, the best first."""

    key: str
    title: str
    options: tuple[PointOption, ...]

    @property
    def most(self) -> int:
        """Return the most points of the item."""
        return self.options[0].points

    def option(self, points: int) -> PointOption | None:
        """Return what so many points mean, None where the item does not give them."""
        return next((option for option in self.options if option.points == points), None)


@dataclass(frozen=True, slots=True)
class ScaleGroup:
    """One of the four groups and the most points of its items together."""

    key: str
    title: str
    points: int
    items: tuple[ScaleItem, ...]


@dataclass(frozen=True, slots=True)
class CutOff:
    """The totals, both ends included, that make a level."""

    level: AbilityLevel
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class ConditionRule:
    """What a condition does, in the words shown with it."""

    condition: AssessmentCondition
    effect: Effect
    rule: str


@dataclass(frozen=True, slots=True)
class GroupScore:
    """What one group has so far; ``total`` is None while an item of it is missing."""

    key: str
    title: str
    total: int | None
    most: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """What the points come to.

    ``missing`` names the items without points; as long as there is one, ``total`` and every level are None.
    ``by_total`` is the level before, ``level`` after the conditions in ``changed_by``.
    """

    groups: tuple[GroupScore, ...]
    missing: tuple[str, ...]
    total: int | None = None
    by_total: AbilityLevel | None = None
    level: AbilityLevel | None = None
    changed_by: tuple[AssessmentCondition, ...] = ()

    @property
    def changed(self) -> bool:
        """Tell whether a condition made the level worse."""
        return self.level is not self.by_total


@dataclass(frozen=True)
class Scale:
    """The whole scale; ``key`` and ``version`` say which words were in front of who scored."""

    key: str
    version: int
    title: str
    source: str
    groups: tuple[ScaleGroup, ...]
    cut_offs: tuple[CutOff, ...]
    conditions: tuple[ConditionRule, ...]

    @cached_property
    def items(self) -> Mapping[str, ScaleItem]:
        """Map every item's key to the item, in the order of the paper."""
        return {item.key: item for group in self.groups for item in group.items}

    @property
    def most(self) -> int:
        """Return the most points of all items together."""
        return sum(group.points for group in self.groups)

    def wrong_points(self, points: Mapping[str, object]) -> tuple[str, ...]:
        """Return the keys whose points no item gives; unknown keys among them."""
        return tuple(
            key
            for key, value in points.items()
            if key not in self.items
            or not isinstance(value, int)
            or isinstance(value, bool)
            or self.items[key].option(value) is None
        )

    def known_points(self, points: Mapping[str, Any]) -> dict[str, int]:
        """Return the points that this scale gives; another version of it may have given others."""
        wrong = set(self.wrong_points(points))
        return {key: value for key, value in points.items() if key not in wrong}

    def level_of(self, total: int) -> AbilityLevel:
        """Return the level of a total; raises ValueError outside of 0 to ``most``."""
        for cut in self.cut_offs:
            if cut.least <= total <= cut.most:
                return cut.level
        raise ValueError(total)

    def changed_level(self, level: AbilityLevel, conditions: Collection[str]) -> AbilityLevel:
        """Return the level after the conditions that hold.

        A coma makes it 4. Any of the others makes it one level worse, 4 at most, and once however many of them hold:
        the standard says 提高一个等级; that two do not add up is our reading of it.
        """
        effects = {rule.effect for rule in self.conditions if rule.condition in conditions}
        if Effect.LOST in effects:
            return AbilityLevel.LOST
        step = 1 if Effect.WORSE in effects else 0
        return _LEVELS[min(_LEVELS.index(level) + step, len(_LEVELS) - 1)]

    def scored(self, points: Mapping[str, int], conditions: Collection[str] = ()) -> Scored:
        """Return sums, total and level of points per item; raises ValueError for points that no item gives."""
        if wrong := self.wrong_points(points):
            raise ValueError(wrong)
        groups = tuple(_group_score(group, points) for group in self.groups)
        missing = tuple(key for group in groups for key in group.missing)
        if missing:
            return Scored(groups, missing)
        total = sum(points.values())
        by_total = self.level_of(total)
        level = self.changed_level(by_total, conditions)
        held = tuple(rule for rule in self.conditions if rule.condition in conditions)
        if level is by_total:
            held = ()
        elif any(rule.effect is Effect.LOST for rule in held):
            held = tuple(rule for rule in held if rule.effect is Effect.LOST)
        return Scored(groups, (), total, by_total, level, tuple(rule.condition for rule in held))

    def titles(self, keys: Collection[str]) -> tuple[str, ...]:
        """Return the titles of items in the order of the paper."""
        return tuple(item.title for key, item in self.items.items() if key in keys)


def _group_score(group: ScaleGroup, points: Mapping[str, int]) -> GroupScore:
    missing = tuple(item.key for item in group.items if item.key not in points)
    total = None if missing else sum(points[item.key] for item in group.items)
    return GroupScore(group.key, group.title, total, group.points, missing)


def parse_scale(raw: Mapping[str, Any]) -> Scale:
    """Build the scale from a parsed file; raises ``ScaleProblem`` that names every problem."""
    problems = Problems()
    table = Table(raw, "", problems)
    key = table.take_text("key", N_("标识"))
    version = table.take_number("version", N_("版本"), 1, 999)
    title = table.take_text("title", N_("标题"))
    source = table.take_text("source", N_("出处"))
    groups = tuple(_group(each) for each in table.take_tables("groups", N_("项目组")))
    cut_offs = tuple(_cut_off(each) for each in table.take_tables("levels", N_("等级")))
    conditions = tuple(_condition(each) for each in table.take_tables("conditions", N_("改变等级的情形")))
    table.finish()
    scale = Scale(key, version, title, source, groups, cut_offs, conditions)
    _check_keys(groups, problems)
    _check_cut_offs(scale, problems)
    _check_each_once([each.condition for each in conditions], AssessmentCondition, "conditions", problems)
    if problems.found:
        raise ScaleProblem(problems=problems.listing())
    return scale


def _group(table: Table) -> ScaleGroup:
    group = ScaleGroup(
        table.take_text("key", N_("标识")),
        table.take_text("title", N_("标题")),
        table.take_number("points", N_("满分"), 0, 999),
        tuple(_item(each) for each in table.take_tables("items", N_("项目"))),
    )
    table.finish()
    total = sum(item.most for item in group.items if item.options)
    if total != group.points:
        table.report(
            "points", N_("该组满分写的是 {said}，各项满分之和是 {sum}"), said=group.points, sum=total
        )
    return group


def _item(table: Table) -> ScaleItem:
    item = ScaleItem(
        table.take_text("key", N_("标识")),
        table.take_text("title", N_("标题")),
        tuple(_option(each) for each in table.take_tables("options", N_("选项"))),
    )
    table.finish()
    given = [option.points for option in item.options]
    if len(given) < 2 or given != list(range(len(given) - 1, -1, -1)):
        table.report("options", N_("应从满分到 0 分，一分不缺，各写一次"))
    return item


def _option(table: Table) -> PointOption:
    option = PointOption(
        table.take_number("points", N_("分值"), 0, 9),
        table.take_text("title", N_("标题")),
        table.take_text("text", N_("说明")),
    )
    table.finish()
    return option


def _cut_off(table: Table) -> CutOff:
    cut = CutOff(
        table.take_term("level", N_("等级"), AbilityLevel),
        table.take_number("least", N_("下限"), 0, 999),
        table.take_number("most", N_("上限"), 0, 999),
    )
    table.finish()
    return cut


def _condition(table: Table) -> ConditionRule:
    condition = table.take_term("condition", N_("情形"), AssessmentCondition)
    effect = table.take_text("effect", N_("作用"))
    rule = table.take_text("rule", N_("规则"))
    table.finish()
    if effect and effect not in set(Effect):
        table.report("effect", N_("作用应为 lost（直接 4 级）或 worse（差一级）"))
    return ConditionRule(condition, Effect(effect) if effect in set(Effect) else Effect.WORSE, rule)


def _check_keys(groups: Sequence[ScaleGroup], problems: Problems) -> None:
    for path, keys in (
        ("groups", [group.key for group in groups]),
        ("groups.items", [item.key for group in groups for item in group.items]),
    ):
        for key in sorted({key for key in keys if key and keys.count(key) > 1}):
            problems.add(path, N_("标识“{key}”写了不止一次"), key=key)


def _check_cut_offs(scale: Scale, problems: Problems) -> None:
    """Note where the levels do not cover every total from the most down to 0, each once, best level first."""
    _check_each_once([cut.level for cut in scale.cut_offs], AbilityLevel, "levels", problems)
    expected = scale.most
    for at, cut in enumerate(scale.cut_offs, 1):
        if cut.most != expected or cut.least > cut.most:
            problems.add(f"levels[{at}]", N_("上限应为 {most}，下限不高于上限"), most=expected)
        expected = cut.least - 1
    if expected != -1:
        problems.add("levels", N_("最后一级的下限应为 0"))


def _check_each_once(
    found: Sequence[AbilityLevel] | Sequence[AssessmentCondition],
    known: type[AbilityLevel | AssessmentCondition],
    path: str,
    problems: Problems,
) -> None:
    if list(found) != list(known):
        words = "、".join(f"{member.value}（{member.term}）" for member in known)
        problems.add(path, N_("应按次序各写一次：{known}"), known=words)


def told(scale: Scale, scored: Scored) -> tuple[Phrase, ...]:
    """Return how a level came about, a sentence for each step: the total, the cut-off, the change."""
    if scored.total is None or scored.by_total is None or scored.level is None:
        return (
            phrase(
                N_("还差 {count} 项：{items}。缺项时没有总分和等级。"),
                count=len(scored.missing),
                items="、".join(scale.titles(scored.missing)),
            ),
        )
    cut = next(each for each in scale.cut_offs if each.level is scored.by_total)
    said = [
        phrase(N_("总分 {total}（满分 {most}）"), total=scored.total, most=scale.most),
        phrase(
            N_("{least}～{most} 分为 {level} 级 {words}"),
            least=cut.least,
            most=cut.most,
            level=scored.by_total.value,
            words=Phrase(scored.by_total.term),
        ),
    ]
    said += [
        phrase(N_("变更：{rule}"), rule=rule.rule)
        for rule in scale.conditions
        if rule.condition in scored.changed_by
    ]
    return tuple(said)
