"""Load what the duty engine needs to know about people, in few statements however many they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import (
    Category,
    ContactRole,
    EndReason,
    Mode,
    Outcome,
    ResidenceKind,
    Residency,
    Tier,
    WillingnessKind,
)
from desktop_app.models import (
    Assignment,
    CategorySpan,
    Contact,
    Elder,
    OffRegister,
    Residence,
    Visit,
    Visitor,
    Willingness,
)
from desktop_app.scheduling.facts import (
    AbsenceFact,
    CategorySpanFact,
    PersonFacts,
    ResidenceFact,
    TierOverride,
    VisitFact,
    WillingnessFact,
)
from desktop_app.storage.queries.links import Groups, groups

_CHUNK = 900
_ROWS = 5_000

_CATEGORIES = {category.value: category for category in Category}
_MODES = {mode.value: mode for mode in Mode}
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_REASONS = {reason.value: reason for reason in EndReason}
_RESIDENCIES = {residency.value: residency for residency in Residency}
_KINDS = {kind.value: kind for kind in ResidenceKind}
_ANSWERS = {kind.value: kind for kind in WillingnessKind}


@dataclass(frozen=True, slots=True)
class ElderFacts:
    """One elder's identity for the card, with the facts the engine judges."""

    uid: str
    name: str
    id_number: str | None
    sex: str
    phone: str | None
    other_phones: str | None
    village_code: str
    person: PersonFacts
    visitor: str | None
    last_visit_on: date | None
    last_outcome: str | None
    residency: Residency | None = None
    visitor_uid: str | None = None
    living_arrangement: str | None = None
    id_doubt: str | None = None
    has_address: bool = False
    has_emergency_contact: bool = False


def load(
    session: Session,
    uids: Sequence[str] | None,
    *,
    visits_from: date,
    on: date,
    visits_to: date | None = None,
    for_cards: bool = True,
) -> Iterator[ElderFacts]:
    """Yield the facts of the given elders, or of all; visits before ``visits_from`` are left out.

    So are those after ``visits_to``, and without ``for_cards`` what only the list cards show.

    Retracted elders are not yielded, nor files that are read under another: what hangs on them is yielded
    with that one.
    """
    joined = groups(session)
    span = (visits_from, visits_to or date.max)
    if uids is None:
        yield from _load_part(session, joined, None, span, on, for_cards=for_cards)
        return
    wanted = [uid for uid in uids if uid not in joined.hidden] if joined else uids
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        yield from _load_part(session, joined, part, span, on, for_cards=for_cards)


def _elders(heads: Sequence[str] | None) -> Any:
    """Return the question for the elders themselves, in the order in which ``_load_part`` takes rows apart."""
    query = select(
        Elder.uid,
        Elder.name,
        Elder.id_number,
        Elder.sex,
        Elder.phone,
        Elder.other_phones,
        Elder.village_code,
        Elder.birth_on,
        Elder.registered_on,
        Elder.ended_on,
        Elder.ended_because,
        Elder.tier_override,
        Elder.residency,
        Elder.living_arrangement,
        Elder.id_doubt,
        Elder.address,
    ).where(Elder.retracted.is_(False))
    if heads is not None:
        query = query.where(Elder.uid.in_(heads))
    return query


def _load_part(
    session: Session,
    joined: Groups,
    heads: Sequence[str] | None,
    span: tuple[date, date],
    on: date,
    *,
    for_cards: bool,
) -> Iterator[ElderFacts]:
    uids = None if heads is None else joined.expand(heads)
    spans = _grouped(session, uids, _span, CategorySpan, "category", "from_on", "to_on")
    residences = _grouped(session, uids, _stay, Residence, "kind", "from_on", "to_on")
    absences = _grouped(session, uids, _absence, OffRegister, "from_on", "to_on", "because")
    answers = _grouped(session, uids, _answer, Willingness, "kind", "asked_on", "next_ask_on")
    visits = _visits(session, uids, span)
    visitors = _visitors(session, uids, on)
    emergencies = _emergency_contacts(session, uids) if for_cards else {}
    for found in (spans, residences, absences, answers, visits, visitors, emergencies):
        joined.gather(found)
    # Core rows taken apart by place: at twenty thousand people, named access would cost as much as the reading.
    for (
        uid,
        name,
        id_number,
        sex,
        phone,
        other_phones,
        village_code,
        birth_on,
        registered_on,
        ended_on,
        ended_because,
        tier_override,
        residency,
        living_arrangement,
        id_doubt,
        address,
    ) in session.connection().execute(_elders(heads)):
        if uid in joined.hidden:
            continue
        end = ended_on, ended_because
        if uid in joined.deaths and ended_because != EndReason.DECEASED.value:
            end = joined.deaths[uid], EndReason.DECEASED.value
        # Taken out, not looked up: what is done with makes room for what is built.
        made = sorted(visits.pop(uid)) if uid in visits else ()
        person = PersonFacts(
            uid=uid,
            birth_on=birth_on,
            registered_on=registered_on,
            ended_on=end[0],
            ended_because=_REASONS.get(end[1], EndReason.OTHER) if end[1] else None,
            off_register=tuple(absences.pop(uid)) if uid in absences else (),
            categories=tuple(spans.pop(uid, ())),
            residences=tuple(residences.pop(uid, ())),
            willingness=tuple(answers.pop(uid, ())),
            tier_overrides=(TierOverride(Tier(tier_override)),) if tier_override else (),
            visits=tuple(
                VisitFact(visit_uid, made_on, _MODES[mode], _OUTCOMES[outcome])
                for made_on, visit_uid, mode, outcome in made
                if mode in _MODES and outcome in _OUTCOMES
            )
            if made
            else (),
        )
        yield ElderFacts(
            uid=uid,
            name=name,
            id_number=id_number,
            sex=sex,
            phone=phone,
            other_phones=other_phones,
            village_code=village_code,
            person=person,
            visitor=max(visitors[uid])[-1] if uid in visitors else None,
            last_visit_on=made[-1][0] if made else None,
            last_outcome=made[-1][3] if made else None,
            residency=_RESIDENCIES.get(residency) if residency else None,
            visitor_uid=max(visitors[uid])[-2] if uid in visitors else None,
            living_arrangement=living_arrangement,
            id_doubt=id_doubt,
            has_address=bool(address),
            has_emergency_contact=uid in emergencies,
        )


# Most people share their spans and answers with many others, word for word and day for day: one object serves
# all. A word that this version does not know gives nothing.
@lru_cache(maxsize=50_000)
def _span(key: str, first: date | None, last: date | None) -> CategorySpanFact | None:
    return CategorySpanFact(_CATEGORIES[key], first, last) if key in _CATEGORIES else None


@lru_cache(maxsize=50_000)
def _stay(key: str, first: date, last: date | None) -> ResidenceFact | None:
    return ResidenceFact(_KINDS[key], first, last) if key in _KINDS else None


def _absence(first: date, last: date, because: str) -> AbsenceFact:
    return AbsenceFact(first, last, _REASONS.get(because, EndReason.OTHER))


@lru_cache(maxsize=50_000)
def _answer(key: str, asked: date, again: date | None) -> WillingnessFact | None:
    return WillingnessFact(_ANSWERS[key], asked, again) if key in _ANSWERS else None


def _grouped(
    session: Session, uids: Sequence[str] | None, make: Callable[..., Any], model: Any, *names: str
) -> dict[str, list[Any]]:
    """Return what ``make`` builds of each row's columns, by elder."""
    columns = [getattr(model, name) for name in names]
    query = select(model.elder_uid, *columns).where(model.retracted.is_(False))
    return _by_elder(session, query, model, uids, lambda row: make(*row[1:]))


def _by_elder(
    session: Session, query: Any, model: Any, uids: Sequence[str] | None, make: Callable[[Any], Any]
) -> dict[str, list[Any]]:
    if uids is not None:
        query = query.where(model.elder_uid.in_(uids))
    found: dict[str, list[Any]] = {}
    for rows in session.connection().execute(query).partitions(_ROWS):
        for row in rows:
            fact = make(row)
            if fact is not None:
                found.setdefault(row[0], []).append(fact)
    return found


def _visits(session: Session, uids: Sequence[str] | None, span: tuple[date, date]) -> dict[str, list[Any]]:
    """Return day, uid, mode and outcome of each visit; sorting one person's few is cheaper than sorting all."""
    query = select(Visit.elder_uid, Visit.visited_on, Visit.uid, Visit.mode, Visit.outcome).where(
        Visit.retracted.is_(False), Visit.visited_on.between(*span)
    )
    return _by_elder(session, query, Visit, uids, lambda row: row[1:])


def _visitors(session: Session, uids: Sequence[str] | None, on: date) -> dict[str, list[Any]]:
    """Return who is responsible, each with what orders them: the greatest goes before.

    Whoever was replaced today still counts today, but the one who took over goes before.
    """
    query = (
        select(
            Assignment.elder_uid,
            Assignment.to_on,
            Assignment.from_on,
            Assignment.uid,
            Visitor.uid,
            Visitor.name,
        )
        .join(Visitor, (Visitor.county == Assignment.county) & (Visitor.uid == Assignment.visitor_uid))
        .where(Assignment.retracted.is_(False), Visitor.retracted.is_(False))
        .where((Assignment.to_on.is_(None)) | (Assignment.to_on >= on))
    )
    return _by_elder(
        session, query, Assignment, uids, lambda row: (row[1] is None, row[2] or date.min, *row[3:])
    )


def _emergency_contacts(session: Session, uids: Sequence[str] | None) -> dict[str, list[Any]]:
    """Return who can be called for whom in an emergency: the contacts with that role and a phone."""
    # The roles are a list of keys as text; reading them apart for every contact would take longer than this.
    emergency = cast(Contact.roles, Text).contains(f'"{ContactRole.EMERGENCY.value}"')
    query = select(Contact.elder_uid).where(
        Contact.retracted.is_(False), Contact.phone.is_not(None), emergency
    )
    return _by_elder(session, query, Contact, uids, lambda _row: True)


def elders_of(session: Session, model: Any, uids: Iterable[str]) -> set[str]:
    """Return whose dated facts the given records are."""
    wanted = list(uids)
    found: set[str] = set()
    for start in range(0, len(wanted), _CHUNK):
        query = select(model.elder_uid).where(model.uid.in_(wanted[start : start + _CHUNK]))
        found.update(session.execute(query).scalars())
    return found
