"""Make up the whole township from a size, a seed and a day; the same wishes give the same township."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from random import Random

from desktop_app.config import division_packs, resources
from desktop_app.domain.divisions import DivisionLevel, DivisionTable, county_of, full_code, short_code
from desktop_app.domain.forms import VisitForm, parse_form
from desktop_app.exchange.sample.arranging import Arranger
from desktop_app.exchange.sample.circumstances import draw_circumstances
from desktop_app.exchange.sample.history import HistoryMaker
from desktop_app.exchange.sample.people import ElderMaker, make_visitors
from desktop_app.exchange.sample.persons import IdNumbers, NameParts
from desktop_app.exchange.sample.township import SampleDivision, SampleTownship

SAMPLE_TOWNSHIP = "150425202000"
"""达日罕乌拉苏木 of 克什克腾旗, Chifeng: a real pastoral township for made-up people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSources:
    """What is shipped and goes into a sample: place, counties for id numbers, parts of names, the visit form."""

    division: SampleDivision
    county_codes: tuple[str, ...]
    names: NameParts
    form: VisitForm


def load_sources(township: str = SAMPLE_TOWNSHIP) -> SampleSources:
    """Read the shipped files for ``township``; raises LookupError for a code that is no township."""
    code = full_code(township)
    table = DivisionTable.parse(division_packs.national(), division_packs.county(code))
    place, county = table.get(code), table.get(county_of(code))
    if place is None or county is None or place.level is not DivisionLevel.TOWNSHIP:
        raise LookupError(code)
    division = SampleDivision(
        code=code, name=place.name, county_name=county.name, villages=table.children(code)
    )
    with resources.path("sample", "names.toml").open("rb") as file:
        names = NameParts.parse(tomllib.load(file))
    with resources.path("forms", "visit.toml").open("rb") as file:
        form = parse_form(tomllib.load(file))
    counties = tuple(short_code(each.code) for each in table.children(code[:4]))
    return SampleSources(division=division, county_codes=counties, names=names, form=form)


def make_township(
    *, elders: int, seed: int, months: int, as_of: date, sources: SampleSources | None = None
) -> SampleTownship:
    """Return ``elders`` made-up people with visits of ``months`` whole months and of the month of ``as_of`` so far."""
    given = sources or load_sources()
    began = as_of.year * 12 + as_of.month - 1 - months
    began_on = date(began // 12, began % 12 + 1, 1)
    # Each part draws from a stream of its own, so that more history leaves the people as they were.
    visitors = make_visitors(Random(f"{seed}:visitors"), given.names, given.division, elders)
    people = ElderMaker(
        rng=Random(f"{seed}:people"),
        names=given.names,
        ids=IdNumbers(county_of(given.division.code), given.county_codes),
        division=given.division,
        visitors=visitors,
        began_on=began_on,
        as_of=as_of,
    ).make(elders)
    history = HistoryMaker(
        rng=Random(f"{seed}:history"), form=given.form, visitors=visitors, began_on=began_on, as_of=as_of
    )
    visits, findings = history.make(people)
    stream = Random(f"{seed}:circumstances")
    circumstances = tuple(draw_circumstances(stream, elder, began_on, as_of) for elder in people)
    arrangements = Arranger(
        rng=Random(f"{seed}:arrangements"),
        division=given.division,
        visitors=visitors,
        elders=people,
        visits=visits,
        as_of=as_of,
    ).make()
    return SampleTownship(
        division=given.division,
        form=given.form,
        seed=seed,
        began_on=began_on,
        as_of=as_of,
        visitors=visitors,
        elders=people,
        circumstances=circumstances,
        visits=visits,
        findings=findings,
        arrangements=arrangements,
    )
