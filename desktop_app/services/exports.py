"""Export workbooks: the register, which imports back unchanged, and the rows of an import that wait for repair."""

from __future__ import annotations

from pathlib import Path

from desktop_app.config.strings import _
from desktop_app.domain.terms import AccessKind
from desktop_app.exchange.register.repairs import NO_COLUMN
from desktop_app.exchange.workbooks.headers import ORIGINAL_ROW, WHAT_TO_REPAIR
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.paper import Signed
from desktop_app.reports.workbooks import TableColumn, Value, write_table
from desktop_app.services.access_log import AccessLogService
from desktop_app.services.actor import OFFICERS, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.services.places import Places
from desktop_app.services.register_sheet import register_sheet
from desktop_app.storage.queries.elders import village_names

REPAIRS_TITLE = "待修正"


class ExportService(Service):
    """导出."""

    @allowed(*OFFICERS)
    def register(
        self,
        actor: Actor,
        path: Path,
        *,
        village_code: str | None = None,
        masked: bool = False,
        reason: str | None = None,
        recipient: str | None = None,
        progress: Progress = SILENT,
    ) -> int:
        """Write everybody on the register to an .xlsx; returns how many people.

        ``reason`` and ``recipient`` go into the access ledger with it.

        The columns are those that ``RegisterImportService`` reads: importing an unmasked export changes
        nothing. The file is not encrypted; whoever makes one answers for it.
        """
        with self._store.reading() as session:
            sheet = register_sheet(
                session,
                self._context.today(),
                village_names(session),
                village_code=village_code,
                masked=masked,
            )
        notes = ("说明：本表含个人信息，只限工作使用，请妥善保管，不得对外提供。",)
        signed = self._signed(actor, masked=masked)
        write_table(path, "老年人名册", sheet.columns, sheet.rows, notes, signed=signed, progress=progress)
        what = _("名册（隐去部分号码）") if masked else _("名册（完整号码）")
        self._note(actor, what, len(sheet.rows), reason=reason, recipient=recipient)
        return len(sheet.rows)

    @allowed(*WORKERS)
    def repairs(
        self,
        actor: Actor,
        preview: RegisterImportPreview,
        path: Path,
        *,
        progress: Progress = SILENT,
    ) -> int:
        """Write the rows of which something was refused, as in the file, with the reasons; returns how many.

        The workbook can go back to whoever sent the file and be imported when it is put right.
        """
        waiting = [row for row in preview.repairs if row.rejected]
        headers = [header or f"（第{place}列）" for place, header in enumerate(preview.headers, start=1)]
        kept = [
            place
            for place, header in enumerate(headers)
            if preview.headers[place] not in (ORIGINAL_ROW, WHAT_TO_REPAIR)
        ]
        columns = [TableColumn(headers[place], width=16) for place in kept]
        columns += [TableColumn(ORIGINAL_ROW, width=10), TableColumn(WHAT_TO_REPAIR, width=60)]
        rows: list[tuple[Value, ...]] = []
        for row in waiting:
            cells = [row.cells[place] if place < len(row.cells) else "" for place in kept]
            where = f"{row.sheet} 第{row.row}行" if len(preview.sheets) > 1 else f"第{row.row}行"
            reasons = [
                reason if place == NO_COLUMN else f"{headers[place]}：{reason}"
                for place, reason in sorted(row.reasons.items())
            ]
            rows.append((*cells, where, "；".join(reasons)))
        notes = (
            "说明：请改正后保存，再交回导入；“原行号”和“待修正原因”两列不影响导入。本表含个人信息，请妥善保管。",
        )
        signed = self._signed(actor, masked=False)
        write_table(path, REPAIRS_TITLE, columns, rows, notes, signed=signed, progress=progress)
        self._note(actor, _("导入时待修正的行"), len(rows))
        return len(rows)

    def _note(
        self,
        actor: Actor,
        what: str,
        people: int,
        *,
        reason: str | None = None,
        recipient: str | None = None,
    ) -> None:
        AccessLogService(self._context).note(
            actor, AccessKind.EXPORTED, what=what, people=people, reason=reason, recipient=recipient
        )

    def _signed(self, actor: Actor, *, masked: bool) -> Signed:
        site = self._context.site
        return Signed(
            unit=site.unit_name,
            division=Places(self._context).full_name(site.division_code),
            made_by=actor.name,
            printed_at=self._context.clock.now(),
            sample=site.sample,
            masked=masked,
        )
