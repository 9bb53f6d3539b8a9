"""The profiles that the program brings along say what the plans say, sentence by sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache

import pytest

from desktop_app.config import resources
from desktop_app.domain.indicator_schema import parse_indicators
from desktop_app.domain.policies import (
    Basis,
    PeriodUnit,
    PolicyProfile,
    ProfileKind,
    Source,
    TargetUse,
    VisitRule,
    strictest_target,
    wording_of,
)
from desktop_app.domain.policy_schema import parse_profile
from desktop_app.domain.terms import Category, Mode, Outcome, Tier

IDS = (
    "national-2021-37",
    "chifeng-2022-56",
    "chifeng-2023-42-urban",
    "chifeng-2023-42-pastoral",
    "ordos-14fyp",
    "liaoyuan-14fyp",
    "inner-mongolia-2022",
)
BASES = [each for each in IDS if each != "inner-mongolia-2022"]


@cache
def shipped(name: str) -> PolicyProfile:
    with resources.path("policies", f"{name}.toml").open("rb") as file:
        return parse_profile(tomllib.load(file))


def category_list(name: str, key: str) -> tuple[list[str], str]:
    (entry,) = [each for each in shipped(name).category_lists if each.key == key]
    return [category.term for category in entry.categories], entry.source.sentence


def rule(name: str, key: str) -> VisitRule:
    (entry,) = [each for each in shipped(name).visit_rules if each.key == key]
    return entry


def sources(value: object) -> Iterator[Source]:
    if isinstance(value, Source):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from sources(getattr(value, each.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from sources(item)


def test_every_profile_is_there_and_named_like_its_file() -> None:
    files = {path.stem for path in resources.path("policies").glob("*.toml")}
    assert files == set(IDS)
    assert [shipped(name).id for name in IDS] == list(IDS)


@pytest.mark.parametrize("name", IDS)
def test_every_entry_names_its_document_and_sentence(name: str) -> None:
    found = list(sources(shipped(name)))
    assert len(found) >= 7
    assert all(source.document and source.sentence for source in found)


@pytest.mark.parametrize("name", IDS)
def test_what_is_our_own_setting_does_not_claim_to_be_a_sentence_of_the_plan(name: str) -> None:
    for source in sources(shipped(name)):
        if source.document == "系统设定":
            assert source.basis is Basis.DEFAULT
        if source.basis is Basis.PLAN:
            assert source.document == shipped(name).document


def test_the_national_plan_of_2021_names_five_kinds_of_elders() -> None:
    assert category_list("national-2021-37", "visit_objects") == (
        ["空巢", "留守", "失能", "重残", "计划生育特殊家庭"],
        "开展以空巢、留守、失能、重残、计划生育特殊家庭老年人为主要对象的居家社区探访。",
    )
    assert Category.LIVING_ALONE in shipped("national-2021-37").special_categories


def test_chifeng_2022_names_four_kinds_of_elders_in_special_difficulty() -> None:
    names, sentence = category_list("chifeng-2022-56", "special_difficulty")
    assert names == ["重残", "失能", "留守", "空巢"]
    assert "特别是重残、失能、留守、空巢等特殊困难老年人" in sentence
    assert {each.term for each in shipped("chifeng-2022-56").special_categories} == set(names)


def test_chifeng_2023_names_five_kinds_in_towns() -> None:
    names, sentence = category_list("chifeng-2023-42-urban", "visit_objects")
    assert names == ["空巢", "留守", "失能", "重残", "计划生育特殊家庭"]
    assert "空巢、留守、失能、重残、计划生育特殊家庭等特殊困难老年人" in sentence


def test_chifeng_2023_names_other_kinds_in_the_pastures() -> None:
    names, sentence = category_list("chifeng-2023-42-pastoral", "visit_objects")
    assert names == ["独居", "留守", "失能", "失智", "重残", "计划生育特殊家庭"]
    assert "农村牧区独居、留守、失能失智、重残、计划生育特殊家庭老年人定期探访制度" in sentence
    assert category_list("chifeng-2023-42-pastoral", "regular_visits") == (
        ["空巢", "留守"],
        "建立以空巢、留守老年人为重点的定期探访制度。",
    )


def test_ordos_visits_empty_nest_and_left_behind_elders() -> None:
    names, sentence = category_list("ordos-14fyp", "visit_objects")
    assert names == ["空巢", "留守"]
    assert "建立定期探访制度，及时了解和评估空巢及留守老年人生活情况" in sentence
    names, sentence = category_list("ordos-14fyp", "daily_care")
    assert names == ["低保", "低保边缘", "空巢", "失能", "失智", "计划生育特殊家庭"]
    assert "贫困、空巢、失能、失智、计划生育特殊家庭老年人" in sentence


def test_liaoyuan_names_eight_kinds_of_elders() -> None:
    names, sentence = category_list("liaoyuan-14fyp", "visit_objects")
    assert names == [
        "独居", "空巢", "留守", "特困（分散供养）", "高龄", "失能", "失智", "重残", "计划生育特殊家庭",
    ]  # fmt: skip
    assert (
        "以独居、空巢、留守、特困、高龄、失能(含失智)、重残和计划生育特殊家庭等居家老年人为重点" in sentence
    )


@pytest.mark.parametrize("name", BASES)
def test_every_base_profile_owes_those_in_special_difficulty_a_visit_each_month(name: str) -> None:
    monthly = rule(name, "special-monthly")
    assert monthly.every.unit is PeriodUnit.MONTH
    assert monthly.enabled
    assert all(who.special for who in monthly.who)
    assert {Mode.IN_PERSON, Mode.PHONE} <= monthly.modes
    assert monthly.outcomes == {Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("chifeng-2022-56", "特殊困难老年人月探访率达100%。"),
        ("chifeng-2023-42-urban", "特殊困难老年人月探访率达100%。"),
        ("chifeng-2023-42-pastoral", "特殊困难老年人月探访率达100%。"),
        ("ordos-14fyp", "特殊困难老年人月探访率\t100%"),
    ],
)
def test_the_monthly_rhythm_follows_from_the_monthly_rate(name: str, sentence: str) -> None:
    source = rule(name, "special-monthly").source
    assert (source.sentence, source.basis) == (sentence, Basis.PLAN)


def test_where_a_plan_sets_no_rhythm_the_profile_says_so() -> None:
    for name in ("national-2021-37", "liaoyuan-14fyp"):
        source = rule(name, "special-monthly").source
        assert source.basis is Basis.DEFAULT
        assert source.note


def test_liaoyuan_counts_contacts_by_device_as_its_plan_names_them() -> None:
    monthly = rule("liaoyuan-14fyp", "special-monthly")
    assert "通过电话问候、上门探访等多种方式和利用物联网、互联网等多种媒介" in monthly.source.sentence
    assert Mode.DEVICE in monthly.modes


@pytest.mark.parametrize("name", BASES)
def test_the_monthly_visit_in_person_is_a_choice_that_is_off(name: str) -> None:
    in_person = rule(name, "incapacitated-in-person-monthly")
    assert not in_person.enabled
    assert in_person.modes == {Mode.IN_PERSON}
    assert in_person.outcomes == {Outcome.MET_IN_PERSON}


def test_inner_mongolia_lays_three_tiers_with_three_rhythms_over_the_others() -> None:
    overlay = shipped("inner-mongolia-2022")
    assert overlay.kind is ProfileKind.OVERLAY
    assert [each.tier for each in overlay.tiers] == list(Tier)
    weekly = rule("inner-mongolia-2022", "high-weekly")
    assert (weekly.every.unit, weekly.every.days) == (PeriodUnit.DAYS, 7)
    assert weekly.source.sentence == "重大变故发生后24小时内走访到位，平时每周走访不少于一次"
    monthly = rule("inner-mongolia-2022", "key-monthly")
    assert (monthly.every.unit, monthly.source.sentence) == (PeriodUnit.MONTH, "每月走访不少于一次")
    quarterly = rule("inner-mongolia-2022", "general-quarterly")
    assert (quarterly.every.unit, quarterly.source.sentence) == (PeriodUnit.QUARTER, "每季度走访不少于一次")
    assert [(event.key, event.within_hours) for event in overlay.event_rules] == [
        ("major-event", 24),
        ("raise-after-event", None),
    ]


def test_the_tiers_of_inner_mongolia_are_quoted() -> None:
    high, key, general = shipped("inner-mongolia-2022").tiers
    assert high.source.sentence.startswith("80岁以上独居、空巢、留守老年人")
    assert high.who[0].min_age == 80
    assert key.source.sentence.startswith("60岁以上失能失智老年人、分散供养特困人员和计划生育特殊家庭老人")
    assert general.source.basis is Basis.DEFAULT


def test_targets_of_one_city_differ_from_plan_to_plan() -> None:
    key = "standard_health_management_rate_65"
    values = {
        name: {each.key: each for each in shipped(name).indicators}[key].targets[0].value
        for name in ("chifeng-2022-56", "chifeng-2023-42-urban", "ordos-14fyp")
    }
    assert values == {
        "chifeng-2022-56": Decimal(70),
        "chifeng-2023-42-urban": Decimal(61),
        "ordos-14fyp": Decimal(65),
    }


def test_a_target_stands_until_a_new_one_is_set_and_not_before() -> None:
    profiles = [shipped("chifeng-2023-42-urban"), shipped("chifeng-2022-56")]
    target = strictest_target(profiles, "monthly_visit_rate", 2026)
    assert target is not None
    assert (target.year, target.value) == (2025, Decimal(100))
    assert strictest_target(profiles, "monthly_visit_rate", 2024) is None
    health = strictest_target(profiles, "standard_health_management_rate_65", 2025)
    assert health is not None
    assert health.value == Decimal(70)


def test_computed_indicators_are_defined_in_the_indicator_file() -> None:
    with resources.path("indicators.toml").open("rb") as file:
        defined = {each.key for each in parse_indicators(tomllib.load(file)).definitions}
    for name in IDS:
        for entry in shipped(name).indicators:
            assert (entry.key in defined) == (entry.use is TargetUse.COMPUTED)


@pytest.mark.parametrize("name", BASES)
def test_the_definition_of_the_rate_is_printed_and_says_that_it_is_our_own(name: str) -> None:
    text = wording_of([shipped(name)], "monthly_visit_rate.definition", "")
    assert "÷" in text
    assert "系统设定，可按上级要求调整" in text


def test_the_services_due_each_year_are_those_of_the_plans() -> None:
    due = {each.key: each for name in IDS for each in shipped(name).due_services}
    assert due["medical-care-65"].times_per_year == 2
    assert due["medical-care-65"].who[0].min_age == 65
    assert due["health-management"].times_per_year == 1


def test_a_profile_covers_the_divisions_of_its_region() -> None:
    assert shipped("chifeng-2022-56").covers("150425000000")
    assert not shipped("ordos-14fyp").covers("150425000000")
    assert shipped("inner-mongolia-2022").covers("150425000000")
    assert shipped("national-2021-37").covers("110101000000")
