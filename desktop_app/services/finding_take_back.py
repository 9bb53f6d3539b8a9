"""Take back steps of findings: what a step set is as before, read from the change log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.changes import ChangeEntry, ChangeKey, resolve
from desktop_app.domain.terms import FindingState
from desktop_app.models import Change, Finding, FindingStep
from desktop_app.storage.journal import entries_of, to_entry
from desktop_app.storage.unit_of_work import UnitOfWork
from desktop_app.storage.wire import from_wire, to_wire


def take_back_visit(unit: UnitOfWork, visit_uid: str, found: Sequence[str]) -> None:
    """Take back the steps of a visit that is taken back; those about findings that go with it (``found``) all."""
    for step in reversed(steps_at(unit, visit_uid)):
        if step.finding_uid not in found:
            take_back_step(unit, step)
    for uid in found:
        for step in steps_of(unit.session, uid):
            unit.retract(step)


def take_back_step(unit: UnitOfWork, step: FindingStep) -> None:
    """Take one step back: what it set about the finding is as before, unless something else was set since."""
    unit.flush()
    unit.retract(step)
    finding = unit.session.get(Finding, (unit.county, step.finding_uid))
    mine = _entry_with(unit.session, step)
    if finding is None or mine is None:
        return
    entries = entries_of(unit.session, Finding.__tablename__, [finding.uid])[finding.uid]
    before = resolve(_seen_by(mine, {entry.key: entry for entry in entries})).fields
    for name, value in mine.fields.items():
        if to_wire(getattr(finding, name)) == value:
            setattr(finding, name, from_wire(Finding, {name: before.get(name)})[name])
    if finding.state == FindingState.OPEN.value:
        # The day of the closing may have moved with its visit since.
        finding.closed_on = finding.closing_note = None
    unit.flush()


def _entry_with(session: Session, step: FindingStep) -> ChangeEntry | None:
    """Return the log entry by which a step set its finding: it was written right after the step's own."""
    made = select(Change).where(Change.entity == step.__tablename__, Change.uid == step.uid)
    first = session.execute(made.order_by(Change.local_no).limit(1)).scalar()
    if first is None:
        return None
    query = select(Change).where(
        Change.site == first.site,
        Change.epoch == first.epoch,
        Change.seq == first.seq + 1,
        Change.entity == Finding.__tablename__,
        Change.uid == step.finding_uid,
    )
    row = session.execute(query).scalar()
    entry = to_entry(row) if row is not None else None
    # The entry that made the finding saw nothing: what it says is no step's doing.
    return entry if entry is not None and entry.seen else None


def _seen_by(mine: ChangeEntry, entries: Mapping[ChangeKey, ChangeEntry]) -> list[ChangeEntry]:
    """Return the entries that one rests upon, directly or not."""
    found: dict[ChangeKey, ChangeEntry] = {}
    ahead = list(mine.seen)
    while ahead:
        key = ahead.pop()
        if key in entries and key not in found:
            found[key] = entries[key]
            ahead += entries[key].seen
    return list(found.values())


def steps_of(session: Session, finding_uid: str) -> list[FindingStep]:
    """Return the steps of a finding for changing, in the order in which they were taken."""
    query = (
        select(FindingStep)
        .where(FindingStep.finding_uid == finding_uid, FindingStep.retracted.is_(False))
        .order_by(FindingStep.done_on, FindingStep.uid)
    )
    return list(session.execute(query).scalars())


def steps_at(unit: UnitOfWork, visit_uid: str) -> list[FindingStep]:
    """Return the steps that a visit took, in the order in which they were taken."""
    query = (
        select(FindingStep)
        .where(FindingStep.visit_uid == visit_uid, FindingStep.retracted.is_(False))
        .order_by(FindingStep.done_on, FindingStep.uid)
    )
    return list(unit.session.execute(query).scalars())
