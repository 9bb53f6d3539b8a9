"""The duty cache after any sequence of decisions: what was refreshed piece by piece equals a refresh of all."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import InputError
from desktop_app.models import DutyRow, ElderCard
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.services.derivation import VISITS_BACK
from desktop_app.services.derived_rows import duty_row
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.storage.queries.facts import load
from tests.services.homes import COUNTY, TODAY, Home
from tests.services.made_up_decisions import Decider
from tests.storage.stores import bag, merge

OWED = tuple(column.key for column in DutyRow.__table__.columns)


def people(application: Application) -> list[str]:
    ids = application.register.list_ids(application.actor, ElderFilter())
    return sorted(row.uid for row in application.register.rows(application.actor, ids))


def cache(application: Application) -> Any:
    with application.store.reading() as session:
        cards = session.execute(select(ElderCard.__table__).order_by(ElderCard.elder_uid)).mappings().all()
        owed = session.execute(select(DutyRow.__table__).order_by(DutyRow.uid)).mappings().all()
    return [{k: v for k, v in card.items() if k != "id"} for card in cards], [dict(row) for row in owed]


def act(application: Application, seed: int, steps: int) -> None:
    """Do random things in units of work of one to three deeds; undo some of them."""
    draw = random.Random(seed)
    decider = Decider(draw, people(application)[:8])
    for _step in range(steps):
        with application.store.writing("决定", "王秀英") as unit:
            for _deed in range(draw.randrange(1, 4)):
                decider.decide(unit)
        if draw.random() < 0.25:
            recent = [row for row in application.undo.recent(application.actor) if not row.undone]
            application.undo.undo(application.actor, draw.choice(recent[:3]).uid)
        if draw.random() < 0.1:
            one, other = draw.sample(decider.elders, 2)
            with suppress(InputError):
                application.same_person.merge(application.actor, one, other, sure=True)


@pytest.mark.parametrize("seed", range(6))
def test_refreshing_the_changed_equals_refreshing_all(application: Application, seed: int) -> None:
    act(application, seed, 25)
    touched = cache(application)
    application.duties.refresh(application.actor, whole=True)
    assert cache(application) == touched
    application.checks.rebuild(application.actor)
    assert cache(application) == touched


@pytest.mark.parametrize("seed", range(6, 9))
def test_the_rows_behind_lists_are_what_the_engine_says(application: Application, seed: int) -> None:
    act(application, seed, 25)
    book = application.context.rules.book
    cards, rows = cache(application)
    by_elder = {card["elder_uid"]: card for card in cards}
    expected = []
    with application.store.reading() as session:
        for facts in load(session, None, visits_from=TODAY - VISITS_BACK, on=TODAY):
            owed = duties(facts.person, book, Calendar(), TODAY)
            expected += [duty_row(COUNTY, duty) for duty in owed]
            governing = [duty for duty in owed if duty.governing]
            assert len(governing) == bool(owed)
            card = by_elder[facts.uid]
            state = governing[0].state.value if governing else None
            assert card["duty_state"] == state
            assert card["due_on"] == (governing[0].due_on if governing else None)
            assert card["latest_on"] == (governing[0].latest_on if governing else None)
            assert (card["visitor_uid"], card["visitor_name"]) == (facts.visitor_uid, facts.visitor)
            late = (TODAY - card["overdue_since"]).days if card["overdue_since"] else None
            assert late == (governing[0].overdue_days if state == "overdue" else None)
    assert sorted(expected, key=lambda row: row["uid"]) == rows
    lines = [row.line for row in application.duties.list(application.actor, states=())]
    listed = {line.elder_uid: line.state for line in lines}
    assert listed == {card["elder_uid"]: card["duty_state"] for card in cards if card["duty_state"]}
    counted: dict[str, int] = {}
    for state in listed.values():
        counted[state] = counted.get(state, 0) + 1
    assert application.duties.counts(application.actor) == counted
    assert {line.uid for line in lines if line.alert} == {row["uid"] for row in rows if row["alert"]}


def test_decisions_that_come_in_a_batch_change_the_same_duties(
    opener: Callable[[Home], Application], filled_home: Home, village_homes: tuple[Home, ...]
) -> None:
    here, there = opener(filled_home), opener(village_homes[0])
    merge(there.store, *bag(here.store))
    act(there, 20, 20)
    merge(here.store, *bag(there.store))
    merged = cache(here)
    here.duties.refresh(here.actor, whole=True)
    assert cache(here) == merged
    there.duties.refresh(there.actor, whole=True)
    assert cache(there) == merged
