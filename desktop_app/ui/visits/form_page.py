"""The visit form's page: load a person, fill, keep the draft, save, go on to the next of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import Mode
from desktop_app.services.visits import VisitDraft, visit_form
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, FlowLayout, Text, ask, button, scrolling, spoken_day
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.visits import answers as answers_of
from desktop_app.ui.visits import form_content
from desktop_app.ui.visits.blocks_panel import BlocksPanel
from desktop_app.ui.visits.draft_keeper import DraftKeeper
from desktop_app.ui.visits.findings_editor import FindingsEditor
from desktop_app.ui.visits.form_content import Content
from desktop_app.ui.visits.form_layout import ThreeColumns
from desktop_app.ui.visits.outcome_form import OutcomeForm
from desktop_app.ui.visits.person_panel import PersonPanel
from desktop_app.ui.visits.person_picker import PersonPicker
from desktop_app.ui.visits.start import VisitStart, draft_key, load_start

LAST_VISITOR = "visits/last_visitor"


class VisitPage(Page):
    """登记探访. Parameters: ``elder_uid``, ``queue`` (elders to go on to), ``visit_uid`` (to correct)."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"elder"})
    help_topic: ClassVar[str] = "visit"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("登记探访"))
        self._elder_uid, self._visit_uid = "", ""
        self._queue: list[str] = []
        self._start: VisitStart | None = None
        self._clean: Content = {}
        self._loading: Job[VisitStart] | None = None
        self._filling = False
        self._saving = False
        self._warned_empty = False
        app = context.app
        self.form = visit_form()
        self.picker = PersonPicker(app, context.jobs)
        self.person = PersonPanel()
        self.blocks = BlocksPanel(self.form)
        self.not_met = Card(margin_em=1)
        self.not_met_words = Text("", "section", wrap=True)
        self.outcome = OutcomeForm(app.clock.today)
        self.findings = FindingsEditor()
        self.keeper = DraftKeeper(app, context.jobs, self._unsaved, self)
        self._build()
        self._connect()
        self._bind_keys()

    def activate(self, **params: Any) -> None:
        """Take whom to record, or whom to ask for."""
        self._queue = [str(uid) for uid in params.get("queue", ())]
        self._load(str(params.get("elder_uid") or ""), str(params.get("visit_uid") or ""))

    def refresh(self) -> None:
        """Load the person anew, unless something is typed that would be lost."""
        if self._start is not None and not self.is_dirty():
            self._load(self._elder_uid, self._visit_uid)

    def may_leave(self) -> bool:
        """Keep the draft and go: nothing typed is ever lost."""
        self.keeper.keep_and_leave()
        if self._start is not None and self.is_dirty() and not self._saving:
            uid, visit = self._elder_uid, self._visit_uid
            self.context.notices.show_notice(
                "info",
                _("{name}的探访还没保存，已存为草稿。").format(name=self._start.elder.name),
                _("继续填写"),
                lambda: self.context.navigator.open("visit", elder_uid=uid, visit_uid=visit),
            )
        self.keeper.follow(None)
        self._start = None
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

    def save(self) -> None:
        """Check, save in the writer's lane, and go on."""
        if self._start is None or self._saving or not self._check():
            return
        draft = form_content.to_draft(
            self._elder_uid, self.outcome.values(), self.blocks.values(), self.findings.drafts()
        )
        self._saving = True
        self.keeper.follow(self.keeper_key(), exists=True)
        app, key, old = self.context.app, self.keeper_key(), self._start.correcting
        content, name = self._content(), self._start.elder.name
        visitor = self.outcome.visitor.value()
        if visitor:
            self.context.settings.setValue(LAST_VISITOR, visitor)

        def work(_progress: object) -> str:
            if old is None:
                uid = app.visits.record(app.actor, draft)
            else:
                uid = old.uid
                app.visits.correct(app.actor, uid, draft)
            app.drafts.discard(app.actor, *key)
            return uid

        before = form_content.draft_of(old) if old is not None else None
        job = self.context.jobs.writing(_("保存探访"), work)
        job.succeeded.connect(lambda uid: self._on_saved(uid, name, before, key, content))
        job.failed.connect(self._on_failed)
        job.start()

    def skip(self) -> None:
        """Go on to the next of the list without saving; what is typed stays as a draft."""
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
        self.keeper.follow(self.keeper_key(), exists=True)
        self.keeper.discard()
        self.keeper.follow(None)
        self._start = None
        self._leave()

    def keeper_key(self) -> tuple[str, str]:
        """Return under which form and subject the draft is kept."""
        return draft_key(self._elder_uid, self._visit_uid)

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        self.not_met.body.addWidget(self.not_met_words)
        self.not_met.body.addWidget(
            Text(_("没有见到本人，五项情况不用填。了解到的情况可以写在“情况记录”里。"), "muted", wrap=True)
        )
        middle = QWidget()
        self._middle = QVBoxLayout(middle)
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.addWidget(self.blocks)
        self._middle.addWidget(self.not_met)
        self._middle.addStretch(1)
        right = Card(margin_em=0.8)
        right.body.addWidget(self.outcome)
        right.body.addWidget(self.findings)
        right.body.addStretch(1)
        left = QWidget()
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(0.6))
        inside.addWidget(self.person)
        inside.addLayout(self._ways_out())
        inside.addStretch(1)
        self.columns = ThreeColumns(left, middle, right)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.picker)
        self._stack.addWidget(scrolling(self.columns))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _ways_out(self) -> FlowLayout:
        self._place = Text("", "hint")
        self._skip = button(_("先跳过"), self.skip, look="link", key="F8")
        self._give_up = button(_("放弃填写"), self.give_up, look="link")
        ways = FlowLayout(spacing_em=0.4)
        for part in (self._place, self._skip, self._give_up):
            ways.addWidget(part)
        return ways

    def _connect(self) -> None:
        self.picker.picked.connect(self._on_picked)
        self.blocks.changed.connect(self._on_changed)
        self.blocks.left_below.connect(self.outcome.focus_first)
        self.outcome.changed.connect(self._on_changed)
        self.outcome.outcome.changed.connect(self._show_blocks)
        self.outcome.day.changed.connect(self._on_day)
        self.outcome.save_asked.connect(self.save)
        self.findings.changed.connect(self._on_changed)

    def _bind_keys(self) -> None:
        for keys, act in (
            (("Ctrl+Return", "Ctrl+Enter"), self.save),
            (("F6",), self.blocks.accept_all),
            (("F8",), self.skip),
            (("Escape",), self._leave),
        ):
            for key in keys:
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(act)

    # ------------------------------------------------------------------ loading

    def _load(self, elder_uid: str, visit_uid: str) -> None:
        self._elder_uid, self._visit_uid = elder_uid, visit_uid
        self._start = None
        self.keeper.follow(None)
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
        app = self.context.app
        self._loading = self.context.jobs.reading(
            _("读取老人信息"), lambda _progress: load_start(app, elder_uid, visit_uid)
        )
        self._loading.succeeded.connect(self._on_loaded)
        self._loading.start()

    def _on_loaded(self, start: VisitStart) -> None:
        self._loading = None
        self._start, self._saving, self._warned_empty = start, False, False
        self._filling = True
        self.person.show_start(start)
        self.outcome.show_person(start.elder.name, start.visitors, start.elder.village_code)
        self.findings.setVisible(start.correcting is None)
        self._fill(start)
        self._filling = False
        self._show_blocks()
        self._clean = self._content()
        self.keeper.follow(self.keeper_key(), exists=start.draft is not None)
        if start.draft is not None:
            self._restore(start.draft.content)
            at = start.draft.saved_at.astimezone()
            self.context.notices.show_notice(
                "info",
                _("已恢复{day} {time} 未保存的内容。").format(
                    day=spoken_day(at.date()), time=at.strftime("%H:%M")
                ),
                _("不要这些内容"),
                self.give_up_draft,
            )
        waiting = self._waiting()
        self._skip.setVisible(bool(waiting))
        self._place.setText(_("名单上后面还有 {count} 人").format(count=len(waiting)) if waiting else "")
        self._propose()
        self._stack.setCurrentIndex(1)
        self.setFocusProxy(self.columns)
        self._focus_start()

    def give_up_draft(self) -> None:
        """Drop the restored draft and begin anew."""
        if self._start is None:
            return
        self.keeper.follow(self.keeper_key(), exists=True)
        self.keeper.discard()
        self._filling = True
        self._fill(self._start)
        self._filling = False
        self._show_blocks()
        self._propose()
        self._focus_start()

    def _fill(self, start: VisitStart) -> None:
        old = start.correcting
        known = {one.uid for one in start.visitors}
        last_visitor = str(self.context.settings.value(LAST_VISITOR, "") or "")
        values = (
            form_content.values_of(old, known)
            if old is not None
            else form_content.fresh_values(start, last_visitor)
        )
        self.outcome.set_values(values)
        month = values["visited_on"].month
        last = start.last_answered.answers if start.last_answered else None
        self.blocks.start(month, answers_of.ghosts(self.form, last, month), from_last=last is not None)
        self.blocks.show_problem("")
        if old is not None:
            self.blocks.set_values(old.answers)
        self.findings.set_values(())

    def _restore(self, content: Mapping[str, Any]) -> None:
        self._filling = True
        values = form_content.unpacked_values(content)
        for name, value in values.items():
            self.outcome.row(name).field.set_value(value)
        self.blocks.set_values(content.get("answers", {}))
        self.findings.set_values(content.get("findings", ()))
        self._filling = False
        self._show_blocks()

    def _focus_start(self) -> None:
        if self.outcome.met():
            waiting = self.blocks.first_open()
            if waiting is not None:
                waiting.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.outcome.focus_first()

    # ------------------------------------------------------------------ while filling

    def _content(self) -> Content:
        name = self._start.elder.name if self._start else ""
        return form_content.packed(
            self.outcome.values(),
            self.blocks.values(),
            self.findings.values(),
            elder_uid=self._elder_uid,
            visit_uid=self._visit_uid,
            name=name,
        )

    def _unsaved(self) -> Content | None:
        return self._content() if self.is_dirty() and not self._saving else None

    def _on_changed(self) -> None:
        if self._filling or self._start is None:
            return
        self._warned_empty = False
        self._propose()
        self.keeper.touch()

    def _on_day(self) -> None:
        day = self.outcome.day.value()
        if day is None or self._start is None or self._filling:
            return
        last = self._start.last_answered.answers if self._start.last_answered else None
        self.blocks.show_month(day.month, answers_of.ghosts(self.form, last, day.month))

    def _show_blocks(self) -> None:
        met = self.outcome.met()
        self.blocks.setVisible(met)
        self.not_met.setVisible(not met)
        self.not_met_words.setText(self.outcome.effect_words())

    def _propose(self) -> None:
        if self._start is None:
            return
        known = [*self.findings.words(), *(found.what for found in self._start.findings)]
        given = self.blocks.values() if self.outcome.met() else {}
        self.findings.propose(answers_of.proposals(self.form, given, known))

    def _check(self) -> bool:
        if not self.outcome.check():
            return False
        nothing_seen = self.outcome.met() and not self.blocks.values()
        in_person = self.outcome.mode.value() == Mode.IN_PERSON.value
        if nothing_seen and in_person and not self._warned_empty:
            self._warned_empty = True
            self.blocks.show_problem(
                _("五项情况一项也没填。按 F6 采用上次的回答，或逐项选择；确实不填，再按一次保存。")
            )
            return False
        return True

    # ------------------------------------------------------------------ after saving

    def _on_saved(
        self, uid: str, name: str, before: VisitDraft | None, key: tuple[str, str], content: Content
    ) -> None:
        self._saving = False
        self.context.undo.offer(
            _("已保存 {name} 的探访").format(name=name), lambda: self._undo(uid, name, before, key, content)
        )
        self.keeper.follow(None)
        self._start = None
        self._go_on()

    def _undo(
        self, uid: str, name: str, before: VisitDraft | None, key: tuple[str, str], content: Content
    ) -> None:
        app = self.context.app

        def work(_progress: object) -> None:
            if before is None:
                app.visits.take_back(app.actor, uid)
            else:
                app.visits.correct(app.actor, uid, before)

        job = self.context.jobs.writing(_("撤销探访记录"), work)
        job.succeeded.connect(lambda _none: self._on_undone(name, key, content))
        job.start()

    def _on_undone(self, name: str, key: tuple[str, str], content: Content) -> None:
        self.keeper.put_back(key, content)
        elder, visit = str(content["elder_uid"]), str(content["visit_uid"])
        self.context.notices.show_notice(
            "done",
            _("已撤销 {name} 的探访，填写的内容留作草稿。").format(name=name),
            _("重新填写"),
            lambda: self.context.navigator.open("visit", elder_uid=elder, visit_uid=visit),
        )

    def _on_failed(self, error: Exception) -> None:
        self._saving = False
        self.keeper.touch()
        if self.outcome.show_error(error):
            return
        field = str(getattr(error, "details", {}).get("field", ""))
        reason = _(str(getattr(error, "details", {}).get("reason", "")))
        if field in self.form.by_key:
            title = _(self.form.by_key[field][1].title)
            self.blocks.show_problem(_("{item}：{reason}").format(item=title, reason=reason), field)
        elif field == "findings":
            self.findings.show_problem(reason)
        else:
            self.context.presenter.present(error)

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

    def _on_picked(self, elder_uid: str) -> None:
        self._load(elder_uid, "")
