"""States, periods and contacts in words."""

from __future__ import annotations

from datetime import date

from desktop_app.domain.terms import DutyState
from desktop_app.storage.queries.persons import ContactRow
from desktop_app.ui.register import words
from tests.ui.register.made_up import TODAY


def test_the_state_of_a_visit_is_said_in_words() -> None:
    overdue = words.duty_words(DutyState.OVERDUE, date(2026, 11, 19), TODAY)
    assert overdue == "已逾期 3 天"
    assert words.duty_words(DutyState.DUE, TODAY, TODAY) == "今天截止"
    assert words.duty_words(DutyState.PLANNED, date(2026, 12, 1), TODAY) == "未到期"
    assert words.duty_words(None, None, TODAY) == ""


def test_periods_are_said_with_the_ends_they_have() -> None:
    assert words.period(date(2026, 1, 1), None) == "2026-01-01 起"
    assert words.period(None, date(2026, 1, 1)) == "至 2026-01-01"
    assert words.period(None, None) == ""
    assert words.holds_on(date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1))


def test_the_emergency_contact_has_a_phone() -> None:
    without = ContactRow("1", "巴特尔", "儿子", None, ("emergency",))
    other = ContactRow("2", "赵德厚", "邻居", "04765123456", ())
    named = ContactRow("3", "李梅", "女儿", "13800138000", ("supporter", "emergency"))
    assert words.emergency_contact((without, other, named)) is named
    assert words.emergency_contact((without, other)) is other
    assert words.emergency_contact((without,)) is None
    assert words.contact_words(named) == "女儿 李梅 138 0013 8000"
