"""The people whom services are for: how lists name them, who is gone, and who is away on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import ResidenceKind
from desktop_app.models import OffRegister, Residence
from desktop_app.services.decision_checks import Person, read_people
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import Groups

_KINDS = {kind.value: kind.term for kind in ResidenceKind}
_CHUNK = 900


def named_people(session: Session, joined: Groups, uids: Iterable[str]) -> dict[str, Person]:
    """Return people with the names of their villages, by the file they are read under."""
    return read_people(session, set(uids), village_names(session), joined)


def off_register(session: Session, joined: Groups, uids: Sequence[str], on: date) -> set[str]:
    """Return who of some people had left the register on a day, to come back later."""
    query = select(OffRegister.elder_uid).where(
        OffRegister.retracted.is_(False), OffRegister.from_on <= on, OffRegister.to_on >= on
    )
    return {joined.canonical(uid) for uid in session.execute(query).scalars()} & set(uids)


def away(session: Session, joined: Groups, uids: Sequence[str], on: date) -> dict[str, str]:
    """Return who of some people does not live in the village on a day, with the word for where (医院、子女家 …)."""
    found: dict[str, str] = {}
    files = joined.expand(list(uids))
    for start in range(0, len(files), _CHUNK):
        query = select(Residence.elder_uid, Residence.kind).where(
            Residence.retracted.is_(False),
            Residence.elder_uid.in_(files[start : start + _CHUNK]),
            Residence.kind != ResidenceKind.VILLAGE.value,
            Residence.from_on <= on,
            or_(Residence.to_on.is_(None), Residence.to_on >= on),
        )
        for row in session.execute(query.order_by(Residence.from_on, Residence.uid)):
            found[joined.canonical(row.elder_uid)] = _KINDS.get(row.kind, row.kind)
    return found
