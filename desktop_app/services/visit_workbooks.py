"""Visit workbooks: exported for a village and month, brought back with a preview, taken in all or nothing."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.config import durable
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import AccessKind
from desktop_app.domain.visit_workbook import ALPHABET, workbook_code
from desktop_app.exchange.visit_workbooks.parsing import parse_visit_workbook
from desktop_app.exchange.workbooks.reading import read_workbook
from desktop_app.progress import SILENT, Progress
from desktop_app.reports import visit_workbook as report
from desktop_app.reports.visit_workbook_parts import VisitWorkbook
from desktop_app.scheduling.calendar import Calendar
from desktop_app.services.access_log import access_entry, require_purpose
from desktop_app.services.actor import WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.files_out import in_words
from desktop_app.services.import_outcome import StalePreview
from desktop_app.services.paper_orders import signed, village_of
from desktop_app.services.places import Places
from desktop_app.services.visit_drafts import visit_form
from desktop_app.services.visit_workbook_plan import (
    VisitWorkbookPreview,
    VisitWorkbookResult,
    write_plan,
)
from desktop_app.services.visit_workbook_planner import WorkbookPlanner
from desktop_app.services.visit_workbook_rows import Gathered, gather
from desktop_app.storage.journal import newest_number

_MONTHS_AHEAD = 12
_LETTERS = 4


class NobodyThere(FieldProblem):
    """A workbook of a village without anybody on the register."""

    code = "visit_workbook.nobody"
    what = N_("这个村（社区）的名册里还没有人，没有可以探访的对象。")
    do_now = N_("请先登记或导入名册，或换一个村（社区）。")


@dataclass(frozen=True, slots=True)
class ExportedWorkbook:
    """What was written: the code of the workbook, its rows for visits owed, and the people they are for."""

    path: Path
    code: str
    owed: int
    people: int


class VisitWorkbookService(Service):
    """探访工作簿. Nothing is remembered about an exported one: what is needed to know it again is in the file."""

    @allowed(*WORKERS)
    def export(
        self,
        actor: Actor,
        village_code: str,
        month_on: date,
        path: Path,
        *,
        full_phones: bool = False,
        reason: str | None = None,
        recipient: str | None = None,
        progress: Progress = SILENT,
    ) -> ExportedWorkbook:
        """Write the workbook of a village for the month of a day; phones are masked unless asked for in full.

        For full phones ``reason`` and ``recipient`` are needed; both go into the access ledger in any case. Raises
        ``FieldProblem``, ``NobodyThere``, ``CannotWrite`` and ``Cancelled``; then no file is left.
        """
        if path.suffix.lower() != ".xlsx":
            raise FieldProblem(field="path", label=N_("文件名"), reason=N_("文件名应以 .xlsx 结尾"))
        if full_phones:
            require_purpose(reason, recipient)
        village = village_of(self._context, village_code)
        today = self._context.today()
        if abs((month_on.year - today.year) * 12 + month_on.month - today.month) > _MONTHS_AHEAD:
            raise FieldProblem(field="month", label=N_("月份"), reason=N_("离现在太远，请选一年以内的月份"))
        month, form = Calendar().month(month_on.year, month_on.month), visit_form()
        with self._store.reading() as session:
            gathered = gather(
                session,
                self._context.rules.book,
                form,
                village,
                month,
                today,
                full_phones=full_phones,
                progress=progress,
            )
        if not gathered.people:
            raise NobodyThere(field="village", label=N_("嘎查村（社区）"), reason=N_("没有人"))
        code = workbook_code(month.first, "".join(secrets.choice(ALPHABET) for _at in range(_LETTERS)))
        book = VisitWorkbook(
            signed=signed(self._context, actor, month.first, masked=not full_phones),
            code=code,
            site=self._context.site.site,
            village_code=village,
            village=Places(self._context).name_on(village, month.last),
            month_on=month.first,
            last_on=month.last,
            form=form,
            rows=gathered.rows,
            people=gathered.people,
            visitors=gathered.visitors,
        )
        self._write(actor, book, gathered, path, reason, recipient, progress)
        return ExportedWorkbook(path, code, gathered.owed, len(gathered.people))

    @allowed(*WORKERS)
    def preview(self, _actor: Actor, path: Path, *, progress: Progress = SILENT) -> VisitWorkbookPreview:
        """Read a returned workbook and say row by row what importing it would do; raises what is wrong with it."""
        form = visit_form()
        parsed = parse_visit_workbook(read_workbook(path, progress=progress), form, progress=progress)
        with self._store.reading() as session:
            planner = WorkbookPlanner(
                session, self._context.site.county, self._context.today(), parsed, Places(self._context)
            )
            return planner.preview(path.name, newest_number(session))

    @allowed(*WORKERS)
    def apply(
        self, actor: Actor, preview: VisitWorkbookPreview, *, progress: Progress = SILENT
    ) -> VisitWorkbookResult:
        """Record what the preview planned, all or nothing; ``UndoService.undo`` takes it back.

        Raises ``StalePreview`` when anything changed since.
        """
        with self._writing(actor, f"导入探访工作簿 {preview.file_name}"[:200]) as unit:
            if newest_number(unit.session) != preview.seen_no:
                raise StalePreview
            progress.report(0, 2, _("写入"))
            write_plan(unit, preview.plan, self._context.today())
            progress.report(1, 2, _("更新索引和应探访"))
            change_set = unit.undoable()
        return VisitWorkbookResult.of(preview, change_set)

    def _write(
        self,
        actor: Actor,
        book: VisitWorkbook,
        gathered: Gathered,
        path: Path,
        reason: str | None,
        recipient: str | None,
        progress: Progress,
    ) -> None:
        content = report.content(book, progress)
        part = durable.part_of(path)
        try:
            durable.write_file(part, content)
            # The ledger first: there may be a note too many after a power cut, never a file without one.
            self._note(actor, book, len(gathered.people), reason, recipient)
            durable.publish(part, path)
        except OSError as error:
            raise in_words(error) from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    def _note(
        self,
        actor: Actor,
        book: VisitWorkbook,
        people: int,
        reason: str | None,
        recipient: str | None,
    ) -> None:
        words = _("隐去部分号码") if book.signed.masked else _("完整电话")
        what = _("探访工作簿 {code}（{village}，{words}）").format(
            code=book.code, village=book.village, words=words
        )
        entry = access_entry(
            actor,
            AccessKind.EXPORTED,
            self._context.clock.now(),
            what=what,
            people=people,
            reason=reason,
            recipient=recipient,
        )
        with self._store.setting_up() as session:
            session.add(entry)
