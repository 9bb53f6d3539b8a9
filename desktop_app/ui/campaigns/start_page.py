"""发起专项探访: describe it at the left, see by name whom it means at the right, start it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.services.campaign_rows import CampaignDraft, CampaignPreview, MeantPerson, Started
from desktop_app.services.campaigns import SameCampaign
from desktop_app.ui import theme
from desktop_app.ui.campaigns.campaign_form import Opening, StartForm
from desktop_app.ui.form_journal import FormJournal
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    Card,
    Column,
    EmptyState,
    ListSource,
    RowTable,
    Section,
    Sort,
    Text,
    ask,
    button,
    row,
    scrolling,
)
from desktop_app.ui.kit.tab_order import stop_before
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.person_dialog import PersonDialog

PAUSE_MS = 250
"""So long after the last key the names are looked up again."""
BESIDE_EM = 66
"""From this width on form and names stand beside each other."""


class StartCampaignPage(Page):
    """Parameters: ``template`` (key), ``from_on``, ``to_on``, ``elder_uids`` (people to name in any case)."""

    listens_to = frozenset({"village"})
    help_topic = "campaign-start"
    keys = (
        KeyHint("Insert", N_("另加一人")),
        KeyHint("Delete", N_("移出选中的人")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("发起专项探访"))
        self._params: dict[str, Any] = {}
        self._also: list[str] = []
        self._without: list[str] = []
        self._added_by_hand = False
        self._reading: Job[CampaignPreview] | None = None
        self._starting, self._fresh = False, True
        self.form: StartForm | None = None
        self.journal: FormJournal | None = None
        self.people: tuple[MeantPerson, ...] = ()
        self.count = Section("")
        self.warning = Text("", "muted", wrap=True)
        self.warning.hide()
        self.table: RowTable[MeantPerson] = RowTable(
            _columns(),
            sort=Sort("village"),
            empty=EmptyState(
                _("现在的条件没有选中任何人。"),
                _("另加一人"),
                self._on_add,
                hint=_("可换一个对象条件，或少选几个村。"),
            ),
            many=True,
        )
        self.table.setMinimumHeight(theme.px(18))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._look)
        self._build()
        self.set_main_action(_("发起"), "Ctrl+Enter", self.start)

    def activate(self, **params: Any) -> None:
        """Begin a new campaign."""
        self._params, self._added_by_hand = params, False
        self._also = [str(uid) for uid in params.get("elder_uids", ())]
        self._without, self._starting, self._fresh = [], False, True
        self.mark_stale()

    def refresh(self) -> None:
        """Read templates and villages, then show a fresh form; what is being filled in stays."""
        if self.form is not None and not self._fresh:
            self._look()
            return
        self._fresh = False
        app = self.context.app
        job = self.context.jobs.reading(
            _("读取专项探访模板"),
            lambda _progress: Opening(app.campaigns.templates(app.actor), app.register.villages(app.actor)),
        )
        job.succeeded.connect(self._on_opening)
        job.start()

    def may_leave(self) -> bool:
        """Ask only if something was filled in that would be lost."""
        if not self.is_dirty():
            return True
        leaves = ask(
            self,
            _("不发起了？"),
            _("已填的内容和调整过的名单不会保留。"),
            yes=_("离开"),
            no=_("继续填写"),
            danger=True,
        )
        if leaves and self.journal is not None:
            self.journal.drop()
        return leaves

    def is_unsaved(self) -> bool:
        """Tell whether something filled in would be lost."""
        return self.is_dirty()

    def is_dirty(self) -> bool:
        """Tell whether anything was filled in since the form was shown or a template chosen."""
        return self.form is not None and (self.form.is_dirty() or bool(self._added_by_hand or self._without))

    def start(self) -> None:
        """Check, start the campaign, and show it."""
        if self.form is None or self._starting or not self.form.check():
            return
        draft = self.form.draft(self._also, self._without)
        if draft is not None:
            self._start(draft)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: put the names under the form where the page is narrow."""
        super().resizeEvent(event)
        beside = self.width() >= theme.px(BESIDE_EM)
        kinds = QBoxLayout.Direction
        self._halves.setDirection(kinds.LeftToRight if beside else kinds.TopToBottom)

    def _build(self) -> None:
        self._left = Card(margin_em=1)
        right = Card(margin_em=1)
        self.add_button = button(_("另加一人"), self._on_add, icon_name="plus", key="Insert")
        self.drop_button = button(_("移出选中的人"), self._on_drop, key="Delete")
        self.back_button = button(_("恢复移出的人"), self._on_restore, look="link")
        self.back_button.hide()
        acts = row(self.add_button, self.drop_button, self.back_button)
        acts.addStretch(1)
        right.body.addWidget(self.count)
        right.body.addWidget(self.warning)
        right.body.addLayout(acts)
        right.body.addWidget(self.table, 1)
        holder = QWidget()
        self._halves = QHBoxLayout(holder)
        self._halves.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(1))
        self._halves.setSpacing(theme.px(1))
        self._halves.addWidget(self._left, 5)
        self._halves.addWidget(right, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._scroll = scrolling(holder)
        layout.addWidget(self._scroll)
        for key, act in (
            ("Ctrl+Return", self.start),
            ("Ctrl+Enter", self.start),
            ("Insert", self._on_add),
            ("Escape", self._leave),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        drop = QShortcut(QKeySequence("Delete"), self.table)
        drop.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        drop.activated.connect(self._on_drop)

    def _on_opening(self, opening: Opening) -> None:
        if self.form is not None:
            self._left.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = StartForm(opening, self.context.app.clock.today)
        self.form.start_from(
            self._params.get("template"), _day(self._params, "from_on"), _day(self._params, "to_on")
        )
        self.form.changed.connect(self._timer.start)
        self.form.changed.connect(self.unsaved_changed)
        # A chosen template can be chosen again: only what was written over it would be lost.
        self.form.template.changed.connect(self.form.mark_clean)
        self.form.save_asked.connect(self.start)
        self._left.body.insertWidget(0, self.form)
        stop_before(self.add_button, self.form)
        self.setFocusProxy(self.form)
        self.form.mark_clean()
        self.form.focus_first()
        self.journal = FormJournal(
            self.context, self.form, self.form, more=self._by_hand, take_more=self._take_by_hand
        )
        self.journal.begin("campaign_start", str(self._params.get("template") or ""))
        # Only when the form has got its place is it known where its top is.
        QTimer.singleShot(0, self, lambda: self._scroll.verticalScrollBar().setValue(0))
        self._look()

    def _by_hand(self) -> dict[str, Any]:
        """Return who was named and taken out by hand."""
        return {"also": list(self._also), "without": list(self._without), "added": self._added_by_hand}

    def _take_by_hand(self, kept: Mapping[str, Any]) -> None:
        self._also, self._without = list(kept.get("also", ())), list(kept.get("without", ()))
        self._added_by_hand = bool(kept.get("added"))
        self._look()

    def _look(self) -> None:
        """Look up whom the form means."""
        self._timer.stop()
        if self.journal is not None:
            self.journal.touch()
        draft = self.form.draft(self._also, self._without) if self.form is not None else None
        if draft is None:
            return
        if self._reading is not None:
            self._reading.cancel()
        # Only whom it means is looked up: what else is wrong is said when it is started.
        asked = replace(draft, title=draft.title.strip() or "…")
        app = self.context.app
        self._reading = self.context.jobs.reading(
            _("读取名单"), lambda _progress: app.campaigns.preview(app.actor, asked)
        )
        self._reading.succeeded.connect(self._on_preview)
        self._reading.failed.connect(self._on_no_preview)
        self._reading.start()

    def _on_preview(self, preview: CampaignPreview) -> None:
        self._reading = None
        if self.form is not None:
            self.form.clear_problems()
        self._show(preview.people)
        self.warning.setText(" ".join(preview.warnings))
        self.warning.setVisible(bool(preview.warnings))

    def _on_no_preview(self, error: Exception) -> None:
        self._reading = None
        if self.form is None or not self.form.show_error(error):
            self.context.presenter.present(error)

    def _show(self, people: Sequence[MeantPerson]) -> None:
        self.people = tuple(people)
        villages = len({person.village_code for person in people})
        said = _("将列入 {count} 人，{villages} 个嘎查村（社区）").format(
            count=len(people), villages=villages
        )
        self.count.setText(said if people else _("还没有对象"))
        self.set_main_action(
            _("发起（{count} 人）").format(count=len(people)) if people else _("发起"),
            "Ctrl+Enter",
            self.start,
        )
        self.back_button.setVisible(bool(self._without))
        self.back_button.setText(_("恢复移出的 {count} 人").format(count=len(self._without)))
        self.drop_button.setEnabled(bool(people))
        self.table.show_source(
            ListSource[MeantPerson](
                people,
                {
                    "name": lambda person: person.name,
                    "age": lambda person: person.age or 0,
                    "village": lambda person: person.village_code,
                    "visitor": lambda person: person.visitor or "",
                },
            )
        )

    def _on_add(self) -> None:
        dialog = PersonDialog(self.context, self)
        dialog.accepted.connect(lambda: self._add(dialog.picked))
        dialog.open()

    def _add(self, uid: str) -> None:
        self._without = [each for each in self._without if each != uid]
        if uid not in self._also:
            self._also.append(uid)
            self._added_by_hand = True
        self._look()

    def _on_drop(self) -> None:
        going = {person.uid for person in self.table.selected()}
        if not going:
            return
        self._without += sorted(going - set(self._without))
        self._look()

    def _on_restore(self) -> None:
        self._without = []
        self._look()

    def _start(self, draft: CampaignDraft) -> None:
        self._starting = True
        app, journal = self.context.app, self.journal
        assert journal is not None  # it came with the form
        save = journal.saving()
        job = self.context.jobs.writing(
            _("发起专项探访"), lambda _progress: save(lambda: app.campaigns.start(app.actor, draft))
        )
        job.succeeded.connect(self._on_started)
        job.failed.connect(lambda error: self._on_refused(error, draft))
        job.start()

    def _on_started(self, started: Started) -> None:
        self._let_go()
        self.context.offer_undo(
            _("已发起，列入 {count} 人").format(count=started.targets),
            started.change_set,
            lambda: self.context.navigator.open("campaigns"),
        )
        self.context.navigator.open("campaign", uid=started.uid)

    def _on_refused(self, error: Exception, draft: CampaignDraft) -> None:
        self._starting = False
        if self.journal is not None:
            self.journal.resume()
        if isinstance(error, SameCampaign):
            if ask(
                self,
                _("再发起一次？"),
                _("已经有一次同名、同日期的专项探访。如果是同一次，请打开已有的那次增加对象。"),
                yes=_("仍要发起"),
                no=_("不发起"),
                danger=True,
            ):
                self._start(replace(draft, again=True))
            return
        shown = self.form is not None and isinstance(error, FieldProblem) and self.form.show_error(error)
        if not shown:
            self.context.presenter.present(error)

    def _let_go(self) -> None:
        """Forget what was filled in: it is saved."""
        self._starting, self._added_by_hand, self._without = False, False, []
        if self.form is not None:
            self.form.mark_clean()

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("campaigns")


def _day(params: dict[str, Any], name: str) -> date | None:
    value = params.get(name)
    return value if isinstance(value, date) else None


def _columns() -> tuple[Column[MeantPerson], ...]:
    return (
        Column(
            key="name", title=_("姓名"), width_em=9, text=lambda each: each.name, strong=True, stretch=True
        ),
        Column(
            key="age",
            title=_("年龄"),
            width_em=4,
            text=lambda each: "" if each.age is None else str(each.age),
        ),
        Column(key="village", title=_("嘎查村（社区）"), width_em=11, text=lambda each: each.village),
        Column(key="visitor", title=_("探访人"), width_em=7, text=lambda each: each.visitor or _("未指定")),
    )
