"""Campaigns, the people they name, and the visits made to them while they ran."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.models import Campaign, CampaignTarget, DutyRow, ElderCard, Residence, Visit, Visitor
from desktop_app.storage.queries.links import Groups, groups

_CHUNK = 900


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One campaign as stored; ``modes`` are keys of ``Mode``."""

    uid: str
    title: str
    kind: str
    template: str | None
    from_on: date
    to_on: date
    modes: tuple[str, ...]
    feeds_duties: bool
    who: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class RoundVisit:
    """One visit made while a campaign ran."""

    uid: str
    visited_on: date
    visited_time: str | None
    mode: str
    outcome: str


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One person whom a campaign names, under the file the person is read under.

    ``uids`` are the target records, several where files of one person were named apart. ``visitor`` is who
    goes there: whom the campaign names, else the usual visitor. ``duty_state`` is what the engine says, None
    where it owes nothing any more. ``phone`` is as stored.
    """

    uids: tuple[str, ...]
    elder_uid: str
    card_id: int
    name: str
    name_key: str
    sex: str
    birth_on: date | None
    village_code: str
    phone: str | None
    visitor_uid: str | None
    visitor: str | None
    own_visitor: bool
    ended: bool
    duty_state: str | None
    visits: tuple[RoundVisit, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class CardLine:
    """What decides whether a person is meant by a campaign, and what a preview shows."""

    elder_uid: str
    name: str
    name_key: str
    birth_on: date | None
    village_code: str
    visitor: str | None
    category_bits: int
    special: bool
    tier: str | None


_CAMPAIGN = (
    Campaign.uid,
    Campaign.title,
    Campaign.kind,
    Campaign.template,
    Campaign.from_on,
    Campaign.to_on,
    Campaign.modes,
    Campaign.feeds_duties,
    Campaign.who,
    Campaign.note,
)


def all_campaigns(session: Session) -> list[CampaignLine]:
    """Return every campaign, the one that ends last first."""
    query = select(*_CAMPAIGN).where(Campaign.retracted.is_(False))
    return [_campaign(row) for row in session.execute(query.order_by(Campaign.to_on.desc(), Campaign.uid))]


def one_campaign(session: Session, uid: str) -> CampaignLine | None:
    """Return one campaign, or None when there is none."""
    query = select(*_CAMPAIGN).where(Campaign.retracted.is_(False), Campaign.uid == uid)
    row = session.execute(query).first()
    return None if row is None else _campaign(row)


def running_for(session: Session, elder_uid: str, on: date) -> list[CampaignLine]:
    """Return the campaigns that run on a day and name the person."""
    files = groups(session).members(elder_uid)
    named = select(CampaignTarget.campaign_uid).where(
        CampaignTarget.elder_uid.in_(files), CampaignTarget.retracted.is_(False)
    )
    query = select(*_CAMPAIGN).where(
        Campaign.retracted.is_(False), Campaign.uid.in_(named), Campaign.from_on <= on, Campaign.to_on >= on
    )
    return [_campaign(row) for row in session.execute(query.order_by(Campaign.to_on, Campaign.uid))]


def _campaign(row: Any) -> CampaignLine:
    values = list(row)
    values[6] = tuple(values[6] or ())
    return CampaignLine(*values)


def targets(session: Session, campaign: CampaignLine, until: date) -> list[TargetLine]:
    """Return the people whom a campaign names with the visits made to them in its days up to ``until``."""
    joined = groups(session)
    query = (
        select(CampaignTarget.uid, CampaignTarget.elder_uid, CampaignTarget.visitor_uid)
        .where(CampaignTarget.campaign_uid == campaign.uid, CampaignTarget.retracted.is_(False))
        .order_by(CampaignTarget.uid)
    )
    named: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        named[joined.canonical(row.elder_uid)].append(row)
    visitors = {row[0]: row[1] for row in session.execute(select(Visitor.uid, Visitor.name))}
    found: list[TargetLine] = []
    for part in _parts(list(named)):
        visits = _visits(session, joined, part, campaign.from_on, min(campaign.to_on, until))
        states = _states(session, part, campaign.uid)
        for card in session.execute(select(*_CARD).where(ElderCard.elder_uid.in_(part))):
            rows = named[card.elder_uid]
            own = next((row.visitor_uid for row in rows if row.visitor_uid in visitors), None)
            found.append(
                TargetLine(
                    uids=tuple(row.uid for row in rows),
                    elder_uid=card.elder_uid,
                    card_id=card.id,
                    name=card.name,
                    name_key=card.name_key,
                    sex=card.sex,
                    birth_on=card.birth_on,
                    village_code=card.village_code,
                    phone=card.phone,
                    visitor_uid=own or card.visitor_uid,
                    visitor=visitors[own] if own else card.visitor_name,
                    own_visitor=own is not None,
                    ended=card.ended,
                    duty_state=states.get(card.elder_uid),
                    visits=tuple(visits.get(card.elder_uid, ())),
                )
            )
    return sorted(found, key=lambda line: (line.village_code, line.name_key, line.elder_uid))


_CARD = (
    ElderCard.id,
    ElderCard.elder_uid,
    ElderCard.name,
    ElderCard.name_key,
    ElderCard.sex,
    ElderCard.birth_on,
    ElderCard.village_code,
    ElderCard.phone,
    ElderCard.visitor_uid,
    ElderCard.visitor_name,
    ElderCard.ended,
)


def target_uids(session: Session, campaign_uid: str) -> dict[str, list[str]]:
    """Return the target records of a campaign by the file under which each person is read."""
    joined = groups(session)
    query = select(CampaignTarget.uid, CampaignTarget.elder_uid).where(
        CampaignTarget.campaign_uid == campaign_uid, CampaignTarget.retracted.is_(False)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in session.execute(query.order_by(CampaignTarget.uid)):
        found[joined.canonical(row.elder_uid)].append(row.uid)
    return found


def cards(session: Session, villages: Sequence[str]) -> Iterator[CardLine]:
    """Yield everybody on the register, of some villages or of all, by village and name."""
    query = select(*_MEANT).where(ElderCard.ended.is_(False))
    if villages:
        query = query.where(ElderCard.village_code.in_(villages))
    for row in session.execute(query.order_by(ElderCard.village_code, ElderCard.name_key, ElderCard.id)):
        yield CardLine(*row)


def cards_of(session: Session, uids: Sequence[str]) -> list[CardLine]:
    """Return the cards of people still on the register, whichever of their files is named."""
    joined = groups(session)
    wanted = list(dict.fromkeys(joined.canonical(uid) for uid in uids))
    found: list[CardLine] = []
    for part in _parts(wanted):
        query = select(*_MEANT).where(ElderCard.ended.is_(False), ElderCard.elder_uid.in_(part))
        found.extend(CardLine(*row) for row in session.execute(query))
    return found


_MEANT = (
    ElderCard.elder_uid,
    ElderCard.name,
    ElderCard.name_key,
    ElderCard.birth_on,
    ElderCard.village_code,
    ElderCard.visitor_name,
    ElderCard.category_bits,
    ElderCard.special,
    ElderCard.tier,
)


def seasonal_moves(session: Session, first: date, last: date) -> dict[str, set[date]]:
    """Return who moves to a seasonal place or back between two days, and on which days.

    The day of a move is the first day at the place, or the day after the last one there.
    """
    joined = groups(session)
    query = select(Residence.elder_uid, Residence.from_on, Residence.to_on).where(
        Residence.retracted.is_(False),
        Residence.kind == "pasture",
        Residence.from_on.between(first, last)
        | Residence.to_on.between(date.fromordinal(first.toordinal() - 1), last),
    )
    found: dict[str, set[date]] = defaultdict(set)
    for row in session.execute(query):
        back = date.fromordinal(row.to_on.toordinal() + 1) if row.to_on is not None else None
        for day in (row.from_on, back):
            if day is not None and first <= day <= last:
                found[joined.canonical(row.elder_uid)].add(day)
    return found


def _visits(
    session: Session, joined: Groups, uids: Sequence[str], first: date, last: date
) -> dict[str, list[RoundVisit]]:
    files = joined.expand(uids)
    found: dict[str, list[RoundVisit]] = defaultdict(list)
    for part in _parts(files):
        query = select(
            Visit.elder_uid, Visit.uid, Visit.visited_on, Visit.visited_time, Visit.mode, Visit.outcome
        ).where(Visit.retracted.is_(False), Visit.elder_uid.in_(part), Visit.visited_on.between(first, last))
        for row in session.execute(query):
            found[joined.canonical(row.elder_uid)].append(RoundVisit(*row[1:]))
    for visits in found.values():
        visits.sort(key=lambda visit: (visit.visited_on, visit.visited_time or "", visit.uid))
    return found


def _states(session: Session, uids: Sequence[str], campaign_uid: str) -> dict[str, str]:
    query = select(DutyRow.elder_uid, DutyRow.state).where(
        DutyRow.elder_uid.in_(uids), DutyRow.about == campaign_uid
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
