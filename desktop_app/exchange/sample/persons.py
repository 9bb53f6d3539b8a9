"""Draw names, id numbers and phone numbers of people who do not exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from desktop_app.domain.identity import check_digit
from desktop_app.domain.terms import Sex

Choice = TypeVar("Choice")

HAN, MONGOL = "01", "02"
_ETHNIC_SHARES = (
    (MONGOL, 0.68),
    (HAN, 0.27),
    ("11", 0.022),
    ("03", 0.01),
    ("31", 0.008),
    ("45", 0.005),
    ("10", 0.003),
    ("38", 0.002),
)
_PHONE_STARTS = ("154", "164", "169", "179")
"""Ranges not in use for subscribers as far as known, so that nobody's telephone rings."""
_LAST_SEQUENCE = 995
"""996 to 999 marked people born before 1900 in 15-digit numbers."""


def pick(rng: Random, choices: Sequence[Choice]) -> Choice:
    """Draw one of ``choices``; one call of ``random`` per draw, the same on every Python version."""
    return choices[int(rng.random() * len(choices))]


def pick_share(rng: Random, shares: Sequence[tuple[Choice, float]]) -> Choice:
    """Draw one choice by its share; the last takes what is left."""
    left = rng.random()
    for choice, share in shares:
        left -= share
        if left < 0:
            return choice
    return shares[-1][0]


def chance(rng: Random, share: float) -> bool:
    """Draw true in ``share`` of all cases."""
    return rng.random() < share


def days_between(rng: Random, first: date, last: date) -> date:
    """Draw a day from ``first`` to ``last``, both included."""
    return first + timedelta(days=int(rng.random() * ((last - first).days + 1)))


def draw_ethnic_code(rng: Random) -> str:
    """Draw a code of GB/T 3304 in the mix of a pastoral township."""
    return pick_share(rng, _ETHNIC_SHARES)


def draw_phone(rng: Random) -> str:
    """Draw an 11-digit number in a range that is not in use."""
    return f"{pick(rng, _PHONE_STARTS)}{int(rng.random() * 10**8):08d}"


class IdNumbers:
    """Draws id numbers with a valid check digit, none twice."""

    def __init__(self, home_county: str, counties: Sequence[str]) -> None:
        self._home = home_county
        self._counties = tuple(counties)
        self._taken: set[str] = set()

    def draw(self, rng: Random, born_on: date, sex: Sex) -> str:
        """Draw a number for a birth date and a sex; most come from the home county."""
        while True:
            county = self._home if chance(rng, 0.86) else pick(rng, self._counties)
            first = 1 if sex is Sex.MALE else 2
            sequence = first + 2 * int(rng.random() * (_LAST_SEQUENCE // 2))
            first_17 = f"{county}{born_on:%Y%m%d}{sequence:03d}"
            number = first_17 + check_digit(first_17)
            if number not in self._taken:
                self._taken.add(number)
                return number


@dataclass(frozen=True, slots=True)
class NameParts:
    """The parts that names are put together from, as in ``resources/sample/names.toml``."""

    parts: Mapping[str, Mapping[str, tuple[str, ...]]]

    @classmethod
    def parse(cls, raw: Mapping[str, Mapping[str, str]]) -> NameParts:
        """Build from the parsed file: words stand apart, single characters may stand together."""
        return cls(
            {
                group: {key: tuple(text.split() if " " in text else text) for key, text in entries.items()}
                for group, entries in raw.items()
            }
        )

    def elder(self, rng: Random, ethnic_code: str, sex: Sex, number: int, surname: str = "") -> str:
        """Draw an elder's name; every 80th has a rare character, every 150th, if Mongol, a very long name."""
        if ethnic_code == MONGOL:
            return self._mongol(rng, sex, number)
        surname = surname or self.surname(rng, ethnic_code)
        given = pick(rng, self.parts["han"]["elder_men" if sex is Sex.MALE else "elder_women"])
        if number % 80 == 17 or chance(rng, 0.004):
            rare = self.parts["rare"]["characters"]
            given = given[:-1] + rare[(number // 80) % len(rare)]
        return surname + given

    def younger(self, rng: Random, ethnic_code: str, sex: Sex, surname: str = "") -> str:
        """Draw the name of a child, neighbour or visitor, with ``surname`` where names have one."""
        if ethnic_code == MONGOL:
            return self._mongol(rng, sex, 1)
        given = pick(rng, self.parts["han"]["younger_men" if sex is Sex.MALE else "younger_women"])
        return (surname or self.surname(rng, ethnic_code)) + given

    def surname(self, rng: Random, ethnic_code: str) -> str:
        """Draw a surname; Mongol names have none."""
        return pick(rng, self.parts["han" if ethnic_code == HAN else "minority"]["surnames"])

    def _mongol(self, rng: Random, sex: Sex, number: int) -> str:
        names = self.parts["mongol"]
        who = "men" if sex is Sex.MALE else "women"
        if number % 150 == 42:
            return names["longest"][(number // 150) % len(names["longest"])]
        kind = rng.random()
        if kind < 0.25:
            return pick(rng, names[who])
        name = pick(rng, names["heads"]) + pick(rng, names[f"{who}_tails"])
        if kind < 0.93:
            return name
        return f"{pick(rng, names['clans'])}·{name}"
