"""Stays in hospital and institutions as the register and the life events tell of them, for a whole store at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.irregularity_facts import Stay
from desktop_app.domain.terms import LifeEventKind, ResidenceKind
from desktop_app.models import LifeEvent, Residence
from desktop_app.storage.queries.by_elder import rows_of
from desktop_app.storage.queries.links import Groups

_STAYS = {kind.value: kind for kind in (ResidenceKind.HOSPITAL, ResidenceKind.INSTITUTION)}
_BEGINS = {
    LifeEventKind.HOSPITAL_IN.value: ResidenceKind.HOSPITAL,
    LifeEventKind.INSTITUTION_IN.value: ResidenceKind.INSTITUTION,
}
_ENDS = {
    LifeEventKind.HOSPITAL_OUT.value: ResidenceKind.HOSPITAL,
    LifeEventKind.INSTITUTION_OUT.value: ResidenceKind.INSTITUTION,
}


def stays_in(session: Session, joined: Groups, first: date, through: date) -> dict[str, list[Stay]]:
    """Return the stays that touch a month: those of the register, and those that only events tell of."""
    found: dict[str, list[Stay]] = {}
    moved: dict[str, list[date]] = {}
    query = select(Residence.elder_uid, Residence.kind, Residence.from_on, Residence.to_on).where(
        Residence.retracted.is_(False), Residence.from_on <= through
    )
    for elder, kind, from_on, to_on in rows_of(session, query):
        head = joined.canonical(elder)
        moved.setdefault(head, []).append(from_on)
        if kind in _STAYS:
            found.setdefault(head, []).append(Stay(_STAYS[kind], from_on, to_on))
    events = (
        select(LifeEvent.elder_uid, LifeEvent.kind, LifeEvent.happened_on)
        .where(
            LifeEvent.retracted.is_(False),
            LifeEvent.kind.in_((*_BEGINS, *_ENDS)),
            LifeEvent.happened_on <= through,
        )
        .order_by(LifeEvent.happened_on, LifeEvent.uid)
    )
    told: dict[str, list[tuple[date, str]]] = {}
    for elder, kind, on in rows_of(session, events):
        told.setdefault(joined.canonical(elder), []).append((on, kind))
    for head, happened in told.items():
        found.setdefault(head, []).extend(_told_stays(happened, found.get(head, ()), moved.get(head, ())))
    return {
        head: touching
        for head, stays in found.items()
        if (touching := [stay for stay in stays if stay.to_on is None or stay.to_on >= first])
    }


def _told_stays(
    happened: Sequence[tuple[date, str]], known: Sequence[Stay], moved: Sequence[date]
) -> list[Stay]:
    """Return the stays of which the register has none: each ends with the event that ends it, or the next move."""
    made: list[Stay] = []
    for number, (on, begins) in enumerate(happened):
        kind = _BEGINS.get(begins)
        if kind is None or any(stay.kind is kind and abs((stay.from_on - on).days) <= 1 for stay in known):
            continue
        ends = [day for day, ending in happened[number + 1 :] if day >= on and _ENDS.get(ending) is kind]
        ends += [day for day in moved if day > on]
        made.append(Stay(kind, on, min(ends, default=None)))
    return made
