"""Visits and what each outcome does to duty and register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotFound
from desktop_app.domain.terms import DutyState, EndReason, FindingState, Mode, Outcome, RoundKind
from desktop_app.models import PhotoContent, VisitPhoto
from desktop_app.services.finding_drafts import StepDraft
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.visit_drafts import FindingDraft, PhotoDraft, VisitDraft, possible_outcomes
from desktop_app.services.visits import RoundProblem
from desktop_app.storage.queries.elders import ElderFilter
from tests.services.homes import TODAY, VILLAGES, open_home
from tests.storage.stores import rows

DAY = date(2026, 11, 20)
WHY = "纸面上写的是另一个结果"
MOMENT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


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
    empty.visits.correct(empty.actor, made, visit(uid, outcome=becomes, corrected_because=WHY))

    detail = empty.register.get(empty.actor, uid)
    assert (detail.ended_because, detail.ended_on) == (ended, DAY if ended else None)
    (row,) = empty.visits.of_elder(empty.actor, uid)
    assert (row.uid, row.outcome) == (made, becomes)


def test_correcting_the_day_moves_the_end_with_it(empty: Application) -> None:
    uid = at_risk(empty)
    made = empty.visits.record(empty.actor, visit(uid, outcome="deceased"))
    empty.visits.correct(
        empty.actor,
        made,
        visit(uid, outcome="deceased", visited_on=DAY - timedelta(days=3), corrected_because=WHY),
    )
    assert empty.register.get(empty.actor, uid).ended_on == DAY - timedelta(days=3)


def test_a_visit_cannot_be_moved_to_somebody_else(empty: Application) -> None:
    uid = at_risk(empty)
    other = empty.register.save(empty.actor, ElderDraft(name="苏日娜", village_code=VILLAGES[0]))
    made = empty.visits.record(empty.actor, visit(uid))
    with pytest.raises(FieldProblem) as refusal:
        empty.visits.correct(empty.actor, made, visit(other, corrected_because=WHY))
    assert refusal.value.details["field"] == "elder"


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

    closing = StepDraft(kind="closed", done_on=DAY, what="已送粮", proof="本人确认")
    with pytest.raises(FieldProblem):
        empty.findings.take_step(empty.actor, urgent.uid, replace(closing, what=" "))
    empty.findings.take_step(empty.actor, urgent.uid, closing)
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
    empty.visits.correct(empty.actor, made, visit(uid, summary="改正", corrected_because=WHY))
    from desktop_app.storage.journal import history

    with empty.store.reading() as session:
        said = [row.fields.get("summary") for row in history(session, [made])]
    assert said == ["改正", "初稿"]


@pytest.mark.parametrize("because", [None, "", " \n"])
def test_a_correction_without_a_reason_is_refused_and_nothing_is_written(
    empty: Application, because: str | None
) -> None:
    uid = at_risk(empty)
    made = empty.visits.record(empty.actor, visit(uid))
    before = rows(empty.store)
    with pytest.raises(FieldProblem) as refusal:
        empty.visits.correct(empty.actor, made, visit(uid, outcome="deceased", corrected_because=because))
    assert refusal.value.details["field"] == "corrected_because"
    assert rows(empty.store) == before


def test_a_correction_can_be_taken_back_by_what_it_returns(empty: Application) -> None:
    uid = at_risk(empty)
    made = empty.visits.record(empty.actor, visit(uid))
    before = empty.visits.of_elder(empty.actor, uid), empty.duties.of_elder(empty.actor, uid)
    done = empty.visits.correct(empty.actor, made, visit(uid, outcome="deceased", corrected_because=WHY))
    assert done is not None
    assert empty.register.get(empty.actor, uid).ended_because == EndReason.DECEASED

    empty.undo.undo(empty.actor, done)
    assert empty.register.get(empty.actor, uid).ended_on is None
    assert (empty.visits.of_elder(empty.actor, uid), empty.duties.of_elder(empty.actor, uid)) == before


def household(empty: Application, count: int = 3) -> list[str]:
    """Register people of 86 who live under one roof."""
    return [
        empty.register.save(
            empty.actor,
            ElderDraft(
                name=f"包家{number}",
                village_code=VILLAGES[0],
                birth_on=date(1940, 1, 1),
                registered_on=LONG_AGO,
            ),
        )
        for number in range(count)
    ]


def test_a_round_is_recorded_in_one_go_and_taken_back_in_one_go(empty: Application) -> None:
    people = household(empty)
    add_picture(empty)
    before = rows(empty.store)
    drafts = [
        visit(people[0], findings=(FindingDraft(kind="hazard", what="炉子漏烟"),)),
        visit(people[1], photos=(PhotoDraft("p" * 64, "灶间"),), measures={"temperature": "36.5"}),
        visit(people[2], outcome="deceased"),
    ]
    done = empty.visits.record_round(empty.actor, RoundKind.HOUSEHOLD, drafts)

    written = [empty.visits.of_elder(empty.actor, uid)[0] for uid in people]
    assert tuple(row.uid for row in written) == done.uids
    assert len({row.round_uid for row in written}) == 1
    assert written[0].round_uid is not None
    assert empty.undo.recent(empty.actor)[0].title == "登记入户探访"
    assert [row.elder_uid for row in empty.visits.findings(empty.actor)] == [people[0]]
    assert standing(empty, VisitPhoto) == 1
    assert empty.register.get(empty.actor, people[2]).ended_because == EndReason.DECEASED

    empty.undo.undo(empty.actor, done.change_set)
    assert [empty.visits.of_elder(empty.actor, uid) for uid in people] == [[], [], []]
    assert (empty.visits.findings(empty.actor), standing(empty, VisitPhoto)) == ([], 0)
    assert empty.register.get(empty.actor, people[2]).ended_on is None
    assert empty.checks.run(empty.actor) == []
    assert set(before) == set(rows(empty.store))


def test_another_round_is_another_and_a_single_visit_is_none(empty: Application) -> None:
    people = household(empty)
    calls = [visit(uid, mode="phone", outcome="could_not_reach") for uid in people]
    for _number in range(2):
        empty.visits.record_round(empty.actor, RoundKind.CALLS, calls)
    empty.visits.record(empty.actor, visit(people[0]))
    rounds = [row.round_uid for row in empty.visits.between(empty.actor, DAY, DAY)]
    assert len(rounds) == 7
    assert len(set(rounds)) == 3
    assert rounds.count(None) == 1
    assert empty.undo.recent(empty.actor)[1].title == "登记电话探访"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"outcome": "met_remotely"}, "outcome"),
        ({"measures": {"temperature": "56"}}, "temperature"),
        ({"campaign_uid": "none", "visited_on": DAY}, None),
        ({"photos": (PhotoDraft("q" * 64),)}, "photos"),
    ],
    ids=["before anything is written", "a measure", "a campaign that is none", "while the second is written"],
)
def test_of_a_round_with_one_wrong_visit_nothing_is_recorded(
    empty: Application, wrong: dict[str, Any], field: str | None
) -> None:
    people = household(empty, 2)
    before = rows(empty.store)
    drafts = [visit(people[0]), visit(people[1], **wrong)]
    with pytest.raises(NotFound if field is None else RoundProblem) as refusal:
        empty.visits.record_round(empty.actor, RoundKind.HOUSEHOLD, drafts)
    if field is not None:
        assert refusal.value.details["row"] == 1
        assert refusal.value.details["field"] == field
        assert refusal.value.details["reason"]
    assert rows(empty.store) == before


def test_nobody_is_in_a_round_twice(empty: Application) -> None:
    people = household(empty, 2)
    before = rows(empty.store)
    with pytest.raises(RoundProblem) as refusal:
        empty.visits.record_round(
            empty.actor, RoundKind.HOUSEHOLD, [visit(uid) for uid in (*people, people[0])]
        )
    assert (refusal.value.details["row"], refusal.value.details["field"]) == (2, "elder")
    assert rows(empty.store) == before


def test_nobody_is_visited_after_death_in_a_round_either(empty: Application) -> None:
    people = household(empty, 2)
    empty.visits.record(empty.actor, visit(people[1], outcome="deceased", visited_on=DAY - timedelta(days=3)))
    before = rows(empty.store)
    with pytest.raises(RoundProblem) as refusal:
        empty.visits.record_round(empty.actor, RoundKind.HOUSEHOLD, [visit(uid) for uid in people])
    assert refusal.value.details["row"] == 1
    assert rows(empty.store) == before


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        ({"signed_as": "self"}, ("self", None)),
        ({"signed_as": "proxy", "signed_by": " 包建国（儿子） "}, ("proxy", "包建国（儿子）")),
        ({"signed_as": "thumb", "signed_by": " "}, ("thumb", None)),
        ({"signed_as": "self", "signed_by": "包建国"}, ("self", None)),
        ({"signed_as": "unable", "signed_by": "由邻居照看"}, ("unable", "由邻居照看")),
        ({"signed_as": None, "signed_by": "包建国"}, (None, None)),
        ({"signed_as": "", "signed_by": "包建国"}, (None, None)),
    ],
)
def test_who_signed_is_kept_as_written(
    empty: Application, facts: dict[str, Any], kept: tuple[str | None, str | None]
) -> None:
    uid = at_risk(empty)
    empty.visits.record(empty.actor, visit(uid, **facts))
    (row,) = empty.visits.of_elder(empty.actor, uid)
    assert (row.signed_as, row.signed_by) == kept


@pytest.mark.parametrize("by", [None, " "])
def test_who_signs_for_somebody_else_says_who_he_is(empty: Application, by: str | None) -> None:
    uid = at_risk(empty)
    with pytest.raises(FieldProblem) as refusal:
        empty.visits.record(empty.actor, visit(uid, signed_as="proxy", signed_by=by))
    assert refusal.value.details["field"] == "signed_by"


def test_measures_are_kept_in_one_spelling(empty: Application) -> None:
    uid = at_risk(empty)
    empty.visits.record(
        empty.actor, visit(uid, measures={"systolic": " １３５", "glucose_fasting": "6", "temperature": ""})
    )
    (row,) = empty.visits.of_elder(empty.actor, uid)
    assert row.measures == {"systolic": "135", "glucose_fasting": "6.0"}


def test_more_photos_than_three_are_refused_and_one_taken_twice_counts_once(empty: Application) -> None:
    uid = at_risk(empty)
    add_picture(empty)
    same = (PhotoDraft("p" * 64), PhotoDraft("p" * 64), PhotoDraft("p" * 64), PhotoDraft("p" * 64))
    made = empty.visits.record(empty.actor, visit(uid, photos=same))
    assert standing(empty, VisitPhoto) == 1
    with pytest.raises(FieldProblem) as refusal:
        empty.visits.record(empty.actor, visit(uid, photos=tuple(PhotoDraft(sign * 64) for sign in "pqrs")))
    assert refusal.value.details["field"] == "photos"
    empty.visits.take_back(empty.actor, made)
    assert standing(empty, VisitPhoto) == 0


def add_picture(empty: Application, digest: str = "p" * 64) -> None:
    """Put a picture into the store as if it had been chosen from a file."""
    with empty.store.setting_up() as session:
        session.add(
            PhotoContent(
                digest=digest, content=b"jpeg", likeness="0" * 16, width=4, height=3, added_at=MOMENT
            )
        )


def standing(empty: Application, model: Any) -> int:
    """Count the records of a kind that were not taken out."""
    with empty.store.reading() as session:
        query = select(func.count()).select_from(model).where(model.retracted.is_(False))
        return session.execute(query).scalar_one()


def test_a_visit_as_a_draft_leaves_it_as_it_is(empty: Application) -> None:
    uid = at_risk(empty)
    add_picture(empty)
    facts = {
        "summary": "腿疼",
        "action": "已联系卫生院",
        "companions": "苏日娜",
        "answers": _answers(),
        "measures": {"systolic": "135"},
        "signed_as": "proxy",
        "signed_by": "包建国（儿子）",
        "photos": (PhotoDraft("p" * 64, "灶间"),),
        "sheet_no": "A-12",
        "next_on": DAY + timedelta(days=7),
        "visited_time": "09:30",
    }
    made = empty.visits.record(empty.actor, visit(uid, **facts))
    draft = empty.visits.draft_of(empty.actor, made)
    assert draft == visit(uid, **facts)
    before = empty.visits.of_elder(empty.actor, uid)
    logged = rows(empty.store)
    assert empty.visits.correct(empty.actor, made, replace(draft, corrected_because=WHY)) is None
    assert rows(empty.store) == logged
    assert empty.visits.of_elder(empty.actor, uid) == before
    empty.visits.take_back(empty.actor, made)
    with pytest.raises(NotFound):
        empty.visits.draft_of(empty.actor, made)
