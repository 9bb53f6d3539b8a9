"""Join Mongolian letters: HarfBuzz picks their forms, each form is drawn under a code of its own that copies as its letters."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr

if TYPE_CHECKING:
    import uharfbuzz  # type: ignore[import-untyped]  # it brings no types
    from reportlab.pdfbase.ttfonts import TTFont

NARROW_BLANK = "\u202f"
"""Stands between a Mongolian word and its suffix, which takes another form after it."""
VOWEL_SEPARATOR = "\u180e"
_SELECTORS = "\u180b\u180c\u180d\u180f"
_JOINERS = "\u200c\u200d"
CONTROLS = frozenset(_SELECTORS + _JOINERS + VOWEL_SEPARATOR)
"""Signs without a body of their own, which say what form the letter beside them takes."""

_LETTERS = "\u1807\u1820-\u18aa"
_IN_WORD = re.compile(
    f"([{_JOINERS}]?[{_LETTERS}][{_SELECTORS}{_JOINERS}{VOWEL_SEPARATOR}]{{0,3}})"
    f"|({NARROW_BLANK})(?=[{_JOINERS}]?[{_LETTERS}])|[{_SELECTORS}{_JOINERS}{VOWEL_SEPARATOR}{NARROW_BLANK}]"
)
_ANY_CONTROL = re.compile(f"[{_SELECTORS}{_JOINERS}{VOWEL_SEPARATOR}{NARROW_BLANK}]")

_FIRST_CODE, _LAST_CODE = 0x100000, 0x10FFFD
"""Codes for drawn forms: the last private plane, of which no shipped font has a character."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A word in joined letters: what goes to the page, and the width of each character in parts of the size.

    A character that stands within the form of another has width 0.
    """

    drawn: str
    widths: tuple[float, ...]


_codes: dict[tuple[int, str], int] = {}
_texts: dict[int, str] = {}
_lock = threading.Lock()


def joins(character: str) -> bool:
    """Return whether the character is drawn together with its neighbours."""
    return "\u1800" <= character < "\u18b0" or character in _JOINERS or character == NARROW_BLANK


def without_stray_controls(text: str) -> str:
    """Return ``text`` with joining signs only where there is a Mongolian letter to join, at most three behind each.

    A narrow blank with no such letter after it becomes a blank.
    """
    if _ANY_CONTROL.search(text) is None:
        return text
    return _IN_WORD.sub(_kept, text)


def _kept(found: re.Match[str]) -> str:
    if found[1] or found[2]:
        return found[0]
    return " " if found[0] == NARROW_BLANK else ""


def copied_text(code: int) -> str | None:
    """Return the letters for which a form is drawn under ``code``; None for a code that is a character itself."""
    return _texts.get(code)


@lru_cache(maxsize=4096)
def shape(text: str, font: TTFont) -> Shaped:
    """Return ``text``, all of which ``font`` has, in joined forms from left to right."""
    import uharfbuzz  # only now: most papers hold no Mongolian letter

    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.direction, buffer.script, buffer.language = "ltr", "Mong", "mn"
    uharfbuzz.shape(_harfbuzz(font), buffer)
    return _placed(text, font, buffer)


@dataclass(slots=True)
class _Form:
    """One glyph as HarfBuzz places it, lengths in parts of a thousand, and the letters it is copied as."""

    glyph: int
    at: int
    letters: str
    advance: float
    x_offset: float
    y_offset: float


def _placed(text: str, font: TTFont, buffer: uharfbuzz.Buffer) -> Shaped:
    widths = [0.0] * len(text)
    codes: list[str] = []
    data: list[ShapeData] = []
    for form in _forms(text, font, buffer):
        code = _code(font, form.glyph, form.letters)
        widths[form.at] += form.advance / 1000
        codes.append(chr(code))
        own = font.face.charWidths[code]
        data.append(ShapeData(form.at, form.advance, 0, form.x_offset, form.y_offset, own))
    places: Any = data  # the stubs take one for all of them
    return Shaped(ShapedStr("".join(codes), places), tuple(widths))


def _forms(text: str, font: TTFont, buffer: uharfbuzz.Buffer) -> list[_Form]:
    """Return what is to be drawn; a selector, which has neither ink nor width, is copied with the letter before it.

    Some readers leave out a sign without width at the end of a line.
    """
    outlines = font.face.glyphPos
    found: list[_Form] = []
    tied = False
    for (at, letters), info, position in zip(
        _shares(text, [info.cluster for info in buffer.glyph_infos]),
        buffer.glyph_infos,
        buffer.glyph_positions,
        strict=True,
    ):
        glyph = info.codepoint
        unseen = outlines[glyph] == outlines[glyph + 1] and not position.x_advance
        if unseen and found and not tied:
            found[-1].letters += letters
            tied = True
            continue
        tied = False
        found.append(
            _Form(
                glyph,
                at,
                letters,
                _scaled(font, position.x_advance),
                _scaled(font, position.x_offset),
                _scaled(font, position.y_offset),
            )
        )
    return found


def _shares(text: str, clusters: list[int]) -> list[tuple[int, str]]:
    """Return for each glyph where its letters begin and which they are, given where its cluster begins.

    Of a cluster with several glyphs each takes one letter, the last the rest, and none what there is none for.
    """
    starts = [*sorted(set(clusters)), len(text)]
    stops = dict(pairwise(starts))
    shares: list[tuple[int, str]] = []
    for start, glyphs in groupby(clusters):
        count, stop = len(list(glyphs)), stops[start]
        for number in range(count):
            begin = min(start + number, stop)
            end = stop if number == count - 1 else min(begin + 1, stop)
            shares.append((min(begin, stop - 1), text[begin:end]))
    return shares


def _code(font: TTFont, glyph: int, letters: str) -> int:
    """Return the code under which ``glyph`` is drawn where it stands for ``letters``."""
    with _lock:
        code = _codes.get((glyph, letters))
        if code is None:
            code = _FIRST_CODE + len(_codes)
            if code > _LAST_CODE:
                raise OverflowError("more joined forms than there are codes for them")
            font.face.charToGlyph[code] = glyph
            font.face.charWidths[code] = _scaled(font, font.face.hmetrics[glyph][0])
            _texts[code] = letters
            _codes[glyph, letters] = code
        return code


def _scaled(font: TTFont, value: int) -> float:
    untyped: Any = font
    scaled: float = untyped.pdfScale(value)
    return scaled


@lru_cache(maxsize=4)
def _harfbuzz(font: TTFont) -> uharfbuzz.Font:
    return font.hbFont()
