"""Check a policy file against the schema and turn it into a ``PolicyProfile``, naming every problem at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.occasion_schema import take_occasion
from desktop_app.domain.policies import (
    CampaignTemplate,
    CategoryList,
    IndicatorTarget,
    PolicyProfile,
    ProfileKind,
    Target,
    TargetBound,
    TargetUse,
    TierProposal,
    TierRule,
    Wording,
)
from desktop_app.domain.policy_schema_checks import check_together, refuse_twice
from desktop_app.domain.policy_schema_due import due_service, subsidy
from desktop_app.domain.policy_schema_parts import TITLE, take_conditions, take_key, take_source
from desktop_app.domain.policy_schema_rules import COUNTED_MODES, event_rule, visit_rule
from desktop_app.domain.schema import Problems, SchemaProblem, Table
from desktop_app.domain.terms import CampaignKind, Category, FindingKind, Mode, Tier

Entry = TypeVar("Entry")

_LISTS = {
    "category_lists": N_("类别清单"),
    "tiers": N_("风险等级"),
    "visit_rules": N_("探访规则"),
    "event_rules": N_("重大变故规则"),
    "tier_proposals": N_("等级调整建议"),
    "campaigns": N_("专项探访模板"),
    "due_services": N_("应享服务"),
    "subsidies": N_("应享待遇"),
    "indicators": N_("指标"),
    "wording": N_("报表用语"),
}
_ENTRY = re.compile(r"(\w+)\[(\d+)\]")


class PolicyRefused(InputError):
    """A policy file does not follow the schema; ``details["problems"]`` holds every ``SchemaProblem``."""

    code = "policy_refused"
    what = N_("政策方案“{profile}”有 {count} 处问题：\n{listing}")
    data_safe = N_("原有方案没有改动。")
    do_now = N_("请按提示逐处改正后再试；方案文件要改好后重新载入。")

    def __init__(self, profile: str, problems: Problems, data: Mapping[str, Any]) -> None:
        """Refuse ``profile`` because of ``problems`` of the file ``data``."""
        found: tuple[SchemaProblem, ...] = tuple(problems.found)
        listing = "\n".join(_placed(problem, data) for problem in found)
        super().__init__(profile=profile, count=len(found), problems=found, listing=listing)


def _placed(problem: SchemaProblem, data: Mapping[str, Any]) -> str:
    """Return a problem with its place also in words: ``visit_rules[2].every（第2条探访规则“每周”）: 缺少周期``."""
    entry = _ENTRY.match(problem.path)
    if entry is None or entry[1] not in _LISTS:
        return str(problem)
    title = ""
    entries = data.get(entry[1])
    if isinstance(entries, Sequence) and len(entries) >= int(entry[2]):
        named = entries[int(entry[2]) - 1]
        given = named.get("title") if isinstance(named, Mapping) else None
        title = f"“{given[:40]}”" if isinstance(given, str) and given else ""
    words = f"第{entry[2]}条{_LISTS[entry[1]]}{title}"
    return f"{problem.path}（{words}）: {problem.message.say(lambda text: text)}"


def parse_profile(data: Mapping[str, Any]) -> PolicyProfile:
    """Return the profile; raises PolicyRefused with every problem found."""
    problems = Problems()
    top = Table(data, "", problems)
    valid_from = top.take_day("valid_from", N_("施行日期"))
    valid_to = top.take_last_day("valid_to", N_("失效日期"))
    if valid_to is not None and valid_to < valid_from:
        top.report("valid_to", N_("失效日期早于施行日期"))
    profile = PolicyProfile(
        id=take_key(top, "id", N_("方案代号")),
        kind=top.take_term("kind", N_("方案类型"), ProfileKind, ProfileKind.PROFILE),
        title=top.take_text("title", TITLE),
        short_title=top.take_text("short_title", N_("简称")),
        document=top.take_text("document", N_("发文字号")),
        document_title=top.take_text("document_title", N_("文件标题")),
        issued_on=top.take_day("issued_on", N_("发文日期")),
        region=_region(top),
        valid_from=valid_from,
        valid_to=valid_to,
        category_lists=_entries(top, "category_lists", _category_list),
        tiers=_entries(top, "tiers", _tier),
        visit_rules=_entries(top, "visit_rules", lambda each: visit_rule(each, valid_from, valid_to)),
        event_rules=_entries(top, "event_rules", lambda each: event_rule(each, valid_from, valid_to)),
        tier_proposals=_entries(top, "tier_proposals", _tier_proposal),
        campaigns=_entries(top, "campaigns", _campaign),
        due_services=_entries(top, "due_services", due_service),
        subsidies=_entries(top, "subsidies", subsidy),
        indicators=_entries(top, "indicators", _indicator),
        wording=_entries(top, "wording", _wording),
    )
    top.finish()
    check_together(profile, top)
    if problems.found:
        raise PolicyRefused(profile.id or "?", problems, data)
    return profile


def _entries(top: Table, key: str, build: Callable[[Table], Entry]) -> tuple[Entry, ...]:
    """Build every table of one list; the fields a builder does not ask for are reported."""
    built = []
    for table in top.take_tables(key, _LISTS[key]):
        built.append(build(table))
        table.finish()
    return tuple(built)


def _region(top: Table) -> str:
    region = top.take_text("region", N_("适用地区"), "")
    if region and not (region.isascii() and region.isdigit() and len(region) <= 12):
        top.report("region", N_("适用地区应为区划代码的前几位数字，全国留空"))
    return region


def _category_list(table: Table) -> CategoryList:
    entry = CategoryList(
        key=take_key(table),
        title=table.take_text("title", TITLE),
        categories=table.take_terms("categories", N_("类别"), Category),
        special=table.take_flag("special", N_("特殊困难"), False),
        source=take_source(table),
    )
    if table.has("categories") and not entry.categories:
        table.report("categories", N_("类别清单是空的"))
    return entry


def _tier(table: Table) -> TierRule:
    return TierRule(
        tier=table.take_term("tier", N_("风险等级"), Tier),
        title=table.take_text("title", TITLE),
        who=take_conditions(table, tiers_allowed=False),
        source=take_source(table),
    )


def _tier_proposal(table: Table) -> TierProposal:
    return TierProposal(
        key=take_key(table),
        title=table.take_text("title", TITLE),
        kinds=table.take_terms("kinds", N_("问题种类"), FindingKind),
        count=table.take_number("count", N_("次数"), 1, 99),
        within_days=table.take_number("within_days", N_("天数"), 1, 366),
        proposes=table.take_term("proposes", N_("建议等级"), Tier),
        source=take_source(table),
    )


def _campaign(table: Table) -> CampaignTemplate:
    template = CampaignTemplate(
        key=take_key(table),
        title=table.take_text("title", TITLE),
        occasion=table.take_text("occasion", N_("时机")),
        who=take_conditions(table),
        within_days=table.take_number("within_days", N_("天数"), 1, 366),
        kind=table.take_term("kind", N_("专项种类"), CampaignKind, CampaignKind.OTHER),
        when=take_occasion(table),
        modes=frozenset(table.take_terms("modes", N_("探访方式"), Mode, COUNTED_MODES)),
        feeds_duties=table.take_flag("feeds_duties", N_("计入日常探访"), True),
        source=take_source(table),
    )
    if not template.modes:
        table.report("modes", N_("没有写明哪些探访方式有效"))
    return template


def parse_campaigns(data: Mapping[str, Any]) -> tuple[CampaignTemplate, ...]:
    """Return the campaign templates of a file that holds nothing else; raises PolicyRefused."""
    problems = Problems()
    top = Table(data, "", problems)
    templates = _entries(top, "campaigns", _campaign)
    top.finish()
    refuse_twice("campaigns", [entry.key for entry in templates], top)
    if problems.found:
        raise PolicyRefused("campaigns", problems, data)
    return templates


def _indicator(table: Table) -> IndicatorTarget:
    return IndicatorTarget(
        key=take_key(table),
        title=table.take_text("title", TITLE),
        use=table.take_term("use", N_("数据来源"), TargetUse),
        bound=table.take_term("bound", N_("目标含义"), TargetBound, TargetBound.EQUAL),
        unit=table.take_text("unit", N_("单位"), "%"),
        targets=tuple(Target(year, value) for year, value in table.take_year_values("targets", N_("目标值"))),
        source=take_source(table),
    )


def _wording(table: Table) -> Wording:
    return Wording(key=take_key(table), text=table.take_text("text", N_("用语")), source=take_source(table))
