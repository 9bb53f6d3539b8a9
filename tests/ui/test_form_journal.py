"""Forms of the kit come back after a power cut, and what was saved or given up does not."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.policies import Every, PeriodUnit, Rung
from desktop_app.domain.terms import LadderStep, Mode, Tier
from desktop_app.services.campaign_rows import CampaignDraft
from desktop_app.ui.campaigns.campaign_dialogs import CorrectDialog
from desktop_app.ui.campaigns.campaign_page import CampaignPage
from desktop_app.ui.campaigns.start_page import StartCampaignPage
from desktop_app.ui.form_journal import can_keep, original, plain
from desktop_app.ui.moves.handover_dialog import HandoverDialog
from desktop_app.ui.moves.leave_dialogs import LeaveDialog
from desktop_app.ui.policies.rule_page import RulePage
from desktop_app.ui.register.life_event_page import LifeEventPage
from desktop_app.ui.register.pause_dialog import PauseDialog
from tests.ui.made_up_home import TODAY, Desk, desk, home, home_template

__all__ = ["desk", "home", "home_template"]

_SIMPLE = st.one_of(
    st.none(),
    st.text(),
    st.booleans(),
    st.integers(),
    st.dates(),
    st.sampled_from(Mode),
    st.sampled_from(Tier),
    st.builds(Every, st.sampled_from(PeriodUnit), st.integers(1, 90)),
    st.builds(Rung, st.sampled_from(LadderStep), st.integers(0, 9)),
)


@given(st.one_of(_SIMPLE, st.lists(_SIMPLE).map(tuple), st.frozensets(st.sampled_from(Mode))))
def test_every_value_of_a_field_comes_back_as_it_was(value: object) -> None:
    import json

    assert can_keep(value)
    again = original(json.loads(json.dumps(plain(value))))
    assert again == value
    assert type(again) is type(value)


def test_a_draft_makes_no_other_things() -> None:
    with pytest.raises(KeyError):
        original({"value": "Path", "of": {}})
    assert not can_keep(CampaignDraft)


def drafts(desk: Desk) -> list[str]:
    desk.settle()
    return [row.form for row in desk.app.drafts.list(desk.app.actor)]


def typed(desk: Desk, form: str) -> None:
    desk.qtbot.waitUntil(lambda: form in drafts(desk), timeout=3000)


def pause(desk: Desk) -> PauseDialog:
    context = desk.page().context
    made = PauseDialog(context, (desk.uid("李福"), "李福"), ["李福"], [], desk.window)
    made.open()
    desk.settle()
    return made


def test_a_dialog_that_went_down_with_the_program_comes_back_and_can_be_dropped(desk: Desk) -> None:
    desk.open("today")
    first = pause(desk)
    first.reason.set_value("去外地子女家")
    first.to_on.set_value(date(2026, 12, 20))
    typed(desk, "pause")
    first.deleteLater()  # no leave-taking, as in a power cut

    again = pause(desk)
    assert again.reason.value() == "去外地子女家"
    assert again.to_on.value() == date(2026, 12, 20)
    assert again.form.is_dirty()
    again.save_now()
    desk.settle()
    assert drafts(desk) == []
    assert len(desk.app.pauses.list(desk.app.actor)) == 1


def test_a_dialog_that_is_closed_on_purpose_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open("today")
    monkeypatch.setattr("desktop_app.ui.decision_dialog.ask", lambda *_all, **_more: True)
    made = LeaveDialog(desk.page().context, desk.app.register.visitors(desk.app.actor), desk.window)
    made.open()
    desk.settle()
    made.reason.set_value("住院")
    typed(desk, "leave")
    made.reject()
    assert drafts(desk) == []


def test_a_campaign_that_is_being_made_comes_back_with_its_people(desk: Desk) -> None:
    page = cast(StartCampaignPage, desk.open("campaign-start"))
    assert page.form is not None
    page.form.title.set_value("寒潮探访")
    page.form.modes.set_value([Mode.PHONE])
    page._add(desk.uid("张三"))
    desk.settle()
    typed(desk, "campaign_start")
    assert page.journal is not None
    page.journal.keeper.follow(None)
    page.activate()
    desk.settle()
    assert page.form.title.value() == "寒潮探访"
    assert page.form.modes.value() == frozenset({Mode.PHONE})
    assert "张三" in {person.name for person in page.people}
    assert "已恢复" in desk.window.notices.text()
    page.start()
    desk.settle()
    assert drafts(desk) == []


def test_a_rule_that_is_being_changed_comes_back(desk: Desk) -> None:
    rule = desk.app.context.rules.profiles[0].visit_rules[0]
    given = {"profile": desk.app.context.rules.profiles[0].id, "rule": rule.key}
    page = cast(RulePage, desk.open("policy-rule", **given))
    assert page.form is not None
    page.form.note.set_value("会议纪要〔2026〕3号")
    typed(desk, "policy_rule")
    assert page.journal is not None
    page.journal.keeper.follow(None)
    page.activate(**given)
    desk.settle()
    assert page.form.note.value() == "会议纪要〔2026〕3号"
    page.journal.drop()
    page.form.mark_clean()
    assert drafts(desk) == []


def test_a_life_event_that_is_being_written_comes_back(desk: Desk) -> None:
    page = cast(LifeEventPage, desk.open("life-event", elder_uid=desk.uid("李福")))
    page.form.happened_on.set_value(date(2026, 11, 3))
    typed(desk, "life_event")
    page.journal.keeper.follow(None)
    page.activate(elder_uid=desk.uid("李福"))
    desk.settle()
    assert page.form.happened_on.value() == date(2026, 11, 3)
    page.form.mark_clean()


def test_a_campaigns_correction_comes_back_and_goes_when_it_is_saved_or_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk.app
    made = app.campaigns.start(app.actor, CampaignDraft(title="寒潮", from_on=TODAY, to_on=TODAY))
    page = cast(CampaignPage, desk.open("campaign", uid=made.uid))
    page.buttons["correct"].click()
    desk.settle()
    (first,) = cast("list[CorrectDialog]", desk.window.findChildren(CorrectDialog))
    first.form.note.set_value("改为全天")
    typed(desk, "campaign_correction")
    first.deleteLater()
    desk.settle()

    page.buttons["correct"].click()
    desk.settle()
    (again,) = cast("list[CorrectDialog]", desk.window.findChildren(CorrectDialog))
    assert again.form.note.value() == "改为全天"
    asked: list[str] = []
    monkeypatch.setattr(
        "desktop_app.ui.kept_dialog.ask",
        lambda *words, **_more: asked.append(words[1]),
    )
    again.reject()
    assert asked
    assert again.isVisible()
    again.decided.emit()
    desk.settle()
    assert drafts(desk) == []


def test_the_people_chosen_to_be_handed_over_come_back(desk: Desk) -> None:
    desk.open("today")
    context, visitors = desk.page().context, desk.app.register.visitors(desk.app.actor)
    giver, taker = (next(one.uid for one in visitors if one.name == name) for name in ("海棠", "赵宝山"))
    first = HandoverDialog(context, visitors, desk.window)
    first.open()
    first.giver.set_value(giver)
    first.taker.set_value(taker)
    first.whom.set_value(False)
    desk.settle()
    first.table.view.selectAll()
    chosen = [line.name for line in first.table.selected()]
    assert chosen == ["王桂兰"]
    typed(desk, "handover")
    desk.qtbot.waitUntil(lambda: desk.uid("王桂兰") in str(desk.app.drafts.list(desk.app.actor)))
    first.deleteLater()

    again = HandoverDialog(context, visitors, desk.window)
    again.open()
    desk.settle()
    assert again.giver.value() == giver
    assert [line.name for line in again.table.selected()] == chosen
    again.form.mark_clean()
    again.reject()
    assert drafts(desk) == []
