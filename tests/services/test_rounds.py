"""Who lives together and who is to be phoned: as the engine has it, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import NotFound
from desktop_app.domain.terms import EndReason, LadderStep, Mode, Outcome, RoundKind
from desktop_app.services.campaign_rows import CampaignDraft, PeopleChoice
from desktop_app.services.duties import OPEN_STATES
from desktop_app.services.register_drafts import ContactDraft, ElderDraft, WillingnessDraft
from desktop_app.services.rounds import CallRow
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft, visit_form
from tests.services.families import FAMILY, NEIGHBOUR, Town
from tests.services.homes import TODAY, VILLAGES
from tests.services.test_statements import counted

OPEN = {state.value for state in OPEN_STATES}


def visit(town: Town, name: str, **more: object) -> VisitDraft:
    given: dict[str, object] = {
        "elder_uid": town.uids[name],
        "visited_on": TODAY,
        "mode": Mode.IN_PERSON.value,
        "outcome": Outcome.MET_IN_PERSON.value,
        "visitor_name": "海棠",
    }
    return VisitDraft(**(given | more))  # type: ignore[arg-type]  # the fields by name


def change(town: Town, name: str, **more: object) -> None:
    """Save somebody anew with some facts changed."""
    detail = town.app.register.get(town.actor, town.uids[name])
    town.app.register.save(
        town.actor,
        ElderDraft(
            uid=detail.uid,
            name=detail.name,
            village_code=detail.village_code,
            birth_on=detail.birth_on,
            registered_on=detail.registered_on,
            visitor_uid=detail.visitor_uid,
            **more,  # type: ignore[arg-type]  # the fields by name
        ),
    )


def test_a_household_is_read_by_any_of_its_elders_or_by_itself(town: Town) -> None:
    found = town.app.rounds.household(town.actor, elder_uid=town.uids[FAMILY[0]])
    assert {person.name for person in found.people} == set(FAMILY)
    assert found.head_name == FAMILY[0]
    for name in FAMILY:
        assert town.app.rounds.household(town.actor, elder_uid=town.uids[name]) == found
    by_uid = town.app.rounds.household(town.actor, household_uid=found.uid)
    assert by_uid == found
    assert all(person.line is not None and person.why for person in found.people)


def test_somebody_without_a_household_is_a_household_of_one(town: Town) -> None:
    found = town.app.rounds.household(town.actor, elder_uid=town.uids[NEIGHBOUR])
    assert [person.name for person in found.people] == [NEIGHBOUR]
    assert found.uid is None
    assert found.head_name == NEIGHBOUR


def test_who_left_the_register_is_not_of_the_household(town: Town) -> None:
    town.app.register.end(town.actor, town.uids[FAMILY[1]], on=TODAY, reason=EndReason.DECEASED)
    found = town.app.rounds.household(town.actor, elder_uid=town.uids[FAMILY[0]])
    assert {person.name for person in found.people} == {FAMILY[0], FAMILY[2]}
    with pytest.raises(NotFound):
        town.app.rounds.household(town.actor, elder_uid="nobody")


def test_shared_answers_are_the_newest_of_anybody_under_the_roof(town: Town) -> None:
    normal = visit_form().normal_answers(11)
    older, newer = TODAY - timedelta(days=9), TODAY - timedelta(days=2)
    town.app.visits.record(
        town.actor,
        visit(town, FAMILY[0], visited_on=older, answers={**normal, "safety.stove": "damaged"}),
    )
    without_stove = {key: value for key, value in normal.items() if key != "safety.stove"}
    town.app.visits.record(
        town.actor,
        visit(
            town,
            FAMILY[1],
            visited_on=newer,
            answers={**without_stove, "safety.water": "frozen", "health.movement": "bedridden"},
            findings=(FindingDraft(kind="hazard", what="用水：管道冻堵"),),
        ),
    )
    found = town.app.rounds.household(town.actor, elder_uid=town.uids[FAMILY[2]])
    assert found.shared_answers["safety.stove"] == "damaged"
    assert found.shared_answers["safety.water"] == "frozen"
    assert "health.movement" not in found.shared_answers
    assert found.shared_on == newer
    by_name = {person.name: person for person in found.people}
    last = by_name[FAMILY[1]].last
    assert last is not None
    assert last.answers["health.movement"] == "bedridden"
    assert [finding.what for finding in by_name[FAMILY[1]].findings] == ["用水：管道冻堵"]
    assert by_name[FAMILY[2]].last is None


def test_a_call_counts_exactly_where_the_engine_counts_it_afterwards(application: Application) -> None:
    app, actor = application, application.actor
    app.duties.refresh(actor)
    rows = [row for row in app.rounds.people_to_call(actor, most=400) if row.person.line is not None]
    assert any(row.counts for row in rows)
    _agrees(app, rows, Mode.PHONE, Outcome.MET_REMOTELY, lambda row: row.counts)


def test_what_others_tell_on_the_phone_counts_exactly_where_the_engine_counts_it(
    application: Application,
) -> None:
    app, actor = application, application.actor
    app.duties.refresh(actor)
    rows = [row for row in app.rounds.people_to_call(actor, most=400) if row.person.line is not None]
    _agrees(app, rows, Mode.THIRD_PARTY, Outcome.SEEN_BY_THIRD_PARTY, lambda row: row.counts_by_proxy)


@pytest.mark.parametrize("modes", [("in_person",), ("in_person", "phone")])
@pytest.mark.parametrize("feeds", [True, False])
def test_for_a_campaign_a_call_counts_exactly_where_its_modes_allow_it(
    town: Town, modes: tuple[str, ...], feeds: bool
) -> None:
    app, actor = town.app, town.actor
    draft = CampaignDraft(
        title="寒潮问候",
        from_on=TODAY,
        to_on=TODAY + timedelta(days=3),
        modes=modes,
        feeds_duties=feeds,
        choice=PeopleChoice(also=tuple(town.uids[name] for name in FAMILY), rest=False),
    )
    campaign = app.campaigns.start(actor, draft).uid
    rows = app.rounds.people_to_call(actor, campaign_uid=campaign)
    assert {row.person.name for row in rows} == set(FAMILY)
    assert {row.counts for row in rows} == {"phone" in modes}
    assert ("电话不计" in rows[0].counts_words) == ("phone" not in modes)
    _agrees(app, rows, Mode.PHONE, Outcome.MET_REMOTELY, lambda row: row.counts, campaign)
    assert len(app.rounds.people_to_call(actor, campaign_uid=campaign)) == (0 if "phone" in modes else 3)


def _agrees(
    app: Application,
    rows: list[CallRow],
    mode: Mode,
    outcome: Outcome,
    expected: Callable[[CallRow], bool],
    campaign_uid: str | None = None,
) -> None:
    drafts = [
        VisitDraft(
            elder_uid=row.person.elder_uid,
            visited_on=TODAY,
            mode=mode.value,
            outcome=outcome.value,
            visitor_name="海棠",
            campaign_uid=campaign_uid,
        )
        for row in rows
    ]
    app.visits.record_round(app.actor, RoundKind.CALLS, drafts)
    for row in rows:
        before = row.person.line
        assert before is not None
        after = [each.line for each in app.duties.of_elder(app.actor, row.person.elder_uid)]
        mine = [line for line in after if (line.rule_id, line.about) == (before.rule_id, before.about)]
        waits = any(line.uid == before.uid and line.state in OPEN for line in mine)
        assert waits != expected(row), row.person.name


def test_an_unanswered_call_leads_to_the_step_that_is_announced(town: Town) -> None:
    (row,) = town.app.rounds.people_to_call(town.actor, uids=[town.uids[NEIGHBOUR]])
    assert row.after_no_answer
    town.app.visits.record(
        town.actor, visit(town, NEIGHBOUR, mode=Mode.PHONE.value, outcome=Outcome.COULD_NOT_REACH.value)
    )
    (line,) = [each.line for each in town.app.duties.of_elder(town.actor, town.uids[NEIGHBOUR])][:1]
    assert line.next_step is not None
    assert LadderStep(line.next_step).term in row.after_no_answer or line.alert


def test_who_wishes_to_be_phoned_only_is_served_by_a_call(town: Town) -> None:
    wish = WillingnessDraft(kind="phone_only", asked_on=TODAY - timedelta(days=30))
    change(town, NEIGHBOUR, willingness=(wish,))
    town.app.duties.refresh(town.actor)
    (row,) = town.app.rounds.people_to_call(town.actor, uids=[town.uids[NEIGHBOUR]])
    assert row.phone_only
    assert row.counts
    assert "有效" in row.counts_words


def test_people_without_any_phone_come_last_and_a_contact_is_a_phone(town: Town) -> None:
    change(town, FAMILY[0], phone="13800138001")
    contact = ContactDraft(name="巴图", relation="儿子", phone="13900139002", roles=("emergency",))
    change(town, FAMILY[1], contacts=(ContactDraft(name="邻居", phone="13700137003"), contact))
    rows = town.app.rounds.people_to_call(town.actor, village_code=VILLAGES[0])
    assert {row.person.name for row in rows[:2]} == {FAMILY[0], FAMILY[1]}
    assert all(not row.person.phones and row.contact is None for row in rows[2:])
    called = next(row for row in rows if row.person.name == FAMILY[1])
    assert called.contact is not None
    assert (called.contact.name, called.contact.phone) == ("巴图", "13900139002")
    mine = next(row for row in rows if row.person.name == FAMILY[0])
    assert mine.person.phones == ("13800138001",)


def test_joined_files_are_one_person_with_the_contacts_and_answers_of_all(town: Town) -> None:
    app, actor = town.app, town.actor
    change(town, FAMILY[1], contacts=(ContactDraft(name="巴图", phone="13900139002", roles=("emergency",)),))
    app.visits.record(
        actor,
        visit(
            town,
            FAMILY[1],
            visited_on=TODAY - timedelta(days=40),
            answers=visit_form().normal_answers(11),
            findings=(FindingDraft(kind="need", what="想要拐杖"),),
        ),
    )
    app.same_person.merge(actor, town.uids[FAMILY[0]], town.uids[FAMILY[1]], sure=True)
    found = app.rounds.household(actor, elder_uid=town.uids[FAMILY[1]])
    assert len(found.people) == 2
    (row,) = app.rounds.people_to_call(actor, uids=[town.uids[name] for name in FAMILY[:2]])
    assert row.person.last is not None
    assert row.contact is not None
    assert row.contact.name == "巴图"
    assert [finding.what for finding in row.person.findings] == ["想要拐杖"]
    assert len(app.rounds.people_to_call(actor)) == 3


def test_calls_are_narrowed_by_village_visitor_campaign_and_number(town: Town) -> None:
    app, actor = town.app, town.actor
    assert len(app.rounds.people_to_call(actor, village_code=VILLAGES[0])) == 4
    assert app.rounds.people_to_call(actor, village_code=VILLAGES[1]) == []
    assert len(app.rounds.people_to_call(actor, visitor_uid=town.visitors["海棠"])) == 4
    assert app.rounds.people_to_call(actor, visitor_uid=town.visitors["赵宝山"]) == []
    assert len(app.rounds.people_to_call(actor, most=2)) == 2


def test_of_somebody_named_a_call_is_offered_whatever_is_owed(town: Town) -> None:
    town.app.visits.record(town.actor, visit(town, NEIGHBOUR))
    (row,) = town.app.rounds.people_to_call(town.actor, uids=[town.uids[NEIGHBOUR]])
    assert not row.counts
    assert "没有应探访" in row.counts_words
    assert town.uids[NEIGHBOUR] not in {
        each.person.elder_uid for each in town.app.rounds.people_to_call(town.actor)
    }


def test_rounds_take_a_fixed_number_of_statements(town: Town) -> None:
    app, actor, uids = town.app, town.actor, list(town.uids.values())
    with counted(app) as few:
        app.rounds.people_to_call(actor, uids=uids[:1])
    with counted(app) as many:
        app.rounds.people_to_call(actor, uids=uids)
    assert len(many) == len(few)
    town.app.visits.record(actor, visit(town, FAMILY[0], answers=visit_form().normal_answers(11)))
    household = app.rounds.household(actor, elder_uid=uids[0]).uid
    with counted(app) as three:
        app.rounds.household(actor, household_uid=household)
    for name in FAMILY[1:]:
        app.register.end(actor, town.uids[name], on=TODAY, reason=EndReason.MOVED_OUT)
    with counted(app) as one:
        app.rounds.household(actor, household_uid=household)
    assert len(three) == len(one)
