"""Services given from a day to a day with all that a statistical table adds up, and when people were on the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import EndReason
from desktop_app.models import Elder, OffRegister, ServiceProvider, ServiceRecord
from desktop_app.scheduling.enrolment import Stint, stints
from desktop_app.scheduling.facts import AbsenceFact, PersonFacts
from desktop_app.storage.queries.by_elder import rows_of
from desktop_app.storage.queries.links import Groups

_REASONS = {reason.value: reason for reason in EndReason}


class GivenService(NamedTuple):
    """One service given; ``elder_uid`` is the file the person is read under, money in 分."""

    elder_uid: str
    service: str
    given_on: date
    quantity: str | None
    provider_uid: str | None
    provider_name: str | None
    satisfaction: str | None
    cost: int | None
    paid: int | None


class Enrolled(NamedTuple):
    """Where a person belongs and when on the register."""

    village_code: str
    times: tuple[Stint, ...]


def given_services(
    session: Session, joined: Groups, county: str, first: date, last: date
) -> Iterator[GivenService]:
    """Go through the services given from a day to a day."""
    query = select(
        ServiceRecord.elder_uid,
        ServiceRecord.service,
        ServiceRecord.given_on,
        ServiceRecord.quantity,
        ServiceRecord.provider_uid,
        ServiceRecord.provider_name,
        ServiceRecord.satisfaction,
        ServiceRecord.cost,
        ServiceRecord.paid,
    ).where(
        ServiceRecord.county == county,
        ServiceRecord.retracted.is_(False),
        ServiceRecord.given_on.between(first, last),
    )
    for uid, *facts in rows_of(session, query):
        yield GivenService(joined.canonical(uid), *facts)


def provider_kinds(session: Session, county: str) -> dict[str, str]:
    """Return the kind of every provider on the list."""
    query = select(ServiceProvider.uid, ServiceProvider.kind).where(
        ServiceProvider.county == county, ServiceProvider.retracted.is_(False)
    )
    return {row.uid: row.kind for row in session.execute(query)}


def enrolled_people(session: Session, joined: Groups, county: str) -> dict[str, Enrolled]:
    """Return everybody with their times on the register, as the month's figures have them."""
    absences: dict[str, list[AbsenceFact]] = {}
    query = select(OffRegister.elder_uid, OffRegister.from_on, OffRegister.to_on, OffRegister.because).where(
        OffRegister.county == county, OffRegister.retracted.is_(False)
    )
    for uid, from_on, to_on, because in session.execute(query):
        fact = AbsenceFact(from_on, to_on, _REASONS.get(because, EndReason.OTHER))
        absences.setdefault(joined.canonical(uid), []).append(fact)
    people = select(
        Elder.uid,
        Elder.village_code,
        Elder.birth_on,
        Elder.registered_on,
        Elder.ended_on,
        Elder.ended_because,
    ).where(Elder.county == county, Elder.retracted.is_(False))
    found: dict[str, Enrolled] = {}
    for uid, village, birth_on, registered_on, *end in rows_of(session, people):
        if uid in joined.hidden:
            continue
        ended_on, because = end
        if uid in joined.deaths and because != EndReason.DECEASED.value:
            ended_on, because = joined.deaths[uid], EndReason.DECEASED.value
        person = PersonFacts(
            uid=uid,
            birth_on=birth_on,
            registered_on=registered_on,
            ended_on=ended_on,
            ended_because=_REASONS.get(because, EndReason.OTHER) if because else None,
            off_register=tuple(absences.get(uid, ())),
        )
        found[uid] = Enrolled(village, stints(person))
    return found
