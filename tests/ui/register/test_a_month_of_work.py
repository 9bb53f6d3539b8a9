"""One month in the register, done in the window by keys and clicks: what happened, who is double, many at once."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.terms import LifeEventKind, ResidenceKind
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui.register.life_event_page import LifeEventPage
from desktop_app.ui.register.person_page import PersonPage
from desktop_app.ui.twins.compare_page import ComparePage
from desktop_app.ui.twins.list_page import TwinsPage
from tests.ui.made_up_home import TODAY, Desk, desk, home, home_template

__all__ = ["desk", "home", "home_template"]
CTRL = Qt.KeyboardModifier.ControlModifier


def record(desk: Desk, uid: str, kind: LifeEventKind, on: date) -> None:
    """Enter a life event on its page and save it with Ctrl+Enter."""
    page = desk.open("life-event", elder_uid=uid)
    assert isinstance(page, LifeEventPage)
    page.form.kind.set_value(kind)
    page.form.happened_on.set_value(on)
    page.form.place.set_value("旗里")
    desk.settle()
    QTest.keyClick(page.form.place.line, Qt.Key.Key_Return, CTRL)
    desk.settle()


def test_hospital_leaving_and_return_show_on_the_person_and_in_the_months(desk: Desk) -> None:
    actor, uid = desk.app.actor, desk.uid("张三")
    record(desk, uid, LifeEventKind.HOSPITAL_IN, date(2026, 10, 5))
    record(desk, uid, LifeEventKind.HOSPITAL_OUT, date(2026, 10, 20))
    record(desk, uid, LifeEventKind.MOVED_OUT, date(2026, 10, 25))
    record(desk, uid, LifeEventKind.RETURNED, date(2026, 11, 15))

    page = desk.page()
    assert isinstance(page, PersonPage)
    assert page.isVisible()
    stay = desk.app.register.get(actor, uid).residences[0]
    assert (stay.kind, stay.to_on) == (ResidenceKind.HOSPITAL.value, date(2026, 10, 20))
    counts = []
    for month in (9, 10, 11):
        figures = {row.key: row.numerator for row in desk.app.indicators.month(actor, 2026, month)}
        counts.append((figures["registered_60"], figures["added"], figures["removed"]))
    everybody = desk.app.register.count(actor, ElderFilter())
    assert counts == [(everybody, everybody, 0), (everybody - 1, 0, 1), (everybody, 1, 0)]
    assert desk.app.checks.run(actor) == []


def test_an_impossible_day_is_refused_beside_its_field_and_nothing_is_lost(desk: Desk) -> None:
    uid = desk.uid("王桂兰")
    before = desk.app.life_events.list(desk.app.actor, uid)
    for kind, on, said in (
        (LifeEventKind.DECEASED, date(2026, 9, 10), "次探访在死亡日期之后"),
        (LifeEventKind.RETURNED, TODAY, "没有可以“迁回”的离开登记"),
        (LifeEventKind.FALL, date(1940, 1, 1), "早于出生日期"),
    ):
        record(desk, uid, kind, on)
        page = desk.page()
        assert isinstance(page, LifeEventPage)
        assert said in page.consequence.words.text()
        assert page.form.place.value() == "旗里"
        page.form.start(None, None)
    assert desk.app.life_events.list(desk.app.actor, uid) == before


def test_doubles_are_joined_visited_and_taken_apart_again(desk: Desk) -> None:
    actor, uid = desk.app.actor, desk.uid("王桂兰")
    known = desk.app.register.get(actor, uid)
    twice = desk.app.register.save(
        actor,
        ElderDraft(
            name="王桂蓝",
            village_code=known.village_code,
            birth_on=known.birth_on,
            phone=known.phone,
            sex=known.sex,
        ),
    )
    page = desk.open("twins")
    assert isinstance(page, TwinsPage)
    assert page.table.count() == 1
    page.table.view.setFocus()
    desk.press(Qt.Key.Key_Return)
    assert isinstance(desk.page(), ComparePage)
    desk.press(Qt.Key.Key_Return, CTRL)
    assert page.table.count() == 0
    assert desk.app.register.get(actor, twice).uid == uid

    draft = VisitDraft(
        elder_uid=twice, visited_on=TODAY, mode="in_person", outcome="met_in_person", visitor_name="海棠"
    )
    visit = desk.app.visits.record(actor, draft)
    assert visit in [row.uid for row in desk.app.visits.of_elder(actor, uid)]
    desk.app.same_person.separate(actor, uid, twice)
    assert desk.app.register.get(actor, twice).uid == twice
    assert visit in [row.uid for row in desk.app.visits.of_elder(actor, uid)]
