"""A rule changed by keyboard: its new sentence, the rehearsal, in force, undone; events and switches likewise."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.domain.policies import MONTHLY, QUARTERLY, Every, PeriodUnit, Rung
from desktop_app.domain.policy_changes import RuleChange, version_on, versions_of
from desktop_app.domain.terms import LadderStep, Mode, Outcome, Tier
from desktop_app.ui.policies.ladder_field import LadderField
from desktop_app.ui.policies.page import PoliciesPage
from desktop_app.ui.policies.rehearsal_panel import VILLAGES, WEEKS
from desktop_app.ui.policies.rhythm_field import RhythmField
from desktop_app.ui.policies.rule_form import EventRuleForm, VisitRuleForm
from desktop_app.ui.policies.rule_page import RulePage
from tests.ui.conftest import Commit
from tests.ui.made_up_home import TODAY, Desk

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
OVERLAY = "inner-mongolia-2022"
FIRST = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _leave_without_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the window close at the end of a test, whatever was filled in."""
    monkeypatch.setattr("desktop_app.ui.policies.rule_page.ask", lambda *_words, **_more: True)


def opened(desk: Desk, rule: str = "high-weekly", **params: object) -> RulePage:
    page = desk.open("policy-rule", profile=OVERLAY, rule=rule, **params)
    assert isinstance(page, RulePage)
    return page


def visit_form(page: RulePage) -> VisitRuleForm:
    assert isinstance(page.form, VisitRuleForm)
    return page.form


def typed(desk: Desk, text: str) -> None:
    """Type into the field that has the keyboard, over what is there."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, Key.Key_A, CTRL)
    QTest.keyClicks(target, text)
    desk.settle()


def to(desk: Desk, wanted: QWidget) -> None:
    """Press Tab until a widget has the keyboard."""
    for _time in range(40):
        if QApplication.focusWidget() is wanted:
            return
        desk.press(Key.Key_Tab)
    raise AssertionError("not reached by Tab")


def looked(desk: Desk, page: RulePage) -> None:
    """Wait for the sentence that follows the form after a moment."""
    desk.qtbot.waitUntil(lambda: not page._timer.isActive())
    desk.settle()


def test_keys_alone_change_a_rule_rehearse_it_put_it_into_force_and_take_it_back(
    desk: Desk, commit: Commit
) -> None:
    page = opened(desk)
    form = visit_form(page)
    assert QApplication.focusWidget() is form.every.unit.combo
    assert "每7天一次" in page.told.before.text()
    assert "还没有改动" in page.told.after.text()
    assert not page.panel.run.isEnabled()

    to(desk, form.every.days.line)
    typed(desk, "3")
    looked(desk, page)
    assert page.told.after.text().startswith("2026-12-01 起：高风险对象：每3天一次")
    assert form.target_day.value() == 3
    assert "没有预演过" in page.told.rehearsed.text()

    to(desk, form.note.line)
    commit(form.note.line, "苏木会议纪要")
    desk.press(Key.Key_F6)
    looked(desk, page)
    assert "已预演" in page.told.rehearsed.text()
    assert page.panel.told.text().startswith("预演 2026-12-01 至 2027-02-28")
    assert "假定" in page.panel.assumed.text()
    assert "→" in page.panel.figures.text()
    assert page.panel.people.view.hasFocus() or page.panel.villages.view.hasFocus()

    desk.press(Key.Key_Return, CTRL)
    shown = desk.page()
    assert isinstance(shown, PoliciesPage)
    coming = shown.view.card("high-weekly").rule.coming
    assert coming is not None
    assert (coming.version, coming.valid_from) == (2, FIRST)
    assert "苏木会议纪要" in coming.note
    versions = versions_of(desk.app.policies.show(desk.app.actor, OVERLAY), "high-weekly")
    now = version_on(versions, TODAY)
    assert now is not None
    assert now.version == 1

    desk.press(Key.Key_Z, CTRL)
    assert shown.view.card("high-weekly").rule.coming is None


def test_the_people_of_a_rehearsal_open_and_the_change_is_there_on_the_way_back(desk: Desk) -> None:
    page = opened(desk)
    visit_form(page).every.set_value(Every(PeriodUnit.DAYS, 2))
    page.rehearse()
    desk.settle()
    assert page.panel.people.count()
    page.panel.people.choose_first()
    page.panel.people.view.setFocus()
    desk.press(Key.Key_Return)
    assert desk.window.navigator.current_key() == "person"
    assert desk.window.navigator.back()
    desk.settle()
    assert desk.page() is page
    assert visit_form(page).every.value() == Every(PeriodUnit.DAYS, 2)
    assert page.panel.people.count()


def test_a_change_after_the_rehearsal_makes_it_outdated(desk: Desk) -> None:
    page = opened(desk)
    form = visit_form(page)
    form.every.set_value(Every(PeriodUnit.DAYS, 5))
    page.rehearse()
    desk.settle()
    form.grace_days.set_value(1)
    page.look()
    assert "预演之后又改过" in page.told.rehearsed.text()
    assert "预演之后又改过" in page.panel.told.text()
    form.grace_days.set_value(0)
    page.look()
    assert "已预演" in page.told.rehearsed.text()
    assert page.panel.told.text().startswith("预演 2026-12-01 至")
    form.grace_days.set_value(1)
    page.save()
    desk.settle()
    assert "没有预演" in desk.window.undo_notice.accessibleName()


def test_a_stopped_rehearsal_says_so_and_may_be_tried_again(desk: Desk) -> None:
    page = opened(desk)
    visit_form(page).every.set_value(Every(PeriodUnit.DAYS, 5))
    page.rehearse()
    page.run.stop()
    desk.settle()
    assert "没有做完" in page.panel.told.text()
    assert page.panel.run.isEnabled()
    page.rehearse()
    desk.settle()
    page.panel.show_part(VILLAGES)
    assert page.panel.villages.count() == 2
    page.panel.show_part(WEEKS)
    assert page.panel.weeks.count() >= 13


def test_without_a_rehearsal_the_notice_says_that_none_was_made(desk: Desk) -> None:
    page = opened(desk)
    visit_form(page).grace_days.set_value(2)
    page.save()
    desk.settle()
    assert isinstance(desk.page(), PoliciesPage)
    assert "没有预演" in desk.window.undo_notice.accessibleName()


def test_contradictions_stand_beside_their_fields_while_they_are_typed(desk: Desk) -> None:
    page = opened(desk)
    form = visit_form(page)
    form.modes.set_value(())
    page.look()
    assert "没有写明哪些探访方式有效" in form.row("modes").error.text()
    assert "矛盾" in page.told.after.text()
    form.modes.set_value({Mode.PHONE})
    form.on_site.set_value(QUARTERLY)
    page.look()
    assert not form.row("modes").error.text()
    assert "上门" in form.row("on_site").error.text()
    form.on_site.set_value(None)
    page.look()
    assert "只算电话" in page.told.after.text()
    assert not form.row("on_site").error.text()


def test_a_day_that_has_been_is_refused_beside_it(desk: Desk) -> None:
    page = opened(desk)
    form = visit_form(page)
    form.grace_days.set_value(2)
    form.from_on.set_value(date(2026, 11, 1))
    page.save()
    desk.settle()
    assert form.row("valid_from").error.text()
    assert desk.page() is page


def test_nothing_changed_is_not_saved(desk: Desk) -> None:
    page = opened(desk)
    page.save()
    desk.settle()
    assert desk.page() is page
    assert "还没有改动" in desk.window.notices.text()


def test_the_steps_after_vain_attempts_are_changed(desk: Desk) -> None:
    page = opened(desk)
    form = visit_form(page)
    before = form.ladder.value()
    form.ladder.less.click()
    form.alert_hours.set_value(None)
    page.look()
    assert "平安预警" in page.told.after.text()
    assert "首次未见到" not in page.told.after.text()
    page.save()
    desk.settle()
    rule = versions_of(desk.app.policies.show(desk.app.actor, OVERLAY), "high-weekly")[-1]
    assert rule.ladder == (*before[:-2], before[-1])  # type: ignore[union-attr]  # a visit rule


def test_a_rule_is_switched_off_through_the_same_page(desk: Desk) -> None:
    page = opened(desk, "key-monthly", enabled=False)
    assert "停用，不再按它安排探访" in page.told.after.text()
    assert not page.is_dirty()
    page.rehearse()
    desk.settle()
    assert page.panel._result.isVisible()
    page.save()
    desk.settle()
    shown = desk.page()
    assert isinstance(shown, PoliciesPage)
    coming = shown.view.card("key-monthly").rule.coming
    assert coming is not None
    assert not coming.enabled


def test_an_event_rule_is_changed(desk: Desk) -> None:
    page = opened(desk, "raise-after-event")
    form = page.form
    assert isinstance(form, EventRuleForm)
    assert form.raises_to.value() is Tier.HIGH
    form.raise_days.set_value(30)
    form.within_hours.set_value(48)
    page.look()
    assert "30天内按高风险走访" in page.told.after.text()
    assert "48小时内走访" in page.told.after.text()
    form.raises_to.set_value(None)
    page.look()
    assert form.row("raise_days").isHidden()
    assert "30天" not in page.told.after.text()


def test_a_coming_version_is_replaced_and_the_page_says_so(desk: Desk) -> None:
    desk.app.policies.change_rule(desk.app.actor, OVERLAY, "high-weekly", RuleChange(grace_days=1), FIRST)
    page = opened(desk)
    form = visit_form(page)
    assert form.grace_days.value() == 1
    form.grace_days.set_value(2)
    page.look()
    assert "2026-12-01 起的第 2 版由这次改动取代" in page.told.aside.text()


def test_a_switch_that_is_still_to_come_is_taken_back_through_the_page(desk: Desk) -> None:
    desk.app.policies.switch_rule(desk.app.actor, OVERLAY, "high-weekly", False, date(2027, 1, 1))
    policies = desk.open("policies", profile=OVERLAY)
    assert isinstance(policies, PoliciesPage)
    card = policies.view.card("high-weekly")
    assert card.switch is not None
    card.switch.click()
    desk.settle()
    page = desk.page()
    assert isinstance(page, RulePage)
    assert visit_form(page).from_on.value() == date(2027, 1, 1)
    assert "停用" in page.told.before.text()
    assert page.told.after.text().startswith("2027-01-01 起：高风险对象：每7天一次")
    assert "取代" in page.told.aside.text()


def test_a_profile_not_worked_by_says_so(desk: Desk) -> None:
    page = desk.open("policy-rule", profile="ordos-14fyp", rule=_first_rule(desk, "ordos-14fyp"))
    assert isinstance(page, RulePage)
    assert "没有采用" in page.told.aside.text()


def test_leaving_asks_only_if_something_was_filled_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(_parent: object, title: str, *_words: str, **_more: object) -> bool:
        asked.append(title)
        return False

    monkeypatch.setattr("desktop_app.ui.policies.rule_page.ask", answer)
    page = opened(desk)
    assert page.may_leave()
    assert not asked
    visit_form(page).note.set_value("原因")
    desk.press(Key.Key_Escape)
    assert asked == ["不改了？"]
    assert desk.page() is page
    visit_form(page).mark_clean()


@pytest.mark.parametrize("every", [MONTHLY, QUARTERLY, Every(PeriodUnit.DAYS, 7), None])
def test_a_rhythm_comes_back_as_it_was_shown(every: Every | None) -> None:
    field = RhythmField(empty="不另要求")
    field.set_value(every)
    assert field.value() == every
    assert field.problem() == ""


def test_a_rhythm_without_its_days_is_a_problem() -> None:
    field = RhythmField()
    field.unit.set_value(PeriodUnit.DAYS)
    assert field.value() is None
    assert field.problem() == "请填写多少天一次。"
    field.days.set_value(400)
    assert field.value() is None
    assert "366" in field.problem()


def test_steps_come_back_as_they_were_shown() -> None:
    field = LadderField()
    rungs = (Rung(LadderStep.RETRY, 2), Rung(LadderStep.CONTACT, 0), Rung(LadderStep.ALERT, 1))
    field.set_value(rungs)
    assert field.value() == rungs
    field.more.click()
    assert field.value() == (*rungs[:-1], Rung(LadderStep.RETRY, 1), rungs[-1])
    field.steps[0].wait.set_value(None)
    assert "当天填 0" in field.problem()


def test_outcomes_that_no_rule_may_count_are_not_offered() -> None:
    from desktop_app.domain.policies import VisitRule
    from desktop_app.services.rules import known_profiles

    rule = known_profiles()[OVERLAY].visit_rules[0]
    assert isinstance(rule, VisitRule)
    form = VisitRuleForm(rule, lambda: TODAY)
    form.outcomes.set_value(set(Outcome))
    assert Outcome.NOT_AT_HOME not in form.outcomes.value()


def _first_rule(desk: Desk, profile: str) -> str:
    return desk.app.policies.show(desk.app.actor, profile).visit_rules[0].key
