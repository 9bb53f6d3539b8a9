"""Look into the packed bag of a batch, which anybody may have made, without trusting a word of it."""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from desktop_app.exchange.batches import bag, facts
from desktop_app.exchange.batches.faults import BatchTampered, BatchTooLarge
from desktop_app.exchange.batches.header import MOST_KINDS
from desktop_app.progress import Progress

_MOST_MEMBERS = MOST_KINDS + 5
_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_LOCATOR_MAGIC = b"PK\x06\x07"
_LOCATOR_BYTES = 20
_MOST_DIRECTORY_BYTES = 64 * 1024
_ENCRYPTED = 0x1
_BLOCK = 256 * 1024
_SIGNATURE = re.compile(r'\{"key_id": "([0-9a-f]{64})", "signature": "([0-9a-f]{128})"\}\n')
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    ArithmeticError,
    RuntimeError,
)
"""What the standard library's reader is known to raise for broken archives (NotImplementedError included)."""


class Bag:
    """The members of one packed bag, named and bounded as a batch's must be."""

    def __init__(self, stream: BinaryIO) -> None:
        """Check the archive's end, its list of members, names and sizes; raises BatchTampered, BatchTooLarge."""
        _check_end(stream)
        with _reading("zip"):
            self._zip = zipfile.ZipFile(stream)
            members = self._zip.infolist()
        self.base = members[0].filename.partition("/")[0] if members else ""
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            base, _, name = member.filename.partition("/")
            expected = bag.kind_of(name) is not None or name in {
                *bag.TAG_FILES,
                bag.TAG_MANIFEST,
                bag.SIGNATURE,
            }
            if base != self.base or not expected or name in self._members or not _plain(member):
                raise BatchTampered(where="zip")
            self._members[name] = member
        _check_sizes(members, stream)

    def tag(self, name: str) -> bytes:
        """Return a small tag file; raises BatchTampered when it is missing or not small."""
        member = self._members.get(name)
        if member is None or member.file_size > bag.MOST_TAG_BYTES:
            raise BatchTampered(where=name)
        with _reading(name):
            return self._zip.read(member)

    def payload_names(self) -> list[str]:
        """Return the paths of the files of records, sorted."""
        return sorted(name for name in self._members if bag.kind_of(name) is not None)

    @contextmanager
    def payload(self, name: str) -> Iterator[IO[bytes]]:
        """Open one file of records; raises BatchTampered for what the archive itself has wrong."""
        with _reading(name), self._zip.open(self._members[name]) as stream:
            yield stream

    def check_contents(self, progress: Progress) -> int:
        """Compare every file with the manifests and return the payload's bytes; raises BatchTampered."""
        if self.tag(bag.BAGIT) != bag.DECLARATION:
            raise BatchTampered(where=bag.BAGIT)
        tags = _manifest(self.tag(bag.TAG_MANIFEST), bag.TAG_MANIFEST)
        if set(tags) != set(bag.TAG_FILES):
            raise BatchTampered(where=bag.TAG_MANIFEST)
        for name, expected in tags.items():
            if hashlib.sha256(self.tag(name)).hexdigest() != expected:
                raise BatchTampered(where=name)
        listed = _manifest(self.tag(bag.MANIFEST), bag.MANIFEST)
        if sorted(listed) != self.payload_names():
            raise BatchTampered(where=bag.MANIFEST)
        return sum(self._check_payload(name, expected, progress) for name, expected in listed.items())

    def signature(self) -> tuple[str, bytes, bytes]:
        """Return the signer's key id, the signature, and the message that it must fit; raises BatchTampered."""
        try:
            match = _SIGNATURE.fullmatch(self.tag(bag.SIGNATURE).decode("ascii"))
        except UnicodeDecodeError:
            match = None
        if match is None:
            raise BatchTampered(where=bag.SIGNATURE)
        return match[1], bytes.fromhex(match[2]), bag.SIGNED_PREFIX + self.tag(bag.TAG_MANIFEST)

    def _check_payload(self, name: str, expected: str, progress: Progress) -> int:
        digest = hashlib.sha256()
        size = 0
        with self.payload(name) as stream:
            while block := stream.read(_BLOCK):
                progress.check()
                digest.update(block)
                size += len(block)
        if digest.hexdigest() != expected:
            raise BatchTampered(where=name)
        return size


@contextmanager
def _reading(where: str) -> Iterator[None]:
    try:
        yield
    except _ZIP_FAULTS as error:
        raise BatchTampered(where=where) from error


def _check_end(stream: BinaryIO) -> None:
    """Refuse millions of members, or anything before or after the archive, before the list is read at all."""
    size = stream.seek(0, 2)
    if size < _END.size + _LOCATOR_BYTES:
        raise BatchTampered(where="zip")
    stream.seek(size - _END.size - _LOCATOR_BYTES)
    tail = stream.read(_END.size + _LOCATOR_BYTES)
    magic, disk, start_disk, here, total, length, start, comment = _END.unpack(tail[_LOCATOR_BYTES:])
    plain = magic == _END_MAGIC and (disk, start_disk, comment) == (0, 0, 0) and here == total
    if not plain or tail.startswith(_LOCATOR_MAGIC) or start + length + _END.size != size:
        raise BatchTampered(where="zip")
    if total > _MOST_MEMBERS or length > _MOST_DIRECTORY_BYTES:
        raise BatchTampered(where="zip")


def _plain(member: zipfile.ZipInfo) -> bool:
    """Tell whether a member is an ordinary file with no tricks; its name was matched as a whole."""
    return (
        member.orig_filename == member.filename
        and member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        and not member.flag_bits & _ENCRYPTED
        and not member.extra
        and not member.comment
    )


def _check_sizes(members: list[zipfile.ZipInfo], stream: BinaryIO) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = stream.seek(0, 2)
    if unpacked > bag.MOST_PAYLOAD_BYTES + _MOST_MEMBERS * bag.MOST_TAG_BYTES:
        raise BatchTooLarge(limit_mb=bag.MOST_PAYLOAD_BYTES // bag.MEBIBYTE)
    if unpacked > bag.RATIO_FROM_BYTES and unpacked > bag.MOST_RATIO * packed:
        raise BatchTooLarge(limit_mb=bag.RATIO_FROM_BYTES // bag.MEBIBYTE)


def _manifest(content: bytes, where: str) -> dict[str, str]:
    try:
        return bag.parse_manifest(content)
    except facts.Unfit as error:
        raise BatchTampered(where=where) from error
