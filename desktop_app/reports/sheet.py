"""A PDF of A4 sheets: text in the right fonts, lines and boxes, the foot of every page, one safe write at the end."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from desktop_app.config import durable
from desktop_app.config.fonts import FontRole
from desktop_app.progress import SILENT, Progress
from desktop_app.reports import lettering
from desktop_app.reports.paper import SAMPLE_LINE, Signed

R = TypeVar("R")

MM = 72 / 25.4
PORTRAIT = (A4[0], A4[1])
LANDSCAPE = (landscape(A4)[0], landscape(A4)[1])

SERIF = FontRole.SERIF
SERIF_BOLD = FontRole.SERIF_BOLD

HAIR = 0.5
FRAME = 1.0
"""Line weights in points: inside a table, around it."""

BASELINE = 0.86
"""Where the letters stand below the top of their line, in parts of the type size."""

_FOOT_SIZE = 7.5
_FOOT_GREY = 0.35
_MISSING_SHOWN = 12
_NOTE_ROOM = 3.5 * MM
"""Kept free above the foot for the line about characters in no font."""


class Sheet:
    """Draws page after page with y measured in points from the top edge, then writes the file."""

    def __init__(
        self,
        size: tuple[float, float],
        signed: Signed,
        title: str,
        progress: Progress = SILENT,
        *,
        margin: float = 15 * MM,
    ) -> None:
        self.width, self.height = size
        self.margin = margin
        self.left, self.right = margin, self.width - margin
        self.top, self.bottom = margin, self.height - margin - _NOTE_ROOM
        self.room = self.right - self.left
        self.signed = signed
        self.progress = progress
        self.pages_done = 0
        self._missing: set[str] = set()
        self._out = io.BytesIO()
        self._canvas = Canvas(
            self._out,
            pagesize=size,
            invariant=1,
            pageCompression=1,
            initialFontName=lettering.face(SERIF).name,  # type: ignore[arg-type]  # the stubs take it for a number
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(signed.unit)
        self._canvas.setSubject(
            "、".join(
                part for part in (signed.division, signed.month_text if signed.month_on else "") if part
            )
        )
        self._canvas.setCreator("老年人探访服务记录")
        self._text: PDFTextObject = self._canvas.beginText()
        self._font: tuple[str, float] = ("", 0.0)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        role: FontRole = SERIF,
        align: str = "left",
        room: float = 0.0,
    ) -> None:
        """Draw one line whose top is ``y``; ``align`` centre or right refers to the ``room`` from ``x`` on."""
        shown = lettering.printable(text)
        if not shown:
            return
        if align != "left":
            spare = room - lettering.width(shown, role, size)
            x += spare / 2 if align == "center" else spare
        self._text.setTextOrigin(x, self.height - y - size * BASELINE)
        for run in lettering.runs(shown, role, self._missing):
            if self._font != (run.face.name, size):
                self._font = (run.face.name, size)
                self._text.setFont(run.face.name, size)
            self._text.textOut(run.text)

    def lines_of_text(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        size: float,
        leading: float,
        role: FontRole = SERIF,
        align: str = "left",
        room: float = 0.0,
    ) -> float:
        """Draw lines below each other and return the y under the last."""
        for line in lines:
            self.text(x, y, line, size=size, role=role, align=align, room=room)
            y += leading
        return y

    def rule(self, x1: float, y1: float, x2: float, y2: float, weight: float = HAIR) -> None:
        """Draw a straight line."""
        self._canvas.setLineWidth(weight)
        self._canvas.line(x1, self.height - y1, x2, self.height - y2)

    def rules(self, lines: Sequence[tuple[float, float, float, float]], weight: float = HAIR) -> None:
        """Draw many straight lines at once."""
        self._canvas.setLineWidth(weight)
        self._canvas.lines([(x1, self.height - y1, x2, self.height - y2) for x1, y1, x2, y2 in lines])

    def box(self, x: float, y: float, width: float, height: float, weight: float = FRAME) -> None:
        """Draw a rectangle whose upper left corner is (x, y)."""
        self._canvas.setLineWidth(weight)
        self._canvas.rect(x, self.height - y - height, width, height)

    def fill(self, boxes: Iterable[tuple[float, float, float, float]]) -> None:
        """Blacken rectangles given as upper left corner, width and height, as one figure."""
        path = self._canvas.beginPath()
        for x, y, width, height in boxes:
            path.rect(x, self.height - y - height, width, height)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def end_page(self, number: int, count: int) -> None:
        """Draw the foot of the page, finish it, report progress; raises Cancelled if the user asked to stop."""
        self._foot(number, count)
        self._canvas.drawText(self._text)
        self._canvas.showPage()
        self._text = self._canvas.beginText()
        self._font = ("", 0.0)
        self._missing.clear()
        self.pages_done += 1
        self.progress.check()

    def _foot(self, number: int, count: int) -> None:
        y = self.height - self.margin + 2.0 * MM
        if self._missing:
            self.text(self.left, y - _FOOT_SIZE * 1.4, _missing_line(self._missing), size=_FOOT_SIZE)
        self.text(self.left, y, f"第 {number} 页 共 {count} 页", size=9, align="right", room=self.room)
        self._text.setFillGray(_FOOT_GREY)
        self.text(self.left, y + 1, self.signed.print_line, size=_FOOT_SIZE)
        self._text.setFillGray(0)
        if self.signed.sample:
            self.text(
                self.left,
                self.margin - 7 * MM,
                f"【{SAMPLE_LINE}】",
                size=9,
                role=SERIF_BOLD,
                align="center",
                room=self.room,
            )

    def save(self, path: Path) -> None:
        """Write the finished paper to ``path`` in one step; raises OSError and leaves an older file as it was."""
        self.progress.check()
        self._canvas.save()
        durable.write_file(path, self._out.getvalue())


def write_each(
    sheet: Sheet,
    path: Path,
    records: Iterable[R],
    *,
    draw: Callable[[R], None],
    draw_title: Callable[[], None],
    empty: str,
    what: str,
) -> int:
    """Draw each record on pages of its own, or the title and ``empty`` where there is none; return the pages.

    Progress is told as ``what``. Raises Cancelled and OSError; the file is there whole or not at all.
    """
    chosen = list(records)
    if not chosen:
        draw_title()
        sheet.text(sheet.left, sheet.top + 40 * MM, empty, size=12, align="center", room=sheet.room)
        sheet.end_page(1, 1)
    for done, record in enumerate(chosen, start=1):
        draw(record)
        sheet.progress.report(done, len(chosen), what)
    sheet.save(path)
    return sheet.pages_done


def _missing_line(missing: set[str]) -> str:
    codes = sorted(f"U+{ord(character):04X}" for character in missing)
    listed = "、".join(codes[:_MISSING_SHOWN]) + ("等" if len(codes) > _MISSING_SHOWN else "")
    return f"注：“{lettering.MISSING_MARK}”处为字库中没有的字，编码 {listed}，请手工补写。"
