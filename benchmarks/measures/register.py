"""Measure the register: import of the office's workbook, search as one types, pages of the list."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Sequence
from functools import partial
from random import Random
from typing import Any

from desktop_app.storage.pinyin import readings
from desktop_app.storage.queries.elder_lists import SORTS
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.storage.search import match_expression
from measures.figures import Figure, Stopwatch, tell, times
from measures.world import World, insert


def imports(world: World) -> Iterator[Figure]:
    """Preview and apply the workbook in an empty home, once."""
    path = world.workbook
    app = world.new_home("imported")
    gc.collect()
    looking, applying = Stopwatch(), Stopwatch()
    preview = looking.time(lambda: app.imports.preview(app.actor, path))
    done = applying.time(lambda: app.imports.apply(app.actor, preview))
    again = times(lambda: app.imports.preview(app.actor, path), 1)
    tell(f"imported: {done.created} created, {len(done.rejected)} refused")
    both = [looking.values[0] + applying.values[0]]
    floor = [_raw_rows(world, app)]
    floor_what = "sqlcipher3 executemany of the same log entries and one fact row for each"
    yield Figure(
        name="import",
        what=f"import a workbook of {world.elders:,} elders, preview and apply",
        values=both,
        budget=15,
        floor=floor,
        floor_what=floor_what,
    )
    yield Figure(name="import-preview", what="– of it the preview", values=looking.values, budget=None)
    yield Figure(name="import-apply", what="– of it the apply", values=applying.values, budget=None)
    yield Figure(
        name="import-again", what="preview the same workbook again (nothing to do)", values=again, budget=None
    )
    world.close_home(app)


def _raw_rows(world: World, app: Any) -> float:
    with world.raw(app) as raw:
        entries = raw.execute(
            "SELECT county, site, epoch, seq, local_no, change_set_uid, entity, uid, fields, seen, hash FROM change"
        ).fetchall()
    facts = [(row[7], *list(json.loads(row[8]).values())[:6]) for row in entries]
    facts = [tuple(str(value) for value in (*row, *[""] * 7)[:7]) for row in facts]
    watch = Stopwatch()
    with world.empty_file("floor-import.db") as raw:
        raw.execute(
            "CREATE TABLE entry (county, site, epoch, seq, local_no, change_set_uid, entity, uid, fields, seen, hash,"
            " PRIMARY KEY (county, site, epoch, seq)) WITHOUT ROWID"
        )
        raw.execute("CREATE TABLE fact (uid PRIMARY KEY, a, b, c, d, e, f)")

        def write() -> None:
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany(insert("entry", 11), entries)
            raw.executemany(insert("fact", 7), facts)
            raw.execute("COMMIT")

        watch.time(write)
    return watch.values[0]


def searches(world: World) -> Iterator[Figure]:
    """Type names, initials, numbers and villages as a worker would, key by key."""
    app = world.filled
    typed = _typed(world)
    for text in typed[:20]:
        app.register.find(app.actor, text)
    watch = Stopwatch()
    for text in typed:
        watch.time(partial(app.register.find, app.actor, text))
    floor = Stopwatch()
    with world.raw(app) as raw:
        for text in typed:
            match = match_expression(text)
            if match is not None:
                floor.time(partial(_raw_search, raw, match))
    slowest = max(zip(watch.values, map(len, typed), strict=True))
    yield Figure(
        name="search",
        what=f"search as you type among {world.elders:,} elders, {len(typed)} keystrokes",
        values=watch.values,
        budget=0.030 if world.elders <= 20_000 else 0.100,
        percentile=95,
        floor=floor.values,
        floor_what="sqlcipher3: the index's match and its first 50 cards",
        note=f"the slowest text had {slowest[1]} characters",
    )


def _raw_search(raw: Any, match: str) -> None:
    raw.execute(
        "SELECT * FROM elder_card WHERE id IN (SELECT rowid FROM elder_fts WHERE elder_fts MATCH ? LIMIT 50)",
        (match,),
    ).fetchall()


def _fetched(raw: Any, query: str, values: Sequence[object]) -> None:
    raw.execute(query, values).fetchall()


def _typed(world: World) -> list[str]:
    rng = Random("typed")
    with world.raw(world.filled) as raw:
        people = raw.execute(
            "SELECT c.name, c.birth_on, c.phone, c.id_number, v.name FROM elder_card c"
            " JOIN village v ON v.code = c.village_code WHERE NOT c.ended ORDER BY c.id"
        ).fetchall()
    texts: list[str] = []
    for name, born, phone, number, village in rng.sample(people, min(60, len(people))):
        initials = "".join((readings(character) or (character,))[0][0] for character in name)
        texts += [initials[:end] for end in range(1, len(initials) + 1)]
        texts += [name[:end] for end in range(1, len(name) + 1)]
        texts.append(name[-2:])
        texts.append("".join((readings(character) or (character,))[0] for character in name)[:7])
        if born:
            texts += [born[:4], born.replace("-", "")]
        if phone:
            texts.append(phone[-4:])
        if number:
            texts += [number[-4:], number]
        texts += [village, f"{village} {name[:1]}"]
    rng.shuffle(texts)
    return texts


SORTED = tuple(key for key in SORTS)
FILTERS = {
    "special": ElderFilter(special=True),
    "category": ElderFilter(category="living_alone"),
    "two categories": ElderFilter(categories=("living_alone", "disabled"), all_categories=True),
    "tier": ElderFilter(tier="high"),
    "state": ElderFilter(state="overdue"),
    "overdue days": ElderFilter(overdue_days=7),
    "age": ElderFilter(age_from=80, age_to=89),
    "oldest": ElderFilter(age_from=98),
    "missing": ElderFilter(missing=("phone",)),
    "missing, nobody": ElderFilter(missing=("birth_on",)),
    "ended": ElderFilter(ended=True),
    "everybody": ElderFilter(everybody=True),
    "text": ElderFilter(text="wang"),
    "text and more": ElderFilter(text="王", special=True, age_from=85),
}
"""The common ways to narrow the list; village and visitor are added from the register."""


def lists(world: World) -> Iterator[Figure]:
    """Open the register list in each order and filter, then scroll to places all over it."""
    app = world.filled
    filters = dict(FILTERS)
    village, visitor = app.register.villages(app.actor)[0], app.register.visitors(app.actor)[0]
    filters["village"] = ElderFilter(village_code=village.code)
    filters["visitor"] = ElderFilter(visitor_uid=visitor.uid)
    sorting, narrowing, several = Stopwatch(), Stopwatch(), Stopwatch()
    slowest: dict[str, float] = {}

    def first_page(wanted: ElderFilter, sort: str, down: bool, then: Sequence[tuple[str, bool]] = ()) -> None:
        page = app.register.first_ids(app.actor, wanted, sort=sort, descending=down, then=then)
        app.register.rows(app.actor, list(page.ids[:100]))

    for key in SORTED * 2:
        for down in (False, True):
            sorting.time(partial(first_page, ElderFilter(), key, down))
            slowest[f"by {key}"] = max(slowest.get(f"by {key}", 0), sorting.values[-1])
    for name, wanted in list(filters.items()) * 2:
        for key in ("name", "latest", "age"):
            narrowing.time(partial(first_page, wanted, key, False))
            slowest[name] = max(slowest.get(name, 0), narrowing.values[-1])
    for first, second in (("tier", "age"), ("state", "village"), ("village", "tier"), ("visitor", "latest")):
        for wanted in (ElderFilter(), ElderFilter(special=True)):
            several.time(partial(first_page, wanted, first, False, ((second, True),)))
    tell("  slowest: " + ", ".join(f"{name} {value * 1000:.0f} ms" for name, value in slowest.items()))
    whole = times(lambda: app.register.list_ids(app.actor, ElderFilter()), 5)
    everybody = app.register.list_ids(app.actor, ElderFilter())
    rng, scroll, floor, step = Random("scroll"), Stopwatch(), Stopwatch(), Stopwatch()
    starts = [rng.randrange(max(len(everybody) - 100, 1)) for _again in range(60)]
    for start in starts:
        ids = list(everybody[start : start + 100])
        scroll.time(partial(app.register.rows, app.actor, ids))
    with world.raw(app) as raw:
        for _again in range(5):
            floor.time(
                partial(_fetched, raw, "SELECT id FROM elder_card WHERE NOT ended ORDER BY name_key", ())
            )
        marks = ",".join("?" * 100)
        for start in starts:
            ids = list(everybody[start : start + 100])
            query = f"SELECT * FROM elder_card WHERE id IN ({marks[: len(ids) * 2 - 1]})"  # noqa: S608 - our own marks
            step.time(partial(_fetched, raw, query, ids))
    floor_what = "sqlcipher3: all numbers in the order of names"
    budget = 0.100
    yield Figure(
        name="list-sorted",
        what=f"first page of the register list in each of {len(SORTED)} orders, up and down",
        values=sorting.values,
        budget=budget,
        percentile=95,
    )
    yield Figure(
        name="list-narrowed",
        what=f"first page under each of {len(filters)} filters, in three orders",
        values=narrowing.values,
        budget=budget,
        percentile=95,
        note=f"the slowest filter was {max(filters, key=lambda name: slowest[name])}",
    )
    yield Figure(
        name="list-several", what="first page in two orders at once", values=several.values, budget=None
    )
    yield Figure(
        name="list-whole",
        what="all numbers of the list, in the background",
        values=whole,
        budget=None,
        floor=floor.values,
        floor_what=floor_what,
    )
    yield Figure(
        name="list-scroll-step",
        what="a scroll step: 100 rows from anywhere in the list",
        values=scroll.values,
        budget=budget,
        percentile=95,
        floor=step.values,
        floor_what="sqlcipher3: the same 100 cards",
    )
