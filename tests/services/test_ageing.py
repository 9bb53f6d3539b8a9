"""Who is about to reach an age, what begins then, and who was registered ahead."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.config.strings import _
from desktop_app.domain.terms import EndReason
from desktop_app.services.ageing import AGES, AgeingFilter, begins_at
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.rules import known_profiles
from tests.services.homes import TODAY, VILLAGES

BORN = {
    "今天八十": date(1946, 11, 22),
    "明天六五": date(1961, 11, 23),
    "昨天七五": date(1951, 11, 21),
    "闰日八十": date(1947, 2, 28),
    "将满六十": date(1966, 12, 31),
    "五十七岁": date(1969, 6, 1),
    "九十一岁": date(1935, 12, 1),
    "百岁老人": date(1926, 12, 24),
}


@pytest.fixture
def uids(empty: Application) -> dict[str, str]:
    found = {
        name: empty.register.save(
            empty.actor,
            ElderDraft(
                name=name,
                village_code=VILLAGES[number % 2],
                birth_on=born,
                registered_on=date(2026, 9, 1),
                categories=(SpanDraft(category="living_alone", from_on=date(2026, 9, 1)),),
            ),
        )
        for number, (name, born) in enumerate(BORN.items())
    }
    found["没有生日"] = empty.register.save(
        empty.actor, ElderDraft(name="没有生日", village_code=VILLAGES[0], registered_on=date(2026, 9, 1))
    )
    return found


def names(app: Application, **wanted: object) -> list[tuple[str, int, int]]:
    rows = app.ageing.list(app.actor, AgeingFilter(**wanted))  # type: ignore[arg-type]  # any field
    return [(row.name, row.age, row.days_left) for row in rows]


def test_the_nearest_birthdays_come_first_with_today_and_without_yesterday(
    empty: Application, uids: dict[str, str]
) -> None:
    assert names(empty) == [
        ("今天八十", 80, 0),
        ("明天六五", 65, 1),
        ("百岁老人", 100, 32),
        ("将满六十", 60, 39),
    ]
    assert ("闰日八十", 80, 98) in names(empty, days=98)
    assert ("闰日八十", 80, 98) not in names(empty, days=97)
    assert names(empty, days=0) == [("今天八十", 80, 0)]


def test_the_list_is_narrowed_by_age_and_village(empty: Application, uids: dict[str, str]) -> None:
    assert names(empty, ages=(65, 60)) == [("明天六五", 65, 1), ("将满六十", 60, 39)]
    assert names(empty, village_code=VILLAGES[1]) == [("明天六五", 65, 1), ("百岁老人", 100, 32)]


def test_who_was_registered_before_60_is_listed_and_neither_owed_nor_counted(
    empty: Application, uids: dict[str, str]
) -> None:
    assert [name for name, _age, _days in names(empty, ahead_only=True)] == ["将满六十", "五十七岁"]
    rows = empty.ageing.list(empty.actor, AgeingFilter(ages=(60,)))
    assert [(row.name, row.ahead) for row in rows] == [("将满六十", True)]
    assert empty.duties.of_elder(empty.actor, uids["五十七岁"]) == []
    assert empty.duties.of_elder(empty.actor, uids["昨天七五"])
    figures = {row.key: row.numerator for row in empty.indicators.month(empty.actor, 2026, 11)}
    assert (figures["registered_60"], figures["special"]) == (6, 7 - 1)


def test_who_has_left_is_not_listed(empty: Application, uids: dict[str, str]) -> None:
    empty.register.end(empty.actor, uids["今天八十"], on=TODAY, reason=EndReason.MOVED_OUT)
    assert "今天八十" not in [name for name, _age, _days in names(empty)]


def test_somebody_born_on_29_february_turns_on_1_march_of_a_common_year(empty: Application) -> None:
    empty.register.save(
        empty.actor, ElderDraft(name="闰年生人", village_code=VILLAGES[0], birth_on=date(1952, 2, 29))
    )
    (row,) = empty.ageing.list(empty.actor, AgeingFilter(days=200))
    assert (row.age, row.reaches_on) == (75, date(2027, 3, 1))
    days = (date(2027, 3, 1) - TODAY).days
    assert names(empty, days=days - 1) == []
    assert len(names(empty, days=days)) == 1


@pytest.mark.parametrize(
    ("profile", "age", "words"),
    [
        ("chifeng-2022-56", 65, "65周岁以上居家养老的老年人医养结合服务（每年 2 次）"),
        ("ordos-14fyp", 75, "75岁以上老年人认知功能检测评估（每年 1 次）"),
        ("liaoyuan-14fyp", 60, "老年人健康管理服务（每年 1 次）"),
        ("inner-mongolia-2022", 80, "成为高龄老年人"),
    ],
)
def test_what_begins_is_said_from_the_policies(profile: str, age: int, words: str) -> None:
    said = [each.say(_) for each in begins_at([known_profiles()[profile]], age, date(2023, 6, 1))]
    assert words in said


def test_a_profile_no_longer_in_force_promises_nothing() -> None:
    profile = known_profiles()["chifeng-2022-56"]
    assert begins_at([profile], 65, profile.valid_from - timedelta(days=1)) == ()
    assert all(begins_at([], age, TODAY) == () for age in AGES if age not in {60, 80})


def test_the_list_is_exported_as_it_is_shown(
    empty: Application, uids: dict[str, str], tmp_path: Path
) -> None:
    rows = empty.ageing.list(empty.actor)
    assert empty.ageing.export(empty.actor, tmp_path / "list.xlsx", rows) == 4
    assert (tmp_path / "list.xlsx").stat().st_size > 1000
