"""The pairs of files that may be one person, the most alike first; Enter puts two side by side."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.progress import Progress
from desktop_app.services.likeness import CandidateRow
from desktop_app.services.same_person import Judged
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Column, EmptyState, FlowLayout, ListSource, RowTable, Sort, Text, button
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.twins.words import both, day_words, reasons_words

SURE_SCORE = 80


class TwinsPage(Page):
    """查重. The register is compared when the page first opens and by 重新比对; judging only thins the list."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"person_link"})
    help_topic: ClassVar[str] = "twins"
    keys: ClassVar[tuple[KeyHint, ...]] = (KeyHint("Delete", N_("不是同一人")),)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("查重"))
        self._found: list[CandidateRow] | None = None
        self._rows: list[CandidateRow] = []
        self._job: Job[Any] | None = None
        self.count = Text("", "muted", wrap=True)
        self.table: RowTable[CandidateRow] = RowTable(
            self._columns(),
            sort=Sort("score", descending=True),
            empty=EmptyState(
                _("没有发现可能重复登记的老年人。"),
                _("重新比对"),
                self._compare_all,
                hint=_("按身份证号、姓名和出生日期、读音与异体字、电话、住址比对；判定过的不再列出。"),
            ),
        )
        self._differ = button(_("不是同一人"), self._on_differ, icon_name="x", key="Del")
        self._again = button(_("重新比对"), self._compare_all, icon_name="refresh-cw")
        bar = FlowLayout(spacing_em=0.7)
        for part in (self._differ, self._again, self.count):
            bar.addWidget(part)
        layout = QVBoxLayout(self)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.7))
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._on_chosen)
        delete = QShortcut(QKeySequence("Del"), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(self._on_differ)
        self.set_main_action(_("对照"), "Ctrl+Enter", self._on_open)
        self._on_chosen(None)

    def refresh(self) -> None:
        """Compare everybody the first time; later only leave out what was judged meanwhile."""
        app, found = self.context.app, self._found
        if found is None:
            self._compare_all()
            return
        self._start(_("读取查重结果"), lambda _progress: (found, app.likeness.still_open(app.actor, found)))

    def _compare_all(self) -> None:
        app = self.context.app

        def work(progress: Progress) -> tuple[list[CandidateRow], list[CandidateRow]]:
            found = app.likeness.candidates(app.actor, progress=progress)
            return found, found

        self.count.setText(_("正在比对…"))
        self._start(_("比对档案"), work)

    def _start(self, title: str, work: Any) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = self.context.jobs.reading(title, work)
        self._job.succeeded.connect(self._on_read)
        self._job.start()

    def _on_read(self, read: tuple[list[CandidateRow], list[CandidateRow]]) -> None:
        self._job = None
        self._found, self._rows = read
        keys: dict[str, Any] = {
            "score": lambda each: (each.disputed, each.score),
            "name": lambda each: each.one.name,
            "birth": lambda each: day_words(each.one.birth_on),
            "village": lambda each: each.one.village,
        }
        self.table.show_source(ListSource(self._rows, keys))
        if self.table.current() is None:
            self.table.choose_first()
        self.count.setText(_("{count} 对可能是同一人").format(count=len(self._rows)) if self._rows else "")

    def _columns(self) -> tuple[Column[CandidateRow], ...]:
        return (
            Column(
                key="score",
                title=_("相似度"),
                width_em=5.5,
                text=lambda each: _("有分歧") if each.disputed else str(each.score),
                tint=lambda each: (
                    "overdue" if each.disputed else "soon" if each.score >= SURE_SCORE else "quiet"
                ),
            ),
            Column(
                key="name",
                title=_("姓名"),
                width_em=10,
                text=lambda each: both(each.one.name, each.other.name),
                strong=True,
            ),
            Column(
                key="birth",
                title=_("出生日期"),
                width_em=12.5,
                text=lambda each: both(day_words(each.one.birth_on), day_words(each.other.birth_on)),
            ),
            Column(
                key="village",
                title=_("嘎查村（社区）"),
                width_em=13,
                text=lambda each: both(each.one.village, each.other.village),
            ),
            Column(key="why", title=_("理由"), width_em=22, text=reasons_words, sortable=False, stretch=True),
        )

    def _on_chosen(self, chosen: CandidateRow | None) -> None:
        self._differ.setEnabled(chosen is not None)

    def _on_open(self) -> None:
        current = self.table.current()
        if current is not None:
            self._open(current)

    def _open(self, chosen: CandidateRow) -> None:
        shown = (self.table.model.row_at(number) for number in range(self.table.count()))
        pairs = [(each.one.uid, each.other.uid) for each in shown if each is not None]
        at = pairs.index((chosen.one.uid, chosen.other.uid))
        self.context.navigator.open(
            "twin", one=chosen.one.uid, other=chosen.other.uid, queue=tuple(pairs[at + 1 :])
        )

    def _on_differ(self) -> None:
        current = self.table.current()
        if current is None:
            return
        app = self.context.app
        one, other = current.one, current.other
        job = self.context.jobs.writing(
            _("判定不是同一人"), lambda _progress: app.same_person.differ(app.actor, one.uid, other.uid)
        )
        words = _("已记下：{one} 和 {other} 不是同一人").format(one=one.name, other=other.name)
        job.succeeded.connect(lambda judged: self._offer(words, judged))
        job.start()

    def _offer(self, words: str, judged: Judged) -> None:
        self.context.offer_undo(words, judged.change_set)
