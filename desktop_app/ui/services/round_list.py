"""The people of a service round as a table: Space ticks, + and − say how much, Enter goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import service_words as words
from desktop_app.ui import theme
from desktop_app.ui.kit import Column, EmptyState, ListSource, RowTable, Sort, Text
from desktop_app.ui.services.round_work import RoundRow, why_words

_PLUS = frozenset({"+", "＋", "="})
_MINUS = frozenset({"-", "－", "_"})


class RoundList(QWidget):
    """Signals: ``ticked(row)`` by Space, ``counted(row, step)`` by + and −, ``dropped(row)`` by Delete."""

    ticked = Signal(object)
    counted = Signal(object, int)
    dropped = Signal(object)

    def __init__(self, entries: Mapping[str, str], refused: Mapping[str, str], empty: EmptyState) -> None:
        super().__init__()
        self._entries, self._refused, self._unit = entries, refused, ""
        self._rows: Sequence[RoundRow] = ()
        self.table: RowTable[RoundRow] = RowTable(self._columns(), sort=Sort("order"), empty=empty)
        self.hint = Text(
            _("空格打勾或取消，+ − 改数量，回车到下一位，F6 应到的全部打勾。"), "hint", wrap=True
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.3))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.hint)
        self.setFocusProxy(self.table)
        self.table.view.setAccessibleName(_("批量登记名单"))
        self.table.view.setAccessibleDescription(self.hint.text())
        self.table.view.installEventFilter(self)
        self.table.view.clicked.connect(self._on_clicked)

    def show_rows(self, rows: Sequence[RoundRow], unit: str) -> None:
        """Show these people in this order with the cursor where it was."""
        before = self.current()
        self._rows, self._unit = rows, unit
        self.hint.setVisible(bool(rows))
        places = {row.elder_uid: at for at, row in enumerate(rows)}
        self.table.show_source(
            ListSource[RoundRow](
                rows,
                {
                    "order": lambda row: places[row.elder_uid],
                    "name": lambda row: row.name,
                    "village": lambda row: places[row.elder_uid],
                    "tick": lambda row: (row.elder_uid not in self._entries, places[row.elder_uid]),
                    "why": lambda row: (row.plan is None, not row.lately, places[row.elder_uid]),
                },
            ),
            keep_choice=False,
        )
        if before is None or not self.go_to(before.elder_uid):
            self.table.choose_first()

    def rows(self) -> Sequence[RoundRow]:
        """Return everybody shown."""
        return self._rows

    def current(self) -> RoundRow | None:
        """Return who is under the cursor."""
        return self.table.current()

    def go_to(self, uid: str) -> bool:
        """Put the cursor on somebody; False when they are not shown."""
        at = next((at for at, row in enumerate(self._rows) if row.elder_uid == uid), -1)
        return at >= 0 and self.table.choose_id(at)

    def go_on(self) -> None:
        """Put the cursor on the next row."""
        at = self.table.view.currentIndex().row() + 1
        if at < self.table.count():
            self.table.view.selectRow(at)

    def repaint_rows(self) -> None:
        """Show what was ticked since."""
        self.table.view.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the keys of the list."""
        row = self.current()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or row is None:
            return super().eventFilter(watched, event)
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        key, text = event.key(), event.text()
        if not plain:
            return super().eventFilter(watched, event)
        if key == Qt.Key.Key_Space:
            self.ticked.emit(row)
        elif text in _PLUS:
            self.counted.emit(row, 1)
        elif text in _MINUS:
            self.counted.emit(row, -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.dropped.emit(row)
        else:
            return super().eventFilter(watched, event)
        return True

    def _on_clicked(self) -> None:
        """A click into the column of ticks ticks."""
        index = self.table.view.currentIndex()
        row = self.table.model.row_at(index.row())
        if row is not None and self.table.model.columns[index.column()].key == "tick":
            self.ticked.emit(row)

    def _columns(self) -> tuple[Column[RoundRow], ...]:
        return (
            Column(key="name", title=_("姓名"), width_em=24, text=lambda row: row.name, strong=True),
            Column(key="tick", title=_("到场"), width_em=11, text=self._state, tint=self._tint),
            Column(key="why", title=_("为什么在名单上"), width_em=12, text=why_words),
            Column(
                key="village",
                title=_("嘎查村（社区）"),
                width_em=11,
                text=lambda row: row.village,
                stretch=True,
            ),
        )

    def _state(self, row: RoundRow) -> str:
        quantity = self._entries.get(row.elder_uid)
        if quantity is not None:
            told = _("✓ 到　{amount}").format(amount=words.amount(quantity, self._unit))
            return _("未保存 · {words}").format(words=told) if row.elder_uid in self._refused else told
        if row.given:
            return _("这天已登记")
        return _("不在家：{where}").format(where=_(row.absent)) if row.absent else _("未到")

    def _tint(self, row: RoundRow) -> str:
        if row.elder_uid in self._refused:
            return "overdue"
        if row.elder_uid in self._entries:
            return "done"
        return "quiet"
