"""Open a batch that came from elsewhere: eight checks in a fixed order, each with a verdict of its own."""

from __future__ import annotations

import io
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from desktop_app.config.strings import _
from desktop_app.domain.errors import ExchangeError
from desktop_app.domain.terms import Term
from desktop_app.exchange.batches import age_file, bag, facts, strict_json
from desktop_app.exchange.batches.cards import SiteCard
from desktop_app.exchange.batches.faults import (
    BatchMalformed,
    BatchNewer,
    BatchTampered,
    BatchTooLarge,
    CannotRead,
    CannotWrite,
    NotABatch,
    NotForThisSite,
    SignatureWrong,
    UnknownSender,
)
from desktop_app.exchange.batches.header import (
    SCHEMA_VERSION,
    BatchHeader,
    claimed_sender,
    needs_newer_reader,
    parse_header,
)
from desktop_app.exchange.batches.keys import SiteKeys, signature_fits, spoken
from desktop_app.exchange.batches.records import lines_in
from desktop_app.exchange.batches.unpacking import Bag
from desktop_app.progress import SILENT, Progress

IN_MEMORY_BYTES = 64 * bag.MEBIBYTE
"""A larger file is decrypted into the scratch folder, if one is given."""
_REPORT_EVERY = 500


class Check(Term):
    """The checks of a batch in their order, each with the word for it."""

    SIZE = "size", "文件大小"
    ENCRYPTION = "encryption", "解密"
    CONTAINER = "container", "包结构"
    CONTENTS = "contents", "内容清单"
    SIGNATURE = "signature", "发送单位签名"
    VERSION = "version", "格式版本"
    RECIPIENT = "recipient", "接收单位"
    RECORDS = "records", "记录格式"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's verdict: passed, failed with ``error``, or not reached (None)."""

    check: Check
    passed: bool | None
    error: ExchangeError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """All verdicts on one file; what it says about itself is given only once its signature is proved."""

    checks: tuple[CheckResult, ...]
    sha256: str | None
    header: BatchHeader | None
    sender: SiteCard | None

    @property
    def accepted(self) -> bool:
        """Tell whether every check passed."""
        return all(result.passed for result in self.checks)

    @property
    def counts(self) -> Mapping[str, int]:
        """Records per kind, empty while unproved."""
        return self.header.counts if self.header else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBatch:
    """A batch that passed every check; close it, or use it in a ``with`` statement."""

    header: BatchHeader
    sender: SiteCard
    sha256: str
    _bag: Bag
    _stream: BinaryIO

    @property
    def counts(self) -> Mapping[str, int]:
        """Records per kind, proved by counting."""
        return self.header.counts

    def records(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield the records of one kind in the order they were sealed; a kind not carried yields nothing."""
        if kind not in self.header.counts:
            return
        with self._bag.payload(bag.payload_name(kind)) as stream:
            yield from lines_in(stream)

    def close(self) -> None:
        """Let go of the decrypted contents."""
        self._stream.close()

    def __enter__(self) -> Self:
        """Return the batch itself."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close the batch."""
        self.close()


def open_batch(
    path: Path,
    *,
    keys: SiteKeys,
    trusted: Mapping[str, SiteCard],
    scratch_dir: Path | None = None,
    progress: Progress = SILENT,
    reader_version: int = SCHEMA_VERSION,
) -> OpenedBatch:
    """Open ``path`` if a ``trusted`` site (by site uid) or this site itself sealed it and this site may read it.

    Raises the ExchangeError of the first check that fails, CannotRead, CannotWrite (scratch folder) or Cancelled.
    """
    opening = _Opening(path, keys, trusted, scratch_dir, progress, reader_version)
    try:
        for done, (check, step) in enumerate(opening.steps(), start=1):
            step()
            progress.report(done, len(Check), _(check.term))
        return opening.opened()
    except BaseException:
        opening.close()
        raise


def inspect(
    path: Path,
    *,
    keys: SiteKeys,
    trusted: Mapping[str, SiteCard],
    scratch_dir: Path | None = None,
    progress: Progress = SILENT,
    reader_version: int = SCHEMA_VERSION,
) -> Inspection:
    """Return the same verdicts as ``open_batch`` as data; raises only CannotRead, CannotWrite and Cancelled."""
    opening = _Opening(path, keys, trusted, scratch_dir, progress, reader_version)
    results: list[CheckResult] = []
    failed = False
    try:
        for check, step in opening.steps():
            if failed:
                results.append(CheckResult(check, None))
                continue
            try:
                step()
                results.append(CheckResult(check, passed=True))
            except ExchangeError as error:
                results.append(CheckResult(check, passed=False, error=error))
                failed = True
            progress.report(len(results), len(Check), _(check.term))
        return Inspection(
            checks=tuple(results), sha256=opening.sha256, header=opening.header, sender=opening.sender
        )
    finally:
        opening.close()


class _Opening:
    """One walk through the checks; each step leaves what the next ones need."""

    def __init__(
        self,
        path: Path,
        keys: SiteKeys,
        trusted: Mapping[str, SiteCard],
        scratch_dir: Path | None,
        progress: Progress,
        reader_version: int,
    ) -> None:
        self._path = path
        self._keys = keys
        self._trusted = trusted
        self._scratch_dir = scratch_dir
        self._progress = progress
        self._reader_version = reader_version
        self._size = 0
        self._payload_bytes = 0
        self._plain: BinaryIO = io.BytesIO()
        self._bag: Bag | None = None
        self._signer: tuple[SiteCard, ...] = ()
        self.sha256: str | None = None
        self.header: BatchHeader | None = None
        self.sender: SiteCard | None = None

    def steps(self) -> tuple[tuple[Check, Callable[[], None]], ...]:
        """Return the checks in their order."""
        return (
            (Check.SIZE, self._check_size),
            (Check.ENCRYPTION, self._decrypt),
            (Check.CONTAINER, self._unpack),
            (Check.CONTENTS, self._check_contents),
            (Check.SIGNATURE, self._check_signature),
            (Check.VERSION, self._check_version),
            (Check.RECIPIENT, self._check_recipient),
            (Check.RECORDS, self._check_records),
        )

    def opened(self) -> OpenedBatch:
        """Return the batch after the last step."""
        if self.header is None or self.sender is None or self.sha256 is None:
            raise AssertionError("not all checks were made")
        return OpenedBatch(
            header=self.header,
            sender=self.sender,
            sha256=self.sha256,
            _bag=self._contents(),
            _stream=self._plain,
        )

    def close(self) -> None:
        """Let go of the decrypted contents."""
        self._plain.close()

    def _contents(self) -> Bag:
        if self._bag is None:
            raise AssertionError("not unpacked")
        return self._bag

    def _check_size(self) -> None:
        try:
            found = self._path.stat()
        except OSError as error:
            raise CannotRead from error
        if not stat.S_ISREG(found.st_mode):
            raise NotABatch
        if found.st_size > bag.MOST_FILE_BYTES:
            raise BatchTooLarge(limit_mb=bag.MOST_FILE_BYTES // bag.MEBIBYTE)
        self._size = found.st_size

    def _decrypt(self) -> None:
        if self._scratch_dir is not None and self._size > IN_MEMORY_BYTES:
            self._plain = _private_file(self._scratch_dir)
        try:
            with self._path.open("rb") as sealed:
                self.sha256 = age_file.decrypt(sealed, self._plain, self._keys)
        except OSError as error:
            raise CannotRead from error

    def _unpack(self) -> None:
        self._bag = Bag(self._plain)

    def _check_contents(self) -> None:
        self._payload_bytes = self._contents().check_contents(self._progress)

    def _check_signature(self) -> None:
        """Find the key that signed among the trusted sites' and our own; the header is believed from here on."""
        key_id, signature, message = self._contents().signature()
        own = key_id == self._keys.key_id
        self._signer = tuple(card for card in self._trusted.values() if card.key_id == key_id)
        if not own and not self._signer:
            raise UnknownSender(fingerprint=spoken(key_id))
        signing_key = self._keys.signing_key if own else self._signer[0].signing_key
        if not signature_fits(signing_key, signature, message):
            raise SignatureWrong
        with _reading_header():
            site_uid, claimed = claimed_sender(self._contents().tag(bag.BAG_INFO))
        self._signer = tuple(card for card in self._signer if card.site_uid == site_uid)
        # A site that signs in the name of another is refused, even if both are trusted.
        if claimed != key_id or not (own or self._signer):
            raise SignatureWrong

    def _check_version(self) -> None:
        content = self._contents().tag(bag.BAG_INFO)
        with _reading_header():
            if needs_newer_reader(content, reader_version=self._reader_version):
                raise BatchNewer
            found, payload_bytes = parse_header(content)
        kinds = [bag.payload_name(kind) for kind in sorted(found.counts)]
        if payload_bytes != self._payload_bytes or kinds != self._contents().payload_names():
            raise BatchTampered(where=bag.BAG_INFO)
        if found.stem != self._contents().base:
            raise BatchTampered(where="zip")
        self.header = found
        self.sender = self._signer[0] if self._signer else _card_of(found, self._keys)

    def _check_recipient(self) -> None:
        if self.header is None:
            raise AssertionError("no header")
        if self._keys.key_id not in {*self.header.recipients, self.header.sender_key_id}:
            raise NotForThisSite

    def _check_records(self) -> None:
        if self.header is None:
            raise AssertionError("no header")
        total, done = sum(self.header.counts.values()), 0
        for kind, expected in self.header.counts.items():
            name, count = bag.payload_name(kind), 0
            with self._contents().payload(name) as stream:
                try:
                    for _record in lines_in(stream):
                        count += 1
                        done += 1
                        if done % _REPORT_EVERY == 0:
                            self._progress.report(done, total, _(Check.RECORDS.term))
                except strict_json.NotStrict as error:
                    raise BatchMalformed(where=f"{name}: {count + 1}") from error
            if count != expected:
                raise BatchTampered(where=name)


@contextmanager
def _reading_header() -> Iterator[None]:
    try:
        yield
    except facts.Unfit as error:
        raise BatchMalformed(where=f"{bag.BAG_INFO}: {error}") from error


def _card_of(found: BatchHeader, keys: SiteKeys) -> SiteCard:
    """Return this site's own card as its header tells it, for rereading what it sent."""
    return SiteCard(
        site_uid=found.site_uid,
        name=found.site_name,
        level=found.level,
        division_code=found.division_code,
        signing_key=keys.signing_key,
        age_recipient=keys.age_recipient,
        made_at=found.created_at,
    )


def _private_file(scratch_dir: Path) -> BinaryIO:
    """Return a nameless file of the owner's alone, gone when closed or when the program dies."""
    try:
        scratch_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return tempfile.TemporaryFile(dir=scratch_dir)
    except OSError as error:
        raise CannotWrite from error
