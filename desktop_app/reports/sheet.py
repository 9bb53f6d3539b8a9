"""A PDF of A4 sheets: text in the right fonts, lines and boxes, the foot of every page, one safe write at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Sized
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from desktop_app.config import durable
from desktop_app.config.fonts import FontRole
from desktop_app.progress import SILENT, Progress
from desktop_app.reports import archive, lettering
from desktop_app.reports.page_store import Bookmark, PageStore
from desktop_app.reports.paper import SAMPLE_LINE, Signed
from desktop_app.reports.printed import MissingGlyph, Part, Printed

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
_NUMBER_ROOM = 30 * MM
"""What the number of the page takes at the right of the foot."""
_FOOT_GREY = 0.35
_FOOT_ROOM = 11.3 * MM
"""What the foot takes up to the edge: printers leave the last 4 mm white."""
_MISSING_SHOWN = 12
_WATERMARK_SIZE, _WATERMARK_GREY, _WATERMARK_ANGLE, _WATERMARK_GAP = 26.0, 0.9, 35, 48 * MM
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
        self.progress = progress
        self.pages_done = 0
        self._missing: set[str] = set()
        self._missing_of: dict[str, set[str]] = {"": self._missing}
        self._lost: dict[tuple[str, str], MissingGlyph] = {}
        self._parts: list[Part] = []
        self._bookmarks: list[Bookmark] = []
        self._depth = 0
        self._running: int | None = None
        self._marked = False
        self._canvas = Canvas(
            "",
            pagesize=size,
            invariant=1,
            pageCompression=1,
            initialFontName=lettering.face(SERIF).name,  # type: ignore[arg-type]  # the stubs take it for a number
        )
        self._store = PageStore()
        self._canvas._doc = self._store  # type: ignore[attr-defined]  # ReportLab knows no other way
        self.turn_to(size, signed, margin=margin)
        archive.describe(self._store, signed, title)
        self._text: PDFTextObject = self._canvas.beginText()
        self._font: tuple[str, float] = ("", 0.0)

    def turn_to(self, size: tuple[float, float], signed: Signed, *, margin: float = 15 * MM) -> None:
        """Give the pages from the next one on this size, head, foot and margin."""
        self.width, self.height = size
        self.margin = margin
        self.left, self.right = margin, self.width - margin
        self.top, self.bottom = margin, self.height - margin - _NOTE_ROOM
        self.room = self.right - self.left
        self.signed = signed
        self._canvas.setPageSize(size)

    def begin_part(self, title: str, serial: str = "") -> None:
        """Begin somebody's pages: a bookmark ``title``, and one unit for the printer under its own ``serial``."""
        self._bookmarks.append(Bookmark(archive.words(title), self.pages_done + 1, self._depth))
        self._parts.append(Part(title, self.pages_done + 1, 0, serial))

    def begin_section(self, title: str) -> None:
        """Begin one paper of a volume: a bookmark over those of its parts."""
        self._bookmarks.append(Bookmark(archive.words(title), self.pages_done + 1))
        self._depth = 1

    def whose(self, name: str) -> None:
        """Say whose row is drawn from now on, by whom missing characters are told; an empty text ends it."""
        self._missing = self._missing_of.setdefault(name, set())

    def number_from(self, number: int | None) -> None:
        """Number the pages of a volume throughout from the next one on, besides those of each paper; None ends it."""
        self._running = number

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
            self._text.textOut(run.drawn)

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
        self._mark_page()
        self._canvas.setLineWidth(weight)
        self._canvas.line(x1, self.height - y1, x2, self.height - y2)

    def rules(self, lines: Sequence[tuple[float, float, float, float]], weight: float = HAIR) -> None:
        """Draw many straight lines at once."""
        self._mark_page()
        self._canvas.setLineWidth(weight)
        self._canvas.lines([(x1, self.height - y1, x2, self.height - y2) for x1, y1, x2, y2 in lines])

    def box(self, x: float, y: float, width: float, height: float, weight: float = FRAME) -> None:
        """Draw a rectangle whose upper left corner is (x, y)."""
        self._mark_page()
        self._canvas.setLineWidth(weight)
        self._canvas.rect(x, self.height - y - height, width, height)

    def fill(self, boxes: Iterable[tuple[float, float, float, float]]) -> None:
        """Blacken rectangles given as upper left corner, width and height, as one figure."""
        self._mark_page()
        path = self._canvas.beginPath()
        for x, y, width, height in boxes:
            path.rect(x, self.height - y - height, width, height)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def end_page(self, number: int, count: int) -> None:
        """Draw the foot of the page, finish it, report progress; raises Cancelled if the user asked to stop."""
        self._mark_page()
        self.whose("")
        self._foot(number, count)
        self._canvas.drawText(self._text)
        self._canvas.showPage()
        self.pages_done += 1
        self._note_missing()
        self._marked = False
        self._text = self._canvas.beginText()
        self._font = ("", 0.0)
        self.progress.check()

    def _note_missing(self) -> None:
        """Keep which characters of the page are in no font, each once for a row or else for the part."""
        part = self._parts[-1].title if self._parts else ""
        for name, missing in self._missing_of.items():
            for each in sorted(missing):
                where = name or part
                self._lost.setdefault((each, where), MissingGlyph(each, where, self.pages_done))
        self._missing = set()
        self._missing_of = {"": self._missing}

    def _mark_page(self) -> None:
        """Draw the watermark under everything else on the page, once."""
        if self._marked:
            return
        self._marked = True
        words = lettering.printable(self.signed.watermark)
        if not words:
            return
        self._canvas.saveState()
        self._canvas.translate(self.width / 2, self.height / 2)
        self._canvas.rotate(_WATERMARK_ANGLE)
        marks = self._canvas.beginText()
        marks.setFillGray(_WATERMARK_GREY)
        wide = lettering.width(words, SERIF, _WATERMARK_SIZE)
        for step in (-2, -1, 0, 1, 2):
            marks.setTextOrigin(-wide / 2, step * _WATERMARK_GAP)
            for run in lettering.runs(words, SERIF, self._missing):
                marks.setFont(run.face.name, _WATERMARK_SIZE)
                marks.textOut(run.drawn)
        self._canvas.drawText(marks)
        self._canvas.restoreState()

    def _foot_line(self, y: float, words: str, room: float) -> None:
        """Draw one of the small lines, smaller where a long name leaves it too little room."""
        wide = lettering.width(lettering.printable(words), SERIF, _FOOT_SIZE)
        size = _FOOT_SIZE * min(1.0, room / wide) if wide else _FOOT_SIZE
        self.text(self.left, y, words, size=size)

    def _foot(self, number: int, count: int) -> None:
        y = self.height - max(self.margin - 2.0 * MM, _FOOT_ROOM)
        missing = set().union(*self._missing_of.values())
        if missing:
            words = _missing_line(missing, self.room)
            self.text(self.left, y - _FOOT_SIZE * 1.4, words, size=_FOOT_SIZE)
        self.text(self.left, y, f"第 {number} 页 共 {count} 页", size=9, align="right", room=self.room)
        self._text.setFillGray(_FOOT_GREY)
        self._foot_line(y + 1, self.signed.print_line, self.room - _NUMBER_ROOM)
        self._foot_line(y + 1 + _FOOT_SIZE * 1.4, self.signed.origin_line, self.room)
        self._text.setFillGray(0)
        if self._running is not None:
            self.text(
                self.left, self.margin - 7 * MM, str(self._running), size=12, align="right", room=self.room
            )
            self._running += 1
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

    def save(self, path: Path) -> Printed:
        """Write the finished paper to ``path`` in one step; raises OSError and leaves an older file as it was."""
        self.progress.check()
        self._store.finish(self._bookmarks)
        durable.write_chunks(path, self._store.content())
        return self.printed()

    def printed(self) -> Printed:
        """Return what the pages so far are."""
        stops = [*(part.first_page for part in self._parts[1:]), self.pages_done + 1]
        parts = (
            (
                replace(part, pages=stop - part.first_page)
                for part, stop in zip(self._parts, stops, strict=True)
            )
            if self._parts
            else ()
        )
        return Printed(self.pages_done, tuple(parts), tuple(self._lost.values()))


def draw_each(
    sheet: Sheet,
    records: Iterable[R],
    *,
    draw: Callable[[R], None],
    draw_title: Callable[[], None],
    empty: str,
    what: str,
) -> None:
    """Draw each record on pages of its own, or the title and ``empty`` where there is none.

    Progress is told as ``what``. Raises Cancelled.
    """
    total, done = len(records) if isinstance(records, Sized) else 0, 0
    for done, record in enumerate(records, start=1):
        draw(record)
        sheet.progress.report(done, max(total, done), what)
    if not done:
        draw_title()
        sheet.text(sheet.left, sheet.top + 40 * MM, empty, size=12, align="center", room=sheet.room)
        sheet.end_page(1, 1)


def _missing_line(missing: set[str], room: float) -> str:
    """Return the note about characters in no font, with as many of them as have ``room``."""
    codes, line = sorted(f"U+{ord(character):04X}" for character in missing), ""
    for shown in range(min(len(codes), _MISSING_SHOWN), 0, -1):
        listed = "、".join(codes[:shown]) + ("等" if len(codes) > shown else "")
        line = f"注：“{lettering.MISSING_MARK}”处为字库中没有的字，编码 {listed}，请手工补写。"
        if lettering.width(line, SERIF, _FOOT_SIZE) <= room:
            break
    return line
