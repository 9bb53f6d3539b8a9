"""Duties: one page with three views of the same visits (list, month, week), the shared filters, and the ways on."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, ClassVar, NamedTuple

from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import DutyKind, DutyState, UserRole
from desktop_app.services.plan_rows import CalendarEntry
from desktop_app.services.register import VisitorRow
from desktop_app.ui import theme
from desktop_app.ui.duties.filters import PlaceFilters, Wanted
from desktop_app.ui.duties.list_groups import Grouping
from desktop_app.ui.duties.list_papers import OVERDUE_KEY
from desktop_app.ui.duties.list_view import ListView
from desktop_app.ui.duties.month_view import MonthView
from desktop_app.ui.duties.moving import Mover
from desktop_app.ui.duties.scroll_page import CurrentStack
from desktop_app.ui.duties.week_view import WeekView
from desktop_app.ui.duty_printing import ROUTE_KEY, SLIP_KEY
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import FlowLayout, button, scrolling
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.why_panel import WHY_KEY

LIST, MONTH, WEEK = range(3)
VIEWS = (N_("列表"), N_("月历"), N_("周历"))
VIEW_KEYS = {"list": LIST, "month": MONTH, "week": WEEK}
PLAN_KEY = "F6"


class Choices(NamedTuple):
    """What the filters offer."""

    villages: tuple[Division, ...]
    visitors: list[VisitorRow]


class DutiesPage(Page):
    """应探访. Parameters: ``states`` (keys of DutyState), ``village_code``, ``visitor_uid``, ``view``, ``day``."""

    listens_to: ClassVar[frozenset[str]] = frozenset()
    help_topic: ClassVar[str] = "duties"
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Alt+1…3", N_("列表、月历、周历")),
        KeyHint(PLAN_KEY, N_("排期")),
        KeyHint(WHY_KEY, N_("为什么要探访")),
        KeyHint(ROUTE_KEY, N_("打印路线")),
        KeyHint(SLIP_KEY, N_("打印出动单")),
        KeyHint(OVERDUE_KEY, N_("打印逾期名单")),
        KeyHint("+", N_("推后一天")),
        KeyHint("-", N_("提前一天")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("应探访"))
        self._offering: Job[Choices] | None = None
        self._switch: list[QPushButton] = []
        self._hopes = Wanted()
        self.filters = PlaceFilters(self)
        self.mover = Mover(context, self)
        self.list = ListView(context, self.filters.wanted)
        self.month = MonthView(context, self.filters.wanted, self.mover)
        self.week = WeekView(context, self.filters.wanted, self.mover)
        self.views: tuple[ListView, MonthView, WeekView] = (self.list, self.month, self.week)
        self._fresh = [False, False, False]
        remembered = context.remembered(
            "duties"
        )  # whose visits they are is a person's name: that is not kept
        remembered.follow("village", self.filters.village)
        remembered.follow_term("kind", self.list.kind, DutyKind)
        remembered.follow_term("grouping", self.list.grouping, Grouping)
        self._remembered = remembered
        self._build()
        self._connect()
        self.show_view(VIEW_KEYS.get(remembered.read("view"), LIST))
        self.set_main_action(_("登记探访"), "F2", self.record_visit)

    def activate(self, **params: Any) -> None:
        """Take the filters and the view to show."""
        if params.get("states"):
            self.list.show_states({DutyState(key) for key in params["states"]})
            self.show_view(LIST)
        if params.keys() & {"village_code", "visitor_uid"}:
            self._hopes = Wanted(params.get("village_code"), params.get("visitor_uid"))
        if params.get("view"):
            self.show_view(VIEW_KEYS[params["view"]])
        day = params.get("day")
        if isinstance(day, date):
            self.month.show_day(day)
            self.week.show_day(day)
        if params:
            self.mark_stale()

    def refresh(self) -> None:
        """Read what the filters offer, then the view in sight; the others when they are shown."""
        if self._offering is not None:
            self._offering.cancel()
        app = self.context.app
        self._offering = self.context.jobs.reading(
            _("读取应探访"),
            lambda _progress: Choices(app.register.villages(app.actor), app.register.visitors(app.actor)),
        )
        self._offering.succeeded.connect(self._on_choices)
        self._offering.start()
        if self._hopes == Wanted():
            self._refresh_views()

    def show_view(self, number: int) -> None:
        """Show the list, the month or the week."""
        self.mover.flush()
        for at, made in enumerate(self._switch):
            made.setChecked(at == number)
        self._stack.show_number(number)
        self._remembered.keep("view", next(key for key, at in VIEW_KEYS.items() if at == number))
        self.setFocusProxy(self.views[number])
        if self.isVisible():
            if not self._fresh[number]:
                self._refresh_view()
            self.views[number].setFocus()

    def view(self) -> int:
        """Return which view is shown."""
        return self._stack.number()

    def current(self) -> str | None:
        """Return the uid of the chosen person in the view shown."""
        if self.view() == LIST:
            person = self.list.table.person()
            return person.line.elder_uid if person is not None else None
        entry = (self.month if self.view() == MONTH else self.week).current()
        return entry.elder_uid if entry is not None else None

    def record_visit(self) -> bool:
        """Record for the chosen person; from the list go on down it."""
        if self.view() == LIST:
            return self.list.record()
        uid = self.current()
        return self._record(uid) if uid else self.context.navigator.open("visit")

    def print_paper(self) -> bool:
        """Ctrl+P: print the way to whom the list shows for today."""
        return self.list.papers.print_route()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: what was moved is written down before the page goes."""
        self.mover.flush()
        super().hideEvent(event)

    def _build(self) -> None:
        head = FlowLayout(spacing_em=0.4)
        for number, words in enumerate(VIEWS):
            made = button(_(words), partial(self.show_view, number), look="choice", key=f"Alt+{number + 1}")
            made.setCheckable(True)
            made.setChecked(number == LIST)
            self._switch.append(made)
            head.addWidget(made)
            shortcut = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            shortcut.activated.connect(partial(self.show_view, number))
        head.addWidget(self.filters.village)
        head.addWidget(self.filters.visitor)
        for made in self._ways():
            head.addWidget(made)
        self._stack = CurrentStack(*self.views)
        content = QWidget()
        layout = QVBoxLayout(content)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, theme.px(0.7), edge, theme.px(0.7))
        layout.setSpacing(theme.px(0.6))
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        # In large type there is more than a screen holds.
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self.setFocusProxy(self.list)

    def _ways(self) -> list[QPushButton]:
        """Return the buttons to the pages beside this one that the site has."""
        navigator, made = self.context.navigator, []
        if self.context.app.actor.role is not UserRole.READER and navigator.has("plan"):
            self.plan_button = button(_("排期…"), self._on_plan, icon_name="calendar", key=PLAN_KEY)
            shortcut = QShortcut(QKeySequence(PLAN_KEY), self)
            shortcut.activated.connect(self._on_plan)
            made.append(self.plan_button)
        if self.context.app.actor.role is not UserRole.READER and navigator.has("phone-round"):
            made.append(button(_("电话探访"), self._on_calls, icon_name="phone"))
        for key, words in (("campaigns", _("专项探访")), ("moves", _("转场与交接"))):
            if navigator.has(key):
                made.append(button(words, partial(navigator.open, key)))
        return made

    def _on_calls(self) -> None:
        """Phone whom the filters leave."""
        wanted = self.filters.wanted()
        self.context.navigator.open(
            "phone-round", village_code=wanted.village_code, visitor_uid=wanted.visitor_uid
        )

    def _connect(self) -> None:
        self.filters.changed.connect(self._refresh_views)
        self.list.filters_reset.connect(self._on_reset)
        self.month.record_asked.connect(self._on_record)
        self.week.record_asked.connect(self._on_record)
        self.mover.refused.connect(self._on_refused)
        self.mover.failed.connect(self._refresh_views)

    def _on_choices(self, choices: Choices) -> None:
        self._offering = None
        self.filters.show_choices(*choices)
        if self._hopes != Wanted():
            hopes, self._hopes = self._hopes, Wanted()
            self.filters.choose(hopes)
            self._refresh_views()

    def _refresh_views(self) -> None:
        self._fresh = [False, False, False]
        self._refresh_view()

    def _refresh_view(self) -> None:
        self._fresh[self.view()] = True
        self.views[self.view()].refresh()

    def _on_reset(self) -> None:
        self.filters.choose(Wanted())
        self._refresh_views()

    def _on_plan(self) -> None:
        self.mover.flush()
        wanted = self.filters.wanted()
        self.context.navigator.open("plan", village_code=wanted.village_code, visitor_uid=wanted.visitor_uid)

    def _on_record(self, entry: CalendarEntry) -> None:
        self._record(entry.elder_uid)

    def _record(self, elder_uid: str) -> bool:
        return self.context.navigator.open("visit", elder_uid=elder_uid)

    def _on_refused(self, words: str) -> None:
        self.context.notices.show_notice("soon", words)
