"""The seven tabs of one person's page and how each is filled; what costs time is read when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QStackedLayout, QTabBar, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import sights, theme
from desktop_app.ui.kit import EmptyState, RowTable, Text, scrolling
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.person_assessment import assessment_tab
from desktop_app.ui.register.person_cards import CardTab
from desktop_app.ui.register.person_facts import PersonFacts, may_change
from desktop_app.ui.register.person_family import family_tab
from desktop_app.ui.register.person_findings import findings_table, show_findings
from desktop_app.ui.register.person_history import HistoryTab
from desktop_app.ui.register.person_overview import overview_tab
from desktop_app.ui.register.person_services import services_tab
from desktop_app.ui.register.person_visits import VisitSource, visits_table
from desktop_app.ui.why_panel import WhyAsking

OVERVIEW, VISITS, FINDINGS, SERVICES, ASSESSMENT, FAMILY, HISTORY = range(7)
LEAST_EM = 15


class PersonTabs(QWidget):
    """概况, 探访, 问题, 服务, 评估, 家庭, 历史."""

    def __init__(
        self,
        context: PageContext,
        *,
        on_visit: Callable[[], object],
        on_edit: Callable[[], object],
        on_person: Callable[[str], object],
    ) -> None:
        super().__init__()
        self.context = context
        self._facts: PersonFacts | None = None
        self._history_stale = True
        changing = may_change(context.app)
        self.bar = QTabBar()
        self.why = WhyAsking(context, self)
        self.overview = overview_tab(
            lambda: self.bar.setCurrentIndex(VISITS), on_edit if changing else None, self.ask_why
        )
        empty = EmptyState(_("还没有探访记录。"), _("登记探访"), on_visit)
        self.visits = visits_table(context.jobs, empty)
        self.findings = findings_table()
        self.services, self.assessment = services_tab(), assessment_tab()
        self.family = family_tab(context, on_person)
        self.history = HistoryTab(context)
        self._cards: tuple[CardTab, ...] = (self.overview, self.services, self.assessment, self.family)
        self._visits_line = Text("", "hint", wrap=True)
        self._build()

    def _build(self) -> None:
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(True)
        self.bar.setAccessibleName(_("档案的各页"))
        self._overview_area = scrolling(self.overview)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        for title, widget in (
            (_("概况"), self._overview_area),
            (_("探访"), _under(self._visits_line, self.visits)),
            (_("问题"), self.findings),
            (_("服务"), scrolling(self.services)),
            (_("评估"), scrolling(self.assessment)),
            (_("家庭"), scrolling(self.family)),
            (_("历史"), self.history),
        ):
            self.bar.addTab(_tab(self.bar.count(), title))
            self._stack.addWidget(widget)
        holder.setMinimumHeight(theme.px(LEAST_EM))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(self.bar)
        layout.addWidget(holder, 1)
        self.bar.currentChanged.connect(self._on_tab)

    def forget(self) -> None:
        """Go back to the first tab for another person."""
        self._facts = None
        self.bar.setCurrentIndex(OVERVIEW)
        self._overview_area.verticalScrollBar().setValue(0)
        self.history.forget()

    def show_person(self, facts: PersonFacts) -> None:
        """Show a person who was read anew."""
        self.show_numbers(facts)
        self.visits.show_source(VisitSource(self.context.app, facts.detail.uid))
        show_findings(self.findings, facts.file.findings)
        count, open_ones = facts.file.tally.count, facts.file.open_findings
        self._name_tab(VISITS, _("探访"), count, _("{count} 次").format(count=count))
        self._name_tab(FINDINGS, _("问题"), open_ones, _("{count} 件").format(count=open_ones))
        self._visits_line.setText(_visits_words(facts))

    def ask_why(self) -> None:
        """F9: open the whole why file."""
        if self._facts is not None:
            self.why.show_card(self._facts.why)

    def show_numbers(self, facts: PersonFacts) -> None:
        """Show what depends on whether numbers are masked."""
        self._facts = facts
        for tab in self._cards:
            tab.show_person(facts)
        self._history_stale = True
        self._on_tab(self.bar.currentIndex())

    def _name_tab(self, number: int, title: str, count: int, counted: str) -> None:
        self.bar.setTabText(number, _tab(number, title, counted if count else ""))

    def _on_tab(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        if number in {VISITS, HISTORY} and self._facts is not None:
            self.context.sights.seen.emit(sights.PAST_VISITS)
        if number == HISTORY and self._history_stale and self._facts is not None:
            self._history_stale = False
            self.history.show_person(self._facts.detail.uid, full=self._facts.numbers.full)


def _tab(number: int, title: str, counted: str = "") -> str:
    """Return a tab's title with its key, as 探访(2) 4 次: the underlined digit works with Alt."""
    return f"{title}(&{number + 1}) {counted}".strip()


def _under(line: Text, table: RowTable[Any]) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, theme.px(0.5), 0, 0)
    layout.addWidget(line)
    layout.addWidget(table, 1)
    return holder


def _visits_words(facts: PersonFacts) -> str:
    tally = facts.file.tally
    if tally.first_on is None or tally.last_on is None:
        return ""
    told = _("共 {count} 次，{first} 至 {last}。选中几次后按 Ctrl+P 打印，Ctrl+C 复制。")
    return told.format(count=tally.count, first=tally.first_on.isoformat(), last=tally.last_on.isoformat())
