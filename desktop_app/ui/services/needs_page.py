"""未满足的需求: who needs what since when, known from a finding or the last visit, and no service has met it since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import N_
from desktop_app.services.actor import WORKERS
from desktop_app.services.service_drafts import NeedFilter, NeedLine
from desktop_app.ui import service_words as words
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    ChoiceField,
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    SearchField,
    Sort,
    Text,
    button,
)
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import KeyHint, Page, PageContext

KEY = "service-needs"
Read = tuple[Sequence[NeedLine], Sequence[Division]]


class ServiceNeedsPage(Page):
    """未满足的需求. Parameter: ``elder_uid`` chooses the line of a person."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {"service_record", "finding", "finding_step", "visit", "elder", "village"}
    )
    help_topic: ClassVar[str] = KEY
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Enter", N_("为选中的需求登记服务")),
        KeyHint("Insert", N_("为选中的需求作长期安排")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("未满足的需求"))
        self._reading: Job[Read] | None = None
        self._lines: Sequence[NeedLine] = ()
        self._today = context.app.clock.today
        self._wanted_uid = ""
        self.search = SearchField(_("姓名、需求"))
        self.service: ChoiceField[str] = ChoiceField(words.service_choices(), empty=_("全部服务"))
        self.service.describe(_("能满足需求的服务"), "")
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(17)
        self.count = Text("", "muted")
        self.table: RowTable[NeedLine] = RowTable(
            self._columns(),
            sort=Sort("since"),
            empty=EmptyState(
                _("没有未满足的需求。"),
                _("登记探访") if self._may_write() else "",
                lambda: context.navigator.open("visit"),
                hint=_("探访时问到的需求和登记的需求问题，在提供了相应服务以后自动从这里去掉。"),
            ),
        )
        self.record_button = button(_("登记服务"), self._on_record, icon_name="check", key="Enter")
        self.plan_button = button(_("安排"), self._on_plan, icon_name="calendar-check", key="Insert")
        self.finding_button = button(_("打开问题"), self._on_finding, icon_name="info")
        self.file_button = button(_("打开档案"), self._on_file, icon_name="user")
        self._build()
        if self._may_write():
            self.set_main_action(_("登记服务"), "Enter", self._on_record)

    def activate(self, **params: Any) -> None:
        """Take whose line is to be chosen."""
        self._wanted_uid = str(params.get("elder_uid") or "")
        self.mark_stale()

    def refresh(self) -> None:
        """Read the needs in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app = self.context.app
        wanted = NeedFilter(service=self.service.value(), village_code=self.village.value())
        self._reading = self.context.jobs.reading(
            _("读取未满足的需求"),
            lambda _progress: (app.service_needs.unmet(app.actor, wanted), app.register.villages(app.actor)),
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def find_here(self) -> bool:
        """F3, Ctrl+K: find in this list."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def record_visit(self) -> bool:
        """F2: record a visit to the person of the chosen line."""
        current = self.table.current()
        return current is not None and self.context.navigator.open("visit", elder_uid=current.elder_uid)

    def _build(self) -> None:
        bar = FlowLayout(spacing_em=0.7)
        for part in (self.search, self.service, self.village):
            bar.addWidget(part)
        acts = FlowLayout(spacing_em=0.6)
        for made in (self.record_button, self.plan_button, self.finding_button, self.file_button, self.count):
            acts.addWidget(made)
        layout = QVBoxLayout(self)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.7))
        layout.addLayout(bar)
        layout.addLayout(acts)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        for field in (self.service, self.village):
            field.changed.connect(self.refresh)
        self.search.searched.connect(lambda _text: self._show())
        self.search.left_down.connect(self.table.setFocus)
        self.table.opened.connect(lambda _line: self._on_record())
        self.table.chosen.connect(self._on_chosen)
        for key, act in (("Insert", self._on_plan), ("Escape", self._leave)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        for made in (self.record_button, self.plan_button):
            set_shown(made, self._may_write())
        set_shown(self.finding_button, self.context.navigator.has("finding"))
        self._on_chosen(None)

    def _columns(self) -> tuple[Column[NeedLine], ...]:
        return (
            Column(key="name", title=_("姓名"), width_em=12, text=lambda each: each.elder_name, strong=True),
            Column(key="what", title=_("需求"), width_em=16, text=lambda each: each.what, stretch=True),
            Column(
                key="since", title=_("从哪天起"), width_em=7.5, text=lambda each: each.since_on.isoformat()
            ),
            Column(key="days", title=_("已等"), width_em=6, text=self._days),
            Column(key="from", title=_("来自"), width_em=5, text=words.need_from),
            Column(key="due", title=_("办理期限"), width_em=8.5, text=self._due, tint=self._due_tint),
            Column(
                key="services",
                title=_("可提供的服务"),
                width_em=12,
                text=lambda each: (
                    _("、").join(words.title_of(key) for key in each.services) or _("按内容选择")
                ),
                sortable=False,
            ),
            Column(key="village", title=_("嘎查村（社区）"), width_em=10, text=lambda each: each.village),
        )

    def _days(self, each: NeedLine) -> str:
        return _("{days} 天").format(days=(self._today() - each.since_on).days)

    def _due(self, each: NeedLine) -> str:
        return words.left_words(each.due_on, self._today())

    def _due_tint(self, each: NeedLine) -> str:
        return words.left_tint(each.due_on, self._today())

    def _on_read(self, read: Read) -> None:
        self._reading = None
        self._lines, villages = read
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices([(one.code, one.name) for one in villages])
        self.village.set_value(chosen)
        self.village.blockSignals(blocked)
        self._show()

    def _show(self) -> None:
        text = self.search.text().strip()
        shown = [each for each in self._lines if not text or text in f"{each.elder_name} {each.what}"]
        self.table.show_source(
            ListSource[NeedLine](
                shown,
                {
                    "name": lambda each: (each.elder_name, each.since_on),
                    "what": lambda each: (each.what, each.elder_name),
                    "since": lambda each: (each.since_on, each.elder_name),
                    "days": lambda each: (-each.since_on.toordinal(), each.elder_name),
                    "from": lambda each: (each.finding_uid is None, each.since_on),
                    "due": lambda each: (each.due_on is None, each.due_on or each.since_on),
                    "village": lambda each: (each.village_code, each.elder_name),
                },
            )
        )
        people = len({each.elder_uid for each in shown})
        said = _("{people} 人，{count} 项").format(people=people, count=len(shown))
        self.count.setText(said if shown else "")
        wanted, self._wanted_uid = self._wanted_uid, ""
        for number in range(self.table.count()):
            line = self.table.model.row_at(number)
            if wanted and line is not None and line.elder_uid == wanted:
                self.table.view.selectRow(number)
                return
        if self.table.current() is None:
            self.table.choose_first()

    def _on_chosen(self, chosen: NeedLine | None) -> None:
        for made in (self.record_button, self.plan_button, self.file_button):
            made.setEnabled(chosen is not None)
        self.finding_button.setEnabled(chosen is not None and chosen.finding_uid is not None)

    def _may_write(self) -> bool:
        return self.context.app.actor.role in WORKERS

    def _on_record(self) -> None:
        self._open("service")

    def _on_plan(self) -> None:
        self._open("service-plans", add=True)

    def _open(self, key: str, **more: Any) -> None:
        current = self.table.current()
        if current is None or not self._may_write():
            return
        service = self.service.value() or (current.services[0] if current.services else None)
        self.context.navigator.open(
            key, elder_uid=current.elder_uid, service=service, finding_uid=current.finding_uid, **more
        )

    def _on_finding(self) -> None:
        current = self.table.current()
        if current is not None and current.finding_uid is not None:
            self.context.navigator.open("finding", uid=current.finding_uid)

    def _on_file(self) -> None:
        current = self.table.current()
        if current is not None:
            self.context.navigator.open("person", uid=current.elder_uid)

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("services")
