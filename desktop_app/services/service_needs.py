"""未满足的需求: needs that were found or told at the last visit, and that no service has met since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import FindingKind, FindingState
from desktop_app.models import Finding, ServiceRecord, Visit
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import Person
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.service_drafts import NeedFilter, NeedLine
from desktop_app.services.service_people import named_people
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries.by_elder import by_elder
from desktop_app.storage.queries.links import Groups, groups

ASKED = "needs.services"
"""The question of the visit form whose answers are needs."""

TOLD_WITHIN = timedelta(days=366)
"""What was told at a visit longer ago than this has to be asked again before it counts as a need."""

_CHUNK = 900


@dataclass(frozen=True, slots=True)
class _Given:
    """One service given since, as far as needs ask."""

    on: date
    service: str
    finding_uid: str | None


class ServiceNeedService(Service):
    """未满足的需求."""

    @allowed(*EVERYONE)
    def unmet(self, _actor: Actor, wanted: NeedFilter | None = None) -> list[NeedLine]:
        """Return unmet needs of the people on the register, the oldest first.

        A need is an open finding of that kind, or an option chosen at the last visit where services were asked
        about. It is met by a service given on that day or later that names the finding or meets the option; one
        found and told is listed once, as the finding.
        """
        with self._store.reading() as session:
            return unmet_needs(session, wanted or NeedFilter(), self._context.today())


def unmet_needs(session: Session, wanted: NeedFilter, today: date) -> list[NeedLine]:
    """Return the unmet needs of a day, as ``ServiceNeedService.unmet`` does."""
    joined = groups(session)
    uids = None if wanted.elder_uid is None else joined.members(wanted.elder_uid)
    found, told = _found(session, joined, uids), _told(session, joined, uids, today)
    people = named_people(session, joined, {*found, *told})
    given = _given_since(session, joined, uids, found, told)
    lines = [
        line
        for uid, person in people.items()
        if person.on_register(today) and wanted.village_code in (None, "", person.village_code)
        for line in _needs(person, found.get(uid, ()), told.get(uid), given.get(uid, ()))
        if wanted.need in (None, line.need) and (wanted.service is None or wanted.service in line.services)
    ]
    return sorted(lines, key=lambda line: (line.since_on, line.elder_name, line.elder_uid, line.what))


def _found(session: Session, joined: Groups, uids: Sequence[str] | None) -> dict[str, list[Any]]:
    """Return the open findings of needs by person."""
    query = select(
        Finding.elder_uid,
        Finding.uid,
        Finding.visit_uid,
        Finding.what,
        Finding.service,
        Finding.found_on,
        Finding.due_on,
    ).where(
        Finding.retracted.is_(False),
        Finding.kind == FindingKind.NEED.value,
        Finding.state == FindingState.OPEN.value,
    )
    return joined.gather(by_elder(session, query, Finding, uids, lambda row: row))


def _told(session: Session, joined: Groups, uids: Sequence[str] | None, today: date) -> dict[str, Any]:
    """Return by person the last visit at which services were asked about, with the answer."""
    answer = func.json_extract(Visit.answers, f'$."{ASKED}"')
    query = select(Visit.elder_uid, Visit.visited_on, Visit.uid, answer.label("answer")).where(
        Visit.retracted.is_(False),
        Visit.visited_on >= today - TOLD_WITHIN,
        answer.is_not(None),
    )
    needs = [f'"{key}"' for key in _options()]
    last: dict[str, Any] = {}
    for uid, rows in joined.gather(by_elder(session, query, Visit, uids, lambda row: row)).items():
        row = max(rows, key=lambda each: (each.visited_on, each.uid))
        if any(need in row.answer for need in needs):
            last[uid] = row
    return last


def _options() -> Mapping[str, str]:
    """Return the options of the form that are needs, with their titles."""
    _block, item = visit_form().by_key[ASKED]
    return {option.key: option.title for option in item.options if not option.normal}


def need_titles() -> dict[str, str]:
    """Return the needs that the visit form asks about, as ``NeedLine`` names them, with their titles."""
    return {f"services.{key}": title for key, title in _options().items()}


def _given_since(
    session: Session,
    joined: Groups,
    uids: Sequence[str] | None,
    found: Mapping[str, Sequence[Any]],
    told: Mapping[str, Any],
) -> dict[str, list[_Given]]:
    """Return the services given since the oldest of the needs, by person."""
    days = [row.found_on for rows in found.values() for row in rows]
    days += [row.visited_on for row in told.values()]
    if not days:
        return {}
    query = select(
        ServiceRecord.elder_uid,
        func.coalesce(ServiceRecord.to_on, ServiceRecord.given_on, type_=ServiceRecord.given_on.type),
        ServiceRecord.service,
        ServiceRecord.finding_uid,
    ).where(ServiceRecord.retracted.is_(False), ServiceRecord.given_on >= min(days) - TOLD_WITHIN)
    # Most services were given to people who need nothing more: only those in need are asked about.
    files = list(uids) if uids is not None else joined.expand(list({**found, **told}))
    given: dict[str, list[_Given]] = {}
    for start in range(0, len(files), _CHUNK):
        part = files[start : start + _CHUNK]
        given.update(by_elder(session, query, ServiceRecord, part, lambda row: _Given(*row[1:])))
    return joined.gather(given)


def _needs(person: Person, found: Sequence[Any], told: Any, given: Sequence[_Given]) -> Iterator[NeedLine]:
    """Go through the unmet needs of one person."""
    settled: dict[str | None, date] = {}  # until when a need told again says nothing new
    for row in found:
        need = _need_of(row.what, row.service)
        services = _meeting(need, row.service)
        met = [
            each.on
            for each in given
            if each.finding_uid == row.uid or (each.on >= row.found_on and each.service in services)
        ]
        settled[need] = max([settled.get(need, date.min), *(met or [date.max])])
        if not met:
            yield _line(
                person,
                services,
                need=need,
                what=row.what,
                since_on=row.found_on,
                finding_uid=row.uid,
                visit_uid=row.visit_uid,
                due_on=row.due_on,
            )
    if told is None:
        return
    for key, title in _options().items():
        need = f"services.{key}"
        services = _meeting(need, None)
        if f'"{key}"' not in told.answer or told.visited_on <= settled.get(need, date.min):
            continue
        if not any(each.on >= told.visited_on and each.service in services for each in given):
            yield _line(person, services, need=need, what=title, since_on=told.visited_on, visit_uid=told.uid)


def _need_of(what: str, service: str | None) -> str | None:
    """Return the option of the form that a finding means: by its service, or by its words."""
    known = catalogue().get(service or "")
    if known is not None:
        return known.needs[0] if known.needs else None
    return next((f"services.{key}" for key, title in _options().items() if title in what), None)


def _meeting(need: str | None, service: str | None) -> tuple[str, ...]:
    """Return the keys of the services that meet a need; one that asks for a certain service is met by that alone."""
    if service:
        return (service,)
    return tuple(each.key for each in catalogue().meeting(need)) if need is not None else ()


def _line(
    person: Person,
    services: tuple[str, ...],
    *,
    need: str | None,
    what: str,
    since_on: date,
    visit_uid: str | None,
    finding_uid: str | None = None,
    due_on: date | None = None,
) -> NeedLine:
    return NeedLine(
        elder_uid=person.uid,
        elder_name=person.name,
        village_code=person.village_code,
        village=person.village,
        need=need,
        what=what,
        since_on=since_on,
        finding_uid=finding_uid,
        visit_uid=visit_uid,
        due_on=due_on,
        services=services,
    )
