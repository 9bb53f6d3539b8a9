"""Two sites that changed the same profile or the same year's holidays read what sets the two apart, not files."""

from __future__ import annotations

from datetime import date

from desktop_app.domain.policies import MONTHLY, Every, PeriodUnit
from desktop_app.domain.policy_changes import RuleChange, with_rule_changed
from desktop_app.domain.policy_text import profile_text
from desktop_app.services.conflict_values import values_in_words
from desktop_app.services.rules import known_profiles

TODAY = date(2026, 11, 22)


def test_two_versions_of_a_profile_are_told_by_what_they_say_differently() -> None:
    shipped = known_profiles()["chifeng-2023-42-pastoral"]
    weekly = with_rule_changed(
        shipped, "special-monthly", RuleChange(every=Every(PeriodUnit.DAYS, 10)), date(2026, 12, 1)
    )
    assert shipped.visit_rules[0].every == MONTHLY
    said = values_in_words("policy_text", "text", [profile_text(shipped), profile_text(weekly)], TODAY)
    assert len(said) == 2
    assert all(shipped.title in words and len(words) < 400 for words in said)
    assert "2026-12-01 起：" in said[1]
    assert "2026-12-01" not in said[0]


def test_what_cannot_be_read_is_said_so() -> None:
    said = values_in_words("policy_text", "text", ["[[[", None], TODAY)
    assert said == ("这份方案读不出来", "这份方案读不出来")


def test_holidays_are_told_by_the_days_that_differ() -> None:
    first = {"2027-01-01": "元旦", "2027-02-06": "春节"}
    other = {"2027-01-01": "元旦", "2027-02-07": "春节"}
    said = values_in_words("holiday_table", "days", [first, other], TODAY)
    assert said == ("共 2 天\n2027-02-06 春节", "共 2 天\n2027-02-07 春节")
    many = {f"2027-03-{day:02}": "假" for day in range(1, 20)}
    assert values_in_words("holiday_table", "days", [many, {}], TODAY)[0].endswith("另有 16 处不同")
    assert values_in_words("holiday_table", "working", [["2027-01-03"], []], TODAY)[1] == "共 0 天"


def test_plain_values_stay_as_they_are() -> None:
    assert values_in_words("elder", "name", ["甲", "乙"], TODAY) == ()


def test_what_was_measured_or_answered_is_told_by_what_differs() -> None:
    first = {"systolic": "135", "temperature": "36.5"}
    said = values_in_words("visit", "measures", [first, first | {"systolic": "185"}, None], TODAY)
    assert said == ("收缩压 135 mmHg\n体温 36.5 ℃", "收缩压 185 mmHg\n体温 36.5 ℃", "空")
    answers = {"safety.stove": "normal", "safety.flue": "blocked"}
    said = values_in_words("visit", "answers", [answers, answers | {"safety.stove": "damaged"}], TODAY)
    assert said == ("炉具 完好", "炉具 破损漏烟")
