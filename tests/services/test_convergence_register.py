"""Sites that keep the register in full apart, and exchange batches in any order, end up with one register."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.changes import resolve
from desktop_app.domain.errors import InputError
from desktop_app.domain.terms import (
    BenefitKind,
    Category,
    EndReason,
    HealthKind,
    LifeEventKind,
    LocalFieldKind,
    Outcome,
    ResidenceKind,
    Residency,
    WillingnessKind,
)
from desktop_app.models import Conflict, DutyRow, ElderCard, LifeEvent, Waiting
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.local_fields import LocalFieldDraft
from desktop_app.services.register_drafts import (
    BenefitDraft,
    ElderDraft,
    HealthDraft,
    HouseholdDraft,
    NoteDraft,
    ResidenceDraft,
    SpanDraft,
    WillingnessDraft,
)
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.agreement import disagreeing
from desktop_app.storage.journal import newest_number
from desktop_app.storage.queries.elders import ElderFilter
from tests.domain.test_changes import lost_values
from tests.services.homes import COUNTY, TODAY, VILLAGES, Home
from tests.services.made_up_decisions import Decider
from tests.services.test_convergence import entries_of_all
from tests.storage.stores import bag, merge, rows

STEPS = 50
PLAIN = (
    "name", "village_code", "phone", "note", "registered_on", "living_arrangement", "residency", "birth_on"
)  # fmt: skip


class World:
    """Three sites and what they do, drawn from one seed; ``told`` is what happened, for whoever looks why."""

    def __init__(self, sites: list[Application], seed: int) -> None:
        """Begin with three people whom all sites know."""
        self.sites = sites
        self.draw = random.Random(seed)
        self.bags: list[Any] = []
        self.sent = [0] * len(sites)
        self.told: list[str] = []
        self.known_field: str | None = None
        for number in range(3):
            self.register(sites[number])
        everything = [bag(site.store) for site in sites]
        for site in sites:
            for carried in everything:
                merge(site.store, *carried)

    def run(self, steps: int) -> None:
        """Do so many things, each at some site; what a site refuses is simply not done."""
        deeds = (
            self.register, self.dated_fact, self.dated_fact, self.dated_fact, self.event, self.event, self.event,
            self.take_event_back, self.household, self.local_field, self.local_value, self.village, self.judge,
            self.separate, self.visit, self.visit, self.undo, self.settle, self.end, self.decide, self.decide,
        )  # fmt: skip
        for _step in range(steps):
            site = self.draw.choice(self.sites)
            deed = self.draw.choice(deeds)
            with suppress(InputError):
                deed(site)
                self.told.append(f"{self.sites.index(site)} {deed.__name__}")
            if self.draw.random() < 0.4:
                self.carry()
            self.look(site)

    def look(self, site: Application) -> None:
        """Find every record to be what its entries amount to, and no value gone unseen."""
        with site.store.reading() as session:
            assert disagreeing(session, COUNTY) == {}, self.told
            for entity, entries in entries_of_all(session).items():
                for found in entries.values():
                    assert not lost_values(found, resolve(found)), (entity, self.told)

    def carry(self) -> None:
        """Take what is new from one site, or deliver an older batch anywhere: late, twice, out of order."""
        number = self.draw.randrange(len(self.sites))
        self.bags.append(bag(self.sites[number].store, self.sent[number]))
        with self.sites[number].store.reading() as session:
            self.sent[number] = newest_number(session)
        for carried in self.draw.sample(self.bags, min(2, len(self.bags))):
            merge(self.draw.choice(self.sites).store, *carried)

    def somebody(self, site: Application) -> str:
        """Return one of the people, of those who left too."""
        ids = site.register.list_ids(site.actor, ElderFilter(ended=self.draw.random() < 0.3))
        people = sorted(row.uid for row in site.register.rows(site.actor, ids))
        if not people:
            raise NobodyThere
        return self.draw.choice(people)

    def day(self, back: int = 60) -> date:
        """Return one of the last days."""
        return TODAY - timedelta(days=self.draw.randrange(back))

    def edit(self, site: Application, **changed: Any) -> None:
        """Save the editor's draft of somebody with something changed."""
        detail = site.register.get(site.actor, self.somebody(site))
        facts = {name: getattr(detail, name) for name in PLAIN}
        site.register.save(site.actor, ElderDraft(uid=detail.uid, **{**facts, **changed}))

    def register(self, site: Application) -> None:
        """Register somebody; most are called alike, so that files are taken for doubles."""
        draft = ElderDraft(
            name=self.draw.choice(["包小明", "包晓明", "乌云其木格"]),
            village_code=self.draw.choice(VILLAGES),
            birth_on=date(self.draw.randrange(1930, 1968), 2, self.draw.choice([1, 28])),
            registered_on=self.day(120),
            categories=(SpanDraft(category=Category.LIVING_ALONE.value, from_on=None),),
        )
        site.register.save(site.actor, draft)

    def dated_fact(self, site: Application) -> None:
        """Add one fact with its days, often the same kind on the same day as elsewhere, or drop all of a kind."""
        first = self.day(3)
        facts: dict[str, Any] = {
            "categories": SpanDraft(category=self.draw.choice(list(Category)).value, from_on=first),
            "residences": ResidenceDraft(kind=self.draw.choice(list(ResidenceKind)).value, from_on=first),
            "willingness": WillingnessDraft(
                kind=self.draw.choice(list(WillingnessKind)).value, asked_on=first, witness="王秀英"
            ),
            "benefits": BenefitDraft(
                kind=self.draw.choice(list(BenefitKind)).value, from_on=first, amount=100
            ),
            "health": HealthDraft(kind=HealthKind.DISEASE.value, what="高血压", from_on=first),
            "notes": NoteDraft(text="敲门要大声", noted_on=first),
        }
        name = self.draw.choice(sorted(facts))
        if self.draw.random() < 0.2:
            self.edit(site, **{name: ()})
        elif self.draw.random() < 0.2:
            self.edit(site, residency=self.draw.choice(list(Residency)).value)
        else:
            self.edit(site, **{name: (facts[name],)})

    def event(self, site: Application) -> None:
        """Record a life event with what follows from it."""
        kind = self.draw.choice([*LifeEventKind, *[LifeEventKind.RETURNED, LifeEventKind.MOVED_OUT] * 3])
        draft = LifeEventDraft(elder_uid=self.somebody(site), kind=kind.value, happened_on=self.day(20))
        done = site.life_events.record(site.actor, draft)
        if self.draw.random() < 0.2:
            later = replace(
                draft,
                happened_on=draft.happened_on - timedelta(days=self.draw.randrange(4)),
            )
            site.life_events.amend(site.actor, done.uid, later)

    def decide(self, site: Application) -> None:
        """Pause, waive, set a tier, agree on a day, begin a campaign, let a visitor go, or take that back."""
        ids = site.register.list_ids(site.actor, ElderFilter())
        people = sorted(row.uid for row in site.register.rows(site.actor, ids))
        if not people:
            raise NobodyThere
        with site.store.writing("决定", "王秀英") as unit:
            Decider(self.draw, people).decide(unit)

    def take_event_back(self, site: Application) -> None:
        """Take an event back with what followed from it."""
        with site.store.reading() as session:
            query = select(LifeEvent.uid).where(LifeEvent.retracted.is_(False)).order_by(LifeEvent.uid)
            events = list(session.execute(query).scalars())
        if events:
            site.life_events.retract(site.actor, self.draw.choice(events))

    def household(self, site: Application) -> None:
        """Bring two people under one roof, or take one out."""
        detail = site.register.get(site.actor, self.somebody(site))
        if detail.households and self.draw.random() < 0.5:
            self.edit(site, household=HouseholdDraft(uid=detail.households[0].uid))
        else:
            head = self.draw.choice(["", "包小明"])
            self.edit(site, household=HouseholdDraft(head_name=head, from_on=self.day(10)))

    def local_field(self, site: Application) -> None:
        """Add a field that another site may add too, or retire one."""
        fields = site.local_fields.list(site.actor)
        if fields and self.draw.random() < 0.3:
            site.local_fields.retire(site.actor, self.draw.choice(fields).uid)
        else:
            label = self.draw.choice(["烟感", "取暖"])
            site.local_fields.save(site.actor, LocalFieldDraft(label=label, kind=LocalFieldKind.TEXT.value))

    def local_value(self, site: Application) -> None:
        """Fill in a field of the township's own."""
        fields = site.local_fields.list(site.actor)
        if fields:
            self.edit(site, extra={self.draw.choice(fields).label: self.draw.choice(["有", "无", ""])})

    def village(self, site: Application) -> None:
        """Rename a village, merge one into another, or give it another code."""
        one, other = self.draw.sample(VILLAGES, 2)
        kind = self.draw.randrange(6)
        if kind < 4:
            name = self.draw.choice(["新建嘎查", "团结嘎查", "幸福嘎查"])
            site.divisions.rename(site.actor, one, name, from_on=self.day(5))
        elif kind == 4:
            site.divisions.merge(site.actor, one, other, from_on=self.day(5))
        else:
            site.divisions.recode(site.actor, one, "150425202299", from_on=self.day(5))

    def judge(self, site: Application) -> None:
        """Judge two files to be one person, or not to be."""
        one, other = self.somebody(site), self.somebody(site)
        same = self.draw.random() < 0.7
        (site.same_person.merge if same else site.same_person.differ)(site.actor, one, other)

    def separate(self, site: Application) -> None:
        """Take a judgement back."""
        uid = self.somebody(site)
        files = [one.file.uid for one in site.same_person.files_of(site.actor, uid)]
        if len(files) > 1:
            site.same_person.separate(site.actor, files[0], files[-1])

    def visit(self, site: Application) -> None:
        """Record a visit, sometimes one that ends the enrolment."""
        outcome = self.draw.choice([Outcome.MET_IN_PERSON] * 6 + list(Outcome))
        draft = VisitDraft(
            elder_uid=self.somebody(site),
            visited_on=self.day(30),
            mode="in_person",
            outcome=outcome.value,
            visitor_name="李志强",
        )
        site.visits.record(site.actor, draft)

    def end(self, site: Application) -> None:
        """Take somebody off the register, or put somebody back."""
        uid = self.somebody(site)
        if site.register.get(site.actor, uid).ended_on is None:
            site.register.end(site.actor, uid, on=self.day(10), reason=self.draw.choice(list(EndReason)))
        else:
            site.register.reopen(site.actor, uid)

    def undo(self, site: Application) -> None:
        """Take one of the last units of work back."""
        recent = site.undo.recent(site.actor, most=4)
        if recent:
            site.undo.undo(site.actor, self.draw.choice(recent).uid)

    def settle(self, site: Application) -> None:
        """Settle the first conflict."""
        for conflict in site.conflicts.list(site.actor)[:1]:
            site.conflicts.settle(site.actor, conflict.uid, self.draw.randrange(2))

    def all_meet(self) -> None:
        """Bring everything everywhere, to each site in another order."""
        everything = [bag(site.store) for site in self.sites]
        for number, site in enumerate(self.sites):
            for carried in [*everything[number:], *everything[:number], *self.bags[:3]]:
                merge(site.store, *carried)


class NobodyThere(InputError):
    """Everybody was taken out; nothing to do."""

    code = "test.nobody"
    what = do_now = "—"


def everybody(site: Application, *, ended: bool) -> list[int]:
    """Return the card numbers of those who left, or of those who are here."""
    return [*site.register.list_ids(site.actor, ElderFilter(ended=ended))]


def facts_and_derived(site: Application) -> dict[str, Any]:
    """Return every fact, and every card and duty in full: their small local numbers apart."""
    with site.store.reading() as session:
        found: dict[str, Any] = {
            model.__tablename__: sorted(
                repr([value for name, value in row.items() if name != "id"])
                for row in session.execute(select(model.__table__)).mappings()
            )
            for model in (Conflict, ElderCard, DutyRow)
        }
    ids = [*everybody(site, ended=False), *everybody(site, ended=True)]
    people = sorted(row.uid for row in site.register.rows(site.actor, ids))
    found["persons"] = [replace(site.register.get(site.actor, uid), version=0) for uid in people]
    found["enrolment"] = [site.life_events.enrolment(site.actor, uid) for uid in people]
    found["fields"] = [(row.label, row.kind, row.choices) for row in site.local_fields.list(site.actor)]
    found["months"] = [site.indicators.month(site.actor, 2026, month) for month in (10, 11)]
    return {**rows(site.store), **found}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.proofs) for seed in (1, 2, 3))])
def test_sites_that_kept_the_register_apart_agree_once_everything_arrived(
    opener: Callable[[Home], Application], empty_home: Home, village_homes: tuple[Home, ...], seed: int
) -> None:
    world = World([opener(home) for home in (*village_homes, empty_home)], seed)
    world.run(STEPS)
    world.all_meet()

    first, *others = [facts_and_derived(site) for site in world.sites]
    for other in others:
        for name, facts in first.items():
            assert other[name] == facts, (name, world.told)
    for site in world.sites:
        assert site.checks.run(site.actor) == []
        with site.store.reading() as session:
            assert session.execute(select(Waiting.uid)).all() == []
        before = facts_and_derived(site)
        site.checks.rebuild(site.actor)
        assert facts_and_derived(site) == before


def test_two_answers_of_one_day_give_the_same_card_at_every_site(
    opener: Callable[[Home], Application], empty_home: Home, village_homes: tuple[Home, ...]
) -> None:
    sites = [opener(home) for home in (*village_homes, empty_home)]
    first = sites[0]
    uid = first.register.save(first.actor, ElderDraft(name="包小明", village_code=VILLAGES[0]))
    for site in sites[1:]:
        merge(site.store, *bag(first.store))
    answers = []
    for site, kind in zip(sites, WillingnessKind, strict=True):
        draft = WillingnessDraft(kind=kind.value, asked_on=TODAY, witness="王秀英")
        site.register.save(
            site.actor, ElderDraft(uid=uid, name="包小明", village_code=VILLAGES[0], willingness=(draft,))
        )
        answers.append(bag(site.store))
    for number, site in enumerate(sites):
        for carried in [*answers[number:], *answers[:number]]:
            merge(site.store, *carried)

    shown = [site.register.find(site.actor, "包小明")[0].willingness for site in sites]
    assert shown == [WillingnessKind.WILLING.value] * 3
    assert facts_and_derived(sites[0]) == facts_and_derived(sites[1]) == facts_and_derived(sites[2])
