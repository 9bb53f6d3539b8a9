"""Turn a picture from outside into the one that is kept: decoded elsewhere, looked over byte by byte here."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from desktop_app.domain.errors import ElderVisitsError
from desktop_app.exchange.photos.refusals import (
    LONGEST_SIDE,
    MAX_FILE_BYTES,
    MAX_KEPT_BYTES,
    REFUSALS,
    PhotoCannotBeOpened,
    PhotoDamaged,
    PhotoEmpty,
    PhotoTimedOut,
    PhotoTooLarge,
)

WORKER = "photo"
"""What follows ``--worker`` on the command line of the frozen program."""

WALL_SECONDS = 30.0
_PACKAGE_PARENT = str(Path(__file__).resolve().parents[3])
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from desktop_app.exchange.photos.child import main; raise SystemExit(main())"
)
_LONGEST_LINE = 1_000
_CPU_LIMIT = -24
_LIKENESS = re.compile(r"[0-9a-f]{16}")
_BARE = frozenset({0xC0, 0xC2, 0xC4, 0xDB, 0xDD, 0xE0})
"""Segments that hold pixels, tables and the plain JFIF head; any other could hold words."""
_JFIF_HEAD_BYTES = 16
_SCAN = 0xDA


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may be kept: a JPEG without anything beside its pixels."""

    content: bytes
    digest: str
    """SHA-256 of the content, in hexadecimal digits."""
    likeness: str
    """64 bits as 16 hexadecimal digits; alike pictures differ in few of them."""
    width: int
    height: int


def child_command() -> list[str]:
    """Return the command that starts the decoding child, in the frozen program and elsewhere."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker", WORKER]
    return [sys.executable, "-I", "-c", _START, _PACKAGE_PARENT]


def read_photo(path: Path) -> Picture:
    """Read a JPEG, PNG or WebP by content; raises ExchangeError and SurroundingsError subclasses."""
    content = _bytes_of(path)
    with subprocess.Popen(  # noqa: S603 - our own interpreter with our own arguments; the file goes in as bytes
        child_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as child:
        assert child.stdin is not None  # both ends are pipes
        assert child.stdout is not None
        late = threading.Event()

        def give_up() -> None:
            late.set()
            child.kill()

        watch = threading.Timer(WALL_SECONDS, give_up)
        feeder = threading.Thread(target=_feed, args=(child.stdin, content), daemon=True)
        watch.start()
        feeder.start()
        try:
            line = child.stdout.readline(_LONGEST_LINE)
            answer = child.stdout.read(MAX_KEPT_BYTES + 1)
        finally:
            watch.cancel()
            child.kill()
            feeder.join()
        if late.is_set() or (not line and child.wait() == _CPU_LIMIT):
            raise PhotoTimedOut
    return _picture(line, answer)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError):
        raise PhotoCannotBeOpened from None
    if len(content) > MAX_FILE_BYTES:
        raise PhotoTooLarge
    if not content:
        raise PhotoEmpty
    return content


def _feed(pipe: IO[bytes], content: bytes) -> None:
    """Give the child its bytes; it may have died before taking them all."""
    try:
        pipe.write(content)
        pipe.close()
    except OSError:
        return


def _picture(line: bytes, content: bytes) -> Picture:
    """Return what the child says after looking it over; raises the refusal that it gave, or ``PhotoDamaged``."""
    try:
        said = json.loads(line)
    except ValueError:
        raise PhotoDamaged from None
    if not isinstance(said, dict):
        raise PhotoDamaged
    refused = said.get("refused")
    if refused is not None:
        refusal: type[ElderVisitsError] = REFUSALS.get(str(refused), PhotoDamaged)
        raise refusal()
    likeness = str(said.get("likeness"))
    if not _LIKENESS.fullmatch(likeness) or said.get("size") != len(content) or len(content) > MAX_KEPT_BYTES:
        raise PhotoDamaged
    width, height = _bare_size(content)
    return Picture(content, hashlib.sha256(content).hexdigest(), likeness, width, height)


def _bare_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a JPEG that holds nothing but pixels; raises ``PhotoDamaged`` for any other."""
    size, at = (0, 0), 2
    if not content.startswith(b"\xff\xd8") or not content.endswith(b"\xff\xd9"):
        raise PhotoDamaged
    while at + 4 <= len(content):
        mark, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if content[at] != 0xFF or length < 2:
            break
        if mark == _SCAN:
            if 0 in size or max(size) > LONGEST_SIDE:
                break
            return size
        if mark not in _BARE or (mark == 0xE0 and length != _JFIF_HEAD_BYTES):
            break
        if mark in {0xC0, 0xC2}:
            size = int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + length
    raise PhotoDamaged
