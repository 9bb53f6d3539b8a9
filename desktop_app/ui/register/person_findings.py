"""问题: what was found at this person's, open ones first, and the steps of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import FindingKind, FindingState
from desktop_app.services.findings import FindingDetail
from desktop_app.storage.queries.visits import FindingRow
from desktop_app.ui import finding_words, theme
from desktop_app.ui.finding_steps import StepList
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    FINDING_TINTS,
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    Section,
    Sort,
    Text,
    button,
    scrolling,
)
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import PageContext
from desktop_app.ui.register import words
from desktop_app.ui.register.person_facts import PersonFacts, may_change

NEW_KEY = "Ctrl+N"


class FindingsTab(QWidget):
    """The findings of one person; the steps of the chosen one are read when it is chosen."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._facts: PersonFacts | None = None
        self._looking: Job[FindingDetail] | None = None
        self.table = _table()
        self.open_button = button(_("办理"), self.open_finding, key="Enter")
        self.new_button = button(_("登记问题"), self.add_finding, icon_name="plus", key=NEW_KEY)
        self._about = Text("", "strong", wrap=True)
        self._steps = StepList(most=12)
        side = QWidget()
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(0.4))
        for part in (Section(_("办理过程")), self._about, self._steps):
            inside.addWidget(part)
        inside.addStretch(1)
        self._side = scrolling(side)
        self._side.setMinimumWidth(theme.px(14))
        acts = FlowLayout(spacing_em=0.5)
        acts.addWidget(self.open_button)
        acts.addWidget(self.new_button)
        halves = QHBoxLayout()
        halves.setSpacing(theme.px(0.8))
        halves.addWidget(self.table, 5)
        halves.addWidget(self._side, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(0.5), 0, 0)
        layout.setSpacing(theme.px(0.5))
        layout.addLayout(acts)
        layout.addLayout(halves, 1)
        self.setFocusProxy(self.table)
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda _row: self.open_finding())
        shortcut = QShortcut(QKeySequence(NEW_KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.add_finding)
        self._may_add = may_change(context.app)
        self.new_button.setVisible(self._may_add)
        self._on_chosen(None)

    def show_person(self, facts: PersonFacts) -> None:
        """Show the findings of a person who was read anew."""
        self._facts = facts
        findings = facts.file.findings
        source: ListSource[FindingRow] = ListSource(
            findings,
            {
                "found_on": lambda one: (one.found_on, one.uid),
                "kind": lambda one: one.kind,
                "what": lambda one: one.what,
                "action": lambda one: one.action or "",
                "due_on": lambda one: words.day_or_empty(one.due_on),
                "state": lambda one: (one.state != FindingState.OPEN.value, one.due_on or one.found_on),
            },
        )
        self.table.show_source(source)
        if self.table.current() is None:
            self.table.choose_first()
        set_shown(self._side, bool(findings))
        self._on_chosen(self.table.current())

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: the steps are read when the tab is looked at."""
        super().showEvent(event)
        self._on_chosen(self.table.current())

    def open_finding(self) -> None:
        """Open the page of the chosen finding."""
        chosen = self.table.current()
        if chosen is not None:
            self._context.navigator.open("finding", uid=chosen.uid)

    def add_finding(self) -> None:
        """Enter a finding that no visit found."""
        if self._facts is not None and self._may_add:
            self._context.navigator.open("finding-form", elder_uid=self._facts.detail.uid)

    def _on_chosen(self, chosen: FindingRow | None) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self.open_button.setEnabled(chosen is not None)
        if chosen is None:
            self._about.setText("")
            self._steps.show_steps(())
        elif self.isVisible():
            self._look(chosen)

    def _look(self, chosen: FindingRow) -> None:
        app, uid = self._context.app, chosen.uid
        self._looking = self._context.jobs.reading(
            _("读取办理过程"), lambda _progress: app.findings.detail(app.actor, uid)
        )
        self._looking.succeeded.connect(self._on_detail)
        self._looking.start()

    def _on_detail(self, detail: FindingDetail) -> None:
        self._looking = None
        line = detail.line
        told = (finding_words.stage_words(line), finding_words.owner_words(line))
        self._about.setText("\n".join(told))
        self._steps.show_steps(detail.steps)


def _table() -> RowTable[FindingRow]:
    return RowTable(
        (
            Column(
                key="found_on", title=_("发现日期"), width_em=7.5, text=lambda one: one.found_on.isoformat()
            ),
            Column(
                key="kind",
                title=_("类别"),
                width_em=4.5,
                text=lambda one: words.term_word(FindingKind, one.kind),
            ),
            Column(
                key="what",
                title=_("问题"),
                width_em=18,
                text=lambda one: finding_words.one_line(one.what),
                strong=True,
                stretch=True,
            ),
            Column(
                key="action",
                title=_("当时处理"),
                width_em=10,
                text=lambda one: finding_words.one_line(one.action),
            ),
            Column(
                key="due_on",
                title=_("办结期限"),
                width_em=7.5,
                text=lambda one: words.day_or_empty(one.due_on),
            ),
            Column(
                key="state",
                title=_("状态"),
                width_em=6,
                text=lambda one: words.term_word(FindingState, one.state),
                tint=lambda one: FINDING_TINTS[FindingState(one.state)],
            ),
        ),
        sort=Sort("state"),
        empty=EmptyState(
            _("没有发现过问题。"),
            hint=_("探访时发现的问题登记后会出现在这里；居民反映的，点“登记问题”。"),
        ),
    )
