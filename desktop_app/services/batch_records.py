"""The records of a batch: read what is new out of the log, and turn what arrived back into entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from desktop_app.domain.changes import ChangeEntry, ChangeKey, parse_keys
from desktop_app.exchange.batches import OpenedBatch
from desktop_app.models import Change
from desktop_app.storage.journal import ChangeSetRow, change_sets
from desktop_app.storage.merge import EntryUnreadable, ForeignEntry
from desktop_app.storage.store import Store

SETS = "change_set"
"""The kind of record that carries titles, actors and times of the units of work."""


def read_kind(store: Store, kind: str, after: int, newest: int) -> Iterator[dict[str, object]]:
    """Yield the entries of one kind that arrived here after ``after`` and up to ``newest``."""
    query = (
        select(Change)
        .with_only_columns(
            Change.site,
            Change.epoch,
            Change.seq,
            Change.uid,
            Change.fields,
            Change.seen,
            Change.change_set_uid,
            Change.hash,
        )
        .where(Change.entity == kind, Change.local_no > after, Change.local_no <= newest)
        .order_by(Change.local_no)
    )
    with store.reading() as session:
        for row in session.execute(query).yield_per(1000):
            yield {
                "site": row.site,
                "epoch": row.epoch,
                "seq": row.seq,
                "uid": row.uid,
                "fields": row.fields,
                "seen": row.seen.split(),
                "set": row.change_set_uid,
                "link": row.hash,
            }


def read_sets(store: Store, after: int, newest: int) -> Iterator[dict[str, object]]:
    """Yield the units of work that those entries belong to."""
    with store.reading() as session:
        query = (
            select(Change.change_set_uid)
            .where(Change.local_no > after, Change.local_no <= newest)
            .distinct()
            .order_by(Change.change_set_uid)
        )
        uids = list(session.execute(query).scalars())
        for row in change_sets(session, uids):
            yield {
                "uid": row.uid,
                "site": row.site,
                "title": row.title,
                "actor": row.actor,
                "made_at": row.made_at.isoformat(),
                "reverts": row.reverts,
            }


def set_from(record: Mapping[str, Any]) -> ChangeSetRow:
    """Return the unit of work that a record describes; raises ``EntryUnreadable``."""
    try:
        return ChangeSetRow(
            uid=_text(record["uid"], 36),
            site=_text(record["site"], 36),
            title=_text(record["title"], 200),
            actor=_text(record["actor"], 60),
            made_at=_instant(record["made_at"]),
            reverts=None if record["reverts"] is None else _text(record["reverts"], 36),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise EntryUnreadable(entity=SETS) from error


def entries_from(opened: OpenedBatch) -> Iterable[ForeignEntry]:
    """Yield the entries of a batch; raises ``EntryUnreadable``."""
    for kind in opened.counts:
        if kind == SETS:
            continue
        for record in opened.records(kind):
            yield _entry_from(kind, record)


def _entry_from(kind: str, record: Mapping[str, Any]) -> ForeignEntry:
    try:
        fields = record["fields"]
        if not isinstance(fields, dict) or not isinstance(record["seen"], list):
            raise TypeError(kind)
        entry = ChangeEntry(
            key=_key(record),
            entity=kind,
            uid=_text(record["uid"], 36),
            fields=fields,
            seen=parse_keys(" ".join(record["seen"])),
        )
        return ForeignEntry(entry, _text(record["set"], 36), _text(record["link"], 64))
    except (KeyError, ValueError, TypeError) as error:
        raise EntryUnreadable(entity=kind) from error


def _key(record: Mapping[str, Any]) -> ChangeKey:
    key = ChangeKey(_text(record["site"], 36), record["epoch"], record["seq"])
    # Written and read back it must be the same, and the database must be able to hold it.
    if ChangeKey.parse(str(key)) != key or not (0 < key.epoch < 2**31 and 0 < key.seq < 2**31):
        raise ValueError("key")
    return key


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or not value or len(value) > longest:
        raise ValueError("text")
    return value


def _instant(text: str) -> datetime:
    made_at = datetime.fromisoformat(text)
    if made_at.tzinfo is None:
        raise ValueError("naive")
    return made_at
