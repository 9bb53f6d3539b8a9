"""Files that people judged to be one person, read as one: which file stands for which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from desktop_app.domain.clusters import clusters
from desktop_app.domain.terms import EndReason, LinkVerdict
from desktop_app.models import Elder, PersonLink

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Groups:
    """Which files are read as one person.

    Every group is read under its smallest uid; retracted files take no part. A pair about which both verdicts
    are live, as two sites that knew nothing of each other leave it, is not joined: of two people read as one,
    one would get no visits.
    """

    standing_for: Mapping[str, str] = field(default_factory=dict)
    """The merged-away files, each with the file it is read under."""

    members_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The files of each group, smallest first, by the file the group is read under."""

    kin_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Everything that links tie a file to, retracted files included."""

    deaths: Mapping[str, date] = field(default_factory=dict)
    """The day on which some file of a group says that the person died."""

    disputed: frozenset[tuple[str, str]] = frozenset()
    """Pairs, smaller uid first, that one live verdict joins and another keeps apart."""

    def __bool__(self) -> bool:
        """Tell whether any file is read under another."""
        return bool(self.standing_for)

    @property
    def hidden(self) -> KeysView[str]:
        """The files without a card of their own."""
        return self.standing_for.keys()

    def canonical(self, uid: str) -> str:
        """Return the file under which ``uid`` is read, itself where nobody merged it."""
        return self.standing_for.get(uid, uid)

    def members(self, uid: str) -> tuple[str, ...]:
        """Return all files of the person whom ``uid`` means, the one it is read under first."""
        head = self.standing_for.get(uid, uid)
        return self.members_of.get(head, (head,))

    def expand(self, uids: Sequence[str]) -> Sequence[str]:
        """Return all files of the people whom ``uids`` mean."""
        if not self.members_of:
            return uids
        return list(dict.fromkeys(one for uid in uids for one in self.members(uid)))

    def gather(self, found: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """Put what was found by file under the file each person is read under; changes and returns ``found``."""
        for uid, head in self.standing_for.items():
            if uid in found:
                found.setdefault(head, []).extend(found.pop(uid))
        return found


@cache
def _verdicts() -> Any:
    """Return the one statement, built once: its two aliases take longer to make than an empty table to read."""
    one, other = aliased(Elder), aliased(Elder)
    return (
        select(
            PersonLink.verdict,
            PersonLink.elder_uid,
            PersonLink.other_uid,
            one.retracted,
            other.retracted,
            one.ended_on,
            one.ended_because,
            other.ended_on,
            other.ended_because,
        )
        # Outer joins, though every link has both: they keep the database from walking through all elders instead.
        .outerjoin(one, (one.county == PersonLink.county) & (one.uid == PersonLink.elder_uid))
        .outerjoin(other, (other.county == PersonLink.county) & (other.uid == PersonLink.other_uid))
        .where(PersonLink.retracted.is_(False))
    )


def groups(session: Session) -> Groups:
    """Return the groups of the store, in one statement; without links it reads an empty table."""
    same: set[tuple[str, str]] = set()
    different: set[tuple[str, str]] = set()
    gone: set[str] = set()
    died: dict[str, date] = {}
    for row in session.execute(_verdicts()):
        pair = ordered(row[1], row[2])
        (same if row[0] == LinkVerdict.SAME.value else different).add(pair)
        for uid, retracted, ended_on, because in ((row[1], row[3], *row[5:7]), (row[2], row[4], *row[7:9])):
            if retracted:
                gone.add(uid)
            elif ended_on is not None and because == EndReason.DECEASED.value:
                died[uid] = ended_on
    return make_groups(same, different, gone=gone, died=died)


def members(session: Session, uid: str) -> tuple[str, ...]:
    """Return all files of the person whom ``uid`` means, the one it is read under first."""
    return groups(session).members(uid)


def make_groups(
    same: Iterable[tuple[str, str]],
    different: Iterable[tuple[str, str]] = (),
    *,
    gone: Iterable[str] = (),
    died: Mapping[str, date] | None = None,
) -> Groups:
    """Return the groups that verdicts about pairs of files amount to, in whatever order they came."""
    joined, apart = {ordered(*pair) for pair in same}, {ordered(*pair) for pair in different}
    lost = set(gone)
    standing_for: dict[str, str] = {}
    members_of: dict[str, tuple[str, ...]] = {}
    kin_of: dict[str, tuple[str, ...]] = {}
    deaths: dict[str, date] = {}
    for kin in clusters(joined - apart):
        for uid in kin:
            kin_of[uid] = kin
        live = [uid for uid in kin if uid not in lost]
        if len(live) < 2:
            continue
        head = live[0]
        members_of[head] = tuple(live)
        standing_for.update(dict.fromkeys(live[1:], head))
        days = [died[uid] for uid in live if uid in died] if died else []
        if days:
            deaths[head] = min(days)
    return Groups(standing_for, members_of, kin_of, deaths, frozenset(joined & apart))


def ordered(one: str, other: str) -> tuple[str, str]:
    """Return two uids as a pair, the smaller first."""
    return (one, other) if one <= other else (other, one)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One live verdict about two files."""

    uid: str
    elder_uid: str
    other_uid: str
    verdict: str
    score: int | None
    why: str | None
    decided_on: date


def links_about(session: Session, uids: Sequence[str]) -> list[LinkRow]:
    """Return the live verdicts that name one of the files, oldest first."""
    query = (
        select(
            PersonLink.uid,
            PersonLink.elder_uid,
            PersonLink.other_uid,
            PersonLink.verdict,
            PersonLink.score,
            PersonLink.why,
            PersonLink.decided_on,
        )
        .where(PersonLink.retracted.is_(False))
        .where(PersonLink.elder_uid.in_(uids) | PersonLink.other_uid.in_(uids))
        .order_by(PersonLink.uid)
    )
    return [LinkRow(*row) for row in session.execute(query)]


def judged_pairs(session: Session) -> set[tuple[str, str]]:
    """Return the pairs of files about which a verdict is live, smaller uid first."""
    query = select(PersonLink.elder_uid, PersonLink.other_uid).where(PersonLink.retracted.is_(False))
    return {ordered(*row) for row in session.execute(query)}


SAME_WHEN: dict[str, tuple[str, ...]] = {
    "category_span": ("category", "from_on", "to_on"),
    "contact": ("name", "phone"),
    "residence": ("kind", "place", "from_on", "to_on"),
    "willingness": ("kind", "asked_on"),
    "benefit": ("kind", "from_on", "to_on", "amount"),
    "health_fact": ("kind", "what", "from_on", "to_on"),
    "off_register": ("from_on", "to_on", "because"),
    "household": ("uid", "from_on", "to_on"),
    "elder_note": ("noted_on", "text"),
    "life_event": ("kind", "happened_on"),
}
"""What makes two facts of one person, entered in two files, the same fact: they are shown once."""


def once(entity: str, facts: Iterable[T]) -> Iterator[T]:
    """Yield the facts of several files of one person, equal ones only the first time."""
    seen: set[tuple[Any, ...]] = set()
    for fact in facts:
        key = same_fact(entity, fact)
        if key is None or key not in seen:
            yield fact
        if key is not None:
            seen.add(key)


def same_fact(entity: str, fact: Any) -> tuple[Any, ...] | None:
    """Return what equal facts of two files share; ``None`` for kinds that are never shown once."""
    names = SAME_WHEN.get(entity)
    return None if names is None else tuple(getattr(fact, name) for name in names)
