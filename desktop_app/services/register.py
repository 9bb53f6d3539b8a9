"""The register: find, show, register and change elders with their dated facts."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from desktop_app.domain.dated_facts import raise_first, troubles
from desktop_app.domain.disability import agree
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import N_, FieldProblem, InputError, NotFound
from desktop_app.domain.identity import IdNumber, mask_id_number
from desktop_app.domain.names import parse_name
from desktop_app.domain.phones import mask_phone, parse_phone_cell
from desktop_app.domain.terms import (
    EndReason,
    VisitorRole,
)
from desktop_app.models import (
    Assignment,
    Elder,
    Visitor,
)
from desktop_app.progress import SILENT, Progress
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.enrolment_changes import refuse_visits_after, reopen, take_off
from desktop_app.services.local_fields import read_extra
from desktop_app.services.places import Places
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.register_parts import (
    PARTS,
    changed_places,
    check_terms,
    facts_of_part,
    join_household,
    local_fields,
    records_of,
    set_facts,
    sync,
)
from desktop_app.storage import journal, search
from desktop_app.storage.queries import elder_lists, persons
from desktop_app.storage.queries import elders as queries
from desktop_app.storage.queries.elders import ElderFilter, ElderRow
from desktop_app.storage.queries.links import groups
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
        self,
        _actor: Actor,
        wanted: ElderFilter,
        *,
        sort: str = "name",
        descending: bool = False,
        then: Sequence[elder_lists.Order] = (),
        progress: Progress = SILENT,
    ) -> array[int]:
        """Return the snapshot of card numbers that a list pages through."""
        orders = ((sort, descending), *then)
        with self._store.reading() as session:
            return elder_lists.all_ids(
                session, wanted, orders, today=self._context.today(), progress=progress
            )

    @allowed(*EVERYONE)
    def first_ids(
        self,
        _actor: Actor,
        wanted: ElderFilter,
        *,
        sort: str = "name",
        descending: bool = False,
        then: Sequence[elder_lists.Order] = (),
    ) -> elder_lists.Page:
        """Return the first card numbers of a list at once, however many people there are."""
        orders = ((sort, descending), *then)
        with self._store.reading() as session:
            return elder_lists.first_ids(session, wanted, orders, today=self._context.today())

    @allowed(*EVERYONE)
    def rows(self, _actor: Actor, ids: Sequence[int]) -> list[ElderRow]:
        """Return list lines in the order of ``ids``, with id number and phone masked."""
        with self._store.reading() as session:
            return [masked(row) for row in queries.list_rows(session, ids, on=self._context.today())]

    @allowed(*EVERYONE)
    def find(self, _actor: Actor, text: str, *, most: int = 50) -> list[ElderRow]:
        """Return the people that match what was typed, best first, masked."""
        with self._store.reading() as session:
            found = search.find(session, text, most=most)
            return [masked(row) for row in queries.list_rows(session, found, on=self._context.today())]

    @allowed(*EVERYONE)
    def count(self, _actor: Actor, wanted: ElderFilter) -> int:
        """Return how many elders a filter leaves."""
        with self._store.reading() as session:
            return elder_lists.count(session, wanted, today=self._context.today())

    @allowed(*EVERYONE)
    def get(self, _actor: Actor, uid: str) -> ElderDetail:
        """Return everything entered about one elder; raises ``NotFound``."""
        with self._store.reading() as session:
            detail = persons.get_detail(session, uid, self._context.today(), county=self._context.site.county)
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
            found = troubles(draft, today=self._context.today(), birth_on=facts["birth_on"])
            raise_first(found, changed_places(unit, draft))
            if draft.uid:
                elder = unit.get(Elder, groups(unit.session).canonical(draft.uid))
                self._refuse_overwriting(unit, draft)
            else:
                elder = unit.add(
                    Elder(
                        name=facts["name"],
                        village_code=facts["village_code"],
                        registered_on=draft.registered_on or self._context.today(),
                    )
                )
            set_facts(elder, facts | _disability(elder, draft, facts["id_number"]))
            if draft.extra is not None:
                extra = read_extra(unit.session, elder.extra, draft.extra)
                set_facts(elder, {"extra": local_fields(elder.extra, extra)})
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
            holder = session.execute(query.limit(1)).scalar()
            return None if holder is None else groups(session).canonical(holder)

    @allowed(*WORKERS)
    def end(self, actor: Actor, uid: str, *, on: date, reason: EndReason) -> str | None:
        """Take an elder off the register from a day on; the file stays. Returns what ``UndoService`` undoes.

        Raises ``FieldProblem`` for a day to come, ``VisitsAfter`` where a later visit met the person.
        """
        if on > self._context.today():
            raise FieldProblem(field="on", label=N_("退出日期"), reason=N_("不能晚于今天"))
        with self._writing(actor, N_("退出名册")) as unit:
            elder = unit.get(Elder, groups(unit.session).canonical(uid))
            refuse_visits_after(unit.session, uid, reason, on)
            take_off(elder, on=on, because=reason, note=None)
            return _change_set(unit)

    @allowed(*WORKERS)
    def reopen(self, actor: Actor, uid: str) -> str | None:
        """Put an elder who had left back on the register from today; the time away is kept as an absence.

        A death or a mistaken entry is corrected instead. Returns what ``UndoService`` undoes. Raises
        ``VisitSaysOtherwise``.
        """
        with self._writing(actor, N_("恢复在册")) as unit:
            elder = unit.get(Elder, groups(unit.session).canonical(uid))
            reopen(unit, elder, on=self._context.today())
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
            "residency": draft.residency,
            "registered_address": _text(draft.registered_address),
            "marital_code": draft.marital_code,
            "education_code": draft.education_code,
            "disability_until": draft.disability_until,
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
        joined = groups(unit.session)
        for other in unit.session.execute(query).scalars():
            if uid is None or joined.canonical(other) != joined.canonical(uid):
                raise AlreadyRegistered(joined.canonical(other))

    def _refuse_overwriting(self, unit: UnitOfWork, draft: ElderDraft) -> None:
        if draft.uid and draft.version is not None:
            about = records_of(unit.session, draft.uid)
            if journal.newest_about(unit.session, about) > draft.version:
                raise ChangedMeanwhile

    def _save_parts(self, unit: UnitOfWork, elder_uid: str, draft: ElderDraft) -> None:
        for name, model in PARTS.items():
            wanted = getattr(draft, name)
            if wanted is not None:
                sync(unit, model, elder_uid, [facts_of_part(one, place) for place, one in enumerate(wanted)])
        if draft.household is not None:
            join_household(unit, elder_uid, draft, self._context.today())
        self._assign(unit, elder_uid, draft.visitor_uid)

    def _assign(self, unit: UnitOfWork, elder_uid: str, visitor_uid: str | None) -> None:
        today = self._context.today()
        query = select(Assignment).where(
            Assignment.county == unit.county,
            Assignment.elder_uid.in_(groups(unit.session).members(elder_uid)),
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


def _disability(elder: Elder, draft: ElderDraft, id_number: str | None) -> dict[str, str | None]:
    """Return certificate, kind and grade as they fit together; what was stored contradicting itself may rest."""
    given = (_text(draft.disability_certificate), draft.disability_kind, draft.disability_grade)
    stored = (elder.disability_certificate, elder.disability_kind, elder.disability_grade)
    rests = given == stored and id_number == elder.id_number
    found = given if rests else agree(*given, id_number)
    return dict(zip(("disability_certificate", "disability_kind", "disability_grade"), found, strict=True))


def _text(text: str | None) -> str | None:
    cleaned = (text or "").strip()
    return cleaned or None
