"""Entries from elsewhere: union, waiting, conflicts, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.domain.changes import ChangeEntry, ChangeKey, link_hash
from desktop_app.models import Assignment, Conflict, Elder, Village, Visit, Visitor, Waiting
from desktop_app.storage.agreement import disagreeing
from desktop_app.storage.journal import ChangeSetRow, broken_links, newest_number
from desktop_app.storage.merge import EntryForked, EntryUnreadable, ForeignEntry
from desktop_app.storage.store import Store
from tests.storage.stores import COUNTY, DAY, add_elders, bag, edit, elder, merge, rows

MakeStore = Callable[[str], Store]
SET = ChangeSetRow("set-1", "evil", "登记", "李", datetime(2026, 11, 2, tzinfo=UTC))


def made_up(fields: dict[str, Any], *, entity: str = "elder", seq: int = 1, seen: str = "") -> ForeignEntry:
    """Return an entry of another site with a right link."""
    before = frozenset({ChangeKey.parse(seen)}) if seen else frozenset()
    entry = ChangeEntry(ChangeKey("evil", 1, seq), entity, "u", fields, before)
    return ForeignEntry(entry, SET.uid, link_hash("", entry, SET.described()))


ELDER = {"name": "包小明", "village_code": "150425202201", "registered_on": "2026-11-02"}


def number_of(store: Store) -> int:
    with store.reading() as session:
        return newest_number(session)


def open_conflicts(store: Store) -> list[tuple[str, list[Any]]]:
    with store.reading() as session:
        found = session.execute(select(Conflict.field, Conflict.candidates)).all()
    return [(row.field, [value for _key, value in row.candidates]) for row in found]


def add_visit(store: Store, elder_uid: str) -> str:
    with store.writing("登记探访", "王秀英") as unit:
        visit = unit.add(
            Visit(elder_uid=elder_uid, visited_on=DAY, entered_on=DAY, mode="phone", outcome="met_remotely")
        )
        unit.flush()
        return str(visit.uid)


def test_merging_brings_the_same_records_and_merging_again_changes_nothing(make_store: MakeStore) -> None:
    here, there = make_store("a"), make_store("b")
    uid, *_others = add_elders(here, elder(phone="1"), elder("李四"))
    edit(here, uid, phone="2")
    add_visit(here, uid)

    done = merge(there, *bag(here))
    assert (done.applied, done.already, done.conflicts, done.waiting) == (4, 0, 0, 0)
    before = rows(there), number_of(there)
    again = merge(there, *bag(here))

    assert (again.applied, again.already) == (0, 4)
    assert (rows(there), number_of(there)) == before
    assert rows(there) == rows(here)


def test_batches_in_any_order_give_the_same_records(make_store: MakeStore) -> None:
    here = make_store("a")
    (uid,) = add_elders(here, elder(phone="1"))
    marks = [0, number_of(here)]
    edit(here, uid, phone="2")
    add_visit(here, uid)
    marks.append(number_of(here))
    edit(here, uid, note="x")
    batches = [bag(here, after) for after in marks]

    for number, order in enumerate(permutations(batches)):
        there = make_store(f"b{number}")
        for batch in order:
            merge(there, *batch)
        assert rows(there) == rows(here)
        with there.reading() as session:
            assert session.execute(select(Waiting.uid)).all() == []
            assert broken_links(session) == []


def test_an_edit_without_its_beginning_waits_and_is_not_half_shown(make_store: MakeStore) -> None:
    here, there = make_store("a"), make_store("b")
    (uid,) = add_elders(here, elder(phone="1"))
    first = bag(here)
    after = number_of(here)
    edit(here, uid, phone="2")

    assert merge(there, *bag(here, after)).waiting == 1
    assert rows(there)["elder"] == []
    assert merge(there, *first).waiting == 0
    assert rows(there) == rows(here)


def test_two_values_are_a_conflict_until_somebody_who_saw_both_decides(make_store: MakeStore) -> None:
    here, there = make_store("a"), make_store("b")
    (uid,) = add_elders(here, elder(phone="1"))
    merge(there, *bag(here))
    edit(here, uid, phone="2")
    edit(there, uid, phone="3")

    assert merge(there, *bag(here)).conflicts == 1
    assert merge(here, *bag(there)).conflicts == 1
    assert open_conflicts(here) == open_conflicts(there) == [("phone", ["2", "3"])]
    assert rows(here) == rows(there)

    edit(here, uid, note="别的事")
    merge(there, *bag(here))
    assert open_conflicts(there) == [("phone", ["2", "3"])]

    edit(there, uid, phone="4")
    assert merge(here, *bag(there)).conflicts == 0
    assert open_conflicts(here) == []
    assert rows(here) == rows(there)


def test_the_clock_does_not_decide(make_store: MakeStore) -> None:
    here, there = make_store("a"), make_store("b")
    with here.writing("登记", "王", now=datetime(2099, 1, 1, tzinfo=UTC)) as unit:
        unit.insert_many(Elder, [{**elder(phone="1"), "uid": "u"}])
    merge(there, *bag(here))
    with there.writing("修改", "李", now=datetime(1970, 1, 2, tzinfo=UTC)) as unit:
        unit.get(Elder, "u").phone = "2"
    merge(here, *bag(there))

    assert "'2'" in rows(here)["elder"][0]
    assert open_conflicts(here) == []


def test_children_wait_for_their_parents_of_either_kind(make_store: MakeStore) -> None:
    here, there = make_store("a"), make_store("b")
    (uid,) = add_elders(here, elder())
    with here.writing("登记探访人", "王") as unit:
        visitor = unit.add(Visitor(name="李志强", role="committee"))
        unit.flush()
        unit.add(Assignment(elder_uid=uid, visitor_uid=visitor.uid))
    sets, entries = bag(here)
    by_kind = {one.entry.entity: one for one in entries}

    assert merge(there, sets, [by_kind["assignment"]]).waiting == 1
    assert merge(there, sets, [by_kind["elder"]]).waiting == 1
    assert merge(there, sets, [by_kind["visitor"]]).waiting == 0
    assert rows(there) == rows(here)
    with there.reading() as session:
        assert disagreeing(session, COUNTY) == {}


def test_the_same_entry_twice_in_one_batch_counts_once(make_store: MakeStore) -> None:
    here, there = make_store("a"), make_store("b")
    add_elders(here, elder())
    sets, entries = bag(here)

    done = merge(there, [*sets, *sets], [*entries, *entries])
    assert (done.applied, done.already) == (1, 1)


def refused_unchanged(
    store: Store, sets: list[Any], entries: list[ForeignEntry], error: type[Exception]
) -> None:
    before = rows(store), number_of(store)
    with pytest.raises(error):
        merge(store, sets, entries)
    assert (rows(store), number_of(store)) == before


def test_the_same_number_with_other_contents_is_refused_and_changes_nothing(make_store: MakeStore) -> None:
    here, twin, there = make_store("a"), make_store("twin"), make_store("b")
    twin.identity = here.identity
    add_elders(here, elder("包小明"))
    add_elders(twin, elder("李四"))
    merge(there, *bag(here))

    refused_unchanged(there, *bag(twin), EntryForked)


@pytest.mark.parametrize("what", ["fields", "uid", "seen", "set", "title", "dropped"])
def test_an_altered_chain_is_refused(make_store: MakeStore, what: str) -> None:
    here, there = make_store("a"), make_store("b")
    (uid,) = add_elders(here, elder(phone="1"))
    edit(here, uid, phone="2")
    edit(here, uid, phone="3")
    sets, entries = bag(here)
    entries.sort(key=lambda one: one.entry.key)
    second = entries[1]
    changed = {
        "fields": replace(second, entry=replace(second.entry, fields={"phone": "9"})),
        "uid": replace(second, entry=replace(second.entry, uid="other")),
        "seen": replace(second, entry=replace(second.entry, seen=frozenset())),
        "set": replace(second, change_set=entries[0].change_set),
    }
    if what in changed:
        entries[1] = changed[what]
    elif what == "title":
        sets = [replace(one, title="别的") for one in sets]
    else:
        # Dropped and renumbered, so that no gap shows.
        key = second.entry.key
        entries[1:] = [replace(entries[2], entry=replace(entries[2].entry, key=key))]
    refused_unchanged(there, sets, entries, EntryForked)

    # Entries that continue what is here already are held against it, too.
    good_sets, good = bag(here)
    good.sort(key=lambda one: one.entry.key)
    merge(there, good_sets, good[:1])
    refused_unchanged(there, sets, entries, EntryForked)


def test_a_title_that_was_changed_after_it_arrived_is_refused(make_store: MakeStore) -> None:
    here, there = make_store("a"), make_store("b")
    (uid,) = add_elders(here, elder())
    sets, entries = bag(here)
    merge(there, sets, entries)
    edit(here, uid, phone="1")
    more_sets, more = bag(here, 1)

    refused_unchanged(there, [replace(sets[0], actor="别人"), *more_sets], more, EntryForked)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": None},
        {"name": 5},
        {"name": "长" * 51},
        {"registered_on": "2026-02-30"},
        {"registered_on": 20261102},
        {"registered_on": None},
        {"retracted": "yes"},
        {"retracted": 1},
        {"extra": "text"},
        {"extra": ["a list"]},
        {"sex": "x"},
        {"tier_override": "of a newer version"},
        {"ended_because": {"a": 1}},
    ],
)
def test_a_value_that_fits_no_column_is_refused_with_everything_around_it(
    make_store: MakeStore, fields: dict[str, Any]
) -> None:
    refused_unchanged(make_store("b"), [SET], [made_up({**ELDER, **fields})], EntryUnreadable)


def test_an_unknown_kind_is_refused_and_an_unknown_field_stays_in_the_log(make_store: MakeStore) -> None:
    there = make_store("b")
    refused_unchanged(there, [SET], [made_up({}, entity="change_set")], EntryUnreadable)
    refused_unchanged(there, [], [made_up(ELDER)], EntryUnreadable)
    merge(there, [SET], [made_up({**ELDER, "of_a_newer_version": 1})])

    _sets, entries = bag(there)
    assert entries[0].entry.fields["of_a_newer_version"] == 1
    assert len(rows(there)["elder"]) == 1


def test_a_batch_of_many_records_needs_no_long_lists_of_variables(make_store: MakeStore) -> None:
    here, there = make_store("a"), make_store("b")
    with here.writing("导入", "王") as unit:
        unit.insert_many(Village, [_village(number) for number in range(2500)])
    sets, entries = bag(here)
    Random(1).shuffle(entries)

    assert merge(there, sets, entries).applied == 2500
    assert rows(there) == rows(here)


def _village(number: int) -> dict[str, Any]:
    return {"code": f"{150425202000 + number}", "name": f"嘎查{number}", "township_code": "150425202000"}
