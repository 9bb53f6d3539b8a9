"""批量登记: who was there at the last round of a service, and how people stand on the day of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.models import ServiceRecord
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.service_people import away, named_people, off_register
from desktop_app.storage.queries.links import Groups, groups

MOST_PEOPLE = 2000
"""Nobody feeds more people than this in one round; a last round beyond it is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPerson:
    """Somebody who may come: ``absent`` says in words why not, ``given`` that the day is recorded already.

    ``lately``: was there at the last round, with ``last_quantity``.
    """

    elder_uid: str
    name: str
    village_code: str
    village: str
    absent: str | None
    given: bool
    lately: bool
    last_quantity: str | None


class ServiceRoundService(Service):
    """批量登记."""

    @allowed(*EVERYONE)
    def people(self, _actor: Actor, service: str, on: date, uids: Sequence[str] = ()) -> list[RoundPerson]:
        """Return who got a service in its last round before a day, and ``uids`` besides; by village and name.

        The last round is the newest one entered in bulk, the newest day with that service where there was none.
        Who has left the register is left out.
        """
        with self._store.reading() as session:
            joined = groups(session)
            last = _last_round(session, joined, service, on)
            wanted = list(dict.fromkeys((*last, *(joined.canonical(uid) for uid in uids))))
            people = named_people(session, joined, wanted)
            gone = off_register(session, joined, wanted, on)
            absent = away(session, joined, wanted, on)
            query = select(ServiceRecord.elder_uid).where(
                ServiceRecord.county == self._context.site.county,
                ServiceRecord.retracted.is_(False),
                ServiceRecord.given_on == on,
                ServiceRecord.service == service,
            )
            given = {joined.canonical(uid) for uid in session.execute(query).scalars()}
        found = [
            RoundPerson(
                elder_uid=uid,
                name=person.name,
                village_code=person.village_code,
                village=person.village,
                absent=absent.get(uid),
                given=uid in given,
                lately=uid in last,
                last_quantity=last.get(uid),
            )
            for uid, person in people.items()
            if uid not in gone and person.on_register(on)
        ]
        return sorted(found, key=lambda one: (one.village_code, one.name, one.elder_uid))


def _last_round(session: Session, joined: Groups, service: str, on: date) -> dict[str, str | None]:
    """Return who was there at the last round before a day, with how much each got."""
    record = ServiceRecord
    before = (record.retracted.is_(False), record.service == service, record.given_on < on)
    newest = (
        select(record.round_uid, record.given_on)
        .where(*before)
        .order_by(record.round_uid.is_(None), record.given_on.desc(), record.uid.desc())
        .limit(1)
    )
    found = session.execute(newest).one_or_none()
    if found is None:
        return {}
    same = record.round_uid == found.round_uid if found.round_uid else record.given_on == found.given_on
    query = select(record.elder_uid, record.quantity).where(*before, same).limit(MOST_PEOPLE)
    return {joined.canonical(uid): quantity for uid, quantity in session.execute(query)}
