"""States, periods and contacts in words."""

from __future__ import annotations

from datetime import date

from desktop_app.domain.terms import DutyState
from desktop_app.services.person_files import MonthMet, MonthState
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


def test_contacts_are_called_emergency_first_and_without_a_phone_last() -> None:
    without = ContactRow("1", "巴特尔", "儿子", None, ("emergency",))
    other = ContactRow("2", "赵德厚", "邻居", "04765123456", ())
    named = ContactRow("3", "李梅", "女儿", "13800138000", ("supporter", "emergency"))
    assert words.call_order((without, other, named)) == [named, other, without]


def test_numbers_are_masked_or_in_full() -> None:
    assert words.MASKED.phones("13800138001、0476-5123456") == "138****8001、0476-****456"
    assert words.FULL.phones("13800138001") == "138 0013 8001"
    assert words.MASKED.id_number("150425194305080022") == "150425********0022"
    assert words.MASKED.id_number(None) == words.FULL.phones(None) == ""


def test_each_month_of_the_year_has_a_letter_and_words() -> None:
    year = [
        MonthMet(1, MonthState.MET, 4, 4),
        MonthMet(2, MonthState.MISSED, 0, 1),
        MonthMet(3, MonthState.NOTHING),
        MonthMet(4, MonthState.VISITED, 2),
        MonthMet(5, MonthState.AHEAD),
    ]
    marks = [words.month_mark(month) for month in year]
    assert [mark.letter for mark in marks] == ["完", "漏", "–", "访", ""]
    assert marks[0].words == "1月：按期完成，应访 4 次，已访 4 次"
    assert marks[3].words == "4月：没有应访任务，有探访，访 2 次"
    assert marks[4].words == "5月"
    assert words.year_legend(year) == "完 按期完成　漏 未完成　访 没有应访任务，有探访　– 没有应访任务"
    assert all(words.month_mark(MonthMet(1, state)) for state in MonthState)
