"""How much of what was planted the self-check finds, how often it asks about honest visits, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from desktop_app.bootstrap import Application, create_application
from desktop_app.domain.terms import IrregularityKind, SiteLevel
from desktop_app.exchange.sample.generate import SAMPLE_TOWNSHIP
from desktop_app.models import Visit
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.services.samples import SampleService
from desktop_app.services.self_checks import Irregularity
from desktop_app.storage.passwords import FLOOR
from measures.figures import Figure, Stopwatch, tell
from measures.self_check_plants import Plant, Planting
from measures.world import PASSWORD, PROFILES, World

SEEDS = (1, 2, 3)
ELDERS = 4_400
"""With so many elders three months have some 10,000 visits."""

MONTH, TODAY = date(2026, 11, 1), date(2026, 11, 30)
MONTHS = (date(2026, 9, 1), date(2026, 10, 1), MONTH)


def self_checks(world: World) -> Iterator[Figure]:
    """Yield found and false of several townships, and the seconds of one month."""
    watch = Stopwatch()
    missed, false, counted, planted = [], [], [], 0
    for seed in SEEDS:
        folder = world.folder / f"self-check-{seed}"
        app = _township(folder, seed)
        try:
            planting = Planting(app, Random(seed), MONTH)
            planting.enrich()
            planting.plant_look_alikes()
            planting.plant()
            with app.store.reading() as session:
                visits = session.execute(select(func.count()).select_from(Visit)).scalar_one()
            found: dict[str, Irregularity] = {}
            for month in MONTHS:
                listed = watch.time(partial(app.self_check.irregularities, app.actor, month))
                found.update((each.about, each) for each in listed)
            left, wrong = judge(planting.plants, list(found.values()))
            for plant in left:
                tell(f"  missed: {plant.kind.term} {plant.what}")
            for each in wrong:
                tell(f"  false: {each.kind.term} {each.seen}")
            tell(
                f"  seed {seed}: {len(planting.plants) - len(left)} of {len(planting.plants)} found, "
                f"{len(wrong)} false of {visits} visits"
            )
            planted = len(planting.plants)
            missed.append(float(len(left)))
            false.append(float(len(wrong)))
            counted.append(visits)
        finally:
            app.close()
    yield Figure(
        name="self-check-missed",
        what=f"irregularities of {planted} that the self-check missed",
        values=missed,
        budget=0,
        percentile=100,
        unit="",
    )
    yield Figure(
        name="self-check-false",
        what=f"honest things asked about in {min(counted):,} visits; 1 in 200 is the limit",
        values=false,
        budget=min(counted) // 200,
        percentile=100,
        unit="",
    )
    yield Figure(
        name="self-check",
        what=f"the self-check of a month, {min(counted):,} visits in three months",
        values=watch.values,
        budget=3,
        percentile=95,
    )


def judge(plants: Sequence[Plant], found: Sequence[Irregularity]) -> tuple[list[Plant], list[Irregularity]]:
    """Return the plants that nothing tells of whole, and what was told of no plant."""
    subjects = [
        (each.kind, {visit.uid for visit in each.visits} or {uid for uid, _name in each.elders})
        for each in found
    ]
    missed = [
        plant
        for plant in plants
        if not any(kind is plant.kind and _tells_of(about, plant) for kind, about in subjects)
    ]
    wrong = [
        each
        for each, (kind, about) in zip(found, subjects, strict=True)
        if not any(kind is plant.kind and plant.subjects & about for plant in plants)
    ]
    return missed, wrong


def _tells_of(about: set[str], plant: Plant) -> bool:
    """Tell whether a plant is found: whole, or of a month's end most, as those tried before are left out of it."""
    if plant.kind is IrregularityKind.MONTH_END:
        return 2 * len(plant.subjects & about) > len(plant.subjects)
    return plant.subjects <= about


def _township(folder: Path, seed: int) -> Application:
    draft = SetupDraft(
        level=SiteLevel.TOWNSHIP,
        division_code=SAMPLE_TOWNSHIP,
        unit_name="测速样例单位",
        profiles=PROFILES,
        user="测速",
        password=PASSWORD,
        sample=True,
    )
    app, _recovery = create_application(folder, draft, clock=Clock(fixed_on=TODAY), kdf=FLOOR)
    SampleService(app.context).fill(app.actor, elders=ELDERS, seed=seed, months=3)
    return app
