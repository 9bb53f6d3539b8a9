"""Places that change name and code over time, with everybody who belongs to them."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import ElderVisitsError, FieldProblem, NotFound
from desktop_app.domain.terms import VisitorRole
from desktop_app.models import Elder, Residence, Village, Visitor
from desktop_app.services import paper_months
from desktop_app.services.divisions import PlaceInUse
from desktop_app.services.months import month_of
from desktop_app.services.paper_orders import signed
from desktop_app.services.place_changes import PlaceEnded, PlaceTaken
from desktop_app.services.places import Places
from desktop_app.services.register_drafts import ElderDraft, ResidenceDraft
from desktop_app.storage.queries.elders import ElderFilter
from tests.examples import examples
from tests.services.homes import TODAY, VILLAGES, Home, open_home
from tests.services.test_imports import NUMBER, book, line

NEW_CODE = "150425202299"
FROM = date(2026, 10, 15)


def person(application: Application, name: str, village: str, **facts: Any) -> str:
    draft = ElderDraft(name=name, village_code=village, registered_on=date(2026, 9, 1), **facts)
    return application.register.save(application.actor, draft)


def codes(application: Application) -> dict[str, str]:
    """Return every elder's village code, of those taken off the register too."""
    with application.store.reading() as session:
        query = select(Elder.uid, Elder.village_code).where(Elder.retracted.is_(False))
        return {row.uid: row.village_code for row in session.execute(query)}


def facts(application: Application) -> dict[str, Any]:
    """Return what people see of places and of who belongs where."""
    divisions = application.divisions.list(application.actor)
    return {
        "rows": {
            (row.code, row.name, row.people, row.files, row.former_names)
            for row in divisions
            if not row.ended
        },
        "elders": codes(application),
        "listed": Counter(
            row.village for row in application.register.rows(application.actor, all_ids(application))
        ),
    }


def all_ids(application: Application) -> Any:
    return application.register.list_ids(application.actor, ElderFilter())


def row_of(application: Application, code: str) -> Any:
    return next(row for row in application.divisions.list(application.actor) if row.code == code)


def test_the_places_of_the_township_are_there_at_once_with_their_people(empty: Application) -> None:
    rows = empty.divisions.list(empty.actor)
    assert len(rows) == 10
    assert {row.township for row in rows} == {"达日罕乌拉苏木"}
    person(empty, "包小明", VILLAGES[0])
    assert (row_of(empty, VILLAGES[0]).people, row_of(empty, VILLAGES[0]).files) == (1, 1)


def test_a_local_node_is_added_used_and_given_its_official_code(empty: Application) -> None:
    added = empty.divisions.add(empty.actor, "查干营子")
    assert added.code.startswith("L")
    person(empty, "包小明", added.code)
    assert Places(empty.context).find("查干营子") == added.code

    change = empty.divisions.recode(empty.actor, added.code, NEW_CODE, from_on=FROM, name="查干嘎查")
    assert change.moved == 1
    assert set(codes(empty).values()) == {NEW_CODE}
    row = row_of(empty, NEW_CODE)
    assert (row.name, row.people, row.former_names) == ("查干嘎查", 1, (("查干营子", date(2026, 10, 14)),))
    places = Places(empty.context)
    assert places.find("查干营子") == places.find("查干") == places.find(added.code) == NEW_CODE
    assert row_of(empty, added.code).followed_by == NEW_CODE
    assert empty.checks.run(empty.actor) == []


def test_a_renamed_place_has_the_name_of_the_time(empty: Application) -> None:
    person(empty, "包小明", VILLAGES[0])
    old = row_of(empty, VILLAGES[0]).name
    empty.divisions.rename(empty.actor, VILLAGES[0], "达根诺尔嘎查", from_on=FROM)
    places = Places(empty.context)

    assert places.name_of(VILLAGES[0]) == "达根诺尔嘎查"
    assert places.name_on(VILLAGES[0], date(2026, 10, 14)) == old
    assert places.name_on(VILLAGES[0], FROM) == "达根诺尔嘎查"
    assert places.find(old) == places.find("达根诺尔") == VILLAGES[0]
    assert [row.code for row in empty.divisions.find(empty.actor, old)] == [VILLAGES[0]]
    assert empty.register.find(empty.actor, old)[0].village == "达根诺尔嘎查"

    empty.divisions.rename(empty.actor, VILLAGES[0], "诺尔嘎查", from_on=TODAY)
    names = [Places(empty.context).name_on(VILLAGES[0], day) for day in (date(2026, 1, 1), FROM, TODAY)]
    assert names == [old, "达根诺尔嘎查", "诺尔嘎查"]


def test_papers_of_a_past_month_print_the_name_of_that_time(application: Application) -> None:
    actor = application.actor
    head = signed(application.context, actor)
    old = row_of(application, VILLAGES[0]).name
    application.divisions.rename(actor, VILLAGES[0], "达根诺尔嘎查", from_on=FROM)
    with application.store.reading() as session:
        for month, name in ((9, old), (10, "达根诺尔嘎查")):
            wanted = month_of(2026, month, TODAY)
            ledger = paper_months.ledger(session, application.context, head, wanted, village_code=VILLAGES[0])
            summary = paper_months.summary(session, application.context, head, wanted)
            assert ledger.whole.village == name
            assert name in {row.village for row in summary.rows}


def test_an_import_under_a_former_name_reaches_the_place(empty: Application, tmp_path: Path) -> None:
    empty.divisions.rename(empty.actor, VILLAGES[0], "达根诺尔嘎查", from_on=FROM)
    empty.divisions.merge(empty.actor, VILLAGES[1], VILLAGES[0], from_on=FROM)
    path = book(
        tmp_path, line(嘎查村="巴彦宝力格嘎查"), line("苏日娜", NUMBER[:-1] + "X", 嘎查村="巴彦都呼木")
    )
    empty.imports.apply(empty.actor, empty.imports.preview(empty.actor, path))
    assert set(codes(empty).values()) == {VILLAGES[0]}


def test_a_merged_place_gives_everybody_to_the_other(empty: Application) -> None:
    first = person(empty, "包小明", VILLAGES[0])
    past = ResidenceDraft(kind="village", from_on=date(2025, 1, 1), to_on=date(2025, 6, 1))
    now = ResidenceDraft(kind="village", from_on=date(2026, 1, 1))
    person(empty, "苏日娜", VILLAGES[1], residences=(past, now))
    with empty.store.writing("居住", "王秀英") as unit:
        for stay in unit.session.execute(select(Residence)).scalars():
            stay.village_code = VILLAGES[0]
    empty.register.add_visitor(empty.actor, "海棠", VisitorRole.COMMITTEE.value, village_code=VILLAGES[0])
    assert empty.divisions.concerned(empty.actor, VILLAGES[0]).people == 1
    assert empty.divisions.concerned(empty.actor, VILLAGES[0]).others == 3

    change = empty.divisions.merge(empty.actor, VILLAGES[0], VILLAGES[1], from_on=FROM)
    assert change.moved == 1
    assert codes(empty)[first] == VILLAGES[1]
    with empty.store.reading() as session:
        stays = {row[0]: row[1] for row in session.execute(select(Residence.from_on, Residence.village_code))}
        visitor = session.execute(select(Visitor.village_code)).scalar_one()
        old = session.execute(
            select(Village.to_on, Village.followed_by).where(Village.code == VILLAGES[0])
        ).one()
    assert stays == {date(2025, 1, 1): VILLAGES[0], date(2026, 1, 1): VILLAGES[1]}
    assert visitor == VILLAGES[1]
    assert tuple(old) == (date(2026, 10, 14), VILLAGES[1])
    assert VILLAGES[0] not in {village.code for village in empty.register.villages(empty.actor)}
    assert Places(empty.context).find(VILLAGES[0]) == VILLAGES[1]
    assert empty.register.find(empty.actor, "巴彦宝力格")[0].name in {"包小明", "苏日娜"}


def test_who_was_entered_under_an_ended_code_can_be_brought_along(empty: Application) -> None:
    empty.divisions.merge(empty.actor, VILLAGES[0], VILLAGES[1], from_on=FROM)
    late = person(empty, "包小明", VILLAGES[0])
    assert row_of(empty, VILLAGES[0]).files == 1
    assert empty.divisions.merge(empty.actor, VILLAGES[0], VILLAGES[1], from_on=TODAY).moved == 1
    assert codes(empty)[late] == VILLAGES[1]
    assert row_of(empty, VILLAGES[0]).to_on == date(2026, 10, 14)
    other = empty.divisions.list(empty.actor)[3].code
    with pytest.raises(PlaceEnded):
        empty.divisions.merge(empty.actor, VILLAGES[0], other, from_on=TODAY)


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda app: app.divisions.rename(app.actor, VILLAGES[0], "", from_on=FROM), FieldProblem),
        (lambda app: app.divisions.rename(app.actor, VILLAGES[0], "长" * 61, from_on=FROM), FieldProblem),
        (
            lambda app: app.divisions.rename(app.actor, VILLAGES[0], "巴彦宝力格嘎查", from_on=FROM),
            FieldProblem,
        ),
        (
            lambda app: app.divisions.rename(app.actor, VILLAGES[0], "巴彦都呼木嘎查", from_on=FROM),
            FieldProblem,
        ),
        (
            lambda app: app.divisions.rename(app.actor, VILLAGES[0], "新村", from_on=date(2026, 12, 1)),
            FieldProblem,
        ),
        (lambda app: app.divisions.rename(app.actor, "150425202777", "新村", from_on=FROM), NotFound),
        (lambda app: app.divisions.rename(app.actor, "没有", "新村", from_on=FROM), NotFound),
        (lambda app: app.divisions.merge(app.actor, VILLAGES[0], VILLAGES[0], from_on=FROM), FieldProblem),
        (lambda app: app.divisions.merge(app.actor, VILLAGES[0], "150425202777", from_on=FROM), NotFound),
        (lambda app: app.divisions.recode(app.actor, VILLAGES[0], VILLAGES[0], from_on=FROM), FieldProblem),
        (lambda app: app.divisions.recode(app.actor, VILLAGES[0], "15042520229", from_on=FROM), FieldProblem),
        (
            lambda app: app.divisions.recode(app.actor, VILLAGES[0], "150426202299", from_on=FROM),
            FieldProblem,
        ),
        (
            lambda app: app.divisions.recode(app.actor, VILLAGES[0], "150425202000", from_on=FROM),
            FieldProblem,
        ),
        (lambda app: app.divisions.recode(app.actor, VILLAGES[0], VILLAGES[1], from_on=FROM), PlaceTaken),
        (lambda app: app.divisions.close(app.actor, VILLAGES[1], from_on=FROM), PlaceInUse),
        (lambda app: app.divisions.add(app.actor, "巴彦宝力格嘎查"), FieldProblem),
        (lambda app: app.divisions.add(app.actor, "新村", code=VILLAGES[0]), FieldProblem),
        (lambda app: app.divisions.add(app.actor, "新村", code="150425100299"), FieldProblem),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    empty: Application, act: Callable[[Application], object], error: type[ElderVisitsError]
) -> None:
    person(empty, "包小明", VILLAGES[1])
    before = facts(empty)
    with pytest.raises(error):
        act(empty)
    assert facts(empty) == before


def test_an_earlier_rename_cannot_be_slipped_in_before_a_later_one(empty: Application) -> None:
    empty.divisions.rename(empty.actor, VILLAGES[0], "甲嘎查", from_on=FROM)
    with pytest.raises(FieldProblem):
        empty.divisions.rename(empty.actor, VILLAGES[0], "乙嘎查", from_on=date(2026, 9, 1))


def test_a_closed_place_is_offered_no_more_until_it_is_added_again(empty: Application) -> None:
    empty.divisions.close(empty.actor, VILLAGES[0], from_on=FROM)
    assert VILLAGES[0] not in {village.code for village in empty.register.villages(empty.actor)}
    with pytest.raises(PlaceEnded):
        empty.divisions.rename(empty.actor, VILLAGES[0], "新村", from_on=TODAY)
    empty.divisions.add(empty.actor, "巴彦宝力格嘎查", code=VILLAGES[0])
    assert VILLAGES[0] in {village.code for village in empty.register.villages(empty.actor)}


def test_a_village_site_follows_its_own_village(
    opener: Callable[[Home], Application], village_homes: tuple[Home, ...]
) -> None:
    village = opener(village_homes[0])
    person(village, "包小明", VILLAGES[0])
    village.divisions.recode(village.actor, VILLAGES[0], NEW_CODE, from_on=FROM)
    assert Places(village.context).own_village() == NEW_CODE
    assert [each.code for each in village.register.villages(village.actor)] == [NEW_CODE]


def test_a_county_knows_its_local_nodes_by_township(county: Application) -> None:
    added = county.divisions.add(county.actor, "查干营子", township="150425202")
    assert row_of(county, added.code).township == "达日罕乌拉苏木"
    assert Places(county.context).full_name(added.code).endswith("达日罕乌拉苏木查干营子")
    places = Places(county.context)
    assert places.find("达日罕乌拉苏木达里嘎查") == "150425202205"
    with pytest.raises(FieldProblem):
        county.divisions.add(county.actor, "别处营子", township="150426202")


_NODES = ("查干营子", "呼和浩特", "第三网格")
_ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("rename"), st.integers(0, 5), st.sampled_from(["甲嘎查", "乙嘎查", "丙嘎查"])),
        st.tuples(st.just("recode"), st.integers(0, 5), st.integers(301, 304).map(lambda n: f"150425202{n}")),
        st.tuples(st.just("merge"), st.integers(0, 5), st.integers(0, 5)),
        st.tuples(st.just("close"), st.integers(0, 5), st.none()),
        st.tuples(st.just("add"), st.sampled_from(_NODES), st.none()),
        st.tuples(st.just("person"), st.integers(0, 5), st.none()),
    ),
    max_size=8,
)


@pytest.mark.examples
@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_ACTS)
def test_whatever_happens_to_places_nobody_is_lost_and_undoing_is_the_identity(
    empty_home: Home, acts: list[tuple[str, Any, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        application = open_home(empty_home.copy(Path(folder) / "home"))
        try:
            _act_out(application, acts)
        finally:
            application.close()
    shutil.rmtree(folder, ignore_errors=True)


def _act_out(application: Application, acts: list[tuple[str, Any, Any]]) -> None:
    for number in range(4):
        person(application, f"老人{'甲乙丙丁'[number]}", VILLAGES[number % 2])
    for act, subject, object_ in acts:
        before = facts(application)
        choices = [row.code for row in application.divisions.list(application.actor, ended=False)][:6]
        try:
            change_set = _one(application, act, subject, object_, choices)
        except ElderVisitsError:
            assert facts(application) == before
            continue
        after = facts(application)
        if act != "person":
            assert after["elders"].keys() == before["elders"].keys()
            assert after["listed"].total() == before["listed"].total()
        known = Places(application.context)
        for code in after["elders"].values():
            assert known.current(code) == code
            assert known.name_of(code) != code
        assert change_set is not None
        application.undo.undo(application.actor, change_set)
        assert facts(application) == before
        application.undo.undo(application.actor, application.undo.recent(application.actor)[0].uid)
        assert facts(application) == after
    assert application.checks.run(application.actor) == []


def _one(application: Application, act: str, subject: Any, object_: Any, choices: list[str]) -> str | None:
    divisions, actor = application.divisions, application.actor
    if act == "add":
        return divisions.add(actor, subject).change_set
    code = choices[subject % len(choices)]
    if act == "person":
        draft = ElderDraft(name="老人戊", village_code=code, registered_on=TODAY)
        return application.register.record(actor, draft).change_set
    if act == "rename":
        return divisions.rename(actor, code, object_, from_on=TODAY).change_set
    if act == "recode":
        return divisions.recode(actor, code, object_, from_on=TODAY).change_set
    if act == "merge":
        return divisions.merge(actor, code, choices[object_ % len(choices)], from_on=TODAY).change_set
    return divisions.close(actor, code, from_on=TODAY).change_set
