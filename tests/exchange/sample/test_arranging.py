"""What the made-up township decided about visits, and what came up in its last days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from desktop_app.domain.terms import CampaignKind, FindingKind, Mode, ResidenceKind, TierVerdict
from desktop_app.exchange.sample.arrangements import SampleArrangements
from desktop_app.exchange.sample.generate import SampleSources, load_sources, make_township
from desktop_app.exchange.sample.township import SampleTownship

AS_OF = date(2026, 11, 22)
ELDERS = 2000


@pytest.fixture(scope="module")
def sources() -> SampleSources:
    return load_sources()


@pytest.fixture(scope="module")
def township(sources: SampleSources) -> SampleTownship:
    return make_township(elders=ELDERS, seed=5, months=3, as_of=AS_OF, sources=sources)


@pytest.fixture(scope="module")
def made(township: SampleTownship) -> SampleArrangements:
    return township.arrangements


def people(made: SampleArrangements) -> Iterator[int]:
    """Yield whom something rare is about, once for each thing."""
    yield from (each.elder_number for each in made.alarms)
    yield from {each.elder_number for each in made.calls if each.campaign is None}
    yield from {each.elder_number for each in made.sightings}
    yield from (each.elder_number for each in made.pauses)
    yield from (each.elder_number for each in made.waivers)
    yield from (each.elder_number for each in made.tiers if each.verdict is TierVerdict.SET)
    yield from (each.elder_number for each in made.plans)


def test_everything_occurs_and_little_of_it(made: SampleArrangements) -> None:
    assert made.alarms
    assert made.sightings
    assert made.pauses
    assert made.waivers
    assert made.plans
    assert len(made.campaigns) == 2
    assert {each.verdict for each in made.tiers} == set(TierVerdict)
    assert [each.stand_in is not None for each in made.leaves] == [True, False]
    assert len(made.market_days) == 2
    assert len(set(people(made))) < ELDERS * 0.03


def test_nobody_has_two_rare_things(made: SampleArrangements) -> None:
    assert max(Counter(people(made)).values()) == 1


def test_alarms_are_of_the_last_two_days_and_attempts_climb_to_the_alarm(made: SampleArrangements) -> None:
    assert {(AS_OF - each.happened_on).days for each in made.alarms} == {0, 1, 2}
    attempts = Counter(each.elder_number for each in made.calls if each.campaign is None)
    assert set(attempts.values()) == {1, 2, 3, 4}


def test_a_pause_is_due_for_review_and_one_is_of_a_household(
    township: SampleTownship, made: SampleArrangements
) -> None:
    assert any(each.review_on <= AS_OF for each in made.pauses)
    at_home = [each for each in made.pauses if each.household is not None]
    assert len(at_home) == 4
    assert all(township.elder(each.elder_number).household == each.household for each in at_home)


def test_proposals_arise_from_two_hazards_at_visits_of_the_person(
    township: SampleTownship, made: SampleArrangements
) -> None:
    for each in made.sightings:
        visit = township.visits[each.visit_number - 1]
        assert (visit.elder_number, visit.visited_on) == (each.elder_number, each.found_on)
        assert each.kind is FindingKind.HAZARD
    assert set(Counter(each.elder_number for each in made.sightings).values()) == {2}


@pytest.mark.parametrize(
    ("as_of", "kinds"),
    [
        (AS_OF, (CampaignKind.STOVE, CampaignKind.COLD)),
        (date(2026, 7, 5), (CampaignKind.FLOOD, CampaignKind.HEAT)),
    ],
)
def test_the_rounds_are_those_of_the_season_and_partly_done(
    sources: SampleSources, as_of: date, kinds: tuple[CampaignKind, CampaignKind]
) -> None:
    township = make_township(elders=400, seed=5, months=2, as_of=as_of, sources=sources)
    made = township.arrangements
    long, short = made.campaigns
    assert (long.kind, short.kind) == kinds
    assert (long.feeds_duties, short.feeds_duties) == (True, False)
    for each in made.campaigns:
        assert each.from_on < as_of < each.to_on
    reached = {township.visits[number - 1].elder_number for number in made.made_for}
    assert reached
    assert reached < set(long.targets)
    called = {each.elder_number for each in made.calls if each.campaign == short.number}
    assert called
    assert called < set(short.targets)


def test_covers_are_for_those_at_a_pasture_now(township: SampleTownship, made: SampleArrangements) -> None:
    for number in made.covers:
        stay = township.elder(number).residence_on(AS_OF)
        assert stay is not None
        assert stay.kind is ResidenceKind.PASTURE
    away = [
        elder
        for elder in township.elders
        if (stay := elder.residence_on(AS_OF)) and stay.kind is ResidenceKind.PASTURE and not elder.ended_on
    ]
    assert 0.5 * len(away) < len(made.covers) < len(away)


@pytest.mark.parametrize("as_of", [AS_OF, date(2026, 11, 30), date(2026, 12, 31)])
def test_days_agreed_on_are_working_days_ahead_in_one_village(sources: SampleSources, as_of: date) -> None:
    township = make_township(elders=ELDERS, seed=5, months=1, as_of=as_of, sources=sources)
    plans = township.arrangements.plans
    assert plans
    assert len({township.elder(each.elder_number).village_code for each in plans}) == 1
    for each in plans:
        assert as_of < each.planned_on < as_of + timedelta(days=31)
        assert each.planned_on.weekday() < 5
    away = {each.visitor_number for each in township.arrangements.leaves}
    assert not away & {each.visitor_number for each in plans}


def test_a_handful_of_people_is_enough(sources: SampleSources) -> None:
    for elders in (1, 2, 7, 30):
        made = make_township(elders=elders, seed=2, months=1, as_of=AS_OF, sources=sources).arrangements
        assert len(set(people(made))) <= elders
        assert all(call.mode in {Mode.IN_PERSON, Mode.PHONE} for call in made.calls)
