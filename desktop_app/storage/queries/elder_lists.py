"""Which elders a list holds and in which order: the first page at once, all numbers on request.

A list of many is read along the index of its order, which carries the bits that filters ask for; what the
bits do not know (text, village, visitor, age, days overdue) is looked up once as a set of numbers. When one of
those sets is small, its cards are read and sorted instead: then the list is short and complete at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, and_, func, literal_column, select, union_all
from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.terms import DutyState
from desktop_app.models import Visitor
from desktop_app.models.derived import (
    CARD_ORDERS,
    EVERY_ORDER_INDEX,
    FACETS_INDEX,
    ElderCard,
    card_order_index,
)
from desktop_app.progress import SILENT, Progress
from desktop_app.storage import facets, search
from desktop_app.storage.queries.elders import ElderFilter

FEW = 2000
"""A set of so many cards is read and sorted faster than an index is walked."""
MOST = 60_000
"""From so many on, the walk along the order meets members often enough to ask each card itself."""
_PART = 50_000
_MANY_STEPS = frozenset({"village", "birth"})
"""Orders whose equal cards are so few that a second order sorts them on the way."""

Order = tuple[str, bool]
"""The key of an order and whether it goes down."""

SORTS: dict[str, tuple[str, bool]] = {
    **{key: (key, False) for key in CARD_ORDERS},
    # Growing age is a falling birthday, and the most days overdue are the earliest day.
    "age": ("birth", True),
    "overdue": ("overdue", True),
}
"""By what lists are sorted: which order of the card, and whether the way up goes down that order."""


@dataclass(frozen=True, slots=True)
class Page:
    """The first numbers of a list; ``complete`` says that there are no others."""

    ids: array[int]
    complete: bool


@dataclass(frozen=True, slots=True)
class _Narrowing:
    """One condition that the bits do not know, and the order whose index answers it."""

    order: str
    on: Callable[[Any], ColumnElement[bool]]
    """Gives the condition on one alias of the card."""
    in_bits: Callable[[Any], ColumnElement[bool]] | None = None
    """What the bits know of it: true for all it leaves and few others, so that any walk can ask the card."""


def first_ids(
    session: Session, wanted: ElderFilter, orders: Sequence[Order], *, today: date, most: int = 200
) -> Page:
    """Return the first numbers of the list; one statement for each condition and one for the page."""
    plan = _Plan(session, wanted, orders, today)
    ids = array("q", session.execute(plan.query(most + 1)).scalars())
    return Page(ids[:most], complete=len(ids) <= most)


def all_ids(
    session: Session,
    wanted: ElderFilter,
    orders: Sequence[Order],
    *,
    today: date,
    progress: Progress = SILENT,
) -> array[int]:
    """Return all numbers of the list in order; ``progress`` may stop it."""
    plan = _Plan(session, wanted, orders, today)
    ids: array[int] = array("q")
    result: CursorResult[Any] = session.connection().execute(plan.query(None))
    cursor = result.cursor
    # Bare numbers from the driver: a row object for each of a million takes ten times as long as the query.
    while rows := cursor.fetchmany(_PART):
        progress.check()
        ids.extend(row[0] for row in rows)
    result.close()
    return ids


def count(session: Session, wanted: ElderFilter, *, today: date) -> int:
    """Return how many elders the filter leaves."""
    plan = _Plan(session, wanted, (("name", False),), today)
    number: int = session.execute(select(func.count()).select_from(plan.query(None).subquery())).scalar_one()
    return number


class _Plan:
    """Decides for one list how it is read."""

    def __init__(self, session: Session, wanted: ElderFilter, orders: Sequence[Order], today: date) -> None:
        self._session = session
        self._wanted = wanted
        self._orders = _known(orders)
        self._card: Any = ElderCard.__table__
        self._narrowings = list(_narrowings(session, wanted, today))
        self._counts = [self._up_to_most(narrowing) for narrowing in self._narrowings]
        text = wanted.text.strip()
        self._text = search.ids_matching(text) if text else None
        self._found = self._text_up_to_few() if text else MOST
        self._in_bits = tuple(_facet_conditions(self._card, wanted))
        few_so_far = min([self._found, *self._counts], default=MOST) <= FEW
        self._answered: list[int] | None = None
        if self._in_bits and not few_so_far:
            found = list(session.execute(self._some_by_bits(FEW + 1)).scalars())
            self._answered = found if len(found) <= FEW else None

    def query(self, most: int | None) -> Any:
        """Return the query for the first ``most`` numbers, or for all."""
        if self._answered is not None or min([self._found, *self._counts]) <= FEW:
            return self._few(most)
        sides = (False, True) if self._wanted.everybody else (self._wanted.ended,)
        walks = [self._walk(ended, most) for ended in sides]
        if len(walks) == 1:
            return walks[0]
        merged = union_all(*(walk.order_by(None).limit(None) for walk in walks))
        merged = merged.order_by(*self._order_by(merged.selected_columns)).limit(most)
        return select(merged.subquery().c.id)

    def _few(self, most: int | None) -> Any:
        """Read the cards of the smallest set, then ask each for the rest."""
        smallest = min(self._counts, default=MOST)
        card = self._card
        # By their numbers, which are no index in this sense, and by nothing else.
        query = select(card.c.id).with_hint(card, "NOT INDEXED", "sqlite")
        driven = False
        for narrowing, number in zip(self._narrowings, self._counts, strict=True):
            if not driven and number == smallest and number <= min(self._found, FEW):
                query = query.where(card.c.id.in_(self._members(narrowing)))
                driven = True
            else:
                query = query.where(narrowing.on(card))
        if self._answered is not None:
            query = query.where(card.c.id.in_(self._answered))
            driven = True
        if self._text is not None:
            number = card.c.id if not driven else literal_column("+elder_card.id")
            query = query.where(number.in_(self._text))
        if not self._wanted.everybody:
            query = query.where(literal_column("+elder_card.ended") == self._wanted.ended)
        return query.where(*self._in_bits).order_by(*self._order_by(card.c)).limit(most)

    def _walk(self, ended: bool, most: int | None) -> Select[Any]:
        """Go along the index of the order and leave out what does not fit."""
        card = self._card
        keys = [card.c[column] for column in self._columns()]
        several = len(self._orders) > 1
        first = self._orders[0][0]
        every = several and first not in _MANY_STEPS
        index = EVERY_ORDER_INDEX if every else card_order_index(first)
        query = (
            select(card.c.id, *(keys if self._wanted.everybody else ()))
            .with_hint(card, f"INDEXED BY {index}", "sqlite")
            .where(card.c.ended.is_(ended), *self._in_bits)
        )
        number: ColumnElement[Any] = literal_column(
            "+elder_card.id"
        )  # the plus keeps the walk from becoming a look-up
        for narrowing, members in zip(self._narrowings, self._counts, strict=True):
            held = every or narrowing.order == first or members >= MOST
            if narrowing.in_bits is not None:
                query = query.where(narrowing.in_bits(card), narrowing.on(card))
            else:
                query = query.where(narrowing.on(card) if held else number.in_(self._members(narrowing)))
        if self._text is not None:
            query = query.where(number.in_(self._text))
        return query.order_by(*self._order_by(card.c)).limit(most)

    def _columns(self) -> list[str]:
        columns = (CARD_ORDERS[key] for key, _down in self._orders)
        return [*(column for column in columns if column is not None), "name_key"]

    def _order_by(self, columns: Any) -> list[ColumnElement[Any]]:
        found: list[ColumnElement[Any]] = []
        for key, down in self._orders:
            name = CARD_ORDERS[key]
            column = columns["name_key" if name is None else name]
            ordered = column.desc() if down else column.asc()
            found.append(ordered.nulls_last() if name in _WITH_GAPS else ordered)
        # A list turned round is read backwards along the same index, names and all.
        down = len(self._orders) == 1 and self._orders[0][1]
        last = [columns[name] for name in ("name_key", "id") if name == "id" or self._orders[-1][0] != "name"]
        return [*found, *(column.desc() if down else column.asc() for column in last)]

    def _members(self, narrowing: _Narrowing) -> Any:
        return self._some(narrowing).scalar_subquery()

    def _some(self, narrowing: _Narrowing) -> Select[Any]:
        """Return the numbers that one condition leaves, read from its own index."""
        ended = (False, True) if self._wanted.everybody else (self._wanted.ended,)
        cards = self._card.alias("narrowed")
        return (
            select(cards.c.id)
            .with_hint(cards, f"INDEXED BY {card_order_index(narrowing.order)}", "sqlite")
            .where(cards.c.ended.in_(ended), narrowing.on(cards))
        )

    def _some_by_bits(self, most: int) -> Select[Any]:
        """Return the numbers that the bits alone leave, at most ``most``."""
        ended = (False, True) if self._wanted.everybody else (self._wanted.ended,)
        cards = self._card.alias("answered")
        return (
            select(cards.c.id)
            .with_hint(cards, f"INDEXED BY {FACETS_INDEX}", "sqlite")
            .where(cards.c.ended.in_(ended), *_facet_conditions(cards, self._wanted))
            .limit(most)
        )

    def _up_to_most(self, narrowing: _Narrowing) -> int:
        return self._number(self._some(narrowing).limit(MOST))

    def _text_up_to_few(self) -> int:
        limited = search.ids_matching(self._wanted.text.strip(), most=FEW + 1)
        return self._number(limited)

    def _number(self, query: Any) -> int:
        number: int = self._session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        return number


_WITH_GAPS = frozenset(
    column for column in CARD_ORDERS.values() if column and ElderCard.__table__.c[column].nullable
)


def _known(orders: Sequence[Order]) -> tuple[Order, ...]:
    """Return the orders by the card's keys, each once; an empty list is the order of names."""
    found: dict[str, bool] = {}
    for key, down in orders:
        order, turned = SORTS[key]
        found.setdefault(order, down != turned)
        if order == "name":
            break  # hardly anybody shares a whole name: what comes after it decides nothing
    return tuple(found.items()) or (("name", False),)


def _narrowings(session: Session, wanted: ElderFilter, today: date) -> Iterator[_Narrowing]:
    villages = wanted.all_villages()
    if villages:
        yield _Narrowing("village", lambda card: card.c.village_code.in_(villages))
    if wanted.visitor_uid:
        uid = wanted.visitor_uid
        # Namesakes share the order of names; the uid tells them apart.
        name = session.execute(select(Visitor.name).where(Visitor.uid == uid).limit(1)).scalar()
        yield _Narrowing("visitor", lambda card: and_(card.c.visitor_name == name, card.c.visitor_uid == uid))
    if wanted.age_from is not None or wanted.age_to is not None:
        last = None if wanted.age_from is None else last_birth(wanted.age_from, today)
        before = None if wanted.age_to is None else last_birth(wanted.age_to + 1, today)
        years = (before.year if before else 1, last.year if last else today.year)
        yield _Narrowing(
            "birth",
            lambda card: _born(card, before, last),
            lambda card: card.c.facets.between(
                facets.birth_year(years[0]), facets.birth_year(years[1] + 1) - 1
            ),
        )
    if wanted.overdue_days is not None:
        day = today - timedelta(days=max(wanted.overdue_days, 1))
        overdue = facets.bit("state", DutyState.OVERDUE.value)
        yield _Narrowing(
            "overdue",
            lambda card: card.c.overdue_since <= day,
            lambda card: card.c.facets.bitwise_and(overdue) != 0,
        )


def _born(card: Any, after: date | None, until: date | None) -> ColumnElement[bool]:
    """Return that the birthday lies after one day and not after another; nobody without a birthday."""
    first = card.c.birth_on > (after or date.min)
    return and_(first, card.c.birth_on <= until) if until is not None else first


def last_birth(age: int, today: date) -> date:
    """Return the latest birthday of somebody who is at least ``age`` today."""
    born = date(max(today.year - age, 1), today.month, min(today.day, 28))
    while age_on(born, today) >= age:
        born += timedelta(days=1)
    while born > date.min and age_on(born, today) < age:
        born -= timedelta(days=1)
    return born


def _facet_conditions(card: Any, wanted: ElderFilter) -> Iterator[ColumnElement[bool]]:
    asked = card.c.facets.bitwise_and
    if wanted.special is not None:
        special = asked(facets.SPECIAL)
        yield special != 0 if wanted.special else special == 0
    for group, keys in (
        ("tier", wanted.all_tiers()),
        ("state", wanted.all_states()),
        ("missing", wanted.missing),
        ("living", wanted.living),
        ("residency", wanted.residency),
        ("willingness", wanted.willingness),
    ):
        if keys:
            yield asked(facets.bits(group, keys)) != 0
    categories = wanted.wanted_categories()
    if categories:
        bits = facets.category_bits(categories)
        held = card.c.category_bits.bitwise_and(bits)
        yield held == bits if wanted.all_categories and bits else held != 0
