"""The names behind a figure: who, in which village, and what is to be said of each; Enter opens the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit import Column, Dialog, EmptyState, ListSource, RowTable, Sort, Text, button
from desktop_app.ui.page import PageContext

TABLE_EM = 20


@dataclass(frozen=True, slots=True)
class NamedLine:
    """Somebody behind a figure; ``tint`` is that of what is said."""

    elder_uid: str
    name: str
    village: str
    said: str
    tint: str = "quiet"
    order: int = 0


class NamesDialog(Dialog):
    """Lists ``lines``; ``told`` is how the figure is counted."""

    def __init__(
        self, context: PageContext, title: str, told: str, lines: Sequence[NamedLine], parent: QWidget
    ) -> None:
        super().__init__(title, parent, width_em=42)
        self._context = context
        self.table: RowTable[NamedLine] = RowTable(
            (
                Column(key="name", title=_("姓名"), width_em=11, text=lambda one: one.name, strong=True),
                Column(
                    key="said",
                    title=_("说明"),
                    width_em=12,
                    text=lambda one: one.said,
                    tint=lambda one: one.tint,
                ),
                Column(
                    key="village",
                    title=_("嘎查村（社区）"),
                    width_em=11,
                    text=lambda one: one.village,
                    stretch=True,
                ),
            ),
            sort=Sort("said"),
            empty=EmptyState(_("这个月还没有人。")),
            remembers=False,
        )
        self.table.setMinimumHeight(min(theme.px(TABLE_EM), self.screen().availableGeometry().height() // 2))
        self.table.show_source(
            ListSource[NamedLine](
                lines,
                {
                    "name": lambda one: one.name,
                    "said": lambda one: (one.order, one.village, one.name),
                    "village": lambda one: (one.village, one.name),
                },
            )
        )
        self.table.choose_first()
        self.body.addWidget(Text(told, "muted", wrap=True))
        self.body.addWidget(self.table, 1)
        self.table.opened.connect(self._on_opened)
        self.add_button(button(_("打开档案"), self._on_open, icon_name="user", key="Enter"))
        self.add_button(button(_("关闭"), self.reject, look="main"))
        self.table.setFocus()

    def _on_open(self) -> None:
        line = self.table.current()
        if line is not None:
            self._on_opened(line)

    def _on_opened(self, line: NamedLine) -> None:
        self.accept()
        self._context.navigator.open("person", uid=line.elder_uid)
