"""What every import tells: the counts, and each refused or doubtful cell by row and column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from desktop_app.cli.console import columns, plain
from desktop_app.config.strings import _
from desktop_app.services.import_outcome import CellNote

_MOST_LINES = 200


class Counted(Protocol):
    """What previews and results of imports have in common."""

    @property
    def rows(self) -> int:
        """Data rows of the file."""

    @property
    def created(self) -> int:
        """New records."""

    @property
    def unchanged(self) -> int:
        """Records that were known already."""

    @property
    def rejected(self) -> Sequence[CellNote]:
        """Cells that were refused."""

    @property
    def warnings(self) -> Sequence[CellNote]:
        """Cells that deserve a look."""


def import_document(found: Counted) -> dict[str, Any]:
    """Return the document of an import, with ``updated`` where imports can update."""
    counts = {"rows": found.rows, "created": found.created}
    if hasattr(found, "updated"):
        counts["updated"] = found.updated
    counts["unchanged"] = found.unchanged
    return {**counts, "rejected": _plain(found.rejected), "warnings": _plain(found.warnings)}


def _plain(notes: Sequence[CellNote]) -> list[dict[str, Any]]:
    """Return notes for JSON; the sheet is named only where the file has several with people."""
    return [{key: value for key, value in plain(note).items() if key != "sheet" or value} for note in notes]


def _where(note: CellNote) -> str:
    return f"{note.sheet} {note.row}" if note.sheet else str(note.row)


def import_lines(found: Counted) -> list[str]:
    """Return the same for people."""
    change_set = getattr(found, "change_set", None)
    applied = hasattr(found, "change_set")
    counts = _("共 {rows} 行：新增 {created}，更新 {updated}，未变 {unchanged}。").format(
        rows=found.rows,
        created=found.created,
        updated=getattr(found, "updated", 0),
        unchanged=found.unchanged,
    )
    lines = [counts if applied else _("预览，数据没有改动。{counts}").format(counts=counts)]
    for title, notes in ((_("拒收的单元格"), found.rejected), (_("请核对的单元格"), found.warnings)):
        if notes:
            lines += ["", _("{title}（{count}）：").format(title=title, count=len(notes))]
            lines += columns(
                ((_where(note), note.column, note.reason) for note in notes[:_MOST_LINES]),
                (_("行号"), _("列"), _("原因")),
            )
    if change_set:
        lines += ["", _("整次导入可以撤销：elder-visits undo {change_set}").format(change_set=change_set)]
    return lines
