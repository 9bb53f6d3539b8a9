"""家庭, 登记督促, 督促函 and 督促赡养: by keyboard, with drafts, and with clear sentences for what is wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from desktop_app.domain.terms import SupportResult, SupportStepKind, UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.preferences import PreferenceService
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.queries.findings import FindingFilter
from desktop_app.ui.after_visit import propose_events
from desktop_app.ui.family.list_page import FAMILY_TAB, FamilySupportPage
from desktop_app.ui.family.paper_forms import LetterForm, ReferralForm
from desktop_app.ui.family.paper_page import SupportPaperPage
from desktop_app.ui.family.step_page import SupportStepPage
from desktop_app.ui.findings.finding_page import FindingPage
from desktop_app.ui.register.person_page import PersonPage
from desktop_app.ui.today.page import TodayPage
from tests.ui.family.conftest import Kin, add_family
from tests.ui.made_up_home import TODAY, Desk

CTRL = Qt.KeyboardModifier.ControlModifier


def family_tab(desk: Desk, kin: Kin) -> PersonPage:
    page = cast(PersonPage, desk.open("person", uid=kin.elder, tab=FAMILY_TAB))
    desk.settle()
    return page


def key(root: QWidget, name: str) -> QPushButton:
    made = cast("list[QPushButton]", root.findChildren(QPushButton))
    return next(one for one in made if one.accessibleName() == name and one.isVisible())


def texts(root: QWidget) -> str:
    labels = cast("list[QLabel]", root.findChildren(QLabel))
    return "\n".join(one.text() for one in labels if one.isVisible())


def step_form(desk: Desk, kin: Kin, **params: object) -> SupportStepPage:
    return cast(SupportStepPage, desk.open("support-step", elder_uid=kin.elder, **params))


def test_the_family_tab_says_how_they_stand_and_one_key_notes_who_came(desk: Desk, kin: Kin) -> None:
    page = family_tab(desk, kin)
    told = texts(page)
    assert "待督促" in _names(page)
    assert "最近问候：李梅，20 天前。" in told
    assert "不履行" in told
    assert "第二十四条" in told
    made = key(page, "李强今天看望过")
    made.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    panel = desk.app.family_support.panel(desk.app.actor, kin.elder)
    assert panel.last_seen_on == TODAY
    assert "最近看望：李强，今天。" in texts(page)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "李强今天看望过"


def _names(page: PersonPage) -> str:
    parts = cast("list[QWidget]", page.findChildren(QWidget))
    return "".join(one.accessibleName() for one in parts)


def test_another_day_is_noted_in_a_dialog_that_never_goes_back_unasked(desk: Desk, kin: Kin) -> None:
    page = family_tab(desk, kin)
    key(page, "李梅看望、问候的其他日期").click()
    dialog = page.content.family.board.dialog()
    assert dialog is not None
    dialog.save_now()
    assert "请填写" in texts(dialog)
    dialog.called_on.set_value(TODAY - timedelta(days=60))
    dialog.save_now()
    desk.settle()
    assert "更近的一次" in texts(dialog)
    dialog.earlier.set_value(True)
    dialog.save_now()
    desk.settle()
    panel = desk.app.family_support.panel(desk.app.actor, kin.elder)
    assert panel.last_called_on == TODAY - timedelta(days=60)


def test_an_urging_is_recorded_by_keyboard_and_is_on_the_tab(desk: Desk, kin: Kin) -> None:
    family_tab(desk, kin)
    page = step_form(desk, kin)
    assert page.form.kind.value() is SupportStepKind.URGED
    page.save()
    assert not desk.app.family_support.panel(desk.app.actor, kin.elder).steps
    page.form.contact.set_value(kin.son)
    page.form.result.set_value(SupportResult.PROMISED)
    assert page.form.next_on.value() == TODAY + timedelta(days=15)
    page.save()
    desk.settle()
    assert "请写明说了什么" in texts(page)
    page.form.what.set_value("电话里答应月底回来")
    page.form.what.setFocus()
    desk.press(Qt.Key.Key_Return, CTRL)
    (step,) = desk.app.family_support.panel(desk.app.actor, kin.elder).steps
    assert (step.who, step.next_on) == ("李强", TODAY + timedelta(days=15))
    person = desk.page()
    assert isinstance(person, PersonPage)
    assert "电话里答应月底回来" in texts(person)


def test_a_step_is_corrected_and_an_agreement_asks_for_its_day(desk: Desk, kin: Kin) -> None:
    page = step_form(desk, kin, kind="agreement")
    form = page.form
    form.result.set_value(SupportResult.FULFILLED)
    assert form.row("signed_on").isVisible()
    assert not form.row("next_on").isVisible()
    form.what.set_value("三方签字")
    page.save()
    desk.settle()
    assert "哪天签" in texts(page)
    form.signed_on.set_value(TODAY)
    page.save()
    desk.settle()
    (step,) = desk.app.family_support.panel(desk.app.actor, kin.elder).steps
    page = step_form(desk, kin, step_uid=step.uid)
    assert (page.title(), page.form.what.value()) == ("更正督促", "三方签字")
    page.form.what.set_value("在嘎查委员会签字")
    page.save()
    desk.settle()
    (step,) = desk.app.family_support.panel(desk.app.actor, kin.elder).steps
    assert step.what == "在嘎查委员会签字"


def test_nothing_of_the_step_before_stands_in_the_next_form(desk: Desk, kin: Kin) -> None:
    form = step_form(desk, kin, kind="agreement").form
    form.result.set_value(SupportResult.FULFILLED)
    form.signed_on.set_value(TODAY)
    form.what.set_value("三方签字")
    desk.press(Qt.Key.Key_Return, CTRL)
    (step,) = desk.app.family_support.panel(desk.app.actor, kin.elder).steps
    assert step_form(desk, kin, step_uid=step.uid).form.signed_on.value() is None
    form = step_form(desk, kin).form
    form.result.set_value(SupportResult.REFUSED)
    form.next_on.set_value(TODAY + timedelta(days=3))
    form.what.set_value("不肯")
    desk.press(Qt.Key.Key_Return, CTRL)
    form = step_form(desk, kin, kind="urged").form
    assert form.result.value() is None
    assert form.next_on.value() == TODAY + timedelta(days=15)


def test_a_half_written_step_comes_back(desk: Desk, kin: Kin) -> None:
    page = step_form(desk, kin)
    page.form.what.set_value("还没写完")
    desk.qtbot.wait(260)
    desk.settle()
    page.form.mark_clean()
    desk.open("register")
    page = step_form(desk, kin)
    assert page.form.what.value() == "还没写完"
    page.form.mark_clean()


def test_danger_shows_the_emergency_numbers_and_the_way_to_report(desk: Desk) -> None:
    kin = add_family(desk.app, duty="abused", name="钱桂花")
    person = family_tab(desk, kin)
    assert "110" in texts(person)
    key(person, "报告有关部门").click()
    desk.settle()
    page = desk.page()
    assert isinstance(page, SupportStepPage)
    assert page.form.kind.value() is SupportStepKind.REPORTED
    assert "110" in texts(page)
    assert page.form.row("referred_to").isVisible()


def test_the_list_names_families_and_leads_on_from_today(desk: Desk) -> None:
    page = cast(FamilySupportPage, desk.open("family-support"))
    assert page.main_action() is None, "with nobody in the list there is nobody to record for"
    add_family(desk.app)
    today = cast(TodayPage, desk.open("today"))
    assert today.side.families.text() == "1 家要督促赡养"
    today.side.families.click()
    desk.settle()
    page = cast(FamilySupportPage, desk.page())
    row = page.table.current()
    assert row is not None
    assert row.name == "赵秀兰"
    page.urge()
    desk.settle()
    assert isinstance(desk.page(), SupportStepPage)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page(), FamilySupportPage)


def test_a_letter_is_seen_while_it_is_chosen_saved_and_leads_to_the_step(
    desk: Desk, kin: Kin, tmp_path: Path
) -> None:
    page = cast(SupportPaperPage, desk.open("support-paper", elder_uid=kin.elder))
    form = page.form
    assert isinstance(form, LetterForm)
    assert form.contact.value() == kin.son
    assert "勾选事由" in page.status.text()
    form.reasons.set_value({"unseen"})
    form.phone.set_value("0476-5220000")
    page.look()
    desk.settle()
    assert "共 1 页" in page.status.text()
    page.save_to(tmp_path / "letter.pdf")
    desk.settle()
    assert (tmp_path / "letter.pdf").stat().st_size > 1000
    page.record_step()
    desk.settle()
    step = desk.page()
    assert isinstance(step, SupportStepPage)
    assert step.form.kind.value() is SupportStepKind.LETTER
    assert step.form.contact.value() == kin.son
    assert step.form.result.value() is SupportResult.PENDING


def test_a_half_filled_referral_says_what_is_missing_and_asks_before_it_goes(
    desk: Desk, kin: Kin, leaving: list[str]
) -> None:
    PreferenceService(desk.app.context).set_unit_phone(desk.app.actor, "0476-5220000")
    page = cast(SupportPaperPage, desk.open("support-paper", elder_uid=kin.elder, kind="mediation"))
    form = page.form
    assert isinstance(form, ReferralForm)
    assert "转给谁" in page.status.text()
    form.referred_to.set_value("嘎查人民调解委员会")
    form.words.set_value("儿子不给生活费用")
    page.look()
    desk.settle()
    assert "共 1 页" in page.status.text()
    assert not page.print_button.isHidden()
    assert form.phone.value() == "0476-5220000"
    desk.open("register")
    assert leaving == ["放下这份函件？"]


def test_a_finding_about_support_leads_to_the_step_that_answers_it(desk: Desk) -> None:
    kin = add_family(desk.app, found="赡养扶养义务履行：不履行")
    (line,) = desk.app.findings.of_elder(desk.app.actor, kin.elder)
    page = cast(FindingPage, desk.open("finding", uid=line.uid))
    page.urge_button.click()
    desk.settle()
    step = cast(SupportStepPage, desk.page())
    step.form.kind.set_value(SupportStepKind.MEDIATION)
    assert step.form.finding.value() == line.uid
    other = next(
        one for one in desk.app.findings.list(desk.app.actor, FindingFilter()) if one.uid != line.uid
    )
    page = cast(FindingPage, desk.open("finding", uid=other.uid))
    assert page.urge_button.isHidden()


def test_a_reader_sees_the_family_and_can_change_nothing(desk: Desk, kin: Kin) -> None:
    desk.app.actor = Actor("李志强", UserRole.READER)
    page = family_tab(desk, kin)
    assert "李强" in texts(page)
    made = cast("list[QPushButton]", page.content.family.board.findChildren(QPushButton))
    assert not [one for one in made if one.isVisible()]
    step = step_form(desk, kin)
    assert not step.form.isEnabled()
    assert step.main_action() is None


def test_after_a_visit_that_told_neglect_urging_is_offered(desk: Desk, kin: Kin) -> None:
    page = desk.open("register")
    drafts = [
        VisitDraft(
            elder_uid=kin.elder,
            visited_on=TODAY,
            mode="in_person",
            outcome="met_in_person",
            answers={"support.duty": duty},
        )
        for duty in ("neglected", "fulfilled")
    ]
    assert propose_events(page.context, drafts, {kin.elder: "赵秀兰"}) == 1
