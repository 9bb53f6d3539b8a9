"""批量登记: a canteen or a bath round in one go, kept as a draft until saved, and who did not come at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.services.actor import WORKERS
from desktop_app.services.service_checks import AlreadyGiven, BeforeRegistration
from desktop_app.services.service_drafts import RecordedServices
from desktop_app.ui import service_words as words
from desktop_app.ui.draft_keeper import DraftKeeper
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import EmptyState, ask, reason_words, scrolling, spoken_day
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.person_dialog import PersonDialog
from desktop_app.ui.services.round_end import RoundEnd
from desktop_app.ui.services.round_sheet import RoundSheet
from desktop_app.ui.services.round_work import (
    FORM,
    Order,
    RoundRead,
    RoundRow,
    Saving,
    read_nothing,
    read_round,
    save_round,
)

KEY = "service-round"
MOST_NAMED = 5


class ServiceRoundPage(Page):
    """批量登记. Parameters: ``service``, ``given_on`` (a day, or as text in a draft)."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {"elder", "residence", "service_plan", "service_record", "service_provider"}
    )
    help_topic: ClassVar[str] = KEY
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Space", N_("打勾或取消")),
        KeyHint("+", N_("多一份；减号少一份")),
        KeyHint("F6", N_("应到的全部打勾")),
        KeyHint("Insert", N_("另加一人")),
        KeyHint("Delete", N_("取消打勾，另加的人从名单去掉")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("批量登记"))
        self._order: Order | None = None
        self._loading: Job[RoundRead] | None = None
        self._saving = self._following = False
        self._to_tick = ""
        self.empty = EmptyState("", "", self._on_add)
        self.sheet = RoundSheet(context.app.clock.today, self.empty, self._ask_again, self.give_up)
        self.end = RoundEnd()
        self.keeper = DraftKeeper(context.app, context.jobs, self._unsaved, self)
        self._stack = QStackedLayout(self)
        self._sheet_area = scrolling(self.sheet)
        self._end_area = scrolling(self.end)
        self._stack.addWidget(self._sheet_area)
        self._stack.addWidget(self._end_area)
        self.setFocusProxy(self.sheet)
        self.sheet.setEnabled(context.app.actor.role in WORKERS)
        self.sheet.changed.connect(self._on_changed)
        self.sheet.ordered.connect(self._on_ordered)
        self.sheet.add_asked.connect(self._on_add)
        self.end.visit_asked.connect(lambda uid: self.context.navigator.open("visit", elder_uid=uid))
        self.end.calls_asked.connect(lambda uids: self.context.navigator.open("phone-round", uids=uids))
        self.end.done.connect(self._leave)
        self._bind_keys()

    # ------------------------------------------------------------------ the page

    def activate(self, **params: Any) -> None:
        """Take which service and which day; a round that is being filled in goes on."""
        day = params.get("given_on")
        given_on = date.fromisoformat(day) if isinstance(day, str) else day
        service = params.get("service")
        if self._order is not None and service is None:
            self._stack.setCurrentWidget(self._sheet_area)
            self._load()
            return
        self._let_go()
        self._following = True
        values = {"service": service, "given_on": given_on or self.context.app.clock.today()}
        self.sheet.form.set_values(values)
        self._following = False
        self._stack.setCurrentWidget(self._sheet_area)
        self._begin(self.sheet.form.order())

    def refresh(self) -> None:
        """Read the list anew; what is ticked stays."""
        if self._order is not None and not self._saving and self._loading is None:
            self._load()

    def may_leave(self) -> bool:
        """Keep the draft and go: nothing ticked is ever lost."""
        self._keep()
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
        """Tell whether somebody is ticked and not saved."""
        return bool(self.sheet.entries) and not self._saving

    def record_visit(self) -> bool:
        """F2: record a visit to who did not come."""
        return self._at_end() and self.end.visit()

    # ------------------------------------------------------------------ saving

    def save(self) -> None:
        """Save everybody ticked, in one unit."""
        if self._saving or self._order is None or self._at_end() or not self.sheet.form.check():
            return
        rows = self.sheet.filled()
        if not rows:
            self.context.notices.show_notice("info", _("还没有打勾。选中一位老人，按空格打勾。"))
            return
        self._save(
            Saving(
                self._order,
                tuple(rows),
                {row.elder_uid: self.sheet.entries[row.elder_uid] for row in rows},
                self.sheet.form.same(),
                tuple(self.sheet.missing()),
            )
        )

    def _save(self, saving: Saving) -> None:
        app, on_the_way = self.context.app, self.keeper.saving()
        self._saving = True
        self.unsaved_changed.emit()
        self.sheet.refused.clear()
        job = self.context.jobs.writing(
            _("批量登记服务"), lambda _progress: save_round(app, saving, on_the_way)
        )
        job.succeeded.connect(lambda done: self._on_saved(done, saving))
        job.failed.connect(lambda error: self._on_failed(error, saving))
        job.start()

    def _on_saved(self, done: RecordedServices, saving: Saving) -> None:
        said = _("已登记 {service} {count} 人").format(
            service=words.title_of(saving.order.service), count=len(done.uids)
        )
        added = tuple(self.sheet.added)
        self.context.offer_undo(said, done.change_set, lambda: self._on_undone(saving, added))
        self._saving = False
        self.keeper.follow(None)
        self._order = None
        self.sheet.clear()
        self.unsaved_changed.emit()
        if saving.missing:
            self.end.show_saving(saving)
            self._stack.setCurrentWidget(self._end_area)
            self.set_main_action("", "", self.save)
            self.end.table.setFocus()
        elif self.isVisible():
            self._leave()

    def _on_failed(self, error: Exception, saving: Saving) -> None:
        self._saving = False
        self.keeper.resume()
        self.unsaved_changed.emit()
        if isinstance(error, AlreadyGiven):
            numbers = error.details.get("rows")
            doubtful = (
                [number for number in numbers if isinstance(number, int)]
                if isinstance(numbers, tuple)
                else []
            )
            if self._ask_doubtful(error, [saving.rows[number] for number in doubtful]):
                self._save(saving.confirmed(doubtful))
            return
        number = error.details.get("row") if isinstance(error, FieldProblem) else None
        if isinstance(error, FieldProblem) and self.sheet.form.show_error(error):
            return
        if isinstance(error, FieldProblem) and isinstance(number, int):
            row, reason = saving.rows[number], reason_words(error)
            self.sheet.show_refusal(row.elder_uid, reason)
            said = _("没有保存：{name}，{reason}。去掉或改好这一位，再保存。").format(
                name=row.name, reason=reason
            )
            self.context.notices.show_notice("soon", said)
            return
        self.context.presenter.present(error)

    def _on_undone(self, saving: Saving, added: Sequence[str]) -> None:
        """Tick everybody again who was taken back."""
        self.activate(service=saving.order.service, given_on=saving.order.given_on)
        self.sheet.put_back(saving.entries, added)
        if not self.isVisible():
            self.context.notices.show_notice(
                "done",
                _("已撤销批量登记，打的勾都还在。"),
                _("继续填写"),
                lambda: self.context.navigator.open(KEY),
            )

    def _ask_again(self, row: RoundRow) -> bool:
        """Ask whether somebody whose day is recorded already got the service once more."""
        order = self._order
        assert order is not None  # only then are there rows
        said = _("{name} {day} 已登记过{service}。确实又提供了一次吗？").format(
            name=row.name, day=spoken_day(order.given_on), service=words.title_of(order.service)
        )
        return ask(self, _("再登记一次？"), said, yes=_("再登记一次"), no=_("不登记"), danger=True)

    def _ask_doubtful(self, error: AlreadyGiven, rows: Sequence[RoundRow]) -> bool:
        names = _("、").join(row.name for row in rows[:MOST_NAMED])
        if len(rows) > MOST_NAMED:
            names = _("{names} 等 {count} 人").format(names=names, count=len(rows))
        if isinstance(error, BeforeRegistration):
            said = _("{names} 这一天还没有登记入册。日期没有写错吗？").format(names=names)
            return ask(self, _("日期早于入册？"), said, yes=_("日期无误，登记"), no=_("不登记"), danger=True)
        said = _("{names} 这一天已登记过这项服务。确实又提供了一次吗？").format(names=names)
        return ask(self, _("再登记一次？"), said, yes=_("再登记一次"), no=_("不登记"), danger=True)

    # ------------------------------------------------------------------ loading

    def _begin(self, order: Order | None) -> None:
        """Begin a list: what was kept for it comes back."""
        self._order = order
        self._load(begin=True)

    def _load(self, *, begin: bool = False) -> None:
        if self._loading is not None:
            self._loading.cancel()
        app, order = self.context.app, self._order
        known = [*self.sheet.entries, *self.sheet.added]
        self._loading = self.context.jobs.reading(
            _("读取名单"),
            lambda _progress: (
                read_nothing(app) if order is None else read_round(app, order, known, with_draft=begin)
            ),
        )
        self._loading.succeeded.connect(lambda read: self._on_loaded(read, begin))
        self._loading.start()

    def _on_loaded(self, read: RoundRead, begin: bool) -> None:
        self._loading = None
        order = self._order
        self.sheet.show_choices(read.providers, read.villages)
        self.sheet.form.propose(read.last)
        self._show_empty()
        self.sheet.show_rows(read.rows)
        if begin and order is not None:
            self.keeper.follow((FORM, order.subject()), exists=read.draft is not None)
            if read.draft is not None and not self.sheet.entries:
                at = read.draft.saved_at.astimezone()
                said = _("已恢复{day} {time} 未保存的内容。").format(
                    day=spoken_day(at.date()), time=at.strftime("%H:%M")
                )
                self.context.notices.show_notice("info", said, _("不要这些内容"), self.give_up_draft)
                self.sheet.restore(read.draft.content)
            elif self.sheet.entries:
                self.keeper.touch()
            self.unsaved_changed.emit()
        if self._to_tick:
            self.sheet.add(self._to_tick)
            self._to_tick = ""
        self.set_main_action(_("全部保存") if order is not None else "", "Ctrl+Enter", self.save)
        if begin and self.isVisible() and order is None:
            self.sheet.form.focus_first()
        elif begin and self.isVisible() and not self.sheet.is_in_form():
            self.sheet.list.setFocus()

    def _show_empty(self) -> None:
        chosen = self._order is not None
        self.empty.sentence.setText(
            _("这天没有安排，以前也没有批量登记过，名单是空的。") if chosen else _("先选是哪一项服务。")
        )
        action = _("另加一人") if chosen else ""
        self.empty.button.setText(action)
        self.empty.button.setAccessibleName(action)
        self.empty.button.setVisible(chosen)

    # ------------------------------------------------------------------ the draft

    def give_up_draft(self) -> None:
        """Drop what is ticked and begin anew."""
        if self._order is not None:
            self.keeper.follow((FORM, self._order.subject()), exists=True)
            self.keeper.discard()
        self.sheet.clear()
        self.unsaved_changed.emit()
        self._load()

    def give_up(self) -> None:
        """Drop what is ticked, after asking, and go back."""
        if self.sheet.entries and not ask(
            self,
            _("放弃已打的勾？"),
            _("这次打的勾会删除，不能恢复。以前的服务记录不受影响。"),
            yes=_("放弃"),
            no=_("继续填写"),
            danger=True,
        ):
            return
        self.give_up_draft()
        self._leave()

    def _unsaved(self) -> dict[str, Any] | None:
        order, content = self._order, self.sheet.content()
        if order is None or content is None or self._saving:
            return None
        return {"open": order.params(), "name": words.title_of(order.service), **content}

    def _keep(self) -> None:
        self.keeper.keep_and_leave()
        if self.is_unsaved():
            said = _("批量登记打了 {count} 个勾还没保存，已存为草稿。").format(count=len(self.sheet.entries))
            self.context.notices.show_notice(
                "info", said, _("继续填写"), lambda: self.context.navigator.open(KEY)
            )

    def _let_go(self) -> None:
        self.keeper.keep_and_leave()
        self.keeper.follow(None)
        self._order = None
        self.sheet.clear()
        self.sheet.show_rows(())
        self.unsaved_changed.emit()

    # ------------------------------------------------------------------ keys and ways

    def _bind_keys(self) -> None:
        for key, act in (
            ("Ctrl+Return", self.save),
            ("Ctrl+Enter", self.save),
            ("F6", self.sheet.tick_all),
            ("Insert", self._on_add),
            ("Escape", self._on_escape),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _at_end(self) -> bool:
        return self._stack.currentWidget() is self._end_area

    def _on_changed(self) -> None:
        if self._order is not None:
            self.keeper.touch()
            self.unsaved_changed.emit()

    def _on_ordered(self) -> None:
        """Begin the list of another day or service; a day that was wrong does not cost the ticks."""
        order = self.sheet.form.order()
        if self._following or order is None or order == self._order:
            return
        same_service = self._order is not None and self._order.service == order.service
        if same_service:
            self.keeper.discard()
        else:
            self._keep()
            self.sheet.clear()
        self.keeper.follow(None)
        self._begin(order)

    def _on_add(self) -> None:
        if self._order is None or self._at_end() or not self.sheet.isEnabled():
            return
        dialog = PersonDialog(self.context, self)
        dialog.accepted.connect(lambda: self._add(dialog.picked))
        dialog.open()

    def _add(self, uid: str) -> None:
        if not self.sheet.add(uid):
            self.sheet.added.append(uid)
            self._to_tick = uid
            self._on_changed()
            self._load()
        self.sheet.list.setFocus()

    def _on_escape(self) -> None:
        self._leave()

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("services")
