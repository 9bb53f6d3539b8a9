"""免访与取消: about one owed visit or some days, with a reason, and taken back."""

from __future__ import annotations

import pytest

from desktop_app.domain.errors import FieldProblem, NotAllowed, NotFound
from desktop_app.domain.terms import DutyState, LifeEventKind
from desktop_app.models import DutyWaiver
from desktop_app.scheduling.rulebook import ON_SITE
from desktop_app.services.duties import OwedRow
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.waivers import LEAVABLE, WaiverDraft
from tests.services.families import DAY, FAMILY, NEIGHBOUR, TODAY, WORKER, Town, field_of

WHY = WaiverDraft(reason="在女儿家，已电话核实")


def owed(town: Town, name: str = NEIGHBOUR, kind: str = "routine") -> OwedRow:
    town.app.duties.refresh(town.actor)
    rows = town.app.duties.of_elder(town.actor, town.uids[name])
    return next(row for row in rows if row.line.kind == kind and row.line.state in LEAVABLE)


def state_of(town: Town, like: OwedRow) -> set[str]:
    town.app.duties.refresh(town.actor)
    rows = town.app.duties.of_elder(town.actor, like.line.elder_uid)
    return {row.line.state for row in rows if row.line.rule_id == like.line.rule_id}


@pytest.mark.parametrize(("cancels", "state"), [(False, DutyState.WAIVED), (True, DutyState.CANCELLED)])
def test_one_owed_visit_is_settled_for_its_window_and_owed_again_when_taken_back(
    town: Town, cancels: bool, state: DutyState
) -> None:
    duty = owed(town)
    done = town.app.waivers.settle(town.actor, duty.line.uid, WaiverDraft(reason="误登", cancels=cancels))
    (row,) = town.app.waivers.list(town.actor, elder_uid=town.uids[NEIGHBOUR])
    assert (row.from_on, row.to_on) == (duty.line.earliest_on, max(duty.line.latest_on, TODAY))
    assert row.about == "/".join(duty.line.rule_id.split("/")[:2])
    assert row.about_words != row.about
    assert state.value in state_of(town, duty)
    town.app.waivers.take_back(town.actor, row.uid)
    assert state.value not in state_of(town, duty)
    assert town.app.waivers.list(town.actor) == []
    town.undo(done.change_set)


def test_others_of_the_person_and_other_people_are_still_owed(town: Town) -> None:
    before = town.states(FAMILY[0])
    town.app.waivers.settle(town.actor, owed(town).line.uid, WHY)
    assert town.states(FAMILY[0]) == before


def test_a_visit_after_an_event_is_settled_by_that_event(town: Town) -> None:
    fell = LifeEventDraft(elder_uid=town.uids[NEIGHBOUR], kind=LifeEventKind.FALL.value, happened_on=TODAY)
    event = town.app.life_events.record(town.actor, fell).uid
    duty = owed(town, kind="event")
    town.app.waivers.settle(town.actor, duty.line.uid, WaiverDraft(reason="登记错人", cancels=True))
    (row,) = town.app.waivers.list(town.actor)
    assert (row.about, row.about_words) == (event, f"跌倒受伤 {TODAY.isoformat()}")
    assert state_of(town, duty) == {DutyState.CANCELLED.value}


def test_a_visit_in_person_that_a_rule_asks_for_besides_is_told_in_words(town: Town) -> None:
    about = "/".join((*owed(town).line.rule_id.split("/")[:2], ON_SITE))
    with town.app.store.writing("免访", "王秀英") as unit:
        row = {"elder_uid": town.uids[NEIGHBOUR], "kind": "waived", "about": about, "reason": "误登"}
        unit.insert_many(DutyWaiver, [{**row, "from_on": TODAY, "to_on": TODAY}])
    assert town.app.waivers.list(town.actor)[0].about_words.endswith("：其中上门")


def test_every_rule_on_some_days(town: Town) -> None:
    done = town.app.waivers.add(town.actor, town.uids[NEIGHBOUR], TODAY, TODAY + 20 * DAY, WHY)
    assert town.app.waivers.list(town.actor)[0].about_words == "全部规则"
    with pytest.raises(FieldProblem):
        town.app.waivers.add(town.actor, town.uids[NEIGHBOUR], TODAY + 20 * DAY, TODAY + 30 * DAY, WHY)
    town.undo(done.change_set)
    assert town.app.waivers.list(town.actor) == []


def test_what_is_wrong_is_refused_at_its_field(town: Town) -> None:
    uid, waivers = town.uids[NEIGHBOUR], town.app.waivers
    with pytest.raises(FieldProblem) as refused:
        waivers.settle(town.actor, owed(town).line.uid, WaiverDraft(reason=" "))
    assert field_of(refused.value) == "reason"
    for first, last in ((TODAY, TODAY - DAY), (TODAY, TODAY + 100 * DAY)):
        with pytest.raises(FieldProblem) as refused:
            waivers.add(town.actor, uid, first, last, WHY)
        assert field_of(refused.value) == "to_on"
    with pytest.raises(FieldProblem) as refused:
        waivers.add(town.actor, "nobody", TODAY, TODAY, WHY)
    assert field_of(refused.value) == "elder"
    with pytest.raises(NotFound):
        waivers.settle(town.actor, "nothing", WHY)
    with pytest.raises(NotFound):
        waivers.take_back(town.actor, "nothing")


def test_what_is_settled_already_is_not_settled_again(town: Town) -> None:
    duty = owed(town)
    town.app.waivers.settle(town.actor, duty.line.uid, WHY)
    town.app.duties.refresh(town.actor)
    with pytest.raises((FieldProblem, NotFound)):
        town.app.waivers.settle(town.actor, duty.line.uid, WHY)


def test_only_officers_decide(town: Town) -> None:
    with pytest.raises(NotAllowed):
        town.app.waivers.settle(WORKER, owed(town).line.uid, WHY)
