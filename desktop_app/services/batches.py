"""Batches: seal what is new for another site, look into a batch, merge one, answer with a receipt."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, InputError
from desktop_app.exchange import batches as files
from desktop_app.exchange.batches import (
    MOST_EARLIER,
    BatchHeader,
    OpenedBatch,
    Receipt,
    SealedBatch,
    SiteCard,
)
from desktop_app.models import RECORDS, BatchIn, BatchOut, Change
from desktop_app.progress import SILENT, Progress
from desktop_app.services import batch_records, batch_scopes
from desktop_app.services.access import site_keys
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.sites import SiteService
from desktop_app.storage.merge import ForeignEntry, WrongCounty, merge_entries

SETS = batch_records.SETS
_REPORT_EVERY = 500


class NothingToSend(InputError):
    """Everything was sent to this recipient already."""

    code = "batch.nothing_to_send"
    exit_code = 1
    what = N_("没有新的内容要上报：上次导出之后没有改动。")
    data_safe = N_("数据没有改动，也没有生成文件。")
    do_now = N_("有新的记录后再导出；若上次的文件丢失，可选择“重新导出全部”。")


class NotMerged(InputError):
    """A receipt was asked for a batch that was not merged here."""

    code = "batch.not_merged"
    what = N_("这个上报包还没有在本机合并，不能开回执。")
    do_now = N_("请先合并上报包，再开回执。")


class NotOurReceipt(InputError):
    """The receipt answers a batch that was not sealed here for the site that signed it."""

    code = "batch.not_our_receipt"
    what = N_("这份回执对应的上报包不是本站点发给该单位的。")
    do_now = N_("请确认文件是否拿错，或是否在另一台电脑上导出的。")


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch sent from here."""

    seq: int
    recipient: str
    entries: int
    file_name: str
    made_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One batch merged here."""

    site: str
    epoch: int
    seq: int
    applied: int
    already: int
    conflicts: int
    merged_at: datetime


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did; ``missing_before`` lists earlier batches of the sender that never arrived."""

    batch: str
    sender: str
    applied: int
    already: int
    conflicts: int
    waiting: int
    missing_before: tuple[int, ...]


class BatchService(Service):
    """上报交换."""

    @allowed(*OFFICERS)
    def export(
        self,
        actor: Actor,
        to: str,
        out_dir: Path,
        *,
        everything: bool = False,
        progress: Progress = SILENT,
    ) -> SealedBatch:
        """Seal all changes that the trusted site ``to`` (code or level) has not been sent yet.

        Changes merged from below travel on. ``everything`` sends the whole log again: harmless, because
        applying twice changes nothing. Who does not stand above this site is only sent what concerns the people
        of its own division (``batch_scopes``). Raises ``NothingToSend``.
        """
        recipient = SiteService(self._context).resolve(to)
        with self._store.reading() as session:
            last = session.execute(
                select(func.max(BatchOut.upto_no)).where(BatchOut.recipient == recipient.site_uid)
            ).scalar()
            after = 0 if everything or last is None else last
            newest = session.execute(select(func.max(Change.local_no))).scalar() or 0
            number = (session.execute(select(func.max(BatchOut.seq))).scalar() or 0) + 1
            previous = session.execute(select(BatchOut.sha256).where(BatchOut.seq == number - 1)).scalar()
            earlier = tuple(
                session.execute(
                    select(BatchOut.seq)
                    .where(BatchOut.recipient == recipient.site_uid)
                    .order_by(BatchOut.seq.desc())
                    .limit(MOST_EARLIER)
                ).scalars()
            )
            span = batch_records.Span(after, newest, self._scopes(session, recipient, after, newest))
            if not span.anything(session):
                raise NothingToSend
        records = {kind: batch_records.read_kind(self._store, kind, span) for kind in RECORDS}
        records[SETS] = batch_records.read_sets(self._store, span)
        header = self._header(number, previous, earlier)
        # A file under a number that was never recorded is the orphan of an interrupted export.
        with contextlib.suppress(OSError):
            (out_dir / f"{header.stem}{files.SUFFIX}").unlink(missing_ok=True)
        sealed = files.seal(
            header=header,
            records=records,
            recipients=[recipient],
            keys=site_keys(self._store),
            out_dir=out_dir,
            progress=progress,
        )
        with self._store.writing(N_("导出上报包"), actor.name, now=self._context.clock.now()) as unit:
            unit.session.execute(
                insert(BatchOut).values(
                    seq=number,
                    recipient=recipient.site_uid,
                    sha256=sealed.sha256,
                    from_no=after + 1,
                    upto_no=newest,
                    entries=sum(count for kind, count in sealed.counts.items() if kind != SETS),
                    file_name=sealed.path.name,
                    made_at=self._context.clock.now(),
                )
            )
            unit.touch("batch_out")
        return sealed

    @allowed(*EVERYONE)
    def inspect(self, _actor: Actor, path: Path, *, progress: Progress = SILENT) -> files.Inspection:
        """Look into a batch without merging: who sent it, what it holds, which checks it passed."""
        return files.inspect(path, keys=site_keys(self._store), trusted=self._trusted(), progress=progress)

    @allowed(*OFFICERS)
    def merge(self, actor: Actor, path: Path, *, progress: Progress = SILENT) -> Merged:
        """Merge a batch in one unit of work, all or nothing; merging it again changes nothing."""
        with files.open_batch(
            path, keys=site_keys(self._store), trusted=self._trusted(), progress=progress
        ) as opened:
            return self._merge(actor, path, opened, progress)

    def _merge(self, actor: Actor, path: Path, opened: OpenedBatch, progress: Progress) -> Merged:
        header = opened.header
        if header.division_code[:6] != self._context.site.county:
            raise WrongCounty(county=header.division_code[:6])
        sets = [batch_records.set_from(record) for record in opened.records(SETS)]
        title = f"合并上报包 {header.stem}"
        now = self._context.clock.now()
        with self._store.writing(title, actor.name, now=now) as unit:
            entries = _counted(batch_records.entries_from(opened), sum(header.counts.values()), progress)
            result = merge_entries(unit, sets, entries)
            progress.check()  # the last moment at which everything can still be as it was
            if unit.session.get(BatchIn, opened.sha256) is None:
                unit.session.add(
                    BatchIn(
                        sha256=opened.sha256,
                        site=header.site_uid,
                        epoch=header.epoch,
                        seq=header.sequence,
                        applied=result.applied,
                        already=result.already,
                        conflicts=result.conflicts,
                        merged_at=now,
                    )
                )
                unit.session.flush()
            missing = _missing_before(unit.session, header)
            unit.touch("batch_in")
        self._store.optimise()
        return Merged(
            batch=path.name,
            sender=opened.sender.name,
            applied=result.applied,
            already=result.already,
            conflicts=result.conflicts,
            waiting=result.waiting,
            missing_before=missing,
        )

    @allowed(*OFFICERS)
    def write_receipt(self, _actor: Actor, batch: Path, out: Path) -> Receipt:
        """Write the signed receipt for a batch that was merged here; raises ``NotMerged``."""
        keys = site_keys(self._store)
        with (
            files.open_batch(batch, keys=keys, trusted=self._trusted()) as opened,
            self._store.reading() as session,
        ):
            row = session.get(BatchIn, opened.sha256)
            if row is None:
                raise NotMerged
            receipt = Receipt(
                batch_sha256=opened.sha256,
                sender_site_uid=opened.header.site_uid,
                epoch=opened.header.epoch,
                sequence=opened.header.sequence,
                receiver_site_uid=self._context.site.site,
                applied=row.applied,
                already=row.already,
                conflicts=row.conflicts,
                counts=dict(opened.counts),
                missing_before=_missing_before(session, opened.header),
                made_at=self._context.clock.now(),
            )
        files.write_receipt(out, receipt, keys)
        return receipt

    @allowed(*OFFICERS)
    def accept_receipt(self, _actor: Actor, path: Path) -> Receipt:
        """Note that a batch of ours arrived, from the receiver's signed receipt; raises ``NotOurReceipt``."""
        receipt = files.read_receipt(path, trusted=self._trusted())
        with self._store.setting_up() as session:
            noted = session.execute(
                update(BatchOut)
                .where(
                    BatchOut.sha256 == receipt.batch_sha256, BatchOut.recipient == receipt.receiver_site_uid
                )
                .values(acknowledged_at=self._context.clock.now())
                .returning(BatchOut.seq)
            ).all()
            if not noted:
                raise NotOurReceipt
        return receipt

    @allowed(*EVERYONE)
    def sent(self, _actor: Actor) -> list[BatchRow]:
        """Return the batches sealed here, newest first."""
        query = select(
            BatchOut.seq,
            BatchOut.recipient,
            BatchOut.entries,
            BatchOut.file_name,
            BatchOut.made_at,
            BatchOut.acknowledged_at,
        ).order_by(BatchOut.seq.desc())
        with self._store.reading() as session:
            return [BatchRow(*row) for row in session.execute(query)]

    @allowed(*EVERYONE)
    def received(self, _actor: Actor) -> list[ReceivedRow]:
        """Return the batches merged here, newest first."""
        query = select(
            BatchIn.site,
            BatchIn.epoch,
            BatchIn.seq,
            BatchIn.applied,
            BatchIn.already,
            BatchIn.conflicts,
            BatchIn.merged_at,
        ).order_by(BatchIn.merged_at.desc())
        with self._store.reading() as session:
            return [ReceivedRow(*row) for row in session.execute(query)]

    @allowed(*EVERYONE)
    def waiting_to_send(self, _actor: Actor) -> int:
        """Return how many changes no batch to a site above has carried yet; what went to one below does not count."""
        own = self._context.site.level
        above = [card.site_uid for card in self._trusted().values() if batch_scopes.is_above(card.level, own)]
        query = select(func.max(BatchOut.upto_no))
        with self._store.reading() as session:
            last = (
                session.execute(query.where(BatchOut.recipient.in_(above)) if above else query).scalar() or 0
            )
            newest = session.execute(select(func.max(Change.local_no))).scalar() or 0
        return newest - last

    def _scopes(
        self, session: Session, recipient: SiteCard, after: int, newest: int
    ) -> Mapping[str, batch_scopes.KindScope | None]:
        site = self._context.site
        # Two computers of one office hold the same people; whoever stands above is sent everything.
        if recipient.division_code == site.division_code or batch_scopes.is_above(
            recipient.level, site.level
        ):
            return dict.fromkeys(RECORDS)
        sent = select(BatchOut.upto_no).where(BatchOut.recipient == recipient.site_uid)
        earlier = tuple(session.execute(sent).scalars())
        to = batch_scopes.Recipient(recipient.division_code, site.site, earlier)
        return batch_scopes.scope_of(session, to, after, newest)

    def _header(self, number: int, previous: str | None, earlier: tuple[int, ...]) -> BatchHeader:
        site = self._context.site
        return BatchHeader(
            site_uid=site.site,
            site_name=site.unit_name,
            level=site.level,
            division_code=site.division_code,
            epoch=site.epoch,
            sequence=number,
            previous_sha256=previous,
            earlier=tuple(sorted(earlier)),
            created_at=self._context.clock.now(),
        )

    def _trusted(self) -> Mapping[str, SiteCard]:
        return SiteService(self._context).trusted_cards()


def _counted(entries: Iterable[ForeignEntry], total: int, progress: Progress) -> Iterator[ForeignEntry]:
    """Yield ``entries`` and report how many of ``total`` were read, so that merging can be cancelled."""
    for number, entry in enumerate(entries):
        if number % _REPORT_EVERY == 0:
            progress.report(number, total, _("合并上报包"))
        yield entry


def _missing_before(session: Session, header: BatchHeader) -> tuple[int, ...]:
    """Return the numbers of earlier batches to this site that never arrived; those to other sites are not ours."""
    query = select(BatchIn.seq).where(BatchIn.site == header.site_uid, BatchIn.epoch == header.epoch)
    here = set(session.execute(query).scalars())
    meant = range(1, header.sequence) if header.earlier is None else header.earlier
    return tuple(number for number in meant if number not in here)
