"""The rows of a progress report as plain data: what was counted, what was typed where, and how far the target is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

from desktop_app.domain.policies import (
    IndicatorTarget,
    PolicyProfile,
    Target,
    TargetBound,
    wording_of,
)
from desktop_app.domain.progress_figures import (
    Origin,
    Over,
    ProgressIndicator,
    ReportPeriod,
    is_count,
    level_of,
    value_of,
)
from desktop_app.services.months import indicator_book
from desktop_app.services.progress_counts import Counted, progress_indicators
from desktop_app.storage.queries.progress import FigureRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressDraft:
    """What an office types: numerator and denominator, or the figure itself as decimal text where it knows no counts."""

    numerator: int | None = None
    denominator: int | None = None
    value: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedFigure:
    """A typed figure of one place, or what several places typed added up.

    ``places`` are the codes it was added up from, empty for one that was typed for the place itself, ``lacking`` the
    codes of those that have typed nothing that can be added.
    """

    numerator: int | None
    denominator: int | None
    value: Decimal | None
    note: str
    entered_on: date
    entered_by: str
    places: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressRow:
    """One indicator of a report; ``actual`` and ``gap`` are in ``unit``, the gap is below zero while it lacks.

    ``held`` figures are counted by the program; ``typed`` of a held one stands beside it and changes nothing.
    ``target_year`` is the year whose target goes on. ``start`` are numbers that the program knows for the parts of a
    typed one, ``before`` is what was typed for the period before.
    """

    indicator: str
    title: str
    unit: str
    target: Decimal | None
    target_year: int | None
    bound: TargetBound
    target_source: str
    target_sentence: str
    numerator: int | None
    denominator: int | None
    actual: Decimal | None
    origin: Origin
    over: Over | None
    gap: Decimal | None
    met: bool | None
    definition: str
    note: str
    typed: TypedFigure | None
    before: TypedFigure | None
    numerator_title: str
    denominator_title: str
    start: tuple[int | None, int | None]
    asked_of: str

    @property
    def held(self) -> bool:
        """Tell whether the program counts it."""
        return self.origin is Origin.COUNTED

    @property
    def complete(self) -> bool:
        """Tell whether nothing is left to be typed for it."""
        return self.origin is not Origin.MISSING and not (
            self.origin is Origin.SUMMED and self.typed is not None and self.typed.lacking
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReport:
    """The report of a period for the whole site or one village; ``cut`` is the last day counted."""

    period: ReportPeriod
    cut: date
    village_code: str | None
    rows: tuple[ProgressRow, ...]
    place_names: Mapping[str, str]

    @property
    def running(self) -> bool:
        """Tell whether the period is not over yet."""
        return self.cut < self.period.last

    @property
    def missing(self) -> tuple[ProgressRow, ...]:
        """Return the rows for which something is still to be typed."""
        return tuple(row for row in self.rows if not row.complete)


def figure_uid(division: str, period: ReportPeriod | str, indicator: str) -> str:
    """Return the uid of a typed figure: the same at every site, so that two sites' figures of one place meet."""
    return str(uuid5(NAMESPACE_OID, f"progress_figure/{division}/{period}/{indicator}"))


class Typed:
    """What was typed for one period, by place; ``children`` says which places lie in which."""

    def __init__(
        self, rows: Iterable[FigureRow], period: ReportPeriod, children: Mapping[str, Sequence[str]]
    ) -> None:
        """Take the rows of ``period`` whose uid is theirs by right and whose content makes a figure."""
        self._children = children
        self._own: dict[tuple[str, str], TypedFigure] = {}
        for row in rows:
            if row.period != str(period) or row.uid != figure_uid(row.division_code, period, row.indicator):
                continue
            figure = _figure_of(row)
            if figure is not None:
                self._own[row.division_code, row.indicator] = figure

    def own(self, place: str, indicator: ProgressIndicator) -> TypedFigure | None:
        """Return what was typed for the place itself."""
        figure = self._own.get((place, indicator.key))
        return None if figure is None else _with_value(figure, indicator)

    def of(self, place: str, indicator: ProgressIndicator) -> TypedFigure | None:
        """Return what was typed for a place, else what its parts make together; None when nobody typed anything."""
        own = self.own(place, indicator)
        if own is not None:
            return own
        found: list[TypedFigure] = []
        places: list[str] = []
        lacking: list[str] = []
        for child in self._children.get(place, ()):
            figure = self.of(child, indicator)
            if figure is None or figure.numerator is None or figure.denominator is None:
                lacking.append(child)
                continue
            found.append(figure)
            places.append(child)
            lacking += figure.lacking
        if not found:
            return None
        newest = max(found, key=lambda each: each.entered_on)
        summed = TypedFigure(
            numerator=sum(each.numerator or 0 for each in found),
            denominator=sum(each.denominator or 0 for each in found),
            value=None,
            note="",
            entered_on=newest.entered_on,
            entered_by="、".join(dict.fromkeys(each.entered_by for each in found)),
            places=tuple(places),
            lacking=tuple(lacking),
        )
        return _with_value(summed, indicator)


def _figure_of(row: FigureRow) -> TypedFigure | None:
    """Return a record as a figure; None for one from elsewhere that says nothing usable."""
    value = value_of(row.value)
    parts = is_count(row.numerator) and is_count(row.denominator)
    if not parts and value is None:
        return None
    return TypedFigure(
        numerator=row.numerator if parts else None,
        denominator=row.denominator if parts else None,
        value=None if parts else value,
        note=row.note or "",
        entered_on=row.entered_on,
        entered_by=row.entered_by,
    )


def _with_value(figure: TypedFigure, indicator: ProgressIndicator) -> TypedFigure:
    if figure.numerator is None or figure.denominator is None:
        return figure
    return TypedFigure(
        numerator=figure.numerator,
        denominator=figure.denominator,
        value=level_of(figure.numerator, figure.denominator, indicator, None),
        note=figure.note,
        entered_on=figure.entered_on,
        entered_by=figure.entered_by,
        places=figure.places,
        lacking=figure.lacking,
    )


def wanted_indicators(profiles: Sequence[PolicyProfile]) -> list[ProgressIndicator]:
    """Return the indicators that the profiles name, in the order of the report; an office's own ones come last."""
    named = {entry.key: entry for profile in profiles for entry in profile.indicators}
    known = progress_indicators()
    found = [each for key, each in known.items() if key in named]
    for key, entry in named.items():
        if key not in known:
            per = 100 if entry.unit == "%" else 1
            found.append(
                ProgressIndicator(key=key, over=None, title=entry.title, unit=entry.unit, per=per, decimals=1)
            )
    return found


def row_of(
    indicator: ProgressIndicator,
    profiles: Sequence[PolicyProfile],
    period: ReportPeriod,
    counted: Counted,
    village_code: str | None,
    typed: TypedFigure | None,
    before: TypedFigure | None,
) -> ProgressRow:
    """Return the row of one indicator."""
    entry, target = _target_of(profiles, indicator.key, period.year)
    bar = target.value if target is not None else None
    made = _made(indicator, counted, village_code, typed, bar)
    start = tuple(
        counted.of(key, village_code)[0] if key else None
        for key in (indicator.counted_numerator, indicator.counted_denominator)
    )
    return ProgressRow(
        indicator=indicator.key,
        title=entry.title,
        unit=entry.unit,
        target=bar,
        target_year=target.year if target is not None else None,
        bound=entry.bound,
        target_source=entry.source.document,
        target_sentence=entry.source.sentence,
        numerator=made.numerator,
        denominator=made.denominator,
        actual=made.actual,
        origin=made.origin,
        over=indicator.over,
        gap=None if made.actual is None or bar is None else made.actual - bar,
        met=None if bar is None else _is_met(made, typed, bar),
        definition=wording_of(profiles, f"{indicator.key}.definition", made.definition),
        note=typed.note if typed is not None else "",
        typed=typed,
        before=before,
        numerator_title=indicator.numerator,
        denominator_title=indicator.denominator,
        start=(start[0], start[1]),
        asked_of=indicator.asked_of,
    )


def _target_of(
    profiles: Sequence[PolicyProfile], key: str, year: int
) -> tuple[IndicatorTarget, Target | None]:
    """Return the entry with the highest target of a year, else the first that names the indicator."""
    entries = [entry for profile in profiles for entry in profile.indicators if entry.key == key]
    found = [(entry, target) for entry in entries if (target := entry.target_for(year)) is not None]
    if not found:
        return entries[0], None
    return max(found, key=lambda each: (each[1].value, each[1].year))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """The figure of a row, however it came about."""

    numerator: int | None = None
    denominator: int | None = None
    actual: Decimal | None = None
    per: int
    origin: Origin
    definition: str


def _made(
    indicator: ProgressIndicator,
    counted: Counted,
    village_code: str | None,
    typed: TypedFigure | None,
    bar: Decimal | None,
) -> _Made:
    """Return the figure: the counted one where the program holds it, else what was typed."""
    if indicator.over is not None:
        figure = indicator_book().definition(indicator.key)
        held = ProgressIndicator(
            key=figure.key, over=indicator.over, unit=figure.unit, decimals=figure.decimals
        )
        top, bottom = counted.of(indicator.key, village_code)
        return _Made(
            numerator=top,
            denominator=bottom,
            actual=Decimal(top) if bottom is None else level_of(top, bottom, held, bar),
            per=held.per,
            origin=Origin.COUNTED,
            definition=figure.definition,
        )
    if typed is None:
        return _Made(per=indicator.per, origin=Origin.MISSING, definition=indicator.definition)
    counts = typed.numerator is not None and typed.denominator is not None
    return _Made(
        numerator=typed.numerator,
        denominator=typed.denominator,
        actual=level_of(typed.numerator or 0, typed.denominator or 0, indicator, bar)
        if counts
        else typed.value,
        per=indicator.per,
        origin=Origin.SUMMED if typed.places else Origin.TYPED,
        definition=indicator.definition,
    )


def _is_met(made: _Made, typed: TypedFigure | None, bar: Decimal) -> bool | None:
    """Tell whether a target is reached, by the parts where they are known.

    None where there is nobody to count, and of a sum that some places are still missing from.
    """
    if made.origin is Origin.SUMMED and typed is not None and typed.lacking:
        return None
    if made.numerator is not None and made.denominator:
        return Decimal(made.numerator) * made.per >= bar * made.denominator
    return None if made.actual is None else made.actual >= bar
