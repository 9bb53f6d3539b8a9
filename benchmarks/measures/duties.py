"""Measure the daily work: refresh of duties, saving a visit, the month's figures, the list of owed visits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from desktop_app.domain.terms import Mode, Outcome
from desktop_app.progress import SILENT
from desktop_app.services.derivation import Derivation
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.unit_of_work import new_uid
from measures.figures import Figure, Stopwatch, times
from measures.world import TODAY, World, insert


def duties(world: World) -> Iterator[Figure]:
    """Refresh the whole township as on a new day, then one person as after a visit."""
    app = world.filled
    days = [TODAY]
    derivation = Derivation(app.store, lambda: app.context.rules, lambda: days[-1])

    def next_morning() -> None:
        days.append(days[-1] + timedelta(days=1))
        derivation.refresh_duties(app.site.county)

    whole = times(next_morning, 3)
    app.duties.refresh(app.actor)
    yield Figure(
        name="duties-township",
        what=f"refresh the duties of a township of {world.elders:,} for the next day",
        values=whole,
        budget=3,
        floor=times(lambda: _raw_refresh(world), 3),
        floor_what="sqlcipher3: read the facts, write the same duties and cards",
    )
    days.append(TODAY)
    one = Stopwatch()
    with app.store.setting_up() as session:
        for uid in world.some_elders:

            def refresh(uid: str = uid) -> None:
                # Private, because in the program it is only ever a part of a unit of work.
                derivation._refresh(session, app.site.county, [uid], names_too=True, progress=SILENT)

            one.time(refresh)
    yield Figure(
        name="duties-one",
        what="refresh the duties, card and index of one person",
        values=one.values,
        budget=0.010,
    )
    listing = times(lambda: app.duties.list(app.actor, most=200), 20)
    yield Figure(
        name="duties-list", what="the first 200 owed visits with reasons", values=listing, budget=0.100
    )


def _raw_refresh(world: World) -> None:
    with world.raw(world.filled) as raw:
        for table in ("elder", "category_span", "residence", "willingness", "assignment"):
            raw.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own tables
        raw.execute("SELECT elder_uid, uid, visited_on, mode, outcome FROM visit").fetchall()
        duties_here = raw.execute("SELECT * FROM duty").fetchall()
        cards = raw.execute("SELECT duty_state, latest_on, id FROM elder_card").fetchall()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("DELETE FROM duty")
        raw.executemany(insert("duty", len(duties_here[0])), duties_here)
        raw.executemany("UPDATE elder_card SET duty_state = ?, latest_on = ? WHERE id = ?", cards)
        raw.execute("COMMIT")


def visits(world: World) -> Iterator[Figure]:
    """Save visits one by one, each on the disk when the service returns."""
    app = world.filled
    answers = next(
        (found.answers for uid in world.some_elders if (found := app.visits.last_met(app.actor, uid))), {}
    )
    watch = Stopwatch()
    for uid in world.some_elders[:100]:
        draft = VisitDraft(
            elder_uid=uid,
            visited_on=TODAY,
            mode=Mode.IN_PERSON.value,
            outcome=Outcome.MET_IN_PERSON.value,
            visitor_name="测速探访人",
            answers=answers,
        )
        watch.time(partial(app.visits.record, app.actor, draft))
    floor = Stopwatch()
    text = json.dumps(dict(answers), ensure_ascii=False)
    with world.empty_file("floor-visit.db") as raw:
        raw.execute("CREATE TABLE IF NOT EXISTS visit (uid PRIMARY KEY, elder_uid, visited_on, answers)")
        for uid in world.some_elders[:100]:

            def save(uid: str = uid) -> None:
                raw.execute("BEGIN IMMEDIATE")
                raw.execute(
                    "INSERT INTO visit VALUES (?, ?, ?, ?)", (new_uid(), uid, TODAY.isoformat(), text)
                )
                raw.execute("COMMIT")

            floor.time(save)
    yield Figure(
        name="save-visit",
        what="save a visit, durable, duties refreshed",
        values=watch.values,
        budget=0.050,
        percentile=95,
        floor=floor.values,
        floor_what="sqlcipher3: insert one row and commit, WAL, synchronous FULL",
    )


def months(world: World) -> Iterator[Figure]:
    """Work out every figure of last month and of the running month."""
    app = world.filled
    last = TODAY.replace(day=1) - timedelta(days=1)
    work = Stopwatch()
    for month in (last, TODAY) * 2:
        work.time(partial(app.indicators.month, app.actor, month.year, month.month))
    yield Figure(
        name="month-figures",
        what="month figures of the township, numbers only",
        values=work.values,
        budget=1,
        floor=times(lambda: _raw_read(world), 3),
        floor_what="sqlcipher3: read the facts that the figures rest on",
    )


def _raw_read(world: World) -> None:
    with world.raw(world.filled) as raw:
        for table in ("elder", "category_span", "residence", "willingness", "assignment", "finding"):
            raw.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own tables
        raw.execute("SELECT elder_uid, uid, visited_on, mode, outcome FROM visit").fetchall()
