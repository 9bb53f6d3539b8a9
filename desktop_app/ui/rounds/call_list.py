"""The people of a phone round as a table: a digit says how the call ended, Enter goes to the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.dates import age_on
from desktop_app.domain.phrases import day_and_month
from desktop_app.domain.terms import Outcome
from desktop_app.services.rounds import CallRow
from desktop_app.ui import duty_words, theme
from desktop_app.ui.kit import Column, EmptyState, ListSource, RowTable, Sort, Text, group_phone
from desktop_app.ui.rounds.call_entries import CALL_OUTCOMES, CallEntry
from desktop_app.ui.visit_answers import somebody_was_met

_DROP = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class CallList(QWidget):
    """Signals: ``chosen(row or None)``, ``picked(number)`` by a digit, ``dropped()`` by Delete, ``into()`` by →."""

    chosen = Signal(object)
    picked = Signal(int)
    dropped = Signal()
    into = Signal()

    def __init__(
        self,
        entries: Mapping[str, CallEntry],
        refused: Mapping[str, str],
        today: Callable[[], date],
        empty: EmptyState,
    ) -> None:
        super().__init__()
        self._entries, self._refused, self._today = entries, refused, today
        self._rows: Sequence[CallRow] = ()
        self.table: RowTable[CallRow] = RowTable(self._columns(), sort=Sort("urgency"), empty=empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.3))
        layout.addWidget(self.table, 1)
        digits = "  ".join(f"{at} {_(one.term)}" for at, one in enumerate(CALL_OUTCOMES, start=1))
        self.hint = Text(
            _("按数字键填写结果，回车到下一位：{digits}").format(digits=digits), "hint", wrap=True
        )
        layout.addWidget(self.hint)
        self.setFocusProxy(self.table)
        self.table.view.setAccessibleName(_("电话名单"))
        self.table.view.setAccessibleDescription(
            _("数字键填写结果，回车到下一位，Delete 清除，右方向键填写详情。")
        )
        self.table.view.installEventFilter(self)
        self.table.chosen.connect(self.chosen)

    def rows(self) -> Sequence[CallRow]:
        """Return everybody on the list."""
        return self._rows

    def show_rows(self, rows: Sequence[CallRow], place: str = "") -> None:
        """Show these people in this order with the cursor on ``place``, else on the first one not filled in."""
        self._rows = rows
        self.hint.setVisible(bool(rows))
        self.table.show_source(ListSource(rows), keep_choice=False)
        if rows and not self.go_to(place):
            self.go_to(next((uid for uid in self.uids() if uid not in self._entries), self.uids()[0]))

    def uids(self) -> list[str]:
        """Return the uids of everybody on the list."""
        return [row.person.elder_uid for row in self._rows]

    def current(self) -> CallRow | None:
        """Return who is under the cursor."""
        return self.table.current()

    def go_to(self, uid: str) -> bool:
        """Put the cursor on somebody; False when they are not on the list."""
        uids = self.uids()
        return uid in uids and self.table.choose_id(uids.index(uid))

    def go_on(self) -> bool:
        """Put the cursor on the next row; False on the last one."""
        row = self.current()
        at = self.uids().index(row.person.elder_uid) + 1 if row is not None else 0
        return at < len(self._rows) and self.table.choose_id(at)

    def repaint_rows(self) -> None:
        """Show what was filled in since."""
        model = self.table.model
        if model.rowCount():
            last = model.index(model.rowCount() - 1, model.columnCount() - 1)
            model.dataChanged.emit(model.index(0, 0), last)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: digits fill in, Enter and Space go on, Delete clears, right goes into the details."""
        if (
            event.type() != QEvent.Type.KeyPress
            or not isinstance(event, QKeyEvent)
            or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            return super().eventFilter(watched, event)
        text, key = event.text(), event.key()
        if len(text) == 1 and text in "123456789":
            self.picked.emit(int(text))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on()
        elif key in _DROP:
            self.dropped.emit()
        elif key == Qt.Key.Key_Right:
            self.into.emit()
        else:
            return super().eventFilter(watched, event)
        return True

    def _columns(self) -> tuple[Column[CallRow], ...]:
        return (
            Column(
                key="name",
                title=_("姓名"),
                width_em=8,
                text=lambda row: row.person.name,
                strong=True,
                sortable=False,
            ),
            Column(
                key="result",
                title=_("结果"),
                width_em=9.6,
                text=self._result,
                tint=self._tint,
                sortable=False,
            ),
            Column(key="age", title=_("年龄"), width_em=3, text=self._age, align_right=True, sortable=False),
            Column(key="phone", title=_("电话"), width_em=10.6, text=_phone, sortable=False),
            Column(
                key="why",
                title=_("为什么，到哪天"),
                width_em=11,
                text=self._why,
                sortable=False,
                stretch=True,
            ),
            Column(key="counts", title=_("电话计否"), width_em=5.6, text=_counts, sortable=False),
            Column(key="last", title=_("上次"), width_em=8.6, text=_last, sortable=False),
        )

    def _age(self, row: CallRow) -> str:
        born = row.person.birth_on
        return str(age_on(born, self._today())) if born else ""

    def _why(self, row: CallRow) -> str:
        line = row.person.line
        if line is None:
            return _("目前没有应探访")
        return f"{duty_words.state_words(line, self._today())} · {duty_words.rule_words(line)}"

    def _result(self, row: CallRow) -> str:
        uid = row.person.elder_uid
        entry = self._entries.get(uid)
        if entry is None:
            return ""
        words = _(Outcome(entry.outcome).term)
        if uid in self._refused:
            return _("未保存 · {outcome}").format(outcome=words)
        return f"{words} {entry.time}".strip()

    def _tint(self, row: CallRow) -> str:
        uid = row.person.elder_uid
        entry = self._entries.get(uid)
        if uid in self._refused:
            return "overdue"
        return "done" if entry is not None and somebody_was_met(entry.outcome) else "soon"


def _phone(row: CallRow) -> str:
    """Return the number to dial first: the person's own, else that of a contact with the relation."""
    if row.person.phones:
        return group_phone(row.person.phones[0])
    if row.contact is None:
        return _("没有电话")
    number = group_phone(row.contact.phone.split("、")[0])
    return f"{row.contact.relation or row.contact.name} {number}"


def _counts(row: CallRow) -> str:
    if row.counts:
        return _("计")
    return _("须先打电话") if row.asked_for else _("须上门") if row.person.line is not None else ""


def _last(row: CallRow) -> str:
    line = row.person.line
    if line is None or line.last_visit_on is None or not line.last_outcome:
        return ""
    return f"{day_and_month(line.last_visit_on, _)} {_(Outcome(line.last_outcome).term)}"
