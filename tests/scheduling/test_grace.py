"""Days of grace after a window: nothing is overdue in them, and a visit in them is in time."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.domain.terms import Category, DutyState
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.facts import CategorySpanFact, PersonFacts
from desktop_app.scheduling.rulebook import RuleBook
from tests.scheduling.made_up import odd_profile, visit

BOOK = RuleBook((odd_profile(),))
MONTH, ROLLING = "odd/grace-month/1", "odd/grace-rolling/1"


def owed(rule: str, as_of: date, *visits: date) -> list[tuple[date, DutyState]]:
    """Return the latest days and states of somebody of 65 on the register since the New Year of 2025."""
    categories = (Category.LIVING_ALONE, Category.EMPTY_NEST, Category.LEFT_BEHIND)
    person = PersonFacts(
        uid="e1",
        birth_on=date(1960, 6, 1),
        registered_on=date(2025, 1, 1),
        categories=tuple(CategorySpanFact(category) for category in categories),
        visits=tuple(visit(f"v{number}", on) for number, on in enumerate(visits)),
    )
    found: tuple[Duty, ...] = duties(person, BOOK, Calendar(), as_of)
    return [(each.latest_on, each.state) for each in found if each.rule_id == rule]


JANUARY, FEBRUARY, MARCH = date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)


def test_a_missed_month_is_not_overdue_before_its_grace_is_over() -> None:
    (january, state), _february = owed(MONTH, date(2025, 2, 4))
    assert (january, state) == (JANUARY, DutyState.DUE)
    (january, state), _february = owed(MONTH, date(2025, 2, 5))
    assert (january, state) == (JANUARY, DutyState.OVERDUE)


@pytest.mark.parametrize("day", [date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 4), date(2025, 3, 5)])
def test_the_grace_of_the_next_month_does_not_take_back_what_is_overdue(day: date) -> None:
    assert owed(MONTH, day)[0][1] is DutyState.OVERDUE


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (4, [(FEBRUARY, DutyState.MET), (MARCH, DutyState.PLANNED)]),
        (5, [(JANUARY, DutyState.MET_LATE), (FEBRUARY, DutyState.MET), (MARCH, DutyState.PLANNED)]),
    ],
)
def test_a_visit_in_the_grace_of_a_month_is_in_time_and_one_after_it_is_late(
    day: int, expected: list[tuple[date, DutyState]]
) -> None:
    on = date(2025, 2, day)
    assert owed(MONTH, on, on) == expected


def test_a_month_kept_by_its_grace_is_where_counting_the_missed_ones_ends() -> None:
    missed = owed(MONTH, date(2025, 4, 10), date(2025, 2, 3))
    assert missed[0] == (MARCH, DutyState.OVERDUE)
    kept = owed(MONTH, date(2025, 3, 3), date(2025, 2, 3), date(2025, 3, 2))
    assert (kept[0], len(kept)) == ((MARCH, DutyState.MET), 2)


@pytest.mark.parametrize(
    ("day", "state"), [(11, DutyState.MET), (13, DutyState.MET), (14, DutyState.MET_LATE)]
)
def test_a_visit_in_the_grace_of_ten_days_is_in_time(day: int, state: DutyState) -> None:
    on = date(2025, 1, day)
    settled, following = owed(ROLLING, on, on)
    assert settled == (date(2025, 1, 11), state)
    assert following[1] in {DutyState.PLANNED, DutyState.OPEN}


def test_ten_days_without_a_visit_are_overdue_only_after_their_grace() -> None:
    assert owed(ROLLING, date(2025, 1, 13))[0][1] is DutyState.DUE
    assert owed(ROLLING, date(2025, 1, 14))[0][1] is DutyState.OVERDUE
