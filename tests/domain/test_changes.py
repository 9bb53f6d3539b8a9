"""The meaning of the change log: any order, any number of copies, and nothing lost."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.changes import (
    RETRACTED,
    ChangeEntry,
    ChangeKey,
    JsonValue,
    RecordState,
    describe_set,
    link_hash,
    parse_keys,
    resolve,
    write_keys,
)

SITES = ("a", "b", "c")
FIELDS = ("name", "phone", "note")


def entry(site: str, seq: int, fields: Mapping[str, JsonValue], *seen: ChangeEntry) -> ChangeEntry:
    return ChangeEntry(ChangeKey(site, 1, seq), "elder", "u", fields, frozenset(one.key for one in seen))


def values_of(state: RecordState, name: str) -> list[JsonValue]:
    return [
        value for conflict in state.conflicts if conflict.field == name for _key, value in conflict.values
    ]


@st.composite
def histories(draw: st.DrawFn) -> list[ChangeEntry]:
    """A record edited at three sites that now and then learn each other's entries."""
    known: dict[str, dict[ChangeKey, ChangeEntry]] = {site: {} for site in SITES}
    numbers = dict.fromkeys(SITES, 0)
    for _step in range(draw(st.integers(1, 12))):
        site = draw(st.sampled_from(SITES))
        if draw(st.booleans()):
            known[site].update(known[draw(st.sampled_from(SITES))])
            continue
        names = draw(st.sets(st.sampled_from([*FIELDS, RETRACTED]), min_size=1, max_size=2))
        fields: dict[str, JsonValue] = {
            name: draw(st.booleans()) if name == RETRACTED else draw(st.integers(0, 2)) for name in names
        }
        numbers[site] += 1
        key = ChangeKey(site, 1, numbers[site])
        seen = resolve(list(known[site].values())).heads if known[site] else frozenset()
        known[site][key] = ChangeEntry(key, "elder", "u", fields, seen)
    every = {key: one for entries in known.values() for key, one in entries.items()}
    return list(every.values()) or [entry("a", 1, {"name": 0})]


def ancestors(of: ChangeEntry, among: Mapping[ChangeKey, ChangeEntry]) -> set[ChangeKey]:
    """The slow reference: walk what an entry had seen."""
    found: set[ChangeKey] = set()
    waiting = list(of.seen)
    while waiting:
        key = waiting.pop()
        if key in among and key not in found:
            found.add(key)
            waiting.extend(among[key].seen)
    return found


def lost_values(entries: Sequence[ChangeEntry], state: RecordState) -> set[tuple[str, JsonValue]]:
    """Return the values that nobody who knew them replaced, and that are neither current nor in conflict."""
    among = {one.key: one for one in entries}
    lost: set[tuple[str, JsonValue]] = set()
    for one in entries:
        for name, value in one.fields.items():
            replaced = any(name in other.fields and one.key in ancestors(other, among) for other in entries)
            if not replaced and value != state.fields.get(name) and value not in values_of(state, name):
                lost.add((name, value))
    return lost


def last_writer_wins(entries: Sequence[ChangeEntry]) -> RecordState:
    """What the program must not do: let the greatest number win."""
    fields: dict[str, JsonValue] = {}
    for one in sorted(entries, key=lambda one: (one.key.seq, one.key.site)):
        fields.update(one.fields)
    return RecordState(fields, frozenset(), ())


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_and_the_number_of_copies_do_not_matter(entries: list[ChangeEntry], random: Random) -> None:
    state = resolve(entries)
    shuffled = [*entries, *random.sample(entries, len(entries) // 2)]
    random.shuffle(shuffled)

    assert resolve(shuffled) == state


@given(histories())
def test_no_value_is_lost_that_nobody_knowingly_replaced(entries: list[ChangeEntry]) -> None:
    assert not lost_values(entries, resolve(entries))


def test_letting_the_last_writer_win_would_lose_values() -> None:
    first = entry("a", 1, {"phone": "1"})
    edits = [first, entry("a", 2, {"phone": "2"}, first), entry("b", 1, {"phone": "3"}, first)]

    assert lost_values(edits, last_writer_wins(edits)) == {("phone", "3")}
    assert not lost_values(edits, resolve(edits))


@given(histories())
def test_heads_are_the_entries_that_nobody_has_seen(entries: list[ChangeEntry]) -> None:
    among = {one.key: one for one in entries}
    seen = set().union(*(ancestors(one, among) for one in entries))

    assert resolve(entries).heads == frozenset(among) - seen


@given(histories(), st.data())
def test_a_decision_settles_a_conflict_for_good(entries: list[ChangeEntry], data: st.DataObject) -> None:
    state = resolve(entries)
    for conflict in state.conflicts:
        _key, kept = data.draw(st.sampled_from(conflict.values))
        decision = ChangeEntry(ChangeKey("z", 1, 1), "elder", "u", {conflict.field: kept}, state.heads)
        for known in (entries, [one for one in entries if one.key in state.heads]):
            after = resolve([*known, decision])
            assert after.fields[conflict.field] == kept
            assert conflict.field not in {other.field for other in after.conflicts}


def test_two_sites_that_wrote_the_same_value_do_not_conflict() -> None:
    first = entry("a", 1, {"phone": "1"})
    state = resolve([first, entry("a", 2, {"phone": "2"}, first), entry("b", 1, {"phone": "2"}, first)])

    assert state.fields["phone"] == "2"
    assert not state.conflicts


def test_different_fields_edited_apart_come_together() -> None:
    first = entry("a", 1, {"phone": "1", "name": "x"})
    state = resolve([first, entry("a", 2, {"phone": "2"}, first), entry("b", 1, {"name": "y"}, first)])

    assert (state.fields, state.conflicts) == ({"phone": "2", "name": "y"}, ())


def test_a_record_edited_while_it_was_taken_out_elsewhere_stays_visible_and_in_conflict() -> None:
    first = entry("a", 1, {"phone": "1"})
    state = resolve([first, entry("z", 1, {RETRACTED: True}, first), entry("b", 1, {"phone": "2"}, first)])

    assert state.fields[RETRACTED] is False
    assert values_of(state, RETRACTED) == [True, False]
    assert state.fields["phone"] == "2"


def test_taking_out_what_one_has_seen_edited_is_no_conflict() -> None:
    first = entry("a", 1, {"phone": "1"})
    edit = entry("b", 1, {"phone": "2"}, first)
    state = resolve([first, edit, entry("z", 1, {RETRACTED: True}, edit)])

    assert state.fields[RETRACTED] is True
    assert not state.conflicts


@pytest.mark.parametrize("order", [("b", "c"), ("c", "b")])
def test_a_record_taken_out_here_and_put_back_there_stays_visible(order: tuple[str, str]) -> None:
    first = entry("a", 1, {"phone": "1"})
    out = entry("a", 2, {RETRACTED: True}, first)
    again = entry(order[0], 1, {RETRACTED: True}, out)
    back = entry(order[1], 1, {RETRACTED: False}, out)
    state = resolve([first, out, again, back])

    assert state.fields[RETRACTED] is False
    assert sorted(map(str, values_of(state, RETRACTED))) == ["False", "True"]


@pytest.mark.parametrize("length", [2, 3, 5])
def test_forged_circles_end_and_hide_no_value(length: int) -> None:
    keys = [ChangeKey("evil", 1, number) for number in range(length)]
    circle = [
        ChangeEntry(key, "elder", "u", {"phone": number}, frozenset({keys[number - 1]}))
        for number, key in enumerate(keys)
    ]
    honest = entry("a", 1, {"phone": "1"})
    for part in itertools.permutations([*circle[:3], honest]):
        assert resolve(part) == resolve(sorted(part, key=lambda one: one.key))

    alone = resolve(circle)
    assert sorted(map(str, values_of(alone, "phone"))) == [str(number) for number in range(length)]
    decided = resolve([*circle, ChangeEntry(ChangeKey("a", 1, 9), "elder", "u", {"phone": 7}, alone.heads)])
    assert (decided.fields["phone"], decided.conflicts) == (7, ())
    assert "1" in {
        resolve([*circle, honest]).fields["phone"],
        *values_of(resolve([*circle, honest]), "phone"),
    }


def test_an_entry_that_claims_to_have_seen_itself_does_not_vanish() -> None:
    own = ChangeEntry(ChangeKey("a", 1, 1), "elder", "u", {"phone": "1"}, frozenset({ChangeKey("a", 1, 1)}))

    assert resolve([own, entry("b", 1, {"name": "x"})]).fields == {"phone": "1", "name": "x"}


def test_a_long_chain_of_edits_does_not_exhaust_the_stack() -> None:
    chain = [entry("a", 1, {"note": 0})]
    for number in range(2, 3000):
        chain.append(entry("a", number, {"note": number}, chain[-1]))

    assert resolve(chain[::-1]).fields == {"note": 2999}


def test_an_entry_whose_predecessors_have_not_arrived_counts_with_what_it_says() -> None:
    first = entry("a", 1, {"phone": "1"})
    second = entry("a", 2, {"phone": "2"}, first)
    third = entry("a", 3, {"phone": "3"}, second)

    assert resolve([third]).fields == {"phone": "3"}
    # While the middle is missing nobody can know; once it is there, all is clear.
    assert resolve([first, third]).conflicts
    assert resolve([first, second, third]).conflicts == ()


@given(st.lists(st.builds(ChangeKey, st.sampled_from(SITES), st.integers(1, 3), st.integers(1, 99))))
def test_keys_are_read_as_they_were_written(keys: list[ChangeKey]) -> None:
    assert parse_keys(write_keys(keys)) == frozenset(keys)


@pytest.mark.parametrize("text", ["a", "a.1", "a.x.1", "a.1.1.1"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        ChangeKey.parse(text)


def test_every_part_of_an_entry_changes_its_link() -> None:
    one = entry("a", 2, {"phone": "1"}, entry("a", 1, {}))
    title = describe_set("s", "登记", "王", "2026-11-02T00:00:00+00:00", None)
    links = {
        link_hash("", one, title),
        link_hash("0", one, title),
        link_hash("", replace(one, key=ChangeKey("a", 1, 3)), title),
        link_hash("", replace(one, entity="visit"), title),
        link_hash("", replace(one, uid="v"), title),
        link_hash("", replace(one, fields={"phone": "2"}), title),
        link_hash("", replace(one, fields={"phone": 1}), title),
        link_hash("", replace(one, seen=frozenset()), title),
        link_hash("", one, describe_set("s", "登记", "李", "2026-11-02T00:00:00+00:00", None)),
        link_hash("", one, describe_set("s", "登记", "王", "2026-11-02T00:00:01+00:00", None)),
        link_hash("", one, describe_set("s", "登记", "王", "2026-11-02T00:00:00+00:00", "r")),
    }

    assert len(links) == 11
