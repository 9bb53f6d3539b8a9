"""Visits and what each outcome does to duty and register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotFound
from desktop_app.domain.terms import DutyState, EndReason, FindingState, Mode, Outcome
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft, possible_outcomes
from desktop_app.storage.queries.elders import ElderFilter
from tests.services.homes import TODAY, VILLAGES, open_home
from tests.storage.stores import rows

DAY = date(2026, 11, 20)


def at_risk(application: Application) -> str:
    """Register somebody of 86 who lives alone: owed a visit every seven days, overdue since long."""
    return application.register.save(
        application.actor,
        ElderDraft(
            name="包小明",
            village_code=VILLAGES[0],
            birth_on=date(1940, 1, 1),
            registered_on=date(2026, 9, 1),
            categories=(SpanDraft(category="living_alone", from_on=date(2026, 9, 1)),),
        ),
    )


def visit(elder_uid: str, **facts: Any) -> VisitDraft:
    return VisitDraft(
        **{
            "elder_uid": elder_uid,
            "visited_on": DAY,
            "mode": "in_person",
            "outcome": "met_in_person",
            "visitor_name": "李志强",
            **facts,
        }
    )


@dataclass(frozen=True)
class Effect:
    """What an office expects of one outcome of a visit on 20 November that was owed since September.

    ``state`` and ``latest_on`` are those of the weekly duty that governs now; ``done`` is what became of the old one.
    """

    mode: str
    outcome: str
    state: DutyState | None
    latest_on: date | None
    done: DutyState | None = None
    ended: EndReason | None = None


NEXT_WEEK, LONG_AGO = DAY + timedelta(days=7), date(2026, 9, 8)
EFFECTS = (
    Effect("in_person", "met_in_person", DutyState.OPEN, NEXT_WEEK, done=DutyState.MET_LATE),
    Effect("phone", "met_remotely", DutyState.OPEN, NEXT_WEEK, done=DutyState.MET_LATE),
    Effect("video", "met_remotely", DutyState.OPEN, NEXT_WEEK, done=DutyState.MET_LATE),
    Effect("third_party", "seen_by_third_party", DutyState.OVERDUE, LONG_AGO),
    Effect("in_person", "not_at_home", DutyState.OVERDUE, LONG_AGO),
    Effect("phone", "could_not_reach", DutyState.OVERDUE, LONG_AGO),
    Effect("in_person", "refused", DutyState.OPEN, NEXT_WEEK, done=DutyState.WAIVED),
    Effect("in_person", "away", DutyState.OPEN, NEXT_WEEK, done=DutyState.WAIVED),
    Effect("in_person", "in_hospital", DutyState.OPEN, NEXT_WEEK, done=DutyState.WAIVED),
    Effect("in_person", "in_institution", DutyState.OPEN, NEXT_WEEK, done=DutyState.WAIVED),
    Effect("in_person", "moved", None, None, ended=EndReason.MOVED_OUT),
    Effect("in_person", "deceased", None, None, ended=EndReason.DECEASED),
)


def test_every_outcome_is_in_the_table() -> None:
    assert {effect.outcome for effect in EFFECTS} == set(Outcome)


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: f"{effect.mode}-{effect.outcome}")
def test_an_outcome_does_to_duty_and_register_what_an_officer_expects(
    empty: Application, effect: Effect
) -> None:
    uid = at_risk(empty)
    assert empty.duties.of_elder(empty.actor, uid)[0].line.state == DutyState.OVERDUE
    empty.visits.record(empty.actor, visit(uid, mode=effect.mode, outcome=effect.outcome))

    detail = empty.register.get(empty.actor, uid)
    assert detail.ended_because == effect.ended
    assert detail.ended_on == (DAY if effect.ended else None)
    assert empty.register.count(empty.actor, ElderFilter(ended=True)) == bool(effect.ended)
    owed = empty.duties.of_elder(empty.actor, uid)
    weekly = [row.line for row in owed if "high-weekly" in row.line.rule_id]
    if effect.state is None:
        assert not [
            row for row in owed if row.line.state in (DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN)
        ]
    else:
        assert (weekly[0].state, weekly[0].latest_on) == (effect.state, effect.latest_on)
        assert effect.done is None or effect.done in {line.state for line in weekly[1:]}
        assert weekly[0].last_counted_on == (DAY if effect.done is DutyState.MET_LATE else None)
    assert empty.register.find(empty.actor, "包小明")[0].last_outcome == effect.outcome


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: f"{effect.mode}-{effect.outcome}")
def test_taking_a_visit_back_restores_duty_and_register(empty: Application, effect: Effect) -> None:
    uid = at_risk(empty)
    before = empty.duties.of_elder(empty.actor, uid), replace(empty.register.get(empty.actor, uid), version=0)
    finding = FindingDraft(kind="hazard", what="炉子漏烟")
    made = empty.visits.record(
        empty.actor, visit(uid, mode=effect.mode, outcome=effect.outcome, findings=(finding,))
    )
    assert empty.visits.findings(empty.actor)
    empty.visits.take_back(empty.actor, made)

    after = replace(empty.register.get(empty.actor, uid), version=0)
    assert (empty.duties.of_elder(empty.actor, uid), after) == before
    assert empty.visits.of_elder(empty.actor, uid) == []
    assert empty.visits.findings(empty.actor) == []
    with pytest.raises(NotFound):
        empty.visits.take_back(empty.actor, made)
    assert empty.checks.run(empty.actor) == []


def test_taking_back_does_not_reopen_what_something_else_ended(empty: Application) -> None:
    uid = at_risk(empty)
    empty.register.end(empty.actor, uid, on=DAY, reason=EndReason.INSTITUTION)
    made = empty.visits.record(empty.actor, visit(uid, outcome="moved"))
    empty.visits.take_back(empty.actor, made)
    assert empty.register.get(empty.actor, uid).ended_because == EndReason.INSTITUTION


@pytest.mark.parametrize(
    ("was", "becomes", "ended"),
    [
        ("deceased", "met_in_person", None),
        ("met_in_person", "deceased", EndReason.DECEASED),
        ("moved", "deceased", EndReason.DECEASED),
    ],
)
def test_correcting_the_outcome_corrects_the_register(
    empty: Application, was: str, becomes: str, ended: EndReason | None
) -> None:
    uid = at_risk(empty)
    made = empty.visits.record(empty.actor, visit(uid, outcome=was))
    empty.visits.correct(empty.actor, made, visit(uid, outcome=becomes))

    detail = empty.register.get(empty.actor, uid)
    assert (detail.ended_because, detail.ended_on) == (ended, DAY if ended else None)
    (row,) = empty.visits.of_elder(empty.actor, uid)
    assert (row.uid, row.outcome) == (made, becomes)


def test_correcting_the_day_moves_the_end_with_it(empty: Application) -> None:
    uid = at_risk(empty)
    made = empty.visits.record(empty.actor, visit(uid, outcome="deceased"))
    empty.visits.correct(
        empty.actor, made, visit(uid, outcome="deceased", visited_on=DAY - timedelta(days=3))
    )
    assert empty.register.get(empty.actor, uid).ended_on == DAY - timedelta(days=3)


def test_a_visit_cannot_be_moved_to_somebody_else(empty: Application) -> None:
    uid = at_risk(empty)
    other = empty.register.save(empty.actor, ElderDraft(name="苏日娜", village_code=VILLAGES[0]))
    made = empty.visits.record(empty.actor, visit(uid))
    with pytest.raises(FieldProblem):
        empty.visits.correct(empty.actor, made, visit(other))


def test_a_visit_counts_by_its_day_and_not_by_the_day_it_was_typed_in(empty: Application) -> None:
    uid = at_risk(empty)
    for day in (DAY, date(2026, 10, 5), date(2026, 9, 10)):
        empty.visits.record(empty.actor, visit(uid, visited_on=day))

    assert [row.visited_on for row in empty.visits.of_elder(empty.actor, uid)] == [
        DAY,
        date(2026, 10, 5),
        date(2026, 9, 10),
    ]
    assert empty.register.find(empty.actor, "包小明")[0].last_visit_on == DAY
    assert {row.entered_on for row in empty.visits.of_elder(empty.actor, uid)} == {TODAY}
    assert empty.duties.of_elder(empty.actor, uid)[0].line.last_counted_on == DAY


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"visited_on": TODAY + timedelta(days=1)}, "visited_on"),
        ({"visited_on": date(1999, 12, 31)}, "visited_on"),
        ({"mode": "phone", "outcome": "met_in_person"}, "outcome"),
        ({"mode": "in_person", "outcome": "met_remotely"}, "outcome"),
        ({"visitor_name": " "}, "visitor"),
        ({"findings": (FindingDraft(kind="need", what=" "),)}, "findings"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_saved(
    empty: Application, facts: dict[str, Any], field: str
) -> None:
    uid = at_risk(empty)
    before = rows(empty.store)
    with pytest.raises(FieldProblem) as refusal:
        empty.visits.record(empty.actor, visit(uid, **facts))
    assert refusal.value.details["field"] == field
    assert rows(empty.store) == before


def test_nobody_cannot_be_visited(empty: Application) -> None:
    with pytest.raises(NotFound):
        empty.visits.record(empty.actor, visit("nobody"))


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_offers_its_own_outcomes_first_and_those_of_life_always(mode: Mode) -> None:
    offered = possible_outcomes(mode)
    assert len(set(offered)) == len(offered)
    assert {Outcome.REFUSED, Outcome.DECEASED, Outcome.MOVED} <= set(offered)


def test_the_last_answers_come_from_the_last_visit_that_has_some(empty: Application) -> None:
    uid = at_risk(empty)
    form_key = next(iter(_answers()))
    empty.visits.record(empty.actor, visit(uid, visited_on=date(2026, 10, 1), answers=_answers()))
    empty.visits.record(empty.actor, visit(uid, outcome="not_at_home"))
    last = empty.visits.last_met(empty.actor, uid)

    assert last is not None
    assert last.visited_on == date(2026, 10, 1)
    assert form_key in last.answers
    assert empty.visits.last_met(empty.actor, "nobody") is None


def _answers() -> dict[str, Any]:
    from desktop_app.domain.forms import ItemKind
    from desktop_app.services.visit_drafts import visit_form

    block = visit_form().blocks[0]
    item = next(item for item in block.items if item.kind is not ItemKind.TEXT)
    option = item.options[0].key
    return {f"{block.key}.{item.key}": [option] if item.kind.value == "many" else option}


def test_a_finding_is_followed_until_it_is_closed_with_a_word(empty: Application) -> None:
    uid = at_risk(empty)
    found = (
        FindingDraft(kind="urgent", what="断粮"),
        FindingDraft(kind="need", what="助听器", due_on=date(2027, 1, 1)),
    )
    empty.visits.record(empty.actor, visit(uid, findings=found))
    urgent, need = sorted(empty.visits.findings(empty.actor), key=lambda row: row.kind, reverse=True)
    assert (urgent.due_on, need.due_on) == (DAY + timedelta(days=1), date(2027, 1, 1))

    with pytest.raises(FieldProblem):
        empty.visits.close_finding(empty.actor, urgent.uid, note=" ")
    empty.visits.close_finding(empty.actor, urgent.uid, note="已送粮")
    states = {row.uid: row.state for row in empty.visits.findings(empty.actor, elder_uid=uid)}
    assert states == {urgent.uid: FindingState.CLOSED, need.uid: FindingState.OPEN}


def test_a_draft_survives_a_new_start_and_goes_when_it_is_discarded(empty: Application) -> None:
    content = {"summary": "巴图·孟和 𠮷", "answers": {"a": ["b"]}}
    empty.drafts.keep(empty.actor, "visit", "elder-1", content)
    empty.drafts.keep(empty.actor, "visit", "elder-1", {**content, "more": 1})
    empty.close()
    again = open_home(empty.store.folder)
    found = again.drafts.find(again.actor, "visit", "elder-1")
    assert found is not None
    assert found.content == {**content, "more": 1}
    assert found.saved_at.tzinfo is not None
    assert [row.subject for row in again.drafts.list(again.actor)] == ["elder-1"]
    again.drafts.discard(again.actor, "visit", "elder-1")
    assert again.drafts.find(again.actor, "visit", "elder-1") is None
    again.close()


def test_a_correction_leaves_the_earlier_words_in_the_history(empty: Application) -> None:
    uid = at_risk(empty)
    made = empty.visits.record(empty.actor, visit(uid, summary="初稿"))
    empty.visits.correct(empty.actor, made, replace(visit(uid), summary="改正"))
    from desktop_app.storage.journal import history

    with empty.store.reading() as session:
        said = [row.fields.get("summary") for row in history(session, [made])]
    assert said == ["改正", "初稿"]
