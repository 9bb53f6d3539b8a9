"""The two tables of a returned workbook: every filled row with what becomes of it, and the cells to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from desktop_app.config.strings import _
from desktop_app.services.import_outcome import CellNote
from desktop_app.services.visit_workbook_plan import RowFate, RowNote, WorkbookSummary
from desktop_app.ui.kit import Column, EmptyState, ListSource, RowTable, Sort

_TINTS = {
    RowFate.CREATED: "done",
    RowFate.CHANGED: "soon",
    RowFate.KEPT: "soon",
    RowFate.REFUSED: "overdue",
}
_ORDER = (RowFate.REFUSED, RowFate.KEPT, RowFate.CHANGED, RowFate.CREATED, RowFate.UNCHANGED)


def rows_table() -> RowTable[RowNote]:
    """Return the table of filled rows, problems first."""
    return RowTable(
        (
            Column(
                key="fate",
                title=_("会怎样"),
                width_em=8,
                text=lambda note: _(note.fate.term),
                tint=lambda note: _TINTS.get(note.fate, ""),
            ),
            Column(key="row", title=_("表格行"), width_em=5, text=_place, align_right=True),
            Column(key="name", title=_("姓名"), width_em=12, text=lambda note: note.name, strong=True),
            Column(
                key="visited_on",
                title=_("探访日期"),
                width_em=7.5,
                text=lambda note: note.visited_on.isoformat() if note.visited_on else "",
            ),
            Column(
                key="words",
                title=_("说明"),
                width_em=24,
                text=lambda note: _("；").join(note.words),
                sortable=False,
                stretch=True,
            ),
        ),
        sort=Sort("fate"),
        empty=EmptyState(_("工作簿里还没有填写任何探访。")),
        many=True,
    )


def with_hints(found: WorkbookSummary) -> list[RowNote]:
    """Return the rows, those that can be taken saying how many of their cells deserve a look."""
    hints = Counter((note.sheet, note.row) for note in found.warnings)
    dropped = Counter((note.sheet, note.row) for note in found.rejected)
    rows = []
    for note in found.notes:
        words = list(note.words)
        if note.fate is not RowFate.REFUSED and (count := dropped[note.sheet, note.row]):
            words.append(_("有 {count} 格没有采用").format(count=count))
        if note.fate is not RowFate.REFUSED and (count := hints[note.sheet, note.row]):
            words.append(_("有 {count} 处请核对").format(count=count))
        rows.append(replace(note, words=tuple(words)))
    return rows


def rows_source(notes: Sequence[RowNote]) -> ListSource[RowNote]:
    """Return rows to be shown."""
    return ListSource(
        list(notes),
        {
            "fate": lambda note: (_ORDER.index(note.fate), note.sheet, note.row),
            "row": lambda note: (note.sheet, note.row),
            "name": lambda note: note.name,
            "visited_on": lambda note: (note.visited_on or date.min, note.row),
        },
    )


def cells_table() -> RowTable[tuple[CellNote, bool]]:
    """Return the table of cells; the second of a pair tells whether the cell was refused."""
    return RowTable(
        (
            Column(
                key="kind",
                title=_("处理"),
                width_em=6,
                text=lambda each: _("没有采用") if each[1] else _("请核对"),
                tint=lambda each: "overdue" if each[1] else "soon",
            ),
            Column(
                key="row", title=_("行号"), width_em=5, text=lambda each: _place(each[0]), align_right=True
            ),
            Column(key="column", title=_("栏目"), width_em=9, text=lambda each: each[0].column),
            Column(
                key="reason",
                title=_("原因和怎么办"),
                width_em=26,
                text=lambda each: each[0].reason,
                sortable=False,
                stretch=True,
            ),
        ),
        sort=Sort("kind"),
        empty=EmptyState(_("每一格都读懂了，没有需要核对的地方。")),
        many=True,
    )


def cells_source(notes: Sequence[tuple[CellNote, bool]]) -> ListSource[tuple[CellNote, bool]]:
    """Return cells to be shown."""
    return ListSource(
        list(notes),
        {
            "kind": lambda each: (not each[1], each[0].sheet, each[0].row),
            "row": lambda each: (each[0].sheet, each[0].row),
            "column": lambda each: each[0].column,
        },
    )


def _place(note: RowNote | CellNote) -> str:
    return f"{note.sheet} {note.row}" if note.sheet else str(note.row)
