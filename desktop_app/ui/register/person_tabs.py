"""The seven tabs of one person's page and how each is filled; what costs time is read when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QTabBar, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui import sights, theme
from desktop_app.ui.kit import EmptyState, Text, button, row, scrolling
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.person_assessment import assessment_tab
from desktop_app.ui.register.person_cards import CardTab
from desktop_app.ui.register.person_facts import PersonFacts, may_change
from desktop_app.ui.register.person_family import family_tab
from desktop_app.ui.register.person_findings import FindingsTab
from desktop_app.ui.register.person_history import HistoryTab
from desktop_app.ui.register.person_overview import overview_tab
from desktop_app.ui.register.person_services import ServicesTab
from desktop_app.ui.register.person_visits import VisitSource, visits_table
from desktop_app.ui.visit_marks import VERSIONS_KEY
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
            context,
            lambda: self.bar.setCurrentIndex(VISITS),
            on_edit if changing else None,
            self.ask_why,
        )
        empty = EmptyState(_("还没有探访记录。"), _("登记探访"), on_visit)
        self._visit_source: VisitSource | None = None
        self.visits = visits_table(context.jobs, empty, self._marks)
        self.findings = FindingsTab(context)
        self.services, self.assessment = ServicesTab(context), assessment_tab(context)
        self.family = family_tab(context, on_person)
        self.history = HistoryTab(context)
        self._cards: tuple[CardTab | ServicesTab, ...] = (
            self.overview,
            self.services,
            self.assessment,
            self.family,
        )
        self._visits_line = Text("", "hint", wrap=True)
        self.versions_button = button(
            _("历次版本"), self.show_versions, icon_name="archive", key=VERSIONS_KEY
        )
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
            (_("探访"), self._visits_holder()),
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

    def _visits_holder(self) -> QWidget:
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, theme.px(0.5), 0, 0)
        line = row(spacing_em=0.6)
        line.addWidget(self._visits_line, 1)
        line.addWidget(self.versions_button)
        layout.addLayout(line)
        layout.addWidget(self.visits, 1)
        self.versions_button.setVisible(self.context.navigator.has("visits"))
        self.versions_button.setEnabled(False)
        self.visits.chosen.connect(lambda visit: self.versions_button.setEnabled(visit is not None))
        shortcut = QShortcut(QKeySequence(VERSIONS_KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.show_versions)
        return holder

    def _marks(self, visit: VisitRow) -> list[str]:
        return self._visit_source.marks(visit) if self._visit_source is not None else []

    def show_versions(self) -> None:
        """F10: show the versions and the photos of the chosen visit, on the list of its month."""
        visit = self.visits.current() if self.bar.currentIndex() == VISITS else None
        if visit is not None and self.context.navigator.has("visits"):
            self.context.navigator.open("visits", month_on=visit.visited_on, versions_of=visit.uid)

    def forget(self) -> None:
        """Go back to the first tab for another person."""
        self._facts = None
        self.bar.setCurrentIndex(OVERVIEW)
        self._overview_area.verticalScrollBar().setValue(0)
        self.history.forget()

    def show_person(self, facts: PersonFacts) -> None:
        """Show a person who was read anew."""
        self.show_numbers(facts)
        self._visit_source = VisitSource(self.context.app, facts.detail.uid)
        self.visits.show_source(self._visit_source)
        self.findings.show_person(facts)
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


def _visits_words(facts: PersonFacts) -> str:
    tally = facts.file.tally
    if tally.first_on is None or tally.last_on is None:
        return ""
    told = _("共 {count} 次，{first} 至 {last}。选中几次后按 Ctrl+P 打印，Ctrl+C 复制。")
    return told.format(count=tally.count, first=tally.first_on.isoformat(), last=tally.last_on.isoformat())
