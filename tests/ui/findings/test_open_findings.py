"""What was open before stands on top of every form for visits, is answered by digits, and is never answered by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.terms import Outcome
from desktop_app.services.finding_drafts import FollowUp
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries.findings import FindingFilter, FindingLine
from desktop_app.storage.queries.visits import FindingRow
from desktop_app.ui.open_findings import MOST, OpenFindings, follow_ups, unexplained
from desktop_app.ui.rounds.call_entries import CallEntry, draft_of
from desktop_app.ui.rounds.calls_page import CallsPage
from desktop_app.ui.rounds.household_page import HouseholdPage
from desktop_app.ui.visits.form_page import VisitPage
from tests.ui.conftest import Commit
from tests.ui.made_up_home import TODAY, Desk

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def row(number: int = 1, kind: str = "hazard", found_on: date = TODAY) -> FindingRow:
    return FindingRow(
        uid=f"f{number}",
        elder_uid="e",
        elder_name="李福",
        visit_uid=None,
        kind=kind,
        what=f"问题{number}",
        action=None,
        referred_to=None,
        found_on=found_on,
        due_on=found_on + timedelta(days=7),
        state="open",
        closed_on=None,
    )


def line(desk: Desk) -> FindingLine:
    """Return the one finding of the made-up home, which is Li Fu's."""
    return desk.app.findings.list(desk.app.actor, FindingFilter(text="线路老化"))[0]


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_what_was_not_looked_at_says_nothing() -> None:
    answers = {
        "a": {"answer": "still"},
        "b": {"answer": "solved", "how": "换了线"},
        "c": {"answer": "unseen"},
    }
    assert follow_ups(answers) == (FollowUp("a", solved=False), FollowUp("b", solved=True, what="换了线"))
    assert not unexplained(answers)
    assert unexplained({"a": {"answer": "solved"}})


def test_urgent_and_old_ones_are_asked_first_and_not_more_than_fit(qtbot: QtBot) -> None:
    asked = OpenFindings()
    qtbot.addWidget(asked)
    found = [row(number, found_on=TODAY - timedelta(days=number)) for number in range(9)]
    asked.show_findings([*found, row(20, "urgent")], TODAY)
    assert [each.found.uid for each in asked._asked[:3]] == ["f20", "f8", "f7"]
    assert asked.count() == MOST
    assert "还有 4 个" in asked._rest.text()
    asked.set_values({"f20": {"answer": "solved"}})
    assert not asked.check()
    assert asked._asked[0].problem.text() == "请写一句怎么解决的。"
    asked.set_values({"f20": {"answer": "solved", "how": "关了阀门"}})
    assert asked.check()
    assert asked.followed() == (FollowUp("f20", solved=True, what="关了阀门"),)
    asked.set_asks(False)
    assert asked.followed() == ()


def test_a_visit_closes_a_finding_with_three_keys(desk: Desk, commit: Commit) -> None:
    page = cast(VisitPage, desk.open("visit", elder_uid=desk.uid("李福")))
    assert focused() is page.sheet.followed._asked[0].line
    desk.press(Key.Key_F6)
    assert page.sheet.followed.values() == {}, "the same as last time answers nothing about findings"
    desk.press(Key.Key_O, CTRL)
    desk.press(Key.Key_2)
    desk.press(Key.Key_Return, CTRL)
    assert desk.page() is page, "it has to say how"
    commit(focused(), "村电工换了线")
    desk.press(Key.Key_Return, CTRL)
    closed = line(desk)
    assert (closed.state, closed.closing_note) == ("closed", "村电工换了线")
    page = cast(VisitPage, desk.open("visit", elder_uid=desk.uid("李福")))
    assert page.sheet.followed.count() == 0
    assert page.sheet.person._open.isHidden()


def test_a_visit_that_saw_nothing_and_a_correction_ask_nothing_and_a_draft_keeps_the_answers(
    desk: Desk,
) -> None:
    page = cast(VisitPage, desk.open("visit", elder_uid=desk.uid("李福")))
    desk.press(Key.Key_1)
    page.sheet.outcome.outcome.set_value(Outcome.AWAY.value)
    assert page.sheet.followed._asked[0].line.isHidden()
    assert page.sheet.draft(desk.uid("李福")).followed == ()
    page.sheet.outcome.outcome.set_value(Outcome.NOT_AT_HOME.value)
    uid = line(desk).uid
    assert page.sheet.draft(desk.uid("李福")).followed == (FollowUp(uid, solved=False),)
    page.give_up_draft()
    desk.press(Key.Key_3)
    desk.press(Key.Key_Return)
    assert focused() is page.sheet.blocks.first_open()
    desk.press(Key.Key_O, CTRL)
    desk.press(Key.Key_1)
    desk.press(Key.Key_Escape)
    page = cast(VisitPage, desk.open("visit", elder_uid=desk.uid("李福")))
    assert page.sheet.followed.values() == {line(desk).uid: {"answer": "still"}}
    elder_uid = desk.uid("李福")
    visit = desk.app.visits.of_elder(desk.app.actor, elder_uid)[0]
    page = cast(VisitPage, desk.open("visit", elder_uid=elder_uid, visit_uid=visit.uid))
    assert page.sheet.followed.count() == 1
    assert page.sheet.followed._asked[0].line.isHidden()


def test_a_household_round_asks_in_each_column(desk: Desk) -> None:
    page = cast(HouseholdPage, desk.open("household-round", elder_uid=desk.uid("李福")))
    column = page.form.columns[0]
    column.outcome.setFocus()
    desk.press(Key.Key_Return)
    assert focused() is column.followed._asked[0].line
    desk.press(Key.Key_1)
    desk.press(Key.Key_F6)
    assert column.followed.values() == {line(desk).uid: {"answer": "still"}}
    desk.press(Key.Key_Return, CTRL)
    steps = desk.app.findings.detail(desk.app.actor, line(desk).uid).steps
    assert [step.kind for step in steps] == ["checked"]


def test_a_phone_round_asks_once_somebody_was_reached(desk: Desk, commit: Commit) -> None:
    page = cast(CallsPage, desk.open("phone-round", uids=[desk.uid("李福")]))
    panel = page.sheet.panel
    page.sheet.when.visitor.set_value(desk.app.register.visitors(desk.app.actor)[0].uid)
    page.sheet.list.table.setFocus()
    desk.press(Key.Key_2)
    assert not panel.followed.asks()
    panel.pick(1, "09:10")
    assert panel.followed.asks()
    panel.outcome.setFocus()
    desk.press(Key.Key_Return)
    assert focused() is panel.followed._asked[0].line
    desk.press(Key.Key_2)
    desk.press(Key.Key_Return, CTRL)
    assert line(desk).state == "open"
    commit(focused(), "儿子换了线")
    desk.press(Key.Key_Return, CTRL)
    assert (line(desk).state, line(desk).closing_note) == ("closed", "儿子换了线")


def test_a_call_says_nothing_of_a_finding_that_was_closed_meanwhile(desk: Desk) -> None:
    page = cast(CallsPage, desk.open("phone-round", uids=[desk.uid("李福")]))
    (called,) = page.sheet.list.rows()
    entry = CallEntry(
        outcome=Outcome.MET_REMOTELY.value,
        followed={"gone": {"answer": "still"}, line(desk).uid: {"answer": "still"}},
    )
    went = {"visited_on": TODAY}
    assert draft_of(called, entry, went, visit_form(), None).followed == (
        FollowUp(line(desk).uid, solved=False),
    )
