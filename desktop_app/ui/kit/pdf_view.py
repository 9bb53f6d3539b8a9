"""Shows a PDF page under page, only the pages in sight are drawn; for previews before printing.

Example::

    view = PdfView(); view.show_document(pdf_bytes); view.zoom_to_width(); … view.clear()
"""

from __future__ import annotations

import math
import os
from bisect import bisect_right
from collections import OrderedDict
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from desktop_app.config.strings import _
from desktop_app.ui import theme

if TYPE_CHECKING:
    import pypdfium2

KEPT_IMAGES = 8
POINTS_PER_INCH = 72
SCREEN_DPI = 96
MEASURED_AT_ONCE = 200
"""Of so many pages the size is read before the first is shown, and then in each idle step."""


class Fit(Enum):
    """How a page is fitted into the view."""

    WIDTH = "width"
    WHOLE = "whole"
    ZOOM = "zoom"


class PdfView(QAbstractScrollArea):
    """A scrolling preview. Signals: ``page_shown(number, count)`` with the number of the upper page, from 1."""

    page_shown = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("预览"))
        self._source: bytes | os.PathLike[str] = b""
        self._document: pypdfium2.PdfDocument | None = None
        self._open: list[pypdfium2.PdfDocument] = []
        # PDFium is used by one thread: the document must not be left to Python's collector, which runs in any.
        self.destroyed.connect(partial(_close, self._open))
        self._sizes: list[tuple[float, float]] = []
        self._widest = self._highest = 1.0
        self._tops: list[int] = []
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._fit = Fit.WIDTH
        self._zoom = 1.0
        self._measured = 0
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._measure_more)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def show_document(self, source: bytes | os.PathLike[str]) -> None:
        """Show the pages of ``source``; raises ``pypdfium2.PdfiumError`` when it is no PDF.

        A file is held on to, and open, until another is shown; bytes leave no open file in anybody's way.
        """
        import pypdfium2  # the library is loaded with the first paper, not with the window

        self.clear()
        self._source = source
        self._document = pypdfium2.PdfDocument(source if isinstance(source, bytes) else Path(source))
        self._open.append(self._document)
        # A page's size takes a while in a long paper: until it is known it is taken to be that of the first.
        self._sizes = [self._document.get_page_size(0)] * len(self._document)
        self._widest, self._highest = self._sizes[0]
        self._measured = 1
        self._measure()
        if self._measured < len(self._sizes):
            self._idle.start()
        self._arrange()
        self.verticalScrollBar().setValue(0)
        self._on_scrolled()

    def clear(self) -> None:
        """Close the document and show nothing."""
        self._idle.stop()
        self._images.clear()
        self._sizes, self._tops = [], []
        _close(self._open)
        self._document = None
        self._source = b""
        self._arrange()

    def page_count(self) -> int:
        """Return the number of pages."""
        return len(self._sizes)

    def page_number(self) -> int:
        """Return the number of the upper page in sight, from 1; 0 without a document."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        return bisect_right(self._tops, middle)

    def go_to_page(self, number: int) -> None:
        """Scroll to page ``number``, from 1."""
        if 1 <= number <= len(self._tops):
            self.verticalScrollBar().setValue(self._tops[number - 1])

    def zoom_to_width(self) -> None:
        """Make pages as wide as the view."""
        self._fit = Fit.WIDTH
        self._rearrange()

    def zoom_to_page(self) -> None:
        """Make the highest page as high as the view."""
        self._fit = Fit.WHOLE
        self._rearrange()

    def zoom_by(self, factor: float) -> None:
        """Enlarge or shrink what is in sight by ``factor``; between a quarter of its size and four times."""
        now = self._scale() * POINTS_PER_INCH / SCREEN_DPI
        self._fit = Fit.ZOOM
        self._zoom = min(max(now * factor, 0.25), 4.0)
        self._rearrange()

    def picture(self, number: int, width: int, ratio: float = 1.0) -> QImage | None:
        """Return page ``number``, from 1, as a picture ``width`` wide; None without that page."""
        if self._document is None or not 1 <= number <= len(self._sizes):
            return None
        image = _drawn(self._document, number - 1, width * ratio)
        image.setDevicePixelRatio(ratio)
        return image

    def page_size(self, number: int) -> tuple[float, float]:
        """Return width and height of page ``number``, from 1, in points."""
        return self._sizes[number - 1]

    def is_measured(self, number: int) -> bool:
        """Tell whether page ``number`` can be drawn at once; a far one would take the time of all before it."""
        return number <= self._measured

    def _measure(self) -> bool:
        """Read the sizes of some more pages and tell whether any is not as it was taken to be."""
        assert self._document is not None
        taken = self._sizes[0]
        last = min(self._measured + MEASURED_AT_ONCE, len(self._sizes))
        differs = False
        for number in range(self._measured, last):
            size = self._document.get_page_size(number)
            if size != taken:
                self._sizes[number], differs = size, True
                self._widest, self._highest = max(self._widest, size[0]), max(self._highest, size[1])
        self._measured = last
        return differs

    def _measure_more(self) -> None:
        if self._measure():
            self._rearrange()
        self.viewport().update()
        if self._measured >= len(self._sizes):
            self._idle.stop()

    def sizeHint(self) -> QSize:
        """Qt: about half a sheet."""
        return QSize(theme.px(34), theme.px(36))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: keep pages at the view's width."""
        super().resizeEvent(event)
        self._rearrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: let go of the document."""
        self.clear()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the pages in sight."""
        del event
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.colour("quiet_ground"))
        above = self.verticalScrollBar().value()
        for number in range(max(bisect_right(self._tops, above) - 1, 0), len(self._sizes)):
            place = self._place(number)
            if place.top() > self.viewport().height():
                break
            painter.fillRect(place, Qt.GlobalColor.white)
            if self.is_measured(number + 1):
                painter.drawImage(place, self._image(number, place.size()))
            painter.setPen(theme.colour("line_strong"))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.end()

    def _image(self, number: int, size: QSize) -> QImage:
        ratio = self.devicePixelRatioF()
        image = self._images.get(number)
        if image is None:
            assert self._document is not None
            image = _drawn(self._document, number, size.width() * ratio)
            self._images[number] = image
            if len(self._images) > KEPT_IMAGES:
                self._images.popitem(last=False)
        return image

    def _place(self, number: int) -> QRect:
        scale = self._scale()
        width, height = (math.ceil(side * scale) for side in self._sizes[number])
        left = max((self.viewport().width() - width) // 2, theme.px(0.5)) - self.horizontalScrollBar().value()
        return QRect(
            QPoint(left, self._tops[number] - self.verticalScrollBar().value()), QSize(width, height)
        )

    def _scale(self) -> float:
        if self._fit is not Fit.ZOOM and self._sizes:
            room = max(self.viewport().width() - theme.px(1.5), theme.px(6)) / self._widest
            if self._fit is Fit.WHOLE:
                room = min(room, max(self.viewport().height() - theme.px(1.5), theme.px(6)) / self._highest)
            return float(room)
        return self._zoom * SCREEN_DPI / POINTS_PER_INCH

    def _rearrange(self) -> None:
        number = self.page_number()
        self._images.clear()
        self._arrange()
        if number > 1:
            self.go_to_page(number)

    def _arrange(self) -> None:
        scale, gap = self._scale() if self._sizes else 1.0, theme.px(0.75)
        self._tops, top = [], gap
        for _width, height in self._sizes:
            self._tops.append(top)
            top += math.ceil(height * scale) + gap
        view = self.viewport().size()
        self.verticalScrollBar().setRange(0, max(top - view.height(), 0) if self._sizes else 0)
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(theme.px(3))
        widest = math.ceil(self._widest * scale) + theme.px(1) if self._sizes else 0
        self.horizontalScrollBar().setRange(0, max(widest - view.width(), 0))
        self.horizontalScrollBar().setPageStep(view.width())
        self.viewport().update()

    def _on_scrolled(self) -> None:
        self.viewport().update()
        if self._sizes:
            self.page_shown.emit(self.page_number(), len(self._sizes))


def _close(documents: list[pypdfium2.PdfDocument]) -> None:
    while documents:
        documents.pop().close()


def _drawn(document: pypdfium2.PdfDocument, number: int, width: float) -> QImage:
    """Return page ``number``, from 0, drawn ``width`` pixels wide."""
    page = document[number]
    bitmap = page.render(scale=width / page.get_width(), rev_byteorder=True, prefer_bgrx=True)
    image = QImage(
        bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888
    ).copy()
    bitmap.close()
    page.close()
    return image
