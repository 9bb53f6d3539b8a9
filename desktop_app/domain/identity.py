"""The citizen's id number (GB 11643): read it forgivingly, judge it, mask it, and see through ruined ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.characters import narrow
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OLDEST_BIRTH_YEAR = 1880
_CENTENARIANS = ("996", "997", "998", "999")
"""Sequence numbers that 15-digit ids reserved for people born before 1900."""

LARGEST_EXACT_NUMBER = 10**15
"""A spreadsheet keeps 15 digits of a number; a longer one has lost its tail."""

_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE]\+?\d{1,3}")
_EIGHTEEN = re.compile(r"[1-9]\d{16}[\dX]")
_FIFTEEN = re.compile(r"[1-9]\d{14}")

DESTROYED = N_("号码被表格软件当成数字，末几位已丢失；请把该列设为文本格式后重新录入")
WRONG_LENGTH = N_("号码位数不对，应为18位（旧号码15位）")
WRONG_CHARACTERS = N_("号码只能由数字组成，末位可以是X")
IMPOSSIBLE_BIRTH = N_("号码中的出生日期不存在")
BIRTH_IN_FUTURE = N_("号码中的出生日期晚于今天")
ZERO_SEQUENCE = N_("号码的顺序码不能是000")
WRONG_CHECK = N_("号码的校验位不符，请核对身份证")


class BadIdNumber(FieldProblem):
    """An id number that cannot belong to anybody; ``reason`` is a message id, never the number."""

    code = "id_number"

    def __init__(self, reason: str) -> None:
        """Keep why the number is refused."""
        super().__init__(field="id_number", label=N_("身份证号"), reason=reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class IdNumber:
    """An 18-digit id number in stored form, with what it says about its holder."""

    text: str
    birth_on: date
    sex: Sex
    area_code: str
    check_ok: bool
    upgraded: bool = False

    @classmethod
    def parse(cls, value: object, *, today: date) -> IdNumber:
        """Read an id number from a cell or a form; a wrong check digit is kept and told by ``check_ok``.

        Accepts full-width characters, a lower-case x, blanks, hyphens, and the old 15-digit form.
        Raises BadIdNumber.
        """
        if destroyed(value):
            raise BadIdNumber(DESTROYED)
        text = clean_id_number(value)
        upgraded = False
        if _FIFTEEN.fullmatch(text):
            text, upgraded = _upgrade(text), True
        if len(text) != 18:
            raise BadIdNumber(WRONG_LENGTH)
        if not _EIGHTEEN.fullmatch(text):
            raise BadIdNumber(WRONG_CHARACTERS)
        birth_on = _birth(text, today)
        if text[14:17] == "000":
            raise BadIdNumber(ZERO_SEQUENCE)
        return cls(
            text=text,
            birth_on=birth_on,
            sex=Sex.MALE if int(text[16]) % 2 else Sex.FEMALE,
            area_code=text[:6],
            check_ok=check_digit(text[:17]) == text[17],
            upgraded=upgraded,
        )

    @property
    def suspicious_tail(self) -> bool:
        """Tell whether the number ends in 000, as a number does that lost its tail."""
        return self.text.endswith("000")


def clean_id_number(value: object) -> str:
    """Return the characters of an id number, half-width and upper-case, without blanks and hyphens."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = narrow(str(value)).upper().replace("×", "X")
    return re.sub(r"[\s\-']", "", text)


def check_digit(first17: str) -> str:
    """Return the check character for 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def eighteen_digits(text: str) -> str:
    """Return a cleaned number in its form of 18 characters where it is one of 15 digits, else as it is."""
    return _upgrade(text) if _FIFTEEN.fullmatch(text) else text


def destroyed(value: object) -> bool:
    """Tell whether a spreadsheet has turned this id number into a number and lost its last digits."""
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, int | float):
        return abs(value) >= LARGEST_EXACT_NUMBER
    text = clean_id_number(value)
    if _SCIENTIFIC.fullmatch(narrow(str(value)).replace(" ", "")):
        return True
    if not (len(text) == 18 and text.isascii() and text.isdigit() and text.endswith("000")):
        return False
    return check_digit(text[:17]) != text[17]


def mask_id_number(text: str) -> str:
    """Return the number as lists show it: area, asterisks, last four characters."""
    if len(text) <= 10:
        return "*" * len(text)
    return text[:6] + "*" * (len(text) - 10) + text[-4:]


def _upgrade(fifteen: str) -> str:
    """Return the 18-digit form of a 15-digit number."""
    century = "18" if fifteen[12:] in _CENTENARIANS else "19"
    first17 = fifteen[:6] + century + fifteen[6:]
    return first17 + check_digit(first17)


def _birth(text: str, today: date) -> date:
    """Return the birth date inside an 18-digit number; raises BadIdNumber."""
    try:
        birth_on = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        raise BadIdNumber(IMPOSSIBLE_BIRTH) from None
    if birth_on.year < _OLDEST_BIRTH_YEAR:
        raise BadIdNumber(IMPOSSIBLE_BIRTH)
    if birth_on > today:
        raise BadIdNumber(BIRTH_IN_FUTURE)
    return birth_on
