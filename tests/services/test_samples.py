"""The sample township as the services tell it: what is owed within hours, alarms, rounds, decisions, days agreed on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.app.sample import DIVISION, PROFILES, UNIT, USER
from desktop_app.bootstrap import Application, create_application
from desktop_app.domain.due_kinds import DueKind
from desktop_app.domain.support import FamilyState
from desktop_app.domain.terms import DutyKind, DutyState, FindingState, LadderStep, SiteLevel
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.services.pauses import PauseState
from desktop_app.services.samples import SampleService
from desktop_app.services.seasonal_moves import MoveState
from desktop_app.services.service_drafts import ServiceFilter
from desktop_app.services.since_opened import SinceKind
from desktop_app.storage.passwords import FLOOR
from desktop_app.storage.queries.findings import FindingFilter

TODAY = date(2026, 11, 22)
PASSWORD = "abcdE-82-xyq"


def made(folder: Path, *, with_decisions: bool = True) -> Application:
    """Return a township filled with made-up people."""
    draft = SetupDraft(
        level=SiteLevel.TOWNSHIP,
        division_code=DIVISION,
        unit_name=UNIT,
        profiles=PROFILES,
        user=USER,
        password=PASSWORD,
        sample=True,
    )
    app, _recovery = create_application(folder, draft, clock=Clock(fixed_on=TODAY), kdf=FLOOR)
    SampleService(app.context).fill(app.actor, elders=320, seed=1, months=3, with_decisions=with_decisions)
    app.duties.refresh(app.actor)
    return app


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    filled = made(tmp_path_factory.mktemp("sample") / "home")
    yield filled
    filled.close()


def test_visits_are_owed_within_hours_one_of_them_late(app: Application) -> None:
    rows = app.duties.list(app.actor, states=tuple(DutyState))
    states = [row.line.state for row in rows if row.line.kind == DutyKind.EVENT.value]
    assert DutyState.OVERDUE.value in states
    assert DutyState.DUE.value in states


def test_attempts_climb_the_ladder_and_one_raises_the_alarm(app: Application) -> None:
    rows = app.duties.list(app.actor)
    assert sum(row.line.alert for row in rows) == 1
    steps = {row.line.next_step for row in rows if row.line.kind == DutyKind.ROUTINE.value}
    assert {LadderStep.RETRY.value, LadderStep.PHONE.value, LadderStep.CONTACT.value} <= steps


def test_a_pause_wants_review_and_somebody_is_waived(app: Application) -> None:
    states = [row.state for row in app.pauses.list(app.actor)]
    assert PauseState.HOLDS in states
    assert states[0] in {PauseState.LAPSED, PauseState.REVIEW}
    assert app.waivers.list(app.actor)


def test_proposals_for_a_higher_tier_arise(app: Application) -> None:
    assert app.tier_decisions.proposals(app.actor)


def test_two_rounds_run_and_are_partly_done(app: Application) -> None:
    rows = app.campaigns.list(app.actor)
    assert [row.line.feeds_duties for row in rows] == [False, True]
    for row in rows:
        assert 0 < row.progress.reached < row.progress.targets


def test_people_are_at_pastures_with_and_without_cover_and_some_were_left_behind(app: Application) -> None:
    away = [row for row in app.seasonal_moves.list(app.actor) if row.state is MoveState.AWAY]
    assert any(row.covered_by for row in away)
    assert any(row.covered_by is None for row in away)
    assert any(row.household for row in app.seasonal_moves.left_behind(app.actor))


def test_leave_market_days_and_agreed_days_are_there(app: Application) -> None:
    assert [row.stand_in is not None for row in app.leave.list(app.actor)] == [True, False]
    assert len(app.holidays.market_days(app.actor)) == 2
    rows = app.duties.list(app.actor, states=tuple(DutyState))
    planned = [row for row in rows if row.line.planned_on]
    assert planned
    assert len({row.line.village_code for row in planned}) == 1


def test_something_came_up_since_it_was_last_open(app: Application) -> None:
    since = app.since_opened.since(app.actor)
    assert since.last_on == TODAY - timedelta(days=3)
    counts = since.counts()
    assert counts[SinceKind.TRIGGERED] >= 3
    assert counts[SinceKind.OVERDUE]


def test_sheets_are_out_some_for_long_and_others_came_back_late(app: Application) -> None:
    standing = app.printed_sheets.standing(app.actor)
    assert 0 < standing.late < standing.out
    sheets = app.printed_sheets.newest(app.actor)
    back = [row for row in sheets if row.visited_on and row.returned_on]
    assert back
    assert all(row.returned_on > row.visited_on for row in back if row.returned_on and row.visited_on)


def test_three_visits_were_corrected_and_their_first_versions_are_there(app: Application) -> None:
    visits = app.visits.between(app.actor, TODAY - timedelta(days=90), TODAY)
    corrected = [row for row in visits if row.corrected_because]
    assert len(corrected) == 3
    for row in corrected:
        versions = app.visit_versions.of_visit(app.actor, row.uid)
        assert [version.number for version in versions] == [2, 1]
        assert versions[0].reason == row.corrected_because
    assert app.stock_phrases.list(app.actor, "summary")[0].used > 1


def test_services_are_given_arranged_and_some_agreements_end_soon(app: Application) -> None:
    assert app.services_given.count(app.actor, ServiceFilter(last=TODAY)) > 100
    kinds = {item.kind for item in app.radar.coming(app.actor, TODAY)}
    assert {DueKind.SERVICE, DueKind.AGREEMENT, DueKind.ASSESSMENT, DueKind.PROVIDER} <= kinds
    assert app.service_needs.unmet(app.actor)
    assert all(line.provider for line in app.service_plans.list(app.actor))


def test_findings_stand_at_different_stages_and_some_wait_here(app: Application) -> None:
    counts = app.findings.counts(app.actor)
    assert counts["here"]
    assert counts["urgent"]
    lines = app.findings.list(app.actor, FindingFilter(states=(FindingState.OPEN.value,)))
    assert {"", "assigned", "referred", "answered", "escalated", "reopened"} <= {line.stage for line in lines}
    last = max(line.slip_no for line in lines if line.slip_no)
    assert app.findings.next_slip_no(app.actor) > last


def test_families_wait_abilities_are_known_and_people_were_handed_over(app: Application) -> None:
    states = {row.state for row in app.family_support.waiting(app.actor, TODAY)}
    assert FamilyState.DUE in states
    assert len(app.assessments.list(app.actor)) > 5
    (handed,) = app.handovers.past(app.actor)
    assert handed.from_on < TODAY
    assert len(handed.elder_uids) == 3


def test_the_store_is_sound(app: Application) -> None:
    assert app.checks.run(app.actor) == []


def test_without_decisions_there_is_only_the_routine(tmp_path: Path) -> None:
    app = made(tmp_path / "home", with_decisions=False)
    try:
        assert not app.campaigns.list(app.actor)
        assert not app.pauses.list(app.actor)
        assert app.since_opened.since(app.actor).last_on is None
        kinds = {row.line.kind for row in app.duties.list(app.actor, states=tuple(DutyState))}
        assert kinds == {DutyKind.ROUTINE.value}
        assert not app.printed_sheets.newest(app.actor)
        assert not app.service_plans.list(app.actor)
        assert not app.handovers.past(app.actor)
    finally:
        app.close()
