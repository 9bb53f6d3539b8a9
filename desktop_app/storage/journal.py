"""Write the change log and read it back: numbering, chaining, history, verification."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, select
from sqlalchemy.orm import Session

from desktop_app.domain.changes import (
    ChangeEntry,
    ChangeKey,
    JsonValue,
    describe_set,
    link_hash,
    parse_keys,
    write_keys,
)
from desktop_app.domain.undone import SetEntry
from desktop_app.models import RECORDS
from desktop_app.models.journal import Change, ChangeSet

_CHUNK = 900
LOGGED = {"logged": True}
"""The mark of statements that go with log entries or write them; ``write_guard`` refuses the others."""


@dataclass(frozen=True, slots=True)
class SiteIdentity:
    """Which site writes here: its code, its epoch (raised by a restore), its county."""

    site: str
    epoch: int
    county: str


@dataclass(frozen=True, slots=True)
class ChangeSetRow:
    """One unit of work as the log knows it."""

    uid: str
    site: str
    title: str
    actor: str
    made_at: datetime
    reverts: str | None = None

    def described(self) -> str:
        """Return the line by which this set takes part in the hash chain."""
        made_at = self.made_at.astimezone(UTC).isoformat()
        return describe_set(self.uid, self.title, self.actor, made_at, self.reverts)


class JournalWriter:
    """Numbers and chains the entries of one unit of work and writes them together at the end."""

    def __init__(self, session: Session, identity: SiteIdentity, change_set: ChangeSetRow) -> None:
        """Start after the last entry of this site and epoch."""
        self._session = session
        self._identity = identity
        self._change_set_uid = change_set.uid
        self._described = change_set.described()
        self._pending: list[dict[str, Any]] = []
        self.touched: dict[str, set[str]] = {}
        self.subjects: dict[str, str] = {}
        self.written = 0
        self.wrote_own = False
        self._newest: dict[str, str] = {}
        last = session.execute(
            select(Change.seq, Change.hash)
            .where(
                Change.county == identity.county,
                Change.site == identity.site,
                Change.epoch == identity.epoch,
            )
            .order_by(Change.seq.desc())
            .limit(1)
        ).first()
        self._seq: int = last.seq if last else 0
        self._hash: str = last.hash if last else ""
        self._local_no = session.execute(select(func.max(Change.local_no))).scalar() or 0

    def add(
        self, entity: str, uid: str, fields: Mapping[str, JsonValue], seen: str, subject: str | None = None
    ) -> str:
        """Append an entry of this site and return its key as the record's new head.

        ``subject`` is the uid of the elder it concerns, where the caller knows it.
        """
        if subject:
            self.subjects[uid] = subject
        self.wrote_own = True
        self._seq += 1
        key = ChangeKey(self._identity.site, self._identity.epoch, self._seq)
        # A second change of the same record within the unit knows of the first, whatever the caller had read.
        seen = self._newest.get(uid, seen)
        self._newest[uid] = str(key)
        entry = ChangeEntry(key, entity, uid, fields, parse_keys(seen))
        self._hash = link_hash(self._hash, entry, self._described)
        self._append(entry, self._change_set_uid, self._hash)
        return str(key)

    def add_foreign(self, entry: ChangeEntry, change_set_uid: str, link: str) -> None:
        """Append an entry that came in a batch, with its own key, change set and hash."""
        self._append(entry, change_set_uid, link)

    def _append(self, entry: ChangeEntry, change_set_uid: str, link: str) -> None:
        self._local_no += 1
        self._pending.append(
            {
                "county": self._identity.county,
                "site": entry.key.site,
                "epoch": entry.key.epoch,
                "seq": entry.key.seq,
                "local_no": self._local_no,
                "change_set_uid": change_set_uid,
                "entity": entry.entity,
                "uid": entry.uid,
                "fields": dict(entry.fields),
                "seen": write_keys(entry.seen),
                "hash": link,
            }
        )
        self.touched.setdefault(entry.entity, set()).add(entry.uid)
        self.written += 1

    def flush(self) -> None:
        """Write the pending entries."""
        if self._pending:
            self._session.connection().execute(insert(Change), self._pending, execution_options=LOGGED)
            self._pending = []


def to_entry(row: Row[Any] | Change) -> ChangeEntry:
    """Return the entry that a row of the log holds."""
    return ChangeEntry(
        ChangeKey(row.site, row.epoch, row.seq), row.entity, row.uid, row.fields, parse_keys(row.seen)
    )


_COLUMNS = (Change.site, Change.epoch, Change.seq, Change.entity, Change.uid, Change.fields, Change.seen)


def entries_of(session: Session, entity: str, uids: Iterable[str]) -> dict[str, list[ChangeEntry]]:
    """Return all entries about the given records, by uid."""
    found: dict[str, list[ChangeEntry]] = {}
    wanted = list(uids)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        for row in session.execute(select(*_COLUMNS).where(Change.entity == entity, Change.uid.in_(part))):
            found.setdefault(row.uid, []).append(to_entry(row))
    return found


def set_entries_of(session: Session, entity: str, uids: Iterable[str]) -> dict[str, list[SetEntry]]:
    """Return all entries about the given records with the change set of each, by uid."""
    found: dict[str, list[SetEntry]] = {}
    wanted = list(uids)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        query = select(*_COLUMNS, Change.change_set_uid).where(Change.entity == entity, Change.uid.in_(part))
        for row in session.execute(query):
            found.setdefault(row.uid, []).append(SetEntry(to_entry(row), row.change_set_uid))
    return found


def reverting(session: Session) -> dict[str, str]:
    """Return the change sets that undid another, each with the one it undid."""
    query = select(ChangeSet.uid, ChangeSet.reverts).where(ChangeSet.reverts.is_not(None))
    return {row.uid: row.reverts for row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of a record's history: who changed which fields to what, when, from where."""

    title: str
    actor: str
    site: str
    made_at: datetime
    entity: str
    uid: str
    fields: Mapping[str, JsonValue]
    change_set: str


def history(session: Session, uids: Sequence[str]) -> list[HistoryRow]:
    """Return the history of the given records, newest first."""
    query = (
        select(Change.site, Change.entity, Change.uid, Change.fields, Change.change_set_uid)
        .where(_about(uids))
        .order_by(Change.local_no.desc())
    )
    rows = session.execute(query).all()
    # Not joined: with old statistics the database would walk through every change set there is.
    sets = {row.uid: row for row in change_sets(session, sorted({row.change_set_uid for row in rows}))}
    return [
        HistoryRow(by.title, by.actor, row.site, by.made_at, row.entity, row.uid, row.fields, by.uid)
        for row in rows
        if (by := sets.get(row.change_set_uid)) is not None
    ]


def newest_about(session: Session, uids: Sequence[str]) -> int:
    """Return the arrival number of the newest entry about the given records."""
    return session.execute(select(func.max(Change.local_no)).where(_about(uids))).scalar() or 0


def _about(uids: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that an entry is about one of the records; the kind comes first in the index."""
    return and_(Change.entity.in_(RECORDS), Change.uid.in_(uids))


def broken_links(session: Session, own: SiteIdentity | None = None) -> list[str]:
    """Return the keys at which a site's chain does not fit: changed, missing or reordered entries.

    A gap between the numbers of another site is not reported: those entries may not have arrived yet. The
    entries of ``own`` were all written here, so that a gap means that some were removed.
    """
    described = {row.uid: row.described() for row in change_sets(session)}
    broken: list[str] = []
    previous: tuple[str, int, int] | None = None
    previous_hash = ""
    query = select(*_COLUMNS, Change.hash, Change.change_set_uid).order_by(
        Change.site, Change.epoch, Change.seq
    )
    for row in session.execute(query).yield_per(2000):
        first = row.seq == 1
        follows = previous == (row.site, row.epoch, row.seq - 1)
        if not first and not follows and own is not None and (row.site, row.epoch) == (own.site, own.epoch):
            broken.append(f"{row.site}.{row.epoch}.{row.seq}")
        elif first or follows:
            entry = to_entry(row)
            before = "" if first else previous_hash
            if link_hash(before, entry, described.get(row.change_set_uid, "")) != row.hash:
                broken.append(str(entry.key))
        previous, previous_hash = (row.site, row.epoch, row.seq), row.hash
    return broken


def change_sets(session: Session, uids: Sequence[str] | None = None) -> list[ChangeSetRow]:
    """Return the change sets with the given uids, or all of them."""
    query = select(
        ChangeSet.uid, ChangeSet.site, ChangeSet.title, ChangeSet.actor, ChangeSet.made_at, ChangeSet.reverts
    )
    if uids is None:
        return [ChangeSetRow(*row) for row in session.execute(query)]
    found: list[ChangeSetRow] = []
    for start in range(0, len(uids), _CHUNK):
        part = uids[start : start + _CHUNK]
        found.extend(ChangeSetRow(*row) for row in session.execute(query.where(ChangeSet.uid.in_(part))))
    return found


def newest_number(session: Session) -> int:
    """Return the arrival number of the newest entry: it tells whether anything changed since."""
    return session.execute(select(func.max(Change.local_no))).scalar() or 0
