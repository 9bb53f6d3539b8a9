"""What came up between two openings: entries of the log, pauses and agreed days that ran out, the way to people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from desktop_app.models import (
    Campaign,
    CampaignTarget,
    Change,
    Elder,
    ElderCard,
    LifeEvent,
    PlannedVisit,
    Residence,
    Visit,
    VisitPause,
)
from desktop_app.storage.queries.links import Groups, groups

_CHUNK = 900


class Occurred(NamedTuple):
    """Something about one person: the day it happened or ended, and a key or the words that name it."""

    elder_uid: str
    on: date
    words: str


class CardPlace(NamedTuple):
    """Who a person is in a list and where; ``group`` and ``address`` say where to go."""

    elder_uid: str
    name: str
    village_code: str
    group: str
    address: str


def newest_entry(session: Session) -> int:
    """Return the number of the entry of the log that arrived last."""
    return session.execute(select(func.max(Change.local_no))).scalar() or 0


def events_after(session: Session, number: int) -> list[Occurred]:
    """Return the life events that were entered or merged after an entry of the log; ``words`` is their kind."""
    arrived = select(Change.uid).where(
        Change.local_no > number, Change.entity == LifeEvent.__tablename__, Change.seen == ""
    )
    query = (
        select(LifeEvent.elder_uid, LifeEvent.happened_on, LifeEvent.kind)
        .where(LifeEvent.retracted.is_(False), LifeEvent.uid.in_(arrived))
        .order_by(LifeEvent.happened_on, LifeEvent.uid)
    )
    return _canonical(session, [Occurred(*row) for row in session.execute(query)])


def campaigns_begun(session: Session, *, number: int, last: date, on: date) -> list[Occurred]:
    """Return whom a campaign names that began after ``last``, or runs and arrived after an entry of the log."""
    arrived = select(Change.uid).where(
        Change.local_no > number, Change.entity == CampaignTarget.__tablename__, Change.seen == ""
    )
    query = (
        select(CampaignTarget.elder_uid, Campaign.from_on, Campaign.title)
        .join(
            Campaign,
            (Campaign.county == CampaignTarget.county) & (Campaign.uid == CampaignTarget.campaign_uid),
        )
        .where(CampaignTarget.retracted.is_(False), Campaign.retracted.is_(False))
        .where(Campaign.from_on <= on, Campaign.to_on >= on)
        .where((Campaign.from_on > last) | CampaignTarget.uid.in_(arrived))
        .order_by(Campaign.from_on, CampaignTarget.uid)
    )
    return _canonical(session, [Occurred(*row) for row in session.execute(query)])


def pauses_over(session: Session, *, last: date, on: date) -> list[Occurred]:
    """Return the pauses whose last day lies from one day to before another; ``words`` is their reason."""
    query = (
        select(VisitPause.elder_uid, VisitPause.to_on, VisitPause.review_on, VisitPause.reason)
        .where(VisitPause.retracted.is_(False), VisitPause.from_on <= on)
        .where((VisitPause.review_on > last) | (VisitPause.to_on >= last))
        .order_by(VisitPause.uid)
    )
    found = []
    for elder_uid, to_on, review_on, reason in session.execute(query):
        # The first day on which visits are owed again.
        over = review_on if to_on is None else min(review_on, date.fromordinal(to_on.toordinal() + 1))
        if last < over <= on:
            found.append(Occurred(elder_uid, over, reason))
    return _canonical(session, found)


def plans_passed(session: Session, *, last: date, on: date) -> list[Occurred]:
    """Return the agreed days from one day to before another after which nobody went there."""
    went = exists().where(
        Visit.county == PlannedVisit.county,
        Visit.elder_uid == PlannedVisit.elder_uid,
        Visit.visited_on >= PlannedVisit.planned_on,
        Visit.retracted.is_(False),
    )
    query = (
        select(PlannedVisit.elder_uid, PlannedVisit.planned_on)
        .where(PlannedVisit.retracted.is_(False))
        .where(PlannedVisit.planned_on >= last, PlannedVisit.planned_on < on, ~went)
        .order_by(PlannedVisit.planned_on, PlannedVisit.uid)
    )
    joined = groups(session)
    found = [
        Occurred(uid, day, "")
        for uid, day in session.execute(query)
        if not _went_to_another_file(session, joined, uid, day)
    ]
    return _canonical(session, found)


def _went_to_another_file(session: Session, joined: Groups, elder_uid: str, day: date) -> bool:
    """Tell whether a visit since a day hangs on another file of the same person; few people have several."""
    files = joined.members(elder_uid)
    if len(files) == 1:
        return False
    query = select(Visit.uid).where(
        Visit.elder_uid.in_(files), Visit.visited_on >= day, Visit.retracted.is_(False)
    )
    return session.execute(query.limit(1)).first() is not None


def places(session: Session, elder_uids: Sequence[str]) -> dict[str, CardPlace]:
    """Return where people of the list live who are on the register, by the file they are read under."""
    found: dict[str, CardPlace] = {}
    for start in range(0, len(elder_uids), _CHUNK):
        query = (
            select(
                ElderCard.elder_uid, ElderCard.name, ElderCard.village_code, Elder.group_name, Elder.address
            )
            .join(Elder, (Elder.county == ElderCard.county) & (Elder.uid == ElderCard.elder_uid))
            .where(ElderCard.elder_uid.in_(elder_uids[start : start + _CHUNK]), ElderCard.ended.is_(False))
        )
        for uid, name, village, group, address in session.execute(query):
            found[uid] = CardPlace(uid, name, village, group or "", address or "")
    return found


def stays(session: Session, elder_uids: Sequence[str], on: date) -> dict[str, tuple[str, str]]:
    """Return the kind and the place where people live for a time on a day; who is at home is left out."""
    joined = groups(session)
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(elder_uids), _CHUNK):
        query = (
            select(Residence.elder_uid, Residence.kind, Residence.place)
            .where(Residence.retracted.is_(False), Residence.place.is_not(None), Residence.from_on <= on)
            .where(Residence.to_on.is_(None) | (Residence.to_on >= on))
            .where(Residence.elder_uid.in_(joined.expand(elder_uids[start : start + _CHUNK])))
            .order_by(Residence.from_on, Residence.uid)
        )
        for uid, kind, place in session.execute(query):
            if place:
                found[joined.canonical(uid)] = (kind, place)
    return found


def _canonical(session: Session, found: list[Occurred]) -> list[Occurred]:
    """Put what is known of several files of one person under the one it is read under, equal things once."""
    joined = groups(session)
    return list(dict.fromkeys(each._replace(elder_uid=joined.canonical(each.elder_uid)) for each in found))
