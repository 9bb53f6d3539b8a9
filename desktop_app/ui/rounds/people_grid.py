"""The elders of a household side by side: a row for every question, a column for everybody, and keys through both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.forms import VisitForm
from desktop_app.services.rounds import RoundPerson
from desktop_app.ui import theme
from desktop_app.ui.kit import Text
from desktop_app.ui.kit.sight import bring_into_sight, set_shown
from desktop_app.ui.open_findings import OpenFindings
from desktop_app.ui.rounds.person_column import (
    FINDINGS,
    FOLLOWED,
    MEASURES,
    OUTCOME,
    SUMMARY,
    PersonColumn,
)

LABEL_EM, LABEL_GAP_EM = 6.4, 0.8
COLUMN_EM = 15.5
"""The least width of a column: four of them stand beside each other on a screen of 1366 pixels."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_UP_DOWN = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


class PeopleGrid(QWidget):
    """Signals: ``changed()`` after an edit, ``left_below()`` when the keyboard goes on past the last line.

    Enter goes on row by row, up and down stay with one person, Ctrl with an arrow goes to the next person.
    """

    changed = Signal()
    left_below = Signal()

    def __init__(self, people: Sequence[RoundPerson], form: VisitForm, today: date) -> None:
        super().__init__()
        self._form = form
        self._labels: dict[str, Text] = {}
        self._edge = 0
        self._ground = QFrame(self)
        self._ground.setProperty("look", "surface")
        self._ground.hide()
        self.columns = [PersonColumn(person, form, today) for person in people]
        self._build()
        for at, column in enumerate(self.columns):
            column.changed.connect(self.changed)
            column.moved_on.connect(lambda key, step, at=at: self._go_on(at, key, step))

    def show_labels(self) -> None:
        """Show the titles of the rows that somebody is asked."""
        for key, label in self._labels.items():
            set_shown(label, any(not column.cells()[key].isHidden() for column in self.columns))

    def stay_right_of(self, edge: int) -> None:
        """Keep the titles of the rows in sight: nothing of the grid left of ``edge`` can be seen."""
        self._edge = max(0, edge)
        self._place_labels()

    def event(self, event: QEvent) -> bool:
        """Qt: the layout puts the titles back to where they began."""
        done = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Resize} and self._edge:
            self._place_labels()
        return done

    def _place_labels(self) -> None:
        away = self._edge > 0
        inset = theme.px(LABEL_GAP_EM) if away else 0
        self._ground.setVisible(away)
        self._ground.setGeometry(self._edge, 0, theme.word_px(LABEL_EM) + inset, self.height())
        self._ground.raise_()
        for label in self._labels.values():
            label.move(self._edge + inset, label.y())
            label.raise_()

    def focus_place(self) -> list[str]:
        """Return where the keyboard is: the elder and the row; empty when it is elsewhere."""
        inside: QWidget | None = self.focusWidget()
        for column in self.columns:
            for key, cell in column.cells().items():
                if inside is not None and (cell is inside or cell.isAncestorOf(inside)):
                    return [column.person.elder_uid, key]
        return []

    def go_to(self, place: Sequence[str]) -> bool:
        """Put the keyboard on the row of an elder; False when there is none."""
        for column in self.columns:
            if len(place) == 2 and column.person.elder_uid == place[0] and place[1] in column.cells():
                go(column.cells()[place[1]])
                return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the keys that walk through the grid."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        place = self._place_of(watched)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if place is None:
            return super().eventFilter(watched, event)
        if event.key() in _SIDEWAYS and held == Qt.KeyboardModifier.ControlModifier:
            self._go_sideways(*place, 1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() in _UP_DOWN and not held:
            self._go_down(*place, 1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in _ENTER and not held:
            self._go_on(*place, 1)
        else:
            return super().eventFilter(watched, event)
        return True

    def _go_on(self, at: int, key: str, step: int) -> None:
        stops = [(each, name) for name in self._rows() for each in range(len(self.columns))]
        place = stops.index((at, key)) + step
        while 0 <= place < len(stops):
            cell = self.columns[stops[place][0]].cells()[stops[place][1]]
            if _takes_keys(stops[place][1], cell):
                go(cell)
                return
            place += step
        if step > 0:
            self.left_below.emit()

    def _go_down(self, at: int, key: str, step: int) -> None:
        rows, cells = self._rows(), self.columns[at].cells()
        place = rows.index(key) + step
        while 0 <= place < len(rows):
            if _takes_keys(rows[place], cells[rows[place]]):
                go(cells[rows[place]])
                return
            place += step

    def _go_sideways(self, at: int, key: str, step: int) -> None:
        at += step
        if 0 <= at < len(self.columns):
            cell = self.columns[at].cells()[key]
            go(cell if _takes_keys(key, cell) else self.columns[at].outcome)

    def _rows(self) -> list[str]:
        return list(self.columns[0].cells())

    def _place_of(self, watched: QObject) -> tuple[int, str] | None:
        for at, column in enumerate(self.columns):
            for key, cell in column.cells().items():
                if watched is cell or watched is getattr(cell, "line", None):
                    return at, key
        return None

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(LABEL_GAP_EM))
        grid.setVerticalSpacing(theme.px(0.25))
        grid.setColumnMinimumWidth(0, theme.word_px(LABEL_EM))
        for at, column in enumerate(self.columns, start=1):
            grid.setColumnMinimumWidth(at, theme.px(COLUMN_EM))
            grid.setColumnStretch(at, 1)
            grid.addWidget(column.head, 0, at)
        for row, key in enumerate(self._rows(), start=1):
            label = self._labels[key] = Text(self._title(key), "muted", wrap=True)
            label.setFixedWidth(theme.word_px(LABEL_EM))
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            for at, column in enumerate(self.columns, start=1):
                cell = column.cells()[key]
                high = key in {FINDINGS, FOLLOWED}
                grid.addWidget(cell, row, at, Qt.AlignmentFlag.AlignTop if high else Qt.AlignmentFlag(0))
                for target in (cell, getattr(cell, "line", None)):
                    if isinstance(target, QWidget):
                        target.installEventFilter(self)

    def _title(self, key: str) -> str:
        titles = {
            OUTCOME: _("结果"),
            FOLLOWED: _("原有问题"),
            SUMMARY: _("情况记录"),
            MEASURES: _("测量（选填）"),
            FINDINGS: "",
        }
        return titles[key] if key in titles else _(self._form.by_key[key][1].title)


def go(widget: QWidget) -> None:
    """Put the keyboard on a widget and bring it into sight."""
    if not (isinstance(widget, OpenFindings) and widget.focus_first()):
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
    # At the left stand the titles of the rows, in front of what is scrolled away.
    titles_em = theme.word_px(LABEL_EM) / theme.em()
    bring_into_sight(widget, beside_em=titles_em + 2.5, around_em=3)


def _takes_keys(key: str, cell: QWidget) -> bool:
    """Tell whether Enter stops at a cell; measures and findings are only reached by Tab."""
    if isinstance(cell, OpenFindings) and not cell.asks():
        return False
    return not cell.isHidden() and key not in {MEASURES, FINDINGS}
