"""Files of days off: the shipped ones, and every way to get one wrong."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import Any

import pytest

from desktop_app.config import resources
from desktop_app.domain.holiday_tables import HolidaysRefused, HolidayYear, parse_holidays

GOOD = """
year = 2027
title = "试验的通知"
document = "试〔2026〕1号"
issued_on = 2026-11-01
sentence = "元旦：1月1日至3日放假，1月9日上班。"
[[holidays]]
name = "元旦"
from_on = 2027-01-01
to_on = 2027-01-03
working = [2027-01-09]
"""


def shipped(year: int) -> HolidayYear:
    with resources.path("holidays", f"{year}.toml").open("rb") as file:
        return parse_holidays(tomllib.load(file))


def problems(text: str) -> str:
    with pytest.raises(HolidaysRefused) as refused:
        parse_holidays(tomllib.loads(text))
    return str(refused.value.details["listing"])


@pytest.mark.parametrize(
    ("year", "off", "working"),
    [
        # 国办发明电〔2024〕12号: 1 + 8 + 3 + 5 + 3 + 8 days off, five days moved.
        (2025, 28, {(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)}),
        # The notice of 4 November 2025: 3 + 9 + 3 + 5 + 3 + 3 + 7 days off, six days moved.
        (2026, 33, {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}),
    ],
)
def test_the_shipped_years_say_what_the_notice_says(
    year: int, off: int, working: set[tuple[int, int]]
) -> None:
    table = shipped(year)
    assert table.year == year
    assert len(table.days) == off
    assert {(on.month, on.day) for on in table.working} == working


def test_in_both_shipped_years_offices_are_open_on_248_days() -> None:
    for year in (2025, 2026):
        table = shipped(year)
        days = [date(year, 1, 1) + timedelta(days=at) for at in range(365)]
        assert sum(on in table.working or (on.weekday() < 5 and on not in table.days) for on in days) == 248


def test_a_good_file_is_read_with_its_source() -> None:
    table = parse_holidays(tomllib.loads(GOOD))
    assert table.source == "试验的通知（试〔2026〕1号）"
    assert table.days == {date(2027, 1, day): "元旦" for day in (1, 2, 3)}
    assert table.working == {date(2027, 1, 9)}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("year = 2027", "year = 1900", "年份应为 1950 至 2099 的整数"),
        ("year = 2027", "year = 2026", "1月1日不在2026年"),
        ("year = 2027", "", "缺少年份"),
        ('title = "试验的通知"', "", "缺少通知标题"),
        ('title = "试验的通知"', 'title = " "', "通知标题应为不空的文字"),
        ('sentence = "元旦：1月1日至3日放假，1月9日上班。"', "", "缺少通知原文"),
        ("issued_on = 2026-11-01", 'issued_on = "去年"', "印发日期应为日期"),
        ('name = "元旦"', "", "缺少名称"),
        ("from_on = 2027-01-01", "", "缺少第一天"),
        ("to_on = 2027-01-03", "to_on = 2026-12-30", "最后一天早于第一天"),
        ("to_on = 2027-01-03", "to_on = 2027-03-03", "超过31天"),
        ("[2027-01-09]", "[2027-01-08]", "1月8日不是周末"),
        ("[2027-01-09]", "[2027-01-09, 2027-01-09]", "1月9日写了两次"),
        ("[2027-01-09]", "[2028-01-09]", "1月9日不在2027年"),
        ("[2027-01-09]", "[2027-01-03]", "1月3日既放假又上班"),
        ("[2027-01-09]", '["1月9日"]', "调休上班日应为日期"),
        ("[2027-01-09]", "2027-01-09", "调休上班日应为列表"),
        ("[2027-01-09]", "[2027-01-09]\nholyday = 1", "不认识的字段"),
    ],
)
def test_every_mistake_is_named_in_a_sentence(old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    assert sentence in problems(GOOD.replace(old, new))


def test_a_day_in_two_holidays_is_named() -> None:
    twice = GOOD + '[[holidays]]\nname = "春节"\nfrom_on = 2027-01-03\nto_on = 2027-01-04\n'
    assert "holidays[2].from_on: 1月3日写了两次" in problems(twice)


def test_a_file_without_any_day_off_is_refused() -> None:
    empty: dict[str, Any] = {"year": 2027, "title": "空", "sentence": "空"}
    with pytest.raises(HolidaysRefused):
        parse_holidays(empty)
