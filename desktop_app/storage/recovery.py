"""The paper recovery key: 256 random bits written as five lines that a person can copy without mistakes.

Four lines carry 13 symbols of the key and 3 of a check of that line; the fifth is a check of the whole.
Symbols are Crockford's base 32, which has no I, L, O and U, so look-alikes can be read as what was meant.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from typing import NoReturn

from desktop_app.domain.errors import N_, InputError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY_BYTES = 32
KEY_LINES = 4
DATA_SYMBOLS = 13
CHECK_SYMBOLS = 3
LINE_SYMBOLS = DATA_SYMBOLS + CHECK_SYMBOLS
TOTAL_SYMBOLS = 8
GROUP = 4
LINES = KEY_LINES + 1
MAX_TYPED = 1000

_SYMBOLS = frozenset(ALPHABET)
_LOOKALIKES = str.maketrans("OILU", "011V")
_IGNORED = frozenset("-_.,·、，。/|‐‑‒–—―−")


class RecoveryKeyTypo(InputError):
    """A line of the typed recovery key is wrong; ``details["line"]`` counts from 1."""

    code = "keys.recovery_typo"
    what = N_("恢复密钥第 {line} 行有误。")
    do_now = N_("请对照纸上的恢复密钥，重新输入第 {line} 行。")


class RecoveryKey:
    """An opaque 256-bit secret that opens the store when every password is lost."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        """Wrap ``secret`` of 32 bytes."""
        if len(secret) != KEY_BYTES:
            raise ValueError("a recovery key has 32 bytes")
        self._secret = bytes(secret)

    @classmethod
    def generate(cls) -> RecoveryKey:
        """Draw a new key from the system's random source."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def parse(cls, typed: str) -> RecoveryKey:
        """Read a key as typed; raises RecoveryKeyTypo naming the first wrong line."""
        lines = _split(typed)
        data = ""
        for number, line in enumerate(lines[:KEY_LINES], start=1):
            symbols, check = line[:DATA_SYMBOLS], line[DATA_SYMBOLS:]
            if (
                len(line) != LINE_SYMBOLS
                or not _SYMBOLS.issuperset(line)
                or check != _line_check(number, symbols)
            ):
                _refuse(number)
            data += symbols
        if lines[KEY_LINES] != _total_check(data):
            _refuse(LINES)
        value = _number(data)
        if value >> (8 * KEY_BYTES):
            _refuse(1)
        return cls(value.to_bytes(KEY_BYTES, "big"))

    def text(self) -> str:
        """Return the five lines to print, in groups of four symbols."""
        data = _symbols(int.from_bytes(self._secret, "big"), KEY_LINES * DATA_SYMBOLS)
        lines = []
        for number in range(1, KEY_LINES + 1):
            part = data[(number - 1) * DATA_SYMBOLS : number * DATA_SYMBOLS]
            lines.append(part + _line_check(number, part))
        lines.append(_total_check(data))
        return "\n".join(_grouped(line) for line in lines)

    def secret(self) -> bytes:
        """Return the 32 bytes, for deriving the wrapping key only."""
        return self._secret

    def __eq__(self, other: object) -> bool:
        """Compare in constant time."""
        return isinstance(other, RecoveryKey) and hmac.compare_digest(self._secret, other._secret)

    def __hash__(self) -> NoReturn:
        """Refuse to be a dictionary key: a secret is not an identity."""
        raise TypeError("a recovery key is not hashable")

    def __repr__(self) -> str:
        """Show the type and nothing of the secret."""
        return "<RecoveryKey>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled into another process or a file."""
        raise TypeError("a recovery key is not pickled")


def _refuse(line: int) -> NoReturn:
    raise RecoveryKeyTypo(line=line)


def _split(typed: str) -> list[str]:
    """Cut what was typed into five lines: by its line breaks if there are five, else by count."""
    if len(typed) > MAX_TYPED:
        _refuse(1)
    typed_lines = [line for line in (_plain(part) for part in typed.splitlines()) if line]
    if len(typed_lines) == LINES:
        return typed_lines
    whole = "".join(typed_lines)
    cut = [whole[n * LINE_SYMBOLS : (n + 1) * LINE_SYMBOLS] for n in range(KEY_LINES)]
    return [*cut, whole[KEY_LINES * LINE_SYMBOLS :]]


def _plain(line: str) -> str:
    """Reduce a typed line to bare symbols: full width, lower case, blanks, hyphens and look-alikes."""
    wide = unicodedata.normalize("NFKC", line).upper()
    return "".join(c for c in wide if not c.isspace() and c not in _IGNORED).translate(_LOOKALIKES)


def _grouped(line: str) -> str:
    return "-".join(line[start : start + GROUP] for start in range(0, len(line), GROUP))


def _symbols(value: int, count: int) -> str:
    return "".join(ALPHABET[(value >> (5 * place)) & 31] for place in reversed(range(count)))


def _number(symbols: str) -> int:
    value = 0
    for symbol in symbols:
        value = (value << 5) | ALPHABET.index(symbol)
    return value


def _digest_symbols(message: str, count: int) -> str:
    digest = hashlib.sha256(message.encode("utf-8")).digest()
    return _symbols(int.from_bytes(digest, "big") >> (256 - 5 * count), count)


def _line_check(number: int, symbols: str) -> str:
    return _digest_symbols(f"elder-visits recovery line {number}:{symbols}", CHECK_SYMBOLS)


def _total_check(data: str) -> str:
    return _digest_symbols(f"elder-visits recovery total:{data}", TOTAL_SYMBOLS)
