"""Made-up profiles and people for the tests of the engine."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from desktop_app.config import resources
from desktop_app.domain.policies import (
    MONTHLY,
    QUARTERLY,
    Condition,
    EventRule,
    Every,
    PeriodUnit,
    PolicyProfile,
    Rung,
    Source,
)
from desktop_app.domain.policy_schema import parse_profile
from desktop_app.domain.terms import (
    Category,
    EndReason,
    LadderStep,
    LifeEventKind,
    Mode,
    Outcome,
    ReachKind,
    ResidenceKind,
    Tier,
    WillingnessKind,
)
from desktop_app.scheduling.facts import (
    AbsenceFact,
    CampaignFact,
    CategorySpanFact,
    EventFact,
    PauseFact,
    PersonFacts,
    PlanFact,
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


def event_rule(key: str, hours: int | None, *who: Condition, **more: Any) -> EventRule:
    """Return an event rule about falls, fires and hospital with the odd profile's source."""
    base: dict[str, Any] = {
        "key": key,
        "title": "变故后",
        "events": (
            LifeEventKind.FALL,
            LifeEventKind.FIRE,
            LifeEventKind.HOSPITAL_IN,
            LifeEventKind.URGENT_FINDING,
        ),
        "who": who,
        "within_hours": hours,
        "valid_from": date(2020, 1, 1),
        "valid_to": None,
        "source": Source(document="试验方案", sentence="为试验而写。"),
    }
    return EventRule(**(base | more))


def full_profile() -> PolicyProfile:
    """Return the odd profile with visits in person besides, ladders, alarms by hours, and rules about events."""
    odd = odd_profile()
    rhythms = (MONTHLY, Every(PeriodUnit.DAYS, 25), QUARTERLY)
    ladder = (Rung(LadderStep.RETRY, 0), Rung(LadderStep.CONTACT, 2), Rung(LadderStep.ALERT, 1))
    first, second, third = odd.visit_rules
    anybody = Condition()
    return replace(
        odd,
        id="full",
        visit_rules=(
            replace(first, on_site=rhythms[2], ladder=ladder),
            replace(second, on_site=rhythms[1], alert_hours=30),
            replace(third, on_site=rhythms[0], alert_hours=200),
        ),
        event_rules=(
            event_rule("day", 24, Condition(tiers=(Tier.HIGH, Tier.KEY)), Condition(special=True)),
            event_rule("soon", 30, anybody, version=1, valid_to=date(2025, 3, 10)),
            event_rule(
                "soon",
                50,
                Condition(any_category=(Category.LIVING_ALONE, Category.EMPTY_NEST)),
                version=2,
                valid_from=date(2025, 3, 11),
                modes=frozenset({Mode.IN_PERSON, Mode.PHONE, Mode.VIDEO}),
                outcomes=frozenset({Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY}),
            ),
            event_rule("off", 1, anybody, enabled=False),
            event_rule("raise", None, Condition(min_age=60), raises_to=Tier.KEY, raise_days=20),
            event_rule(
                "raise-alone",
                72,
                Condition(any_category=(Category.LIVING_ALONE,)),
                events=(LifeEventKind.FALL,),
                raises_to=Tier.HIGH,
                raise_days=9,
            ),
        ),
    )


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
        (full_profile(), overlay),
        (full_profile(),),
    )


profile_sets = st.integers(0, 6).map(lambda at: books()[at])


def person(**facts: Any) -> PersonFacts:
    """Return someone of 75 on the register since New Year 2025, with the facts given."""
    base: dict[str, Any] = {"uid": "e1", "birth_on": date(1950, 3, 1), "registered_on": NEW_YEAR}
    return PersonFacts(**(base | facts))


def visit(
    uid: str,
    on: date,
    mode: Mode = Mode.IN_PERSON,
    outcome: Outcome = Outcome.MET_IN_PERSON,
    time: str | None = None,
    *,
    apart: bool = False,
) -> VisitFact:
    return VisitFact(uid, on, mode, outcome, time, apart)


def tried(uid: str, on: date, time: str | None = None, mode: Mode = Mode.IN_PERSON) -> VisitFact:
    """Return an attempt that found nobody."""
    return visit(uid, on, mode, Outcome.NOT_AT_HOME, time)


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
times = st.none() | st.sampled_from(["00:00", "07:30", "11:59", "12:00", "14:30", "18:05", "23:59"])
visits = st.lists(
    st.builds(
        VisitFact,
        uid=st.integers(0, 10**6).map(str),
        on=days,
        mode=st.sampled_from(Mode),
        outcome=outcomes,
        time=times,
        apart=st.sampled_from([False] * 5 + [True]),
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

residences = st.lists(
    st.builds(
        lambda kind, span, reach: ResidenceFact(kind, span[0], span[1], reach),
        kind=st.sampled_from(ResidenceKind),
        span=closed(60),
        reach=st.none() | st.sampled_from(ReachKind),
    ),
    max_size=2,
).map(tuple)
abouts = st.sampled_from(
    [
        "",
        "",
        "full/grace-month",
        "full/quarter/on-site",
        "full/grace-rolling",
        "full/soon",
        "chifeng-2023-42-pastoral/special-monthly",
        "inner-mongolia-2022/high-weekly",
        "event1",
        "event2",
        "round1",
    ]
)
waivers = st.lists(
    st.builds(
        lambda span, about, cancels, reason: WaiverFact(span[0], span[1], reason, about, cancels),
        span=closed(60),
        about=abouts,
        cancels=st.booleans(),
        reason=st.sampled_from(["", "已由子女照料"]),
    ),
    max_size=2,
).map(tuple)
events = st.lists(
    st.builds(
        lambda uid, kind, on, later, happened, known, at, settled: EventFact(
            uid,
            kind,
            on,
            on + DAY * later,
            happened,
            known,
            at if kind is LifeEventKind.URGENT_FINDING else None,
            on + DAY * settled if kind is LifeEventKind.URGENT_FINDING and settled is not None else None,
        ),
        uid=st.sampled_from(["event1", "event2", "event3"]),
        kind=st.sampled_from(
            [
                LifeEventKind.FALL,
                LifeEventKind.FIRE,
                LifeEventKind.HOSPITAL_IN,
                LifeEventKind.BEREAVEMENT,
                LifeEventKind.URGENT_FINDING,
                LifeEventKind.URGENT_FINDING,
            ]
        ),
        on=days,
        later=st.sampled_from([0, 0, 0, 1, 2, 5, -1, 30]),
        happened=times,
        known=times,
        at=st.sampled_from([None, "visit0", "visit1", "visit2"]),
        settled=st.sampled_from([None, None, 0, 1, 2, 9]),
    ),
    max_size=2,
    unique_by=lambda each: each.uid,
).map(tuple)
campaigns = st.lists(
    st.builds(
        lambda uid, on, length, modes: CampaignFact(uid, "寒潮探访", on, on + DAY * length, modes),
        uid=st.sampled_from(["round1", "round2"]),
        on=days,
        length=st.integers(0, 30),
        modes=st.frozensets(st.sampled_from(Mode), min_size=1),
    ),
    max_size=2,
    unique_by=lambda each: each.uid,
).map(tuple)


def found_at_visits(someone: PersonFacts) -> PersonFacts:
    """Return somebody whose urgent findings with a place were made at the visit of that place among theirs."""
    made = {f"visit{number}": each.uid for number, each in enumerate(someone.visits)}
    return replace(
        someone,
        events=tuple(replace(each, found_at=made.get(each.found_at or "")) for each in someone.events),
    )


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
    residences=seldom(residences).map(lambda stays: stays or ()),
    willingness=st.lists(
        st.builds(WillingnessFact, kind=st.sampled_from(WillingnessKind), on=days, next_ask_on=ends),
        max_size=2,
    ).map(tuple),
    tier_overrides=few(st.builds(TierOverride, tier=st.sampled_from(Tier), from_on=starts, to_on=ends)),
    visits=visits,
    pauses=few(
        st.builds(
            lambda span, again: PauseFact(
                span[0], span[1], "随子女外出", None if again is None else span[0] + DAY * again
            ),
            span=closed(40),
            again=st.none() | st.integers(0, 50),
        )
    ),
    waivers=waivers,
    events=events,
    campaigns=campaigns,
    plans=st.lists(days.map(PlanFact), max_size=2).map(tuple),
).map(found_at_visits)


@st.composite
def pressing(draw: st.DrawFn) -> tuple[PersonFacts, date]:
    """Return somebody to whom much happened in the days before the day asked about, and that day."""
    someone, as_of = draw(people), draw(asked_days)

    def lately(most: int) -> st.SearchStrategy[date]:
        return st.integers(0, most).map(lambda ago: as_of - DAY * ago)

    met = st.sampled_from([Outcome.NOT_AT_HOME] * 6 + [Outcome.COULD_NOT_REACH] * 3 + list(Outcome)[:6])
    made = draw(
        st.lists(
            st.builds(
                visit,
                uid=st.integers(0, 10**6).map(lambda n: f"late{n}"),
                on=lately(9),
                mode=st.sampled_from([Mode.IN_PERSON] * 4 + list(Mode)),
                outcome=met,
                time=times,
                apart=st.sampled_from([False] * 6 + [True]),
            ),
            max_size=6,
            unique_by=lambda each: each.uid,
        )
    )
    happened = draw(lately(4))
    event = EventFact(
        "event9",
        draw(st.sampled_from([LifeEventKind.FALL, LifeEventKind.HOSPITAL_IN, LifeEventKind.URGENT_FINDING])),
        happened,
        happened + DAY * draw(st.sampled_from([0, 0, 0, 1, 2])),
        draw(times),
        draw(times),
    )
    if event.kind is LifeEventKind.URGENT_FINDING:
        at = draw(st.sampled_from([None, *(each.uid for each in made)]))
        settled = draw(st.none() | st.integers(0, 6))
        event = replace(event, found_at=at, settled_on=None if settled is None else happened + DAY * settled)
    begun = draw(lately(8))
    campaign = CampaignFact(
        "round9", "寒潮探访", begun, begun + DAY * draw(st.integers(0, 20)), frozenset(Mode)
    )
    waiver = WaiverFact(
        begun, begun, "已由子女照料", draw(st.sampled_from(["event9", "round9"])), draw(st.booleans())
    )
    pressed = replace(
        someone,
        ended_on=None,
        off_register=(),
        visits=(*(each for each in someone.visits if each.on < as_of - DAY * 9), *made),
        events=(*someone.events, event) if draw(st.booleans()) else someone.events,
        campaigns=(*someone.campaigns, campaign) if draw(st.booleans()) else someone.campaigns,
        waivers=(*someone.waivers, waiver) if draw(st.integers(0, 6)) == 6 else someone.waivers,
        plans=(*someone.plans, PlanFact(as_of + DAY * draw(st.integers(-3, 9)))),
    )
    return pressed, as_of
