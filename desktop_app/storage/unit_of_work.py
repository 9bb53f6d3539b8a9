"""The unit of work: one user action, one transaction, one title; facts and log entries together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

import uuid_utils
from sqlalchemy import bindparam, event, insert, inspect, update
from sqlalchemy.orm import Session

from desktop_app.domain.changes import Changes
from desktop_app.domain.errors import NotFound
from desktop_app.models.base import BOOKKEEPING, Record
from desktop_app.models.journal import ChangeSet
from desktop_app.storage.faults import UnloggedWrite
from desktop_app.storage.journal import LOGGED, ChangeSetRow, JournalWriter, SiteIdentity
from desktop_app.storage.wire import empty_row, facts_of, refuse_unfit, to_wire
from desktop_app.storage.write_guard import mark_flushing

R = TypeVar("R", bound=Record)
Derivation = Callable[["UnitOfWork"], None]


def new_uid() -> str:
    """Return a fresh UUIDv7 as text."""
    return str(uuid_utils.uuid7())


class UnitOfWork:
    """What a service works with inside ``Store.writing``; see there for begin, commit and roll-back."""

    def __init__(
        self,
        session: Session,
        identity: SiteIdentity,
        *,
        title: str,
        actor: str,
        now: datetime,
        reverts: str | None = None,
    ) -> None:
        """Open the change set ``title`` of ``actor``; nothing is written before the first change."""
        self.session = session
        self.identity = identity
        self.now = now
        self._set = ChangeSetRow(new_uid(), identity.site, title, actor, now, reverts)
        self._journal: JournalWriter | None = None
        self._touched_local: set[str] = set()
        event.listen(session, "before_flush", self._log_mapped_objects)
        event.listen(session, "after_flush", _end_of_flush)

    @property
    def county(self) -> str:
        """The county every record of this store belongs to."""
        return self.identity.county

    @property
    def change_set(self) -> str:
        """The uid of this unit's change set."""
        return self._set.uid

    @property
    def journal(self) -> JournalWriter:
        """The log of this unit; asking for it opens the change set."""
        if self._journal is None:
            self._journal = JournalWriter(self.session, self.identity, self._set)
        return self._journal

    def get(self, model: type[R], uid: str) -> R:
        """Return one record for changing; raises ``NotFound``, also for a retracted one."""
        found = self.session.get(model, (self.county, uid))
        if found is None or found.retracted:
            raise NotFound
        return found

    def add(self, record: R) -> R:
        """Add a new record, giving it county and uid where it has none."""
        record.county = self.county
        if not record.uid:
            record.uid = new_uid()
        self.session.add(record)
        return record

    def retract(self, record: Record) -> None:
        """Take a record out of every list; its history stays."""
        record.retracted = True

    def insert_many(self, model: type[Record], rows: Iterable[Mapping[str, Any]]) -> int:
        """Write many new records with their log entries; a row names any facts and maybe its uid."""
        journal, entity = self.journal, model.__tablename__
        prepared = []
        for given in rows:
            row = {**empty_row(model), **given}
            row["county"] = self.county
            row["uid"] = row.get("uid") or new_uid()
            refuse_unfit(model, given)
            row["heads"] = journal.add(entity, row["uid"], facts_of(model, row), "", row.get("elder_uid"))
            prepared.append(row)
        if prepared:
            self._core(insert(model.__table__), prepared)
        return len(prepared)

    def update_many(self, model: type[Record], rows: Sequence[Mapping[str, Any]]) -> int:
        """Change many records with their log entries.

        Each row has ``uid``, ``heads`` as read, and the facts that changed. Rows may change different
        facts; they are grouped by the set of facts.
        """
        journal, entity = self.journal, model.__tablename__
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in rows:
            facts = {name: value for name, value in row.items() if name not in BOOKKEEPING}
            if not facts:
                continue
            refuse_unfit(model, facts)
            wire = {name: to_wire(value) for name, value in facts.items()}
            head = journal.add(entity, row["uid"], wire, row["heads"], row.get("elder_uid"))
            bound = {f"new_{name}": value for name, value in facts.items()}
            groups.setdefault(tuple(sorted(facts)), []).append(
                {"key_uid": row["uid"], "new_heads": head, **bound}
            )
        table = model.__table__
        for names, bound_rows in groups.items():
            values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in (*names, "heads")}
            statement = (
                update(table)
                .where(table.c.county == self.county, table.c.uid == bindparam("key_uid"))
                .values(values)
            )
            self._core(statement, bound_rows)
        return sum(len(bound_rows) for bound_rows in groups.values())

    def materialise(
        self, model: type[Record], fresh: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]]
    ) -> None:
        """Write resolved states of merged records, new here or known; their entries are in the log already.

        Every row has all columns of the table.
        """
        table = model.__table__
        if fresh:
            self._core(insert(table), fresh)
        if known:
            names = [column.name for column in table.columns if column.name not in ("county", "uid")]
            values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
            statement = (
                update(table)
                .where(table.c.county == self.county, table.c.uid == bindparam("key_uid"))
                .values(values)
            )
            bound = [{"key_uid": row["uid"], **{f"new_{name}": row[name] for name in names}} for row in known]
            self._core(statement, bound)

    def touch(self, *entities: str) -> None:
        """Say that local (unlogged) tables changed, so that pages reload."""
        self._touched_local.update(entities)

    def flush(self) -> None:
        """Write everything so far, including the log, without ending the transaction."""
        self.session.flush()
        if self._journal is not None:
            self._journal.flush()

    def undoable(self) -> str | None:
        """Write everything so far; return the change set that undoes it, None when nothing had to change."""
        self.flush()
        return self.change_set if self._journal is not None and self._journal.written else None

    def finish(self, derive: Derivation | None) -> Changes:
        """Flush, bring what is derived up to date, and say what changed; the store then commits."""
        self.flush()
        journal = self._journal
        if journal is None or not journal.written:
            return Changes(self._set.title, frozenset(self._touched_local))
        if journal.wrote_own:
            row = {"county": self.county, **asdict(self._set)}
            self._core(insert(ChangeSet), [row])
        if derive is not None:
            derive(self)
        return Changes(
            self._set.title,
            frozenset(self._touched_local.union(journal.touched)),
            frozenset().union(*journal.touched.values()),
            self.change_set,
        )

    def close(self) -> None:
        """Stop listening to the session."""
        event.remove(self.session, "before_flush", self._log_mapped_objects)
        event.remove(self.session, "after_flush", _end_of_flush)

    def _core(self, statement: Any, rows: Sequence[Mapping[str, Any]] | None) -> None:
        self.session.connection().execute(statement, rows, execution_options=LOGGED)

    def _log_mapped_objects(self, session: Session, _context: object, _instances: object) -> None:
        for record in session.deleted:
            if isinstance(record, Record):
                raise UnloggedWrite(f"delete {record.__tablename__}")
        for record in session.new:
            if isinstance(record, Record):
                model = type(record)
                row = {name: getattr(record, name) for name in empty_row(model)}
                for name, default in empty_row(model).items():
                    if row[name] is None and default is not None:
                        setattr(record, name, default)
                        row[name] = default
                refuse_unfit(model, row)
                record.heads = self.journal.add(
                    model.__tablename__, record.uid, facts_of(model, row), "", row.get("elder_uid")
                )
        for record in session.dirty:
            if isinstance(record, Record) and session.is_modified(record):
                state = inspect(record)
                changed = {
                    name: to_wire(getattr(record, name))
                    for name in empty_row(type(record))
                    if state.attrs[name].history.has_changes()
                }
                if changed:
                    refuse_unfit(type(record), changed)
                    record.heads = self.journal.add(
                        type(record).__tablename__, record.uid, changed, record.heads
                    )
        mark_flushing(session, flushing=True)


def _end_of_flush(session: Session, _context: object) -> None:
    mark_flushing(session, flushing=False)
