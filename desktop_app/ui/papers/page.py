"""报表打印: papers at the left, their options beside, a live preview of the very PDF at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.domain.terms import AccessKind
from desktop_app.progress import Progress
from desktop_app.reports.catalogue import CODED, Ask
from desktop_app.services.campaign_rows import CampaignRow
from desktop_app.services.paper_orders import Coding, Made, PaperWish
from desktop_app.services.previews import PaperSeen, PreviewService
from desktop_app.services.register import VisitorRow
from desktop_app.services.reports import PaperRow
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui import sights, theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import FlowLayout, button, icon, month_title, scrolling
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.papers.look import PaperLook
from desktop_app.ui.papers.offered import ICONS, NOBODY, OTHER_ICON
from desktop_app.ui.papers.options import RECORD, PaperOptions
from desktop_app.ui.presenter import describe
from desktop_app.ui.printing import PrintRun, ask_printer

PREVIEWED_VISITS = 10
SETTLE_MS = 300
WIDE_EM = 69
LIST_EM, OPTIONS_EM = 13.5, 17
LIST_SHARE = 0.45
"""So much of the height the list takes at most where the options stand under it."""

NO_LIMIT = 16_777_215  # Qt's QWIDGETSIZE_MAX


class PapersPage(Page):
    """报表打印."""

    listens_to = frozenset(
        {
            "elder",
            "category_span",
            "visit",
            "finding",
            "assignment",
            "residence",
            "willingness",
            "life_event",
            "visit_pause",
            "duty_waiver",
            "tier_decision",
            "planned_visit",
            "visitor_leave",
            "campaign",
            "campaign_target",
        }
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("报表打印"))
        self._previews = PreviewService(context.app.context, context.app.reports)
        self._papers: list[PaperRow] = []
        self._making: Job[tuple[PaperSeen, Sequence[VisitRow]]] | None = None
        self._seen: PaperSeen | None = None
        self._seen_wish: PaperWish | None = None
        self._run: PrintRun | None = None
        self.list = QListWidget()
        self.options = PaperOptions(context)
        self.look = PaperLook()
        self.pdf_button = button(_("存为 PDF"), lambda: self._ask_path("pdf"), icon_name="file-down")
        self.sheet_button = button(_("存为表格"), lambda: self._ask_path("xlsx"), icon_name="file-down")
        self.stop_button = button(_("停止打印"), self._on_stop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._make_preview)
        self._fill_list()
        self._build()
        self.list.currentRowChanged.connect(self._on_paper)
        self.options.changed.connect(self._on_options)
        self._remembered = context.remembered("papers")
        names = [paper.name for paper in self._papers]
        last = self._remembered.read("name")
        self.list.setCurrentRow(names.index(last) if last in names else 0)
        self.set_main_action(_("打印"), "Ctrl+P", self.print_paper)

    def activate(self, **params: Any) -> None:
        """Take ``name`` of a paper, ``elder_uid`` with ``visit_uids`` and ``month_on``, ``village_code``."""
        names = [paper.name for paper in self._papers]
        if params.get("name") in names:
            self.list.setCurrentRow(names.index(str(params["name"])))
        month_on: date | None = params.get("month_on")
        if params.get("elder_uid"):
            self._read_person(str(params["elder_uid"]), month_on, params.get("visit_uids"))
        elif month_on is not None:
            self.options.month.set_value(month_on)
        if params.get("village_code"):
            self.options.village.set_value(str(params["village_code"]))
        self.mark_stale()

    def refresh(self) -> None:
        """Read the villages and campaigns and make the preview anew."""
        app = self.context.app
        job = self.context.jobs.reading(
            _("读取嘎查村和专项"),
            lambda _progress: (
                app.register.villages(app.actor),
                app.campaigns.list(app.actor),
                app.register.visitors(app.actor),
            ),
        )
        job.succeeded.connect(lambda found: self._on_choices(*found))
        job.start()

    def print_paper(self) -> bool:
        """Ctrl+P: make the whole paper, ask for the printer, print."""
        if self.options.missing() or self._run is not None or self.look.is_empty():
            return True
        wish = self.options.wish()
        # What is looked at carries the sample of a code; each printed sheet gets one of its own.
        coded = wish.name in CODED
        if self._seen is not None and self._seen.whole and self._seen_wish == wish and not coded:
            self._ask_and_print(self._seen)
        else:
            self._make_whole(self._ask_and_print)
        return True

    def print_to(self, content: bytes, printer: QPrinter) -> PrintRun:
        """Print ``content`` on ``printer``; the run says when it is done."""
        self._run = PrintRun(content, printer, parent=self)
        self._run.progressed.connect(self._on_printing)
        self._run.finished.connect(self._on_printed)
        self.stop_button.show()
        self._run.start()
        return self._run

    def save_to(self, path: Path) -> None:
        """Write the whole paper to ``path``, whose ending says PDF or workbook."""
        app, wish = self.context.app, self.options.wish()

        def make(progress: Progress) -> Made:
            """Write the file."""
            return app.reports.make(
                app.actor,
                wish.name,
                path,
                month=wish.month,
                village_code=wish.village_code,
                elder_uid=wish.elder_uid,
                visit_uids=wish.visit_uids,
                campaign_uid=wish.campaign_uid,
                visitor_uid=wish.visitor_uid,
                masked=wish.masked,
                progress=progress,
            )

        job = self.context.jobs.outside(_("生成{paper}").format(paper=self._paper().title), make)
        job.succeeded.connect(self._on_saved)
        job.start()

    # --- building

    def _fill_list(self) -> None:
        app = self.context.app
        self._papers = app.reports.catalogue(app.actor)
        for paper in self._papers:
            self.list.addItem(QListWidgetItem(icon(ICONS.get(paper.name, OTHER_ICON)), paper.title))
        self.list.setAccessibleName(_("报表"))
        self.list.setIconSize(QSize(theme.px(1.25), theme.px(1.25)))
        # Without a border of its own an item that is not selected gets no padding from the sheet.
        self.list.setStyleSheet("QListView::item { border: 0; }")

    def _build(self) -> None:
        ways = FlowLayout(spacing_em=0.5)
        for made in (self.pdf_button, self.sheet_button, self.stop_button):
            ways.addWidget(made)
        self.stop_button.hide()
        middle = QWidget()
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(0.8))
        inside.addWidget(scrolling(self.options), 1)
        inside.addLayout(ways)
        middle.setFixedWidth(theme.word_px(OPTIONS_EM))
        self._side = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._side.setSpacing(theme.px(1))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.addWidget(self.list)
        self._side.addWidget(middle, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(1.2))
        layout.addLayout(self._side)
        layout.addWidget(self.look, 1)
        self.setFocusProxy(self.list)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: list and options side by side where there is room, else one over the other."""
        super().resizeEvent(event)
        wide = self.width() >= theme.px(WIDE_EM)
        directions = QBoxLayout.Direction
        self._side.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self.list.setFixedWidth(theme.word_px(LIST_EM if wide else OPTIONS_EM))
        rows = self.list.sizeHintForRow(0) * self.list.count() + theme.px(0.6)
        needed = min(rows, round(self.height() * LIST_SHARE))
        self.list.setMinimumHeight(0 if wide else needed)
        self.list.setMaximumHeight(NO_LIMIT if wide else needed)

    # --- choosing

    def _paper(self) -> PaperRow:
        return self._papers[max(self.list.currentRow(), 0)]

    def _on_paper(self, _number: int) -> None:
        paper = self._paper()
        self._remembered.keep("name", paper.name)
        self.sheet_button.setVisible("xlsx" in paper.formats)
        self.options.show_paper(paper)
        self._on_options()

    def _on_choices(
        self, villages: Sequence[Division], campaigns: Sequence[CampaignRow], visitors: Sequence[VisitorRow]
    ) -> None:
        blocked = self.options.blockSignals(True)
        self.options.set_villages(villages)
        self.options.set_campaigns(campaigns)
        self.options.set_visitors(visitors)
        self.options.blockSignals(blocked)
        self._on_options()

    def _read_person(self, uid: str, month_on: date | None, visit_uids: Sequence[str] | None) -> None:
        app = self.context.app
        job = self.context.jobs.reading(
            _("读取档案"), lambda _progress: app.register.get(app.actor, uid).name
        )
        job.succeeded.connect(lambda name: self._on_person(uid, name, month_on, visit_uids))
        job.start()

    def _on_person(
        self, uid: str, name: str, month_on: date | None, visit_uids: Sequence[str] | None
    ) -> None:
        self.options.show_person(uid, name, month_on, visit_uids)
        self._on_options()

    def _on_options(self) -> None:
        if self._making is not None:
            self._making.cancel()
            self._making = None
        self.look.show_status(_("正在生成预览…"))
        self._timer.start()

    # --- looking

    def _make_preview(self) -> None:
        missing = self.options.missing()
        if missing:
            self._show_nothing(missing)
            return
        app, wish, previews = self.context.app, self.options.wish(), self._previews

        def make(progress: Progress) -> tuple[PaperSeen, Sequence[VisitRow]]:
            """Make what is looked at, and read what a single person offers to choose from."""
            mine: Sequence[VisitRow] = ()
            if wish.elder_uid is not None and wish.name == RECORD:
                everything = PaperWish(name=wish.name, month=wish.month, elder_uid=wish.elder_uid)
                mine = previews.visits(app.actor, everything)
            seen = previews.paper(app.actor, wish, most=PREVIEWED_VISITS, progress=progress)
            return seen, mine

        self._making = self.context.jobs.outside(_("生成预览"), make)
        self._making.succeeded.connect(lambda made: self._on_made(wish, *made))
        self._making.failed.connect(self._on_not_made)
        self._making.start()

    def _on_made(self, wish: PaperWish, seen: PaperSeen, mine: Sequence[VisitRow]) -> None:
        if wish != self.options.wish():
            return
        self._making = None
        if wish.visit_uids is None or self.options.visits is None:
            blocked = self.options.blockSignals(True)
            self.options.show_visits(mine)
            self.options.blockSignals(blocked)
        if wish.name == RECORD and seen.total == 0:
            month = month_title(date(*wish.month, 1))
            self._show_nothing(
                _("{month}没有探访记录。").format(month=month), _("换一个月份，或先登记探访。")
            )
            return
        if seen.people == 0 and wish.name in NOBODY:
            self._show_nothing(_(NOBODY[wish.name]))
            return
        self._seen, self._seen_wish = seen, wish
        self.look.show_paper(seen)
        self._allow(True)
        self.context.sights.seen.emit(sights.paper(wish.name))

    def _on_not_made(self, error: Exception) -> None:
        self._making = None
        if isinstance(error, ElderVisitsError):
            said = describe(error)
            self._show_nothing(said.what, said.do_now)
        else:
            self.context.presenter.present(error)
            self._show_nothing(_("预览没有生成。"))

    def _show_nothing(self, sentence: str, hint: str = "") -> None:
        self._seen = self._seen_wish = None
        self.look.show_empty(sentence, hint)
        self._allow(False)

    def _allow(self, allowed: bool) -> None:
        self.pdf_button.setEnabled(allowed)
        self.sheet_button.setEnabled(allowed)

    # --- printing and saving

    def _make_whole(self, then: Callable[[PaperSeen], object]) -> None:
        app, wish, previews = self.context.app, self.options.wish(), self._previews
        job = self.context.jobs.outside(
            _("生成{paper}").format(paper=self._paper().title),
            lambda progress: previews.paper(app.actor, wish, coding=Coding.REAL, progress=progress),
        )
        job.succeeded.connect(then)
        job.start()

    def _ask_and_print(self, seen: PaperSeen) -> None:
        printer = ask_printer(seen.pages, self)
        if printer is not None:
            self._note_printed(seen)
            self.print_to(seen.content, printer)

    def _note_printed(self, seen: PaperSeen) -> None:
        app, what = self.context.app, self._paper().title

        def note(_progress: Progress) -> None:
            """Enter into the ledger whose data went out; its coded sheets are waited for from now on."""
            if seen.sheets:
                app.printed_sheets.record(app.actor, seen.sheets)
            app.access_log.note(
                app.actor, AccessKind.PRINTED, what=what, elder_uid=seen.elder_uid, people=seen.people
            )

        if seen.people:
            self.context.jobs.writing(_("记入台账"), note).start()

    def _on_printing(self, done: int, total: int) -> None:
        self.look.show_status(_("正在打印 {done}/{total} 页").format(done=done, total=total))

    def _on_printed(self, ok: bool) -> None:
        self.stop_button.hide()
        if self._run is not None:
            self._run.deleteLater()
        self._run = None
        if self._seen is not None:
            self.look.say_pages(self._seen)
        if ok:
            self.context.undo.offer(_("已送往打印机"))
        else:
            self.context.notices.show_notice("soon", _("打印没有完成，请检查打印机后再试。"))

    def _on_stop(self) -> None:
        if self._run is not None:
            self._run.cancel()

    def _ask_path(self, ending: str) -> None:
        paper, today = self._paper(), self.context.app.clock.today()
        of_day = bool(paper.asks & {Ask.TODAY, Ask.CAMPAIGN})
        when = f"{today:%Y-%m-%d}" if of_day else "{}-{:02}".format(*self.options.wish().month)
        name = f"{paper.title} {when}.{ending}"
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), name, f"*.{ending}")
        if path:
            self.save_to(Path(path).with_suffix(f".{ending}"))

    def _on_saved(self, made: Made) -> None:
        self.context.offer_file(_("已保存 {file}").format(file=made.path.name), made.path)
