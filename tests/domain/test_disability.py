"""The disability certificate: what its 20 digits say and what they contradict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.disability import BadCertificate, DisabilityCertificate, agree
from desktop_app.domain.identity import check_digit
from desktop_app.domain.terms import DisabilityGrade, DisabilityKind

FIRST17 = "15042519430508002"
NUMBER = FIRST17 + check_digit(FIRST17)


@given(st.sampled_from(DisabilityKind), st.sampled_from(DisabilityGrade), st.sampled_from(["", "B1", "B12"]))
def test_kind_and_grade_are_read_from_the_last_digits(
    kind: DisabilityKind, grade: DisabilityGrade, reissue: str
) -> None:
    found = DisabilityCertificate.parse(f"{NUMBER}{kind.value}{grade.value}{reissue}")
    assert (found.kind, found.grade, found.reissue, found.id_number) == (kind, grade, reissue, NUMBER)
    assert found.check_ok
    assert found.severe is (grade.value in "12")
    assert agree(found.text, None, None, NUMBER) == (found.text, kind.value, grade.value)
    assert agree(found.text, kind.value, grade.value, None) == (found.text, kind.value, grade.value)


@pytest.mark.parametrize(
    "typed", [f" {NUMBER[:6]} {NUMBER[6:]}42 ", "".join(chr(ord(c) + 0xFEE0) for c in NUMBER + "42")]
)
def test_blanks_and_full_width_digits_are_read(typed: str) -> None:
    assert DisabilityCertificate.parse(typed).text == NUMBER + "42"


def test_a_wrong_check_digit_is_only_pointed_out() -> None:
    wrong = FIRST17 + ("0" if NUMBER[-1] != "0" else "1")
    assert not DisabilityCertificate.parse(wrong + "11").check_ok


@pytest.mark.parametrize(
    "typed", ["", "42", NUMBER, NUMBER + "4", NUMBER + "82", NUMBER + "45", NUMBER + "42C1", "abc"]
)
def test_what_is_no_certificate_is_refused(typed: str) -> None:
    with pytest.raises(BadCertificate):
        DisabilityCertificate.parse(typed)


@pytest.mark.parametrize(
    ("kind", "grade", "holder", "field"),
    [
        ("5", None, NUMBER, "disability_kind"),
        ("4", "3", NUMBER, "disability_grade"),
        (None, None, "150425194305080014", "disability_certificate"),
    ],
)
def test_a_contradiction_is_named_at_the_field_that_is_wrong(
    kind: str | None, grade: str | None, holder: str, field: str
) -> None:
    with pytest.raises(BadCertificate) as refusal:
        agree(NUMBER + "42", kind, grade, holder)
    assert refusal.value.details["field"] == field


def test_kind_and_grade_may_be_known_without_a_certificate() -> None:
    assert agree(" ", "4", "", NUMBER) == (None, "4", None)
