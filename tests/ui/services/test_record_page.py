"""One service by keys: last time's values are taken, doubts are asked about once, a need is closed on request."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.terms import FindingState
from desktop_app.services.service_drafts import ServiceLine
from desktop_app.ui.services import record_page
from desktop_app.ui.services.record_page import ServicePage
from desktop_app.ui.services.service_form import ServiceForm
from tests.ui.made_up_home import LONG_NAME, PEOPLE, TODAY, Desk
from tests.ui.services.conftest import CANTEEN, NEED

CTRL = Qt.KeyboardModifier.ControlModifier
FIRST, THIRD, FOURTH = PEOPLE[0], LONG_NAME, PEOPLE[3]


def form_of(desk: Desk, name: str, **params: object) -> tuple[ServicePage, ServiceForm]:
    page = cast(ServicePage, desk.open("service", elder_uid=desk.uid(name), **params))
    assert page.form is not None
    return page, page.form


def given(desk: Desk, name: str) -> list[ServiceLine]:
    return list(desk.app.services_given.of_elder(desk.app.actor, desk.uid(name)))


def test_a_digit_f6_and_ctrl_enter_record_what_was_given_last(served: Desk) -> None:
    page, form = form_of(served, THIRD)
    assert form.usual.line.hasFocus()
    served.press(Qt.Key.Key_1)
    assert form.service_key() == "meal"
    assert form.quantity.value() is None, "what is proposed is nobody's word until it is taken"
    served.press(Qt.Key.Key_F6)
    served.press(Qt.Key.Key_Return, CTRL)
    newest = given(served, THIRD)[0]
    assert (newest.given_on, newest.quantity, newest.provider, newest.place) == (
        TODAY,
        "1",
        CANTEEN,
        "互助院食堂",
    )
    assert (newest.satisfaction, newest.cost, newest.paid) == ("satisfied", 1250, 500)
    assert not page.is_unsaved()
    served.press(Qt.Key.Key_Z, CTRL)
    assert len(given(served, THIRD)) == 1


def test_an_arrangement_is_proposed_before_last_time_and_space_takes_one_field(served: Desk) -> None:
    _page, form = form_of(served, FIRST, service="meal")
    assert form.quantity.line.hasFocus()
    assert "安排：2 餐" in form.quantity.line.placeholderText()
    served.press(Qt.Key.Key_Space)
    assert form.quantity.value() == "2"
    served.press(Qt.Key.Key_Return, CTRL)
    newest = given(served, FIRST)[0]
    (plan,) = served.app.service_plans.of_elder(served.app.actor, served.uid(FIRST))
    assert (newest.quantity, newest.plan_uid, newest.provider, newest.cost) == ("2", plan.uid, None, None)


def test_a_slip_in_money_is_said_beside_the_field(served: Desk) -> None:
    _page, form = form_of(served, THIRD, service="bath")
    form.cost.line.setText("12.5")
    form.paid.line.setText("两元")
    served.press(Qt.Key.Key_Return, CTRL)
    assert "最多两位小数" in form.row("paid").error.text()
    form.paid.line.setText("20")
    served.press(Qt.Key.Key_Return, CTRL)
    assert form.row("paid").error.text(), "nobody pays more than it costs"
    assert len(given(served, THIRD)) == 1


def test_the_same_service_again_on_a_day_is_asked_about_in_one_sentence(
    served: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter((False, True))

    def answer(_parent: object, _title: str, text: str, **_words: object) -> bool:
        asked.append(text)
        return next(answers)

    monkeypatch.setattr(record_page, "ask", answer)
    page, _form = form_of(served, THIRD, service="meal", given_on=given(served, THIRD)[0].given_on)
    served.press(Qt.Key.Key_Return, CTRL)
    assert len(given(served, THIRD)) == 1
    assert page.is_unsaved() or page.form is not None, "the form stands as it was"
    served.press(Qt.Key.Key_Return, CTRL)
    assert len(given(served, THIRD)) == 2
    assert all(THIRD in text for text in asked)


def test_an_open_need_is_closed_only_when_the_worker_says_so(
    served: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(("", "close"))
    monkeypatch.setattr(record_page, "choose", lambda *_args, **_words: next(answers))
    (need,) = served.app.service_needs.unmet(served.app.actor)
    _page, form = form_of(served, FOURTH, service="meal", finding_uid=need.finding_uid)
    assert form.closes.value()
    assert NEED in form.closes.box.text()
    served.press(Qt.Key.Key_Return, CTRL)
    assert not given(served, FOURTH)
    served.press(Qt.Key.Key_Return, CTRL)
    assert len(given(served, FOURTH)) == 1
    assert finding_state(served) == FindingState.CLOSED.value
    served.press(Qt.Key.Key_Z, CTRL)
    assert finding_state(served) == FindingState.OPEN.value
    assert not given(served, FOURTH)


def finding_state(desk: Desk) -> str:
    (finding,) = desk.app.findings.of_elder(desk.app.actor, desk.uid(FOURTH))
    return finding.state


def test_a_record_is_corrected_and_taken_back(served: Desk) -> None:
    (line,) = given(served, THIRD)
    page, form = form_of(served, THIRD, record_uid=line.uid)
    assert form.cost.fen() == 1250
    assert form.provider.value()[1] == CANTEEN
    form.quantity.line.setText("3")
    served.press(Qt.Key.Key_Return, CTRL)
    (line,) = given(served, THIRD)
    assert (line.quantity, line.provider, line.cost) == ("3", CANTEEN, 1250)
    page, _form = form_of(served, THIRD, record_uid=line.uid)
    page.take_back_button.click()
    served.settle()
    assert not given(served, THIRD)
    served.press(Qt.Key.Key_Z, CTRL)
    assert len(given(served, THIRD)) == 1


def test_what_was_typed_comes_back_and_goes_on_to_the_next_person(served: Desk) -> None:
    page, form = form_of(served, THIRD, service="bath")
    form.provider.line.setText("邻居家")
    assert page.is_unsaved()
    served.open("today")
    page, form = form_of(served, THIRD, service="bath")
    assert form.provider.value() == (None, "邻居家"), "what was typed comes back"
    served.press(Qt.Key.Key_Return, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert page.picker.search.isVisible()
    QTest.keyClicks(page.picker.search, "lf")
    served.press(Qt.Key.Key_Return)
    served.settle()
    form = cast(ServiceForm, page.form)
    assert form.carried()["service"] == "bath"
    assert form.provider.value() == (None, "邻居家")
    served.press(Qt.Key.Key_Return, CTRL)
    assert given(served, "李福")[0].provider == "邻居家"
