"""The visit form's page: load a person, keep the draft, save, go on to the next of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import FlowLayout, Text, ask, button, spoken_day
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.visits import form_content
from desktop_app.ui.visits.after_visit import propose_event
from desktop_app.ui.visits.draft_keeper import DraftKeeper
from desktop_app.ui.visits.form_content import Content
from desktop_app.ui.visits.person_picker import PersonPicker
from desktop_app.ui.visits.start import VisitStart, draft_key, load_start
from desktop_app.ui.visits.visit_sheet import VisitSheet

LAST_VISITOR = "visits/last_visitor"


@dataclass(frozen=True, slots=True)
class _Saving:
    """A visit on its way to the store, and what is needed to take it back."""

    start: VisitStart
    key: tuple[str, str]
    content: Content
    before: VisitDraft | None


class VisitPage(Page):
    """登记探访.

    Parameters: ``elder_uid``, ``queue`` (elders to go on to), ``visit_uid`` (to correct), ``campaign_uid`` (the
    campaign that this visit and those of the queue are made for).
    """

    listens_to: ClassVar[frozenset[str]] = frozenset({"elder"})
    help_topic: ClassVar[str] = "visit"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("登记探访"))
        self._elder_uid, self._visit_uid = "", ""
        self._campaign_uid: str | None = None
        self._queue: list[str] = []
        self._start: VisitStart | None = None
        self._clean: Content = {}
        self._loading: Job[VisitStart] | None = None
        self._saving = False
        self.picker = PersonPicker(context.app, context.jobs)
        self.place = Text("", "hint")
        self._skip = button(_("先跳过"), self.skip, look="link", key="F8")
        self.sheet = VisitSheet(context.app.clock.today, self._ways_out())
        self.keeper = DraftKeeper(context.app, context.jobs, self._unsaved, self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.picker)
        self._stack.addWidget(self.sheet)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.picker.picked.connect(lambda uid: self._load(uid, ""))
        self.sheet.changed.connect(self.keeper.touch)
        self.sheet.save_asked.connect(self.save)
        self._bind_keys()

    def activate(self, **params: Any) -> None:
        """Take whom to record, or whom to ask for."""
        self._queue = [str(uid) for uid in params.get("queue", ())]
        self._campaign_uid = params.get("campaign_uid")
        self._load(str(params.get("elder_uid") or ""), str(params.get("visit_uid") or ""))

    def refresh(self) -> None:
        """Load the person anew, unless something is typed that would be lost."""
        if self._start is not None and not self.is_dirty() and not self._saving:
            self._load(self._elder_uid, self._visit_uid)

    def may_leave(self) -> bool:
        """Keep the draft and go: nothing typed is ever lost."""
        self.keeper.keep_and_leave()
        if self._start is not None and self.is_dirty() and not self._saving:
            self._offer_to_resume(
                "info", _("{name}的探访还没保存，已存为草稿。"), _("继续填写"), self._content()
            )
        self._let_go()
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: keep the draft when the page goes out of sight, as when the window is locked."""
        self.keeper.keep_and_leave()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: keep the draft when another window comes to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.keeper.keep_now()

    def is_dirty(self) -> bool:
        """Tell whether anything differs from what is saved."""
        return self._start is not None and self._content() != self._clean

    def keeper_key(self) -> tuple[str, str]:
        """Return under which form and subject the draft is kept."""
        return draft_key(self._elder_uid, self._visit_uid)

    def save(self) -> None:
        """Check, save in the writer's lane, and go on."""
        start = self._start
        if start is None or self._saving or not self.sheet.check():
            return
        draft, old = self.sheet.draft(self._elder_uid), start.correcting
        before = form_content.draft_of(old) if old is not None else None
        saving = _Saving(start, self.keeper_key(), self._content(), before)
        self._saving = True
        self.keeper.follow(saving.key, exists=True)
        if draft.visitor_uid:
            self.context.settings.setValue(LAST_VISITOR, draft.visitor_uid)
        app = self.context.app

        def work(_progress: object) -> str:
            uid = old.uid if old is not None else app.visits.record(app.actor, draft)
            if old is not None:
                app.visits.correct(app.actor, uid, draft)
            app.drafts.discard(app.actor, *saving.key)
            return uid

        job = self.context.jobs.writing(_("保存探访"), work)
        job.succeeded.connect(lambda uid: self._on_saved(uid, saving))
        if old is None:
            name = start.elder.name
            job.succeeded.connect(lambda _uid: propose_event(self.context, draft, name))
        job.failed.connect(lambda error: self._on_failed(error, saving))
        job.start()

    def skip(self) -> None:
        """Go on to the next of the list without saving; what is typed stays as a draft."""
        if self._start is not None and not self._saving:
            self.may_leave()
            self._go_on()

    def give_up(self) -> None:
        """Drop what is typed, after asking, and go back."""
        if self.is_dirty() and not ask(
            self,
            _("放弃已填写的内容？"),
            _("这次填写的内容会删除，不能恢复。以前的探访记录不受影响。"),
            yes=_("放弃"),
            no=_("继续填写"),
            danger=True,
        ):
            return
        self._drop_draft()
        self._let_go()
        self._leave()

    def give_up_draft(self) -> None:
        """Drop the restored draft and begin anew."""
        if self._start is not None:
            self._drop_draft()
            self.sheet.fill(self._start, self._last_visitor())
            self.sheet.focus_start()

    # ------------------------------------------------------------------ building

    def _ways_out(self) -> QWidget:
        holder = QWidget()
        ways = FlowLayout(holder, spacing_em=0.4)
        for part in (self.place, self._skip, button(_("放弃填写"), self.give_up, look="link")):
            ways.addWidget(part)
        return holder

    def _bind_keys(self) -> None:
        for key, act in (
            ("Ctrl+Return", self.save),
            ("Ctrl+Enter", self.save),
            ("F6", self.sheet.accept_all),
            ("F8", self.skip),
            ("Escape", self._leave),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # ------------------------------------------------------------------ loading

    def _load(self, elder_uid: str, visit_uid: str) -> None:
        self._elder_uid, self._visit_uid = elder_uid, visit_uid
        self._let_go()
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        self.set_title(_("更正探访记录") if visit_uid else _("登记探访"))
        if not elder_uid:
            self.set_main_action("", "", self.save)
            self._stack.setCurrentWidget(self.picker)
            self.setFocusProxy(self.picker)
            self.picker.start()
            return
        more = bool(self._waiting())
        self.set_main_action(_("保存并下一位") if more else _("保存"), "Ctrl+Enter", self.save)
        app, campaign = self.context.app, self._campaign_uid
        self._loading = self.context.jobs.reading(
            _("读取老人信息"), lambda _progress: load_start(app, elder_uid, visit_uid, campaign)
        )
        self._loading.succeeded.connect(self._on_loaded)
        self._loading.start()

    def _on_loaded(self, start: VisitStart) -> None:
        self._loading = None
        self._start, self._saving = start, False
        self.sheet.fill(start, self._last_visitor())
        self._clean = self._content()
        self.keeper.follow(self.keeper_key(), exists=start.draft is not None)
        if start.draft is not None:
            self.sheet.restore(start.draft.content)
            at = start.draft.saved_at.astimezone()
            words = _("已恢复{day} {time} 未保存的内容。").format(
                day=spoken_day(at.date()), time=at.strftime("%H:%M")
            )
            self.context.notices.show_notice("info", words, _("不要这些内容"), self.give_up_draft)
        waiting = self._waiting()
        self._skip.setVisible(bool(waiting))
        self.place.setVisible(bool(waiting))
        self.place.setText(_("名单上后面还有 {count} 人").format(count=len(waiting)))
        self._stack.setCurrentWidget(self.sheet)
        self.setFocusProxy(self.sheet)
        self.sheet.focus_start()

    def _last_visitor(self) -> str:
        return str(self.context.settings.value(LAST_VISITOR, "") or "")

    # ------------------------------------------------------------------ the draft

    def _content(self) -> Content:
        name = self._start.elder.name if self._start else ""
        return self.sheet.content(elder_uid=self._elder_uid, visit_uid=self._visit_uid, name=name)

    def _unsaved(self) -> Content | None:
        return self._content() if self.is_dirty() and not self._saving else None

    def _drop_draft(self) -> None:
        self.keeper.follow(self.keeper_key(), exists=True)
        self.keeper.discard()

    def _let_go(self) -> None:
        """Forget the person on the page; what had to be kept was kept before."""
        self.keeper.follow(None)
        self._start = None

    def _offer_to_resume(self, level: str, words: str, action: str, content: Content) -> None:
        elder, visit = str(content["elder_uid"]), str(content["visit_uid"])
        self.context.notices.show_notice(
            level,
            words.format(name=content["name"]),
            action,
            lambda: self.context.navigator.open("visit", elder_uid=elder, visit_uid=visit),
        )

    # ------------------------------------------------------------------ after saving

    def _on_saved(self, uid: str, saving: _Saving) -> None:
        words = _("已保存 {name} 的探访").format(name=saving.start.elder.name)
        self.context.undo.offer(words, lambda: self._undo(uid, saving))
        # Whoever has gone elsewhere while it was being saved is not called back.
        if self._start is saving.start:
            self._saving = False
            self._let_go()
            self._go_on()

    def _on_failed(self, error: Exception, saving: _Saving) -> None:
        if self._start is not saving.start:
            self.keeper.put_back(saving.key, saving.content)
            self.context.presenter.present(error)
            return
        self._saving = False
        self.keeper.touch()
        if not self.sheet.show_error(error):
            self.context.presenter.present(error)

    def _undo(self, uid: str, saving: _Saving) -> None:
        app = self.context.app

        def work(_progress: object) -> None:
            if saving.before is None:
                app.visits.take_back(app.actor, uid)
            else:
                app.visits.correct(app.actor, uid, saving.before)

        job = self.context.jobs.writing(_("撤销探访记录"), work)
        job.succeeded.connect(lambda _none: self._on_undone(saving))
        job.start()

    def _on_undone(self, saving: _Saving) -> None:
        self.keeper.put_back(saving.key, saving.content)
        words = _("已撤销 {name} 的探访，填写的内容留作草稿。")
        self._offer_to_resume("done", words, _("重新填写"), saving.content)

    def _waiting(self) -> Sequence[str]:
        """Return who comes after the present person on the list."""
        if self._elder_uid in self._queue:
            return self._queue[self._queue.index(self._elder_uid) + 1 :]
        return [uid for uid in self._queue if uid != self._elder_uid]

    def _go_on(self) -> None:
        waiting = self._waiting()
        if waiting:
            self._load(waiting[0], "")
        else:
            self._leave()

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("today")
