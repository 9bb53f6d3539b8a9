"""自设栏目: the further fields that a township keeps about its elders."""

from __future__ import annotations

import builtins
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem, InputError
from desktop_app.domain.field_words import FIELD_WORDS
from desktop_app.domain.local_fields import read_choices, read_label, read_value
from desktop_app.domain.terms import LocalFieldKind
from desktop_app.exchange.register.columns import recognise
from desktop_app.exchange.workbooks.headers import normalise_header
from desktop_app.models import Elder, LocalField
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.register_parts import set_facts
from desktop_app.storage.unit_of_work import UnitOfWork, new_uid

MOST_FIELDS = 30


class TooManyFields(InputError):
    """More fields than a form can show."""

    code = "local_fields.too_many"
    what = N_("自设栏目已有 {most} 个，不能再加。")
    do_now = N_("请先停用不再使用的栏目；停用后已填的内容仍然保留。")


class ValuesDoNotFit(InputError):
    """Values that are kept do not fit what a field is to become."""

    code = "local_fields.values_do_not_fit"
    what = N_("有 {count} 位老年人已填的内容不符合新的填法或不在新的可选内容里。")
    data_safe = N_("栏目和已填的内容都没有改动。")
    do_now = N_("请保留原来的填法和可选内容，或先把这些内容改好；也可以另建一个栏目。")


@dataclass(frozen=True, slots=True)
class LocalFieldRow:
    """One field in use: its value stands in ``Elder.extra`` under ``label``."""

    uid: str
    label: str
    kind: str
    choices: tuple[str, ...]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFieldDraft:
    """A field to add, or to change (with its uid)."""

    label: str
    kind: str = LocalFieldKind.TEXT.value
    choices: tuple[str, ...] = ()
    uid: str | None = None


@dataclass(frozen=True, slots=True)
class SavedField:
    """A saved field; ``change_set`` undoes the saving, ``None`` when nothing had to change."""

    uid: str
    change_set: str | None


class LocalFieldService(Service):
    """自设栏目."""

    @allowed(*EVERYONE)
    def list(self, _actor: Actor) -> builtins.list[LocalFieldRow]:
        """Return the fields in use, in the order of the form."""
        with self._store.reading() as session:
            return active_fields(session)

    @allowed(*EVERYONE)
    def counts(self, _actor: Actor) -> dict[str, int]:
        """Return for how many elders each label holds a value, retired labels too."""
        with self._store.reading() as session:
            query = select(Elder.extra).where(Elder.extra.is_not(None), Elder.retracted.is_(False))
            found = Counter(
                label
                for extra in session.execute(query).scalars()
                for label, value in (extra or {}).items()
                if value not in ("", None)
            )
        return dict(found)

    @allowed(*OFFICERS)
    def save(self, actor: Actor, draft: LocalFieldDraft) -> SavedField:
        """Add a field or change one; a new label takes the values of the old one along.

        A label that was retired comes back with its values. Raises ``FieldProblem``, ``TooManyFields`` and
        ``ValuesDoNotFit``.
        """
        kind = LocalFieldKind(draft.kind)
        label = read_label(draft.label)
        choices = read_choices(kind, draft.choices)
        with self._writing(actor, N_("修改自设栏目") if draft.uid else N_("添加自设栏目")) as unit:
            fields = active_fields(unit.session)
            _refuse_taken(label, [row for row in fields if row.uid != draft.uid])
            facts: dict[str, Any] = {"label": label, "kind": kind.value, "choices": [*choices] or None}
            if draft.uid:
                record = unit.get(LocalField, draft.uid)
            else:
                if len(fields) >= MOST_FIELDS:
                    raise TooManyFields(most=MOST_FIELDS)
                record = _opened(unit, label)
                facts["position"] = max((row.position for row in fields), default=-1) + 1
            before = record.label
            _refuse_misfits(unit, (kind, choices), labels=(before, label))
            set_facts(record, facts)
            if before != label:
                _relabel(unit, before, label)
            unit.flush()
            return SavedField(record.uid, unit.change_set if unit.journal.written else None)

    @allowed(*OFFICERS)
    def retire(self, actor: Actor, uid: str) -> str:
        """Take a field out of the form; what was filled in stays. Returns what ``UndoService`` undoes."""
        with self._writing(actor, N_("停用自设栏目")) as unit:
            unit.retract(unit.get(LocalField, uid))
            return unit.change_set

    @allowed(*OFFICERS)
    def reorder(self, actor: Actor, uids: Sequence[str]) -> str | None:
        """Put the fields into the order of ``uids``; those not named follow. Returns what undoes it."""
        with self._writing(actor, N_("调整自设栏目顺序")) as unit:
            rest = [row.uid for row in active_fields(unit.session) if row.uid not in uids]
            for position, uid in enumerate([*uids, *rest]):
                set_facts(unit.get(LocalField, uid), {"position": position})
            unit.flush()
            return unit.change_set if unit.journal.written else None


def active_fields(session: Session) -> list[LocalFieldRow]:
    """Return the fields in use, in the order of the form."""
    query = (
        select(LocalField.uid, LocalField.label, LocalField.kind, LocalField.choices, LocalField.position)
        .where(LocalField.retracted.is_(False))
        .order_by(LocalField.position, LocalField.label)
    )
    return [
        LocalFieldRow(row.uid, row.label, row.kind, tuple(row.choices or ()), row.position)
        for row in session.execute(query)
    ]


def read_extra(
    session: Session, stored: Mapping[str, Any] | None, wanted: Mapping[str, str]
) -> dict[str, str]:
    """Return local values in stored form, by label; what stands already is not judged again.

    Raises FieldProblem for field ``extra`` with ``column``, the label of the field that is wrong.
    """
    defined = {row.label: row for row in active_fields(session)}
    kept = stored or {}
    found: dict[str, str] = {}
    for label, text in wanted.items():
        row = defined.get(label)
        if row is None or text == str(kept.get(label, "")):
            found[label] = text
            continue
        try:
            found[label] = read_value(row.kind, row.choices, text, label=label)
        except FieldProblem as problem:
            reason = problem.details["reason"]
            raise FieldProblem(field="extra", label=label, reason=reason, column=label) from None
    return found


def _refuse_taken(label: str, others: Sequence[LocalFieldRow]) -> None:
    header = normalise_header(label)
    if any(normalise_header(row.label) == header for row in others):
        raise FieldProblem(field="label", label=N_("栏目名称"), reason=N_("已有同名的自设栏目"))
    known = {normalise_header(word) for word in FIELD_WORDS.values()}
    if header in known or recognise(header) is not None:
        reason = N_("名册里已有这个意思的栏目，导入时会混淆，请换个叫法")
        raise FieldProblem(field="label", label=N_("栏目名称"), reason=reason)


def _opened(unit: UnitOfWork, label: str) -> LocalField:
    """Return the record for a new label: the retired one of this label, or a new one.

    The uid is derived from the label, so that two sites naming the same field mean the same record.
    """
    query = select(LocalField).where(
        LocalField.county == unit.county, LocalField.label == label, LocalField.retracted.is_(True)
    )
    retired = unit.session.execute(query.order_by(LocalField.uid)).scalars().first()
    if retired is not None:
        retired.retracted = False
        return retired
    uid = str(uuid.uuid5(uuid.NAMESPACE_OID, f"local_field/{label}"))
    if unit.session.get(LocalField, (unit.county, uid)) is not None:
        # The field first made under this label is called otherwise now.
        uid = new_uid()
    return unit.add(LocalField(uid=uid, label=label, kind=LocalFieldKind.TEXT.value))


def _filled(unit: UnitOfWork) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield uid, heads and local values of everybody who has some."""
    query = select(Elder.uid, Elder.heads, Elder.extra).where(
        Elder.county == unit.county, Elder.retracted.is_(False), Elder.extra.is_not(None)
    )
    for row in unit.session.execute(query):
        if row.extra:
            yield row.uid, row.heads, row.extra


def _refuse_misfits(
    unit: UnitOfWork, becomes: tuple[LocalFieldKind, Sequence[str]], *, labels: Sequence[str]
) -> None:
    """Refuse a kind or choices that values kept under one of ``labels`` do not fit."""
    kind, choices = becomes
    misfits = 0
    for _uid, _heads, extra in _filled(unit):
        for label in dict.fromkeys(labels):
            try:
                read_value(kind, choices, str(extra.get(label) or ""))
            except FieldProblem:
                misfits += 1
    if misfits:
        raise ValuesDoNotFit(count=misfits)


def _relabel(unit: UnitOfWork, before: str, label: str) -> None:
    """Move every value to the new label, where nothing stands yet."""
    rows = []
    for uid, heads, extra in _filled(unit):
        if before in extra:
            moved = {name: value for name, value in extra.items() if name != before}
            moved.setdefault(label, extra[before])
            rows.append({"uid": uid, "heads": heads, "extra": moved})
    unit.update_many(Elder, rows)
