"""Grow a filled township into a city: the same made-up people over and over, each time in other villages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.models import ElderCard
from desktop_app.storage import search
from desktop_app.storage.queries.elders import village_names
from measures.figures import tell

_PART = 20_000


def grow(app: Application, raw: Any, elders: int) -> None:
    """Copy people and cards inside the database until there are ``elders``; ``raw`` is a bare connection.

    Making up and judging each of a million people would take the best part of an hour. What lists and search
    read is the same as if each had been entered: the file, the card with all its indexes, the search index.
    """
    before, newest = raw.execute("SELECT count(*), max(id) FROM elder_card").fetchone()
    raw.execute("BEGIN IMMEDIATE")
    for table, changed in {
        "village": ("uid", "code"),
        "elder": ("uid", "village_code"),
        "elder_card": ("id", "elder_uid", "village_code"),
    }.items():
        names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
        values = [_SHIFTED[name] if name in changed else name for name in names]
        raw.execute(f"CREATE TEMP TABLE first_{table} AS SELECT * FROM {table}")  # noqa: S608 - our own tables
        copy = f"INSERT INTO {table} ({','.join(names)}) SELECT {','.join(values)} FROM first_{table}"  # noqa: S608 - our own tables
        for time in range(1, -(-elders // before)):
            tell(f"  {table} {time}")
            left = elders - before * time if table == "elder_card" else -1
            raw.execute(f"{copy} LIMIT {left}", {"time": time, "newest": newest})
        raw.execute(f"DROP TABLE first_{table}")
    raw.execute("COMMIT")
    _index(app, newest)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


_SHIFTED = {
    "id": "id + :newest * :time",
    "uid": "printf('%08x', :time) || substr(uid, 9)",
    "elder_uid": "printf('%08x', :time) || substr(elder_uid, 9)",
    "code": "printf('%06d', 100000 + :time) || substr(code, 7)",
    "village_code": "printf('%06d', 100000 + :time) || substr(village_code, 7)",
}


def _index(app: Application, newest: int) -> None:
    """Put the copies into the search index."""
    while True:
        tell(f"  search index from {newest}")
        with app.store.setting_up() as session:
            villages = village_names(session)
            query = select(
                ElderCard.id, ElderCard.name, ElderCard.village_code, ElderCard.id_number, ElderCard.phone
            )
            cards = session.execute(
                query.where(ElderCard.id > newest).order_by(ElderCard.id).limit(_PART)
            ).all()
            if not cards:
                search.optimise(session)
                return
            search.add(
                session,
                [
                    search.SearchText(
                        card.id,
                        card.name,
                        villages.get(card.village_code, ""),
                        [card.id_number or ""],
                        [card.phone or ""],
                    )
                    for card in cards
                ],
            )
            newest = cards[-1].id
