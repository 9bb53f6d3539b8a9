"""转场与交接 with the keyboard alone: move, return, decide on tiers, leave, hand over, look at pauses again."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop_app.domain.terms import ResidenceKind, UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.handovers import HandoverDraft
from desktop_app.services.pauses import PauseState
from desktop_app.services.seasonal_moves import MoveState
from desktop_app.ui.moves import decision_tabs
from desktop_app.ui.moves.decision_tabs import ProposalDialog
from desktop_app.ui.moves.handover_dialog import HandoverDialog
from desktop_app.ui.moves.leave_dialogs import LeaveDialog, LeaveEndDialog
from desktop_app.ui.moves.move_dialogs import CoverDialog, MoveDialog, ReturnDialog
from desktop_app.ui.moves.page import HANDOVERS, HOLDS, LEAVES, LEFT_BEHIND, MOVES, PROPOSALS, MovesPage
from desktop_app.ui.pause_review_dialog import PauseReviewDialog
from tests.ui.made_up_home import LONG_NAME, TODAY, Desk
from tests.ui.moves.made_up import DAY, fill, uid_of, visitor_of

D = TypeVar("D", bound=QDialog)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def filled(desk: Desk) -> Desk:
    fill(desk.app)
    desk.settle()
    return desk


def page_of(desk: Desk, tab: int = MOVES) -> MovesPage:
    page = desk.open("moves", tab=tab)
    assert isinstance(page, MovesPage)
    return page


def dialog_of(desk: Desk, kind: type[D]) -> D:
    desk.settle()
    found = cast("list[D]", desk.window.findChildren(kind))
    return next(one for one in found if one.isVisible())


def tell(target: QWidget, text: str) -> None:
    QTest.keyClicks(target, text)


def save(desk: Desk, dialog: QDialog) -> None:
    QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Return, CTRL)
    desk.settle()
    desk.settle()


def press_way(desk: Desk, button: QWidget) -> None:
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    desk.settle()


def test_each_list_shows_who_waits_there_and_the_tabs_count(filled: Desk) -> None:
    page = page_of(filled)
    assert [row.name for row in page.moves.rows()] == ["张三", LONG_NAME]
    assert [row.name for row in page.left_behind.rows()] == ["王桂兰"]
    assert [row.name for row in page.proposals.rows()] == ["李福"]
    assert [row.visitor for row in page.leaves.rows()] == ["海棠"]
    assert [hold.row.name for hold in page.holds.rows()] == ["张三"]
    assert "在外 1 人，将转场 1 人" in page.moves.told.text()
    assert "1 人没有另行安排探访" in page.moves.told.text()
    assert page.tabs.tabText(MOVES).endswith("2")


def test_empty_lists_say_what_belongs_there(empty_desk: Desk) -> None:
    page = page_of(empty_desk)
    for tab in (page.moves, page.left_behind, page.proposals, page.leaves, page.holds):
        assert tab.table.empty.sentence.text()
        assert tab.table.empty.hint.text()
    page.moves.table.empty.button.setFocus()
    empty_desk.press(Qt.Key.Key_Space)
    dialog_of(empty_desk, MoveDialog).reject()


def test_people_are_found_by_initials_and_moved_with_their_household(filled: Desk) -> None:
    page = page_of(filled)
    filled.press(Qt.Key.Key_F4)
    dialog = dialog_of(filled, MoveDialog)
    tell(dialog.people.search.line, "wgl")
    filled.qtbot.waitUntil(lambda: dialog.people.fitting.count() == 1)
    QTest.keyClick(dialog.people.search.line, Qt.Key.Key_Return)
    press_way(filled, dialog.people.household_button)
    assert dialog.people.value() == (uid_of(filled.app, "王桂兰"), uid_of(filled.app, LONG_NAME))
    dialog.place.line.setFocus()
    tell(dialog.place.line, "Harhiraa")
    save(filled, dialog)
    rows = {row.name: row.place for row in page.moves.rows()}
    assert rows["王桂兰"] == "Harhiraa"
    assert page.left_behind.rows() == []
    assert LONG_NAME in filled.window.undo_notice.accessibleName()  # already away: left out and named
    assert filled.window.undo_notice.undo()
    filled.settle()
    assert "王桂兰" not in {row.name for row in page.moves.rows()}


def test_nobody_picked_is_said_beside_the_field_and_esc_asks_only_for_something(filled: Desk) -> None:
    page_of(filled)
    filled.press(Qt.Key.Key_F4)
    dialog = dialog_of(filled, MoveDialog)
    save(filled, dialog)
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    filled.settle()
    left = cast("list[MoveDialog]", filled.window.findChildren(MoveDialog))
    assert not any(one.isVisible() for one in left)


def test_whoever_is_away_is_given_a_visitor_and_brought_back(filled: Desk) -> None:
    page = page_of(filled)
    page.moves.table.view.selectRow(1)
    press_way(filled, page.moves.cover_button)
    cover = dialog_of(filled, CoverDialog)
    cover.visitor.set_value(visitor_of(filled.app, "海棠"))
    save(filled, cover)
    assert {row.name: row.covered_by for row in page.moves.rows()}[LONG_NAME] == "海棠"
    page.moves.table.view.selectRow(1)
    press_way(filled, page.moves.back_button)
    save(filled, dialog_of(filled, ReturnDialog))
    states = {row.name: (row.state, row.to_on) for row in page.moves.rows()}
    assert states[LONG_NAME] == (MoveState.AWAY, TODAY)


def test_those_left_behind_may_move_after_all(filled: Desk) -> None:
    page = page_of(filled, LEFT_BEHIND)
    press_way(filled, page.left_behind.go_button)
    dialog = dialog_of(filled, MoveDialog)
    assert dialog.people.value() == (uid_of(filled.app, "王桂兰"),)
    assert dialog.kind.value() is ResidenceKind.PASTURE
    save(filled, dialog)
    assert page.left_behind.rows() == []


def test_a_proposal_is_turned_down_or_approved_with_a_reason(filled: Desk) -> None:
    page = page_of(filled, PROPOSALS)
    press_way(filled, page.proposals.decline_button)
    dialog = dialog_of(filled, ProposalDialog)
    save(filled, dialog)
    assert dialog.isVisible(), "a reason is asked for"
    tell(dialog.reason.line, "zhenggaile")
    save(filled, dialog)
    assert page.proposals.rows() == []
    assert filled.window.undo_notice.undo()
    filled.settle()
    press_way(filled, page.proposals.approve_button)
    save(filled, dialog_of(filled, ProposalDialog))
    tiers = filled.app.tier_decisions.list(filled.app.actor, uid_of(filled.app, "李福"))
    assert [(row.tier, row.holds) for row in tiers] == [("high", True)]


def test_a_leave_is_entered_refused_beside_its_field_and_ended(filled: Desk) -> None:
    page = page_of(filled, LEAVES)
    filled.press(Qt.Key.Key_F4)
    dialog = dialog_of(filled, LeaveDialog)
    dialog.visitor.set_value(visitor_of(filled.app, "赵宝山"))
    dialog.to_on.set_value(TODAY + 2 * DAY)
    dialog.stand_in.set_value(visitor_of(filled.app, "海棠"))
    save(filled, dialog)
    assert dialog.isVisible()
    assert "也请假" in dialog.form.row("stand_in_uid").error.text()
    dialog.stand_in.set_value(None)
    save(filled, dialog)
    assert [row.visitor for row in page.leaves.rows()] == ["赵宝山", "海棠"]
    assert "没有代班人" not in page.leaves.told.text(), "nobody waits for 赵宝山"
    press_way(filled, page.leaves.end_button)
    save(filled, dialog_of(filled, LeaveEndDialog))
    assert [row.visitor for row in page.leaves.rows()] == ["海棠"]


def test_a_handover_shows_what_would_happen_before_it_is_done(filled: Desk) -> None:
    page = page_of(filled, HANDOVERS)
    filled.press(Qt.Key.Key_F4)
    dialog = dialog_of(filled, HandoverDialog)
    assert not dialog.go_button.isEnabled()
    dialog.giver.set_value(visitor_of(filled.app, "海棠"))
    dialog.taker.set_value(visitor_of(filled.app, "赵宝山"))
    filled.qtbot.waitUntil(dialog.go_button.isEnabled)
    assert "移交 1 人：王桂兰" in dialog.told.text()
    dialog.whom.set_value(False)
    filled.qtbot.waitUntil(lambda: dialog.table.count() == 1)
    dialog.table.view.selectRow(0)
    filled.qtbot.waitUntil(dialog.go_button.isEnabled)
    dialog.reason.set_value("产假")
    save(filled, dialog)
    detail = filled.app.register.get(filled.app.actor, uid_of(filled.app, "王桂兰"))
    assert detail.visitor == "赵宝山"
    (row,) = page.handovers.rows()
    assert (row.from_name, row.to_name, row.reason) == ("海棠", "赵宝山", "产假")


def test_the_paper_of_a_handover_is_printed_from_its_line(
    filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = filled.app
    draft = HandoverDraft(from_uid=visitor_of(app, "海棠"), to_uid=visitor_of(app, "赵宝山"), from_on=TODAY)
    app.handovers.apply(app.actor, draft)
    page = page_of(filled, HANDOVERS)
    asked: list[tuple[str, str]] = []

    def note(name: str, *, handover_uid: str) -> bool:
        asked.append((name, handover_uid))
        return True

    monkeypatch.setattr(page.handovers._printing, "print", note)
    press_way(filled, page.handovers.print_button)
    assert asked == [("handover-pack", page.handovers.rows()[0].uid)]


def test_a_pause_is_looked_at_again_and_ended(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(filled, HOLDS)
    assert "1 人的暂停待复核" in page.holds.told.text()
    press_way(filled, page.holds.extend_button)
    save(filled, dialog_of(filled, PauseReviewDialog))
    (hold,) = page.holds.rows()
    assert hold.pause is not None
    assert (hold.pause.state, hold.pause.review_on.isoformat()) == (PauseState.HOLDS, "2026-12-22")
    monkeypatch.setattr(decision_tabs, "ask", lambda *_words, **_more: True)
    press_way(filled, page.holds.end_button)
    filled.settle()
    assert page.holds.rows() == []


def test_the_lists_narrow_to_a_village_and_leave_as_tables(filled: Desk, tmp_path: Path) -> None:
    page = page_of(filled)
    page.moves.save_export(tmp_path / "moves.xlsx")
    page.left_behind.save_export(tmp_path / "left.xlsx")
    filled.settle()
    assert (tmp_path / "moves.xlsx").exists()
    assert (tmp_path / "left.xlsx").exists()
    page.village.set_value(page.moves.rows()[0].village_code)
    filled.settle()
    assert [row.name for row in page.moves.rows()] == ["张三"]
    assert page.left_behind.rows() == []
    page.moves.copy()
    assert "张三" in QApplication.clipboard().text()


def test_f2_and_enter_go_to_the_person_under_the_cursor(filled: Desk) -> None:
    page = page_of(filled, HOLDS)
    page.holds.table.view.setFocus()
    filled.press(Qt.Key.Key_Return)
    assert filled.window.navigator.current_page() is not page


def test_a_reader_finds_lists_without_ways_to_change(filled: Desk) -> None:
    filled.app.actor = Actor("李志强", UserRole.READER)
    page = page_of(filled)
    assert page.main_action() is None
    for made in (page.moves.back_button, page.proposals.approve_button, page.leaves.end_button):
        assert not made.isVisibleTo(page)
