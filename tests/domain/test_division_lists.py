"""Lists of divisions as offices have them, and what they change."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import division_lists
from desktop_app.domain.division_lists import NoDivisionColumns, NoneOfThisCounty, compare, read_list
from desktop_app.domain.divisions import Division

COUNTY = "150425"
A, B, C = "150425202201", "150425202202", "150425202203"


def read(*rows: tuple[Any, ...]) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in read_list(rows, COUNTY).places]


@pytest.mark.parametrize(
    "rows",
    [
        [("代码", "名称"), (A, "甲嘎查")],
        [("统计用区划代码", "城乡分类代码", "名称"), (A, "220", "甲嘎查")],
        [("2026年村级区划",), (), ("名 称", "区划代码*"), ("甲嘎查", A)],
        [("code", "name", "streetCode"), (int(A), "甲嘎查", 150425202)],
        [("Code", "Name"), (float(A), " 甲嘎查 ")],
        [(A, "220", "甲嘎查")],
        [(f"'{A}", "甲嘎查")],
        [("150425 202 201", "甲嘎查"), ("注：本表由民政部门提供", None)],
        [("１５０４２５２０２２０１", "甲嘎查")],
        [("行政区划代码", "村(社区)名称"), (f"{A}.0", "甲嘎查"), ("150426202201", "别处村")],
    ],
)
def test_a_list_may_be_written_in_many_ways(rows: list[tuple[Any, ...]]) -> None:
    assert read(*rows) == [(A, "甲嘎查")]


def test_townships_of_nine_digits_are_taken_and_counties_left_out() -> None:
    assert read(("代码", "名称"), ("150425", "克什克腾旗"), ("150425202", "达日罕乌拉苏木")) == [
        ("150425202000", "达日罕乌拉苏木")
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("1.50425E+11", "甲嘎查"), division_lists.EXPONENT),
        (("1504252022", "甲嘎查"), division_lists.BAD_CODE),
        (("15042520220X", "甲嘎查"), division_lists.BAD_CODE),
        (("", "甲嘎查"), division_lists.NO_CODE),
        ((B, ""), division_lists.NO_NAME),
        ((B, "长" * 61), division_lists.LONG_NAME),
        ((A, "另一个名字"), division_lists.TWICE),
    ],
)
def test_a_broken_line_is_named_by_its_row(row: tuple[str, str], reason: str) -> None:
    found = read_list([("代码", "名称"), (A, "甲嘎查"), (), row, (C, "丙嘎查")], COUNTY)
    assert [(each.row, each.reason) for each in found.problems] == [(4, reason)]
    assert {each.code for each in found.places} == {A, C}


def test_a_list_without_the_columns_or_of_another_county_is_refused() -> None:
    for rows in ([], [("姓名", "电话"), ("王桂兰", "13800138000")], [("代码",), (A,)]):
        with pytest.raises(NoDivisionColumns):
            read_list(rows, COUNTY)
    with pytest.raises(NoneOfThisCounty) as caught:
        read_list([("代码", "名称"), ("150426202201", "别处村")], COUNTY)
    assert caught.value.details == {"county": COUNTY, "elsewhere": 1}


def places(*pairs: tuple[str, str]) -> list[Division]:
    return [Division(code, name) for code, name in pairs]


def test_a_list_says_what_is_new_renamed_recoded_and_gone() -> None:
    known = places(
        ("150425202000", "达日罕乌拉苏木"), (A, "甲嘎查"), (B, "乙嘎查"), (C, "丙嘎查"), ("Labc", "丁营子")
    )
    listed = places(
        (A, "甲嘎查村民委员会"),
        (B, "新乙嘎查"),
        ("150425202301", "丙嘎查"),
        ("150425202302", "丁营子"),
        ("150425202303", "戊嘎查"),
    )
    found = compare(known, listed)
    assert [each.name for each in found.added] == ["戊嘎查"]
    assert [(each.code, old) for each, old in found.renamed] == [(B, "乙嘎查")]
    assert [(each.old_code, each.new_code) for each in found.recoded] == [
        (C, "150425202301"),
        ("Labc", "150425202302"),
    ]
    assert found.vanished == ()


def test_only_what_a_list_covers_can_vanish() -> None:
    one, other, third = "150425202", "150425203", "150425204"
    known = places(
        *(
            (f"{township}{number}", f"{township}第{number}村")
            for township in (one, other, third)
            for number in (201, 202)
        )
    )
    part = compare(known, [each for each in known if each.code == f"{one}201"])
    assert [each.code for each in part.vanished] == [f"{one}202"]
    most = compare(known, [each for each in known if not each.code.startswith(third)])
    assert [each.code for each in most.vanished] == [f"{third}201", f"{third}202"]


_CODES = st.integers(201, 212).map(lambda number: f"150425202{number}")
_TABLES = st.dictionaries(_CODES, st.sampled_from([f"第{word}村" for word in "一二三四五六七八"]), max_size=8)


@given(_TABLES, _TABLES)
def test_every_difference_is_told_once(known: dict[str, str], listed: dict[str, str]) -> None:
    found = compare(places(*known.items()), places(*sorted(listed.items())))
    new = [each.code for each in found.added] + [each.new_code for each in found.recoded]
    gone = [each.code for each in found.vanished] + [each.old_code for each in found.recoded]
    assert sorted(new) == sorted(set(listed) - set(known))
    assert sorted(gone) == (sorted(set(known) - set(listed)) if listed else [])
    assert {each.code for each, _old in found.renamed} == {
        code for code in set(known) & set(listed) if known[code] != listed[code]
    }


@given(_TABLES)
def test_a_list_of_what_is_known_changes_nothing(known: dict[str, str]) -> None:
    found = compare(places(*known.items()), places(*sorted(known.items())))
    assert (found.added, found.renamed, found.recoded, found.vanished) == ((), (), (), ())
