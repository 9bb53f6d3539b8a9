"""The list of owed visits: filters, groups, reasons, the way to the form, copying."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.ui.duties import PAGES
from desktop_app.ui.duties.list_groups import Grouping, Heading
from desktop_app.ui.duties.page import DutiesPage
from desktop_app.ui.visits.form_page import VisitPage
from tests.ui.duties.conftest import Open
from tests.ui.made_up_home import LONG_NAME, Desk


def names(page: DutiesPage) -> list[str]:
    return [row.line.name for row in page.list.table.people_from(0, 1000)]


def group(desk: Desk, page: DutiesPage, grouping: Grouping) -> list[Heading]:
    page.list.grouping.set_value(grouping)
    desk.settle()
    return page.list.table.headings()


def test_who_is_to_be_visited_is_listed_with_counts_on_the_filters(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    assert names(page) == ["王桂兰", "李福", LONG_NAME]
    assert page.list.chip(DutyState.OVERDUE).text() == "已逾期 1"
    assert page.list.chip(DutyState.DUE).text() == "应探访 2"


def test_filters_by_state_village_and_visitor_narrow_the_list(desk: Desk, duties: Open) -> None:
    page = duties(desk, states=["overdue"])
    assert names(page) == ["王桂兰"]
    page.list.chip(DutyState.DUE).click()
    desk.settle()
    other = page.list.table.people_from(1, 1)[0]
    page.filters.village.set_value(other.line.village_code)
    desk.settle()
    assert names(page) == ["李福"]
    assert page.list.chip(DutyState.DUE).text() == "应探访", "counts of the whole site would mislead here"
    page.filters.village.set_value(None)
    visitor = next(one for one in desk.app.register.visitors(desk.app.actor) if one.name == "海棠")
    page.filters.visitor.set_value(visitor.uid)
    desk.settle()
    assert names(page) == ["王桂兰"]


def test_filters_come_with_the_page_before_their_choices_are_read(desk: Desk, duties: Open) -> None:
    code = next(row.line.village_code for row in desk.app.duties.list(desk.app.actor))
    page = duties(desk, village_code=code)
    assert page.filters.village.value() == code
    assert names(page) == ["王桂兰", LONG_NAME]


def test_a_kind_without_duties_says_so_and_leads_back(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    page.list.kind.set_value(DutyKind.EVENT)
    desk.settle()
    assert "没有这样的应探访" in page.list.table.empty.sentence.text()
    page.list.table.empty.button.click()
    desk.settle()
    assert page.list.kind.value() is None
    assert len(names(page)) == 3


def test_the_strip_says_why_for_every_duty_of_the_chosen_person(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    desk.qtbot.waitUntil(page.list.why.isVisible, timeout=3000)
    words = page.list.why.words()
    assert "每周走访" in words
    assert "每月探访" in words
    assert "11月9日" in words


def test_enter_opens_the_form_with_the_rest_of_the_list_as_queue(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    page.list.table.view.setFocus()
    page.list.table.view.selectRow(1)
    desk.press(Qt.Key.Key_Return)
    opened = cast(VisitPage, desk.page())
    assert opened.keeper_key() == ("visit", desk.uid("李福"))
    assert "后面还有 1 人" in opened.rest.text()


def test_groups_by_village_have_headings_with_counts(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    headings = group(desk, page, Grouping.VILLAGE)
    assert [(each.count, each.overdue) for each in headings] == [(2, 1), (1, 0)]
    assert headings[0].words().endswith("2 人 · 逾期 1")
    assert page.list.table.person() is not None, "the cursor stays on a person"


def test_groups_by_visitor_put_nobody_last(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    assert [each.title for each in group(desk, page, Grouping.VISITOR)] == ["海棠", "未指定探访人"]


def test_left_goes_to_the_heading_and_folds_it_right_unfolds_it(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    group(desk, page, Grouping.VILLAGE)
    table = page.list.table
    table.view.setFocus()
    desk.press(Qt.Key.Key_Left)
    assert isinstance(table.current(), Heading)
    desk.press(Qt.Key.Key_Left)
    assert names(page) == ["李福"]
    current = table.current()
    assert isinstance(current, Heading)
    assert current.folded
    assert desk.app.duties.counts(desk.app.actor)[DutyState.OVERDUE] == 1
    desk.press(Qt.Key.Key_Right)
    assert len(names(page)) == 3
    desk.press(Qt.Key.Key_Return)
    assert names(page) == ["李福"], "Enter folds as well, and opens nothing"


def test_f2_on_a_heading_asks_whom(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    group(desk, page, Grouping.VILLAGE)
    page.list.table.choose_first()
    assert page.current() is None
    desk.press(Qt.Key.Key_F2)
    assert cast(VisitPage, desk.page()).keeper_key() == ("visit", "")


def test_the_list_is_copied_as_a_table(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    page.list.copy()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["姓名", "状态", "排定"]
    assert len(lines) == 4
    assert "138****8001" in lines[1]
    assert "13800138001" not in QApplication.clipboard().text()


def test_no_filter_and_no_people_are_explained(desk: Desk, empty_desk: Desk, duties: Open) -> None:
    page = duties(desk)
    for state in page.list.states():
        page.list.chip(state).click()
    desk.settle()
    assert "选择要看的状态" in page.list.table.empty.sentence.text()
    page.list.table.empty.button.click()
    desk.settle()
    assert page.list.table.count() == 3
    page = duties(empty_desk)
    assert "名册还是空的" in page.list.table.empty.sentence.text()


def test_the_badge_counts_the_overdue(desk: Desk, empty_desk: Desk) -> None:
    badge = PAGES[0].badge
    assert badge is not None
    shown = badge(desk.app)
    assert shown is not None
    assert (shown.count, shown.level) == (1, "overdue")
    assert badge(empty_desk.app) is None


def test_headers_sort_by_what_they_say(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    table = page.list.table
    keys = [column.key for column in table.model.columns]
    table.view.horizontalHeader().sectionClicked.emit(keys.index("village"))
    desk.settle()
    codes = [row.line.village_code for row in table.people_from(0, 3)]
    assert codes == sorted(codes)


def test_a_narrow_window_keeps_name_state_and_next_step(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    desk.window.resize(700, 560)
    desk.settle()
    shown = {column.key for column in page.list.table.visible_columns()}
    assert {"name", "state", "step", "planned"} <= shown
    assert not shown & {"tier", "last", "phone"}


def test_views_are_switched_by_keys_and_remember_where_they_were(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    for number, key in enumerate((Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)):
        desk.press(key, Qt.KeyboardModifier.AltModifier)
        assert page.view() == number
    desk.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert len(names(page)) == 3


def test_nothing_flashes_as_a_window_of_its_own(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    for number in (1, 2, 0):
        page.show_view(number)
        desk.settle()
    desk.qtbot.wait(200)
    desk.settle()
    assert desk.stray.seen == []
