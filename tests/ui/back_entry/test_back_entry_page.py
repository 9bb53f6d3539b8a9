"""Back entry by keys: code, Enter, fill, save, code; slips are said at once; what never came back is seen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.domain.sheet_codes import grouped
from desktop_app.domain.terms import Mode, Outcome, UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui import sheet_questions
from desktop_app.ui.back_entry.page import BackEntryPage
from tests.ui.made_up_home import PEOPLE, TODAY, Desk

OLD = TODAY - timedelta(days=9)


@dataclass
class Opened:
    """What a page asked the navigator for, in place of opening it."""

    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def open(self, key: str, **params: Any) -> bool:
        """Remember."""
        self.asked.append((key, params))
        return True

    def back(self) -> bool:
        """Stay."""
        return False

    def has(self, _key: str) -> bool:
        """Know every page."""
        return True


def page_of(desk: Desk, *, days: tuple[int, ...] = (0,)) -> tuple[BackEntryPage, list[str], Opened]:
    """Open the page with sheets out for everybody, and a navigator that only listens."""
    wanted = [(desk.uid(name), TODAY - timedelta(days=day)) for day in days for name in PEOPLE]
    codes = desk.app.printed_sheets.issue(desk.app.actor, "visit-sheet", wanted)
    page = cast(BackEntryPage, desk.open("back-entry"))
    listening = Opened()
    page.context = replace(page.context, navigator=listening)
    return page, codes, listening


def enter(desk: Desk, page: BackEntryPage, text: str) -> None:
    """Type into the field and press Enter, as a scanner does."""
    assert QApplication.focusWidget() is page.code.field.line
    page.code.field.line.selectAll()
    QTest.keyClicks(page.code.field.line, text)
    desk.press(Qt.Key.Key_Return)


def record(desk: Desk, name: str, code: str) -> str:
    """Record the visit of a sheet."""
    return desk.app.visits.record(
        desk.app.actor,
        VisitDraft(
            elder_uid=desk.uid(name),
            visited_on=TODAY,
            mode=Mode.IN_PERSON.value,
            outcome=Outcome.MET_IN_PERSON.value,
            visitor_name="海棠",
            sheet_no=code,
        ),
    )


def test_a_code_and_enter_open_the_form_of_its_person(desk: Desk) -> None:
    page, codes, listening = page_of(desk)
    enter(desk, page, grouped(codes[1]))
    wanted = {"elder_uid": desk.uid(PEOPLE[1]), "sheet_no": codes[1], "visited_on": TODAY}
    assert listening.asked == [("visit", {**wanted, "then": "back-entry"})]
    page.activate()
    assert page.code.field.value() == ""


def test_the_stack_goes_on_after_each_form(desk: Desk) -> None:
    codes = desk.app.printed_sheets.issue(
        desk.app.actor, "visit-sheet", [(desk.uid(name), OLD) for name in PEOPLE[:2]]
    )
    page = cast(BackEntryPage, desk.open("back-entry"))
    enter(desk, page, codes[0])
    form = desk.page()
    assert desk.window.navigator.current_key() == "visit"
    place = cast(Any, form).place()
    assert (place["elder_uid"], place["sheet_no"], place["visited_on"]) == (
        desk.uid(PEOPLE[0]),
        codes[0],
        OLD,
    )
    desk.press(Qt.Key.Key_Escape)
    assert desk.page() is page
    enter(desk, page, codes[1])
    assert desk.window.navigator.current_key() == "visit"


def test_a_slip_is_said_beside_the_field_at_once_and_what_was_typed_stays(desk: Desk) -> None:
    page, codes, listening = page_of(desk)
    wrong = codes[0][:-1] + str((int(codes[0][-1]) + 1) % 10)
    QTest.keyClicks(page.code.field.line, wrong)
    assert "有一位打错了" in page.code.said.text()
    assert "有一位打错了" in page.code.field.line.accessibleDescription()
    desk.press(Qt.Key.Key_Return)
    assert page.code.field.value() == wrong
    assert listening.asked == []
    enter(desk, page, "no 15")
    assert "不是纸单编号" in page.code.said.text()
    enter(desk, page, "00000000")
    assert "预览样张" in page.code.said.text()


def test_a_sheet_that_is_back_says_when_and_enter_opens_its_visit(desk: Desk) -> None:
    page, codes, listening = page_of(desk)
    uid = record(desk, PEOPLE[0], codes[0])
    desk.settle()
    enter(desk, page, codes[0])
    assert "登记过" in page.code.said.text()
    assert PEOPLE[0] in page.code.said.text()
    assert page.code.open_visit.isVisible()
    assert listening.asked == []
    desk.press(Qt.Key.Key_Return)
    ((key, params),) = listening.asked
    assert (key, params["visit_uid"], params["then"]) == ("visit", uid, "back-entry")


def test_the_list_shows_what_is_out_the_oldest_first_and_says_what_is_late(desk: Desk) -> None:
    page, codes, listening = page_of(desk, days=(0, 9))
    assert "8 张还没有登记，其中 4 张超过一周" in page.count.text()
    shown = [page.table.model.row_at(number) for number in range(page.table.count())]
    keys = [(row.village_code, row.for_on) for row in shown if row is not None]
    assert keys == sorted(keys)
    assert keys[0][1] == OLD
    record(desk, PEOPLE[0], codes[0])
    desk.settle()
    assert page.table.count() == 7
    page.table.view.setFocus()
    page.table.view.selectRow(0)
    desk.press(Qt.Key.Key_Return)
    assert listening.asked[0][1]["visited_on"] == OLD


def test_sheets_are_given_up_with_a_reason_and_that_is_taken_back(desk: Desk) -> None:
    page, _codes, _listening = page_of(desk)
    page.table.view.setFocus()
    page.table.view.selectAll()
    desk.press(Qt.Key.Key_Delete)
    dialog = page.dialog
    assert dialog is not None
    desk.press(Qt.Key.Key_Return)
    assert dialog.form.row("because").error.text(), "a reason is asked for"
    QTest.keyClicks(dialog.reason.line, "lost")
    desk.press(Qt.Key.Key_Return)
    assert page.table.count() == 0
    assert not page.dialog
    assert desk.window.undo_notice.undo()
    desk.settle()
    assert page.table.count() == len(PEOPLE)


def test_somebody_who_left_the_register_is_said_in_the_list_and_can_be_entered(desk: Desk) -> None:
    page, codes, listening = page_of(desk)
    draft = VisitDraft(
        elder_uid=desk.uid(PEOPLE[1]),
        visited_on=TODAY,
        mode=Mode.IN_PERSON.value,
        outcome=Outcome.MOVED.value,
        visitor_name="海棠",
    )
    desk.app.visits.record(desk.app.actor, draft)
    desk.settle()
    said = [
        page.table.model.columns[-1].text(row)
        for number in range(page.table.count())
        if (row := page.table.model.row_at(number)) is not None and row.code == codes[1]
    ]
    assert said == ["已退出名册（迁出，2026-11-22）"]
    enter(desk, page, codes[1])
    assert listening.asked
    assert "迁出" in desk.window.notices.text()


def test_what_is_odd_about_a_sheet_is_asked_before_its_visit_is_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, codes, _listening = page_of(desk)
    record(desk, PEOPLE[0], codes[0])
    asked: list[str] = []
    answers = iter([False, True])

    def answer(_owner: object, _title: str, text: str, **_more: object) -> bool:
        """Say no the first time, then yes."""
        asked.append(text)
        return next(answers)

    monkeypatch.setattr(sheet_questions, "ask", answer)
    questions, saved = sheet_questions.SheetQuestions(page.context, page), []
    draft = VisitDraft(
        elder_uid=desk.uid(PEOPLE[0]),
        visited_on=OLD,
        mode=Mode.IN_PERSON.value,
        outcome=Outcome.MET_IN_PERSON.value,
        sheet_no=codes[0],
    )
    for _time in range(2):
        questions.ask(draft, None, lambda: saved.append("twice"))
        desk.settle()
    assert saved == ["twice"]
    assert "已经在 2026-11-22 登记过" in asked[0]
    assert "早于纸单的打印日期 2026-11-22" in asked[0]
    fresh = replace(draft, elder_uid=desk.uid(PEOPLE[1]), sheet_no=codes[1], visited_on=TODAY)
    questions.ask(fresh, None, lambda: saved.append("first"))
    desk.settle()
    assert saved == ["twice", "first"]
    questions.ask(replace(draft, sheet_no=None), None, lambda: saved.append("none"))
    assert saved[-1] == "none", "without a number nothing is read"
    assert len(asked) == 2


def test_f2_asks_for_the_person_of_a_sheet_without_code(desk: Desk) -> None:
    page, _codes, listening = page_of(desk)
    page.record_visit()
    assert listening.asked == [("visit", {"then": "back-entry"})]


def test_a_reader_sees_the_list_and_enters_nothing(desk: Desk) -> None:
    desk.app.printed_sheets.issue(desk.app.actor, "visit-sheet", [(desk.uid(PEOPLE[0]), TODAY)])
    desk.app.actor = Actor("看台账的人", UserRole.READER)
    page = cast(BackEntryPage, desk.open("back-entry"))
    assert page.table.count() == 1
    assert page.main_action() is None
    assert not page.code.isVisible()
    assert not page.off_button.isVisible()


def test_an_empty_page_leads_to_printing(empty_desk: Desk) -> None:
    page = cast(BackEntryPage, empty_desk.open("back-entry"))
    assert page.table.empty.isVisible()
    assert "没有等着收回的纸单" in page.table.empty.sentence.text()
