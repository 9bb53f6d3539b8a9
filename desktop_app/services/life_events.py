"""Life events: record what happened to an elder with its consequences, correct it, take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.phrases import Phrase
from desktop_app.domain.terms import EndReason, LifeEventKind, ReachKind
from desktop_app.models import LifeEvent, Residence, Visitor
from desktop_app.scheduling.enrolment import stints
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.enrolment_changes import put_back, take_off
from desktop_app.services.life_event_corrections import move, take_back
from desktop_app.services.life_event_plans import (
    Known,
    LifeEventDraft,
    Plan,
    check_days,
    check_times,
    know,
    make_plan,
)
from desktop_app.storage.queries.facts import load
from desktop_app.storage.queries.links import groups, members
from desktop_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LifeEventRow:
    """One recorded event."""

    uid: str
    elder_uid: str
    kind: str
    happened_on: date
    known_on: date
    what: str | None
    place: str | None
    reported_by: str | None
    happened_time: str | None = None
    known_time: str | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """One unbroken time on the register; ``ended_on`` is the first day off it."""

    began_on: date
    ended_on: date | None
    because: EndReason | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A saved event; ``change_set`` undoes the saving, ``None`` when nothing had to change."""

    uid: str
    change_set: str | None


class LifeEventService(Service):
    """重大变故与人员变动."""

    @allowed(*EVERYONE)
    def list(self, _actor: Actor, elder_uid: str) -> list[LifeEventRow]:
        """Return an elder's events, newest first."""
        with self._store.reading() as session:
            query = (
                select(
                    LifeEvent.uid,
                    LifeEvent.elder_uid,
                    LifeEvent.kind,
                    LifeEvent.happened_on,
                    LifeEvent.known_on,
                    LifeEvent.what,
                    LifeEvent.place,
                    LifeEvent.reported_by,
                    LifeEvent.happened_time,
                    LifeEvent.known_time,
                )
                .where(LifeEvent.elder_uid.in_(members(session, elder_uid)))
                .where(LifeEvent.retracted.is_(False))
                .order_by(LifeEvent.happened_on.desc(), LifeEvent.uid.desc())
            )
            return [LifeEventRow(**row._mapping) for row in session.execute(query)]

    @allowed(*EVERYONE)
    def enrolment(self, _actor: Actor, elder_uid: str) -> tuple[EnrolmentRow, ...]:
        """Return when an elder was on the register, first time first."""
        today = self._context.today()
        with self._store.reading() as session:
            elder_uid = groups(session).canonical(elder_uid)
            for facts in load(session, [elder_uid], visits_from=today, on=today):
                return tuple(
                    EnrolmentRow(stint.began_on, stint.ended_on, stint.because)
                    for stint in stints(facts.person)
                )
        return ()

    @allowed(*EVERYONE)
    def foresee(self, _actor: Actor, draft: LifeEventDraft) -> tuple[Phrase, ...]:
        """Return in sentences what recording the event would change; raises as ``record`` does."""
        with self._store.reading() as session:
            known = know(session, self._context.site.county, draft.elder_uid)
            self._check(known, draft)
            return tuple(
                make_plan(session, known, draft, self._context.rules.profiles, self._context.today()).words
            )

    @allowed(*WORKERS)
    def record(self, actor: Actor, draft: LifeEventDraft) -> Recorded:
        """Record an event with what follows from it: leaving, return, a stay begun or ended.

        Raises ``FieldProblem``, ``VisitsAfter``, ``AlreadyEnded``, ``AlreadyDead``, ``NeverLeft``,
        ``StayTrouble``, ``NotFound``.
        """
        with self._writing(actor, N_("登记变故")) as unit:
            known = know(unit.session, unit.county, draft.elder_uid)
            self._check(known, draft)
            plan = make_plan(unit.session, known, draft, self._context.rules.profiles, self._context.today())
            _carry_out(unit, known, plan, draft)
            event = unit.add(
                LifeEvent(
                    elder_uid=known.elder.uid,
                    kind=LifeEventKind(draft.kind).value,
                    happened_on=draft.happened_on,
                    known_on=draft.known_on or self._context.today(),
                    what=_text(draft.what),
                    place=_text(draft.place),
                    reported_by=_text(draft.reported_by),
                    happened_time=draft.happened_time or None,
                    known_time=draft.known_time or None,
                )
            )
            unit.flush()
            return Recorded(str(event.uid), unit.change_set)

    @allowed(*WORKERS)
    def amend(self, actor: Actor, uid: str, draft: LifeEventDraft) -> Recorded:
        """Correct an event; a changed day moves what followed from it. Raises as ``record`` does.

        The kind cannot change: what followed from the old one would have to be guessed away.
        """
        with self._writing(actor, N_("更正变故")) as unit:
            event = unit.get(LifeEvent, uid)
            whose = groups(unit.session)
            same = whose.canonical(event.elder_uid) == whose.canonical(draft.elder_uid)
            if event.kind != draft.kind or not same:
                raise FieldProblem(
                    field="kind", label=N_("变故类型"), reason=N_("不能改成另一种，请撤销后重新登记")
                )
            known = know(unit.session, unit.county, draft.elder_uid)
            self._check(known, draft, event.known_on)
            if draft.happened_on != event.happened_on:
                move(unit, known, event, draft.happened_on)
            event.happened_on = draft.happened_on
            event.known_on = draft.known_on or event.known_on
            event.what, event.place = _text(draft.what), _text(draft.place)
            event.reported_by = _text(draft.reported_by)
            for name in ("happened_time", "known_time"):
                if (given := getattr(draft, name)) is not None:
                    setattr(event, name, given or None)
            unit.flush()
            return Recorded(uid, unit.change_set if unit.journal.written else None)

    @allowed(*WORKERS)
    def retract(self, actor: Actor, uid: str) -> str | None:
        """Take an event back with what followed from it. Returns what ``UndoService`` undoes.

        Raises ``LaterEventStands`` where a return, or a second leaving, rests on it.
        """
        with self._writing(actor, N_("撤销变故")) as unit:
            event = unit.get(LifeEvent, uid)
            known = know(unit.session, unit.county, event.elder_uid)
            take_back(unit, known, event)
            unit.retract(event)
            unit.flush()
            return unit.change_set

    def _check(self, known: Known, draft: LifeEventDraft, known_on: date | None = None) -> None:
        today = self._context.today()
        told_on = draft.known_on or known_on or today
        check_days(known, draft.happened_on, told_on, today)
        check_times(draft, told_on, today, self._context.clock.time_of_day())
        if draft.reach is not None:
            ReachKind(draft.reach)


def _carry_out(unit: UnitOfWork, known: Known, plan: Plan, draft: LifeEventDraft) -> None:
    elder, on = known.elder, draft.happened_on
    for stay in plan.close:
        stay.to_on = on
    if plan.begin is not None:
        visitor = unit.get(Visitor, draft.covered_by_uid) if draft.covered_by_uid else None
        unit.add(
            Residence(
                elder_uid=elder.uid,
                kind=plan.begin.value,
                place=_text(draft.place),
                from_on=on,
                to_on=plan.begin_until,
                covered_by=_text(draft.covered_by) or (visitor.name if visitor is not None else None),
                covered_by_uid=draft.covered_by_uid,
                reach=draft.reach,
            )
        )
    if plan.end is not None:
        take_off(elder, on=on, because=plan.end, note=_text(draft.place))
    if plan.put_back:
        put_back(unit, elder, on=on)


def _text(text: str | None) -> str | None:
    return (text or "").strip() or None
