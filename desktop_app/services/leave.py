"""请假: a visitor is away from a day to a day, and who stands in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem, NotAllowed
from desktop_app.domain.terms import Term
from desktop_app.models import Assignment, Visitor, VisitorLeave
from desktop_app.services.actor import EVERYONE, OFFICERS, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import (
    Decided,
    check_order,
    decided,
    end_or_retract,
    optional_text,
    overlaps,
    visitor_for,
    visitor_names,
)
from desktop_app.storage.queries.links import groups
from desktop_app.storage.unit_of_work import UnitOfWork

MOST_DAYS = 366
_STAND_IN = N_("代班人")


class LeaveState(Term):
    """Where a leave stands on a day."""

    HOLDS = "holds", "请假中"
    AHEAD = "ahead", "将请假"
    OVER = "over", "已结束"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveDraft:
    """What the form hands in; both days belong to the leave."""

    visitor_uid: str
    from_on: date
    to_on: date
    reason: str | None = None
    stand_in_uid: str | None = None


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """One leave; ``people`` counts the elders whom the visitor is responsible for on its first day, or today."""

    uid: str
    visitor_uid: str
    visitor: str
    from_on: date
    to_on: date
    reason: str | None
    stand_in_uid: str | None
    stand_in: str | None
    people: int
    state: LeaveState


class LeaveService(Service):
    """请假."""

    @allowed(*EVERYONE)
    def list(self, _actor: Actor, *, over: bool = False) -> list[LeaveRow]:
        """Return leaves, those that hold first, then those ahead; ``over`` adds past ones."""
        today = self._context.today()
        with self._store.reading() as session:
            found = list(
                session.execute(select(VisitorLeave).where(VisitorLeave.retracted.is_(False))).scalars()
            )
            names = visitor_names(session)
            counts = {day: _people(session, day) for day in {max(each.from_on, today) for each in found}}
            rows = [
                LeaveRow(
                    each.uid,
                    each.visitor_uid,
                    names.get(each.visitor_uid, ""),
                    each.from_on,
                    each.to_on,
                    each.reason,
                    each.stand_in_uid,
                    names.get(each.stand_in_uid or ""),
                    counts[max(each.from_on, today)][each.visitor_uid],
                    _state(each, today),
                )
                for each in found
            ]
        order = list(LeaveState)
        rows = [row for row in rows if over or row.state is not LeaveState.OVER]
        return sorted(rows, key=lambda row: (order.index(row.state), row.from_on, row.visitor, row.uid))

    @allowed(*WORKERS)
    def add(self, actor: Actor, draft: LeaveDraft) -> Decided:
        """Enter a leave; whoever is no officer enters their own only.

        Raises ``FieldProblem`` and ``NotAllowed``.
        """
        check_order(draft.from_on, draft.to_on)
        if (draft.to_on - draft.from_on).days >= MOST_DAYS:
            raise FieldProblem(
                field="to_on", label=N_("最后一天"), reason=N_("请假最长一年；更久的请办理移交")
            )
        with self._writing(actor, N_("登记请假")) as unit:
            visitor = visitor_for(
                unit.session, unit.county, draft.visitor_uid, draft.from_on, "visitor_uid", N_("请假人")
            )
            _refuse_others(actor, visitor)
            self._check_stand_in(unit, draft)
            if _leaves(unit.session, visitor.uid, draft.from_on, draft.to_on):
                raise FieldProblem(field="from_on", label=N_("开始日期"), reason=N_("这段时间已登记请假"))
            record = VisitorLeave(
                visitor_uid=visitor.uid,
                from_on=draft.from_on,
                to_on=draft.to_on,
                reason=optional_text(draft.reason),
                stand_in_uid=draft.stand_in_uid,
            )
            return decided(unit, [unit.add(record).uid])

    @allowed(*WORKERS)
    def end(self, actor: Actor, uid: str, *, on: date | None = None) -> Decided:
        """Let a visitor be back from a day on, today by default; a leave that never began is taken back."""
        first = on or self._context.today()
        with self._writing(actor, N_("结束请假")) as unit:
            record = unit.get(VisitorLeave, uid)
            _refuse_others(actor, unit.get(Visitor, record.visitor_uid))
            if record.to_on < first:
                raise FieldProblem(field="on", label=N_("回来的日期"), reason=N_("这次请假在那之前已经结束"))
            end_or_retract(unit, record, first)
            return decided(unit, [uid])

    def _check_stand_in(self, unit: UnitOfWork, draft: LeaveDraft) -> None:
        if draft.stand_in_uid is None:
            return
        if draft.stand_in_uid == draft.visitor_uid:
            raise FieldProblem(field="stand_in_uid", label=_STAND_IN, reason=N_("不能由请假人自己代班"))
        visitor_for(unit.session, unit.county, draft.stand_in_uid, draft.to_on, "stand_in_uid", _STAND_IN)
        if _leaves(unit.session, draft.stand_in_uid, draft.from_on, draft.to_on):
            raise FieldProblem(field="stand_in_uid", label=_STAND_IN, reason=N_("代班人这段时间也请假"))


def _refuse_others(actor: Actor, visitor: Visitor) -> None:
    """Raise ``NotAllowed`` for a leave of somebody else, unless an officer enters it."""
    if actor.role not in OFFICERS and actor.name.strip() != visitor.name:
        raise NotAllowed


def _leaves(session: Session, visitor_uid: str, first: date, last: date) -> list[VisitorLeave]:
    """Return a visitor's leaves that have a day in common with a stretch."""
    query = select(VisitorLeave).where(
        VisitorLeave.retracted.is_(False), VisitorLeave.visitor_uid == visitor_uid
    )
    found = session.execute(query).scalars()
    return [each for each in found if overlaps(first, last, each.from_on, each.to_on)]


def _state(leave: VisitorLeave, today: date) -> LeaveState:
    if leave.to_on < today:
        return LeaveState.OVER
    return LeaveState.AHEAD if leave.from_on > today else LeaveState.HOLDS


def _people(session: Session, on: date) -> Counter[str]:
    """Return how many people each visitor is responsible for on a day."""
    joined = groups(session)
    query = select(Assignment.visitor_uid, Assignment.elder_uid).where(
        Assignment.retracted.is_(False),
        or_(Assignment.from_on.is_(None), Assignment.from_on <= on),
        or_(Assignment.to_on.is_(None), Assignment.to_on >= on),
    )
    pairs = {(visitor, joined.canonical(elder)) for visitor, elder in session.execute(query)}
    return Counter(visitor for visitor, _elder in pairs)
