"""Break Chinese text into lines as printers do: closing signs never begin a line, opening signs never end one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from desktop_app.config.fonts import FontRole
from desktop_app.reports import shaping
from desktop_app.reports.lettering import printable, width, widths

NEVER_FIRST = frozenset(
    "、，。．：；？！）〕】》〉」』’”…—～·％‰℃,.:;?!)]}%°\u1802\u1803\u1804\u1805\u1808\u1809"
)
"""Signs that may not begin a line."""
NEVER_LAST = frozenset("（〔【《〈「『‘“([{□☑￥$")
"""Signs that may not end a line; a box belongs to the word after it."""
_UNITS = frozenset("年月日时分人次户岁项页元")
"""Words for units that stay with their number."""
_WORD_SIGNS = frozenset("-_/.@#&+*:%")
_TIED = frozenset({shaping.NARROW_BLANK, shaping.VOWEL_SEPARATOR, "\u200d"})
"""What joins the Mongolian letter after it to the one before."""


def _in_word(character: str) -> bool:
    return (character.isascii() and (character.isalnum() or character in _WORD_SIGNS)) or shaping.joins(
        character
    )


def _may_break(before: str, after: str, *, inside_words: bool) -> bool:
    if after in NEVER_FIRST or before in NEVER_LAST or after in shaping.CONTROLS or before in _TIED:
        return False
    if after in _UNITS and before.isdigit():
        return inside_words
    return inside_words or not (_in_word(before) and _in_word(after))


def wrap(text: str, role: FontRole, size: float, room: float) -> tuple[str, ...]:
    """Return the lines of ``text`` at most ``room`` points wide.

    Line ends in ``text`` are kept, one empty line between two paragraphs and none before or after them.
    """
    if "\n" not in text and "\r" not in text:
        return _wrap(printable(text).strip(), role, size, room)
    lines: list[str] = []
    for part in text.splitlines():
        shown = printable(part).strip()
        if shown or (lines and lines[-1]):
            lines += _wrap(shown, role, size, room)
    return tuple(lines[:-1] if lines and not lines[-1] else lines) or ("",)


def pack(items: Sequence[str], role: FontRole, size: float, room: float, joint: str = "、") -> str:
    """Join ``items`` with ``joint`` so that a line ends between two items wherever an item fits on one line."""
    lines: list[str] = []
    for index, item in enumerate(items):
        piece = item if index == len(items) - 1 else item + joint
        if lines and width(printable(lines[-1] + piece).rstrip(), role, size) <= room + 1e-6:
            lines[-1] += piece
        else:
            lines.append(piece)
    return "\n".join(lines)


@lru_cache(maxsize=8192)
def _wrap(text: str, role: FontRole, size: float, room: float) -> tuple[str, ...]:
    sizes = widths(text, role)
    limit = room / size + 1e-6
    if sum(sizes) <= limit:
        return (text,)
    joined = any(map(shaping.joins, text))
    lines: list[str] = []
    start = 0
    while start < len(text):
        end = _fitting(sizes, start, limit)
        if end < len(text):
            end = _back_to_break(text, start, end)
        if joined:
            end = _joined_break(text, start, end, role, limit)
        lines.append(text[start:end].rstrip())
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
        if joined:
            sizes[start:] = widths(text[start:], role)
    return tuple(lines)


def _joined_break(text: str, start: int, end: int, role: FontRole, limit: float) -> int:
    """Return ``end`` or the last break before it where the line fits: a word cut in two takes wider forms."""
    while end < len(text) and sum(widths(text[start:end], role)) > limit:
        earlier = _back_to_break(text, start, end - 1)
        if not start < earlier < end:
            break
        end = earlier
    return end


def _fitting(sizes: list[float], start: int, limit: float) -> int:
    used = 0.0
    for index in range(start, len(sizes)):
        used += sizes[index]
        if used > limit:
            return max(index, start + 1)
    return len(sizes)


def _back_to_break(text: str, start: int, end: int) -> int:
    """Return the last place not after ``end`` where the line may end; inside a word only if there is no other."""
    for inside_words in (False, True):
        for place in range(end, start, -1):
            if _may_break(text[place - 1], text[place], inside_words=inside_words):
                return place
    return end
