"""Measure what comes after the visits: findings, services given, what is due to whom, whom to call in an emergency."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from desktop_app.domain.emergency import RosterFilter
from desktop_app.services.service_drafts import ServiceDraft
from desktop_app.storage.queries.findings import FindingFilter
from desktop_app.storage.unit_of_work import new_uid
from measures.figures import Figure, Stopwatch, times
from measures.world import TODAY, World

ROUND = 300
PAGE = 100


def findings(world: World) -> Iterator[Figure]:
    """Read the first page of findings, the numbers of the sidebar, and the ageing table."""
    app = world.filled
    read_all = (
        "SELECT finding.*, elder.name FROM finding JOIN elder USING (county) WHERE elder.uid = elder_uid"
    )
    floor = times(lambda: _rows(world, read_all), 5)
    for name, what, work, budget in (
        (
            "findings-list",
            f"the first {PAGE} findings with person, place and steps",
            lambda: app.findings.list(app.actor, FindingFilter(), limit=PAGE),
            0.100,
        ),
        (
            "findings-counts",
            "the numbers of findings in the sidebar",
            lambda: app.findings.counts(app.actor),
            0.005,
        ),
        (
            "findings-ageing",
            "the table of open findings by age",
            lambda: app.findings.ageing(app.actor, TODAY),
            0.500,
        ),
    ):
        yield Figure(
            name=name,
            what=what,
            values=times(work, 11),
            budget=budget,
            floor=floor,
            floor_what="sqlcipher3: read all findings with the names of their people",
        )


def services(world: World) -> Iterator[Figure]:
    """Record rounds of services, each on the disk when the service returns, and read what needs are unmet."""
    app = world.filled
    with world.raw(app) as raw:
        query = f"SELECT elder_uid FROM elder_card WHERE NOT ended ORDER BY id LIMIT {ROUND}"  # noqa: S608 - our own
        uids = [row[0] for row in raw.execute(query)]
    watch, floor = Stopwatch(), Stopwatch()
    for back in range(5):
        on = TODAY - timedelta(days=back)
        drafts = [ServiceDraft(elder_uid=uid, service="smart_training", given_on=on) for uid in uids]
        watch.time(partial(app.services_given.record_round, app.actor, drafts))
    with world.empty_file("floor-services.db") as raw:
        raw.execute("CREATE TABLE IF NOT EXISTS given (uid PRIMARY KEY, elder_uid, service, given_on)")
        for _again in range(5):
            rows = [(new_uid(), uid, "smart_training", TODAY.isoformat()) for uid in uids]

            def save(rows: list[tuple[str, str, str, str]] = rows) -> None:
                raw.execute("BEGIN IMMEDIATE")
                raw.executemany("INSERT INTO given VALUES (?, ?, ?, ?)", rows)
                raw.execute("COMMIT")

            floor.time(save)
    yield Figure(
        name="service-round",
        what=f"record a round of {ROUND} services, durable",
        values=watch.values,
        budget=0.500,
        floor=floor.values,
        floor_what="sqlcipher3: insert as many rows and commit, WAL, synchronous FULL",
    )
    yield Figure(
        name="service-needs",
        what="the unmet needs of the township",
        values=times(lambda: app.service_needs.unmet(app.actor), 3),
        budget=2,
        floor=times(lambda: _rows(world, "SELECT elder_uid, visited_on, answers FROM visit"), 3),
        floor_what="sqlcipher3: read the answers of all visits",
    )


def radar(world: World) -> Iterator[Figure]:
    """Work out what is owed to everybody in the next 90 days, then to one person."""
    app = world.filled
    tables = (
        "elder",
        "category_span",
        "residence",
        "benefit",
        "assessment",
        "service_plan",
        "service_record",
    )
    queries = [f"SELECT * FROM {table}" for table in tables]  # noqa: S608 - our own tables
    yield Figure(
        name="radar",
        what=f"what is due to {world.elders:,} people within 90 days",
        values=times(lambda: app.radar.sweep(app.actor, TODAY), 3),
        budget=6,
        floor=times(lambda: _rows(world, *queries), 3),
        floor_what="sqlcipher3: read the facts that it rests on",
    )
    one = Stopwatch()
    for uid in world.some_elders[:50]:
        one.time(partial(app.radar.of_elder, app.actor, uid, TODAY))
    yield Figure(name="radar-one", what="what is due to one person", values=one.values, budget=0.050)


def rosters(world: World) -> Iterator[Figure]:
    """Find out whom to call or see when it gets cold."""
    app = world.filled
    yield Figure(
        name="emergency-roster",
        what=f"the emergency roster of {world.elders:,} people",
        values=times(lambda: app.emergency_rosters.roster(app.actor, RosterFilter()), 3),
        budget=3,
        floor=times(
            lambda: _rows(
                world, "SELECT * FROM elder_card", "SELECT elder_uid, visited_on, answers FROM visit"
            ),
            3,
        ),
        floor_what="sqlcipher3: read the cards and the answers of all visits",
    )


def _rows(world: World, *queries: str) -> None:
    with world.raw(world.filled) as raw:
        for query in queries:
            raw.execute(query).fetchall()
