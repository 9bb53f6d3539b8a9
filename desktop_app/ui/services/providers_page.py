"""服务提供方: who gives services, by which contract, and how many days it still runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import ProviderKind
from desktop_app.services.actor import WORKERS
from desktop_app.services.service_drafts import ProviderLine
from desktop_app.ui import service_words as words
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    CheckField,
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    Sort,
    Text,
    button,
    group_phone,
)
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.services.end_dialog import EndDialog
from desktop_app.ui.services.provider_dialog import ProviderDialog

KEY = "service-providers"


class ServiceProvidersPage(Page):
    """服务提供方."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"service_provider"})
    help_topic: ClassVar[str] = KEY
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Insert", N_("增加一家提供方")),
        KeyHint("Enter", N_("更改选中的提供方")),
        KeyHint("Delete", N_("选中的提供方停止服务")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("服务提供方"))
        self._reading: Job[Sequence[ProviderLine]] | None = None
        self._today = context.app.clock.today
        self._writes = context.app.actor.role in WORKERS
        self.over = CheckField(_("含已停止的"))
        self.count = Text("", "muted")
        self.table: RowTable[ProviderLine] = RowTable(
            self._columns(),
            sort=Sort("name"),
            empty=EmptyState(
                _("还没有登记服务提供方。"),
                _("增加") if self._writes else "",
                self._on_add,
                hint=_(
                    "食堂、站点、卫生院、志愿服务队都可以列在这里，登记服务时打几个字就能选中，合同到期前会提醒。"
                ),
            ),
        )
        self.change_button = button(_("更改"), self._on_change, icon_name="pencil", key="Enter")
        self.end_button = button(_("停止服务"), self._on_end, key="Delete")
        self.list_button = button(_("看它的服务"), self._on_list, icon_name="clipboard-list")
        self._build()
        if self._writes:
            self.set_main_action(_("增加"), "Insert", self._on_add)

    def refresh(self) -> None:
        """Read the providers in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app, over = self.context.app, self.over.value()
        self._reading = self.context.jobs.reading(
            _("读取服务提供方"), lambda _progress: app.service_providers.list(app.actor, over=over)
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def _build(self) -> None:
        acts = FlowLayout(spacing_em=0.6)
        for made in (self.change_button, self.end_button, self.list_button, self.over, self.count):
            acts.addWidget(made)
        layout = QVBoxLayout(self)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.7))
        layout.addLayout(acts)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.over.changed.connect(self.refresh)
        self.table.opened.connect(lambda _line: self._on_change())
        self.table.chosen.connect(self._on_chosen)
        for key, act in (("Insert", self._on_add), ("Delete", self._on_end), ("Escape", self._leave)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        for made in (self.change_button, self.end_button):
            set_shown(made, self._writes)
        self._on_chosen(None)

    def _columns(self) -> tuple[Column[ProviderLine], ...]:
        return (
            Column(
                key="name",
                title=_("名称"),
                width_em=14,
                text=lambda each: each.name,
                strong=True,
                stretch=True,
            ),
            Column(
                key="kind", title=_("种类"), width_em=9, text=lambda each: _(ProviderKind(each.kind).term)
            ),
            Column(
                key="phone",
                title=_("电话"),
                width_em=8.5,
                text=lambda each: group_phone(each.phone or ""),
                sortable=False,
            ),
            Column(key="left", title=_("合同期限"), width_em=9, text=self._left, tint=self._tint),
            Column(
                key="to_on",
                title=_("合同到期"),
                width_em=7.5,
                text=lambda each: each.contract_to_on.isoformat() if each.contract_to_on else "",
            ),
            Column(
                key="contract",
                title=_("合同编号"),
                width_em=10,
                text=lambda each: each.contract_no or "",
                sortable=False,
            ),
            Column(
                key="note", title=_("备注"), width_em=12, text=lambda each: each.note or "", sortable=False
            ),
        )

    def _left(self, each: ProviderLine) -> str:
        if each.over:
            return _("已停止")
        return words.left_words(each.contract_to_on, self._today())

    def _tint(self, each: ProviderLine) -> str:
        return "quiet" if each.over else words.left_tint(each.contract_to_on, self._today())

    def _on_read(self, lines: Sequence[ProviderLine]) -> None:
        self._reading = None
        self.table.show_source(
            ListSource[ProviderLine](
                lines,
                {
                    "name": lambda each: each.name,
                    "kind": lambda each: (each.kind, each.name),
                    "left": _end_order,
                    "to_on": _end_order,
                },
            )
        )
        self.count.setText(_("{count} 家").format(count=len(lines)) if lines else "")
        if self.table.current() is None:
            self.table.choose_first()

    def _on_chosen(self, chosen: ProviderLine | None) -> None:
        for made in (self.change_button, self.list_button):
            made.setEnabled(chosen is not None)
        self.end_button.setEnabled(chosen is not None and not chosen.over)

    def _on_add(self) -> None:
        if self._writes:
            ProviderDialog(self.context, self).open()

    def _on_change(self) -> None:
        current = self.table.current()
        if current is not None and self._writes:
            ProviderDialog(self.context, self, line=current).open()

    def _on_end(self) -> None:
        current, app = self.table.current(), self.context.app
        if current is None or current.over or not self._writes:
            return
        EndDialog(
            self.context,
            _("停止服务：{name}").format(name=current.name),
            _("从这一天起不再供选择；以前登记的服务都保留。"),
            _("已停止服务"),
            lambda on: app.service_providers.end(app.actor, current.uid, on=on),
            self,
        ).open()

    def _on_list(self) -> None:
        current = self.table.current()
        if current is not None:
            self.context.navigator.open("services", provider_uid=current.uid)

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("services")


def _end_order(each: ProviderLine) -> tuple[Any, ...]:
    return (
        each.contract_to_on is None,
        each.contract_to_on.toordinal() if each.contract_to_on else 0,
        each.name,
    )
