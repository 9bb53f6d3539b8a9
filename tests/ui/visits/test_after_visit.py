"""After a visit that found somebody dead or gone the form proposes to record what happened."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from PySide6.QtWidgets import QPushButton

from desktop_app.domain.terms import Mode, Outcome
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui.after_visit import propose_events
from desktop_app.ui.register.life_event_page import LifeEventPage
from tests.ui.made_up_home import TODAY, Desk


def visit(uid: str, outcome: Outcome) -> VisitDraft:
    return VisitDraft(
        elder_uid=uid, visited_on=TODAY, mode=Mode.PHONE.value, outcome=outcome.value, visitor_name="海棠"
    )


@pytest.mark.parametrize("outcome", [Outcome.MET_REMOTELY, Outcome.REFUSED, Outcome.AWAY])
def test_a_usual_visit_proposes_nothing(desk: Desk, outcome: Outcome) -> None:
    context = desk.open("register").context
    assert propose_events(context, [visit(desk.uid("李福"), outcome)], {}) == 0


def test_a_death_found_by_a_visit_leads_to_the_event_with_its_kind_and_day(desk: Desk) -> None:
    uid = desk.uid("李福")
    context = desk.open("register").context
    draft = visit(uid, Outcome.DECEASED)
    desk.app.visits.record(desk.app.actor, draft)
    assert propose_events(context, [draft], {uid: "李福"}) == 1
    buttons = cast("list[QPushButton]", context.notices.findChildren(QPushButton))
    next(one for one in buttons if one.text().startswith("登记变故")).click()
    desk.settle()
    page = desk.page()
    assert isinstance(page, LifeEventPage)
    found = page.form.draft(uid)
    assert found is not None
    assert (found.kind, found.happened_on) == ("deceased", TODAY)
    page.form.happened_on.set_value(date(2026, 11, 19))
    page.form.save_asked.emit()
    desk.settle()
    assert desk.app.register.get(desk.app.actor, uid).ended_on == date(2026, 11, 19)


def test_today_leads_to_who_is_about_to_reach_an_age(desk: Desk) -> None:
    page = desk.open("today")
    page.side.ageing.click()  # type: ignore[attr-defined]  # the page of today
    desk.settle()
    assert desk.page().title() == "将满年龄"
