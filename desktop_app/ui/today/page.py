"""The page of today: whom to visit now at the left, how the month stands at the right."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.services.drafts import DraftRow
from desktop_app.services.duties import OwedRow
from desktop_app.services.since_opened import SinceOpened
from desktop_app.services.urgency import Urgency, urgency_of
from desktop_app.ui import theme
from desktop_app.ui.duty_printing import CALL_OUT, ROUTE, ROUTE_KEY, SLIP_KEY, DutyPrinting
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import EmptyState, FlowLayout, button, scrolling, spoken_day
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.today.board import Month, Owed, read_month, read_owed, read_since
from desktop_app.ui.today.campaign_lines import CampaignLines
from desktop_app.ui.today.month_side import MonthSide
from desktop_app.ui.today.owed_list import OwedList
from desktop_app.ui.today.unfinished import page_of
from desktop_app.ui.why_panel import WHY_KEY, WhyAsking

SIDE_BY_SIDE_EM = 46
LONGEST_QUEUE = 500
"""How many people the form goes on to; nobody visits more in a day."""

_LIST_EM, _SIDE_EM = 10, 12
"""So high the list is in any case, and the month under it: in the largest letters the page scrolls."""

MINUTE_MS = 60_000
SINCE_PAGE = "since"
CAMPAIGNS_PAGE = "campaigns"
HOUSEHOLD_PAGE, CALLS_PAGE, BACK_ENTRY_PAGE = "household-round", "phone-round", "back-entry"
ROUND_KEY, CALLS_KEY, BACK_ENTRY_KEY = "Ctrl+H", "Ctrl+T", "Ctrl+B"


class TodayPage(Page):
    """今日."""

    listens_to: ClassVar[frozenset[str]] = frozenset()
    help_topic: ClassVar[str] = "today"
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Enter", N_("登记所选老人的探访")),
        KeyHint(ROUND_KEY, N_("入户同访")),
        KeyHint(CALLS_KEY, N_("电话探访")),
        KeyHint(BACK_ENTRY_KEY, N_("补录纸单")),
        KeyHint(WHY_KEY, N_("为什么要探访")),
        KeyHint(SLIP_KEY, N_("打印出动单")),
        KeyHint(ROUTE_KEY, N_("打印路线")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("今日"))
        self._reading: Job[Owed] | None = None
        self._counting: Job[Month] | None = None
        self._asking: Job[bool] | None = None
        self._since_told = False
        self.list = OwedList(self._now, rounds=context.navigator.has(HOUSEHOLD_PAGE))
        self.side = MonthSide(context.app.clock.today, context.navigator.has)
        self.campaigns = CampaignLines()
        self.empty = EmptyState("", "", self._on_empty)
        self.printing = DutyPrinting(context, self)
        self.why = WhyAsking(context, self)
        self._nobody = False
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self.tick)
        self._build()
        self.set_main_action(_("登记探访"), "F2", self.record_visit)

    def refresh(self) -> None:
        """Read both sides, each in a reader thread of its own: the list need not wait for the figures."""
        for job in (self._reading, self._counting):
            if job is not None:
                job.cancel()
        app, jobs = self.context.app, self.context.jobs
        self._reading = jobs.reading(_("读取今天的名单"), lambda _progress: read_owed(app))
        self._reading.succeeded.connect(self._on_owed)
        self._reading.start()
        self._counting = jobs.reading(_("计算本月完成"), lambda _progress: read_month(app))
        self._counting.succeeded.connect(self._on_month)
        self._counting.start()

    def record_visit(self) -> bool:
        """Record for the chosen person and go on down the list; without one ask whom."""
        current = self.list.current()
        if current is None:
            return self.context.navigator.open("visit")
        self._record(current)
        return True

    def print_paper(self) -> bool:
        """Ctrl+P: print today's route, by visitor and village."""
        return self.printing.print(ROUTE)

    def tick(self) -> None:
        """Let the countdowns go on, and look whether a deadline in hours has passed or a new day begun."""
        self.list.owed.tick()
        if self._asking is not None or self._reading is not None:
            return
        app = self.context.app
        self._asking = self.context.jobs.reading(
            _("检查时限"), lambda _progress: app.duties.is_stale(app.actor)
        )
        self._asking.succeeded.connect(self._on_stale)
        self._asking.failed.connect(self._on_not_asked)
        self._asking.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: the minutes are counted while somebody may look."""
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nobody looks, nothing is counted."""
        self._minute.stop()
        super().hideEvent(event)

    def counting(self) -> bool:
        """Tell whether the minutes are counted."""
        return self._minute.isActive()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is little room the month stands under the list."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(SIDE_BY_SIDE_EM)
        directions = QBoxLayout.Direction
        self._both.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self._month.setMinimumHeight(theme.px(_SIDE_EM) if narrow else 0)

    def _now(self) -> tuple[date, str | None]:
        clock = self.context.app.clock
        return clock.today(), clock.time_of_day()

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self._stack.setMinimumHeight(theme.px(_LIST_EM))
        left = QWidget()
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(0.4))
        inside.addWidget(self.campaigns)
        inside.addWidget(self._stack, 1)
        inside.addWidget(self._ways())
        self._month = side = scrolling(self.side)
        side.setMinimumWidth(theme.px(15))
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(theme.px(0.9))
        self._both.addWidget(left, 5)
        self._both.addWidget(side, 2)
        whole = QWidget()
        edge = theme.px(0.9)
        self._both.setContentsMargins(edge, edge, edge, edge)
        whole.setLayout(self._both)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(whole))
        self.setFocusProxy(self.list)
        self.list.record_asked.connect(self._record)
        self.list.round_asked.connect(self._open_round)
        self.list.chosen.connect(self._on_chosen)
        self.campaigns.opened.connect(self._on_campaign)
        self.side.person_asked.connect(self._on_person)
        self.side.draft_asked.connect(self._on_draft)
        self.side.sheets_asked.connect(self.enter_sheets)
        self.side.findings.finding_asked.connect(lambda uid: self.context.navigator.open("finding", uid=uid))
        self.side.findings.list_asked.connect(lambda asked: self.context.navigator.open("findings", **asked))
        self.side.rest_asked.connect(self._on_rest)
        self.side.ageing_asked.connect(lambda: self.context.navigator.open("ageing"))
        self.side.self_check_asked.connect(lambda: self.context.navigator.open("self-check"))
        self.side.progress_asked.connect(
            lambda period: self.context.navigator.open("progress", period=period)
        )
        self.side.families_asked.connect(lambda: self.context.navigator.open("family-support"))
        self.side.emergency_asked.connect(lambda kind: self.context.navigator.open("emergency", hazard=kind))

    def _ways(self) -> QWidget:
        """Return what can be done from here, each with its key: with the chosen person, then with many at once."""
        self.why_button = button(_("为什么"), self.ask_why, key=WHY_KEY)
        self.slip_button = button(_("打印出动单"), self.print_slip, key=SLIP_KEY, icon_name="printer")
        self.round_button = button(_("入户同访"), self.record_round, key=ROUND_KEY, icon_name="users")
        self.route_button = button(_("打印路线"), self.print_paper, key=ROUTE_KEY, icon_name="printer")
        self.calls_button = button(_("电话探访"), self.record_calls, key=CALLS_KEY, icon_name="phone")
        self.sheets_button = button(
            _("补录纸单"), self.enter_sheets, key=BACK_ENTRY_KEY, icon_name="clipboard-list"
        )
        holder = QWidget()
        ways = FlowLayout(holder, spacing_em=0.5)
        for made in (
            self.why_button,
            self.slip_button,
            self.round_button,
            self.route_button,
            self.calls_button,
            self.sheets_button,
        ):
            ways.addWidget(made)
        for key, act in (
            (WHY_KEY, self.ask_why),
            (SLIP_KEY, self.print_slip),
            (ROUND_KEY, self.record_round),
            (CALLS_KEY, self.record_calls),
            (BACK_ENTRY_KEY, self.enter_sheets),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(act)
        self.ways = holder
        return holder

    def record_round(self) -> None:
        """Ctrl+H: record for everybody under the chosen person's roof at once."""
        roof = self.list.roof()
        if roof is not None:
            self._open_round(roof.uid)

    def record_calls(self) -> None:
        """Ctrl+T: phone one after the other."""
        self._go(CALLS_PAGE)

    def enter_sheets(self) -> None:
        """Ctrl+B: enter what came back on paper."""
        self._go(BACK_ENTRY_PAGE)

    def _open_round(self, household_uid: str) -> None:
        self._go(HOUSEHOLD_PAGE, household_uid=household_uid)

    def _go(self, key: str, **params: str) -> None:
        if self.context.navigator.has(key):
            self.context.navigator.open(key, **params)

    def ask_why(self) -> None:
        """F9: open the whole why file of the chosen person."""
        current = self.list.current()
        if current is not None:
            self.why.open(current.line.elder_uid)

    def print_slip(self) -> None:
        """F7: print the call-out slip of the chosen person."""
        current = self.list.current()
        if current is not None and self._urgent(current):
            self.printing.print(CALL_OUT, [current.line.elder_uid])

    def _urgent(self, row: OwedRow) -> bool:
        today = self.context.app.clock.today()
        return urgency_of(row.line, today) in {Urgency.ALERT, Urgency.HOURS}

    def _on_chosen(self, row: OwedRow | None) -> None:
        has = self.context.navigator.has
        self.slip_button.setVisible(row is not None and self._urgent(row))
        self.round_button.setVisible(has(HOUSEHOLD_PAGE) and self.list.roof() is not None)

    def _on_owed(self, owed: Owed) -> None:
        self._reading = None
        self.campaigns.show_campaigns(owed.campaigns if self.context.navigator.has(CAMPAIGNS_PAGE) else ())
        self.list.show_groups(owed.groups)
        self._nobody = not owed.registered
        self._show_ways(anybody=bool(owed.groups))
        if self._nobody:
            self.empty.sentence.setText(_("名册还是空的，先把老年人名册导入进来。"))
            self.empty.button.setText(_("打开名册"))
        else:
            self.empty.sentence.setText(_("今天和这一周都没有要探访的老人。"))
            self.empty.button.setText(_("查看以后的应探访"))
        self.empty.button.setAccessibleName(self.empty.button.text())
        self.empty.button.show()
        self._stack.setCurrentWidget(self.list if owed.groups else self.empty)
        if owed.stale:
            self._bring_up_to_date()
        elif not self._since_told:
            self._ask_since()

    def _show_ways(self, *, anybody: bool) -> None:
        has = self.context.navigator.has
        self._on_chosen(self.list.current())
        for made in (self.why_button, self.route_button):
            made.setVisible(anybody)
        self.calls_button.setVisible(anybody and has(CALLS_PAGE))
        # A sheet may come back when nobody is owed a visit any more.
        self.sheets_button.setVisible(has(BACK_ENTRY_PAGE))
        self.ways.setVisible(not self._nobody)

    def _bring_up_to_date(self) -> None:
        """Work out the duties for a day, or after hours, for which nobody has yet."""
        app = self.context.app
        job = self.context.jobs.writing(
            _("更新应探访"), lambda progress: app.duties.refresh(app.actor, progress=progress)
        )
        job.succeeded.connect(lambda _count: self.refresh())
        job.start()

    def _ask_since(self) -> None:
        """Once after opening, say what came up while nobody looked."""
        self._since_told = True
        if not self.context.navigator.has(SINCE_PAGE):
            return
        app = self.context.app
        job = self.context.jobs.writing(_("看看上次打开以来"), lambda _progress: read_since(app))
        job.succeeded.connect(self._on_since)
        job.start()

    def _on_since(self, since: SinceOpened) -> None:
        if not since.count or since.last_on is None:
            return
        counts = _("，").join(
            _("{kind} {count} 项").format(kind=_(kind.term), count=count)
            for kind, count in since.counts().items()
            if count
        )
        words = _("自{day}以来：{counts}。").format(day=spoken_day(since.last_on), counts=counts)
        self.context.notices.show_notice(
            "soon", words, _("逐村处理"), lambda: self.context.navigator.open(SINCE_PAGE)
        )

    def _on_stale(self, stale: bool) -> None:
        self._asking = None
        if stale:
            self._bring_up_to_date()

    def _on_not_asked(self, _error: object) -> None:
        self._asking = None

    def _on_month(self, month: Month) -> None:
        self._counting = None
        self.side.show_month(month)

    def _record(self, chosen: OwedRow) -> None:
        queue = tuple(each.line.elder_uid for each in self.list.following()[:LONGEST_QUEUE])
        self.context.navigator.open("visit", elder_uid=chosen.line.elder_uid, queue=queue)

    def _on_campaign(self, uid: str) -> None:
        if uid:
            self.context.navigator.open("campaign", uid=uid)
        else:
            self.context.navigator.open(CAMPAIGNS_PAGE)

    def _on_person(self, elder_uid: str) -> None:
        self.context.navigator.open("visit", elder_uid=elder_uid)

    def _on_draft(self, draft: DraftRow) -> None:
        key, params = page_of(draft)
        self.context.navigator.open(key, **params)

    def _on_rest(self) -> None:
        self.context.navigator.open("duties")

    def _on_empty(self) -> None:
        self.context.navigator.open("register" if self._nobody else "duties")
