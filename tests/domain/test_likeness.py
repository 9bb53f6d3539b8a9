"""Tests for how alike two files are, and for finding the alike among many."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.identity import check_digit
from desktop_app.domain.likeness import (
    WORTH_A_LOOK,
    LikenessFacts,
    likeness,
    likeness_facts,
    near_sound,
    one_slip_apart,
)
from desktop_app.domain.likeness_blocks import SMALL, alike, numbers_near

SOUNDS = {
    "李": "li", "淑": "shu", "珍": "zhen", "贞": "zhen", "贵": "gui", "曾": "zeng", "王": "wang", "芳": "fang",
    "秀": "xiu", "英": "ying", "因": "yin", "张": "zhang", "伟": "wei", "乌": "wu", "云": "yun", "其": "qi",
    "琪": "qi", "木": "mu", "格": "ge", "哲": "zhe", "包": "bao", "刘": "liu",
}  # fmt: skip
VARIANTS = {ord("喆"): "哲", ord("張"): "张", ord("偉"): "伟", ord("劉"): "刘"}
BORN = date(1943, 3, 8)


def person(uid: str = "a", name: str = "李淑珍", **facts: Any) -> LikenessFacts:
    key = "".join(VARIANTS.get(ord(c), c) for c in name.replace("·", ""))
    sound = " ".join(SOUNDS.get(c, c) for c in key)
    return likeness_facts(uid=uid, name=name, sound=sound, variants=VARIANTS, **facts)


def number(area: str = "150425", born: date = BORN, order: str = "102") -> str:
    first = f"{area}{born:%Y%m%d}{order}"
    return first + check_digit(first)


def wrong(text: str, place: int = 9) -> str:
    return text[:place] + str((int(text[place]) + 3) % 10) + text[place + 1 :]


def said(one: LikenessFacts, other: LikenessFacts) -> list[str]:
    return [words.say(str) for _weight, words in likeness(one, other).reasons]


def test_the_reasons_are_said_with_the_names_and_add_up() -> None:
    found = likeness(
        person(name="李淑珍", birth_on=BORN, village_code="1", sex="2"),
        person("b", "李淑贞", birth_on=BORN, village_code="1", sex="2"),
    )
    assert found.score == WORTH_A_LOOK == sum(weight for weight, _words in found.reasons)
    assert [words.say(str) for _weight, words in found.reasons] == [
        "出生日期相同",
        "姓名读音相同（李淑珍／李淑贞）",
        "同一嘎查村（社区）",
    ]


def test_one_id_number_is_enough_and_nothing_speaks_against_it() -> None:
    one, other = person(id_number=number()), person("b", "王芳", id_number=number(), sex="1")
    assert likeness(one, other).score == 60
    assert said(one, other) == ["身份证号相同"]


def test_a_15_digit_number_is_the_18_digit_one() -> None:
    old = number()[:6] + number()[8:17]
    assert likeness(person(id_number=old), person("b", "王芳", id_number=number())).score == 60


@pytest.mark.parametrize("slip", [wrong(number()), wrong(number(), 16), number()[:15] + "01" + number()[17:]])
def test_one_slip_in_the_number_and_the_name_make_a_candidate(slip: str) -> None:
    one, other = person(id_number=number(), birth_on=BORN), person("b", id_number=slip)
    assert likeness(one, other).score >= WORTH_A_LOOK
    assert "身份证号只差一位或相邻两位颠倒" in said(one, other)


def test_two_valid_numbers_are_two_people_even_under_one_name_and_roof() -> None:
    shared: dict[str, Any] = {"birth_on": BORN, "village_code": "1", "address": "东街1号", "phones": ["1"]}
    one = person(id_number=number(), **shared)
    other = person("b", id_number=number(order="104"), **shared)
    assert likeness(one, other).score < WORTH_A_LOOK
    assert "身份证号都有效而不同" in said(one, other)


@pytest.mark.parametrize(
    ("name", "other", "reason"),
    [
        ("包·李", "包李", "姓名相同（包·李）"),
        ("张喆", "張哲", "姓名只是写法不同（张喆／張哲）"),
        ("乌云其木格", "乌云琪木格", "姓名读音相同（乌云其木格／乌云琪木格）"),
        ("王秀英", "王秀因", "姓名读音相近（王秀英／王秀因）"),
        ("王秀英", "王秀芳", "姓名只差一个字（王秀英／王秀芳）"),
        ("乌云其木格", "乌云其格", "姓名只差一个字（乌云其木格／乌云其格）"),
        ("王秀英", "李淑珍", "姓名不同（王秀英／李淑珍）"),
    ],
)
def test_names_are_compared_by_writing_sound_and_letters(name: str, other: str, reason: str) -> None:
    assert said(person(name=name), person("b", other)) == [reason]


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (date(1943, 8, 3), "出生日期的月和日互换"),
        (date(1943, 4, 12), "出生日期相差35天，可能一份是农历"),
        (date(1943, 1, 1), "出生年份相同，其中一份只记到年"),
        (date(1945, 5, 5), "出生日期不同"),
        (date(1953, 3, 8), "出生年份相差10年"),
    ],
)
def test_birth_dates_that_differ_say_how(other: date, reason: str) -> None:
    assert reason in said(person(birth_on=BORN), person("b", birth_on=other))


def test_a_couple_is_no_candidate() -> None:
    home: dict[str, Any] = {"phones": ["15400000001"], "address": "东街1号", "village_code": "1"}
    husband = person(name="王伟", sex="1", birth_on=date(1941, 5, 5), household="h", **home)
    wife = person("b", "李淑珍", sex="2", birth_on=date(1943, 3, 8), household="h", **home)
    assert likeness(husband, wife).score == 0


def test_sounds_that_are_taken_for_each_other_are_made_equal() -> None:
    assert near_sound("zheng") == near_sound("zen")
    assert near_sound("shang") == near_sound("san")
    assert near_sound("nan") == near_sound("lan")
    assert near_sound("huang") == near_sound("fuang")
    assert near_sound("wang") != near_sound("wen")


names = st.sampled_from(
    [
        "李淑珍",
        "李淑贞",
        "李淑贵",
        "王秀英",
        "王秀因",
        "张伟",
        "張偉",
        "乌云其木格",
        "乌云琪木格",
        "张喆",
        "张哲",
    ]
)
days = st.builds(lambda n: date(1943, 1, 1) + timedelta(days=n), st.integers(0, 90)) | st.sampled_from(
    [date(1943, 3, 8), date(1943, 8, 3), date(1942, 12, 20), date(1960, 5, 5)]
)
valid = st.builds(number, born=days, order=st.sampled_from(["101", "102", "104"]))
numbers = st.none() | valid | st.builds(wrong, valid, st.sampled_from([5, 9, 13, 15, 16]))
people = st.builds(
    lambda name, facts: (name, facts),
    names,
    st.fixed_dictionaries(
        {
            "id_number": numbers,
            "birth_on": st.none() | days,
            "sex": st.sampled_from(["0", "1", "2"]),
            "phones": st.sets(st.sampled_from(["1", "2"]), max_size=1),
            "contact_phones": st.sets(st.sampled_from(["1", "2", "3"]), max_size=2),
            "village_code": st.sampled_from(["1", "2"]),
            "address": st.sampled_from([None, "东街 1号", "西街"]),
            "household": st.sampled_from([None, "h"]),
        }
    ),
)


@given(people, people)
def test_a_score_is_symmetric_and_between_0_and_100(one: Any, other: Any) -> None:
    first, second = person("a", one[0], **one[1]), person("b", other[0], **other[1])
    assert likeness(first, second).score == likeness(second, first).score
    assert 0 <= likeness(first, second).score <= 100


@given(st.lists(people, max_size=14))
def test_blocks_find_every_pair_that_comparing_all_finds(made: list[Any]) -> None:
    files = [person(f"{n:03}", name, **facts) for n, (name, facts) in enumerate(made)]
    everybody = {
        (one.uid, other.uid): likeness(one, other).score
        for one, other in combinations(files, 2)
        if likeness(one, other).score >= WORTH_A_LOOK
    }
    found = alike(files)
    assert {(pair.one.uid, pair.other.uid): pair.score for pair in found} == everybody
    assert [pair.score for pair in found] == sorted(everybody.values(), reverse=True)


@given(st.lists(people, min_size=2, max_size=8))
def test_a_village_under_one_telephone_and_address_hides_nobody(made: list[Any]) -> None:
    crowd = [
        person(f"c{n:03}", "刘" + chr(0x4E00 + 37 * n), birth_on=date(1900, 1, 1) + timedelta(days=400 * n))
        for n in range(SMALL)
    ]
    files = [person(f"{n:03}", name, **facts) for n, (name, facts) in enumerate(made)] + crowd
    shared: dict[str, Any] = {"phones": frozenset({"9"}), "address": "1 村委会", "household": "all"}
    from dataclasses import replace

    files = [replace(file, **shared) for file in files]
    everybody = {
        (one.uid, other.uid)
        for one, other in combinations(files, 2)
        if likeness(one, other).score >= WORTH_A_LOOK
    }
    assert {(pair.one.uid, pair.other.uid) for pair in alike(files)} == everybody


@given(valid)
def test_numbers_near_a_number_are_those_one_slip_apart_and_never_valid(text: str) -> None:
    near = set(numbers_near(text))
    assert all(one_slip_apart(text, other) for other in near)
    assert all(check_digit(other[:17]) != other[17] for other in near if other[:17].isdigit())


def test_the_work_reports_and_can_be_stopped() -> None:
    class Stop(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stop

    files = [person(f"{n:05}", "王秀英", birth_on=BORN) for n in range(50)]
    with pytest.raises(Stop):
        alike(files * 500, report=stop)
