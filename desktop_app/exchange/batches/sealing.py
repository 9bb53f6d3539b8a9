"""Seal records into a batch: bag, sign, pack, encrypt, write, and read back what the drive really holds."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.config import durable
from desktop_app.config.strings import _
from desktop_app.exchange.batches import age_file, bag, facts
from desktop_app.exchange.batches.cards import SiteCard
from desktop_app.exchange.batches.faults import BatchExists, BatchTooLarge, CannotWrite, NoRecipients
from desktop_app.exchange.batches.header import BatchHeader, render_header
from desktop_app.exchange.batches.keys import SiteKeys
from desktop_app.exchange.batches.records import line_of
from desktop_app.progress import SILENT, Progress

SUFFIX = ".ebatch"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_REPORT_EVERY = 500
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBatch:
    """A finished batch file; ``sha256`` is the hash of the file, which the next batch names."""

    path: Path
    sha256: str
    header: BatchHeader
    counts: Mapping[str, int]


def seal(
    *,
    header: BatchHeader,
    records: Mapping[str, Iterable[Mapping[str, object]]],
    recipients: Sequence[SiteCard],
    keys: SiteKeys,
    out_dir: Path,
    progress: Progress = SILENT,
) -> SealedBatch:
    """Write one batch of ``records`` by kind to ``out_dir`` for the ``recipients`` and for the sender to reread.

    No plain text touches a disk. Raises NoRecipients, BatchExists, BatchTooLarge, CannotWrite, Cancelled, and
    ValueError for records or facts that do not travel (fractions, NUL, names of kinds).
    """
    if not recipients:
        raise NoRecipients
    path = out_dir / f"{header.stem}{SUFFIX}"
    if path.exists():
        raise BatchExists
    cards = {card.key_id: card for card in recipients}
    header = replace(
        header,
        created_at=facts.instant(facts.instant_text(header.created_at), "created_at"),
        sender_key_id=keys.key_id,
        recipients=tuple(sorted(cards)),
    )
    packed = _Packing(header, keys, progress)
    for kind in sorted(records):
        packed.add(kind, records[kind])
    header = packed.finish()
    age_recipients = sorted({keys.age_recipient, *(card.age_recipient for card in cards.values())})
    progress.report(0, 0, _("正在加密并写入上报包"))
    digest = _write(path, packed.stream, age_recipients)
    return SealedBatch(path=path, sha256=digest, header=header, counts=header.counts)


class _Packing:
    """Builds the zipped, signed bag in memory; only the packed form is held, never all records."""

    def __init__(self, header: BatchHeader, keys: SiteKeys, progress: Progress) -> None:
        self.stream = io.BytesIO()
        self._zip = zipfile.ZipFile(self.stream, "w", zipfile.ZIP_DEFLATED)
        self._header = header
        self._keys = keys
        self._progress = progress
        self._hashes: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._payload_bytes = 0
        self._done = 0

    def add(self, kind: str, entries: Iterable[Mapping[str, object]]) -> None:
        """Pack the records of one kind, line by line."""
        name = bag.payload_name(facts.matching(facts.KIND, kind, "kind"))
        digest = hashlib.sha256()
        count = 0
        with self._zip.open(self._member(name), "w") as out:
            for entry in entries:
                line = line_of(entry)
                self._payload_bytes += len(line)
                if self._payload_bytes > bag.MOST_PAYLOAD_BYTES:
                    raise BatchTooLarge(limit_mb=bag.MOST_PAYLOAD_BYTES // bag.MEBIBYTE)
                digest.update(line)
                out.write(line)
                count += 1
                self._done += 1
                if self._done % _REPORT_EVERY == 0:
                    self._progress.report(self._done, 0, _("正在打包记录"))
        self._hashes[name] = digest.hexdigest()
        self._counts[kind] = count

    def finish(self) -> BatchHeader:
        """Add the tag files and the signature, and return the header with its counts."""
        sealed = replace(self._header, counts=dict(self._counts))
        tags = {
            bag.BAGIT: bag.DECLARATION,
            bag.BAG_INFO: render_header(sealed, payload_bytes=self._payload_bytes),
            bag.MANIFEST: bag.render_manifest(self._hashes),
        }
        hashes = {name: hashlib.sha256(content).hexdigest() for name, content in tags.items()}
        tag_manifest = bag.render_manifest(hashes)
        tags[bag.TAG_MANIFEST] = tag_manifest
        tags[bag.SIGNATURE] = render_signature(self._keys, tag_manifest)
        for name, content in sorted(tags.items()):
            self._zip.writestr(self._member(name), content)
        self._zip.close()
        size = self.stream.tell()
        if size > bag.MOST_FILE_BYTES - bag.MEBIBYTE:
            raise BatchTooLarge(limit_mb=bag.MOST_FILE_BYTES // bag.MEBIBYTE)
        if self._payload_bytes > bag.RATIO_FROM_BYTES and self._payload_bytes > bag.MOST_RATIO * size:
            raise BatchTooLarge(limit_mb=bag.RATIO_FROM_BYTES // bag.MEBIBYTE)
        self.stream.seek(0)
        return sealed

    def _member(self, name: str) -> zipfile.ZipInfo:
        # A fixed date and fixed rights: equal records give equal bytes.
        member = zipfile.ZipInfo(f"{self._header.stem}/{name}", date_time=_EARLIEST)
        member.compress_type = zipfile.ZIP_DEFLATED
        member.create_system = 3
        member.external_attr = 0o600 << 16
        return member


def render_signature(keys: SiteKeys, tag_manifest: bytes) -> bytes:
    """Return ``signature.ed25519``: the signer's key id and the signature, in hexadecimal digits."""
    document = {"key_id": keys.key_id, "signature": keys.sign(bag.SIGNED_PREFIX + tag_manifest).hex()}
    return json.dumps(document, sort_keys=True).encode("ascii") + b"\n"


def _write(path: Path, plain: io.BytesIO, age_recipients: Sequence[str]) -> str:
    part = durable.part_of(path)
    try:
        with os.fdopen(durable.create_private(part), "w+b") as out:
            digest = age_file.encrypt(plain, out, age_recipients)
            out.flush()
            os.fsync(out.fileno())
        durable.publish(part, path)
        if _sha256(path) != digest:
            path.unlink(missing_ok=True)
            raise CannotWrite
    except OSError as error:
        raise CannotWrite from error
    finally:
        # A stick that was pulled out fails here once more; what went wrong first is what counts.
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return digest


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
