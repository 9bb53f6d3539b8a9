"""The phone round's page: read who is to be phoned, keep the draft, save all calls filled in at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.services.rounds import CallRow
from desktop_app.services.visits import RecordedRound
from desktop_app.ui.after_visit import propose_events
from desktop_app.ui.draft_keeper import DraftKeeper
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import EmptyState, ask, scrolling, spoken_day
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.rounds.calls_sheet import CallsSheet
from desktop_app.ui.rounds.calls_work import FORM, Calls, Order, Saving, read_calls, save_calls
from desktop_app.ui.rounds.when_form import LAST_VISITOR


class CallsPage(Page):
    """电话探访. Parameters: ``village_code``, ``visitor_uid``, ``uids``, ``campaign_uid``."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"elder", "visit", "contact", "assignment"})
    help_topic: ClassVar[str] = "phone-round"
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("1", N_("数字键填写通话结果")),
        KeyHint("Return", N_("到下一位")),
        KeyHint("Delete", N_("清除这一条")),
        KeyHint("Ctrl+Shift+Return", N_("先保存这一条")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("电话探访"))
        self._order = Order()
        self._calls: Calls | None = None
        self._done: set[str] = set()
        self._loading: Job[Calls] | None = None
        self._saving = False
        self.empty = EmptyState(_("没有可以电话探访的人。"), _("看应探访"), self._on_duties)
        self.sheet = CallsSheet(context.app.clock, self.empty, self.give_up)
        self.keeper = DraftKeeper(context.app, context.jobs, self._unsaved, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(self.sheet))
        self.setFocusProxy(self.sheet)
        self.sheet.changed.connect(self._on_changed)
        self.sheet.filtered.connect(self._on_filtered)
        self.sheet.save_this_asked.connect(self.save_this)
        self._bind_keys()

    def activate(self, **params: Any) -> None:
        """Take whom to phone; who was phoned on this page before is asked about again."""
        uids = params.get("uids")
        order = Order(
            params.get("village_code") or None,
            params.get("visitor_uid") or None,
            tuple(uids) if uids else None,
            params.get("campaign_uid") or None,
        )
        self._begin(order)

    def refresh(self) -> None:
        """Read the list anew; what is filled in stays."""
        if self._calls is not None and not self._saving:
            self._load()

    def may_leave(self) -> bool:
        """Keep the draft and go: nothing typed is ever lost."""
        self._keep()
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

    def is_unsaved(self) -> bool:
        """Tell whether some call is filled in and not saved."""
        return bool(self.sheet.entries) and not self._saving

    # ------------------------------------------------------------------ saving

    def save(self) -> None:
        """Save all calls filled in, in one unit."""
        self._save(self.sheet.filled())

    def save_this(self) -> None:
        """Save the call under the cursor at once; the others stay."""
        row = self.sheet.current()
        self._save([row] if row is not None else [])

    def _save(self, rows: Sequence[CallRow]) -> None:
        if self._saving or self._calls is None:
            return
        if not rows:
            words = _("还没有填写通话结果。选中一位老人，按数字键填写。")
            self.context.notices.show_notice("info", words)
            return
        if not self.sheet.check(rows):
            return
        entries = {row.person.elder_uid: self.sheet.entries[row.person.elder_uid] for row in rows}
        saving = Saving(self._order, tuple(rows), entries, self.sheet.when.went())
        app, left, on_the_way = self.context.app, self._content(without=set(entries)), self.keeper.saving()
        self._saving = True
        self.unsaved_changed.emit()
        self.sheet.refused.clear()
        if saving.went["visitor_uid"]:
            self.context.settings.setValue(LAST_VISITOR, saving.went["visitor_uid"])
        job = self.context.jobs.writing(
            _("保存探访"), lambda _progress: save_calls(app, saving, on_the_way, left)
        )
        job.succeeded.connect(lambda done: self._on_saved(done, saving))
        job.failed.connect(lambda error: self._on_failed(error, saving))
        job.start()

    def _on_saved(self, done: RecordedRound, saving: Saving) -> None:
        text = _("已保存 {count} 次电话探访").format(count=len(done.uids))
        self.context.offer_undo(text, done.change_set, lambda: self._on_undone(saving))
        names = {row.person.elder_uid: row.person.name for row in saving.rows}
        propose_events(self.context, saving.drafts(), names)
        self._saving = False
        # Whoever has gone to another list meanwhile stays there.
        if self._calls is None or self._order != saving.order:
            return
        for uid in saving.entries:
            self.sheet.entries.pop(uid, None)
        self._done.update(saving.entries)
        self.keeper.follow((FORM, self._order.subject()), exists=True)
        self.keeper.touch()  # what was filled in meanwhile is not in the draft of what was left then
        self.unsaved_changed.emit()
        self._load()

    def _on_failed(self, error: Exception, saving: Saving) -> None:
        self._saving = False
        if self._calls is None or self._order != saving.order:
            self.keeper.put_back((FORM, saving.order.subject()), saving.content(self.sheet.when.plain()))
            self.context.presenter.present(error)
            return
        self.keeper.resume()
        self.unsaved_changed.emit()
        row = error.details.get("row") if isinstance(error, FieldProblem) else None
        if (
            not isinstance(error, FieldProblem)
            or not isinstance(row, int)
            or not self.sheet.show_refusal(saving.rows[row], error)
        ):
            self.context.presenter.present(error)

    def _on_undone(self, saving: Saving) -> None:
        """Put the calls that were taken back on the list again, filled in as they were."""
        if self._calls is None or self._order != saving.order:
            self.keeper.put_back((FORM, saving.order.subject()), saving.content(self.sheet.when.plain()))
            words = _("已撤销电话探访，填写的内容留作草稿。")
            self.context.notices.show_notice("done", words, _("重新填写"), lambda: self._reopen(saving.order))
            return
        self._done.difference_update(saving.entries)
        self.sheet.put_back(saving.entries)
        self._load()

    # ------------------------------------------------------------------ loading

    def _begin(self, order: Order) -> None:
        """Begin a list: what was kept for it comes back."""
        self._let_go()
        self._order = order
        self._done.clear()
        self._load(begin=True)

    def _load(self, *, begin: bool = False) -> None:
        if self._loading is not None:
            self._loading.cancel()
        app, order = self.context.app, self._order
        known, more = tuple(self.sheet.entries), len(self._done)
        self._loading = self.context.jobs.reading(
            _("读取应探访"), lambda _progress: read_calls(app, order, known, more, with_draft=begin)
        )
        self._loading.succeeded.connect(lambda calls: self._on_loaded(calls, begin))
        self._loading.start()

    def _on_loaded(self, calls: Calls, begin: bool) -> None:
        self._loading = None
        self._calls = calls
        place = "" if begin else self.sheet.place()
        self.sheet.show_choices(calls, self._order)
        if begin:
            self.sheet.clear()  # a digit pressed on the list before this one
            self.sheet.when.start(self._usual_visitor(calls))
            self.keeper.follow((FORM, self._order.subject()), exists=calls.draft is not None)
            place = self._restore(calls)
        rows = [row for row in calls.rows if row.person.elder_uid not in self._done]
        self.sheet.show_rows(rows, place)
        self.set_main_action(_("全部保存") if rows else "", "Ctrl+Enter", self.save)
        if self.isVisible() and not self.sheet.is_typing():
            (self.sheet.list if rows else self.empty.button).setFocus()

    def _restore(self, calls: Calls) -> str:
        """Show what a draft kept; returns where the cursor was."""
        if calls.draft is None:
            return ""
        at = calls.draft.saved_at.astimezone()
        words = _("已恢复{day} {time} 未保存的内容。").format(
            day=spoken_day(at.date()), time=at.strftime("%H:%M")
        )
        self.context.notices.show_notice("info", words, _("不要这些内容"), self.give_up_draft)
        place = self.sheet.restore(calls.draft.content)
        self.unsaved_changed.emit()
        return place

    def _usual_visitor(self, calls: Calls) -> str | None:
        known = {one.uid for one in calls.visitors}
        last = str(self.context.settings.value(LAST_VISITOR, "") or "")
        wanted = (self._order.visitor_uid, last, *(row.person.visitor_uid for row in calls.rows))
        return next((uid for uid in wanted if uid in known), None)

    # ------------------------------------------------------------------ the draft

    def give_up_draft(self) -> None:
        """Drop what is filled in and begin anew."""
        self.keeper.follow((FORM, self._order.subject()), exists=True)
        self.keeper.discard()
        self.sheet.clear()
        self.unsaved_changed.emit()

    def give_up(self) -> None:
        """Drop what is filled in, after asking, and go back."""
        if self.sheet.entries and not ask(
            self,
            _("放弃已填写的内容？"),
            _("这次填写的内容会删除，不能恢复。以前的探访记录不受影响。"),
            yes=_("放弃"),
            no=_("继续填写"),
            danger=True,
        ):
            return
        self.give_up_draft()
        self._leave()

    def _content(self, without: Sequence[str] | set[str] = ()) -> dict[str, Any] | None:
        content = self.sheet.content(without)
        return None if content is None else {**self._order.plain(), "name": "", **content}

    def _unsaved(self) -> dict[str, Any] | None:
        return self._content() if self.is_unsaved() else None

    def _keep(self) -> None:
        self.keeper.keep_and_leave()
        if self.is_unsaved():
            order, count = self._order, len(self.sheet.entries)
            words = _("电话探访填了 {count} 条还没保存，已存为草稿。").format(count=count)
            self.context.notices.show_notice("info", words, _("继续填写"), lambda: self._reopen(order))

    def _let_go(self) -> None:
        self.keeper.follow(None)
        self._calls = None
        self.sheet.clear()
        self.unsaved_changed.emit()

    def _reopen(self, order: Order) -> None:
        self.context.navigator.open("phone-round", **order.params())

    # ------------------------------------------------------------------ keys and ways

    def _bind_keys(self) -> None:
        for key, act in (
            ("Ctrl+Return", self.save),
            ("Ctrl+Enter", self.save),
            ("Ctrl+Shift+Return", self.save_this),
            ("Ctrl+Shift+Enter", self.save_this),
            ("Escape", self._on_escape),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _on_changed(self) -> None:
        if self._calls is not None:
            self.keeper.touch()
            self.unsaved_changed.emit()

    def _on_filtered(self) -> None:
        self._keep()
        self._begin(self.sheet.wanted())

    def _on_escape(self) -> None:
        if self.sheet.is_in_panel():
            self.sheet.list.setFocus()
        else:
            self._leave()

    def _on_duties(self) -> None:
        self.context.navigator.open("duties")

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("today")
