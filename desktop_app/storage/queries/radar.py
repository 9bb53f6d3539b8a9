"""Load what the radar needs to know about people, in few statements however many they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect
from desktop_app.domain.terms import AssessmentKind, BenefitKind, Mode, Outcome
from desktop_app.models import (
    Assessment,
    Benefit,
    Elder,
    ServicePlan,
    ServiceProvider,
    ServiceRecord,
    Visit,
)
from desktop_app.scheduling.due_facts import (
    AssessmentFact,
    BenefitFact,
    DueFacts,
    GivenFact,
    PlannedFact,
)
from desktop_app.scheduling.facts import VisitFact
from desktop_app.storage.queries.by_elder import by_elder, grouped
from desktop_app.storage.queries.facts import load
from desktop_app.storage.queries.links import groups

_KINDS = {kind.value: kind for kind in BenefitKind}
_ENDING = tuple(outcome.value for outcome, its in OUTCOME_EFFECTS.items() if its.effect is Effect.ENDS)


@dataclass(frozen=True, slots=True)
class RadarPerson:
    """One person with everything that decides what is owed."""

    uid: str
    name: str
    village_code: str
    facts: DueFacts


def people(
    session: Session,
    uids: Sequence[str] | None,
    *,
    on: date,
    services_from: date,
    agreed_services: frozenset[str],
) -> Iterator[RadarPerson]:
    """Yield the given people (files that stand for themselves), or all; services given before a day are left out.

    Plans of ``agreed_services`` count as agreed on without the number of an agreement.
    """
    joined = groups(session)
    files = None if uids is None else joined.expand(uids)
    given = _given(session, files, services_from, on)
    planned = _planned(session, files, agreed_services)
    benefits = grouped(session, files, _benefit, Benefit, "kind", "from_on", "to_on")
    assessed = _assessed(session, files)
    ended = _ending_visits(session, files, on)
    for found in (given, planned, benefits, assessed, ended):
        joined.gather(found)
    until, recorded_from = _certificates(session, files), _recorded_from(session)
    for one in load(
        session, uids, visits_from=on, visits_to=on, on=on, for_cards=False, with_arrangements=False
    ):
        uid = one.uid
        yield RadarPerson(
            uid,
            one.name,
            one.village_code,
            DueFacts(
                person=replace(one.person, visits=tuple(ended[uid])) if uid in ended else one.person,
                given=tuple(given.pop(uid, ())),
                planned=tuple(planned.pop(uid, ())),
                benefits=tuple(benefits.pop(uid, ())),
                assessments=tuple(assessed.pop(uid, ())),
                certificate_until=_latest(until, joined.members(uid)),
                recorded_from=recorded_from,
            ),
        )


def _recorded_from(session: Session) -> date:
    """Return the first day from which services are recorded here; nobody's, when none are."""
    # By the county's index from its first day on: the least of all would be looked for in the whole table.
    query = (
        select(ServiceRecord.given_on)
        .where(
            ServiceRecord.county == select(func.min(ServiceRecord.county)).scalar_subquery(),
            ServiceRecord.retracted.is_(False),
        )
        .order_by(ServiceRecord.given_on)
        .limit(1)
    )
    return session.execute(query).scalar() or date.max


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A provider whose contract has a last day."""

    uid: str
    name: str
    contract_no: str | None
    contract_to_on: date


def contracts(session: Session, on: date) -> list[ContractRow]:
    """Return the providers that still give services and whose contract has a last day."""
    query = (
        select(
            ServiceProvider.uid,
            ServiceProvider.name,
            ServiceProvider.contract_no,
            ServiceProvider.contract_to_on,
        )
        .where(
            ServiceProvider.retracted.is_(False),
            ServiceProvider.contract_to_on.is_not(None),
            ServiceProvider.ended_on.is_(None) | (ServiceProvider.ended_on > on),
        )
        .order_by(ServiceProvider.contract_to_on, ServiceProvider.name, ServiceProvider.uid)
    )
    return [
        ContractRow(uid, name, number, last)
        for uid, name, number, last in session.execute(query)
        if last is not None
    ]


def _latest(days: dict[str, date], files: Sequence[str]) -> date | None:
    return max((days[uid] for uid in files if uid in days), default=None)


@lru_cache(maxsize=20_000)
def _one_given(service: str, on: date) -> GivenFact:
    return GivenFact(service, on)


def _given(session: Session, uids: Sequence[str] | None, first: date, last: date) -> dict[str, list[Any]]:
    query = select(ServiceRecord.elder_uid, ServiceRecord.service, ServiceRecord.given_on).where(
        ServiceRecord.retracted.is_(False), ServiceRecord.given_on.between(first, last)
    )
    return by_elder(session, query, ServiceRecord, uids, lambda row: _one_given(row[1], row[2]))


def _planned(
    session: Session, uids: Sequence[str] | None, agreed_services: frozenset[str]
) -> dict[str, list[Any]]:
    query = select(
        ServicePlan.elder_uid,
        ServicePlan.service,
        ServicePlan.from_on,
        ServicePlan.to_on,
        ServicePlan.agreement_no,
    ).where(ServicePlan.retracted.is_(False))
    return by_elder(
        session,
        query,
        ServicePlan,
        uids,
        lambda row: PlannedFact(row[1], row[2], row[3], bool(row[4]) or row[1] in agreed_services),
    )


@lru_cache(maxsize=20_000)
def _benefit(key: str, first: date | None, last: date | None) -> BenefitFact | None:
    return BenefitFact(_KINDS[key], first, last) if key in _KINDS else None


def _assessed(session: Session, uids: Sequence[str] | None) -> dict[str, list[Any]]:
    query = select(Assessment.elder_uid, Assessment.assessed_on, Assessment.valid_until).where(
        Assessment.retracted.is_(False), Assessment.kind == AssessmentKind.OFFICIAL.value
    )
    return by_elder(session, query, Assessment, uids, lambda row: AssessmentFact(row[1], row[2]))


def _certificates(session: Session, uids: Sequence[str] | None) -> dict[str, date]:
    query = select(Elder.uid, Elder.disability_until).where(
        Elder.retracted.is_(False), Elder.disability_until.is_not(None)
    )
    if uids is not None:
        # With the county named the people are looked up; without it the whole register may be walked for them.
        query = query.where(
            Elder.uid.in_(uids), Elder.county == select(func.min(Elder.county)).scalar_subquery()
        )
    return {uid: last for uid, last in session.connection().execute(query) if last is not None}


def _ending_visits(session: Session, uids: Sequence[str] | None, on: date) -> dict[str, list[Any]]:
    """Return the visits that found somebody moved or deceased: the register may not say so yet."""
    query = select(Visit.elder_uid, Visit.uid, Visit.visited_on, Visit.mode, Visit.outcome).where(
        Visit.retracted.is_(False), Visit.outcome.in_(_ENDING), Visit.visited_on <= on
    )
    return by_elder(
        session,
        query,
        Visit,
        uids,
        lambda row: VisitFact(row[1], row[2], Mode(row[3]), Outcome(row[4])),
    )
