"""Sheet codes: every slip of one digit and every swap of neighbours is noticed, every way of writing is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.sheet_codes import (
    LENGTH,
    SAMPLE,
    SERIALS,
    WrongSheetDigit,
    as_kept,
    grouped,
    make,
    parse,
)

SERIAL = st.integers(1, SERIALS - 1)


@given(SERIAL)
def test_a_code_is_eight_digits_and_reads_back_as_itself(serial: int) -> None:
    code = make(serial)
    assert len(code) == LENGTH
    assert code[:-1] == f"{serial:07d}"
    assert parse(code) == parse(grouped(code)) == as_kept(grouped(code)) == code


@given(SERIAL, st.integers(0, LENGTH - 1), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(serial: int, place: int, step: int) -> None:
    code = make(serial)
    wrong = code[:place] + str((int(code[place]) + step) % 10) + code[place + 1 :]
    with pytest.raises(WrongSheetDigit):
        parse(wrong)
    assert as_kept(wrong) == wrong


@given(SERIAL, st.integers(0, LENGTH - 2))
def test_every_swap_of_two_neighbours_is_noticed(serial: int, place: int) -> None:
    code = make(serial)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped == code:
        assert parse(swapped) == code
    else:
        with pytest.raises(WrongSheetDigit):
            parse(swapped)


@given(st.text(max_size=12))
def test_any_text_is_a_code_or_not_one_of_ours_or_a_slip(text: str) -> None:
    try:
        code = parse(text)
    except WrongSheetDigit:
        code = None
    assert code is None or (len(code) == LENGTH and code.isdigit() and as_kept(text) == code)


def test_blanks_full_width_digits_hyphens_and_a_scanners_line_end_do_not_matter() -> None:
    code = make(3081274)
    head, tail = code[:4], code[4:]
    wide = "".join(chr(0xFF10 + int(digit)) for digit in code)
    for text in (f"{head}-{tail}", f" {head}\u3000{tail}\r\n", wide, f"{code}\t", f"{head} {tail}"):
        assert parse(text) == as_kept(text) == code
    assert grouped(code) == f"{head} {tail}"


@pytest.mark.parametrize("text", ["", "15号", "2026-11", "乡-2026-0003", "123", "1234567890123", "①②③④⑤⑥⑦⑧"])
def test_a_number_written_by_hand_is_no_code_and_no_error(text: str) -> None:
    assert parse(text) is None
    assert as_kept(f" {text} ") == grouped(text) == text


def test_no_sheet_gets_the_code_of_a_preview() -> None:
    assert parse(SAMPLE) == SAMPLE
    with pytest.raises(ValueError, match="0"):
        make(0)
    with pytest.raises(ValueError, match=str(SERIALS)):
        make(SERIALS)
