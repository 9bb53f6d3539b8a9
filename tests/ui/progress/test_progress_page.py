"""进展表 through the window: figures typed by keys alone, one after the other, taken back, kept apart by village."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.progress_figures import Origin, ReportPeriod
from desktop_app.services.progress_rows import ProgressDraft, ProgressRow
from desktop_app.ui.progress.page import ProgressPage
from desktop_app.ui.today.board import read_month
from desktop_app.ui.today.page import TodayPage
from tests.ui.accessibility.test_every_page import complaints
from tests.ui.made_up_home import Desk

ENTER = Qt.Key.Key_Return
LONG_NOTE = "旗医保局电话告知，乡镇没有分解到嘎查村的参保人数，待十二月底正式数出来以后再更新；" * 4


def opened(desk: Desk, **params: object) -> ProgressPage:
    page = cast(ProgressPage, desk.open("progress", **params))
    desk.qtbot.waitUntil(lambda: page.table.count() > 0, timeout=20_000)
    desk.settle()
    return page


def rows(page: ProgressPage) -> list[ProgressRow]:
    found = [page.table.model.row_at(number) for number in range(page.table.count())]
    return [row for row in found if row is not None]


def current(page: ProgressPage) -> ProgressRow:
    row = page.table.current()
    assert row is not None
    return row


def type_in(desk: Desk, page: ProgressPage, *texts: str) -> None:
    """Type a text into each field, Enter after each."""
    for text in texts:
        widget = page.focusWidget()
        assert widget is not None
        QTest.keyClicks(widget, text)
        QTest.keyClick(widget, ENTER)
    desk.settle()


def test_figures_are_typed_one_after_the_other_by_keys(desk: Desk) -> None:
    page = opened(desk)
    missing = [row.indicator for row in rows(page) if row.origin is Origin.MISSING]
    assert [row.indicator for row in rows(page)][: len(missing)] == missing
    assert f"还有 {len(missing)} 项要录入" in page.summary.text()
    assert current(page).indicator == missing[0]
    page.table.view.setFocus()
    QTest.keyClick(page.table.view, ENTER)
    type_in(desk, page, "95", "100", "rss")
    report = desk.app.progress.report(desk.app.actor, "2026")
    (saved,) = (row for row in report.rows if row.indicator == missing[0])
    assert (saved.numerator, saved.denominator, saved.note) == (95, 100, "rss")
    assert current(page).indicator == missing[1]
    assert page.card.numerator.line.hasFocus()
    assert not page.is_unsaved()
    type_in(desk, page, "1", "2", "")
    assert f"还有 {len(missing) - 2} 项要录入" in page.summary.text()
    assert complaints(page) == []


def test_a_bad_number_is_told_beside_its_field_and_nothing_is_saved(desk: Desk) -> None:
    page = opened(desk)
    QTest.keyClick(page.table.view, ENTER)
    type_in(desk, page, "7", "5", "")
    assert "不能大于分母" in page.card.form.row("numerator").error.text()
    assert page.is_unsaved()
    assert page.may_leave()


def test_what_is_typed_and_not_saved_waits_at_its_indicator(desk: Desk) -> None:
    page = opened(desk)
    page.card.numerator.set_value(7)
    page.table.view.selectRow(1)
    assert page.card.numerator.value() is None
    assert page.is_unsaved()
    page.table.view.selectRow(0)
    assert page.card.numerator.value() == 7


def test_a_figure_without_counts_is_typed_as_it_is(desk: Desk) -> None:
    page = opened(desk)
    row = current(page)
    page.card.value.set_value("95.2")
    page.save()
    desk.settle()
    report = desk.app.progress.report(desk.app.actor, "2026")
    (saved,) = (each for each in report.rows if each.indicator == row.indicator)
    assert (str(saved.actual), saved.numerator) == ("95.2", None)


def test_the_last_periods_numbers_are_a_start(desk: Desk) -> None:
    app = desk.app
    draft = ProgressDraft(numerator=40, denominator=50, note=LONG_NOTE[:200])
    app.progress.type_figure(app.actor, "2026-H1", "pension_rate", draft)
    page = opened(desk)
    at = next(at for at, row in enumerate(rows(page)) if row.indicator == "pension_rate")
    page.table.view.selectRow(at)
    page.card.before_button.click()
    assert (page.card.numerator.value(), page.card.denominator.value()) == (40, 50)
    assert page.card.note.value() == ""
    page.period.set_value("2026-H1")
    desk.settle()
    desk.qtbot.waitUntil(lambda: any(row.typed for row in rows(page)))
    assert "上半年" in page.summary.text()


def test_a_typed_figure_is_taken_back_by_delete(desk: Desk) -> None:
    app = desk.app
    app.progress.type_figure(
        app.actor, "2026", "pension_rate", ProgressDraft(numerator=1, denominator=2, note=LONG_NOTE[:200])
    )
    page = opened(desk)
    at = next(at for at, row in enumerate(rows(page)) if row.typed is not None)
    page.table.view.selectRow(at)
    page.table.view.setFocus()
    QTest.keyClick(page.table.view, Qt.Key.Key_Delete)
    desk.settle()
    assert all(row.typed is None for row in rows(page))


def test_today_reminds_of_the_report_that_is_due_and_leads_there(desk: Desk) -> None:
    today = cast(TodayPage, desk.open("today"))
    month = read_month(desk.app)
    assert month.progress is None
    assert today.side.progress.isHidden()
    today.side.show_month(replace(month, progress=(ReportPeriod(2026, True), 3)))
    assert today.side.progress.text() == "半年进展表：还有 3 项要录入"
    today.side.progress.click()
    desk.settle()
    page = cast(ProgressPage, desk.page())
    assert page.period.value() == "2026-H1"
    today.side.show_month(replace(month, progress=(ReportPeriod(2026, False), 0)))
    assert today.side.progress.isHidden()
