"""The register as an import compares with it: read in a few statements, matched in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop_app.domain.names import same_name_key
from desktop_app.models import (
    Assignment,
    Benefit,
    CategorySpan,
    Contact,
    Elder,
    HealthFact,
    Household,
    HouseholdMember,
    Residence,
    Village,
    Visitor,
    Willingness,
)
from desktop_app.storage.queries.links import groups

FACTS = (
    "name",
    "name_local",
    "id_number",
    "id_doubt",
    "birth_on",
    "sex",
    "ethnic_code",
    "phone",
    "other_phones",
    "village_code",
    "group_name",
    "address",
    "living_arrangement",
    "residency",
    "registered_address",
    "marital_code",
    "education_code",
    "disability_certificate",
    "disability_kind",
    "disability_grade",
    "disability_until",
    "note",
    "extra",
)
"""The elder's columns that an import may fill."""
CONTACT_FACTS = (
    "name",
    "relation",
    "phone",
    "roles",
    "lives_at",
    "lives_together",
    "last_seen_on",
    "last_called_on",
    "agreement_on",
    "position",
)


@dataclass(slots=True)
class KnownPart:
    """One record that hangs on an elder, in the store or planned; ``planned`` is the row that will be written."""

    uid: str
    heads: str
    facts: dict[str, Any]
    planned: dict[str, Any] | None = None


@dataclass(slots=True)
class KnownElder:
    """One elder in the store or already planned, with what hangs on it."""

    uid: str
    heads: str
    facts: dict[str, Any]
    categories: set[str] = field(default_factory=set)
    contacts: list[KnownPart] = field(default_factory=list)
    benefits: dict[str, KnownPart] = field(default_factory=dict)
    health: set[tuple[str, str]] = field(default_factory=set)
    residences: list[tuple[str, date, date | None]] = field(default_factory=list)
    household: KnownPart | None = None
    willingness: str | None = None
    visitor: str | None = None
    assignment: tuple[str, str] | None = None
    ended: bool = False
    stored: bool = False


@dataclass(slots=True)
class Snapshot:
    """Everybody in the register, found by id number or by name, birth date and village."""

    villages: set[str] = field(default_factory=set)
    visitors: dict[str, str] = field(default_factory=dict)
    households: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_number: dict[str, KnownElder] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[KnownElder]] = field(default_factory=dict)

    def people(self) -> Iterator[KnownElder]:
        """Yield everybody."""
        seen: set[str] = set()
        for people in self.by_name.values():
            for known in people:
                if known.uid not in seen:
                    seen.add(known.uid)
                    yield known

    def match(
        self, id_number: str | None, name: str, birth_on: date | None, village_code: str
    ) -> KnownElder | None:
        """Return the person a row means: same id number, else same name and village and no contradiction.

        Two people of one name in one village without numbers are told apart by birth date; where that
        cannot decide, nobody is matched and the row counts as new.
        """
        if id_number and id_number in self.by_number:
            return self.by_number[id_number]
        fitting = []
        for known in self.by_name.get((same_name_key(name), village_code), ()):
            number, born = known.facts.get("id_number"), known.facts.get("birth_on")
            if id_number and number:
                continue
            if birth_on and born and birth_on != born:
                continue
            if (id_number or number) and not (birth_on and born):
                continue
            fitting.append(known)
        return fitting[0] if len(fitting) == 1 else None

    def with_other_number(
        self, id_number: str, name: str, birth_on: date | None, village_code: str
    ) -> list[KnownElder]:
        """Return who is stored with the same name, village and birth date but another id number."""
        return [
            known
            for known in self.by_name.get((same_name_key(name), village_code), ())
            if known.stored
            and birth_on is not None
            and known.facts.get("birth_on") == birth_on
            and known.facts.get("id_number") not in (None, id_number)
        ]

    def add(self, uid: str, facts: Mapping[str, Any], heads: str = "") -> KnownElder:
        """Remember one more elder."""
        known = KnownElder(uid, heads, dict(facts))
        if facts.get("id_number"):
            self.by_number.setdefault(str(facts["id_number"]), known)
        key = (same_name_key(str(facts["name"])), str(facts["village_code"]))
        self.by_name.setdefault(key, []).append(known)
        return known

    def found_as(self, other: KnownElder, person: KnownElder) -> None:
        """Let ``person`` be found by name and number of another file of the same person, and that file not at all."""
        number = other.facts.get("id_number")
        if number:
            self.by_number[str(number)] = person
        people = self.by_name[same_name_key(str(other.facts["name"])), str(other.facts["village_code"])]
        people.remove(other)
        if person not in people:
            people.append(person)


def take_snapshot(session: Session, today: date) -> Snapshot:
    """Read the register with its dated facts as of ``today``."""
    snapshot = Snapshot()
    snapshot.villages.update(
        session.execute(select(Village.code).where(Village.retracted.is_(False))).scalars()
    )
    for row in session.execute(
        select(Visitor.name, Visitor.uid).where(Visitor.retracted.is_(False)).order_by(Visitor.uid.desc())
    ):
        snapshot.visitors[row.name] = row.uid
    people: dict[str, KnownElder] = {}
    joined = groups(session)
    columns = [getattr(Elder, name) for name in FACTS]
    query = select(Elder.uid, Elder.heads, Elder.ended_on, *columns).where(Elder.retracted.is_(False))
    for row in session.execute(query):
        known = snapshot.add(row.uid, dict(zip(FACTS, row[3:], strict=True)), row.heads)
        known.ended, known.stored = row.ended_on is not None or row.uid in joined.deaths, True
        people[row.uid] = known
    for uid, head in joined.standing_for.items():
        # Found by what either file says, the person is one, with what hangs on both.
        snapshot.found_as(people[uid], people[head])
        people[uid] = people[head]
    _hang_on(session, people, today)
    _hang_on_circumstances(session, people, today)
    _hang_on_households(session, snapshot, people, today)
    return snapshot


def _hang_on(session: Session, people: dict[str, KnownElder], today: date) -> None:
    spans = select(CategorySpan.elder_uid, CategorySpan.category).where(CategorySpan.retracted.is_(False))
    for row in session.execute(spans.where((CategorySpan.to_on.is_(None)) | (CategorySpan.to_on >= today))):
        if row.elder_uid in people:
            people[row.elder_uid].categories.add(row.category)
    columns = [getattr(Contact, name) for name in CONTACT_FACTS]
    contacts = select(Contact.elder_uid, Contact.uid, Contact.heads, *columns)
    contacts = contacts.where(Contact.retracted.is_(False)).order_by(Contact.position, Contact.uid)
    for contact in session.execute(contacts):
        if contact.elder_uid in people:
            facts = dict(zip(CONTACT_FACTS, contact[3:], strict=True))
            people[contact.elder_uid].contacts.append(KnownPart(contact.uid, contact.heads, facts))
    answers = select(Willingness.elder_uid, Willingness.kind).where(Willingness.retracted.is_(False))
    for row in session.execute(answers.order_by(Willingness.asked_on, Willingness.kind)):
        if row.elder_uid in people:
            people[row.elder_uid].willingness = row.kind
    duties = (
        select(Assignment.elder_uid, Assignment.uid, Assignment.heads, Visitor.name)
        .join(Visitor, (Visitor.county == Assignment.county) & (Visitor.uid == Assignment.visitor_uid))
        .where(Assignment.retracted.is_(False), Assignment.to_on.is_(None))
        .order_by(Assignment.from_on)
    )
    for duty in session.execute(duties):
        if duty.elder_uid in people:
            people[duty.elder_uid].visitor = duty.name
            people[duty.elder_uid].assignment = (duty.uid, duty.heads)


def _hang_on_circumstances(session: Session, people: dict[str, KnownElder], today: date) -> None:
    benefits = select(
        Benefit.elder_uid, Benefit.uid, Benefit.heads, Benefit.kind, Benefit.amount, Benefit.from_on
    ).where(Benefit.retracted.is_(False), or_(Benefit.to_on.is_(None), Benefit.to_on >= today))
    for row in session.execute(benefits.order_by(Benefit.uid)):
        if row.elder_uid in people:
            facts = {"kind": row.kind, "amount": row.amount, "from_on": row.from_on}
            people[row.elder_uid].benefits[row.kind] = KnownPart(row.uid, row.heads, facts)
    health = select(HealthFact.elder_uid, HealthFact.kind, HealthFact.what).where(
        HealthFact.retracted.is_(False)
    )
    for fact in session.execute(health):
        if fact.elder_uid in people:
            people[fact.elder_uid].health.add((fact.kind, fact.what))
    stays = select(Residence.elder_uid, Residence.kind, Residence.from_on, Residence.to_on)
    for stay in session.execute(stays.where(Residence.retracted.is_(False))):
        if stay.elder_uid in people:
            people[stay.elder_uid].residences.append((stay.kind, stay.from_on, stay.to_on))


def _hang_on_households(
    session: Session, snapshot: Snapshot, people: dict[str, KnownElder], today: date
) -> None:
    households = select(Household.uid, Household.head_name, Household.village_code, Household.note)
    for row in session.execute(households.where(Household.retracted.is_(False)).order_by(Household.uid)):
        snapshot.households[row.uid] = dict(row._mapping)
    member = HouseholdMember
    members = select(member.elder_uid, member.uid, member.heads, member.household_uid, member.from_on).where(
        member.retracted.is_(False), or_(member.to_on.is_(None), member.to_on >= today)
    )
    for one in session.execute(members.order_by(member.uid)):
        if one.elder_uid in people and one.household_uid in snapshot.households:
            facts = {"household_uid": one.household_uid, "from_on": one.from_on}
            people[one.elder_uid].household = KnownPart(one.uid, one.heads, facts)
