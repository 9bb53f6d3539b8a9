"""Findings from the door to 销号, in a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotFound
from desktop_app.domain.findings import Stage
from desktop_app.domain.terms import FindingState, RoundKind
from desktop_app.models import Finding, FindingStep
from desktop_app.services.finding_drafts import FindingEdit, FollowUp, StepDraft
from desktop_app.services.register_drafts import ContactDraft, ElderDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from desktop_app.storage.queries.findings import FindingFilter, FindingLine
from tests.services.homes import TODAY, VILLAGES, open_home

DAY = timedelta(days=1)
FOUND = TODAY - 10 * DAY
STAIRS = FindingDraft(kind="hazard", what="台阶结冰，无扶手")


def person(app: Application, name: str = "包小明", **facts: object) -> str:
    draft = ElderDraft(name=name, village_code=VILLAGES[0], birth_on=date(1945, 1, 1), **facts)  # type: ignore[arg-type]  # any fact
    return app.register.save(app.actor, replace(draft, registered_on=date(2026, 9, 1)))


def found(
    app: Application, draft: FindingDraft = STAIRS, *, on: date = FOUND, uid: str | None = None
) -> FindingLine:
    uid = uid or person(app)
    before = {line.uid for line in app.findings.of_elder(app.actor, uid)}
    app.findings.add(app.actor, uid, draft, on)
    (line,) = (line for line in app.findings.of_elder(app.actor, uid) if line.uid not in before)
    return line


def step(app: Application, uid: str, kind: str, on: date = TODAY, **words: object) -> str:
    return app.findings.take_step(app.actor, uid, StepDraft(kind=kind, done_on=on, **words))  # type: ignore[arg-type]  # any words


def line_of(app: Application, uid: str) -> FindingLine:
    return app.findings.detail(app.actor, uid).line


def visit(uid: str, on: date = TODAY, **facts: object) -> VisitDraft:
    draft = VisitDraft(
        elder_uid=uid, visited_on=on, mode="in_person", outcome="met_in_person", visitor_name="李"
    )
    return replace(draft, **facts)  # type: ignore[arg-type]  # any fact


def test_a_whole_life_is_told_by_its_steps(empty: Application) -> None:
    line = found(empty)
    assert (line.due_on, line.overdue_days, line.age_days, line.stage) == (FOUND + 7 * DAY, 3, 10, Stage.NEW)
    step(empty, line.uid, "assigned", FOUND, owner_name="王主任", due_on=TODAY + DAY)
    assert line_of(empty, line.uid).owner == "王主任"
    assert line_of(empty, line.uid).overdue_days == 0
    step(empty, line.uid, "referred", FOUND + DAY, unit_name="示例苏木村建办")
    referred = line_of(empty, line.uid)
    assert (referred.stage, referred.referred_to, referred.slip_no) == (
        Stage.REFERRED,
        "示例苏木村建办",
        f"{TODAY.year}-0001",
    )
    step(empty, line.uid, "answered", FOUND + 2 * DAY, what="本周安装")
    step(empty, line.uid, "closed", FOUND + 5 * DAY, what="扶手已装", proof="李到场核实")
    closed = line_of(empty, line.uid)
    assert (closed.state, closed.closed_on, closed.age_days) == ("closed", FOUND + 5 * DAY, 5)
    step(empty, line.uid, "reopened", what="扶手松动")
    detail = empty.findings.detail(empty.actor, line.uid)
    assert (detail.line.state, detail.line.stage, detail.line.due_on) == (
        "open",
        Stage.REOPENED,
        TODAY + 7 * DAY,
    )
    assert [each.kind for each in detail.steps] == [
        "assigned",
        "referred",
        "answered",
        "closed",
        "reopened",
    ]
    assert detail.steps[2].unit_name == "示例苏木村建办"
    assert {each.level for each in detail.steps} == {"township"}


def test_a_step_that_may_not_follow_is_refused_in_words(empty: Application) -> None:
    uid = found(empty).uid
    for kind, field, words in (
        ("reopened", "kind", {"what": "又坏了"}),
        ("answered", "kind", {"what": "好"}),
        ("referred", "unit_name", {}),
        ("assigned", "owner", {}),
        ("acted", "what", {}),
        ("closed", "what", {"proof": "看过"}),
        ("closed", "proof", {"what": "已修"}),
        ("?", "kind", {}),
    ):
        with pytest.raises(FieldProblem) as refused:
            step(empty, uid, kind, TODAY, **words)
        assert refused.value.details["field"] == field, kind
    for on, field in ((TODAY + DAY, "done_on"), (FOUND - DAY, "done_on")):
        with pytest.raises(FieldProblem) as refused:
            step(empty, uid, "acted", on, what="看过")
        assert refused.value.details["field"] == field
    step(empty, uid, "referred", TODAY - DAY, unit_name="卫生院")
    with pytest.raises(FieldProblem):
        step(empty, uid, "closed", TODAY - 2 * DAY, what="已修", proof="看过")
    assert line_of(empty, uid).steps == 1


def test_the_county_returns_with_an_instruction_what_was_escalated(empty: Application) -> None:
    uid = found(empty).uid
    step(empty, uid, "escalated", what="需旗里协调")
    assert line_of(empty, uid).held_by == "county"
    assert empty.findings.counts(empty.actor)["here"] == 0
    with pytest.raises(FieldProblem):
        step(empty, uid, "escalated", what="再报")
    with pytest.raises(FieldProblem):
        step(empty, uid, "returned")
    step(empty, uid, "returned", what="由苏木落实", due_on=TODAY + 3 * DAY)
    back = line_of(empty, uid)
    assert (back.held_by, back.due_on, back.stage) == ("township", TODAY + 3 * DAY, Stage.RETURNED)
    assert empty.findings.counts(empty.actor) == {"open": 1, "overdue": 0, "urgent": 0, "here": 1}
    assert [each.uid for each in empty.findings.list(empty.actor, FindingFilter(held_here=True))] == [uid]


def test_taking_back_the_last_step_leaves_the_finding_as_before(empty: Application) -> None:
    uid = found(empty).uid
    stages = [line_of(empty, uid)]
    for kind, words in (
        ("assigned", {"owner_name": "王主任", "due_on": TODAY + DAY}),
        ("referred", {"unit_name": "卫生院", "due_on": TODAY + 2 * DAY}),
        ("escalated", {"what": "协调"}),
        ("returned", {"what": "落实"}),
        ("closed", {"what": "已修", "proof": "看过"}),
        ("reopened", {"what": "又坏"}),
        ("closed", {"what": "又修", "proof": "看过"}),
    ):
        step(empty, uid, kind, **words)
        stages.append(line_of(empty, uid))
    while len(stages) > 1:
        stages.pop()
        empty.findings.take_back_step(empty.actor, uid)
        assert line_of(empty, uid) == stages[-1]
    with pytest.raises(FieldProblem):
        empty.findings.take_back_step(empty.actor, uid)
    (undone, *_older) = empty.undo.recent(empty.actor)
    empty.undo.undo(empty.actor, undone.uid)
    assert line_of(empty, uid).owner == "王主任"


def test_undoing_a_step_sets_the_finding_back_and_a_finding_with_steps_stays(empty: Application) -> None:
    uid = person(empty)
    made = empty.findings.add(empty.actor, uid, STAIRS, FOUND)
    (line,) = empty.findings.of_elder(empty.actor, uid)
    closing = step(empty, line.uid, "closed", what="已修", proof="看过")
    empty.undo.undo(empty.actor, closing)
    assert line_of(empty, line.uid) == line
    step(empty, line.uid, "acted", what="撒盐除冰")
    assert empty.undo.undo(empty.actor, made).kept
    assert line_of(empty, line.uid).steps == 1


def test_a_slip_number_is_never_given_twice(empty: Application) -> None:
    uid, app = person(empty), empty
    lines = [
        found(app, replace(STAIRS, what=f"第{number}处", referred_to="村建办"), uid=uid)
        for number in range(3)
    ]
    numbers, line = [each.slip_no for each in lines], lines[-1]
    app.findings.take_back_step(app.actor, line.uid)
    app.close()
    again = open_home(app.store.folder)
    numbers.append(again.findings.next_slip_no(again.actor))
    step(again, line.uid, "referred", unit_name="卫生院")
    assert line_of(again, line.uid).slip_no == numbers[-1]
    again.close()
    assert numbers == [f"{TODAY.year}-{number:04d}" for number in (1, 2, 3, 4)]


def test_what_is_said_of_a_finding_can_be_put_right(empty: Application) -> None:
    uid = found(empty).uid
    edit = FindingEdit(kind="hazard", what=STAIRS.what, due_on=FOUND + 7 * DAY)
    assert empty.findings.edit(empty.actor, uid, edit) is None
    changed = empty.findings.edit(
        empty.actor, uid, replace(edit, kind="need", owner_name="王主任", service="housework", due_on=TODAY)
    )
    line = line_of(empty, uid)
    assert (line.kind, line.owner, line.service, line.due_on) == ("need", "王主任", "housework", TODAY)
    with pytest.raises(FieldProblem):
        empty.findings.edit(empty.actor, uid, replace(edit, due_on=FOUND - DAY))
    with pytest.raises(FieldProblem):
        empty.findings.edit(empty.actor, uid, replace(edit, what=" "))
    assert changed is not None
    empty.undo.undo(empty.actor, changed)
    assert line_of(empty, uid).kind == "hazard"


def test_a_visit_says_what_became_of_open_findings(empty: Application) -> None:
    elder = person(empty)
    stairs, stove = found(empty, uid=elder).uid, found(empty, replace(STAIRS, what="炉子漏烟"), uid=elder).uid
    followed = (FollowUp(stairs, solved=True), FollowUp(stove, solved=False, what="仍漏烟"))
    made = empty.visits.record(empty.actor, visit(elder, TODAY - DAY, followed=followed))
    closing = empty.findings.detail(empty.actor, stairs)
    assert (closing.line.state, closing.line.closed_on) == ("closed", TODAY - DAY)
    assert [(each.kind, each.proof, each.by_name, each.visit_uid) for each in closing.steps] == [
        ("closed", "探访核实", "李", made)
    ]
    (still,) = empty.findings.detail(empty.actor, stove).steps
    assert (still.kind, still.what) == ("checked", "仍漏烟")

    # The visit was a day earlier, and the stairs were not done after all.
    draft = replace(visit(elder, TODAY - 2 * DAY), corrected_because="记错")
    empty.visits.correct(empty.actor, made, draft)
    assert line_of(empty, stairs).closed_on == TODAY - 2 * DAY
    empty.visits.correct(empty.actor, made, replace(draft, followed=(FollowUp(stairs, solved=False),)))
    assert line_of(empty, stairs).state == "open"
    assert line_of(empty, stove).steps == 1
    empty.visits.correct(empty.actor, made, replace(draft, followed=(FollowUp(stairs, solved=True),)))
    empty.visits.take_back(empty.actor, made)
    lines = [line_of(empty, uid) for uid in (stairs, stove)]
    assert [(each.state, each.closed_on, each.steps) for each in lines] == [("open", None, 0)] * 2


@pytest.mark.parametrize("solved", [True, False])
def test_a_visit_that_saw_neither_the_person_nor_the_house_says_nothing_of_findings(
    empty: Application, solved: bool
) -> None:
    elder = person(empty)
    stairs = found(empty, uid=elder).uid
    told = visit(elder, followed=(FollowUp(stairs, solved=solved, what="听邻居说"),))
    away = replace(told, mode="phone", outcome="could_not_reach")
    with pytest.raises(FieldProblem) as refused:
        empty.visits.record(empty.actor, away)
    assert refused.value.details["field"] == "followed"
    assert not empty.visits.of_elder(empty.actor, elder)
    made = empty.visits.record(empty.actor, told)
    empty.visits.correct(empty.actor, made, replace(away, followed=(), corrected_because="没有打通"))
    line = line_of(empty, stairs)
    assert (line.state, line.steps) == ("open", 0), "what it said is taken back with the meeting"


def test_a_visit_that_is_taken_back_takes_its_own_findings_with_their_steps(empty: Application) -> None:
    elder = person(empty)
    made = empty.visits.record(empty.actor, visit(elder, findings=(replace(STAIRS, referred_to="村建办"),)))
    (line,) = empty.findings.of_elder(empty.actor, elder)
    assert (line.slip_no, line.visit_uid) == (f"{TODAY.year}-0001", made)
    empty.visits.take_back(empty.actor, made)
    assert empty.findings.of_elder(empty.actor, elder) == []
    with pytest.raises(NotFound):
        empty.findings.detail(empty.actor, line.uid)
    with empty.store.reading() as session:
        assert [row.retracted for row in session.query(FindingStep)] == [True]


def test_a_round_says_it_too_and_names_the_row_that_is_wrong(empty: Application) -> None:
    one, other = person(empty), person(empty, "王")
    stairs = found(empty, uid=one).uid
    wrong = visit(other, followed=(FollowUp(stairs, solved=True),))
    with pytest.raises(FieldProblem) as refused:
        empty.visits.record_round(empty.actor, RoundKind.CALLS, [visit(one), wrong])
    assert (refused.value.details["row"], refused.value.details["field"]) == (1, "followed")
    twice = (FollowUp(stairs, solved=True), FollowUp(stairs, solved=False))
    with pytest.raises(FieldProblem):
        empty.visits.record(empty.actor, visit(one, followed=twice))
    right = visit(one, followed=(FollowUp(stairs, solved=True, what="已装"),))
    empty.visits.record_round(empty.actor, RoundKind.CALLS, [right, visit(other)])
    assert line_of(empty, stairs).closing_note == "已装"
    # Somebody else's form may still show it as open.
    empty.visits.record(empty.actor, right)
    with pytest.raises(FieldProblem):
        empty.visits.record(empty.actor, replace(right, followed=(FollowUp(stairs, solved=False),)))


def test_what_was_closed_and_referred_before_there_were_steps_keeps_its_days(empty: Application) -> None:
    uid = found(empty).uid
    before = {
        "state": FindingState.CLOSED.value,
        "closed_on": FOUND + DAY,
        "closing_note": "已扫",
        "referred_to": "村委",
    }
    with empty.store.setting_up() as session:
        session.connection().execute(
            update(Finding.__table__).values(**before), execution_options={"logged": True}
        )
    assert line_of(empty, uid).stage == Stage.CLOSED
    step(empty, uid, "reopened", what="又结冰")
    step(empty, uid, "referred", unit_name="村建办")
    told = [(each.kind, each.done_on, each.slip_no) for each in empty.findings.detail(empty.actor, uid).steps]
    assert told == [
        ("referred", FOUND, None),
        ("closed", FOUND + DAY, None),
        ("reopened", TODAY, None),
        ("referred", TODAY, f"{TODAY.year}-0001"),
    ]


def test_lists_filter_count_and_page(empty: Application) -> None:
    one, other = person(empty), person(empty, "王秀英")
    stairs = found(empty, uid=one)
    gone = found(empty, FindingDraft(kind="urgent", what="断粮"), on=TODAY, uid=other)
    need = found(empty, FindingDraft(kind="need", what="助听器 100%", owner_name="赵"), on=TODAY, uid=other)
    step(empty, need.uid, "closed", what="已配", proof="看过")

    def uids(**wanted: object) -> list[str]:
        chosen = FindingFilter(**wanted)  # type: ignore[arg-type]  # any filter
        lines = empty.findings.list(empty.actor, chosen)
        assert empty.findings.count(empty.actor, chosen) == len(lines)
        return [line.uid for line in lines]

    assert uids() == [gone.uid, stairs.uid, need.uid]
    assert uids(states=("open",)) == [gone.uid, stairs.uid]
    assert uids(kinds=("need", "urgent")) == [gone.uid, need.uid]
    assert uids(overdue_only=True) == [stairs.uid]
    assert uids(overdue_only=True, on=FOUND) == []
    assert uids(elder_uid=other) == [gone.uid, need.uid]
    assert uids(village_code=VILLAGES[1]) == []
    assert uids(text="秀英") == [gone.uid, need.uid]
    assert uids(text="100%") == [need.uid]
    assert uids(text="0%0") == []
    page = empty.findings.list(empty.actor, FindingFilter(), limit=1, offset=1)
    assert [line.uid for line in page] == [stairs.uid]


def test_the_ageing_table_holds_each_open_finding_once_on_any_day(empty: Application) -> None:
    elder = person(empty)
    stairs = found(empty, uid=elder)
    gone = found(empty, FindingDraft(kind="urgent", what="断粮"), on=TODAY - 40 * DAY, uid=elder)
    step(empty, gone.uid, "closed", TODAY - 20 * DAY, what="已送", proof="看过")
    step(empty, gone.uid, "reopened", TODAY - 5 * DAY, what="又断")

    def table(on: date) -> dict[tuple[str, str], list[str]]:
        cells = empty.findings.ageing(empty.actor, on).cells
        return {(cell.kind, cell.age_class): [line.uid for line in cell.lines] for cell in cells}

    assert table(TODAY) == {("hazard", "8-30"): [stairs.uid], ("urgent", "31-90"): [gone.uid]}
    assert table(FOUND) == {("hazard", "0-3"): [stairs.uid]}
    assert table(TODAY - 21 * DAY) == {("urgent", "8-30"): [gone.uid]}
    assert table(TODAY - 41 * DAY) == {}
    whole = empty.findings.ageing(empty.actor, TODAY)
    assert [line.uid for line in whole.lines("urgent")] == [gone.uid]
    assert len(whole.lines()) == 2


def test_the_card_says_whom_to_call_first(empty: Application) -> None:
    contacts = (
        ContactDraft(name="包大明", relation="子", phone="13800000001", roles=("supporter", "emergency")),
        ContactDraft(name="乌云", phone="13800000002", roles=("key_holder",)),
        ContactDraft(name="白医生", phone="13800000003", roles=("doctor",)),
    )
    elder = person(empty, address="示例嘎查1组3号", phone="13800000009", contacts=contacts)
    card = empty.findings.detail(empty.actor, found(empty, uid=elder).uid).card
    assert [number for _role, _name, number in card.calls[:3]] == ["120", "110", "119"]
    assert [name for _role, name, _number in card.calls[4:]] == ["包大明（子）", "白医生", "乌云"]
    assert (card.address, card.key_holder, card.village_doctor) == (
        "示例嘎查1组3号",
        "乌云 13800000002",
        "白医生 13800000003",
    )


def test_the_card_of_a_joined_file_names_each_number_once_and_the_kept_address(empty: Application) -> None:
    one = person(empty, address="示例嘎查1组3号", phone="13800000009")
    other = person(empty, address="旧址", phone="13800000009")
    for kept, gone in ((other, one), (one, other)):
        empty.same_person.merge(empty.actor, kept, gone)
        card = empty.findings.detail(empty.actor, found(empty, uid=kept).uid).card
        head = empty.same_person.files_of(empty.actor, kept)[0].file.uid
        assert card.address == empty.register.get(empty.actor, head).address
        assert [number for role, _name, number in card.calls if role == "本人"] == ["13800000009"]
        empty.same_person.separate(empty.actor, kept, gone)


def test_what_was_referred_before_there_were_steps_stays_referred_after_a_look(empty: Application) -> None:
    line = found(empty)
    with empty.store.writing("导入", "旧版", now=empty.clock.now()) as unit:
        unit.get(Finding, line.uid).referred_to = "村建办"
    assert line_of(empty, line.uid).stage == Stage.REFERRED
    step(empty, line.uid, "checked")
    assert line_of(empty, line.uid).stage == Stage.REFERRED
    step(empty, line.uid, "acted", what="已去电")
    assert line_of(empty, line.uid).stage == Stage.ACTED
