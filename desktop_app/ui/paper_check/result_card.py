"""What a check came to: the outcome, what is to be known about it, and the changes in a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.paper_check_words import details, difference_words, headline
from desktop_app.services.paper_checks import CheckResult, CheckVerdict
from desktop_app.ui import theme
from desktop_app.ui.kit import (
    Card,
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    Sort,
    StateChip,
    Text,
)
from desktop_app.ui.kit.sight import set_shown

TABLE_EM = 15
"""So high the table of changes is in any case."""
_TINTS = {
    CheckVerdict.HOLDS: "done",
    CheckVerdict.CHANGED: "overdue",
    CheckVerdict.NOT_REMADE: "soon",
    CheckVerdict.UNKNOWN: "soon",
    CheckVerdict.MISSPELT: "overdue",
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of the table: a cell, or a whole line that came or went."""

    line: str
    label: str
    then: str
    now: str


class ResultCard(QWidget):
    """Shows one result; hidden until there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.verdict = StateChip()
        self.headline = Text("", "strong")
        self.details = Text("", "", wrap=True)
        self.table: RowTable[ChangeRow] = RowTable(
            _columns(), sort=Sort(""), empty=EmptyState(_("没有变动。"))
        )
        self.table.setMinimumHeight(theme.px(TABLE_EM))
        card = Card("")
        head = FlowLayout(spacing_em=0.7)
        for part in (self.verdict, self.headline):
            head.addWidget(part)
        card.body.addLayout(head)
        card.body.addWidget(self.details)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(card)
        layout.addWidget(self.table, 1)
        self.hide()

    def show_result(self, result: CheckResult) -> None:
        """Say what came of a check."""
        self.verdict.show_state(_(result.verdict.term), _TINTS[result.verdict])
        self.headline.setText(headline(result))
        self.details.setText("\n".join(details(result)))
        set_shown(self.details, bool(self.details.text()))
        rows = list(_rows(result))
        self.table.show_source(ListSource(rows), keep_choice=False)
        set_shown(self.table, bool(rows))
        self.show()


def _rows(result: CheckResult) -> Iterator[ChangeRow]:
    changes, whole = result.changes, _("整行")
    for subject in changes.added:
        yield ChangeRow(subject, whole, _("没有"), _("增加"))
    for subject in changes.gone:
        yield ChangeRow(subject, whole, _("有"), _("减少"))
    for cell in changes.cells:
        yield ChangeRow(*difference_words(cell))


def _columns() -> tuple[Column[ChangeRow], ...]:
    return (
        Column(
            key="line",
            title=_("行"),
            width_em=19,
            text=lambda row: row.line,
            strong=True,
            sortable=False,
        ),
        Column(key="label", title=_("栏目"), width_em=9, text=lambda row: row.label, sortable=False),
        Column(key="then", title=_("原来"), width_em=11, text=lambda row: row.then, sortable=False),
        Column(
            key="now",
            title=_("现在"),
            width_em=12,
            text=lambda row: row.now,
            sortable=False,
            stretch=True,
        ),
    )
