"""报表打印: papers at the left, their options beside, a live preview of the very PDF at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.progress import Progress
from desktop_app.reports.catalogue import CODED
from desktop_app.reports.printed import Part
from desktop_app.services.campaign_rows import CampaignRow
from desktop_app.services.paper_folders import EACH
from desktop_app.services.paper_orders import Coding, PaperWish
from desktop_app.services.previews import PaperSeen, PreviewService
from desktop_app.services.print_portions import Ranges
from desktop_app.services.register import VisitorRow
from desktop_app.services.reports import PaperRow
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui import sights, theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import FlowLayout, button, month_title, scrolling
from desktop_app.ui.missing_glyphs import may_go_on
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.papers.interrupted import Interrupted
from desktop_app.ui.papers.look import KEYS, PaperLook
from desktop_app.ui.papers.offered import NOBODY, PaperList
from desktop_app.ui.papers.options import RECORD, PaperOptions
from desktop_app.ui.papers.saving import PaperSaving
from desktop_app.ui.presenter import describe
from desktop_app.ui.printing import DirectPrint

PREVIEWED_VISITS = 10
SETTLE_MS = 300
WIDE_EM = 69
LIST_EM, OPTIONS_EM = 13.5, 17
BAR_EM = 1.2
"""The bar beside options that scroll, which must not cover their right edge."""
LIST_SHARE = 0.45
"""So much of the height the list takes at most where the options stand under it."""

CHECK, LAYOUTS, PROGRESS = "paper-check", "paper-layouts", "progress"
"""Pages about papers that are opened from here."""

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

    keys = KEYS

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("报表打印"))
        self._previews = PreviewService(context.app.context, context.app.reports)
        self._papers: list[PaperRow] = []
        self._making: Job[tuple[PaperSeen, Sequence[VisitRow]]] | None = None
        self._seen: PaperSeen | None = None
        self._seen_wish: PaperWish | None = None
        self._all = self._sending = False
        self.printing = DirectPrint(context, self)
        self.saving = PaperSaving(context, self)
        self.interrupted = Interrupted(context, self.printing)
        self.list = PaperList()
        self.options = PaperOptions(context)
        self.look = PaperLook()
        self.pdf_button = button(_("存为 PDF"), lambda: self.save("pdf"), icon_name="file-down")
        self.sheet_button = button(_("存为表格"), lambda: self.save("xlsx"), icon_name="file-down")
        self.each_button = button(_("每人存一个文件"), self.save_each, icon_name="file-down")
        self.stop_button = button(_("停止打印"), self.printing.cancel)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._make_preview)
        self._papers = context.app.reports.catalogue(context.app.actor)
        self.list.show_papers(self._papers)
        self._build()
        self._follow()
        self._remembered = context.remembered("papers")
        self.list.choose(self._remembered.read("name"))
        self.set_main_action(_("打印"), "Ctrl+P", self.print_paper)

    def activate(self, **params: Any) -> None:
        """Take ``name`` of a paper, ``elder_uid`` with ``visit_uids`` and ``month_on``, ``period``, ``village_code``."""
        if params.get("name") in self.list.names():
            self.list.choose(str(params["name"]))
        month_on: date | None = params.get("month_on")
        if params.get("elder_uid"):
            self._read_person(str(params["elder_uid"]), month_on, params.get("visit_uids"))
        elif month_on is not None:
            self.options.month.set_value(month_on)
        if params.get("period"):
            self.options.period.set_value(str(params["period"]))
        if "village_code" in params:
            self.options.village.set_value(params["village_code"])
        self.mark_stale()

    def refresh(self) -> None:
        """Read the villages and campaigns and make the preview anew; what is seen is not printed any more."""
        self._seen_wish = None
        self.interrupted.look_up()
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
        return self._print(self.look.chosen())

    def print_part(self, part: Part) -> None:
        """Print the pages of one person, village or slip only."""
        self._print([(part.first_page, part.first_page + max(part.pages, 1) - 1)])

    def _print(self, chosen: Ranges | None) -> bool:
        if self.options.missing() or self.printing.busy or self._sending or self.look.is_empty():
            return True
        wish = self.options.wish()
        # What is looked at carries the sample of a code; each printed sheet gets one of its own.
        coded = wish.name in CODED and not wish.blank
        if self._seen is not None and self._seen.whole and self._seen_wish == wish and not coded:
            self._send(wish, self._paper().title, chosen, self._seen)
        else:
            self._make_whole(wish, chosen)
        return True

    def save(self, ending: str) -> None:
        """Ask where to and write the whole paper as PDF or workbook."""
        seen, wish = self._seen, self._whole_wish(ending)
        if seen is not None and ending == "pdf" and not may_go_on(self, seen.printed, saving=True):
            return
        path = self.saving.ask_path(self._paper(), wish, ending)
        if path is not None:
            self.saving.save_to(self._paper(), wish, path)

    def save_each(self) -> None:
        """Ask for a folder and write one PDF per person."""
        if self._seen is not None and not may_go_on(self, self._seen.printed, saving=True):
            return
        folder = self.saving.ask_folder()
        if folder is not None:
            self.saving.save_each(self._paper(), self._whole_wish("pdf"), folder)

    def save_to(self, path: Path) -> None:
        """Write the whole paper to ``path``, whose ending says PDF or workbook."""
        self.saving.save_to(self._paper(), self._whole_wish(path.suffix.lstrip(".")), path)

    def _whole_wish(self, ending: str) -> PaperWish:
        return replace(self.options.wish(), archive=ending == "pdf" and self.options.archive.value())

    # --- building

    def _follow(self) -> None:
        self.list.chosen.connect(lambda _name: self._on_paper())
        self.options.changed.connect(self._on_options)
        self.printing.began.connect(self.stop_button.show)
        self.printing.progressed.connect(self._on_printing)
        self.printing.ended.connect(lambda _ok: self._on_printed())
        self.look.whole_asked.connect(self._look_at_all)
        self.look.part_asked.connect(self.print_part)
        self.look.bind_keys(self)

    def _build(self) -> None:
        self._ways = QWidget()
        ways = FlowLayout(self._ways, spacing_em=0.5)
        for made in (self.pdf_button, self.sheet_button, self.each_button, self.stop_button, *self._doors()):
            ways.addWidget(made)
        self.stop_button.hide()
        self._middle_box = middle = QWidget()
        self._middle = inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(0.8))
        inside.addWidget(scrolling(self.options), 1)
        inside.addWidget(self._ways)
        self._side = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._side.setSpacing(theme.px(1))
        self._side.addWidget(self.list)
        self._side.addWidget(middle, 1)
        under = QHBoxLayout()
        under.setSpacing(theme.px(1.2))
        under.addLayout(self._side)
        under.addWidget(self.look, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(self.interrupted)
        layout.addLayout(under, 1)
        self.setFocusProxy(self.list)

    def _doors(self) -> list[QPushButton]:
        """Return buttons to the pages about papers that this program has."""
        opens = self.context.navigator
        named = ((CHECK, _("核对报表")), (LAYOUTS, _("版式")), (PROGRESS, _("进展数字")))
        return [
            button(words, partial(self._open, key), look="link") for key, words in named if opens.has(key)
        ]

    def _open(self, key: str) -> None:
        """Open a page about papers; layouts begin with the paper chosen here."""
        self.context.navigator.open(key, **({"name": self._paper().name} if key == LAYOUTS else {}))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: list and options side by side where there is room, else one over the other."""
        super().resizeEvent(event)
        wide = self.width() >= theme.px(WIDE_EM)
        directions = QBoxLayout.Direction
        self._side.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        options_em = OPTIONS_EM if wide else OPTIONS_EM + BAR_EM
        self._middle_box.setFixedWidth(theme.word_px(options_em))
        self.list.setFixedWidth(theme.word_px(LIST_EM if wide else options_em))
        # Where list and options share the height, the buttons scroll with the options.
        if wide and self._middle.indexOf(self._ways) < 0:
            self._middle.addWidget(self._ways)
        elif not wide:
            self.options.end_with(self._ways)
        rows = self.list.sizeHintForRow(0) * self.list.count() + theme.px(0.6)
        needed = min(rows, round(self.height() * LIST_SHARE))
        self.list.setMinimumHeight(0 if wide else needed)
        self.list.setMaximumHeight(NO_LIMIT if wide else needed)

    # --- choosing

    def _paper(self) -> PaperRow:
        return self.list.paper()

    def _on_paper(self) -> None:
        paper = self._paper()
        self._remembered.keep("name", paper.name)
        self.sheet_button.setVisible("xlsx" in paper.formats)
        self.options.show_paper(paper)
        self._all = False
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
        wish = self.options.wish()
        self.each_button.setVisible(wish.name in EACH and not wish.blank and wish.elder_uid is None)
        if self._making is not None:
            self._making.cancel()
            self._making = None
        self._seen_wish = None
        self.look.show_status(_("正在生成预览…"))
        self._timer.start()

    # --- looking

    def _make_preview(self) -> None:
        missing = self.options.missing()
        if missing:
            self._show_nothing(missing)
            return
        app, wish, previews = self.context.app, self.options.wish(), self._previews
        most = None if self._all else PREVIEWED_VISITS

        def make(progress: Progress) -> tuple[PaperSeen, Sequence[VisitRow]]:
            """Make what is looked at, and read what a single person offers to choose from."""
            mine: Sequence[VisitRow] = ()
            if wish.elder_uid is not None and wish.name == RECORD and not wish.blank:
                everything = PaperWish(name=wish.name, month=wish.month, elder_uid=wish.elder_uid)
                mine = previews.visits(app.actor, everything)
            seen = previews.paper(app.actor, wish, most=most, progress=progress)
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
        if wish.name == RECORD and seen.total == 0 and not wish.blank:
            month = month_title(date(*wish.month, 1))
            self._show_nothing(
                _("{month}没有探访记录。").format(month=month), _("换一个月份，或先登记探访。")
            )
            return
        if seen.people == 0 and wish.name in NOBODY and not wish.blank:
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
        self.each_button.setEnabled(allowed)

    def _look_at_all(self) -> None:
        self._all = True
        self._on_options()

    # --- printing

    def _make_whole(self, wish: PaperWish, chosen: Ranges | None) -> None:
        app, title, previews = self.context.app, self._paper().title, self._previews
        job = self.context.jobs.outside(
            _("生成{paper}").format(paper=title),
            lambda progress: previews.paper(app.actor, wish, coding=Coding.REAL, progress=progress),
        )
        self._sending = True
        job.succeeded.connect(lambda seen: self._send(wish, title, chosen, seen))
        job.finished.connect(self._on_sent)
        job.start()

    def _on_sent(self) -> None:
        self._sending = False

    def _send(self, wish: PaperWish, title: str, chosen: Ranges | None, seen: PaperSeen) -> None:
        self.printing.print_paper(wish, seen, title, chosen=chosen)

    def _on_printing(self, done: int, total: int) -> None:
        self.look.show_status(_("正在打印 {done}/{total} 页").format(done=done, total=total))

    def _on_printed(self) -> None:
        self.stop_button.hide()
        if self._seen is not None:
            self.look.say_pages(self._seen)
