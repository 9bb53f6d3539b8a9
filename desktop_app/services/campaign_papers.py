"""Gather a campaign's call tree from stored facts: phones, people to ask, and what is known of risks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.campaigns import TargetState
from desktop_app.domain.forms import VisitForm
from desktop_app.domain.terms import Category, ContactRole, Mode, Outcome, ResidenceKind, Tier
from desktop_app.models import Contact, Elder, ElderCard, Residence, Visit, Visitor
from desktop_app.reports.call_tree import CallGroup, CallLine, CallTree
from desktop_app.reports.paper import Signed
from desktop_app.services.campaign_rows import CampaignDetail, TargetRow
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries.links import Groups, groups

WARMTH = ("safety.heating", "safety.stove", "safety.flue", "safety.co_alarm")
"""The items of the visit form that a paper for the cold repeats where the last answer was not the usual one."""

_ANSWERED_WITHIN = timedelta(days=400)
_MARKED = (
    Category.INCAPACITATED,
    Category.PARTLY_INCAPACITATED,
    Category.DEMENTIA,
    Category.SEVERELY_DISABLED,
    Category.LIVING_ALONE,
    Category.LEFT_BEHIND,
)
_MOST_NOTES = 5
_CHUNK = 900


@dataclass(slots=True)
class _Known:
    """What the files of one person say."""

    phones: list[str] = field(default_factory=list)
    place: str = ""
    emergency: list[str] = field(default_factory=list)
    neighbours: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def call_tree(session: Session, signed: Signed, detail: CampaignDetail, today: date) -> CallTree:
    """Return the paper of one campaign: everybody still named, by village and visitor; those exempt are left out."""
    line = detail.row.line
    wanted = [target for target in detail.targets if target.state is not TargetState.EXEMPT]
    known = _known(session, [target.uid for target in wanted], today)
    phones = {row[0]: row[1] for row in session.execute(select(Visitor.uid, Visitor.phone))}
    sheets: dict[tuple[str, str, str], list[TargetRow]] = defaultdict(list)
    for target in wanted:
        name = target.line.visitor or ""
        sheets[target.village, name, target.line.visitor_uid or ""].append(target)
    return CallTree(
        signed=signed,
        campaign=line.title,
        from_on=line.from_on,
        to_on=line.to_on,
        modes=tuple(Mode(mode).term for mode in line.modes),
        who=line.who or "",
        groups=tuple(
            CallGroup(
                village=village,
                visitor=visitor,
                visitor_phone=phones.get(uid) or "",
                lines=tuple(_line(target, known[target.uid]) for target in targets),
            )
            for (village, visitor, uid), targets in sheets.items()
        ),
    )


def _line(target: TargetRow, known: _Known) -> CallLine:
    last = target.last if target.state is TargetState.REACHED else None
    made = "" if last is None else f"{last.visited_on.month}月{last.visited_on.day}日"
    if last is not None and last.visited_time:
        made += f"\n{last.visited_time}"
    return CallLine(
        name=target.line.name,
        age=target.age,
        place=known.place,
        phones=tuple(dict.fromkeys(known.phones)),
        emergency=tuple(dict.fromkeys(known.emergency)),
        neighbours=tuple(dict.fromkeys(known.neighbours)),
        notes=tuple(dict.fromkeys(known.notes))[:_MOST_NOTES],
        made=made,
        mode="" if last is None else Mode(last.mode).term,
        outcome="" if last is None else Outcome(last.outcome).term,
    )


def _known(session: Session, uids: Sequence[str], today: date) -> dict[str, _Known]:
    joined = groups(session)
    found: dict[str, _Known] = {uid: _Known() for uid in uids}
    for part in _parts(uids):
        files = joined.expand(part)
        for row in session.execute(
            select(Elder.uid, Elder.phone, Elder.other_phones, Elder.group_name, Elder.address)
            .where(Elder.uid.in_(files), Elder.retracted.is_(False))
            .order_by(Elder.uid)
        ):
            person = found[joined.canonical(row.uid)]
            person.phones += [each for each in (row.phone, *_several(row.other_phones)) if each]
            person.place = person.place or " ".join(filter(None, (row.group_name, row.address)))
        _add_notes(session, joined, part, files, found, today)
        _add_contacts(session, joined, files, found)
    return found


def _add_contacts(
    session: Session, joined: Groups, files: Sequence[str], found: Mapping[str, _Known]
) -> None:
    query = (
        select(Contact.elder_uid, Contact.name, Contact.relation, Contact.phone, Contact.roles)
        .where(Contact.elder_uid.in_(files), Contact.retracted.is_(False))
        .order_by(Contact.position, Contact.uid)
    )
    supporters: dict[str, str] = {}
    for row in session.execute(query):
        uid = joined.canonical(row.elder_uid)
        roles = set(row.roles or ())
        words = " ".join(part for part in (row.relation, row.name, row.phone) if part)
        if ContactRole.EMERGENCY in roles:
            found[uid].emergency.append(words)
        elif roles & {ContactRole.SUPPORTER, ContactRole.CARER, ContactRole.GUARDIAN}:
            supporters.setdefault(uid, words)
        near = [role for role in (ContactRole.NEIGHBOUR, ContactRole.KEY_HOLDER) if role in roles]
        if near:
            named = row.relation or "、".join(role.term for role in near)
            found[uid].neighbours.append(" ".join(part for part in (named, row.name, row.phone) if part))
    for uid, words in supporters.items():
        if not found[uid].emergency:
            found[uid].emergency.append(words)


def _add_notes(
    session: Session,
    joined: Groups,
    part: Sequence[str],
    files: Sequence[str],
    found: Mapping[str, _Known],
    today: date,
) -> None:
    """Add where the person lives now, the tier, marked categories, and what was wrong with stove and warmth."""
    away = select(Residence.elder_uid, Residence.kind, Residence.place).where(
        Residence.elder_uid.in_(files),
        Residence.retracted.is_(False),
        Residence.kind != ResidenceKind.VILLAGE.value,
        Residence.from_on <= today,
        Residence.to_on.is_(None) | (Residence.to_on >= today),
    )
    for row in session.execute(away):
        place = f"：{row.place}" if row.place else ""
        found[joined.canonical(row.elder_uid)].notes.append(f"现住{ResidenceKind(row.kind).term}{place}")
    cards = select(ElderCard.elder_uid, ElderCard.tier, ElderCard.categories)
    for card in session.execute(cards.where(ElderCard.elder_uid.in_(part))):
        notes = found[card.elder_uid].notes
        if card.tier == Tier.HIGH.value:
            notes.append(Tier.HIGH.term)
        held = set(card.categories.split())
        notes += [category.term for category in _MARKED if category.value in held]
    for uid, answers in _last_answers(session, joined, files, today).items():
        found[uid].notes += _warmth(visit_form(), answers)


def _last_answers(
    session: Session, joined: Groups, files: Sequence[str], today: date
) -> dict[str, dict[str, Any]]:
    query = (
        select(Visit.elder_uid, Visit.answers)
        .where(
            Visit.elder_uid.in_(files),
            Visit.retracted.is_(False),
            Visit.visited_on >= today - _ANSWERED_WITHIN,
        )
        .order_by(Visit.visited_on, Visit.uid)
    )
    found: dict[str, dict[str, Any]] = {}
    for row in session.execute(query):
        if row.answers and any(item in row.answers for item in WARMTH):
            found[joined.canonical(row.elder_uid)] = row.answers
    return found


def _warmth(form: VisitForm, answers: Mapping[str, Any]) -> list[str]:
    notes = []
    for key in WARMTH:
        if key not in answers or key not in form.by_key:
            continue
        item = form.by_key[key][1]
        notes += [
            f"{item.title}：{option.title}"
            for option in item.options
            if option.key == answers[key] and not option.normal
        ]
    return notes


def _several(phones: str | None) -> list[str]:
    return [each.strip() for each in (phones or "").replace("；", "、").split("、") if each.strip()]


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
