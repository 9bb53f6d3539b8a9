"""The phone round without page and store: filters, who calls on which day, the list, and the call under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import FieldProblem
from desktop_app.services.clock import Clock
from desktop_app.services.rounds import CallRow
from desktop_app.ui import theme
from desktop_app.ui.kit import ChoiceField, EmptyState, FlowLayout, Text, button, scrolling
from desktop_app.ui.open_findings import unexplained
from desktop_app.ui.rounds.call_entries import CallEntry, entry_of, time_problem
from desktop_app.ui.rounds.call_list import CallList
from desktop_app.ui.rounds.call_panel import CallPanel
from desktop_app.ui.rounds.calls_work import Calls, Order
from desktop_app.ui.rounds.when_form import WhenForm

PANEL_EM = 24
LIST_EM = 9


class CallsSheet(QWidget):
    """Signals: ``changed()`` after an edit, ``filtered()`` when others are wanted, ``save_this_asked()``.

    ``entries`` is what is filled in, by elder; ``refused`` why a call was not saved.
    """

    changed = Signal()
    filtered = Signal()
    save_this_asked = Signal()

    def __init__(self, clock: Clock, empty: EmptyState, on_give_up: Callable[[], object]) -> None:
        super().__init__()
        self._clock = clock
        self.entries: dict[str, CallEntry] = {}
        self.refused: dict[str, str] = {}
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.responsible: ChoiceField[str] = ChoiceField(empty=_("全部探访人"))
        self.responsible.describe(_("责任人"), "")
        self.when = WhenForm(clock.today, columns=2)
        self.counted = Text("", "strong")
        self.list = CallList(self.entries, self.refused, clock.today, empty)
        self.panel = CallPanel()
        self._give_up = button(_("放弃填写"), on_give_up, look="link")
        self._aside = scrolling(self.panel)
        self._build()
        self._connect()

    def show_choices(self, calls: Calls, order: Order) -> None:
        """Offer villages and visitors; people named one by one are not filtered."""
        for field, choices, chosen in (
            (self.village, [(one.code, one.name) for one in calls.villages], order.village_code),
            (self.responsible, [(one.uid, one.name) for one in calls.visitors], order.visitor_uid),
        ):
            blocked = field.blockSignals(True)
            field.set_choices(choices)
            field.set_value(chosen)
            field.blockSignals(blocked)
            field.setVisible(order.uids is None and order.campaign_uid is None)
        self.when.show_visitors(calls.visitors, order.village_code or "")

    def wanted(self) -> Order:
        """Return for whom the filters ask."""
        return Order(self.village.value(), self.responsible.value())

    def show_rows(self, rows: Sequence[CallRow], place: str = "") -> None:
        """Show these people with the cursor on ``place``, else on the first one not filled in."""
        # Nobody is chosen for a moment in between: who is typing in the panel must not lose their place there.
        blocked = self.list.blockSignals(True)
        self.list.show_rows(rows, place)
        self.list.blockSignals(blocked)
        self._on_chosen(self.list.current())
        for part in (self.when, self._give_up, self._aside):
            part.setVisible(bool(rows))
        self._show_count()

    def place(self) -> str:
        """Return whose row the cursor is on."""
        row = self.list.current()
        return row.person.elder_uid if row is not None else ""

    def filled(self) -> list[CallRow]:
        """Return those whose call is filled in, in the order of the list."""
        return [row for row in self.list.rows() if row.person.elder_uid in self.entries]

    def current(self) -> CallRow | None:
        """Return who is under the cursor if the call is filled in."""
        row = self.list.current()
        return row if row is not None and row.person.elder_uid in self.entries else None

    def clear(self) -> None:
        """Forget everything filled in."""
        self.entries.clear()
        self.refused.clear()
        self._on_chosen(self.list.current())
        self.list.repaint_rows()
        self._show_count()

    def put_back(self, entries: Mapping[str, CallEntry]) -> None:
        """Fill calls in again that were taken back."""
        self.entries.update(entries)
        self._on_changed()

    def content(self, without: Collection[str] = ()) -> dict[str, Any] | None:
        """Return what is filled in as a draft keeps it, None when nothing is."""
        entries = {uid: entry.plain() for uid, entry in self.entries.items() if uid not in without}
        if not entries:
            return None
        return {
            "count": len(entries),
            "at": self.place(),
            "values": self.when.plain(),
            "entries": entries,
        }

    def restore(self, content: Mapping[str, Any]) -> str:
        """Take what a draft kept, before the rows are shown; returns whose row the cursor was on."""
        self.when.restore(content.get("values", {}))
        self.entries.update({uid: entry_of(plain) for uid, plain in content.get("entries", {}).items()})
        return str(content.get("at", ""))

    def check(self, rows: Sequence[CallRow]) -> bool:
        """Show what is wrong with the day, the visitor, a time, or an answer about an open finding."""
        if not self.when.check():
            return False
        for row in rows:
            entry = self.entries[row.person.elder_uid]
            if entry.met and unexplained(entry.followed):
                self.list.go_to(row.person.elder_uid)
                if not self.panel.followed.check():
                    return False
            problem = time_problem(entry)
            if problem:
                self.list.go_to(row.person.elder_uid)
                self.panel.show_problem(problem)
                self.panel.time.setFocus(Qt.FocusReason.OtherFocusReason)
                return False
        return True

    def show_refusal(self, row: CallRow, error: FieldProblem) -> bool:
        """Mark the call that was refused and go there; False when it is about nothing on this page."""
        if self.when.show_error(error):
            return True
        self.refused[row.person.elder_uid] = str(error.details.get("reason", ""))
        self.list.repaint_rows()
        self.list.go_to(row.person.elder_uid)
        self._on_chosen(row)
        return self.panel.show_error(error)

    def is_in_panel(self) -> bool:
        """Tell whether the keyboard is in the details of a call."""
        inside = QApplication.focusWidget()
        return inside is not None and self.panel.isAncestorOf(inside)

    def is_typing(self) -> bool:
        """Tell whether the keyboard is in a field, so that the list must not take it."""
        inside = QApplication.focusWidget()
        return self.is_in_panel() or (inside is not None and self.when.isAncestorOf(inside))

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        holder = QWidget()
        filters = FlowLayout(holder, spacing_em=0.5)
        for field in (self.village, self.responsible):
            field.combo.setMinimumContentsLength(13)
            filters.addWidget(field)
        filters.addWidget(self.counted)
        filters.addWidget(self._give_up)
        top = QHBoxLayout()
        top.setSpacing(theme.px(0.6))
        top.addWidget(holder, 1)
        top.addWidget(self.when, 1)
        self._aside.setFixedWidth(theme.px(PANEL_EM))
        below = QHBoxLayout()
        below.setSpacing(theme.px(0.6))
        below.addWidget(self.list, 1)
        self.list.setMinimumHeight(theme.px(LIST_EM))  # in the largest letters the page scrolls
        below.addWidget(self._aside)
        whole = QVBoxLayout(self)
        edge = theme.px(0.6)
        whole.setContentsMargins(edge, edge, edge, edge)
        whole.setSpacing(theme.px(0.6))
        whole.addLayout(top)
        whole.addLayout(below, 1)
        self.setFocusProxy(self.list)
        self.panel.hide()

    def _connect(self) -> None:
        self.list.chosen.connect(self._on_chosen)
        self.list.picked.connect(lambda number: self.panel.pick(number, self._now()))
        self.list.dropped.connect(self._on_dropped)
        self.list.into.connect(lambda: self.panel.outcome.setFocus(Qt.FocusReason.TabFocusReason))
        self.panel.changed.connect(self._on_entry)
        self.panel.left.connect(self._on_left)
        self.panel.save_asked.connect(self.save_this_asked)
        for field in (self.village, self.responsible):
            field.changed.connect(self.filtered)
        self.when.changed.connect(self.changed)
        self.when.day.changed.connect(lambda: self._on_chosen(self.list.current()))
        self.when.save_asked.connect(self.list.setFocus)

    def _now(self) -> str:
        return self._clock.time_of_day() or ""

    def _on_chosen(self, row: CallRow | None) -> None:
        entry = self.entries.get(row.person.elder_uid) if row is not None else None
        self.panel.set_clock(self._now())
        self.panel.show_call(row, entry, self.when.day.value() or self._clock.today())
        if row is not None and row.person.elder_uid in self.refused:
            self.panel.show_problem(_(self.refused[row.person.elder_uid]))

    def _on_entry(self, entry: CallEntry) -> None:
        row = self.list.current()
        if row is not None:
            self.entries[row.person.elder_uid] = entry
            self.refused.pop(row.person.elder_uid, None)
            self._on_changed()

    def _on_dropped(self) -> None:
        row = self.list.current()
        if row is not None and self.entries.pop(row.person.elder_uid, None) is not None:
            self.refused.pop(row.person.elder_uid, None)
            self._on_chosen(row)
            self._on_changed()

    def _on_left(self) -> None:
        self.list.setFocus()
        self.list.go_on()

    def _on_changed(self) -> None:
        self.list.repaint_rows()
        self._show_count()
        self.changed.emit()

    def _show_count(self) -> None:
        count = len(self.list.rows())
        words = _("已填 {done} / {count}").format(done=len(self.entries), count=count)
        self.counted.setText(words if count else "")
