"""Stores for tests that need no services: a migrated, closed file that is copied, and few facts to put in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop_app.models import RECORDS, Change, Elder
from desktop_app.storage.journal import SiteIdentity, change_sets, to_entry
from desktop_app.storage.merge import ForeignEntry, MergeResult, merge_entries
from desktop_app.storage.store import Store

KEY = bytes(range(32))
COUNTY = "150425"
DAY = date(2026, 11, 2)


def open_store(folder: Path, site: str = "site-a", *, key: bytes = KEY, create: bool = False) -> Store:
    """Open the store of one site."""
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder, key, create=create)
    store.identity = SiteIdentity(site, 1, COUNTY)
    return store


def elder(name: str = "包小明", **facts: Any) -> dict[str, Any]:
    """Return the facts of a made-up elder."""
    return {"name": name, "village_code": "150425202201", "registered_on": DAY, **facts}


def add_elders(store: Store, *rows: dict[str, Any]) -> list[str]:
    """Register elders in one unit of work; returns their uids."""
    with store.writing("登记老年人", "王秀英") as unit:
        people = [unit.add(Elder(**row)) for row in rows]
        unit.session.flush()
        return [str(person.uid) for person in people]


def edit(store: Store, uid: str, **facts: Any) -> None:
    """Change one elder."""
    with store.writing("修改老年人信息", "王秀英") as unit:
        person = unit.get(Elder, uid)
        for name, value in facts.items():
            setattr(person, name, value)


def rows(store: Store) -> dict[str, list[str]]:
    """Return every fact of a store, table by table."""
    with store.reading() as session:
        return {
            name: sorted(repr(row) for row in session.execute(select(model.__table__)))
            for name, model in RECORDS.items()
        }


def bag(store: Store, after: int = 0) -> tuple[list[Any], list[ForeignEntry]]:
    """Return what a batch would carry: the entries after an arrival number with their change sets."""
    with store.reading() as session:
        found = session.execute(select(Change).where(Change.local_no > after)).scalars().all()
        entries = [ForeignEntry(to_entry(row), row.change_set_uid, row.hash) for row in found]
        sets = change_sets(session, sorted({entry.change_set for entry in entries}))
    return sets, entries


def merge(store: Store, sets: Sequence[Any], entries: Sequence[ForeignEntry]) -> MergeResult:
    """Merge entries in one unit of work."""
    with store.writing("合并上报包", "王秀英") as unit:
        return merge_entries(unit, sets, entries)
