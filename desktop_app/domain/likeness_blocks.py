"""Find the files that are alike among very many without comparing everybody with everybody."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from desktop_app.domain.likeness import WORTH_A_LOOK, LikenessFacts, signs, total

SMALL = 40
"""A block up to this size is compared pair by pair; a larger one (a whole village under one telephone) is split."""

_REPORT_EVERY = 20_000

Key = Callable[[LikenessFacts], Iterable[Hashable]]
Report = Callable[[int, int], object]
"""Told how much is done of how much; may raise to stop the work."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two files, smaller uid first, with their score."""

    one: LikenessFacts
    other: LikenessFacts
    score: int


def _by_number(person: LikenessFacts) -> Iterable[Hashable]:
    return (person.id_number,) if person.id_number else ()


def _by_name_and_year(person: LikenessFacts) -> Iterable[Hashable]:
    return ((person.near_sound, person.birth_on.year),) if person.birth_on else ()


def _by_name_and_village(person: LikenessFacts) -> Iterable[Hashable]:
    return ((person.key, person.village_code),)


def _by_phone(person: LikenessFacts) -> Iterable[Hashable]:
    return person.phones


def _by_address(person: LikenessFacts) -> Iterable[Hashable]:
    return (person.address,) if person.address else ()


def _by_household(person: LikenessFacts) -> Iterable[Hashable]:
    return (person.household,) if person.household else ()


_BLOCKS: tuple[Key, ...] = (
    _by_number,
    _by_name_and_year,
    _by_name_and_village,
    _by_phone,
    _by_address,
    _by_household,
)
"""Ways to be in one block. The weights of ``domain.likeness`` are such that no pair outside all of them, and
with id numbers more than one slip apart, reaches ``WORTH_A_LOOK``; a test compares with all pairs."""

_SPLITS: tuple[Key, ...] = (
    lambda person: (person.near_sound,),
    lambda person: (person.birth_on.year,) if person.birth_on else (),
)
"""Ways to split a large block: without one of these in common telephone, house and contacts do not reach the limit."""


def alike(
    people: Sequence[LikenessFacts], *, at_least: int = WORTH_A_LOOK, report: Report | None = None
) -> list[Pair]:
    """Return the pairs whose score is ``at_least`` that, the most alike first.

    Below ``WORTH_A_LOOK`` pairs that share nothing but the village are not all found.
    """
    found: dict[tuple[str, str], Pair] = {}
    done = 0
    steps = len(people) * len(_BLOCKS)

    def compare(one: LikenessFacts, other: LikenessFacts) -> None:
        score = total(signs(one, other))
        if score >= at_least and one.uid != other.uid:
            first, second = (one, other) if one.uid < other.uid else (other, one)
            found[first.uid, second.uid] = Pair(first, second, score)

    for key in _BLOCKS:
        for block in _blocks(people, key):
            done += len(block)
            if report is not None and done % _REPORT_EVERY < len(block):
                report(min(done, steps), steps)
            for part in (block,) if len(block) <= SMALL else _split(block):
                for one, other in combinations(part, 2):
                    compare(one, other)
    for one, other in _slips(people):
        compare(one, other)
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.one.uid, pair.other.uid))


def _blocks(people: Iterable[LikenessFacts], key: Key) -> Iterator[list[LikenessFacts]]:
    """Yield the people who share a key; nobody alone."""
    first: dict[Hashable, LikenessFacts] = {}
    shared: dict[Hashable, list[LikenessFacts]] = {}
    for person in people:
        for value in key(person):
            # Nearly everybody is alone: a list is only made for the second one.
            if value in shared:
                shared[value].append(person)
            elif value in first:
                shared[value] = [first[value], person]
            else:
                first[value] = person
    yield from shared.values()


def _split(block: Sequence[LikenessFacts]) -> Iterator[list[LikenessFacts]]:
    for key in _SPLITS:
        yield from _blocks(block, key)


def _slips(people: Sequence[LikenessFacts]) -> Iterator[tuple[LikenessFacts, LikenessFacts]]:
    """Yield the pairs whose id numbers are one slip apart: at least one of the two fails its check digit."""
    by_number: dict[str, list[LikenessFacts]] = {}
    for person in people:
        if person.id_number:
            by_number.setdefault(person.id_number, []).append(person)
    for number, holders in by_number.items():
        if not holders[0].id_valid:
            for near in numbers_near(number):
                for other in by_number.get(near, ()):
                    for holder in holders:
                        yield holder, other


def numbers_near(number: str) -> Iterator[str]:
    """Yield the id numbers that one wrong digit, or two neighbouring ones changing places, make of ``number``."""
    for place, present in enumerate(number):
        for digit in "0123456789" if place < len(number) - 1 else "0123456789X":
            if digit != present:
                yield number[:place] + digit + number[place + 1 :]
    for place in range(len(number) - 1):
        if number[place] != number[place + 1]:
            yield number[:place] + number[place + 1] + number[place] + number[place + 2 :]
