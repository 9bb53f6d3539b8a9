"""Whom a form is for: one person, several, a village or everybody, each gathered only when the printer asks for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import NotFound
from desktop_app.domain.terms import Category, Tier
from desktop_app.models import ElderCard
from desktop_app.progress import Progress
from desktop_app.reports.paper import Signed
from desktop_app.reports.statements import Stated
from desktop_app.services.paper_orders import Issue, PaperOrder, issued
from desktop_app.storage import collector
from desktop_app.storage.queries.links import groups

T = TypeVar("T")

_CATEGORIES = {one.value: one.term for one in Category}
_TIERS = {one.value: one.term for one in Tier}

Gather = Callable[[Sequence[str]], Iterable[T]]
"""Makes the records of some people, in the order of their uids."""

PORTION = 50
"""Of so many people is read at a time what can be read for several at once."""
MANY = 300
"""Of more people than this a paper states of each only category, tier, visitor and last visit, not every field."""


@dataclass(frozen=True, slots=True)
class FormPerson:
    """One person of a paper, with what the register list shows of him or her."""

    uid: str
    name: str
    village_code: str
    categories: str
    tier: str | None
    visitor: str | None
    last_visit_on: date | None

    @property
    def stated(self) -> Stated:
        """Return the person in one line."""
        held = "、".join(_CATEGORIES.get(key, key) for key in self.categories.split())
        tier = _TIERS.get(self.tier or "", "")
        seen = self.last_visit_on.isoformat() if self.last_visit_on else ""
        return Stated(self.name, "档案", "　".join((held, tier, self.visitor or "", seen)))


class Gathered(Collection[T], Generic[T]):
    """The records of a paper, made some at a time, each time they are gone through."""

    def __init__(self, people: Sequence[FormPerson], gather: Gather[T], progress: Progress) -> None:
        """Make records by ``gather`` from the uids of ``people``."""
        self._people, self._gather, self._progress = people, gather, progress

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._people)

    def __iter__(self) -> Iterator[T]:
        """Make one after the other; raises Cancelled between two."""
        for start in range(0, len(self._people), PORTION):
            uids = [one.uid for one in self._people[start : start + PORTION]]
            for record in self._gather(uids):
                self._progress.check()
                yield record
            collector.sweep()

    def __contains__(self, one: object) -> bool:
        """Tell whether an equal record is among them."""
        return any(each == one for each in self)


@dataclass(frozen=True, slots=True)
class _Head:
    """Head and foot alone, to be given a check code."""

    signed: Signed


def coded(order: PaperOrder, signed: Signed, title: str, lines: Iterable[Stated]) -> tuple[Signed, Issue]:
    """Return the head of a form with the check code of what it states, and what is kept of it."""
    head, issue = issued(order, _Head(signed), title, lines)
    return head.signed, issue


def year_asked(order: PaperOrder) -> int:
    """Return the year of a period such as ``2025``, else that of the month."""
    wanted = (order.wish.period or "")[:4]
    return int(wanted) if wanted.isdecimal() and len(wanted) == 4 else order.wish.month[0]


def people_of(session: Session, order: PaperOrder) -> list[FormPerson]:
    """Return whom a paper is asked for, by village and name; raises ``NotFound``, and ``FieldProblem`` for the village.

    A village and the whole site mean those on the register; people named come whether or not they left it.
    """
    wish, card = order.wish, ElderCard
    query = select(
        card.elder_uid,
        card.name,
        card.village_code,
        card.categories,
        card.tier,
        card.visitor_name,
        card.last_visit_on,
    )
    named = wish.elder_uids if wish.elder_uids is not None else (wish.elder_uid,) if wish.elder_uid else None
    joined = groups(session)
    heads = {joined.canonical(uid) for uid in named or ()}
    if named is not None:
        query = query.where(card.elder_uid.in_(heads))
    else:
        query = query.where(card.ended.is_(False))
        if (village := order.village) is not None:
            query = query.where(card.village_code == village)
    ordered = query.order_by(card.village_code, card.name_key, card.elder_uid)
    found = [FormPerson(*row) for row in session.execute(ordered)]
    if named is not None and len(found) != len(heads):
        raise NotFound
    return found


def at_hand(people: Sequence[FormPerson], gather: Gather[T], progress: Progress) -> Collection[T]:
    """Return the records of a paper: at once for some people, one after the other as they are printed for many."""
    records = Gathered(people, gather, progress)
    return records if len(people) > MANY else list(records)


def stated_of(
    people: Sequence[FormPerson], records: Iterable[T], stated: Callable[[Iterable[T]], Iterable[Stated]]
) -> Iterable[Stated]:
    """Return what a paper about these people states."""
    if len(people) <= MANY:
        return stated(records)
    return (one.stated for one in people)
