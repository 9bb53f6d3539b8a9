"""The page of today: whom to visit now at the left, how the month stands at the right."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.services.duties import OwedRow
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import EmptyState, scrolling
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.today.board import Month, Owed, read_month, read_owed
from desktop_app.ui.today.month_side import MonthSide
from desktop_app.ui.today.owed_list import OwedList

SIDE_BY_SIDE_EM = 46
LONGEST_QUEUE = 500
"""How many people the form goes on to; nobody visits more in a day."""


class TodayPage(Page):
    """今日."""

    listens_to: ClassVar[frozenset[str]] = frozenset()
    help_topic: ClassVar[str] = "today"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("今日"))
        self._reading: Job[Owed] | None = None
        self._counting: Job[Month] | None = None
        today = context.app.clock.today
        self.list = OwedList(today)
        self.side = MonthSide(today)
        self.empty = EmptyState("", "", self._on_empty)
        self._nobody = False
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is little room the month stands under the list."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(SIDE_BY_SIDE_EM)
        directions = QBoxLayout.Direction
        self._both.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        side = scrolling(self.side)
        side.setMinimumWidth(theme.px(13))
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(theme.px(0.9))
        self._both.addWidget(self._stack, 5)
        self._both.addWidget(side, 2)
        layout = QVBoxLayout(self)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.addLayout(self._both)
        self.setFocusProxy(self.list)
        self.list.record_asked.connect(self._record)
        self.side.person_asked.connect(self._on_person)
        self.side.draft_asked.connect(self._on_draft)
        self.side.rest_asked.connect(self._on_rest)
        self.side.ageing_asked.connect(lambda: self.context.navigator.open("ageing"))

    def _on_owed(self, owed: Owed) -> None:
        self._reading = None
        self.list.show_groups(owed.groups)
        self._nobody = not owed.registered
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

    def _bring_up_to_date(self) -> None:
        """Work out the duties for a day on which nobody has yet."""
        app = self.context.app
        job = self.context.jobs.writing(
            _("更新应探访"), lambda progress: app.duties.refresh(app.actor, progress=progress)
        )
        job.succeeded.connect(lambda _count: self.refresh())
        job.start()

    def _on_month(self, month: Month) -> None:
        self._counting = None
        self.side.show_month(month)

    def _record(self, chosen: OwedRow) -> None:
        queue = tuple(each.line.elder_uid for each in self.list.following()[:LONGEST_QUEUE])
        self.context.navigator.open("visit", elder_uid=chosen.line.elder_uid, queue=queue)

    def _on_person(self, elder_uid: str) -> None:
        self.context.navigator.open("visit", elder_uid=elder_uid)

    def _on_draft(self, elder_uid: str, visit_uid: str) -> None:
        self.context.navigator.open("visit", elder_uid=elder_uid, visit_uid=visit_uid)

    def _on_rest(self) -> None:
        self.context.navigator.open("duties")

    def _on_empty(self) -> None:
        self.context.navigator.open("register" if self._nobody else "duties")
