"""Who goes to whom on a day: who covers a residence, else who is assigned; or who stands in for either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.models import Assignment, Residence, Visitor, VisitorLeave
from desktop_app.storage.queries.links import Groups

_ROWS = 5_000


class Responsible(NamedTuple):
    """The visitor who goes there; ``stands_in_for`` names the one who would, but is on leave."""

    uid: str | None
    name: str | None
    stands_in_for: str | None = None


def responsible(
    session: Session, joined: Groups, uids: Sequence[str] | None, on: date
) -> dict[str, Responsible]:
    """Return who is responsible on a day by the file each person is read under; ``None`` asks about all.

    A visitor who covers the present residence goes before the one who is assigned. Whoever of them is on leave
    that day is replaced by the stand-in named for it, in turn by that one's stand-in.
    """
    usual: dict[str, tuple[Any, ...]] = {}
    for elder_uid, *rank in (*_assigned(session, uids, on), *_covering(session, uids, on)):
        head, new = joined.canonical(elder_uid), tuple(rank)
        if head not in usual or usual[head] < new:
            usual[head] = new
    away = stand_ins_on(session, on)
    known: dict[str, Responsible] = {}
    found: dict[str, Responsible] = {}
    for head, (*_rank, uid, name) in usual.items():
        if uid not in known:
            known[uid] = _who_goes(uid, name, away)
        found[head] = known[uid]
    return found


def _assigned(session: Session, uids: Sequence[str] | None, on: date) -> Any:
    """Yield elder, rank, visitor and name of each assignment that has not ended; the greatest rank goes before.

    Whoever was replaced today still counts today, but the one who took over goes before; one that begins only
    later comes last.
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
    for elder_uid, to_on, from_on, uid, visitor_uid, name in _rows(session, query, Assignment, uids):
        begun = from_on is None or from_on <= on
        yield elder_uid, 0, begun, to_on is None, to_on or date.min, uid, visitor_uid, name


def _covering(session: Session, uids: Sequence[str] | None, on: date) -> Any:
    """Yield the same of each residence of the day that some visitor covers; the one begun last goes before."""
    query = (
        select(Residence.elder_uid, Residence.from_on, Residence.uid, Visitor.uid, Visitor.name)
        .join(Visitor, (Visitor.county == Residence.county) & (Visitor.uid == Residence.covered_by_uid))
        .where(Residence.retracted.is_(False), Visitor.retracted.is_(False))
        .where(Residence.from_on <= on, (Residence.to_on.is_(None)) | (Residence.to_on >= on))
    )
    for elder_uid, from_on, uid, visitor_uid, name in _rows(session, query, Residence, uids):
        yield elder_uid, 1, True, True, from_on, uid, visitor_uid, name


def _rows(session: Session, query: Any, model: Any, uids: Sequence[str] | None) -> Any:
    if uids is not None:
        query = query.where(model.elder_uid.in_(uids))
    for rows in session.connection().execute(query).partitions(_ROWS):
        yield from rows


def stand_ins_on(session: Session, on: date) -> dict[str, tuple[str, str]]:
    """Return by visitor on leave that day who stands in, uid and name; the leave that began last decides."""
    query = (
        select(VisitorLeave.visitor_uid, Visitor.uid, Visitor.name)
        .join(Visitor, (Visitor.county == VisitorLeave.county) & (Visitor.uid == VisitorLeave.stand_in_uid))
        .where(VisitorLeave.retracted.is_(False), Visitor.retracted.is_(False))
        .where(VisitorLeave.from_on <= on, VisitorLeave.to_on >= on)
        .order_by(VisitorLeave.from_on, VisitorLeave.uid)
    )
    return {row[0]: (row[1], row[2]) for row in session.connection().execute(query)}


def _who_goes(uid: str, name: str, away: Mapping[str, tuple[str, str]]) -> Responsible:
    """Return who goes for a visitor; a round of people on leave who stand in for each other changes nothing."""
    goes, passed = (uid, name), {uid}
    while goes[0] in away:
        goes = away[goes[0]]
        if goes[0] in passed:
            return Responsible(uid, name)
        passed.add(goes[0])
    return Responsible(*goes, stands_in_for=name if goes[0] != uid else None)
