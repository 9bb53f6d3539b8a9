"""Everything the self-check of a month looks at, read in few statements however many visits there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.irregularity_facts import (
    MonthFacts,
    SeenPerson,
    SeenPhoto,
    SeenVisit,
    SeenVisitor,
)
from desktop_app.domain.terms import (
    AssessmentKind,
    Category,
    EndReason,
    LifeEventKind,
    Mode,
    Outcome,
)
from desktop_app.models import (
    Assessment,
    Assignment,
    CategorySpan,
    Elder,
    LifeEvent,
    SelfCheckNote,
    Visit,
    Visitor,
    VisitorLeave,
    VisitPhoto,
)
from desktop_app.storage.queries.by_elder import rows_of
from desktop_app.storage.queries.links import Groups, groups
from desktop_app.storage.queries.stays import stays_in
from desktop_app.storage.queries.stops import Stops, stops_in

LOOK_BACK = timedelta(days=31)
"""Words and pictures are compared with those of so many days before the month."""
PHOTOS_BACK = timedelta(days=366)

_CHUNK = 900
_MODES = {mode.value: mode for mode in Mode}
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One explanation as it is kept."""

    uid: str
    about: str
    kind: str
    month: str
    text: str
    explained_on: date
    explained_by: str


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit as it is named in a list; ``time`` is HH:MM or empty."""

    elder_uid: str
    on: date
    time: str
    visitor: str


@dataclass(frozen=True, slots=True)
class PersonPlace:
    """Who a person is in a list."""

    name: str
    village_code: str


def month_facts(
    session: Session, first: date, last: date, through: date, stock: frozenset[str]
) -> tuple[MonthFacts, dict[str, PersonPlace]]:
    """Return the facts of a month, and name and village of everybody they are about."""
    joined = groups(session)
    elders, places, homes = _elders(session, joined)
    stops = stops_in(session, joined, homes, first - LOOK_BACK, through)
    known = {row.uid: row.name for row in session.execute(select(Visitor.uid, Visitor.name))}
    who = _Who(known)
    visits = list(_visits(session, joined, stops, who, first - LOOK_BACK, through))
    concerned = {visit.elder_uid for visit in visits if visit.on >= first}
    categories = _categories(session, joined, through)
    assessed = _assessed(session, joined, through)
    stays = stays_in(session, joined, first, through)
    deaths = _deaths(session, joined, through)
    people = {}
    for uid, row in elders.items():
        held = categories.get(uid, frozenset())
        if uid not in concerned and not held:
            continue
        dead = [day for day in (row.died_on, deaths.get(uid), joined.deaths.get(uid)) if day is not None]
        people[uid] = SeenPerson(
            uid=uid,
            name=row.name,
            born_on=row.born_on,
            registered_on=row.registered_on,
            on_register=not dead and (row.ended_on is None or row.ended_on > through),
            died_on=min(dead, default=None),
            incapacitated=Category.INCAPACITATED.value in held,
            tagged=bool(held),
            assessed=uid in assessed,
            stays=tuple(stays.get(uid, ())),
        )
    handed, begun = _assignments(session, joined)
    for visit in visits:
        if visit.visitor and visit.on < begun.get(visit.visitor, date.max):
            begun[visit.visitor] = visit.on
    leave = _leave(session, first, through)
    visitors = {
        key: SeenVisitor(known.get(key, key), begun.get(key), tuple(leave.get(key, ())))
        for key in {visit.visitor for visit in visits if visit.visitor}
    }
    facts = MonthFacts(
        first=first,
        last=last,
        through=through,
        visits=visits,
        people=people,
        photos=list(_photos(session, joined, stops, who, first - PHOTOS_BACK, through)),
        visitors=visitors,
        handed=handed,
        stock=stock,
    )
    return facts, places


def notes(session: Session, abouts: Sequence[str]) -> dict[str, list[NoteRow]]:
    """Return the explanations of some irregularities, newest first, by what they are about."""
    query = select(
        SelfCheckNote.uid,
        SelfCheckNote.about,
        SelfCheckNote.kind,
        SelfCheckNote.month,
        SelfCheckNote.text,
        SelfCheckNote.explained_on,
        SelfCheckNote.explained_by,
    ).where(SelfCheckNote.retracted.is_(False))
    rows: list[NoteRow] = []
    for start in range(0, len(abouts), _CHUNK):
        part = query.where(SelfCheckNote.about.in_(abouts[start : start + _CHUNK]))
        rows += (NoteRow(*row) for row in session.execute(part))
    found: dict[str, list[NoteRow]] = {}
    for row in sorted(rows, key=lambda each: (each.explained_on, each.uid), reverse=True):
        found.setdefault(row.about, []).append(row)
    return found


def concerned(session: Session, uids: Sequence[str]) -> dict[str, VisitLine]:
    """Return some visits by uid, each with the person whom it is read under."""
    joined = groups(session)
    found: dict[str, VisitLine] = {}
    wanted = list(dict.fromkeys(uids))
    for start in range(0, len(wanted), _CHUNK):
        query = select(
            Visit.uid, Visit.elder_uid, Visit.visited_on, Visit.visited_time, Visit.visitor_name
        ).where(Visit.uid.in_(wanted[start : start + _CHUNK]))
        for uid, elder, on, time, visitor in session.execute(query):
            found[uid] = VisitLine(joined.canonical(elder), on, time or "", visitor or "")
    return found


@dataclass(frozen=True, slots=True)
class _ElderRow:
    name: str
    born_on: date | None
    registered_on: date
    ended_on: date | None
    died_on: date | None


def _elders(
    session: Session, joined: Groups
) -> tuple[dict[str, _ElderRow], dict[str, PersonPlace], dict[str, str]]:
    """Return everybody, their names and villages, and the address under which they live where it is known."""
    found: dict[str, _ElderRow] = {}
    places: dict[str, PersonPlace] = {}
    homes: dict[str, str] = {}
    query = select(
        Elder.uid,
        Elder.name,
        Elder.birth_on,
        Elder.registered_on,
        Elder.ended_on,
        Elder.ended_because,
        Elder.village_code,
        Elder.group_name,
        Elder.address,
    ).where(Elder.retracted.is_(False))
    for uid, name, born, registered, ended, because, village, group, address in rows_of(session, query):
        if uid in joined.hidden:
            continue
        died = ended if because == EndReason.DECEASED.value else None
        found[uid] = _ElderRow(name, born, registered, ended, died)
        places[uid] = PersonPlace(name, village)
        # A house has a number: without one an address is a lane or a whole village.
        where = "".join((address or "").split())
        if any(sign.isdecimal() for sign in where):
            homes[uid] = f"{village}/{group or ''}/{where}"
    return found, places, homes


class _Who:
    """Who made a visit: a visitor, also where only their name was written down, else that name."""

    def __init__(self, known: dict[str, str]) -> None:
        self._by_name: dict[str, str] = {}
        for uid, name in sorted(known.items()):
            self._by_name[name] = "" if name in self._by_name else uid

    def of(self, uid: str | None, name: str | None) -> str:
        """Return a uid or else a name, empty when unknown."""
        return uid or self._by_name.get(name or "") or name or ""


def _visits(
    session: Session, joined: Groups, stops: Stops, who: _Who, first: date, through: date
) -> Iterator[SeenVisit]:
    query = (
        select(
            Visit.uid,
            Visit.elder_uid,
            Visit.visited_on,
            Visit.visited_time,
            Visit.mode,
            Visit.outcome,
            Visit.visitor_uid,
            Visit.visitor_name,
            Visit.summary,
            Visit.action,
            Visit.campaign_uid,
            Visit.round_uid,
        )
        .where(Visit.retracted.is_(False), Visit.visited_on.between(first, through))
        .order_by(Visit.visited_on, Visit.uid)
    )
    for row in rows_of(session, query):
        uid, elder, on, time, mode, outcome, visitor, name, summary, action, campaign, together = row
        if mode not in _MODES or outcome not in _OUTCOMES:
            continue
        head, how = joined.canonical(elder), _MODES[mode]
        yield SeenVisit(
            uid=uid,
            elder_uid=head,
            on=on,
            mode=how,
            outcome=_OUTCOMES[outcome],
            visitor=who.of(visitor, name),
            time=_minutes(time),
            stop=stops.of(head, on, how),
            summary=summary or "",
            action=action or "",
            campaign_uid=campaign,
            round_uid=together,
        )


def _minutes(time: str | None) -> int | None:
    hours, _colon, minutes = (time or "").partition(":")
    return int(hours) * 60 + int(minutes) if hours.isdecimal() and minutes.isdecimal() else None


def _photos(
    session: Session, joined: Groups, stops: Stops, who: _Who, first: date, through: date
) -> Iterator[SeenPhoto]:
    query = (
        select(
            VisitPhoto.visit_uid,
            VisitPhoto.digest,
            VisitPhoto.likeness,
            Visit.elder_uid,
            Visit.visited_on,
            Visit.mode,
            Visit.round_uid,
            Visit.visitor_uid,
            Visit.visitor_name,
        )
        .join(Visit, (Visit.county == VisitPhoto.county) & (Visit.uid == VisitPhoto.visit_uid))
        .where(
            VisitPhoto.retracted.is_(False),
            Visit.retracted.is_(False),
            Visit.visited_on.between(first, through),
        )
        .order_by(Visit.visited_on, VisitPhoto.uid)
    )
    for visit, digest, likeness, elder, on, mode, together, visitor, name in rows_of(session, query):
        head = joined.canonical(elder)
        how = _MODES.get(mode, Mode.IN_PERSON)
        yield SeenPhoto(
            visit_uid=visit,
            elder_uid=head,
            on=on,
            stop=stops.of(head, on, how),
            digest=digest,
            likeness=likeness,
            visitor=who.of(visitor, name),
            round_uid=together,
        )


def _categories(session: Session, joined: Groups, on: date) -> dict[str, frozenset[str]]:
    query = select(CategorySpan.elder_uid, CategorySpan.category).where(
        CategorySpan.retracted.is_(False),
        CategorySpan.from_on.is_(None) | (CategorySpan.from_on <= on),
        CategorySpan.to_on.is_(None) | (CategorySpan.to_on >= on),
    )
    found: dict[str, set[str]] = {}
    for elder, category in rows_of(session, query):
        found.setdefault(joined.canonical(elder), set()).add(category)
    return {uid: frozenset(held) for uid, held in found.items()}


def _assessed(session: Session, joined: Groups, until: date) -> set[str]:
    query = select(Assessment.elder_uid).where(
        Assessment.retracted.is_(False),
        Assessment.kind == AssessmentKind.OFFICIAL.value,
        Assessment.assessed_on <= until,
    )
    return {joined.canonical(elder) for (elder,) in rows_of(session, query)}


def _deaths(session: Session, joined: Groups, until: date) -> dict[str, date]:
    query = select(LifeEvent.elder_uid, LifeEvent.happened_on).where(
        LifeEvent.retracted.is_(False),
        LifeEvent.kind == LifeEventKind.DECEASED.value,
        LifeEvent.happened_on <= until,
    )
    found: dict[str, date] = {}
    for elder, on in rows_of(session, query):
        head = joined.canonical(elder)
        found[head] = min(found.get(head, on), on)
    return found


def _assignments(session: Session, joined: Groups) -> tuple[dict[tuple[str, str], date], dict[str, date]]:
    """Return since when people are a visitor's, and since when a visitor has anybody."""
    handed: dict[tuple[str, str], date] = {}
    begun: dict[str, date] = {}
    query = select(Assignment.visitor_uid, Assignment.elder_uid, Assignment.from_on).where(
        Assignment.retracted.is_(False)
    )
    for visitor, elder, from_on in rows_of(session, query):
        since = from_on or date.min
        key = (visitor, joined.canonical(elder))
        handed[key] = min(handed.get(key, since), since)
        begun[visitor] = min(begun.get(visitor, since), since)
    return handed, begun


def _leave(session: Session, first: date, through: date) -> dict[str, list[tuple[date, date]]]:
    query = select(VisitorLeave.visitor_uid, VisitorLeave.from_on, VisitorLeave.to_on).where(
        VisitorLeave.retracted.is_(False), VisitorLeave.from_on <= through, VisitorLeave.to_on >= first
    )
    found: dict[str, list[tuple[date, date]]] = {}
    for visitor, from_on, to_on in rows_of(session, query):
        found.setdefault(visitor, []).append((from_on, to_on))
    return found
