"""The records of a batch: read what is new out of the log, and turn what arrived back into entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desktop_app.domain.changes import ChangeEntry, ChangeKey, parse_keys
from desktop_app.exchange.batches import OpenedBatch
from desktop_app.models import Change
from desktop_app.services.batch_scopes import KindScope
from desktop_app.storage.journal import ChangeSetRow, change_sets
from desktop_app.storage.merge import EntryUnreadable, ForeignEntry
from desktop_app.storage.store import Store

SETS = "change_set"
"""The kind of record that carries titles, actors and times of the units of work."""

_CHUNK = 900


@dataclass(frozen=True, slots=True)
class Span:
    """Which entries a batch carries: those that arrived here after ``after`` and up to ``newest``, within scopes."""

    after: int
    newest: int
    scopes: Mapping[str, KindScope | None]

    def anything(self, session: Session) -> bool:
        """Tell whether any entry is new to the recipient."""
        if self.newest <= self.after:
            return False
        query = select(Change.entity, Change.uid).where(*self._new())
        return any(self._is_new(kind, uid) for kind, uid in session.execute(query).yield_per(1000))

    def rows(self, session: Session, kind: str, *columns: Any) -> Iterator[Any]:
        """Yield columns of the entries of one kind, ``Change.uid`` first."""
        query = select(*columns).where(Change.entity == kind).order_by(Change.local_no)
        for row in session.execute(query.where(*self._new())).yield_per(1000):
            if self._is_new(kind, row[0]):
                yield row
        scope = self.scopes[kind]
        older = sorted(scope.whole) if scope is not None and self.after else []
        for start in range(0, len(older), _CHUNK):
            part = older[start : start + _CHUNK]
            yield from session.execute(query.where(Change.local_no <= self.after, Change.uid.in_(part)))

    def _new(self) -> tuple[ColumnElement[bool], ...]:
        return Change.local_no > self.after, Change.local_no <= self.newest

    def _is_new(self, kind: str, uid: str) -> bool:
        scope = self.scopes.get(kind)
        return scope is None or uid in scope.new


def read_kind(store: Store, kind: str, span: Span) -> Iterator[dict[str, object]]:
    """Yield the entries of one kind that a batch carries."""
    columns = (
        Change.uid,
        Change.site,
        Change.epoch,
        Change.seq,
        Change.fields,
        Change.seen,
        Change.change_set_uid,
        Change.hash,
    )
    with store.reading() as session:
        for row in span.rows(session, kind, *columns):
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


def read_sets(store: Store, span: Span) -> Iterator[dict[str, object]]:
    """Yield the units of work that those entries belong to."""
    with store.reading() as session:
        uids = {
            row[1]
            for kind in span.scopes
            for row in span.rows(session, kind, Change.uid, Change.change_set_uid)
        }
        for row in change_sets(session, sorted(uids)):
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
