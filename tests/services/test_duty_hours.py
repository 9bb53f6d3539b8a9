"""Deadlines in hours: when the cache is out of date, whom a refresh looks at, and when to look again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application, open_application
from desktop_app.domain.terms import DutyKind, DutyState, LifeEventKind
from desktop_app.models import LifeEvent
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.services.clock import Clock
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.queries.elders import ElderFilter
from tests.services.homes import PASSWORD, TODAY, VILLAGES, Home


class Wall:
    """An office clock that the test turns, in the zone of this computer."""

    def __init__(self) -> None:
        """Begin at eight in the morning."""
        self.at("08:00")

    def at(self, time: str, on: date = TODAY) -> None:
        """Set the clock."""
        hour, minute = map(int, time.split(":"))
        self.now = datetime(on.year, on.month, on.day, hour, minute).astimezone()

    def read(self) -> datetime:
        """Give the instant."""
        return self.now.astimezone(UTC)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def app(empty_home: Home, tmp_path: Path, wall: Wall) -> Iterator[Application]:
    application = open_application(empty_home.copy(tmp_path / "home"), PASSWORD, clock=Clock(read=wall.read))
    yield application
    application.close()


def burnt(app: Application, time: str | None = "10:00", name: str = "乌云其木格") -> str:
    """Register somebody whose house burnt yesterday at ten."""
    draft = ElderDraft(
        name=name,
        village_code=VILLAGES[0],
        birth_on=date(1940, 1, 1),
        registered_on=TODAY - timedelta(days=3),
        categories=(SpanDraft(category="living_alone", from_on=None),),
    )
    uid = app.register.save(app.actor, draft)
    yesterday = TODAY - timedelta(days=1)
    with app.store.writing("火灾", "王秀英") as unit:
        unit.add(
            LifeEvent(
                elder_uid=uid,
                kind=LifeEventKind.FIRE.value,
                happened_on=yesterday,
                known_on=yesterday,
                happened_time=time,
            )
        )
    return uid


def test_a_fixed_day_counts_as_a_whole_and_the_wall_clock_is_local(wall: Wall) -> None:
    assert Clock(fixed_on=TODAY).time_of_day() is None
    wall.at("23:59")
    assert Clock(read=wall.read).time_of_day() == "23:59"
    assert Clock(read=wall.read).today() == TODAY


def test_a_duty_is_overdue_as_soon_as_its_hours_have_passed_everywhere_alike(
    app: Application, wall: Wall
) -> None:
    burnt(app, None, "包小明")
    uid = burnt(app)
    app.duties.refresh(app.actor)
    (row,) = app.duties.list(app.actor, kind=DutyKind.EVENT)[:1]
    assert (row.line.elder_uid, row.line.latest_on, row.line.latest_time) == (uid, TODAY, "10:00")
    assert row.line.state == DutyState.DUE.value
    assert not app.duties.is_stale(app.actor)
    assert app.duties.next_deadline(app.actor) == (TODAY, "10:00")

    wall.at("10:00")
    assert not app.duties.is_stale(app.actor), "until ten includes ten"
    wall.at("10:01")
    assert app.duties.is_stale(app.actor)
    assert app.duties.refresh(app.actor) == 1, "nobody else's hours have passed"
    assert not app.duties.is_stale(app.actor)
    assert app.duties.next_deadline(app.actor) is None
    late = app.duties.list(app.actor, states=(DutyState.OVERDUE,))
    assert [row.line.elder_uid for row in late] == [uid]
    assert app.duties.counts(app.actor)[DutyState.OVERDUE] == 1
    (card,) = [
        each
        for each in app.register.rows(app.actor, app.register.list_ids(app.actor, ElderFilter()))
        if each.duty_state == DutyState.OVERDUE.value
    ]
    assert card.uid == uid
    assert app.duties.refresh(app.actor, whole=True) == 2


def test_an_event_entered_after_its_hours_is_overdue_at_once(app: Application, wall: Wall) -> None:
    wall.at("15:00")
    app.duties.refresh(app.actor)
    uid = burnt(app)
    assert [row.line.elder_uid for row in app.duties.list(app.actor, states=(DutyState.OVERDUE,))] == [uid]
    assert not app.duties.is_stale(app.actor)


def test_a_new_day_recomputes_everybody(app: Application, wall: Wall) -> None:
    burnt(app)
    burnt(app, name="包小明")
    app.duties.refresh(app.actor)
    wall.at("07:00", TODAY + timedelta(days=1))
    assert app.duties.is_stale(app.actor)
    assert app.duties.refresh(app.actor) == 2
    assert not app.duties.is_stale(app.actor)


def test_after_an_attempt_in_vain_the_alarm_is_looked_for_each_half_hour(
    app: Application, wall: Wall
) -> None:
    known = app.context.rules.book
    rules = tuple(replace(each.rule, alert_hours=2) for each in known.rules)
    profile = replace(known.profiles[0], visit_rules=tuple(dict.fromkeys(rules)), event_rules=())
    app.context.rules.book = RuleBook([profile, replace(known.profiles[1], visit_rules=(), event_rules=())])
    uid = burnt(app)
    app.duties.refresh(app.actor)
    tried = {"mode": "in_person", "outcome": "not_at_home", "visitor_name": "海棠"}
    app.visits.record(
        app.actor,
        VisitDraft(elder_uid=uid, visited_on=TODAY, visited_time="08:00", **tried),  # type: ignore[arg-type]  # by name
    )
    app.duties.refresh(app.actor)
    assert app.duties.list(app.actor)[0].line.attempts == 1
    assert app.duties.next_deadline(app.actor) == (TODAY, "08:30")
    wall.at("08:29")
    assert not app.duties.is_stale(app.actor)
    wall.at("10:01")
    assert app.duties.is_stale(app.actor)
    assert app.duties.refresh(app.actor) == 1
    (row,) = app.duties.list(app.actor, alert=True)
    assert row.line.elder_uid == uid
    assert app.duties.next_deadline(app.actor) is None
    assert not app.duties.is_stale(app.actor)
