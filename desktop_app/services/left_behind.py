"""Who was left behind when others moved for the season: of the same household, or 留守 in a village of movers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_
from desktop_app.domain.life_events import DESTINATIONS
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import Category, ReachKind, ResidenceKind
from desktop_app.models import CategorySpan, HouseholdMember, Residence
from desktop_app.services.decision_checks import overlaps, read_people
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import Groups, groups
from desktop_app.storage.queries.responsible import responsible

MOVES = tuple(kind for kind in DESTINATIONS if kind is not ResidenceKind.VILLAGE)
"""Where somebody lives who has moved for a season."""

MOVE_KEYS = frozenset(kind.value for kind in MOVES)


def stays_between(
    session: Session,
    uids: Sequence[str] | None,
    first: date,
    last: date | None,
    *,
    moves: bool = True,
) -> list[Residence]:
    """Return stays that touch some days, oldest first: those of a move, or all but in hospital."""
    query = select(Residence).where(
        Residence.retracted.is_(False),
        or_(Residence.to_on.is_(None), Residence.to_on >= first),
        Residence.kind.in_(MOVE_KEYS) if moves else Residence.kind != ResidenceKind.HOSPITAL.value,
    )
    if last is not None:
        query = query.where(Residence.from_on <= last)
    if uids is not None:
        query = query.where(Residence.elder_uid.in_(uids))
    return list(session.execute(query.order_by(Residence.from_on, Residence.uid)).scalars())


def term_of(kinds: Iterable[ResidenceKind] | Iterable[ReachKind], key: str | None) -> str:
    """Return the Chinese word of a key, the key itself where a newer version made it, "" for none."""
    return next((kind.term for kind in kinds if kind.value == key), key or "")


@dataclass(frozen=True, slots=True)
class LeftBehindRow:
    """Somebody who stayed when others moved; ``why`` says which: of the household, or 留守 in such a village."""

    elder_uid: str
    name: str
    village_code: str
    village: str
    household: bool
    why: Phrase
    since_on: date
    visitor: str | None


def who_stayed(session: Session, today: date) -> list[LeftBehindRow]:
    """Return who stayed although somebody of the household, or of the village, is away today."""
    joined = groups(session)
    away: dict[str, Residence] = {}
    for stay in stays_between(session, None, today, today):
        away.setdefault(joined.canonical(stay.elder_uid), stay)
    people = read_people(session, None, village_names(session), joined)
    away = {uid: stay for uid, stay in away.items() if uid in people and people[uid].on_register(today)}
    if not away:
        return []
    elsewhere = _not_at_home(session, joined, today)
    homes = _homes(session, joined, today)
    moved_of_home: dict[str, list[str]] = {}
    for uid in away:
        for home in homes.get(uid, ()):
            moved_of_home.setdefault(home, []).append(uid)
    moved_of_village: dict[str, list[str]] = {}
    for uid in away:
        moved_of_village.setdefault(people[uid].village_code, []).append(uid)
    tagged = _tagged(session, joined, today)
    found: dict[str, tuple[bool, Phrase, date]] = {}
    for uid, person in people.items():
        if uid in away or uid in elsewhere or not person.on_register(today):
            continue
        of_home = [other for home in homes.get(uid, ()) for other in moved_of_home.get(home, ())]
        if of_home:
            first = min(of_home, key=lambda other: (away[other].from_on, people[other].name))
            why = phrase(
                N_("同户的{name}{day}起在{where}"),
                name=people[first].name,
                day=away[first].from_on,
                where=Phrase(term_of(ResidenceKind, away[first].kind)),
            )
            found[uid] = True, why, away[first].from_on
        elif uid in tagged and person.village_code in moved_of_village:
            moved = moved_of_village[person.village_code]
            why = phrase(N_("留守老年人，本村现有 {count} 位老年人转场在外"), count=len(moved))
            found[uid] = False, why, min(away[other].from_on for other in moved)
    going = responsible(session, joined, sorted(found), today) if found else {}
    return [
        LeftBehindRow(
            uid,
            people[uid].name,
            people[uid].village_code,
            people[uid].village,
            *told,
            going[uid].name if uid in going else None,
        )
        for uid, told in found.items()
    ]


def _not_at_home(session: Session, joined: Groups, today: date) -> set[str]:
    """Return who is in hospital or in an institution: nobody leaves them behind at home."""
    kinds = (ResidenceKind.HOSPITAL.value, ResidenceKind.INSTITUTION.value)
    query = select(Residence.elder_uid).where(
        Residence.retracted.is_(False),
        Residence.kind.in_(kinds),
        Residence.from_on <= today,
        or_(Residence.to_on.is_(None), Residence.to_on >= today),
    )
    return {joined.canonical(uid) for uid in session.execute(query).scalars()}


def _homes(session: Session, joined: Groups, today: date) -> dict[str, list[str]]:
    query = select(HouseholdMember.elder_uid, HouseholdMember.household_uid).where(
        HouseholdMember.retracted.is_(False),
        or_(HouseholdMember.from_on.is_(None), HouseholdMember.from_on <= today),
        or_(HouseholdMember.to_on.is_(None), HouseholdMember.to_on >= today),
    )
    found: dict[str, list[str]] = {}
    for uid, home in session.execute(query):
        found.setdefault(joined.canonical(uid), []).append(home)
    return found


def _tagged(session: Session, joined: Groups, today: date) -> set[str]:
    query = select(CategorySpan.elder_uid, CategorySpan.from_on, CategorySpan.to_on).where(
        CategorySpan.retracted.is_(False), CategorySpan.category == Category.LEFT_BEHIND.value
    )
    return {
        joined.canonical(uid)
        for uid, first, last in session.execute(query)
        if overlaps(today, today, first, last)
    }
