"""排期 on a real store: proposing, changing a day, accepting some or all, taking back, copying and printing."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.domain.terms import UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.plan_rows import Proposal, ProposedVisit, Refusal, VisitorLoad
from desktop_app.ui.duties.day_dialog import DayDialog
from desktop_app.ui.duties.plan_book import PlanBook
from desktop_app.ui.duties.planner_board import LOAD, MONTH, PROPOSED, REFUSED
from desktop_app.ui.duties.planner_page import Period, PlannerPage, days_of
from tests.ui.duties.conftest import Open
from tests.ui.duties.entries import TODAY, entry, view
from tests.ui.made_up_home import Desk

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def planner(desk: Desk) -> PlannerPage:
    """Open the page with a proposal for the rest of the month."""
    page = cast(PlannerPage, desk.open("plan"))
    page.run_button.click()
    desk.settle()
    return page


def agreed(desk: Desk) -> int:
    """Return how many days the store has as agreed on."""
    seen = desk.app.plans.calendar(desk.app.actor, TODAY, date(2026, 12, 31))
    return sum(each.planned for each in seen.entries)


def book(page: PlannerPage) -> PlanBook:
    """Return the proposal shown."""
    found = page.book()
    assert found is not None
    return found


def test_the_planner_is_reached_by_key_with_the_filters(desk: Desk, duties: Open) -> None:
    page = duties(desk)
    visitor = next(one for one in desk.app.register.visitors(desk.app.actor) if one.name == "海棠")
    page.filters.visitor.set_value(visitor.uid)
    desk.settle()
    desk.press(Qt.Key.Key_F6)
    opened = cast(PlannerPage, desk.page())
    assert opened.filters.wanted().visitor_uid == visitor.uid
    assert opened.main_action() is None, "before a proposal there is nothing to agree on"
    desk.press(Qt.Key.Key_F6)
    assert {row.visit.name for row in book(opened).rows} == {"王桂兰"}


def test_periods_end_with_the_month() -> None:
    assert days_of(Period.THIS_MONTH, TODAY) == (TODAY, date(2026, 11, 30))
    assert days_of(Period.NEXT_MONTH, TODAY) == (date(2026, 12, 1), date(2026, 12, 31))
    assert days_of(Period.NEXT_MONTH, date(2026, 12, 5)) == (date(2027, 1, 1), date(2027, 1, 31))


def test_proposals_are_outlined_and_accepted_ones_filled(desk: Desk, planner: PlannerPage) -> None:
    assert planner.board.table.count() == len(book(planner).rows) >= 3
    assert all(row.mark().outlined for row in book(planner).rows)
    planner.board.table.view.selectRow(0)
    planner.board.accept_button.click()
    desk.settle()
    accepted = [row for row in book(planner).rows if row.accepted]
    assert len(accepted) == agreed(desk) == 1
    assert not accepted[0].mark().outlined
    assert "已采纳 1 次" in planner.state.text()
    assert not planner.board.accept_button.isEnabled()


def test_all_are_accepted_by_key_and_taken_back(desk: Desk, planner: PlannerPage) -> None:
    action = planner.main_action()
    assert action is not None
    assert (action.text, action.key) == ("全部采纳", "Ctrl+Enter")
    desk.press(Qt.Key.Key_Return, CTRL)
    assert not book(planner).open_rows()
    assert agreed(desk) >= 3
    assert planner.main_action() is None
    desk.press(Qt.Key.Key_Z, CTRL)
    assert agreed(desk) == 0
    assert len(book(planner).open_rows()) == len(book(planner).rows)


def test_a_second_plan_keeps_what_was_agreed_on(desk: Desk, planner: PlannerPage) -> None:
    planner.accept_all()
    desk.settle()
    planner.propose()
    desk.settle()
    assert all(row.visit.kept for row in book(planner).rows)
    assert planner.main_action() is None


def test_a_day_is_changed_within_the_window_before_accepting(desk: Desk, planner: PlannerPage) -> None:
    table = planner.board.table
    assert table.choose_where(lambda row: row.visit.name == "李福")
    table.view.setFocus()
    row = table.current()
    assert row is not None
    desk.press(Qt.Key.Key_Plus)
    changed = table.current()
    assert changed is not None
    assert (changed.visit.on - row.visit.on).days == 1
    assert changed.mark().text == "手工改"
    assert "手工改到这一天" in planner.board.why.text()
    for _press in range(12):
        desk.press(Qt.Key.Key_Plus)
    assert "不能排到 12月1日" in desk.window.notices.text()
    desk.press(Qt.Key.Key_Return)
    dialog = cast("list[DayDialog]", planner.findChildren(DayDialog))[0]
    dialog.day.set_value(date(2026, 11, 26))
    dialog.decide()
    planner.accept_chosen()
    desk.settle()
    seen = desk.app.plans.calendar(desk.app.actor, TODAY, date(2026, 11, 30))
    assert [each.on for each in seen.entries if each.planned] == [date(2026, 11, 26)]


def test_parts_are_switched_by_keys_and_say_what_they_hold(desk: Desk, planner: PlannerPage) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    for key, part in ((Qt.Key.Key_2, MONTH), (Qt.Key.Key_3, LOAD), (Qt.Key.Key_4, REFUSED)):
        desk.press(key, alt)
        assert planner.board.part() == part
    planner.board.show_part(LOAD)
    assert "现在" in planner.board.why.text()
    planner.board.show_part(MONTH)
    first = book(planner).rows[0].visit.on
    planner.board.grid.choose(first)
    assert "提议" in planner.board.grid.accessibleName()
    planner.board.grid.opened.emit(first)
    assert planner.board.part() == PROPOSED
    current = planner.board.table.current()
    assert current is not None
    assert current.visit.on == first


def test_the_plan_is_copied_and_printed(
    desk: Desk, planner: PlannerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner.board.copy_button.click()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["状态", "排在", "姓名"]
    assert len(lines) == 1 + len(book(planner).rows)
    printed: list[tuple[bytes, int]] = []
    monkeypatch.setattr(planner._printing, "start", lambda content, pages: printed.append((content, pages)))
    desk.press(Qt.Key.Key_P, CTRL)
    assert printed[0][0].startswith(b"%PDF")
    assert printed[0][1] == 1


def test_a_planner_that_is_stopped_leaves_the_page_as_it_was(desk: Desk) -> None:
    page = cast(PlannerPage, desk.open("plan"))
    page.propose()
    page.propose()
    assert page.stop_button.isVisibleTo(page)
    page.stop()
    desk.settle()
    assert page.book() is None
    assert page.run_button.isEnabled()
    assert not page.stop_button.isVisibleTo(page)
    assert not page.print_paper()


def test_readers_look_at_a_plan_only(desk: Desk, duties: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.app, "actor", Actor("查看", UserRole.READER))
    assert not hasattr(duties(desk), "plan_button")
    page = cast(PlannerPage, desk.open("plan"))
    page.propose()
    desk.settle()
    assert page.main_action() is None
    assert not page.board.later.isEnabled()
    page.accept_all()
    desk.settle()
    assert agreed(desk) == 0


def test_nobody_to_plan_is_explained(empty_desk: Desk) -> None:
    page = cast(PlannerPage, empty_desk.open("plan"))
    assert page.board._nothing.isVisible()
    page.board._nothing.button.click()
    empty_desk.settle()
    assert page.board.table.empty.isVisible()
    assert page.board.refused.count() == 0


def visit(name: str, on: date, **fields: object) -> ProposedVisit:
    """Return one visit of a made-up proposal."""
    usual: dict[str, object] = {
        "elder_uid": name,
        "name": name,
        "village_code": "01",
        "village": "达日罕嘎查",
        "visitor_uid": "v1",
        "visitor": "海棠",
        "on": on,
        "earliest_on": date(2026, 11, 20),
        "latest_on": date(2026, 11, 29),
        "why": "当天次数最少",
    }
    return ProposedVisit(**(usual | fields))  # type: ignore[arg-type]  # the fields are given by name


def test_a_book_keeps_load_and_faces_in_step_with_the_days() -> None:
    monday, friday = date(2026, 11, 23), date(2026, 11, 27)
    visits = (visit("甲", monday), visit("乙", monday, kept=True), visit("丙", friday))
    refusal = Refusal(
        elder_uid="丁",
        name="丁",
        village="达日罕嘎查",
        visitor=None,
        earliest_on=monday,
        latest_on=friday,
        why="海棠都请假了",
    )
    loads = (VisitorLoad(visitor_uid="v1", visitor="海棠", days={monday: 2, friday: 1}),)
    proposal = Proposal(
        first=TODAY,
        last=date(2026, 11, 30),
        visits=visits,
        refusals=(refusal,),
        loads=loads,
        changed=2,
        note="新排 2 次",
    )
    made = PlanBook(proposal, view(TODAY, 9, [entry("甲")]))
    assert made.summary() == "提议 2 次 · 排不进去 1 次。新排 2 次"
    first = made.rows[0]
    made.put(first.key, friday)
    row = made.loads()[0]
    assert (row.before[date(2026, 11, 24)], row.after[monday], row.after[friday]) == (1, 1, 2)
    assert made.faces()[friday].words().endswith("提议 2")
    assert made.faces()[monday].words().endswith("已排定 1")
    made.accept([first.key])
    assert made.faces()[friday].words().endswith("提议 1，已采纳 1")
    assert "已经排定" in made.refusal(made.rows[0], monday, TODAY)
    late = PlanBook(
        Proposal(
            first=TODAY,
            last=date(2026, 11, 30),
            visits=(visit("甲", monday, latest_on=date(2026, 11, 16)),),
            refusals=(),
            loads=loads,
            changed=1,
        ),
        view(TODAY, 9, []),
    )
    assert late.refusal(late.rows[0], friday, TODAY) == "", "what is overdue may stand on the next days"
    assert "11-22 至 11-28" in late.refusal(late.rows[0], date(2026, 12, 2), TODAY)
