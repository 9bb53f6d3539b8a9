"""Random decisions and happenings that duties depend on, written as plain records."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from desktop_app.domain.terms import (
    CampaignKind,
    LifeEventKind,
    Mode,
    Outcome,
    ReachKind,
    ResidenceKind,
    Tier,
    TierVerdict,
    WaiverKind,
)
from desktop_app.models import (
    RECORDS,
    Assignment,
    Campaign,
    CampaignTarget,
    DutyWaiver,
    LifeEvent,
    PlannedVisit,
    Residence,
    TierDecision,
    Visit,
    Visitor,
    VisitorLeave,
    VisitPause,
)
from desktop_app.storage.unit_of_work import UnitOfWork
from tests.services.homes import TODAY

RULES = ("", "chifeng-2023-42-pastoral/special-monthly", "inner-mongolia-2022/high-weekly")
CHANGED = (
    VisitPause,
    DutyWaiver,
    TierDecision,
    LifeEvent,
    Campaign,
    CampaignTarget,
    PlannedVisit,
    VisitorLeave,
    Residence,
    Assignment,
    Visit,
    Visitor,
)
"""Whatever can be changed, taken out and put back."""


class Decider:
    """Draws decisions about some people from one seed."""

    def __init__(self, draw: random.Random, elders: Sequence[str]) -> None:
        """Decide about ``elders``."""
        self.draw = draw
        self.elders = elders

    def decide(self, unit: UnitOfWork) -> None:
        """Do one thing: add a record of some kind, or change or retract one that is there."""
        deeds: tuple[Callable[[UnitOfWork], None], ...] = (
            self.pause,
            self.waive,
            self.set_tier,
            self.happen,
            self.campaign,
            self.target,
            self.plan,
            self.leave,
            self.move,
            self.assign,
            self.visit,
            self.visitor,
            self.alter,
            self.alter,
            self.alter,
        )
        self.draw.choice(deeds)(unit)
        unit.flush()

    def day(self, back: int = 60, ahead: int = 30) -> date:
        """Return a day around today."""
        return TODAY + timedelta(days=self.draw.randrange(-back, ahead))

    def somebody(self) -> str:
        """Return one of the people."""
        return self.draw.choice(self.elders)

    def any_of(self, unit: UnitOfWork, model: type[Visitor | Campaign]) -> str | None:
        """Return one of the records of a kind, retracted ones too."""
        uids = sorted(unit.session.execute(select(model.uid)).scalars())
        return self.draw.choice(uids) if uids else None

    def pause(self, unit: UnitOfWork) -> None:
        """Pause somebody's visits."""
        first = self.day(40, 5)
        last = None if self.draw.random() < 0.5 else first + timedelta(days=self.draw.randrange(40))
        review = first + timedelta(days=self.draw.randrange(1, 60))
        unit.add(
            VisitPause(elder_uid=self.somebody(), from_on=first, to_on=last, review_on=review, reason="外出")
        )

    def waive(self, unit: UnitOfWork) -> None:
        """Waive or cancel visits of some days, a rule, an event or a campaign."""
        first = self.day()
        events = sorted(unit.session.execute(select(LifeEvent.uid)).scalars())
        about = self.draw.choice([*RULES, self.any_of(unit, Campaign) or "", *events[:1]])
        unit.add(
            DutyWaiver(
                elder_uid=self.somebody(),
                kind=self.draw.choice(list(WaiverKind)).value,
                about=about,
                from_on=first,
                to_on=first + timedelta(days=self.draw.randrange(31)),
                reason="经批准",
            )
        )

    def set_tier(self, unit: UnitOfWork) -> None:
        """Set a tier, or turn a proposed one down."""
        first = self.day()
        unit.add(
            TierDecision(
                elder_uid=self.somebody(),
                verdict=self.draw.choice(list(TierVerdict)).value,
                tier=self.draw.choice(list(Tier)).value,
                from_on=first,
                to_on=self.draw.choice([None, first + timedelta(days=20)]),
                reason="入户核实",
            )
        )

    def happen(self, unit: UnitOfWork) -> None:
        """Let something happen to somebody."""
        on = self.day(30, 1)
        kinds = [LifeEventKind.FIRE, LifeEventKind.HOSPITAL_OUT, LifeEventKind.BEREAVEMENT]
        unit.add(
            LifeEvent(
                elder_uid=self.somebody(),
                kind=self.draw.choice(kinds).value,
                happened_on=on,
                known_on=on + timedelta(days=self.draw.choice([0, 0, 3])),
                happened_time=self.draw.choice([None, "08:30", "21:15"]),
            )
        )

    def campaign(self, unit: UnitOfWork) -> None:
        """Begin a campaign."""
        first = self.day(20, 10)
        unit.add(
            Campaign(
                title="寒潮",
                kind=CampaignKind.COLD.value,
                from_on=first,
                to_on=first + timedelta(days=self.draw.randrange(20)),
                modes=[mode.value for mode in self.draw.sample(list(Mode), 2)],
                feeds_duties=self.draw.random() < 0.5,
            )
        )

    def target(self, unit: UnitOfWork) -> None:
        """Name somebody in a campaign."""
        campaign = self.any_of(unit, Campaign)
        if campaign is not None:
            visitor = self.draw.choice([None, self.any_of(unit, Visitor)])
            unit.add(CampaignTarget(elder_uid=self.somebody(), campaign_uid=campaign, visitor_uid=visitor))

    def plan(self, unit: UnitOfWork) -> None:
        """Agree on a day."""
        unit.add(PlannedVisit(elder_uid=self.somebody(), planned_on=self.day(20, 20)))

    def leave(self, unit: UnitOfWork) -> None:
        """Let a visitor go on leave."""
        visitor, stand_in = self.any_of(unit, Visitor), self.any_of(unit, Visitor)
        if visitor is not None:
            first = self.day(6, 3)
            last = first + timedelta(days=self.draw.randrange(9))
            unit.add(VisitorLeave(visitor_uid=visitor, from_on=first, to_on=last, stand_in_uid=stand_in))

    def move(self, unit: UnitOfWork) -> None:
        """Let somebody live elsewhere for a time, covered by another visitor or reached otherwise."""
        first = self.day(40, 5)
        unit.add(
            Residence(
                elder_uid=self.somebody(),
                kind=self.draw.choice(list(ResidenceKind)).value,
                from_on=first,
                to_on=self.draw.choice([None, first + timedelta(days=30)]),
                covered_by_uid=self.draw.choice([None, self.any_of(unit, Visitor)]),
                reach=self.draw.choice([None, *(reach.value for reach in ReachKind)]),
            )
        )

    def assign(self, unit: UnitOfWork) -> None:
        """Make a visitor responsible for somebody."""
        visitor = self.any_of(unit, Visitor)
        if visitor is not None:
            unit.add(
                Assignment(elder_uid=self.somebody(), visitor_uid=visitor, from_on=self.day(), to_on=None)
            )

    def visit(self, unit: UnitOfWork) -> None:
        """Visit somebody, perhaps for a campaign, often in vain."""
        outcomes = (Outcome.MET_IN_PERSON, Outcome.AWAY, Outcome.NOT_AT_HOME, Outcome.SEEN_BY_THIRD_PARTY)
        unit.add(
            Visit(
                elder_uid=self.somebody(),
                visited_on=self.day(40, 1),
                visited_time=self.draw.choice([None, "10:00", "16:20"]),
                mode=self.draw.choice([Mode.IN_PERSON, Mode.PHONE]).value,
                outcome=self.draw.choice(outcomes).value,
                entered_on=TODAY,
                campaign_uid=self.draw.choice([None, self.any_of(unit, Campaign)]),
            )
        )

    def visitor(self, unit: UnitOfWork) -> None:
        """Take a new visitor on."""
        unit.add(Visitor(name=f"探访人{self.draw.randrange(100)}", role="volunteer"))

    def alter(self, unit: UnitOfWork) -> None:
        """Retract a record, put it back, or change a day or a flag of it."""
        model = self.draw.choice(CHANGED)
        uids = sorted(unit.session.execute(select(model.uid)).scalars())
        if not uids:
            return
        record = unit.session.get(RECORDS[model.__tablename__], (unit.county, self.draw.choice(uids)))
        assert record is not None
        if isinstance(record, Visitor):
            record.name = f"改名{self.draw.randrange(100)}"
        elif isinstance(record, Campaign) and self.draw.random() < 0.5:
            record.feeds_duties = not record.feeds_duties
        elif isinstance(record, VisitorLeave) and self.draw.random() < 0.5:
            record.stand_in_uid = self.any_of(unit, Visitor)
        else:
            record.retracted = not record.retracted
