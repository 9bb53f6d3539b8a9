"""The pieces that several entries of a policy file share: where it comes from, who is meant, how often."""

from __future__ import annotations

import re
from datetime import date

from desktop_app.domain.ages import ELDER_AGE
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase
from desktop_app.domain.policies import MONTHLY, QUARTERLY, Basis, Condition, Every, PeriodUnit, Source
from desktop_app.domain.schema import Table
from desktop_app.domain.terms import Category, Outcome, Tier

KEY = N_("代号")
TITLE = N_("名称")
_WHO = N_("对象条件")
_KEY_SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")

COUNTABLE = (Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY, Outcome.SEEN_BY_THIRD_PARTY)
"""The outcomes that a rule may count at all."""


def take_key(table: Table, field: str = "key", what: str = KEY) -> str:
    """Read a key: short, and without the signs that join keys to the name of a rule version."""
    key = table.take_text(field, what)
    if key and not _KEY_SHAPE.fullmatch(key):
        table.report(
            field,
            N_("{what}“{given}”只能用字母、数字、- . _，最多60个字符"),
            what=Phrase(what),
            given=key[:80],
        )
    return key


def take_source(table: Table) -> Source:
    """Read the source that every entry must carry."""
    source = table.take_table("source", N_("来源"))
    if source is None:
        return Source(document="", sentence="")
    read = Source(
        document=source.take_text("document", N_("来源文件")),
        sentence=source.take_text("sentence", N_("来源原句")),
        basis=source.take_term("basis", N_("来源性质"), Basis, Basis.PLAN),
        note=source.take_text("note", N_("说明"), ""),
    )
    source.finish()
    return read


def take_conditions(table: Table, *, tiers_allowed: bool = True) -> tuple[Condition, ...]:
    """Read ``who``: one condition, or several of which any may hold."""
    tables = table.take_tables("who", _WHO) if table.has("who") else []
    if not tables:
        table.report("who", N_("缺少{what}"), what=Phrase(_WHO))
    return tuple(_condition(each, tiers_allowed) for each in tables)


def _condition(table: Table, tiers_allowed: bool) -> Condition:
    condition = Condition(
        any_category=table.take_terms("any_category", N_("类别"), Category, ()),
        all_categories=table.take_terms("all_categories", N_("类别"), Category, ()),
        none_of=table.take_terms("none_of", N_("类别"), Category, ()),
        min_age=table.take_age("min_age", N_("最低年龄")),
        max_age=table.take_age("max_age", N_("最高年龄")),
        tiers=table.take_terms("tiers", N_("风险等级"), Tier, ()),
        special=table.take_flag("special", N_("特殊困难"), False),
    )
    table.finish()
    if condition == Condition():
        table.problems.add(
            table.path,
            N_("对象条件是空的，会包括名册上的每个人；如确需如此请写 min_age = {age}"),
            age=ELDER_AGE,
        )
    if (
        condition.min_age is not None
        and condition.max_age is not None
        and condition.min_age > condition.max_age
    ):
        table.report("max_age", N_("最高年龄小于最低年龄"))
    elif condition.max_age is not None and condition.max_age < ELDER_AGE:
        table.report("max_age", N_("最高年龄低于{age}岁，名册上没有这样的人"), age=ELDER_AGE)
    if not tiers_allowed and condition.tiers:
        table.report("tiers", N_("风险等级的条件里不能再用风险等级"))
    _report_contradiction(table, condition)
    return condition


def _report_contradiction(table: Table, condition: Condition) -> None:
    """Report a condition that asks for a category and excludes it."""
    excluded = [category for category in condition.all_categories if category in condition.none_of]
    if not excluded and condition.any_category and set(condition.any_category) <= set(condition.none_of):
        excluded = list(condition.any_category)
    if excluded:
        words = tuple(Phrase(category.term) for category in excluded)
        table.report("none_of", N_("又要求又排除“{words}”，没有人能符合"), words=words)


def take_every(table: Table, field: str = "every", what: str = N_("周期")) -> Every:
    """Read a rhythm; a month where it cannot be read."""
    every = table.take_table(field, what)
    if every is None:
        return MONTHLY
    kind = every.take_text("kind", N_("周期类型"))
    result = MONTHLY
    if kind == "calendar":
        unit = every.take_text("unit", N_("周期单位"))
        if unit not in {PeriodUnit.MONTH.value, PeriodUnit.QUARTER.value, ""}:
            every.report("unit", N_("周期单位应为 month（月）或 quarter（季度）"))
        result = QUARTERLY if unit == PeriodUnit.QUARTER.value else MONTHLY
    elif kind == "rolling":
        result = Every(PeriodUnit.DAYS, every.take_number("days", N_("天数"), 1, 366))
    elif kind:
        every.report("kind", N_("周期类型应为 calendar（按自然月或季度）或 rolling（按连续天数）"))
    every.finish()
    return result


def report_uncountable(table: Table, outcomes: frozenset[Outcome]) -> None:
    """Report outcomes that no rule may count, and a list without any."""
    if not outcomes:
        table.report("outcomes", N_("没有写明哪些探访结果有效"))
    for outcome in sorted(outcomes - set(COUNTABLE)):
        table.report("outcomes", N_("“{word}”没有探访到本人，不能计为有效探访"), word=Phrase(outcome.term))


def take_validity(table: Table, valid_from: date, valid_to: date | None) -> tuple[date, date | None]:
    """Read the first and last day of one version of a rule, by default those of the profile."""
    first = table.take_day("valid_from", N_("施行日期"), valid_from)
    last = table.take_last_day("valid_to", N_("失效日期")) if table.has("valid_to") else valid_to
    if table.has("valid_to") and last is not None and last < first:
        table.report("valid_to", N_("失效日期早于施行日期"))
    elif table.has("valid_from") and date.min < first < valid_from:
        table.report("valid_from", N_("施行日期早于整个方案的施行日期 {day}"), day=valid_from.isoformat())
    elif table.has("valid_from") and valid_to is not None and first > valid_to >= valid_from:
        table.report("valid_from", N_("整个方案 {day} 已失效，这一版不会施行"), day=valid_to.isoformat())
    return first, last
