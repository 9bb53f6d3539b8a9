"""Passwords that anyone would guess are refused with the reason; ordinary good ones are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import InputError
from desktop_app.storage.key_faults import (
    PasswordIsPersonal,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)
from desktop_app.storage.passwords import check_password, normalised


@pytest.mark.parametrize(
    "password",
    [
        "草原上的老榆树又高又大",
        "correct horse battery",
        "tanfang-每周三下村-羊群",
        "Hs7!kk02#mmQz",
        "1958年修的那座石桥",
        "管理员家有七只小羊羔",
    ],
)
def test_a_good_password_is_accepted(password: str) -> None:
    check_password(password, user="乌兰")


@pytest.mark.parametrize("password", ["", "short", "九个字的密码不够长", "         "])
def test_a_short_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooShort):
        check_password(password, user="乌兰")


def test_a_password_without_end_is_refused() -> None:
    with pytest.raises(PasswordTooLong):
        check_password("好" * 201, user="乌兰")


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "9876543210",
        "１２３４５６７８９０",
        "abcdefghijkl",
        "QWERTYUIOP",
        "aaaaaaaaaaaa",
        "1212121212",
        "abcabcabcabc",
        "password123",
        "Password2024",
        "admin12345678",
        "a123456a123456",
        "woaini1314520",
        "民政民政老年人探访",
        "密码密码密码密码密码",
        "!!!!!!!!!!!!",
    ],
)
def test_a_common_or_regular_password_is_refused(password: str) -> None:
    with pytest.raises((PasswordTooCommon, PasswordTooShort)):
        check_password(password, user="乌兰")


@pytest.mark.parametrize(
    "password",
    [
        "13800138000",
        "+8613800138000",
        "150425194001010019",
        "15042519400101001X",
        "1940-01-01 2024-11-18",
        "wulan20241118",
    ],
)
def test_a_password_that_stands_in_the_register_is_refused(password: str) -> None:
    with pytest.raises(PasswordIsPersonal):
        check_password(password, user="Wulan")


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_is_judged_without_a_crash(password: str, user: str) -> None:
    try:
        check_password(password, user=user)
    except InputError:
        return
    assert len(normalised(password)) >= 10
