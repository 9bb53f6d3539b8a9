"""The household round's page: load who lives together, keep the draft, save everybody's visit at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _, ngettext
from desktop_app.domain.errors import N_, NotFound
from desktop_app.domain.terms import RoundKind
from desktop_app.services.drafts import DraftRow
from desktop_app.services.register import VisitorRow
from desktop_app.services.rounds import HouseholdRound
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.services.visits import RecordedRound
from desktop_app.ui.after_visit import propose_events
from desktop_app.ui.draft_keeper import DraftKeeper
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import EmptyState, FlowLayout, ask, button, spoken_day
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.rounds.household_form import HouseholdForm
from desktop_app.ui.rounds.when_form import LAST_VISITOR

FORM = "household_round"


@dataclass(frozen=True, slots=True)
class _Start:
    """Everything the page starts with, read in one go."""

    found: HouseholdRound
    visitors: list[VisitorRow]
    draft: DraftRow | None
    subject: str


class HouseholdPage(Page):
    """入户同访. Parameters: ``elder_uid`` or ``household_uid``, ``campaign_uid`` (the visits are made for it)."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"elder", "household", "household_member"})
    help_topic: ClassVar[str] = "household-round"
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("F6", N_("全部与上次相同")),
        KeyHint("Ctrl+Right", N_("到下一位老人")),
        KeyHint("Ctrl+Left", N_("到上一位老人")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("入户同访"))
        self._params: dict[str, str] = {}
        self._start: _Start | None = None
        self._clean: dict[str, Any] = {}
        self._loading: Job[_Start] | None = None
        self._saving = False
        self._place: list[str] = []
        self.form = HouseholdForm(context.app.clock.today, self._ways_out())
        self.nobody = EmptyState(_("这一户现在没有老人在册。"), _("打开名册"), self._on_register)
        self.keeper = DraftKeeper(context.app, context.jobs, self._unsaved, self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.form)
        self._stack.addWidget(self.nobody)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.form.changed.connect(self._on_changed)
        self.form.save_asked.connect(self.save)
        self._bind_keys()
        self._stack.hide()

    def activate(self, **params: Any) -> None:
        """Take which household."""
        names = ("elder_uid", "household_uid", "campaign_uid")
        self._params = {name: str(params[name]) for name in names if params.get(name)}
        self._load()

    def refresh(self) -> None:
        """Read the household anew, unless something is typed that would be lost."""
        if self._start is not None and not self.is_unsaved() and not self._saving:
            self._load()

    def may_leave(self) -> bool:
        """Keep the draft and go: nothing typed is ever lost."""
        self.keeper.keep_and_leave()
        if self.is_unsaved() and self._start is not None:
            words = _("{name}家的入户同访还没保存，已存为草稿。")
            self._offer_to_resume("info", words, _("继续填写"), self._content())
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
        """Tell whether anything differs from what is saved."""
        return self._start is not None and not self._saving and self.form.content() != self._clean

    def save(self) -> None:
        """Check, and save everybody's visit in one unit."""
        start = self._start
        if start is None or self._saving or not self.form.check():
            return
        drafts, content = self.form.drafts(self._params.get("campaign_uid")), self._content()
        saving = self.keeper.saving()
        self._saving = True
        self.unsaved_changed.emit()
        if drafts[0].visitor_uid:
            self.context.settings.setValue(LAST_VISITOR, drafts[0].visitor_uid)
        app = self.context.app

        def work(_progress: object) -> RecordedRound:
            return saving.through(lambda: app.visits.record_round(app.actor, RoundKind.HOUSEHOLD, drafts))

        job = self.context.jobs.writing(_("保存探访"), work)
        job.succeeded.connect(lambda done: self._on_saved(done, start, drafts, content))
        job.failed.connect(lambda error: self._on_failed(error, start, content))
        job.start()

    def give_up(self) -> None:
        """Drop what is typed, after asking, and go back."""
        if self.is_unsaved() and not ask(
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
            self._fill(self._start)
            self.form.focus_start()
            self.unsaved_changed.emit()

    # ------------------------------------------------------------------ loading

    def _load(self) -> None:
        self._let_go()
        if self._loading is not None:
            self._loading.cancel()
        params = dict(self._params)
        self._loading = self.context.jobs.reading(_("读取老人信息"), lambda _progress: self._read(params))
        self._loading.succeeded.connect(self._on_loaded)
        self._loading.failed.connect(self._on_not_loaded)
        self._loading.start()

    def _read(self, params: dict[str, str]) -> _Start:
        app = self.context.app
        found = app.rounds.household(
            app.actor, elder_uid=params.get("elder_uid"), household_uid=params.get("household_uid")
        )
        subject = found.uid or found.people[0].elder_uid
        return _Start(
            found, app.register.visitors(app.actor), app.drafts.find(app.actor, FORM, subject), subject
        )

    def _on_loaded(self, start: _Start) -> None:
        self._loading = None
        self._start, self._saving = start, False
        self._fill(start)
        self.keeper.follow((FORM, start.subject), exists=start.draft is not None)
        place: Sequence[str] = ()
        if start.draft is not None:
            self.form.restore(start.draft.content)
            place = start.draft.content.get("at", ())
            at = start.draft.saved_at.astimezone()
            words = _("已恢复{day} {time} 未保存的内容。").format(
                day=spoken_day(at.date()), time=at.strftime("%H:%M")
            )
            self.context.notices.show_notice("info", words, _("不要这些内容"), self.give_up_draft)
        self._stack.setCurrentWidget(self.form)
        self._stack.show()
        self.setFocusProxy(self.form)
        self.set_main_action(_("全部保存"), "Ctrl+Enter", self.save)
        self._place = list(place)
        self.form.go_to(place)
        self.unsaved_changed.emit()

    def _on_not_loaded(self, error: Exception) -> None:
        self._loading = None
        if not isinstance(error, NotFound):
            self.context.presenter.present(error)
            return
        self.set_main_action("", "", self.save)
        self._stack.setCurrentWidget(self.nobody)
        self._stack.show()
        self.nobody.button.setFocus()

    def _fill(self, start: _Start) -> None:
        last_visitor = str(self.context.settings.value(LAST_VISITOR, "") or "")
        self.form.fill(start.found, start.visitors, last_visitor)
        self._clean = self.form.content()

    # ------------------------------------------------------------------ the draft

    def _content(self) -> dict[str, Any]:
        assert self._start is not None
        found = self._start.found
        about = {**self._params, "household_uid": found.uid or "", "elder_uid": found.people[0].elder_uid}
        return {
            **about,
            "name": found.head_name,
            "count": len(found.people),
            "at": self._place,
            **self.form.content(),
        }

    def _unsaved(self) -> dict[str, Any] | None:
        return self._content() if self.is_unsaved() else None

    def _drop_draft(self) -> None:
        if self._start is not None:
            self.keeper.follow((FORM, self._start.subject), exists=True)
            self.keeper.discard()

    def _let_go(self) -> None:
        self.keeper.follow(None)
        self._start = None
        self.unsaved_changed.emit()

    def _offer_to_resume(self, level: str, words: str, action: str, content: dict[str, Any]) -> None:
        names = ("elder_uid", "household_uid", "campaign_uid")
        params = {name: content[name] for name in names if content.get(name)}
        if params.get("household_uid"):
            params.pop("elder_uid", None)
        self.context.notices.show_notice(
            level,
            words.format(name=content["name"]),
            action,
            lambda: self.context.navigator.open("household-round", **params),
        )

    # ------------------------------------------------------------------ after saving

    def _on_saved(
        self, done: RecordedRound, start: _Start, drafts: list[VisitDraft], content: dict[str, Any]
    ) -> None:
        words = ngettext(
            "已保存 {name}家 {count} 人的探访", "已保存 {name}家 {count} 人的探访", len(done.uids)
        )
        text = words.format(name=start.found.head_name, count=len(done.uids))
        self.context.offer_undo(text, done.change_set, lambda: self._on_undone(start, content))
        names = {person.elder_uid: person.name for person in start.found.people}
        propose_events(self.context, drafts, names)
        # Whoever has gone elsewhere while it was being saved is not called back.
        if self._start is start:
            self._saving = False
            self._let_go()
            self._leave()

    def _on_failed(self, error: Exception, start: _Start, content: dict[str, Any]) -> None:
        self._saving = False
        if self._start is not start:
            self.keeper.put_back((FORM, start.subject), content)
            self.context.presenter.present(error)
            return
        self.keeper.resume()
        self.unsaved_changed.emit()
        if not self.form.show_error(error):
            self.context.presenter.present(error)

    def _on_undone(self, start: _Start, content: dict[str, Any]) -> None:
        self.keeper.put_back((FORM, start.subject), content)
        words = _("已撤销 {name}家的探访，填写的内容留作草稿。")
        self._offer_to_resume("done", words, _("重新填写"), content)

    # ------------------------------------------------------------------ building

    def _ways_out(self) -> QWidget:
        holder = QWidget()
        ways = FlowLayout(holder, spacing_em=0.4)
        ways.addWidget(button(_("放弃填写"), self.give_up, look="link"))
        return holder

    def _bind_keys(self) -> None:
        for key, act in (
            ("Ctrl+Return", self.save),
            ("Ctrl+Enter", self.save),
            ("F6", self.form.accept_all),
            ("Escape", self._leave),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _on_changed(self) -> None:
        self._place = self.form.focus_place()  # when the window is locked the keyboard is nowhere any more
        self.keeper.touch()
        self.unsaved_changed.emit()

    def _on_register(self) -> None:
        self.context.navigator.open("register")

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("today")
