"""请假: who is away, who stands in, whose leave a worker may enter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.terms import UserRole
from desktop_app.models import Visitor
from desktop_app.services.actor import Actor
from desktop_app.services.leave import LeaveDraft, LeaveState
from tests.services.families import DAY, TODAY, WORKER, Town, field_of


def draft(town: Town, **changed: object) -> LeaveDraft:
    made = LeaveDraft(visitor_uid=town.visitors["海棠"], from_on=TODAY, to_on=TODAY + 6 * DAY)
    return replace(made, **changed)  # type: ignore[arg-type]  # any field


def test_a_leave_is_listed_with_the_stand_in_and_how_many_people_wait(town: Town) -> None:
    done = town.app.leave.add(town.actor, draft(town, reason="看病", stand_in_uid=town.visitors["赵宝山"]))
    (row,) = town.app.leave.list(town.actor)
    assert (row.visitor, row.stand_in, row.people, row.state) == ("海棠", "赵宝山", 4, LeaveState.HOLDS)
    town.undo(done.change_set)
    assert town.app.leave.list(town.actor, over=True) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"to_on": TODAY - DAY}, "to_on"),
        ({"to_on": TODAY + 400 * DAY}, "to_on"),
        ({"from_on": date(1926, 1, 1)}, "from_on"),
        ({"visitor_uid": "nobody"}, "visitor_uid"),
        ({"stand_in_uid": "nobody"}, "stand_in_uid"),
        ({"reason": "长" * 201}, "reason"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(town: Town, changed: dict[str, object], field: str) -> None:
    with pytest.raises(FieldProblem) as refused:
        town.app.leave.add(town.actor, draft(town, **changed))
    assert field_of(refused.value) == field


def test_nobody_is_away_twice_at_once_stands_in_for_oneself_or_while_away(town: Town) -> None:
    other = town.visitors["赵宝山"]
    town.app.leave.add(town.actor, draft(town))
    for wrong, field in (
        (draft(town, from_on=TODAY + 6 * DAY, to_on=TODAY + 9 * DAY), "from_on"),
        (draft(town, visitor_uid=other, stand_in_uid=other), "stand_in_uid"),
        (draft(town, visitor_uid=other, stand_in_uid=town.visitors["海棠"]), "stand_in_uid"),
    ):
        with pytest.raises(FieldProblem) as refused:
            town.app.leave.add(town.actor, wrong)
        assert field_of(refused.value) == field
    town.app.leave.add(town.actor, draft(town, from_on=TODAY + 7 * DAY, to_on=TODAY + 9 * DAY))


def test_a_worker_enters_and_ends_only_their_own(town: Town) -> None:
    (uid,) = town.app.leave.add(WORKER, draft(town)).uids
    stranger = Actor("赵宝山", UserRole.WORKER)
    with pytest.raises(NotAllowed):
        town.app.leave.add(stranger, draft(town, from_on=TODAY + 60 * DAY, to_on=TODAY + 61 * DAY))
    with pytest.raises(NotAllowed):
        town.app.leave.end(stranger, uid)
    town.app.leave.end(WORKER, uid, on=TODAY + 3 * DAY)
    (row,) = town.app.leave.list(town.actor)
    assert row.to_on == TODAY + 2 * DAY


def test_one_that_never_began_is_taken_back_and_one_that_is_over_rests(town: Town) -> None:
    (ahead,) = town.app.leave.add(town.actor, draft(town, from_on=TODAY + DAY)).uids
    assert [row.state for row in town.app.leave.list(town.actor)] == [LeaveState.AHEAD]
    town.app.leave.end(town.actor, ahead)
    assert town.app.leave.list(town.actor, over=True) == []
    past = draft(town, from_on=TODAY - 9 * DAY, to_on=TODAY - 8 * DAY)
    (over,) = town.app.leave.add(town.actor, past).uids
    assert town.app.leave.list(town.actor) == []
    with pytest.raises(FieldProblem):
        town.app.leave.end(town.actor, over)


def test_the_stand_in_is_responsible_meanwhile(town: Town) -> None:
    town.app.leave.add(town.actor, draft(town, stand_in_uid=town.visitors["赵宝山"]))
    town.app.duties.refresh(town.actor)
    assert {row.line.visitor for row in town.app.duties.list(town.actor)} == {"赵宝山"}


def test_people_of_the_absent_follow_when_the_stand_in_comes_or_goes(town: Town) -> None:
    stand_in = town.visitors["赵宝山"]
    town.app.leave.add(town.actor, draft(town, stand_in_uid=stand_in))
    for gone, goes in ((True, "海棠"), (False, "赵宝山")):
        with town.app.store.writing("探访人", town.actor.name) as unit:
            found = unit.session.get_one(Visitor, (unit.county, stand_in))
            found.retracted = gone
        assert {row.line.visitor for row in town.app.duties.list(town.actor)} == {goes}
