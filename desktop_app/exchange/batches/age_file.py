"""Encrypt to site cards and decrypt with site keys (age, age-encryption.org/v1), stream by stream."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import BinaryIO

import pyrage

from desktop_app.exchange.batches.faults import (
    BatchDamaged,
    CannotRead,
    CannotWrite,
    NotABatch,
    NotForThisSite,
)
from desktop_app.exchange.batches.keys import SiteKeys

FIRST_LINE = b"age-encryption.org/v1\n"
_NO_KEY_FITS = "No matching keys"


class _Tap:
    """Passes bytes to or from a stream, hashes them, and keeps the fault that the age library would hide."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()
        self.fault: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            content = self._stream.read(size)
        except OSError as error:
            self.fault = error
            raise
        self.digest.update(content)
        return content

    def write(self, content: bytes) -> int:
        try:
            written = self._stream.write(content)
        except OSError as error:
            self.fault = error
            raise
        self.digest.update(content)
        return written

    def flush(self) -> None:
        """The caller flushes and syncs the stream itself."""


def encrypt(plain: BinaryIO, sealed: BinaryIO, recipients: Sequence[str]) -> str:
    """Encrypt to the age ``recipients`` and return the SHA-256 of what was written; raises CannotWrite."""
    out = _Tap(sealed)
    try:
        pyrage.encrypt_io(plain, out, [pyrage.x25519.Recipient.from_str(text) for text in recipients])
    except (pyrage.EncryptError, OSError) as error:
        raise CannotWrite from (out.fault or error)
    return out.digest.hexdigest()


def decrypt(sealed: BinaryIO, plain: BinaryIO, keys: SiteKeys) -> str:
    """Decrypt ``sealed`` into ``plain`` and return the SHA-256 of the sealed bytes.

    Raises NotABatch, NotForThisSite, BatchDamaged, CannotRead, or CannotWrite when ``plain`` has no room.
    """
    start = sealed.read(len(FIRST_LINE))
    sealed.seek(0)
    if start != FIRST_LINE:
        raise BatchDamaged if start and FIRST_LINE.startswith(start) else NotABatch
    source, out = _Tap(sealed), _Tap(plain)
    try:
        pyrage.decrypt_io(source, out, [keys.age_identity])
    except (pyrage.DecryptError, OSError) as error:
        # A fault in the middle of the stream comes as OSError, whether the stream or the seal is broken.
        if source.fault:
            raise CannotRead from source.fault
        if out.fault:
            raise CannotWrite from out.fault
        raise (NotForThisSite if _NO_KEY_FITS in str(error) else BatchDamaged) from error
    if source.read(1):
        raise BatchDamaged
    return source.digest.hexdigest()
