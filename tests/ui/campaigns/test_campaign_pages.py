"""Campaigns by keyboard: start one, see whom it names, record visits for it, correct, end, print, undo."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from desktop_app.domain.campaigns import CampaignPhase, TargetState
from desktop_app.domain.policies import Condition
from desktop_app.services.campaign_rows import CampaignDraft, PeopleChoice
from desktop_app.ui.campaigns import words
from desktop_app.ui.campaigns.campaign_dialogs import CorrectDialog, EndDialog, VisitorDialog
from desktop_app.ui.campaigns.campaign_form import NAMED
from desktop_app.ui.campaigns.campaign_page import CampaignPage
from desktop_app.ui.campaigns.list_page import CampaignsPage
from desktop_app.ui.campaigns.start_page import StartCampaignPage
from desktop_app.ui.kit import Dialog
from desktop_app.ui.person_dialog import PersonDialog
from desktop_app.ui.printing import a4_printer
from desktop_app.ui.visits.form_page import VisitPage
from tests.ui.conftest import Commit
from tests.ui.made_up_home import LONG_NAME, TODAY, WAIT_MS, Desk

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _leave_without_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the window close at the end of a test, whatever was filled in."""
    monkeypatch.setattr("desktop_app.ui.campaigns.start_page.ask", lambda *_words, **_more: True)


def started(desk: Desk, title: str = "寒潮专项探访", **more: object) -> str:
    draft = {
        "title": title,
        "from_on": TODAY,
        "to_on": TODAY + timedelta(days=2),
        "choice": PeopleChoice(conditions=(Condition(special=True),)),
        **more,
    }
    return desk.app.campaigns.start(desk.app.actor, CampaignDraft(**draft)).uid  # type: ignore[arg-type]  # fields


def campaign_page(desk: Desk, uid: str) -> CampaignPage:
    page = desk.open("campaign", uid=uid)
    assert isinstance(page, CampaignPage)
    return page


def start_page(desk: Desk, **params: object) -> StartCampaignPage:
    page = desk.open("campaign-start", **params)
    assert isinstance(page, StartCampaignPage)
    look(desk, page)
    return page


def look(desk: Desk, page: StartCampaignPage) -> None:
    """Wait for the names that follow the form after a moment."""
    desk.qtbot.waitUntil(lambda: not page._timer.isActive() and page._reading is None)
    desk.settle()


def back(desk: Desk) -> None:
    """Wait until the window has the keyboard again after a dialog."""
    with desk.qtbot.waitActive(desk.window):
        desk.window.activateWindow()


def dialog(page: object, kind: type[Dialog]) -> Dialog:
    shown = [each for each in page.findChildren(kind) if each.isVisible()]  # type: ignore[attr-defined]  # a page
    assert len(shown) == 1
    return shown[0]  # type: ignore[no-any-return]  # what findChildren finds


def test_an_empty_list_says_what_campaigns_are_for_and_starts_one(desk: Desk) -> None:
    page = desk.open("campaigns")
    assert isinstance(page, CampaignsPage)
    assert page.table.empty.isVisible()
    assert "寒潮" in page.table.empty.hint.text()
    page.table.empty.button.click()
    desk.settle()
    assert isinstance(desk.page(), StartCampaignPage)


def test_a_campaign_is_started_from_a_template_with_the_keyboard_alone(desk: Desk) -> None:
    page = start_page(desk)
    assert page.form is not None
    assert page.form.template.combo.hasFocus()
    desk.press(Key.Key_Down)
    look(desk, page)
    assert page.form.title.value() == "寒潮专项探访"
    assert page.form.from_on.value() == TODAY
    names = {person.name for person in page.people}
    assert names == {"王桂兰", "李福", LONG_NAME}
    assert "3 人" in page.count.text()
    desk.press(Key.Key_Return, CTRL)
    made = desk.page()
    assert isinstance(made, CampaignPage)
    assert made.table.count() == 3
    assert desk.app.campaigns.list(desk.app.actor)[0].line.template == "common/cold-wave"
    assert not desk.stray.seen or "StartForm" not in desk.stray.seen


def test_people_are_added_and_taken_out_before_it_starts(desk: Desk, commit: Commit) -> None:
    page = start_page(desk, template="common/cold-wave")
    assert page.form is not None
    page.form.who.set_value(NAMED)
    look(desk, page)
    assert page.table.empty.isVisible()
    desk.press(Key.Key_Insert)
    asked = dialog(page, PersonDialog)
    assert isinstance(asked, PersonDialog)
    commit(asked.search, "张三")
    desk.qtbot.waitUntil(lambda: asked.table.count() == 1)
    asked.search.entered.emit("张三")
    desk.settle()
    look(desk, page)
    assert [person.name for person in page.people] == ["张三"]
    back(desk)
    page.table.setFocus()
    page.table.choose_first()
    desk.press(Key.Key_Delete)
    look(desk, page)
    assert page.table.empty.isVisible()
    assert page.back_button.isVisible()
    page.start()
    desk.settle()
    assert "没有符合条件的人" in page.form.row("targets").error.text()
    assert desk.app.campaigns.list(desk.app.actor) == []
    page.back_button.click()
    look(desk, page)
    assert [person.name for person in page.people] == ["张三"]


def test_days_the_wrong_way_round_are_said_beside_the_field(desk: Desk) -> None:
    page = start_page(desk, template="common/cold-wave")
    assert page.form is not None
    page.form.to_on.set_value(TODAY - timedelta(days=5))
    look(desk, page)
    assert "不能早于开始日期" in page.form.row("to_on").error.text()


def test_leaving_asks_only_if_something_was_filled_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def stay(_parent: object, title: str, _text: str, **_more: object) -> bool:
        asked.append(title)
        return False

    monkeypatch.setattr("desktop_app.ui.campaigns.start_page.ask", stay)
    page = start_page(desk, template="common/cold-wave")
    assert page.form is not None
    assert page.may_leave()
    page.form.title.set_value("二月寒潮")
    assert not page.may_leave()
    assert asked == ["不发起了？"]
    page.form.mark_clean()


def test_the_same_campaign_twice_is_asked_about(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    started(desk)
    answers = [False, True]
    monkeypatch.setattr("desktop_app.ui.campaigns.start_page.ask", lambda *_words, **_more: answers.pop(0))
    page = start_page(desk, template="common/cold-wave")
    assert "同名" in page.warning.text()
    page.start()
    desk.settle()
    assert len(desk.app.campaigns.list(desk.app.actor)) == 1
    page.start()
    desk.settle()
    assert len(desk.app.campaigns.list(desk.app.actor)) == 2


def test_the_list_says_how_far_each_got_and_enter_opens_it(desk: Desk) -> None:
    uid = started(desk)
    page = desk.open("campaigns")
    assert isinstance(page, CampaignsPage)
    shown = page.table.copy_table()
    assert "进行中，还剩 3 天" in shown
    assert "已探访 0/3 人（0%）" in shown
    page.table.setFocus()
    desk.press(Key.Key_Return)
    opened = desk.page()
    assert isinstance(opened, CampaignPage)
    assert opened.detail is not None
    assert opened.detail.row.uid == uid


def test_f2_records_a_visit_for_the_campaign_and_goes_on_to_the_next(desk: Desk) -> None:
    uid = started(desk)
    page = campaign_page(desk, uid)
    page.table.setFocus()
    page.table.choose_first()
    first = page.table.current()
    assert first is not None
    desk.press(Key.Key_F2)
    form = desk.page()
    assert isinstance(form, VisitPage)
    assert form.sheet.outcome.campaign.value() == uid
    assert form.sheet.outcome.row("campaign_uid").isVisible()
    form.sheet.accept_all()
    form.sheet.outcome.visitor.set_value(desk.app.register.visitors(desk.app.actor)[0].uid)
    desk.press(Key.Key_Return, CTRL)
    assert isinstance(desk.page(), VisitPage)
    made = desk.app.visits.of_elder(desk.app.actor, first.uid)[0]
    assert (made.visited_on, made.campaign_uid) == (TODAY, uid)
    form.sheet.outcome.campaign.set_value(None)
    page = campaign_page(desk, uid)
    assert next(each for each in page.detail.targets if each.uid == first.uid).state is TargetState.REACHED  # type: ignore[union-attr]  # it was read
    assert "已探访 1/3 人" in page.reached.text()


def test_the_visit_form_has_no_campaign_row_where_none_runs(desk: Desk) -> None:
    form = desk.open("visit", elder_uid=desk.uid("王桂兰"))
    assert isinstance(form, VisitPage)
    assert form.sheet.outcome.row("campaign_uid").isHidden()
    started(desk)
    form = desk.open("visit", elder_uid=desk.uid("王桂兰"))
    assert isinstance(form, VisitPage)
    assert form.sheet.outcome.row("campaign_uid").isVisible()
    assert form.sheet.outcome.campaign.value() is None
    form = desk.open("visit", elder_uid=desk.uid("张三"))
    assert isinstance(form, VisitPage)
    assert form.sheet.outcome.row("campaign_uid").isHidden()


def test_the_table_narrows_to_a_village_and_to_those_not_reached(desk: Desk) -> None:
    page = campaign_page(desk, started(desk))
    villages = page.detail.by_village() if page.detail else []
    assert len(villages) == 2
    page.village.set_value(villages[0][0])
    assert page.table.count() == villages[0][1].targets
    page.village.set_value(None)
    assert page.table.count() == 3
    page.left_only.click()
    assert page.table.count() == 3


def test_people_are_added_and_taken_out_and_it_can_be_undone(desk: Desk, commit: Commit) -> None:
    uid = started(desk)
    page = campaign_page(desk, uid)
    page.table.setFocus()
    desk.press(Key.Key_Insert)
    asked = dialog(page, PersonDialog)
    assert isinstance(asked, PersonDialog)
    commit(asked.search, "张三")
    desk.qtbot.waitUntil(lambda: asked.table.count() == 1)
    asked.search.entered.emit("张三")
    desk.settle()
    assert page.table.count() == 4
    back(desk)
    page.table.setFocus()
    page.table.choose_first()
    gone = page.table.current()
    assert gone is not None
    desk.press(Key.Key_Delete)
    assert page.table.count() == 3
    assert gone.uid not in {each.uid for each in page.detail.targets}  # type: ignore[union-attr]  # it was read
    desk.press(Key.Key_Z, CTRL)
    assert page.table.count() == 4


def test_another_visitor_is_named_for_the_chosen(desk: Desk) -> None:
    page = campaign_page(desk, started(desk))
    page.table.choose_first()
    page.buttons["visitor"].click()
    desk.settle()
    asked = dialog(page, VisitorDialog)
    assert isinstance(asked, VisitorDialog)
    asked.visitor.set_value(
        next(one.uid for one in desk.app.register.visitors(desk.app.actor) if one.name == "赵宝山")
    )
    asked.accept()
    desk.settle()
    assert page.detail is not None
    assert [each.line.visitor for each in page.detail.targets if each.line.own_visitor] == ["赵宝山"]


def test_it_is_corrected_ended_and_taken_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    uid = started(desk, from_on=TODAY - timedelta(days=1))
    page = campaign_page(desk, uid)
    page.buttons["correct"].click()
    desk.settle()
    asked = dialog(page, CorrectDialog)
    assert isinstance(asked, CorrectDialog)
    asked.form.title.set_value("寒潮第二轮")
    asked.form.to_on.set_value(TODAY - timedelta(days=9))
    asked.decided.emit()
    desk.settle()
    assert "不能早于开始日期" in asked.form.row("to_on").error.text()
    asked.form.to_on.set_value(TODAY + timedelta(days=4))
    asked.decided.emit()
    desk.settle()
    assert page.title() == "寒潮第二轮"
    page.buttons["end"].click()
    desk.settle()
    ending = dialog(page, EndDialog)
    assert isinstance(ending, EndDialog)
    ending.to_on.set_value(TODAY - timedelta(days=1))
    ending.decided.emit(ending.to_on.value())
    desk.settle()
    assert page.detail is not None
    assert page.detail.row.phase is CampaignPhase.OVER
    assert page.buttons["add"].isHidden()
    assert page.buttons["end"].isHidden()
    monkeypatch.setattr("desktop_app.ui.campaigns.campaign_acts.ask", lambda *_words, **_more: True)
    page.buttons["take_back"].click()
    desk.settle()
    assert isinstance(desk.page(), CampaignsPage)
    assert desk.app.campaigns.list(desk.app.actor) == []


def test_the_call_tree_is_saved_and_printed(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = campaign_page(desk, started(desk))
    page.save_paper(tmp_path / "tree.pdf")
    desk.settle()
    assert (tmp_path / "tree.pdf").read_bytes().startswith(b"%PDF")
    out = tmp_path / "printed.pdf"

    def to_file(_pages: int, _parent: object) -> QPrinter:
        printer = a4_printer()
        printer.setOutputFileName(str(out))
        return printer

    monkeypatch.setattr("desktop_app.ui.printing.ask_printer", to_file)
    page.table.setFocus()
    desk.press(Key.Key_P, CTRL)
    desk.qtbot.waitUntil(out.exists, timeout=WAIT_MS)
    desk.settle()
    ledger = desk.app.access_log.list(desk.app.actor)
    assert any(entry.what == "专项探访电话联络表" for entry in ledger)


def test_a_campaign_that_is_gone_is_said_and_left(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Exception] = []
    monkeypatch.setattr(desk.window.context.presenter, "present", shown.append)
    desk.open("campaigns")
    desk.open("campaign", uid="nothing")
    assert len(shown) == 1
    assert isinstance(desk.page(), CampaignsPage)


def test_every_field_of_the_start_form_can_be_reached_with_tab(desk: Desk) -> None:
    page = start_page(desk)
    assert page.form is not None
    reached = set()
    for _step in range(60):
        desk.press(Key.Key_Tab)
        widget = QApplication.focusWidget()
        if widget is not None:
            reached.add(widget)
    for field in (page.form.title, page.form.who, page.form.note):
        assert any(field is widget or field.isAncestorOf(widget) for widget in reached)
    assert any(page.table.isAncestorOf(widget) for widget in reached)


def test_days_are_said_in_words() -> None:
    assert words.days_words(TODAY, TODAY) == "2026-11-22"
    assert words.days_words(TODAY, TODAY + timedelta(days=60)) == "2026-11-22 至 2027-01-21"
