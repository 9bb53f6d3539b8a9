"""The register: find, show, register and change elders with their dated facts."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import N_, FieldProblem, InputError, NotFound
from desktop_app.domain.identity import IdNumber, mask_id_number
from desktop_app.domain.names import parse_name
from desktop_app.domain.phones import mask_phone, parse_phone_cell
from desktop_app.domain.terms import (
    EndReason,
    Sex,
    VisitorRole,
)
from desktop_app.models import (
    Assignment,
    CategorySpan,
    Contact,
    Elder,
    Residence,
    Visitor,
    Willingness,
)
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.places import Places
from desktop_app.services.register_parts import check_terms, part, records_of, set_facts, sync
from desktop_app.storage import journal, search
from desktop_app.storage.queries import elders as queries
from desktop_app.storage.queries import persons
from desktop_app.storage.queries.elders import ElderFilter, ElderRow
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.storage.unit_of_work import UnitOfWork


class AlreadyRegistered(FieldProblem):
    """Another elder in the register carries the same id number."""

    code = "register.same_id"

    def __init__(self, uid: str) -> None:
        """Name the other record, so that the window can offer to open it."""
        super().__init__(
            field="id_number", label=N_("身份证号码"), reason=N_("名册中已有同一号码的老年人"), uid=uid
        )


class ChangedMeanwhile(InputError):
    """The elder was changed after the editor was opened, for instance by a merged batch."""

    code = "register.changed_meanwhile"
    what = N_("在您编辑期间，这位老年人的资料已有其他改动（例如合并了上报包）。")
    data_safe = N_("其他改动都已保存，没有被覆盖；您填写的内容也还在。")
    do_now = N_("请重新打开这位老年人，核对新的内容后再修改保存。")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanDraft:
    """A category to keep (with its uid) or to add."""

    category: str
    uid: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    source: str | None = None
    approver: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraft:
    """A contact to keep or to add."""

    name: str
    uid: str | None = None
    relation: str | None = None
    phone: str | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidenceDraft:
    """A residence to keep or to add."""

    kind: str
    from_on: date
    uid: str | None = None
    place: str | None = None
    to_on: date | None = None
    covered_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WillingnessDraft:
    """A willingness to keep or to add."""

    kind: str
    asked_on: date
    uid: str | None = None
    witness: str | None = None
    next_ask_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElderDraft:
    """What the editor hands in; lists replace what is stored, matched by uid."""

    name: str
    village_code: str
    uid: str | None = None
    name_local: str | None = None
    id_number: str | None = None
    birth_on: date | None = None
    sex: str = Sex.UNKNOWN.value
    ethnic_code: str | None = None
    phone: str | None = None
    group_name: str | None = None
    address: str | None = None
    living_arrangement: str | None = None
    note: str | None = None
    registered_on: date | None = None
    categories: tuple[SpanDraft, ...] = ()
    contacts: tuple[ContactDraft, ...] = ()
    residences: tuple[ResidenceDraft, ...] = ()
    willingness: tuple[WillingnessDraft, ...] = ()
    visitor_uid: str | None = None
    version: int | None = None
    """``ElderDetail.version`` as it was read: what came in since is then not overwritten unseen."""


@dataclass(frozen=True, slots=True)
class VisitorRow:
    """One person who visits."""

    uid: str
    name: str
    role: str
    phone: str | None
    village_code: str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A saved elder; ``change_set`` undoes the saving, ``None`` when nothing had to change."""

    uid: str
    change_set: str | None


def masked(row: ElderRow) -> ElderRow:
    """Return the row as lists may show it."""
    return replace(
        row,
        id_number=mask_id_number(row.id_number) if row.id_number else None,
        phone=mask_phone(row.phone) if row.phone else None,
    )


class RegisterService(Service):
    """名册."""

    @allowed(*EVERYONE)
    def list_ids(
        self, _actor: Actor, wanted: ElderFilter, *, sort: str = "name", descending: bool = False
    ) -> array[int]:
        """Return the snapshot of card numbers that a list pages through."""
        with self._store.reading() as session:
            return queries.list_ids(session, wanted, sort=sort, descending=descending)

    @allowed(*EVERYONE)
    def rows(self, _actor: Actor, ids: Sequence[int]) -> list[ElderRow]:
        """Return list lines in the order of ``ids``, with id number and phone masked."""
        with self._store.reading() as session:
            return [masked(row) for row in queries.list_rows(session, ids)]

    @allowed(*EVERYONE)
    def find(self, _actor: Actor, text: str, *, most: int = 50) -> list[ElderRow]:
        """Return the people that match what was typed, best first, masked."""
        with self._store.reading() as session:
            found = search.find(session, text)
            rows = queries.list_rows(session, found[:200])
        rows.sort(key=lambda row: (row.ended, not row.name.startswith(text.strip()), row.name))
        return [masked(row) for row in rows[:most]]

    @allowed(*EVERYONE)
    def count(self, _actor: Actor, wanted: ElderFilter) -> int:
        """Return how many elders a filter leaves."""
        with self._store.reading() as session:
            return queries.count(session, wanted)

    @allowed(*EVERYONE)
    def get(self, _actor: Actor, uid: str) -> ElderDetail:
        """Return everything entered about one elder; raises ``NotFound``."""
        with self._store.reading() as session:
            detail = persons.get_detail(session, uid, self._context.today())
            if detail is None:
                raise NotFound
            return replace(detail, version=journal.newest_about(session, records_of(session, uid)))

    @allowed(*EVERYONE)
    def history(self, _actor: Actor, uid: str) -> list[journal.HistoryRow]:
        """Return who changed what about one elder, newest first, including its dated facts."""
        with self._store.reading() as session:
            return journal.history(session, records_of(session, uid))

    @allowed(*EVERYONE)
    def villages(self, _actor: Actor) -> tuple[Division, ...]:
        """Return the villages that a person can belong to here."""
        return Places(self._context).villages()

    @allowed(*EVERYONE)
    def visitors(self, _actor: Actor) -> list[VisitorRow]:
        """Return the people who visit, by name."""
        with self._store.reading() as session:
            query = (
                select(Visitor.uid, Visitor.name, Visitor.role, Visitor.phone, Visitor.village_code)
                .where(Visitor.retracted.is_(False), Visitor.ended_on.is_(None))
                .order_by(Visitor.name)
            )
            return [VisitorRow(*row) for row in session.execute(query)]

    @allowed(*WORKERS)
    def add_visitor(
        self, actor: Actor, name: str, role: str, *, phone: str | None = None, village_code: str | None = None
    ) -> str:
        """Add a person who visits; returns the uid."""
        VisitorRole(role)
        with self._writing(actor, N_("登记探访人")) as unit:
            visitor = unit.add(
                Visitor(name=parse_name(name), role=role, phone=phone, village_code=village_code)
            )
            return str(visitor.uid)

    @allowed(*WORKERS)
    def save(self, actor: Actor, draft: ElderDraft) -> str:
        """Register a new elder or change one; returns the uid. Raises as ``record`` does."""
        return self.record(actor, draft).uid

    @allowed(*WORKERS)
    def record(self, actor: Actor, draft: ElderDraft) -> Recorded:
        """Register a new elder or change one, and say how to take it back.

        Raises ``FieldProblem`` for the first wrong field, ``AlreadyRegistered`` and ``ChangedMeanwhile``. An
        id number with a wrong check digit is accepted and marked, because real people carry such numbers.
        """
        facts = self._facts(draft)
        places = Places(self._context)
        title = N_("修改老年人信息") if draft.uid else N_("登记老年人")
        with self._writing(actor, title) as unit:
            places.ensure(unit, draft.village_code)
            self._refuse_same_id(unit, facts.get("id_number"), draft.uid)
            if draft.uid:
                elder = unit.get(Elder, draft.uid)
                self._refuse_overwriting(unit, draft)
            else:
                elder = unit.add(
                    Elder(
                        name=facts["name"],
                        village_code=facts["village_code"],
                        registered_on=draft.registered_on or self._context.today(),
                    )
                )
            set_facts(elder, facts)
            if draft.registered_on:
                elder.registered_on = draft.registered_on
            unit.session.flush()
            self._save_parts(unit, elder.uid, draft)
            return Recorded(str(elder.uid), _change_set(unit))

    @allowed(*EVERYONE)
    def holder_of(self, _actor: Actor, id_number: str) -> str | None:
        """Return the uid of the elder in the register who carries this id number."""
        with self._store.reading() as session:
            query = select(Elder.uid).where(Elder.id_number == id_number, Elder.retracted.is_(False))
            return session.execute(query.limit(1)).scalar()

    @allowed(*WORKERS)
    def end(self, actor: Actor, uid: str, *, on: date, reason: EndReason) -> str | None:
        """Take an elder off the register from a day on; the file stays. Returns what ``UndoService`` undoes.

        Raises ``FieldProblem`` for a day to come.
        """
        if on > self._context.today():
            raise FieldProblem(field="on", label=N_("退出日期"), reason=N_("不能晚于今天"))
        with self._writing(actor, N_("退出名册")) as unit:
            elder = unit.get(Elder, uid)
            elder.ended_on, elder.ended_because = on, reason.value
            return _change_set(unit)

    @allowed(*WORKERS)
    def reopen(self, actor: Actor, uid: str) -> str | None:
        """Put an elder who had left back on the register. Returns what ``UndoService`` undoes."""
        with self._writing(actor, N_("恢复在册")) as unit:
            elder = unit.get(Elder, uid)
            elder.ended_on = elder.ended_because = None
            return _change_set(unit)

    def _facts(self, draft: ElderDraft) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "name": parse_name(draft.name),
            "name_local": _text(draft.name_local),
            "ethnic_code": draft.ethnic_code,
            "village_code": draft.village_code,
            "group_name": _text(draft.group_name),
            "address": _text(draft.address),
            "living_arrangement": draft.living_arrangement,
            "note": _text(draft.note),
            "sex": draft.sex,
            "birth_on": draft.birth_on,
            "id_number": None,
            "id_doubt": None,
        }
        if not draft.village_code:
            raise FieldProblem(field="village_code", label=N_("嘎查村（社区）"), reason=N_("必须选择"))
        check_terms(draft)
        if draft.id_number and draft.id_number.strip():
            number = IdNumber.parse(draft.id_number, today=self._context.today())
            facts["id_number"] = number.text
            facts["id_doubt"] = None if number.check_ok else "check_digit"
            facts["birth_on"], facts["sex"] = number.birth_on, number.sex.value
        phones = parse_phone_cell(draft.phone or "")
        facts["phone"] = phones.numbers[0] if phones.numbers else None
        facts["other_phones"] = "、".join(phones.numbers[1:]) or None
        if facts["birth_on"] is not None and facts["birth_on"] > self._context.today():
            raise FieldProblem(field="birth_on", label=N_("出生日期"), reason=N_("不能晚于今天"))
        return facts

    def _refuse_same_id(self, unit: UnitOfWork, id_number: str | None, uid: str | None) -> None:
        if not id_number:
            return
        query = select(Elder.uid).where(
            Elder.county == unit.county, Elder.id_number == id_number, Elder.retracted.is_(False)
        )
        for other in unit.session.execute(query).scalars():
            if other != uid:
                raise AlreadyRegistered(other)

    def _refuse_overwriting(self, unit: UnitOfWork, draft: ElderDraft) -> None:
        if draft.uid and draft.version is not None:
            about = records_of(unit.session, draft.uid)
            if journal.newest_about(unit.session, about) > draft.version:
                raise ChangedMeanwhile

    def _save_parts(self, unit: UnitOfWork, elder_uid: str, draft: ElderDraft) -> None:
        sync(unit, CategorySpan, elder_uid, [part(span) for span in draft.categories])
        contacts = [
            {**part(contact), "roles": list(contact.roles), "position": place}
            for place, contact in enumerate(draft.contacts)
        ]
        sync(unit, Contact, elder_uid, contacts)
        sync(unit, Residence, elder_uid, [part(residence) for residence in draft.residences])
        sync(unit, Willingness, elder_uid, [part(answer) for answer in draft.willingness])
        self._assign(unit, elder_uid, draft.visitor_uid)

    def _assign(self, unit: UnitOfWork, elder_uid: str, visitor_uid: str | None) -> None:
        today = self._context.today()
        query = select(Assignment).where(
            Assignment.county == unit.county,
            Assignment.elder_uid == elder_uid,
            Assignment.retracted.is_(False),
            Assignment.to_on.is_(None),
        )
        current = list(unit.session.execute(query).scalars())
        if any(assignment.visitor_uid == visitor_uid for assignment in current):
            return
        for assignment in current:
            assignment.to_on = today
        if visitor_uid:
            unit.get(Visitor, visitor_uid)
            unit.add(Assignment(elder_uid=elder_uid, visitor_uid=visitor_uid, from_on=today))


def _change_set(unit: UnitOfWork) -> str | None:
    """Return the change set of what was written so far, ``None`` when nothing was."""
    unit.flush()
    return unit.change_set if unit.journal.written else None


def _text(text: str | None) -> str | None:
    cleaned = (text or "").strip()
    return cleaned or None
