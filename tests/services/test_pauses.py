"""暂停探访: for one person or a household, looked at again in time, ended one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.terms import EndReason
from desktop_app.services.pauses import PauseDraft, PauseState
from tests.services.families import DAY, FAMILY, NEIGHBOUR, READER, TODAY, Town, field_of


def draft(town: Town, name: str = FAMILY[0], **changed: Any) -> PauseDraft:
    made = PauseDraft(elder_uid=town.uids[name], from_on=TODAY, reason="去北京看孙子")
    return replace(made, **changed)


def held(town: Town) -> dict[str, PauseState]:
    return {row.name: row.state for row in town.app.pauses.list(town.actor)}


def test_a_pause_is_looked_at_again_after_a_month_unless_said_otherwise(town: Town) -> None:
    done = town.app.pauses.add(town.actor, draft(town, approver=" 王主任 "))
    (row,) = town.app.pauses.list(town.actor, elder_uid=town.uids[FAMILY[0]])
    assert done.uids == (row.uid,)
    assert (row.review_on, row.lasts_to) == (date(2026, 12, 22), date(2026, 12, 21))
    assert (row.approver, row.state, row.household_uid) == ("王主任", PauseState.HOLDS, None)
    town.undo(done.change_set)
    assert not town.app.pauses.list(town.actor, over=True)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"to_on": TODAY - DAY}, "to_on"),
        ({"from_on": date(1026, 1, 1)}, "from_on"),
        ({"to_on": date(2126, 1, 1)}, "to_on"),
        ({"review_on": TODAY}, "review_on"),
        ({"review_on": date(2027, 5, 23)}, "review_on"),
        ({"from_on": TODAY + 9 * DAY, "review_on": TODAY + 9 * DAY}, "review_on"),
        ({"from_on": TODAY - 40 * DAY, "review_on": TODAY - DAY}, "review_on"),
        ({"elder_uid": "nobody"}, "elder"),
        ({"reason": "长" * 201}, "reason"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(town: Town, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldProblem) as refused:
        town.app.pauses.add(town.actor, draft(town, **changed))
    assert field_of(refused.value) == field
    assert not town.app.pauses.list(town.actor, over=True)


def test_half_a_year_is_allowed_and_nobody_is_paused_twice_at_once(town: Town) -> None:
    town.app.pauses.add(town.actor, draft(town, review_on=date(2027, 5, 22), to_on=TODAY + 10 * DAY))
    for first, ok in ((TODAY + 10 * DAY, False), (TODAY + 11 * DAY, True)):
        again = draft(town, from_on=first, review_on=TODAY + 40 * DAY)
        if ok:
            town.app.pauses.add(town.actor, again)
        else:
            with pytest.raises(FieldProblem) as refused:
                town.app.pauses.add(town.actor, again)
            assert field_of(refused.value) == "from_on"


def test_somebody_off_the_register_cannot_be_paused(town: Town) -> None:
    town.app.register.end(town.actor, town.uids[NEIGHBOUR], on=TODAY, reason=EndReason.MOVED_OUT)
    with pytest.raises(FieldProblem) as refused:
        town.app.pauses.add(town.actor, draft(town, NEIGHBOUR))
    assert field_of(refused.value) == "elder"


def test_a_household_is_paused_together_and_ended_one_by_one(town: Town) -> None:
    assert town.app.pauses.household(town.actor, town.uids[FAMILY[1]]) == (FAMILY[1], FAMILY[0], FAMILY[2])
    done = town.app.pauses.add(town.actor, draft(town, FAMILY[1], household=True))
    assert set(held(town)) == set(FAMILY)
    assert {row.household_uid for row in town.app.pauses.list(town.actor)} != {None}
    mine = next(row for row in town.app.pauses.list(town.actor) if row.name == FAMILY[0])
    ended = town.app.pauses.end(town.actor, mine.uid)
    assert set(held(town)) == {FAMILY[1], FAMILY[2]}
    town.undo(ended.change_set)
    assert set(held(town)) == set(FAMILY)
    town.undo(done.change_set)
    assert held(town) == {}


def test_members_who_are_paused_already_or_have_left_are_left_out(town: Town) -> None:
    town.app.pauses.add(town.actor, draft(town, FAMILY[2]))
    town.app.register.end(town.actor, town.uids[FAMILY[1]], on=TODAY, reason=EndReason.MOVED_OUT)
    done = town.app.pauses.add(town.actor, draft(town, household=True))
    assert len(done.uids) == 1
    assert done.left_out == ((FAMILY[2], "这段时间已登记暂停"),)


def test_a_pause_that_begins_later_and_is_ended_before_never_was(town: Town) -> None:
    (uid,) = town.app.pauses.add(
        town.actor, draft(town, from_on=TODAY + 5 * DAY, review_on=TODAY + 30 * DAY)
    ).uids
    assert held(town) == {FAMILY[0]: PauseState.AHEAD}
    town.app.pauses.end(town.actor, uid)
    assert not town.app.pauses.list(town.actor, over=True)


def test_one_that_began_before_keeps_its_days_up_to_yesterday(town: Town) -> None:
    (uid,) = town.app.pauses.add(town.actor, draft(town, from_on=TODAY - 10 * DAY)).uids
    town.app.pauses.end(town.actor, uid)
    (row,) = town.app.pauses.list(town.actor, over=True)
    assert (row.from_on, row.to_on, row.state) == (TODAY - 10 * DAY, TODAY - DAY, PauseState.OVER)
    with pytest.raises(FieldProblem):
        town.app.pauses.end(town.actor, uid)


def test_the_list_begins_with_those_to_look_at_again(town: Town) -> None:
    pauses = town.app.pauses
    pauses.add(town.actor, draft(town, FAMILY[0]))
    pauses.add(town.actor, draft(town, FAMILY[1], review_on=TODAY + 3 * DAY))
    pauses.add(town.actor, draft(town, NEIGHBOUR, from_on=TODAY + DAY))
    assert list(held(town).items()) == [
        (FAMILY[1], PauseState.REVIEW),
        (FAMILY[0], PauseState.HOLDS),
        (NEIGHBOUR, PauseState.AHEAD),
    ]
    assert [row.name for row in pauses.list(town.actor, to_review=True)] == [FAMILY[1]]


def test_after_review_it_goes_on_and_one_that_lapsed_begins_anew_today(town: Town) -> None:
    pauses = town.app.pauses
    (uid,) = pauses.add(town.actor, draft(town, review_on=TODAY + 3 * DAY)).uids
    for wrong in (TODAY, date(2027, 5, 23)):
        with pytest.raises(FieldProblem):
            pauses.extend(town.actor, uid, review_on=wrong)
    done = pauses.extend(town.actor, uid, review_on=TODAY + 60 * DAY, to_on=TODAY + 50 * DAY)
    (row,) = pauses.list(town.actor)
    assert (row.uid, row.review_on, row.lasts_to) == (uid, TODAY + 60 * DAY, TODAY + 50 * DAY)
    town.undo(done.change_set)
    later = TODAY + 20 * DAY
    object.__setattr__(town.app.clock, "fixed_on", later)
    assert held(town) == {FAMILY[0]: PauseState.LAPSED}
    pauses.extend(town.actor, uid, review_on=later + 30 * DAY)
    assert [(row.from_on, row.state) for row in pauses.list(town.actor)] == [(later, PauseState.HOLDS)]
    old = next(row for row in pauses.list(town.actor, over=True) if row.uid == uid)
    assert old.lasts_to == TODAY + 2 * DAY


def test_a_lapsed_pause_may_be_closed_and_then_rests(town: Town) -> None:
    (uid,) = town.app.pauses.add(town.actor, draft(town, review_on=TODAY + 3 * DAY)).uids
    object.__setattr__(town.app.clock, "fixed_on", TODAY + 20 * DAY)
    town.app.pauses.end(town.actor, uid)
    assert held(town) == {}
    (row,) = town.app.pauses.list(town.actor, over=True)
    assert row.to_on == TODAY + 2 * DAY


def test_readers_only_look(town: Town) -> None:
    assert town.app.pauses.list(READER) == []
    with pytest.raises(NotAllowed):
        town.app.pauses.add(READER, draft(town))


OWED = {"open", "due", "overdue"}


def test_visits_stop_for_the_paused_only(town: Town) -> None:
    assert OWED & set(town.states(FAMILY[0]))
    long = draft(town, from_on=TODAY - 60 * DAY, review_on=TODAY + 60 * DAY, household=True)
    town.app.pauses.add(town.actor, long)
    for name in FAMILY:
        assert not OWED & set(town.states(name))
    mine = next(row for row in town.app.pauses.list(town.actor) if row.name == FAMILY[0])
    town.app.pauses.end(town.actor, mine.uid)
    assert OWED & set(town.states(FAMILY[0]))
    assert not OWED & set(town.states(FAMILY[1]))
