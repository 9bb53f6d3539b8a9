"""What a paper states, line by line, and the check code (校验码) that stands for it on every page."""

from __future__ import annotations

import hashlib
import json
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that are not taken for each other when read aloud or by hand: no I, L, O and U."""
LETTERS = 10
"""How many a code has, the one that guards against slips among them."""
_HASHED = LETTERS - 1
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
_SEPARATORS = "- 　\t－–—·"


@dataclass(frozen=True, slots=True)
class Stated:
    """One value on a paper: whose or which line, under which heading, as it is printed."""

    subject: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything that a paper states; ``about`` says which paper of which period, place and people it is."""

    about: tuple[str, ...]
    lines: tuple[Stated, ...]

    @property
    def code(self) -> str:
        """Return the check code: nine letters of a hash over the whole and one that guards against slips."""
        text = json.dumps([self.about, [_plain(line) for line in self.lines]], ensure_ascii=False)
        number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> (64 - 5 * _HASHED)
        letters = "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(_HASHED)))
        return letters + _guard(letters)


def statement(about: Iterable[str], lines: Iterable[Stated]) -> Statement:
    """Gather what a paper states."""
    return Statement(tuple(about), tuple(lines))


def shown(code: str) -> str:
    """Return a code as it is printed: 7KM2Q-9XD4T."""
    return f"{code[:5]}-{code[5:]}"


def read_code(text: str) -> str | None:
    """Return the code that somebody typed, however grouped; None when a letter is wrong or missing."""
    letters = letters_of(text)
    if len(letters) != LETTERS or any(letter not in ALPHABET for letter in letters):
        return None
    return letters if _guard(letters[:-1]) == letters[-1] else None


def letters_of(text: str) -> str:
    """Return what was typed as the letters of a code: without dashes, wide letters narrow, O as 0."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_READ_AS)
    return plain.translate(dict.fromkeys(map(ord, _SEPARATORS)))


def pack(said: Statement) -> bytes:
    """Return a statement as it is kept."""
    plain = [said.about, [_plain(line) for line in said.lines]]
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode())


def unpack(content: bytes) -> Statement:
    """Return a kept statement."""
    about, lines = json.loads(zlib.decompress(content))
    return Statement(tuple(about), tuple(Stated(*line) for line in lines))


def _plain(line: Stated) -> tuple[str, str, str]:
    return line.subject, line.label, line.value


def _guard(letters: str) -> str:
    """Return the last letter, which finds every single wrong letter and any two that were swapped.

    The letters are numbers of the field with 32 elements, each weighted by another power of its generator; the
    guard makes up the sum, as its own weight is one.
    """
    total = 0
    for letter in letters:
        total = _doubled(total) ^ ALPHABET.index(letter)
    return ALPHABET[_doubled(total)]


def _doubled(number: int) -> int:
    """Multiply by the generator of the field: shift, and take the remainder by x^5 + x^2 + 1."""
    shifted = number << 1
    return shifted ^ 0b100101 if shifted & 0b100000 else shifted
