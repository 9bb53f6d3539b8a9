"""The visit form's page: load a person, keep the draft, save, go on to the next of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.sheet_codes import grouped
from desktop_app.ui.draft_keeper import DraftKeeper
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import FlowLayout, Text, ask, button, spoken_day
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.person_picker import PersonPicker
from desktop_app.ui.sheet_questions import SheetQuestions
from desktop_app.ui.visits import form_content
from desktop_app.ui.visits.form_content import Content
from desktop_app.ui.visits.saving import Saving, VisitSaver
from desktop_app.ui.visits.start import VisitStart, Wanted, load_start
from desktop_app.ui.visits.visit_sheet import VisitSheet

LAST_VISITOR = "visits/last_visitor"


class VisitPage(Page):
    """登记探访.

    Parameters: ``elder_uid``, ``queue`` (elders to go on to), ``visit_uid`` (to correct), ``campaign_uid`` (the
    campaign that this visit and those of the queue are made for); of a printed sheet ``sheet_no``, ``visited_on``
    (a date) and ``visitor_uid``; ``then`` is the page to go to after saving or giving up, else it is the one before.
    """

    listens_to: ClassVar[frozenset[str]] = frozenset({"elder"})
    help_topic: ClassVar[str] = "visit"
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("F6", N_("五项情况与上次相同")),
        KeyHint("Ctrl+R", N_("到“结果”，数字键选择")),
        KeyHint("Ctrl+G", N_("到“发现问题”")),
        KeyHint("Ctrl+O", N_("到“还没办结的问题”")),
        KeyHint("F11", N_("常用语（在情况记录、帮办事项、更正原因里）")),
        KeyHint("F8", N_("先跳过这一位，填写的内容留作草稿")),
        KeyHint("Esc", N_("离开，填写的内容留作草稿")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("登记探访"))
        self._wanted = Wanted()
        self._then = ""
        self._queue: list[str] = []
        self._start: VisitStart | None = None
        self._clean: Content = {}
        self._loading: Job[VisitStart] | None = None
        self._saving = self._shown_unsaved = False
        self.picker = PersonPicker(context.app, context.jobs)
        self.rest = Text("", "hint")
        self._skip = button(_("先跳过"), self.skip, look="link", key="F8")
        self.sheet = VisitSheet(context, self._ways_out())
        self._questions = SheetQuestions(context, self)
        self.keeper = DraftKeeper(context.app, context.jobs, self._unsaved, self)
        self._saver = VisitSaver(context, self.keeper, self)
        self._saver.saved.connect(self._on_saved)
        self._saver.refused.connect(self._on_refused)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.picker)
        self._stack.addWidget(self.sheet)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.picker.picked.connect(lambda uid: self._load(replace(self._wanted, elder_uid=uid)))
        self.sheet.changed.connect(self._on_changed)
        self.sheet.save_asked.connect(self.save)
        self._bind_keys()

    def activate(self, **params: Any) -> None:
        """Take whom to record, or whom to ask for."""
        self._queue = [str(uid) for uid in params.get("queue", ())]
        self._then = str(params.get("then") or "")
        self._load(
            Wanted(
                elder_uid=str(params.get("elder_uid") or ""),
                visit_uid=str(params.get("visit_uid") or ""),
                campaign_uid=params.get("campaign_uid"),
                sheet_no=str(params.get("sheet_no") or ""),
                visited_on=params.get("visited_on"),
                visitor_uid=str(params.get("visitor_uid") or ""),
            )
        )

    def place(self) -> dict[str, Any]:
        """Return whom the form is about now."""
        return {
            "queue": tuple(self._queue),
            **{field.name: getattr(self._wanted, field.name) for field in fields(Wanted)},
        }

    def refresh(self) -> None:
        """Load the person anew, unless something is typed that would be lost."""
        if self._start is not None and not self.is_dirty() and not self._saving:
            self._load(self._wanted)

    def may_leave(self) -> bool:
        """Keep the draft and go: nothing typed is ever lost."""
        self.keeper.keep_and_leave()
        if self._start is not None and self.is_dirty() and not self._saving:
            self._saver.offer_to_resume(
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

    def person_name(self) -> str:
        """Return whom the form is about, empty while nobody is chosen."""
        return self._start.elder.name if self._start is not None else ""

    def is_dirty(self) -> bool:
        """Tell whether anything differs from what is saved."""
        return self._start is not None and self._content() != self._clean

    def is_unsaved(self) -> bool:
        """Tell whether something typed here is not saved yet."""
        return self.is_dirty() and not self._saving

    def keeper_key(self) -> tuple[str, str]:
        """Return under which form and subject the draft is kept."""
        return self._wanted.draft_key()

    def save(self, *, sure: bool = False) -> None:
        """Check, save in the writer's lane, and go on; ``sure`` once what is odd about its sheet was answered."""
        start = self._start
        if start is None or self._saving:
            return
        if start.correcting is not None and not self._is_changed():
            self.context.notices.show_notice("info", _("没有改动，记录保持原样，没有保存新的版本。"))
            return
        if not self.sheet.check():
            return
        draft, old = self.sheet.draft(self._wanted.elder_uid), start.correcting
        if not sure:
            self._questions.ask(
                draft,
                old.uid if old is not None else None,
                lambda: self.save(sure=True) if self._start is start else None,
            )
            return
        if draft.visitor_uid:
            self.context.settings.setValue(LAST_VISITOR, draft.visitor_uid)
        self._saver.save(Saving(start, draft, self.keeper_key(), self._content()))
        self._saving = True
        self._show_unsaved()

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
            self._show_unsaved()

    # ------------------------------------------------------------------ building

    def _ways_out(self) -> QWidget:
        holder = QWidget()
        ways = FlowLayout(holder, spacing_em=0.4)
        for part in (self.rest, self._skip, button(_("放弃填写"), self.give_up, look="link")):
            ways.addWidget(part)
        return holder

    def _bind_keys(self) -> None:
        for key, act in (
            ("Ctrl+Return", self.save),
            ("Ctrl+Enter", self.save),
            ("F6", self.sheet.accept_all),
            ("Ctrl+R", self.sheet.focus_result),
            ("Ctrl+G", self.sheet.focus_findings),
            ("Ctrl+O", self.sheet.focus_open_findings),
            ("F8", self.skip),
            ("Escape", self._leave),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # ------------------------------------------------------------------ loading

    def _load(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._let_go()
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        self.set_title(self._title_words())
        if not wanted.elder_uid:
            self.set_main_action("", "", self.save)
            self._stack.setCurrentWidget(self.picker)
            self.setFocusProxy(self.picker)
            self.picker.start()
            return
        more = bool(self._waiting())
        self.set_main_action(_("保存并下一位") if more else _("保存"), "Ctrl+Enter", self.save)
        app = self.context.app
        self._loading = self.context.jobs.reading(
            _("读取老人信息"), lambda _progress: load_start(app, wanted)
        )
        self._loading.succeeded.connect(self._on_loaded)
        self._loading.start()

    def _title_words(self) -> str:
        if self._wanted.visit_uid:
            return _("更正探访记录")
        if self._wanted.sheet_no:
            return _("补录探访 {sheet_no}").format(sheet_no=grouped(self._wanted.sheet_no))
        return _("登记探访")

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
        self.rest.setVisible(bool(waiting))
        self.rest.setText(_("名单上后面还有 {count} 人").format(count=len(waiting)))
        self._stack.setCurrentWidget(self.sheet)
        self.setFocusProxy(self.sheet)
        self.sheet.focus_start()
        self._show_unsaved()

    def _last_visitor(self) -> str:
        return str(self.context.settings.value(LAST_VISITOR, "") or "")

    # ------------------------------------------------------------------ the draft

    def _content(self) -> Content:
        name = self.person_name()
        return self.sheet.content(
            elder_uid=self._wanted.elder_uid,
            visit_uid=self._wanted.visit_uid,
            name=name,
            open=self._wanted.to_open(),
        )

    def _is_changed(self) -> bool:
        """Tell whether a correction would change anything besides giving a reason."""
        return form_content.facts_of(self._content()) != form_content.facts_of(self._clean)

    def _on_changed(self) -> None:
        self.keeper.touch()
        self._show_unsaved()

    def _show_unsaved(self) -> None:
        if self.is_unsaved() != self._shown_unsaved:
            self._shown_unsaved = not self._shown_unsaved
            self.unsaved_changed.emit()

    def _unsaved(self) -> Content | None:
        return self._content() if self.is_dirty() and not self._saving else None

    def _drop_draft(self) -> None:
        self.keeper.follow(self.keeper_key(), exists=True)
        self.keeper.discard()

    def _let_go(self) -> None:
        """Forget the person on the page; what had to be kept was kept before."""
        self.keeper.follow(None)
        self._start = None
        self._show_unsaved()

    # ------------------------------------------------------------------ after saving

    def _on_saved(self, saving: Saving) -> None:
        # Whoever has gone elsewhere while it was being saved is not called back.
        if self._start is saving.start:
            self._saving = False
            self._let_go()
            self._go_on()

    def _on_refused(self, error: Exception, saving: Saving) -> None:
        if self._start is not saving.start:
            self.keeper.put_back(saving.key, saving.content)
            self.context.presenter.present(error)
            return
        self._saving = False
        self._show_unsaved()
        self.keeper.resume()
        if not self.sheet.show_error(error):
            self.context.presenter.present(error)

    def _waiting(self) -> Sequence[str]:
        """Return who comes after the present person on the list."""
        present = self._wanted.elder_uid
        if present in self._queue:
            return self._queue[self._queue.index(present) + 1 :]
        return [uid for uid in self._queue if uid != present]

    def _go_on(self) -> None:
        waiting = self._waiting()
        if waiting:
            self._load(Wanted(elder_uid=waiting[0], campaign_uid=self._wanted.campaign_uid))
        else:
            self._leave()

    def _leave(self) -> None:
        navigator = self.context.navigator
        if self._then and navigator.has(self._then):
            navigator.open(self._then)
        elif not navigator.back():
            navigator.open("today")
