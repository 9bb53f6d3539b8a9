"""长期安排、提供方、未满足的需求: who is expected, who is away or gone, what nobody has met yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.terms import EndReason
from desktop_app.services.decision_checks import OFF_REGISTER
from desktop_app.services.register_drafts import ElderDraft, ResidenceDraft
from desktop_app.services.service_drafts import NeedFilter, NeedLine, PlanDraft, ProviderDraft, ServiceDraft
from desktop_app.services.service_plans import AlreadyArranged
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from tests.services.families import DAY, FAMILY, NEIGHBOUR, TODAY, Town, field_of
from tests.services.homes import VILLAGES

FIRST = date(2026, 11, 2)
"""A Monday."""


def plan(town: Town, name: str = FAMILY[0], **changed: Any) -> PlanDraft:
    made = PlanDraft(elder_uid=town.uids[name], service="meal", from_on=FIRST, rhythm="week:1,3,5")
    return replace(made, **changed)


def due(town: Town, on: date, **more: Any) -> list[tuple[str, str | None, bool]]:
    lines = town.app.service_plans.due(town.actor, "meal", on, **more)
    return [(line.elder_name, line.absent, line.given) for line in lines]


def test_who_is_expected_follows_the_rhythm_and_what_is_recorded(town: Town) -> None:
    town.app.service_plans.add(town.actor, plan(town))
    town.app.service_plans.add(town.actor, plan(town, NEIGHBOUR, rhythm=None))
    assert due(town, FIRST) == [(FAMILY[0], None, False)]
    assert due(town, FIRST - 7 * DAY) == due(town, FIRST + DAY) == []
    assert len(due(town, FIRST, any_day=True)) == 2
    assert due(town, FIRST, village_code=VILLAGES[1]) == []
    assert town.app.service_plans.expected(town.actor, FIRST) == {"meal": 1}
    given = ServiceDraft(elder_uid=town.uids[FAMILY[0]], service="meal", given_on=FIRST)
    town.app.services_given.record(town.actor, given)
    assert due(town, FIRST) == [(FAMILY[0], None, True)]


def test_who_is_away_is_marked_and_who_is_gone_is_left_out(town: Town) -> None:
    done = town.app.service_plans.add_many(town.actor, [plan(town, name) for name in (*FAMILY, NEIGHBOUR)])
    assert len(done.uids) == 4
    town.app.register.save(
        town.actor,
        ElderDraft(
            uid=town.uids[FAMILY[1]],
            name=FAMILY[1],
            village_code=VILLAGES[0],
            birth_on=date(1944, 5, 1),
            residences=(ResidenceDraft(kind="hospital", from_on=FIRST, to_on=FIRST + 2 * DAY),),
        ),
    )
    town.app.register.end(town.actor, town.uids[NEIGHBOUR], on=FIRST, reason=EndReason.DECEASED)
    assert sorted(due(town, FIRST)) == sorted(
        [(FAMILY[0], None, False), (FAMILY[1], "医院", False), (FAMILY[2], None, False)]
    )
    assert all(absent is None for _name, absent, _given in due(town, FIRST + 4 * DAY))
    assert len(town.app.service_plans.list(town.actor)) == 3
    over = [line.elder_name for line in town.app.service_plans.list(town.actor, over=True) if line.over]
    assert over == [NEIGHBOUR]
    again = town.app.service_plans.add_many(
        town.actor, [plan(town), plan(town, NEIGHBOUR), plan(town, service="bath")]
    )
    assert len(again.uids) == 1
    assert again.left_out == (
        (FAMILY[0], "这段时间已有同一服务的安排"),
        (NEIGHBOUR, OFF_REGISTER),
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"service": "nonsense"}, "service"),
        ({"rhythm": "week:9"}, "rhythm"),
        ({"to_on": FIRST - DAY}, "to_on"),
        ({"from_on": date(1026, 1, 1)}, "from_on"),
        ({"quantity": "many"}, "quantity"),
        ({"cost": -5}, "cost"),
        ({"provider_uid": "nobody"}, "provider_uid"),
        ({"finding_uid": "nothing"}, "finding_uid"),
        ({"elder_uid": "nobody"}, "elder"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(town: Town, changed: dict[str, Any], field: str) -> None:
    for add in (town.app.service_plans.add, lambda actor, one: town.app.service_plans.add_many(actor, [one])):
        with pytest.raises(FieldProblem) as refused:
            add(town.actor, plan(town, **changed))
        assert field_of(refused.value) == field
    assert not town.app.service_plans.list(town.actor, over=True)


def test_an_arrangement_is_changed_ended_and_undone(town: Town) -> None:
    (uid,) = town.app.service_plans.add(town.actor, plan(town)).uids
    town.app.service_plans.change(town.actor, uid, plan(town, rhythm="day", place="食堂"))
    (line,) = town.app.service_plans.list(town.actor)
    assert (line.rhythm, line.place, line.title) == ("day", "食堂", "助餐")
    for wrong in (plan(town, NEIGHBOUR), plan(town, service="bath")):
        with pytest.raises(FieldProblem):
            town.app.service_plans.change(town.actor, uid, wrong)
    ended = town.app.service_plans.end(town.actor, uid)
    (line,) = town.app.service_plans.of_elder(town.actor, town.uids[FAMILY[0]])
    assert (line.to_on, line.over) == (TODAY - DAY, True)
    with pytest.raises(FieldProblem):
        town.app.service_plans.end(town.actor, uid)
    town.undo(ended.change_set)
    town.app.service_plans.end(town.actor, uid, on=FIRST)
    assert not town.app.service_plans.of_elder(town.actor, town.uids[FAMILY[0]])


def test_two_providers_may_bring_meals_but_nobody_has_two_family_doctors(town: Town) -> None:
    town.app.service_plans.add(town.actor, plan(town, provider_name="东食堂"))
    town.app.service_plans.add(town.actor, plan(town, provider_name="西食堂"))
    with pytest.raises(AlreadyArranged):
        town.app.service_plans.add(town.actor, plan(town, provider_name="西食堂", to_on=FIRST))
    doctor = plan(town, service="family_doctor", rhythm=None, provider_name="张医生", to_on=FIRST)
    town.app.service_plans.add(town.actor, doctor)
    with pytest.raises(AlreadyArranged):
        town.app.service_plans.add(town.actor, replace(doctor, provider_name="李医生", to_on=None))
    town.app.service_plans.add(
        town.actor, replace(doctor, provider_name="李医生", from_on=FIRST + DAY, to_on=None)
    )


def test_a_change_of_provider_makes_no_second_arrangement_with_one_provider(town: Town) -> None:
    plans = town.app.service_plans
    plans.add(town.actor, plan(town, provider_name="甲食堂"))
    other = plan(town, provider_name="乙食堂")
    uid = plans.add(town.actor, other).uids[0]
    with pytest.raises(FieldProblem) as caught:
        plans.change(town.actor, uid, replace(other, provider_name="甲食堂"))
    assert caught.value.details["field"] == "from_on"
    plans.change(town.actor, uid, replace(other, note="二楼"))


def test_a_provider_is_listed_once_and_gives_nothing_after_its_end(town: Town) -> None:
    providers = town.app.service_providers
    draft = ProviderDraft(name=" 幸福食堂 ", kind="station", contract_from_on=FIRST, contract_to_on=TODAY)
    (uid,) = providers.add(town.actor, draft).uids
    with pytest.raises(FieldProblem) as refused:
        providers.add(town.actor, ProviderDraft(name="幸福食堂", kind="company"))
    assert field_of(refused.value) == "name"
    for wrong, field in (
        (replace(draft, name=""), "name"),
        (replace(draft, name="甲", kind="x"), "kind"),
        (replace(draft, name="甲", contract_to_on=FIRST - DAY), "contract_to_on"),
        (replace(draft, name="甲", contract_from_on=date(206, 1, 1)), "contract_from_on"),
    ):
        with pytest.raises(FieldProblem) as refused:
            providers.add(town.actor, wrong)
        assert field_of(refused.value) == field
    providers.change(town.actor, uid, replace(draft, phone="0476-1234567"))
    providers.end(town.actor, uid, on=TODAY - DAY)
    assert not providers.list(town.actor)
    (line,) = providers.list(town.actor, over=True)
    assert (line.name, line.phone, line.over) == ("幸福食堂", "0476-1234567", True)
    given = ServiceDraft(
        elder_uid=town.uids[NEIGHBOUR], service="meal", given_on=TODAY - 2 * DAY, provider_uid=uid
    )
    town.app.services_given.record(town.actor, given)
    with pytest.raises(FieldProblem):
        town.app.services_given.record(town.actor, replace(given, given_on=TODAY))
    providers.resume(town.actor, uid)
    town.app.services_given.record(town.actor, replace(given, given_on=TODAY))


def visited(town: Town, on: date, needs: list[str], *findings: FindingDraft, name: str = NEIGHBOUR) -> None:
    town.app.visits.record(
        town.actor,
        VisitDraft(
            elder_uid=town.uids[name],
            visited_on=on,
            mode="in_person",
            outcome="met_in_person",
            visitor_name="海棠",
            answers={"needs.services": needs},
            findings=findings,
        ),
    )


def unmet(town: Town, **wanted: Any) -> list[NeedLine]:
    return town.app.service_needs.unmet(town.actor, NeedFilter(**wanted))


def test_a_need_told_at_the_last_visit_stays_until_a_service_meets_it(town: Town) -> None:
    visited(town, FIRST, ["bath"])
    visited(town, FIRST + 7 * DAY, ["meal", "aids"])
    assert [(line.need, line.what, line.since_on) for line in unmet(town)] == [
        ("services.meal", "助餐", FIRST + 7 * DAY),
        ("services.aids", "辅助器具", FIRST + 7 * DAY),
    ]
    given = ServiceDraft(elder_uid=town.uids[NEIGHBOUR], service="meal", given_on=FIRST + 6 * DAY)
    town.app.services_given.record(town.actor, given)
    assert len(unmet(town)) == 2
    town.app.services_given.record(town.actor, replace(given, given_on=FIRST + 7 * DAY))
    assert [line.need for line in unmet(town)] == ["services.aids"]
    assert unmet(town, need="services.meal") == unmet(town, village_code=VILLAGES[1]) == []
    assert len(unmet(town, service="emergency_call", elder_uid=town.uids[NEIGHBOUR])) == 1
    visited(town, FIRST + 9 * DAY, ["none"])
    assert not unmet(town)


def test_a_need_found_is_listed_once_and_met_by_what_names_it(town: Town) -> None:
    visited(
        town,
        FIRST,
        ["bath"],
        FindingDraft(kind="need", what="需要助浴"),
        FindingDraft(kind="need", what="想换电灯"),
    )
    lines = {line.what: line for line in unmet(town)}
    assert set(lines) == {"需要助浴", "想换电灯"}
    assert lines["需要助浴"].services == ("bath",)
    light = lines["想换电灯"]
    assert (light.need, light.services) == (None, ())
    given = ServiceDraft(
        elder_uid=town.uids[NEIGHBOUR], service="errands", given_on=TODAY, finding_uid=light.finding_uid
    )
    town.app.services_given.record(town.actor, given)
    town.app.services_given.record(town.actor, replace(given, service="bath", finding_uid=None))
    assert not unmet(town)


def test_a_need_found_and_met_that_is_told_again_later_is_listed_again(town: Town) -> None:
    visited(town, FIRST, ["meal"], FindingDraft(kind="need", what="需要助餐", service="meal"))
    assert len(unmet(town)) == 1
    meal = ServiceDraft(elder_uid=town.uids[NEIGHBOUR], service="meal", given_on=FIRST + DAY)
    town.app.services_given.record(town.actor, meal)
    assert not unmet(town)
    visited(town, FIRST + 3 * DAY, ["meal"])
    assert [(line.need, line.since_on) for line in unmet(town)] == [("services.meal", FIRST + 3 * DAY)]


def test_who_has_left_the_register_needs_nothing_more(town: Town) -> None:
    visited(town, FIRST, ["meal"])
    town.app.register.end(town.actor, town.uids[NEIGHBOUR], on=TODAY, reason=EndReason.MOVED_OUT)
    assert not unmet(town)
