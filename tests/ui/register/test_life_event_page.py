"""登记变故: the fields follow the kind, the consequences are said beforehand, saving can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import LifeEventKind, Mode, Outcome, ResidenceKind, UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui.page import PageContext
from desktop_app.ui.register import life_event_page
from desktop_app.ui.register.life_event_page import LifeEventPage
from tests.ui.register.conftest import FakeNavigator
from tests.ui.register.made_up import TODAY

Open = Callable[..., LifeEventPage]


@pytest.fixture
def uid(app: Application) -> str:
    village = app.register.villages(app.actor)[0].code
    return app.register.save(
        app.actor,
        ElderDraft(
            name="包小明", village_code=village, birth_on=date(1945, 5, 1), registered_on=date(2026, 9, 1)
        ),
    )


@pytest.fixture
def open_page(context: PageContext, uid: str, qtbot: QtBot) -> Open:
    made = LifeEventPage(context)
    qtbot.addWidget(made)
    made.resize(1200, 640)

    def open_it(**params: Any) -> LifeEventPage:
        made.activate(elder_uid=uid, **params)
        with qtbot.waitExposed(made):
            made.show()
        qtbot.waitUntil(lambda: made.main_action() is not None and not context.jobs.running())
        return made

    return open_it


def record(app: Application, uid: str, kind: LifeEventKind, on: date, **facts: Any) -> str:
    draft = LifeEventDraft(elder_uid=uid, kind=kind.value, happened_on=on, **facts)
    return app.life_events.record(app.actor, draft).uid


def test_the_fields_follow_the_kind(open_page: Open) -> None:
    page = open_page()
    shown = {}
    for kind in (LifeEventKind.FALL, LifeEventKind.HOSPITAL_IN, LifeEventKind.SEASONAL_MOVE):
        page.form.kind.set_value(kind)
        shown[kind] = [name for name in ("covered_by", "stay") if not page.form.row(name).isHidden()]
    assert list(shown.values()) == [[], ["covered_by"], ["covered_by", "stay"]]


def test_what_a_visit_told_is_filled_in_and_its_consequence_said(open_page: Open, qtbot: QtBot) -> None:
    page = open_page(kind="deceased", happened_on=date(2026, 11, 20))
    assert page.form.kind.value() is LifeEventKind.DECEASED
    qtbot.waitUntil(lambda: "自 2026-11-20 起不再计入应探访" in page.consequence.words.text())
    assert not page.form.is_dirty()
    page.form.happened_on.set_value(date(2026, 10, 31))
    qtbot.waitUntil(lambda: "2026 年 10 月的月报里计为减少" in page.consequence.words.text())


def test_saving_by_keyboard_takes_off_the_register_and_undo_puts_back(
    open_page: Open, app: Application, uid: str, context: PageContext, navigator: FakeNavigator, qtbot: QtBot
) -> None:
    page = open_page()
    QTest.keyClick(page.form.kind.key_targets()[0], Qt.Key.Key_1)
    page.form.place.set_value("旗医院")
    QTest.keyClick(page.form.place.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: navigator.opened[-1:] == [("person", {"uid": uid})])
    assert app.register.get(app.actor, uid).ended_on == TODAY
    assert page.may_leave()
    assert context.undo.can_undo()
    context.undo.undo()
    qtbot.waitUntil(lambda: app.register.get(app.actor, uid).ended_on is None)
    assert app.life_events.list(app.actor, uid) == []


def test_visits_after_the_day_are_named_and_can_be_opened(
    open_page: Open, app: Application, uid: str, navigator: FakeNavigator, qtbot: QtBot
) -> None:
    app.visits.record(
        app.actor,
        VisitDraft(
            elder_uid=uid,
            visited_on=date(2026, 11, 10),
            mode=Mode.IN_PERSON.value,
            outcome=Outcome.MET_IN_PERSON.value,
            visitor_name="李志强",
        ),
    )
    page = open_page(kind="deceased", happened_on=date(2026, 11, 1))
    qtbot.waitUntil(lambda: "1 次探访在死亡日期之后（2026-11-10）" in page.consequence.words.text())
    page.consequence.visits_button.click()
    assert navigator.opened[-1] == ("person", {"uid": uid, "tab": 1})
    page._on_save()
    qtbot.waitUntil(lambda: bool(page.form.row("happened_on").error.text()))
    assert app.life_events.list(app.actor, uid) == []


def test_an_event_is_corrected_and_taken_back(
    open_page: Open, app: Application, uid: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(app, uid, LifeEventKind.MOVED_OUT, date(2026, 11, 5), place="赤峰市儿子家")
    page = open_page()
    qtbot.waitUntil(lambda: page.list.table.count() == 1)
    assert not page.list.correct_button.isEnabled()
    page.list.table.choose_first()
    QTest.keyClick(page.list.table.view, Qt.Key.Key_Return)
    assert page.title() == "更正变故"
    assert not page.form.kind.isEnabled()
    assert page.form.place.value() == "赤峰市儿子家"
    page.form.happened_on.set_value(date(2026, 11, 3))
    page._on_save()
    qtbot.waitUntil(lambda: app.register.get(app.actor, uid).ended_on == date(2026, 11, 3))
    qtbot.waitUntil(lambda: page.title() == "登记变故")
    monkeypatch.setattr(life_event_page, "ask", lambda *_args, **_words: True)
    qtbot.waitUntil(lambda: page.list.table.count() == 1)
    page.list.table.choose_first()
    page.list.retract_button.click()
    qtbot.waitUntil(lambda: app.register.get(app.actor, uid).ended_on is None)


def test_a_move_names_where_it_leads(open_page: Open, app: Application, uid: str, qtbot: QtBot) -> None:
    page = open_page(kind="seasonal_move")
    page.form.stay.set_value(ResidenceKind.TOWN)
    page.form.covered_by.set_value(app.register.visitors(app.actor)[0].uid)
    page._on_save()
    qtbot.waitUntil(lambda: bool(app.register.get(app.actor, uid).residences))
    (stay,) = app.register.get(app.actor, uid).residences
    assert (stay.kind, stay.from_on) == ("town", TODAY)
    assert stay.covered_by == app.register.visitors(app.actor)[0].name


def test_leaving_asks_only_when_something_would_be_lost(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page()
    asked: list[bool] = []
    monkeypatch.setattr(life_event_page, "ask", lambda *_args, **_words: asked.append(True))
    assert page.may_leave()
    page.form.what.set_value("院里滑倒")
    assert not page.may_leave()
    assert asked == [True]
    page.form.mark_clean()


def test_a_reader_sees_the_events_and_changes_nothing(
    app: Application, uid: str, make_context: Callable[[Application], PageContext], qtbot: QtBot
) -> None:
    record(app, uid, LifeEventKind.FALL, date(2026, 11, 5))
    context = make_context(app.acting_as(Actor("李志强", UserRole.READER)))
    page = LifeEventPage(context)
    qtbot.addWidget(page)
    page.activate(elder_uid=uid)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: page.list.table.count() == 1)
    assert page.main_action() is None
    assert not page.form.isEnabled()
    page.list.table.choose_first()
    assert not page.list.correct_button.isEnabled()
