"""Open SQLCipher connections fail-closed: no key, no encryption or an old library means no connection."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache
from sqlcipher3 import dbapi2

from desktop_app.storage.faults import (
    CannotOpen,
    DamagedStore,
    NewerStore,
    NotEncrypted,
    NotWritable,
    UnsuitablePlace,
)

APPLICATION_ID = 0x45565354
SCHEMA = 7
"""Number of the newest migration; kept in ``user_version``."""

_SETTINGS = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("mmap_size", "0", 0),
    ("busy_timeout", "5000", 5000),
)
WORKING_CACHE = 64 * 1024
"""KiB of pages that a connection keeps decrypted: enough for a batch or an import to come back to what it wrote."""

READING_CACHE = 24 * 1024
"""The same for one of several readers: what pages ask again and again; a walk through a whole table fits no cache."""

_PLAIN_HEADER = b"SQLite format 3\x00"
_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "sshfs", "fuse.sshfs", "davfs"}
)


def refuse_unsuitable_place(folder: Path) -> None:
    """Raise ``UnsuitablePlace`` for a folder on a network file system, where WAL is not safe."""
    mounts = Path("/proc/mounts")
    if not sys.platform.startswith("linux") or not mounts.exists():
        return
    best, kind = "", ""
    target = str(folder.resolve())
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    if kind in _NETWORK_FILE_SYSTEMS:
        raise UnsuitablePlace(kind=kind)


def refuse_plain_file(database: Path) -> None:
    """Raise ``NotEncrypted`` when the file is a plain database; only call while no connection is open.

    On Linux an ``open`` of a live database file would drop SQLite's own locks.
    """
    try:
        with database.open("rb") as stream:
            header = stream.read(len(_PLAIN_HEADER))
    except FileNotFoundError:
        return
    except OSError as error:
        raise NotWritable from error
    if header == _PLAIN_HEADER:
        raise NotEncrypted


def connect(database: Path, key: bytes, *, foreign_keys: bool = True, cache: int = WORKING_CACHE) -> Any:
    """Return one keyed connection whose protective settings were read back and hold.

    It keeps at most ``cache`` KiB of pages decrypted.
    Raises ``NotEncrypted``, ``CannotOpen``, ``NewerStore`` or ``DamagedStore``. The key is raw (32 bytes).
    """
    if len(key) != 32:
        raise NotEncrypted
    connection = dbapi2.connect(str(database), isolation_level=None, check_same_thread=False, timeout=10)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        if not connection.execute("PRAGMA cipher_version").fetchone():
            raise NotEncrypted
        if connection.execute("PRAGMA cipher_status").fetchone()[0] != "1":
            raise NotEncrypted
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except dbapi2.DatabaseError as error:
            if "malformed" in str(error):
                raise DamagedStore from error
            raise CannotOpen from error
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > SCHEMA:
            raise NewerStore(found=found, known=SCHEMA)
        for name, value, expected in (*_SETTINGS, ("cache_size", str(-cache), -cache)):
            if name == "foreign_keys" and not foreign_keys:
                connection.execute("PRAGMA foreign_keys=OFF")
                continue
            connection.execute(f"PRAGMA {name}={value}")
            row = connection.execute(f"PRAGMA {name}").fetchone()
            if row is not None and row[0] != expected:
                raise NotEncrypted if name == "journal_mode" else CannotOpen
    except BaseException:
        connection.close()
        raise
    return connection


class _Compiler(SQLiteCompiler):
    """Writes the hint of a table, such as ``INDEXED BY``, behind it; SQLAlchemy's own leaves it out."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        """Return the hint as it stands in the statement."""
        del table
        return text


class Dialect(SQLiteDialect_pysqlite):
    """SQLite as every engine here speaks it: one engine's compiled statements serve the others too.

    Two dialects of this class are equal, because what is compiled is kept by dialect and statement.
    """

    statement_compiler = _Compiler
    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        """Tell whether the other one compiles alike."""
        return type(other) is type(self)

    def __hash__(self) -> int:
        """Return the same number for all of them."""
        return hash(type(self))


registry.register("sqlite.sealed", __name__, Dialect.__name__)
_COMPILED: LRUCache[Any, Any] = LRUCache(1000)
"""Statements compiled so far; reading and writing engines ask many of the same."""


def make_engine(open_connection: Callable[[], Any], begin: str, *, size: int) -> Engine:
    """Return an engine whose transactions start with ``begin`` and whose pool keeps ``size`` connections."""
    engine = create_engine(
        "sqlite+sealed://",
        creator=open_connection,
        module=dbapi2,
        poolclass=QueuePool,
        pool_size=size,
        pool_use_lifo=True,  # the connection that was used last has its cache warm
        max_overflow=0,
        execution_options={"compiled_cache": _COMPILED},
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    )

    @event.listens_for(engine, "handle_error")
    def _give_up(context: Any) -> None:
        # After a failed write or flush nobody knows what the disk holds: work goes on with fresh connections.
        if "disk i/o" in str(context.original_exception).lower():
            context.is_disconnect = True

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
