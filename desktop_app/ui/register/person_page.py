"""One person's page (一人一档): head card, then seven tabs; numbers masked until asked for, every look noted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, NotFound
from desktop_app.domain.terms import EndReason
from desktop_app.services.access_log import REVEALED
from desktop_app.services.histories import HistoryEntry
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import FlowLayout, HeaderCard, ask, button, scrolling
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.register import words
from desktop_app.ui.register.decision_acts import DecisionActs
from desktop_app.ui.register.ending import EndingDialog
from desktop_app.ui.register.person_acts import PersonActs
from desktop_app.ui.register.person_facts import PersonFacts, may_change, read_person
from desktop_app.ui.register.person_findings import NEW_KEY
from desktop_app.ui.register.person_tabs import HISTORY, VISITS, PersonTabs
from desktop_app.ui.visit_marks import VERSIONS_KEY
from desktop_app.ui.why_panel import WHY_KEY

NUMBERS_KEY = "Ctrl+Shift+M"


class PersonPage(Page):
    """老人档案."""

    listens_to = frozenset(
        {
            "elder",
            "category_span",
            "contact",
            "support_step",
            "residence",
            "willingness",
            "assignment",
            "visit",
            "finding",
            "finding_step",
            "village",
            "visitor",
            "benefit",
            "service_plan",
            "service_record",
            "health_fact",
            "elder_note",
            "life_event",
            "off_register",
            "household",
            "household_member",
            "person_link",
            "local_field",
            "visit_pause",
            "duty_waiver",
            "tier_decision",
            "assessment",
        }
    )
    help_topic = "person"
    keys = (
        KeyHint("Alt+1…7", N_("换页：概况、探访、问题、服务、评估、家庭、历史")),
        KeyHint(WHY_KEY, N_("全部依据和不要求的原因")),
        KeyHint(VERSIONS_KEY, N_("看所选探访的历次版本")),
        KeyHint(NUMBERS_KEY, N_("显示或隐去完整号码")),
        KeyHint(NEW_KEY, N_("登记问题（在“问题”页）")),
        KeyHint("Ctrl+P", N_("打印")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("老人档案"))
        self._uid, self._noted = "", ""
        self._facts: PersonFacts | None = None
        self._loading: Job[PersonFacts] | None = None
        self.acts = PersonActs(context, self)
        self.decisions = DecisionActs(context, self)
        self.head = HeaderCard()
        # As high as its wrapped lines need: with a fixed height large letters would overlap.
        self.head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.content = PersonTabs(
            context,
            on_visit=self.record_visit,
            on_edit=self._on_edit,
            on_person=self._on_person,
        )
        self.tabs = self.content.bar
        self._make_buttons()
        self._build()
        self._connect()
        self._show_buttons()

    def activate(self, **params: Any) -> None:
        """Take ``uid`` and maybe ``tab``, the number of a tab from 0."""
        uid = str(params.get("uid") or self._uid)
        if uid != self._uid:
            self._uid, self._noted, self._facts = uid, "", None
            self._whole.setVisible(False)
            self.content.forget()
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
        """Ctrl+P: open the papers with this person's visit records; on the history print the corrections."""
        if self._facts is None:
            return False
        if self.tabs.currentIndex() == HISTORY:
            self.acts.print_corrections(self._uid)
            return True
        chosen = (
            [visit.uid for visit in self.content.visits.selected()]
            if self.tabs.currentIndex() == VISITS
            else []
        )
        return self.context.navigator.open(
            "papers",
            name="visit-record",
            elder_uid=self._uid,
            visit_uids=chosen or None,
            month_on=self._facts.file.tally.last_on,
        )

    def facts(self) -> PersonFacts | None:
        """Return what is shown."""
        return self._facts

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: whoever leaves the page finds the numbers masked again."""
        super().hideEvent(event)
        self._show_numbers(full=False)

    # --- building

    def _make_buttons(self) -> None:
        self.edit_button = button(_("修改"), self._on_edit, icon_name="pencil")
        self.event_button = button(_("登记变故"), self._on_event)
        self.print_button = button(_("打印探访记录"), self.print_paper, icon_name="printer")
        self.copy_button = button(_("个人信息副本"), self._on_copy, icon_name="file-down")
        self.numbers_button = button(_("显示完整号码"), self._on_numbers, key=NUMBERS_KEY)
        self.end_button = button(_("退出名册"), self._on_end)
        self.reopen_button = button(_("恢复在册"), self._on_reopen)

    def _build(self) -> None:
        self._whole = QWidget()
        layout = QVBoxLayout(self._whole)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(self.head)
        ways = FlowLayout(spacing_em=0.5)
        for made in (
            self.edit_button,
            self.event_button,
            *self.decisions.buttons(),
            self.print_button,
            self.copy_button,
            self.numbers_button,
            self.end_button,
            self.reopen_button,
        ):
            ways.addWidget(made)
        layout.addLayout(ways)
        layout.addWidget(self.content, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(self._whole))
        self._whole.setVisible(False)
        self.setFocusProxy(self.tabs)

    def _connect(self) -> None:
        QShortcut(QKeySequence(NUMBERS_KEY), self, self._on_numbers)
        QShortcut(QKeySequence(WHY_KEY), self, self.content.ask_why)
        self.content.visits.copied.connect(lambda copied, _wanted: self._on_copied(copied))
        self.content.history.undo_asked.connect(self._on_undo_entry)
        self.content.history.print_asked.connect(lambda: self.acts.print_corrections(self._uid))

    # --- showing

    def _on_read(self, facts: PersonFacts) -> None:
        if self._uid not in {facts.detail.uid, *facts.file.files}:
            return
        full = self._facts is not None and self._facts.numbers.full
        self._loading = None
        self._uid = facts.detail.uid
        self._facts = replace(facts, numbers=words.Numbers(full=full))
        self._show_head()
        self.content.show_person(self._facts)
        self._show_buttons()
        self._whole.setVisible(True)
        if self._noted != self._uid:
            self._noted = self._uid
            self.acts.note_look(self._uid)

    def _show_head(self) -> None:
        facts = self._facts
        if facts is None:
            return
        self.head.show_person(
            words.person_header(facts.detail, facts.file.duties, facts.today, facts.numbers)
        )
        asked = _("隐去号码") if facts.numbers.full else _("显示完整号码")
        self.numbers_button.setText(f"{asked}  {NUMBERS_KEY}")
        self.numbers_button.setAccessibleName(asked)

    def _on_not_read(self, error: Exception) -> None:
        self._loading = None
        self.context.presenter.present(error)
        if isinstance(error, NotFound):
            self.context.navigator.open("register")

    def _show_buttons(self) -> None:
        app, navigator = self.context.app, self.context.navigator
        changing = may_change(app)
        ended = self._facts is not None and self._facts.detail.ended_on is not None
        self.decisions.show_person(self._facts)
        self.edit_button.setVisible(changing)
        self.event_button.setVisible(changing and navigator.has("life-event"))
        self.copy_button.setVisible(changing)
        self.end_button.setVisible(changing and not ended)
        self.reopen_button.setVisible(changing and ended)
        if changing and not ended and navigator.has("visit"):
            self.set_main_action(_("登记探访"), "F2", self.record_visit)
        else:
            self.set_main_action("", "", lambda: None)

    # --- numbers

    def _on_numbers(self) -> None:
        if self._facts is None:
            return
        full = not self._facts.numbers.full
        self._show_numbers(full=full)
        if full:
            self.acts.note(self._uid, REVEALED)

    def _show_numbers(self, *, full: bool) -> None:
        if self._facts is None or self._facts.numbers.full == full:
            return
        self._facts = replace(self._facts, numbers=words.Numbers(full=full))
        self._show_head()
        self.content.show_numbers(self._facts)

    # --- acting

    def _on_edit(self) -> None:
        self.context.navigator.open("editor", uid=self._uid)

    def _on_event(self) -> None:
        self.context.navigator.open("life-event", elder_uid=self._uid)

    def _on_person(self, uid: str) -> None:
        self.context.navigator.open("person", uid=uid)

    def _on_copy(self) -> None:
        if self._facts is not None:
            self.acts.hand_out_copy(self._uid, self._facts.detail.name)

    def _on_copied(self, copied: int) -> None:
        if copied:
            self.acts.note_copied(self._uid, _("探访记录 {count} 次").format(count=copied))

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

    def _on_undo_entry(self, entry: HistoryEntry) -> None:
        text = _("撤回这次操作对这位老年人的全部改动；之后又改过的内容保持不变。撤销后还可以再撤销回来。")
        if ask(self, _("撤销“{title}”？").format(title=entry.title), text, yes=_("撤销")):
            self.acts.take_back(entry.change_set)

    def _write(self, title: str, work: Callable[[Any], str | None], done: str) -> None:
        job = self.context.jobs.writing(title, work)
        job.succeeded.connect(lambda change_set: self._on_written(done, change_set))
        job.start()

    def _on_written(self, done: str, change_set: str | None) -> None:
        self.context.undo.offer(done, (lambda: self.acts.take_back(change_set)) if change_set else None)
