"""What an import would do or did: the figures, the refused cells and the hints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.import_outcome import CellNote, ImportResult
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.services.visit_imports import VisitImportPreview
from desktop_app.ui.kit import Column, EmptyState, FlowLayout, ListSource, RowTable, Sort, Text, row
from desktop_app.ui.register import import_fields

Preview = RegisterImportPreview | VisitImportPreview


@dataclass(frozen=True, slots=True)
class Note:
    """One refused cell or one hint."""

    refused: bool
    row: int
    column: str
    reason: str
    sheet: str = ""

    @property
    def place(self) -> str:
        """Where it is: the row, after the sheet where there are several."""
        return f"{self.sheet} {self.row}" if self.sheet else str(self.row)


def notes_of(done: Preview | ImportResult) -> list[Note]:
    """Return refused cells, then hints."""

    def made(found: Sequence[CellNote], *, refused: bool) -> list[Note]:
        """Return the notes of one kind."""
        return [Note(refused, note.row, note.column, note.reason, note.sheet) for note in found]

    return made(done.rejected, refused=True) + made(done.warnings, refused=False)


class Figures(QWidget):
    """新增, 更新, 不变, 拒绝, 提示 on one line, or on more where there is no room: what follows stays in sight."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._line: QWidget | None = None

    def show_counts(self, done: Preview | ImportResult, kind: str) -> None:
        """Show the counts of ``done``."""
        if self._line is not None:
            self._layout.removeWidget(self._line)
            self._line.deleteLater()
        unit = _("{count} 人") if kind == import_fields.REGISTER else _("{count} 次")
        refused = len({(note.sheet, note.row) for note in done.rejected})
        told = _("{count} 行").format(count=refused)
        if refused:
            told += _("（{count} 格）").format(count=len(done.rejected))
        figures = [
            (_("新增"), unit.format(count=done.created)),
            (_("不变"), unit.format(count=done.unchanged)),
            (_("有单元格被拒"), told),
            (_("提示"), _("{count} 条").format(count=len(done.warnings))),
        ]
        if kind == import_fields.REGISTER:
            figures.insert(1, (_("更新"), unit.format(count=done.updated)))
        self._line = QWidget()
        flow = FlowLayout(self._line, spacing_em=1.6)
        for word, figure in figures:
            pair = QWidget()
            line = row(Text(word, "muted"), Text(figure, "section"), spacing_em=0.5)
            line.setContentsMargins(0, 0, 0, 0)
            pair.setLayout(line)
            flow.addWidget(pair)
        self._layout.addWidget(self._line)


def notes_table() -> RowTable[Note]:
    """Return the table of refused cells and hints."""
    return RowTable(
        (
            Column(
                key="kind",
                title=_("处理"),
                width_em=5,
                text=lambda note: _("已拒绝") if note.refused else _("提示"),
                tint=lambda note: "overdue" if note.refused else "soon",
            ),
            Column(key="row", title=_("行号"), width_em=6, text=lambda note: note.place, align_right=True),
            Column(key="column", title=_("栏目"), width_em=9, text=lambda note: note.column),
            Column(
                key="reason",
                title=_("原因"),
                width_em=24,
                text=lambda note: _(note.reason),
                stretch=True,
            ),
        ),
        sort=Sort("order"),
        empty=EmptyState(_("每一格都读懂了，没有需要核对的地方。")),
        many=True,
    )


def show_notes(table: RowTable[Note], done: Preview | ImportResult) -> None:
    """Show the notes of ``done``."""
    source: ListSource[Note] = ListSource(
        notes_of(done),
        {
            "kind": lambda note: (not note.refused, note.row),
            "row": lambda note: (note.sheet, note.row),
            "column": lambda note: note.column,
            "reason": lambda note: note.reason,
        },
    )
    table.show_source(source)
