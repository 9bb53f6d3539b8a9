"""One meaning of 已逾期: whoever asks, the engine, its rows, lists, counts, filters, papers and pages name the same people."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import InputError
from desktop_app.domain.terms import DutyState
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.services import overdue_papers
from desktop_app.services.derivation import VISITS_BACK
from desktop_app.services.duties import OPEN_STATES
from desktop_app.services.paper_orders import signed
from desktop_app.services.urgency import Urgency, best_of, urgency_of
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.storage.queries.facts import load
from tests.services.homes import TODAY, open_home
from tests.services.made_up_decisions import Decider
from tests.services.test_duty_cache import people

LATE = DutyState.OVERDUE.value


def arranged(app: Application, seed: int, steps: int = 60) -> None:
    """Let much happen to half of the people; what is refused is left out."""
    draw = random.Random(seed)
    decider = Decider(draw, people(app)[::2])
    for _step in range(steps):
        try:
            with app.store.writing("决定", "王秀英") as unit:
                decider.decide(unit)
        except InputError:
            continue


def by_engine(app: Application) -> tuple[dict[str, int], set[str], set[str]]:
    """Return the overdue days of whom a governing duty finds overdue, whom any duty does, and who has an alarm."""
    governed: dict[str, int] = {}
    anyhow: set[str] = set()
    alarmed: set[str] = set()
    with app.store.reading() as session:
        today = app.clock.today()
        for facts in load(session, None, visits_from=today - VISITS_BACK, on=today):
            for duty in duties(facts.person, app.context.rules.book, Calendar(), today):
                if duty.state is DutyState.OVERDUE:
                    anyhow.add(facts.uid)
                    if duty.governing:
                        governed[facts.uid] = duty.overdue_days
                if duty.alert:
                    alarmed.add(facts.uid)
    return governed, anyhow, alarmed


def chosen(app: Application, wanted: ElderFilter) -> set[str]:
    actor = app.actor
    return {row.uid for row in app.register.rows(actor, app.register.list_ids(actor, wanted))}


def on_paper(app: Application) -> list[tuple[str, int]]:
    """Return name and days of each line; two of the same name are told apart by no paper."""
    with app.store.reading() as session:
        listed = overdue_papers.overdue(session, app.context, signed(app.context, app.actor))
    return sorted((row.name, row.overdue_days) for row in listed.rows)


def numbers(found: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return pairs as a dictionary, each person once."""
    pairs = list(found)
    assert len({uid for uid, _days in pairs}) == len(pairs)
    return dict(pairs)


def all_agree(app: Application) -> dict[str, int]:
    """Compare everything that says who is overdue; returns whom the engine names, with the days."""
    actor, today = app.actor, app.clock.today()
    expected, anyhow, alarmed = by_engine(app)
    assert anyhow - set(expected) <= alarmed, "only an alarm goes before what is overdue"

    listed = app.duties.list(actor, states=(DutyState.OVERDUE,))
    assert numbers((row.line.elder_uid, row.line.overdue_days) for row in listed) == expected
    assert app.duties.counts(actor).get(DutyState.OVERDUE, 0) == len(expected)
    assert chosen(app, ElderFilter(state=LATE)) == set(expected)
    for days in (1, 10, 40):
        longer = {uid for uid, late in expected.items() if late >= days}
        assert chosen(app, ElderFilter(overdue_days=days)) == longer
    assert on_paper(app) == sorted((row.line.name, expected[row.line.elder_uid]) for row in listed)

    cards = app.why.of_elders(actor, people(app))
    spoken = {uid: card.rows[0].state for uid, card in cards.items() if card.rows}
    assert {uid for uid, state in spoken.items() if state is DutyState.OVERDUE} == set(expected)

    rows = [row.line for row in app.duties.list(actor, states=OPEN_STATES)]
    grouped = {line.elder_uid: urgency_of(line, today) for line in best_of(rows, today)}
    late = {uid for uid, urgency in grouped.items() if urgency is Urgency.OVERDUE}
    assert late <= set(expected)
    assert {grouped[uid] for uid in set(expected) - late} <= {Urgency.ALERT, Urgency.HOURS}

    view = app.plans.calendar(actor, today, today + timedelta(days=90))
    marked = {entry.elder_uid for entry in view.entries if entry.state is DutyState.OVERDUE}
    assert set(expected) <= marked <= anyhow
    by_day = sum(day.entries.get(DutyState.OVERDUE, 0) for day in view.days)
    assert by_day == sum(entry.state is DutyState.OVERDUE for entry in view.entries)
    return expected


@pytest.mark.parametrize("seed", range(4))
def test_everybody_names_the_same_people_overdue_for_the_same_days(
    application: Application, seed: int
) -> None:
    arranged(application, seed)
    assert all_agree(application)


def test_ten_days_later_everybody_has_moved_on_together(application: Application) -> None:
    arranged(application, 11)
    folder, before = application.store.folder, all_agree(application)
    application.close()
    later = open_home(folder, on=TODAY + timedelta(days=10))
    try:
        assert later.duties.is_stale(later.actor)
        later.duties.refresh(later.actor)
        assert len(all_agree(later)) > len(before)
    finally:
        later.close()
