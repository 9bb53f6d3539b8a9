"""The month's figures, each with its definition, its target, and the names behind it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.indicators import IndicatorValue, Tally, counts_as_owed
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.months import ElderMonth, elder_months, indicator_book, month_of
from desktop_app.storage.queries.elders import village_names

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


class IndicatorService(Service):
    """指标."""

    @allowed(*EVERYONE)
    def month(
        self, _actor: Actor, year: int, month: int, *, village_code: str | None = None
    ) -> list[IndicatorRow]:
        """Return every figure of a month for the whole site or one village."""
        lines = self._lines(year, month, village_code)
        values = indicator_book().evaluate(line.line for line in lines)
        return [self._row(value, year) for value in values.values()]

    @allowed(*EVERYONE)
    def by_village(
        self, _actor: Actor, year: int, month: int
    ) -> tuple[list[VillageFigures], dict[str, IndicatorValue]]:
        """Return the figures of each village, and those of all together."""
        return village_figures(self._lines(year, month, None), self._village_names())

    @allowed(*EVERYONE)
    def missing(self, _actor: Actor, year: int, month: int) -> list[Missing]:
        """Return the people in special difficulty who keep the month from 100 %."""
        return [
            Missing(one.uid, one.name, one.village_code, one.visitor, one.line.attempts, _absence(one))
            for one in self._lines(year, month, None)
            if one.line.special and counts_as_owed(one.line) and not one.line.visited
        ]

    @allowed(*EVERYONE)
    def trend(
        self, actor: Actor, year: int, month: int, *, months: int = 6
    ) -> list[tuple[str, IndicatorRow]]:
        """Return the main rate of the last months, oldest first, each with its ``YYYY-MM``."""
        found = []
        for back in range(months - 1, -1, -1):
            number = year * 12 + month - 1 - back
            at_year, at_month = divmod(number, 12)
            rows = self.month(actor, at_year, at_month + 1)
            main = next(row for row in rows if row.key == MAIN_RATE)
            found.append((f"{at_year}-{at_month + 1:02d}", main))
        return found

    def _lines(self, year: int, month: int, village_code: str | None) -> list[ElderMonth]:
        wanted = month_of(year, month, self._context.today())
        with self._store.reading() as session:
            return elder_months(session, self._context.rules.book, wanted, village_code=village_code)

    def _village_names(self) -> dict[str, str]:
        with self._store.reading() as session:
            return village_names(session)

    def _row(self, value: IndicatorValue, year: int) -> IndicatorRow:
        return IndicatorRow(
            key=value.key,
            title=value.title,
            numerator=value.numerator,
            denominator=value.denominator,
            value=value.text,
            target=self._target(value.key, year),
            definition=value.definition,
        )

    def _target(self, key: str, year: int) -> str | None:
        for profile in self._context.rules.profiles:
            for indicator in profile.indicators:
                target = indicator.target_for(year) if indicator.key == key else None
                if target is not None:
                    return f"{target.value}{indicator.unit}"
        return None


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
