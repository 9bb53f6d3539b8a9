"""Prints papers from any page: asks for the printer, journals what goes to it, says how it went, goes on after a failure.

Example::

    self._printing = DirectPrint(context, self)
    self._printing.print_paper(wish, seen, _("探访台账"))      # False when the dialog was cancelled
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop_app.config.strings import _, ngettext
from desktop_app.progress import Progress
from desktop_app.reports.catalogue import BOTH_SIDES
from desktop_app.reports.printed import Printed
from desktop_app.services.paper_orders import Coding, PaperWish
from desktop_app.services.previews import PaperSeen, PreviewService
from desktop_app.services.print_jobs import PrintOrder
from desktop_app.services.print_portions import Portion, Ranges, Rest
from desktop_app.services.print_portions import portions as portions_of
from desktop_app.ui.kit import ask
from desktop_app.ui.missing_glyphs import may_go_on
from desktop_app.ui.page import PageContext
from desktop_app.ui.print_resume import ResumeDialog, Resuming
from desktop_app.ui.print_run import DPI, PrintRun, Source
from desktop_app.ui.printers import NoPrinter, asked_ranges, may_ask


def a4_printer() -> QPrinter:
    """Return a printer set to A4 without margins of its own; the papers carry theirs."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    return printer


def ask_printer(
    pages: int, parent: QWidget, *, both_sides: bool = False, chosen: bool = False, whole: bool = False
) -> QPrinter | None:
    """Let the user choose printer, pages, copies and sides; None when the dialog was cancelled.

    ``both_sides`` is what is proposed, ``chosen`` offers the pages that were picked before, ``whole`` no pages at all.
    Raises ``NoPrinter``.
    """
    if not may_ask(parent):
        return None
    printer = a4_printer()
    if both_sides:
        printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    options = QPrintDialog.PrintDialogOption
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, max(pages, 1))
    dialog.setOption(options.PrintPageRange, not whole)
    dialog.setOption(options.PrintSelection, chosen)
    if chosen:
        printer.setPrintRange(QPrinter.PrintRange.Selection)
    # The system's own dialog on Windows only appears through exec.
    accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
    dialog.deleteLater()
    return printer if accepted else None


class DirectPrint(QObject):
    """Prints one paper at a time and says how it went.

    Signals: ``began()``, ``progressed(done, total)`` in pages, ``ended(ok)``.
    """

    began = Signal()
    progressed = Signal(int, int)
    ended = Signal(bool)

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context, self._owner = context, owner
        self._previews: PreviewService | None = None
        self._run: PrintRun | None = None
        self._uid: str | None = None
        self._portions: Sequence[Portion] = ()
        self._preparing = self._cancelled = False

    @property
    def busy(self) -> bool:
        """Tell whether a paper is being printed."""
        return self._run is not None or self._preparing

    def start(self, content: Source, pages: int) -> bool:
        """Print what is about nobody and is kept nowhere; False when cancelled or while a paper is being printed."""
        printer = None if self.busy else self._asked(pages)
        if printer is None:
            return False
        ranges = asked_ranges(printer, pages)
        if self._is_beyond(ranges, pages):
            return False
        self._send(content, printer, portions_of("", Printed(pages), ranges=ranges), None)
        return True

    def print_paper(
        self, wish: PaperWish, seen: PaperSeen, title: str, *, chosen: Ranges | None = None
    ) -> bool:
        """Print a paper, journal it and note whose data went out; False when cancelled or while one is being printed.

        ``chosen`` are pages that were picked before, offered in the dialog.
        """
        if self.busy or not may_go_on(self._owner, seen.printed):
            return False
        printer = self._ask(wish, seen.pages, chosen=chosen is not None)
        if printer is None:
            return False
        ranges = asked_ranges(printer, seen.pages, chosen)
        if self._is_beyond(ranges, seen.pages):
            return False
        copies = printer.copyCount()
        numbered = any(part.serial for part in seen.printed.parts)
        if numbered:
            printer.setCopyCount(1)
        order = PrintOrder(
            wish=wish,
            title=title,
            ranges=ranges,
            # A second copy of what has a number says so; the printer could not tell them apart.
            passes=copies if numbered else 1,
            code=seen.issue.code if seen.issue is not None else "",
        )
        self._begin(order, seen, printer, None)
        return True

    def resume(self, uid: str) -> None:
        """Ask how far an interrupted job came, make its paper anew, and print what is missing."""
        if self.busy:
            return
        app = self._context.app
        job = self._context.jobs.reading(
            _("读取打印记录"),
            lambda _progress: (app.print_jobs.interrupted(app.actor), app.print_jobs.titles(app.actor, uid)),
        )

        def show(found: tuple[Sequence[Resuming], Sequence[str]]) -> None:
            """Ask how many came out."""
            row = next((each for each in found[0] if each.uid == uid), None)
            if row is None:
                self._context.notices.show_notice("info", _("这次打印已经处理过了。"))
                return
            dialog = ResumeDialog(row, found[1], self._owner)
            dialog.going_on.connect(partial(self._make_again, uid))
            dialog.open()

        job.succeeded.connect(self._while_here(show))
        job.start()

    def cancel(self) -> None:
        """Stop printing and withdraw what the printer has not drawn yet."""
        if self._run is not None:
            self._cancelled = True
            self._run.cancel()

    def _while_here(self, act: Callable[[Any], object]) -> Callable[[Any], None]:
        """Return what does ``act`` with a job's result unless the page was closed meanwhile."""

        def then(result: Any) -> None:
            """Do it."""
            if isValid(self):
                act(result)

        return then

    # --- beginning

    def _ask(self, wish: PaperWish, pages: int, **asked: bool) -> QPrinter | None:
        wanted = {name: True for name, yes in {**asked, "both_sides": wish.name in BOTH_SIDES}.items() if yes}
        return self._asked(pages, **wanted)

    def _asked(self, pages: int, **wanted: bool) -> QPrinter | None:
        try:
            return ask_printer(pages, self._owner, **wanted)
        except NoPrinter as error:
            self._context.presenter.present(error)
            return None

    def _is_beyond(self, ranges: Ranges | None, pages: int) -> bool:
        """Tell, and say, that the paper has none of the pages asked for."""
        beyond = ranges is not None and not ranges
        if beyond:
            words = _("没有打印：这份报表只有 {pages} 页，没有要打的那几页。").format(pages=pages)
            self._context.notices.show_notice("info", words)
        return beyond

    def _begin(
        self, order: PrintOrder, seen: PaperSeen, printer: QPrinter, rest: Sequence[Portion] | None
    ) -> None:
        app, name = self._context.app, printer.printerName() or printer.outputFileName()
        self._preparing = True

        def prepare(_progress: Progress) -> tuple[str, Sequence[Portion]]:
            """Write down what will be printed, and whose data goes out; nothing is drawn before."""
            ready = rest
            if ready is None:
                ready = app.print_jobs.portions(
                    app.actor, order.wish.name, seen.printed, ranges=order.ranges, passes=order.passes
                )
            uid = app.print_jobs.start(app.actor, order, name, ready)
            try:
                app.print_jobs.note(
                    app.actor, order.wish, seen, title=order.title, people=_people(seen, ready)
                )
            except BaseException:
                app.print_jobs.dismiss(app.actor, uid)
                raise
            return uid, ready

        job = self._context.jobs.writing(_("记入台账"), prepare)
        job.succeeded.connect(
            self._while_here(lambda ready: self._send(seen.source, printer, ready[1], ready[0]))
        )
        job.failed.connect(self._on_not_begun)
        job.start()

    def _on_not_begun(self, error: Exception) -> None:
        self._preparing = False
        self._context.presenter.present(error)
        self.ended.emit(False)

    def _send(self, source: Source, printer: QPrinter, portions: Sequence[Portion], uid: str | None) -> None:
        self._preparing = self._cancelled = False
        self._uid, self._portions = uid, portions
        journal = None if uid is None else _Journal(self._context, uid)
        copies = sum(1 for each in portions if each.copy)
        if copies:
            told = _("其中 {count} 份以前打印过或多打了一份，已标明“副本”。").format(count=copies)
            self._context.notices.show_notice("info", told)
        self._run = self._make_run(source, printer, portions, journal)
        self._run.progressed.connect(self.progressed)
        self._run.finished.connect(self._on_finished)
        self.began.emit()
        self._run.start()

    def _make_run(
        self, source: Source, printer: QPrinter, portions: Sequence[Portion], journal: _Journal | None
    ) -> PrintRun:
        return PrintRun(source, printer, portions, journal, parent=self)

    # --- ending

    def _on_finished(self, ok: bool) -> None:
        run, uid = self._run, self._uid
        assert run is not None  # it has just said that it is over
        self._run = None
        run.deleteLater()
        app, taken, begun = self._context.app, run.taken, run.begun
        if uid is not None:

            def close(_progress: Progress) -> None:
                """Write down how far it came."""
                if ok:
                    app.print_jobs.finish(app.actor, uid)
                else:
                    app.print_jobs.stop(app.actor, uid, taken, begun=begun)

            job = self._context.jobs.writing(_("打印记录"), close)
            job.succeeded.connect(self._while_here(lambda _none: self.ended.emit(ok)))
            job.start()
        if ok:
            self._context.undo.offer(_("已送往打印机"))
        elif uid is None:
            self._context.notices.show_notice("soon", _("打印没有完成，请检查打印机后再试。"))
        else:
            words = stopped_words(run, self._portions, cancelled=self._cancelled)
            self._context.notices.show_notice("soon", words, _("接着打印"), partial(self.resume, uid))
        if uid is None:
            self.ended.emit(ok)

    # --- going on

    def _make_again(self, uid: str, came_out: int) -> None:
        if self.busy:  # the question was answered twice, or another paper was begun meanwhile
            return
        self._preparing = True
        app = self._context.app
        if self._previews is None:
            self._previews = PreviewService(app.context, app.reports)
        previews = self._previews

        def make(progress: Progress) -> tuple[PaperSeen, PrintOrder, Rest]:
            """Make the paper once more and find out what is left of it."""
            wish = app.print_jobs.order_of(app.actor, uid).wish
            seen = previews.paper(app.actor, wish, coding=Coding.REAL, progress=progress)
            code = seen.issue.code if seen.issue is not None else ""
            order, rest = app.print_jobs.plan_resume(
                app.actor, uid, seen.printed, code=code, came_out=came_out
            )
            return seen, order, rest

        job = self._context.jobs.outside(_("重新生成要接着打印的报表"), make)
        job.succeeded.connect(self._while_here(lambda made: self._go_on(uid, *made)))
        job.failed.connect(self._while_here(self._on_not_begun))
        job.start()

    def _go_on(self, uid: str, seen: PaperSeen, order: PrintOrder, rest: Rest) -> None:
        self._preparing = False
        app = self._context.app
        if not rest.portions:
            self._context.jobs.writing(
                _("打印记录"), lambda _progress: app.print_jobs.dismiss(app.actor, uid)
            ).start()
            self._context.notices.show_notice("info", _("这次要打的都已经打出，没有剩下的。"))
            self.ended.emit(True)
            return
        if rest.changed and not ask(
            self._owner,
            _("资料后来有变动"),
            _(
                "上次打印以后资料改过：多出 {new} 份，少了 {gone} 份。只打还没有打出的各份，表格从头打印，共 {pages} 页。"
            ).format(new=rest.new, gone=rest.gone, pages=sum(each.pages for each in rest.portions)),
            yes=_("打印这些"),
        ):
            return
        if not may_go_on(self._owner, seen.printed):
            return
        printer = self._ask(order.wish, seen.pages, whole=True)
        if printer is not None:
            asked_ranges(printer, seen.pages)
            if any(each.serial for each in rest.portions):
                printer.setCopyCount(1)
            self._begin(order, seen, printer, rest.portions)


def stopped_words(run: PrintRun, portions: Sequence[Portion], *, cancelled: bool) -> str:
    """Return where a run stopped, how much of it is on paper, and what to do."""
    ends = accumulate(portion.pages for portion in portions)
    count = sum(1 for end in ends if end <= run.taken)
    page, who = run.at
    if cancelled:
        told = _("打印已停止。")
    elif run.begun == 0:
        told = _("打印机没有回应。")
    elif who:
        told = _("打到第 {page} 页（{who}）时打印机没有回应。").format(page=page, who=who)
    else:
        told = _("打到第 {page} 页时打印机没有回应。").format(page=page)
    if run.begun == 0:
        sent = _("没有打出任何一页。")
    elif count == 0:
        sent = _("还没有一份完整打出。")
    else:
        sent = ngettext("前 {count} 份已打出并已登记。", "前 {count} 份已打出并已登记。", count).format(
            count=count
        )
    return _("{told}{sent}检查打印机后按“接着打印”。").format(told=told, sent=sent)


class _Journal:
    """Writes down in the writing lane how far a run is, and lets it go on."""

    def __init__(self, context: PageContext, uid: str) -> None:
        self._context, self._uid = context, uid

    def begin(self, run: PrintRun, taken: int, begun: int) -> None:
        """Write down that ``taken`` pages are at the printer and those up to ``begun`` may be soon."""
        app, uid = self._context.app, self._uid
        job = self._context.jobs.writing(
            _("打印记录"), lambda _progress: app.print_jobs.sent(app.actor, uid, taken, begun=begun)
        )

        def allow(_none: object) -> None:
            """Let the run go on, if the window that owns it still stands."""
            if isValid(run):
                run.allow(begun)

        def refuse(error: Exception) -> None:
            """Stop: what is not written down must not be printed."""
            if isValid(run):
                run.refuse()
            self._context.presenter.present(error)

        job.succeeded.connect(allow)
        job.failed.connect(refuse)
        job.start()


def _people(seen: PaperSeen, portions: Sequence[Portion]) -> int | None:
    """Return how many people are on these portions, None where a portion is not somebody's."""
    if len(seen.printed.parts) < seen.people or not seen.people:
        return None
    return len({(each.serial, each.title, each.first_page) for each in portions if each.title})
