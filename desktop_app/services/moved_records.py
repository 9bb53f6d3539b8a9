"""When two files are taken apart: what was recorded on the one and belongs to the other is entered there anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import (
    AbilityLevel,
    AssessmentKind,
    FindingKind,
    Mode,
    Outcome,
    SupportStepKind,
    Term,
)
from desktop_app.models import (
    Assessment,
    Change,
    Elder,
    Finding,
    FindingStep,
    PersonLink,
    Record,
    ServicePlan,
    ServiceRecord,
    SupportStep,
    Visit,
    VisitPhoto,
)
from desktop_app.services.finding_take_back import steps_of, take_back_visit
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.visits import end_with, reopen_after
from desktop_app.storage.unit_of_work import UnitOfWork
from desktop_app.storage.wire import empty_row

_HANGING: tuple[type[Any], ...] = (ServicePlan, ServiceRecord, SupportStep)
"""What may be about a finding or an arrangement, in the order in which it is entered anew."""

_REFERENCES: dict[str, type[Any]] = {"finding_uid": Finding, "plan_uid": ServicePlan}


_LONGEST = 40
"""Characters of the words about one record; a finding may be told in hundreds."""


@dataclass(frozen=True, slots=True)
class RecordedSince:
    """One record that may belong to the other person; ``kind`` and ``words`` are shown."""

    uid: str
    on: date
    kind: str
    words: str


def recorded_after(session: Session, elder_uid: str, links: Collection[str]) -> list[RecordedSince]:
    """Return what came to a file after the first of some judgements, newest first, that can be moved by itself.

    A finding of a visit goes with its visit.
    """
    joined = select(func.min(Change.local_no)).where(
        Change.entity == PersonLink.__tablename__, Change.uid.in_(links), Change.seen == ""
    )
    first = session.execute(joined).scalar_one() or 0
    found = []
    for model, told in _TOLD.items():
        made = select(Change.uid).where(
            Change.entity == model.__tablename__,
            Change.uid == model.uid,
            Change.seen == "",
            Change.local_no > first,
        )
        query = select(model).where(
            model.elder_uid == elder_uid,
            model.retracted.is_(False),
            made.exists(),
            *([Finding.visit_uid.is_(None)] if model is Finding else []),
        )
        for record in session.execute(query).scalars():
            on, kind, words = told(record)
            said = "  ".join(part for part in words if part)
            said = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
            found.append(RecordedSince(record.uid, on, _(kind), said))
    return sorted(found, key=lambda each: (each.on, each.uid), reverse=True)


def move(unit: UnitOfWork, uids: Sequence[str], target: Elder, sides: Sequence[Sequence[str]]) -> None:
    """Enter records anew on the file ``target`` and take them out where they were; ``sides`` are both sides' files.

    A visit takes its findings along. What is about a finding or an arrangement is where that is, named or not.
    """
    taken: dict[str, str] = {}
    for model, uid in _named(unit, uids):
        record: Any = unit.get(model, uid)
        if record.elder_uid == target.uid or uid in taken:
            continue
        if isinstance(record, Visit):
            taken |= _visit_moved(unit, record, target)
        elif isinstance(record, Finding):
            taken |= _findings_moved(unit, [record], steps_of(unit.session, uid), target.uid, {})
        else:
            _again(unit, record, taken, elder_uid=target.uid)
    unit.flush()
    _reunite(unit, taken, sides)


def _named(unit: UnitOfWork, uids: Sequence[str]) -> Iterator[tuple[type[Any], str]]:
    """Yield what kind of record each is; those that others are about come first."""
    left = set(uids)
    for model in _TOLD:
        query = select(model.uid).where(model.county == unit.county, model.uid.in_(left))
        here = set(unit.session.execute(query).scalars())
        yield from ((model, uid) for uid in uids if uid in here)
        left -= here
    for uid in left:
        unit.get(Visit, uid)  # raises NotFound


def _reunite(unit: UnitOfWork, taken: dict[str, str], sides: Sequence[Sequence[str]]) -> None:
    """Put what is about a finding or an arrangement of the other side, or about one that moved, where that is."""
    session, county = unit.session, unit.county
    for model in _HANGING:
        names = [name for name in _REFERENCES if hasattr(model, name)]
        for here, there in (sides, sides[::-1]):
            about: list[ColumnElement[bool]] = []
            for name in names:
                owner = _REFERENCES[name]
                theirs = select(owner.uid).where(owner.county == county, owner.elder_uid.in_(there))
                about += [getattr(model, name).in_(theirs), getattr(model, name).in_(list(taken))]
            query = select(model).where(
                model.county == county, model.elder_uid.in_(here), model.retracted.is_(False), or_(*about)
            )
            for record in list(session.execute(query).scalars()):
                whose = _owner(unit, record, names, taken)
                if whose is not None:
                    _again(unit, record, taken, elder_uid=whose)
        unit.flush()


def _owner(unit: UnitOfWork, record: Any, names: Sequence[str], taken: dict[str, str]) -> str | None:
    for name in names:
        uid = getattr(record, name)
        owner = unit.session.get(_REFERENCES[name], (unit.county, taken.get(uid, uid))) if uid else None
        if owner is not None:
            return str(owner.elder_uid)
    return None


def _again(unit: UnitOfWork, record: Any, taken: dict[str, str], *, elder_uid: str) -> None:
    """Enter a record anew on a file; what it is about is named only if that is on the same file now."""
    facts: dict[str, Any] = {"elder_uid": elder_uid}
    for name, model in _REFERENCES.items():
        uid = getattr(record, name, None)
        if uid:
            about = unit.session.get(model, (unit.county, taken.get(uid, uid)))
            facts[name] = about.uid if about is not None and about.elder_uid == elder_uid else None
    copy = unit.add(type(record)(**_copy(record, **facts)))
    unit.session.flush()
    taken[record.uid] = copy.uid
    unit.retract(record)


def _visit_moved(unit: UnitOfWork, visit: Visit, target: Elder) -> dict[str, str]:
    findings = _of_visit(unit, Finding, visit.uid)
    photos = _of_visit(unit, VisitPhoto, visit.uid)
    steps = [step for finding in findings for step in steps_of(unit.session, finding.uid)]
    # What the visit said of findings of the other person was said of the wrong one.
    take_back_visit(unit, visit.uid, [finding.uid for finding in findings])
    reopen_after(unit.get(Elder, visit.elder_uid), visit)
    moved = unit.add(Visit(**_copy(visit, elder_uid=target.uid)))
    unit.retract(visit)
    unit.session.flush()
    end_with(target, moved)
    for photo in photos:
        unit.add(VisitPhoto(**_copy(photo, elder_uid=target.uid, visit_uid=moved.uid)))
        unit.retract(photo)
    return _findings_moved(unit, findings, steps, target.uid, {visit.uid: moved.uid})


def _of_visit(unit: UnitOfWork, model: type[Any], uid: str) -> list[Any]:
    query = select(model).where(
        model.county == unit.county, model.visit_uid == uid, model.retracted.is_(False)
    )
    return list(unit.session.execute(query).scalars())


def _findings_moved(
    unit: UnitOfWork,
    findings: Sequence[Finding],
    steps: Sequence[FindingStep],
    elder_uid: str,
    visits: dict[str, str],
) -> dict[str, str]:
    taken: dict[str, str] = {}
    for finding in findings:
        found_at = visits.get(finding.visit_uid or "")
        copy = unit.add(Finding(**_copy(finding, elder_uid=elder_uid, visit_uid=found_at)))
        taken[finding.uid] = copy.uid
        unit.retract(finding)
    unit.session.flush()
    for step in steps:
        facts = {
            "elder_uid": elder_uid,
            "finding_uid": taken[step.finding_uid],
            "visit_uid": visits.get(step.visit_uid or "", step.visit_uid),
        }
        unit.add(FindingStep(**_copy(step, **facts)))
        if not step.retracted:
            unit.retract(step)
    return taken


def _copy(record: Record, **changed: Any) -> dict[str, Any]:
    names = set(empty_row(type(record))) - {"retracted"}
    return {name: getattr(record, name) for name in names} | changed


def _word(kind: type[Term], key: str) -> str:
    return _(kind(key).term) if key in set(kind) else key


_Told = Callable[[Any], tuple[date, str, tuple[str | None, ...]]]
_TOLD: dict[type[Any], _Told] = {
    Visit: lambda one: (
        one.visited_on,
        N_("探访"),
        (_word(Mode, one.mode), _word(Outcome, one.outcome), one.visitor_name),
    ),
    Finding: lambda one: (one.found_on, N_("发现问题"), (_word(FindingKind, one.kind), one.what)),
    ServicePlan: lambda one: (one.from_on, N_("长期安排"), (_(catalogue().title(one.service)),)),
    ServiceRecord: lambda one: (
        one.given_on,
        N_("服务记录"),
        (_(catalogue().title(one.service)), one.provider_name),
    ),
    Assessment: lambda one: (
        one.assessed_on,
        N_("能力评估"),
        (_word(AssessmentKind, one.kind), _word(AbilityLevel, one.level)),
    ),
    SupportStep: lambda one: (one.done_on, N_("督促赡养"), (_word(SupportStepKind, one.kind), one.by_name)),
}
"""What can be named to go along, the day, what it is called, and its words; what others are about comes first."""
