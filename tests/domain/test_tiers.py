"""Of several tiers that people set, which one decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.terms import Tier, TierVerdict
from desktop_app.domain.tiers import PLACES, holding_on

DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 1))


@dataclass(frozen=True)
class Decision:
    tier: str
    from_on: date
    to_on: date | None = None
    verdict: str = TierVerdict.SET.value


DECISIONS = st.builds(
    Decision,
    tier=st.sampled_from([tier.value for tier in Tier]),
    from_on=DAYS,
    to_on=st.none() | DAYS,
    verdict=st.sampled_from([verdict.value for verdict in TierVerdict]),
)


def test_the_one_that_began_last_decides_and_of_two_together_the_stricter() -> None:
    old = Decision("general", date(2026, 1, 1))
    high, key = Decision("high", date(2026, 1, 5)), Decision("key", date(2026, 1, 5))
    assert holding_on([old, key, high], date(2026, 1, 9)) is high
    assert holding_on([high, old], date(2026, 1, 4)) is old
    assert holding_on([Decision("high", date(2026, 1, 1), verdict="kept")], date(2026, 1, 4)) is None


@given(st.lists(DECISIONS, max_size=6), DAYS)
def test_the_order_in_which_they_come_plays_no_part(decisions: list[Decision], on: date) -> None:
    one, other = holding_on(decisions, on), holding_on(decisions[::-1], on)
    assert one == other or (
        one is not None
        and other is not None
        and (one.tier, one.from_on)
        == (
            other.tier,
            other.from_on,
        )
    )
    for each in decisions:
        if each.verdict == "set" and each.from_on <= on <= (each.to_on or on):
            assert one is not None
            assert (one.from_on, -PLACES[one.tier]) >= (each.from_on, -PLACES[each.tier])
