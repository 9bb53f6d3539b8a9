"""Whom a form is about: a search as one types, by name, pinyin, number or phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import Outcome
from desktop_app.storage.queries.elders import ElderFilter, ElderRow
from desktop_app.ui import duty_words, theme
from desktop_app.ui.jobs import Job, JobRunner
from desktop_app.ui.kit import Column, EmptyState, ListSource, RowTable, SearchField, Section, Text

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application

MOST = 50


class PersonPicker(QWidget):
    """Signal: ``picked(elder_uid)``."""

    picked = Signal(str)

    def __init__(self, app: Application, jobs: JobRunner, *, title: str = "", nobody: str = "") -> None:
        """``title`` asks whom, ``nobody`` is said of an empty register; both of a visit unless given."""
        super().__init__()
        self._app, self._jobs = app, jobs
        self._nobody = nobody or _("名册还是空的，先导入或登记老年人，再登记探访。")
        self._asked: Job[list[ElderRow]] | None = None
        self._pick_first = False
        self.search = SearchField(_("姓名、拼音、证件号、电话"))
        self.table: RowTable[ElderRow] = RowTable(_columns(), empty=EmptyState(_words_before()))
        self.search.searched.connect(self._on_searched)
        self.search.entered.connect(self._on_entered)
        self.search.left_down.connect(self._on_down)
        self.table.opened.connect(self._on_opened)
        self.search.setMaximumWidth(theme.px(32))
        layout = QVBoxLayout(self)
        edge = theme.px(1.2)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(Section(title or _("探访了谁？")))
        layout.addWidget(self.search)
        layout.addWidget(Text(_("回车登记第一位，↓ 进入名单。"), "hint"))
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.search)

    def start(self) -> None:
        """Empty the search and put the keyboard into it."""
        self.search.clear()
        self.table.show_source(ListSource[ElderRow](()))
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        app = self._app
        counting = self._jobs.reading(
            _("找人"), lambda _progress: app.register.count(app.actor, ElderFilter())
        )
        counting.succeeded.connect(self._on_counted)
        counting.start()

    def _on_counted(self, people: int) -> None:
        if not self.search.text():
            words = _words_before() if people else self._nobody
            self.table.empty.sentence.setText(words)

    def _on_searched(self, text: str) -> None:
        if self._asked is not None:
            self._asked.cancel()
        if not text:
            self._asked, self._pick_first = None, False
            self.table.show_source(ListSource[ElderRow](()))
            return
        app = self._app
        self._asked = self._jobs.reading(
            _("找人"), lambda _progress: app.register.find(app.actor, text, most=MOST)
        )
        self._asked.succeeded.connect(self._on_found)
        self._asked.start()

    def _on_found(self, rows: list[ElderRow]) -> None:
        self._asked = None
        if not rows:
            self.table.empty.sentence.setText(_("没有找到这位老人。请换一种写法，或先在名册中登记。"))
        self.table.show_source(ListSource(rows), keep_choice=False)
        self.table.choose_first()
        if self._pick_first:
            self._pick_first = False
            self._on_opened(rows[0] if rows else None)

    def _on_entered(self, text: str) -> None:
        if self._asked is not None:
            self._pick_first = bool(text)
            return
        self._on_opened(self.table.current())

    def _on_down(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_opened(self, row: ElderRow | None) -> None:
        if row is not None:
            self.picked.emit(row.uid)


def _words_before() -> str:
    return _("输入姓名、拼音首字母、证件号或电话的一部分，找到要登记的老人。")


def _columns() -> tuple[Column[ElderRow], ...]:
    return (
        Column(
            key="name", title=_("姓名"), width_em=9, text=lambda row: row.name, strong=True, sortable=False
        ),
        Column(
            key="sex",
            title=_("性别"),
            width_em=4,
            text=lambda row: duty_words.sex_words(row.sex),
            sortable=False,
        ),
        Column(
            key="born",
            title=_("出生日期"),
            width_em=8,
            text=lambda row: row.birth_on.isoformat() if row.birth_on else "",
            sortable=False,
        ),
        Column(
            key="village",
            title=_("嘎查村（社区）"),
            width_em=11,
            text=lambda row: row.village,
            sortable=False,
        ),
        Column(key="phone", title=_("电话"), width_em=9, text=lambda row: row.phone or "", sortable=False),
        Column(key="last", title=_("上次探访"), width_em=14, text=_last_visit, sortable=False, stretch=True),
    )


def _last_visit(row: ElderRow) -> str:
    if row.ended:
        return _("已退出名册")
    if row.last_visit_on is None or not row.last_outcome:
        return _("还没有探访过")
    outcome = _(Outcome(row.last_outcome).term)
    return _("{day} {outcome}").format(day=row.last_visit_on.isoformat(), outcome=outcome)
