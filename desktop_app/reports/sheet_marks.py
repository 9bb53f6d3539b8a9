"""The code of a sheet as it is printed: eight digits in large type with a small QR code, and what is said beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.graphics.barcode import qrencoder

from desktop_app.domain.sheet_codes import SAMPLE, grouped
from desktop_app.reports.sheet import SERIF_BOLD, Sheet

COPY, PREVIEW = "副本", "预览"
_VERSION = 1
_QUIET = 4
"""White modules kept free around the QR code, as ISO/IEC 18004 asks for."""


@dataclass(frozen=True, slots=True)
class SheetMark:
    """The code of one sheet; ``copy`` when the same sheet was printed before today."""

    code: str = SAMPLE
    copy: bool = False

    @property
    def halves(self) -> list[str]:
        """Return the code in two groups of four digits."""
        return grouped(self.code).split()

    @property
    def remark(self) -> str:
        """Return what is printed beside the code: that it is a preview or a copy, else nothing."""
        return PREVIEW if self.code == SAMPLE else COPY if self.copy else ""


def matrix(code: str) -> list[list[bool]]:
    """Return the modules of the QR code that says ``code``, row by row, without the quiet zone."""
    made = qrencoder.QRCode(_VERSION, qrencoder.QRErrorCorrectLevel.M)
    made.addData(code)
    made.make()
    return [[bool(dark) for dark in row] for row in made.modules]


def draw_qr(sheet: Sheet, x: float, y: float, size: float, code: str) -> None:
    """Draw the QR code of ``code`` as a square of ``size`` points, its quiet zone included."""
    rows = matrix(code)
    unit = size / (len(rows) + 2 * _QUIET)
    sheet.fill(
        (x + (start + _QUIET) * unit, y + (number + _QUIET) * unit, length * unit, unit)
        for number, row in enumerate(rows)
        for start, length in _dark_runs(row)
    )


def draw_beside(sheet: Sheet, x: float, y: float, size: float, mark: SheetMark, *, width: float) -> None:
    """Draw the QR code with the digits in two lines at its right, all within ``width`` points."""
    draw_qr(sheet, x, y, size, mark.code)
    left, room = x + size, width - size
    lines = mark.halves
    leading = size * 0.36
    start = y + (size - leading * (3 if mark.remark else 2)) / 2
    under = sheet.lines_of_text(
        left, start, lines, size=leading * 0.92, leading=leading, role=SERIF_BOLD, align="center", room=room
    )
    if mark.remark:
        sheet.text(left, under, mark.remark, size=leading * 0.7, align="center", room=room)


def _dark_runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield where dark modules stand side by side and how many."""
    start = 0
    while start < len(row):
        if not row[start]:
            start += 1
            continue
        stop = start
        while stop < len(row) and row[stop]:
            stop += 1
        yield start, stop - start
        start = stop
