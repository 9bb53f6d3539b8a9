"""The list of values that the file would change, fill or leave, old beside new."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.exchange.register.decisions import Policy
from desktop_app.services.import_outcome import FieldChange
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.ui.kit import Column, EmptyState, ListSource, RowTable, Sort


def changes_table() -> RowTable[FieldChange]:
    """Return the table of changed cells."""
    return RowTable(
        (
            Column(key="name", title=_("姓名"), width_em=9, text=lambda one: one.name, strong=True),
            Column(key="row", title=_("行号"), width_em=6, text=_place, align_right=True),
            Column(key="field", title=_("栏目"), width_em=8, text=lambda one: one.field),
            Column(key="old", title=_("名册里"), width_em=15, text=lambda one: one.old or _("（空）")),
            Column(key="new", title=_("文件里"), width_em=15, text=lambda one: one.new, stretch=True),
            Column(key="action", title=_("处理"), width_em=8, text=_action, tint=_tint),
        ),
        sort=Sort("order"),
        empty=EmptyState(_("名册里已有的人，内容都与文件一致，没有要改动的格。")),
        many=True,
    )


def show_changes(table: RowTable[FieldChange], preview: RegisterImportPreview) -> None:
    """Show the changes of ``preview``."""
    source: ListSource[FieldChange] = ListSource(
        preview.changes,
        {
            "name": lambda one: one.name,
            "row": lambda one: (one.sheet, one.row),
            "field": lambda one: one.field,
            "old": lambda one: one.old,
            "new": lambda one: one.new,
            "action": lambda one: one.action,
        },
    )
    table.show_source(source)


def written(preview: RegisterImportPreview) -> int:
    """Return how many cells will be written."""
    return sum(_is_written(change) for change in preview.changes)


def _is_written(change: FieldChange) -> bool:
    return change.action == Policy.REPLACE or (change.action == Policy.FILL and not change.old)


def _place(change: FieldChange) -> str:
    return f"{change.sheet} {change.row}" if change.sheet else str(change.row)


def _action(change: FieldChange) -> str:
    if not _is_written(change):
        return _("不改")
    return _("覆盖") if change.old else _("填空")


def _tint(change: FieldChange) -> str:
    if not _is_written(change):
        return "quiet"
    return "soon" if change.old else "done"
