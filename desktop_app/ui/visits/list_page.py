"""The list of recorded visits of a month: open to correct, read earlier versions, take back, print."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import N_
from desktop_app.domain.outcomes import MET
from desktop_app.domain.sheet_codes import grouped
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    ChoiceField,
    Column,
    Dialog,
    EmptyState,
    FlowLayout,
    ListSource,
    MonthPicker,
    PdfView,
    RowTable,
    Sort,
    Text,
    ask,
    button,
)
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.visit_marks import VERSIONS_KEY, visit_marks
from desktop_app.ui.visits.versions_dialog import VersionsDialog

PAPER = "visit-record"


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page shows, read in one go."""

    rows: list[VisitRow]
    villages: tuple[Division, ...]
    photos: dict[str, int]
    nobody: bool


class VisitsPage(Page):
    """探访记录. Parameters: ``month_on``, ``village_code``, ``versions_of`` (a visit whose versions are shown)."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"visit", "visit_photo", "elder", "village"})
    help_topic: ClassVar[str] = "visits"
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Enter", N_("更正所选的探访")),
        KeyHint(VERSIONS_KEY, N_("看所选探访的历次版本")),
        KeyHint("Del", N_("撤销所选的探访记录")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("探访记录"))
        self._today = context.app.clock.today
        self._reading: Job[_Read] | None = None
        self._villages: dict[str, str] = {}
        self._photos: dict[str, int] = {}
        self._nobody = False
        self._versions_of = ""
        self.month = MonthPicker(latest_on=self._today(), today=self._today)
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(17)
        self.count = Text("", "muted")
        self.table: RowTable[VisitRow] = RowTable(
            self._columns(),
            sort=Sort("visited_on", descending=True),
            empty=EmptyState("", "", self._on_empty),
            many=True,
        )
        self._correct = button(_("更正"), self._on_correct, icon_name="pencil", key="Enter")
        self._versions = button(_("历次版本"), self.show_versions, icon_name="archive", key=VERSIONS_KEY)
        self._take_back = button(_("撤销记录"), self._on_take_back, icon_name="undo-2", key="Del")
        self._workbooks = button(
            _("工作簿探访"), lambda: context.navigator.open("workbook-round"), icon_name="file-down"
        )
        self._print = button(_("打印记录单"), self.print_paper, icon_name="printer", key="Ctrl+P")
        remembered = context.remembered("visits")
        remembered.follow("village", self.village)
        remembered.follow_month("month", self.month, self._today)
        self._build()
        self.set_main_action(_("登记探访"), "F2", self._record)

    def activate(self, **params: Any) -> None:
        """Take the month and village to show."""
        if params.get("month_on"):
            self.month.set_value(params["month_on"])
        if "village_code" in params:
            self.village.set_value(params["village_code"])
        self._versions_of = str(params.get("versions_of") or "")
        if self._versions_of:
            self.village.set_value(None)
            self.mark_stale()

    def refresh(self) -> None:
        """Read the month's visits in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        self.month.set_latest(self._today())  # the page may stand over the end of a month
        first = self.month.value()
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        code, app = self.village.value(), self.context.app

        def work(_progress: object) -> _Read:
            rows = app.visits.between(app.actor, first, last, village_code=code)
            return _Read(
                rows=rows,
                villages=app.register.villages(app.actor),
                photos=app.visits.photo_counts(app.actor, [each.uid for each in rows]),
                nobody=not rows and not app.register.count(app.actor, ElderFilter()),
            )

        self._reading = self.context.jobs.reading(_("读取探访记录"), work)
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def record_visit(self) -> bool:
        """Record for the person of the chosen line; without one ask whom."""
        self._record()
        return True

    def show_versions(self) -> bool:
        """Show all versions of the chosen visit; False when none is chosen."""
        current = self.table.current()
        if current is None:
            return False
        VersionsDialog(self.context, current, lambda: self._open(current), self).open()
        return True

    def print_paper(self) -> bool:
        """Show the record sheets of the chosen visits (of all in sight when none is chosen) before printing."""
        rows = self.table.selected() or self._rows()
        if not rows:
            return False
        uids = [each.uid for each in rows]
        app = self.context.app

        def work(progress: Any) -> bytes:
            # The sheet is plain text: it lives in a folder that is gone as soon as it was read.
            with TemporaryDirectory(dir=app.store.folder) as folder:
                made = app.reports.make(
                    app.actor, PAPER, Path(folder) / "visits.pdf", visit_uids=uids, progress=progress
                )
                return made.path.read_bytes()

        job = self.context.jobs.reading(_("生成探访记录单"), work)
        job.succeeded.connect(self._on_paper)
        job.start()
        return True

    def _build(self) -> None:
        bar = FlowLayout(spacing_em=0.7)
        acts = (self._correct, self._versions, self._take_back, self._print, self._workbooks)
        for part in (self.month, self.village, *acts, self.count):
            bar.addWidget(part)
        layout = QVBoxLayout(self)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.7))
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.month.changed.connect(self.refresh)
        self.village.changed.connect(self.refresh)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._on_chosen)
        for key, act in (("Del", self._on_take_back), (VERSIONS_KEY, self.show_versions)):
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._on_chosen(None)

    def _columns(self) -> tuple[Column[VisitRow], ...]:
        return (
            Column(
                key="visited_on",
                title=_("探访日期"),
                width_em=7.5,
                text=lambda each: each.visited_on.isoformat(),
            ),
            Column(key="name", title=_("姓名"), width_em=8.5, text=lambda each: each.elder_name, strong=True),
            Column(
                key="village",
                title=_("嘎查村（社区）"),
                width_em=10,
                text=lambda each: self._villages.get(each.village_code, each.village_code),
            ),
            Column(key="mode", title=_("方式"), width_em=4.5, text=lambda each: _(Mode(each.mode).term)),
            Column(
                key="outcome",
                title=_("结果"),
                width_em=7,
                text=lambda each: _(Outcome(each.outcome).term),
                tint=lambda each: "done" if Outcome(each.outcome) in MET else "soon",
            ),
            Column(key="visitor", title=_("探访人"), width_em=7.5, text=lambda each: each.visitor or ""),
            Column(key="words", title=_("情况"), width_em=16, text=_words, sortable=False, stretch=True),
            Column(
                key="marks",
                title=_("标记"),
                width_em=13,
                text=lambda each: _("、").join(self._marks(each)),
                chips=self._marks,
                sortable=False,
            ),
            Column(
                key="sheet_no",
                title=_("纸单编号"),
                width_em=6,
                text=lambda each: grouped(each.sheet_no or ""),
            ),
        )

    def _source(self, rows: list[VisitRow]) -> ListSource[VisitRow]:
        return ListSource(
            rows,
            {
                "visited_on": lambda each: (each.visited_on, each.visited_time or "", each.uid),
                "name": lambda each: each.elder_name,
                "village": lambda each: (each.village_code, each.elder_name),
                "mode": lambda each: each.mode,
                "outcome": lambda each: each.outcome,
                "visitor": lambda each: each.visitor or "",
                "sheet_no": lambda each: each.sheet_no or "",
            },
        )

    def _marks(self, each: VisitRow) -> list[str]:
        return visit_marks(each, self._photos.get(each.uid, 0))

    def _rows(self) -> Sequence[VisitRow]:
        found = (self.table.model.row_at(number) for number in range(self.table.count()))
        return [each for each in found if each is not None]

    def _on_read(self, read: _Read) -> None:
        self._reading = None
        rows, self._photos = read.rows, read.photos
        self._villages = {one.code: one.name for one in read.villages}
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices([(one.code, one.name) for one in read.villages])
        self.village.set_value(chosen)
        self.village.blockSignals(blocked)
        self._show_empty(read.nobody)
        current = self.table.current()
        self.table.show_source(self._source(rows), keep_choice=False)
        self.count.setText(_("{count} 次探访").format(count=len(rows)))
        wanted, self._versions_of = self._versions_of, ""
        if not self._choose(wanted or (current.uid if current is not None else "")):
            self.table.choose_first()
        elif wanted:
            self.show_versions()

    def _choose(self, uid: str) -> bool:
        """Choose the line of a visit; tell whether it is here."""
        for number in range(self.table.count()):
            row = self.table.model.row_at(number)
            if row is not None and row.uid == uid:
                self.table.view.selectRow(number)
                return True
        return False

    def _show_empty(self, nobody: bool) -> None:
        empty = self.table.empty
        self._nobody = nobody
        if nobody:
            empty.sentence.setText(_("名册还是空的，先导入或登记老年人，再登记探访。"))
        else:
            empty.sentence.setText(_("这个月还没有探访记录。"))
        empty.button.setText(_("打开名册") if nobody else _("登记探访"))
        empty.button.setAccessibleName(empty.button.text())
        empty.button.show()

    def _on_empty(self) -> None:
        self.context.navigator.open("register" if self._nobody else "visit")

    def _on_chosen(self, chosen: VisitRow | None) -> None:
        for made in (self._correct, self._versions, self._take_back):
            made.setEnabled(chosen is not None)
        self._print.setEnabled(self.table.count() > 0)

    def _record(self) -> None:
        current = self.table.current()
        if current is None:
            self.context.navigator.open("visit")
        else:
            self.context.navigator.open("visit", elder_uid=current.elder_uid)

    def _open(self, chosen: VisitRow) -> None:
        self.context.navigator.open("visit", elder_uid=chosen.elder_uid, visit_uid=chosen.uid)

    def _on_correct(self) -> None:
        current = self.table.current()
        if current is not None:
            self._open(current)

    def _on_take_back(self) -> None:
        current = self.table.current()
        if current is None or not ask(
            self,
            _("撤销这条探访记录？"),
            _(
                "{name} {day} 的探访和当时发现的问题会从所有名单中去掉，应探访重新计算；历史中仍可查到。"
            ).format(name=current.elder_name, day=current.visited_on.isoformat()),
            yes=_("撤销记录"),
            no=_("保留"),
            danger=True,
        ):
            return
        app, uid = self.context.app, current.uid
        job = self.context.jobs.writing(
            _("撤销探访记录"), lambda _progress: app.visits.take_back(app.actor, uid)
        )
        name = current.elder_name
        job.succeeded.connect(
            lambda _none: self.context.undo.offer(_("已撤销 {name} 的探访记录").format(name=name))
        )
        job.start()

    def _on_paper(self, content: bytes) -> None:
        _PaperDialog(content, self).open()


class _PaperDialog(Dialog):
    """The sheets as they will be printed, and one button to keep them as a file."""

    def __init__(self, content: bytes, parent: Page) -> None:
        super().__init__(_("探访记录单"), parent, width_em=52)
        self._content, self._page = content, parent
        self.view = PdfView()
        self.view.show_document(content)
        self.view.setMinimumHeight(min(theme.px(34), self.screen().availableGeometry().height() * 2 // 3))
        self.body.addWidget(self.view, 1)
        self.body.addWidget(
            Text(
                _("共 {count} 页。存为 PDF 后可在任何电脑上打印、签字、盖章。").format(
                    count=self.view.page_count()
                ),
                "hint",
            )
        )
        self.add_button(button(_("关闭"), self.reject))
        keep = self.add_button(button(_("存为 PDF"), self._keep, look="main", icon_name="file-down"))
        keep.setDefault(True)

    def done(self, code: int) -> None:
        """Qt: let the document go before the dialog."""
        self.view.clear()
        super().done(code)

    def _keep(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("存为 PDF"), _("探访记录单.pdf"), "PDF (*.pdf)")
        if not path:
            return
        content, target = self._content, Path(path)
        context = self._page.context
        job = context.jobs.reading(_("存为 PDF"), lambda _progress: target.write_bytes(content))
        job.succeeded.connect(
            lambda _size: context.notices.show_notice("done", _("已保存 {file}").format(file=target.name))
        )
        job.start()
        self.accept()


def _words(each: VisitRow) -> str:
    parts = [each.summary or "", visit_form().text(each.answers)]
    said = _("；").join(part for part in parts if part)
    return said or (_("各项无异常") if each.answers else "")
