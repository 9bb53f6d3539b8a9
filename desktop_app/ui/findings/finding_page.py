"""One finding: about whom, what and till when, whom to call, what was done, and the form for the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.bootstrap import Application
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import FindingStepKind, UserRole
from desktop_app.services.duties import OwedRow
from desktop_app.services.finding_drafts import StepDraft
from desktop_app.services.findings import FindingDetail
from desktop_app.services.register import VisitorRow
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.ui import finding_words, theme
from desktop_app.ui.duty_printing import DutyPrinting
from desktop_app.ui.emergency_card import EmergencyCard
from desktop_app.ui.finding_steps import StepList
from desktop_app.ui.findings.preview import FindingFacts, needs_calls
from desktop_app.ui.findings.step_form import StepForm
from desktop_app.ui.form_journal import FormJournal
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, FlowLayout, HeaderCard, Text, ask, button, scrolling
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.person_header import person_header

SLIP = "referral-slip"
DRAFT = "finding_step"
BESIDE_EM = 62
"""From this width on the next step stands beside what was done."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page shows, read in one go."""

    detail: FindingDetail
    elder: ElderDetail
    owed: Sequence[OwedRow]
    visitors: Sequence[VisitorRow]


class _Columns(QGridLayout):
    """What it is and what was done, the next step beside them; in one column it stands between the two."""

    def __init__(self, about: QWidget, following: QWidget, history: QWidget) -> None:
        super().__init__()
        self._parts = (about, following, history)
        self._beside: bool | None = None
        self.setSpacing(theme.px(0.8))

    def arrange(self, *, beside: bool) -> None:
        """Stand in two columns or in one."""
        if beside == self._beside:
            return
        self._beside = beside
        places = ((0, 0, 1), (0, 1, 3), (1, 0, 1)) if beside else ((0, 0, 1), (1, 0, 1), (2, 0, 1))
        for part, (line, at, lines) in zip(self._parts, places, strict=True):
            self.removeWidget(part)
            self.addWidget(part, line, at, lines, 1)
        self.setColumnStretch(0, 5)
        self.setColumnStretch(1, 4 if beside else 0)
        self.setRowStretch(2, 1 if beside else 0)


class FindingPage(Page):
    """Parameters: ``uid``, ``step`` (the kind of step to begin with; after saving the page before comes back)."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {"finding", "finding_step", "elder", "contact", "visitor"}
    )
    help_topic: ClassVar[str] = "finding"
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Ctrl+Enter", N_("保存")),
        KeyHint("1…7", N_("在“下一步”上选择")),
        KeyHint("Ctrl+P", N_("打印转介单")),
        KeyHint("Esc", N_("返回，没保存的留作草稿")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("问题办理"))
        self._uid = self._step = ""
        self._reading: Job[_Read] | None = None
        self._saving = self._returns = False
        self._may = context.app.actor.role is not UserRole.READER
        self.read: _Read | None = None
        self.form: StepForm | None = None
        self.journal: FormJournal | None = None
        self.header = HeaderCard()
        self.facts = FindingFacts()
        self.emergency = EmergencyCard()
        self.steps = StepList()
        self.printing = DutyPrinting(context, self)
        self._build()

    def activate(self, **params: Any) -> None:
        """Take which finding to show."""
        uid, self._step = str(params.get("uid") or ""), str(params.get("step") or "")
        self._returns = bool(self._step)
        if uid != self._uid:
            self._uid, self.read = uid, None
            self._drop_form()
        self.mark_stale()

    def refresh(self) -> None:
        """Read the finding in a reader thread; what is typed stays."""
        if not self._uid:
            return
        if self._reading is not None:
            self._reading.cancel()
        app, uid = self.context.app, self._uid
        self._reading = self.context.jobs.reading(_("读取问题"), lambda _progress: _read(app, uid))
        self._reading.succeeded.connect(self._on_read)
        self._reading.failed.connect(self._on_gone)
        self._reading.start()

    def is_unsaved(self) -> bool:
        """Tell whether a step is typed and not saved."""
        return self.form is not None and self.form.is_dirty() and not self._saving

    def record_visit(self) -> bool:
        """F2: record a visit for the person."""
        read = self.read
        return read is not None and self.context.navigator.open("visit", elder_uid=read.elder.uid)

    def print_paper(self) -> bool:
        """Ctrl+P: print the referral slip, if it was referred."""
        if self.read is None or not self.read.detail.line.slip_no:
            self.context.notices.show_notice("info", _("还没有转介过，没有转介单可打印。"))
            return True
        self.printing.print(SLIP, finding_uid=self._uid)
        return True

    def save(self) -> None:
        """Check and take the step."""
        form = self.form
        if form is None or self._saving or not form.check():
            return
        draft = form.draft()
        if draft is not None:
            self._take(draft, form)

    def take_back(self) -> None:
        """Take back the last step, after asking."""
        if self.read is None or not self.read.detail.steps or not _sure_to_take_back(self):
            return
        app, uid = self.context.app, self._uid
        job = self.context.jobs.writing(
            _("撤回问题办理步骤"), lambda _progress: app.findings.take_back_step(app.actor, uid)
        )
        job.succeeded.connect(lambda change_set: self.context.offer_undo(_("已撤回最后一步"), change_set))
        job.start()

    def urge(self) -> None:
        """Record how the family is urged to support the person, for this finding."""
        if self.read is not None:
            line = self.read.detail.line
            self.context.navigator.open("support-step", elder_uid=self.read.elder.uid, finding_uid=line.uid)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: put the next step before what was done where the page is narrow."""
        super().resizeEvent(event)
        self._columns.arrange(beside=self.width() >= theme.px(BESIDE_EM))

    def _build(self) -> None:
        self._visit_button = button(_("登记探访"), self.record_visit, key="F2")
        self._print_button = button(_("打印转介单"), self.print_paper, key="Ctrl+P", icon_name="printer")
        self._edit_button = button(_("更正问题"), self._on_edit, icon_name="pencil")
        self._back_button = button(_("撤回最后一步"), self.take_back, icon_name="undo-2")
        self._person_button = button(_("老人档案"), self._on_person, icon_name="user")
        self.urge_button = button(_("登记督促"), self.urge, icon_name="users")
        acts = FlowLayout(spacing_em=0.4)
        for made in (
            self._visit_button,
            self._print_button,
            self._person_button,
            self.urge_button,
            self._edit_button,
            self._back_button,
        ):
            acts.addWidget(made)
        about, history = Card(margin_em=0.9), Card(_("办理过程"), margin_em=0.9)
        about.body.addWidget(self.emergency)
        about.body.addWidget(self.facts)
        history.body.addWidget(self.steps)
        self._next = Card(margin_em=0.9)
        self._nothing = Text(_("当前用户只能查看，不能办理。"), "muted", wrap=True)
        self._next.body.addWidget(self._nothing)
        self._next.body.addStretch(1)
        set_shown(self._nothing, not self._may)
        self._columns = _Columns(about, self._next, history)
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(theme.px(1.5), theme.px(0.8), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(self.header)
        layout.addLayout(acts)
        layout.addLayout(self._columns)
        layout.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._scroll = scrolling(holder)
        whole.addWidget(self._scroll)
        for key, act in (("Ctrl+Return", self.save), ("Ctrl+Enter", self.save), ("Escape", self._leave)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        if self._may:
            self.set_main_action(_("保存这一步"), "Ctrl+Enter", self.save)

    # ------------------------------------------------------------------ showing

    def _on_read(self, read: _Read) -> None:
        self._reading = None
        before, self.read = self.read, read
        detail, today = read.detail, self.context.app.clock.today()
        self.set_title(_("{name}的问题").format(name=read.elder.name))
        self.header.show_person(person_header(read.elder, read.owed, today))
        self.facts.show_line(detail.line)
        self.steps.show_steps(detail.steps)
        self.emergency.show_contacts(read.elder.contacts, detail.card.address)
        set_shown(self.emergency, needs_calls(detail.line))
        self._print_button.setEnabled(bool(detail.line.slip_no))
        for made in (self._edit_button, self._back_button):
            made.setVisible(self._may)
        self._back_button.setEnabled(bool(detail.steps))
        set_shown(self.urge_button, self._may and finding_words.about_support(detail.line))
        fresh = before is None or (before.detail, before.visitors) != (detail, read.visitors)
        if self._may and (self.form is None or self._step or (fresh and not self.form.is_dirty())):
            self._show_form(read)

    def _show_form(self, read: _Read) -> None:
        """Put a fresh form for the next step in the place of the old one."""
        self._drop_form()
        app = self.context.app
        form = self.form = StepForm(read.detail, read.visitors, app.actor.name, app.clock.today)
        self._next.body.insertWidget(0, form)
        form.save_asked.connect(self.save)
        form.changed.connect(self.unsaved_changed)
        self.setFocusProxy(form)
        wanted, self._step = self._step, ""
        # Only when the form has got its place is it known what of the page is in sight.
        if wanted and form.choose(wanted):
            QTimer.singleShot(0, form, form.focus_answer)
        else:
            if wanted:
                self.context.notices.show_notice("info", _("这件问题现在不能做这一步。"))
            form.focus_first()
            QTimer.singleShot(0, self, lambda: self._scroll.verticalScrollBar().setValue(0))
        self.journal = FormJournal(self.context, form, form)
        self.journal.begin(DRAFT, self._uid, name=read.detail.line.elder_name, uid=self._uid)
        self.unsaved_changed.emit()

    def _drop_form(self) -> None:
        if self.form is not None:
            self._next.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = self.journal = None

    def _on_gone(self, error: Exception) -> None:
        self._reading = None
        self.context.presenter.present(error)
        self._leave()

    # ------------------------------------------------------------------ doing

    def _take(self, draft: StepDraft, form: StepForm) -> None:
        app, uid, journal = self.context.app, self._uid, self.journal
        assert journal is not None  # it came with the form
        save = journal.saving()
        prints = form.wants_slip()
        job = self.context.jobs.writing(
            _("保存问题办理步骤"),
            lambda _progress: save(lambda: app.findings.take_step(app.actor, uid, draft)),
        )
        self._saving = True
        self.unsaved_changed.emit()
        job.succeeded.connect(lambda change_set: self._on_taken(change_set, draft, form, prints))
        job.failed.connect(lambda error: self._on_refused(error, form, journal))
        job.start()

    def _on_taken(self, change_set: str, draft: StepDraft, form: StepForm, prints: bool) -> None:
        self._saving = False
        told = _("已登记：{step}").format(step=_(FindingStepKind(draft.kind).term))
        self.context.offer_undo(told, change_set)
        if form is not self.form:
            return  # whoever has gone elsewhere meanwhile is not called back
        form.mark_clean()
        self._drop_form()  # the next step has other choices, also where the finding was read anew before
        if prints:
            self.printing.print(SLIP, finding_uid=self._uid)
        if self._returns and not prints and self.isVisible():
            self._leave()
        else:
            self.mark_stale()

    def _on_refused(self, error: Exception, form: StepForm, journal: FormJournal) -> None:
        self._saving = False
        journal.resume()
        self.unsaved_changed.emit()
        if form is not self.form or not form.show_error(error):
            self.context.presenter.present(error)

    def _on_edit(self) -> None:
        self.context.navigator.open("finding-form", uid=self._uid)

    def _on_person(self) -> None:
        if self.read is not None:
            self.context.navigator.open("person", uid=self.read.elder.uid)

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("findings")


def _read(app: Application, uid: str) -> _Read:
    detail = app.findings.detail(app.actor, uid)
    elder_uid = detail.line.elder_uid
    return _Read(
        detail,
        app.register.get(app.actor, elder_uid),
        app.duties.of_elder(app.actor, elder_uid),
        app.register.visitors(app.actor),
    )


def _sure_to_take_back(parent: QWidget) -> bool:
    return ask(
        parent,
        _("撤回最后一步？"),
        _("问题会回到这一步之前的样子；历史中仍可查到。"),
        yes=_("撤回"),
        no=_("保留"),
        danger=True,
    )
