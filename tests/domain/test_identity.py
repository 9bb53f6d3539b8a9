"""The id number: read forgivingly, judged, masked, and seen through when a spreadsheet ruined it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import identity
from desktop_app.domain.identity import BadIdNumber, IdNumber, check_digit, destroyed, mask_id_number
from desktop_app.domain.terms import Sex

TODAY = date(2026, 11, 2)
GOOD = "15042519450312001" + check_digit("15042519450312001")

births = st.dates(date(1900, 1, 1), TODAY)
sequences = st.integers(1, 999).map("{:03d}".format)


@given(births, sequences)
def test_a_valid_number_tells_birth_and_sex_and_survives_reading_twice(birth: date, sequence: str) -> None:
    first = f"150425{birth:%Y%m%d}{sequence}"
    number = IdNumber.parse(first + check_digit(first), today=TODAY)
    assert number.birth_on == birth
    assert number.sex is (Sex.MALE if int(sequence) % 2 else Sex.FEMALE)
    assert number.check_ok
    assert number.area_code == "150425"
    assert IdNumber.parse(number.text, today=TODAY) == number


@given(births, sequences, st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(birth: date, sequence: str, place: int, shift: int) -> None:
    first = f"150425{birth:%Y%m%d}{sequence}"
    digits = list(first + check_digit(first))
    digits[place] = str((int(digits[place]) + shift) % 10)
    text = "".join(digits)
    assert check_digit(text[:17]) != text[17]


def test_the_published_example_of_the_standard_has_check_digit_x() -> None:
    assert check_digit("11010519491231002") == "X"


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "110105-19491231-002x",
        "'11010519491231002X",
        "\u202d11010519491231002X\u202c",
    ],
)
def test_the_ways_offices_write_a_number_all_read_alike(written: str) -> None:
    assert IdNumber.parse(written, today=TODAY).text == "11010519491231002X"


def test_an_old_number_of_15_digits_is_upgraded() -> None:
    number = IdNumber.parse("110105491231002", today=TODAY)
    assert number.text == "11010519491231002X"
    assert number.upgraded
    assert IdNumber.parse(110105491231002, today=TODAY) == number


def test_a_centenarian_with_a_reserved_sequence_was_born_in_the_century_before() -> None:
    assert IdNumber.parse("150425991231996", today=TODAY).birth_on == date(1899, 12, 31)


def test_a_wrong_check_digit_is_kept_and_told() -> None:
    wrong = GOOD[:17] + ("1" if GOOD[17] != "1" else "2")
    assert not IdNumber.parse(wrong, today=TODAY).check_ok


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("15042519450312", identity.WRONG_LENGTH),
        ("1504251945031200130", identity.WRONG_LENGTH),
        ("15042519450312A013", identity.WRONG_CHARACTERS),
        ("150425194513120013", identity.IMPOSSIBLE_BIRTH),
        ("150425194502300013", identity.IMPOSSIBLE_BIRTH),
        ("150425174503120013", identity.IMPOSSIBLE_BIRTH),
        ("150425203001010013", identity.BIRTH_IN_FUTURE),
        ("150425194503120005", identity.ZERO_SEQUENCE),
        ("1.50425E+17", identity.DESTROYED),
    ],
)
def test_an_impossible_number_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(BadIdNumber) as caught:
        IdNumber.parse(text, today=TODAY)
    assert caught.value.reason == reason
    assert text not in str(caught.value.details)


@pytest.mark.parametrize(
    "value",
    [
        "1.50425E+17",
        "1.504251945e17",
        "１．５０４２５Ｅ＋１７",
        1.50425194503e17,
        150425194503120013,
        "150425194503121000",
    ],
)
def test_a_number_that_a_spreadsheet_ruined_is_recognised(value: object) -> None:
    assert destroyed(value)


@pytest.mark.parametrize(
    "value", [GOOD, "", None, True, 110105491231002, "13800138000", "11010519491231002X"]
)
def test_a_number_that_lost_nothing_is_not_called_ruined(value: object) -> None:
    assert not destroyed(value)


def test_a_number_that_ends_in_000_and_still_checks_is_only_suspicious() -> None:
    first = next(
        f"1504251945031{n:02d}00" + "" for n in range(10, 99) if check_digit(f"1504251945031{n:02d}00") == "0"
    )
    number = IdNumber.parse(first + "0", today=TODAY)
    assert number.suspicious_tail


def test_the_mask_shows_the_area_and_the_last_four() -> None:
    assert mask_id_number(GOOD) == "150425********" + GOOD[-4:]
    assert mask_id_number("12345") == "*****"


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        number = IdNumber.parse(text, today=TODAY)
    except BadIdNumber:
        return
    assert len(number.text) == 18
