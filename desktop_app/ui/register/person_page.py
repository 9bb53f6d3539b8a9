"""One person's page: head card, then tabs for overview, visits, findings and history."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QTabBar, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import NotFound
from desktop_app.domain.terms import EndReason
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import EmptyState, FlowLayout, HeaderCard, button, scrolling
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.register import person_lists, words
from desktop_app.ui.register.ending import EndingDialog
from desktop_app.ui.register.person_facts import PersonFacts, may_change, read_person
from desktop_app.ui.register.person_overview import PersonOverview

LEAST_TAB_EM = 15


def _tab(number: int, title: str, counted: str = "") -> str:
    """Return a tab's title with its key, as 探访(2) 4 次: the underlined digit works with Alt."""
    return f"{title}(&{number + 1}) {counted}".strip()


class PersonPage(Page):
    """老人档案."""

    listens_to = frozenset(
        {
            "elder",
            "category_span",
            "contact",
            "residence",
            "willingness",
            "assignment",
            "visit",
            "finding",
            "village",
            "visitor",
        }
    )
    help_topic = "register"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("老人档案"))
        self._uid = ""
        self._facts: PersonFacts | None = None
        self._loading: Job[PersonFacts] | None = None
        self.head = HeaderCard()
        # As high as its wrapped lines need: with a fixed height large letters would overlap.
        self.head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.tabs = QTabBar()
        self.overview = PersonOverview(lambda: self.tabs.setCurrentIndex(1))
        self.visits = person_lists.visits_table(
            EmptyState(_("还没有探访记录。"), _("登记探访"), self.record_visit)
        )
        self.findings = person_lists.findings_table()
        self.history = person_lists.HistoryList()
        self.edit_button = button(_("修改"), self._on_edit, icon_name="pencil")
        self.print_button = button(_("打印探访记录"), self.print_paper, icon_name="printer")
        self.end_button = button(_("退出名册"), self._on_end)
        self.reopen_button = button(_("恢复在册"), self._on_reopen)
        self._build()
        self._show_buttons()

    def activate(self, **params: Any) -> None:
        """Take ``uid`` and maybe ``tab``, the number of a tab from 0."""
        uid = str(params.get("uid") or self._uid)
        if uid != self._uid:
            self._uid, self._facts = uid, None
            self._content.setVisible(False)
            self.tabs.setCurrentIndex(0)
            self._overview_area.verticalScrollBar().setValue(0)
        if "tab" in params:
            self.tabs.setCurrentIndex(int(params["tab"]))
        self.mark_stale()

    def refresh(self) -> None:
        """Read the person anew."""
        if not self._uid:
            return
        if self._loading is not None:
            self._loading.cancel()
        app, uid = self.context.app, self._uid
        self._loading = self.context.jobs.reading(_("读取档案"), lambda _progress: read_person(app, uid))
        self._loading.succeeded.connect(self._on_read)
        self._loading.failed.connect(self._on_not_read)
        self._loading.start()

    def record_visit(self) -> bool:
        """F2: record a visit for this person."""
        if not self._uid or not self.context.navigator.has("visit"):
            return False
        return self.context.navigator.open("visit", elder_uid=self._uid)

    def print_paper(self) -> bool:
        """Ctrl+P: open the papers with this person's visit records."""
        if self._facts is None:
            return False
        chosen = [visit.uid for visit in self.visits.selected()] if self.tabs.currentIndex() == 1 else []
        newest = self._facts.visits[0].visited_on if self._facts.visits else None
        return self.context.navigator.open(
            "papers", name="visit-record", elder_uid=self._uid, visit_uids=chosen or None, month_on=newest
        )

    def facts(self) -> PersonFacts | None:
        """Return what is shown."""
        return self._facts

    def _build(self) -> None:
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(self.head)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(_("档案的各页"))
        ways = FlowLayout(spacing_em=0.5)
        ways.addWidget(self.tabs)
        for made in (self.edit_button, self.print_button, self.end_button, self.reopen_button):
            ways.addWidget(made)
        layout.addLayout(ways)
        self._overview_area = scrolling(self.overview)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        for title, widget in (
            (_("概况"), self._overview_area),
            (_("探访"), self.visits),
            (_("问题"), self.findings),
            (_("历史"), self.history),
        ):
            self.tabs.addTab(_tab(self.tabs.count(), title))
            self._stack.addWidget(widget)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        holder.setMinimumHeight(theme.px(LEAST_TAB_EM))
        layout.addWidget(holder, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(self._content))
        self._content.setVisible(False)
        self.setFocusProxy(self.tabs)

    def _on_read(self, facts: PersonFacts) -> None:
        if facts.detail.uid != self._uid:
            return
        self._loading, self._facts = None, facts
        today = self.context.app.clock.today()
        self.head.show_person(words.person_header(facts.detail, facts.duties, today))
        self.overview.show_person(facts, today)
        person_lists.show_visits(self.visits, facts.visits)
        person_lists.show_findings(self.findings, facts.findings)
        self.history.show_entries(facts.history)
        open_ones = sum(one.closed_on is None for one in facts.findings)
        met = len(facts.visits)
        self._name_tab(1, _("探访"), met, _("{count} 次").format(count=met))
        self._name_tab(2, _("问题"), open_ones, _("{count} 件").format(count=open_ones))
        self._show_buttons()
        self._content.setVisible(True)

    def _name_tab(self, number: int, title: str, count: int, counted: str) -> None:
        self.tabs.setTabText(number, _tab(number, title, counted if count else ""))

    def _on_not_read(self, error: Exception) -> None:
        self._loading = None
        self.context.presenter.present(error)
        if isinstance(error, NotFound):
            self.context.navigator.open("register")

    def _show_buttons(self) -> None:
        changing = may_change(self.context.app)
        ended = self._facts is not None and self._facts.detail.ended_on is not None
        self.edit_button.setVisible(changing)
        self.end_button.setVisible(changing and not ended)
        self.reopen_button.setVisible(changing and ended)
        if changing and not ended and self.context.navigator.has("visit"):
            self.set_main_action(_("登记探访"), "F2", self.record_visit)
        else:
            self.set_main_action("", "", lambda: None)

    def _on_edit(self) -> None:
        self.context.navigator.open("editor", uid=self._uid)

    def _on_end(self) -> None:
        if self._facts is None:
            return
        dialog = EndingDialog(self._facts.detail.name, self.context.app.clock.today(), self)
        dialog.decided.connect(self._on_end_decided)
        dialog.open()

    def _on_end_decided(self, on: date, reason: EndReason) -> None:
        app, uid = self.context.app, self._uid
        self._write(
            _("退出名册"),
            lambda _progress: app.register.end(app.actor, uid, on=on, reason=reason),
            _("已退出名册"),
        )

    def _on_reopen(self) -> None:
        app, uid = self.context.app, self._uid
        self._write(_("恢复在册"), lambda _progress: app.register.reopen(app.actor, uid), _("已恢复在册"))

    def _write(self, title: str, work: Any, done: str) -> None:
        job = self.context.jobs.writing(title, work)
        job.succeeded.connect(lambda change_set: self._on_written(done, change_set))
        job.start()

    def _on_written(self, done: str, change_set: str | None) -> None:
        self.context.undo.offer(done, (lambda: self._take_back(change_set)) if change_set else None)

    def _take_back(self, change_set: str | None) -> None:
        app = self.context.app
        if change_set:
            self.context.jobs.writing(
                _("撤销"), lambda _progress: app.undo.undo(app.actor, change_set)
            ).start()
