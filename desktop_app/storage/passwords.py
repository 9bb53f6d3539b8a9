"""Passwords: which are accepted, and how one is turned into a key that is slow to guess."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop_app.storage.key_faults import (
    KeySlotsWeakened,
    PasswordIsPersonal,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)

LEAST_CHARACTERS = 10
MOST_CHARACTERS = 200

_COMMON_STEMS = (
    "password passw0rd qwertyuiop asdfghjkl zxcvbnm qwerty asdfgh administrator admin root letmein welcome iloveyou "
    "woaini woaizhongguo laonianren tanfang minzheng minzhengju changeme default abc123 a123456 1q2w3e4r 1qaz2wsx "
    "qazwsx elder visits elder-visits 123456 12345678 123456789 1234567890 88888888 66666666 5201314 1314520 "
    "密码 老年人 探访 民政 管理员"
).split()
_SEQUENCES = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv",
)
_SEQUENCE_LEAST = 10
_REPEATED_UNIT_MOST = 5
_LEAST_DIFFERENT = 4
_REST_LEAST = 5
_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|0\d{9,11}")
_ID_NUMBER = re.compile(r"\d{15}|\d{17}[\dx]")
_DATES = re.compile(r"(?:(?:19|20)\d{2}[-./年]?\d{1,2}[-./月]?\d{1,2}日?){1,3}")


@dataclass(frozen=True, slots=True)
class KdfParams:
    """The cost of one guess with Argon2id: memory in KiB, passes over it, parallel lanes (RFC 9106)."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def check(self) -> None:
        """Raise KeySlotsWeakened below the floor, or above what would stop an office computer."""
        within = (
            FLOOR.memory_kib <= self.memory_kib <= CEILING.memory_kib
            and FLOOR.passes <= self.passes <= CEILING.passes
            and FLOOR.lanes <= self.lanes <= CEILING.lanes
        )
        if not within:
            raise KeySlotsWeakened


STANDARD = KdfParams()
FLOOR = KdfParams(memory_kib=19 * 1024, passes=2, lanes=1)
"""The least that is accepted, from the OWASP password storage advice."""
CEILING = KdfParams(memory_kib=1024 * 1024, passes=16, lanes=16)


def normalised(password: str) -> str:
    """Return the one spelling (NFKC) of a password, whatever keyboard or input method typed it."""
    return unicodedata.normalize("NFKC", password)


def stretch(password: str, *, salt: bytes, params: KdfParams) -> bytes:
    """Return the 32-byte key of ``password``; raises KeySlotsWeakened for a cost outside the bounds."""
    params.check()
    kdf = Argon2id(
        salt=salt, length=32, iterations=params.passes, lanes=params.lanes, memory_cost=params.memory_kib
    )
    return kdf.derive(normalised(password).encode("utf-8", "surrogatepass"))


def check_password(password: str, *, user: str) -> None:
    """Raise the InputError that tells why ``password`` is not accepted for ``user``."""
    plain = normalised(password)
    if len(plain) < LEAST_CHARACTERS:
        raise PasswordTooShort(least=LEAST_CHARACTERS)
    if len(plain) > MOST_CHARACTERS:
        raise PasswordTooLong(most=MOST_CHARACTERS)
    folded = re.sub(r"\s+", "", plain.casefold())
    name = re.sub(r"\s+", "", normalised(user).casefold())
    if _is_personal(folded, name):
        raise PasswordIsPersonal
    if _is_regular(folded) or _is_common(folded):
        raise PasswordTooCommon


def _is_personal(folded: str, name: str) -> bool:
    patterns = (_PHONE, _ID_NUMBER, _DATES)
    if any(pattern.fullmatch(folded) for pattern in patterns):
        return True
    return bool(name) and name in folded and not folded.replace(name, "").strip("0123456789")


def _is_regular(folded: str) -> bool:
    if len(set(folded)) < _LEAST_DIFFERENT:
        return True
    for size in range(1, _REPEATED_UNIT_MOST + 1):
        if (folded[:size] * (len(folded) // size + 1))[: len(folded)] == folded:
            return True
    runs = [run for sequence in _SEQUENCES for run in (sequence, sequence[::-1])]
    return any(folded[:_SEQUENCE_LEAST] in run and folded[-_SEQUENCE_LEAST:] in run for run in runs)


def _is_common(folded: str) -> bool:
    """Tell whether little is left once the words that everybody uses are taken out."""
    rest = folded
    for stem in sorted(_COMMON_STEMS, key=len, reverse=True):
        rest = rest.replace(stem, "")
    return rest != folded and len(rest) < _REST_LEAST
