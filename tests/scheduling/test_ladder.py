"""The ladder of a routine duty: attempts, the next step with its day, and the alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desktop_app.domain.policies import Rung
from desktop_app.domain.terms import Category, DutyState, LadderStep, Mode, Outcome
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.facts import CategorySpanFact, PauseFact, PersonFacts, PlanFact, VisitFact
from desktop_app.scheduling.rulebook import RuleBook
from tests.scheduling.made_up import odd_profile, person, shipped, tried, visit

PASTORAL = shipped("chifeng-2023-42-pastoral")
MONTHLY = next(rule for rule in PASTORAL.visit_rules if rule.key == "special-monthly")


def june(
    *visits: VisitFact,
    day: int,
    at: str | None = None,
    ladder: tuple[Rung, ...] = (),
    alert_hours: int | None = None,
    **facts: Any,
) -> list[Duty]:
    """Return the duties of somebody living alone on a day of June 2025 under one monthly rule."""
    rule = replace(MONTHLY, ladder=ladder, alert_hours=alert_hours)
    book = RuleBook([replace(PASTORAL, visit_rules=(rule,))])
    base: dict[str, Any] = {
        "registered_on": date(2025, 6, 1),
        "categories": (CategorySpanFact(Category.LIVING_ALONE),),
    }
    someone = person(**(base | {"visits": visits} | facts))
    return list(duties(someone, book, Calendar(), date(2025, 6, day), at))


def last(duty: Duty) -> str:
    return duty.reason.say(str).split("；")[-1]


def d(day: int) -> date:
    return date(2025, 6, day)


FIVE = (
    tried("v1", d(2), "09:00"),
    tried("v2", d(5), "15:00"),
    tried("v3", d(6), mode=Mode.PHONE),
    tried("v4", d(6), "19:00"),
    tried("v5", d(7), "08:00"),
)


@pytest.mark.parametrize(
    ("number", "step", "due", "alert", "words"),
    [
        (1, LadderStep.RETRY, d(5), False, "6月2日上午未见到本人，6月5日换时间再访"),
        (2, LadderStep.PHONE, d(6), False, "6月2日上午、6月5日下午共2次未见到本人，6月6日打电话"),
        (
            3,
            LadderStep.CONTACT,
            d(6),
            False,
            "6月2日上午、6月5日下午、6月6日共3次未见到本人，6月6日问邻居或联系人",
        ),
        (
            4,
            LadderStep.ALERT,
            d(6),
            True,
            "平安预警：6月5日下午、6月6日、6月6日晚上等4次未见到本人，须立即查明下落",
        ),
        (
            5,
            LadderStep.ALERT,
            d(7),
            True,
            "平安预警：6月6日、6月6日晚上、6月7日上午等5次未见到本人，须立即查明下落",
        ),
    ],
)
def test_the_nth_attempt_calls_for_the_nth_rung_and_the_last_one_stays(
    number: int, step: LadderStep, due: date, alert: bool, words: str
) -> None:
    (only,) = june(*FIVE[:number], day=7)
    assert (only.attempts, only.next_step, only.due_on, only.alert) == (number, step, due, alert)
    assert last(only) == words
    assert only.state is DutyState.DUE


@pytest.mark.parametrize(
    ("seen", "attempts"),
    [
        (visit("s", d(5), Mode.PHONE, Outcome.MET_REMOTELY), 2),
        (visit("s", d(8), Mode.PHONE, Outcome.SEEN_BY_THIRD_PARTY), 0),
        (visit("s", d(8), Mode.DEVICE, Outcome.MET_REMOTELY), 0),
        (visit("s", d(8), apart=True), 0),
        (visit("s", d(6), Mode.DEVICE, Outcome.MET_REMOTELY, "18:00"), 2),
        (visit("s", d(6), Mode.DEVICE, Outcome.MET_REMOTELY, "19:00"), 1),
        (visit("s", d(6), Mode.DEVICE, Outcome.MET_REMOTELY), 1),
    ],
)
def test_whoever_saw_the_person_or_heard_of_them_ends_the_climb(seen: VisitFact, attempts: int) -> None:
    found = june(*FIVE[2:], seen, day=9)
    assert max(each.attempts for each in found) in {attempts, 0}
    if seen.mode is Mode.DEVICE:
        assert found[0].attempts == attempts


def test_attempts_made_for_a_campaign_apart_climb_no_routine_ladder() -> None:
    (only,) = june(replace(FIVE[0], apart=True), day=7)
    assert (only.attempts, only.next_step) == (0, None)


def test_a_pause_answers_the_alarm_because_somebody_knows_why() -> None:
    found = june(*FIVE, day=8, pauses=(PauseFact(d(8), date(2025, 6, 30)),))
    assert not any(each.alert for each in found)


def test_an_overdue_duty_keeps_its_ladder_and_the_next_step_may_be_after_the_latest_day() -> None:
    came: dict[str, Any] = {"registered_on": date(2025, 5, 1)}
    overdue, current = june(tried("v1", date(2025, 5, 30)), tried("v2", d(3)), day=3, **came)
    assert (overdue.state, overdue.attempts, overdue.next_step, overdue.due_on) == (
        DutyState.OVERDUE,
        2,
        LadderStep.PHONE,
        d(4),
    )
    assert (current.state, current.attempts, current.next_step) == (DutyState.OPEN, 1, LadderStep.RETRY)
    assert overdue.reason.say(str).endswith("；已逾期3天；5月30日、6月3日共2次未见到本人，6月4日打电话")


@pytest.mark.parametrize(
    ("day", "at", "alert"),
    [
        (3, "10:00", False),
        (4, "09:00", False),
        (4, "09:01", True),
        (4, None, False),
        (5, None, True),
    ],
)
def test_the_alarm_is_raised_by_hours_too(day: int, at: str | None, alert: bool) -> None:
    (only,) = june(FIVE[0], day=day, at=at, alert_hours=48)
    assert only.alert is alert
    assert only.next_step is (LadderStep.ALERT if alert else LadderStep.RETRY)


def test_a_rule_may_name_its_own_ladder() -> None:
    ladder = (Rung(LadderStep.CONTACT, 2), Rung(LadderStep.ALERT, 1))
    (one,) = june(FIVE[0], day=3, ladder=ladder)
    (two,) = june(*FIVE[:2], day=6, ladder=ladder)
    assert (one.next_step, one.due_on) == (LadderStep.CONTACT, d(4))
    assert (two.next_step, two.due_on, two.alert) == (LadderStep.ALERT, d(6), True)


def test_an_alarm_governs_even_over_what_is_long_overdue() -> None:
    weekly = shipped("inner-mongolia-2022")
    strict = tuple(replace(rule, ladder=(Rung(LadderStep.ALERT, 0),)) for rule in weekly.visit_rules)
    book = RuleBook([PASTORAL, replace(weekly, visit_rules=strict)])
    someone = person(
        birth_on=date(1940, 1, 1),
        registered_on=date(2025, 1, 1),
        categories=(CategorySpanFact(Category.LIVING_ALONE),),
        visits=(visit("v0", d(20), Mode.DEVICE, Outcome.MET_REMOTELY), tried("v1", d(22))),
    )
    found = duties(someone, book, Calendar(), d(22))
    (chosen,) = [each for each in found if each.governing]
    assert chosen.alert
    assert [each.state for each in found if not each.alert and each.state is DutyState.OVERDUE]


# days agreed on ---------------------------------------------------------------------------------------


def test_a_day_agreed_on_replaces_the_target_of_its_window() -> None:
    agreed: dict[str, Any] = {"plans": (PlanFact(d(25)), PlanFact(date(2025, 7, 3)))}
    (only,) = june(day=21, **agreed)
    assert (only.planned_on, only.due_on, only.target_on, only.state) == (d(25), d(25), d(20), DutyState.OPEN)
    assert last(only) == "排定6月25日探访"
    assert june(day=25, **agreed)[0].state is DutyState.DUE
    met, planned = june(visit("v1", d(20)), day=21, **agreed)
    assert (met.planned_on, planned.planned_on) == (None, date(2025, 7, 3))


def test_a_day_that_passed_is_said_as_such_until_another_is_agreed_on() -> None:
    assert last(june(day=12, plans=(PlanFact(d(10)),))[0]) == "原定6月10日探访"
    both = june(day=12, plans=(PlanFact(d(10)), PlanFact(d(14)), PlanFact(d(13))))
    assert both[0].planned_on == d(13)


def test_after_an_attempt_the_ladder_decides_the_day() -> None:
    (only,) = june(FIVE[0], day=3, plans=(PlanFact(d(20)),))
    assert (only.due_on, only.planned_on) == (d(5), d(20))
    assert only.reason.say(str).endswith("；6月2日上午未见到本人，6月5日换时间再访；排定6月20日探访")


def test_an_overdue_visit_with_an_alarm_goes_before_one_that_is_overdue_for_longer() -> None:
    odd = odd_profile()
    month, rolling, _quarter = odd.visit_rules
    book = RuleBook([replace(odd, visit_rules=(month, replace(rolling, alert_hours=30)))])
    categories = (Category.LIVING_ALONE, Category.EMPTY_NEST, Category.LEFT_BEHIND)
    someone = PersonFacts(
        uid="e1",
        birth_on=date(1960, 6, 1),
        registered_on=date(2025, 1, 1),
        categories=tuple(CategorySpanFact(category) for category in categories),
        visits=(
            visit("called", date(2025, 2, 15), Mode.PHONE, Outcome.MET_REMOTELY),
            tried("gone", date(2025, 3, 2), "09:00"),
        ),
    )
    found = duties(someone, book, Calendar(), date(2025, 3, 5), "12:00")
    late = {each.rule_id: each for each in found if each.state is DutyState.OVERDUE}
    longer, alarm = late["odd/grace-month/1"], late["odd/grace-rolling/1"]
    assert longer.overdue_days > alarm.overdue_days
    assert (longer.alert, alarm.alert) == (False, True)
    assert alarm.governing
