"""Findings by keyboard: the list by age, every step, a finding entered by hand, the person's tab, today."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop_app.domain.terms import FindingStepKind, UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.finding_drafts import StepDraft
from desktop_app.services.previews import PaperSeen
from desktop_app.services.visit_drafts import FindingDraft
from desktop_app.storage.queries.findings import FindingFilter, FindingLine
from desktop_app.ui import theme
from desktop_app.ui.findings.finding_page import FindingPage
from desktop_app.ui.findings.form_page import FindingFormPage
from desktop_app.ui.findings.list_page import FindingsPage
from desktop_app.ui.person_dialog import PersonDialog
from desktop_app.ui.register.person_page import PersonPage
from desktop_app.ui.today.page import TodayPage
from tests.ui.conftest import Commit
from tests.ui.made_up_home import LONG_NAME, TODAY, Desk

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
URGENT, LATE = "屋里有煤气味", "屋顶漏雨"


def add(desk: Desk, name: str, kind: str, what: str, days: int = 0) -> str:
    app = desk.app
    app.findings.add(
        app.actor, desk.uid(name), FindingDraft(kind=kind, what=what), TODAY - timedelta(days=days)
    )
    desk.settle()
    return line(desk, what).uid


def line(desk: Desk, what: str) -> FindingLine:
    found = desk.app.findings.list(desk.app.actor, FindingFilter(text=what))
    return found[0]


def listed(desk: Desk, **params: object) -> FindingsPage:
    page = desk.open("findings", **params)
    assert isinstance(page, FindingsPage)
    return page


def opened(desk: Desk, uid: str, **params: object) -> FindingPage:
    page = desk.open("finding", uid=uid, **params)
    assert isinstance(page, FindingPage)
    return page


def names(page: FindingsPage) -> list[str]:
    rows = [page.table.model.row_at(number) for number in range(page.table.count())]
    return [row.what for row in rows if row is not None]


def type_in(text: str, commit: Commit) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    commit(focused, text)


def test_an_empty_list_says_why_and_offers_to_enter_one(empty_desk: Desk) -> None:
    page = listed(empty_desk)
    assert page.table.empty.isVisible()
    assert "销号" in page.table.empty.hint.text()
    assert page.table.empty.button.text() == "登记问题"
    assert page.preview_area.isHidden()


def test_the_last_finding_of_a_number_leaves_the_way_back_to_all_open_ones(desk: Desk) -> None:
    uid = add(desk, LONG_NAME, "need", LATE, days=120)
    page = listed(desk)
    page.ageing.number("need", "90+").click()
    desk.settle()
    desk.app.findings.take_step(
        desk.app.actor, uid, StepDraft(kind="closed", done_on=TODAY, what="补好了", proof="照片")
    )
    page.refresh()
    desk.settle()
    assert names(page) == []
    assert page.table.empty.sentence.text() == "没有符合条件的问题。"
    page.table.empty.button.click()
    desk.settle()
    assert names(page) == ["用电：线路老化"]


def test_the_list_is_narrowed_by_numbers_and_filters_and_enter_opens_its_line(desk: Desk) -> None:
    add(desk, LONG_NAME, "need", LATE, days=120)
    add(desk, "王桂兰", "urgent", URGENT)
    page = listed(desk)
    assert names(page) == [URGENT, LATE, "用电：线路老化"]
    assert "先打电话" in page.preview._calls.text()
    assert "138 0013 8001" in page.preview._calls.text()
    page.ageing.number("need", "90+").click()
    desk.settle()
    assert names(page) == [LATE]
    assert page.ageing.number("need", "90+").accessibleName() == "需求，90天以上：1 件"
    page.ageing.number("need", "90+").click()
    desk.settle()
    assert len(names(page)) == 3
    page = listed(desk, kind="benefit")
    assert page.table.empty.isVisible()
    assert page.table.empty.button.text() == "看全部在办的"
    page.table.empty.button.click()
    desk.settle()
    assert names(page) == [URGENT, LATE, "用电：线路老化"]
    assert names(listed(desk, here=True)) == []
    assert names(listed(desk, state="closed")) == []
    page = listed(desk, state="open")
    page.table.view.setFocus()
    QTest.keyClick(page.table.view, Key.Key_Down)
    desk.press(Key.Key_Return)
    assert isinstance(desk.page(), FindingPage)
    desk.press(Key.Key_Escape)
    assert desk.page() is page
    chosen = page.table.current()
    assert chosen is not None
    assert chosen.what == LATE


def test_a_digit_closes_a_finding_and_comes_back_to_the_list(desk: Desk, commit: Commit) -> None:
    page = listed(desk)
    page.table.view.setFocus()
    desk.press(Key.Key_4)
    made = desk.page()
    assert isinstance(made, FindingPage)
    assert made.form is not None
    assert made.form.chosen() is FindingStepKind.CLOSED
    type_in("换了新线路", commit)
    desk.press(Key.Key_Return, CTRL)
    assert isinstance(desk.page(), FindingPage), "without a proof it is not closed"
    assert not made.form.row("proof").error.isHidden()
    type_in("现场照片", commit)
    desk.press(Key.Key_Return, CTRL)
    assert isinstance(desk.page(), FindingsPage)
    assert names(page) == []
    closed = line(desk, "线路老化")
    assert (closed.state, closed.closing_note) == ("closed", "换了新线路")
    desk.press(Key.Key_Z, CTRL)
    assert line(desk, "线路老化").state == "open"
    page.table.view.setFocus()
    desk.press(Key.Key_7)
    assert desk.page() is page
    assert "现在不能做这一步" in page.context.notices.text()


def test_every_step_asks_only_what_it_needs_and_a_referral_is_printed(
    desk: Desk, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[int] = []

    def start(_self: object, _wish: object, seen: PaperSeen, _title: str) -> bool:
        printed.append(seen.pages if seen.content.startswith(b"%PDF") else 0)
        return True

    monkeypatch.setattr("desktop_app.ui.printing.DirectPrint.print_paper", start)
    uid = line(desk, "线路老化").uid
    page = opened(desk, uid)
    assert page.form is not None
    desk.press(Key.Key_3)
    shown = {name for name in page.form.values() if not page.form.row(name).isHidden()}
    assert shown == {"kind", "referred_to", "what_referred", "due_on", "done_on", "by_name", "print_slip"}
    page.form.referred_to.set_value("供电所")
    page.save()
    desk.settle()
    assert printed == [1], "the three parts of the slip stand on one page"
    desk.press(Key.Key_P, CTRL)
    assert len(printed) == 2
    assert "转介 供电所" in page.steps.words()[0]
    assert line(desk, "线路老化").slip_no == f"{TODAY.year}-0001"
    assert page.form is not None
    desk.press(Key.Key_6)
    assert page.form.chosen() is FindingStepKind.RETURNED
    desk.press(Key.Key_7)
    assert page.form.chosen() is FindingStepKind.ANSWERED
    assert page.form.answered_by.value() == "供电所"
    page.form.row("what_answered").field.set_value("下周换线")
    desk.press(Key.Key_Return, CTRL)
    assert "答复 供电所：下周换线" in page.steps.words()[0]
    assert page.form is not None
    assert page.form.choose(FindingStepKind.ESCALATED.value)
    assert page.form.held_by.value() == "county"
    type_in("村里没有资金", commit)
    desk.press(Key.Key_Return, CTRL)
    assert line(desk, "线路老化").held_by == "county"
    assert page.form is not None
    assert page.form.choose(FindingStepKind.ASSIGNED.value)
    page.form.owner.set_value(page.form.owner._values[1])
    desk.press(Key.Key_Return, CTRL)
    assert line(desk, "线路老化").owner in {"海棠", "赵宝山"}


def test_a_closed_one_is_opened_again_taken_back_and_what_is_typed_stays_a_draft(
    desk: Desk, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.ui.findings.finding_page.ask", lambda *_words, **_more: True)
    uid = line(desk, "线路老化").uid
    desk.app.findings.take_step(
        desk.app.actor, uid, StepDraft(kind="closed", done_on=TODAY, what="换了线", proof="照片")
    )
    page = opened(desk, uid, step="reopened")
    type_in("又跳闸", commit)
    desk.press(Key.Key_Return, CTRL)
    assert line(desk, "线路老化").state == "open"
    page = opened(desk, uid)
    page._back_button.click()
    desk.settle()
    assert line(desk, "线路老化").state == "closed"
    page = opened(desk, uid, step="reopened")
    type_in("又坏了", commit)
    assert page.is_unsaved()
    desk.press(Key.Key_Escape)
    desk.settle()
    page = opened(desk, uid)
    assert page.form is not None
    assert page.form.chosen() is FindingStepKind.REOPENED
    assert page.form.row("what_reopened").field.value() == "又坏了"


def test_a_finding_without_a_visit_is_entered_with_the_keyboard(desk: Desk, commit: Commit) -> None:
    page = listed(desk)
    desk.press(Key.Key_N, CTRL)
    asked = next(
        each for each in cast("list[PersonDialog]", page.findChildren(PersonDialog)) if each.isVisible()
    )
    commit(asked.search, "张三")
    desk.qtbot.waitUntil(lambda: asked.table.count() == 1)
    asked.search.entered.emit("张三")
    desk.settle()
    made = desk.page()
    assert isinstance(made, FindingFormPage)
    with desk.qtbot.waitActive(desk.window):
        desk.window.activateWindow()
    assert made.form is not None
    made.form.focus_first()
    desk.press(Key.Key_1)
    assert made.emergency.isVisible()
    desk.press(Key.Key_Return)
    type_in("邻居说两天没出门", commit)
    desk.press(Key.Key_Return, CTRL)
    assert isinstance(desk.page(), FindingsPage)
    found = line(desk, "两天没出门")
    assert (found.elder_name, found.kind, found.due_on) == ("张三", "urgent", TODAY + timedelta(days=1))


def test_a_form_opened_about_nobody_asks_whom_first(desk: Desk, commit: Commit) -> None:
    page = cast(FindingFormPage, desk.open("finding-form"))
    assert page.picker.isVisible()
    assert page.main_action() is None
    commit(page.picker.search, "张三")
    desk.qtbot.waitUntil(lambda: page.picker.table.count() == 1)
    page.picker.search.entered.emit("张三")
    desk.settle()
    assert page.form is not None
    assert page.form.isVisible()
    assert page.place() == {"elder_uid": desk.uid("张三"), "uid": ""}
    assert page.main_action() is not None


def test_a_low_page_folds_its_numbers_till_they_are_asked_for(desk: Desk) -> None:
    add(desk, "王桂兰", "urgent", URGENT)
    page = listed(desk)
    page.resize(900, theme.px(25))
    assert not page.ageing.isVisible()
    assert not page.filters.village.isVisible()
    assert page.said.text() == "2 件；3天以内 1，31至90天 1"
    page.fold.button.click()
    assert page.ageing.isVisible()
    assert page.filters.village.isVisible()
    assert page.said.isHidden()
    page.resize(900, theme.px(60))
    assert page.ageing.isVisible()
    assert page.fold.button.isHidden()


def test_a_finding_is_corrected_and_stands_on_the_tab_of_its_person(desk: Desk) -> None:
    uid = line(desk, "线路老化").uid
    page = opened(desk, uid)
    page._edit_button.click()
    desk.settle()
    form_page = desk.page()
    assert isinstance(form_page, FindingFormPage)
    assert form_page.form is not None
    assert form_page.form.row("found_on").isHidden()
    form_page.form.what.set_value("用电：线路老化，插座发热")
    form_page.save()
    desk.settle()
    assert isinstance(desk.page(), FindingPage)
    assert line(desk, "插座发热").uid == uid
    page._edit_button.click()
    desk.settle()
    form_page.save()
    desk.settle()
    assert "没有改动" in page.context.notices.text()
    desk.app.findings.take_step(
        desk.app.actor, uid, StepDraft(kind="acted", done_on=TODAY, what="联系了电工")
    )
    person = desk.open("person", uid=desk.uid("李福"))
    assert isinstance(person, PersonPage)
    person.content.bar.setCurrentIndex(2)
    desk.settle()
    tab = person.content.findings
    assert "联系了电工" in tab._steps.words()[0]
    tab.table.view.setFocus()
    desk.press(Key.Key_N, CTRL)
    assert isinstance(desk.page(), FindingFormPage)
    desk.press(Key.Key_Escape)
    tab.open_button.click()
    desk.settle()
    assert isinstance(desk.page(), FindingPage)


def test_today_leads_to_an_urgent_one_which_shows_whom_to_call(desk: Desk) -> None:
    add(desk, "王桂兰", "urgent", URGENT)
    page = desk.open("today")
    assert isinstance(page, TodayPage)
    groups = [name for name, _count, _lines in read_groups(page)]
    assert groups == ["urgent", "overdue"]
    made = cast("list[QPushButton]", page.side.findings.findChildren(QPushButton))
    found = [each for each in made if each.isVisible()]
    names_ = [each.accessibleName() for each in found]
    assert names_[0] == "问题跟踪：紧急 1 件"
    assert names_[1].startswith("办理 王桂兰 的问题：屋里有煤气味，24小时内办")
    found[1].click()
    desk.settle()
    assert isinstance(desk.page(), FindingPage)
    uid = line(desk, URGENT).uid
    urgent = opened(desk, uid)
    assert urgent.emergency.isVisible()
    assert "急救 120 · 报警 110 · 火警 119" in urgent.emergency.text()
    assert "村医：未登记" in urgent.emergency.text()
    desk.app.findings.take_step(
        desk.app.actor, uid, StepDraft(kind="closed", done_on=TODAY, what="关了阀门", proof="回访")
    )
    desk.settle()
    assert urgent.emergency.isHidden()


def read_groups(page: TodayPage) -> list[tuple[str, int, list[FindingLine]]]:
    from desktop_app.ui.today.finding_lines import read_findings

    return read_findings(page.context.app).groups()


def test_a_reader_sees_and_cannot_change(desk: Desk) -> None:
    desk.app.actor = Actor(name="查阅", role=UserRole.READER)
    page = listed(desk)
    assert page.main_action() is None
    assert not any(made.isEnabled() for made in page.buttons.values())
    shown = opened(desk, line(desk, "线路老化").uid)
    assert shown.form is None
    assert not shown._nothing.isHidden()
    assert shown.main_action() is None
