"""Registers an elder or changes one; what is typed is kept as a draft within a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.identity import IdNumber
from desktop_app.services.drafts import DraftRow
from desktop_app.services.register import AlreadyRegistered, ElderDraft, Recorded, VisitorRow
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import FormPage, button
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.register.draft_content import from_content, from_detail, to_content
from desktop_app.ui.register.draft_keeper import DraftKeeper
from desktop_app.ui.register.elder_form import ElderForm
from desktop_app.ui.register.visitor_dialog import VisitorDialog

FORM = "elder"
NEW = "new"


@dataclass(frozen=True, slots=True)
class Start:
    """What the editor opens with."""

    subject: str
    stored: ElderDraft
    kept: DraftRow | None
    villages: Sequence[Division]
    visitors: Sequence[VisitorRow]


class EditorPage(Page):
    """登记老人、修改档案."""

    listens_to = frozenset({"draft"})  # what others save does not disturb a form that is being filled in
    help_topic = "register"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("登记老人"))
        self._uid: str | None = None
        self._ready = False
        self._opening: Job[Start] | None = None
        self._saving: Job[Recorded] | None = None
        self._other_uid: str | None = None
        self.form = ElderForm(context.app.clock.today)
        self.drafts = DraftKeeper(context, FORM, self._content, self)
        self._page = FormPage(self.form, widest_em=84)
        self.next_button = button(_("保存并登记下一位"), self._on_save_and_next)
        self.drop_button = button(_("放弃"), self._on_drop)
        self._build()

    def activate(self, **params: Any) -> None:
        """Take ``uid`` of the elder to change, None to register a new one."""
        self._uid = params.get("uid") or None
        self.drafts.subject = self._uid or NEW
        self.set_title(_("修改档案") if self._uid else _("登记老人"))
        self.next_button.setVisible(self._uid is None)
        self._open()

    def may_leave(self) -> bool:
        """Keep what was typed as a draft, so that leaving loses nothing."""
        if self._content() is not None:
            self.drafts.keep()
            self.context.notices.show_notice("info", _("没有保存的内容已存为草稿，下次打开时恢复。"))
        return True

    def is_ready(self) -> bool:
        """Tell whether the form shows its person and can be filled in."""
        return self._ready

    def _build(self) -> None:
        self.set_main_action(_("保存"), "Ctrl+Enter", self._on_save)
        self._page.buttons.addWidget(self.next_button)
        self._page.buttons.addWidget(self.drop_button)
        self._page.buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)
        self.form.save_asked.connect(self._on_save)
        self.form.changed.connect(self._on_changed)
        self.form.id_number.read.connect(self._on_id_read)
        self.form.id_number.open_asked.connect(self._on_open_other)
        self.form.visitor.add_asked.connect(self._on_add_visitor)
        for key, act in (
            ("Ctrl+Return", self._on_save),
            ("Ctrl+Enter", self._on_save),
            ("Ctrl+Shift+Return", self._on_save_and_next),
            ("Escape", self._on_escape),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _content(self) -> dict[str, Any] | None:
        """Return what the draft must hold, None when nothing differs from what is stored."""
        return to_content(self.form.draft()) if self._ready and self.form.is_dirty() else None

    def _open(self) -> None:
        self._ready = False
        self.drafts.stop()
        self.form.setEnabled(False)
        if self._opening is not None:
            self._opening.cancel()
        app, uid = self.context.app, self._uid

        def read(_progress: object) -> Start:
            """Read the stored file, the draft, and the lists to choose from."""
            stored = (
                from_detail(app.register.get(app.actor, uid))
                if uid
                else ElderDraft(name="", village_code="", registered_on=app.clock.today())
            )
            return Start(
                subject=uid or NEW,
                stored=stored,
                kept=app.drafts.find(app.actor, FORM, uid or NEW),
                villages=app.register.villages(app.actor),
                visitors=app.register.visitors(app.actor),
            )

        # A draft that is just being written must be there before it is read: the writer keeps the order.
        lane = self.context.jobs.writing if self.drafts.is_writing() else self.context.jobs.reading
        self._opening = lane(_("读取档案"), read)
        self._opening.succeeded.connect(self._on_opened)
        self._opening.failed.connect(self._on_not_opened)
        self._opening.start()

    def _on_opened(self, start: Start) -> None:
        if start.subject != (self._uid or NEW):
            return
        self._opening = None
        self.form.setEnabled(True)
        self.form.show_draft(start.stored, saved=True)
        self.form.set_villages(start.villages)
        self.form.set_visitors(start.visitors)
        self.form.mark_clean()
        if start.kept is not None:
            self.form.show_draft(from_content(start.kept.content), saved=False)
            when = _local(start.kept.saved_at).strftime("%m-%d %H:%M")
            self.context.notices.show_notice(
                "info",
                _("已恢复 {when} 没有保存的内容。").format(when=when),
                _("放弃草稿"),
                self._on_drop_draft,
            )
        self._ready = True
        area = cast("QScrollArea", self._page.findChild(QScrollArea))
        area.verticalScrollBar().setValue(0)
        self.form.focus_first()

    def _on_not_opened(self, error: Exception) -> None:
        self._opening = None
        self.context.presenter.present(error)

    def _on_changed(self) -> None:
        if self._ready:
            self.drafts.touch()

    def _on_drop_draft(self) -> None:
        self.drafts.discard()
        self._open()

    def _on_drop(self) -> None:
        self._ready = False
        self.drafts.discard()
        self._on_escape()

    def _on_escape(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("register")

    # --- saving

    def _on_save(self) -> None:
        self._save(go_on=False)

    def _on_save_and_next(self) -> None:
        if self._uid is None:
            self._save(go_on=True)

    def _save(self, *, go_on: bool) -> None:
        if self._saving is not None or not self._ready or not self.form.check():
            return
        self.drafts.stop()
        app, draft, subject = self.context.app, self.form.draft(), self.drafts.subject

        def save(_progress: object) -> Recorded:
            """Save, then drop the draft that is no longer needed."""
            saved = app.register.record(app.actor, draft)
            app.drafts.discard(app.actor, FORM, subject)
            return saved

        self._saving = self.context.jobs.writing(_("保存档案"), save)
        self._saving.succeeded.connect(lambda saved: self._on_saved(saved, draft.name, go_on=go_on))
        self._saving.failed.connect(self._on_not_saved)
        self._saving.start()

    def _on_saved(self, saved: Recorded, name: str, *, go_on: bool) -> None:
        self._saving = None
        self._ready = False
        self.drafts.stop()
        self.context.notices.dismiss()
        undo = (lambda: self._take_back(str(saved.change_set))) if saved.change_set else None
        self.context.undo.offer(_("已保存 {name}").format(name=name), undo)
        if go_on:
            self._open()
        else:
            self.context.navigator.open("person", uid=saved.uid)

    def _on_not_saved(self, error: Exception) -> None:
        self._saving = None
        self.drafts.touch()
        if isinstance(error, AlreadyRegistered):
            self._show_other(str(error.details["uid"]))
        if not self.form.show_error(error):
            self.context.presenter.present(error)

    def _take_back(self, change_set: str) -> None:
        app = self.context.app
        self.context.jobs.writing(_("撤销"), lambda _progress: app.undo.undo(app.actor, change_set)).start()

    # --- the same id number

    def _on_id_read(self, number: IdNumber | None) -> None:
        self._other_uid = None
        if number is None:
            return
        app, text = self.context.app, number.text
        job = self.context.jobs.reading(
            _("核对身份证号"), lambda _progress: (text, app.register.holder_of(app.actor, text))
        )
        job.succeeded.connect(self._on_holder)
        job.start()

    def _on_holder(self, found: tuple[str, str | None]) -> None:
        text, uid = found
        number = self.form.id_number.number()
        if number is not None and number.text == text and uid is not None and uid != self._uid:
            self._show_other(uid)

    def _show_other(self, uid: str) -> None:
        app = self.context.app
        self._other_uid = uid
        job = self.context.jobs.reading(
            _("读取档案"), lambda _progress: app.register.get(app.actor, uid).name
        )
        job.succeeded.connect(self.form.id_number.show_other)
        job.start()

    def _on_open_other(self) -> None:
        if self._other_uid:
            self.context.navigator.open("person", uid=self._other_uid)

    # --- the visitor

    def _on_add_visitor(self) -> None:
        dialog = VisitorDialog(self.context, self.form.village.value(), self)
        dialog.accepted.connect(lambda: self._on_visitor_added(dialog.added))
        dialog.open()

    def _on_visitor_added(self, uid: str) -> None:
        app = self.context.app
        job = self.context.jobs.reading(_("读取探访人"), lambda _progress: app.register.visitors(app.actor))
        job.succeeded.connect(lambda visitors: self._choose_visitor(visitors, uid))
        job.start()

    def _choose_visitor(self, visitors: Sequence[VisitorRow], uid: str) -> None:
        self.form.set_visitors(visitors)
        self.form.visitor.set_value(uid)


def _local(instant: datetime) -> datetime:
    """Return a stored instant (UTC) as the wall shows it."""
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone()
