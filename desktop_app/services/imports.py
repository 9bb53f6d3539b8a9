"""Import a register workbook: read, compare with the store, show what would happen, then do it in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from desktop_app.exchange.register.codes import CodeQuestion
from desktop_app.exchange.register.decisions import Decisions, fitting, policies_for
from desktop_app.exchange.register.parsing import parse_register
from desktop_app.exchange.register.repairs import repairs_of
from desktop_app.exchange.register.rows import ParsedRegister, RepairRow
from desktop_app.exchange.workbooks.contents import Workbook
from desktop_app.exchange.workbooks.headers import fingerprints
from desktop_app.exchange.workbooks.reading import read_workbook
from desktop_app.exchange.workbooks.rows import CellProblem
from desktop_app.progress import SILENT, Progress
from desktop_app.services.actor import WORKERS, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.import_outcome import (
    CellNote,
    FieldChange,
    ImportPreview,
    ImportResult,
    StalePreview,
)
from desktop_app.services.import_plan import Plan, write_plan
from desktop_app.services.import_planner import Planner
from desktop_app.services.import_proof import Counted
from desktop_app.services.import_templates import ImportTemplateService
from desktop_app.services.local_fields import active_fields
from desktop_app.services.places import Places
from desktop_app.services.register_snapshot import take_snapshot
from desktop_app.storage import collector
from desktop_app.storage.journal import newest_number


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterImportPreview(ImportPreview):
    """What importing a register would do, with everything that can still be decided.

    ``decisions`` are those in force, ``remembered`` the name of the settings they come from, ``policies`` the policy
    of each header that has a choice. ``changes`` are the values of known people that differ from the file,
    ``repairs`` the rows to look at; ``headers`` name all columns of the table by their place.
    """

    new_villages: tuple[str, ...]
    plan: Plan
    book: Workbook
    decisions: Decisions
    remembered: str
    fingerprint: str
    headers: tuple[str, ...]
    labels: tuple[str, ...]
    other_sheets: tuple[str, ...]
    sheets: tuple[str, ...]
    policies: Mapping[str, str]
    questions: tuple[CodeQuestion, ...]
    changes: tuple[FieldChange, ...]
    repairs: tuple[RepairRow, ...]
    local_fields: tuple[str, ...]


class RegisterImportService(Service):
    """导入名册."""

    def __init__(self, context: Context) -> None:
        """Work in ``context`` and remember settings there."""
        super().__init__(context)
        self._templates = ImportTemplateService(context)

    @allowed(*WORKERS)
    def preview(
        self,
        actor: Actor,
        path: Path,
        *,
        mapping: Mapping[str, str] | None = None,
        decisions: Decisions | None = None,
        since: date | None = None,
        progress: Progress = SILENT,
    ) -> RegisterImportPreview:
        """Read the workbook and say what importing it would do.

        ``mapping`` overrides which column is which field, ``decisions`` say that and more; without either the
        settings remembered for these headers are used. ``since`` is the day from which visits are owed to people
        new to the register; today when left out. Raises what is wrong with the file.
        """
        with collector.paused():
            book = read_workbook(path, progress=progress)
        remembered = ""
        if mapping is not None or decisions is not None:
            decided = decisions or Decisions()
            decided = replace(decided, fields={**decided.fields, **(mapping or {})})
        else:
            digests = fingerprints(book)
            template = self._templates.find(actor, digests)
            decided = Decisions()
            if template is not None:
                remembered = template.name
                decided = fitting(template.decisions, template.headers, self._labels())
                if decided.header_row is not None:
                    # The header that was pointed at, wherever it stands under the titles of this file.
                    decided = replace(decided, header_row=digests[template.fingerprint])
        with collector.paused():
            return self._preview(path.name, book, decided, remembered, since, progress)

    @allowed(*WORKERS)
    def again(
        self,
        _actor: Actor,
        preview: RegisterImportPreview,
        decisions: Decisions,
        *,
        since: date | None = None,
        progress: Progress = SILENT,
    ) -> RegisterImportPreview:
        """Compare the file that was read already once more, with other decisions or corrected cells."""
        return self._preview(preview.file_name, preview.book, decisions, preview.remembered, since, progress)

    @allowed(*WORKERS)
    def apply(
        self, actor: Actor, preview: RegisterImportPreview, *, progress: Progress = SILENT
    ) -> ImportResult:
        """Write what the preview planned, all or nothing; ``UndoService.undo`` takes it back.

        What was written is read back before it is committed; raises ``StalePreview`` and ``ImportNotProved``. The
        decisions are remembered for the next workbook with these headers.
        """
        change_set: str | None = None
        with collector.paused(), self._writing(actor, f"导入名册 {preview.file_name}"[:200]) as unit:
            if newest_number(unit.session) != preview.seen_no:
                raise StalePreview
            counted = Counted(unit.session)
            if write_plan(unit, preview.plan, Places(self._context), progress):
                change_set = unit.change_set
                counted.prove(unit, preview.plan, preview)
        if change_set is not None:
            self._store.optimise()
        name = preview.remembered or Path(preview.file_name).stem
        self._templates.remember(actor, preview.fingerprint, name, preview.labels, preview.decisions)
        return ImportResult.of(preview, change_set)

    def _preview(
        self,
        file_name: str,
        book: Workbook,
        decided: Decisions,
        remembered: str,
        since: date | None,
        progress: Progress,
    ) -> RegisterImportPreview:
        today = self._context.today()
        with self._store.reading() as session:
            local = active_fields(session)
        labels = tuple(field.label for field in local)
        parsed = parse_register(book, today=today, decisions=decided, local=labels, progress=progress)
        with self._store.reading() as session:
            snapshot = take_snapshot(session, today)
            seen_no = newest_number(session)
        planner = Planner(
            today,
            Places(self._context),
            snapshot,
            county=self._context.site.county,
            file_name=file_name,
            since=since,
            decisions=decided,
            local=local,
        )
        planner.take(parsed, progress)
        return _as_preview(file_name, book, decided, remembered, parsed, planner, labels, seen_no)

    def _labels(self) -> tuple[str, ...]:
        with self._store.reading() as session:
            return tuple(field.label for field in active_fields(session))


def _as_preview(
    file_name: str,
    book: Workbook,
    decided: Decisions,
    remembered: str,
    parsed: ParsedRegister,
    planner: Planner,
    labels: tuple[str, ...],
    seen_no: int,
) -> RegisterImportPreview:
    return RegisterImportPreview(
        file_name=file_name,
        sheet=parsed.sheet,
        header_row=parsed.header_row,
        rows=parsed.rows_seen,
        created=planner.created,
        updated=planner.updated,
        unchanged=planner.unchanged,
        refused_rows=planner.refused,
        facts=planner.plan.counts(),
        rejected=_notes(planner.rejected, parsed),
        warnings=_notes(planner.warnings, parsed),
        mapping={column.header: column.field for column in parsed.mapping},
        unmapped=(*parsed.unmapped, *parsed.ignored),
        new_villages=tuple(planner.villages.unofficial),
        plan=planner.plan,
        seen_no=seen_no,
        book=book,
        decisions=_in_force(decided, parsed),
        remembered=remembered,
        fingerprint=parsed.fingerprint,
        headers=parsed.headers,
        labels=parsed.labels,
        other_sheets=parsed.other_sheets,
        sheets=parsed.sheets,
        policies={
            column.header: decided.policy_of(column.header, column.field).value
            for column in parsed.mapping
            if policies_for(column.field)
        },
        questions=parsed.questions,
        changes=tuple(planner.changes),
        repairs=repairs_of(parsed, (*planner.rejected, *planner.warnings)),
        local_fields=labels,
    )


def _in_force(decided: Decisions, parsed: ParsedRegister) -> Decisions:
    """Return the decisions with what every column was taken for, so that the next workbook is read alike."""
    fields = {column.header: column.field for column in parsed.mapping}
    return replace(decided, fields={**decided.fields, **fields})


def _notes(problems: Iterable[CellProblem], parsed: ParsedRegister) -> tuple[CellNote, ...]:
    order = {name: place for place, name in enumerate(parsed.sheets)}
    found = sorted(problems, key=lambda one: (order.get(one.sheet, 0), one.row, one.column))
    return tuple(CellNote(one.row, one.column, one.reason, one.sheet) for one in found)
