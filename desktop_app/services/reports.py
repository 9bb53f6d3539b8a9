"""Make papers and workbooks: one entry for window and command line."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop_app.config import durable
from desktop_app.config.strings import _
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.terms import AccessKind
from desktop_app.exchange.batches import Inspection, fingerprint
from desktop_app.models import AccessEntry
from desktop_app.progress import SILENT, Progress
from desktop_app.reports import batch_report, import_report, workbooks
from desktop_app.reports.catalogue import CATALOGUE, CODED, PDF, XLSX, Ask, Group, paper
from desktop_app.reports.page_store import waiting_beside
from desktop_app.reports.printed import BOOK
from desktop_app.services import paper_folders, self_check_papers
from desktop_app.services.access_log import access_entry
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.files_out import cannot_write_in_words
from desktop_app.services.import_outcome import ImportResult, ImportSummary
from desktop_app.services.issued_papers import record_issue
from desktop_app.services.paper_makers import MAKERS, require_maker
from desktop_app.services.paper_orders import (
    Coding,
    Made,
    PaperOrder,
    PaperWish,
    format_of,
    require_reason,
    signed,
)
from desktop_app.services.printed_sheets import forget, record
from desktop_app.storage import collector


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper in the list; ``asks`` is what it can be asked for."""

    name: str
    title: str
    formats: tuple[str, ...]
    asks: frozenset[Ask]
    group: Group


class ReportService(Service):
    """报表打印."""

    @allowed(*EVERYONE)
    def catalogue(self, _actor: Actor) -> list[PaperRow]:
        """Return the papers that are chosen from a list; others are made where they belong."""
        return [
            PaperRow(entry.name, _(entry.title), entry.formats, entry.asks, entry.group)
            for entry in CATALOGUE
            if entry.asks
        ]

    @allowed(*EVERYONE)
    def make(
        self,
        actor: Actor,
        /,
        name: str,
        out: Path,
        *,
        month: tuple[int, int] | None = None,
        elder_uids: Sequence[str] | None = None,
        visit_uids: Sequence[str] | None = None,
        finding_uids: Sequence[str] | None = None,
        noted: AccessKind | None = AccessKind.EXPORTED,
        coding: Coding | None = None,
        progress: Progress = SILENT,
        **wished: Any,
    ) -> Made:
        """Write one paper to ``out``; ``wished`` are further fields of ``PaperWish``. See ``make_wished``.

        ``month`` is (year, month), the running one when left out.
        """
        today = self._context.today()
        wish = PaperWish(
            name=name,
            month=month or (today.year, today.month),
            elder_uids=None if elder_uids is None else tuple(elder_uids),
            visit_uids=None if visit_uids is None else tuple(visit_uids),
            finding_uids=None if finding_uids is None else tuple(finding_uids),
            **wished,
        )
        return self.make_wished(actor, wish, out, noted=noted, coding=coding, progress=progress)

    @allowed(*EVERYONE)
    def make_wished(
        self,
        actor: Actor,
        wish: PaperWish,
        out: Path,
        *,
        noted: AccessKind | None = AccessKind.EXPORTED,
        coding: Coding | None = None,
        progress: Progress = SILENT,
    ) -> Made:
        """Write the paper wished for to ``out``, whose ending says PDF or workbook, and note whose data went out.

        ``personal-copy`` needs a person, a reason and a recipient, and may be made by those who may change the
        register; id numbers in full need a reason on every paper that can hide them. ``noted`` is None for a paper
        that is only looked at in the window, or printed later. ``coding`` says which codes its sheets get: real ones
        in a file that is noted, unless told otherwise. Real ones in a paper that is not noted are to be recorded by
        whoever prints it (``Made.sheets``).
        Raises ``UnknownPaper``, ``MadeElsewhere``, ``WrongFormat``, ``FieldProblem``, ``NotFound``, ``NotAllowed``,
        ``CannotWrite``.
        """
        form = format_of(wish.name, out)
        require_maker(wish.name)
        require_reason(actor, wish)
        coding = coding or (Coding.SAMPLE if noted is None else Coding.REAL)
        order = PaperOrder(self._context, actor, wish, out, form, progress, coding)
        # A paper of hundreds of pages is a great many short-lived objects; the window would stand still while
        # the collector walks over all others.
        with collector.paused(), cannot_write_in_words(), waiting_beside(out):
            if noted is None:
                return MAKERS[wish.name](order)
            made = self._make_noted(order, noted)
        if made.issue is not None:
            with self._store.setting_up() as session:
                record_issue(session, self._context, actor, wish, made)
        return made

    @allowed(*EVERYONE)
    def make_each(
        self,
        actor: Actor,
        /,
        name: str,
        folder: Path,
        *,
        month: tuple[int, int] | None = None,
        visit_uids: Sequence[str] | None = None,
        progress: Progress = SILENT,
        **wished: Any,
    ) -> paper_folders.MadeEach:
        """Write one paper as one PDF per person; the rest is as for ``make``. See ``make_each_wished``."""
        today = self._context.today()
        wish = PaperWish(
            name=name,
            month=month or (today.year, today.month),
            visit_uids=None if visit_uids is None else tuple(visit_uids),
            **wished,
        )
        return self.make_each_wished(actor, wish, folder, progress=progress)

    @allowed(*EVERYONE)
    def make_each_wished(
        self,
        actor: Actor,
        wish: PaperWish,
        folder: Path,
        *,
        noted: AccessKind = AccessKind.EXPORTED,
        progress: Progress = SILENT,
    ) -> paper_folders.MadeEach:
        """Write the paper wished for as one PDF per person into ``folder``; see ``paper_folders.make_each``."""
        require_maker(wish.name)
        require_reason(actor, wish)
        order = PaperOrder(self._context, actor, wish, folder, PDF, progress, Coding.REAL)
        with collector.paused():
            return paper_folders.make_each(order, MAKERS[wish.name], noted=noted)

    def _make_noted(self, order: PaperOrder, noted: AccessKind) -> Made:
        """Write a paper beside its place, note whose data goes out and which sheets, and only then put it there.

        A failure on the way leaves no note and no sheet that is waited for. A power cut before the last step leaves a
        note too many, never a paper without one, and sheets that the same paper made again that day takes up.
        """
        part = durable.part_of(order.out.with_name("paper"))
        try:
            made = MAKERS[order.wish.name](replace(order, out=part))
            with self._store.setting_up() as session:
                if order.wish.name in CODED:
                    record(session, order.actor, self._context.clock.now(), made.sheets)
                entry = self._entry(order, made, noted) if made.people else None
                if entry is not None:
                    session.add(entry)
                    session.flush()
                number = entry.id if entry is not None else None
            try:
                durable.publish(part, order.out)
            except BaseException:
                with self._store.setting_up() as session:
                    forget(session, made.sheets)
                    if number is not None and (wrong := session.get(AccessEntry, number)) is not None:
                        session.delete(wrong)
                raise
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        return replace(made, path=order.out)

    def _entry(self, order: PaperOrder, made: Made, noted: AccessKind) -> AccessEntry:
        wish, entry = order.wish, paper(order.wish.name)
        return access_entry(
            order.actor,
            noted,
            self._context.clock.now(),
            what=entry.title if entry is not None else wish.name,
            elder_uid=made.elder_uid,
            people=made.people,
            reason=wish.reason,
            recipient=wish.recipient,
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
