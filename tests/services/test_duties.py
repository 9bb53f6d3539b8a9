"""What is derived equals what the facts say, however it came about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import DutyState, EndReason
from desktop_app.models import Conflict, DutyRow, ElderCard, Visitor
from desktop_app.services.access import UnknownProfile
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.queries.elders import ElderFilter
from tests.services.homes import TODAY, VILLAGES, open_home

TERMS = ("包", "wl", "1504", "嘎查", "ba", "13", "2020")


def derived(application: Application) -> Any:
    """Return everything derived, without the local numbers of the cards."""
    with application.store.reading() as session:
        cards = session.execute(select(ElderCard.__table__).order_by(ElderCard.elder_uid)).mappings().all()
        duties = session.execute(select(DutyRow.__table__).order_by(DutyRow.uid)).all()
        conflicts = session.execute(select(Conflict.__table__).order_by(Conflict.uid)).all()
    found = {
        term: sorted(row.uid for row in application.register.find(application.actor, term, most=10_000))
        for term in TERMS
    }
    return [{k: v for k, v in card.items() if k != "id"} for card in cards], duties, conflicts, found


def work_a_day(application: Application) -> None:
    """Do one of everything that touches what is derived."""
    actor = application.actor
    people = application.register.rows(actor, application.register.list_ids(actor, ElderFilter()))
    uids = [row.uid for row in people]
    for number, (outcome, mode) in enumerate(
        [
            ("met_in_person", "in_person"),
            ("away", "in_person"),
            ("deceased", "in_person"),
            ("met_remotely", "phone"),
        ]
    ):
        day = TODAY - timedelta(days=number)
        draft = VisitDraft(
            elder_uid=uids[number], visited_on=day, mode=mode, outcome=outcome, visitor_name="李"
        )
        made = application.visits.record(actor, draft)
        if number % 2:
            application.visits.take_back(actor, made)
    application.register.end(actor, uids[10], on=TODAY, reason=EndReason.MOVED_OUT)
    detail = application.register.get(actor, uids[11])
    visitor = application.register.add_visitor(actor, "新来的", "volunteer")
    application.register.save(
        actor,
        ElderDraft(
            uid=uids[11], name="改名", village_code=VILLAGES[1], birth_on=detail.birth_on, visitor_uid=visitor
        ),
    )
    application.register.save(
        actor, ElderDraft(name="新登记", village_code=VILLAGES[0], birth_on=date(1940, 2, 29))
    )
    with application.store.writing("改名", actor.name) as unit:
        unit.get(Visitor, visitor).name = "改了名"
    application.undo.undo(actor, application.undo.recent(actor)[1].uid)


def test_refreshing_whom_was_touched_equals_refreshing_everybody(application: Application) -> None:
    work_a_day(application)
    touched = derived(application)
    application.duties.refresh(application.actor)

    assert derived(application) == touched


def test_rebuilding_from_nothing_gives_the_same_derived_tables(application: Application) -> None:
    work_a_day(application)
    before = derived(application)
    with application.store.setting_up() as session:
        for table in ("duty", "elder_card", "elder_fts"):
            session.execute(text(f"DELETE FROM {table}"))
    assert derived(application) != before
    application.checks.rebuild(application.actor)

    assert derived(application) == before
    assert application.checks.run(application.actor) == []


def test_a_new_day_makes_the_cache_stale_until_it_is_refreshed(application: Application) -> None:
    folder = application.store.folder
    assert not application.duties.is_stale(application.actor)
    overdue = application.duties.counts(application.actor).get(DutyState.OVERDUE, 0)
    application.close()
    later = open_home(folder, on=TODAY + timedelta(days=40))
    try:
        assert later.duties.is_stale(later.actor)
        later.duties.refresh(later.actor)
        assert not later.duties.is_stale(later.actor)
        assert later.duties.counts(later.actor)[DutyState.OVERDUE] > overdue
        refreshed = derived(later)
        later.checks.rebuild(later.actor)
        assert derived(later) == refreshed
    finally:
        later.close()


def test_the_list_agrees_with_the_counts_and_narrows_by_village_and_day(application: Application) -> None:
    actor = application.actor
    every = application.duties.list(actor, states=tuple(DutyState))
    assert len(every) == sum(application.duties.counts(actor).values())
    overdue = [row.line.overdue_days for row in application.duties.list(actor, states=(DutyState.OVERDUE,))]
    assert overdue == sorted(overdue, reverse=True)
    village = every[0].line.village_code
    assert {row.line.village_code for row in application.duties.list(actor, village_code=village)} <= {
        village
    }
    soon = application.duties.list(actor, due_by=TODAY)
    assert all(row.line.due_on <= TODAY for row in soon)
    assert len(application.duties.list(actor, most=2)) == 2
    assert all(row.line.phone is None or "*" in row.line.phone for row in every)


def test_every_duty_says_why_and_is_among_those_of_its_person(application: Application) -> None:
    for row in application.duties.list(application.actor, most=5):
        assert "→" in row.why
        first = application.duties.of_elder(application.actor, row.line.elder_uid)[0]
        assert first == row, "the governing one comes first"
    assert application.duties.of_elder(application.actor, "nobody") == []


def test_other_profiles_mean_other_duties_at_once_and_after_a_new_start(application: Application) -> None:
    actor = application.actor
    before = derived(application)
    application.policies.choose(actor, ["chifeng-2022-56"])
    assert [row.profile.id for row in application.policies.list(actor) if row.active] == ["chifeng-2022-56"]
    rules = {row.line.rule_id.split("/")[0] for row in application.duties.list(actor)}
    assert all("inner-mongolia" not in rule for rule in rules)
    with pytest.raises(UnknownProfile):
        application.policies.choose(actor, ["nowhere"])
    application.close()
    again = open_home(application.store.folder)
    try:
        assert [row.profile.id for row in again.policies.list(actor) if row.active] == ["chifeng-2022-56"]
        again.policies.choose(actor, ["chifeng-2023-42-pastoral", "inner-mongolia-2022"])
        assert derived(again) == before
    finally:
        again.close()
    assert application.policies.show(actor, "ordos-14fyp").id == "ordos-14fyp"
