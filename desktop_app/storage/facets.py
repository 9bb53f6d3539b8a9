"""What filters ask of a card, as bits of two whole numbers that every index of the list carries.

One bit per answer: a group such as the tier has one bit for each of its words and one for "none". A filter
is then one or two comparisons of whole numbers, whatever the list is ordered by. Bits that change their
meaning need a higher ``settings.DERIVATION_VERSION``: the cards are then built again.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from desktop_app.domain.terms import (
    DutyState,
    LivingArrangement,
    MissingData,
    Residency,
    Term,
    Tier,
    WillingnessKind,
)
from desktop_app.scheduling.rulebook import BIT

NONE = ""
"""The key that stands for "no answer" in a group."""

_GROUPS: dict[str, tuple[type[Term], bool]] = {
    "tier": (Tier, True),
    "state": (DutyState, True),
    "living": (LivingArrangement, False),
    "residency": (Residency, False),
    "willingness": (WillingnessKind, False),
    "missing": (MissingData, False),
}
SPECIAL = 1

_BITS: dict[str, dict[str, int]] = {}
_next = 1
for _group, (_terms, _with_none) in _GROUPS.items():
    _BITS[_group] = {}
    for _key in (*(str(_term.value) for _term in _terms), *((NONE,) if _with_none else ())):
        _BITS[_group][_key] = 1 << _next
        _next += 1
_YEAR_AT = 48
if _next > _YEAR_AT:  # above them stands the year of birth, below the sign of the database's numbers
    raise RuntimeError("too many facets")

STATE_ORDER = (
    DutyState.OVERDUE,
    DutyState.DUE,
    DutyState.OPEN,
    DutyState.PLANNED,
    DutyState.WAIVED,
    DutyState.MET_LATE,
    DutyState.MET,
    DutyState.LAPSED,
    DutyState.CANCELLED,
)
STATE_RANKS = {state.value: place for place, state in enumerate(STATE_ORDER)}
TIER_RANKS = {tier.value: place for place, tier in enumerate(Tier)}


def bit(group: str, key: str | None) -> int:
    """Return the bit of one answer; 0 for a word this version does not know."""
    return _BITS[group].get(key or NONE, 0)


def bits(group: str, keys: Iterable[str]) -> int:
    """Return the bits of several answers."""
    found = 0
    for key in keys:
        found |= bit(group, key)
    return found


@lru_cache(maxsize=8192)
def keys(group: str, facets: int) -> tuple[str, ...]:
    """Return the answers that a card's bits hold, in the order of the closed list."""
    return tuple(key for key, one in _BITS[group].items() if facets & one and key != NONE)


def birth_year(year: int | None) -> int:
    """Return the year of birth as the highest part of the facets, so that years compare as whole facets do.

    An unknown year is 0 and goes before all others.
    """
    return (year or 0) << _YEAR_AT


def category_bits(categories: Iterable[str]) -> int:
    """Return the bits of several categories; what this version does not know has none."""
    found = 0
    for key in categories:
        found |= BIT.get(key, 0)
    return found
