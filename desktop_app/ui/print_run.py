"""Sends a paper to a printer: pages drawn by PDFium at its resolution, strip by strip, so that the window stays alive.

Example::

    run = PrintRun(content, printer, portions, journal)
    run.progressed.connect(…); run.finished.connect(…); run.start()

With a journal no page goes to the printer before it is written down that it may come out.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import pypdfium2
from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QImage, QPageLayout, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter

from desktop_app.services.print_portions import Portion, run_pages
from desktop_app.ui import theme

DPI = 300
POINTS_PER_INCH = 72
MM_PER_INCH = 25.4
STRIP_ROWS = 300
"""Rows drawn in one go: a few dozen milliseconds on a slow machine."""
AHEAD = 10
"""So many pages are written down as begun at once; after a crash those of them that were not drawn count as begun."""
COPY_MARK = "副本"
_MARK_MM = (17.0, 7.0)
_MARK_EDGE_MM = (12.0, 6.0)
"""From the right and the upper edge: inside the margin of every paper, and what most printers still reach."""

Source = bytes | os.PathLike[str]


class Journal(Protocol):
    """Where a run writes down how far it is; ``begin`` answers later by ``PrintRun.allow``."""

    def begin(self, run: PrintRun, taken: int, begun: int) -> None:
        """Write down that ``taken`` pages are at the printer and those up to ``begun`` may be soon."""
        ...


class _Bond:
    """Ends a painter before its printer goes and closes the paper: a run that nobody ended goes in any order."""

    def __init__(self, painter: QPainter, printer: QPrinter, document: pypdfium2.PdfDocument) -> None:
        self._painter, self._printer, self._document = painter, printer, document

    def __del__(self) -> None:
        self.let_go()

    def let_go(self) -> None:
        """Withdraw what is not finished."""
        if self._painter.isActive():
            self._printer.abort()
            self._painter.end()
        self._document.close()


class PrintRun(QObject):
    """Prints portions of a paper in their order.

    Signals: ``progressed(done, total)`` in pages, ``finished(ok)`` at the end, also after ``cancel``. After that
    ``taken`` pages are at the printer, and none after the first ``begun`` can have come out.
    """

    progressed = Signal(int, int)
    finished = Signal(bool)

    def __init__(
        self,
        source: Source,
        printer: QPrinter,
        portions: Sequence[Portion],
        journal: Journal | None = None,
        *,
        late: bool = sys.platform != "win32",
        parent: QObject | None = None,
    ) -> None:
        """Take what is to be printed; ``late`` when the printer gets nothing before the last page is drawn."""
        super().__init__(parent)
        self._source = source  # kept, because a private file is wiped when nobody needs it any more
        self._document = pypdfium2.PdfDocument(source if isinstance(source, bytes) else Path(source))
        self._printer, self._journal, self._late = printer, journal, late
        self._painter = QPainter()
        self._bond = _Bond(self._painter, printer, self._document)
        # With its page the run ends in the window's thread; Python's collector may come in any.
        self.destroyed.connect(partial(_Bond.let_go, self._bond))
        self.total = sum(portion.pages for portion in portions)
        both = printer.duplex() not in {QPrinter.DuplexMode.DuplexNone, QPrinter.DuplexMode.DuplexAuto}
        self._pages: Iterator[tuple[int, Portion] | None] = run_pages(portions, sheets=both)
        self._now: tuple[int, Portion] | None = None
        self._row = 0
        self.taken = self.begun = 0
        self._allowed = 0 if journal is not None else self.total
        self._asked = 0
        self._drawn = False
        self.over = False
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._step)

    @property
    def at(self) -> tuple[int, str]:
        """Return the page of the paper at which the run is, from 1, and whose it is."""
        return (self._now[0], self._now[1].title) if self._now is not None else (0, "")

    def start(self) -> None:
        """Begin; returns at once."""
        self._now = next((each for each in self._pages if each is not None), None)
        if self._now is None:
            self._end(ok=True)
            return
        self._turn_paper()
        if not self._painter.begin(self._printer):
            self._end(ok=False)
            return
        self.progressed.emit(0, self.total)
        if self._late:
            # Everything is held back until the end, so that nothing has to be written down before.
            self._allowed = self.total
        self._go_on()

    def cancel(self) -> None:
        """Stop and withdraw what the printer has not drawn yet."""
        if not self.over:
            self._give_up()

    def allow(self, begun: int) -> None:
        """Go on up to page ``begun`` of the run: it is written down that they may come out."""
        if self.over:
            return
        self._allowed = max(self._allowed, begun)
        if self._drawn:
            self._finish()
        else:
            self._go_on()

    def refuse(self) -> None:
        """Stop, as nothing can be written down."""
        if not self.over:
            self._asked = 0 if self._late else self._asked
            self._give_up()

    def _go_on(self) -> None:
        if self.taken == self.total:
            return
        if self.taken + 1 <= self._allowed:
            self._timer.start()
        if self._journal is not None and not self._late:
            wanted = min(self.taken + AHEAD, self.total)
            if wanted > self._asked and self.taken + AHEAD // 2 >= self._asked:
                self._asked = wanted
                self._journal.begin(self, self.taken, wanted)

    def _turn_paper(self) -> None:
        assert self._now is not None  # only called for a page
        width, height = self._document.get_page_size(self._now[0] - 1)
        kinds = QPageLayout.Orientation
        self._printer.setPageOrientation(kinds.Landscape if width > height else kinds.Portrait)

    def _step(self) -> None:
        if self._printer.printerState() in {QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted}:
            self._fail()
            return
        try:
            done = self._draw_strip()
        except (pypdfium2.PdfiumError, MemoryError, OSError):
            self._fail()
            return
        if done:
            self._next_page()

    def _draw_strip(self) -> bool:
        assert self._now is not None  # there is a page as long as the timer runs
        self.begun = self.taken + 1
        page = self._document[self._now[0] - 1]
        scale = DPI / POINTS_PER_INCH
        rows = math.ceil(page.get_height() * scale)
        top = self._row
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
        self._row = end
        if end < rows:
            return False
        if self._now[1].copy:
            draw_copy_mark(self._painter, self._printer.width(), self._printer.resolution())
        return True

    def _next_page(self) -> None:
        self._row = 0
        coming = next(self._pages, _OVER)
        if coming is _OVER:
            self._timer.stop()
            self._hand_over()
            return
        if coming is None:
            if not self._printer.newPage():
                self._fail()
                return
            coming = next(self._pages)
        here, self._now = self._now, coming
        self._turn_paper()
        if not self._printer.newPage():
            self._now = here
            self._fail()
            return
        self.taken += 1
        self.progressed.emit(self.taken, self.total)
        self._timer.stop()
        self._go_on()

    def _hand_over(self) -> None:
        """End the last page; where the printer gets everything only now, write that down before."""
        if self._late and self._journal is not None and self._asked < self.total:
            self._asked = self.total
            self._drawn = True
            self._journal.begin(self, 0, self.total)
        else:
            self._finish()

    def _finish(self) -> None:
        if self._painter.end():
            self.taken = self.begun = self.total
            self.progressed.emit(self.total, self.total)
            self._end(ok=True)
        else:
            self.taken = 0 if self._late else self.taken
            self._end(ok=False)

    def _fail(self) -> None:
        """End after the printer did; what it took may still come out, unless it held all back."""
        if self._late:
            self._give_up()
        else:
            self._end(ok=False)

    def _give_up(self) -> None:
        if self._painter.isActive():
            self._printer.abort()
        if self._late and self._asked == 0:
            self.taken = self.begun = 0
        self._end(ok=False)

    def _end(self, *, ok: bool) -> None:
        self.over = True
        self._timer.stop()
        if self._painter.isActive():
            self._painter.end()
        self._document.close()
        self.finished.emit(ok)


_OVER = (0, Portion("", "", 0, -1))


def draw_copy_mark(painter: QPainter, width: float, dpi: float) -> None:
    """Draw 副本 in a frame at the upper right of a page ``width`` wide in the painter's units, ``dpi`` to the inch."""
    unit = dpi / MM_PER_INCH
    (wide, high), (right, top) = _MARK_MM, _MARK_EDGE_MM
    place = QRectF(width - (right + wide) * unit, top * unit, wide * unit, high * unit)
    painter.save()
    painter.fillRect(place, Qt.GlobalColor.white)
    painter.setPen(QPen(Qt.GlobalColor.black, 0.4 * unit))
    painter.drawRect(place)
    font = QFont(theme.font())
    font.setPixelSize(round(4.6 * unit))
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, COPY_MARK)
    painter.restore()
