"""Taking back a unit of work, and what stays because others depend on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import NotFound
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.undo import NotOurs
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.queries.elders import ElderFilter
from tests.services.homes import TODAY, VILLAGES, Home
from tests.services.test_imports import NUMBER, OTHER, book, line
from tests.storage.stores import bag, merge, rows


def imported(application: Application, folder: Path) -> str:
    """Import two people; returns the change set."""
    path = book(folder, line(身份类别="独居", 责任人="李志强"), line("苏日娜", OTHER, 嘎查村=VILLAGES[1]))
    preview = application.imports.preview(application.actor, path)
    change_set = application.imports.apply(application.actor, preview).change_set
    assert change_set is not None
    return change_set


def visit(application: Application, uid: str) -> str:
    draft = VisitDraft(
        elder_uid=uid, visited_on=TODAY, mode="in_person", outcome="met_in_person", visitor_name="李志强"
    )
    return application.visits.record(application.actor, draft)


def listed(application: Application) -> set[str]:
    ids = application.register.list_ids(application.actor, ElderFilter())
    return {row.name for row in application.register.rows(application.actor, ids)}


def test_the_list_names_what_was_done_newest_first_and_marks_what_was_undone(
    empty: Application, tmp_path: Path
) -> None:
    change_set = imported(empty, tmp_path)
    empty.undo.undo(empty.actor, change_set)
    undoing, importing = empty.undo.recent(empty.actor)

    assert (importing.uid, importing.undone, importing.actor) == (change_set, True, empty.actor.name)
    assert undoing.title == f"撤销：{importing.title}"
    assert not undoing.undone
    assert importing.changes == undoing.changes


def test_undoing_twice_does_nothing_more(empty: Application, tmp_path: Path) -> None:
    change_set = imported(empty, tmp_path)
    first = empty.undo.undo(empty.actor, change_set)
    before = rows(empty.store)
    second = empty.undo.undo(empty.actor, change_set)

    assert first.removed > 0
    assert (second.removed, second.restored, second.kept) == (0, 0, 0)
    assert rows(empty.store) == before


def test_an_undoing_can_be_undone(empty: Application, tmp_path: Path) -> None:
    change_set = imported(empty, tmp_path)
    people = listed(empty)
    empty.undo.undo(empty.actor, change_set)
    assert listed(empty) == set()
    empty.undo.undo(empty.actor, empty.undo.recent(empty.actor)[0].uid)
    assert listed(empty) == people
    # And the import once more: having been out and back is no change that would keep anybody.
    assert empty.undo.undo(empty.actor, change_set).kept == 0
    assert listed(empty) == set()


def test_whom_somebody_visited_since_stays_with_everything_that_came_along(
    empty: Application, tmp_path: Path
) -> None:
    change_set = imported(empty, tmp_path)
    uid = empty.register.find(empty.actor, NUMBER)[0].uid
    before = empty.register.get(empty.actor, uid)
    made = visit(empty, uid)
    undone = empty.undo.undo(empty.actor, change_set)

    assert undone.kept > 0
    assert listed(empty) == {"包小明"}
    assert empty.register.get(empty.actor, uid) == before
    assert [row.uid for row in empty.visits.of_elder(empty.actor, uid)] == [made]
    assert {village.code for village in empty.register.villages(empty.actor)} >= {VILLAGES[0]}
    # Once the visit is taken back, nothing holds the person any more.
    empty.visits.take_back(empty.actor, made)
    empty.undo.undo(empty.actor, change_set)
    assert listed(empty) == set()
    assert empty.checks.run(empty.actor) == []


def test_whom_somebody_edited_since_stays(empty: Application, tmp_path: Path) -> None:
    change_set = imported(empty, tmp_path)
    uid = empty.register.find(empty.actor, NUMBER)[0].uid
    detail = empty.register.get(empty.actor, uid)
    spans = tuple(
        SpanDraft(category=span.category, uid=span.uid, source=span.source) for span in detail.categories
    )
    draft = ElderDraft(
        uid=uid,
        name="包小明",
        village_code=VILLAGES[0],
        id_number=NUMBER,
        note="后来补的",
        categories=spans,
        visitor_uid=detail.visitor_uid,
    )
    empty.register.save(empty.actor, draft)
    empty.undo.undo(empty.actor, change_set)

    after = empty.register.get(empty.actor, uid)
    assert (after.note, len(after.categories), after.visitor) == ("后来补的", 1, "李志强")


def test_a_village_in_use_by_somebody_else_stays(empty: Application, tmp_path: Path) -> None:
    change_set = imported(empty, tmp_path)
    empty.register.save(empty.actor, ElderDraft(name="后来的", village_code=VILLAGES[1]))
    empty.undo.undo(empty.actor, change_set)

    (found,) = empty.register.find(empty.actor, "后来的")
    assert found.village != VILLAGES[1]


def test_only_the_fields_that_nobody_changed_since_go_back(empty: Application) -> None:
    def saved(uid: str | None, **facts: Any) -> str:
        draft = ElderDraft(
            uid=uid, name="包小明", village_code=VILLAGES[0], registered_on=date(2026, 9, 1), **facts
        )
        return empty.register.save(empty.actor, draft)

    uid = saved(None, phone="13800138000", note="旧")
    changed = empty.register.record(
        empty.actor,
        ElderDraft(uid=uid, name="包小明", village_code=VILLAGES[0], phone="13900139000", note="新"),
    ).change_set
    assert changed is not None
    saved(uid, phone="13700137000", note="新")
    undone = empty.undo.undo(empty.actor, changed)

    detail = empty.register.get(empty.actor, uid)
    assert (detail.phone, detail.note) == ("13700137000", "旧")
    assert (undone.removed, undone.restored, undone.kept) == (0, 1, 1)


def test_what_another_site_did_cannot_be_undone_here(
    opener: Callable[[Home], Application], empty_home: Home, village_homes: tuple[Home, ...]
) -> None:
    village, other = opener(village_homes[0]), opener(empty_home)
    done = village.register.record(
        village.actor, ElderDraft(name="包小明", village_code=VILLAGES[0])
    ).change_set
    assert done is not None
    merge(other.store, *bag(village.store))

    with pytest.raises(NotOurs):
        other.undo.undo(other.actor, done)
    with pytest.raises(NotFound):
        other.undo.undo(other.actor, "nothing")
    assert listed(other) == {"包小明"}


def test_undoing_in_any_order_comes_to_an_end(empty: Application) -> None:
    def last() -> str:
        return empty.undo.recent(empty.actor)[0].uid

    uid = empty.register.save(empty.actor, ElderDraft(name="包小明", village_code=VILLAGES[0]))
    made = last()
    empty.register.save(empty.actor, ElderDraft(uid=uid, name="包晓明", village_code=VILLAGES[0]))
    renamed = last()
    empty.undo.undo(empty.actor, renamed)
    renaming_back = last()
    empty.undo.undo(empty.actor, made)
    taken_out = last()
    # The name of somebody who is taken out again goes to and fro all the same.
    empty.undo.undo(empty.actor, renaming_back)
    empty.undo.undo(empty.actor, renamed)
    empty.undo.undo(empty.actor, taken_out)

    assert listed(empty) == {"包小明"}
    assert empty.checks.run(empty.actor) == []
