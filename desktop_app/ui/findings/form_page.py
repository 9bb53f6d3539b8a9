"""登记问题: a finding that no visit found, and the correction of one that is written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import FindingKind
from desktop_app.services.duties import OwedRow
from desktop_app.services.finding_drafts import FindingEdit
from desktop_app.services.register import VisitorRow
from desktop_app.services.visit_drafts import DAYS_TO_CLOSE, FindingDraft
from desktop_app.storage.queries.findings import FindingLine
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.ui import theme
from desktop_app.ui.choice_line import ChoiceLineField, LineOption
from desktop_app.ui.emergency_card import EmergencyCard
from desktop_app.ui.findings.step_form import LONGEST_NAME, SOMEBODY_ELSE
from desktop_app.ui.form_journal import FormJournal
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, ChoiceField, DateField, Form, HeaderCard, LineField, TextField, scrolling
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.person_header import person_header
from desktop_app.ui.person_picker import PersonPicker

NEW, CORRECTION = "finding_new", "finding_correction"
WIDEST_EM = 52


@dataclass(frozen=True, slots=True)
class _Read:
    """What the form needs, read in one go; ``line`` is the finding to correct."""

    elder: ElderDetail
    owed: Sequence[OwedRow]
    visitors: Sequence[VisitorRow]
    line: FindingLine | None


class FindingForm(Form):
    """What was found, when, till when it is to be done and by whom."""

    def __init__(
        self, visitors: Sequence[VisitorRow], line: FindingLine | None, today: Callable[[], date]
    ) -> None:
        super().__init__(label_em=6)
        self._new = line is None
        self.kind = self.add_row(
            _("类别"),
            ChoiceLineField([LineOption(kind.value, _(kind.term), _tint(kind)) for kind in FindingKind]),
            name="kind",
            required=True,
        )
        self.what = self.add_row(
            _("是什么问题"),
            TextField(lines=3, placeholder=_("如：屋顶漏雨，老人的被褥湿了")),
            name="what",
            required=True,
        )
        self.action = self.add_row(
            _("当时处理"), TextField(lines=2, placeholder=_("没有可不填")), name="action"
        )
        self.found_on = self.add_row(
            _("发现日期"), DateField(latest_on=today, today=today), name="found_on", required=True
        )
        self.due_on = self.add_row(_("办结期限"), DateField(today=today, empty=""), name="due_on", help=" ")
        self.owner: ChoiceField[str] = self.add_row(
            _("责任人"),
            ChoiceField[str](
                [*((one.uid, one.name) for one in visitors), (SOMEBODY_ELSE, _("其他人，写姓名"))],
                empty=_("以后再定"),
            ),
            name="owner",
        )
        self.owner_name = self.add_row(
            _("姓名"), LineField(longest=LONGEST_NAME), name="owner_name", required=True
        )
        self.found_on.set_value(today())
        if line is not None:
            self._show_line(line, {one.uid for one in visitors})
        self.set_row_visible("found_on", self._new)
        for field in (self.kind, self.found_on, self.owner):
            field.changed.connect(self._show_rows)
        self._show_rows()
        self.mark_clean()

    def draft(self) -> FindingDraft:
        """Return the new finding; call after ``check``."""
        owner_uid, owner_name = self._owner()
        return FindingDraft(
            kind=self.kind.value() or "",
            what=self.what.value(),
            action=self.action.value() or None,
            due_on=self.due_on.value(),
            owner_uid=owner_uid,
            owner_name=owner_name,
        )

    def edit(self, line: FindingLine) -> FindingEdit:
        """Return what the finding ``line`` is to say; call after ``check``."""
        owner_uid, owner_name = self._owner()
        return FindingEdit(
            kind=self.kind.value() or "",
            what=self.what.value(),
            action=self.action.value() or None,
            due_on=self.due_on.value(),
            owner_uid=owner_uid,
            owner_name=owner_name,
            service=line.service,
        )

    def is_urgent(self) -> bool:
        """Tell whether somebody may have to be called now."""
        return self.kind.value() == FindingKind.URGENT.value

    def _owner(self) -> tuple[str | None, str | None]:
        if self.owner.value() == SOMEBODY_ELSE:
            return None, self.owner_name.value() or None
        return self.owner.value(), None

    def _show_line(self, line: FindingLine, known: set[str]) -> None:
        self.kind.set_value(line.kind)
        self.what.set_value(line.what)
        self.action.set_value(line.action or "")
        self.found_on.set_value(line.found_on)
        self.due_on.set_value(line.due_on)
        if line.owner_uid in known:
            self.owner.set_value(line.owner_uid)
        elif line.owner:
            self.owner.set_value(SOMEBODY_ELSE)
            self.owner_name.set_value(line.owner)

    def _show_rows(self) -> None:
        self.set_row_visible("owner_name", self.owner.value() == SOMEBODY_ELSE)
        kind, found_on = self.kind.value(), self.found_on.value()
        told = _("不填由程序按类别定：紧急 1 天，隐患 7 天，需求和待遇 30 天。")
        if kind is not None and found_on is not None:
            usual = found_on + timedelta(days=DAYS_TO_CLOSE[FindingKind(kind)])
            told = _("不填就是 {day}。").format(day=usual.isoformat())
        self.row("due_on").help.setText(told if self._new else "")


class FindingFormPage(Page):
    """Parameters: ``elder_uid`` for a new finding, or ``uid`` of the one to correct; without either it asks whom."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"elder", "visitor"})
    help_topic: ClassVar[str] = "finding-form"
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Ctrl+Enter", N_("保存")),
        KeyHint("Esc", N_("返回，没保存的留作草稿")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("登记问题"))
        self._elder_uid = self._uid = ""
        self._reading: Job[_Read] | None = None
        self._saving = False
        self._read: _Read | None = None
        self.form: FindingForm | None = None
        self.journal: FormJournal | None = None
        self.picker = PersonPicker(
            context.app,
            context.jobs,
            title=_("登记谁的问题"),
            nobody=_("名册还是空的，先导入或登记老年人。"),
        )
        self.header = HeaderCard()
        self.emergency = EmergencyCard()
        self._card = Card(margin_em=1)
        self._card.setMaximumWidth(theme.px(WIDEST_EM))
        self._card.body.addWidget(self.emergency)
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(theme.px(1.5), theme.px(0.8), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(self.header)
        layout.addWidget(self._card)
        layout.addStretch(1)
        self._content = scrolling(holder)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.picker)
        self._stack.addWidget(self._content)
        self.picker.picked.connect(self._on_picked)
        for key, act in (("Ctrl+Return", self.save), ("Ctrl+Enter", self.save), ("Escape", self._leave)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def activate(self, **params: Any) -> None:
        """Begin a new finding about a person, or open one to correct."""
        self._elder_uid, self._uid = str(params.get("elder_uid") or ""), str(params.get("uid") or "")
        self.set_title(_("更正问题") if self._uid else _("登记问题"))
        self._drop_form()
        self.mark_stale()
        known = bool(self._elder_uid or self._uid)
        self._stack.setCurrentWidget(self._content if known else self.picker)
        self.set_main_action(_("保存") if known else "", "Ctrl+Enter", self.save)
        if not known:
            if self._reading is not None:
                self._reading.cancel()
                self._reading = None
            self.setFocusProxy(self.picker)
            self.picker.start()

    def place(self) -> dict[str, Any]:
        """Return whom or what the form is about, for coming back to it."""
        return {"elder_uid": self._elder_uid, "uid": self._uid}

    def find_here(self) -> bool:
        """F3, Ctrl+K: find the person while it is not said whom it is about."""
        if self._stack.currentWidget() is self.picker:
            self.picker.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return False

    def refresh(self) -> None:
        """Read the person in a reader thread; what is typed stays."""
        if self.form is not None or not (self._elder_uid or self._uid):
            return
        if self._reading is not None:
            self._reading.cancel()
        app, uid, elder_uid = self.context.app, self._uid, self._elder_uid

        def work(_progress: object) -> _Read:
            line = app.findings.detail(app.actor, uid).line if uid else None
            whose = line.elder_uid if line is not None else elder_uid
            return _Read(
                app.register.get(app.actor, whose),
                app.duties.of_elder(app.actor, whose),
                app.register.visitors(app.actor),
                line,
            )

        self._reading = self.context.jobs.reading(_("读取老人信息"), work)
        self._reading.succeeded.connect(self._on_read)
        self._reading.failed.connect(self._on_gone)
        self._reading.start()

    def is_unsaved(self) -> bool:
        """Tell whether something is typed and not saved."""
        return self.form is not None and self.form.is_dirty() and not self._saving

    def save(self) -> None:
        """Check and save."""
        form, read, journal = self.form, self._read, self.journal
        if form is None or read is None or journal is None or self._saving or not form.check():
            return
        app, line, elder_uid = self.context.app, read.line, read.elder.uid
        draft, found_on = form.draft(), form.found_on.value() or app.clock.today()
        edit = form.edit(line) if line is not None else None
        save = journal.saving()

        def work(_progress: object) -> str | None:
            if line is not None and edit is not None:
                return save(lambda: app.findings.edit(app.actor, line.uid, edit))
            return save(lambda: app.findings.add(app.actor, elder_uid, draft, found_on))

        self._saving = True
        self.unsaved_changed.emit()
        job = self.context.jobs.writing(_("保存问题"), work)
        job.succeeded.connect(lambda change_set: self._on_saved(change_set, form, read))
        job.failed.connect(lambda error: self._on_refused(error, form, journal))
        job.start()

    def _on_picked(self, elder_uid: str) -> None:
        self.activate(elder_uid=elder_uid)
        self.refresh()

    def _on_read(self, read: _Read) -> None:
        self._reading = None
        self._read = read
        app = self.context.app
        self.header.show_person(person_header(read.elder, read.owed, app.clock.today()))
        self.emergency.show_contacts(read.elder.contacts, read.elder.address)
        form = self.form = FindingForm(read.visitors, read.line, app.clock.today)
        self._card.body.addWidget(form)
        form.save_asked.connect(self.save)
        form.changed.connect(self._on_changed)
        self.setFocusProxy(form)
        form.focus_first()
        self.journal = FormJournal(self.context, form, form)
        name, uid = read.elder.name, self._uid
        if uid:
            self.journal.begin(CORRECTION, uid, name=name, uid=uid)
        else:
            self.journal.begin(NEW, read.elder.uid, name=name, elder_uid=read.elder.uid)
        self._on_changed()

    def _on_changed(self) -> None:
        new = self._read is not None and self._read.line is None
        set_shown(self.emergency, new and self.form is not None and self.form.is_urgent())
        self.unsaved_changed.emit()

    def _on_saved(self, change_set: str | None, form: FindingForm, read: _Read) -> None:
        self._saving = False
        if change_set is None:
            self.context.notices.show_notice("info", _("没有改动，没有保存。"))
        else:
            told = _("已更正{name}的问题") if read.line is not None else _("已登记{name}的问题")
            self.context.offer_undo(told.format(name=read.elder.name), change_set)
        if form is self.form:
            form.mark_clean()
            self._leave()

    def _on_refused(self, error: Exception, form: FindingForm, journal: FormJournal) -> None:
        self._saving = False
        journal.resume()
        self.unsaved_changed.emit()
        if form is not self.form or not form.show_error(error):
            self.context.presenter.present(error)

    def _on_gone(self, error: Exception) -> None:
        self._reading = None
        self.context.presenter.present(error)
        self._leave()

    def _drop_form(self) -> None:
        if self.form is not None:
            self._card.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = self.journal = None

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("findings")


def _tint(kind: FindingKind) -> str:
    return "overdue" if kind is FindingKind.URGENT else "soon"
