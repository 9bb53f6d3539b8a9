"""Make papers and workbooks: one entry for window and command line."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.config import durable
from desktop_app.config.strings import _
from desktop_app.domain.emergency import RosterFilter
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.terms import AccessKind
from desktop_app.exchange.batches import Inspection, fingerprint
from desktop_app.progress import SILENT, Progress
from desktop_app.reports import batch_report, import_report, workbooks
from desktop_app.reports.catalogue import CATALOGUE, CODED, XLSX, Ask, Paper, paper
from desktop_app.reports.printed import BOOK
from desktop_app.services import self_check_papers
from desktop_app.services.access_log import access_entry
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.files_out import cannot_write_in_words
from desktop_app.services.import_outcome import ImportResult, ImportSummary
from desktop_app.services.paper_makers import MAKERS
from desktop_app.services.paper_orders import (
    Coding,
    Made,
    PaperOrder,
    PaperWish,
    UnknownPaper,
    format_of,
    signed,
)
from desktop_app.services.printed_sheets import forget, record
from desktop_app.services.support_drafts import SupportWish
from desktop_app.storage import collector


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper in the list; ``asks`` is what it can be asked for."""

    name: str
    title: str
    formats: tuple[str, ...]
    asks: frozenset[Ask]


class ReportService(Service):
    """报表打印."""

    @allowed(*EVERYONE)
    def catalogue(self, _actor: Actor) -> list[PaperRow]:
        """Return the papers that are chosen from a list; others are made where they belong."""
        return [
            PaperRow(entry.name, _(entry.title), entry.formats, entry.asks)
            for entry in CATALOGUE
            if entry.asks
        ]

    @allowed(*EVERYONE)
    def make(
        self,
        actor: Actor,
        name: str,
        out: Path,
        *,
        month: tuple[int, int] | None = None,
        village_code: str | None = None,
        elder_uid: str | None = None,
        elder_uids: Sequence[str] | None = None,
        visit_uids: Sequence[str] | None = None,
        campaign_uid: str | None = None,
        visitor_uid: str | None = None,
        finding_uid: str | None = None,
        finding_uids: Sequence[str] | None = None,
        handover_uid: str | None = None,
        roster: RosterFilter | None = None,
        support: SupportWish | None = None,
        masked: bool = True,
        reason: str | None = None,
        recipient: str | None = None,
        noted: AccessKind | None = AccessKind.EXPORTED,
        coding: Coding | None = None,
        progress: Progress = SILENT,
    ) -> Made:
        """Write one paper to ``out``, whose ending says PDF or workbook, and note whose data went out.

        ``month`` is (year, month), the running one when left out. ``month-ledger`` needs a village, given as
        code or name. ``personal-copy`` needs a person, a reason and a recipient, and may be made by those who
        may change the register. ``noted`` is None for a paper that is only looked at in the window, or printed
        later. ``coding`` says which codes its sheets get: real ones in a file that is noted, unless told otherwise.
        Real ones in a paper that is not noted are to be recorded by whoever prints it (``Made.sheets``).
        Raises ``UnknownPaper``, ``WrongFormat``, ``FieldProblem``, ``NotFound``, ``NotAllowed``, ``CannotWrite``.
        """
        today = self._context.today()
        wish = PaperWish(
            name=name,
            month=month or (today.year, today.month),
            village_code=village_code,
            elder_uid=elder_uid,
            elder_uids=None if elder_uids is None else tuple(elder_uids),
            visit_uids=None if visit_uids is None else tuple(visit_uids),
            campaign_uid=campaign_uid,
            visitor_uid=visitor_uid,
            finding_uid=finding_uid,
            finding_uids=None if finding_uids is None else tuple(finding_uids),
            handover_uid=handover_uid,
            roster=roster,
            support=support,
            masked=masked,
            reason=reason,
            recipient=recipient,
        )
        form = format_of(name, out)
        if name not in MAKERS:
            raise UnknownPaper(paper=name)
        coding = coding or (Coding.SAMPLE if noted is None else Coding.REAL)
        order = PaperOrder(self._context, actor, wish, out, form, progress, coding)
        # A paper of hundreds of pages is a great many short-lived objects; the window would stand still while
        # the collector walks over all others.
        with collector.paused(), cannot_write_in_words():
            made = MAKERS[name](order) if noted is None or name not in CODED else self._make_coded(order)
        if noted is not None and made.people:
            self._note(actor, wish, made, noted)
        return made

    def _make_coded(self, order: PaperOrder) -> Made:
        """Write a paper with codes beside its place, record its sheets, and only then put it there.

        A failure on the way leaves no sheet that is waited for; a power cut before the last step leaves sheets
        that nobody has, which the same paper made again that day takes up.
        """
        part = durable.part_of(order.out)
        try:
            made = MAKERS[order.wish.name](replace(order, out=part))
            with self._store.setting_up() as session:
                record(session, order.actor, self._context.clock.now(), made.sheets)
            try:
                durable.publish(part, order.out)
            except BaseException:
                with self._store.setting_up() as session:
                    forget(session, made.sheets)
                raise
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        return replace(made, path=order.out)

    def _note(self, actor: Actor, wish: PaperWish, made: Made, noted: AccessKind) -> None:
        entry: Paper | None = paper(wish.name)
        with self._store.setting_up() as session:
            session.add(
                access_entry(
                    actor,
                    noted,
                    self._context.clock.now(),
                    what=entry.title if entry is not None else wish.name,
                    elder_uid=made.elder_uid,
                    people=made.people,
                    reason=wish.reason,
                    recipient=wish.recipient,
                )
            )

    @allowed(*EVERYONE)
    def make_import_report(
        self, actor: Actor, done: ImportSummary, out: Path, *, progress: Progress = SILENT
    ) -> Made:
        """Write what an import did (or would do): counts, refused cells, hints."""
        form = format_of("import-report", out)
        report = import_report.ImportReport(
            signed=signed(self._context, actor),
            file_name=done.file_name,
            sheet_name=done.sheet,
            applied=isinstance(done, ImportResult),
            rows=done.rows,
            created=done.created,
            updated=done.updated,
            unchanged=done.unchanged,
            rejected=tuple(
                import_report.CellProblem(note.row, note.column, note.reason, note.sheet)
                for note in done.rejected
            ),
            warnings=tuple(
                import_report.CellProblem(note.row, note.column, note.reason, note.sheet)
                for note in done.warnings
            ),
        )
        with cannot_write_in_words():
            if form == XLSX:
                workbooks.write_rejected(out, report, progress)
                return Made(out, BOOK)
            return Made(out, import_report.write(out, report, progress))

    @allowed(*EVERYONE)
    def make_batch_report(
        self, actor: Actor, path: Path, inspection: Inspection, out: Path, *, progress: Progress = SILENT
    ) -> Made:
        """Write the verdict on a sealed batch."""
        header = inspection.header
        words = {True: "通过", False: "未通过", None: "未检验"}
        report = batch_report.BatchReport(
            signed=signed(self._context, actor),
            file_name=path.name,
            batch_uid=header.stem if header else "",
            sequence=header.sequence if header else None,
            from_site=inspection.sender.name if inspection.sender else "",
            to_site=self._context.site.unit_name if inspection.accepted else "",
            made_at=header.created_at if header else None,
            size_bytes=path.stat().st_size,
            sha256=inspection.sha256 or "",
            previous_sha256=(header.previous_sha256 or "") if header else "",
            key_fingerprint=fingerprint(inspection.sender) if inspection.sender else "",
            accepted=inspection.accepted,
            counts=tuple((KINDS.get(kind, kind), count) for kind, count in sorted(inspection.counts.items())),
            checks=tuple((result.check.term, words[result.passed]) for result in inspection.checks),
            problems=tuple(result.error.what for result in inspection.checks if result.error is not None),
            self_check=self_check_papers.told_by(self._context, actor, path) if inspection.accepted else (),
        )
        with cannot_write_in_words():
            return Made(out, batch_report.write(out, report, progress))
