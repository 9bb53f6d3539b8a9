"""Measure one person's page: with five visits and with two thousand it opens as fast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from desktop_app.models import Visit
from desktop_app.services.person_files import PersonFileService
from measures.figures import Figure, Stopwatch, tell
from measures.world import TODAY, World

FEW, MANY = 5, 2_000
ROUNDS = 60
LOT = 10
BUDGET = 0.100
"""Seconds: what a list's first page may take."""


def persons(world: World) -> Iterator[Figure]:
    """Open the page, its first hundred visits and the first page of its history, for few visits and for many."""
    app = world.filled
    few, many = world.some_elders[0], world.some_elders[1]
    for uid, count in ((few, FEW), (many, MANY)):
        _give_visits(app, uid, count)
        tell(f"gave one person {count} visits")
    for uid, count in ((few, FEW), (many, MANY)):
        opened, paged, told = Stopwatch(), Stopwatch(), Stopwatch()
        for _again in range(ROUNDS):
            opened.time(partial(app.person_files.open, app.actor, uid))
            paged.time(partial(_first_visits, app.person_files, app.actor, uid))
            told.time(partial(_first_entries, app, uid))
        floor = Stopwatch()
        with world.raw(app) as raw:
            for _again in range(ROUNDS):
                floor.time(partial(_raw_person, raw, app.site.county, uid))
        yield Figure(
            name=f"person-open-{count}",
            what=f"everything the page of a person with {count:,} visits shows first",
            values=opened.values,
            budget=BUDGET,
            percentile=95,
            floor=floor.values,
            floor_what="sqlcipher3: the person's row, card and last 24 visits",
        )
        yield Figure(
            name=f"person-visits-{count}",
            what=f"– the first 100 of {count:,} visits in order",
            values=paged.values,
            budget=BUDGET,
            percentile=95,
        )
        yield Figure(
            name=f"person-history-{count}",
            what=f"– the first 30 operations of the history with {count:,} visits",
            values=told.values,
            budget=BUDGET,
            percentile=95,
        )


def _give_visits(app: Any, uid: str, count: int) -> None:
    """Write visits back through the years, in lots as the workbooks of a village bring them."""
    for start in range(0, count, LOT):
        days = range(start, min(start + LOT, count))
        with app.store.writing("测速", app.actor.name) as unit:
            unit.insert_many(Visit, [_visit(uid, day) for day in days])


def _visit(uid: str, day: int) -> dict[str, Any]:
    on = TODAY - timedelta(days=2 * day)
    return {
        "elder_uid": uid,
        "visited_on": on,
        "mode": "in_person",
        "outcome": "met_in_person",
        "visitor_name": "测速",
        "summary": "身体尚可",
        "entered_on": on,
    }


def _first_visits(files: PersonFileService, actor: Any, uid: str) -> Sequence[Any]:
    return files.visit_rows(actor, files.visit_uids(actor, uid)[:100])


def _first_entries(app: Any, uid: str) -> Sequence[Any]:
    found: Sequence[Any] = app.histories.entries(app.actor, app.histories.snapshot(app.actor, uid))
    return found


def _raw_person(raw: Any, county: str, uid: str) -> None:
    raw.execute("SELECT * FROM elder WHERE county = ? AND uid = ?", (county, uid)).fetchall()
    raw.execute("SELECT * FROM elder_card WHERE county = ? AND elder_uid = ?", (county, uid)).fetchall()
    raw.execute(
        "SELECT * FROM visit WHERE county = ? AND elder_uid = ? ORDER BY visited_on DESC LIMIT 24",
        (county, uid),
    ).fetchall()
