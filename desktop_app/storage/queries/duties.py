"""The duty cache as rows: today, due soon, overdue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.models import CampaignTarget, DutyRow, ElderCard, Household, HouseholdMember, Visitor
from desktop_app.storage.queries.links import Groups, groups
from desktop_app.storage.queries.responsible import responsible, stand_ins_on


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One owed visit with the person it is owed to; ``reason`` is a Reason as data.

    ``kind`` is a key of ``DutyKind``; ``about`` the uid of the life event or campaign it comes from;
    ``latest_time`` is HH:MM local where hours count; ``next_step`` a key of ``LadderStep``. ``visitor`` goes
    there, for a campaign whoever it names; ``visitor_for`` is the one who usually would, when somebody stands
    in. ``household_uid`` is the household of the day that was asked about. ``event_latest_on`` and its time
    are the deadline of a life event that waits beside an older duty.
    """

    uid: str
    elder_uid: str
    card_id: int
    name: str
    sex: str
    birth_on: date | None
    village_code: str
    phone: str | None
    categories: tuple[str, ...]
    tier: str | None
    visitor: str | None
    last_visit_on: date | None
    last_outcome: str | None
    rule_id: str
    state: str
    earliest_on: date
    due_on: date
    latest_on: date
    overdue_days: int
    last_counted_on: date | None
    reason: dict[str, Any]
    kind: str = DutyKind.ROUTINE.value
    about: str = ""
    latest_time: str | None = None
    planned_on: date | None = None
    attempts: int = 0
    next_step: str | None = None
    alert: bool = False
    governing: bool = True
    met_by: str | None = None
    visitor_uid: str | None = None
    household_uid: str | None = None
    household_head: str | None = None
    visitor_for: str | None = None
    event_latest_on: date | None = None
    event_latest_time: str | None = None


_CHUNK = 900
_END_OF_DAY = "24:00"
WAITING = tuple(
    state.value for state in (DutyState.PLANNED, DutyState.OPEN, DutyState.DUE, DutyState.OVERDUE)
)
"""The states in which a visit is still owed."""

_NAMED_BY_CAMPAIGN = case(
    (
        DutyRow.kind == DutyKind.CAMPAIGN.value,
        select(func.min(CampaignTarget.visitor_uid))
        .where(
            CampaignTarget.county == DutyRow.county,
            CampaignTarget.elder_uid == DutyRow.elder_uid,
            CampaignTarget.campaign_uid == DutyRow.about,
            CampaignTarget.retracted.is_(False),
        )
        .correlate(DutyRow)
        .scalar_subquery(),
    ),
    else_=None,
)
"""Who goes there for a campaign, where that is not the usual visitor."""

_COLUMNS = (
    DutyRow.uid,
    DutyRow.elder_uid,
    ElderCard.id,
    ElderCard.name,
    ElderCard.sex,
    ElderCard.birth_on,
    ElderCard.village_code,
    ElderCard.phone,
    ElderCard.categories,
    ElderCard.tier,
    ElderCard.visitor_name,
    ElderCard.last_visit_on,
    ElderCard.last_outcome,
    DutyRow.rule_id,
    DutyRow.state,
    DutyRow.earliest_on,
    DutyRow.due_on,
    DutyRow.latest_on,
    DutyRow.overdue_days,
    DutyRow.last_counted_on,
    DutyRow.reason,
    DutyRow.kind,
    DutyRow.about,
    DutyRow.latest_time,
    DutyRow.planned_on,
    DutyRow.attempts,
    DutyRow.next_step,
    DutyRow.alert,
    DutyRow.governing,
    DutyRow.met_by,
    ElderCard.visitor_uid,
)
"""The columns of a line, in its order."""


def list_lines(
    session: Session,
    *,
    on: date,
    states: tuple[str, ...] = (),
    village_code: str | None = None,
    visitor_uid: str | None = None,
    kind: str | None = None,
    alert: bool = False,
    due_by: date | None = None,
    most: int | None = None,
    elder_uids: Collection[str] | None = None,
) -> list[DutyLine]:
    """Return alarms first, then event duties by deadline, then the longest overdue, then by latest day and name.

    Of each person the governing duty, but with a ``kind`` other than by rhythm every duty of that kind.
    ``visitor_uid`` is who goes there, ``on`` the day on which it is asked: who stands in, who lives together.
    ``elder_uids`` are the uids under which people are read.
    """
    query = _lines()
    narrowed = elder_uids is None or len(elder_uids) <= _CHUNK
    if elder_uids is not None and narrowed:
        query = query.where(DutyRow.elder_uid.in_(elder_uids))
    if kind is None or kind == DutyKind.ROUTINE.value:
        query = query.where(DutyRow.governing.is_(True))
    if kind is not None:
        query = query.where(DutyRow.kind == kind)
    if states:
        query = query.where(DutyRow.state.in_(states))
    if village_code:
        query = query.where(ElderCard.village_code == village_code)
    if visitor_uid:
        query = query.where(func.coalesce(_NAMED_BY_CAMPAIGN, ElderCard.visitor_uid) == visitor_uid)
    if alert:
        query = query.where(DutyRow.alert.is_(True))
    if due_by:
        query = query.where(DutyRow.due_on <= due_by)
    urgent = (DutyRow.kind == DutyKind.EVENT.value) & DutyRow.state.in_(WAITING)
    query = query.order_by(
        DutyRow.alert.desc(),
        case((urgent, 0), else_=1),
        case((urgent, DutyRow.latest_on), else_=None),
        case((urgent, func.coalesce(DutyRow.latest_time, _END_OF_DAY)), else_=None),
        DutyRow.overdue_days.desc(),
        DutyRow.latest_on,
        ElderCard.name_key,
        DutyRow.uid,
    )
    if most and narrowed:
        query = query.limit(most)
    lines = _read(session, query, on)
    if elder_uids is None or narrowed:
        return lines
    return [line for line in lines if line.elder_uid in elder_uids][:most]


def of_elder(session: Session, elder_uid: str, *, on: date) -> list[DutyLine]:
    """Return all cached duties of one elder, the governing one first."""
    query = (
        _lines()
        .where(DutyRow.elder_uid == groups(session).canonical(elder_uid))
        .order_by(DutyRow.governing.desc(), DutyRow.latest_on, DutyRow.uid)
    )
    return _read(session, query, on)


def of_elders(session: Session, elder_uids: Sequence[str], *, on: date) -> list[DutyLine]:
    """Return the cached duties of people by the uids they are read under, of each the governing one first."""
    query = _lines().where(DutyRow.elder_uid.in_(elder_uids))
    return _read(session, query.order_by(DutyRow.governing.desc(), DutyRow.latest_on, DutyRow.uid), on)


def _lines() -> Any:
    return select(*_COLUMNS, _NAMED_BY_CAMPAIGN).join(
        ElderCard, (ElderCard.county == DutyRow.county) & (ElderCard.elder_uid == DutyRow.elder_uid)
    )


def _read(session: Session, query: Any, on: date) -> list[DutyLine]:
    """Return rows as lines, with who goes there for whom and who lives together that day."""
    rows = session.execute(query).all()
    if not rows:
        return []
    uids = list({row[1] for row in rows})
    joined = groups(session)
    roofs = _households(session, joined, uids, on)
    names = _visitor_names(session, {row[-1] for row in rows if row[-1]})
    absent = _stood_in_for(session, joined, rows, on)
    waiting = _events_waiting(session, uids)
    found = []
    for *values, going in rows:
        values[8] = tuple(values[8].split())
        uid, head = roofs.get(values[1], (None, None))
        values += [uid, head, absent.get(values[1])]
        line = DutyLine(*values)
        if going in names:
            line = replace(line, visitor_uid=going, visitor=names[going], visitor_for=None)
        if line.elder_uid in waiting and line.kind != DutyKind.EVENT.value:
            latest_on, time = waiting[line.elder_uid]
            line = replace(line, event_latest_on=latest_on, event_latest_time=time)
        found.append(line)
    return found


def _events_waiting(session: Session, uids: Sequence[str]) -> dict[str, tuple[date, str | None]]:
    """Return by elder the first deadline of the life events that wait for a visit; there are never many."""
    query = (
        select(DutyRow.elder_uid, DutyRow.latest_on, DutyRow.latest_time)
        .where(DutyRow.kind == DutyKind.EVENT.value, DutyRow.state.in_(WAITING))
        .order_by(DutyRow.latest_on.desc(), func.coalesce(DutyRow.latest_time, _END_OF_DAY).desc())
    )
    if len(uids) <= _CHUNK:
        query = query.where(DutyRow.elder_uid.in_(uids))
    return {row.elder_uid: (row.latest_on, row.latest_time) for row in session.execute(query)}


def _visitor_names(session: Session, uids: set[str]) -> dict[str, str]:
    if not uids:
        return {}
    query = select(Visitor.uid, Visitor.name).where(Visitor.uid.in_(uids), Visitor.retracted.is_(False))
    return {row[0]: row[1] for row in session.execute(query)}


def _stood_in_for(session: Session, joined: Groups, rows: Sequence[Any], on: date) -> dict[str, str]:
    """Return by elder for whom somebody stands in; asked only about those to whom a stand-in goes."""
    stand_ins = {goes for goes, _name in stand_ins_on(session, on).values()}
    place = _COLUMNS.index(ElderCard.visitor_uid)
    uids = list({row[1] for row in rows if row[place] in stand_ins})
    found: dict[str, str] = {}
    for start in range(0, len(uids), _CHUNK):
        part = joined.expand(uids[start : start + _CHUNK])
        for uid, goes in responsible(session, joined, part, on).items():
            if goes.stands_in_for is not None:
                found[uid] = goes.stands_in_for
    return found


def _households(
    session: Session, joined: Groups, uids: Sequence[str], on: date
) -> dict[str, tuple[str, str]]:
    """Return by elder the household of the day, uid and head; of several the one with the smallest uid."""
    query = (
        select(HouseholdMember.elder_uid, Household.uid, Household.head_name)
        .join(
            Household,
            (Household.county == HouseholdMember.county) & (Household.uid == HouseholdMember.household_uid),
        )
        .where(HouseholdMember.retracted.is_(False), Household.retracted.is_(False))
        .where((HouseholdMember.from_on.is_(None)) | (HouseholdMember.from_on <= on))
        .where((HouseholdMember.to_on.is_(None)) | (HouseholdMember.to_on >= on))
        .order_by(Household.uid.desc())
    )
    if len(uids) <= _CHUNK:
        query = query.where(HouseholdMember.elder_uid.in_(joined.expand(uids)))
    return {joined.canonical(row[0]): (row[1], row[2]) for row in session.execute(query)}


def elder_of(session: Session, duty_uid: str) -> str | None:
    """Return whose duty it is."""
    return session.execute(select(DutyRow.elder_uid).where(DutyRow.uid == duty_uid)).scalar()


def count_by_state(session: Session) -> dict[str, int]:
    """Return the number of governing duties by state."""
    query = select(DutyRow.state, func.count()).where(DutyRow.governing.is_(True)).group_by(DutyRow.state)
    return {row[0]: row[1] for row in session.execute(query)}


def hours_passed(session: Session, *, on: date, since: str, at: str) -> list[str]:
    """Return the elders of whose event duties an hour came between two times of a day, HH:MM."""
    query = select(DutyRow.elder_uid).where(
        DutyRow.kind == DutyKind.EVENT.value,
        DutyRow.state.in_(WAITING),
        DutyRow.latest_on == on,
        DutyRow.latest_time >= since,
        DutyRow.latest_time < at,
    )
    return list(session.execute(query.distinct()).scalars())


def attempted(session: Session) -> list[str]:
    """Return the elders whom somebody tried to visit in vain and about whom there is no alarm yet."""
    query = select(DutyRow.elder_uid).where(
        DutyRow.attempts > 0, DutyRow.alert.is_(False), DutyRow.state.in_(WAITING)
    )
    return list(session.execute(query.distinct()).scalars())


def next_hour(session: Session, *, on: date, at: str) -> tuple[date, str] | None:
    """Return the next deadline of an event duty after a time of a day."""
    query = (
        select(DutyRow.latest_on, DutyRow.latest_time)
        .where(DutyRow.kind == DutyKind.EVENT.value, DutyRow.state.in_(WAITING))
        .where(DutyRow.latest_time.is_not(None))
        .where((DutyRow.latest_on > on) | ((DutyRow.latest_on == on) & (DutyRow.latest_time >= at)))
        .order_by(DutyRow.latest_on, DutyRow.latest_time)
        .limit(1)
    )
    found = session.execute(query).first()
    return None if found is None else (found.latest_on, str(found.latest_time))
