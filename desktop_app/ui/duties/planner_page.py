"""排期: the fair planner's proposals, the load they make, what found no day and why; accepting, changing, printing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import AccessKind, Term, UserRole
from desktop_app.services.plan_papers import PlanPaperService
from desktop_app.services.plan_rows import ProposedVisit
from desktop_app.services.previews import PaperSeen
from desktop_app.ui import theme
from desktop_app.ui.duties.filters import PlaceFilters, Wanted
from desktop_app.ui.duties.plan_book import Key, PlanBook, PlanRow, visits_of
from desktop_app.ui.duties.planner_board import PlannerBoard
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import ChoiceField, FlowLayout, Text, add_months, button, row, scrolling
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.printing import DirectPrint


class Period(Term):
    """Which days are planned."""

    THIS_MONTH = "this", "本月剩下的日子"
    NEXT_MONTH = "next", "下个月"


def days_of(period: Period, today: date) -> tuple[date, date]:
    """Return the first and last day of a period."""
    following = add_months(today.replace(day=1), 1)
    if period is Period.NEXT_MONTH:
        return following, add_months(following, 1) - timedelta(days=1)
    return today, following - timedelta(days=1)


class PlannerPage(Page):
    """排期. Parameters: ``village_code``, ``visitor_uid``. Signals: ``proposed()`` when a proposal is there."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"visitor", "village"})
    help_topic: ClassVar[str] = "plan"
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("F6", N_("提出排期")),
        KeyHint("Alt+1…4", N_("换一部分")),
        KeyHint("+", N_("推后一天")),
        KeyHint("-", N_("提前一天")),
        KeyHint("Enter", N_("另选一天")),
        KeyHint("Ctrl+P", N_("打印")),
    )

    proposed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("排期"))
        self._today = context.app.clock.today
        self._job: Job[PlanBook] | None = None
        self._making: Job[PaperSeen] | None = None
        self._book: PlanBook | None = None
        self._hopes: Wanted | None = None
        self._printing = DirectPrint(context, self)
        self.period: ChoiceField[Period] = ChoiceField(Period, empty=None)
        self.period.describe(_("排哪些日子"), "")
        self.period.combo.setMinimumContentsLength(10)
        self.filters = PlaceFilters(self)
        self.run_button = button(_("提出排期"), self.propose, icon_name="refresh-cw", key="F6")
        self.stop_button = button(_("停下"), self.stop)
        self.state = Text("", "muted", wrap=True)
        self.board = PlannerBoard(self._today, self.propose)
        self._build()
        self._connect()
        self._show_action()

    def activate(self, **params: Any) -> None:
        """Take whose visits are to be planned."""
        if params.keys() & {"village_code", "visitor_uid"}:
            self._hopes = Wanted(params.get("village_code"), params.get("visitor_uid"))
            self.mark_stale()

    def refresh(self) -> None:
        """Read what the filters offer; a proposal stays as it is until another is asked for."""
        app = self.context.app
        job = self.context.jobs.reading(
            _("读取应探访"), lambda _p: (app.register.villages(app.actor), app.register.visitors(app.actor))
        )
        job.succeeded.connect(self._on_choices)
        job.start()

    def book(self) -> PlanBook | None:
        """Return the proposal that is shown."""
        return self._book

    def propose(self) -> None:
        """Ask the planner, with progress and a way to stop."""
        if self._job is not None:
            return
        app, wanted = self.context.app, self.filters.wanted()
        first, last = days_of(self.period.value() or Period.THIS_MONTH, self._today())

        def work(progress: Any) -> PlanBook:
            proposal = app.plans.propose(
                app.actor,
                first=first,
                last=last,
                village_code=wanted.village_code,
                visitor_uid=wanted.visitor_uid,
                progress=progress,
            )
            now = app.plans.calendar(
                app.actor, first, last, village_code=wanted.village_code, visitor_uid=wanted.visitor_uid
            )
            return PlanBook(proposal, now)

        self._job = job = self.context.jobs.reading(_("排期"), work)
        job.progressed.connect(self._on_progress)
        job.succeeded.connect(self._on_proposed)
        job.finished.connect(self._on_finished)
        self.state.setText(_("正在排期…"))
        self.run_button.setEnabled(False)
        self.stop_button.show()
        job.start()

    def stop(self) -> None:
        """Stop the planner; the proposal before it stays."""
        if self._job is not None:
            self._job.cancel()

    def accept_all(self) -> None:
        """Agree on everything that is proposed."""
        if self._book is not None:
            self._accept(self._book.open_rows())

    def accept_chosen(self) -> None:
        """Agree on the selected proposals."""
        self._accept([each for each in self.board.table.selected() if each.open])

    def print_paper(self) -> bool:
        """Print the plan as it stands."""
        book, app = self._book, self.context.app
        if book is None or not book.rows or self._making is not None or self._printing.busy:
            return False
        visits, accepted = visits_of(book.rows), not book.open_rows()
        papers = PlanPaperService(app.context, app.reports)
        self._making = job = self.context.jobs.outside(
            _("生成探访计划表"),
            lambda progress: papers.plan(
                app.actor, book.proposal, visits, accepted=accepted, progress=progress
            ),
        )
        job.succeeded.connect(self._on_paper)
        job.finished.connect(self._on_made)
        job.start()
        return True

    def _build(self) -> None:
        choices = FlowLayout(spacing_em=0.4)
        for part in (self.period, self.filters.village, self.filters.visitor, self.run_button):
            choices.addWidget(part)
        told = row(self.state, self.stop_button)
        told.setStretch(0, 1)
        self.stop_button.setVisible(False)
        content = QWidget()
        layout = QVBoxLayout(content)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, theme.px(0.7), edge, theme.px(0.7))
        layout.setSpacing(theme.px(0.6))
        layout.addLayout(choices)
        layout.addLayout(told)
        layout.addWidget(self.board, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self.setFocusProxy(self.period)

    def _connect(self) -> None:
        board = self.board
        board.accept_asked.connect(self.accept_chosen)
        board.copy_asked.connect(self._on_copy)
        board.print_asked.connect(self.print_paper)
        board.put_asked.connect(self._on_put)
        board.set_writable(self._writable())
        for key, act in (
            ("F6", self.propose),
            ("Ctrl+Return", self.accept_all),
            ("Ctrl+Enter", self.accept_all),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _writable(self) -> bool:
        return self.context.app.actor.role is not UserRole.READER

    def _on_choices(self, choices: tuple[Any, Any]) -> None:
        self.filters.show_choices(*choices)
        if self._hopes is not None:
            self.filters.choose(self._hopes)
            self._hopes = None

    def _on_progress(self, done: int, total: int, _what: str) -> None:
        self.state.setText(_("正在排期 {done}/{total}").format(done=done, total=total))

    def _on_proposed(self, book: PlanBook) -> None:
        self._book = book
        self._show_book()
        self.board.table.setFocus()
        self.proposed.emit()

    def _on_finished(self) -> None:
        self._job = None
        self.run_button.setEnabled(True)
        self.stop_button.hide()
        self.state.setText(self._book.summary() if self._book is not None else "")

    def _show_book(self) -> None:
        if self._book is not None:
            self.state.setText(self._book.summary())
            self.board.show_book(self._book)
        self._show_action()

    def _show_action(self) -> None:
        """Keep one filled button: first the proposal, then agreeing on it."""
        if self._book is None or not self._book.open_rows() or not self._writable():
            self.set_main_action("", "", lambda: None)
            return
        self.set_main_action(_("全部采纳"), "Ctrl+Enter", self.accept_all)

    def _accept(self, rows: list[PlanRow]) -> None:
        if not rows or not self._writable():
            return
        app, visits = self.context.app, visits_of(rows)
        keys = [each.key for each in rows]
        job = self.context.jobs.writing(_("采纳排期"), lambda _progress: app.plans.accept(app.actor, visits))
        job.succeeded.connect(lambda change_set: self._on_accepted(visits, keys, change_set))
        job.start()

    def _on_accepted(self, visits: list[ProposedVisit], keys: list[Key], change_set: str | None) -> None:
        self._mark(keys, accepted=True)
        self.context.offer_undo(
            _("已排定 {count} 次探访").format(count=len(visits)),
            change_set,
            lambda: self._mark(keys, accepted=False),
        )

    def _mark(self, keys: list[Key], *, accepted: bool) -> None:
        if self._book is not None:
            self._book.accept(keys, accepted)
            self._show_book()

    def _on_put(self, key: Key, on: date) -> None:
        found = self._book.row(key) if self._book is not None else None
        if self._book is None or found is None:
            return
        no = self._book.refusal(found, on, self._today())
        if no:
            self.context.notices.show_notice("soon", no)
            return
        self._book.put(key, on)
        self._show_book()

    def _on_copy(self) -> None:
        text = self.board.copy()
        count = max(len(text.splitlines()) - 1, 0)
        self.context.notices.show_notice(
            "done", _("已复制 {count} 行，可以粘贴到表格中。").format(count=count)
        )

    def _on_made(self) -> None:
        self._making = None

    def _on_paper(self, seen: PaperSeen) -> None:
        if not self._printing.start(seen.source, seen.pages):
            return
        app = self.context.app
        self.context.jobs.writing(
            _("记入台账"),
            lambda _progress: app.access_log.note(
                app.actor, AccessKind.PRINTED, what=_("探访计划表"), people=seen.people
            ),
        ).start()
