"""Measure papers about many people at once, and what stands behind a paper: its check and the print journal."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from desktop_app.reports.printed import Part, Printed
from desktop_app.reports.statements import shown
from desktop_app.services.paper_orders import PaperWish
from desktop_app.services.print_jobs import PrintOrder
from desktop_app.services.roster_papers import EVERYBODY
from desktop_app.storage.unit_of_work import new_uid
from measures.figures import Figure, Stopwatch, times
from measures.memory_child import bare
from measures.world import TODAY, World

VILLAGE = 100
"""People of a village of usual size; those of the township made up here are much larger."""
PORTIONS = 20_000


def paper_sets(world: World) -> Iterator[Figure]:
    """Write the files of a village, a village's volume of the year, and a year's progress."""
    app = world.filled
    people = _of_one_village(world)
    out = world.folder / "set.pdf"
    for name, what, budget, wished in (
        ("person-files", f"the files of {VILLAGE} people of a village", 5, {"elder_uids": people[:VILLAGE]}),
        ("visit-years", f"the year's visits of {VILLAGE} people", 5, {"elder_uids": people[:VILLAGE]}),
        (
            "binder",
            f"the year's volume of a village of {len(people):,}",
            None,
            {"village_code": _village(world)},
        ),
    ):
        watch = Stopwatch()
        paper = {"person-files": "person-file", "visit-years": "visit-year"}.get(name, name)
        made = watch.time(partial(app.reports.make, app.actor, paper, out, **wished))
        yield Figure(
            name=name,
            what=f"{what} as PDF ({made.pages} pages)",
            values=watch.values,
            budget=budget,
            floor=times(partial(bare, world.folder / "floor.pdf", made.pages), 1),
            floor_what="ReportLab canvas: 150 bare strings a page",
        )
    yield Figure(
        name="progress",
        what="the progress report of a year, all months gathered",
        values=times(lambda: app.reports.make(app.actor, "progress", out, period=str(TODAY.year)), 2),
        budget=6,
    )
    yield from _tables(world)


def _tables(world: World) -> Iterator[Figure]:
    """Write each table of the whole township that is made at once."""
    app = world.filled
    out = world.folder / "table.pdf"
    for name in (
        "roster",
        "visitor-workload",
        "service-statistics",
        "overdue-list",
        "finding-ageing",
        "route-sheet",
    ):
        watch = Stopwatch()
        made = watch.time(partial(app.reports.make, app.actor, name, out))
        yield Figure(
            name=f"table-{name}",
            what=f"{name} of the whole township as PDF ({made.pages} pages)",
            values=watch.values,
            budget=3,
        )


def paper_checks(world: World) -> Iterator[Figure]:
    """Check the register of everybody by the code on it, nothing changed since."""
    app = world.filled
    out = world.folder / "roster.xlsx"
    made = app.reports.make(app.actor, "roster", out, category=EVERYBODY)
    assert made.issue is not None
    code = shown(made.issue.code)
    yield Figure(
        name="paper-check",
        what=f"check a register of {made.people:,} rows by its code",
        values=times(lambda: app.paper_checks.check(app.actor, code), 2),
        budget=20,
    )


def print_journals(world: World) -> Iterator[Figure]:
    """Keep the journal of a print run with very many portions."""
    app = world.filled
    parts = tuple(Part(f"portion {number}", number, 1, new_uid()) for number in range(1, PORTIONS + 1))
    printed = Printed(PORTIONS, parts, ())
    order = PrintOrder(wish=PaperWish(name="visit-record", month=(TODAY.year, TODAY.month)), title="journal")
    portions, begin, note = Stopwatch(), Stopwatch(), Stopwatch()
    cut = portions.time(lambda: app.print_jobs.portions(app.actor, "visit-record", printed))
    uid = begin.time(lambda: app.print_jobs.start(app.actor, order, "printer", cut))
    for page in range(0, PORTIONS, PORTIONS // 50):
        note.time(partial(app.print_jobs.sent, app.actor, uid, page, begun=page + 1))
    last = Stopwatch()
    last.time(lambda: app.print_jobs.finish(app.actor, uid))
    for name, what, watch, budget in (
        ("journal-portions", f"look up which of {PORTIONS:,} portions may be on paper", portions, 3),
        ("journal-start", f"write down a print run of {PORTIONS:,} portions", begin, 3),
        ("journal-sent", "note what the printer has taken, a fiftieth more each time", note, 0.100),
        ("journal-finish", "note its end", last, 3),
    ):
        yield Figure(name=name, what=what, values=watch.values, budget=budget)


def _village(world: World) -> str:
    with world.raw(world.filled) as raw:
        query = "SELECT village_code FROM elder_card WHERE NOT ended GROUP BY 1 ORDER BY count(*), 1 LIMIT 1"
        return str(raw.execute(query).fetchone()[0])


def _of_one_village(world: World) -> list[str]:
    with world.raw(world.filled) as raw:
        query = "SELECT elder_uid FROM elder_card WHERE NOT ended AND village_code = ? ORDER BY id"
        return [row[0] for row in raw.execute(query, (_village(world),))]
