"""A made-up township for decisions about visits: a family of three, a neighbour, and two visitors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.terms import UserRole, VisitorRole
from desktop_app.services.actor import Actor
from desktop_app.services.bulk_drafts import JoinHousehold, SetVisitor
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from tests.services.homes import TODAY, VILLAGES

DAY = timedelta(days=1)
REGISTERED = date(2026, 3, 1)
WORKER = Actor("海棠", UserRole.WORKER)
READER = Actor("李志强", UserRole.READER)
FAMILY = ("包小明", "乌云其木格", "包铁柱")
NEIGHBOUR = "王桂兰"


@dataclass(frozen=True, slots=True)
class Town:
    """The open home, its people by name and its visitors by name."""

    app: Application
    uids: dict[str, str]
    visitors: dict[str, str]

    @property
    def actor(self) -> Actor:
        """The officer."""
        return self.app.actor

    def states(self, name: str) -> list[str]:
        """Return the states of a person's duties today."""
        self.app.duties.refresh(self.actor)
        return [row.line.state for row in self.app.duties.of_elder(self.actor, self.uids[name])]

    def undo(self, change_set: str | None) -> None:
        """Take a unit of work back."""
        assert change_set is not None
        self.app.undo.undo(self.actor, change_set)


def make_town(app: Application) -> Town:
    """Register four people, three of them under one roof, and two visitors, one of whom is responsible."""
    visitors = {
        name: app.register.add_visitor(app.actor, name, VisitorRole.COMMITTEE.value, village_code=VILLAGES[0])
        for name in ("海棠", "赵宝山")
    }
    uids = {
        name: app.register.save(
            app.actor,
            ElderDraft(
                name=name,
                village_code=VILLAGES[0],
                birth_on=date(1944, 5, 1),
                registered_on=REGISTERED,
                categories=(SpanDraft(category="living_alone", from_on=REGISTERED),),
            ),
        )
        for name in (*FAMILY, NEIGHBOUR)
    }
    family = [uids[name] for name in FAMILY]
    given = SetVisitor(visitor_uid=visitors["海棠"], from_on=REGISTERED)
    app.bulk_edits.apply(app.actor, app.bulk_edits.preview(app.actor, list(uids.values()), given))
    join = JoinHousehold(head_name=FAMILY[0], from_on=REGISTERED)
    app.bulk_edits.apply(app.actor, app.bulk_edits.preview(app.actor, family, join))
    app.duties.refresh(app.actor)
    return Town(app, uids, visitors)


def field_of(problem: FieldProblem) -> str:
    """Return the field that a refusal is about."""
    return str(problem.details["field"])


__all__ = ["DAY", "FAMILY", "NEIGHBOUR", "READER", "TODAY", "WORKER", "Town", "field_of", "make_town"]
