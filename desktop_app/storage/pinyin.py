"""Turn names into search tokens and sort keys; pypinyin is loaded at the first name, not at start."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import islice, product

_MOST_READINGS = 24
_MOST_SPELLINGS = 8


@cache
def readings(character: str) -> tuple[str, ...]:
    """Return every toneless reading of a Chinese character, commonest first; empty for others."""
    from pypinyin import Style, pinyin  # loaded late: 0.3 s that a start without names saves

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    return tuple(dict.fromkeys(found[0])) if found else ()


@lru_cache(maxsize=4096)
def sort_key(name: str) -> str:
    """Return the name spelled in pinyin, character by character, followed by the name itself."""
    spelled = " ".join((readings(character) or (character,))[0] for character in name)
    return f"{spelled} {name}"[:200]


def spelling_tokens(name: str) -> str:
    """Return the tokens that let a name be found by initials or pinyin, from any of its characters on.

    All readings count: 单 is found under s and d. Latin words inside the name count as they are.
    """
    syllables = [readings(character) for character in name]
    syllables = [found for found in syllables if found]
    tokens: set[str] = set()
    initials = [tuple(dict.fromkeys(reading[0] for reading in found)) for found in syllables]
    for combination in islice(product(*initials), _MOST_READINGS):
        word = "".join(combination)
        tokens.update(
            word[start:end] for start in range(len(word)) for end in range(start + 1, len(word) + 1)
        )
    for spelling in islice(product(*(found[:2] for found in syllables)), _MOST_SPELLINGS):
        tokens.update("".join(spelling[start:]) for start in range(len(spelling)))
    tokens.update(word for word in name.lower().split() if word.isascii())
    return " ".join(sorted(tokens))
