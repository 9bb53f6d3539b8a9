"""The file of unsaved forms beside the store: small, encrypted alike, and never behind a long write of the store.

It holds one table and nothing else. Whatever is wrong with it never keeps the store from opening: a file that cannot
be read is set aside under another name and a new one is begun.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from desktop_app.domain.errors import SurroundingsError
from desktop_app.storage.engine import connect, refuse_plain_file
from desktop_app.storage.faults import (
    CannotOpen,
    DamagedStore,
    DiskFailed,
    NewerStore,
    NotEncrypted,
    NotWritable,
    surroundings_in_words,
)

DATABASE = "drafts.db"
SET_ASIDE = "drafts.damaged-{number}"
APPLICATION_ID = 0x45564446
SCHEMA = 1
"""Number of the table's form; kept in ``user_version``."""

_TABLE = """
CREATE TABLE draft (
    form TEXT NOT NULL,
    subject TEXT NOT NULL,
    content TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    leaving TEXT,
    remains TEXT,
    PRIMARY KEY (form, subject)
) STRICT
"""
_KEEP = """
INSERT INTO draft (form, subject, content, saved_at, saved_by) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (form, subject) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at,
    saved_by = excluded.saved_by, leaving = NULL, remains = NULL
"""
_MARK = "UPDATE draft SET leaving = ?, remains = ? WHERE form = ? AND subject = ?"
_REST = "UPDATE draft SET content = ?, leaving = NULL, remains = NULL WHERE form = ? AND subject = ?"
_ONLY_NEWER = " WHERE excluded.saved_at > draft.saved_at"
_SIDE_FILES = ("-wal", "-shm")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """One unsaved form: which form, about whom, what was typed, when and by whom."""

    form: str
    subject: str
    content: dict[str, Any]
    saved_at: datetime
    saved_by: str


class DraftFile:
    """Keeps unsaved forms, each durable when ``keep`` returns; safe to use from several threads.

    ``set_aside`` names the file that could not be read at this opening. Turns number what happens to a form in the
    order in which people did it, whatever order the threads come in.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        """Use the file in ``folder``, whose lock the store holds, with a raw 32-byte ``key``; made when first needed."""
        self.path = folder / DATABASE
        self.set_aside: str | None = None
        self._key = key
        self._lock = threading.RLock()
        self._connection: Any = None
        self._turns = itertools.count(1)
        self._kept: dict[Key, int] = {}
        self._closed: dict[Key, int] = {}
        self._leaving: dict[Key, int] = {}
        self._marks: dict[Key, tuple[int, str, str | None]] = {}
        with contextlib.suppress(SurroundingsError, dbapi2.DatabaseError):
            self.rows()

    def turn(self) -> int:
        """Return the number of something that is being done now."""
        return next(self._turns)

    def keep(self, draft: KeptDraft, turn: int | None = None) -> None:
        """Write a draft over an older one, unless its form was saved or given up since ``turn``."""
        key, turn = (draft.form, draft.subject), turn or self.turn()
        with self._changing() as connection:
            if turn > max(self._closed.get(key, 0), self._kept.get(key, 0)):
                connection.execute(_KEEP, _values(draft))
                until, *mark = self._marks.get(key, (0, None, None))
                if turn <= until:  # typed before the saving that is under way, written during it
                    connection.execute(_MARK, (*mark, *key))
                self._kept[key] = turn

    def take_over(self, drafts: Iterable[KeptDraft]) -> None:
        """Write drafts that were kept elsewhere; of two with the same key the newer one stays."""
        with self._changing() as connection:
            connection.executemany(_KEEP + _ONLY_NEWER, [_values(draft) for draft in drafts])

    def rows(self, *, also_leaving: bool = False) -> list[KeptDraft]:
        """Return the drafts, newest first, without those whose forms are just being saved unless asked for."""
        with self._lock:
            if self._connection is None and not _has_content(self.path):
                return []
            with self._speaking() as connection:
                query = "SELECT form, subject, content, saved_at, saved_by FROM draft ORDER BY saved_at DESC, form"
                found = connection.execute(query).fetchall()
            return [_draft(row) for row in found if also_leaving or self._is_shown((row[0], row[1]))]

    def discard(self, form: str, subject: str, turn: int | None = None) -> None:
        """Drop what was kept of a form up to ``turn``."""
        with self._lock:
            key, turn = (form, subject), turn or self.turn()
            self._closed[key] = max(turn, self._closed.get(key, 0))
            self._drop(key, turn)

    def hide(self, form: str, subject: str, turn: int) -> None:
        """Show a draft no longer whose form is about to be saved; it stays in the file until that has happened."""
        with self._lock:
            self._leaving[(form, subject)] = turn

    @contextmanager
    def leaving(
        self, form: str, subject: str, turn: int, head: str, remains: Mapping[str, Any] | None = None
    ) -> Iterator[None]:
        """Drop what was kept of a form up to ``turn`` if the block saves it; keep it if the block raises.

        ``head`` names the last change of the register before the block. It is written beside the draft, so that
        after a crash ``settle`` can tell whether the form was saved. ``remains`` is what of the form is not being
        saved; it is kept in place of the whole.
        """
        key, rest = (form, subject), None if remains is None else _json(remains)
        with self._lock:
            self._leaving[key] = max(turn, self._leaving.get(key, 0))
            self._marks[key] = turn, head, rest
            if self._kept.get(key, 0) <= turn:
                self._mark(key, head, rest)
        try:
            yield
        except BaseException:
            with self._lock:
                self._leaving.pop(key, None)
                self._marks.pop(key, None)
                if self._kept.get(key, 0) <= turn:
                    self._mark(key, None)
            raise
        # The form is saved: a full disk here is no failure of the saving, and the mark speaks for itself.
        with self._lock, contextlib.suppress(SurroundingsError):
            self._marks.pop(key, None)
            self._closed[key] = max(turn, self._closed.get(key, 0))
            if rest is None:
                self._drop(key, turn)
            elif self._kept.get(key, 0) <= turn:
                with self._changing() as connection:
                    connection.execute(_REST, (rest, *key))
            self._leaving.pop(key, None)

    def settle(self, head: str) -> None:
        """Drop what was saved just before a crash; call before anything is written.

        ``head`` names the last change of the register now.
        """
        if not _has_content(self.path):
            return
        with self._changing() as connection:
            if connection.execute("SELECT 1 FROM draft WHERE leaving IS NOT NULL LIMIT 1").fetchone():
                connection.execute("DELETE FROM draft WHERE leaving <> ? AND remains IS NULL", (head,))
                connection.execute("UPDATE draft SET content = remains WHERE leaving <> ?", (head,))
                connection.execute("UPDATE draft SET leaving = NULL, remains = NULL")

    def problems(self) -> list[str]:
        """Return the problems that the file reports about itself; empty when sound or not there."""
        with self._lock:
            if self._connection is None and not _has_content(self.path):
                return []
            try:
                with self._speaking() as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    found = connection.execute("PRAGMA cipher_integrity_check").fetchall()
                    return [str(row[0]) for row in found] + _problems(connection)
            except SurroundingsError as error:
                return [error.code]

    def close(self) -> None:
        """Fold the write-ahead log into the file and close it."""
        with self._lock:
            if self._connection is not None:
                with contextlib.suppress(dbapi2.DatabaseError):
                    self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._forget()

    def _is_shown(self, key: Key) -> bool:
        return key not in self._leaving or self._kept.get(key, 0) > self._leaving[key]

    def _drop(self, key: Key, turn: int) -> None:
        if self._kept.get(key, 0) > turn or not _has_content(self.path):
            return
        with self._changing() as connection:
            connection.execute("DELETE FROM draft WHERE form = ? AND subject = ?", key)

    def _mark(self, key: Key, head: str | None, rest: str | None = None) -> None:
        with contextlib.suppress(SurroundingsError):
            if not _has_content(self.path):
                return
            with self._changing() as connection:
                connection.execute(_MARK, (head, rest, *key))

    @contextmanager
    def _changing(self) -> Iterator[Any]:
        with self._lock, self._speaking() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(dbapi2.DatabaseError):
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _speaking(self) -> Iterator[Any]:
        """Give the connection, opened when needed; after a fault of the disk the next use opens it anew."""
        try:
            with surroundings_in_words():
                if self._connection is None:
                    self._connection = self._opened()
                try:
                    yield self._connection
                except dbapi2.DatabaseError:
                    self._forget()
                    raise
        except dbapi2.DatabaseError as error:
            # Whatever else the driver says: after a saving it must not pass for a failure of the saving.
            raise DiskFailed from error

    def _forget(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(dbapi2.DatabaseError):
                connection.close()

    def _opened(self) -> Any:
        if _has_content(self.path):
            try:
                with surroundings_in_words():
                    return self._connected()
            except (NotEncrypted, NewerStore, DamagedStore):
                self._set_aside()
            except CannotOpen as error:
                if "not a database" not in str(error.__cause__):
                    raise NotWritable from error
                self._set_aside()
        try:
            return self._connected()
        except CannotOpen as error:
            raise NotWritable from error

    def _connected(self) -> Any:
        refuse_plain_file(self.path)
        connection = connect(self.path, self._key)
        try:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                _create(connection)
            elif found > SCHEMA:
                raise NewerStore(found=found, known=SCHEMA)
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise DamagedStore
            if found and _problems(connection):
                raise DamagedStore
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_aside(self) -> None:
        """Move the file out of the way under a name that is free; raises ``NotWritable``."""
        folder = self.path.parent
        names = (folder / SET_ASIDE.format(number=number) for number in itertools.count(1))
        target = next(name for name in names if not name.exists())
        try:
            # The file itself goes last: without it there is nothing to which the others could be wrongly added.
            for ending in _SIDE_FILES:
                with contextlib.suppress(FileNotFoundError):
                    self.path.with_name(DATABASE + ending).replace(folder / f"{target.name}{ending}")
            self.path.replace(target)
        except OSError as error:
            raise NotWritable from error
        self.set_aside = target.name


def _create(connection: Any) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(_TABLE)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={SCHEMA}")
    connection.execute("COMMIT")


def _problems(connection: Any) -> list[str]:
    """Return what is wrong with the contents; a disk that cannot be read now raises, and says nothing of them.

    Every page in use is read and its seal compared. The check of the bare file is not asked here: a disk that was
    full in the middle of folding in the log leaves half a page behind that the log makes good.
    """
    return [str(row[0]) for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _values(draft: KeptDraft) -> tuple[str, str, str, str, str]:
    content = _json(draft.content)
    saved_at = draft.saved_at.astimezone(UTC).isoformat(timespec="microseconds")
    return draft.form, draft.subject, content, saved_at, draft.saved_by


def _draft(row: tuple[str, str, str, str, str]) -> KeptDraft:
    content: Mapping[str, Any] = json.loads(row[2])
    return KeptDraft(row[0], row[1], dict(content), datetime.fromisoformat(row[3]), row[4])
