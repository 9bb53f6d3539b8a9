"""移交: people and agreed days go from one visitor to another, for good or to a day, and come back."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.terms import EndReason
from desktop_app.models import Assignment, PlannedVisit, Residence
from desktop_app.services.decision_checks import overlaps
from desktop_app.services.handovers import HandoverDraft
from desktop_app.services.leave import LeaveDraft
from tests.examples import examples
from tests.services.families import (
    DAY,
    FAMILY,
    NEIGHBOUR,
    READER,
    REGISTERED,
    TODAY,
    Town,
    field_of,
)
from tests.services.homes import Home, open_home

A, B = "海棠", "赵宝山"
Row = tuple[str, str, date | None, date | None]


def draft(town: Town, **changed: object) -> HandoverDraft:
    made = HandoverDraft(from_uid=town.visitors[A], to_uid=town.visitors[B], from_on=TODAY)
    return replace(made, **changed)  # type: ignore[arg-type]  # any field


def plan(town: Town, name: str, on: date) -> None:
    with town.app.store.writing("排定", "王秀英") as unit:
        row = {"elder_uid": town.uids[name], "planned_on": on, "visitor_uid": town.visitors[A]}
        unit.insert_many(PlannedVisit, [row])


def assignments(town: Town) -> list[Row]:
    names = {uid: name for name, uid in (*town.uids.items(), *town.visitors.items())}
    with town.app.store.reading() as session:
        found = session.execute(select(Assignment).where(Assignment.retracted.is_(False))).scalars()
        rows = [(names[e.elder_uid], names[e.visitor_uid], e.from_on, e.to_on) for e in found]
    return sorted(rows, key=lambda row: (row[0], row[2] or date.min, row[1]))


def plans(town: Town) -> list[tuple[str, date, str | None]]:
    names = {uid: name for name, uid in (*town.uids.items(), *town.visitors.items())}
    with town.app.store.reading() as session:
        query = select(PlannedVisit.elder_uid, PlannedVisit.planned_on, PlannedVisit.visitor_uid)
        found = session.execute(query.where(PlannedVisit.retracted.is_(False)))
        return sorted((names[uid], on, names.get(visitor or "")) for uid, on, visitor in found)


def test_everybody_goes_with_the_days_agreed_on_and_undo_brings_all_back(town: Town) -> None:
    for on in (TODAY - DAY, TODAY, TODAY + 5 * DAY):
        plan(town, NEIGHBOUR, on)
    before = assignments(town), plans(town)
    foreseen = town.app.handovers.preview(town.actor, draft(town))
    assert (len(foreseen.lines), foreseen.ended, foreseen.begun, foreseen.planned) == (4, 4, 4, 2)
    assert [line.planned for line in foreseen.lines if line.name == NEIGHBOUR] == [2]
    done = town.app.handovers.apply(town.actor, draft(town))
    assert len(done.uids) == 4
    assert {(row[1], row[2]) for row in assignments(town) if row[3] is None} == {(B, TODAY)}
    assert [row[2] for row in plans(town)] == [A, B, B]
    town.undo(done.change_set)
    assert (assignments(town), plans(town)) == before


def test_chosen_people_go_and_come_back_after_the_last_day(town: Town) -> None:
    last = TODAY + 20 * DAY
    plan(town, FAMILY[0], last)
    plan(town, FAMILY[0], last + DAY)
    only = draft(town, elder_uids=(town.uids[FAMILY[0]],), until=last)
    town.app.handovers.apply(town.actor, only)
    mine = [row for row in assignments(town) if row[0] == FAMILY[0]]
    assert [(row[1], row[3]) for row in mine] == [(A, TODAY - DAY), (B, last), (A, None)]
    assert [row[2] for row in plans(town)] == [B, A]
    assert sum(row[1] == B for row in assignments(town)) == 1


def test_who_is_responsible_follows(town: Town) -> None:
    town.app.handovers.apply(town.actor, draft(town))
    town.app.duties.refresh(town.actor)
    assert {row.line.visitor for row in town.app.duties.list(town.actor)} == {B}


def test_whoever_is_the_others_already_is_not_given_twice(town: Town) -> None:
    with town.app.store.writing("分工", "王秀英") as unit:
        row = {"elder_uid": town.uids[NEIGHBOUR], "visitor_uid": town.visitors[B], "from_on": REGISTERED}
        unit.insert_many(Assignment, [row])
    foreseen = town.app.handovers.preview(town.actor, draft(town))
    assert (foreseen.ended, foreseen.begun) == (4, 3)


def test_the_preview_warns_of_leave_and_of_people_seen_because_of_their_stay(town: Town) -> None:
    with town.app.store.writing("转场", "王秀英") as unit:
        stay = {"elder_uid": town.uids[NEIGHBOUR], "kind": "pasture", "from_on": REGISTERED}
        unit.insert_many(Residence, [{**stay, "covered_by_uid": town.visitors[A]}])
    away = LeaveDraft(visitor_uid=town.visitors[B], from_on=TODAY + 9 * DAY, to_on=TODAY + 9 * DAY)
    town.app.leave.add(town.actor, away)
    foreseen = town.app.handovers.preview(town.actor, draft(town))
    assert (foreseen.by_stay, foreseen.away) == (1, True)
    short = town.app.handovers.preview(town.actor, draft(town, until=TODAY + 8 * DAY))
    assert not short.away


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"until": TODAY - DAY}, "to_on"),
        ({"from_on": date(1026, 1, 1)}, "from_on"),
        ({"to_uid": "nobody"}, "to_uid"),
        ({"from_uid": "nobody"}, "from_uid"),
        ({"elder_uids": ()}, "from_uid"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(town: Town, changed: dict[str, object], field: str) -> None:
    for act in (town.app.handovers.preview, town.app.handovers.apply):
        with pytest.raises(FieldProblem) as refused:
            act(town.actor, draft(town, **changed))
        assert field_of(refused.value) == field


def test_not_to_oneself_and_nobody_who_left(town: Town) -> None:
    with pytest.raises(FieldProblem) as refused:
        town.app.handovers.preview(town.actor, draft(town, to_uid=town.visitors[A]))
    assert field_of(refused.value) == "to_uid"
    town.app.register.end(town.actor, town.uids[NEIGHBOUR], on=TODAY, reason=EndReason.MOVED_OUT)
    assert {line.name for line in town.app.handovers.people(town.actor, town.visitors[A], TODAY)} == set(
        FAMILY
    )
    with pytest.raises(NotAllowed):
        town.app.handovers.preview(READER, draft(town))


@pytest.fixture(scope="module")
def home(town_home: tuple[Home, Town]) -> Home:
    return town_home[0]


DAYS = st.integers(-200, 200).map(lambda number: TODAY + number * DAY)
SPANS = st.tuples(st.none() | DAYS, st.none() | DAYS).filter(
    lambda pair: pair[0] is None or pair[1] is None or pair[0] <= pair[1]
)


@pytest.mark.examples
@settings(
    max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_for_any_history_the_days_of_a_go_to_b_once_and_undo_is_the_identity(
    home: Home, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as place:
        app = open_home(home.copy(Path(place) / "home"))
        try:
            uids = {
                row.name: row.uid
                for name in (*FAMILY, NEIGHBOUR)
                for row in app.register.find(app.actor, name)
            }
            visitors = {row.name: row.uid for row in app.register.visitors(app.actor)}
            _hand_over_at_random(Town(app, uids, visitors), data)
        finally:
            app.close()


def _hand_over_at_random(town: Town, data: st.DataObject) -> None:
    names = (*FAMILY, NEIGHBOUR)
    with town.app.store.writing("分工", "王秀英") as unit:
        for name, who, (first, last) in data.draw(
            st.lists(st.tuples(st.sampled_from(names), st.sampled_from((A, B)), SPANS), max_size=5)
        ):
            row = {"elder_uid": town.uids[name], "visitor_uid": town.visitors[who]}
            unit.insert_many(Assignment, [{**row, "from_on": first, "to_on": last}])
    for name, on in data.draw(st.lists(st.tuples(st.sampled_from(names), DAYS), max_size=4)):
        plan(town, name, on)
    first = data.draw(DAYS)
    until = data.draw(st.none() | st.integers(0, 90).map(lambda number: first + number * DAY))
    chosen = data.draw(st.none() | st.lists(st.sampled_from(names), min_size=1, unique=True))
    wanted = draft(
        town,
        from_on=first,
        until=until,
        elder_uids=None if chosen is None else tuple(town.uids[name] for name in chosen),
    )
    before = assignments(town), plans(town)
    try:
        foreseen = town.app.handovers.preview(town.actor, wanted)
    except FieldProblem:
        assert (assignments(town), plans(town)) == before
        return
    done = town.app.handovers.apply(town.actor, wanted)
    assert set(done.uids) == {line.elder_uid for line in foreseen.lines}
    for number in range(-250, 300, 7):
        _compare(town, before[0], first + number * DAY, wanted, set(chosen or names))
    town.undo(done.change_set)
    assert (assignments(town), plans(town)) == before


def _compare(town: Town, before: list[Row], on: date, wanted: HandoverDraft, chosen: set[str]) -> None:
    """Whoever was A's on a day of the handover is B's on it now and not A's; nothing else changed."""

    def of(rows: list[Row], who: str) -> set[str]:
        return {row[0] for row in rows if row[1] == who and overlaps(on, on, row[2], row[3])}

    after = assignments(town)
    if wanted.from_on <= on and (wanted.until is None or on <= wanted.until):
        assert of(after, A) == of(before, A) - chosen
        assert of(after, B) == of(before, B) | (of(before, A) & chosen)
    else:
        assert of(after, A) == of(before, A)
        assert of(after, B) == of(before, B)
