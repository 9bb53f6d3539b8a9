"""What an import would do: four figures, refused cells and hints, and which column fills which field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.exchange.workbooks.headers import IGNORE
from desktop_app.services.import_outcome import CellNote, ImportResult
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.services.visit_imports import VisitImportPreview
from desktop_app.ui import theme
from desktop_app.ui.kit import (
    Card,
    ChoiceField,
    Column,
    EmptyState,
    Figure,
    FlowLayout,
    ListSource,
    RowTable,
    Sort,
    Text,
    Tiles,
    row,
)
from desktop_app.ui.register import import_fields

Preview = RegisterImportPreview | VisitImportPreview
NAME_EM, CHOICE_EM = 8, 12.5


@dataclass(frozen=True, slots=True)
class Note:
    """One refused cell or one hint."""

    refused: bool
    row: int
    column: str
    reason: str


def notes_of(done: Preview | ImportResult) -> list[Note]:
    """Return refused cells, then hints."""

    def made(found: Sequence[CellNote], *, refused: bool) -> list[Note]:
        """Return the notes of one kind."""
        return [Note(refused, note.row, note.column, note.reason) for note in found]

    return made(done.rejected, refused=True) + made(done.warnings, refused=False)


class Figures(QWidget):
    """新增, 更新, 不变, 拒绝 as four figures."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._tiles: QWidget | None = None

    def show_counts(self, done: Preview | ImportResult, kind: str) -> None:
        """Show the counts of ``done``."""
        if self._tiles is not None:
            self._layout.removeWidget(self._tiles)
            self._tiles.deleteLater()
        unit = _("{count} 人") if kind == import_fields.REGISTER else _("{count} 次")
        refused = len({note.row for note in done.rejected})
        tiles = [
            Figure(_("新增"), unit.format(count=done.created)),
            Figure(_("不变"), unit.format(count=done.unchanged), hint=_("名册中已有，内容相同")),
            Figure(
                _("有单元格被拒"),
                _("{count} 行").format(count=refused),
                hint=_("共 {count} 格，原因见下表").format(count=len(done.rejected)) if refused else "",
            ),
            Figure(_("提示"), _("{count} 条").format(count=len(done.warnings))),
        ]
        if kind == import_fields.REGISTER:
            tiles.insert(1, Figure(_("更新"), unit.format(count=done.updated)))
        self._tiles = Tiles(*tiles, tile_em=11)
        self._layout.addWidget(self._tiles)


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
            Column(key="row", title=_("行号"), width_em=4, text=lambda note: str(note.row), align_right=True),
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
            "row": lambda note: note.row,
            "column": lambda note: note.column,
            "reason": lambda note: note.reason,
        },
    )
    table.show_source(source)


class MappingCard(Card):
    """Which column of the file fills which field. Signal: ``changed()`` when the user chose another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(_("栏目对照"))
        self._choices: dict[str, ChoiceField[str]] = {}
        self._holder: QWidget | None = None
        self.body.addWidget(
            Text(_("左边是文件里的表头，右边是导入到哪一项。改动后会重新核对。"), "hint", wrap=True)
        )

    def show_mapping(self, preview: Preview, kind: str) -> None:
        """Show the mapping of ``preview``."""
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.deleteLater()
        self._choices = {}
        holder = QWidget()
        flow = FlowLayout(holder, spacing_em=0.8)
        headers = [*preview.mapping, *(one for one in preview.unmapped if one not in preview.mapping)]
        choices = import_fields.field_choices(kind)
        for header in headers:
            name = Text(header, "", wrap=True, copyable=True)
            name.setFixedWidth(theme.px(NAME_EM))
            field = preview.mapping.get(header, IGNORE)
            right: QWidget
            if import_fields.is_looked_at_only(kind, field):
                right = Text(_("仅核对"), "muted")
            else:
                choice: ChoiceField[str] = ChoiceField(choices, empty=None)
                choice.set_value(field)
                choice.describe(_("“{header}”导入到").format(header=header), "")
                choice.changed.connect(self.changed)
                self._choices[header] = choice
                right = choice
            right.setFixedWidth(theme.px(CHOICE_EM))
            pair = QWidget()
            line = row(name, right, spacing_em=0.5)
            line.setContentsMargins(0, 0, 0, 0)
            pair.setLayout(line)
            flow.addWidget(pair)
        self._holder = holder
        self.body.addWidget(holder)

    def mapping(self) -> dict[str, str]:
        """Return header → field as chosen."""
        return {header: choice.value() or IGNORE for header, choice in self._choices.items()}
