"""Tests for which file stands for which: the groups that verdicts amount to, in whatever order they came."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.clusters import clusters
from desktop_app.storage.queries.links import Groups, make_groups, once

uids = st.sampled_from("abcdefgh")
pairs = st.lists(st.tuples(uids, uids).filter(lambda pair: pair[0] != pair[1]), max_size=12)


class Span(NamedTuple):
    category: str
    from_on: date | None
    to_on: date | None
    source: str


@given(pairs, st.randoms())
def test_the_order_and_direction_of_verdicts_do_not_matter(links: list[tuple[str, str]], rng: object) -> None:
    turned = [(other, one) for one, other in links]
    rng.shuffle(turned)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert make_groups(links) == make_groups(turned) == make_groups(links + turned)


@given(pairs, st.sets(uids))
def test_every_file_is_read_under_the_smallest_live_one_it_is_tied_to(
    links: list[tuple[str, str]], gone: set[str]
) -> None:
    found = make_groups(links, gone=gone)
    reach = {uid: {uid} for pair in links for uid in pair}
    for _step in reach:
        for one, other in links:
            reach[one] = reach[other] = reach[one] | reach[other]
    for uid, tied in reach.items():
        assert set(found.kin_of[uid]) == tied
        live = sorted(tied - gone)
        if uid in gone or len(live) < 2:
            assert found.canonical(uid) == uid
            assert uid not in found.hidden
            assert found.members(uid) == (uid,)
        else:
            assert found.canonical(uid) == live[0]
            assert found.members(uid) == tuple(live)
            assert (uid in found.hidden) == (uid != live[0])


@given(pairs, pairs)
def test_pairs_with_both_verdicts_are_disputed_and_do_not_join(
    same: list[tuple[str, str]], different: list[tuple[str, str]]
) -> None:
    found = make_groups(same, different)
    both = {tuple(sorted(pair)) for pair in same} & {tuple(sorted(pair)) for pair in different}
    assert found.disputed == both
    rest = [pair for pair in same if tuple(sorted(pair)) not in both]
    assert found.members_of == make_groups(rest).members_of


@given(pairs)
def test_parts_are_whole_and_apart(links: list[tuple[str, str]]) -> None:
    parts = clusters(links)
    assert sorted(uid for part in parts for uid in part) == sorted({uid for pair in links for uid in pair})
    assert all(any({one, other} <= set(part) for part in parts) for one, other in links)


def test_what_is_found_by_file_is_gathered_under_the_person() -> None:
    found = make_groups([("a", "b"), ("b", "c")])
    assert found.gather({"a": [1], "c": [2], "d": [3]}) == {"a": [1, 2], "d": [3]}
    assert found.gather({"b": [1]}) == {"a": [1]}
    assert found.expand(["d", "c"]) == ["d", "a", "b", "c"]
    assert Groups().gather({"b": [1]}) == {"b": [1]}
    assert not Groups()


def test_the_first_death_any_file_tells_of_is_the_persons() -> None:
    days = {"b": date(2026, 5, 2), "c": date(2026, 5, 1)}
    assert make_groups([("a", "b"), ("b", "c")], died=days).deaths == {"a": date(2026, 5, 1)}
    assert make_groups([("a", "d")], died=days).deaths == {}


def test_equal_facts_of_several_files_are_shown_once() -> None:
    first = Span("living_alone", date(2026, 1, 1), None, "入户")
    again, ended = first._replace(source="名册"), first._replace(to_on=date(2026, 5, 1))
    assert list(once("category_span", [first, again, ended])) == [first, ended]
    assert list(once("visit", [first, first])) == [first, first]
