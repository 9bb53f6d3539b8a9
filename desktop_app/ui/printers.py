"""What there is to print on, and which pages a print dialog was asked for."""

from __future__ import annotations

import sys

from PySide6.QtGui import QPageRanges
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, SurroundingsError
from desktop_app.services.print_portions import Ranges
from desktop_app.ui.kit import ask

PRINTS_TO_FILE = sys.platform not in {"win32", "darwin"}
"""Qt's own dialog offers a PDF where there is no printer; those of Windows and macOS do not even open."""


class NoPrinter(SurroundingsError):
    """No printer is set up on this computer."""

    code = "print.no_printer"
    what = N_("没有找到打印机：这台电脑上还没有装好打印机。")
    data_safe = N_("数据没有改动，也没有记为已打印。")
    do_now = N_("请装好打印机再打印；也可以在“报表打印”里存成 PDF，拿到有打印机的电脑上打印。")


def may_ask(parent: QWidget) -> bool:
    """Tell whether a print dialog is worth opening; without a printer only for a PDF, and only if that is wanted.

    Raises ``NoPrinter`` where the dialog would offer nothing.
    """
    if QPrinterInfo.availablePrinterNames():
        return True
    if not PRINTS_TO_FILE:
        raise NoPrinter
    words = _(
        "这台电脑上还没有装好打印机，可以先打印成 PDF 文件，拿到有打印机的电脑上打印。"
        "打印成文件也算打印过，再打印时会标明“副本”。"
    )
    return ask(parent, _("没有找到打印机"), words, yes=_("打印成 PDF 文件"), no=_("先不打印"))


def asked_ranges(printer: QPrinter, pages: int, chosen: Ranges | None = None) -> Ranges | None:
    """Return the pages that the dialog was asked for, None for all; ``chosen`` are those picked before it.

    Asked only for pages that the paper does not have, it returns no stretch at all.
    """
    kinds = QPrinter.PrintRange
    kind = printer.printRange()
    ranges: Ranges | None = None
    if kind == kinds.Selection:
        ranges = chosen or None
    elif kind == kinds.PageRange:
        asked = _listed(printer.pageRanges().toString())
        asked = asked or [(max(printer.fromPage(), 1), printer.toPage() or pages)]
        ranges = tuple((max(first, 1), min(last, pages)) for first, last in asked if first <= pages)
    # Only the pages asked for are drawn; the printing system is not to choose from them once more.
    printer.setPrintRange(kinds.AllPages)
    printer.setPageRanges(QPageRanges())
    return ranges


def _listed(ranges: str) -> list[tuple[int, int]]:
    """Return stretches as Qt writes them: 1-3,8."""
    found = [each.partition("-") for each in ranges.split(",") if each.strip()]
    return [(int(first), int(last or first)) for first, _dash, last in found]
