"""Make papers and workbooks: one entry for window and command line, one maker per paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, InputError, NotAllowed
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.terms import AccessKind, SiteLevel
from desktop_app.exchange.batches import Inspection, fingerprint, site_code
from desktop_app.progress import SILENT, Progress
from desktop_app.reports import (
    batch_report,
    call_tree,
    import_report,
    month_ledger,
    month_summary,
    personal_copy,
    visit_record,
    workbooks,
)
from desktop_app.reports.catalogue import CATALOGUE, XLSX, Paper, paper
from desktop_app.reports.paper import Signed
from desktop_app.services import (
    campaign_papers,
    campaign_progress,
    duty_papers,
    paper_months,
    paper_visits,
    personal_copies,
)
from desktop_app.services.access_log import access_entry, require_purpose
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.import_outcome import ImportResult, ImportSummary
from desktop_app.services.months import month_of
from desktop_app.services.places import Places
from desktop_app.storage.queries import campaigns as campaign_queries


class UnknownPaper(InputError):
    """No paper has this name."""

    code = "report.unknown"
    what = N_("没有名为“{paper}”的报表。")
    do_now = N_("用 elder-visits report list 查看可用的报表。")


class WrongFormat(InputError):
    """The paper does not come in this format."""

    code = "report.format"
    what = N_("“{paper}”不能生成 {format} 文件。")
    do_now = N_("请把文件名后缀改为：{formats}。")


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper in the list."""

    name: str
    title: str
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file; ``pages`` is 0 for a workbook."""

    path: Path
    pages: int
    people: int = 0
    elder_uid: str | None = None
    """How many people's data the file shows, 0 where it holds counts only, and whose where it is one person's."""


_MONTHLY = frozenset({"visit-record", "month-ledger", "month-summary"})
"""The papers about a month; reports on an import or a batch are made where that is done."""

_PERSONAL = frozenset({"personal-copy", "correction-log"})
"""The papers about one person, made from that person's page."""


class ReportService(Service):
    """报表打印."""

    @allowed(*EVERYONE)
    def catalogue(self, _actor: Actor) -> list[PaperRow]:
        """Return the papers that ``make`` can make."""
        return [
            PaperRow(entry.name, _(entry.title), entry.formats)
            for entry in CATALOGUE
            if entry.name in _MONTHLY
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
        masked: bool = True,
        reason: str | None = None,
        recipient: str | None = None,
        noted: AccessKind | None = AccessKind.EXPORTED,
        progress: Progress = SILENT,
    ) -> Made:
        """Write one paper to ``out``, whose ending says PDF or workbook, and note whose data went out.

        ``noted`` is None for a paper that is only looked at in the window. ``personal-copy`` needs a person,
        a reason and a recipient, and may be made by those who may change the register.
        Raises as ``_made`` does, and ``NotAllowed``.
        """
        made = self._made(
            actor,
            name,
            out,
            month=month,
            village_code=village_code,
            elder_uid=elder_uid,
            elder_uids=elder_uids,
            visit_uids=visit_uids,
            campaign_uid=campaign_uid,
            masked=masked,
            reason=reason,
            recipient=recipient,
            progress=progress,
        )
        if noted is not None and made.people:
            entry: Paper | None = paper(name)
            what = entry.title if entry is not None else name
            with self._store.setting_up() as session:
                session.add(
                    access_entry(
                        actor,
                        noted,
                        self._context.clock.now(),
                        what=what,
                        elder_uid=made.elder_uid,
                        people=made.people,
                        reason=reason,
                        recipient=recipient,
                    )
                )
        return made

    def _made(
        self,
        actor: Actor,
        name: str,
        out: Path,
        *,
        month: tuple[int, int] | None,
        village_code: str | None,
        elder_uid: str | None,
        elder_uids: Sequence[str] | None,
        visit_uids: Sequence[str] | None,
        campaign_uid: str | None,
        masked: bool,
        reason: str | None,
        recipient: str | None,
        progress: Progress,
    ) -> Made:
        """Write one paper.

        ``month`` is (year, month), the running one when left out. ``month-ledger`` needs a village, given
        as code or name. Raises ``UnknownPaper``, ``WrongFormat``, ``FieldProblem``.
        """
        form = _format_of(name, out)
        if name in _PERSONAL:
            return self._personal(actor, name, out, elder_uid, reason, recipient, progress, masked=masked)
        if name == "campaign-call-tree":
            return self._call_tree(actor, out, form, campaign_uid, progress)
        if name in duty_papers.NAMES:
            people = elder_uids if elder_uids is not None else [elder_uid] if elder_uid else None
            code = self._village(village_code) if village_code else None
            return self._duties(actor, duty_papers.DutyWish(name, form, people, code), out, progress)
        today = self._context.today()
        year, number = month or (today.year, today.month)
        # Only the visit record prints id numbers and phones; the others need no word about masking.
        masked = masked and name == "visit-record"
        signed = self._signed(actor, date(year, number, 1), masked=masked)
        code = self._village(village_code) if village_code else None
        if name == "visit-record":
            return self._visit_records(signed, out, (year, number), code, elder_uid, visit_uids, progress)
        if name == "month-ledger":
            if code is None:
                raise FieldProblem(field="village", label=N_("嘎查村（社区）"), reason=N_("台账须选定一个村"))
            return self._ledger(signed, out, form, (year, number), code, progress)
        if name == "month-summary":
            return self._summary(signed, out, form, (year, number), progress)
        raise UnknownPaper(paper=name)

    @allowed(*EVERYONE)
    def make_import_report(
        self, actor: Actor, done: ImportSummary, out: Path, *, progress: Progress = SILENT
    ) -> Made:
        """Write what an import did (or would do): counts, refused cells, hints."""
        form = _format_of("import-report", out)
        report = import_report.ImportReport(
            signed=self._signed(actor, None, masked=False),
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
        if form == XLSX:
            workbooks.write_rejected(out, report, progress)
            return Made(out, 0)
        return Made(out, import_report.write(out, report, progress))

    @allowed(*EVERYONE)
    def make_batch_report(
        self, actor: Actor, path: Path, inspection: Inspection, out: Path, *, progress: Progress = SILENT
    ) -> Made:
        """Write the verdict on a sealed batch."""
        header = inspection.header
        words = {True: "通过", False: "未通过", None: "未检验"}
        report = batch_report.BatchReport(
            signed=self._signed(actor, None, masked=False),
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
        )
        return Made(out, batch_report.write(out, report, progress))

    def _visit_records(
        self,
        signed: Signed,
        out: Path,
        month: tuple[int, int],
        code: str | None,
        elder_uid: str | None,
        visit_uids: Sequence[str] | None,
        progress: Progress,
    ) -> Made:
        window = month_of(*month, self._context.today()).window
        with self._store.reading() as session:
            visits = paper_visits.visits_for(
                session,
                visit_uids=visit_uids,
                elder_uid=elder_uid,
                first=window.first,
                last=window.last,
                village_code=code,
            )
            chosen = paper_visits.records(session, visits, masked=signed.masked)
        people = {visit.elder_uid for visit in visits}
        only = next(iter(people)) if len(people) == 1 else None
        return Made(out, visit_record.write(out, signed, chosen, progress), len(people), only)

    def _personal(
        self,
        actor: Actor,
        name: str,
        out: Path,
        elder_uid: str | None,
        reason: str | None,
        recipient: str | None,
        progress: Progress,
        *,
        masked: bool,
    ) -> Made:
        """Write the copy of one person's data, or the log of its corrections."""
        if elder_uid is None:
            raise FieldProblem(field="elder", label=N_("老年人"), reason=N_("请选定一位老年人"))
        if name == "correction-log":
            with self._store.reading() as session:
                signed = self._signed(actor, None, masked=masked)
                log = personal_copies.gather_corrections(session, self._context, signed, elder_uid)
            return Made(out, personal_copy.write_corrections(out, log, progress), 1, elder_uid)
        if actor.role not in WORKERS:
            raise NotAllowed
        require_purpose(reason, recipient)
        with self._store.reading() as session:
            copy = personal_copies.gather(
                session,
                self._context,
                self._signed(actor, None, masked=False),
                elder_uid,
                recipient=(recipient or "").strip(),
                reason=(reason or "").strip(),
            )
        return Made(out, personal_copy.write(out, copy, progress), 1, elder_uid)

    def _ledger(
        self, signed: Signed, out: Path, form: str, month: tuple[int, int], code: str, progress: Progress
    ) -> Made:
        with self._store.reading() as session:
            wanted = month_of(*month, self._context.today())
            ledger = paper_months.ledger(session, self._context, signed, wanted, code)
        if form == XLSX:
            workbooks.write_ledger(out, ledger, progress)
            return Made(out, 0, len(ledger.rows))
        return Made(out, month_ledger.write(out, ledger, progress), len(ledger.rows))

    def _summary(
        self, signed: Signed, out: Path, form: str, month: tuple[int, int], progress: Progress
    ) -> Made:
        with self._store.reading() as session:
            wanted = month_of(*month, self._context.today())
            summary = paper_months.summary(session, self._context, signed, wanted)
        if form == XLSX:
            workbooks.write_summary(out, summary, progress)
            return Made(out, 0)
        return Made(out, month_summary.write(out, summary, progress))

    def _call_tree(
        self, actor: Actor, out: Path, form: str, campaign_uid: str | None, progress: Progress
    ) -> Made:
        """Write whom to call for a campaign; a paper to call by shows phones in full."""
        today = self._context.today()
        with self._store.reading() as session:
            line = campaign_queries.one_campaign(session, campaign_uid or "")
            if line is None:
                raise FieldProblem(field="campaign", label=N_("专项探访"), reason=N_("请选定一次专项探访"))
            detail = campaign_progress.detail(session, line, today)
            signed = self._signed(actor, None, masked=False)
            tree = campaign_papers.call_tree(session, signed, detail, today)
        if form == XLSX:
            call_tree.write_book(out, tree, progress)
            return Made(out, 0, tree.people)
        return Made(out, call_tree.write(out, tree, progress), tree.people)

    def _duties(self, actor: Actor, wish: duty_papers.DutyWish, out: Path, progress: Progress) -> Made:
        """Write a paper about duties; those who go by it need phones in full."""
        signed = self._signed(actor, None, masked=False)
        with self._store.reading() as session:
            pages, people = duty_papers.write(session, self._context, signed, wish, out, progress)
        only = wish.elder_uids[0] if wish.elder_uids and len(wish.elder_uids) == 1 else None
        return Made(out, pages, people, only)

    def _signed(self, actor: Actor, month_on: date | None, *, masked: bool) -> Signed:
        site = self._context.site
        return Signed(
            unit=site.unit_name,
            division=Places(self._context).full_name(site.division_code),
            made_by=actor.name,
            printed_at=self._context.clock.now(),
            month_on=month_on,
            site=site_code(site.site),
            sample=site.sample,
            masked=masked,
        )

    def _village(self, text: str) -> str:
        code = Places(self._context).find(text)
        known = {village.code for village in Places(self._context).villages()}
        if code is None and text in known:
            code = text
        if code is None or (code not in known and self._context.site.level is not SiteLevel.COUNTY):
            raise FieldProblem(field="village", label=N_("嘎查村（社区）"), reason=N_("没有找到这个村"))
        return code


def _format_of(name: str, out: Path) -> str:
    entry: Paper | None = paper(name)
    if entry is None:
        raise UnknownPaper(paper=name)
    form = out.suffix.lower().lstrip(".")
    if form not in entry.formats:
        raise WrongFormat(paper=_(entry.title), format=form or "?", formats="、".join(entry.formats))
    return form
