"""Measure the exchange: seal a township's first batch, then merge a batch of 5,000 visits at the county."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import SiteLevel
from desktop_app.models import Visit
from measures.figures import Figure, Stopwatch, tell
from measures.world import TODAY, World, insert

VISITS = 5_000


def merges(world: World) -> Iterator[Figure]:
    """Bring a county up to the township's state, then merge 5,000 new visits as one batch."""
    township, county = world.filled, world.new_home("county", SiteLevel.COUNTY)
    card = world.folder / "card.json"
    county.sites.write_card(county.actor, card)
    township.sites.trust(township.actor, card)
    township.sites.write_card(township.actor, card)
    county.sites.trust(county.actor, card)
    out = world.folder / "batches"
    out.mkdir()
    sealing, whole, merging = Stopwatch(), Stopwatch(), Stopwatch()
    tell("sealing the whole township …")
    base = sealing.time(lambda: township.batches.export(township.actor, "county", out))
    tell(f"merging {sum(base.counts.values())} entries at the county …")
    everything = whole.time(lambda: county.batches.merge(county.actor, base.path))
    _add_visits(township, world.some_elders)
    batch = township.batches.export(township.actor, "county", out)
    done = merging.time(lambda: county.batches.merge(county.actor, batch.path))
    with world.raw(township) as raw:
        entries = raw.execute(
            "SELECT * FROM change ORDER BY local_no DESC LIMIT ?", (done.applied,)
        ).fetchall()
        rows = raw.execute("SELECT * FROM visit ORDER BY uid DESC LIMIT ?", (done.applied,)).fetchall()
    yield Figure(
        name="merge",
        what=f"merge a batch of {done.applied:,} visits into a county of {world.elders:,} elders",
        values=merging.values,
        budget=5,
        floor=[_raw_merge(world, entries, rows)],
        floor_what="sqlcipher3 executemany of the same log entries and visits",
    )
    yield Figure(name="seal-all", what="seal the whole township", values=sealing.values, budget=None)
    yield Figure(
        name="merge-all",
        what=f"merge the whole township the first time, {everything.applied:,} entries",
        values=whole.values,
        budget=None,
    )
    world.close_home(county)


def _add_visits(app: Application, elders: list[str]) -> None:
    with app.store.writing("测速：登记探访", app.actor.name) as unit:
        unit.insert_many(
            Visit,
            (
                {
                    "elder_uid": uid,
                    "visited_on": TODAY,
                    "entered_on": TODAY,
                    "mode": "in_person",
                    "outcome": "met_in_person",
                    "visitor_name": "测速探访人",
                    "summary": "测速用的探访记录",
                }
                for uid in islice(cycle(elders), VISITS)
            ),
        )


def _raw_merge(world: World, entries: list[tuple[object, ...]], rows: list[tuple[object, ...]]) -> float:
    watch = Stopwatch()
    with world.empty_file("floor-merge.db") as raw:
        for name, sample in (("entry", entries[0]), ("visit", rows[0])):
            raw.execute(f"CREATE TABLE {name} ({', '.join(f'c{place}' for place in range(len(sample)))})")

        def write() -> None:
            raw.execute("BEGIN IMMEDIATE")
            for name, many in (("entry", entries), ("visit", rows)):
                raw.executemany(insert(name, len(many[0])), many)
            raw.execute("COMMIT")

        watch.time(write)
    return watch.values[0]
