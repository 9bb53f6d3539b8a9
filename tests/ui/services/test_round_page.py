"""A round by keys: ticks, quantities, all or nothing, undo, drafts, who is away, and who did not come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.domain.terms import ResidenceKind
from desktop_app.services.register_drafts import ElderDraft, ResidenceDraft
from desktop_app.services.service_drafts import ServiceDraft, ServiceFilter, ServiceLine
from desktop_app.ui.kit import EmptyState
from desktop_app.ui.services import round_page
from desktop_app.ui.services.round_list import RoundList
from desktop_app.ui.services.round_page import ServiceRoundPage
from desktop_app.ui.services.round_work import FORM, RoundRow
from tests.ui.made_up_home import LONG_NAME, PEOPLE, TODAY, Desk
from tests.ui.services.conftest import CANTEEN

CTRL = Qt.KeyboardModifier.ControlModifier
FIRST, SECOND, THIRD, FOURTH = PEOPLE
YESTERDAY = TODAY - timedelta(days=1)


def round_of(desk: Desk, **params: object) -> ServiceRoundPage:
    return cast(ServiceRoundPage, desk.open("service-round", **{"service": "meal", **params}))


def names(page: ServiceRoundPage) -> list[str]:
    return [row.name for row in page.sheet.list.rows()]


def today(desk: Desk, on: date = TODAY) -> list[ServiceLine]:
    return desk.app.services_given.list(desk.app.actor, ServiceFilter(first=on, last=on))


def stored(desk: Desk, on: date = TODAY) -> dict[str, Any] | None:
    draft = desk.app.drafts.find(desk.app.actor, FORM, f"meal|{on.isoformat()}")
    return draft.content if draft else None


def test_all_expected_are_ticked_by_one_key_and_who_did_not_come_is_shown(served: Desk) -> None:
    page = round_of(served)
    assert set(names(page)) == {FIRST, SECOND, THIRD}
    assert not page.sheet.entries, "nobody came before somebody says so"
    page.sheet.list.setFocus()
    served.press(Qt.Key.Key_F6)
    assert page.sheet.entries == {served.uid(FIRST): "2", served.uid(SECOND): "1"}
    page.sheet.go_to(served.uid(SECOND))
    served.press(Qt.Key.Key_Space)
    served.press(Qt.Key.Key_Return, CTRL)
    (line,) = today(served)
    assert (line.elder_name, line.quantity, line.provider, line.place) == (FIRST, "2", CANTEEN, "互助院食堂")
    assert line.plan_uid is not None
    assert not page.is_unsaved()
    shown = [page.end.table.model.row_at(number) for number in range(page.end.table.count())]
    assert [row.name for row in shown if row is not None] == [SECOND, THIRD]
    assert served.page() is page
    page.end.calls_button.click()
    served.settle()
    assert served.window.navigator.current_key() == "phone-round"


def test_plus_and_minus_say_how_much_and_undo_brings_the_ticks_back(served: Desk) -> None:
    page = round_of(served)
    page.sheet.list.setFocus()
    page.sheet.go_to(served.uid(THIRD))
    served.press(Qt.Key.Key_Plus)
    served.press(Qt.Key.Key_Plus)
    served.press(Qt.Key.Key_Plus)
    served.press(Qt.Key.Key_Minus)
    assert page.sheet.entries == {served.uid(THIRD): "2"}
    served.press(Qt.Key.Key_Return, CTRL)
    assert [line.quantity for line in today(served)] == ["2"]
    served.press(Qt.Key.Key_Z, CTRL)
    served.settle()
    assert not today(served)
    assert page.sheet.entries == {served.uid(THIRD): "2"}
    assert set(names(page)) == {FIRST, SECOND, THIRD}


def test_ticks_are_kept_as_a_draft_and_outlive_a_day_that_was_wrong(served: Desk) -> None:
    page = round_of(served)
    page.sheet.tick_all()
    served.open("today")
    assert (stored(served) or {})["count"] == 2
    page = round_of(served)
    assert len(page.sheet.entries) == 2
    page.sheet.form.given_on.set_value(YESTERDAY)
    served.settle()
    assert len(page.sheet.entries) == 2
    served.open("today")
    assert stored(served) is None
    assert stored(served, YESTERDAY) is not None
    page = round_of(served, given_on=YESTERDAY.isoformat())
    page.save()
    served.settle()
    assert len(today(served, YESTERDAY)) == 2
    assert stored(served, YESTERDAY) is None


def test_a_round_is_saved_all_or_nothing_and_the_doubtful_are_asked_about(
    served: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter((False, True))

    def answer(_parent: object, _title: str, text: str, **_words: object) -> bool:
        asked.append(text)
        return next(answers)

    monkeypatch.setattr(round_page, "ask", answer)
    page = round_of(served)
    page.sheet.tick_all()
    served.app.services_given.record(
        served.app.actor, ServiceDraft(elder_uid=served.uid(FIRST), service="meal", given_on=TODAY)
    )
    page.save()
    served.settle()
    assert [line.elder_name for line in today(served)] == [FIRST], "nothing of the round is written"
    assert FIRST in asked[0]
    assert len(page.sheet.entries) == 2
    page.save()
    served.settle()
    assert sorted(line.elder_name for line in today(served)) == sorted([FIRST, FIRST, SECOND])


def test_who_lives_elsewhere_is_shown_as_such_and_not_ticked(served: Desk) -> None:
    app, uid = served.app, served.uid(SECOND)
    before = app.register.get(app.actor, uid)
    app.register.save(
        app.actor,
        ElderDraft(
            uid=uid,
            name=SECOND,
            village_code=before.village_code,
            birth_on=before.birth_on,
            sex=before.sex,
            registered_on=before.registered_on,
            residences=(
                ResidenceDraft(kind=ResidenceKind.HOSPITAL.value, from_on=TODAY - timedelta(days=1)),
            ),
        ),
    )
    page = round_of(served)
    page.sheet.tick_all()
    assert uid not in page.sheet.entries
    row = next(each for each in page.sheet.rows() if each.elder_uid == uid)
    column = next(each for each in page.sheet.list.table.model.columns if each.key == "tick")
    assert "不在家" in column.text(row)
    assert row not in page.sheet.missing()


def test_somebody_is_added_by_name_ticked_and_taken_off_again(served: Desk) -> None:
    page = round_of(served)
    page._add(served.uid(FOURTH))
    served.settle()
    assert served.uid(FOURTH) in page.sheet.entries
    assert FOURTH in names(page)
    assert page.sheet.list.current().name == FOURTH  # type: ignore[union-attr]  # the cursor is there
    served.press(Qt.Key.Key_Delete)
    assert FOURTH not in names(page)
    assert not page.is_unsaved()


def test_three_hundred_people_stand_on_one_list(qtbot: QtBot) -> None:
    rows = [
        RoundRow(
            elder_uid=str(number),
            name=f"{LONG_NAME}{number}",
            village_code="1",
            village="达根诺日嘎查",
            plan=None,
            lately=True,
            absent=None,
            given=False,
            quantity="1",
        )
        for number in range(300)
    ]
    entries = {row.elder_uid: "1" for row in rows[::2]}
    shown = RoundList(entries, {}, EmptyState(""))
    qtbot.addWidget(shown)
    shown.show_rows(rows, "餐")
    assert shown.go_to("299")
    assert shown.table.count() == 300
