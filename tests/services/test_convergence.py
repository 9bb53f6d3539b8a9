"""Sites that work apart and exchange batches in any order must end up with the same register, and lose nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.changes import ChangeEntry, resolve
from desktop_app.domain.terms import EndReason
from desktop_app.models import RECORDS, Conflict, Waiting
from desktop_app.services.likeness import SameFile
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.same_person import NotTogether
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.agreement import disagreeing
from desktop_app.storage.journal import entries_of
from tests.domain.test_changes import lost_values
from tests.services.homes import COUNTY, TODAY, VILLAGES, Home, open_home
from tests.storage.stores import bag, merge, rows

SITES = 3
VISIT: dict[str, Any] = {"mode": "in_person", "outcome": "met_in_person", "visitor_name": "李志强"}


def draft_of(application: Application, uid: str, **changed: Any) -> ElderDraft:
    """Return what the editor would hand in for a stored elder."""
    detail = application.register.get(application.actor, uid)
    facts = {
        name: getattr(detail, name)
        for name in ("uid", "name", "village_code", "phone", "note", "registered_on")
    }
    spans = tuple(SpanDraft(category=span.category, uid=span.uid) for span in detail.categories)
    return ElderDraft(**{**facts, "categories": spans, **changed})


class Sites(RuleBasedStateMachine):
    """Three sites, any batch to anybody, at any time, as often as one likes."""

    homes: tuple[Home, ...] = ()
    elders = Bundle("elders")
    batches = Bundle("batches")

    def __init__(self) -> None:
        super().__init__()
        self.base = Path(tempfile.mkdtemp())
        self.sites = [open_home(home.copy(self.base / str(n))) for n, home in enumerate(self.homes)]
        self.sent = [0] * SITES
        self.dirty: set[int] = set()
        self.every: list[tuple[Any, Any]] = []

    def teardown(self) -> None:
        try:
            self._all_meet()
        finally:
            for site in self.sites:
                site.close()
            shutil.rmtree(self.base)

    def _knows(self, site: Application, uid: str) -> bool:
        with site.store.reading() as session:
            return bool(
                session.execute(
                    select(RECORDS["elder"].uid).where(
                        RECORDS["elder"].uid == uid, RECORDS["elder"].retracted.is_(False)
                    )
                ).first()
            )

    @initialize(target=elders)
    def begin(self) -> Any:
        """Let all sites know two people, so that they have something to disagree on."""
        people = [self.register(number, spans=True) for number in range(2)]
        for number in range(SITES):
            for carried in [bag(site.store) for site in self.sites]:
                merge(self.sites[number].store, *carried)
        return multiple(*people)

    @rule(target=elders, number=st.integers(0, SITES - 1), spans=st.booleans())
    def register(self, number: int, spans: bool) -> str:
        """Register somebody."""
        site = self.sites[number]
        self.dirty.add(number)
        categories = (SpanDraft(category="living_alone"),) if spans else ()
        draft = ElderDraft(name="包小明", village_code=VILLAGES[number % 2], categories=categories)
        return site.register.save(site.actor, draft)

    @rule(
        uid=elders,
        number=st.integers(0, SITES - 1),
        field=st.sampled_from(["phone", "note"]),
        value=st.integers(0, 3),
    )
    def edit(self, uid: str, number: int, field: str, value: int) -> None:
        """Change a field, which others may change at the same time."""
        site = self.sites[number]
        if self._knows(site, uid):
            self.dirty.add(number)
            text = f"1380000000{value}" if field == "phone" else str(value)
            site.register.save(site.actor, draft_of(site, uid, **{field: text}))

    @rule(uid=elders, number=st.integers(0, SITES - 1))
    def drop_categories(self, uid: str, number: int) -> None:
        """Take the elder's categories out."""
        site = self.sites[number]
        if self._knows(site, uid):
            self.dirty.add(number)
            site.register.save(site.actor, draft_of(site, uid, categories=()))

    @rule(uid=elders, number=st.integers(0, SITES - 1), back=st.integers(0, 20), dead=st.booleans())
    def visit(self, uid: str, number: int, back: int, dead: bool) -> None:
        """Record a visit, sometimes one that ends the register entry."""
        site = self.sites[number]
        if self._knows(site, uid):
            self.dirty.add(number)
            facts = {**VISIT, "outcome": "deceased"} if dead and back == 7 else VISIT
            draft = VisitDraft(elder_uid=uid, visited_on=TODAY - timedelta(days=back), **facts)
            site.visits.record(site.actor, draft)

    @rule(uid=elders, number=st.integers(0, SITES - 1))
    def end(self, uid: str, number: int) -> None:
        """Take somebody off the register."""
        site = self.sites[number]
        if self._knows(site, uid):
            self.dirty.add(number)
            site.register.end(site.actor, uid, on=TODAY, reason=EndReason.MOVED_OUT)

    @rule(one=elders, other=elders, number=st.integers(0, SITES - 1), same=st.booleans())
    def judge(self, one: str, other: str, number: int, same: bool) -> None:
        """Judge two files to be one person, or not to be."""
        site = self.sites[number]
        if self._knows(site, one) and self._knows(site, other):
            self.dirty.add(number)
            with suppress(SameFile):
                (site.same_person.merge if same else site.same_person.differ)(site.actor, one, other)

    @rule(one=elders, other=elders, number=st.integers(0, SITES - 1))
    def separate(self, one: str, other: str, number: int) -> None:
        """Take a judgement back."""
        site = self.sites[number]
        self.dirty.add(number)
        with suppress(NotTogether):
            site.same_person.separate(site.actor, one, other)

    @rule(number=st.integers(0, SITES - 1), back=st.integers(0, 3))
    def undo(self, number: int, back: int) -> None:
        """Take one of the last units of work back, perhaps an undoing."""
        site = self.sites[number]
        recent = site.undo.recent(site.actor, most=4)
        if len(recent) > back:
            self.dirty.add(number)
            site.undo.undo(site.actor, recent[back].uid)

    @rule(number=st.integers(0, SITES - 1), keep=st.integers(0, 1))
    def settle(self, number: int, keep: int) -> None:
        """Settle the first conflict."""
        site = self.sites[number]
        for conflict in site.conflicts.list(site.actor)[:1]:
            self.dirty.add(number)
            site.conflicts.settle(site.actor, conflict.uid, keep)

    @rule(target=batches, number=st.integers(0, SITES - 1), everything=st.booleans())
    def export(self, number: int, everything: bool) -> tuple[Any, Any]:
        """Take what is new since the last time, or all, as a batch would."""
        carried = bag(self.sites[number].store, 0 if everything else self.sent[number])
        with self.sites[number].store.reading() as session:
            from desktop_app.storage.journal import newest_number

            self.sent[number] = newest_number(session)
        self.every.append(carried)
        return carried

    @rule(batch=batches, number=st.integers(0, SITES - 1))
    def deliver(self, batch: tuple[Any, Any], number: int) -> None:
        """Merge a batch: late, twice, out of order, even one's own."""
        self.dirty.add(number)
        merge(self.sites[number].store, *batch)

    @invariant()
    def nothing_is_lost(self) -> None:
        """After each step every record is what its entries amount to, and no value is gone unseen."""
        for number in sorted(self.dirty):
            store = self.sites[number].store
            with store.reading() as session:
                assert disagreeing(session, COUNTY) == {}
                for entity, entries in entries_of_all(session).items():
                    for found in entries.values():
                        assert not lost_values(found, resolve(found)), entity
        self.dirty.clear()

    def _all_meet(self) -> None:
        everything = [bag(site.store) for site in self.sites]
        for number, site in enumerate(self.sites):
            for carried in everything[number:] + everything[:number] + self.every[:3]:
                merge(site.store, *carried)
        states = [everything_of(site) for site in self.sites]
        assert states[0] == states[1] == states[2]
        for site in self.sites:
            assert site.checks.run(site.actor) == []
            with site.store.reading() as session:
                assert session.execute(select(Waiting.uid)).all() == []


def entries_of_all(session: Any) -> dict[str, dict[str, list[ChangeEntry]]]:
    return {
        name: entries_of(session, name, session.execute(select(model.uid)).scalars().all())
        for name, model in RECORDS.items()
    }


def everything_of(site: Application) -> Any:
    """Return facts, conflicts and what lists show."""
    with site.store.reading() as session:
        conflicts = sorted(map(repr, session.execute(select(Conflict.__table__)).all()))
    owed = sorted(
        (row.line.elder_uid, row.line.rule_id, row.line.state) for row in site.duties.list(site.actor)
    )
    return rows(site.store), conflicts, owed


@pytest.mark.slow
@pytest.mark.parametrize("examples", [4, pytest.param(16, marks=pytest.mark.proofs)])
def test_sites_that_worked_apart_agree_once_everything_arrived(
    empty_home: Home, village_homes: tuple[Home, ...], examples: int
) -> None:
    Sites.homes = (*village_homes, empty_home)
    run_state_machine_as_test(
        Sites,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_batch_brings_children_before_their_parents(
    opener: Callable[[Home], Application], empty_home: Home, village_homes: tuple[Home, ...]
) -> None:
    village, other = opener(village_homes[0]), opener(empty_home)
    uid = village.register.save(village.actor, ElderDraft(name="包小明", village_code=VILLAGES[0]))
    first = bag(village.store)
    with village.store.reading() as session:
        from desktop_app.storage.journal import newest_number

        number = newest_number(session)
    village.visits.record(village.actor, VisitDraft(elder_uid=uid, visited_on=TODAY, **VISIT))
    second = bag(village.store, number)

    assert merge(other.store, *second).waiting == 1
    assert other.visits.of_elder(other.actor, uid) == []
    assert any("等更早的" in problem for problem in other.checks.run(other.actor))
    merge(other.store, *first)

    assert len(other.visits.of_elder(other.actor, uid)) == 1
    assert other.register.find(other.actor, "包小明")[0].last_visit_on == TODAY
    assert other.checks.run(other.actor) == []
