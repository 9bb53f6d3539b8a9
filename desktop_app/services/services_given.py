"""服务记录: record services given, one or a round in one go, correct them, take them back, list them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem, NotFound
from desktop_app.models import Elder, Finding, ServicePlan, ServiceRecord
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import OFF_REGISTER, Person, optional_text, read_people
from desktop_app.services.finding_steps import close_by_service
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.service_checks import (
    MOST_DAYS,
    AlreadyGiven,
    BeforeRegistration,
    ServiceRoundProblem,
    check_service,
    provider_name,
    providers_of,
    spelled_quantity,
)
from desktop_app.services.service_drafts import RecordedServices, ServiceDraft, ServiceFilter, ServiceLine
from desktop_app.services.service_people import named_people
from desktop_app.storage.queries.links import Groups, groups
from desktop_app.storage.queries.visits import lives_in
from desktop_app.storage.unit_of_work import UnitOfWork, new_uid
from desktop_app.storage.wire import refuse_unfit

_ELDER = N_("老年人")
_GIVEN_ON = N_("服务日期")
_TWICE = N_("这一天已登记过同一项服务")
_BEFORE = N_("早于登记入册的日期")
_CHUNK = 900

_DRAFTED = (
    "elder_uid",
    "service",
    "given_on",
    "to_on",
    "quantity",
    "provider_uid",
    "provider_name",
    "given_by",
    "place",
    "satisfaction",
    "cost",
    "paid",
    "plan_uid",
    "finding_uid",
    "note",
)
"""What a draft and a record call by the same name."""


class ServicesGivenService(Service):
    """服务记录."""

    @allowed(*WORKERS)
    def record(self, actor: Actor, draft: ServiceDraft) -> str:
        """Record one service and close the need it met; returns the change set. Raises ``FieldProblem``, ``AlreadyGiven``."""
        check_service(draft, self._context.today())
        with self._writing(actor, N_("登记服务")) as unit:
            self._add(unit, [draft], None)
            return unit.change_set

    @allowed(*WORKERS)
    def record_round(self, actor: Actor, drafts: Sequence[ServiceDraft]) -> RecordedServices:
        """Record services given in one go, all or none; they share one ``round_uid``.

        Raises ``ServiceRoundProblem``, also for the same service to somebody twice on a day, and ``AlreadyGiven``
        with all the rows that would be a further time, unless they are confirmed with ``again``.
        """
        if not drafts:
            raise FieldProblem(field="elder", label=_ELDER, reason=N_("不能为空"))
        today = self._context.today()
        for row, draft in enumerate(drafts):
            try:
                check_service(draft, today)
            except FieldProblem as problem:
                raise ServiceRoundProblem(row=row, **problem.details) from problem
        with self._writing(actor, N_("批量登记服务")) as unit:
            uids = self._add(unit, drafts, new_uid())
            return RecordedServices(uids, unit.change_set)

    @allowed(*WORKERS)
    def correct(self, actor: Actor, uid: str, draft: ServiceDraft) -> str | None:
        """Change a record; returns what takes the correction back, None where nothing is new.

        Whose it is cannot change; a service that only a newer catalogue knows stays as it is.
        """
        with self._writing(actor, N_("更正服务记录")) as unit:
            record = unit.get(ServiceRecord, uid)
            joined = groups(unit.session)
            if joined.canonical(record.elder_uid) != joined.canonical(draft.elder_uid):
                raise FieldProblem(
                    field="elder", label=_ELDER, reason=N_("登记错了人，请撤销这条记录，再为本人登记")
                )
            check_service(draft, self._context.today(), known=draft.service != record.service)
            facts = _Reading(unit, joined, [draft]).facts(draft, record)
            moved = (record.service, record.given_on) != (draft.service, draft.given_on)
            if moved and not draft.again:
                _refuse_doubtful(
                    _given_already(unit.session, unit.county, joined, [draft], but=uid), AlreadyGiven, _TWICE
                )
            for name, value in facts.items():
                if getattr(record, name) != value:
                    setattr(record, name, value)
            return unit.undoable()

    @allowed(*WORKERS)
    def take_back(self, actor: Actor, uid: str) -> str:
        """Take one record out of all lists; its history stays. Returns the change set."""
        with self._writing(actor, N_("撤销服务记录")) as unit:
            unit.retract(unit.get(ServiceRecord, uid))
            return unit.change_set

    @allowed(*WORKERS)
    def take_back_round(self, actor: Actor, round_uid: str) -> str:
        """Take all that is left of a round out of all lists; returns the change set, raises ``NotFound``."""
        with self._writing(actor, N_("撤销批量登记的服务")) as unit:
            query = select(ServiceRecord).where(
                ServiceRecord.county == unit.county,
                ServiceRecord.round_uid == round_uid,
                ServiceRecord.retracted.is_(False),
            )
            found = unit.session.execute(query).scalars().all()
            if not found:
                raise NotFound
            for record in found:
                unit.retract(record)
            return unit.change_set

    @allowed(*EVERYONE)
    def draft_of(self, _actor: Actor, uid: str) -> ServiceDraft:
        """Return a record as a draft that would leave it as it is; raises ``NotFound``."""
        with self._store.reading() as session:
            query = select(ServiceRecord).where(ServiceRecord.uid == uid, ServiceRecord.retracted.is_(False))
            found = session.execute(query).scalar_one_or_none()
            if found is None:
                raise NotFound
            return ServiceDraft(**{name: getattr(found, name) for name in _DRAFTED})

    @allowed(*EVERYONE)
    def list(
        self, _actor: Actor, wanted: ServiceFilter, *, limit: int | None = None, offset: int = 0
    ) -> list[ServiceLine]:
        """Return the records that a filter lets through, newest first."""
        with self._store.reading() as session:
            return _lines(session, self._context.site.county, wanted, limit, offset)

    @allowed(*EVERYONE)
    def count(self, _actor: Actor, wanted: ServiceFilter) -> int:
        """Return how many records a filter lets through."""
        with self._store.reading() as session:
            query = select(func.count()).select_from(ServiceRecord)
            query = _chosen(session, self._context.site.county, groups(session), wanted, query)
            return int(session.execute(query).scalar_one())

    @allowed(*EVERYONE)
    def of_elder(self, _actor: Actor, elder_uid: str, *, limit: int | None = None) -> Sequence[ServiceLine]:
        """Return what one person got, newest first, whichever file of the person it is on."""
        with self._store.reading() as session:
            wanted = ServiceFilter(elder_uid=elder_uid)
            return _lines(session, self._context.site.county, wanted, limit, 0)

    def _add(
        self, unit: UnitOfWork, drafts: Sequence[ServiceDraft], round_uid: str | None
    ) -> tuple[str, ...]:
        joined = groups(unit.session)
        reading = _Reading(unit, joined, drafts)
        today, rows = self._context.today(), []
        seen: dict[tuple[str, str], date] = {}
        further, early = [], []
        for row, draft in enumerate(drafts):
            person = joined.canonical(draft.elder_uid)
            try:
                facts = reading.facts(draft)
                before = seen.get((person, draft.service))
                if before == draft.given_on:
                    raise FieldProblem(
                        field="elder", label=_ELDER, reason=N_("同一人的同一项服务不能在一次登记里出现两次")
                    )
            except FieldProblem as problem:
                if round_uid is None:
                    raise
                raise ServiceRoundProblem(row=row, **problem.details) from problem
            seen[person, draft.service] = draft.given_on
            if before is not None and not draft.again:
                further.append(row)
            if draft.given_on < reading.people[person].registered_on and not draft.again:
                early.append(row)
            rows.append({**facts, "uid": new_uid(), "round_uid": round_uid, "entered_on": today})
        further += _given_already(unit.session, unit.county, joined, drafts)
        _refuse_doubtful(further, AlreadyGiven, _TWICE)
        _refuse_doubtful(early, BeforeRegistration, _BEFORE)
        unit.insert_many(ServiceRecord, rows)
        self._close_needs(unit, drafts, alone=round_uid is None)
        return tuple(str(each["uid"]) for each in rows)

    def _close_needs(self, unit: UnitOfWork, drafts: Sequence[ServiceDraft], *, alone: bool) -> None:
        for row, draft in enumerate(drafts):
            if not (draft.closes_need and draft.finding_uid):
                continue
            title, by = catalogue().title(draft.service), draft.given_by
            try:
                close_by_service(unit, self._context, draft.finding_uid, draft.given_on, title, by)
            except FieldProblem as problem:
                if alone:
                    raise
                raise ServiceRoundProblem(row=row, **problem.details) from problem


def _refuse_doubtful(rows: Sequence[int], kind: type[AlreadyGiven], reason: str) -> None:
    if rows:
        numbers = tuple(sorted(set(rows)))
        raise kind(field="given_on", label=_GIVEN_ON, reason=reason, rows=numbers, row=numbers[0])


class _Reading:
    """What several drafts are checked against, read in one go."""

    def __init__(self, unit: UnitOfWork, joined: Groups, drafts: Sequence[ServiceDraft]) -> None:
        self._joined = joined
        session = unit.session
        self.people: dict[str, Person] = read_people(
            session, [draft.elder_uid for draft in drafts], {}, joined
        )
        self._providers = providers_of(session) if any(draft.provider_uid for draft in drafts) else {}
        self._plans = _owners(session, ServicePlan, {draft.plan_uid for draft in drafts})
        self._findings = _owners(session, Finding, {draft.finding_uid for draft in drafts})

    def facts(self, draft: ServiceDraft, before: ServiceRecord | None = None) -> dict[str, Any]:
        """Return what is written of a draft; raises ``FieldProblem``."""
        person = self.people.get(self._joined.canonical(draft.elder_uid))
        if person is None:
            raise FieldProblem(field="elder", label=_ELDER, reason=N_("名册中没有此人"))
        if person.ended_on is not None and (draft.to_on or draft.given_on) > person.ended_on:
            raise FieldProblem(field="given_on", label=_GIVEN_ON, reason=OFF_REGISTER)
        for uid, owners, field, label in (
            (draft.plan_uid, self._plans, "plan_uid", N_("长期安排")),
            (draft.finding_uid, self._findings, "finding_uid", N_("对应需求")),
        ):
            if uid and self._joined.canonical(owners.get(uid, "")) != person.uid:
                raise FieldProblem(field=field, label=label, reason=N_("不是这位老年人的"))
        kept = before is not None and before.provider_uid == draft.provider_uid
        name = (
            before.provider_name
            if before is not None and kept and draft.provider_uid
            else provider_name(self._providers, draft.provider_uid, draft.provider_name, draft.given_on)
        )
        facts = {
            "elder_uid": person.uid if before is None else before.elder_uid,
            "service": draft.service,
            "given_on": draft.given_on,
            "to_on": draft.to_on if draft.to_on != draft.given_on else None,
            "quantity": spelled_quantity(draft.quantity),
            "provider_uid": draft.provider_uid or None,
            "provider_name": name,
            "given_by": optional_text(draft.given_by),
            "place": optional_text(draft.place),
            "satisfaction": draft.satisfaction or None,
            "cost": draft.cost,
            "paid": draft.paid,
            "plan_uid": draft.plan_uid or None,
            "finding_uid": draft.finding_uid or None,
            "note": optional_text(draft.note),
        }
        refuse_unfit(ServiceRecord, facts)
        return facts


def _owners(session: Session, model: Any, uids: set[str | None]) -> dict[str, str]:
    """Return whose the given plans or findings are."""
    wanted = sorted(uid for uid in uids if uid)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(model.uid, model.elder_uid).where(
            model.retracted.is_(False), model.uid.in_(wanted[start : start + _CHUNK])
        )
        found.update((row[0], row[1]) for row in session.execute(query))
    return found


def _given_already(
    session: Session, county: str, joined: Groups, drafts: Sequence[ServiceDraft], *, but: str = ""
) -> list[int]:
    """Return the numbers of the drafts, not yet confirmed, whose days have the same service recorded already."""
    asked = [(row, draft) for row, draft in enumerate(drafts) if not draft.again]
    if not asked:
        return []
    services = {draft.service for _row, draft in asked}
    known = [catalogue().get(key) for key in services]
    spans = any(each is None or each.span for each in known)
    first = min(draft.given_on for _row, draft in asked) - timedelta(days=MOST_DAYS if spans else 0)
    last = max(draft.to_on or draft.given_on for _row, draft in asked)
    query = select(
        ServiceRecord.uid,
        ServiceRecord.elder_uid,
        ServiceRecord.service,
        ServiceRecord.given_on,
        ServiceRecord.to_on,
    ).where(
        ServiceRecord.county == county,
        ServiceRecord.retracted.is_(False),
        ServiceRecord.given_on.between(first, last),
        ServiceRecord.service.in_(services),
    )
    if len(asked) == 1:
        query = query.where(ServiceRecord.elder_uid.in_(joined.members(asked[0][1].elder_uid)))
    there: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for uid, elder_uid, service, given_on, to_on in session.execute(query):
        if uid != but:
            there.setdefault((joined.canonical(elder_uid), service), []).append((given_on, to_on or given_on))
    return [
        row
        for row, draft in asked
        if any(
            begin <= (draft.to_on or draft.given_on) and end >= draft.given_on
            for begin, end in there.get((joined.canonical(draft.elder_uid), draft.service), ())
        )
    ]


def _chosen(session: Session, county: str, joined: Groups, wanted: ServiceFilter, query: Any) -> Any:
    """Return a query over records narrowed down to what a filter lets through.

    Elders are asked about in sub-queries: joined to them, the database goes through all records for each elder.
    """
    record = ServiceRecord
    gone = select(Elder.uid).where(Elder.county == county, Elder.retracted.is_(True))
    if wanted.elder_uid is not None:
        # Or everybody would be looked at for the sake of one.
        gone = gone.where(Elder.uid.in_(joined.members(wanted.elder_uid)))
    query = query.where(record.county == county, record.retracted.is_(False), record.elder_uid.not_in(gone))
    if wanted.first is not None:
        query = query.where(record.given_on >= wanted.first)
    if wanted.last is not None:
        query = query.where(record.given_on <= wanted.last)
    services = set(wanted.services)
    if wanted.groups:
        inside = {each.key for group in wanted.groups for each in catalogue().of_group(group)}
        services = services & inside if services else inside
    if wanted.services or wanted.groups:
        query = query.where(record.service.in_(services))
    if wanted.elder_uid is not None:
        query = query.where(record.elder_uid.in_(joined.members(wanted.elder_uid)))
    if wanted.village_code:
        query = query.where(
            record.elder_uid.in_(select(Elder.uid).where(lives_in(session, wanted.village_code)))
        )
    for name in ("provider_uid", "plan_uid", "round_uid"):
        if getattr(wanted, name) is not None:
            query = query.where(getattr(record, name) == getattr(wanted, name))
    if text := optional_text(wanted.text):
        named = select(Elder.uid).where(Elder.name.contains(text, autoescape=True))
        query = query.where(record.elder_uid.in_(named))
    return query


def _lines(
    session: Session, county: str, wanted: ServiceFilter, limit: int | None, offset: int
) -> list[ServiceLine]:
    joined = groups(session)
    names = (*_DRAFTED, "uid", "round_uid", "entered_on")
    query = _chosen(
        session, county, joined, wanted, select(*(getattr(ServiceRecord, name) for name in names))
    )
    query = query.order_by(ServiceRecord.given_on.desc(), ServiceRecord.uid.desc())
    if limit is not None:
        query = query.limit(limit).offset(offset)
    found = [row._asdict() for row in session.execute(query)]
    people = named_people(session, joined, (row["elder_uid"] for row in found))
    lines = []
    for row in found:
        person = people[joined.canonical(row.pop("elder_uid"))]
        row["provider"] = row.pop("provider_name")
        service = catalogue().get(row["service"])
        lines.append(
            ServiceLine(
                **row,
                elder_uid=person.uid,
                elder_name=person.name,
                village_code=person.village_code,
                village=person.village,
                title=catalogue().title(row["service"]),
                group=service.group if service is not None else None,
                unit=service.unit if service is not None else "",
            )
        )
    return lines
