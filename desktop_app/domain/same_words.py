"""Texts that one visitor wrote more than once about different people, found by what is left without names and signs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from unicodedata import category, normalize

from desktop_app.domain.clusters import clusters
from desktop_app.domain.errors import N_
from desktop_app.domain.irregularity_facts import (
    MonthFacts,
    Observation,
    SeenVisit,
    Thresholds,
    fingerprint,
)
from desktop_app.domain.phrases import phrase
from desktop_app.domain.terms import IrregularityKind, Mode

_PIECE = 3
"""Letters of one piece: short enough to survive a changed name, long enough to mean something."""
_SHOWN = 36
"""Letters of a text that are quoted."""
_SHORTEST_NAME = 2
_SENTENCES = re.compile(r"[。；;！!？?\n]+")


def same_words(facts: MonthFacts, limits: Thresholds) -> Iterator[Observation]:
    """Yield each text that one visitor used for visits to different households."""
    stock = frozenset(letters(each) for each in facts.stock)
    by_visitor: dict[str, list[SeenVisit]] = defaultdict(list)
    for visit in facts.visits:
        if visit.visitor and visit.on <= facts.through and (visit.summary or visit.action):
            by_visitor[visit.visitor].append(visit)
    for visitor in sorted(by_visitor):
        yield from _of_one(visitor, by_visitor[visitor], facts, limits, stock)


def letters(text: str) -> str:
    """Return the letters of a text without digits, signs and spaces, wide forms made narrow."""
    return "".join(sign for sign in normalize("NFKC", text).casefold() if category(sign)[0] in "LM")


def own_words(text: str, stock: frozenset[str]) -> str:
    """Return the letters of what somebody wrote themselves: sentences that the program offers are left out."""
    whole = letters(text)
    if whole in stock:
        return ""
    parts = (letters(part) for part in _SENTENCES.split(normalize("NFKC", text)))
    return "".join(part for part in parts if part not in stock)


def pieces(text: str) -> frozenset[str]:
    """Return all runs of three letters."""
    return frozenset(text[at : at + _PIECE] for at in range(max(1, len(text) - _PIECE + 1)))


def alike_pairs(texts: Iterable[str], hundredths: int) -> Iterator[tuple[str, str]]:
    """Yield the pairs of different texts that share at least so many hundredths of all their pieces.

    Exact and without comparing each with each: of two alike texts, one of the rarest pieces of either is in both.
    """
    cut = {text: pieces(text) for text in sorted(set(texts))}
    common = Counter(piece for found in cut.values() for piece in found)
    holders: dict[str, list[str]] = defaultdict(list)
    for text, found in cut.items():
        ordered = sorted(found, key=lambda piece: (common[piece], piece))
        # Two texts alike by the share s miss at most (1 - s) of the pieces of either.
        prefix = ordered[: len(ordered) - -(-len(ordered) * hundredths // 100) + 1]
        seen: set[str] = set()
        for piece in prefix:
            for other in holders[piece]:
                if other not in seen:
                    seen.add(other)
                    if _alike(found, cut[other], hundredths):
                        yield other, text
            holders[piece].append(text)


def _alike(one: frozenset[str], other: frozenset[str], hundredths: int) -> bool:
    shared = len(one & other)
    return shared * 100 >= hundredths * (len(one) + len(other) - shared)


def _of_one(
    visitor: str, visits: Sequence[SeenVisit], facts: MonthFacts, limits: Thresholds, stock: frozenset[str]
) -> Iterator[Observation]:
    names = _names(visits, facts)
    used: dict[str, list[SeenVisit]] = defaultdict(list)
    for visit in visits:
        for text in {own_words(visit.summary, stock), own_words(visit.action, stock)}:
            left = names.sub("", text) if names else text
            if len(left) >= limits.words_short:
                used[left].append(visit)
    groups: dict[str, set[str]] = {text: {text} for text in used}
    for found in clusters(alike_pairs(used, limits.words_alike)):
        for text in found:
            groups[text] = set(found)
    by_uid = {visit.uid: visit for visit in visits}
    told: set[frozenset[str]] = set()
    pairs: list[tuple[str, str]] = []
    for text in sorted(groups):
        group = frozenset(groups[text])
        if group in told:
            continue
        told.add(group)
        uids = sorted({visit.uid for each in group for visit in used[each]})
        if _worth(uids, by_uid, limits, min(map(len, group))):
            pairs += [(uids[0], uid) for uid in uids[1:]]
    for found in clusters(pairs):
        seen = [by_uid[uid] for uid in found]
        if any(facts.first <= visit.on for visit in seen):
            yield _observation(visitor, seen)


def _worth(uids: Sequence[str], by_uid: Mapping[str, SeenVisit], limits: Thresholds, length: int) -> bool:
    """Tell whether the visits are to different places, and not of one occasion."""
    apart = clusters((uid, f"/{tie}") for uid in uids for tie in _ties(by_uid[uid]))
    return len(apart) >= (2 if length >= limits.words_long else limits.words_times)


def _ties(visit: SeenVisit) -> Iterator[str]:
    """Yield what visits with the same words may innocently share: the person, the place, one occasion."""
    yield visit.elder_uid
    if visit.stop:
        yield visit.stop
    if visit.campaign_uid:
        yield visit.campaign_uid
    # One round in person is one house or one gathering; a list of calls goes to many houses.
    if visit.round_uid and visit.mode is Mode.IN_PERSON:
        yield visit.round_uid


def _names(visits: Sequence[SeenVisit], facts: MonthFacts) -> re.Pattern[str] | None:
    """Return a pattern of the names of everybody this visitor went to: they are what is changed in pasted text."""
    uids = {visit.elder_uid for visit in visits}
    found = {letters(facts.people[uid].name) for uid in uids if uid in facts.people}
    names = sorted((name for name in found if len(name) >= _SHORTEST_NAME), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names))) if names else None


def _observation(visitor: str, seen: Sequence[SeenVisit]) -> Observation:
    ordered = sorted(seen, key=lambda visit: (visit.on, visit.uid))
    uids = tuple(visit.uid for visit in ordered)
    elders = tuple(dict.fromkeys(visit.elder_uid for visit in ordered))
    text = max((ordered[-1].summary, ordered[-1].action), key=len)
    quoted = " ".join(text.split())
    return Observation(
        kind=IrregularityKind.SAME_WORDS,
        about=fingerprint(IrregularityKind.SAME_WORDS, uids),
        on=ordered[-1].on,
        seen=phrase(
            N_("{people}位老年人的{count}次探访，记录的文字相同或几乎相同：“{text}”"),
            people=len(elders),
            count=len(uids),
            text=quoted if len(quoted) <= _SHOWN else f"{quoted[:_SHOWN]}…",
        ),
        perhaps=phrase(N_("可能情况确实一样，或者按统一的说法记录。")),
        elders=elders,
        visits=uids,
        visitor=visitor,
    )
