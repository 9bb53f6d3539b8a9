"""The page of what came up since the last opening: choose people by village, settle with a reason, or print the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, ElderVisitsError
from desktop_app.domain.terms import UserRole
from desktop_app.services.since_opened import SinceKind, SinceOpened, SinceRow
from desktop_app.services.urgency import Urgency, urgency_of
from desktop_app.ui import duty_words, theme
from desktop_app.ui.duty_printing import CALL_OUT, ROUTE, ROUTE_KEY, SLIP_KEY, DutyPrinting
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    ChoiceField,
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    Sort,
    Text,
    button,
    spoken_day,
)
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.presenter import describe
from desktop_app.ui.since.reason_dialog import ReasonDialog
from desktop_app.ui.why_panel import WHY_KEY, WhyAsking

KIND_TINTS = {
    SinceKind.TRIGGERED: "urgent",
    SinceKind.OVERDUE: "overdue",
    SinceKind.DUE: "soon",
    SinceKind.NAMED: "info",
    SinceKind.EXPIRED: "quiet",
}
PICK_KEY = "Ctrl+G"
SETTLE_KEY = "Ctrl+M"


class SincePage(Page):
    """上次打开以来. Parameters: ``village_code``."""

    listens_to = frozenset({"visit", "duty_waiver", "life_event", "planned_visit", "visit_pause", "elder"})
    help_topic = "since"
    keys = (
        KeyHint(PICK_KEY, N_("选中本村可免的")),
        KeyHint(SETTLE_KEY, N_("批量免访")),
        KeyHint(WHY_KEY, N_("为什么要探访")),
        KeyHint(SLIP_KEY, N_("打印出动单")),
        KeyHint(ROUTE_KEY, N_("打印今天的路线")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("上次打开以来"))
        self._reading: Job[SinceOpened] | None = None
        self._since: SinceOpened | None = None
        self._rows: Sequence[SinceRow] = ()
        self._hoped: str | None = None
        self.dialog: ReasonDialog | None = None
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(17)
        self.count = Text("", "muted", wrap=True)
        self.table: RowTable[SinceRow] = RowTable(
            _columns(context.app.clock.today, self._village_name),
            sort=Sort("kind"),
            empty=EmptyState("", _("回到今日"), self._on_back),
            many=True,
        )
        self.printing = DutyPrinting(context, self)
        self.why = WhyAsking(context, self)
        self._build()
        self.set_main_action(_("都看过了"), "F4", self.mark_seen)

    def activate(self, **params: Any) -> None:
        """Take the village to show."""
        if "village_code" in params:
            self._hoped = params["village_code"]
        self.mark_stale()

    def refresh(self) -> None:
        """Read what came up in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app = self.context.app
        self._reading = self.context.jobs.reading(
            _("看看上次打开以来"), lambda _progress: app.since_opened.since(app.actor)
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def record_visit(self) -> bool:
        """F2: record a visit for the person under the cursor."""
        current = self.table.current()
        if current is None:
            return False
        return self.context.navigator.open("visit", elder_uid=current.elder_uid)

    def print_paper(self) -> bool:
        """Ctrl+P: print today's route of the village chosen, else of all."""
        return self.printing.print(ROUTE, village_code=self.village.value())

    def print_slip(self) -> None:
        """F7: print the call-out slips of the selected people who need somebody within hours."""
        wanted = [row.elder_uid for row in self.table.selected() if self._urgent(row)]
        if wanted:
            self.printing.print(CALL_OUT, list(dict.fromkeys(wanted)))
        else:
            self.context.notices.show_notice("info", _("所选的人没有平安预警或重大变故，不需要出动单。"))

    def pick(self) -> None:
        """Select everybody of the village in focus whose missed visits may be settled together."""
        current = self.table.current()
        if current is None:
            return
        found = self._select(lambda row: row.can_settle and row.village_code == current.village_code)
        self.table.view.setFocus()
        if not found:
            self.context.notices.show_notice("info", _("这个村没有可以批量免访的人。"))

    def settle(self) -> None:
        """Ctrl+M: ask for the reason and waive what the selected people missed."""
        wanted = [row for row in self.table.selected() if row.can_settle]
        people = list({row.elder_uid: row for row in wanted}.values())
        if not people:
            self.context.notices.show_notice(
                "info", _("请先选中已逾期的人；平安预警和重大变故不能批量处理。")
            )
            return
        if len({row.village_code for row in people}) > 1:
            self.context.notices.show_notice("soon", _("请逐村处理：一次只选一个嘎查村（社区）的人。"))
            return
        dialog = ReasonDialog(self._village_name(people[0].village_code), people, self.window())
        dialog.decided.connect(lambda reason: self._on_reason(people, reason))
        dialog.finished.connect(self._on_closed)
        self.dialog = dialog
        dialog.open()

    def mark_seen(self) -> None:
        """Note that everything was gone through, and go back to today."""
        app = self.context.app
        job = self.context.jobs.writing(_("记下已看过"), lambda _progress: app.since_opened.seen(app.actor))
        job.succeeded.connect(lambda _none: self._on_back())
        job.start()

    def _build(self) -> None:
        ways = FlowLayout(spacing_em=0.5)
        self.pick_button = button(_("选中本村可免的"), self.pick, key=PICK_KEY)
        self.settle_button = button(_("批量免访…"), self.settle, key=SETTLE_KEY)
        self.route_button = button(_("打印今天的路线"), self.print_paper, key=ROUTE_KEY, icon_name="printer")
        self.slip_button = button(_("打印出动单"), self.print_slip, key=SLIP_KEY, icon_name="printer")
        self.why_button = button(_("为什么"), self.ask_why, key=WHY_KEY)
        officer = self.context.app.actor.role is UserRole.OFFICER
        ways.addWidget(self.village)
        for made in (
            self.pick_button,
            self.settle_button,
            self.route_button,
            self.slip_button,
            self.why_button,
        ):
            ways.addWidget(made)
        for made in (self.pick_button, self.settle_button):
            set_shown(made, officer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        layout.addLayout(ways)
        layout.addWidget(self.count)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.village.changed.connect(self._show)
        self.table.opened.connect(lambda row: self.context.navigator.open("person", uid=row.elder_uid))
        keys = {SLIP_KEY: self.print_slip, WHY_KEY: self.ask_why}
        if officer:
            keys |= {PICK_KEY: self.pick, SETTLE_KEY: self.settle}
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def ask_why(self) -> None:
        """F9: open the whole why file of the person under the cursor."""
        current = self.table.current()
        if current is not None:
            self.why.open(current.elder_uid)

    def _urgent(self, row: SinceRow) -> bool:
        # Something older may govern while a life event waits; the slip is about the event.
        if row.kind is SinceKind.TRIGGERED or row.owed is None:
            return row.kind is SinceKind.TRIGGERED
        today = self.context.app.clock.today()
        return urgency_of(row.owed.line, today) in {Urgency.ALERT, Urgency.HOURS}

    def _village_name(self, code: str) -> str:
        villages = self._since.villages if self._since is not None else ()
        return next((village.name for village in villages if village.code == code), code)

    def _on_read(self, since: SinceOpened) -> None:
        self._reading, self._since = None, since
        chosen = self._hoped if self._hoped is not None else self.village.value()
        self._hoped = None
        blocked = self.village.blockSignals(True)
        self.village.set_choices(
            [
                (
                    village.code,
                    _("{village}（{count}）").format(village=village.name, count=len(village.rows)),
                )
                for village in since.villages
            ]
        )
        self.village.set_value(chosen if chosen in {village.code for village in since.villages} else None)
        self.village.blockSignals(blocked)
        self._show()

    def _show(self) -> None:
        since = self._since
        if since is None:
            return
        code = self.village.value()
        self._rows = [
            row for village in since.villages if code in {None, village.code} for row in village.rows
        ]
        since_day = spoken_day(since.last_on) if since.last_on else _("第一次打开")
        counts = _("，").join(
            _("{kind} {count} 项").format(kind=_(kind.term), count=count)
            for kind, count in since.counts().items()
            if count
        )
        self.count.setText(
            _("自{day}以来：{counts}。").format(day=since_day, counts=counts)
            if counts
            else _("自{day}以来没有新的情况。").format(day=since_day)
        )
        self.table.empty.sentence.setText(_("没有新到期、新逾期或新发生的情况。"))
        kinds = list(SinceKind)
        source = ListSource[SinceRow](
            self._rows,
            {
                "kind": lambda row: (kinds.index(row.kind), row.on, row.name),
                "name": lambda row: (row.name, kinds.index(row.kind)),
                "village": lambda row: (row.village_code, kinds.index(row.kind), row.on),
                "on": lambda row: (row.on, kinds.index(row.kind)),
            },
        )
        chosen = {(row.kind, row.elder_uid) for row in self.table.selected()}
        self.table.show_source(source, keep_choice=False)
        self.table.choose_first()
        if chosen:
            self._select(lambda row: (row.kind, row.elder_uid) in chosen)

    def _select(self, wanted: Callable[[SinceRow], bool]) -> bool:
        """Select the rows that are wanted, the first of them under the cursor; False and nothing done without any."""
        numbers = [
            number
            for number in range(self.table.count())
            if (row := self.table.model.row_at(number)) is not None and wanted(row)
        ]
        if not numbers:
            return False
        model, selection = self.table.view.model(), QItemSelection()
        last = model.columnCount() - 1
        for number in numbers:
            selection.select(model.index(number, 0), model.index(number, last))
        chooser, flags = self.table.view.selectionModel(), QItemSelectionModel.SelectionFlag
        chooser.setCurrentIndex(model.index(numbers[0], 0), flags.NoUpdate)
        chooser.select(selection, flags.ClearAndSelect | flags.Rows)
        return True

    def _on_reason(self, people: Sequence[SinceRow], reason: str) -> None:
        app, code = self.context.app, people[0].village_code
        uids = [row.elder_uid for row in people]
        job = self.context.jobs.writing(
            _("批量免访"), lambda _progress: app.since_opened.settle(app.actor, code, uids, reason)
        )
        job.succeeded.connect(lambda change_set: self._on_settled(len(uids), change_set))
        job.failed.connect(self._on_refused)
        job.start()

    def _on_settled(self, count: int, change_set: str) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.table.view.setFocus()
        self.context.offer_undo(_("已免访 {count} 人").format(count=count), change_set)

    def _on_refused(self, error: Exception) -> None:
        if self.dialog is not None and self.dialog.show_error(error):
            return
        if self.dialog is not None:
            self.dialog.reject()
        if isinstance(error, ElderVisitsError):
            self.context.notices.show_notice("soon", describe(error).short)
        else:
            self.context.presenter.present(error)

    def _on_closed(self, _code: int) -> None:
        self.dialog = None

    def _on_back(self) -> None:
        self.context.navigator.open("today")


def _columns(today: Callable[[], date], village: Callable[[str], str]) -> tuple[Column[SinceRow], ...]:
    return (
        Column(
            key="kind",
            title=_("情况"),
            width_em=6,
            text=lambda row: _(row.kind.term),
            tint=lambda row: KIND_TINTS[row.kind],
        ),
        Column(key="name", title=_("姓名"), width_em=9, text=lambda row: row.name, strong=True),
        Column(
            key="state",
            title=_("现在"),
            width_em=11,
            text=lambda row: _state(row, today()),
            tint=lambda row: duty_words.state_tint(row.owed.line) if row.owed else "quiet",
            sortable=False,
        ),
        Column(
            key="village", title=_("嘎查村（社区）"), width_em=10, text=lambda row: village(row.village_code)
        ),
        Column(key="on", title=_("日期"), width_em=7, text=lambda row: row.on.isoformat()),
        Column(
            key="words",
            title=_("说明"),
            width_em=14,
            text=lambda row: row.words,
            sortable=False,
            stretch=True,
        ),
    )


def _state(row: SinceRow, today: date) -> str:
    return duty_words.state_words(row.owed.line, today) if row.owed is not None else ""
