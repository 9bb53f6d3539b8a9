"""Every figure of the month worked out from one line per elder, as the indicator file defines it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from desktop_app.domain.ages import OLDEST_OLD_AGE
from desktop_app.domain.outcomes import ExemptReason
from desktop_app.domain.terms import Category, EndReason, Mode, Residency

NOTHING = "—"
"""Printed for a rate whose denominator is 0."""

FULL = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """One elder's month: the facts that figures count.

    ``registered``: on the register at the month's end; ``residency`` as it is entered now, None unknown.
    ``special`` to ``exempt``: the verdict of the month. ``visits``: counted visits by mode; ``attempts``: visits
    that did not find the person. ``added``, ``removed``: who came, and why who left; the number at the end is the
    number before plus the added minus the removed. Age (full years, None unknown) and categories are those of
    the month's end; 高龄 follows from the age.
    """

    registered: bool
    age: int | None
    residency: Residency | None = None
    categories: frozenset[Category] = frozenset()
    special: bool = False
    owed: bool = False
    visited: bool = False
    exempt: ExemptReason | None = None
    required: int = 0
    visits: Mapping[Mode, int] = field(default_factory=dict)
    attempts: int = 0
    findings_found: int = 0
    findings_closed: int = 0
    findings_open: int = 0
    referrals: int = 0
    urgent_handled: int = 0
    added: bool = False
    removed: EndReason | None = None


Predicate = Callable[[MonthLine], bool]
"""Asks only what ``IndicatorBook.tally`` tells lines apart by."""
Amount = Callable[[MonthLine], int]
_Places = list[tuple[int, Amount]]


class _Kind:
    """Lines alike in everything that predicates ask: how many there are, and which figures count them."""

    __slots__ = ("adding", "heads", "number")

    def __init__(self, places: tuple[_Places, _Places]) -> None:
        self.number = 0
        self.heads = tuple([at for at, amount in each if amount is _one] for each in places)
        self.adding = tuple([(at, amount) for at, amount in each if amount is not _one] for each in places)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is added up (``amount``) over the lines for which everything in ``where`` is so."""

    amount: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorDefinition:
    """One figure; a rate has a denominator, a count has none. ``decimals`` are those of the printed rate."""

    key: str
    title: str
    unit: str
    period: str
    numerator: Measure
    denominator: Measure | None
    decimals: int
    exclusions: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share in per cent; ``value`` is None when there is nobody to count."""

    numerator: int
    denominator: int
    value: Decimal | None

    @property
    def text(self) -> str:
        """Return ``96.3%``, or ``—`` without a denominator."""
        return NOTHING if self.value is None else f"{self.value}%"


def rate(numerator: int, denominator: int, decimals: int) -> Rate:
    """Return the share in per cent, halves rounded up, but never up to 100 while somebody is missing."""
    if denominator == 0:
        return Rate(numerator=numerator, denominator=0, value=None)
    exact = FULL * numerator / denominator
    step = Decimal(1).scaleb(-decimals)
    value = exact.quantize(step, ROUND_HALF_UP)
    if value >= FULL > exact:
        value = exact.quantize(step, ROUND_DOWN)
    return Rate(numerator=numerator, denominator=denominator, value=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValue:
    """One figure of one group of elders, with the sentence that is printed under it."""

    key: str
    title: str
    unit: str
    numerator: int
    denominator: int | None
    value: Decimal | None
    text: str
    definition: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The sums of a group; those of villages add up to those of their township."""

    numerators: tuple[int, ...]
    denominators: tuple[int, ...]

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            tuple(a + b for a, b in zip(self.numerators, other.numerators, strict=True)),
            tuple(a + b for a, b in zip(self.denominators, other.denominators, strict=True)),
        )


class IndicatorBook:
    """All definitions, prepared to add up many lines quickly."""

    def __init__(self, definitions: Sequence[IndicatorDefinition]) -> None:
        """Prepare ``definitions``; raises ValueError for a measure that ``known_measure`` refuses."""
        self.definitions = tuple(definitions)
        self._bits: dict[str, int] = {}
        self._predicates: list[Predicate] = []
        self._numerators = [self._prepared(each.numerator) for each in self.definitions]
        self._denominators = [self._prepared(each.denominator) for each in self.definitions]

    def _prepared(self, measure: Measure | None) -> tuple[int, Amount] | None:
        """Return the bits that a line must have and what it then adds."""
        if measure is None:
            return None
        amount = amount_named(measure.amount)
        if amount is None:
            raise ValueError(measure.amount)
        needed = 0
        for name in measure.where:
            if name not in self._bits:
                predicate = predicate_named(name)
                if predicate is None:
                    raise ValueError(name)
                self._bits[name] = 1 << len(self._predicates)
                self._predicates.append(predicate)
            needed |= self._bits[name]
        return needed, amount

    def definition(self, key: str) -> IndicatorDefinition:
        """Return one definition; raises KeyError for an unknown key."""
        for each in self.definitions:
            if each.key == key:
                return each
        raise KeyError(key)

    def nothing(self) -> Tally:
        """Return the tally of nobody."""
        none = (0,) * len(self.definitions)
        return Tally(none, none)

    def tally(self, lines: Iterable[MonthLine]) -> Tally:
        """Add up a group."""
        tops, bottoms = [0] * len(self.definitions), [0] * len(self.definitions)
        kinds: dict[tuple[object, ...], _Kind] = {}
        for line in lines:
            # Lines that are alike in everything that predicates ask are asked once: a township has few kinds.
            alike = (
                line.registered,
                line.residency,
                line.age,
                line.categories,
                line.special,
                line.owed,
                line.visited,
                line.exempt,
                line.added,
                line.removed,
            )
            kind = kinds.get(alike)
            if kind is None:
                kind = kinds[alike] = _Kind(self._chosen(line))
            kind.number += 1
            for at, amount in kind.adding[0]:
                tops[at] += amount(line)
            for at, amount in kind.adding[1]:
                bottoms[at] += amount(line)
        # Heads are counted by kind; only what differs from line to line is added up line by line.
        for kind in kinds.values():
            for totals, heads in zip((tops, bottoms), kind.heads, strict=True):
                for at in heads:
                    totals[at] += kind.number
        return Tally(tuple(tops), tuple(bottoms))

    def _chosen(self, line: MonthLine) -> tuple[_Places, _Places]:
        """Return the places of the figures that count such a line, in numerator and denominator, with the amount."""
        bits = 0
        for at, predicate in enumerate(self._predicates):
            if predicate(line):
                bits |= 1 << at

        def places(measures: Sequence[tuple[int, Amount] | None]) -> _Places:
            return [
                (at, each[1])
                for at, each in enumerate(measures)
                if each is not None and bits & each[0] == each[0]
            ]

        return places(self._numerators), places(self._denominators)

    def values(self, tally: Tally) -> tuple[IndicatorValue, ...]:
        """Return every figure of a tally in the order of the definitions."""
        return tuple(
            _value(each, top, bottom)
            for each, top, bottom in zip(self.definitions, tally.numerators, tally.denominators, strict=True)
        )

    def evaluate(self, lines: Iterable[MonthLine]) -> dict[str, IndicatorValue]:
        """Return every figure of a group by key."""
        return {value.key: value for value in self.values(self.tally(lines))}


def _value(definition: IndicatorDefinition, top: int, bottom: int) -> IndicatorValue:
    denominator: int | None = None
    value: Decimal | None = Decimal(top)
    text = str(top)
    if definition.denominator is not None:
        share = rate(top, bottom, definition.decimals)
        denominator, value, text = bottom, share.value, share.text
    return IndicatorValue(
        key=definition.key,
        title=definition.title,
        unit=definition.unit,
        numerator=top,
        denominator=denominator,
        value=value,
        text=text,
        definition=definition.definition,
    )


# What the indicator file may name -----------------------------------------------------------------


def _one(_line: MonthLine) -> int:
    return 1


_AMOUNTS: dict[str, Amount] = {
    "elders": _one,
    "required": lambda line: line.required,
    "visits": lambda line: sum(line.visits.values()),
    "attempts": lambda line: line.attempts,
    "findings_found": lambda line: line.findings_found,
    "findings_closed": lambda line: line.findings_closed,
    "findings_open": lambda line: line.findings_open,
    "referrals": lambda line: line.referrals,
    "urgent_handled": lambda line: line.urgent_handled,
}

_ABSENT = frozenset({ExemptReason.REFUSED, ExemptReason.AWAY, ExemptReason.IN_HOSPITAL})
"""Reasons that keep a person in the denominator: an approved pause or an institution take one out."""


def counts_as_owed(line: MonthLine) -> bool:
    """Tell whether the month counts the person among those to be visited: owed, or absent or unwilling."""
    return line.owed or line.exempt in _ABSENT


_PREDICATES: dict[str, Predicate] = {
    "registered": lambda line: line.registered,
    # Whoever's 人户状况 nobody has entered counts on both sides: most registers list those who are here.
    "household_here": lambda line: line.residency is not Residency.LIVING_ONLY,
    "living_here": lambda line: line.residency is not Residency.REGISTERED_ONLY,
    "special": lambda line: line.special,
    "owed": lambda line: line.owed,
    "visited": lambda line: line.visited,
    "exempt": lambda line: line.exempt is not None,
    "owed_or_absent": counts_as_owed,
    "owed_or_exempt": lambda line: line.owed or line.exempt is not None,
    "added": lambda line: line.added,
    "removed": lambda line: line.removed is not None,
}


def amount_named(name: str) -> Amount | None:
    """Return what a name adds up (``elders``, ``visits``, ``visits:in_person`` …), or None if it is unknown."""
    kind, _, which = name.partition(":")
    if kind == "visits" and which:
        mode = next((mode for mode in Mode if mode.value == which), None)
        return None if mode is None else lambda line: line.visits.get(mode, 0)
    return _AMOUNTS.get(name)


def predicate_named(name: str) -> Predicate | None:
    """Return the condition of a name, or None if it is unknown.

    Beside the plain ones: ``age>=65``; ``category:incapacitated|dementia`` (any of); ``exempt:refused``;
    ``removed:deceased``.
    """
    if name.startswith("age>=") and name[5:].isdigit():
        least = int(name[5:])
        return lambda line: line.age is not None and line.age >= least
    kind, _, which = name.partition(":")
    if kind == "category" and which:
        wanted = {category for category in Category if category.value in which.split("|")}
        if len(wanted) != len(which.split("|")):
            return None
        if Category.OLDEST_OLD in wanted:
            return lambda line: (line.age or 0) >= OLDEST_OLD_AGE or not wanted.isdisjoint(line.categories)
        return lambda line: not wanted.isdisjoint(line.categories)
    if kind == "exempt" and which:
        why = next((each for each in ExemptReason if each.value == which), None)
        return None if why is None else lambda line: line.exempt is why
    if kind == "removed" and which:
        reason = next((each for each in EndReason if each.value == which), None)
        return None if reason is None else lambda line: line.removed is reason
    return _PREDICATES.get(name)
