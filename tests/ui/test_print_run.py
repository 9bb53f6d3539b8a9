"""A run to a printer: written down before anything can come out, and stopped where the printer stops."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
import shiboken6
from pypdf import PdfReader
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from desktop_app.reports.printed import Part, Printed
from desktop_app.services.print_portions import Portion, portions
from desktop_app.ui import print_run
from desktop_app.ui.print_run import AHEAD, PrintRun, draw_copy_mark
from desktop_app.ui.printers import asked_ranges
from desktop_app.ui.printing import a4_printer

WAIT = 20_000


class Journal:
    """Remembers what was written down, and answers at once or never."""

    def __init__(self, *, answers: bool = True, strict: bool = True) -> None:
        self.noted: list[tuple[int, int]] = []
        self.answers, self.strict = answers, strict

    def begin(self, run: PrintRun, taken: int, begun: int) -> None:
        if self.strict:
            assert run.begun <= (self.noted[-1][1] if self.noted else 0), "drawn before it was written down"
        self.noted.append((taken, begun))
        if self.answers:
            QTimer.singleShot(0, lambda: run.allow(begun))


class FailingPrinter(QPrinter):
    """Takes so many pages and then no more."""

    def __init__(self, out: Path, takes: int) -> None:
        super().__init__()
        self.setResolution(36)
        self.setFullPage(True)
        self.setOutputFileName(str(out))
        self.left = takes

    def newPage(self) -> bool:  # noqa: N802 - Qt's name
        self.left -= 1
        return self.left >= 0 and super().newPage()


def paper(pages: int) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(200, 280))
    for number in range(pages):
        canvas.drawString(20, 20, str(number))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def slips(pages: int) -> list[Portion]:
    return portions("p", Printed(pages, tuple(Part(f"{n}", n, 1, f"{n}") for n in range(1, pages + 1))))


@pytest.fixture(autouse=True)
def _coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_run, "DPI", 36)


@pytest.mark.parametrize("good", [0, 2, 4])
def test_a_printer_gone_at_a_page_leaves_an_exact_count(tmp_path: Path, qtbot: QtBot, good: int) -> None:
    journal = Journal()
    run = PrintRun(paper(6), FailingPrinter(tmp_path / "out.pdf", good), slips(6), journal, late=False)
    with qtbot.waitSignal(run.finished, timeout=WAIT) as ended:
        run.start()
    assert ended.args == [False]
    assert (run.taken, run.begun) == (good, good + 1)
    assert run.at == (good + 1, f"{good + 1}")
    assert journal.noted[-1][1] >= run.begun


def test_a_printer_that_is_given_everything_at_the_end_has_nothing_before(
    tmp_path: Path, qtbot: QtBot
) -> None:
    journal = Journal(strict=False)
    run = PrintRun(paper(6), FailingPrinter(tmp_path / "out.pdf", 3), slips(6), journal, late=True)
    with qtbot.waitSignal(run.finished, timeout=WAIT):
        run.start()
    assert (run.taken, run.begun, journal.noted) == (0, 0, [])
    good = PrintRun(paper(6), FailingPrinter(tmp_path / "good.pdf", 9), slips(6), journal, late=True)
    with qtbot.waitSignal(good.finished, timeout=WAIT) as ended:
        good.start()
    assert ended.args == [True]
    assert journal.noted == [(0, 6)], "one note, before the printer gets anything"
    assert len(PdfReader(tmp_path / "good.pdf").pages) == 6


def test_nothing_is_drawn_that_is_not_written_down(tmp_path: Path, qtbot: QtBot) -> None:
    journal = Journal(answers=False)
    run = PrintRun(paper(3), FailingPrinter(tmp_path / "out.pdf", 9), slips(3), journal, late=False)
    run.start()
    qtbot.wait(30)
    assert (run.begun, journal.noted) == (0, [(0, 3)])
    with qtbot.waitSignal(run.finished):
        run.refuse()
    assert run.begun == 0


def test_the_window_lives_while_two_hundred_pages_are_printed(tmp_path: Path, qtbot: QtBot) -> None:
    journal, beats = Journal(), list[int]()
    run = PrintRun(paper(200), FailingPrinter(tmp_path / "out.pdf", 999), slips(200), journal, late=False)
    beat = QTimer()
    beat.timeout.connect(lambda: beats.append(run.taken))
    beat.start(0)
    with qtbot.waitSignal(run.finished, timeout=WAIT) as ended:
        run.start()
    beat.stop()
    assert ended.args == [True]
    assert (run.taken, run.begun) == (200, 200)
    assert len(set(beats)) > 100, "other things have their turn between the pages"
    assert len(journal.noted) <= 2 * 200 / AHEAD + 1, "few writes for many pages"
    assert len(PdfReader(tmp_path / "out.pdf").pages) == 200


def test_a_run_that_goes_with_its_page_leaves_nothing_to_python_s_collector(
    tmp_path: Path, qtbot: QtBot
) -> None:
    journal = Journal(strict=False)
    run = PrintRun(paper(6), FailingPrinter(tmp_path / "out.pdf", 9), slips(6), journal, late=True)
    with qtbot.waitSignal(run.progressed, check_params_cb=lambda done, _total: done == 2, timeout=WAIT):
        run.start()
    document, painter = run._document, run._painter
    shiboken6.delete(run)
    assert not painter.isActive()
    assert document.raw is None
    assert journal.noted == []


def test_a_copy_says_so_at_the_upper_right_and_an_original_does_not(tmp_path: Path, qtbot: QtBot) -> None:
    one = Printed(2, (Part("甲", 1, 1, "1"), Part("乙", 2, 1, "2")))
    wanted = portions("p", one, before={"p/2"})
    run = PrintRun(paper(2), FailingPrinter(tmp_path / "out.pdf", 9), wanted)
    with qtbot.waitSignal(run.finished, timeout=WAIT):
        run.start()
    document = pypdfium2.PdfDocument(tmp_path / "out.pdf")
    dark = []
    for page in document:
        picture = page.render(scale=1).to_pil().convert("L")
        wide = picture.width
        corner = picture.crop((wide - 90, 10, wide - 20, 45))
        dark.append(corner.getextrema()[0] < 128)
    document.close()
    assert dark == [False, True]


def test_the_mark_is_a_frame_with_its_word() -> None:
    image = QImage(600, 200, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    draw_copy_mark(painter, 600, 150)
    painter.end()
    left = round(600 - (12 + 17) * 150 / 25.4)
    assert image.pixelColor(left, 60).lightness() < 128


def test_pages_are_asked_for_by_range_or_by_what_was_picked() -> None:
    printer = a4_printer()
    assert asked_ranges(printer, 9) is None
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(3, 20)
    assert asked_ranges(printer, 9) == ((3, 9),)
    assert printer.printRange() == QPrinter.PrintRange.AllPages, (
        "the printing system leaves nothing out again"
    )
    printer.setPrintRange(QPrinter.PrintRange.Selection)
    assert asked_ranges(printer, 9, [(2, 2)]) == [(2, 2)]
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(20, 30)
    assert asked_ranges(printer, 9) == (), "not every page because none of them is there"
