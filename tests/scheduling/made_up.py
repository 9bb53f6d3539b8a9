"""Made-up profiles and people for the tests of the engine."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from desktop_app.config import resources
from desktop_app.domain.policies import PolicyProfile
from desktop_app.domain.policy_schema import parse_profile
from desktop_app.domain.terms import Category, EndReason, Mode, Outcome, ResidenceKind, Tier, WillingnessKind
from desktop_app.scheduling.facts import (
    AbsenceFact,
    CategorySpanFact,
    PauseFact,
    PersonFacts,
    ResidenceFact,
    TierOverride,
    VisitFact,
    WaiverFact,
    WillingnessFact,
)

DAY = timedelta(days=1)
NEW_YEAR = date(2025, 1, 1)


@cache
def shipped(profile: str) -> PolicyProfile:
    """Return one of the profiles that the program brings along."""
    with resources.path("policies", f"{profile}.toml").open("rb") as file:
        return parse_profile(tomllib.load(file))


def source() -> dict[str, str]:
    return {"document": "试验方案", "sentence": "为试验而写。", "basis": "default"}


def odd_profile() -> PolicyProfile:
    """Return a profile with everything the shipped ones do not use: grace, versions, ends, ages, exclusions."""
    data: dict[str, Any] = {
        "id": "odd",
        "title": "试验方案",
        "short_title": "试验",
        "document": "试验方案",
        "document_title": "试验方案",
        "issued_on": date(2020, 1, 1),
        "region": "",
        "valid_from": date(2020, 1, 1),
        "category_lists": [
            {"key": "a", "title": "甲", "categories": ["oldest_old"], "special": True, "source": source()}
        ],
        "visit_rules": [
            {
                "key": "grace-month",
                "title": "有宽限的每月",
                "who": {"any_category": ["living_alone", "chronic_disease"], "none_of": ["preferential"]},
                "every": {"kind": "calendar", "unit": "month"},
                "grace_days": 4,
                "due_soon_days": 12,
                "modes": ["in_person"],
                "outcomes": ["met_in_person", "seen_by_third_party"],
                "version": 1,
                "valid_to": date(2025, 5, 9),
                "source": source(),
            },
            {
                "key": "grace-rolling",
                "title": "有宽限的每10天",
                "who": [{"special": True, "max_age": 80}, {"all_categories": ["empty_nest", "left_behind"]}],
                "every": {"kind": "rolling", "days": 10},
                "target_day": 6,
                "grace_days": 2,
                "source": source(),
            },
            {
                "key": "quarter",
                "title": "每季度",
                "who": {"min_age": 80},
                "every": {"kind": "calendar", "unit": "quarter"},
                "target_day": 70,
                "retry_days": 9,
                "source": source(),
            },
        ],
    }
    return parse_profile(data)


@cache
def books() -> tuple[tuple[PolicyProfile, ...], ...]:
    """Return the sets of profiles that the properties are tried on."""
    overlay = shipped("inner-mongolia-2022")
    return (
        (shipped("chifeng-2023-42-pastoral"), overlay),
        (shipped("chifeng-2023-42-urban"), overlay),
        (shipped("liaoyuan-14fyp"),),
        (odd_profile(),),
        (odd_profile(), shipped("national-2021-37"), overlay),
    )


def person(**facts: Any) -> PersonFacts:
    """Return someone of 75 on the register since New Year 2025, with the facts given."""
    base: dict[str, Any] = {"uid": "e1", "birth_on": date(1950, 3, 1), "registered_on": NEW_YEAR}
    return PersonFacts(**(base | facts))


def visit(
    uid: str, on: date, mode: Mode = Mode.IN_PERSON, outcome: Outcome = Outcome.MET_IN_PERSON
) -> VisitFact:
    return VisitFact(uid, on, mode, outcome)


days = st.integers(0, 200).map(lambda n: NEW_YEAR + DAY * n)
asked_days = st.integers(40, 220).map(lambda n: NEW_YEAR + DAY * n)
ends = st.none() | days
early = st.integers(0, 80).map(lambda n: NEW_YEAR + DAY * n)
starts = st.none() | early


def closed(length: int) -> st.SearchStrategy[tuple[date, date | None]]:
    """Return spans of days, now and then without an end."""
    lengths = st.integers(0, length) | st.integers(0, length) | st.none()
    return st.tuples(days, lengths).map(
        lambda span: (span[0], None if span[1] is None else span[0] + DAY * span[1])
    )


def seldom(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return nothing four times out of five."""
    return st.integers(0, 4).flatmap(lambda n: strategy if n == 4 else st.none())


def few(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return nothing or, less often, one of what the strategy makes."""
    return seldom(strategy).map(lambda one: () if one is None else (one,))


used_categories = st.sampled_from(
    [
        Category.LIVING_ALONE,
        Category.EMPTY_NEST,
        Category.LEFT_BEHIND,
        Category.INCAPACITATED,
        Category.HIGH_RISK_DISEASE,
        Category.DESTITUTE_DISPERSED,
        Category.CHRONIC_DISEASE,
        Category.PREFERENTIAL,
        Category.SPECIAL_FAMILY,
    ]
)
outcomes = st.sampled_from(
    [Outcome.MET_IN_PERSON] * 12 + [Outcome.MET_REMOTELY] * 6 + [Outcome.NOT_AT_HOME] * 3 + list(Outcome)
)
visits = st.lists(
    st.builds(
        VisitFact, uid=st.integers(0, 10**6).map(str), on=days, mode=st.sampled_from(Mode), outcome=outcomes
    ),
    max_size=10,
    unique_by=lambda each: each.uid,
).map(tuple)

absences = st.lists(
    st.tuples(days, st.integers(-2, 50), st.sampled_from(EndReason)).map(
        lambda gone: AbsenceFact(gone[0], gone[0] + DAY * gone[1], gone[2])
    ),
    max_size=3,
).map(tuple)
"""Now and then they overlap, touch, lie before the registration, or end before they begin."""

people = st.builds(
    PersonFacts,
    uid=st.just("e1"),
    birth_on=st.none()
    | st.dates(date(1944, 6, 1), date(1946, 3, 1))
    | st.sampled_from([date(1944, 2, 29), date(1965, 4, 9)]),
    registered_on=early,
    ended_on=seldom(days),
    ended_because=st.none() | st.sampled_from(EndReason),
    off_register=seldom(absences).map(lambda gone: gone or ()),
    categories=st.lists(
        st.builds(CategorySpanFact, category=used_categories, from_on=starts, to_on=seldom(days)),
        min_size=1,
        max_size=3,
    ).map(tuple),
    residences=few(
        st.builds(
            lambda kind, span: ResidenceFact(kind, *span),
            kind=st.sampled_from(ResidenceKind),
            span=closed(60),
        )
    ),
    willingness=st.lists(
        st.builds(WillingnessFact, kind=st.sampled_from(WillingnessKind), on=days, next_ask_on=ends),
        max_size=2,
    ).map(tuple),
    tier_overrides=few(st.builds(TierOverride, tier=st.sampled_from(Tier), from_on=starts, to_on=ends)),
    visits=visits,
    pauses=few(closed(40).map(lambda span: PauseFact(*span))),
    waivers=few(closed(40).map(lambda span: WaiverFact(*span))),
)
