"""The register as an import compares with it: read in a few statements, matched in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.names import same_name_key
from desktop_app.models import (
    Assignment,
    CategorySpan,
    Contact,
    Elder,
    Village,
    Visitor,
    Willingness,
)

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
    "note",
    "extra",
)
"""The elder's columns that an import may fill."""


@dataclass(slots=True)
class KnownElder:
    """One elder in the store or already planned, with what hangs on it."""

    uid: str
    heads: str
    facts: dict[str, Any]
    categories: set[str] = field(default_factory=set)
    contacts: set[tuple[str, str | None]] = field(default_factory=set)
    willingness: str | None = None
    visitor: str | None = None
    assignment: tuple[str, str] | None = None
    ended: bool = False


@dataclass(slots=True)
class Snapshot:
    """Everybody in the register, found by id number or by name, birth date and village."""

    villages: set[str] = field(default_factory=set)
    visitors: dict[str, str] = field(default_factory=dict)
    by_number: dict[str, KnownElder] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[KnownElder]] = field(default_factory=dict)

    def people(self) -> Iterator[KnownElder]:
        """Yield everybody."""
        for people in self.by_name.values():
            yield from people

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

    def add(self, uid: str, facts: Mapping[str, Any], heads: str = "") -> KnownElder:
        """Remember one more elder."""
        known = KnownElder(uid, heads, dict(facts))
        if facts.get("id_number"):
            self.by_number.setdefault(str(facts["id_number"]), known)
        key = (same_name_key(str(facts["name"])), str(facts["village_code"]))
        self.by_name.setdefault(key, []).append(known)
        return known


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
    columns = [getattr(Elder, name) for name in FACTS]
    query = select(Elder.uid, Elder.heads, Elder.ended_on, *columns).where(Elder.retracted.is_(False))
    for row in session.execute(query):
        known = snapshot.add(row.uid, dict(zip(FACTS, row[3:], strict=True)), row.heads)
        known.ended = row.ended_on is not None
        people[row.uid] = known
    _hang_on(session, people, today)
    return snapshot


def _hang_on(session: Session, people: dict[str, KnownElder], today: date) -> None:
    spans = select(CategorySpan.elder_uid, CategorySpan.category).where(CategorySpan.retracted.is_(False))
    for row in session.execute(spans.where((CategorySpan.to_on.is_(None)) | (CategorySpan.to_on >= today))):
        if row.elder_uid in people:
            people[row.elder_uid].categories.add(row.category)
    contacts = select(Contact.elder_uid, Contact.name, Contact.phone).where(Contact.retracted.is_(False))
    for contact in session.execute(contacts):
        if contact.elder_uid in people:
            people[contact.elder_uid].contacts.add((contact.name, contact.phone))
    answers = select(Willingness.elder_uid, Willingness.kind).where(Willingness.retracted.is_(False))
    for row in session.execute(answers.order_by(Willingness.asked_on, Willingness.uid)):
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
