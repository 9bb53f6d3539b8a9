"""The register as a table that an office can work on and that imports back unchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.national_codes import EDUCATION_LEVELS, ETHNIC_GROUPS, MARITAL_STATUSES
from desktop_app.domain.phones import mask_phone
from desktop_app.domain.terms import (
    BenefitKind,
    Category,
    ContactRole,
    DisabilityGrade,
    DisabilityKind,
    HealthKind,
    LivingArrangement,
    ResidenceKind,
    Residency,
    Sex,
    WillingnessKind,
)
from desktop_app.exchange.workbooks.contents import MAX_COLUMNS
from desktop_app.models import Elder, HealthFact, Residence
from desktop_app.reports.workbooks import ColumnKind, TableColumn, Value
from desktop_app.services.history_words import yuan
from desktop_app.services.import_parts import household_number
from desktop_app.services.local_fields import active_fields
from desktop_app.services.register_snapshot import KnownElder, take_snapshot
from desktop_app.storage.queries.links import groups

_HEALTH_HEADERS = {
    HealthKind.DISEASE: "主要疾病",
    HealthKind.ALLERGY: "过敏史",
    HealthKind.MEDICINE: "用药情况",
    HealthKind.AID: "辅具",
    HealthKind.SURGERY: "手术住院史",
    HealthKind.OTHER: "其他健康情况",
}
_MASKED = "****"


@dataclass(slots=True)
class _Person:
    """One elder with everything a row says."""

    elder: Any
    known: KnownElder
    stays: list[Any] = field(default_factory=list)
    health: dict[str, list[str]] = field(default_factory=dict)
    benefits: dict[str, int | None] = field(default_factory=dict)


Tell = Callable[[_Person], Value]


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """Columns and rows of the register; only columns with something in them, apart from the usual ones."""

    columns: tuple[TableColumn, ...]
    rows: list[tuple[Value, ...]]


def register_sheet(
    session: Session, today: date, villages: Mapping[str, str], *, village_code: str | None, masked: bool
) -> RegisterSheet:
    """Read everybody on the register, ordered by village."""
    snapshot = take_snapshot(session, today)
    known = {person.uid: person for person in snapshot.people()}
    people = _people(session, known, today, village_code)
    columns = [
        *_usual(villages, masked=masked),
        *_further(session, people, masked=masked),
        *_households(snapshot.households),
    ]
    used = [one for one in columns if one[2] or any(one[1](person) not in (None, "") for person in people)]
    used += _contacts(people, MAX_COLUMNS - len(used), masked=masked)
    return RegisterSheet(
        tuple(column for column, _tell, _always in used),
        [tuple(tell(person) for _column, tell, _always in used) for person in people],
    )


Told = tuple[TableColumn, Tell, bool]


def _usual(villages: Mapping[str, str], *, masked: bool) -> list[Told]:
    """Return the columns that every export has."""

    def phones(person: _Person) -> str:
        """Return the numbers of the elder."""
        numbers = [person.elder.phone or "", *(person.elder.other_phones or "").split("、")]
        return "、".join(mask_phone(number) if masked else number for number in numbers if number)

    def number(person: _Person) -> str:
        """Return the id number."""
        text = person.elder.id_number or ""
        return mask_id_number(text) if masked else text

    told: Sequence[tuple[TableColumn, Tell]] = (
        (TableColumn("姓名", width=14), lambda p: p.elder.name),
        (TableColumn("蒙文姓名", width=14), lambda p: p.elder.name_local),
        (TableColumn("身份证号码", width=21), number),
        (TableColumn("性别", width=6), lambda p: Sex(p.elder.sex).term),
        (TableColumn("出生日期", ColumnKind.DAY, 12), lambda p: p.elder.birth_on),
        (TableColumn("民族", width=10), lambda p: ETHNIC_GROUPS.get(p.elder.ethnic_code or "", "")),
        (TableColumn("联系电话", width=15), phones),
        (
            TableColumn("嘎查村（社区）", width=18),
            lambda p: villages.get(p.elder.village_code, p.elder.village_code),
        ),
        (TableColumn("组别", width=8), lambda p: p.elder.group_name),
        (TableColumn("家庭住址", width=30), lambda p: p.elder.address),
        (TableColumn("居住方式", width=12), lambda p: _term(LivingArrangement, p.elder.living_arrangement)),
        (
            TableColumn("身份类别", width=24),
            lambda p: "、".join(one.term for one in Category if one.value in p.known.categories),
        ),
        (TableColumn("探访意愿", width=10), lambda p: _term(WillingnessKind, p.known.willingness)),
        (TableColumn("责任人", width=12), lambda p: p.known.visitor),
        (TableColumn("备注", width=24), lambda p: p.elder.note),
    )
    return [(column, tell, True) for column, tell in told]


def _further(session: Session, people: Sequence[_Person], *, masked: bool) -> list[Told]:
    """Return the columns that are left out where nobody has anything in them."""

    def certificate(person: _Person) -> str:
        """Return the disability certificate, which holds the id number."""
        text = person.elder.disability_certificate or ""
        return mask_id_number(text[:18]) + _MASKED if masked and text else text

    told: list[tuple[TableColumn, Tell]] = [
        (TableColumn("人户状况", width=14), lambda p: _term(Residency, p.elder.residency)),
        (TableColumn("户籍地址", width=30), lambda p: p.elder.registered_address),
        (TableColumn("婚姻状况", width=10), lambda p: MARITAL_STATUSES.get(p.elder.marital_code or "")),
        (TableColumn("文化程度", width=14), lambda p: EDUCATION_LEVELS.get(p.elder.education_code or "")),
        (TableColumn("残疾证号", width=24), certificate),
        (TableColumn("残疾类别", width=8), lambda p: _term(DisabilityKind, p.elder.disability_kind)),
        (TableColumn("残疾等级", width=8), lambda p: _term(DisabilityGrade, p.elder.disability_grade)),
        (TableColumn("残疾证有效期至", ColumnKind.DAY, 14), lambda p: p.elder.disability_until),
        (TableColumn("自理能力", width=10), lambda p: _extra(p, "self_care")),
        (TableColumn("现居住地", width=24), lambda p: _extra(p, ResidenceKind.ELSEWHERE.term)),
        (TableColumn("牧点", width=24), lambda p: _extra(p, ResidenceKind.PASTURE.term)),
        (TableColumn("居住时段", width=40), _stays),
    ]
    told += [
        (TableColumn(f"{kind.term}（元/月）", width=14), partial(_benefit, kind=kind)) for kind in BenefitKind
    ]
    told += [
        (TableColumn(header, width=20), partial(_health, kind=kind))
        for kind, header in _HEALTH_HEADERS.items()
    ]
    told += [
        (TableColumn(one.label, width=14), partial(_extra, key=one.label)) for one in active_fields(session)
    ]
    return [(column, tell, False) for column, tell in told]


def _households(households: Mapping[str, Mapping[str, Any]]) -> list[Told]:
    """Return the columns of the household."""

    def household(person: _Person) -> Mapping[str, Any]:
        """Return the household an elder belongs to now."""
        part = person.known.household
        return households[part.facts["household_uid"]] if part else {}

    return [
        (TableColumn("户主", width=14), lambda p: household(p).get("head_name"), False),
        (TableColumn("户号", width=12), lambda p: household_number(household(p).get("note")), False),
        (TableColumn("与户主关系", width=10), lambda p: _extra(p, "household_relation"), False),
    ]


def _contacts(people: Sequence[_Person], room: int, *, masked: bool) -> list[Told]:
    """Return the columns of the contacts, the first one always, as many as a workbook has room for."""

    def told(place: int) -> list[Told]:
        """Return the columns of the contact at ``place``."""
        title = "紧急联系人" if place == 0 else f"联系人{place + 1}"
        short = "联系人" if place == 0 else title

        def fact(name: str) -> Callable[[_Person], Any]:
            """Return what tells one fact of the contact."""
            return lambda p: p.known.contacts[place].facts[name] if place < len(p.known.contacts) else None

        def phone(person: _Person) -> str:
            """Return the contact's number."""
            number = fact("phone")(person) or ""
            return "、".join(map(mask_phone, number.split("、"))) if masked and number else number

        def together(person: _Person) -> str:
            """Return 是 or 否."""
            return {True: "是", False: "否"}.get(fact("lives_together")(person), "")

        def roles(person: _Person) -> str:
            """Return what the contact is for."""
            return "、".join(ContactRole(role).term for role in fact("roles")(person) or ())

        columns: list[Told] = [
            (TableColumn(f"{title}姓名" if place else title, width=12), fact("name"), place == 0),
            (TableColumn(f"{short}关系" if place else "关系", width=8), fact("relation"), place == 0),
            (TableColumn(f"{short}电话", width=15), phone, place == 0),
            (TableColumn(f"{short}用途", width=14), roles, False),
            (TableColumn(f"{short}现住址", width=24), fact("lives_at"), False),
            (TableColumn(f"{short}是否同住", width=8), together, False),
            (TableColumn(f"{short}最近看望日期", ColumnKind.DAY, 12), fact("last_seen_on"), False),
            (TableColumn(f"{short}最近问候日期", ColumnKind.DAY, 12), fact("last_called_on"), False),
            (TableColumn(f"{short}赡养协议签订日期", ColumnKind.DAY, 12), fact("agreement_on"), False),
        ]
        return [one for one in columns if one[2] or any(one[1](p) not in (None, "") for p in people)]

    found: list[Told] = []
    for place in range(max((len(person.known.contacts) for person in people), default=0) or 1):
        columns = told(place)
        if len(found) + len(columns) > room:
            break
        found += columns
    return found


def _people(
    session: Session, known: Mapping[str, KnownElder], today: date, village_code: str | None
) -> list[_Person]:
    query = select(Elder.__table__).where(Elder.retracted.is_(False), Elder.ended_on.is_(None))
    if village_code:
        query = query.where(Elder.village_code == village_code)
    elders = session.execute(query.order_by(Elder.village_code, Elder.uid))
    joined = groups(session)
    people = {
        elder.uid: _Person(elder, known[elder.uid])
        for elder in elders
        if elder.uid not in joined.hidden and elder.uid not in joined.deaths
    }
    for stay in _of(session, Residence, Residence.kind, Residence.place, Residence.from_on, Residence.to_on):
        uid = joined.canonical(stay.elder_uid)
        if uid in people and stay[1:] not in [other[1:] for other in people[uid].stays]:
            people[uid].stays.append(stay)
    for fact in _of(session, HealthFact, HealthFact.kind, HealthFact.what, HealthFact.to_on):
        uid = joined.canonical(fact.elder_uid)
        if uid in people and (fact.to_on is None or fact.to_on >= today):
            told = people[uid].health.setdefault(fact.kind, [])
            if fact.what not in told:
                told.append(fact.what)
    for person in people.values():
        person.benefits = {kind: part.facts["amount"] for kind, part in person.known.benefits.items()}
    return list(people.values())


def _of(session: Session, model: Any, *columns: Any) -> Any:
    query = select(model.elder_uid, *columns).where(model.retracted.is_(False)).order_by(model.uid)
    return session.execute(query)


def _stays(person: _Person) -> str:
    """Return the dated stays as the import reads them."""
    return "；".join(
        f"{ResidenceKind(stay.kind).term} {stay.from_on}至{stay.to_on or '今'} {stay.place or ''}".strip()
        for stay in sorted(person.stays, key=lambda stay: (stay.from_on, stay.kind))
    )


def _benefit(person: _Person, kind: BenefitKind) -> str:
    if kind not in person.benefits:
        return ""
    amount = person.benefits[kind]
    return "是" if not amount else yuan(amount)


def _health(person: _Person, kind: HealthKind) -> str:
    return "、".join(person.health.get(kind, ()))


def _term(terms: Any, key: str | None) -> str:
    return str(terms(key).term) if key else ""


def _extra(person: _Person, key: str) -> str:
    return str((person.elder.extra or {}).get(key) or "")
