"""长期安排: services that come again and agreements, and who is expected on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.service_rhythm import checked_rhythm, falls_on
from desktop_app.models import Finding, ServicePlan, ServiceRecord
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import (
    DATED_FROM,
    DATED_TO,
    Decided,
    Person,
    check_order,
    decided,
    end_or_retract,
    optional_text,
    overlaps,
    person_for,
)
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.service_checks import (
    SERVICE,
    check_money,
    provider_name,
    providers_of,
    spelled_quantity,
)
from desktop_app.services.service_drafts import PlanDraft, PlanLine
from desktop_app.services.service_people import away, named_people, off_register
from desktop_app.storage.queries.links import Groups, groups, members


class AlreadyArranged(FieldProblem):
    """The person has an arrangement of the same service for some of these days."""

    code = "service_arranged"


class ServicePlanService(Service):
    """长期安排."""

    @allowed(*EVERYONE)
    def list(
        self,
        _actor: Actor,
        *,
        service: str | None = None,
        village_code: str | None = None,
        elder_uid: str | None = None,
        over: bool = False,
    ) -> list[PlanLine]:
        """Return arrangements, those that hold first, by name; ``over`` adds those that have ended."""
        today = self._context.today()
        with self._store.reading() as session:
            joined = groups(session)
            found = _plans(session, service=service, elder_uid=elder_uid)
            people = named_people(session, joined, (each.elder_uid for each in found))
            lines = [
                _line(each, people[joined.canonical(each.elder_uid)], today)
                for each in found
                if joined.canonical(each.elder_uid) in people
            ]
        kept = (
            line
            for line in lines
            if (over or not line.over) and (not village_code or line.village_code == village_code)
        )
        return sorted(kept, key=lambda line: (line.over, line.elder_name, line.elder_uid, line.from_on))

    @allowed(*EVERYONE)
    def of_elder(self, actor: Actor, elder_uid: str) -> Sequence[PlanLine]:
        """Return one person's arrangements, also past ones."""
        return self.list(actor, elder_uid=elder_uid, over=True)

    @allowed(*EVERYONE)
    def due(
        self,
        _actor: Actor,
        service: str,
        on: date,
        *,
        village_code: str | None = None,
        any_day: bool = False,
    ) -> Sequence[PlanLine]:
        """Return who is expected for a service on a day, by village and name: the list for entry in bulk.

        Who lives elsewhere that day is marked (``absent``), who has left the register is left out, whose record of
        that day is there already is marked (``given``). ``any_day`` adds arrangements without fixed days.
        """
        with self._store.reading() as session:
            joined = groups(session)
            plans = [each for each in _plans(session, service=service, on=on) if _comes(each, on, any_day)]
            expected = _expected(session, joined, plans, on)
            absent = away(session, joined, list(expected), on)
            query = select(ServiceRecord.elder_uid).where(
                ServiceRecord.county == self._context.site.county,
                ServiceRecord.retracted.is_(False),
                ServiceRecord.given_on == on,
                ServiceRecord.service == service,
            )
            given = {joined.canonical(uid) for uid in session.execute(query).scalars()}
            lines = [
                _line(plan, person, on, absent=absent.get(uid), given=uid in given)
                for uid, (person, plan) in expected.items()
                if not village_code or person.village_code == village_code
            ]
        return sorted(lines, key=lambda line: (line.village_code, line.elder_name, line.elder_uid))

    @allowed(*EVERYONE)
    def expected(self, _actor: Actor, on: date) -> dict[str, int]:
        """Return how many people are expected on a day for each service; those who are away count."""
        with self._store.reading() as session:
            joined = groups(session)
            plans = [each for each in _plans(session, on=on, fixed=True) if _comes(each, on, False)]
            by_service: dict[str, list[ServicePlan]] = {}
            for each in plans:
                by_service.setdefault(each.service, []).append(each)
            counts: Counter[str] = Counter()
            for service, those in by_service.items():
                counts[service] = len(_expected(session, joined, those, on))
        return {service: number for service, number in counts.items() if number}

    @allowed(*WORKERS)
    def add(self, actor: Actor, draft: PlanDraft) -> Decided:
        """Arrange a service for a person; raises ``FieldProblem``."""
        with self._writing(actor, N_("安排服务")) as unit:
            return decided(unit, [self._add(unit.session, unit.add, draft)])

    @allowed(*WORKERS)
    def add_many(self, actor: Actor, drafts: Sequence[PlanDraft]) -> Decided:
        """Arrange a service for many people in one go.

        Who has left the register or has it arranged already is left out and named; anything else that is wrong is
        raised as ``FieldProblem`` and nothing is written.
        """
        with self._writing(actor, N_("成批安排服务")) as unit:
            joined = groups(unit.session)
            people = named_people(unit.session, joined, (draft.elder_uid for draft in drafts))
            made, left_out = [], []
            for draft in drafts:
                try:
                    made.append(self._add(unit.session, unit.add, draft))
                except FieldProblem as problem:
                    person = people.get(joined.canonical(draft.elder_uid))
                    personal = isinstance(problem, AlreadyArranged) or problem.details["field"] == "elder"
                    if person is None or not personal:
                        raise
                    left_out.append((person.name, _(str(problem.details["reason"]))))
            return decided(unit, made, left_out)

    @allowed(*WORKERS)
    def change(self, actor: Actor, uid: str, draft: PlanDraft) -> Decided:
        """Change an arrangement; whose it is and which service stay. Raises ``FieldProblem``."""
        with self._writing(actor, N_("修改长期安排")) as unit:
            plan = unit.get(ServicePlan, uid)
            joined = groups(unit.session)
            if joined.canonical(plan.elder_uid) != joined.canonical(draft.elder_uid):
                raise FieldProblem(field="elder", label=N_("老年人"), reason=N_("安排属于另一个人"))
            if plan.service != draft.service:
                raise FieldProblem(
                    field="service", label=SERVICE, reason=N_("换了服务的，请结束这项安排，再另外安排")
                )
            facts = self._facts(unit.session, draft, plan)
            decisive = ("from_on", "to_on", "provider_uid", "provider_name")
            if any(getattr(plan, name) != facts[name] for name in decisive):
                _refuse_overlap(unit.session, draft, but=uid)
            for name, value in facts.items():
                if getattr(plan, name) != value:
                    setattr(plan, name, value)
            return decided(unit, [uid])

    @allowed(*WORKERS)
    def end(self, actor: Actor, uid: str, *, on: date | None = None) -> Decided:
        """End an arrangement before a day, today by default; one that would then never have held is taken back."""
        first = on or self._context.today()
        if not DATED_FROM <= first <= DATED_TO:
            raise FieldProblem(field="on", label=N_("结束日期"), reason=N_("年份有误"))
        with self._writing(actor, N_("结束长期安排")) as unit:
            plan = unit.get(ServicePlan, uid)
            if plan.to_on is not None and plan.to_on < first:
                raise FieldProblem(field="on", label=N_("结束日期"), reason=N_("这项安排在那之前已经结束"))
            end_or_retract(unit, plan, first)
            return decided(unit, [uid])

    def _add(self, session: Session, add: Any, draft: PlanDraft) -> str:
        if draft.service not in catalogue():
            raise FieldProblem(field="service", label=SERVICE, reason=N_("不在可选项中"))
        facts = self._facts(session, draft, None)
        person = person_for(session, draft.elder_uid, draft.from_on)
        _refuse_overlap(session, draft)
        plan = add(ServicePlan(elder_uid=person.uid, service=draft.service, **facts))
        return str(plan.uid)

    def _facts(self, session: Session, draft: PlanDraft, before: ServicePlan | None) -> dict[str, Any]:
        check_order(draft.from_on, draft.to_on)
        check_money(draft.cost, "cost", N_("费用"))
        if draft.finding_uid:
            found = session.get(Finding, (self._context.site.county, draft.finding_uid))
            mine = members(session, draft.elder_uid)
            if found is None or found.retracted or found.elder_uid not in mine:
                raise FieldProblem(field="finding_uid", label=N_("对应需求"), reason=N_("不是这位老年人的"))
        name = before.provider_name if before is not None else None
        if before is None or not draft.provider_uid or before.provider_uid != draft.provider_uid:
            providers = providers_of(session) if draft.provider_uid else {}
            name = provider_name(providers, draft.provider_uid, draft.provider_name, draft.from_on)
        return {
            "provider_uid": draft.provider_uid or None,
            "provider_name": name,
            "from_on": draft.from_on,
            "to_on": draft.to_on,
            "rhythm": checked_rhythm(draft.rhythm),
            "quantity": spelled_quantity(draft.quantity),
            "place": optional_text(draft.place),
            "cost": draft.cost,
            "agreement_no": optional_text(draft.agreement_no),
            "finding_uid": draft.finding_uid or None,
            "note": optional_text(draft.note),
        }


def _plans(
    session: Session,
    *,
    service: str | None = None,
    elder_uid: str | None = None,
    on: date | None = None,
    fixed: bool = False,
) -> list[ServicePlan]:
    """Return arrangements; ``on`` leaves those that hold on a day, ``fixed`` those with days of their own."""
    query = select(ServicePlan).where(ServicePlan.retracted.is_(False))
    if fixed:
        query = query.where(ServicePlan.rhythm.is_not(None))
    if service is not None:
        query = query.where(ServicePlan.service == service)
    if elder_uid is not None:
        query = query.where(ServicePlan.elder_uid.in_(members(session, elder_uid)))
    if on is not None:
        query = query.where(
            ServicePlan.from_on <= on, or_(ServicePlan.to_on.is_(None), ServicePlan.to_on >= on)
        )
    return list(session.execute(query.order_by(ServicePlan.from_on, ServicePlan.uid)).scalars())


def _comes(plan: ServicePlan, on: date, any_day: bool) -> bool:
    return falls_on(plan.rhythm, on) or (any_day and plan.rhythm is None)


def _expected(
    session: Session, joined: Groups, plans: Sequence[ServicePlan], on: date
) -> Mapping[str, tuple[Person, ServicePlan]]:
    """Return who of those with arrangements is on the register on a day; of several the latest counts."""
    people = named_people(session, joined, (plan.elder_uid for plan in plans))
    gone = off_register(session, joined, list(people), on)
    found = {}
    for plan in plans:
        person = people.get(joined.canonical(plan.elder_uid))
        if person is not None and person.on_register(on) and person.uid not in gone:
            found[person.uid] = (person, plan)
    return found


def _refuse_overlap(session: Session, draft: PlanDraft, *, but: str = "") -> None:
    """Refuse a second arrangement of one service for the same days; by another provider only an agreement is."""
    service = catalogue().get(draft.service)
    with session.no_autoflush:
        there = _plans(session, service=draft.service, elder_uid=draft.elder_uid)
    for plan in there:
        another = (plan.provider_uid, plan.provider_name) != (
            draft.provider_uid or None,
            optional_text(draft.provider_name) if not draft.provider_uid else plan.provider_name,
        )
        if another and not (service is not None and service.agreement):
            continue
        if plan.uid != but and overlaps(draft.from_on, draft.to_on, plan.from_on, plan.to_on):
            raise AlreadyArranged(
                field="from_on", label=N_("开始日期"), reason=N_("这段时间已有同一服务的安排")
            )


def _line(
    plan: ServicePlan, person: Person, on: date, *, absent: str | None = None, given: bool = False
) -> PlanLine:
    service = catalogue().get(plan.service)
    return PlanLine(
        uid=plan.uid,
        elder_uid=person.uid,
        elder_name=person.name,
        village_code=person.village_code,
        village=person.village,
        service=plan.service,
        title=catalogue().title(plan.service),
        unit=service.unit if service is not None else "",
        from_on=plan.from_on,
        to_on=plan.to_on,
        rhythm=plan.rhythm,
        quantity=plan.quantity,
        provider_uid=plan.provider_uid,
        provider=plan.provider_name,
        place=plan.place,
        cost=plan.cost,
        agreement_no=plan.agreement_no,
        finding_uid=plan.finding_uid,
        note=plan.note,
        over=(plan.to_on is not None and plan.to_on < on) or not person.on_register(on),
        absent=absent,
        given=given,
    )
