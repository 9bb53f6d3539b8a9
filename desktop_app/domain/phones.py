"""Telephone numbers as offices write them: several in a cell, full-width, with names, or none at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop_app.domain.characters import narrow
from desktop_app.domain.errors import N_, FieldProblem

UNREADABLE = N_("电话号码无法识别，应为11位手机号或带区号的固定电话")
DESTROYED = N_("电话号码被表格软件改成了科学计数，末几位已丢失，请按文本重新录入")

_NONE_WORDS = frozenset(
    "无 没有 无电话 没电话 没有电话 无手机 没手机 无号码 无联系方式 无联系电话 暂无 不详 未知 空 否 - -- --- / \\ 0 * × none n/a".split()
)
_STRONG_SEPARATORS = re.compile(r"[、,;/\\|\n\r\t]|或者?|和|及")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})(\d{7,8})")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_SERVICE = re.compile(r"[48]00\d{7}")
_COUNTRY = re.compile(r"^(?:\+|00)86|^86(?=1[3-9]\d{9}$)")
_MOBILE_WITHIN = re.compile(r"(?<!\d)1[3-9]\d(?:[ \-]?\d{4}){2}(?!\d)")
_LANDLINE_WITHIN = re.compile(r"(?<!\d)\(?0\d{2,3}\)?[ \-]?\d{7,8}(?!\d)")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
_ENOUGH_DIGITS = 3


class BadPhone(FieldProblem):
    """A text that is no telephone number; ``reason`` is a message id."""

    code = "phone"

    def __init__(self, reason: str) -> None:
        """Keep why the number is refused."""
        super().__init__(field="phone", label=N_("联系电话"), reason=reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PhoneCell:
    """What one cell says: numbers in stored form, pieces that look like numbers but are none, other words."""

    numbers: tuple[str, ...] = ()
    unreadable: int = 0
    remark: str = ""


def parse_phone(text: str) -> str:
    """Return one number in stored form: 11 digits, or area code, hyphen, digits; raises BadPhone."""
    compact = re.sub(r"[\s\-().·]", "", narrow(text))
    compact = _COUNTRY.sub("", compact)
    if _MOBILE.fullmatch(compact) or _SERVICE.fullmatch(compact) or _LOCAL.fullmatch(compact):
        return compact
    landline = _LANDLINE.fullmatch(compact)
    if landline:
        return f"{landline[1]}-{landline[2]}"
    raise BadPhone(DESTROYED if _SCIENTIFIC.fullmatch(narrow(text).upper()) else UNREADABLE)


def parse_phone_cell(value: object) -> PhoneCell:
    """Read every number of a cell; words such as 无电话 mean that there is none."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = narrow("" if value is None else str(value))
    if not text or text.casefold() in _NONE_WORDS:
        return PhoneCell()
    numbers: list[str] = []
    remarks: list[str] = []
    unreadable = 0
    for piece in _STRONG_SEPARATORS.split(text):
        found, left = _read_piece(piece.strip())
        numbers.extend(number for number in found if number not in numbers)
        if sum(character.isdigit() for character in left) >= _ENOUGH_DIGITS:
            unreadable += 1
        elif left and left.casefold() not in _NONE_WORDS:
            remarks.append(left)
    return PhoneCell(tuple(numbers), unreadable, "、".join(remarks))


def mask_phone(text: str) -> str:
    """Return the number as lists show it: 138****1234, 0476-****567."""
    area, hyphen, rest = text.rpartition("-")
    if hyphen:
        return f"{area}-****{rest[-3:]}"
    if len(text) >= 11:
        return f"{text[:3]}****{text[-4:]}"
    return "****" + text[-3:] if len(text) > 3 else "*" * len(text)


def show_phone(text: str) -> str:
    """Return a mobile number in groups that can be read aloud: 138 0013 8001."""
    return f"{text[:3]} {text[3:7]} {text[7:]}" if _MOBILE.fullmatch(text) else text


def _read_piece(piece: str) -> tuple[list[str], str]:
    """Return the numbers in one piece of a cell and what is left of it."""
    if not piece:
        return [], ""
    try:
        return [parse_phone(piece)], ""
    except BadPhone:
        pass
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        """Keep a number found among words."""
        try:
            found.append(parse_phone(match.group()))
        except BadPhone:
            return match.group()
        return " "

    left = _LANDLINE_WITHIN.sub(take, _MOBILE_WITHIN.sub(take, piece))
    words: list[str] = []
    for word in left.split():
        try:
            found.append(parse_phone(word))
        except BadPhone:
            words.append(word)
    return found, " ".join(words).strip("()[]:：,. ")
