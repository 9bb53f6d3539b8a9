"""登记变故: record, correct or take back what happened to a person, with its consequences said beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError, FieldProblem, NotFound
from desktop_app.domain.terms import LifeEventKind
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.life_events import LifeEventRow, Recorded
from desktop_app.services.register import VisitorRow
from desktop_app.ui import theme
from desktop_app.ui.form_journal import FormJournal
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    HeaderCard,
    PersonHeader,
    ask,
    button,
    row,
    scrolling,
)
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.register import words
from desktop_app.ui.register.life_event_consequence import ConsequenceCard
from desktop_app.ui.register.life_event_form import LifeEventForm
from desktop_app.ui.register.life_event_list import LifeEventList
from desktop_app.ui.register.person_facts import may_change

FORESEE_PAUSE_MS = 250
EVENTS_EM = 14


@dataclass(frozen=True, slots=True)
class Start:
    """What the page opens with."""

    uid: str
    name: str
    header: PersonHeader
    events: Sequence[LifeEventRow]
    visitors: Sequence[VisitorRow]


class LifeEventPage(Page):
    """登记变故. Parameters: ``elder_uid``; ``kind`` (a key of LifeEventKind) and ``happened_on`` to begin with."""

    listens_to = frozenset({"life_event", "elder", "residence", "visit"})
    help_topic = "life-event"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("登记变故"))
        self._uid, self._name = "", ""
        self._correcting: LifeEventRow | None = None
        self._reading: Job[Start] | None = None
        self._saving: Job[Recorded] | None = None
        self.head = HeaderCard()
        self.form = LifeEventForm(context.app.clock.today)
        self.journal = FormJournal(context, self.form, self)
        self.consequence = ConsequenceCard(context)
        self.new_button = button(_("改为登记新的变故"), self._on_new)
        self.list = LifeEventList()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FORESEE_PAUSE_MS)
        self._timer.timeout.connect(self._foresee)
        self._build()

    def activate(self, **params: Any) -> None:
        """Take the person, and what a visit has already told."""
        self._uid = str(params.get("elder_uid") or self._uid)
        kind, happened_on = params.get("kind"), params.get("happened_on")
        self._start_new(
            LifeEventKind(kind) if kind else None, happened_on if isinstance(happened_on, date) else None
        )
        self.mark_stale()

    def refresh(self) -> None:
        """Read the person, the events and who visits."""
        if not self._uid:
            return
        if self._reading is not None:
            self._reading.cancel()
        app, uid = self.context.app, self._uid

        def read(_progress: object) -> Start:
            detail = app.register.get(app.actor, uid)
            duties = app.duties.of_elder(app.actor, uid)
            header = words.person_header(detail, duties, app.clock.today(), words.MASKED)
            return Start(
                uid,
                detail.name,
                header,
                app.life_events.list(app.actor, uid),
                app.register.visitors(app.actor),
            )

        self._reading = self.context.jobs.reading(_("读取变故"), read)
        self._reading.succeeded.connect(self._on_read)
        self._reading.failed.connect(self._on_not_read)
        self._reading.start()

    def may_leave(self) -> bool:
        """Ask only when something typed would be lost."""
        if not self.form.is_dirty():
            return True
        leaves = ask(
            self, _("这次变故还没有保存"), _("离开后填写的内容不保留。"), yes=_("离开"), no=_("继续填写")
        )
        if leaves:
            self.journal.drop()
        return leaves

    def is_unsaved(self) -> bool:
        """Tell whether something typed waits to be saved."""
        return self.form.is_dirty()

    def _build(self) -> None:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(self.head)
        new = row(self.new_button)
        new.addStretch(1)
        layout.addLayout(new)
        layout.addWidget(self.form)
        layout.addWidget(self.consequence)
        layout.addWidget(self.list, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self.form.changed.connect(self._timer.start)
        self.form.changed.connect(self.unsaved_changed)
        self.form.save_asked.connect(self._on_save)
        self.consequence.visits_asked.connect(self._on_visits)
        self.list.correct_asked.connect(self._on_correct)
        self.list.retract_asked.connect(self._on_retract)
        for key, act in (
            ("Ctrl+Return", self._on_save),
            ("Ctrl+Enter", self._on_save),
            ("Escape", self._on_escape),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.setFocusProxy(self.form.kind)

    def _on_read(self, start: Start) -> None:
        if start.uid != self._uid:
            return
        self._reading, self._name = None, start.name
        self.head.show_person(start.header)
        dirty = self.form.is_dirty()
        self.form.set_visitors(start.visitors)
        if not dirty:
            self.form.mark_clean()
        changing = may_change(self.context.app)
        if changing and not dirty and self._correcting is None:
            self.journal.begin("life_event", start.uid)
        self.list.show_events(start.events, changing=changing)
        self.form.setEnabled(changing)
        self.set_main_action(_("保存") if changing else "", "Ctrl+Enter", self._on_save)
        self._foresee()

    def _on_not_read(self, error: Exception) -> None:
        self._reading = None
        self.context.presenter.present(error)
        if isinstance(error, NotFound):
            self.context.navigator.open("register")

    def _start_new(self, kind: LifeEventKind | None, happened_on: date | None) -> None:
        self._correcting = None
        self.set_title(_("登记变故"))
        self.form.start(kind, happened_on)
        self.form.mark_clean()
        self.consequence.tell(_("选好发生了什么，这里会写明保存后名册和应探访有什么变化。"))
        self.new_button.hide()
        self.form.focus_first()

    # --- what would follow

    def _foresee(self) -> None:
        draft = self.form.draft(self._uid)
        if not self._uid or draft is None or not may_change(self.context.app):
            return
        if self._correcting is not None:
            self.consequence.tell(_("更正这次变故；日期有改动的，名册、居住时段和各月人数随之更正。"))
        else:
            self.consequence.foresee(draft)

    def _on_visits(self) -> None:
        self.context.navigator.open("person", uid=self._uid, tab=1)

    # --- saving

    def _on_save(self) -> None:
        if self._saving is not None or not self._uid or not self.form.check():
            return
        app, draft, event = self.context.app, self.form.draft(self._uid), self._correcting
        if draft is None or not may_change(app):
            return

        through = self.journal.saving()

        def save(_progress: object) -> Recorded:
            if event is not None:
                return through(lambda: app.life_events.amend(app.actor, event.uid, draft))
            return through(lambda: app.life_events.record(app.actor, draft))

        self._saving = self.context.jobs.writing(_("登记变故"), save)
        self._saving.succeeded.connect(lambda saved: self._on_saved(saved, draft))
        self._saving.failed.connect(self._on_not_saved)
        self._saving.start()

    def _on_saved(self, saved: Recorded, draft: LifeEventDraft) -> None:
        self._saving = None
        self.context.notices.dismiss()
        self.form.mark_clean()
        change_set = saved.change_set
        self.context.offer_undo(
            _("已登记 {name}：{kind}").format(name=self._name, kind=_(LifeEventKind(draft.kind).term)),
            change_set,
        )
        self._start_new(None, None)
        self.context.navigator.open("person", uid=self._uid)

    def _on_not_saved(self, error: Exception) -> None:
        self._saving = None
        self.journal.resume()
        if isinstance(error, ElderVisitsError):
            self.consequence.refuse(error)
        if not (isinstance(error, FieldProblem) and self.form.show_error(error)):
            self.context.presenter.present(error)

    # --- what is recorded already

    def _on_correct(self, event: LifeEventRow) -> None:
        if not self.may_leave():
            return
        self._correcting = event
        self.set_title(_("更正变故"))
        self.form.show_event(event)
        self.form.mark_clean()
        self.journal.begin("life_event_correction", event.uid)
        self.new_button.show()
        self._foresee()
        self.form.happened_on.setFocus()

    def _on_new(self) -> None:
        if self.may_leave():
            self._start_new(None, None)
            self.journal.begin("life_event", self._uid)

    def _on_retract(self, event: LifeEventRow) -> None:
        kind = words.term_word(LifeEventKind, event.kind)
        if not ask(
            self,
            _("撤销 {day} 的“{kind}”？").format(day=event.happened_on.isoformat(), kind=kind),
            _("由它引起的退出、迁回或居住时段一并撤销，各月人数随之更正；历史里仍能查到。"),
            yes=_("撤销"),
            danger=True,
        ):
            return
        app, uid = self.context.app, event.uid
        job = self.context.jobs.writing(
            _("撤销变故"), lambda _progress: app.life_events.retract(app.actor, uid)
        )
        job.succeeded.connect(self._on_retracted)
        job.start()

    def _on_retracted(self, change_set: str | None) -> None:
        self._start_new(None, None)
        self.context.offer_undo(_("已撤销变故"), change_set)

    def _on_escape(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("register")
