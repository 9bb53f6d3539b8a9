"""The month's figures, each with its definition, its target, and the names behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from desktop_app.domain.errors import NotFound
from desktop_app.domain.indicators import IndicatorValue, MonthLine, Tally, counts_as_owed
from desktop_app.domain.policies import PolicyProfile, strictest_target, wording_of
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.months import (
    ElderMonth,
    elder_months,
    figure_alone,
    indicator_book,
    month_of,
    month_of_figure,
    month_tally,
)
from desktop_app.storage import collector

MAIN_RATE = "monthly_visit_rate"


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One figure of a month; ``denominator`` is ``None`` for a count."""

    key: str
    title: str
    numerator: int
    denominator: int | None
    value: str
    target: str | None
    definition: str


@dataclass(frozen=True, slots=True)
class VillageFigures:
    """All figures of one village, by key."""

    village_code: str
    village: str
    values: dict[str, IndicatorValue]


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody who still lacks a counted visit this month."""

    uid: str
    name: str
    village_code: str
    visitor: str | None
    tried: int
    exempt: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """Somebody behind a figure: what the person adds to it, and to what it is a share of (None for a count)."""

    uid: str
    name: str
    village_code: str
    visitor: str | None
    counted: int
    of: int | None


@dataclass(frozen=True, slots=True)
class MonthStanding:
    """Where a month stands: its main rate, and the names that are missing from it."""

    rate: IndicatorRow
    missing: tuple[Missing, ...]


class IndicatorService(Service):
    """指标."""

    @allowed(*EVERYONE)
    def month(
        self, _actor: Actor, year: int, month: int, *, village_code: str | None = None
    ) -> list[IndicatorRow]:
        """Return every figure of a month for the whole site or one village."""
        wanted = month_of(year, month, self._context.today())
        with self._store.reading() as session:
            tally = month_tally(session, self._context.rules.book, wanted, village_code=village_code)
        return [self._row(value, year) for value in indicator_book().values(tally)]

    @allowed(*EVERYONE)
    def standing(self, _actor: Actor, year: int, month: int) -> MonthStanding:
        """Return the main rate of a month and the people in special difficulty who keep it from 100 %."""
        wanted = month_of(year, month, self._context.today())
        missing: list[Missing] = []

        def looked_through(people: Iterable[ElderMonth]) -> Iterator[MonthLine]:
            for one in people:
                line = one.line
                if line.special and counts_as_owed(line) and not line.visited:
                    missing.append(
                        Missing(
                            one.uid, one.name, one.village_code, one.visitor, line.attempts, _absence(one)
                        )
                    )
                yield line

        # The window's first page asks for this: nobody's line is kept, and services are not read for it.
        with self._store.reading() as session, collector.paused():
            people = month_of_figure(session, self._context.rules.book, wanted, MAIN_RATE)
            main = figure_alone(MAIN_RATE).evaluate(looked_through(people))[MAIN_RATE]
        return MonthStanding(self._row(main, year), tuple(missing))

    @allowed(*EVERYONE)
    def names(
        self, _actor: Actor, key: str, year: int, month: int, *, village_code: str | None = None
    ) -> list[Counted]:
        """Return who is behind a figure of a month, by village and name; raises ``NotFound`` for an unknown figure.

        Of a rate those too whom it lacks: they have ``of`` but not ``counted``.
        """
        if key not in {each.key for each in indicator_book().definitions}:
            raise NotFound
        alone = figure_alone(key)
        share = alone.definition(key).denominator is not None
        found = []
        for one in self._lines(year, month, village_code):
            counted, of = alone.counted(key, one.line)
            if counted or of:
                found.append(
                    Counted(one.uid, one.name, one.village_code, one.visitor, counted, of if share else None)
                )
        return sorted(found, key=lambda each: (each.village_code, each.name, each.uid))

    def _lines(self, year: int, month: int, village_code: str | None = None) -> list[ElderMonth]:
        wanted = month_of(year, month, self._context.today())
        with self._store.reading() as session:
            return elder_months(session, self._context.rules.book, wanted, village_code=village_code)

    def _row(self, value: IndicatorValue, year: int) -> IndicatorRow:
        return IndicatorRow(
            key=value.key,
            title=value.title,
            numerator=value.numerator,
            denominator=value.denominator,
            value=value.text,
            target=self._target(value.key, year),
            definition=definition_of(self._context.rules.profiles, value),
        )

    def _target(self, key: str, year: int) -> str | None:
        profiles = self._context.rules.profiles
        target = strictest_target(profiles, key, year)
        unit = next((each.unit for p in profiles for each in p.indicators if each.key == key), "")
        return f"{target.value}{unit}" if target is not None else None


def definition_of(profiles: Sequence[PolicyProfile], value: IndicatorValue) -> str:
    """Return the sentence printed under a figure: the profile's own where it has one."""
    return wording_of(profiles, f"{value.key}.definition", value.definition)


def _absence(one: ElderMonth) -> str | None:
    return one.line.exempt.value if one.line.exempt is not None else None


def village_figures(
    lines: list[ElderMonth], names: dict[str, str]
) -> tuple[list[VillageFigures], dict[str, IndicatorValue]]:
    """Return the figures of each village and of all; villages add up to the whole by construction."""
    book = indicator_book()
    groups: dict[str, list[ElderMonth]] = {code: [] for code in names}
    for line in lines:
        groups.setdefault(line.village_code, []).append(line)
    whole: Tally = book.nothing()
    rows = []
    for code in sorted(groups):
        tally = book.tally(line.line for line in groups[code])
        whole = whole + tally
        values = {value.key: value for value in book.values(tally)}
        rows.append(VillageFigures(code, names.get(code, code), values))
    return rows, {value.key: value for value in book.values(whole)}
