"""What holds for every plan, whoever is owed what."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.scheduling.planner import plan
from desktop_app.scheduling.planner_diary import leave_on, visitor_on
from desktop_app.scheduling.planner_task import PlanTask
from desktop_app.scheduling.planner_windows import CATCH_UP_DAYS
from desktop_app.scheduling.working_days import Leave
from tests.scheduling.plans_made_up import (
    FIRST,
    LAST,
    VISITORS,
    agreeing,
    monthly,
    person,
    some_people,
    spans,
    task,
    tasks,
)


@given(tasks())
def test_every_visit_lies_in_its_window_on_a_day_when_somebody_can_come(made_up: PlanTask) -> None:
    people = {each.uid: each for each in made_up.people}
    for visit in plan(made_up).visits:
        its = people[visit.uid]
        assert FIRST <= visit.on <= LAST
        if visit.latest < made_up.today:
            assert visit.on < made_up.today + timedelta(days=CATCH_UP_DAYS)
        else:
            assert visit.earliest <= visit.on <= visit.latest
        assert not any(first <= visit.on <= last for first, last in its.closed)
        if visit.visitor is not None:
            assert leave_on(made_up.leave.get(visit.visitor, ()), visit.on) is None
        assert visit.why


@given(tasks())
def test_a_visit_is_refused_only_where_no_day_is_left(made_up: PlanTask) -> None:
    outcome = plan(made_up)
    load = Counter((visit.visitor, visit.on) for visit in outcome.visits)
    people = {each.uid: each for each in made_up.people}
    most = made_up.most_a_day or 20
    for refused in outcome.refusals:
        its = people[refused.uid]
        on = max(FIRST, refused.earliest)
        while on <= min(LAST, refused.latest):
            visitor = visitor_on(its.charges, on)
            away = leave_on(made_up.leave.get(visitor or "", ()), on) is not None
            closed = any(first <= on <= last for first, last in its.closed)
            assert away or closed or visitor is None or load[visitor, on] >= most
            on += timedelta(days=1)


@given(tasks(), st.randoms())
def test_the_order_of_people_plays_no_part(made_up: PlanTask, chance: st.DataObject) -> None:
    mixed = list(made_up.people)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis hands out a random.Random
    assert plan(replace(made_up, people=tuple(mixed))) == plan(made_up)


@given(tasks())
def test_planning_again_with_nothing_new_changes_nothing(made_up: PlanTask) -> None:
    first = plan(made_up)
    again = plan(agreeing(made_up, first))
    assert [(visit.uid, visit.on, visit.visitor) for visit in again.visits] == [
        (visit.uid, visit.on, visit.visitor) for visit in first.visits
    ]
    assert all(visit.kept for visit in again.visits)
    assert not again.dropped
    assert again.refusals == first.refusals


@given(tasks(stand_ins=False), st.sampled_from(VISITORS), spans(), st.none() | st.sampled_from(VISITORS))
def test_a_leave_changes_only_that_visitors_visits(
    made_up: PlanTask, visitor: str, span: tuple[object, object], stand_in: str | None
) -> None:
    leave = {**made_up.leave, visitor: (Leave(*span, stand_in),)}  # type: ignore[arg-type]  # days
    before, after = (
        plan(replace(made_up, leave={**made_up.leave, visitor: ()})),
        plan(replace(made_up, leave=leave)),
    )
    others = {each.uid for each in made_up.people if not each.charges or each.charges[0].visitor != visitor}
    assert [(visit.uid, visit.on) for visit in before.visits if visit.uid in others] == [
        (visit.uid, visit.on) for visit in after.visits if visit.uid in others
    ]


@given(tasks(stand_ins=False), st.sampled_from(VISITORS), spans(3))
def test_a_new_leave_moves_only_the_agreed_days_on_it_and_what_follows_from_them(
    made_up: PlanTask, visitor: str, span: tuple[object, object]
) -> None:
    first = plan(made_up)
    agreed = agreeing(made_up, first)
    leave = Leave(*span)  # type: ignore[arg-type]  # days
    again = plan(replace(agreed, leave={**made_up.leave, visitor: (*made_up.leave[visitor], leave)}))
    hit = {
        visit.uid
        for visit in first.visits
        if visit.visitor == visitor and leave.first <= visit.on <= leave.last
    }
    assert all(visit.kept or visit.uid in hit for visit in again.visits)


@given(some_people().map(lambda people: [replace(each, rules=(monthly(),), closed=()) for each in people]))
def test_a_household_is_visited_together(people: list[object]) -> None:
    made_up = task(people)  # type: ignore[arg-type]  # plan people
    on = {visit.uid: visit.on for visit in plan(made_up).visits}
    for one in made_up.people:
        for other in made_up.people:
            if (
                one.household is not None
                and one.household == other.household
                and one.charges == other.charges
            ):
                assert on[one.uid] == on[other.uid]


@given(tasks())
def test_no_day_is_fuller_than_it_may_be(made_up: PlanTask) -> None:
    load = Counter((visit.visitor, visit.on) for visit in plan(made_up).visits if visit.visitor is not None)
    assert all(count <= (made_up.most_a_day or 20) for count in load.values())


@given(st.integers(1, 120), st.integers(1, 4))
def test_whoever_visits_monthly_people_has_even_days(number: int, villages: int) -> None:
    people = [person(f"e{at:03}", village=f"V{at % villages}") for at in range(number)]
    load = Counter(visit.on for visit in plan(task(people)).visits)
    assert sum(load.values()) == number
    # November 2026 has 21 working days, the last of which is kept in hand; three visits are worth a trip, and
    # one more is better than a trip to a further village.
    assert max(load.values()) <= max(3, -(-number // 20)) + 1
