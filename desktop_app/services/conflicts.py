"""Conflicts: one field, two values that did not know of each other; people see and settle them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, NotFound
from desktop_app.models import RECORDS, Conflict, Elder, ProgressFigure
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.conflict_values import values_in_words
from desktop_app.services.context import Service
from desktop_app.services.progress_words import figure_names
from desktop_app.storage.wire import from_wire

_CHUNK = 900


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One open conflict with its candidates (the entry that wrote it, the value), A first.

    ``said`` is each value in words where the value itself is no reading matter.
    """

    uid: str
    entity: str
    record_uid: str
    elder_uid: str | None
    elder_name: str | None
    field: str
    candidates: tuple[tuple[str, Any], ...]
    said: tuple[str, ...] = ()


class ConflictService(Service):
    """冲突."""

    @allowed(*EVERYONE)
    def list(self, _actor: Actor) -> list[ConflictRow]:
        """Return the open conflicts."""
        with self._store.reading() as session:
            query = select(
                Conflict.uid, Conflict.entity, Conflict.record_uid, Conflict.field, Conflict.candidates
            ).order_by(Conflict.entity, Conflict.record_uid, Conflict.field)
            rows = session.execute(query).all()
            people = _people(session, [(row.entity, row.record_uid) for row in rows])
        found = []
        for row in rows:
            elder_uid, name = people.get(row.record_uid, (None, None))
            candidates = tuple((key, value) for key, value in row.candidates)
            values = [value for _key, value in candidates]
            said = values_in_words(row.entity, row.field, values, self._context.today())
            found.append(
                ConflictRow(row.uid, row.entity, row.record_uid, elder_uid, name, row.field, candidates, said)
            )
        return found

    @allowed(*OFFICERS)
    def settle(self, actor: Actor, uid: str, keep: int) -> None:
        """Keep candidate number ``keep`` (0 is A); the decision travels and the conflict stays settled."""
        with self._writing(actor, N_("处理冲突")) as unit:
            conflict = unit.session.get(Conflict, (unit.county, uid))
            if conflict is None or not 0 <= keep < len(conflict.candidates):
                raise NotFound
            model = RECORDS[conflict.entity]
            record = unit.session.get(model, (unit.county, conflict.record_uid))
            if record is None:
                raise NotFound
            _key, value = conflict.candidates[keep]
            facts = from_wire(model, {conflict.field: value})
            heads = {"uid": record.uid, "heads": record.heads}
            unit.session.expunge(record)
            unit.update_many(model, [{**heads, **facts}])
            unit.session.expunge(conflict)


def _people(session: Session, records: Sequence[tuple[str, str]]) -> dict[str, tuple[str | None, str]]:
    """Return uid and name of the elder whom each record is about, in a few statements for all of them.

    A figure of a progress report is about no elder: its name says which one it is.
    """
    typed = [uid for kind, uid in records if kind == ProgressFigure.__tablename__]
    found: dict[str, tuple[str | None, str]] = {
        uid: (None, name) for uid, name in figure_names(session, typed).items()
    }
    for entity, model in RECORDS.items():
        uids = sorted({uid for kind, uid in records if kind == entity})
        query = select(Elder.uid, Elder.uid, Elder.name)
        if hasattr(model, "elder_uid"):
            query = select(model.uid, Elder.uid, Elder.name).join(
                Elder, (Elder.county == model.county) & (Elder.uid == model.elder_uid)
            )
        elif model is not Elder:
            continue
        for start in range(0, len(uids), _CHUNK):
            part = uids[start : start + _CHUNK]
            for uid, elder_uid, name in session.execute(query.where(model.uid.in_(part))):
                found[uid] = (elder_uid, name)
    return found
