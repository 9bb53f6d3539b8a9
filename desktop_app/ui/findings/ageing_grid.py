"""Open findings by kind and age as numbers; each number, with its row and column, narrows the list to its findings."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.findings import AgeClass
from desktop_app.domain.terms import FindingKind
from desktop_app.services.findings import AgeingTable
from desktop_app.ui import theme
from desktop_app.ui.kit import Text, button

Cell = tuple[str | None, str | None]
"""A kind and a class of age; None stands for all of them."""

ALL: Cell = (None, None)


class AgeingGrid(QWidget):
    """Signal: ``chosen()`` after a number was pressed; pressed again it shows all findings."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chosen: Cell = ALL
        self._numbers: dict[Cell, QPushButton] = {}
        self._by_kind: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(0.6))
        self._grid.setVerticalSpacing(theme.px(0.15))
        kinds: tuple[str | None, ...] = (*(kind.value for kind in FindingKind), None)
        classes: tuple[str | None, ...] = (*(each.value for each in AgeClass), None)
        for at, age in enumerate(classes, start=1):
            head = Text(age_title(age), "muted")
            self._grid.addWidget(head, 0, at, Qt.AlignmentFlag.AlignCenter)
        for line, kind in enumerate(kinds, start=1):
            name = Text(kind_title(kind), "strong")
            self._grid.addWidget(name, line, 0)
            if kind is not None:
                self._by_kind.append(name)
            for at, age in enumerate(classes, start=1):
                made = self._numbers[(kind, age)] = button("0", partial(self._on_pressed, (kind, age)))
                made.setProperty("look", "chip")
                made.setCheckable(True)
                made.setMinimumWidth(theme.px(3.5))
                self._grid.addWidget(made, line, at, Qt.AlignmentFlag.AlignCenter)
                if kind is not None:
                    self._by_kind.append(made)
        self._grid.setColumnStretch(len(classes) + 1, 1)

    def show_table(self, table: AgeingTable) -> None:
        """Show how many findings there are of each kind and age."""
        for (kind, age), made in self._numbers.items():
            count = len(table.lines(kind, age))
            late = count and age == AgeClass.OLD.value
            made.setText(str(count) if count else "–")
            words = _("{kind}，{age}：{count} 件").format(
                kind=kind_title(kind), age=age_title(age), count=count
            )
            made.setAccessibleName(words)
            made.setToolTip(words)
            made.setEnabled(bool(count) or (kind, age) == self._chosen)
            face = made.font()
            face.setBold(bool(late))
            made.setFont(face)

    def set_short(self, short: bool) -> None:
        """Show the sums only, where a page has little room: the kinds can be chosen beside them."""
        for part in self._by_kind:
            part.setVisible(not short)

    def cell(self) -> Cell:
        """Return the kind and the age that the list is narrowed to."""
        return self._chosen

    def clear(self) -> None:
        """Narrow the list no more, without a signal."""
        self._choose(ALL)

    def number(self, kind: str | None, age: str | None) -> QPushButton:
        """Return the button of one number."""
        return self._numbers[(kind, age)]

    def _on_pressed(self, cell: Cell) -> None:
        self._choose(ALL if cell == self._chosen else cell)
        self.chosen.emit()

    def _choose(self, cell: Cell) -> None:
        self._chosen = cell
        for each, made in self._numbers.items():
            made.setChecked(each == cell and cell != ALL)


def age_title(age: str | None) -> str:
    """Return what a class of age is called."""
    return _(AgeClass(age).term) if age is not None else _("合计")


def kind_title(kind: str | None) -> str:
    """Return what a kind is called."""
    return _(FindingKind(kind).term) if kind is not None else _("合计")
