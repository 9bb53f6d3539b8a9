"""What only shows when a whole policy file is read: versions that overlap, keys used twice, tiers nobody can reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase
from desktop_app.domain.policies import Condition, EventRule, PolicyProfile, VisitRule
from desktop_app.domain.schema import Table
from desktop_app.domain.terms import Tier

_DAY = timedelta(days=1)
_HUNDRED = Decimal(100)
_STRICTEST_FIRST = tuple(Tier)
PARTS = (
    "category_lists",
    "tiers",
    "visit_rules",
    "event_rules",
    "tier_proposals",
    "campaigns",
    "due_services",
    "subsidies",
    "indicators",
    "wording",
)
"""The lists of a policy file."""


def check_together(profile: PolicyProfile, top: Table) -> None:
    """Report what is wrong between the entries of a profile."""
    if not any(top.has(part) for part in PARTS):
        top.report("visit_rules", N_("方案是空的：没有类别清单、等级、规则、服务或指标"))
    for name, keys in (
        ("category_lists", [entry.key for entry in profile.category_lists]),
        ("visit_rules", [f"{rule.key}/{rule.version}" for rule in profile.visit_rules]),
        ("event_rules", [f"{rule.key}/{rule.version}" for rule in profile.event_rules]),
        ("tier_proposals", [entry.key for entry in profile.tier_proposals]),
        ("campaigns", [entry.key for entry in profile.campaigns]),
        ("due_services", [entry.key for entry in profile.due_services]),
        ("subsidies", [entry.key for entry in profile.subsidies]),
        ("indicators", [entry.key for entry in profile.indicators]),
        ("wording", [entry.key for entry in profile.wording]),
    ):
        refuse_twice(name, keys, top)
    _check_versions("visit_rules", profile.visit_rules, top)
    _check_versions("event_rules", profile.event_rules, top)
    shared = {rule.key for rule in profile.visit_rules} & {rule.key for rule in profile.event_rules}
    for at, rule in enumerate(profile.event_rules, 1):
        if rule.key and rule.key in shared:
            _report(top, f"event_rules[{at}].key", N_("代号“{key}”已用于一条探访规则"), key=rule.key)
    _check_tiers(profile, top)
    _check_proposals(profile, top)
    _check_targets(profile, top)


def _report(top: Table, path: str, template: str, **params: str | int | Phrase) -> None:
    top.problems.add(path, template, **params)


def refuse_twice(name: str, keys: Sequence[str], top: Table) -> None:
    """Report the keys of one list that stand there a second time."""
    for at, key in enumerate(keys, 1):
        if key and not key.startswith("/") and key in keys[: at - 1]:
            _report(top, f"{name}[{at}].key", N_("代号“{key}”重复"), key=key)


def _check_versions(name: str, rules: Sequence[VisitRule | EventRule], top: Table) -> None:
    """Report versions of one rule that overlap in time, that leave days without a rule, or that run backwards."""
    places: dict[str, list[tuple[VisitRule | EventRule, str]]] = {}
    for at, rule in enumerate(rules, 1):
        if rule.key and rule.valid_from != date.min:
            places.setdefault(rule.key, []).append((rule, f"{name}[{at}].valid_from"))
    for versions in places.values():
        versions.sort(key=lambda each: each[0].version)
        for (before, _), (after, path) in pairwise(versions):
            if before.version == after.version:
                continue  # told as a key used twice
            if after.valid_from <= before.valid_from:
                _report(
                    top,
                    path,
                    N_("版本 {after} 不能在版本 {before}（{day} 起）之前或同日施行"),
                    after=after.version,
                    before=before.version,
                    day=before.valid_from.isoformat(),
                )
            elif before.valid_to is None or before.valid_to >= after.valid_from:
                _report(
                    top,
                    path,
                    N_("与版本 {before} 的施行时间重叠；版本 {before} 应写 valid_to = {day}"),
                    before=before.version,
                    day=(after.valid_from - _DAY).isoformat(),
                )
            elif before.valid_to + _DAY < after.valid_from:
                _report(
                    top,
                    path,
                    N_("版本 {before} 到 {last} 为止，其后 {days} 天没有规则；应从 {day} 起施行"),
                    before=before.version,
                    last=before.valid_to.isoformat(),
                    days=(after.valid_from - before.valid_to).days - 1,
                    day=(before.valid_to + _DAY).isoformat(),
                )


def _covers(wide: Condition, narrow: Condition) -> bool:
    """Tell whether everybody whom ``narrow`` means is meant by ``wide`` too; False may be wrong, True is not."""
    needed = set(narrow.all_categories)
    if wide.any_category:
        some = set(wide.any_category)
        if not (needed & some or (narrow.any_category and set(narrow.any_category) <= some)):
            return False
    ages_fit = (wide.min_age or 0) <= (narrow.min_age or 0) and (
        wide.max_age is None or (narrow.max_age is not None and narrow.max_age <= wide.max_age)
    )
    return (
        ages_fit
        and set(wide.all_categories) <= needed
        and set(wide.none_of) <= set(narrow.none_of)
        and (narrow.special or not wide.special)
    )


def _covered(wide: Iterable[Condition], narrow: Iterable[Condition]) -> bool:
    every = list(wide)
    asked = list(narrow)
    return bool(asked) and all(any(_covers(each, one) for each in every) for one in asked)


def _check_tiers(profile: PolicyProfile, top: Table) -> None:
    """Report tiers that a stricter one leaves nobody for, and rules about tiers that the file gives nobody."""
    stricter: list[Condition] = []
    for tier in _STRICTEST_FIRST:
        for at, rule in enumerate(profile.tiers, 1):
            if rule.tier is not tier:
                continue
            if _covered(stricter, rule.who):
                _report(
                    top,
                    f"tiers[{at}].who",
                    N_("没有人能归入“{tier}”：符合条件的都已归入更高的等级"),
                    tier=Phrase(tier.term),
                )
        stricter += [each for rule in profile.tiers if rule.tier is tier for each in rule.who]
    given = {rule.tier for rule in profile.tiers} | {Tier.GENERAL}
    if not profile.tiers:
        return  # an overlay may give them
    _check_asked_tiers("visit_rules", [rule.who for rule in profile.visit_rules], given, top)
    _check_asked_tiers("event_rules", [rule.who for rule in profile.event_rules], given, top)
    _check_asked_tiers("campaigns", [entry.who for entry in profile.campaigns], given, top)
    _check_asked_tiers("due_services", [entry.who for entry in profile.due_services], given, top)
    _check_asked_tiers("subsidies", [entry.who for entry in profile.subsidies], given, top)


def _check_asked_tiers(
    name: str, asked: Sequence[tuple[Condition, ...]], given: set[Tier], top: Table
) -> None:
    for at, who in enumerate(asked, 1):
        tiers = dict.fromkeys(tier for condition in who for tier in condition.tiers)
        for tier in tiers:
            if tier not in given:
                _report(
                    top,
                    f"{name}[{at}].who.tiers",
                    N_("“{tier}”没有人：tiers 里没有写谁属于这一级"),
                    tier=Phrase(tier.term),
                )


def _check_proposals(profile: PolicyProfile, top: Table) -> None:
    for at, entry in enumerate(profile.tier_proposals, 1):
        if entry.proposes is Tier.GENERAL:
            _report(
                top,
                f"tier_proposals[{at}].proposes",
                N_("“一般”是最低的等级，应为 high（高风险）或 key（重点）"),
            )


def _check_targets(profile: PolicyProfile, top: Table) -> None:
    """Report shares below 0 or above 100 %, and indicators without any target."""
    for at, entry in enumerate(profile.indicators, 1):
        for target in entry.targets:
            path = f"indicators[{at}].targets.{target.year}"
            if target.value < 0:
                _report(top, path, N_("目标值不能是负数"))
            elif entry.unit == "%" and target.value > _HUNDRED:
                _report(top, path, N_("单位是 % 的目标值应为 0 至 100"))
