"""Put a file in place so that a crash or a power cut leaves either the old one or the new one, never half."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Iterable
from pathlib import Path

RENAME_WAITS = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Seconds to wait between attempts while a virus scanner on Windows holds the file."""


def part_of(path: Path) -> Path:
    """Return a fresh name for the unfinished file beside ``path``."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")


def create_private(path: Path) -> int:
    """Create ``path`` for the owner alone and return its descriptor; raises FileExistsError if it is there."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.open(path, flags, 0o600)


def flush_folder(folder: Path) -> None:
    """Make renames inside ``folder`` durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(part: Path, path: Path) -> None:
    """Rename the finished and flushed ``part`` to ``path`` and flush the folder."""
    for wait in RENAME_WAITS:
        try:
            part.replace(path)
            break
        except PermissionError:
            time.sleep(wait)
    else:
        part.replace(path)
    flush_folder(path.parent)


def write_file(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``, readable by the owner alone; raises OSError and leaves the old file."""
    write_chunks(path, (content,))


def write_chunks(path: Path, chunks: Iterable[bytes]) -> None:
    """Replace ``path`` by all of ``chunks``, as ``write_file`` does."""
    part = part_of(path)
    try:
        with os.fdopen(create_private(part), "wb") as out:
            out.writelines(chunks)
            out.flush()
            os.fsync(out.fileno())
        publish(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
