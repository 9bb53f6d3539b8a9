"""What a made-up history holds beside the answers: measures, signatures, rounds, sheets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop_app.domain.measures import Level, checked, remarks
from desktop_app.domain.terms import FindingKind, Mode, Outcome, SignatureKind
from desktop_app.exchange.sample.details import SHEETS, detailed
from desktop_app.exchange.sample.generate import make_township
from desktop_app.exchange.sample.township import SampleTownship, SampleVisit

AS_OF = date(2026, 11, 22)


@pytest.fixture(scope="module")
def plain() -> SampleTownship:
    return make_township(elders=320, seed=1, months=3, as_of=AS_OF)


@pytest.fixture(scope="module")
def township(plain: SampleTownship) -> SampleTownship:
    return detailed(plain)


def rounds(township: SampleTownship) -> list[list[SampleVisit]]:
    found: dict[int, list[SampleVisit]] = {}
    for visit in township.visits:
        if visit.round is not None:
            found.setdefault(visit.round, []).append(visit)
    return list(found.values())


def test_the_same_township_gets_the_same_details(plain: SampleTownship, township: SampleTownship) -> None:
    assert detailed(plain) == township


def test_people_months_and_outcomes_stay_as_they_were(
    plain: SampleTownship, township: SampleTownship
) -> None:
    assert township.elders == plain.elders
    for before, after in zip(plain.visits, township.visits, strict=True):
        assert (before.number, before.outcome, before.mode) == (after.number, after.outcome, after.mode)
        assert before.visited_on <= after.visited_on <= after.entered_on <= AS_OF
        assert before.visited_on.month == after.visited_on.month


def test_what_is_measured_can_be_and_few_values_are_dangerous(township: SampleTownship) -> None:
    measures = township.form.measures
    dangerous = set()
    for visit in township.visits:
        assert checked(measures, visit.measures) == visit.measures
        if any("dangerously" in each.level.value for each in remarks(measures, visit.measures)):
            dangerous.add(visit.number)
    levels = [each.level for visit in township.visits for each in remarks(measures, visit.measures)]
    assert Level.HIGH in levels
    urgent = {each.visit_number for each in township.findings if each.kind is FindingKind.URGENT}
    assert len(dangerous) == 3
    assert dangerous <= urgent


def test_most_sign_themselves_and_who_signs_for_them_is_named(township: SampleTownship) -> None:
    signed = [visit for visit in township.visits if visit.signed_as is not None]
    own = sum(visit.signed_as is SignatureKind.SELF for visit in signed)
    assert own > len(signed) / 2
    for visit in signed:
        assert visit.outcome is Outcome.MET_IN_PERSON
        assert bool(visit.signed_by) == (visit.signed_as is SignatureKind.PROXY)


def test_households_are_visited_and_calls_made_in_one_go(township: SampleTownship) -> None:
    kinds = set()
    for visits in rounds(township):
        assert len({(visit.visited_on, visit.visitor_number, visit.mode) for visit in visits}) == 1
        if visits[0].mode is Mode.IN_PERSON:
            assert len({township.elder(visit.elder_number).household for visit in visits}) == 1
        kinds.add(visits[0].mode)
        assert len(visits) > 1
    assert Mode.IN_PERSON in kinds
    assert any(call.round for call in township.arrangements.calls)


def test_sheets_are_of_visits_that_were_entered_later(township: SampleTownship) -> None:
    sheets = [visit for visit in township.visits if visit.on_sheet]
    assert 0 < len(sheets) <= SHEETS
    assert all(visit.entered_on > visit.visited_on for visit in sheets)
    assert all(AS_OF - visit.visited_on < timedelta(days=60) for visit in sheets)
