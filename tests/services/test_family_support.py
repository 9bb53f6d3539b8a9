"""督促赡养: steps, seeing and calling, families that wait, with joined files and bad input."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desktop_app.domain.errors import FieldProblem, NotAllowed, NotFound
from desktop_app.domain.support import FamilyState
from desktop_app.domain.terms import ContactRole, EndReason, Mode, Outcome, SupportStepKind
from desktop_app.services.register_drafts import ContactDraft, ElderDraft
from desktop_app.services.support_drafts import SupportStepDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from tests.services.families import DAY, FAMILY, NEIGHBOUR, READER, TODAY, Town, field_of
from tests.services.homes import VILLAGES

SUPPORTER = (ContactRole.SUPPORTER.value,)


@pytest.fixture
def family(town: Town) -> Town:
    """Return the town with somebody who has a son, a daughter and a helpful neighbour."""
    town.uids["老人"] = town.app.register.save(town.actor, elder("老人"))
    return town


def elder(name: str, **changed: Any) -> ElderDraft:
    contacts = (
        ContactDraft(name="邻居赵大", relation="邻居", roles=(ContactRole.NEIGHBOUR.value,)),
        ContactDraft(name="李强", relation="儿子", phone="13800138002", roles=SUPPORTER),
        ContactDraft(
            name="李梅", relation="女儿", roles=SUPPORTER, last_called_on=TODAY - 5 * DAY, lives_at="赤峰"
        ),
    )
    made = ElderDraft(
        name=name,
        village_code=VILLAGES[0],
        birth_on=date(1942, 5, 1),
        registered_on=date(2026, 3, 1),
        contacts=contacts,
    )
    return replace(made, **changed)


def who(town: Town, name: str, of: str = "老人") -> str:
    panel = town.app.family_support.panel(town.actor, town.uids[of])
    return next(one.uid for one in panel.supporters if one.name == name)


def draft(town: Town, **changed: Any) -> SupportStepDraft:
    made = SupportStepDraft(
        elder_uid=town.uids["老人"],
        kind="urged",
        done_on=TODAY,
        result="promised",
        by_name="海棠",
        what="电话里答应中秋节回来",
    )
    return replace(made, **changed)


def visit(town: Town, name: str, days_ago: int, **answers: Any) -> str:
    return town.app.visits.record(
        town.actor,
        VisitDraft(
            elder_uid=town.uids[name],
            visited_on=TODAY - days_ago * DAY,
            mode=Mode.IN_PERSON.value,
            outcome=Outcome.MET_IN_PERSON.value,
            visitor_name="海棠",
            answers={f"support.{key}": value for key, value in answers.items()},
        ),
    )


def waiting(town: Town) -> dict[str, FamilyState]:
    return {row.name: row.state for row in town.app.family_support.waiting(town.actor)}


def test_the_panel_begins_with_those_who_owe_support_and_says_how_they_stand(family: Town) -> None:
    panel = family.app.family_support.panel(family.actor, family.uids["老人"])
    assert [one.name for one in panel.supporters] == ["李强", "李梅", "邻居赵大"]
    assert [one.name for one in panel.owing] == ["李强", "李梅"]
    assert (panel.last_seen_on, panel.last_called_on) == (None, TODAY - 5 * DAY)
    assert panel.standing.state is FamilyState.IN_ORDER
    assert panel.usual is SupportStepKind.URGED
    with pytest.raises(NotFound):
        family.app.family_support.panel(family.actor, "nobody")


def test_a_step_is_recorded_looked_at_again_corrected_and_taken_back(family: Town) -> None:
    service, actor = family.app.family_support, family.actor
    son = who(family, "李强")
    change_set = service.record(actor, draft(family, contact_uid=son))
    (step,) = service.panel(actor, family.uids["老人"]).steps
    assert (step.who, step.next_on, step.waits) == ("李强", TODAY + 15 * DAY, True)
    kept = service.draft_of(actor, step.uid)
    assert kept == draft(family, contact_uid=son, next_on=TODAY + 15 * DAY)
    assert service.correct(actor, step.uid, kept) is None
    assert service.correct(actor, step.uid, replace(kept, result="fulfilled"))
    (step,) = service.panel(actor, family.uids["老人"]).steps
    assert (step.next_on, step.waits) == (None, False)
    back = service.take_back(actor, step.uid)
    assert not service.panel(actor, family.uids["老人"]).steps
    family.undo(back)
    assert len(service.panel(actor, family.uids["老人"]).steps) == 1
    assert change_set


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"elder_uid": "nobody"}, "elder"),
        ({"kind": ""}, "kind"),
        ({"kind": "shouted"}, "kind"),
        ({"result": ""}, "result"),
        ({"result": "pending"}, "result"),
        ({"done_on": TODAY + DAY}, "done_on"),
        ({"done_on": date(1926, 1, 1)}, "done_on"),
        ({"contact_uid": "nobody"}, "contact"),
        ({"kind": "letter", "result": "pending"}, "contact"),
        ({"by_name": " "}, "by_name"),
        ({"what": " \n "}, "what"),
        ({"what": "长" * 501}, "what"),
        ({"next_on": TODAY}, "next_on"),
        ({"next_on": date(2027, 12, 1)}, "next_on"),
        ({"kind": "mediation", "result": "pending", "referred_to": ""}, "referred_to"),
        (
            {"kind": "mediation", "result": "pending", "referred_to": "调委会", "finding_uid": "none"},
            "finding",
        ),
        ({"signed_on": TODAY}, "signed_on"),
        ({"kind": "agreement", "result": "fulfilled"}, "signed_on"),
        ({"kind": "agreement", "result": "fulfilled", "signed_on": TODAY + DAY}, "signed_on"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(family: Town, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldProblem) as refused:
        family.app.family_support.record(family.actor, draft(family, **changed))
    assert field_of(refused.value) == field
    assert not family.app.family_support.panel(family.actor, family.uids["老人"]).steps


def test_the_family_of_somebody_else_is_refused(family: Town) -> None:
    family.uids["别人"] = family.app.register.save(family.actor, elder("别人"))
    stranger = who(family, "李强", "别人")
    service = family.app.family_support
    with pytest.raises(FieldProblem) as refused:
        service.record(family.actor, draft(family, contact_uid=stranger))
    assert field_of(refused.value) == "contact"
    with pytest.raises(FieldProblem):
        service.seen(family.actor, stranger, elder_uid=family.uids["老人"])
    service.record(family.actor, draft(family))
    (step,) = service.panel(family.actor, family.uids["老人"]).steps
    with pytest.raises(FieldProblem) as refused:
        service.correct(family.actor, step.uid, draft(family, elder_uid=family.uids["别人"]))
    assert field_of(refused.value) == "elder"


def test_one_key_notes_who_came_and_never_goes_back_unasked(family: Town) -> None:
    service, actor, son = family.app.family_support, family.actor, who(family, "李强")

    def now() -> tuple[date | None, date | None]:
        panel = service.panel(actor, family.uids["老人"])
        one = next(each for each in panel.supporters if each.uid == son)
        return one.last_seen_on, one.last_called_on

    change_set = service.seen(actor, son)
    assert now() == (TODAY, None)
    assert service.seen(actor, son) is None
    service.seen(actor, son, called_on=TODAY - DAY)
    assert now() == (TODAY, TODAY - DAY)
    with pytest.raises(FieldProblem) as refused:
        service.seen(actor, son, seen_on=TODAY - 3 * DAY)
    assert field_of(refused.value) == "last_seen_on"
    service.seen(actor, son, seen_on=TODAY - 3 * DAY, earlier=True)
    assert now() == (TODAY - 3 * DAY, TODAY - DAY)
    with pytest.raises(FieldProblem):
        service.seen(actor, son, called_on=TODAY + DAY)
    with pytest.raises(NotFound):
        service.seen(actor, "nobody")
    assert change_set is not None


def test_an_agreement_that_was_signed_is_written_to_those_who_signed(family: Town) -> None:
    service, actor = family.app.family_support, family.actor
    signed = draft(family, kind="agreement", result="fulfilled", signed_on=TODAY - DAY, what="三方签字")
    change_set = service.record(actor, signed)
    panel = service.panel(actor, family.uids["老人"])
    assert [one.agreement_on for one in panel.supporters] == [TODAY - DAY, TODAY - DAY, None]
    (step,) = panel.steps
    assert service.correct(actor, step.uid, service.draft_of(actor, step.uid)) is None
    family.undo(change_set)
    assert not any(
        one.agreement_on for one in service.panel(actor, family.uids["老人"]).supporters if one.owes
    )


def test_families_wait_after_a_visit_that_told_neglect_until_somebody_acts(family: Town) -> None:
    visit(family, "老人", 3, duty="neglected", contact="never")
    visit(family, NEIGHBOUR, 2, duty="abused")
    visit(family, FAMILY[0], 40, contact="seldom")
    visit(family, FAMILY[0], 4, duty="fulfilled", contact="often")
    visit(family, FAMILY[1], 200, duty="neglected")
    assert waiting(family) == {NEIGHBOUR: FamilyState.DANGER, "老人": FamilyState.TO_URGE}
    first, second = family.app.family_support.waiting(family.actor)
    assert (first.name, first.usual) == (NEIGHBOUR, SupportStepKind.REPORTED)
    assert second.supporters == "李强、李梅"
    assert "不履行" in second.why
    assert "长期没有" in second.why
    family.app.family_support.record(family.actor, draft(family, done_on=TODAY - 3 * DAY))
    assert waiting(family) == {NEIGHBOUR: FamilyState.DANGER}
    assert not family.app.family_support.waiting(family.actor, village_code=VILLAGES[1])
    family.app.register.end(family.actor, family.uids[NEIGHBOUR], on=TODAY, reason=EndReason.MOVED_OUT)
    assert waiting(family) == {}


def test_a_step_waits_again_when_its_day_has_come(family: Town) -> None:
    service = family.app.family_support
    service.record(family.actor, draft(family, done_on=TODAY - 20 * DAY))
    assert waiting(family) == {"老人": FamilyState.DUE}
    assert not service.waiting(family.actor, TODAY - 10 * DAY)
    agreed = draft(family, kind="agreement", result="promised", done_on=TODAY - 4 * DAY, next_on=TODAY)
    service.record(family.actor, agreed)
    assert waiting(family) == {"老人": FamilyState.UNSIGNED}
    service.record(family.actor, draft(family, result="fulfilled", what="每周来一次"))
    assert waiting(family) == {}


def test_a_referral_may_name_the_finding_it_answers_and_nobody_elses(family: Town) -> None:
    service, actor = family.app.family_support, family.actor
    for name in ("老人", NEIGHBOUR):
        family.app.visits.record(
            actor,
            VisitDraft(
                elder_uid=family.uids[name],
                visited_on=TODAY,
                mode=Mode.IN_PERSON.value,
                outcome=Outcome.MET_IN_PERSON.value,
                visitor_name="海棠",
                findings=(FindingDraft(kind="need", what=f"{name}没人管"),),
            ),
        )
    (mine,) = service.panel(actor, family.uids["老人"]).findings
    (other,) = service.panel(actor, family.uids[NEIGHBOUR]).findings
    asked = draft(family, kind="mediation", result="pending", referred_to="嘎查调委会")
    with pytest.raises(FieldProblem):
        service.record(actor, replace(asked, finding_uid=other.uid))
    service.record(actor, replace(asked, finding_uid=mine.uid))
    (step,) = service.panel(actor, family.uids["老人"]).steps
    assert (step.finding_uid, step.referred_to, step.next_on) == (mine.uid, "嘎查调委会", TODAY + 30 * DAY)


def test_two_files_of_one_person_are_one_family(family: Town) -> None:
    family.uids["又一份"] = family.app.register.save(family.actor, elder("老人"))
    service, actor = family.app.family_support, family.actor
    son = who(family, "李强", "又一份")
    service.record(actor, draft(family, elder_uid=family.uids["又一份"], contact_uid=son))
    visit(family, "老人", 1, duty="neglected")
    family.app.same_person.merge(actor, family.uids["老人"], family.uids["又一份"], sure=True)
    panel = service.panel(actor, family.uids["又一份"])
    assert panel.elder_uid == min(family.uids["老人"], family.uids["又一份"])
    assert [one.name for one in panel.supporters] == ["李强", "李梅", "邻居赵大"]
    assert [step.who for step in panel.steps] == ["李强"]
    service.seen(actor, son, elder_uid=family.uids["老人"], seen_on=TODAY)
    panel = service.panel(actor, family.uids["老人"])
    assert panel.last_seen_on == TODAY
    assert waiting(family) == {}


def test_a_reader_sees_but_changes_nothing(family: Town) -> None:
    service = family.app.family_support
    assert service.panel(READER, family.uids["老人"]).name == "老人"
    assert service.waiting(READER) == []
    with pytest.raises(NotAllowed):
        service.record(READER, draft(family))
    with pytest.raises(NotAllowed):
        service.seen(READER, who(family, "李强"))
