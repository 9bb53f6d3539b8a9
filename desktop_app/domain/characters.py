"""Decide about single characters: full width, blanks, Han, and the private-use leftovers of old systems."""

from __future__ import annotations

import unicodedata
from functools import cache

BLANKS = (
    "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
"""Characters that show as a blank on a line."""

INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Zero-width and direction marks that pasted text drags along; they never belong to a Chinese field."""

_NARROW: dict[int, int | None] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NARROW.update(dict.fromkeys(map(ord, BLANKS), 0x20))
_NARROW.update(dict.fromkeys(map(ord, INVISIBLE)))
_NARROW.update(dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), 0x2D))

_HAN_RANGES = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFD),
    (0x3007, 0x3007),
    (0x2E80, 0x2FD5),
    (0xE000, 0xF8FF),
)

_LATER_ASSIGNED = {
    "\ue816": "\U00020087",
    "\ue817": "\U00020089",
    "\ue818": "\U000200cc",
    "\ue81e": "\u9fb4",
    "\ue826": "\u9fb5",
    "\ue82b": "\u9fb6",
    "\ue82c": "\u9fb7",
    "\ue831": "\U000215d7",
    "\ue832": "\u9fb8",
    "\ue83b": "\U0002298f",
    "\ue843": "\u9fb9",
    "\ue854": "\u9fba",
    "\ue855": "\U000241fe",
    "\ue864": "\u9fbb",
    "\ue7c7": "\u1e3f",
    "\ue78d": "\ufe10",
    "\ue78e": "\ufe12",
    "\ue78f": "\ufe11",
    "\ue790": "\ufe13",
    "\ue791": "\ufe14",
    "\ue792": "\ufe15",
    "\ue793": "\ufe16",
    "\ue794": "\ufe17",
    "\ue795": "\ufe18",
    "\ue796": "\ufe19",
}
"""Private-use code points of GB 18030-2000 and the characters GB 18030-2022 gives to the same bytes."""

_GBK_ROW_FE_START = 0xE815

FORMULA_SIGNS = tuple("=+-@|＝＋－＠")
"""First characters after which a spreadsheet program takes a text for a formula (OWASP ASVS 5.0, 1.2.10)."""


def narrow(text: str) -> str:
    """Return ``text`` with full-width letters, digits, signs and blanks made half-width, and trimmed."""
    return text.translate(_NARROW).strip()


def is_han(character: str) -> bool:
    """Tell whether ``character`` may stand in a Chinese name, rare and private-use ones included."""
    code = ord(character)
    return any(low <= code <= high for low, high in _HAN_RANGES)


def is_private_use(character: str) -> bool:
    """Tell whether ``character`` has no meaning outside the system that invented it."""
    return unicodedata.category(character) == "Co"


@cache
def _private_use_repairs() -> dict[int, str]:
    """Return private-use code point → character for the zones GBK systems used for unassigned Han.

    GBK put its row FE (50-A0 without 7F) on U+E815..U+E864 before Unicode had those characters; today's
    codec knows most of them, the rest are in ``_LATER_ASSIGNED``.
    """
    repairs = {ord(old): new for old, new in _LATER_ASSIGNED.items()}
    trails = [trail for trail in range(0x50, 0xA1) if trail != 0x7F]
    for offset, trail in enumerate(trails):
        decoded = bytes((0xFE, trail)).decode("gb18030")
        if not is_private_use(decoded):
            repairs[_GBK_ROW_FE_START + offset] = decoded
    return repairs


def repair_private_use(text: str) -> str:
    """Replace the private-use characters of GBK and GB 18030-2000 by those assigned since."""
    if all(character < "\ue000" for character in text):
        return text
    return text.translate(_private_use_repairs())


_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of writing for what follows: on a list they spoil the lines around."""


def printable(text: str) -> str:
    """Return ``text`` trimmed, line breaks kept, without control characters and turned directions."""
    if text.isprintable():
        return text.strip()
    kept = (
        sign
        if sign == "\n"
        else " "
        if sign.isspace()
        else ""
        if has_control(sign) or sign in _DIRECTIONS
        else sign
        for sign in text.replace("\r\n", "\n")
    )
    return "".join(kept).strip()


def has_control(text: str) -> bool:
    """Tell whether ``text`` holds control characters, lone surrogates or unassigned code points used as such."""
    return any(unicodedata.category(character) in ("Cc", "Cs") for character in text)
