"""Visits owed because a campaign names the person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from desktop_app.domain.terms import (
    Category,
    DutyKind,
    DutyState,
    EndReason,
    LadderStep,
    Mode,
    Outcome,
    ResidenceKind,
)
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.facts import (
    CampaignFact,
    CategorySpanFact,
    PauseFact,
    PlanFact,
    ResidenceFact,
    VisitFact,
    WaiverFact,
)
from desktop_app.scheduling.rulebook import RuleBook
from tests.scheduling.made_up import person, shipped, tried, visit

BOOK = RuleBook([shipped("chifeng-2023-42-pastoral")])
BY_ANY_CALL = frozenset({Mode.IN_PERSON, Mode.PHONE, Mode.THIRD_PARTY})


def d(day: int, month: int = 11) -> date:
    return date(2026, month, day)


def cold(first: int = 20, last: int = 26, uid: str = "round1") -> CampaignFact:
    return CampaignFact(uid, "2026年寒潮探访", d(first), d(last), BY_ANY_CALL)


def round_of(
    *visits: VisitFact, on: date, campaign: CampaignFact | None = None, **facts: object
) -> list[Duty]:
    base: dict[str, Any] = {"registered_on": d(1), "visits": visits, "campaigns": (campaign or cold(),)}
    found = duties(person(**(base | facts)), BOOK, Calendar(), on)
    return [each for each in found if each.kind is DutyKind.CAMPAIGN]


def said(duty: Duty) -> str:
    return duty.reason.say(str)


def test_whoever_a_campaign_names_is_owed_one_visit_in_its_days_even_under_no_rule() -> None:
    (only,) = round_of(on=d(20))
    assert (only.rule_id, only.about, only.governing) == ("campaign/round1", "round1", True)
    assert (only.earliest_on, only.target_on, only.latest_on) == (d(20), d(23), d(26))
    assert said(only) == "2026年寒潮探访 → 上门、电话、代访一次（专项探访）；最迟 11月26日"


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (d(10), DutyState.PLANNED),
        (d(20), DutyState.OPEN),
        (d(23), DutyState.DUE),
        (d(26), DutyState.DUE),
        (d(27), DutyState.OVERDUE),
        (d(10, 12), DutyState.OVERDUE),
        (d(11, 12), DutyState.LAPSED),
    ],
)
def test_the_days_of_a_campaign(on: date, state: DutyState) -> None:
    (only,) = round_of(on=on)
    assert only.state is state


def test_a_round_of_a_day_or_two_is_due_at_once_and_in_the_end_all_is_forgotten() -> None:
    assert round_of(on=d(20), campaign=cold(last=21))[0].state is DutyState.DUE
    assert round_of(on=date(2027, 1, 12)) == []
    assert round_of(visit("v", d(20)), on=d(27, 12)) != []
    assert round_of(visit("v", d(20)), on=d(28, 12)) == []


@pytest.mark.parametrize(
    ("made", "state"),
    [
        (visit("v", d(20)), DutyState.MET),
        (visit("v", d(26), Mode.PHONE, Outcome.MET_REMOTELY), DutyState.MET),
        (visit("v", d(22), apart=True), DutyState.MET),
        (visit("v", d(22), Mode.THIRD_PARTY, Outcome.SEEN_BY_THIRD_PARTY), DutyState.MET),
        (visit("v", d(22), Mode.PHONE, Outcome.SEEN_BY_THIRD_PARTY), DutyState.OVERDUE),
        (visit("v", d(22), Mode.VIDEO, Outcome.MET_REMOTELY), DutyState.OVERDUE),
        (visit("v", d(19)), DutyState.OVERDUE),
        (visit("v", d(27)), DutyState.MET_LATE),
        (visit("v", d(22), outcome=Outcome.AWAY), DutyState.WAIVED),
        (visit("v", d(27), outcome=Outcome.REFUSED), DutyState.LAPSED),
        (tried("v", d(22)), DutyState.OVERDUE),
    ],
)
def test_each_visit_has_its_effect_on_the_campaign(made: VisitFact, state: DutyState) -> None:
    (only,) = round_of(made, on=d(27))
    assert only.state is state


def test_an_ordinary_visit_meets_the_campaign_but_one_made_apart_meets_no_routine_rule() -> None:
    alone: dict[str, Any] = {"categories": (CategorySpanFact(Category.LIVING_ALONE),)}
    someone = person(registered_on=d(1), campaigns=(cold(),), **alone)

    def met(made: VisitFact) -> set[DutyKind]:
        seen = person(registered_on=d(1), campaigns=(cold(),), visits=(made,), **alone)
        return {each.kind for each in duties(seen, BOOK, Calendar(), d(24)) if each.met_by}

    assert len(duties(someone, BOOK, Calendar(), d(24))) == 2
    assert met(visit("v", d(22))) == {DutyKind.ROUTINE, DutyKind.CAMPAIGN}
    assert met(visit("v", d(22), apart=True)) == {DutyKind.CAMPAIGN}


@pytest.mark.parametrize(
    ("facts", "state", "words"),
    [
        ({"pauses": (PauseFact(d(20), d(30)),)}, DutyState.WAIVED, "免访：暂停探访"),
        ({"pauses": (PauseFact(d(20), d(25)),)}, DutyState.DUE, "最迟 11月26日"),
        (
            {"residences": (ResidenceFact(ResidenceKind.HOSPITAL, d(24)),)},
            DutyState.WAIVED,
            "免访：住院",
        ),
        (
            {"waivers": (WaiverFact(d(1), d(1), "家人同住", "round1"),)},
            DutyState.WAIVED,
            "免访：批准免访（家人同住）",
        ),
        ({"waivers": (WaiverFact(d(1), d(1), "重名", "round1", True),)}, DutyState.CANCELLED, "已取消：重名"),
        (
            {"ended_on": d(23), "ended_because": EndReason.MOVED_OUT},
            DutyState.CANCELLED,
            "已取消：迁出",
        ),
    ],
)
def test_what_settles_a_campaign_without_a_visit(facts: dict[str, Any], state: DutyState, words: str) -> None:
    (only,) = round_of(on=d(24), **facts)
    assert only.state is state
    assert said(only).endswith(words)


def test_who_came_in_its_midst_is_owed_from_then_and_who_came_after_or_left_before_is_not() -> None:
    (only,) = round_of(on=d(24), registered_on=d(23))
    assert (only.earliest_on, only.latest_on) == (d(23), d(26))
    assert round_of(on=d(27), registered_on=d(27)) == []
    assert round_of(on=d(24), ended_on=d(20), ended_because=EndReason.MOVED_OUT) == []


def test_attempts_climb_and_a_day_agreed_on_shows() -> None:
    (only,) = round_of(tried("v", d(20), "09:00"), on=d(20), plans=(PlanFact(d(24)),))
    assert (only.attempts, only.next_step, only.due_on, only.planned_on) == (
        1,
        LadderStep.RETRY,
        d(21),
        d(24),
    )


def test_two_campaigns_are_told_in_the_order_in_which_they_begin() -> None:
    base: dict[str, Any] = {"registered_on": d(1), "campaigns": (cold(uid="b"), cold(first=18, uid="a"))}
    found = duties(person(**base), BOOK, Calendar(), d(20))
    assert [each.about for each in found] == ["a", "b"]
