"""督促赡养: the families for which something is to be done now, by village."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.terms import UserRole
from desktop_app.services.family_support import WAITING, WaitingFamily
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import ChoiceField, Column, EmptyState, Form, ListSource, RowTable, Sort, Text
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.support_words import FAMILY_TINTS

FAMILY_TAB = 5
"""The number of the tab 家庭 on a person's page."""


class FamilySupportPage(Page):
    """The list; Enter opens the family, Ctrl+N records a step. Parameter: ``village_code``."""

    listens_to = frozenset({"support_step", "contact", "visit", "elder", "person_link", "village"})
    help_topic = "family-support"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("督促赡养"))
        self._reading: Job[Sequence[WaitingFamily]] | None = None
        self._rows: Sequence[WaitingFamily] = ()
        self._may = context.app.actor.role is not UserRole.READER
        self.filter = Form(label_em=8)
        self.village: ChoiceField[str] = self.filter.add_row(
            _("嘎查村（社区）"), ChoiceField(empty=_("全部")), name="village"
        )
        self.village.combo.setMinimumContentsLength(17)
        self.village.hug()
        self.count = Text("", "muted", wrap=True)
        self.table: RowTable[WaitingFamily] = RowTable(
            _columns(),
            sort=Sort("state"),
            empty=EmptyState(
                _("现在没有要督促的家庭。"),
                hint=_(
                    "探访时记下家人不履行、部分履行赡养义务，或者很少看望问候的，回访日期到了的，协议没有签成的，会列在这里。"
                ),
            ),
        )
        self.table.opened.connect(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(self.filter)
        layout.addWidget(self.count)
        layout.addWidget(self.table, 1)
        self.village.changed.connect(self._show)
        self.setFocusProxy(self.table)

    def activate(self, **params: Any) -> None:
        """Take the village to begin with."""
        if "village_code" in params:
            self.village.set_value(params["village_code"])
        self.mark_stale()

    def refresh(self) -> None:
        """Read the families in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app = self.context.app
        self._reading = self.context.jobs.reading(
            _("读取要督促的家庭"), lambda _progress: app.family_support.waiting(app.actor)
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def urge(self) -> None:
        """Ctrl+N: record a step for the chosen family."""
        row = self.table.current()
        if row is not None and self._may:
            self.context.navigator.open("support-step", elder_uid=row.elder_uid, kind=row.usual.value)

    def record_visit(self) -> bool:
        """F2: record a visit to the chosen family."""
        row = self.table.current()
        if row is None or not self.context.navigator.has("visit"):
            return False
        return self.context.navigator.open("visit", elder_uid=row.elder_uid)

    def _open(self, row: WaitingFamily) -> None:
        self.context.navigator.open("person", uid=row.elder_uid, tab=FAMILY_TAB)

    def _on_read(self, rows: Sequence[WaitingFamily]) -> None:
        self._reading = None
        self._rows = rows
        chosen = self.village.value()
        villages = dict(sorted({row.village_code: row.village for row in rows}.items()))
        if chosen is not None:
            villages.setdefault(chosen, chosen)
        self.village.set_choices(list(villages.items()))
        self.village.set_value(chosen)
        self.filter.setVisible(len(villages) > 1 or chosen is not None)
        self._show()

    def _show(self) -> None:
        code = self.village.value()
        rows = [row for row in self._rows if code in {None, row.village_code}]
        # With nobody in the list there is nobody to record anything for.
        self.set_main_action(_("登记督促") if self._may and rows else "", "Ctrl+N", self.urge)
        self.count.setText(_("共 {count} 家").format(count=len(rows)) if rows else "")
        places = {row.elder_uid: place for place, row in enumerate(rows)}
        self.table.show_source(
            ListSource[WaitingFamily](
                rows,
                {
                    "name": lambda row: row.name,
                    "village": lambda row: (row.village_code, places[row.elder_uid]),
                    "state": lambda row: (WAITING.index(row.state), places[row.elder_uid]),
                    "due": lambda row: row.due_on.isoformat() if row.due_on else "",
                },
            )
        )
        if self.table.current() is None:
            self.table.choose_first()


def _columns() -> tuple[Column[WaitingFamily], ...]:
    return (
        Column(key="name", title=_("姓名"), width_em=8, text=lambda row: row.name, strong=True),
        Column(
            key="state",
            title=_("状态"),
            width_em=8,
            text=lambda row: _(row.state.term),
            tint=lambda row: FAMILY_TINTS[row.state],
        ),
        Column(
            key="why", title=_("为什么"), width_em=34, text=lambda row: row.why, sortable=False, stretch=True
        ),
        Column(
            key="due",
            title=_("回访日期"),
            width_em=7,
            text=lambda row: row.due_on.isoformat() if row.due_on else "",
        ),
        Column(
            key="usual",
            title=_("一般的下一步"),
            width_em=7.5,
            text=lambda row: _(row.usual.term),
            sortable=False,
        ),
        Column(
            key="supporters",
            title=_("赡养人"),
            width_em=7,
            text=lambda row: row.supporters or _("没有登记"),
            sortable=False,
        ),
        Column(key="village", title=_("嘎查村（社区）"), width_em=8, text=lambda row: row.village),
    )
