"""Check a policy file against the schema and turn it into a ``PolicyProfile``, naming every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from desktop_app.domain.ages import ELDER_AGE
from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.phrases import Phrase
from desktop_app.domain.policies import (
    MONTHLY,
    QUARTERLY,
    Basis,
    CampaignTemplate,
    CategoryList,
    Condition,
    DueServiceRule,
    EventRule,
    Every,
    IndicatorTarget,
    PeriodUnit,
    PolicyProfile,
    ProfileKind,
    Source,
    Target,
    TargetBound,
    TargetUse,
    TierProposal,
    TierRule,
    VisitRule,
    Wording,
)
from desktop_app.domain.schema import Problems, SchemaProblem, Table
from desktop_app.domain.terms import Category, FindingKind, LifeEventKind, Mode, Outcome, Tier

Entry = TypeVar("Entry")

_KEY = N_("代号")
_TITLE = N_("名称")
_WHO = N_("对象条件")

COUNTED_MODES = (Mode.IN_PERSON.value, Mode.PHONE.value, Mode.VIDEO.value)
"""上门、电话、视频 count unless a rule says otherwise."""

COUNTED_OUTCOMES = (Outcome.MET_IN_PERSON.value, Outcome.MET_REMOTELY.value)
"""见到本人、通话到本人 count unless a rule says otherwise."""

COUNTABLE = (Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY, Outcome.SEEN_BY_THIRD_PARTY)
"""The outcomes that a rule may count at all."""


class PolicyRefused(InputError):
    """A policy file does not follow the schema; ``details["problems"]`` holds every ``SchemaProblem``."""

    code = "policy_refused"
    what = N_("政策方案“{profile}”有 {count} 处问题：\n{listing}")
    data_safe = N_("原有方案没有改动。")
    do_now = N_("请按提示逐处改正方案文件，再重新载入。")

    def __init__(self, profile: str, problems: Problems) -> None:
        """Refuse ``profile`` because of ``problems``."""
        found: tuple[SchemaProblem, ...] = tuple(problems.found)
        super().__init__(profile=profile, count=len(found), problems=found, listing=problems.listing())


def parse_profile(data: Mapping[str, Any]) -> PolicyProfile:
    """Return the profile; raises PolicyRefused with every problem found."""
    problems = Problems()
    top = Table(data, "", problems)
    valid_from = top.take_day("valid_from", N_("施行日期"))
    valid_to = top.take_last_day("valid_to", N_("失效日期"))
    if valid_to is not None and valid_to < valid_from:
        top.report("valid_to", N_("失效日期早于施行日期"))
    profile = PolicyProfile(
        id=top.take_text("id", N_("方案代号")),
        kind=top.take_term("kind", N_("方案类型"), ProfileKind, ProfileKind.PROFILE),
        title=top.take_text("title", _TITLE),
        short_title=top.take_text("short_title", N_("简称")),
        document=top.take_text("document", N_("发文字号")),
        document_title=top.take_text("document_title", N_("文件标题")),
        issued_on=top.take_day("issued_on", N_("发文日期")),
        region=_region(top),
        valid_from=valid_from,
        valid_to=valid_to,
        category_lists=_entries(top, "category_lists", N_("类别清单"), _category_list),
        tiers=_entries(top, "tiers", N_("风险等级"), _tier),
        visit_rules=_entries(
            top, "visit_rules", N_("探访规则"), lambda t: _visit_rule(t, valid_from, valid_to)
        ),
        event_rules=_entries(
            top, "event_rules", N_("重大变故规则"), lambda t: _event_rule(t, valid_from, valid_to)
        ),
        tier_proposals=_entries(top, "tier_proposals", N_("等级调整建议"), _tier_proposal),
        campaigns=_entries(top, "campaigns", N_("专项探访模板"), _campaign),
        due_services=_entries(top, "due_services", N_("应享服务"), _due_service),
        indicators=_entries(top, "indicators", N_("指标"), _indicator),
        wording=_entries(top, "wording", N_("报表用语"), _wording),
    )
    top.finish()
    _check_together(profile, top)
    if problems.found:
        raise PolicyRefused(profile.id or "?", problems)
    return profile


def _entries(top: Table, key: str, what: str, build: Callable[[Table], Entry]) -> tuple[Entry, ...]:
    """Build every table of one list; the fields a builder does not ask for are reported."""
    built = []
    for table in top.take_tables(key, what):
        built.append(build(table))
        table.finish()
    return tuple(built)


def _region(top: Table) -> str:
    region = top.take_text("region", N_("适用地区"), "")
    if region and not (region.isdigit() and len(region) <= 12):
        top.report("region", N_("适用地区应为区划代码的前几位数字，全国留空"))
    return region


def _source(table: Table) -> Source:
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


def _conditions(table: Table, *, tiers_allowed: bool = True) -> tuple[Condition, ...]:
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
    if not tiers_allowed and condition.tiers:
        table.report("tiers", N_("风险等级的条件里不能再用风险等级"))
    return condition


def _every(table: Table) -> Every:
    every = table.take_table("every", N_("周期"))
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


def _category_list(table: Table) -> CategoryList:
    entry = CategoryList(
        key=table.take_text("key", _KEY),
        title=table.take_text("title", _TITLE),
        categories=table.take_terms("categories", N_("类别"), Category),
        special=table.take_flag("special", N_("特殊困难"), False),
        source=_source(table),
    )
    if table.has("categories") and not entry.categories:
        table.report("categories", N_("类别清单是空的"))
    return entry


def _tier(table: Table) -> TierRule:
    return TierRule(
        tier=table.take_term("tier", N_("风险等级"), Tier),
        title=table.take_text("title", _TITLE),
        who=_conditions(table, tiers_allowed=False),
        source=_source(table),
    )


def _visit_rule(table: Table, valid_from: date, valid_to: date | None) -> VisitRule:
    every = _every(table)
    rule = VisitRule(
        key=table.take_text("key", _KEY),
        title=table.take_text("title", _TITLE),
        who=_conditions(table),
        every=every,
        target_day=table.take_number("target_day", N_("目标日"), 1, every.days, min(20, every.days)),
        due_soon_days=table.take_number("due_soon_days", N_("提前提醒天数"), 0, 60, 0),
        retry_days=table.take_number("retry_days", N_("再访天数"), 1, 60, 3),
        grace_days=table.take_number("grace_days", N_("宽限天数"), 0, 27, 0),
        modes=frozenset(table.take_terms("modes", N_("探访方式"), Mode, COUNTED_MODES)),
        outcomes=frozenset(table.take_terms("outcomes", N_("探访结果"), Outcome, COUNTED_OUTCOMES)),
        enabled=table.take_flag("enabled", N_("是否启用"), True),
        version=table.take_number("version", N_("版本"), 1, 9999, 1),
        valid_from=table.take_day("valid_from", N_("施行日期"), valid_from),
        valid_to=table.take_last_day("valid_to", N_("失效日期")) if table.has("valid_to") else valid_to,
        source=_source(table),
    )
    if not rule.modes:
        table.report("modes", N_("没有写明哪些探访方式有效"))
    if not rule.outcomes:
        table.report("outcomes", N_("没有写明哪些探访结果有效"))
    for outcome in sorted(rule.outcomes - set(COUNTABLE)):
        table.report("outcomes", N_("“{word}”没有探访到本人，不能计为有效探访"), word=Phrase(outcome.term))
    own = table.has("valid_from") or table.has("valid_to")
    if own and rule.valid_to is not None and rule.valid_to < rule.valid_from:
        table.report("valid_to", N_("失效日期早于施行日期"))
    return rule


def _event_rule(table: Table, valid_from: date, valid_to: date | None) -> EventRule:
    return EventRule(
        key=table.take_text("key", _KEY),
        title=table.take_text("title", _TITLE),
        events=table.take_terms("events", N_("重大变故"), LifeEventKind),
        who=_conditions(table),
        within_hours=table.take_number("within_hours", N_("小时数"), 1, 720),
        valid_from=valid_from,
        valid_to=valid_to,
        source=_source(table),
    )


def _tier_proposal(table: Table) -> TierProposal:
    return TierProposal(
        key=table.take_text("key", _KEY),
        title=table.take_text("title", _TITLE),
        kinds=table.take_terms("kinds", N_("问题种类"), FindingKind),
        count=table.take_number("count", N_("次数"), 1, 99),
        within_days=table.take_number("within_days", N_("天数"), 1, 366),
        proposes=table.take_term("proposes", N_("建议等级"), Tier),
        source=_source(table),
    )


def _campaign(table: Table) -> CampaignTemplate:
    return CampaignTemplate(
        key=table.take_text("key", _KEY),
        title=table.take_text("title", _TITLE),
        occasion=table.take_text("occasion", N_("时机")),
        who=_conditions(table),
        within_days=table.take_number("within_days", N_("天数"), 1, 366),
        source=_source(table),
    )


def _due_service(table: Table) -> DueServiceRule:
    return DueServiceRule(
        key=table.take_text("key", _KEY),
        title=table.take_text("title", _TITLE),
        who=_conditions(table),
        times_per_year=table.take_number("times_per_year", N_("每年次数"), 1, 366),
        source=_source(table),
    )


def _indicator(table: Table) -> IndicatorTarget:
    return IndicatorTarget(
        key=table.take_text("key", _KEY),
        title=table.take_text("title", _TITLE),
        use=table.take_term("use", N_("数据来源"), TargetUse),
        bound=table.take_term("bound", N_("目标含义"), TargetBound, TargetBound.EQUAL),
        unit=table.take_text("unit", N_("单位"), "%"),
        targets=tuple(Target(year, value) for year, value in table.take_year_values("targets", N_("目标值"))),
        source=_source(table),
    )


def _wording(table: Table) -> Wording:
    return Wording(
        key=table.take_text("key", _KEY), text=table.take_text("text", N_("用语")), source=_source(table)
    )


def _check_together(profile: PolicyProfile, top: Table) -> None:
    """Report what only shows when the whole file is read: keys used twice, conditions that can never hold."""
    for name, keys in (
        ("category_lists", [entry.key for entry in profile.category_lists]),
        ("visit_rules", [f"{rule.key}/{rule.version}" for rule in profile.visit_rules]),
        ("event_rules", [rule.key for rule in profile.event_rules]),
        ("campaigns", [entry.key for entry in profile.campaigns]),
        ("due_services", [entry.key for entry in profile.due_services]),
        ("indicators", [entry.key for entry in profile.indicators]),
        ("wording", [entry.key for entry in profile.wording]),
    ):
        for at, key in enumerate(keys, 1):
            if key and key in keys[: at - 1]:
                top.problems.add(f"{name}[{at}].key", N_("代号“{key}”重复"), key=key)
