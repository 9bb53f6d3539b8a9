"""Choose a font for every character of a paper, and keep copied text equal to what is printed.

Left out of what is printed: controls, marks of no width, and the selectors of Han variants (a name entered with one is
printed in the usual form of the character). A combining accent stands where its font leaves it, not placed over the
letter. Mongolian is joined (``shaping``) and runs from left to right. What no font has is drawn as 〓 and told to the
caller.
"""

from __future__ import annotations

import struct
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts

from desktop_app.config.fonts import FontRole, font
from desktop_app.reports import shaping

MISSING_MARK = "〓"
"""What is drawn for a character that no font has; the paper lists its code point below."""

_VARIATION_SELECTORS = dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0xA0, 0x2028, 0x2029], " ")
_BLANKS = dict.fromkeys([0x1680, 0x2000, 0x2001, *range(0x2004, 0x200B), 0x205F], " ")
"""Blanks of a width that no shipped font has."""
_TO_PRINTABLE = {**_CONTROLS, **_BLANKS, **_VARIATION_SELECTORS, **_INVISIBLE}

_HAN_FROM, _RARE_FROM = 0x3001, 0x20000
_THOUSAND = 1000
"""Parts of the type size that a PDF counts in, and most fonts."""
_OF_NO_FONT = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Kinds of characters that a glyph can only be a box or a private sign for."""

_CHAINS: dict[FontRole, tuple[FontRole, ...]] = {
    FontRole.SERIF: (FontRole.SERIF, FontRole.SANS),
    FontRole.SERIF_BOLD: (FontRole.SERIF_BOLD, FontRole.SERIF, FontRole.SANS),
    FontRole.SANS: (FontRole.SANS, FontRole.SERIF),
    FontRole.SANS_BOLD: (FontRole.SANS_BOLD, FontRole.SANS, FontRole.SERIF),
}


@dataclass(frozen=True, slots=True)
class Face:
    """One registered font: its ReportLab name, the characters it can show, their widths in parts of the size."""

    name: str
    characters: frozenset[str]
    widths: dict[str, float]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one font; ``shaped`` is its letters joined, where they are."""

    face: Face
    text: str
    shaped: shaping.Shaped | None = None

    @property
    def drawn(self) -> str:
        """Return what goes to the page for the text."""
        return self.text if self.shaped is None else self.shaped.drawn

    @property
    def widths(self) -> Sequence[float]:
        """Return the width of every character of the text in parts of the type size."""
        if self.shaped is not None:
            return self.shaped.widths
        return [self.face.widths[character] for character in self.text]


_faces: dict[FontRole, Face] = {}
_lock = threading.Lock()


def face(role: FontRole) -> Face:
    """Return the font of ``role``, registering it with ReportLab at its first use (40 to 170 ms)."""
    found = _faces.get(role)
    if found is None:
        with _lock:
            found = _faces.get(role) or _register(role)
            _faces[role] = found
    return found


def _register(role: FontRole) -> Face:
    ttfonts.makeToUnicodeCMap = _to_unicode_map
    entry = font(role)
    registered = ttfonts.TTFont(entry.path.stem, str(entry.path), asciiReadable=False)
    pdfmetrics.registerFont(registered)
    shape = registered.face
    _repair_advances(shape)
    places = shape.glyphPos
    # A glyph without an outline is right for a blank only; for anything else the paper would silently lack it.
    widths = {
        chr(code): shape.charWidths.get(code, shape.defaultWidth) / 1000
        for code, glyph in shape.charToGlyph.items()
        if glyph and not 0xD800 <= code < 0xE000 and _can_show(code, places[glyph] < places[glyph + 1])
    }
    return Face(entry.path.stem, frozenset(widths), widths)


def _repair_advances(shape: Any) -> None:
    """Put font units back where ReportLab 5.1 embeds thousandths: in the glyphs that share the last advance of a table."""
    if shape.unitsPerEm == _THOUSAND:
        return
    listed: int = struct.unpack(">H", shape.get_table("hhea")[34:36])[0]
    own = shape.hmetrics[listed - 1][0]
    shape.hmetrics[listed:] = [(own, bearing) for _scaled, bearing in shape.hmetrics[listed:]]


def _can_show(code: int, outlined: bool) -> bool:
    if outlined and (_HAN_FROM <= code < 0xD800 or _RARE_FROM <= code < 0xE0000):
        return True
    character = chr(code)
    if shaping.joins(character):
        return True
    kind = unicodedata.category(character)
    return kind not in _OF_NO_FONT if outlined else kind == "Zs"


def _to_unicode_map(fontname: str, subset: Sequence[int]) -> str:
    """Return a subset's ToUnicode map; ReportLab 5.1 writes five digits above U+FFFF, which no reader accepts."""
    lines = [
        f"<{index:02X}> <{copied}>" for index, code in enumerate(subset) if code and (copied := _utf16(code))
    ]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    pieces = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        f"<< /Registry ({fontname})",
        f"/Ordering ({fontname})",
        "/Supplement 0",
        ">> def",
        f"/CMapName /{fontname} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
    ]
    for block in blocks:
        pieces += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    pieces += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(pieces)


def _utf16(code: int) -> str:
    letters = shaping.copied_text(code)
    return (chr(code) if letters is None else letters).encode("utf-16-be").hex().upper()


def printable(text: str) -> str:
    """Return ``text`` as it can stand on paper: controls as blanks, marks of no width gone.

    Kept are the marks that say how a Mongolian letter is joined, beside such a letter.
    """
    if text.isascii() and text.isprintable():
        return text
    return shaping.without_stray_controls(text.translate(_TO_PRINTABLE))


def _home(character: str, role: FontRole) -> Face | None:
    """Return the first font that can show the character, the ones of its own kind before those that merely have it."""
    if shaping.joins(character):
        chain: tuple[FontRole, ...] = (FontRole.MONGOLIAN,)
    elif ord(character) >= _RARE_FROM:
        chain = (*_CHAINS[role], FontRole.RARE, FontRole.MONGOLIAN)
    else:
        chain = (*_CHAINS[role], FontRole.MONGOLIAN, FontRole.RARE)
    return next((chosen for chosen in map(face, chain) if character in chosen.characters), None)


def runs(text: str, role: FontRole, missing: set[str] | None = None) -> Iterator[Run]:
    """Split printable ``text`` into runs of one font each; characters in no font are added to ``missing``."""
    main = face(role)
    if main.characters.issuperset(text):
        yield Run(main, text)
        return
    current, joined, piece = main, False, ""
    for character in text:
        home, drawn = (main if character in main.characters else _home(character, role)), character
        if home is None:
            home, drawn = main, MISSING_MARK
            if missing is not None:
                missing.add(character)
        joining = shaping.joins(drawn)
        if piece and (home is not current or joining is not joined):
            yield _run(current, piece, joined=joined)
            piece = ""
        current, joined = home, joining
        piece += drawn
    if piece:
        yield _run(current, piece, joined=joined)


def _run(chosen: Face, text: str, *, joined: bool) -> Run:
    if not joined:
        return Run(chosen, text)
    return Run(chosen, text, shaping.shape(text, pdfmetrics.getFont(chosen.name)))


def widths(text: str, role: FontRole) -> list[float]:
    """Return the width of every character of printable ``text`` in parts of the type size.

    Joined letters are measured as they stand together: a part of the text may be wider than its share of the whole.
    """
    main = face(role).widths
    try:
        return [main[character] for character in text]
    except KeyError:
        return [size for run in runs(text, role) for size in run.widths]


def width(text: str, role: FontRole, size: float) -> float:
    """Return the width of printable ``text`` in points."""
    return sum(widths(text, role)) * size
