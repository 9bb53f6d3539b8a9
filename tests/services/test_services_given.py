"""服务记录: checked, recorded one by one or in a round, confirmed where given again, corrected, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desktop_app.domain.errors import FieldProblem, NotAllowed, NotFound
from desktop_app.domain.terms import EndReason, FindingKind, FindingState, FindingStepKind, ServiceGroup
from desktop_app.models import ServiceRecord
from desktop_app.services.service_checks import AlreadyGiven, BeforeRegistration, ServiceRoundProblem
from desktop_app.services.service_drafts import ProviderDraft, ServiceDraft, ServiceFilter, ServiceLine
from desktop_app.services.visit_drafts import FindingDraft
from desktop_app.storage.queries.findings import FindingFilter
from tests.services.families import DAY, FAMILY, NEIGHBOUR, READER, REGISTERED, TODAY, Town, field_of
from tests.services.homes import VILLAGES

ALL = ServiceFilter()


def draft(town: Town, name: str = FAMILY[0], **changed: Any) -> ServiceDraft:
    return replace(ServiceDraft(elder_uid=town.uids[name], service="meal", given_on=TODAY), **changed)


def listed(town: Town, wanted: ServiceFilter = ALL) -> list[ServiceLine]:
    return town.app.services_given.list(town.actor, wanted)


def test_a_service_is_recorded_with_all_that_is_known_of_it(town: Town) -> None:
    (provider,) = town.app.service_providers.add(
        town.actor, ProviderDraft(name="幸福食堂", kind="station")
    ).uids
    change_set = town.app.services_given.record(
        town.actor,
        draft(
            town,
            quantity="２。50",
            provider_uid=provider,
            given_by=" 海棠 ",
            place="食堂",
            satisfaction="satisfied",
            cost=1200,
            paid=200,
            note="送餐上门",
        ),
    )
    (line,) = listed(town)
    assert (line.elder_name, line.title, line.group, line.unit) == (
        FAMILY[0],
        "助餐",
        ServiceGroup.MEALS,
        "餐",
    )
    assert (line.quantity, line.provider, line.given_by, line.cost, line.paid) == (
        "2.5",
        "幸福食堂",
        "海棠",
        1200,
        200,
    )
    assert line.village_code == VILLAGES[0]
    assert (line.entered_on, line.round_uid) == (TODAY, None)
    town.undo(change_set)
    assert not listed(town)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"service": "nonsense"}, "service"),
        ({"given_on": TODAY + DAY}, "given_on"),
        ({"given_on": date(1926, 11, 2)}, "given_on"),
        ({"to_on": TODAY - DAY}, "to_on"),
        ({"to_on": TODAY, "given_on": TODAY - DAY}, "to_on"),
        ({"service": "respite", "given_on": TODAY - DAY, "to_on": TODAY + DAY}, "to_on"),
        ({"service": "respite", "given_on": date(2025, 11, 21), "to_on": TODAY}, "to_on"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": "1e3"}, "quantity"),
        ({"quantity": "两次"}, "quantity"),
        ({"quantity": "1.234"}, "quantity"),
        ({"quantity": "10000"}, "quantity"),
        ({"cost": -1}, "cost"),
        ({"cost": 100_000_001}, "cost"),
        ({"cost": 100, "paid": 101}, "paid"),
        ({"satisfaction": "great"}, "satisfaction"),
        ({"provider_uid": "nobody"}, "provider_uid"),
        ({"plan_uid": "nothing"}, "plan_uid"),
        ({"finding_uid": "nothing"}, "finding_uid"),
        ({"elder_uid": "nobody"}, "elder"),
        ({"note": "长" * 201}, "note"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(town: Town, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldProblem) as refused:
        town.app.services_given.record(town.actor, draft(town, **changed))
    assert field_of(refused.value) == field
    with pytest.raises(ServiceRoundProblem) as refused:
        town.app.services_given.record_round(town.actor, [draft(town, NEIGHBOUR), draft(town, **changed)])
    assert field_of(refused.value) == field
    assert refused.value.details["row"] == 1
    assert not listed(town)


def test_a_service_may_last_from_a_day_to_a_day(town: Town) -> None:
    given = draft(town, service="respite", given_on=TODAY - 9 * DAY, to_on=TODAY)
    town.app.services_given.record(town.actor, given)
    (line,) = listed(town)
    assert (line.given_on, line.to_on, line.unit) == (TODAY - 9 * DAY, TODAY, "天")
    # Another stretch that shares a day with it would count those days twice.
    with pytest.raises(AlreadyGiven):
        town.app.services_given.record(town.actor, replace(given, given_on=TODAY - DAY))


def test_a_second_time_on_a_day_is_taken_once_confirmed(town: Town) -> None:
    town.app.services_given.record(town.actor, draft(town))
    with pytest.raises(AlreadyGiven) as asked:
        town.app.services_given.record(town.actor, draft(town))
    assert asked.value.details["rows"] == (0,)
    town.app.services_given.record(town.actor, draft(town, service="bath"))
    town.app.services_given.record(town.actor, draft(town, given_on=TODAY - DAY))
    town.app.services_given.record(town.actor, draft(town, again=True))
    assert town.app.services_given.count(town.actor, ALL) == 4


def test_a_day_before_the_registration_is_asked_back(town: Town) -> None:
    early = draft(town, service="health_management", given_on=REGISTERED - DAY)
    with pytest.raises(BeforeRegistration):
        town.app.services_given.record(town.actor, early)
    town.app.services_given.record(town.actor, replace(early, again=True))
    assert [line.given_on for line in listed(town)] == [REGISTERED - DAY]


def test_nothing_is_given_after_somebody_has_died(town: Town) -> None:
    died = TODAY - 3 * DAY
    town.app.register.end(town.actor, town.uids[NEIGHBOUR], on=died, reason=EndReason.DECEASED)
    with pytest.raises(FieldProblem) as refused:
        town.app.services_given.record(town.actor, draft(town, NEIGHBOUR, given_on=died + DAY))
    assert field_of(refused.value) == "given_on"
    town.app.services_given.record(town.actor, draft(town, NEIGHBOUR, given_on=died))


def test_a_round_is_written_whole_or_not_at_all(town: Town) -> None:
    people = (*FAMILY, NEIGHBOUR)
    done = town.app.services_given.record_round(town.actor, [draft(town, name) for name in people])
    lines = {line.uid: line for line in listed(town)}
    assert [lines[uid].elder_name for uid in done.uids] == list(people)
    (round_uid,) = {line.round_uid for line in lines.values()}
    assert round_uid is not None
    # A round with somebody twice on the day is refused even when confirmed; on another day it is asked back.
    later = [draft(town, name, given_on=TODAY - DAY) for name in people]
    with pytest.raises(ServiceRoundProblem) as refused:
        town.app.services_given.record_round(town.actor, [*later, replace(later[1], again=True)])
    assert refused.value.details["row"] == 4
    with pytest.raises(AlreadyGiven) as asked:
        town.app.services_given.record_round(town.actor, [*later, draft(town, people[2])])
    assert asked.value.details["rows"] == (4,)
    assert town.app.services_given.count(town.actor, ServiceFilter(round_uid=round_uid)) == 4
    town.app.services_given.take_back(town.actor, done.uids[0])
    town.undo(town.app.services_given.take_back_round(town.actor, round_uid))
    assert len(listed(town)) == 3
    town.app.services_given.take_back_round(town.actor, round_uid)
    with pytest.raises(NotFound):
        town.app.services_given.take_back_round(town.actor, round_uid)
    with pytest.raises(FieldProblem):
        town.app.services_given.record_round(town.actor, [])


def test_a_correction_keeps_whose_it_was_and_can_be_undone(town: Town) -> None:
    town.app.services_given.record(town.actor, draft(town))
    town.app.services_given.record(town.actor, draft(town, given_on=TODAY - DAY))
    uid = listed(town)[0].uid
    as_it_is = town.app.services_given.draft_of(town.actor, uid)
    assert town.app.services_given.correct(town.actor, uid, as_it_is) is None
    changed = town.app.services_given.correct(
        town.actor, uid, replace(as_it_is, service="bath", quantity="1")
    )
    assert [line.service for line in listed(town)] == ["bath", "meal"]
    town.undo(changed)
    with pytest.raises(AlreadyGiven):
        town.app.services_given.correct(town.actor, uid, replace(as_it_is, given_on=TODAY - DAY))
    with pytest.raises(FieldProblem) as refused:
        town.app.services_given.correct(town.actor, uid, draft(town, NEIGHBOUR))
    assert field_of(refused.value) == "elder"
    town.app.services_given.take_back(town.actor, uid)
    with pytest.raises(NotFound):
        town.app.services_given.draft_of(town.actor, uid)


def test_lists_are_narrowed_by_what_when_who_and_where(town: Town) -> None:
    town.app.services_given.record_round(town.actor, [draft(town, name) for name in FAMILY])
    town.app.services_given.record(town.actor, draft(town, service="bath", given_on=TODAY - 40 * DAY))
    for wanted, number in (
        (ServiceFilter(services=("bath",)), 1),
        (ServiceFilter(groups=(ServiceGroup.MEALS,)), 3),
        (ServiceFilter(groups=(ServiceGroup.MEALS,), services=("bath",)), 0),
        (ServiceFilter(first=TODAY - DAY), 3),
        (ServiceFilter(last=TODAY - DAY), 1),
        (ServiceFilter(village_code=VILLAGES[0]), 4),
        (ServiceFilter(village_code=VILLAGES[1]), 0),
        (ServiceFilter(elder_uid=town.uids[FAMILY[0]]), 2),
        (ServiceFilter(text="包"), 3),
        (ServiceFilter(text="%"), 0),
    ):
        assert town.app.services_given.count(town.actor, wanted) == number == len(listed(town, wanted))
    assert len(town.app.services_given.list(town.actor, ALL, limit=3, offset=2)) == 2
    assert len(town.app.services_given.of_elder(town.actor, town.uids[FAMILY[0]], limit=1)) == 1


def test_files_of_one_person_have_their_services_together(town: Town) -> None:
    one, other = sorted((town.uids[FAMILY[0]], town.uids[NEIGHBOUR]))
    town.app.services_given.record(town.actor, ServiceDraft(elder_uid=other, service="meal", given_on=TODAY))
    town.app.same_person.merge(town.actor, one, other)
    for uid in (one, other):
        (line,) = town.app.services_given.of_elder(town.actor, uid)
        assert line.elder_uid == one
        with pytest.raises(AlreadyGiven):
            town.app.services_given.record(
                town.actor, ServiceDraft(elder_uid=uid, service="meal", given_on=TODAY)
            )


def test_a_reader_sees_and_changes_nothing(town: Town) -> None:
    town.app.services_given.record(town.actor, draft(town))
    assert len(town.app.services_given.list(READER, ALL)) == 1
    with pytest.raises(NotAllowed):
        town.app.services_given.record(READER, draft(town, NEIGHBOUR))


def test_a_service_of_a_newer_catalogue_is_shown_by_its_key_and_kept(town: Town) -> None:
    town.app.services_given.record(town.actor, draft(town))
    (line,) = listed(town)
    with town.app.store.writing("from elsewhere", "x", now=town.app.clock.now()) as unit:
        unit.get(ServiceRecord, line.uid).service = "moon_walk"
    (line,) = listed(town)
    assert (line.title, line.group, line.unit) == ("moon_walk", None, "")
    as_it_is = town.app.services_given.draft_of(town.actor, line.uid)
    town.app.services_given.correct(town.actor, line.uid, replace(as_it_is, note="更正"))
    assert listed(town)[0].service == "moon_walk"


def test_the_history_of_a_person_tells_services_in_words(town: Town) -> None:
    town.app.services_given.record(town.actor, draft(town, quantity="2", cost=1250, satisfaction="fair"))
    uid = town.uids[FAMILY[0]]
    histories = town.app.histories
    snapshot = histories.snapshot(town.actor, uid)
    told = " ".join(line for entry in histories.entries(town.actor, snapshot) for line in entry.lines)
    assert "新增服务记录：助餐 2026-11-22" in told
    assert "费用 12.50 元" in told
    assert "基本满意" in told


def needed(town: Town, name: str = FAMILY[0], found_on: date = TODAY - 3 * DAY) -> str:
    found = FindingDraft(kind=FindingKind.NEED.value, what="希望有人送饭")
    town.app.findings.add(town.actor, town.uids[name], found, found_on)
    (line,) = town.app.findings.list(town.actor, FindingFilter(elder_uid=town.uids[name]))
    return line.uid


def test_the_need_that_a_service_meets_is_closed_with_it_and_both_are_undone_at_once(town: Town) -> None:
    need = needed(town)
    met = draft(town, finding_uid=need, closes_need=True, given_by="海棠")
    change_set = town.app.services_given.record(town.actor, met)
    found = town.app.findings.detail(town.actor, need)
    (step,) = found.steps
    assert found.line.state == FindingState.CLOSED.value
    assert (step.kind, step.done_on, step.what, step.by_name, step.proof) == (
        FindingStepKind.CLOSED.value,
        TODAY,
        "已提供助餐",
        "海棠",
        "服务记录",
    )
    town.undo(change_set)
    found = town.app.findings.detail(town.actor, need)
    assert (found.line.state, found.steps) == (FindingState.OPEN.value, ())
    assert not listed(town)


def test_a_need_that_cannot_be_closed_leaves_nothing_half_done(town: Town) -> None:
    late = needed(town, found_on=TODAY)
    early = draft(town, finding_uid=late, closes_need=True, given_on=TODAY - DAY)
    with pytest.raises(FieldProblem) as raised:
        town.app.services_given.record(town.actor, early)
    assert field_of(raised.value) == "closes_need"
    met = draft(town, finding_uid=late, closes_need=True)
    with pytest.raises(ServiceRoundProblem) as refused:
        town.app.services_given.record_round(town.actor, [met, replace(met, service="bath")])
    assert (refused.value.details["row"], field_of(refused.value)) == (1, "closes_need")
    assert not listed(town)
    town.app.services_given.record_round(town.actor, [met, draft(town, NEIGHBOUR)])
    assert town.app.findings.detail(town.actor, late).line.state == FindingState.CLOSED.value
