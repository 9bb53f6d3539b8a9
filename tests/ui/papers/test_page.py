"""The papers: live preview, options, printing and saving."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import func, select

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import DutyState
from desktop_app.models import PrintJob
from desktop_app.reports.printed import MissingGlyph, Part, Printed
from desktop_app.services import previews
from desktop_app.services.campaign_rows import CampaignDraft
from desktop_app.services.paper_orders import PaperWish
from desktop_app.services.previews import PaperSeen
from desktop_app.ui import missing_glyphs, printers, printing
from desktop_app.ui.page import PageContext
from desktop_app.ui.papers.choices import category_choices, period_choices
from desktop_app.ui.papers.look import stretches
from desktop_app.ui.papers.options import RECORD
from desktop_app.ui.papers.page import PREVIEWED_VISITS, PapersPage
from desktop_app.ui.print_resume import ResumeDialog
from desktop_app.ui.print_run import PrintRun
from desktop_app.ui.printing import a4_printer
from tests.ui.register.conftest import MakeContext
from tests.ui.register.made_up import TODAY
from tests.ui.test_print_run import FailingPrinter

LEDGER, SUMMARY = "month-ledger", "month-summary"


def opened(page: PapersPage, qtbot: QtBot) -> PapersPage:
    qtbot.addWidget(page)
    page.resize(1200, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def looked_at(page: PapersPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "…" not in page.look.status() and not page.context.jobs.running(), timeout=20_000)


@pytest.fixture
def page(context: PageContext, qtbot: QtBot) -> PapersPage:
    made = opened(PapersPage(context), qtbot)
    looked_at(made, qtbot)
    return made


def test_the_preview_of_many_records_is_cut_and_says_so(page: PapersPage, app: Application) -> None:
    first = TODAY.replace(day=1)
    total = len(app.visits.between(app.actor, first, TODAY))
    assert total > PREVIEWED_VISITS
    assert page.look.view.page_count() >= PREVIEWED_VISITS
    assert str(total) in page.look.status()


@pytest.mark.parametrize("name", [LEDGER, SUMMARY])
def test_each_paper_is_shown_as_it_will_be_printed(page: PapersPage, qtbot: QtBot, name: str) -> None:
    page.activate(name=name)
    looked_at(page, qtbot)
    assert page.look.view.page_count() >= 1
    assert page.sheet_button.isVisible()
    assert page.pdf_button.isEnabled()


def test_no_readable_preview_is_left_on_the_disk(page: PapersPage, app: Application) -> None:
    folder = app.store.folder / "previews"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(folder.iterdir()) == []


def test_one_person_s_visits_are_chosen_one_by_one(page: PapersPage, app: Application, qtbot: QtBot) -> None:
    visits = app.visits.between(app.actor, TODAY.replace(day=1), TODAY)
    counts = {visit.elder_uid: [v.elder_uid for v in visits].count(visit.elder_uid) for visit in visits}
    uid = max(counts, key=lambda one: counts[one])
    assert counts[uid] > 1
    page.activate(name=RECORD, elder_uid=uid, month_on=TODAY)
    qtbot.waitUntil(lambda: page.options.visits is not None, timeout=20_000)
    looked_at(page, qtbot)
    chips = page.options.visits
    assert chips is not None
    assert len(chips.value()) == counts[uid]
    chips.set_value([next(iter(chips.value()))])
    looked_at(page, qtbot)
    assert page.look.status() == "共 1 页" or page.look.view.page_count() <= 2
    chips.set_value(())
    looked_at(page, qtbot)
    assert "至少选择一次" in page.look.empty.sentence.text()
    assert not page.pdf_button.isEnabled()
    page.options.person.let_go.click()
    looked_at(page, qtbot)
    assert page.options.visits is None


def test_a_person_is_found_by_typing(
    page: PapersPage, app: Application, commit: Callable[[QWidget, str], None], qtbot: QtBot
) -> None:
    name = app.visits.between(app.actor, TODAY.replace(day=1), TODAY)[0].elder_name
    commit(page.options.person.search, name)
    qtbot.waitUntil(page.options.person.found.isVisible)
    QTest.keyClick(page.options.person.search, Qt.Key.Key_Return)
    assert page.options.person.uid() is not None
    assert name in page.options.person.picked.text()
    looked_at(page, qtbot)


def test_a_month_without_visits_is_said(page: PapersPage, qtbot: QtBot) -> None:
    page.options.month.set_value(date(2026, 1, 1))
    looked_at(page, qtbot)
    assert page.look.empty.sentence.text() == "2026年1月没有探访记录。"
    assert page.print_paper(), "the key is taken, though there is nothing to print"


def test_the_whole_paper_is_saved(page: PapersPage, app: Application, tmp_path: Path, qtbot: QtBot) -> None:
    page.save_to(tmp_path / "records.pdf")
    looked_at(page, qtbot)
    total = len(app.visits.between(app.actor, TODAY.replace(day=1), TODAY))
    assert len(PdfReader(tmp_path / "records.pdf").pages) >= total
    page.activate(name=SUMMARY)
    looked_at(page, qtbot)
    page.save_to(tmp_path / "summary.xlsx")
    looked_at(page, qtbot)
    assert load_workbook(tmp_path / "summary.xlsx").worksheets[0].max_row > 3


def test_a_paper_is_printed_through_the_dialog(
    page: PapersPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "printed.pdf"

    def to_file(_pages: int, _parent: object) -> QPrinter:
        printer = a4_printer()
        printer.setOutputFileName(str(out))
        return printer

    monkeypatch.setattr(printing, "ask_printer", to_file)
    page.activate(name=LEDGER)
    looked_at(page, qtbot)
    assert page.print_paper()
    qtbot.waitUntil(lambda: not page.printing.busy and out.exists(), timeout=20_000)
    printed = PdfReader(out)
    assert len(printed.pages) == page.look.view.page_count()
    width, height = printed.pages[0].mediabox.width, printed.pages[0].mediabox.height
    assert width > height, "a ledger lies on its side"


def test_printing_can_be_stopped_and_gone_on_with(
    page: PapersPage, app: Application, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def to_file(_pages: int, _parent: object, **_asked: bool) -> QPrinter:
        printer = a4_printer()
        printer.setOutputFileName(str(tmp_path / "stopped.pdf"))
        return printer

    monkeypatch.setattr(printing, "ask_printer", to_file)
    page.print_paper()
    qtbot.waitUntil(page.stop_button.isVisible, timeout=20_000)
    page.stop_button.click()
    qtbot.waitUntil(page.interrupted.isVisible, timeout=20_000)
    assert "打印已停止" in page.context.notices.text()
    assert "没有打出任何一页" in page.context.notices.text(), "the printer had been given nothing yet"
    page.interrupted.buttons[0].click()
    qtbot.waitUntil(lambda: page.findChild(ResumeDialog) is not None, timeout=20_000)
    dialog = cast("ResumeDialog", page.findChild(ResumeDialog))
    assert dialog.count.value() == 0
    dialog.yes.click()
    qtbot.waitUntil(lambda: not page.context.undo.isHidden(), timeout=20_000)
    qtbot.waitUntil(lambda: not page.context.jobs.running(), timeout=20_000)
    assert page.interrupted.isHidden()
    assert app.print_jobs.interrupted(app.actor) == []


def test_an_empty_site_says_what_is_missing(
    make_context: MakeContext, empty_app: Application, qtbot: QtBot
) -> None:
    made = opened(PapersPage(make_context(empty_app)), qtbot)
    looked_at(made, qtbot)
    assert made.look.is_empty()
    made.activate(name=LEDGER)
    looked_at(made, qtbot)
    assert made.look.view.page_count() == 1, "a ledger of a village without people is still a paper"


def test_every_paper_of_the_catalogue_is_offered_and_says_when_it_would_name_nobody(
    page: PapersPage, app: Application, qtbot: QtBot
) -> None:
    names = [paper.name for paper in app.reports.catalogue(app.actor)]
    assert sorted(page.list.names()) == sorted(names)
    assert {"route-sheet", "overdue-list", "call-out-slip", "visit-plan", "campaign-call-tree"} <= set(names)
    for name in names:
        page.activate(name=name)
        looked_at(page, qtbot)
        shown = not page.look.is_empty() and page.look.view.page_count() >= 1
        assert shown or page.look.empty.sentence.text(), name
        assert page.options.month.isVisible() == (name in {RECORD, LEDGER, SUMMARY, "visit-plan"})


def test_the_overdue_list_of_a_village_is_shown_and_saved(
    page: PapersPage, app: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    late = app.duties.list(app.actor, states=(DutyState.OVERDUE,))
    assert late
    page.activate(name="overdue-list", village_code=late[0].line.village_code)
    looked_at(page, qtbot)
    assert page._seen is not None
    here = [row for row in late if row.line.village_code == late[0].line.village_code]
    assert page._seen.people == len(here)
    page.save_to(tmp_path / "overdue.xlsx")
    looked_at(page, qtbot)
    assert load_workbook(tmp_path / "overdue.xlsx").worksheets[0].max_row > len(here)


def test_a_plan_looks_one_month_ahead_and_a_call_tree_asks_for_its_campaign(
    page: PapersPage, app: Application, qtbot: QtBot
) -> None:
    page.activate(name="visit-plan", month_on=date(TODAY.year + 1, 6, 1))
    looked_at(page, qtbot)
    coming = (TODAY.replace(day=1) + timedelta(days=31)).replace(day=1)
    page.options.month.set_value(coming)
    assert page.options.month.value() == coming
    page.activate(name=SUMMARY)
    assert page.options.month.value() == TODAY.replace(day=1), "no month is over before it began"
    page.activate(name="campaign-call-tree")
    looked_at(page, qtbot)
    assert page.look.empty.sentence.text() == "还没有专项探访。"
    assert not page.pdf_button.isEnabled()
    draft = CampaignDraft(title="寒潮探访", from_on=TODAY, to_on=TODAY + timedelta(days=3))
    uid = app.campaigns.start(app.actor, draft).uid
    page.refresh()
    qtbot.waitUntil(lambda: page.options.campaign.value() == uid, timeout=20_000)
    looked_at(page, qtbot)
    assert page.look.view.page_count() >= 1
    assert page.pdf_button.isEnabled()


def test_sheets_with_codes_are_waited_for_once_they_go_to_the_printer(
    page: PapersPage, app: Application, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = next(row.line for row in app.duties.list(app.actor) if row.line.visitor_uid)
    page.activate(name="visit-sheet", elder_uid=line.elder_uid)
    qtbot.waitUntil(lambda: page.options.person.uid() == line.elder_uid, timeout=20_000)
    looked_at(page, qtbot)
    assert page.look.view.page_count() == 1
    assert page.options.visits is None, "a sheet to fill in is of no visit yet"
    assert not page.options.visitor.isVisible()

    def cancelled(_pages: int, _parent: object) -> None:
        return None

    def to_file(_pages: int, _parent: object) -> QPrinter:
        printer = a4_printer()
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        return printer

    monkeypatch.setattr(printing, "ask_printer", cancelled)
    page.print_paper()
    qtbot.waitUntil(lambda: not page.context.jobs.running(), timeout=20_000)
    assert app.printed_sheets.unreturned(app.actor) == []
    monkeypatch.setattr(printing, "ask_printer", to_file)
    page.print_paper()
    qtbot.waitUntil(lambda: bool(app.printed_sheets.unreturned(app.actor)), timeout=20_000)
    qtbot.waitUntil(lambda: not page.printing.busy and not page.context.jobs.running(), timeout=20_000)
    (sheet,) = app.printed_sheets.unreturned(app.actor)
    assert (sheet.elder_uid, sheet.paper) == (line.elder_uid, "visit-sheet")


def two_slips(page: PapersPage, missing: tuple[MissingGlyph, ...] = ()) -> PaperSeen:
    """Show three pages of two people, with the second of whom a character lacks a font."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 420))
    for number in range(3):
        canvas.drawString(20, 20, str(number))
        canvas.showPage()
    canvas.save()
    parts = (Part("王桂兰", 1, 2, "1"), Part("李福", 3, 1, "2"))
    seen = PaperSeen(out.getvalue(), 3, people=2, printed=Printed(3, parts, missing))
    page._seen, page._seen_wish = seen, page.options.wish()
    page.look.show_paper(seen)
    return seen


def test_small_pictures_and_names_lead_to_a_page(page: PapersPage, qtbot: QtBot) -> None:
    page.resize(1500, 640)
    two_slips(page)
    look = page.look
    assert look.thumbs.isVisible()
    qtbot.waitUntil(lambda: not look.thumbs.pages.is_drawing())
    assert look.thumbs.pages.data(look.thumbs.pages.index(2), Qt.ItemDataRole.ToolTipRole) == "第 3 页 李福"
    look.thumbs.setFocus()
    QTest.keyClick(look.thumbs, Qt.Key.Key_End)
    assert look.thumbs.currentIndex().row() == 2
    QTest.keyClick(look.thumbs, Qt.Key.Key_Home)
    QTest.keyClick(look.thumbs, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert look.chosen() == [(1, 2)]
    assert "已选 2 页" in look.status()
    assert stretches([1, 2, 5]) == [(1, 2), (5, 5)]
    line = look.jump.names.lineEdit()
    assert line is not None
    line.setText("李")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert look.jump.names.currentText() == "李福"
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_9, Qt.Key.Key_0):
        QTest.keyClick(page, key, Qt.KeyboardModifier.ControlModifier)
    page.resize(900, 640)
    assert not look.thumbs.isVisible(), "the pages have the room for themselves"


def test_characters_without_a_font_are_named_before_printing_and_saving(
    page: PapersPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = two_slips(page, (MissingGlyph("\U00031350", "李福"),))
    assert "李福（U+31350，第 3 页）" in page.look.missing.words.text()
    asked: list[str] = []

    def no(_parent: object, _title: str, text: str, **_more: object) -> bool:
        asked.append(text)
        return False

    monkeypatch.setattr(missing_glyphs, "ask", no)
    assert not page.printing.print_paper(page.options.wish(), seen, "探访记录表")
    page.save("pdf")
    page.save_each()
    assert len(asked) == 3
    assert "请手工补写" in asked[0]


def test_one_person_s_pages_are_printed_and_the_next_time_they_are_a_copy(
    page: PapersPage, app: Application, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "printed.pdf"

    def to_file(_pages: int, _parent: object, *, chosen: bool = False) -> QPrinter:
        printer = a4_printer()
        if chosen:
            printer.setPrintRange(QPrinter.PrintRange.Selection)
        printer.setOutputFileName(str(out))
        return printer

    monkeypatch.setattr(printing, "ask_printer", to_file)
    seen = two_slips(page)
    page.look.jump.page_asked.emit(3)
    page.print_part(seen.printed.parts[1])
    qtbot.waitUntil(lambda: not page.context.undo.isHidden(), timeout=20_000)
    qtbot.waitUntil(lambda: not page.context.jobs.running(), timeout=20_000)
    assert len(PdfReader(out).pages) == 1
    (entry,) = (row for row in app.access_log.list(app.actor) if row.kind == "printed")
    assert (entry.people, entry.what) == (1, "探访记录表")
    two_slips(page)
    page.print_paper()
    qtbot.waitUntil(lambda: "1 份以前打印过" in page.context.notices.text(), timeout=20_000)
    qtbot.waitUntil(lambda: not page.printing.busy and not page.context.jobs.running(), timeout=20_000)


def test_a_printer_that_goes_away_is_told_with_page_and_name(
    page: PapersPage, app: Application, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def to_file(_pages: int, _parent: object, **_asked: bool) -> QPrinter:
        return FailingPrinter(tmp_path / "printed.pdf", 1)

    monkeypatch.setattr(printing, "ask_printer", to_file)
    monkeypatch.setattr(printing, "PrintRun", partial(PrintRun, late=False))
    seen = two_slips(page)
    page.printing.print_paper(page.options.wish(), seen, "探访记录表")
    qtbot.waitUntil(page.interrupted.isVisible, timeout=20_000)
    assert page.context.notices.text().startswith(
        "打到第 2 页（王桂兰）时打印机没有回应。还没有一份完整打出。检查打印机后按“接着打印”"
    )
    (job,) = app.print_jobs.interrupted(app.actor)
    assert (job.sent_parts, job.may_parts, job.parts) == (0, 1, 2)
    assert "共 2 份，打印机收下 0 份" in page.interrupted.words.text()
    page.interrupted.buttons[1].click()
    qtbot.waitUntil(page.interrupted.isHidden, timeout=20_000)


def traces(app: Application) -> tuple[object, ...]:
    """Return everything that a printed paper would leave behind."""
    with app.store.reading() as session:
        jobs = session.execute(select(func.count()).select_from(PrintJob)).scalar_one()
    return (
        jobs,
        app.issued_papers.newest(app.actor),
        app.printed_sheets.unreturned(app.actor),
        [row for row in app.access_log.list(app.actor) if row.kind == "printed"],
    )


@pytest.mark.parametrize("first", [0, 20])
def test_a_dialog_left_or_asked_for_pages_that_are_not_there_prints_nothing_and_leaves_no_trace(
    page: PapersPage, app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    def asked(_pages: int, _parent: object, **_asked: bool) -> QPrinter | None:
        printer = a4_printer()
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setFromTo(first, first + 10)
        return printer if first else None

    before = traces(app)
    monkeypatch.setattr(printing, "ask_printer", asked)
    seen = two_slips(page)
    assert not page.printing.print_paper(page.options.wish(), seen, "探访记录表")
    assert not page.printing.busy
    assert ("只有 3 页" in page.context.notices.text()) == bool(first)
    qtbot.waitUntil(lambda: not page.context.jobs.running(), timeout=20_000)
    assert traces(app) == before


def test_without_a_printer_a_sentence_says_what_to_do_or_a_pdf_is_offered(
    page: PapersPage, app: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def no(_parent: object, _title: str, text: str, **_more: object) -> bool:
        asked.append(text)
        return False

    monkeypatch.setattr(printers, "ask", no)
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
    before, seen = traces(app), two_slips(page)
    for offered, system in enumerate((False, True)):
        monkeypatch.setattr(printers, "PRINTS_TO_FILE", system)
        assert not page.printing.print_paper(page.options.wish(), seen, "探访记录表")
        assert len(asked) == offered
        assert "没有找到打印机" in page.context.notices.text()
    assert "PDF" in asked[0]
    assert traces(app) == before


def test_full_numbers_need_a_reason_and_a_blank_form_needs_nothing(page: PapersPage, qtbot: QtBot) -> None:
    options = page.options
    options.full.set_value(True)
    assert "用途" in options.missing()
    options.reason.set_value("报送旗县民政局")
    assert options.missing() == ""
    assert (options.wish().masked, options.wish().reason) == (False, "报送旗县民政局")
    options.blank.set_value(True)
    assert (options.wish().blank, options.wish().masked, options.wish().reason) == (True, True, None)
    looked_at(page, qtbot)
    assert page.look.view.page_count() >= 1
    assert page.each_button.isHidden()


def test_the_progress_paper_opens_with_the_period_asked_for(
    page: PapersPage, app: Application, qtbot: QtBot
) -> None:
    periods = [str(each) for each in app.progress.periods(app.actor)]
    for period in periods:
        page.activate(name="progress", period=period, village_code=None)
        wish = page.options.wish()
        assert (wish.period, wish.village_code) == (period, None)
    looked_at(page, qtbot)


def test_what_was_seen_before_the_data_changed_is_not_printed(page: PapersPage, qtbot: QtBot) -> None:
    fresh = []
    for _again in range(2):
        looked_at(page, qtbot)
        fresh.append(page._seen_wish is not None)
        page.refresh()
        fresh.append(page._seen_wish is not None)
    looked_at(page, qtbot)
    assert fresh == [True, False, True, False]


def test_periods_and_groups_of_people_are_offered() -> None:
    may, november = date(2026, 5, 2), date(2026, 11, 22)
    assert [key for key, _words in period_choices(november, with_months=False)] == [
        "2026",
        "2026-H1",
        "2025",
        "2025-H1",
        "2024",
        "2024-H1",
    ]
    assert period_choices(may, with_months=False)[0][0] == "2026-H1"
    assert [key for key, _words in period_choices(may, with_months=True)][:4] == [
        "",
        "2026",
        "2026-H1",
        "2026-Q2",
    ]
    keys = [key for key, _words in category_choices()]
    assert (keys[0], keys[-1]) == ("special", "all")


def test_a_long_paper_stays_in_a_private_file_that_is_wiped(
    app: Application, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(previews, "LARGE", 10)
    service = previews.PreviewService(app.context, app.reports)
    seen = service.paper(app.actor, PaperWish(name=SUMMARY, month=(TODAY.year, TODAY.month)))
    assert seen.content == b""
    path = Path(seen.source)  # type: ignore[arg-type]  # a long one is a file
    assert path.read_bytes().startswith(b"%PDF")
    previews.PreviewService(app.context, app.reports)
    assert path.exists(), "what is being looked at is not taken for left behind"
    del seen
    gc.collect()
    qtbot.waitUntil(lambda: not path.exists())
