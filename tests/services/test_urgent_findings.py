"""An urgent finding asks for another visit within a day, until it is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.services.duties import OwedRow
from desktop_app.services.finding_drafts import FollowUp
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.visit_drafts import FindingDraft
from desktop_app.services.waivers import WaiverDraft
from tests.services.homes import TODAY
from tests.services.test_findings import line_of, person, step, visit

DAY = timedelta(days=1)
STARVING = FindingDraft(kind="urgent", what="断粮", action="送去两天口粮")


def owed(app: Application) -> list[OwedRow]:
    states = tuple(DutyState)
    return [row for row in app.duties.list(app.actor, states=states) if row.line.kind == DutyKind.EVENT.value]


def state(app: Application) -> DutyState:
    (row,) = owed(app)
    return DutyState(row.line.state)


def test_an_urgent_finding_is_owed_a_visit_until_somebody_was_there_again(empty: Application) -> None:
    elder = person(empty)
    made = empty.visits.record(empty.actor, visit(elder, visited_time="00:10", findings=(STARVING,)))
    (row,) = owed(empty)
    assert (DutyState(row.line.state), row.line.latest_on) == (DutyState.DUE, TODAY + DAY)
    assert row.line.latest_time == "00:10"
    assert "发现紧急问题" in row.why
    (found,) = empty.findings.of_elder(empty.actor, elder)
    empty.visits.record(
        empty.actor, visit(elder, visited_time="00:15", followed=(FollowUp(found.uid, solved=True),))
    )
    assert state(empty) is DutyState.MET
    empty.visits.take_back(empty.actor, made)
    assert owed(empty) == []


def test_closing_settles_it_and_opening_again_asks_anew(empty: Application) -> None:
    elder = person(empty)
    empty.visits.record(empty.actor, visit(elder, TODAY - DAY, findings=(STARVING,)))
    (found,) = empty.findings.of_elder(empty.actor, elder)
    assert state(empty) is DutyState.DUE
    step(empty, found.uid, "closed", TODAY - DAY, what="民政办已送粮", proof="村主任电话确认")
    (row,) = owed(empty)
    assert row.line.state == DutyState.CANCELLED.value
    assert "问题已销号" in row.why
    step(empty, found.uid, "reopened", what="粮食未送到")
    (row,) = owed(empty)
    assert (row.line.state, row.line.latest_on) == (DutyState.DUE.value, TODAY + DAY)
    edited = line_of(empty, found.uid)
    empty.findings.take_back_step(empty.actor, edited.uid)
    assert state(empty) is DutyState.CANCELLED


def test_a_finding_without_a_visit_and_one_that_is_not_urgent(empty: Application) -> None:
    elder = person(empty)
    empty.findings.add(empty.actor, elder, replace(STARVING, kind="hazard"), TODAY)
    assert owed(empty) == []
    empty.findings.add(empty.actor, elder, STARVING, TODAY)
    assert state(empty) is DutyState.DUE
    (row,) = owed(empty)
    empty.waivers.settle(empty.actor, row.line.uid, WaiverDraft(reason="已送医院", cancels=True))
    assert state(empty) is DutyState.CANCELLED
    (waiver,) = empty.waivers.list(empty.actor)
    assert waiver.about_words == f"发现紧急问题 {TODAY.isoformat()}"
    empty.visits.record(empty.actor, visit(elder))
    assert state(empty) is DutyState.MET


def test_nobody_records_it_as_a_life_event(empty: Application) -> None:
    draft = LifeEventDraft(elder_uid=person(empty), kind="urgent_finding", happened_on=TODAY)
    with pytest.raises(FieldProblem):
        empty.life_events.record(empty.actor, draft)
