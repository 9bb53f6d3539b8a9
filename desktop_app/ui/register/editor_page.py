"""Registers an elder or changes one; what is typed is kept as a draft within a second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea

from desktop_app.config.strings import _
from desktop_app.domain.category_book import Definition
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import Category
from desktop_app.services.category_help import category_book
from desktop_app.services.register import AlreadyRegistered, Recorded, VisitorRow
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import FormPage, button
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.register.doubles_watch import DoublesWatch
from desktop_app.ui.register.draft_content import from_content, to_content
from desktop_app.ui.register.draft_keeper import DraftKeeper
from desktop_app.ui.register.editor_start import FORM, NEW, Start, read_start
from desktop_app.ui.register.elder_form import ElderForm
from desktop_app.ui.register.form_sections import FormSection, SectionList
from desktop_app.ui.register.household_field import HouseholdDialog
from desktop_app.ui.register.visitor_dialog import VisitorDialog

JUDGE_AFTER_MS = 250
LIST_FROM_EM = 62
"""Narrower pages have no room for the list of sections beside the form; Alt with a number works all the same."""


class EditorPage(Page):
    """登记老人、修改档案."""

    listens_to = frozenset({"draft"})  # what others save does not disturb a form that is being filled in
    help_topic = "editor"
    keys = (
        KeyHint("Alt+0…9", N_("到第几段")),
        KeyHint("Ctrl+Shift+Enter", N_("保存并登记下一位")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("登记老人"))
        self._uid: str | None = None
        self._ready = False
        self._opening: Job[Start] | None = None
        self._saving: Job[Recorded] | None = None
        self.form = ElderForm(context.app.clock.today, self._define)
        self.sections = SectionList(self.form)
        self.doubles = DoublesWatch(context, self.form, lambda: self._uid)
        self._judging = QTimer(self)
        self._judging.setSingleShot(True)
        self._judging.setInterval(JUDGE_AFTER_MS)
        self._judging.timeout.connect(self._on_judge)
        self.drafts = DraftKeeper(context, FORM, self._content, self)
        self._page = FormPage(self.form, widest_em=86)
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

    def is_unsaved(self) -> bool:
        """Tell whether the form differs from what is stored."""
        return self._ready and self.form.is_dirty()

    def is_ready(self) -> bool:
        """Tell whether the form shows its person and can be filled in."""
        return self._ready

    def _build(self) -> None:
        self.set_main_action(_("保存"), "Ctrl+Enter", self._on_save)
        self._page.buttons.addWidget(self.next_button)
        self._page.buttons.addWidget(self.drop_button)
        self._page.buttons.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.sections)
        layout.addWidget(self._page, 1)
        self.form.save_asked.connect(self._on_save)
        self.form.changed.connect(self._on_changed)
        self.form.visitor.add_asked.connect(self._on_add_visitor)
        self.form.household.change_asked.connect(self._on_choose_household)
        self.sections.chosen.connect(self._on_section)
        for section in self.form.sections:
            self._shortcut(f"Alt+{section.key}", partial(self._on_section, section))
        for key, act in (
            ("Ctrl+Return", self._on_save),
            ("Ctrl+Enter", self._on_save),
            ("Ctrl+Shift+Return", self._on_save_and_next),
            ("Escape", self._on_escape),
        ):
            self._shortcut(key, act)

    def _shortcut(self, key: str, act: Callable[[], object]) -> None:
        made = QShortcut(QKeySequence(key), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(act)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the list of sections stands beside the form where there is room for both."""
        super().resizeEvent(event)
        self.sections.setVisible(self.width() >= theme.px(LIST_FROM_EM))

    def _define(self, category: Category) -> Definition | None:
        return category_book().of(category, self.context.app.site.division_code)

    def _on_section(self, section: FormSection) -> None:
        self.form.go_to(section)

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

        # A draft that is just being written must be there before it is read: its lane keeps the order.
        lane = self.context.jobs.keeping if self.drafts.is_writing() else self.context.jobs.reading
        self._opening = lane(_("读取档案"), lambda _progress: read_start(app, uid))
        self._opening.succeeded.connect(self._on_opened)
        self._opening.failed.connect(self._on_not_opened)
        self._opening.start()

    def _on_opened(self, start: Start) -> None:
        if start.subject != (self._uid or NEW):
            return
        self._opening = None
        self.form.setEnabled(True)
        self.doubles.forget()
        self.form.set_villages(start.villages)
        self.form.set_visitors(start.visitors)
        self.form.extra.set_fields(start.local_fields)
        self.form.show_draft(start.stored, saved=True)
        self.form.set_villages(start.villages)
        self.form.household.show_current(start.household, start.stored.name)
        self.form.mark_clean()
        self.form.fold_again()
        if start.kept is not None:
            self.form.show_draft(from_content(start.kept.content), saved=False)
            self.form.household.say_coming(start.coming)
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
            self._judging.start()
            self.doubles.touch()
        self.sections.show_marks()
        self.unsaved_changed.emit()

    def _on_judge(self) -> None:
        if self._ready:
            self.form.judge()
            self.sections.show_marks()

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
        if self._saving is not None or not self._ready:
            return
        self._judging.stop()
        good = self.form.check()
        self.sections.show_marks()
        if not good:
            return
        self.drafts.keep()
        app, draft, subject = self.context.app, self.form.draft(), self.drafts.subject
        saving = app.drafts.saving(app.actor, FORM, subject)

        def save(_progress: object) -> Recorded:
            """Save, and drop the draft that is no longer needed."""
            return saving.through(lambda: app.register.record(app.actor, draft))

        self._saving = self.context.jobs.writing(_("保存档案"), save)
        self._saving.succeeded.connect(lambda saved: self._on_saved(saved, draft.name, go_on=go_on))
        self._saving.failed.connect(self._on_not_saved)
        self._saving.start()

    def _on_saved(self, saved: Recorded, name: str, *, go_on: bool) -> None:
        self._saving = None
        self._ready = False
        self.drafts.stop()
        self.context.notices.dismiss()
        self.context.offer_undo(_("已保存 {name}").format(name=name), saved.change_set)
        if go_on:
            self._open()
        else:
            self.context.navigator.open("person", uid=saved.uid)

    def _on_not_saved(self, error: Exception) -> None:
        self._saving = None
        self.drafts.touch()
        if isinstance(error, AlreadyRegistered):
            self.doubles.show_other(str(error.details["uid"]))
        if not self.form.show_error(error):
            self.context.presenter.present(error)
        self.sections.show_marks()

    # --- the household

    def _on_choose_household(self) -> None:
        dialog = HouseholdDialog(
            self.context,
            self.form.village.value(),
            self.form.name.value(),
            self.context.app.clock.today(),
            self,
        )
        dialog.decided.connect(self.form.household.choose)
        dialog.open()

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
