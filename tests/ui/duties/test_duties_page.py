"""The list of owed visits: filters, reasons, the way to the form, copying."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.domain.terms import DutyState
from desktop_app.ui.duties import PAGES
from desktop_app.ui.duties.page import DutiesPage
from desktop_app.ui.visits.form_page import VisitPage
from tests.ui.made_up_home import LONG_NAME, Desk


def duties(desk: Desk, **params: object) -> DutiesPage:
    return cast(DutiesPage, desk.open("duties", **params))


def names(page: DutiesPage) -> list[str]:
    rows = (page.table.model.row_at(number) for number in range(page.table.count()))
    return [row.line.name for row in rows if row is not None]


def test_who_is_to_be_visited_is_listed_with_counts_on_the_filters(desk: Desk) -> None:
    page = duties(desk)
    assert names(page) == ["王桂兰", "李福", LONG_NAME]
    assert page.chip(DutyState.OVERDUE).text() == "已逾期 1"
    assert page.chip(DutyState.DUE).text() == "应探访 2"


def test_filters_by_state_and_village_narrow_the_list(desk: Desk) -> None:
    page = duties(desk, states=["overdue"])
    assert names(page) == ["王桂兰"]
    page.chip(DutyState.DUE).click()
    desk.settle()
    current = page.table.model.row_at(1)
    assert current is not None
    page.village.set_value(current.line.village_code)
    desk.settle()
    assert names(page) == ["李福"]
    assert page.chip(DutyState.DUE).text() == "应探访", "counts of the whole site would mislead here"


def test_the_strip_says_why_for_every_duty_of_the_chosen_person(desk: Desk) -> None:
    page = duties(desk)
    desk.qtbot.waitUntil(page.why.isVisible, timeout=3000)
    words = page.why.words()
    assert "每7天一次" in words
    assert "每月一次" in words
    assert "上次有效探访 11月9日" in words


def test_enter_opens_the_form_with_the_rest_of_the_list_as_queue(desk: Desk) -> None:
    page = duties(desk)
    page.table.view.selectRow(1)
    desk.press(Qt.Key.Key_Return)
    opened = cast(VisitPage, desk.page())
    assert opened.keeper_key() == ("visit", desk.uid("李福"))
    assert "后面还有 1 人" in opened.place.text()


def test_the_list_is_copied_as_a_table(desk: Desk) -> None:
    page = duties(desk)
    page._on_copy()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["姓名", "状态", "嘎查村（社区）"]
    assert len(lines) == 4
    assert "138****8001" in lines[1]
    assert "13800138001" not in QApplication.clipboard().text()


def test_no_filter_and_no_people_are_explained(desk: Desk, empty_desk: Desk) -> None:
    page = duties(desk)
    for state in page.states():
        page.chip(state).click()
    desk.settle()
    assert "选择要看的状态" in page.table.empty.sentence.text()
    page.table.empty.button.click()
    desk.settle()
    assert page.table.count() == 3
    page = duties(empty_desk)
    assert "名册还是空的" in page.table.empty.sentence.text()


def test_the_badge_counts_the_overdue(desk: Desk, empty_desk: Desk) -> None:
    badge = PAGES[0].badge
    assert badge is not None
    shown = badge(desk.app)
    assert shown is not None
    assert (shown.count, shown.level) == (1, "overdue")
    assert badge(empty_desk.app) is None


def test_headers_sort_by_what_they_say(desk: Desk) -> None:
    page = duties(desk)
    header = page.table.view.horizontalHeader()
    header.sectionClicked.emit(2)
    desk.settle()
    villages = [row.village for row in (page.table.model.row_at(at) for at in range(3)) if row is not None]
    codes = {row.village: row.line.village_code for row in desk.app.duties.list(desk.app.actor)}
    assert [codes[name] for name in villages] == sorted(codes[name] for name in villages)


def test_nothing_flashes_as_a_window_of_its_own(desk: Desk) -> None:
    duties(desk)
    desk.qtbot.wait(200)
    desk.settle()
    assert desk.stray.seen == []
