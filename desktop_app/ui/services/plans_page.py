"""长期安排: which services come again or rest on an agreement, on which days, from whom, and how long still."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import N_
from desktop_app.services.actor import WORKERS
from desktop_app.services.service_drafts import PlanLine, ProviderLine
from desktop_app.ui import service_words as words
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    CheckField,
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
from desktop_app.ui.lookup_field import spelled
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.person_dialog import PersonDialog
from desktop_app.ui.services.end_dialog import EndDialog
from desktop_app.ui.services.plan_dialog import PlanDialog

KEY = "service-plans"


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page shows, read in one go."""

    lines: Sequence[PlanLine]
    villages: Sequence[Division]
    providers: Sequence[ProviderLine]


class ServicePlansPage(Page):
    """Parameters: ``elder_uid`` (only theirs), ``add`` (arrange one at once), ``service``, ``finding_uid``."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"service_plan", "service_provider", "elder", "village"})
    help_topic: ClassVar[str] = KEY
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Insert", N_("新增一项安排")),
        KeyHint("Enter", N_("更改选中的安排")),
        KeyHint("Delete", N_("结束选中的安排")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("长期安排"))
        self._reading: Job[_Read] | None = None
        self._read: _Read | None = None
        self._to_add: dict[str, Any] = {}
        self._elder_uid = ""
        self._today = context.app.clock.today
        self.search = SearchField(_("姓名、提供方"))
        self.service: ChoiceField[str] = ChoiceField(words.service_choices(), empty=_("全部服务"))
        self.service.describe(_("服务"), "")
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(17)
        self.over = CheckField(_("含已结束的"))
        self.count = Text("", "muted")
        self.everybody = button(_("看所有人的"), self._on_everybody, look="link")
        self.table: RowTable[PlanLine] = RowTable(
            self._columns(),
            sort=Sort("left"),
            empty=EmptyState(
                _("还没有长期安排。"),
                _("新增安排") if self._may_write() else "",
                self._on_add,
                hint=_(
                    "每天送餐、每周助浴、家庭医生签约这样反复或按协议的服务，在这里安排一次，以后批量登记时自动列出。"
                ),
            ),
        )
        self._build()
        if self._may_write():
            self.set_main_action(_("新增安排"), "Insert", self._on_add)

    def activate(self, **params: Any) -> None:
        """Take whose arrangements are meant, and whether one is to be made at once."""
        self._elder_uid = str(params.get("elder_uid") or "")
        self._to_add = params if params.get("add") else {}
        self.everybody.setVisible(bool(self._elder_uid))
        self.mark_stale()

    def refresh(self) -> None:
        """Read the arrangements in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app, over = self.context.app, self.over.value()
        elder_uid, service, village = self._elder_uid or None, self.service.value(), self.village.value()

        def work(_progress: object) -> _Read:
            for _key, title in words.service_choices():
                spelled(title)  # the spelling of Chinese is learned here, not in the window
            lines = app.service_plans.list(
                app.actor, service=service, village_code=village, elder_uid=elder_uid, over=over
            )
            return _Read(lines, app.register.villages(app.actor), app.service_providers.list(app.actor))

        self._reading = self.context.jobs.reading(_("读取长期安排"), work)
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

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        self.change_button = button(_("更改"), self._on_change, icon_name="pencil", key="Enter")
        self.end_button = button(_("结束"), self._on_end, key="Delete")
        self.record_button = button(_("登记服务"), self._on_record, icon_name="check")
        self.file_button = button(_("打开档案"), self._on_file, icon_name="user")
        bar = FlowLayout(spacing_em=0.7)
        for part in (self.search, self.service, self.village, self.over):
            bar.addWidget(part)
        acts = FlowLayout(spacing_em=0.6)
        for made in (
            self.change_button,
            self.end_button,
            self.record_button,
            self.file_button,
            self.everybody,
            self.count,
        ):
            acts.addWidget(made)
        layout = QVBoxLayout(self)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.7))
        layout.addLayout(bar)
        layout.addLayout(acts)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.everybody.hide()
        for field in (self.service, self.village, self.over):
            field.changed.connect(self.refresh)
        self.search.searched.connect(lambda _text: self._show())
        self.search.left_down.connect(self.table.setFocus)
        self.table.opened.connect(lambda _line: self._on_change())
        self.table.chosen.connect(self._on_chosen)
        for key, act in (("Insert", self._on_add), ("Delete", self._on_end), ("Escape", self._leave)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        for made in (self.change_button, self.end_button, self.record_button):
            set_shown(made, self._may_write())
        self._on_chosen(None)

    def _columns(self) -> tuple[Column[PlanLine], ...]:
        return (
            Column(key="name", title=_("姓名"), width_em=12, text=lambda each: each.elder_name, strong=True),
            Column(key="service", title=_("服务"), width_em=9, text=lambda each: _(each.title)),
            Column(
                key="rhythm",
                title=_("多久一次"),
                width_em=9,
                text=lambda each: words.rhythm_words(each.rhythm),
            ),
            Column(
                key="amount",
                title=_("每次"),
                width_em=5,
                text=lambda each: words.amount(each.quantity, _(each.unit)),
                sortable=False,
            ),
            Column(
                key="provider",
                title=_("提供方"),
                width_em=11,
                text=lambda each: each.provider or "",
                stretch=True,
            ),
            Column(
                key="left",
                title=_("期限"),
                width_em=8.5,
                text=self._left,
                tint=lambda each: "quiet" if each.over else words.left_tint(each.to_on, self._today()),
            ),
            Column(
                key="to_on",
                title=_("到期"),
                width_em=7,
                text=lambda each: each.to_on.isoformat() if each.to_on else "",
            ),
            Column(key="village", title=_("嘎查村（社区）"), width_em=10, text=lambda each: each.village),
            Column(
                key="agreement",
                title=_("协议编号"),
                width_em=8,
                text=lambda each: each.agreement_no or "",
                sortable=False,
            ),
        )

    def _left(self, each: PlanLine) -> str:
        return _("已结束") if each.over else words.left_words(each.to_on, self._today()) or _("没有期限")

    # ------------------------------------------------------------------ the list

    def _on_read(self, read: _Read) -> None:
        self._reading, self._read = None, read
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices([(one.code, one.name) for one in read.villages])
        self.village.set_value(chosen)
        self.village.blockSignals(blocked)
        self._show()
        wanted, self._to_add = self._to_add, {}
        if wanted and self._may_write():
            self._add(wanted)

    def _show(self) -> None:
        lines = self._read.lines if self._read is not None else ()
        text = self.search.text().strip()
        shown = [
            each
            for each in lines
            if not text or text in f"{each.elder_name} {each.provider or ''} {each.agreement_no or ''}"
        ]
        self.table.show_source(
            ListSource[PlanLine](
                shown,
                {
                    "name": lambda each: each.elder_name,
                    "service": lambda each: (each.service, each.elder_name),
                    "rhythm": lambda each: (each.rhythm or "~", each.elder_name),
                    "provider": lambda each: (each.provider or "", each.elder_name),
                    "left": lambda each: (
                        (each.over, each.to_on is None, each.to_on, each.elder_name)
                        if each.to_on
                        else (each.over, True, each.from_on, each.elder_name)
                    ),
                    "to_on": lambda each: (each.to_on is None, each.to_on or each.from_on),
                    "village": lambda each: (each.village_code, each.elder_name),
                },
            )
        )
        self.count.setText(_("{count} 项").format(count=len(shown)))
        if self.table.current() is None:
            self.table.choose_first()

    def _on_chosen(self, chosen: PlanLine | None) -> None:
        for made in (self.change_button, self.record_button, self.file_button):
            made.setEnabled(chosen is not None)
        self.end_button.setEnabled(chosen is not None and not chosen.over)

    # ------------------------------------------------------------------ doing

    def _may_write(self) -> bool:
        return self.context.app.actor.role in WORKERS

    def _on_add(self) -> None:
        if not self._may_write():
            return
        if self._elder_uid:
            self._add({"elder_uid": self._elder_uid})
            return
        dialog = PersonDialog(
            self.context, self, title=_("给谁安排服务？"), hint=_("回车选第一位，↓ 进入名单。")
        )
        dialog.accepted.connect(
            lambda: self._show_dialog(dialog.picked, dialog.name, {"elder_uid": dialog.picked})
        )
        dialog.open()

    def _add(self, wanted: dict[str, Any]) -> None:
        """Ask for an arrangement for somebody whose name is read first."""
        app, uid = self.context.app, str(wanted.get("elder_uid") or "")
        if not uid:
            self._on_add()
            return
        job = self.context.jobs.reading(
            _("读取老人"), lambda _progress: app.register.get(app.actor, uid).name
        )
        job.succeeded.connect(lambda name: self._show_dialog(uid, name, wanted))
        job.start()

    def _show_dialog(self, uid: str, name: str, wanted: dict[str, Any]) -> None:
        providers = self._read.providers if self._read is not None else ()
        PlanDialog(
            self.context,
            uid,
            name,
            providers,
            self,
            service=wanted.get("service"),
            finding_uid=wanted.get("finding_uid"),
        ).open()

    def _on_change(self) -> None:
        self._with_current(
            lambda line: PlanDialog(
                self.context,
                line.elder_uid,
                line.elder_name,
                self._read.providers if self._read is not None else (),
                self,
                line=line,
            ).open()
        )

    def _on_end(self) -> None:
        app = self.context.app

        def ask_day(line: PlanLine) -> None:
            if line.over:
                return
            EndDialog(
                self.context,
                _("结束安排：{name}的{service}").format(name=line.elder_name, service=_(line.title)),
                _("从这一天起不再列入名单；以前登记的服务都保留。"),
                _("已结束安排"),
                lambda on: app.service_plans.end(app.actor, line.uid, on=on),
                self,
            ).open()

        self._with_current(ask_day)

    def _on_record(self) -> None:
        self._with_current(
            lambda line: self.context.navigator.open(
                "service", elder_uid=line.elder_uid, service=line.service
            )
        )

    def _on_file(self) -> None:
        current = self.table.current()
        if current is not None:
            self.context.navigator.open("person", uid=current.elder_uid)

    def _with_current(self, act: Callable[[PlanLine], object]) -> None:
        current = self.table.current()
        if current is not None and self._may_write():
            act(current)

    def _on_everybody(self) -> None:
        self._elder_uid = ""
        self.everybody.hide()
        self.refresh()

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("services")
