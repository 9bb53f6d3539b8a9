"""Which of several tiers that people set decides on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from desktop_app.domain.terms import Tier, TierVerdict

PLACES = {tier.value: at for at, tier in enumerate(Tier)}
"""The place of each tier by key, the strictest first."""


class SetTier(Protocol):
    """A decision about a tier with its days, both included; None is open."""

    @property
    def verdict(self) -> str:
        """The key of a ``TierVerdict``."""
        ...

    @property
    def tier(self) -> str:
        """The key of a ``Tier``."""
        ...

    @property
    def from_on(self) -> date:
        """The first day."""
        ...

    @property
    def to_on(self) -> date | None:
        """The last day."""
        ...


T = TypeVar("T", bound=SetTier)


def holding_on(decisions: Sequence[T], on: date) -> T | None:
    """Return the decision that sets the tier on a day: the one that began last, of two together the stricter."""
    holding = [
        each
        for each in decisions
        if each.verdict == TierVerdict.SET.value
        and each.from_on <= on
        and (each.to_on is None or each.to_on >= on)
    ]
    return max(holding, key=lambda each: (each.from_on, -PLACES.get(each.tier, len(PLACES))), default=None)
