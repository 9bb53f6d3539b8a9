"""The order in which entries about one record are read: everybody after what he had seen."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.causal_order import in_causal_order, knew_of
from desktop_app.domain.changes import ChangeEntry, ChangeKey

BEGAN = datetime(2026, 11, 20, tzinfo=UTC)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[ChangeEntry], dict[ChangeKey, datetime]]:
    """Return entries of three sites, each of which had seen some of those before, with clocks that may be wrong."""
    entries: list[ChangeEntry] = []
    made_at = {}
    for number in range(draw(st.integers(1, 8))):
        key = ChangeKey(draw(st.sampled_from("abc")), 1, number + 1)
        seen = (
            draw(st.frozensets(st.sampled_from([one.key for one in entries]), max_size=2)) if entries else ()
        )
        entries.append(ChangeEntry(key, "visit", "v1", {"summary": str(number)}, frozenset(seen)))
        made_at[key] = BEGAN + timedelta(minutes=draw(st.integers(0, 5)))
    return entries, made_at


@given(histories(), st.randoms(use_true_random=False))
def test_nobody_comes_before_what_he_had_seen_and_arrival_does_not_matter(
    history: tuple[list[ChangeEntry], dict[ChangeKey, datetime]], dice: random.Random
) -> None:
    entries, made_at = history
    ordered = in_causal_order(entries, made_at)
    place = {entry.key: number for number, entry in enumerate(ordered)}
    assert len(place) == len(entries)
    for entry in entries:
        assert all(place[key] < place[entry.key] for key in entry.seen)
    dice.shuffle(entries)
    assert in_causal_order(entries, made_at) == ordered


def test_of_two_that_did_not_know_of_each_other_the_earlier_comes_first() -> None:
    first, second = ChangeKey("b", 1, 1), ChangeKey("a", 1, 1)
    entries = [ChangeEntry(key, "visit", "v1", {}) for key in (second, first)]
    made_at = {first: BEGAN, second: BEGAN + timedelta(hours=1)}
    assert [entry.key for entry in in_causal_order(entries, made_at)] == [first, second]


def test_a_forged_circle_is_read_last_and_ends() -> None:
    one, other, honest = ChangeKey("a", 1, 1), ChangeKey("b", 1, 1), ChangeKey("c", 1, 1)
    entries = [
        ChangeEntry(one, "visit", "v1", {}, frozenset({other})),
        ChangeEntry(other, "visit", "v1", {}, frozenset({one})),
        ChangeEntry(honest, "visit", "v1", {}),
    ]
    ordered = in_causal_order(entries, dict.fromkeys((one, other, honest), BEGAN))
    assert [entry.key for entry in ordered] == [honest, one, other]
    by_key = {entry.key: entry for entry in entries}
    assert knew_of(by_key[one], other, by_key)
    assert not knew_of(by_key[one], honest, by_key)


def test_who_saw_a_correction_knows_of_what_that_one_had_seen() -> None:
    keys = [ChangeKey("a", 1, number) for number in (1, 2, 3)]
    entries = {
        key: ChangeEntry(key, "visit", "v1", {}, frozenset(keys[at - 1 : at])) for at, key in enumerate(keys)
    }
    assert knew_of(entries[keys[2]], keys[0], entries)
    assert not knew_of(entries[keys[0]], keys[2], entries)
