"""The store of one installation: its folder, lock, engines, migrations, and the two ways to use it."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from desktop_app.domain.changes import Changes
from desktop_app.migrations import run as run_migrations
from desktop_app.storage.engine import (
    READING_CACHE,
    SCHEMA,
    connect,
    make_engine,
    refuse_plain_file,
    refuse_unsuitable_place,
)
from desktop_app.storage.faults import (
    DamagedStore,
    NotWritable,
    StoreInUse,
    StoreMissing,
    surroundings_in_words,
)
from desktop_app.storage.journal import SiteIdentity
from desktop_app.storage.unit_of_work import Derivation, UnitOfWork
from desktop_app.storage.write_guard import guard_facts

DATABASE = "register.db"
KEYSLOTS = "keyslots.json"

Listener = Callable[[Changes], None]


class Store:
    """One open, locked, encrypted store; close it when done.

    ``identity`` is set once the site is known (right after creation or opening), because every change
    entry names its site; ``derive`` brings derived tables up to date inside each unit of work.
    """

    def __init__(self, folder: Path, key: bytes, *, create: bool = False) -> None:
        """Lock and open the store in ``folder`` with the raw 32-byte ``key``; migrate if needed."""
        self.folder = folder
        self.database = folder / DATABASE
        self.identity: SiteIdentity | None = None
        self.derive: Derivation | None = None
        self._listeners: list[Listener] = []
        self._writing = threading.RLock()
        if not create:
            _refuse_missing(self.database)
        refuse_unsuitable_place(folder)
        self._open: Callable[[], Any] = lambda: connect(self.database, key)
        self._lock = self._take_lock()
        try:
            with surroundings_in_words():
                refuse_plain_file(self.database)
                self._migrate(key, create=create)
                self._writer = make_engine(self._open, "BEGIN IMMEDIATE", size=1)
                guard_facts(self._writer)
                self._reader = make_engine(
                    lambda: connect(self.database, key, cache=READING_CACHE), "BEGIN", size=4
                )
        except BaseException:
            self._lock.release()
            raise

    def subscribe(self, listener: Listener) -> None:
        """Call ``listener`` with the ``Changes`` of every committed unit of work."""
        self._listeners.append(listener)

    @contextmanager
    def writing(
        self, title: str, actor: str, *, now: datetime | None = None, reverts: str | None = None
    ) -> Iterator[UnitOfWork]:
        """Give a unit of work that commits at the end of the block and rolls back on any exception.

        Only one unit of work runs at a time. After the commit the changes are published.
        """
        if self.identity is None:
            raise RuntimeError("the site is not set up")
        with self._writing, surroundings_in_words(), Session(self._writer, expire_on_commit=False) as session:
            unit = UnitOfWork(
                session,
                self.identity,
                title=title,
                actor=actor,
                now=now or datetime.now(UTC),
                reverts=reverts,
            )
            try:
                yield unit
                changes = unit.finish(self.derive)
                session.commit()
            except BaseException:
                session.rollback()
                raise
            finally:
                unit.close()
        for listener in self._listeners:
            listener(changes)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session on one snapshot; nothing can be written through it."""
        with surroundings_in_words(), Session(self._reader) as session:
            session.connection().exec_driver_sql("PRAGMA query_only=ON")
            try:
                yield session
            finally:
                session.rollback()

    @contextmanager
    def setting_up(self) -> Iterator[Session]:
        """Give a writing session for tables that are not facts (settings, users, drafts, derived rows)."""
        with self._writing, surroundings_in_words(), Session(self._writer) as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def quick_check(self) -> list[str]:
        """Return the problems the database reports about itself; empty when sound.

        Runs on a connection of its own: on one used before, the check of the search index may look at a
        remembered structure that another connection has replaced since, and call that damage.
        """
        with surroundings_in_words():
            connection = self._open()
            found: list[str] = []
            try:
                found += [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
                found += [str(row[0]) for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]
                found += [str(row) for row in connection.execute("PRAGMA foreign_key_check")]
            except dbapi2.DatabaseError as error:
                found.append(str(error))
            finally:
                connection.close()
        return found

    def optimise(self) -> None:
        """Let the database refresh its statistics where tables have grown; without them it walks whole tables."""
        with self._writing, surroundings_in_words():
            connection = self._writer.raw_connection()
            try:
                # 0x10000: also tables that this connection has not asked yet.
                connection.execute("PRAGMA optimize=0x10002")
            finally:
                connection.close()
            # A connection reads the statistics once, when it opens: after a first import all others have none.
            self._reader.dispose()

    def close(self) -> None:
        """Fold the write-ahead log into the file, close every connection and release the lock."""
        with contextlib.suppress(Exception):
            connection = self._writer.raw_connection()
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()
        self._reader.dispose()
        self._writer.dispose()
        self._lock.release()

    def _take_lock(self) -> FileLock:
        note = self.folder / "holder.json"
        # Taken in the thread that opens the store, given back in the one that closes it.
        lock = FileLock(self.folder / "lock", timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise StoreInUse(holder=_read_holder(note)) from error
        except OSError as error:
            raise NotWritable from error
        with contextlib.suppress(OSError):
            note.write_text(json.dumps({"pid": os.getpid(), "user": _user_name()}), encoding="utf-8")
        return lock

    def _migrate(self, key: bytes, *, create: bool) -> None:
        probe = connect(self.database, key)
        try:
            found = probe.execute("PRAGMA user_version").fetchone()[0]
        finally:
            probe.close()
        if found == SCHEMA:
            return
        if found == 0 and not create:
            # Encrypted with our key but empty: never quietly begin anew where a register should be.
            raise DamagedStore
        engine: Engine = make_engine(
            lambda: connect(self.database, key, foreign_keys=False), "BEGIN IMMEDIATE", size=1
        )
        try:
            run_migrations(engine, found)
        finally:
            engine.dispose()


def _refuse_missing(database: Path) -> None:
    if not database.exists():
        raise StoreMissing
    if database.stat().st_size == 0:
        raise DamagedStore


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


def _read_holder(note: Path) -> str:
    try:
        held: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "?"
    return f"{held.get('user', '?')}, pid {held.get('pid', '?')}"
