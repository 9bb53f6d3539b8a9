"""The made-up township."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from datetime import date, timedelta
from random import Random

import pytest

from desktop_app.domain.identity import check_digit
from desktop_app.domain.terms import (
    Category,
    EndReason,
    LivingArrangement,
    Outcome,
    ResidenceKind,
    Sex,
    Tier,
    WillingnessKind,
)
from desktop_app.exchange.sample.generate import SampleSources, load_sources, make_township
from desktop_app.exchange.sample.people import make_visitors
from desktop_app.exchange.sample.township import SampleTownship, SampleVisit

AS_OF = date(2026, 11, 20)
RARE = "䶮㛃𬭸𫖯𠅤𬍛𪩘"
NOT_COUNTED = {
    Outcome.NOT_AT_HOME,
    Outcome.COULD_NOT_REACH,
    Outcome.REFUSED,
    Outcome.AWAY,
    Outcome.IN_HOSPITAL,
}


@pytest.fixture(scope="module")
def sources() -> SampleSources:
    return load_sources()


@pytest.fixture(scope="module")
def township(sources: SampleSources) -> SampleTownship:
    return make_township(elders=2000, seed=7, months=6, as_of=AS_OF, sources=sources)


def visits_by_elder(township: SampleTownship) -> dict[int, list[SampleVisit]]:
    found: dict[int, list[SampleVisit]] = {}
    for visit in township.visits:
        found.setdefault(visit.elder_number, []).append(visit)
    return found


def test_the_same_seed_makes_the_same_township(township: SampleTownship, sources: SampleSources) -> None:
    assert make_township(elders=2000, seed=7, months=6, as_of=AS_OF, sources=sources) == township


def test_another_seed_makes_other_people(township: SampleTownship, sources: SampleSources) -> None:
    other = make_township(elders=2000, seed=8, months=6, as_of=AS_OF, sources=sources)
    assert not {each.id_number for each in other.elders} & {each.id_number for each in township.elders}


def test_the_order_of_hashes_plays_no_part() -> None:
    program = (
        "import hashlib\nfrom datetime import date\n"
        "from desktop_app.exchange.sample.generate import make_township\n"
        "made = make_township(elders=60, seed=3, months=2, as_of=date(2026, 11, 20))\n"
        "print(hashlib.sha256(repr((made.visitors, made.elders, made.visits, made.findings)).encode()).hexdigest())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(prints) == 1


def test_more_months_of_the_same_day_keep_the_number_of_elders_asked_for(sources: SampleSources) -> None:
    for elders in (1, 10, 333):
        made = make_township(elders=elders, seed=1, months=0, as_of=date(2026, 3, 1), sources=sources)
        assert len(made.elders) == elders
        assert [each.number for each in made.elders] == list(range(1, elders + 1))


def test_every_id_number_is_valid_once_and_agrees_with_birth_and_sex(township: SampleTownship) -> None:
    numbers = [each.id_number for each in township.elders]
    assert len(set(numbers)) == len(numbers)
    for elder in township.elders:
        number = elder.id_number
        assert number[17] == check_digit(number[:17])
        assert number[:4] == "1504"
        assert number[6:14] == f"{elder.born_on:%Y%m%d}"
        assert (int(number[16]) % 2 == 1) == (elder.sex is Sex.MALE)
        assert 60 <= elder.age_on(township.began_on) <= 105


def test_names_fit_and_include_rare_characters_and_long_mongolian_ones(township: SampleTownship) -> None:
    names = [each.name for each in township.elders]
    assert all(2 <= len(name) <= 50 for name in names)
    assert set(RARE) <= set("".join(names))
    assert any("·" in name for name in names)
    assert max(map(len, names)) >= 15
    assert len({each.name for each in township.visitors}) == len(township.visitors)


def test_phones_look_right_and_ring_nowhere(township: SampleTownship) -> None:
    phones = [each.phone for each in township.elders]
    assert 0.02 < sum(phone is None for phone in phones) / len(phones) < 0.3
    assert all(len(phone) == 11 and phone[:3] in {"154", "164", "169", "179"} for phone in phones if phone)


def test_the_shares_are_those_of_a_pastoral_township(township: SampleTownship) -> None:
    elders = township.elders
    assert 0.14 < sum(each.in_special_difficulty for each in elders) / len(elders) < 0.21
    tiers = [each.tier_on(township.began_on) for each in elders]
    assert 0.01 < tiers.count(Tier.HIGH) / len(elders) < 0.06
    assert 0.5 < sum(each.ethnic_code == "02" for each in elders) / len(elders) < 0.8
    assert {each.willingness for each in elders} == set(WillingnessKind)
    assert sum(each.willingness is WillingnessKind.WILLING for each in elders) / len(elders) > 0.9
    carried = {category.category for each in elders for category in each.categories}
    assert {
        Category.INCAPACITATED,
        Category.SEVERELY_DISABLED,
        Category.LEFT_BEHIND,
        Category.EMPTY_NEST,
    } <= carried


def test_living_arrangements_agree_with_the_categories(township: SampleTownship) -> None:
    for elder in township.elders:
        alone = elder.living is LivingArrangement.ALONE
        assert alone == elder.has(Category.LIVING_ALONE)
        assert not (alone and elder.has(Category.EMPTY_NEST))
        assert not elder.has(Category.EMPTY_NEST) or elder.living is LivingArrangement.WITH_SPOUSE
        assert elder.has(Category.OLDEST_OLD) == (elder.age_on(township.began_on) >= 80)
        assert len({each.category for each in elder.categories}) == len(elder.categories)
        assert all(each.from_on <= township.began_on for each in elder.categories)
        assert elder.contacts


def test_villages_are_the_real_ones_and_households_share_an_address(township: SampleTownship) -> None:
    villages = {each.code for each in township.division.villages}
    assert {each.village_code for each in township.elders} == villages
    addresses: dict[int, set[str]] = {}
    for elder in township.elders:
        addresses.setdefault(elder.household, set()).add(elder.address)
    assert all(len(found) == 1 for found in addresses.values())
    assert len(addresses) < len(township.elders)


def test_some_families_move_between_summer_and_winter_camps_without_a_gap(township: SampleTownship) -> None:
    herders = [
        each
        for each in township.elders
        if any(stay.kind is ResidenceKind.PASTURE for stay in each.residences)
    ]
    assert herders
    for elder in herders:
        stays = [
            stay for stay in elder.residences if stay.kind in {ResidenceKind.PASTURE, ResidenceKind.VILLAGE}
        ]
        for earlier, later in itertools.pairwise(stays):
            assert earlier.to_on is not None
            assert later.from_on == earlier.to_on + timedelta(days=1)
        assert stays[-1].to_on is None


def test_visits_lie_in_the_history_and_end_with_the_elder(township: SampleTownship) -> None:
    villages = {each.number: each for each in township.visitors}
    for visit in township.visits:
        assert township.began_on <= visit.visited_on <= visit.entered_on <= township.as_of
        assert visit.visitor_number in villages
    for number, visits in visits_by_elder(township).items():
        elder = township.elder(number)
        if elder.ended_on is not None:
            assert elder.end_reason in {EndReason.DECEASED, EndReason.MOVED_OUT}
            assert visits[-1].outcome in {Outcome.DECEASED, Outcome.MOVED}
            assert all(visit.visited_on <= elder.ended_on for visit in visits[:-1])


def test_every_answer_fits_the_form_and_only_people_met_answer(township: SampleTownship) -> None:
    for visit in township.visits:
        assert township.form.problems(visit.answers) == ()
        assert bool(visit.answers) == (visit.outcome in {Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY})


def test_all_sorts_of_outcomes_occur_and_most_visits_succeed(township: SampleTownship) -> None:
    outcomes = [each.outcome for each in township.visits]
    assert set(outcomes) == set(Outcome)
    assert (
        outcomes.count(Outcome.MET_IN_PERSON) / len(outcomes)
        + outcomes.count(Outcome.MET_REMOTELY) / len(outcomes)
        > 0.8
    )


def test_findings_belong_to_visits_and_some_are_still_open(township: SampleTownship) -> None:
    visits = {each.number: each for each in township.visits}
    assert township.findings
    for finding in township.findings:
        visit = visits[finding.visit_number]
        assert (visit.elder_number, visit.visited_on) == (finding.elder_number, finding.found_on)
        assert finding.closed_on is None or finding.found_on <= finding.closed_on <= township.as_of
    assert {finding.closed_on is None for finding in township.findings} == {True, False}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_last_day_has_work_done_due_and_overdue(sources: SampleSources, seed: int) -> None:
    township = make_township(elders=300, seed=seed, months=3, as_of=AS_OF, sources=sources)
    visits = visits_by_elder(township)
    this_month = date(AS_OF.year, AS_OF.month, 1)
    done, due, overdue = 0, 0, 0
    for elder in township.elders:
        if elder.ended_on is not None or not elder.in_special_difficulty:
            continue
        counted = [
            each.visited_on for each in visits.get(elder.number, []) if each.outcome not in NOT_COUNTED
        ]
        last = max(counted, default=township.began_on)
        if elder.tier_on(AS_OF) is Tier.HIGH:
            overdue += (AS_OF - last).days > 7
        done += last >= this_month
        due += last < this_month
    assert done
    assert due
    assert overdue


def test_a_place_that_is_no_shipped_township_is_refused() -> None:
    with pytest.raises(LookupError):
        load_sources("150425")


def test_a_very_large_township_has_no_more_visitors_than_names_can_tell_apart(
    sources: SampleSources,
) -> None:
    # Drawing a name that nobody has yet would otherwise never end.
    visitors = make_visitors(Random(1), sources.names, sources.division, 2_000_000)

    assert len({visitor.name for visitor in visitors}) == len(visitors)
