"""Lists of owed visits: who goes there, what a filter leaves, what comes first; joined files; changed rules."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import DutyKind, DutyState, LifeEventKind, Mode, PolicyOrigin
from desktop_app.models import (
    Assignment,
    Campaign,
    CampaignTarget,
    DutyWaiver,
    Household,
    HouseholdMember,
    LifeEvent,
    PolicyText,
    Record,
    Residence,
    Visit,
    VisitorLeave,
)
from desktop_app.services.duties import OPEN_STATES
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.storage.queries.links import Groups
from desktop_app.storage.queries.responsible import Responsible, responsible
from tests.services.homes import TODAY, VILLAGES

DAY = timedelta(days=1)


def alone(app: Application, name: str = "乌云其木格", **facts: Any) -> str:
    """Register somebody over 80 who lives alone."""
    usual: dict[str, Any] = {
        "name": name,
        "village_code": VILLAGES[0],
        "birth_on": date(1940, 1, 1),
        "registered_on": TODAY - timedelta(days=2),
        "categories": (SpanDraft(category="living_alone", from_on=None),),
    }
    return app.register.save(app.actor, ElderDraft(**(usual | facts)))


def add(app: Application, *records: Record) -> list[str]:
    """Write records in one unit of work."""
    with app.store.writing("登记", "王秀英") as unit:
        for record in records:
            unit.add(record)
            unit.flush()
        return [record.uid for record in records]


def fire(elder: str, on: date = TODAY) -> LifeEvent:
    return LifeEvent(elder_uid=elder, kind=LifeEventKind.FIRE.value, happened_on=on, known_on=on)


def leave(visitor: str, stand_in: str | None, first: date = TODAY, last: date = TODAY) -> VisitorLeave:
    return VisitorLeave(visitor_uid=visitor, from_on=first, to_on=last, stand_in_uid=stand_in)


def line(app: Application, elder: str) -> DutyLine:
    return app.duties.of_elder(app.actor, elder)[0].line


@pytest.fixture
def visitors(empty: Application) -> list[str]:
    return [empty.register.add_visitor(empty.actor, name, "volunteer") for name in ("甲", "乙", "丙")]


def who(app: Application, elder: str, on: date = TODAY) -> Responsible | None:
    with app.store.reading() as session:
        return responsible(session, Groups(), [elder], on).get(elder)


def test_who_covers_the_residence_goes_before_who_is_assigned_and_a_stand_in_before_either(
    empty: Application, visitors: list[str]
) -> None:
    first, second, third = visitors
    uid = alone(empty)
    assert who(empty, uid) is None
    add(empty, Assignment(elder_uid=uid, visitor_uid=first, from_on=None, to_on=None))
    assert who(empty, uid) == Responsible(first, "甲")
    (move,) = add(
        empty,
        Residence(elder_uid=uid, kind="pasture", from_on=TODAY, to_on=TODAY + 5 * DAY, covered_by_uid=second),
    )
    assert who(empty, uid, TODAY - DAY) == Responsible(first, "甲")
    assert who(empty, uid, TODAY + 5 * DAY) == Responsible(second, "乙")
    assert who(empty, uid, TODAY + 6 * DAY) == Responsible(first, "甲")
    assert line(empty, uid).visitor == "乙"
    (away,) = add(empty, leave(second, third))
    assert who(empty, uid) == Responsible(third, "丙", "乙")
    assert (line(empty, uid).visitor, line(empty, uid).visitor_for) == ("丙", "乙")
    assert who(empty, uid, TODAY + DAY) == Responsible(second, "乙")
    add(empty, leave(third, first))
    assert who(empty, uid) == Responsible(first, "甲", "乙"), "a stand-in on leave is stood in for"
    add(empty, leave(first, second))
    assert who(empty, uid) == Responsible(second, "乙"), "nobody is left to stand in"
    assert line(empty, uid).visitor == "乙"
    with empty.store.writing("销假", "王秀英") as unit:
        unit.get(VisitorLeave, away).retracted = True
        unit.get(Residence, move).retracted = True
    assert (line(empty, uid).visitor, line(empty, uid).visitor_for) == ("乙", "甲")


def test_one_who_begins_later_comes_after_one_who_goes_there_now(
    empty: Application, visitors: list[str]
) -> None:
    uid = alone(empty)
    add(empty, Assignment(elder_uid=uid, visitor_uid=visitors[0], from_on=TODAY + 3 * DAY, to_on=None))
    assert who(empty, uid) == Responsible(visitors[0], "甲"), "better than nobody"
    add(empty, Assignment(elder_uid=uid, visitor_uid=visitors[1], from_on=None, to_on=TODAY + 2 * DAY))
    assert who(empty, uid) == Responsible(visitors[1], "乙")
    assert who(empty, uid, TODAY + 3 * DAY) == Responsible(visitors[0], "甲")


def test_events_come_first_then_the_longest_overdue_and_filters_leave_what_they_say(
    empty: Application, visitors: list[str]
) -> None:
    app = empty
    late = alone(app, "久未探访", registered_on=TODAY - timedelta(days=80), visitor_uid=visitors[0])
    fresh = alone(app, "新登记", registered_on=TODAY, village_code=VILLAGES[1])
    burnt, flooded = alone(app, "前天失火"), alone(app, "今天失火")
    add(app, fire(flooded), fire(burnt, TODAY - DAY))
    listed = app.duties.list(app.actor, states=())
    assert [row.line.name for row in listed] == ["前天失火", "今天失火", "久未探访", "新登记"]
    assert listed[2].line.state == DutyState.OVERDUE.value

    def names(**wanted: Any) -> set[str]:
        return {row.line.name for row in app.duties.list(app.actor, **{"states": OPEN_STATES} | wanted)}

    assert names(kind=DutyKind.EVENT) == {"前天失火", "今天失火"}
    assert names(visitor_uid=visitors[0]) == {"久未探访"}
    assert names(village_code=VILLAGES[1]) == {"新登记"}
    assert names(states=(DutyState.OVERDUE,)) == {"久未探访"}
    assert names(alert=True) == set()
    assert names(due_by=TODAY - DAY) == {"久未探访", "前天失火"}
    assert line(app, fresh).governing
    assert line(app, late).governing


def test_an_event_that_waits_beside_an_older_duty_is_told_in_its_line(empty: Application) -> None:
    elder = alone(empty, registered_on=TODAY - timedelta(days=60))
    assert line(empty, elder).event_latest_on is None
    add(empty, fire(elder, TODAY - DAY))
    (row,) = empty.duties.list(empty.actor)
    assert (row.line.kind, row.line.state) == (DutyKind.ROUTINE, DutyState.OVERDUE)
    assert row.line.event_latest_on == TODAY
    add(
        empty,
        visit := Visit(
            elder_uid=elder, visited_on=TODAY, mode="in_person", outcome="met_in_person", entered_on=TODAY
        ),
    )
    assert visit.uid
    assert line(empty, elder).event_latest_on is None


def test_a_campaign_is_listed_beside_what_governs_with_whoever_it_sends(
    empty: Application, visitors: list[str]
) -> None:
    app = empty
    uid = alone(app, visitor_uid=visitors[0], registered_on=TODAY - timedelta(days=80))
    (cold,) = add(
        app,
        Campaign(title="寒潮", kind="cold", from_on=TODAY, to_on=TODAY + 20 * DAY, modes=[Mode.PHONE.value]),
    )
    add(app, CampaignTarget(elder_uid=uid, campaign_uid=cold, visitor_uid=visitors[1]))
    (governing,) = app.duties.list(app.actor)
    assert (governing.line.kind, governing.line.visitor) == (DutyKind.ROUTINE.value, "甲")
    (row,) = app.duties.list(app.actor, kind=DutyKind.CAMPAIGN)
    assert (row.line.about, row.line.visitor, row.line.visitor_uid) == (cold, "乙", visitors[1])
    assert not row.line.governing
    assert not app.duties.list(app.actor, kind=DutyKind.CAMPAIGN, visitor_uid=visitors[0])
    assert len(app.duties.list(app.actor, kind=DutyKind.CAMPAIGN, visitor_uid=visitors[1])) == 1


def test_a_visit_for_a_campaign_apart_counts_for_no_rhythm_until_the_campaign_says_so(
    empty: Application,
) -> None:
    app = empty
    uid = alone(app)
    (cold,) = add(
        app,
        Campaign(
            title="寒潮",
            kind="cold",
            from_on=TODAY,
            to_on=TODAY,
            modes=[Mode.IN_PERSON.value],
            feeds_duties=False,
        ),
    )
    met = {"mode": "in_person", "outcome": "met_in_person", "visited_on": TODAY, "entered_on": TODAY}
    add(app, Visit(elder_uid=uid, campaign_uid=cold, **met))
    assert line(app, uid).last_counted_on is None
    with app.store.writing("计入", "王秀英") as unit:
        unit.get(Campaign, cold).feeds_duties = True
    assert line(app, uid).last_counted_on == TODAY
    app.undo.undo(app.actor, app.undo.recent(app.actor)[0].uid)
    assert line(app, uid).last_counted_on is None


def test_who_lives_together_shares_a_household_today(empty: Application) -> None:
    app = empty
    one, other, gone = alone(app, "一"), alone(app, "二"), alone(app, "三")
    (roof,) = add(app, Household(head_name="一", village_code=VILLAGES[0]))
    add(
        app,
        HouseholdMember(elder_uid=one, household_uid=roof),
        HouseholdMember(elder_uid=other, household_uid=roof, from_on=TODAY),
        HouseholdMember(elder_uid=gone, household_uid=roof, to_on=TODAY - DAY),
    )
    found = {
        row.line.name: (row.line.household_uid, row.line.household_head) for row in app.duties.list(app.actor)
    }
    assert found == {"一": (roof, "一"), "二": (roof, "一"), "三": (None, None)}


def test_an_event_or_campaign_that_two_joined_files_both_know_is_owed_once(empty: Application) -> None:
    app = empty
    one, other = alone(app), alone(app)
    first, second = sorted(add(app, fire(one), fire(other)))
    (cold,) = add(
        app, Campaign(title="寒潮", kind="cold", from_on=TODAY, to_on=TODAY, modes=[Mode.PHONE.value])
    )
    add(app, *(CampaignTarget(elder_uid=uid, campaign_uid=cold) for uid in (one, other)))
    app.same_person.merge(app.actor, one, other)
    owed = [row.line for row in app.duties.of_elder(app.actor, other)]
    assert sorted(each.about for each in owed if each.about) == sorted([first, cold])
    days: dict[str, Any] = {"from_on": TODAY, "to_on": TODAY}
    add(app, DutyWaiver(elder_uid=other, kind="waived", about=second, reason="已有人在场", **days))
    (event,) = [row.line for row in app.duties.of_elder(app.actor, one) if row.line.about == first]
    assert event.state == DutyState.WAIVED.value, "a waiver about the other file's event means the same event"


def test_changed_rules_put_everybodys_duties_out_of_date(empty: Application) -> None:
    app = empty
    alone(app)
    app.duties.refresh(app.actor)
    assert not app.duties.is_stale(app.actor)
    text = PolicyText(
        profile="local", title="本地", text="", origin=PolicyOrigin.EDITED.value, changed_on=TODAY
    )
    add(app, text)
    assert app.duties.is_stale(app.actor)
    app.duties.refresh(app.actor)
    assert not app.duties.is_stale(app.actor)
    app.undo.undo(app.actor, app.undo.recent(app.actor)[0].uid)
    assert app.duties.is_stale(app.actor)
