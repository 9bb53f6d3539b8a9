"""What stands about a person on every paper to call by: phones, people to ask, where they are, known risks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.forms import VisitForm
from desktop_app.domain.terms import Category, ContactRole, ResidenceKind, Tier
from desktop_app.models import Contact, Elder, ElderCard, Residence, Visit
from desktop_app.reports.call_tree import CallGroup, CallLine
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries.elders import village_names
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
_MOST_NOTES = 7
_CHUNK = 900
_LONGEST_DIVISION = 24
"""Characters that province, city, county and township before a village take at most."""


@dataclass(slots=True)
class KnownPerson:
    """What the files of one person say."""

    phones: list[str] = field(default_factory=list)
    place: str = ""
    emergency: list[str] = field(default_factory=list)
    neighbours: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def line(self, name: str, age: int | None, *, notes: Sequence[str] = (), **reached: str) -> CallLine:
        """Return the line of a paper to call by; ``notes`` of the occasion come before those of the files."""
        return CallLine(
            name=one_line(name),
            age=age,
            place=one_line(self.place),
            phones=_each_once(self.phones),
            emergency=_each_once(self.emergency),
            neighbours=_each_once(self.neighbours),
            notes=_each_once((*notes, *self.notes))[:_MOST_NOTES],
            **reached,
        )


def call_group(village: str, visitor: str, phone: str | None, lines: Sequence[CallLine]) -> CallGroup:
    """Return the people of one village to whom one visitor goes."""
    return CallGroup(
        village=one_line(village),
        visitor=one_line(visitor),
        visitor_phone=one_line(phone or ""),
        lines=tuple(lines),
    )


def one_line(text: str) -> str:
    """Return what has one line in a form on one line, whatever a joined file holds."""
    return " ".join(text.split())


def _each_once(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(one_line, words))))


def known_people(session: Session, uids: Sequence[str], today: date) -> dict[str, KnownPerson]:
    """Return what the files of people say, for those who phone them or stand before their door."""
    joined, villages = groups(session), village_names(session)
    found: dict[str, KnownPerson] = {uid: KnownPerson() for uid in uids}
    for part in _parts(uids):
        files = joined.expand(part)
        for row in session.execute(
            select(
                Elder.uid,
                Elder.phone,
                Elder.other_phones,
                Elder.group_name,
                Elder.address,
                Elder.village_code,
            )
            .where(Elder.uid.in_(files), Elder.retracted.is_(False))
            .order_by(Elder.uid)
        ):
            person = found[joined.canonical(row.uid)]
            person.phones += [each for each in (row.phone, *_several(row.other_phones)) if each]
            village = villages.get(row.village_code, "")
            person.place = person.place or _within(village, row.group_name or "", row.address or "")
        _add_notes(session, joined, part, files, found, today)
        _add_contacts(session, joined, files, found)
    return found


def _within(village: str, group: str, address: str) -> str:
    """Return where in its village somebody lives: the paper names the village, and the address often the group."""
    before, named, rest = address.partition(village) if village else ("", "", "")
    if named and rest.strip() and len(before) <= _LONGEST_DIVISION and not any(map(str.isdigit, before)):
        address = rest.strip()
    return address if group and address.startswith(group) else " ".join(filter(None, (group, address)))


def _add_contacts(
    session: Session, joined: Groups, files: Sequence[str], found: Mapping[str, KnownPerson]
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
    found: Mapping[str, KnownPerson],
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
