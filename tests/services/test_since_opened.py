"""What came up while nobody looked: compared with the engine, told by village, settled in bulk, as a route."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, InputError
from desktop_app.domain.terms import CampaignKind, DutyState, LifeEventKind, LinkVerdict, Mode, Outcome
from desktop_app.models import (
    Campaign,
    CampaignTarget,
    Elder,
    Household,
    HouseholdMember,
    LifeEvent,
    PersonLink,
    PlannedVisit,
    Visit,
    VisitPause,
)
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.services.clock import Clock
from desktop_app.services.derivation import VISITS_BACK
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.since_opened import NothingMissed, NotInBulk, SinceKind, SinceOpened, SinceRow
from desktop_app.storage.queries.facts import load
from tests.services.homes import TODAY, VILLAGES, Home, open_home
from tests.storage.stores import bag, merge


def rows(found: SinceOpened) -> list[SinceRow]:
    return [row for village in found.villages for row in village.rows]


@pytest.fixture
def moving(filled_home: Home, tmp_path: Any) -> Any:
    """Return a township whose day can be moved."""
    application = open_home(filled_home.copy(tmp_path / "moving"))
    days = Days(application)
    yield days
    application.close()


class Days:
    """A home whose clock the test turns."""

    def __init__(self, application: Application) -> None:
        """Begin on the day of the homes."""
        self.app = application
        self.day = TODAY
        application.store.derive._today = lambda: self.day  # type: ignore[union-attr]  # the derivation's clock

    def go(self, to: date) -> None:
        """Let it be another day, as if the laptop was off until then."""
        self.day = to
        self.app.context.clock = Clock(fixed_on=to)
        self.app.duties.refresh(self.app.actor)


def alone(app: Application, name: str, village: str = VILLAGES[0], **more: Any) -> str:
    """Register somebody over 80 who lives alone."""
    facts: dict[str, Any] = {
        "birth_on": date(1940, 1, 1),
        "registered_on": TODAY - timedelta(days=30),
        "categories": (SpanDraft(category="living_alone", from_on=None),),
    }
    draft = ElderDraft(name=name, village_code=village, **(facts | more))
    return app.register.save(app.actor, draft)


def test_before_it_was_gone_through_once_there_is_nothing_to_compare(application: Application) -> None:
    found = application.since_opened.since(application.actor)
    assert (found.last_on, found.villages, found.count) == (None, (), 0)


def test_right_after_going_through_it_nothing_is_new(moving: Days) -> None:
    moving.app.since_opened.seen(moving.app.actor)
    found = moving.app.since_opened.since(moving.app.actor)
    assert (found.last_on, found.count) == (TODAY, 0)


@pytest.mark.parametrize("days", [1, 3, 8, 12, 40])
def test_what_became_due_or_overdue_is_what_the_engine_says_of_both_days(moving: Days, days: int) -> None:
    app = moving.app
    app.since_opened.seen(app.actor)
    moving.go(TODAY + timedelta(days=days))
    told = {row.owed.line.uid: row.kind for row in rows(app.since_opened.since(app.actor)) if row.owed}

    book, expected = app.context.rules.book, {}
    urgent = {DutyState.DUE: SinceKind.DUE, DutyState.OVERDUE: SinceKind.OVERDUE}
    with app.store.reading() as session:
        for facts in load(session, None, visits_from=moving.day - VISITS_BACK, on=moving.day):
            before = duties(facts.person, book, Calendar(), TODAY)
            was = {(each.uid, each.state) for each in before}
            # One window after another may be missed: what was overdue before is not so anew.
            late = {each.rule_id for each in before if each.state is DutyState.OVERDUE}
            for duty in duties(facts.person, book, Calendar(), moving.day):
                known = (duty.uid, duty.state) in was
                known |= duty.state is DutyState.OVERDUE and duty.rule_id in late
                if duty.governing and duty.state in urgent and not known:
                    expected[duty.uid] = urgent[duty.state]
    assert told == expected
    assert expected or days == 1


def test_events_campaigns_pauses_and_plans_are_told_by_village(moving: Days) -> None:
    app = moving.app
    one, other = alone(app, "乌云其木格"), alone(app, "包小明", VILLAGES[1])
    app.since_opened.seen(app.actor)
    moving.go(TODAY + timedelta(days=2))
    with app.store.writing("多日", app.actor.name) as unit:
        unit.add(
            LifeEvent(
                elder_uid=one,
                kind=LifeEventKind.FIRE.value,
                happened_on=TODAY + timedelta(days=1),
                known_on=TODAY + timedelta(days=1),
            )
        )
        cold = unit.add(
            Campaign(
                title="寒潮探访",
                kind=CampaignKind.COLD.value,
                from_on=TODAY + timedelta(days=1),
                to_on=TODAY + timedelta(days=9),
                modes=[Mode.PHONE.value],
            )
        )
        unit.flush()
        unit.add(CampaignTarget(elder_uid=other, campaign_uid=cold.uid))
        unit.add(
            VisitPause(
                elder_uid=other,
                from_on=TODAY - timedelta(days=5),
                review_on=TODAY + timedelta(days=1),
                reason="去呼和浩特",
            )
        )
        unit.add(PlannedVisit(elder_uid=one, planned_on=TODAY + timedelta(days=1)))
    found = app.since_opened.since(app.actor)
    told = {(row.village_code, row.name, row.kind, row.words) for row in rows(found)}
    assert (VILLAGES[0], "乌云其木格", SinceKind.TRIGGERED, "火灾") in told
    assert (VILLAGES[0], "乌云其木格", SinceKind.EXPIRED, "排定的日子已过，没有探访记录") in told
    assert (VILLAGES[1], "包小明", SinceKind.NAMED, "寒潮探访") in told
    assert (VILLAGES[1], "包小明", SinceKind.EXPIRED, "暂停探访到期：去呼和浩特") in told
    assert [village.code for village in found.villages] == sorted(village.code for village in found.villages)
    assert sum(found.counts().values()) == found.count
    app.since_opened.seen(app.actor)
    assert app.since_opened.since(app.actor).count == 0


def test_an_agreed_day_is_kept_by_a_visit_on_another_file_of_the_person(moving: Days) -> None:
    app = moving.app
    one, other = sorted((alone(app, "乌云其木格"), alone(app, "乌云")))
    with app.store.writing("同一人", app.actor.name) as unit:
        same = LinkVerdict.SAME.value
        unit.add(PersonLink(elder_uid=one, other_uid=other, verdict=same, decided_on=TODAY))
        unit.add(PlannedVisit(elder_uid=one, planned_on=TODAY))
    app.since_opened.seen(app.actor)
    moving.go(TODAY + timedelta(days=1))
    assert (SinceKind.EXPIRED, one) in told_of(app)
    with app.store.writing("探访", app.actor.name) as unit:
        unit.add(
            Visit(
                elder_uid=other,
                visited_on=TODAY,
                mode=Mode.IN_PERSON.value,
                outcome=Outcome.MET_IN_PERSON.value,
                entered_on=TODAY,
            )
        )
    assert (SinceKind.EXPIRED, one) not in told_of(app)


def told_of(app: Application) -> set[tuple[SinceKind, str]]:
    return {(row.kind, row.elder_uid) for row in rows(app.since_opened.since(app.actor))}


def test_an_event_that_came_in_a_batch_is_told(
    opener: Callable[[Home], Application], empty_home: Home, village_homes: tuple[Home, ...]
) -> None:
    here, there = opener(empty_home), opener(village_homes[0])
    uid = alone(here, "乌云其木格")
    merge(there.store, *bag(here.store))
    here.since_opened.seen(here.actor)
    with there.store.writing("火灾", "王秀英") as unit:
        unit.add(
            LifeEvent(
                elder_uid=uid, kind=LifeEventKind.FIRE.value, happened_on=TODAY, known_on=TODAY, what="柴房"
            )
        )
    merge(here.store, *bag(there.store))
    (row,) = [row for row in rows(here.since_opened.since(here.actor)) if row.kind is SinceKind.TRIGGERED]
    assert (row.elder_uid, row.words) == (uid, "火灾")


def test_what_a_village_missed_is_settled_with_a_reason_and_can_be_undone(moving: Days) -> None:
    app = moving.app
    app.since_opened.seen(app.actor)
    moving.go(TODAY + timedelta(days=35))
    missed = [row for row in rows(app.since_opened.since(app.actor)) if row.can_settle]
    village = missed[0].village_code
    mine = [row.elder_uid for row in missed if row.village_code == village]
    before = app.duties.counts(app.actor)
    change_set = app.since_opened.settle(app.actor, village, mine, "  道路结冰，\n车辆不通 ")
    for uid in mine:
        owed = app.duties.of_elder(app.actor, uid)
        assert not [row for row in owed if row.line.state == DutyState.OVERDUE.value], uid
    after = app.duties.counts(app.actor)
    assert after.get(DutyState.OVERDUE, 0) == before[DutyState.OVERDUE] - len(set(mine))
    told = app.histories.entries(app.actor, app.histories.snapshot(app.actor, mine[0]))
    assert any("道路结冰， 车辆不通" in line for line in told[0].lines)
    app.undo.undo(app.actor, change_set)
    assert app.duties.counts(app.actor) == before


def test_settling_is_refused_without_a_reason_for_events_and_for_what_is_not_missed(moving: Days) -> None:
    app = moving.app
    uid, calm = alone(app, "乌云其木格"), alone(app, "包小明", registered_on=TODAY)
    with app.store.writing("火灾", app.actor.name) as unit:
        unit.add(LifeEvent(elder_uid=uid, kind=LifeEventKind.FIRE.value, happened_on=TODAY, known_on=TODAY))

    def settle(*uids: str, reason: str = "道路结冰", village: str = VILLAGES[0]) -> None:
        app.since_opened.settle(app.actor, village, uids, reason)

    for reason in ("", "   ", "长" * 201):
        with pytest.raises(FieldProblem):
            settle(uid, reason=reason)
    with pytest.raises(NotInBulk) as refused:
        settle(uid, calm)
    assert refused.value.details == {"count": 1}
    with pytest.raises(NothingMissed):
        settle(calm)
    with pytest.raises(NothingMissed):
        settle(uid, village=VILLAGES[1])
    assert issubclass(NotInBulk, InputError)


def test_the_route_goes_by_group_and_address_and_keeps_a_household_together(empty: Application) -> None:
    app = empty
    places = {
        "十组甲": ("10组", "1²3号"),
        "二组乙": ("2组", "7号"),
        "二组丙": ("2组", "12号"),
        "随户": ("", ""),
    }
    uids = {
        name: alone(app, name, group_name=group or None, address=address or None)
        for name, (group, address) in places.items()
    }
    alone(app, "外村", VILLAGES[1])
    with app.store.writing("同户", app.actor.name) as unit:
        roof = unit.add(Household(head_name="二组乙", village_code=VILLAGES[0]))
        unit.flush()
        for name in ("二组乙", "随户"):
            unit.add(HouseholdMember(elder_uid=uids[name], household_uid=roof.uid))
    stops = app.since_opened.route(app.actor, VILLAGES[0])
    assert [stop.owed.line.name for stop in stops] == ["二组乙", "随户", "二组丙", "十组甲"]
    assert (stops[0].group, stops[0].address) == ("2组", "7号")
    assert stops[0].owed.line.household_uid == stops[1].owed.line.household_uid == roof_of(app, uids["随户"])
    with app.store.writing("迁出", app.actor.name) as unit:
        unit.get(Elder, uids["十组甲"]).ended_on = TODAY
    assert len(app.since_opened.route(app.actor, VILLAGES[0])) == 3


def roof_of(app: Application, uid: str) -> str:
    (household,) = app.register.get(app.actor, uid).households
    return household.uid
