"""The codes printed on sheets of paper: seven digits of a running number and one that finds slips of the pen."""

from __future__ import annotations

from desktop_app.domain.errors import N_, InputError

LENGTH = 8
SERIALS = 10_000_000
"""Serial numbers lie below this; they come round again only after ten million sheets of one installation."""
SAMPLE = "00000000"
"""Stands on a preview; no sheet gets it."""

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
"""The quasigroup of H. M. Damm (2004): catches every single wrong digit and every swap of two neighbours."""

_FULL_WIDTH = {0xFF10 + digit: ord("0") + digit for digit in range(10)}
_BETWEEN = dict.fromkeys(map(ord, "-－‐–"))


class WrongSheetDigit(InputError):
    """Eight digits were typed whose check digit does not fit."""

    code = "sheet.digit"
    what = N_("这个编号有一位打错了。")
    do_now = N_("请对照纸单上的 8 位编号再输入一次。")


def make(serial: int) -> str:
    """Return the code of a serial number from 1 on; raises ValueError outside the range."""
    if not 0 < serial < SERIALS:
        raise ValueError(serial)
    digits = f"{serial:0{LENGTH - 1}d}"
    return f"{digits}{_rest(digits)}"


def parse(text: str) -> str | None:
    """Return the code that ``text`` writes, None for what is no code of ours: a number an office wrote by hand.

    Blanks, hyphens, full-width digits and the line end that a scanner sends do not matter. Raises
    ``WrongSheetDigit`` for eight digits with a slip in them.
    """
    digits = _digits(text)
    if digits is None:
        return None
    if _rest(digits):
        raise WrongSheetDigit
    return digits


def as_kept(text: str) -> str:
    """Return a sheet number as it is kept with a visit: a code as its eight digits, anything else as written."""
    digits = _digits(text)
    return digits if digits is not None and not _rest(digits) else text.strip()


def grouped(code: str) -> str:
    """Return a code as people read it: 3081 2746; any other number as it is."""
    digits = _digits(code)
    return code if digits is None or _rest(digits) else f"{digits[:4]} {digits[4:]}"


def _digits(text: str) -> str | None:
    bare = "".join(text.translate(_FULL_WIDTH).translate(_BETWEEN).split())
    return bare if len(bare) == LENGTH and bare.isascii() and bare.isdigit() else None


def _rest(digits: str) -> int:
    """Return the check digit that would follow ``digits``, 0 after a whole valid code."""
    state = 0
    for digit in digits:
        state = _DAMM[state][int(digit)]
    return state
