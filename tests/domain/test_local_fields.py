"""What a local field may be called and hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.local_fields import read_choices, read_label, read_value
from desktop_app.domain.terms import LocalFieldKind

CHOICES = ("煤炉", "电暖器", "A级")


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("text", "  两 只 羊\n三头牛 ", "两 只 羊 三头牛"),
        ("number", "１２", "12"),
        ("number", "1,200.50", "1200.5"),
        ("number", "-0", "0"),
        ("number", "+3", "3"),
        ("number", ".5", "0.5"),
        ("number", "007", "7"),
        ("number", "100", "100"),
        ("day", "2026年11月2日", "2026-11-02"),
        ("day", "20261102", "2026-11-02"),
        ("choice", "煤炉", "煤炉"),
        ("choice", " 煤 炉 ", "煤炉"),
        ("choice", "ａ级", "A级"),
        *((kind.value, "  ", "") for kind in LocalFieldKind),
    ],
)
def test_a_value_is_stored_in_one_form(kind: str, typed: str, stored: str) -> None:
    assert read_value(kind, CHOICES, typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "长" * 201),
        ("text", "甲\x07乙"),
        ("number", "约三十"),
        ("number", "1,20"),
        ("number", "1e5"),
        ("number", "nan"),
        ("number", "1234567890123"),
        ("number", "1.23456"),
        ("day", "2026-11"),
        ("day", "2026-02-30"),
        ("day", "昨天"),
        ("choice", "木柴"),
    ],
)
def test_what_does_not_fit_is_refused_under_the_name_of_the_field(kind: str, typed: str) -> None:
    with pytest.raises(FieldProblem) as caught:
        read_value(kind, CHOICES, typed, label="取暖方式")
    assert caught.value.details["label"] == "取暖方式"


@given(st.sampled_from([kind.value for kind in LocalFieldKind]), st.text(max_size=30))
def test_reading_twice_changes_nothing_more(kind: str, typed: str) -> None:
    try:
        once = read_value(kind, CHOICES, typed)
    except FieldProblem:
        return
    assert read_value(kind, CHOICES, once) == once


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=4))
def test_any_plain_number_keeps_its_worth(number: object) -> None:
    from decimal import Decimal

    assert Decimal(read_value("number", (), f"{number:f}")) == number


def test_labels_and_choices_are_tidied() -> None:
    assert read_label("  取暖   方式 ") == "取暖 方式"
    assert read_choices(LocalFieldKind.CHOICE, [" 煤炉", "电 暖器", "煤炉", ""]) == ("煤炉", "电 暖器")
    assert read_choices(LocalFieldKind.TEXT, ["多余"]) == ()
    for bad in (["煤炉"], [f"项{number}" for number in range(41)], ["甲", "长" * 41]):
        with pytest.raises(FieldProblem):
            read_choices(LocalFieldKind.CHOICE, bad)
