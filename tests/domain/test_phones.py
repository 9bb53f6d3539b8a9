"""Telephone numbers as offices write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import phones
from desktop_app.domain.phones import (
    BadPhone,
    PhoneCell,
    mask_phone,
    parse_phone,
    parse_phone_cell,
    show_phone,
)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("138 0013 8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("0476-8234567", "0476-8234567"),
        ("（0476）8234567", "0476-8234567"),
        ("01012345678", "010-12345678"),
        ("8234567", "8234567"),
    ],
)
def test_one_number_is_read_in_every_spelling(written: str, stored: str) -> None:
    assert parse_phone(written) == stored
    assert parse_phone(stored) == stored


@pytest.mark.parametrize("text", ["1380013800", "23800138000", "电话", "", "138001380001"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadPhone):
        parse_phone(text)


def test_a_number_in_scientific_notation_says_why_it_is_lost() -> None:
    with pytest.raises(BadPhone) as caught:
        parse_phone("1.38E+10")
    assert caught.value.reason == phones.DESTROYED


@pytest.mark.parametrize("word", ["无", "无电话", "没有", "—", "-", "", None, "暂无", "　无　", 0])
def test_words_for_no_phone_mean_none(word: object) -> None:
    assert parse_phone_cell(word) == PhoneCell()


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        (13800138000, ("13800138000",)),
        (13800138000.0, ("13800138000",)),
        ("13800138000、13900139000", ("13800138000", "13900139000")),
        ("13800138000 13900139000", ("13800138000", "13900139000")),
        ("13800138000/0476-8234567", ("13800138000", "0476-8234567")),
        ("13800138000\n13800138000", ("13800138000",)),
        ("8234567或13800138000", ("8234567", "13800138000")),
    ],
)
def test_several_numbers_of_a_cell_are_all_found(cell: object, numbers: tuple[str, ...]) -> None:
    assert parse_phone_cell(cell).numbers == numbers


def test_words_around_a_number_are_kept_as_a_remark() -> None:
    assert parse_phone_cell("13800138000（儿子）") == PhoneCell(("13800138000",), 0, "儿子")


def test_a_number_with_a_missing_digit_is_counted_as_unreadable() -> None:
    assert parse_phone_cell("13800138000、1390013900") == PhoneCell(("13800138000",), 1, "")


def test_masks_and_groups_are_those_of_the_lists() -> None:
    assert mask_phone("13800131234") == "138****1234"
    assert mask_phone("0476-8234567") == "0476-****567"
    assert mask_phone("8234567") == "****567"
    assert show_phone("13800138001") == "138 0013 8001"
    assert show_phone("0476-8234567") == "0476-8234567"


@given(st.text(max_size=40))
def test_any_text_gives_a_cell_whose_numbers_are_in_stored_form(text: str) -> None:
    for number in parse_phone_cell(text).numbers:
        assert parse_phone(number) == number
