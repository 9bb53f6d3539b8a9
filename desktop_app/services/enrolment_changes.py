"""Take an elder off the register and put one back, so that the months in between stay right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, InputError
from desktop_app.domain.life_events import CONTRADICTS, LIFE_EVENT_EFFECTS
from desktop_app.domain.outcomes import OUTCOME_EFFECTS
from desktop_app.domain.terms import EndReason, LifeEventKind, Outcome
from desktop_app.models import Elder, LifeEvent, OffRegister, Residence, Visit
from desktop_app.storage.queries.links import members
from desktop_app.storage.unit_of_work import UnitOfWork

ONE_DAY = timedelta(days=1)
_MOST_NAMED = 5

_CORRECTIONS = frozenset({EndReason.DECEASED.value, EndReason.MISTAKEN.value})
"""Nobody comes back from these: taking them back means that they were wrong from the beginning."""


class VisitsAfter(FieldProblem):
    """Visits met the person after the day of death or of moving out: either day is wrong."""

    code = "life_event.visits_after"
    do_now = N_("日期写错了的，请改正日期；探访记错了的，请先更正或撤销那几次探访，再保存。")

    def __init__(self, because: EndReason, visits: Sequence[SeenVisit]) -> None:
        """List the days of the visits; ``visit_uids`` lets the window open them."""
        days = "、".join(visit.on.isoformat() for visit in visits[:_MOST_NAMED])
        reason = _("有 {count} 次探访在{what}日期之后（{days}）")
        if len(visits) > _MOST_NAMED:
            reason = _("有 {count} 次探访在{what}日期之后（{days} 等）")
        super().__init__(
            field="happened_on",
            label=N_("发生日期"),
            reason=reason.format(count=len(visits), what=_(because.term), days=days),
            count=len(visits),
            visit_uids=tuple(visit.uid for visit in visits),
        )


class VisitSaysOtherwise(InputError):
    """A visit that is recorded as having found the person dead or gone stands against the return."""

    code = "life_event.visit_says_otherwise"
    what = N_("{day} 的探访记录写的是“{outcome}”，所以不能恢复在册。")
    do_now = N_("请先更正或撤销那次探访；更正后会自动恢复在册。")


@dataclass(frozen=True, slots=True)
class SeenVisit:
    """A visit by its day and outcome."""

    uid: str
    on: date
    outcome: Outcome


def visits_of(session: Session, elder_uid: str, first: date) -> list[SeenVisit]:
    """Return the visits made to an elder from a day on, first one first."""
    query = (
        select(Visit.uid, Visit.visited_on, Visit.outcome)
        .where(Visit.elder_uid.in_(members(session, elder_uid)))
        .where(Visit.retracted.is_(False), Visit.visited_on >= first)
        .order_by(Visit.visited_on, Visit.uid)
    )
    known = {outcome.value: outcome for outcome in Outcome}
    return [
        SeenVisit(uid, on, known[outcome]) for uid, on, outcome in session.execute(query) if outcome in known
    ]


def refuse_visits_after(
    session: Session, elder_uid: str, because: EndReason, on: date, *, until: date | None = None
) -> None:
    """Raise ``VisitsAfter`` when a visit after a day, and up to another, contradicts that the person was gone."""
    excluded = CONTRADICTS.get(because, frozenset())
    found = [
        visit
        for visit in visits_of(session, elder_uid, on + ONE_DAY)
        if visit.outcome in excluded and (until is None or visit.on <= until)
    ]
    if found:
        raise VisitsAfter(because, found)


def refuse_visit_after_death(elder: Elder, visited_on: date, outcome: Outcome) -> None:
    """Raise ``FieldProblem`` for a visit that met somebody after the day of death: either day is wrong."""
    if elder.ended_because != EndReason.DECEASED.value or outcome not in CONTRADICTS[EndReason.DECEASED]:
        return
    if elder.ended_on is not None and visited_on > elder.ended_on:
        reason = _("此人已登记死亡（{day}），在那以后不会有这样的探访结果；两个日期必有一个有误")
        raise FieldProblem(
            field="visited_on", label=N_("探访日期"), reason=reason.format(day=elder.ended_on.isoformat())
        )


def absences_of(session: Session, county: str, elder_uid: str) -> list[OffRegister]:
    """Return the closed absences of an elder, first one first."""
    query = select(OffRegister).where(
        OffRegister.county == county,
        OffRegister.elder_uid.in_(members(session, elder_uid)),
        OffRegister.retracted.is_(False),
    )
    return sorted(session.execute(query).scalars(), key=lambda gone: (gone.from_on, gone.to_on))


def take_off(elder: Elder, *, on: date, because: EndReason, note: str | None) -> None:
    """Take an elder off the register from a day on."""
    elder.ended_on, elder.ended_because, elder.ended_note = on, because.value, note


def put_back(unit: UnitOfWork, elder: Elder, *, on: date) -> None:
    """Put an elder who had left back on the register from a day on; the time away is kept as an absence.

    Stays that were open when the person left ended with the leaving: whoever is back lives at home.
    """
    assert elder.ended_on is not None
    unit.add(
        OffRegister(
            elder_uid=elder.uid,
            from_on=elder.ended_on,
            to_on=on - ONE_DAY,
            because=elder.ended_because or EndReason.OTHER.value,
            note=elder.ended_note,
        )
    )
    query = select(Residence).where(
        Residence.county == unit.county,
        Residence.elder_uid.in_(members(unit.session, elder.uid)),
        Residence.retracted.is_(False),
        Residence.to_on.is_(None),
        Residence.from_on < on,
    )
    for stay in unit.session.execute(query).scalars():
        stay.to_on = max(stay.from_on, elder.ended_on)
    clear_end(elder)


def take_over_death(unit: UnitOfWork, elder: Elder) -> None:
    """Write a death that another file of the person tells of on the file the person is read under instead."""
    for uid in members(unit.session, elder.uid):
        file = unit.get(Elder, uid)
        if file is not elder and file.ended_on is not None and file.ended_because == EndReason.DECEASED.value:
            if elder.ended_because != EndReason.DECEASED.value:
                take_off(elder, on=file.ended_on, because=EndReason.DECEASED, note=file.ended_note)
            clear_end(file)


def clear_end(elder: Elder) -> None:
    """Make an elder's present enrolment open."""
    elder.ended_on = elder.ended_because = elder.ended_note = None


def reopen(unit: UnitOfWork, elder: Elder, *, on: date) -> None:
    """Put an elder back without an event of its own: back from ``on``, or never gone where the end was wrong.

    A death, a mistake, and what was ended only today are corrected: nobody was away. Raises
    ``VisitSaysOtherwise``.
    """
    take_over_death(unit, elder)
    if elder.ended_on is None:
        return
    if elder.ended_because not in _CORRECTIONS and elder.ended_on < on:
        put_back(unit, elder, on=on)
        return
    ending = ending_visit(unit.session, elder, from_on=present_from(elder))
    if ending is not None:
        raise VisitSaysOtherwise(day=ending.on.isoformat(), outcome=ending.outcome.term)
    for event in _ending_events(unit, elder.uid):
        if event.happened_on == elder.ended_on:
            unit.retract(event)
    clear_end(elder)


def fall_back(unit: UnitOfWork, elder: Elder, *, without: LifeEvent) -> None:
    """Take away the end that an event brought; what another event or a visit says about it comes to hold."""
    from_on = present_from(elder)
    ends = [
        (event.happened_on, because, event.place)
        for event in _ending_events(unit, elder.uid)
        if event.uid != without.uid
        and event.happened_on >= from_on
        and (because := LIFE_EVENT_EFFECTS[LifeEventKind(event.kind)].ends) is not None
    ]
    ending = ending_visit(unit.session, elder, from_on=from_on)
    if ending is not None and (because := OUTCOME_EFFECTS[ending.outcome].end) is not None:
        ends.append((ending.on, because, None))
    clear_end(elder)
    if ends:
        on, because, note = min(ends, key=lambda end: end[0])
        take_off(elder, on=on, because=because, note=note)


def ending_visit(session: Session, elder: Elder, *, from_on: date) -> SeenVisit | None:
    """Return the first visit of the present enrolment that found the person dead or gone."""
    for visit in visits_of(session, elder.uid, from_on):
        if OUTCOME_EFFECTS[visit.outcome].end is not None:
            return visit
    return None


def present_from(elder: Elder) -> date:
    """Return the first day of the present enrolment of a loaded elder: the last return, else the beginning of time."""
    session = object_session(elder)
    assert session is not None
    gone = absences_of(session, elder.county, elder.uid)
    return max((each.to_on + ONE_DAY for each in gone), default=date.min)


def returns(session: Session) -> dict[str, date]:
    """Return the day of the last return of everybody who has come back, by elder."""
    query = select(OffRegister.elder_uid, OffRegister.to_on).where(OffRegister.retracted.is_(False))
    found: dict[str, date] = {}
    for uid, to_on in session.execute(query):
        found[uid] = max(to_on + ONE_DAY, found.get(uid, date.min))
    return found


def _ending_events(unit: UnitOfWork, elder_uid: str) -> list[LifeEvent]:
    kinds = [kind.value for kind, effect in LIFE_EVENT_EFFECTS.items() if effect.ends is not None]
    query = select(LifeEvent).where(
        LifeEvent.county == unit.county,
        LifeEvent.elder_uid.in_(members(unit.session, elder_uid)),
        LifeEvent.retracted.is_(False),
        LifeEvent.kind.in_(kinds),
    )
    return list(unit.session.execute(query).scalars())
