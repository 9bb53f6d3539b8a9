"""The dialog that finds a person to add to a list or begin a form for, by name, pinyin, number or phone."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.storage.queries.elders import ElderRow
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Column, Dialog, EmptyState, ListSource, RowTable, SearchField, Text, button
from desktop_app.ui.page import PageContext

MOST = 30


class PersonDialog(Dialog):
    """Asks for one person; ``picked`` is the uid after acceptance, ``name`` who that is."""

    def __init__(self, context: PageContext, parent: QWidget, *, title: str = "", hint: str = "") -> None:
        super().__init__(title or _("增加一人"), parent, width_em=40)
        self._context = context
        self._asked: Job[list[ElderRow]] | None = None
        self._take_first = False
        self.picked = self.name = ""
        self.search = SearchField(_("姓名、拼音、证件号、电话"))
        self.table: RowTable[ElderRow] = RowTable(
            (
                Column(key="name", title=_("姓名"), width_em=12, text=lambda one: one.name, strong=True),
                Column(key="village", title=_("嘎查村（社区）"), width_em=14, text=_village, stretch=True),
            ),
            empty=EmptyState(_("输入姓名、拼音首字母、证件号或电话的一部分。")),
        )
        self.table.setMinimumHeight(theme.px(16))
        self.search.searched.connect(self._on_searched)
        self.search.entered.connect(self._on_entered)
        self.search.left_down.connect(self.table.view.setFocus)
        self.table.opened.connect(self._on_opened)
        self.body.addWidget(self.search)
        self.body.addWidget(Text(hint or _("回车增加第一位，↓ 进入名单。"), "hint"))
        self.body.addWidget(self.table)
        self.add_button(button(_("取消"), self.reject))
        self.search.setFocus()

    def _on_searched(self, text: str) -> None:
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None
        if not text:
            self._take_first = False
            self.table.show_source(ListSource[ElderRow](()))
            return
        app = self._context.app
        self._asked = self._context.jobs.reading(
            _("找人"), lambda _progress: app.register.find(app.actor, text, most=MOST)
        )
        self._asked.succeeded.connect(self._on_found)
        self._asked.start()

    def _on_found(self, rows: list[ElderRow]) -> None:
        self._asked = None
        here = [one for one in rows if not one.ended]
        if not here:
            self.table.empty.sentence.setText(_("没有找到这位老人。请换一种写法，或先在名册中登记。"))
        self.table.show_source(ListSource(here), keep_choice=False)
        self.table.choose_first()
        if self._take_first:
            self._take_first = False
            self._on_opened(here[0] if here else None)

    def _on_entered(self, _text: str) -> None:
        if self._asked is not None:
            self._take_first = True
        else:
            self._on_opened(self.table.current())

    def _on_opened(self, one: ElderRow | None) -> None:
        if one is not None:
            self.picked, self.name = one.uid, one.name
            self.accept()


def _village(one: ElderRow) -> str:
    return " ".join(part for part in (one.village, one.group_name) if part)
