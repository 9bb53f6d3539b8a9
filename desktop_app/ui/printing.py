"""Prints a PDF through Qt: pages drawn by PDFium at the printer's resolution, strip by strip, so that the window stays alive.

Example::

    run = PrintRun(pdf_bytes, printer); run.progressed.connect(…); run.finished.connect(…); run.start()
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pypdfium2
from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.ui.page import PageContext

DPI = 300
POINTS_PER_INCH = 72
STRIP_ROWS = 300
"""Rows drawn in one go: a few dozen milliseconds on a slow machine."""


def a4_printer() -> QPrinter:
    """Return a printer set to A4 without margins of its own; the papers carry theirs."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    return printer


@dataclass(slots=True)
class _Place:
    """Where the run is: the page and the next row of it."""

    page: int
    row: int = 0


def ask_printer(pages: int, parent: QWidget) -> QPrinter | None:
    """Let the user choose printer and pages; None when the dialog was cancelled."""
    printer = a4_printer()
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, max(pages, 1))
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
    # The system's own dialog on Windows only appears through exec.
    accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
    dialog.deleteLater()
    return printer if accepted else None


class PrintRun(QObject):
    """Prints the pages that the printer was asked for, all of them unless the dialog said otherwise.

    Signals: ``progressed(done, total)`` in pages, ``finished(ok)`` at the end, also after ``cancel``.
    """

    progressed = Signal(int, int)
    finished = Signal(bool)

    def __init__(self, content: bytes, printer: QPrinter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = pypdfium2.PdfDocument(content)
        self._printer = printer
        self._painter = QPainter()
        count = len(self._document)
        chosen = printer.printRange() == QPrinter.PrintRange.PageRange
        self._first = min(max(printer.fromPage(), 1), count) if chosen else 1
        self._last = min(printer.toPage() or count, count) if chosen else count
        self._place = _Place(self._first - 1)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._step)

    def start(self) -> None:
        """Begin; returns at once."""
        self._turn_paper()
        if self._painter.begin(self._printer):
            self.progressed.emit(0, self._last - self._first + 1)
            self._timer.start()
        else:
            self._end(ok=False)

    def cancel(self) -> None:
        """Stop and withdraw what the printer has not drawn yet."""
        if self._painter.isActive():
            self._printer.abort()
            self._end(ok=False)

    def _turn_paper(self) -> None:
        width, height = self._document.get_page_size(self._place.page)
        lying = width > height
        kinds = QPageLayout.Orientation
        self._printer.setPageOrientation(kinds.Landscape if lying else kinds.Portrait)

    def _step(self) -> None:
        page = self._document[self._place.page]
        scale = DPI / POINTS_PER_INCH
        rows = math.ceil(page.get_height() * scale)
        top = self._place.row
        end = min(top + STRIP_ROWS, rows)
        # Half a pixel less, because PDFium rounds what is cut off upward.
        cut_top, cut_bottom = max(top - 0.5, 0) / scale, max(rows - end - 0.5, 0) / scale
        bitmap = page.render(
            scale=scale, crop=(0, cut_bottom, 0, cut_top), rev_byteorder=True, prefer_bgrx=True
        )
        image = QImage(
            bytes(bitmap.buffer),
            bitmap.width,
            bitmap.height,
            bitmap.stride,
            QImage.Format.Format_RGBX8888,
        )
        unit_y = self._printer.height() / rows
        target = QRectF(0, top * unit_y, self._printer.width(), bitmap.height * unit_y)
        self._painter.drawImage(target, image)
        bitmap.close()
        page.close()
        self._place.row = end
        if end >= rows:
            self._next_page()

    def _next_page(self) -> None:
        self._place = _Place(self._place.page + 1)
        done, total = self._place.page - self._first + 1, self._last - self._first + 1
        self.progressed.emit(done, total)
        if self._place.page >= self._last:
            self._end(ok=True)
            return
        self._turn_paper()
        if not self._printer.newPage():
            self._end(ok=False)

    def _end(self, *, ok: bool) -> None:
        self._timer.stop()
        if self._painter.isActive():
            self._painter.end()
        self._document.close()
        self.finished.emit(ok)


class DirectPrint:
    """Prints one paper at a time for a page that shows no preview: asks for the printer and says how it went."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self._context, self._owner = context, owner
        self._run: PrintRun | None = None

    @property
    def busy(self) -> bool:
        """Tell whether a paper is being printed."""
        return self._run is not None

    def start(self, content: bytes, pages: int) -> bool:
        """Ask for the printer and begin; False when the dialog was cancelled or a paper is being printed."""
        printer = None if self.busy else ask_printer(pages, self._owner)
        if printer is None:
            return False
        self._run = PrintRun(content, printer, parent=self._owner)
        self._run.finished.connect(self._on_printed)
        self._run.start()
        return True

    def _on_printed(self, ok: bool) -> None:
        if self._run is not None:
            self._run.deleteLater()
        self._run = None
        if ok:
            self._context.undo.offer(_("已送往打印机"))
        else:
            self._context.notices.show_notice("soon", _("打印没有完成，请检查打印机后再试。"))
