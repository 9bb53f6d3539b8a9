"""The register list, as rows."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop_app.models import ElderCard, Village
from desktop_app.storage import search

SORTS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "name": (ElderCard.name_key.expression, ElderCard.id.expression),
    "village": (
        ElderCard.village_code.expression,
        ElderCard.name_key.expression,
        ElderCard.id.expression,
    ),
    "birth": (ElderCard.birth_on.expression, ElderCard.id.expression),
    "latest": (
        ElderCard.latest_on.is_(None),
        ElderCard.latest_on.expression,
        ElderCard.id.expression,
    ),
    "last_visit": (ElderCard.last_visit_on.expression, ElderCard.id.expression),
}


@dataclass(frozen=True, slots=True)
class ElderFilter:
    """What a list of elders is narrowed to; empty fields do not narrow."""

    text: str = ""
    village_code: str | None = None
    category: str | None = None
    tier: str | None = None
    state: str | None = None
    special: bool | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class ElderRow:
    """One line of the register list; id number and phone are as stored, services mask them."""

    id: int
    uid: str
    name: str
    sex: str
    birth_on: date | None
    village_code: str
    village: str
    id_number: str | None
    phone: str | None
    categories: tuple[str, ...]
    special: bool
    tier: str | None
    visitor: str | None
    last_visit_on: date | None
    last_outcome: str | None
    duty_state: str | None
    due_on: date | None
    latest_on: date | None
    ended: bool


def list_ids(
    session: Session, wanted: ElderFilter, *, sort: str = "name", descending: bool = False
) -> array[int]:
    """Return the card numbers of the list, in order: the snapshot a table pages through."""
    query = _narrowed(select(ElderCard.id), wanted)
    if wanted.text.strip():
        query = query.where(search.matching(wanted.text))
    order = SORTS[sort]
    query = query.order_by(*(column.desc() for column in order) if descending else order)
    return array("q", session.execute(query).scalars())


def count(session: Session, wanted: ElderFilter) -> int:
    """Return how many elders the filter leaves, without its text."""
    number: int = session.execute(_narrowed(select(func.count()).select_from(ElderCard), wanted)).scalar_one()
    return number


def _narrowed(query: Any, wanted: ElderFilter) -> Any:
    query = query.where(ElderCard.ended.is_(wanted.ended))
    if wanted.village_code:
        query = query.where(ElderCard.village_code == wanted.village_code)
    if wanted.category:
        query = query.where(
            (" " + ElderCard.categories + " ").contains(f" {wanted.category} ", autoescape=True)
        )
    if wanted.tier:
        query = query.where(ElderCard.tier == wanted.tier)
    if wanted.state:
        query = query.where(ElderCard.duty_state == wanted.state)
    if wanted.special is not None:
        query = query.where(ElderCard.special.is_(wanted.special))
    return query


_CARD = (
    ElderCard.id,
    ElderCard.elder_uid,
    ElderCard.name,
    ElderCard.sex,
    ElderCard.birth_on,
    ElderCard.village_code,
    ElderCard.id_number,
    ElderCard.phone,
    ElderCard.categories,
    ElderCard.special,
    ElderCard.tier,
    ElderCard.visitor_name,
    ElderCard.last_visit_on,
    ElderCard.last_outcome,
    ElderCard.duty_state,
    ElderCard.due_on,
    ElderCard.latest_on,
    ElderCard.ended,
)


def list_rows(session: Session, ids: Sequence[int]) -> list[ElderRow]:
    """Return the lines for the given card numbers, in the order given."""
    return _rows(
        session,
        select(*_CARD).where(ElderCard.id.in_(ids)),
        {number: place for place, number in enumerate(ids)},
    )


def rows_of(session: Session, uids: Sequence[str]) -> list[ElderRow]:
    """Return the lines of the given elders, by name."""
    found: list[ElderRow] = []
    for start in range(0, len(uids), 900):
        query = select(*_CARD).where(ElderCard.elder_uid.in_(uids[start : start + 900]))
        found.extend(_rows(session, query, {}))
    return sorted(found, key=lambda row: row.name)


def _rows(session: Session, query: Any, places: dict[int, int]) -> list[ElderRow]:
    names = village_names(session)
    rows = [
        ElderRow(
            id=card.id,
            uid=card.elder_uid,
            name=card.name,
            sex=card.sex,
            birth_on=card.birth_on,
            village_code=card.village_code,
            village=names.get(card.village_code, card.village_code),
            id_number=card.id_number,
            phone=card.phone,
            categories=tuple(card.categories.split()),
            special=card.special,
            tier=card.tier,
            visitor=card.visitor_name,
            last_visit_on=card.last_visit_on,
            last_outcome=card.last_outcome,
            duty_state=card.duty_state,
            due_on=card.due_on,
            latest_on=card.latest_on,
            ended=card.ended,
        )
        for card in session.execute(query)
    ]
    if places:
        rows.sort(key=lambda row: places[row.id])
    return rows


def village_names(session: Session) -> dict[str, str]:
    """Return the names of this store's villages by code."""
    query = select(Village.code, Village.name).where(Village.retracted.is_(False)).order_by(Village.code)
    return {row.code: row.name for row in session.execute(query)}
