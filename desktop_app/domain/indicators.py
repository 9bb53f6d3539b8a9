"""Every figure of the month worked out from one line per elder, as the indicator file defines it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from desktop_app.domain.ages import OLDEST_OLD_AGE
from desktop_app.domain.outcomes import ExemptReason
from desktop_app.domain.service_marks import ServiceMarks, is_service_mark
from desktop_app.domain.terms import Category, EndReason, Mode, Residency, ServiceGroup

NOTHING = "—"
"""Printed for a rate whose denominator is 0."""

FULL = Decimal(100)


@dataclass(slots=True, kw_only=True)
class MonthLine:
    """One elder's month: the facts that figures count. Not frozen: one is made for everybody, and that takes thrice as long.

    ``registered``: on the register at the month's end; ``residency`` as it is entered now, None unknown.
    ``special`` to ``exempt``: the verdict of the month. ``visits``: counted visits by mode; ``attempts``: visits
    that did not find the person. ``added``, ``removed``: who came, and why who left; the number at the end is the
    number before plus the added minus the removed. Age (full years, None unknown) and categories are those of
    the month's end; 高龄 follows from the age. ``services``: those given in the month by group, those of a newer
    catalogue under None; ``marks``: what services and agreements make of the person, see ``ServiceMarks``.
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
    services: Mapping[ServiceGroup | None, int] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()


Predicate = Callable[[MonthLine], bool]
"""Asks only what ``IndicatorBook.tally`` tells lines apart by."""
Amount = Callable[[MonthLine], int]
_Places = list[tuple[int, Amount]]


class _Kind:
    """Lines alike in everything that predicates ask, those with the same numbers together; and who counts them."""

    __slots__ = ("_adding", "_heads", "same")

    def __init__(self, places: tuple[_Places, _Places]) -> None:
        self.same: dict[tuple[object, ...], list[Any]] = {}
        self._heads = tuple([at for at, amount in each if amount is _one] for each in places)
        self._adding = tuple([(at, amount) for at, amount in each if amount is not _one] for each in places)

    def add_to(self, *sums: list[int]) -> None:
        """Add what the lines of this kind make to the figures, numerators and denominators."""
        heads = sum(number for _line, number in self.same.values())
        for totals, places, adding in zip(sums, self._heads, self._adding, strict=True):
            for at in places:
                totals[at] += heads
            for at, amount in adding:
                totals[at] += sum(amount(line) * number for line, number in self.same.values())


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
        self.marks = ServiceMarks(
            name
            for each in self.definitions
            for measure in (each.numerator, each.denominator)
            if measure is not None
            for name in measure.where
        )
        self._bits: dict[str, int] = {}
        self._predicates: list[tuple[int, Predicate]] = []
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
                self._bits[name] = bit = 1 << len(self._bits)
                if not is_service_mark(name):
                    self._predicates.append((bit, predicate))
            needed |= self._bits[name]
        return needed, amount

    def definition(self, key: str) -> IndicatorDefinition:
        """Return one definition; raises KeyError for an unknown key."""
        for each in self.definitions:
            if each.key == key:
                return each
        raise KeyError(key)

    @property
    def asks_services(self) -> bool:
        """Tell whether a figure counts services, or asks what services and agreements make of somebody."""
        amounts = [each[1] for each in (*self._numerators, *self._denominators) if each is not None]
        return any(isinstance(amount, _OfServices) for amount in amounts) or any(
            map(is_service_mark, self._bits)
        )

    def nothing(self) -> Tally:
        """Return the tally of nobody."""
        none = (0,) * len(self.definitions)
        return Tally(none, none)

    def tally(self, lines: Iterable[MonthLine]) -> Tally:
        """Add up a group."""
        tops, bottoms = [0] * len(self.definitions), [0] * len(self.definitions)
        kinds: dict[tuple[object, ...], _Kind] = {}
        by_answers: dict[tuple[int, bool], _Kind] = {}
        besides: dict[tuple[object, ...], int] = {}
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
                line.marks,
                bool(line.services),
            )
            kind = kinds.get(alike)
            if kind is None:
                # Marks tell more kinds apart than all the rest; the rest is not asked again for each of them.
                bits = besides.get(alike[:-2])
                if bits is None:
                    bits = besides[alike[:-2]] = self._bits_besides_marks(line)
                answers = bits | self._bits_of_marks(line), bool(line.services)
                kind = by_answers.get(answers)
                if kind is None:
                    kind = by_answers[answers] = _Kind(self._chosen(*answers))
                kinds[alike] = kind
            # Of a kind most lines also say the same numbers: amounts are asked of one of them, for all.
            numbers = (
                line.required,
                line.attempts,
                line.findings_found,
                line.findings_closed,
                line.findings_open,
                line.referrals,
                line.urgent_handled,
                tuple(line.visits.items()),
                tuple(line.services.items()),
            )
            same = kind.same.get(numbers)
            if same is None:
                kind.same[numbers] = [line, 1]
            else:
                same[1] += 1
        for kind in by_answers.values():
            kind.add_to(tops, bottoms)
        return Tally(tuple(tops), tuple(bottoms))

    def _chosen(self, bits: int, served: bool) -> tuple[_Places, _Places]:
        """Return the places of the figures that count such a line, in numerator and denominator, with the amount."""

        def places(measures: Sequence[tuple[int, Amount] | None]) -> _Places:
            return [
                (at, each[1])
                for at, each in enumerate(measures)
                if each is not None
                and bits & each[0] == each[0]
                and (served or not isinstance(each[1], _OfServices))
            ]

        return places(self._numerators), places(self._denominators)

    def _bits_besides_marks(self, line: MonthLine) -> int:
        return sum(bit for bit, predicate in self._predicates if predicate(line))

    def _bits_of_marks(self, line: MonthLine) -> int:
        return sum(self._bits[mark] for mark in line.marks if mark in self._bits)

    def values(self, tally: Tally) -> tuple[IndicatorValue, ...]:
        """Return every figure of a tally in the order of the definitions."""
        return tuple(
            _value(each, top, bottom)
            for each, top, bottom in zip(self.definitions, tally.numerators, tally.denominators, strict=True)
        )

    def counted(self, key: str, line: MonthLine) -> tuple[int, int]:
        """Return what one line adds to numerator and denominator of a figure; raises KeyError for an unknown key."""
        at = self.definitions.index(self.definition(key))
        bits = self._bits_besides_marks(line) | self._bits_of_marks(line)

        def added(measure: tuple[int, Amount] | None) -> int:
            return measure[1](line) if measure is not None and bits & measure[0] == measure[0] else 0

        return added(self._numerators[at]), added(self._denominators[at])

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


class _OfServices:
    """An amount of services: nothing for whoever got none in the month, which is most people."""

    __slots__ = ("_group", "_heads")

    def __init__(self, group: ServiceGroup | None = None, *, heads: bool = False) -> None:
        """Count the services of a group, or of all; with ``heads`` the person once."""
        self._group = group
        self._heads = heads

    def __call__(self, line: MonthLine) -> int:
        """Return how many there were."""
        of_all = self._group is None
        times = sum(line.services.values()) if of_all else line.services.get(self._group, 0)
        return min(times, 1) if self._heads else times


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
    "services": _OfServices(),
    "served": _OfServices(heads=True),
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
    "at_home": lambda line: line.exempt is not ExemptReason.IN_INSTITUTION,
}


def amount_named(name: str) -> Amount | None:
    """Return what a name adds up, or None if it is unknown.

    ``elders``, ``visits``, ``visits:in_person``, ``services:meals`` (times), ``served:meals`` (people) …
    """
    kind, _, which = name.partition(":")
    if kind == "visits" and which:
        mode = next((mode for mode in Mode if mode.value == which), None)
        return None if mode is None else lambda line: line.visits.get(mode, 0)
    if kind in {"services", "served"} and which:
        group = next((group for group in ServiceGroup if group.value == which), None)
        return None if group is None else _OfServices(group, heads=kind == "served")
    return _AMOUNTS.get(name)


def predicate_named(name: str) -> Predicate | None:
    """Return the condition of a name, or None if it is unknown.

    Beside the plain ones: ``age>=65``; ``category:incapacitated|dementia`` (any of); ``exempt:refused``;
    ``removed:deceased``; ``helped``, ``agreed:family_doctor``, ``given_this_year:medical_care>=2``.
    """
    if is_service_mark(name):
        return lambda line: name in line.marks
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
