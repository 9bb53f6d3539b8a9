"""Lines break where Chinese typesetting allows and lose nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.config.fonts import FontRole
from desktop_app.reports.lettering import width
from desktop_app.reports.wrapping import NEVER_FIRST, NEVER_LAST, pack, wrap

SERIF = FontRole.SERIF
PROSE = st.lists(
    st.sampled_from(
        [
            "老人",
            "夜间咳嗽",
            "已三周",
            "13800138000",
            "CO",
            "乌云其木格",
            "（达日罕）",
            "“好”",
            "，",
            "。",
            "；",
            "、",
            "11月20日",
        ]
    ),
    max_size=60,
).map("".join)


def test_text_that_fits_stays_one_line() -> None:
    assert wrap("未发现问题", SERIF, 10, 60) == ("未发现问题",)
    assert wrap("", SERIF, 10, 60) == ("",)


def test_line_ends_in_the_text_are_kept() -> None:
    assert wrap("应访\n次数", SERIF, 10, 100) == ("应访", "次数")


@given(PROSE, st.integers(60, 300))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, room: int) -> None:
    lines = wrap(text, SERIF, 10, room)
    assert "".join(lines) == text
    assert all(width(line, SERIF, 10) <= room + 0.01 for line in lines)


@given(
    st.text("老人家乡村，。；、（）“”《》：！？%—", max_size=80).filter(lambda text: "，，" not in text),
    st.integers(100, 300),
)
def test_closing_signs_never_begin_a_line_and_opening_signs_never_end_one(text: str, room: int) -> None:
    lines = wrap(text, SERIF, 10, room)
    for before, after in pairwise(lines):
        crowded = all(
            sign in NEVER_FIRST or before[place : place + 1] in NEVER_LAST
            for place, sign in enumerate(before[1:])
        )
        assert crowded or (after[0] not in NEVER_FIRST and before[-1] not in NEVER_LAST)


def test_a_number_stays_whole_and_with_its_unit() -> None:
    assert wrap("电话13800138000已接通", SERIF, 10, 64) == ("电话", "13800138000", "已接通")
    assert wrap("请于十一月的20日前回复", SERIF, 10, 75) == ("请于十一月的", "20日前回复")


def test_a_word_wider_than_the_column_is_broken() -> None:
    lines = wrap("a" * 100, SERIF, 10, 60)
    assert "".join(lines) == "a" * 100
    assert len(lines) > 1


def test_packed_items_break_between_items() -> None:
    assert pack(["失能", "低保", "重残"], SERIF, 9, 60) == "失能、低保、\n重残"
    assert pack([], SERIF, 9, 60) == ""


@pytest.mark.parametrize("room", [9.0, 12.0, 20.0])
def test_a_very_narrow_column_still_ends(room: float) -> None:
    assert "".join(wrap("特困（分散供养）、独居", SERIF, 10, room)) == "特困（分散供养）、独居"
