"""The lists of a seasonal move as tables to export: their columns, and how they are signed and noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from desktop_app.domain.terms import AccessKind
from desktop_app.progress import Progress
from desktop_app.reports.paper import Signed
from desktop_app.reports.workbooks import ColumnKind, TableColumn, write_table
from desktop_app.services.access_log import AccessLogService
from desktop_app.services.actor import Actor
from desktop_app.services.context import Context
from desktop_app.services.places import Places

MOVE_COLUMNS = (
    TableColumn("姓名", width=14),
    TableColumn("嘎查村（社区）", width=18),
    TableColumn("状态", width=9),
    TableColumn("住在", width=13),
    TableColumn("地点", width=24),
    TableColumn("自", ColumnKind.DAY, 12),
    TableColumn("至", ColumnKind.DAY, 12),
    TableColumn("由谁探访", width=14),
    TableColumn("探访方式", width=13),
)

LEFT_COLUMNS = (
    TableColumn("姓名", width=14),
    TableColumn("嘎查村（社区）", width=18),
    TableColumn("为什么列入", width=40),
    TableColumn("自", ColumnKind.DAY, 12),
    TableColumn("探访人", width=14),
)


def write_list(
    context: Context,
    actor: Actor,
    path: Path,
    title: str,
    columns: Sequence[TableColumn],
    lines: Sequence[Sequence[str | date | None]],
    progress: Progress,
) -> None:
    """Write a list of names to an .xlsx with unit, day and who made it, and note that it left the program."""
    site = context.site
    signed = Signed(
        unit=site.unit_name,
        division=Places(context).full_name(site.division_code),
        made_by=actor.name,
        printed_at=context.clock.now(),
        sample=site.sample,
        masked=True,
    )
    notes = ("说明：本表含个人信息，只限工作使用，请妥善保管，不得对外提供。",)
    write_table(path, title, columns, lines, notes, signed=signed, progress=progress)
    AccessLogService(context).note(actor, AccessKind.EXPORTED, what=title, people=len(lines))
