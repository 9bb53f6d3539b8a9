"""Turn names into search tokens and sort keys; pypinyin is loaded at the first name, not at start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import combinations, product

WHOLE = "0"
"""Marks a token that spells a whole name; nobody types a digit inside a word."""

_MOST_INITIALS = 32
_MOST_SPELLINGS = 32


@cache
def readings(character: str) -> tuple[str, ...]:
    """Return every toneless reading of a Chinese character, commonest first; empty for others."""
    from pypinyin import Style, pinyin  # loaded late: 0.3 s that a start without names saves

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    return tuple(dict.fromkeys(found[0])) if found else ()


def spelling(name: str) -> str:
    """Return the name in pinyin by the commonest reading of each character, syllables parted by blanks."""
    return " ".join((readings(character) or (character,))[0] for character in name)


@lru_cache(maxsize=4096)
def sort_key(name: str) -> str:
    """Return the name spelled in pinyin, character by character, followed by the name itself."""
    return f"{spelling(name)} {name}"[:200]


@lru_cache(maxsize=4096)
def spelling_tokens(name: str) -> str:
    """Return the tokens that let a name be found by initials or pinyin, from any of its characters on.

    All readings count: 单 is found under s, d and shan, dan, chan. What is typed is looked up as the beginning
    of a token, so that the tokens from each character to the end serve every piece of the name; single
    initials stand alone because one letter is looked up whole. Tokens that begin with ``WHOLE`` spell the
    whole name, so that it can go before names that only contain it. Latin words count as they are.
    """
    syllables = [readings(character) for character in name]
    syllables = [found for found in syllables if found]
    initials = [tuple(dict.fromkeys(reading[0] for reading in found)) for found in syllables]
    tokens: set[str] = {letter for found in initials for letter in found}
    for start in range(len(syllables)):
        words = [*_combined(initials[start:], _MOST_INITIALS), *_combined(syllables[start:], _MOST_SPELLINGS)]
        tokens.update(words)
        if start == 0:
            tokens.update(WHOLE + word for word in words)
    tokens.update(word for word in name.lower().split() if word.isascii())
    return " ".join(sorted(tokens))


def _combined(choices: Sequence[Sequence[str]], most: int) -> Iterator[str]:
    """Yield the words that one choice for each place makes, those with few uncommon readings first."""
    found = 0
    usual = [options[0] for options in choices]
    other = [place for place, options in enumerate(choices) if len(options) > 1]
    for number in range(len(other) + 1):
        for places in combinations(other, number):
            for replaced in product(*(choices[place][1:] for place in places)):
                word = list(usual)
                for place, reading in zip(places, replaced, strict=True):
                    word[place] = reading
                yield "".join(word)
                found += 1
                if found == most:
                    return
