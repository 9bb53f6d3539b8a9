"""The list of owed visits: filters by state and kind, groups by village or visitor, and the whole reason of the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.services.duties import OwedRow
from desktop_app.services.why import WhyCard
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui import theme
from desktop_app.ui.duties.filters import Wanted
from desktop_app.ui.duties.grouped_table import GroupedTable
from desktop_app.ui.duties.list_columns import FILTERS, USUAL, Now
from desktop_app.ui.duties.list_groups import Entry, Grouping, Heading
from desktop_app.ui.duties.list_papers import ListPapers
from desktop_app.ui.duties.why_strip import MOST, WhyStrip
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import ChoiceField, EmptyState, FlowLayout, button
from desktop_app.ui.page import PageContext
from desktop_app.ui.why_panel import WHY_KEY, WhyAsking

CHOICE_PAUSE_MS = 120
LOW_EM = 32
LEAST_EM = 13
"""The least height of the table: its head and some people."""
LONGEST_QUEUE = 500
"""How many people the form goes on to; nobody visits more in a day."""


class Read(NamedTuple):
    """What one reading brings."""

    rows: Sequence[OwedRow]
    counts: dict[DutyState, int]
    nobody: bool


class ListView(QWidget):
    """列表. Signals: ``filters_reset()`` when the empty state asks for everybody."""

    filters_reset = Signal()

    def __init__(self, context: PageContext, wanted: Callable[[], Wanted]) -> None:
        super().__init__()
        self._context, self._wanted = context, wanted
        self._today = context.app.clock.today
        self._reading: Job[Read] | None = None
        self._asking: Job[tuple[Sequence[OwedRow], WhyCard]] | None = None
        self._chips: dict[DutyState, QPushButton] = {}
        self._rows: Sequence[OwedRow] = ()
        self._nobody = False
        self.kind: ChoiceField[DutyKind] = ChoiceField(DutyKind, empty=_("全部种类"))
        self.kind.describe(_("种类"), "")
        self.grouping: ChoiceField[Grouping] = ChoiceField(Grouping, empty=None)
        self.grouping.describe(_("分组"), _("分组以后，左方向键收起一组，右方向键展开。"))
        for field in (self.kind, self.grouping):
            field.combo.setMinimumContentsLength(4)
            field.combo.setMinimumWidth(theme.word_px(6.9))
        self.table = GroupedTable(self._now, EmptyState("", "", self._on_empty))
        self.why = WhyStrip(self._today)
        self.whole_why = WhyAsking(context, self)
        self.papers = ListPapers(context, self, wanted, self._selected_uids)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHOICE_PAUSE_MS)
        self._timer.timeout.connect(self._ask_why)
        self._build()

    def refresh(self) -> None:
        """Read the list in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        states, app, wanted, kind = tuple(self.states()), self._context.app, self._wanted(), self.kind.value()

        def work(_progress: object) -> Read:
            rows: Sequence[OwedRow] = []
            if states:
                rows = app.duties.list(
                    app.actor,
                    states=states,
                    village_code=wanted.village_code,
                    visitor_uid=wanted.visitor_uid,
                    kind=kind,
                )
            counts = app.duties.counts(app.actor)
            nobody = not rows and not app.register.count(app.actor, ElderFilter())
            return Read(rows, counts, nobody)

        self._reading = self._context.jobs.reading(_("读取应探访"), work)
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def states(self) -> list[DutyState]:
        """Return the states that are shown."""
        return [state for state, chip in self._chips.items() if chip.isChecked()]

    def show_states(self, wanted: set[DutyState]) -> None:
        """Show exactly these states at the next reading."""
        for state, chip in self._chips.items():
            chip.setChecked(state in wanted)

    def chip(self, state: DutyState) -> QPushButton:
        """Return the filter of a state."""
        return self._chips[state]

    def record(self) -> bool:
        """Record for the chosen person and go on down the list; without one ask whom."""
        person = self.table.person()
        if person is None:
            return self._context.navigator.open("visit")
        start = self.table.view.currentIndex().row()
        queue = [
            each.line.elder_uid
            for each in self.table.people_from(start, LONGEST_QUEUE)
            if DutyState(each.line.state) in USUAL
        ]
        return self._context.navigator.open("visit", elder_uid=person.line.elder_uid, queue=tuple(queue))

    def copy(self) -> None:
        """Copy the selected rows, all of them where only one is chosen."""
        if len(self.table.selected()) < 2:
            self.table.view.selectAll()
        self.table.copy_table()
        count = sum(isinstance(each, OwedRow) for each in self.table.selected())
        self._context.notices.show_notice(
            "done", _("已复制 {count} 行，可以粘贴到表格中。").format(count=count)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is little height the list comes first, where there is little width its main columns."""
        super().resizeEvent(event)
        self.why.set_most(1 if self.height() < theme.px(LOW_EM) else MOST)
        self.table.fit_columns(self.width())

    def _build(self) -> None:
        chips = FlowLayout(spacing_em=0.3, line_em=0.4)
        for state in FILTERS:
            chip = button(_(state.term), look="chip")
            chip.setCheckable(True)
            chip.setChecked(state in USUAL)
            chip.clicked.connect(self.refresh)
            self._chips[state] = chip
            chips.addWidget(chip)
        self.copy_button = button(_("复制"), self.copy, key="Ctrl+C")
        self.copy_button.setAccessibleName(_("复制为表格"))
        for part in (self.kind, self.grouping, self.copy_button):
            chips.addWidget(part)
        for made in self.papers.buttons:
            chips.addWidget(made)
        self.table.setMinimumHeight(theme.px(LEAST_EM))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.6))
        layout.addLayout(chips)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        self.setFocusProxy(self.table)
        self.kind.changed.connect(self.refresh)
        self.grouping.changed.connect(self._show)
        self.table.opened.connect(self._on_opened)
        self.table.chosen.connect(self._on_chosen)
        self.why.whole_asked.connect(self.whole_why.open)
        shortcut = QShortcut(QKeySequence(WHY_KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.why.ask_whole)

    def _now(self) -> Now:
        clock = self._context.app.clock
        return clock.today(), clock.time_of_day()

    def _selected_uids(self) -> list[str]:
        return [each.line.elder_uid for each in self.table.selected() if isinstance(each, OwedRow)]

    def _on_read(self, read: Read) -> None:
        self._reading = None
        self._rows, self._nobody = read.rows, read.nobody
        narrowed = self._wanted() != Wanted() or self.kind.value() is not None
        for state, chip in self._chips.items():
            # The counts are of the whole site: beside one village they would mislead.
            number, word = read.counts.get(state, 0), _(state.term)
            chip.setText(word if narrowed else f"{word} {number}")
        self._show_empty()
        self._show()

    def _show(self) -> None:
        self.table.show_people(self._rows, self.grouping.value() or Grouping.NONE)
        self.table.fit_columns(self.width())

    def _show_empty(self) -> None:
        empty = self.table.empty
        if self._nobody:
            empty.sentence.setText(_("名册还是空的，所以没有应探访。"))
            empty.button.setText(_("打开名册"))
        elif not self.states():
            empty.sentence.setText(_("请在上面选择要看的状态。"))
            empty.button.setText(_("显示要去探访的"))
        else:
            empty.sentence.setText(_("没有这样的应探访。"))
            empty.button.setText(_("显示全部状态"))
        empty.button.setAccessibleName(empty.button.text())
        empty.button.show()

    def _on_empty(self) -> None:
        if self._nobody:
            self._context.navigator.open("register")
            return
        self.show_states(set(FILTERS) if self.states() else set(USUAL))
        blocked = self.kind.blockSignals(True)
        self.kind.set_value(None)
        self.kind.blockSignals(blocked)
        self.filters_reset.emit()

    def _on_opened(self, entry: Entry) -> None:
        if isinstance(entry, Heading):
            self.table.fold(entry.key, not entry.folded)
        else:
            self.record()

    def _on_chosen(self, _chosen: Entry | None) -> None:
        self._timer.start()

    def _ask_why(self) -> None:
        person = self.table.person()
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if person is None:
            self.why.show_rows(())
            return
        app, uid = self._context.app, person.line.elder_uid
        self._asking = self._context.jobs.reading(
            _("读取应探访"),
            lambda _progress: (app.duties.of_elder(app.actor, uid), app.why.of_elder(app.actor, uid)),
        )
        self._asking.succeeded.connect(self._on_why)
        self._asking.start()

    def _on_why(self, read: tuple[Sequence[OwedRow], WhyCard]) -> None:
        self._asking = None
        self.why.show_rows(*read)
