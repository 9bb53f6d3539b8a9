"""登记服务: one service given to one person, with last time's values proposed, and the need it meets closed on request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.services.actor import WORKERS
from desktop_app.services.service_checks import AlreadyGiven
from desktop_app.services.service_drafts import ServiceDraft, ServiceFilter, ServiceLine
from desktop_app.ui import service_words as words
from desktop_app.ui import theme
from desktop_app.ui.form_journal import FormJournal
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, FlowLayout, Text, ask, button, choose, scrolling
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.person_picker import PersonPicker
from desktop_app.ui.services.record_side import RecordSide
from desktop_app.ui.services.record_work import Wanted, doubt_words, load_start
from desktop_app.ui.services.service_form import RecordStart, ServiceForm

KEY = "service"
LAST_KEY = "F6"
NEXT_KEY = "Ctrl+Shift+Return"


class ServicePage(Page):
    """Parameters: ``elder_uid``, ``record_uid`` (to correct), ``service``, ``given_on``, ``finding_uid``."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"person_link"})
    help_topic: ClassVar[str] = KEY
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint(LAST_KEY, N_("与上次相同：采用所有上次的内容")),
        KeyHint("Space", N_("在空格子里采用上次的内容")),
        KeyHint(NEXT_KEY, N_("保存并登记下一位")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("登记服务"))
        self._wanted = Wanted(given={})
        self._carried: dict[str, Any] = {}
        self._loading: Job[RecordStart] | None = None
        self._asking: Job[Sequence[ServiceLine]] | None = None
        self._saving = False
        self.start: RecordStart | None = None
        self.form: ServiceForm | None = None
        self.journal: FormJournal | None = None
        self.picker = PersonPicker(
            context.app,
            context.jobs,
            title=_("给谁登记服务？"),
            nobody=_("名册还是空的，先导入或登记老年人，再登记服务。"),
        )
        self.name, self.about = Text("", "name", wrap=True), Text("", "muted", wrap=True)
        self.file_button = button(_("打开档案"), self._on_file, icon_name="user")
        self.other_button = button(_("换一位"), self._on_other, icon_name="search")
        self.last_button = button(_("与上次相同"), self.take_last, key=LAST_KEY)
        self.next_button = button(_("保存并登记下一位"), self.save_and_next, key="Ctrl+Shift+Enter")
        self.side = RecordSide()
        self._build()

    # ------------------------------------------------------------------ opening

    def activate(self, **params: Any) -> None:
        """Take whom and what it is about; without a person it asks whom."""
        known = {name: params[name] for name in ("service", "given_on") if params.get(name)}
        self._carried = {}
        self._begin(
            Wanted(
                elder_uid=str(params.get("elder_uid") or ""),
                record_uid=str(params.get("record_uid") or ""),
                finding_uid=params.get("finding_uid"),
                given=known,
            )
        )

    def refresh(self) -> None:
        """Nothing to read anew: a form keeps what it was opened with."""

    def place(self) -> dict[str, Any]:
        """Return whom the form is about, for coming back to it."""
        return {"elder_uid": self._wanted.elder_uid, "record_uid": self._wanted.record_uid}

    def may_leave(self) -> bool:
        """Keep the draft and go: nothing typed is ever lost."""
        if self.journal is not None and self.is_unsaved() and self.start is not None:
            self.journal.keeper.keep_and_leave()
            said = _("{name}的服务还没有保存，已存为草稿。").format(name=self.start.elder.name)
            opened = self.place()
            again = partial(self.context.navigator.open, KEY, **opened)
            self.context.notices.show_notice("info", said, _("继续填写"), again)
        return True

    def is_unsaved(self) -> bool:
        """Tell whether something typed here is not saved yet."""
        return self.form is not None and self.form.is_dirty() and not self._saving

    def find_here(self) -> bool:
        """F3, Ctrl+K: find the person while it is not said whom it is about."""
        if self._stack.currentWidget() is self.picker:
            self.picker.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return False

    def record_visit(self) -> bool:
        """F2: record a visit to the same person."""
        if not self._wanted.elder_uid:
            return False
        return self.context.navigator.open("visit", elder_uid=self._wanted.elder_uid)

    # ------------------------------------------------------------------ saving

    def take_last(self) -> None:
        """F6: take all that is proposed."""
        if self.form is not None and not self.form.take_last():
            self.context.notices.show_notice("info", _("没有上次的内容可以采用，或者都已经填好。"))

    def save(self) -> None:
        """Check, ask what has to be asked, and record."""
        self._check_and_save(self._leave)

    def save_and_next(self) -> None:
        """Record, then ask for the next person with the same service, day and provider."""
        if not self._wanted.record_uid:
            self._check_and_save(self._on_next)

    def _check_and_save(self, then: Callable[[], object]) -> None:
        form = self.form
        if form is None or self._saving or not form.check():
            return
        draft, need = form.draft(self._wanted.elder_uid), form.need_to_close()
        if need is not None:
            answer = choose(
                self,
                _("同时销号？"),
                _("登记后，需求“{what}”记为已由“{service}”解决并销号，以后不再提醒。").format(
                    what=need.what, service=words.title_of(draft.service)
                ),
                {"close": _("登记并销号"), "keep": _("只登记，需求仍在办")},
            )
            if not answer:
                return
            if answer == "keep":
                draft = replace(draft, finding_uid=None, closes_need=False)
        self._save(draft, then)

    def _save(self, draft: ServiceDraft, then: Callable[[], object]) -> None:
        app, record_uid, journal = self.context.app, self._wanted.record_uid, self.journal
        start, form = self.start, self.form
        assert journal is not None  # it came with the form
        through = journal.saving()
        self._saving = True
        self.unsaved_changed.emit()

        def work(_progress: object) -> str | None:
            if record_uid:
                return through(lambda: app.services_given.correct(app.actor, record_uid, draft))
            return through(lambda: app.services_given.record(app.actor, draft))

        job = self.context.jobs.writing(_("登记服务"), work)

        def saved(done: str | None) -> None:
            """Tell what was saved; a form opened meanwhile for somebody else is left alone."""
            said = _("已更正 {name} 的{service}") if record_uid else _("已登记 {name} 的{service}")
            name = start.elder.name if start is not None else ""
            self._tell_saved(said.format(name=name, service=words.title_of(draft.service)), draft, done)
            if form is not None and form is self.form:
                self._carried = form.carried()
                form.mark_clean()
            self._saving = False
            self.unsaved_changed.emit()
            if form is self.form and self.isVisible():  # whoever has gone elsewhere is not called back
                then()

        job.succeeded.connect(saved)
        job.failed.connect(lambda error: self._on_failed(error, draft, then))
        job.start()

    def _tell_saved(self, said: str, draft: ServiceDraft, done: str | None) -> None:
        if draft.closes_need:
            said = _("{words}，需求已销号").format(words=said)
        self.context.offer_undo(said, done)

    def _on_failed(self, error: Exception, draft: ServiceDraft, then: Callable[[], object]) -> None:
        self._saving = False
        if self.journal is not None:
            self.journal.resume()
        self.unsaved_changed.emit()
        if isinstance(error, AlreadyGiven):
            name = self.start.elder.name if self.start is not None else ""
            title, said, yes = doubt_words(error, name, draft)
            if ask(self, title, said, yes=yes, no=_("不登记"), danger=True):
                self._save(replace(draft, again=True), then)
            return
        if self.form is None or not self.form.show_error(error):
            self.context.presenter.present(error)

    def _on_next(self) -> None:
        self._begin(Wanted(given=self._carried))

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("services")

    def _on_take_back(self) -> None:
        start, uid = self.start, self._wanted.record_uid
        if start is None or not uid:
            return
        app = self.context.app
        job = self.context.jobs.writing(
            _("撤销服务记录"), lambda _progress: app.services_given.take_back(app.actor, uid)
        )
        said = _("已撤销 {name} 的服务记录").format(name=start.elder.name)
        job.succeeded.connect(lambda done: self._on_taken_back(said, done))
        job.start()

    def _on_taken_back(self, said: str, done: str) -> None:
        self.context.offer_undo(said, done)
        if self.journal is not None:
            self.journal.drop()
        if self.form is not None:
            self.form.mark_clean()
        self._leave()

    # ------------------------------------------------------------------ loading

    def _begin(self, wanted: Wanted) -> None:
        if self.journal is not None:
            self.journal.keeper.keep_and_leave()
            self.journal.keeper.follow(None)
        self._wanted, self.start = wanted, None
        if self._loading is not None:
            self._loading.cancel()
        self._drop_form()
        if not wanted.elder_uid:
            self._stack.setCurrentWidget(self.picker)
            self.set_title(_("登记服务"))
            self.set_main_action("", "", self.save)
            self.setFocusProxy(self.picker)
            self.picker.start()
            return
        app = self.context.app
        self._loading = self.context.jobs.reading(_("读取服务"), lambda _progress: load_start(app, wanted))
        self._loading.succeeded.connect(self._on_loaded)
        self._loading.failed.connect(self._on_gone)
        self._loading.start()

    def _on_loaded(self, start: RecordStart) -> None:
        self._loading, self.start = None, start
        elder = start.elder
        self.name.setText(elder.name)
        self.about.setText(" · ".join(part for part in (elder.village, elder.group_name or "") if part))
        form = ServiceForm(start, self.context.app.clock.today)
        self.form = form
        self._form_card.body.insertWidget(0, form)
        form.begin({**self._carried, **self._wanted.given})
        form.save_asked.connect(self.save)
        form.changed.connect(self.unsaved_changed)
        form.service.changed.connect(self._on_service)
        self.journal = FormJournal(self.context, form, form)
        opened = {name: value for name, value in self.place().items() if value}
        self.journal.begin(*self._wanted.draft_key(), name=elder.name, **opened)
        correcting = bool(self._wanted.record_uid)
        for part in (self.next_button, self.other_button, self.last_button):
            part.setVisible(not correcting)
        self.take_back_button.setVisible(correcting)
        self.side.show_start(start)
        self.set_title(_("更正服务记录") if correcting else _("登记服务"))
        writes = self.context.app.actor.role in WORKERS
        form.setEnabled(writes)
        self.set_main_action(_("保存") if writes else "", "Ctrl+Enter", self.save)
        self._stack.setCurrentWidget(self._content)
        self.setFocusProxy(form)
        if form.service_key() is None:
            form.focus_first()
        else:
            form.quantity.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_service()

    def _on_gone(self, error: Exception) -> None:
        self._loading = None
        self.context.presenter.present(error)
        self._leave()

    def _on_service(self) -> None:
        """Ask what others got last of a service that the person never got."""
        form = self.form
        key = form.service_key() if form is not None else None
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if form is None or key is None or form.last() is not None or self._wanted.record_uid:
            return
        app, wanted = self.context.app, ServiceFilter(services=(key,))
        self._asking = self.context.jobs.reading(
            _("读取服务"), lambda _progress: app.services_given.list(app.actor, wanted, limit=1)
        )
        self._asking.succeeded.connect(lambda found: self._on_others(key, found))
        self._asking.start()

    def _on_others(self, key: str, found: Sequence[ServiceLine]) -> None:
        self._asking = None
        if found and self.form is not None and self.form.service_key() == key:
            self.form.propose_from(found[0])

    def _drop_form(self) -> None:
        if self.form is not None:
            self._form_card.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form, self.journal = None, None
        self.unsaved_changed.emit()

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        self.take_back_button: QPushButton = button(
            _("撤销记录"), self._on_take_back, icon_name="undo-2", look="danger"
        )
        acts = FlowLayout(spacing_em=0.6)
        for made in (
            self.last_button,
            self.next_button,
            self.take_back_button,
            self.other_button,
            self.file_button,
        ):
            acts.addWidget(made)
        self._form_card = Card(margin_em=1)
        holder = QWidget()
        layout = QVBoxLayout(holder)
        edge = theme.px(1)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(self.name)
        layout.addWidget(self.about)
        layout.addLayout(acts)
        layout.addWidget(self._form_card)
        layout.addWidget(self.side)
        layout.addStretch(1)
        self._content = scrolling(holder)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.picker)
        self._stack.addWidget(self._content)
        self.picker.picked.connect(self._on_picked)
        for key, act in (
            ("Ctrl+Return", self.save),
            ("Ctrl+Enter", self.save),
            (NEXT_KEY, self.save_and_next),
            ("Ctrl+Shift+Enter", self.save_and_next),
            (LAST_KEY, self.take_last),
            ("Escape", self._on_escape),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _on_picked(self, uid: str) -> None:
        self._begin(replace(self._wanted, elder_uid=uid))

    def _on_other(self) -> None:
        if self.may_leave():
            given = self.form.carried() if self.form is not None else {}
            self._carried = given
            self._begin(Wanted(given=given))

    def _on_file(self) -> None:
        self.context.navigator.open("person", uid=self._wanted.elder_uid)

    def _on_escape(self) -> None:
        self._leave()
