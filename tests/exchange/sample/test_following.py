"""What follows visits in the made-up township: services, lives of findings, families, assessments, a handover."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from desktop_app.domain.findings import refusal
from desktop_app.domain.service_rhythm import falls_on
from desktop_app.domain.terms import (
    AssessmentKind,
    ContactRole,
    FindingKind,
    FindingState,
    FindingStepKind,
    SiteLevel,
)
from desktop_app.exchange.sample.abilities import load_scale
from desktop_app.exchange.sample.aftercare import SampleAftercare, SampleLife
from desktop_app.exchange.sample.details import detailed
from desktop_app.exchange.sample.following import followed_up
from desktop_app.exchange.sample.generate import make_township
from desktop_app.exchange.sample.township import SampleTownship
from desktop_app.services.service_catalogue import catalogue

AS_OF = date(2026, 11, 22)
_ASKING = {FindingStepKind.REFERRED, FindingStepKind.ESCALATED}


@pytest.fixture(scope="module")
def before() -> SampleTownship:
    return detailed(make_township(elders=900, seed=4, months=2, as_of=AS_OF))


@pytest.fixture(scope="module")
def township(before: SampleTownship) -> SampleTownship:
    return followed_up(before)


@pytest.fixture(scope="module")
def made(township: SampleTownship) -> SampleAftercare:
    return township.aftercare


def test_the_same_township_gets_the_same_and_keeps_people_visits_and_findings(
    before: SampleTownship, township: SampleTownship
) -> None:
    assert followed_up(before) == township
    assert (township.elders, township.visits, township.findings) == (
        before.elders,
        before.visits,
        before.findings,
    )
    assert before.aftercare == SampleAftercare()


def test_services_are_of_the_catalogue_and_given_on_days_of_their_arrangement(made: SampleAftercare) -> None:
    plans = {plan.number: plan for plan in made.plans}
    providers = {provider.number for provider in made.providers}
    used = {(each.service, each.provider_number) for each in made.plans}
    used |= {(each.service, each.provider_number) for each in made.given}
    assert {service for service, _provider in used} <= set(catalogue().by_key)
    assert {provider for _service, provider in used} <= providers
    for given in made.given:
        assert given.given_on <= AS_OF
        if given.plan_number is not None:
            plan = plans[given.plan_number]
            assert (plan.elder_number, plan.service) == (given.elder_number, given.service)
            assert falls_on(plan.rhythm, given.given_on)
            assert given.round is not None


def test_one_round_is_one_service_on_one_day(made: SampleAftercare) -> None:
    rounds: dict[int, set[tuple[str, date]]] = {}
    for given in made.given:
        if given.round is not None:
            rounds.setdefault(given.round, set()).add((given.service, given.given_on))
    assert rounds
    assert all(len(found) == 1 for found in rounds.values())


def test_agreements_run_a_year_and_some_end_soon(made: SampleAftercare) -> None:
    agreements = [plan for plan in made.plans if plan.to_on is not None]
    ending = [plan for plan in agreements if plan.to_on and AS_OF <= plan.to_on <= AS_OF + timedelta(days=90)]
    assert 0 < len(ending) < len(agreements) / 2
    assert all(plan.agreement_no for plan in agreements)
    assert sum(plan.to_on is not None and plan.to_on < AS_OF for plan in agreements) < len(ending)


def test_steps_may_follow_each_other_and_leave_the_finding_as_it_stands(
    township: SampleTownship, made: SampleAftercare
) -> None:
    findings = {finding.number: finding for finding in township.findings}
    for number, life in made.lives.items():
        assert [step.done_on for step in life.steps] == sorted(step.done_on for step in life.steps)
        assert all(findings[number].found_on <= step.done_on <= AS_OF for step in life.steps)
        assert _followed(life) is life.state
        assert (life.state is FindingState.CLOSED) == (findings[number].closed_on is not None)
        assert (life.closed_on is not None) == (life.state is FindingState.CLOSED)


def _followed(life: SampleLife) -> FindingState:
    """Take the steps one by one as the rules allow, and return where they lead."""
    state, asked, held = FindingState.OPEN, False, None
    for step in life.steps:
        assert refusal(step.kind, state, asked=asked, level=step.level, held_by=held) is None
        asked = asked or step.kind in _ASKING
        if step.kind is FindingStepKind.CLOSED:
            assert step.proof
            state = FindingState.CLOSED
        elif step.kind is FindingStepKind.REOPENED:
            state = FindingState.OPEN
        elif step.kind is FindingStepKind.ESCALATED:
            held = SiteLevel.TOWNSHIP
    assert held is life.held_by
    return state


def test_open_findings_stand_at_every_stage(made: SampleAftercare) -> None:
    still = [life for life in made.lives.values() if life.state is FindingState.OPEN]
    last = Counter(life.steps[-1].kind if life.steps else None for life in still)
    assert {None, *(FindingStepKind(each) for each in ("assigned", "referred", "answered"))} <= set(last)
    assert last[FindingStepKind.ESCALATED]
    assert last[FindingStepKind.REOPENED]


def test_what_is_urgent_and_new_is_in_hand(township: SampleTownship, made: SampleAftercare) -> None:
    urgent = [
        finding
        for finding in township.findings
        if finding.kind is FindingKind.URGENT and finding.closed_on is None
    ]
    assert urgent
    assert all(made.lives[finding.number].steps for finding in urgent)


def test_slips_are_numbered_without_gap_in_the_order_of_days(made: SampleAftercare) -> None:
    slips = sorted(
        (step.slip_no or "", step.done_on)
        for life in made.lives.values()
        for step in life.steps
        if step.kind is FindingStepKind.REFERRED
    )
    assert [number for number, _day in slips] == [f"2026-{at:04}" for at in range(1, made.slips + 1)]
    assert [day for _number, day in slips] == sorted(day for _number, day in slips)


def test_families_came_or_were_urged_and_nobody_who_owes_nothing(
    township: SampleTownship, made: SampleAftercare
) -> None:
    assert len({(step.elder_number, step.contact) for step in made.support}) == 5
    for elder, place in (*made.seen, *((step.elder_number, step.contact) for step in made.support)):
        assert ContactRole.SUPPORTER in township.elder(elder).contacts[place].roles
    for seen in made.seen.values():
        assert max(seen.seen_on or AS_OF, seen.called_on or AS_OF, seen.agreement_on or AS_OF) <= AS_OF
    assert any(step.next_on is not None and step.next_on <= AS_OF for step in made.support)


def test_assessments_are_scored_as_the_standard_says_and_only_official_ones_end(
    made: SampleAftercare,
) -> None:
    scale = load_scale()
    for each in made.assessments:
        scored = scale.scored(each.scores)
        assert (scored.total, scored.level) == (each.total, each.level)
        assert (each.valid_until is not None) == (each.kind is AssessmentKind.OFFICIAL)
        assert each.assessed_on <= AS_OF
    ends = [each.valid_until for each in made.assessments if each.valid_until]
    assert any(end < AS_OF for end in ends)
    assert any(AS_OF <= end <= AS_OF + timedelta(days=90) for end in ends)
    assert max(Counter(each.elder_number for each in made.assessments).values()) == 3
    assert any(each.kind is AssessmentKind.SCREENING for each in made.assessments)


def test_one_visitor_handed_some_people_over_to_another(
    township: SampleTownship, made: SampleAftercare
) -> None:
    (handed,) = made.handovers
    assert handed.from_number != handed.to_number
    assert {township.elder(number).visitor_number for number in handed.elder_numbers} == {handed.from_number}
