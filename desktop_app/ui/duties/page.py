"""The list of owed visits with filters by state and village, and the whole reason of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.terms import DutyState, Tier
from desktop_app.services.duties import OwedRow
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui import duty_words, theme
from desktop_app.ui.duties.why_strip import MOST, WhyStrip
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    ChoiceField,
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    Sort,
    button,
)
from desktop_app.ui.page import Page, PageContext

FILTERS = (DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN, DutyState.PLANNED, DutyState.WAIVED)
USUAL = frozenset({DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN})
RANK = {state: at for at, state in enumerate(FILTERS)}
CHOICE_PAUSE_MS = 120
LOW_EM = 32
LONGEST_QUEUE = 500
"""How many people the form goes on to; nobody visits more in a day."""

Read = tuple[Sequence[OwedRow], dict[DutyState, int], tuple[Division, ...], bool]


class DutiesPage(Page):
    """应探访. Parameters: ``states`` (keys of DutyState), ``village_code``."""

    listens_to: ClassVar[frozenset[str]] = frozenset()
    help_topic: ClassVar[str] = "duties"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("应探访"))
        self._reading: Job[Read] | None = None
        self._asking: Job[Sequence[OwedRow]] | None = None
        self._chips: dict[DutyState, QPushButton] = {}
        self._nobody = False
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(17)
        self.table: RowTable[OwedRow] = RowTable(
            self._columns(), sort=Sort("state"), empty=EmptyState("", "", self._on_empty), many=True
        )
        self.why = WhyStrip(context.app.clock.today)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHOICE_PAUSE_MS)
        self._timer.timeout.connect(self._ask_why)
        self._build()
        self.set_main_action(_("登记探访"), "F2", self.record_visit)

    def activate(self, **params: Any) -> None:
        """Take the filters to show."""
        if params.get("states"):
            wanted = {DutyState(key) for key in params["states"]}
            for state, chip in self._chips.items():
                chip.setChecked(state in wanted)
            self.mark_stale()
        if "village_code" in params:
            self.village.set_value(params["village_code"])

    def refresh(self) -> None:
        """Read the list in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        states, code, app = tuple(self.states()), self.village.value(), self.context.app

        def work(_progress: object) -> Read:
            rows = app.duties.list(app.actor, states=states, village_code=code) if states else []
            counts = app.duties.counts(app.actor)
            nobody = not rows and not app.register.count(app.actor, ElderFilter())
            return rows, counts, app.register.villages(app.actor), nobody

        self._reading = self.context.jobs.reading(_("读取应探访"), work)
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def states(self) -> list[DutyState]:
        """Return the states that are shown."""
        return [state for state, chip in self._chips.items() if chip.isChecked()]

    def chip(self, state: DutyState) -> QPushButton:
        """Return the filter of a state."""
        return self._chips[state]

    def record_visit(self) -> bool:
        """Record for the chosen person and go on down the list; without one ask whom."""
        current = self.table.current()
        if current is None:
            return self.context.navigator.open("visit")
        self._open(current)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is little height the list comes first."""
        super().resizeEvent(event)
        self.why.set_most(1 if self.height() < theme.px(LOW_EM) else MOST)

    def _build(self) -> None:
        chips = FlowLayout(spacing_em=0.4)
        for state in FILTERS:
            chip = button(_(state.term), look="chip")
            chip.setCheckable(True)
            chip.setChecked(state in USUAL)
            chip.clicked.connect(self.refresh)
            self._chips[state] = chip
            chips.addWidget(chip)
        copy = button(_("复制为表格"), self._on_copy, icon_name="clipboard-list", key="Ctrl+C")
        chips.addWidget(self.village)
        chips.addWidget(copy)
        layout = QVBoxLayout(self)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.7))
        layout.addLayout(chips)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        self.setFocusProxy(self.table)
        self.village.changed.connect(self.refresh)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._on_chosen)

    def _columns(self) -> tuple[Column[OwedRow], ...]:
        today = self.context.app.clock.today
        return (
            Column(key="name", title=_("姓名"), width_em=9, text=lambda each: each.line.name, strong=True),
            Column(
                key="state",
                title=_("状态"),
                width_em=11,
                text=lambda each: duty_words.state_words(each.line, today()),
                tint=lambda each: duty_words.state_tint(each.line),
            ),
            Column(
                key="village",
                title=_("嘎查村（社区）"),
                width_em=10,
                text=lambda each: each.village,
                stretch=True,
            ),
            Column(
                key="tier",
                title=_("等级"),
                width_em=5,
                text=lambda each: duty_words.tier_words(each.line.tier),
            ),
            Column(
                key="last",
                title=_("上次有效探访"),
                width_em=8,
                text=lambda each: (
                    each.line.last_counted_on.isoformat() if each.line.last_counted_on else _("尚无")
                ),
            ),
            Column(key="window", title=_("探访期"), width_em=11.5, text=_window),
            Column(
                key="visitor",
                title=_("探访人"),
                width_em=8,
                text=lambda each: each.line.visitor or _("未指定"),
                stretch=True,
            ),
            Column(
                key="phone",
                title=_("电话"),
                width_em=9,
                text=lambda each: each.line.phone or _("无电话"),
                sortable=False,
            ),
        )

    def _source(self, rows: Sequence[OwedRow]) -> ListSource[OwedRow]:
        tiers = {tier.value: at for at, tier in enumerate(Tier)}
        return ListSource(
            rows,
            {
                "name": lambda each: each.line.name,
                "state": lambda each: (
                    RANK.get(DutyState(each.line.state), len(RANK)),
                    -each.line.overdue_days,
                    each.line.latest_on,
                ),
                "village": lambda each: (each.line.village_code, each.line.latest_on),
                "tier": lambda each: tiers.get(each.line.tier or "", len(tiers)),
                "last": lambda each: (
                    each.line.last_counted_on.isoformat() if each.line.last_counted_on else ""
                ),
                "window": lambda each: (each.line.latest_on, each.line.earliest_on),
                "visitor": lambda each: each.line.visitor or "",
            },
        )

    def _on_read(self, read: Read) -> None:
        self._reading = None
        rows, counts, villages, nobody = read
        for state, chip in self._chips.items():
            # The counts are of the whole site: beside one village they would mislead.
            number = counts.get(state, 0)
            word = _(state.term)
            chip.setText(word if self.village.value() else f"{word} {number}")
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices([(one.code, one.name) for one in villages])
        self.village.set_value(chosen)
        self.village.blockSignals(blocked)
        self._show_empty(nobody)
        current = self.table.current()
        self.table.show_source(self._source(rows), keep_choice=False)
        if current is None or not self._choose(current.line.elder_uid):
            self.table.choose_first()

    def _choose(self, elder_uid: str) -> bool:
        for number in range(self.table.count()):
            again = self.table.model.row_at(number)
            if again is not None and again.line.elder_uid == elder_uid:
                self.table.view.selectRow(number)
                return True
        return False

    def _show_empty(self, nobody: bool) -> None:
        empty = self.table.empty
        self._nobody = nobody
        if nobody:
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
            self.context.navigator.open("register")
            return
        wanted = frozenset(FILTERS) if self.states() else USUAL
        for state, chip in self._chips.items():
            chip.setChecked(state in wanted)
        self.village.set_value(None)
        self.refresh()

    def _on_chosen(self, _chosen: OwedRow | None) -> None:
        self._timer.start()

    def _ask_why(self) -> None:
        current = self.table.current()
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if current is None:
            self.why.show_rows(())
            return
        app, uid = self.context.app, current.line.elder_uid
        self._asking = self.context.jobs.reading(
            _("读取应探访"), lambda _progress: app.duties.of_elder(app.actor, uid)
        )
        self._asking.succeeded.connect(self._on_why)
        self._asking.start()

    def _on_why(self, rows: Sequence[OwedRow]) -> None:
        self._asking = None
        self.why.show_rows(rows)

    def _open(self, chosen: OwedRow) -> None:
        start = self.table.view.currentIndex().row()
        following = (
            self.table.model.row_at(number)
            for number in range(start, min(self.table.count(), start + LONGEST_QUEUE))
        )
        queue = [
            each.line.elder_uid
            for each in following
            if each is not None and DutyState(each.line.state) in USUAL
        ]
        self.context.navigator.open("visit", elder_uid=chosen.line.elder_uid, queue=tuple(queue))

    def _on_copy(self) -> None:
        if len(self.table.selected()) < 2:
            self.table.view.selectAll()
        self.table.copy_table()
        count = len(self.table.selected())
        self.context.notices.show_notice(
            "done", _("已复制 {count} 行，可以粘贴到表格中。").format(count=count)
        )


def _window(each: OwedRow) -> str:
    line = each.line
    last = line.latest_on.strftime("%m-%d")
    if line.earliest_on.year != line.latest_on.year:
        last = line.latest_on.isoformat()
    return _("{first} 至 {last}").format(first=line.earliest_on.isoformat(), last=last)
