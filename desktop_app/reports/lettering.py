"""Choose a font for every character of a paper, and keep copied text equal to what is printed."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics, ttfonts

from desktop_app.config.fonts import FontRole, font

MISSING_MARK = "〓"
"""What is drawn for a character that no font has; the paper lists its code point below."""

_VARIATION_SELECTORS = dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
_INVISIBLE = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0xA0, 0x2028, 0x2029], " ")
_TO_PRINTABLE = {**_CONTROLS, **_VARIATION_SELECTORS, **_INVISIBLE}

_MONGOLIAN = range(0x1800, 0x18B0)
_RARE_FROM = 0x20000

_CHAINS: dict[FontRole, tuple[FontRole, ...]] = {
    FontRole.SERIF: (FontRole.SERIF, FontRole.SANS),
    FontRole.SERIF_BOLD: (FontRole.SERIF_BOLD, FontRole.SERIF, FontRole.SANS),
    FontRole.SANS: (FontRole.SANS, FontRole.SERIF),
    FontRole.SANS_BOLD: (FontRole.SANS_BOLD, FontRole.SANS, FontRole.SERIF),
}


@dataclass(frozen=True, slots=True)
class Face:
    """One registered font: its ReportLab name, the characters it has, their widths in parts of the size."""

    name: str
    characters: frozenset[str]
    widths: dict[str, float]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one font."""

    face: Face
    text: str


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
    widths = {
        chr(code): shape.charWidths.get(code, shape.defaultWidth) / 1000
        for code in shape.charToGlyph
        if not 0xD800 <= code < 0xE000
    }
    return Face(entry.path.stem, frozenset(widths), widths)


def _to_unicode_map(fontname: str, subset: Sequence[int]) -> str:
    """Return a subset's ToUnicode map; ReportLab 5.1 writes five digits above U+FFFF, which no reader accepts."""
    lines = [f"<{index:02X}> <{_utf16(code)}>" for index, code in enumerate(subset)]
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
    return chr(code).encode("utf-16-be", "surrogatepass").hex().upper()


def printable(text: str) -> str:
    """Return ``text`` as it can stand on paper: controls as blanks, variation selectors and zero-width marks gone."""
    return text if text.isascii() and text.isprintable() else text.translate(_TO_PRINTABLE)


def _home(character: str, role: FontRole) -> Face | None:
    for candidate in _CHAINS[role]:
        chosen = face(candidate)
        if character in chosen.characters:
            return chosen
    code = ord(character)
    if code in _MONGOLIAN:
        fallback = face(FontRole.MONGOLIAN)
    elif code >= _RARE_FROM:
        fallback = face(FontRole.RARE)
    else:
        return None
    return fallback if character in fallback.characters else None


def runs(text: str, role: FontRole, missing: set[str] | None = None) -> Iterator[Run]:
    """Split printable ``text`` into runs of one font each; characters in no font are added to ``missing``."""
    main = face(role)
    if main.characters.issuperset(text):
        yield Run(main, text)
        return
    current, piece = main, ""
    for character in text:
        home, drawn = _home(character, role), character
        if home is None:
            home, drawn = main, MISSING_MARK
            if missing is not None:
                missing.add(character)
        if home is not current and piece:
            yield Run(current, piece)
            piece = ""
        current = home
        piece += drawn
    if piece:
        yield Run(current, piece)


def widths(text: str, role: FontRole) -> list[float]:
    """Return the width of every character of printable ``text`` in parts of the type size."""
    main = face(role).widths
    try:
        return [main[character] for character in text]
    except KeyError:
        return [_width(character, role) for character in text]


def _width(character: str, role: FontRole) -> float:
    home = _home(character, role)
    return home.widths[character] if home else face(role).widths[MISSING_MARK]


def width(text: str, role: FontRole, size: float) -> float:
    """Return the width of printable ``text`` in points."""
    return sum(widths(text, role)) * size
