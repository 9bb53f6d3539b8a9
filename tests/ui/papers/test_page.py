"""The papers: live preview, options, printing and saving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import DutyState
from desktop_app.services.campaign_rows import CampaignDraft
from desktop_app.ui.page import PageContext
from desktop_app.ui.papers import page as page_module
from desktop_app.ui.papers.options import RECORD
from desktop_app.ui.papers.page import PREVIEWED_VISITS, PapersPage
from desktop_app.ui.printing import a4_printer
from tests.ui.register.conftest import MakeContext
from tests.ui.register.made_up import TODAY

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

    monkeypatch.setattr(page_module, "ask_printer", to_file)
    page.activate(name=LEDGER)
    looked_at(page, qtbot)
    assert page.print_paper()
    qtbot.waitUntil(lambda: page._run is None and out.exists(), timeout=20_000)
    printed = PdfReader(out)
    assert len(printed.pages) == page.look.view.page_count()
    width, height = printed.pages[0].mediabox.width, printed.pages[0].mediabox.height
    assert width > height, "a ledger lies on its side"


def test_printing_can_be_stopped(page: PapersPage, tmp_path: Path, qtbot: QtBot) -> None:
    printer = a4_printer()
    printer.setOutputFileName(str(tmp_path / "stopped.pdf"))
    seen = page._seen
    assert seen is not None
    page.print_to(seen.content, printer)
    assert page.stop_button.isVisible()
    page.stop_button.click()
    assert page._run is None
    assert "打印没有完成" in page.context.notices.text()


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
    assert page.list.count() == len(names)
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

    monkeypatch.setattr(page_module, "ask_printer", cancelled)
    page.print_paper()
    qtbot.waitUntil(lambda: not page.context.jobs.running(), timeout=20_000)
    assert app.printed_sheets.unreturned(app.actor) == []
    monkeypatch.setattr(page_module, "ask_printer", to_file)
    page.print_paper()
    qtbot.waitUntil(lambda: bool(app.printed_sheets.unreturned(app.actor)), timeout=20_000)
    qtbot.waitUntil(lambda: page._run is None and not page.context.jobs.running(), timeout=20_000)
    (sheet,) = app.printed_sheets.unreturned(app.actor)
    assert (sheet.elder_uid, sheet.paper) == (line.elder_uid, "visit-sheet")
