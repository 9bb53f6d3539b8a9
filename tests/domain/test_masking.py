"""Numbers in free text are hidden on paper wherever they stand; numbers of papers and days are left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.masking import mask_numbers, mask_record


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("女儿电话13847622345，有事找她", "女儿电话138****2345，有事找她"),
        ("138 4762 2345", "138****2345"),
        ("座机0476-5226688", "座机0476-****688"),
        ("身份证150425194501011234。", "身份证150425********1234。"),
        ("15042519450101123x", "150425********123x"),
        ("编号20261122-15DC13，2026-11-22 复查，血压136/82，100元", None),
        ("校验码 7KM2Q-9XD4T", None),
    ],
)
def test_phones_and_ids_are_hidden_and_nothing_else(text: str, shown: str | None) -> None:
    assert mask_numbers(text) == (text if shown is None else shown)


@given(st.text(max_size=40), st.integers(13_000_000_000, 19_999_999_999))
def test_no_mobile_number_stays_whole(words: str, number: int) -> None:
    text = "".join(sign for sign in words if not sign.isalnum())
    assert str(number) not in mask_numbers(f"{text}{number}{text}").replace("-", "").replace(" ", "")


@dataclass(frozen=True)
class _Part:
    number: str
    note: str
    rows: tuple[tuple[str, ...], ...] = ()
    on: date | None = None


def test_every_text_of_a_record_is_reached_but_not_its_own_number() -> None:
    part = _Part("13847622345", "13847622345", (("甲", "13847622345"),), date(2026, 11, 22))
    hidden = mask_record((part, ["13847622345"], {"a": "13847622345"}))
    shown = "138****2345"
    assert hidden == (_Part("13847622345", shown, (("甲", shown),), part.on), [shown], {"a": shown})
    plain = _Part("1", "好")
    assert mask_record(plain) is plain
