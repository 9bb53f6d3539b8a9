"""Waivers, cancellations and pauses with their day of review; how somebody is reached where they live; visits in person besides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desktop_app.domain.policies import MONTHLY, QUARTERLY, Every, PeriodUnit
from desktop_app.domain.terms import (
    Category,
    DutyState,
    Mode,
    Outcome,
    ReachKind,
    ResidenceKind,
    WillingnessKind,
)
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.facts import (
    CategorySpanFact,
    PauseFact,
    ResidenceFact,
    VisitFact,
    WaiverFact,
    WillingnessFact,
)
from desktop_app.scheduling.rulebook import RuleBook
from tests.scheduling.made_up import person, shipped, visit

PASTORAL = shipped("chifeng-2023-42-pastoral")
OVERLAY = shipped("inner-mongolia-2022")
BOTH = RuleBook([PASTORAL, OVERLAY])
MONTHLY_RULE = "chifeng-2023-42-pastoral/special-monthly"
WEEKLY_RULE = "inner-mongolia-2022/high-weekly"


def d(day: int, month: int = 6) -> date:
    return date(2025, month, day)


def owed(*visits: VisitFact, on: date, book: RuleBook = BOTH, **facts: Any) -> dict[str, list[Duty]]:
    """Return the duties of somebody of 85 living alone by the name of their rule."""
    base: dict[str, Any] = {
        "birth_on": date(1940, 5, 1),
        "registered_on": d(1),
        "categories": (CategorySpanFact(Category.LIVING_ALONE),),
        "visits": visits,
    }
    found: dict[str, list[Duty]] = {}
    for each in duties(person(**(base | facts)), book, Calendar(), on):
        found.setdefault(each.rule_id.replace("/1", "", 1), []).append(each)
    return found


def states(found: dict[str, list[Duty]], rule: str) -> list[str]:
    return [each.state.value for each in found[rule]]


# waivers and cancellations ----------------------------------------------------------------------------


def test_a_waiver_about_one_rule_leaves_the_others_owed() -> None:
    waiver = WaiverFact(d(1), d(30), "女儿每天照看", WEEKLY_RULE)
    found = owed(on=d(5), waivers=(waiver,))
    assert states(found, WEEKLY_RULE) == ["waived", "planned"]
    assert states(found, MONTHLY_RULE) == ["open"]
    assert found[WEEKLY_RULE][0].reason.say(str).endswith("；免访：批准免访（女儿每天照看）")
    assert not found[WEEKLY_RULE][0].governing


def test_a_waiver_about_every_rule_waives_them_all() -> None:
    found = owed(on=d(5), waivers=(WaiverFact(d(1), d(30)),))
    assert states(found, WEEKLY_RULE) == states(found, MONTHLY_RULE) == ["waived", "planned"]


def test_a_cancelled_window_says_that_it_was_never_owed() -> None:
    found = owed(on=d(5), waivers=(WaiverFact(d(1), d(30), "重复建档", MONTHLY_RULE, True),))
    cancelled, planned = found[MONTHLY_RULE]
    assert (cancelled.state, planned.state) == (DutyState.CANCELLED, DutyState.PLANNED)
    assert cancelled.reason.say(str).endswith("；已取消：重复建档")


@pytest.mark.parametrize(
    ("waiver", "expected"),
    [
        (WaiverFact(d(31, 5), d(31, 5), "", MONTHLY_RULE), ["open"]),
        (WaiverFact(d(31, 5), d(31, 5), "", MONTHLY_RULE, True), ["open"]),
        (WaiverFact(d(1, 5), d(30, 5), "", MONTHLY_RULE), ["overdue", "open"]),
        (WaiverFact(d(31, 5), d(31, 5), "", WEEKLY_RULE), ["overdue", "open"]),
    ],
)
def test_a_missed_month_is_lifted_by_a_decision_about_its_last_day(
    waiver: WaiverFact, expected: list[str]
) -> None:
    found = owed(on=d(5), registered_on=d(1, 5), waivers=(waiver,))
    assert states(found, MONTHLY_RULE) == expected


def test_an_overdue_week_is_lifted_by_a_decision_about_its_latest_day_and_counts_anew() -> None:
    assert states(owed(on=d(12)), WEEKLY_RULE) == ["overdue"]
    lifted = owed(on=d(12), waivers=(WaiverFact(d(8), d(11), "", WEEKLY_RULE, True),))
    assert [(each.state, each.latest_on) for each in lifted[WEEKLY_RULE]] == [(DutyState.OPEN, d(18))]


def test_taking_a_decision_back_gives_the_duty_back() -> None:
    waiver = WaiverFact(d(1), d(30), "", MONTHLY_RULE)
    assert states(owed(on=d(5), waivers=(waiver,)), MONTHLY_RULE) != ["open"]
    assert owed(on=d(5)) == owed(on=d(5), waivers=())


# pauses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        (PauseFact(d(1), None, "外出务农", date(2025, 7, 1)), ["waived", "planned"]),
        (PauseFact(d(1), None, "外出务农", d(30)), ["open"]),
        (PauseFact(d(1), d(20), "外出务农", date(2025, 7, 1)), ["open"]),
        (PauseFact(d(1), date(2025, 8, 31), "外出务农", date(2025, 7, 1)), ["waived", "planned"]),
        (PauseFact(d(1), date(2025, 8, 31), "外出务农", d(1)), ["open"]),
    ],
)
def test_a_pause_ends_the_day_before_it_is_looked_at_again(pause: PauseFact, expected: list[str]) -> None:
    assert states(owed(on=d(5), pauses=(pause,)), MONTHLY_RULE) == expected


def test_a_pause_says_when_it_is_looked_at_again() -> None:
    paused = owed(on=d(5), pauses=(PauseFact(d(1), None, "外出务农", date(2025, 7, 1)),))
    assert paused[MONTHLY_RULE][0].reason.say(str).endswith("；免访：暂停探访（外出务农），7月1日复核")
    silent = owed(on=d(5), pauses=(PauseFact(d(1), None, "", date(2025, 7, 1)),))
    assert silent[MONTHLY_RULE][0].reason.say(str).endswith("；免访：暂停探访，7月1日复核")


def test_who_was_paused_and_forgotten_is_owed_a_visit_again_by_itself() -> None:
    pause = PauseFact(d(1), None, "外出务农", d(20))
    found = owed(on=d(21), pauses=(pause,))
    assert [(each.state, each.latest_on) for each in found[WEEKLY_RULE]] == [(DutyState.OPEN, d(26))]


# how somebody is reached ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reach", "mode", "outcome", "met"),
    [
        (None, Mode.PHONE, Outcome.MET_REMOTELY, False),
        (ReachKind.IN_PERSON, Mode.PHONE, Outcome.MET_REMOTELY, False),
        (ReachKind.REMOTE, Mode.PHONE, Outcome.MET_REMOTELY, True),
        (ReachKind.REMOTE, Mode.VIDEO, Outcome.MET_REMOTELY, True),
        (ReachKind.REMOTE, Mode.DEVICE, Outcome.MET_REMOTELY, False),
        (ReachKind.REMOTE, Mode.PHONE, Outcome.SEEN_BY_THIRD_PARTY, False),
        (ReachKind.LOCAL, Mode.PHONE, Outcome.SEEN_BY_THIRD_PARTY, True),
        (ReachKind.LOCAL, Mode.THIRD_PARTY, Outcome.SEEN_BY_THIRD_PARTY, True),
        (ReachKind.LOCAL, Mode.PHONE, Outcome.MET_REMOTELY, False),
    ],
)
def test_where_somebody_lives_decides_what_counts_in_those_days(
    reach: ReachKind | None, mode: Mode, outcome: Outcome, met: bool
) -> None:
    (rule,) = [rule for rule in PASTORAL.visit_rules if rule.key == "special-monthly"]
    strict = replace(rule, modes=frozenset({Mode.IN_PERSON}), outcomes=frozenset({Outcome.MET_IN_PERSON}))
    book = RuleBook([replace(PASTORAL, visit_rules=(strict,))])
    stay = ResidenceFact(ResidenceKind.PASTURE, d(5), d(25), reach)

    def meets(day: int) -> bool:
        found = owed(visit("v", d(day), mode, outcome), on=d(26), book=book, residences=(stay,))
        return states(found, MONTHLY_RULE)[0] == "met"

    assert [meets(day) for day in (4, 5, 25, 26)] == [False, met, met, False]


# visits in person besides -----------------------------------------------------------------------------


def with_on_site(every: Every) -> RuleBook:
    (rule,) = [rule for rule in PASTORAL.visit_rules if rule.key == "special-monthly"]
    return RuleBook([replace(PASTORAL, visit_rules=(replace(rule, on_site=every),))])


def test_a_call_meets_the_rule_but_not_its_visit_in_person() -> None:
    phoned = visit("v1", d(3), Mode.PHONE, Outcome.MET_REMOTELY)
    found = owed(phoned, on=d(5), book=with_on_site(MONTHLY))
    assert states(found, MONTHLY_RULE) == ["met", "planned"]
    assert states(found, f"{MONTHLY_RULE}/on-site") == ["open"]
    (in_person,) = found[f"{MONTHLY_RULE}/on-site"]
    assert in_person.governing
    assert in_person.reason.say(str).startswith(
        "独居 → 特殊困难 → 其中上门每月一次（赤峰2023年42号）；尚无有效探访"
    )
    both = owed(phoned, visit("v2", d(4)), on=d(5), book=with_on_site(MONTHLY))
    assert {each[0].state for each in both.values()} == {DutyState.MET}


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [
        (Mode.THIRD_PARTY, Outcome.MET_IN_PERSON),
        (Mode.IN_PERSON, Outcome.SEEN_BY_THIRD_PARTY),
        (Mode.VIDEO, Outcome.MET_REMOTELY),
    ],
)
def test_only_meeting_the_person_there_counts_in_person(mode: Mode, outcome: Outcome) -> None:
    found = owed(visit("v1", d(3), mode, outcome), on=d(5), book=with_on_site(MONTHLY))
    assert states(found, f"{MONTHLY_RULE}/on-site") == ["open"]


def test_visits_in_person_have_a_rhythm_of_their_own() -> None:
    quarter = owed(on=d(5), book=with_on_site(QUARTERLY))[f"{MONTHLY_RULE}/on-site"][0]
    assert (quarter.earliest_on, quarter.target_on, quarter.latest_on) == (d(1), d(1), d(30))
    long_here = owed(on=d(5), registered_on=d(1, 4), book=with_on_site(QUARTERLY))
    quarter = long_here[f"{MONTHLY_RULE}/on-site"][0]
    assert (quarter.earliest_on, quarter.target_on, quarter.latest_on) == (d(1, 4), d(29, 5), d(30))
    rolling = with_on_site(Every(PeriodUnit.DAYS, 10))
    ten = owed(visit("v1", d(3)), on=d(5), book=rolling)[f"{MONTHLY_RULE}/on-site"]
    assert [(each.state, each.latest_on) for each in ten] == [
        (DutyState.MET, d(11)),
        (DutyState.OPEN, d(13)),
    ]


def test_a_waiver_of_the_rule_waives_both_and_one_of_its_visits_in_person_only_these() -> None:
    book = with_on_site(MONTHLY)
    whole = owed(on=d(5), book=book, waivers=(WaiverFact(d(1), d(30), "", MONTHLY_RULE),))
    assert {each[0].state for each in whole.values()} == {DutyState.WAIVED}
    part = owed(on=d(5), book=book, waivers=(WaiverFact(d(1), d(30), "", f"{MONTHLY_RULE}/on-site"),))
    assert states(part, MONTHLY_RULE) == ["open"]
    assert states(part, f"{MONTHLY_RULE}/on-site") == ["waived", "planned"]


def test_who_wishes_to_be_phoned_only_is_not_asked_for_in_person() -> None:
    wish = WillingnessFact(WillingnessKind.PHONE_ONLY, d(1))
    phoned = visit("v1", d(3), Mode.PHONE, Outcome.MET_REMOTELY)
    found = owed(phoned, on=d(5), book=with_on_site(MONTHLY), willingness=(wish,))
    assert states(found, f"{MONTHLY_RULE}/on-site") == ["met", "planned"]
