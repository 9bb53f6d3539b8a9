"""Names of people: one dot, no stray blanks, every rare character kept as it was written."""

from __future__ import annotations

import re
import unicodedata

from desktop_app.domain.characters import (
    BLANKS,
    INVISIBLE,
    has_control,
    is_han,
    is_private_use,
    repair_private_use,
)
from desktop_app.domain.errors import N_, FieldProblem

MAX_NAME_LENGTH = 50
MIDDLE_DOT = "\u00b7"

_DOTS = "\u00b7\u2022\u2027\u30fb\uff0e.\u2219\u22c5\uff65\u2024\u0387\u25cf\u16eb"
_DOT_RUN = re.compile(f"[{re.escape(BLANKS)}]*[{re.escape(_DOTS)}]+[{re.escape(BLANKS)}]*")
_BLANK_RUN = re.compile(f"[{re.escape(BLANKS)}]+")
_DROP_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))
_RADICALS = range(0x2F00, 0x2FD6)

EMPTY = N_("姓名为空")
TOO_LONG = N_("姓名超过50个字")
CONTROL = N_("姓名中有换行或控制字符")
NO_LETTER = N_("姓名不能只由数字或符号组成")
ERROR_VALUE = N_("单元格里是表格软件的错误值（如 #REF!），不是姓名")
PRIVATE_USE = N_("姓名中有旧系统的自造字，换一台电脑可能显示不出，请核对")

_ERROR_VALUE = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)", re.IGNORECASE)


class BadName(FieldProblem):
    """A text that cannot be a person's name; ``reason`` is a message id."""

    code = "name"

    def __init__(self, reason: str) -> None:
        """Keep why the name is refused."""
        super().__init__(field="name", label=N_("姓名"), reason=reason)
        self.reason = reason


def parse_name(text: str) -> str:
    """Return a name in stored form; raises BadName.

    Dots between Han characters become U+00B7 (民委发〔2016〕33号) and blanks there vanish. Nothing is
    normalised beyond that: NFC and NFKC replace rare characters by look-alikes.
    """
    name = _restore_radicals(repair_private_use(text).translate(_DROP_INVISIBLE).strip())
    if has_control(name):
        raise BadName(CONTROL)
    if _ERROR_VALUE.fullmatch(name):
        raise BadName(ERROR_VALUE)
    name = _join_around(_BLANK_RUN, _join_around(_DOT_RUN, name, MIDDLE_DOT), "", otherwise=" ")
    name = name.strip(BLANKS)
    if not name:
        raise BadName(EMPTY)
    if len(name) > MAX_NAME_LENGTH:
        raise BadName(TOO_LONG)
    if not any(is_han(character) or unicodedata.category(character)[0] == "L" for character in name):
        raise BadName(NO_LETTER)
    return name


def has_private_use(name: str) -> bool:
    """Tell whether ``name`` still holds a character that only one old system can show."""
    return any(is_private_use(character) for character in name)


def same_name_key(name: str) -> str:
    """Return ``name`` as it is compared: without dots, blanks and case."""
    return name.replace(MIDDLE_DOT, "").replace(" ", "").casefold()


def _restore_radicals(text: str) -> str:
    """Replace Kangxi radicals, which text copied from a PDF often holds, by the characters they look like."""
    if not any(ord(character) in _RADICALS for character in text):
        return text
    return "".join(unicodedata.normalize("NFKC", c) if ord(c) in _RADICALS else c for c in text)


def _join_around(pattern: re.Pattern[str], text: str, between_han: str, otherwise: str | None = None) -> str:
    """Replace matches that stand between two Han characters, and the others by ``otherwise`` if given."""

    def replacement(match: re.Match[str]) -> str:
        """Return what stands in place of one match."""
        start, end = match.span()
        if start > 0 and end < len(text) and is_han(text[start - 1]) and is_han(text[end]):
            return between_han
        if MIDDLE_DOT in (text[start - 1 : start], text[end : end + 1]):
            return ""
        return match.group() if otherwise is None else otherwise

    return pattern.sub(replacement, text)
