"""What a list is narrowed to, in words: one sentence piece per condition, each with the filter without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from desktop_app.config.strings import _
from desktop_app.domain.terms import (
    Category,
    DutyState,
    LivingArrangement,
    MissingData,
    Residency,
    Term,
    Tier,
    WillingnessKind,
)
from desktop_app.storage.queries.elders import ElderFilter


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition in words, and the filter that is left when it is taken away."""

    words: str
    without: ElderFilter


def conditions(
    wanted: ElderFilter, villages: Mapping[str, str], visitors: Mapping[str, str]
) -> Iterator[Condition]:
    """Yield every condition of a filter but its text; names are looked up by code and uid."""
    codes = wanted.all_villages()
    if codes:
        names = [villages.get(code, code) for code in codes]
        shown = _several(names)
        yield Condition(
            _("村社：{names}").format(names=shown), replace(wanted, village_code=None, villages=())
        )
    categories = wanted.wanted_categories()
    if categories:
        told = _("类别全有：{names}") if wanted.all_categories else _("类别：{names}")
        left = replace(wanted, category=None, categories=(), all_categories=False)
        yield Condition(told.format(names=_several(_words(Category, categories))), left)
    for told, kind, keys, left in (
        (_("等级：{names}"), Tier, wanted.all_tiers(), replace(wanted, tier=None, tiers=())),
        (_("状态：{names}"), DutyState, wanted.all_states(), replace(wanted, state=None, states=())),
        (_("缺项：{names}"), MissingData, wanted.missing, replace(wanted, missing=())),
        (_("居住：{names}"), LivingArrangement, wanted.living, replace(wanted, living=())),
        (_("人户：{names}"), Residency, wanted.residency, replace(wanted, residency=())),
        (_("意愿：{names}"), WillingnessKind, wanted.willingness, replace(wanted, willingness=())),
    ):
        if keys:
            yield Condition(told.format(names=_several(_words(kind, keys))), left)
    if wanted.special is not None:
        told = _("特殊困难") if wanted.special else _("非特殊困难")
        yield Condition(told, replace(wanted, special=None))
    if wanted.visitor_uid:
        name = visitors.get(wanted.visitor_uid, wanted.visitor_uid)
        yield Condition(_("探访人：{name}").format(name=name), replace(wanted, visitor_uid=None))
    if wanted.age_from is not None or wanted.age_to is not None:
        yield Condition(_age(wanted), replace(wanted, age_from=None, age_to=None))
    if wanted.overdue_days is not None:
        told = _("逾期 {days} 天以上").format(days=wanted.overdue_days)
        yield Condition(told, replace(wanted, overdue_days=None))
    if wanted.everybody:
        yield Condition(_("在册和已退出"), replace(wanted, everybody=False))
    elif wanted.ended:
        yield Condition(_("已退出"), replace(wanted, ended=False))


def _age(wanted: ElderFilter) -> str:
    if wanted.age_to is None:
        return _("{age} 岁及以上").format(age=wanted.age_from)
    if wanted.age_from is None:
        return _("{age} 岁及以下").format(age=wanted.age_to)
    return _("{first} 至 {last} 岁").format(first=wanted.age_from, last=wanted.age_to)


def _words(kind: type[Term], keys: tuple[str, ...]) -> list[str]:
    known = {str(term.value): _(term.term) for term in kind}
    return [known.get(key, key or _("无")) for key in keys]


def _several(names: list[str]) -> str:
    """Return at most three names and how many there are."""
    if len(names) <= 3:
        return "、".join(names)
    return _("{names} 等 {count} 项").format(names="、".join(names[:2]), count=len(names))
