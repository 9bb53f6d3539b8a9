"""Who is at risk when the cold, the heat, a flood or a power cut comes: the signs, and which count for what.

The signs and what they count for are 系统设定: the plans ask that people be warned and looked after in such days
but name no list. A township chooses the signs it wants each time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import Category, HazardKind, Term, Tier

OLDEST = 80
"""Age in full years from which somebody is 高龄."""


class Sign(Term):
    """应急风险特征."""

    HIGH_TIER = "high_tier", "高风险"
    FRAIL = "frail", "失能失智重残"
    OLDEST_OLD = "oldest_old", "80岁以上"
    ALONE = "alone", "独居"
    NO_CARER = "no_carer", "无人照护"
    ILL = "ill", "慢性病或大病"
    COLD_HOME = "cold_home", "取暖有问题"
    STOVE = "stove", "烧炉取暖"
    WEAK_HOUSE = "weak_house", "房屋有隐患"
    POWERED = "powered", "用电维持的器械"
    NO_PHONE = "no_phone", "无电话"


SIGNS: Mapping[HazardKind, tuple[Sign, ...]] = {
    HazardKind.COLD: (Sign.HIGH_TIER, Sign.FRAIL, Sign.COLD_HOME, Sign.STOVE),
    HazardKind.HEAT: (Sign.HIGH_TIER, Sign.FRAIL, Sign.OLDEST_OLD, Sign.ILL),
    HazardKind.FLOOD: (Sign.HIGH_TIER, Sign.FRAIL, Sign.ALONE, Sign.WEAK_HOUSE),
    HazardKind.POWER_CUT: (Sign.HIGH_TIER, Sign.FRAIL, Sign.POWERED),
}
"""What is asked for at first in each kind of emergency."""

_CATEGORIES = {category.value: category for category in Category}
_FRAIL = frozenset(
    {
        Category.INCAPACITATED,
        Category.PARTLY_INCAPACITATED,
        Category.DEMENTIA,
        Category.SEVERELY_DISABLED,
    }
)
_ILL = frozenset({Category.CHRONIC_DISEASE, Category.HIGH_RISK_DISEASE, Category.SERIOUS_DISEASE})
_POWERED = ("制氧", "氧气机", "呼吸机", "吸痰", "透析", "电动床", "电动护理", "雾化")
"""Aids that stop with the current, by what people write."""

_COLD = {
    "safety.heating": frozenset({"cold", "no_fuel"}),
    "safety.stove": frozenset({"damaged"}),
    "safety.flue": frozenset({"blocked"}),
}
_BURNING = {
    "safety.stove": frozenset({"normal", "damaged"}),
    "safety.flue": frozenset({"normal", "blocked"}),
}
_WEAK = {"safety.house": frozenset({"leaking", "cracked", "dangerous"})}

ASKED = tuple(sorted({*_COLD, *_BURNING, *_WEAK}))
"""The items of the visit form whose answers are signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRisk:
    """What is known of one person: ``answers`` of the last visit that had any, ``aids`` as written down."""

    age: int | None = None
    tier: str | None = None
    categories: Collection[str] = ()
    alone: bool = False
    carer: bool = False
    phone: bool = False
    aids: Collection[str] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)


def signs_of(person: AtRisk) -> tuple[Sign, ...]:
    """Return the signs that a person shows, in the order of the list."""
    held = {_CATEGORIES[key] for key in person.categories if key in _CATEGORIES}
    shown = {
        Sign.HIGH_TIER: person.tier == Tier.HIGH.value,
        Sign.FRAIL: bool(held & _FRAIL),
        Sign.OLDEST_OLD: person.age is not None and person.age >= OLDEST,
        Sign.ALONE: person.alone or Category.LIVING_ALONE in held,
        # Somebody who manages alone needs no carer: only of the frail it is a sign.
        Sign.NO_CARER: bool(held & _FRAIL) and not person.carer,
        Sign.ILL: bool(held & _ILL),
        Sign.COLD_HOME: _says(person.answers, _COLD),
        Sign.STOVE: _says(person.answers, _BURNING),
        Sign.WEAK_HOUSE: _says(person.answers, _WEAK),
        Sign.POWERED: any(word in aid for aid in person.aids for word in _POWERED),
        Sign.NO_PHONE: not person.phone,
    }
    return tuple(sign for sign in Sign if shown[sign])


def _says(answers: Mapping[str, Any], wanted: Mapping[str, frozenset[str]]) -> bool:
    return any(answers.get(item) in options for item, options in wanted.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFilter:
    """Which people: those who show one of ``signs``, or with ``every`` all of them; None are those of the hazard."""

    hazard: str = HazardKind.COLD.value
    signs: tuple[str, ...] | None = None
    every: bool = False
    village_code: str | None = None

    def wanted(self) -> tuple[Sign, ...]:
        """Return the signs asked for; raises ``FieldProblem`` for words that are unknown here."""
        if self.hazard not in set(HazardKind):
            raise FieldProblem(field="hazard", label=N_("情形"), reason=N_("不在可选项中"))
        if self.signs is None:
            return SIGNS[HazardKind(self.hazard)]
        if not self.signs or any(sign not in set(Sign) for sign in self.signs):
            raise FieldProblem(field="signs", label=N_("风险特征"), reason=N_("请至少选一项"))
        return tuple(Sign(sign) for sign in self.signs)
