"""The fair planner on written cases."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop_app.domain.holiday_tables import HolidayYear
from desktop_app.domain.policies import QUARTERLY
from desktop_app.domain.terms import DutyKind
from desktop_app.progress import Cancelled, Progress
from desktop_app.scheduling.planner import plan
from desktop_app.scheduling.planner_task import AgreedDay, Charge, PlannedDay, PlanPerson, PlanRule, PlanTask
from desktop_app.scheduling.planner_windows import windows_until
from desktop_app.scheduling.working_days import Leave, WorkingCalendar, parse_market_days
from tests.scheduling.plans_made_up import (
    FIRST,
    TODAY,
    WEEKLY,
    agreeing,
    monthly,
    naive,
    of_plan,
    once,
    person,
    task,
    weekly,
)


def november(day: int) -> date:
    return date(2026, 11, day)


def why(visit: PlannedDay) -> str:
    return "；".join(part.say(str) for part in visit.why)


def days(made_up: PlanTask, uid: str = "e1") -> list[date]:
    return [visit.on for visit in plan(made_up).visits if visit.uid == uid]


def test_a_weekly_visit_is_counted_from_the_planned_one_before() -> None:
    on = days(task([person("e1", weekly())]))
    assert on == [november(day) for day in (5, 11, 17, 23, 27)]
    assert all((after - before).days <= 7 for before, after in zip([TODAY, *on], on, strict=False))


def test_the_next_window_is_named_in_the_reason() -> None:
    second = plan(task([person("e1", weekly())])).visits[1]
    assert (second.earliest, second.latest) == (november(6), november(12))
    assert "从11月5日的探访算起7天内" in why(second)


def test_one_visit_meets_several_windows() -> None:
    busy = person("e1", weekly(), monthly(), once(november(3), november(12)))
    assert days(task([busy])) == days(task([person("e1", weekly())]))


def test_windows_that_share_days_are_met_by_one_visit() -> None:
    assert len(days(task([person("e1", monthly(), once(november(16), november(25)))]))) == 1
    assert (
        november(16)
        <= days(task([person("e1", monthly(), once(november(16), november(25)))]))[0]
        <= november(25)
    )


def test_a_quarter_that_is_not_due_yet_is_left_for_later() -> None:
    quarter = PlanRule(
        id="q",
        earliest=date(2026, 10, 1),
        target=date(2026, 12, 14),
        latest=date(2026, 12, 31),
        every=QUARTERLY,
        target_day=75,
    )
    assert days(task([person("e1", quarter)])) == []
    assert len(days(task([person("e1", replace(quarter, target=november(20)))]))) == 1


def test_what_is_overdue_is_caught_up_at_once() -> None:
    missed = PlanRule(
        id="month",
        earliest=date(2026, 9, 1),
        target=date(2026, 9, 20),
        latest=date(2026, 9, 30),
        overdue=True,
    )
    (visit,) = plan(task([person("e1", missed, monthly())])).visits
    assert visit.on == november(2)
    assert visit.latest == date(2026, 9, 30)
    assert "已逾期，尽早补访" in why(visit)


def test_an_event_is_answered_at_once_even_at_a_weekend() -> None:
    event = once(november(7), november(8), DutyKind.EVENT)
    (visit,) = plan(task([person("e1", event)], today=november(7))).visits
    assert visit.on == november(7)
    assert "重大变故后尽早探访" in why(visit)
    assert "期限内没有合适的工作日，排在周末" in why(visit)


def test_weekends_holidays_and_market_days_are_kept_free_where_the_window_allows() -> None:
    table = HolidayYear(2026, "试验", {november(3): "节日"}, frozenset({november(7)}))
    working = WorkingCalendar.of([table])
    markets = {"A": parse_market_days("solar:4")}
    narrow = once(november(1), november(5))
    (visit,) = plan(task([person("e1", narrow)], working=working, markets=markets)).visits
    assert visit.on == november(2)
    (visit,) = plan(
        task([person("e1", once(november(3), november(6)))], working=working, markets=markets)
    ).visits
    assert visit.on == november(5)
    assert "11月4日逢集避开" in why(visit)
    assert "11月3日节日避开" in why(visit)
    (visit,) = plan(task([person("e1", once(november(7), november(8)))], working=working)).visits
    assert visit.on == november(7), "a moved working Saturday is as good as any other day"
    (visit,) = plan(
        task([person("e1", once(november(4), november(4)))], working=working, markets=markets)
    ).visits
    assert "当天逢集，期限内没有更合适的日子" in why(visit)


def test_leave_without_a_stand_in_is_gone_round_or_refused() -> None:
    away = {"甲": (Leave(november(10), november(14)),)}
    (visit,) = plan(task([person("e1", once(november(10), november(17)))], leave=away)).visits
    assert visit.on == november(16)
    outcome = plan(task([person("e1", once(november(10), november(14)))], leave=away))
    assert not outcome.visits
    assert [refused.why.say(str) for refused in outcome.refusals] == [
        "11月10日至11月14日探访人全程请假，无代班人"
    ]


def test_a_stand_in_goes_only_where_the_window_leaves_no_other_day() -> None:
    away = {"甲": (Leave(november(9), november(13), "乙"),)}
    (visit,) = plan(task([person("e1", once(november(9), november(17)))], leave=away)).visits
    assert (visit.on, visit.visitor) == (november(16), "甲")
    (visit,) = plan(task([person("e1", once(november(9), november(13)))], leave=away)).visits
    assert (visit.on, visit.visitor) == (november(9), "乙")
    assert "责任人请假，由代班人探访" in why(visit)


def test_a_stand_in_on_leave_is_stood_in_for_in_turn() -> None:
    away = {
        "甲": (Leave(november(9), november(13), "乙"),),
        "乙": (Leave(november(9), november(11), "丙"),),
        "丙": (Leave(november(11), november(11), "甲"),),
    }
    by_day = {
        day: plan(task([person("e1", once(november(day), november(day)))], leave=away)) for day in (9, 11, 12)
    }
    assert by_day[9].visits[0].visitor == "丙"
    assert by_day[12].visits[0].visitor == "乙"
    assert by_day[11].refusals, "three who stand in for each other leave nobody"


def test_a_handover_sends_the_new_visitor_from_its_day_on() -> None:
    charges = (Charge("乙", november(16)), Charge("甲", None, november(15)))
    visits = plan(task([person("e1", weekly(), charges=charges)])).visits
    assert {visit.visitor for visit in visits if visit.on <= november(15)} == {"甲"}
    assert {visit.visitor for visit in visits if visit.on > november(15)} == {"乙"}


def test_a_household_goes_together_and_the_reason_names_nobody() -> None:
    people = [
        person("e1", weekly(), household="h"),
        person("e2", monthly(), household="h"),
        person("e3", weekly(TODAY - timedelta(days=3)), household="h"),
    ]
    visits = plan(task(people)).visits
    assert {visit.on for visit in visits if visit.uid == "e1"} == {
        visit.on for visit in visits if visit.uid == "e3"
    }
    assert len([visit for visit in visits if visit.uid == "e2"]) == 1
    assert all("与同户的人同一天" in why(visit) for visit in visits)


def test_days_in_hospital_are_not_planned_and_nothing_is_owed_after_the_end() -> None:
    away = person("e1", monthly(), closed=((FIRST, november(19)),))
    assert days(task([away]))[0] > november(19)
    ended = person("e1", weekly(), until=november(12))
    assert days(task([ended])) == [november(5), november(11)]


def test_a_pause_over_the_latest_day_begins_the_count_anew() -> None:
    paused = person("e1", weekly(), closed=((november(2), november(15)),))
    visits = plan(task([paused])).visits
    assert (visits[0].earliest, visits[0].latest) == (november(16), november(22))


def test_days_already_agreed_on_are_kept_and_those_that_no_longer_hold_are_moved() -> None:
    first = task([person("e1", weekly()), person("e2", monthly())])
    agreed = agreeing(first, plan(first))
    on = days(first)
    away = {"甲": (Leave(on[1], on[1]),)}
    visits = [visit for visit in plan(replace(agreed, leave=away)).visits if visit.uid == "e1"]
    assert visits[0].kept
    assert (visits[1].kept, visits[1].moved_from) == (False, on[1])
    assert visits[1].on != on[1]
    assert f"原定11月{on[1].day}日不再合适，改期" in why(visits[1])


def test_a_day_set_by_hand_is_never_moved() -> None:
    by_hand = AgreedDay(november(8), by_hand=True)
    away = {"甲": (Leave(november(1), november(30)),)}
    (visit,) = plan(task([person("e1", agreed=(by_hand,))], leave=away)).visits
    assert (visit.on, visit.kept) == (november(8), True)
    assert "人工排定，保持不变" in why(visit)
    (visit,) = plan(task([person("e1", agreed=(AgreedDay(november(8), by_hand=True, visitor="乙"),))])).visits
    assert visit.visitor == "乙"


def test_a_visit_that_another_visitor_must_make_now_is_told_as_changed() -> None:
    old = person("e1", agreed=(AgreedDay(november(9), visitor="甲"),), visitor="乙")
    (visit,) = plan(task([old])).visits
    assert (visit.on, visit.visitor, visit.kept) == (november(9), "乙", False)


def test_agreed_days_on_which_nothing_is_owed_are_dropped() -> None:
    december = monthly(date(2026, 12, 1))
    met = person("e1", december, agreed=(AgreedDay(november(9)),))
    outcome = plan(task([met]))
    assert outcome.dropped == (("e1", november(9)),)
    assert not outcome.visits


def test_visits_before_the_plan_begins_are_taken_for_granted() -> None:
    december = replace(task([person("e1", weekly())]), first=date(2026, 12, 1), last=date(2026, 12, 31))
    visits = plan(december).visits
    assert visits[0].on <= date(2026, 12, 7)
    assert len(visits) >= 4


def test_a_full_day_is_refused_in_words() -> None:
    people = [person(f"e{at}", once(november(2), november(2))) for at in range(3)]
    outcome = plan(task(people, most_a_day=2))
    assert len(outcome.visits) == 2
    assert outcome.refusals[0].why.say(str) == "11月2日至11月2日每天都已排满2人"


def test_people_without_a_visitor_are_planned_by_village() -> None:
    people = [person(f"e{at}", visitor=None, village="A" if at % 2 else "B") for at in range(12)]
    visits = plan(task(people)).visits
    assert {visit.visitor for visit in visits} == {None}
    assert len(visits) == 12


def test_days_that_are_over_are_left_alone() -> None:
    late = task([person("e1")], today=november(20))
    assert days(late)[0] >= november(20)
    assert plan(task([person("e1")], today=date(2026, 12, 5))).visits == ()


def test_windows_can_be_looked_at_one_after_another() -> None:
    windows = windows_until(person("e1", weekly(), agreed=(AgreedDay(november(3)),)), task([]))
    assert (windows[0].earliest, windows[0].latest) == (date(2026, 10, 31), november(6))
    assert windows[0].agreed == AgreedDay(november(3))
    assert (windows[1].earliest, windows[1].latest) == (november(4), november(10))


def test_the_work_can_be_watched_and_stopped() -> None:
    people = [person(f"e{at:04}", monthly()) for at in range(1200)]
    told: list[tuple[int, int]] = []
    plan(task(people), lambda done, total: told.append((done, total)))
    assert told == [(500, 1200), (1000, 1200)]
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        plan(task(people), progress.report)


def _township() -> PlanTask:
    """Return 600 people of 12 visitors in 6 villages, each visitor with people in two of them."""
    chance = random.Random(7)
    people: list[PlanPerson] = []
    for at in range(600):
        visitor = at % 12
        rules = [monthly()]
        if chance.random() < 0.15:
            rules.append(weekly(TODAY - timedelta(days=chance.randint(0, 6))))
        people.append(
            person(
                f"e{at:04}",
                *rules,
                visitor=f"v{visitor}",
                village=f"V{(visitor + (chance.random() < 0.4)) % 6}",
                household=f"h{at // 24}-{visitor}" if chance.random() < 0.3 else None,
            )
        )
    return task(people)


def test_the_plan_is_fairer_than_writing_everybody_down_for_the_day_due() -> None:
    made_up = _township()
    ours, simple = of_plan(made_up, plan(made_up)), naive(made_up)
    assert ours.peak < 2
    assert ours.peak < simple.peak / 2
    assert ours.villages < simple.villages
    assert ours.villages < 1.4
    # Both have windows that end at the month's first weekend.
    assert ours.off <= simple.off + 1


def test_weekly_visits_are_not_made_much_more_often_than_they_must_be() -> None:
    made_up = _township()
    made: dict[str, int] = {}
    for visit in plan(made_up).visits:
        made[visit.uid] = made.get(visit.uid, 0) + 1
    often = [made[each.uid] for each in made_up.people if any(rule.every == WEEKLY for rule in each.rules)]
    assert sum(often) / len(often) < 5.5
