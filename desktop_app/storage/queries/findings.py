"""Findings as rows: lists with their person, and the steps taken about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from desktop_app.domain.findings import Step, stage_of
from desktop_app.domain.terms import FindingKind, FindingState, FindingStepKind
from desktop_app.models import Elder, Finding, FindingStep
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import Groups, groups
from desktop_app.storage.queries.visits import lives_in

_CHUNK = 900
_KINDS = {kind.value: kind for kind in FindingStepKind}


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which findings to list; everything given has to hold. ``on`` is the day by which they are judged, today if None.

    ``states`` are ``FindingState`` keys (both where empty), ``kinds`` ``FindingKind`` keys; ``overdue_only`` leaves
    open ones past their deadline, ``held_here`` those that wait at this installation's level.
    """

    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    village_code: str | None = None
    owner_uid: str | None = None
    elder_uid: str | None = None
    overdue_only: bool = False
    held_here: bool = False
    text: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding in a list, as it stands now.

    ``stage`` is the ``FindingStepKind`` of the last step that moved it, empty where nothing was done yet;
    ``overdue_days`` 0 where it is not late or closed; ``age_days`` from the finding to the day, or to its closing.
    """

    uid: str
    elder_uid: str
    elder_name: str
    village_code: str
    village: str
    visit_uid: str | None
    kind: str
    what: str
    action: str | None
    found_on: date
    due_on: date | None
    overdue_days: int
    age_days: int
    state: str
    stage: str
    owner_uid: str | None
    owner: str | None
    held_by: str | None
    referred_to: str | None
    slip_no: str | None
    service: str | None
    closed_on: date | None
    closing_note: str | None
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of the 办理过程."""

    uid: str
    finding_uid: str
    kind: str
    done_on: date
    by_name: str | None
    level: str | None
    what: str | None
    unit_name: str | None
    due_on: date | None
    slip_no: str | None
    proof: str | None
    visit_uid: str | None
    entered_on: date


def lines(
    session: Session,
    wanted: FindingFilter,
    *,
    today: date,
    level: str,
    limit: int | None = None,
    offset: int = 0,
    open_on: date | None = None,
) -> list[FindingLine]:
    """Return findings, open before closed, urgent first, then by deadline; of the closed the last ones first.

    ``level`` is this installation's; ``open_on`` leaves those that may have been open at the end of that day.
    """
    joined = groups(session)
    query = _narrowed(_columns(), session, joined, wanted, today, level)
    if open_on is not None:
        still = (Finding.state == FindingState.OPEN.value) | (Finding.closed_on > open_on)
        query = query.where(Finding.found_on <= open_on, still)
    is_open = Finding.state == FindingState.OPEN.value
    query = query.order_by(
        is_open.desc(),
        case((is_open & (Finding.kind == FindingKind.URGENT.value), 0), else_=1),
        Finding.closed_on.desc(),
        Finding.due_on.is_(None),
        Finding.due_on,
        Finding.found_on,
        Finding.uid,
    )
    if limit is not None:
        query = query.limit(limit).offset(offset)
    return _lines(session, joined, list(session.execute(query)), wanted.on or today)


def of_uid(session: Session, uid: str, today: date) -> FindingLine | None:
    """Return one finding, None for one that is not there any more."""
    rows = list(session.execute(_columns().where(Finding.uid == uid)))
    return next(iter(_lines(session, groups(session), rows, today)), None)


def count(session: Session, wanted: FindingFilter, *, today: date, level: str) -> int:
    """Return how many findings the filter leaves."""
    query = _narrowed(_joined(select(func.count())), session, groups(session), wanted, today, level)
    number: int = session.execute(query).scalar_one()
    return number


def counts(session: Session, *, today: date, level: str) -> dict[str, int]:
    """Return how many open findings there are, in all, overdue, urgent, and waiting at this level."""
    query = _joined(
        select(
            func.count(),
            func.sum(case((Finding.due_on < today, 1), else_=0)),
            func.sum(case((Finding.kind == FindingKind.URGENT.value, 1), else_=0)),
            func.sum(case((Finding.held_by == level, 1), else_=0)),
        )
    ).where(Finding.state == FindingState.OPEN.value)
    row = session.execute(query).one()
    return dict(zip(("open", "overdue", "urgent", "here"), (number or 0 for number in row), strict=True))


def steps_of(session: Session, finding_uids: Sequence[str]) -> dict[str, list[StepLine]]:
    """Return the steps of each of these findings that has any, in the order in which they were taken."""
    found: dict[str, list[StepLine]] = {}
    for start in range(0, len(finding_uids), _CHUNK):
        query = (
            select(*(getattr(FindingStep, name) for name in StepLine.__slots__))
            .where(
                FindingStep.finding_uid.in_(finding_uids[start : start + _CHUNK]),
                FindingStep.retracted.is_(False),
            )
            .order_by(FindingStep.done_on, FindingStep.uid)
        )
        for row in session.execute(query):
            found.setdefault(row.finding_uid, []).append(StepLine(**row._asdict()))
    return found


def read_steps(lines_: Iterable[StepLine]) -> list[Step]:
    """Return steps as the rules read them; a kind that this version does not know changes nothing."""
    return [Step(_KINDS[each.kind], each.done_on, each.uid) for each in lines_ if each.kind in _KINDS]


def _columns() -> Any:
    return _joined(
        select(
            Finding.uid,
            Finding.elder_uid,
            Elder.name,
            Elder.village_code,
            Finding.visit_uid,
            Finding.kind,
            Finding.what,
            Finding.action,
            Finding.found_on,
            Finding.due_on,
            Finding.state,
            Finding.owner_uid,
            Finding.owner_name,
            Finding.held_by,
            Finding.referred_to,
            Finding.service,
            Finding.closed_on,
            Finding.closing_note,
        )
    )


def _joined(query: Any) -> Any:
    return (
        query.select_from(Finding)
        .join(Elder, (Elder.county == Finding.county) & (Elder.uid == Finding.elder_uid))
        .where(Finding.retracted.is_(False), Elder.retracted.is_(False))
    )


def _narrowed(
    query: Any, session: Session, joined: Groups, wanted: FindingFilter, today: date, level: str
) -> Any:
    if wanted.states:
        query = query.where(Finding.state.in_(wanted.states))
    if wanted.kinds:
        query = query.where(Finding.kind.in_(wanted.kinds))
    if wanted.village_code:
        query = query.where(lives_in(session, wanted.village_code))
    if wanted.owner_uid:
        query = query.where(Finding.owner_uid == wanted.owner_uid)
    if wanted.elder_uid:
        query = query.where(Finding.elder_uid.in_(joined.members(wanted.elder_uid)))
    if wanted.overdue_only:
        late = Finding.due_on < (wanted.on or today)
        query = query.where(Finding.state == FindingState.OPEN.value, late)
    if wanted.held_here:
        query = query.where(Finding.held_by == level)
    if text := wanted.text.strip():
        said = (Elder.name, Finding.what, Finding.owner_name, Finding.referred_to)
        query = query.where(or_(*(column.contains(text, autoescape=True) for column in said)))
    return query


def _lines(session: Session, joined: Groups, rows: Sequence[Any], on: date) -> list[FindingLine]:
    steps = steps_of(session, [row.uid for row in rows])
    shown = {row.elder_uid: (row.elder_uid, row.name, row.village_code) for row in rows}
    heads = {joined.canonical(uid) for uid in shown if uid in joined.hidden}
    if heads:
        query = select(Elder.uid, Elder.name, Elder.village_code).where(Elder.uid.in_(heads))
        read = {row.uid: tuple(row) for row in session.execute(query)}
        shown.update({uid: read.get(joined.canonical(uid), own) for uid, own in shown.items()})
    villages = village_names(session, {village for _uid, _name, village in shown.values()})
    return [_line(row, shown[row.elder_uid], villages, steps.get(row.uid, ()), on) for row in rows]


def _line(
    row: Any, person: tuple[str, str, str], villages: dict[str, str], steps: Sequence[StepLine], on: date
) -> FindingLine:
    elder_uid, name, village_code = person
    state = FindingState.CLOSED if row.state == FindingState.CLOSED.value else FindingState.OPEN
    is_open = state is FindingState.OPEN
    kinds = [_KINDS[step.kind] for step in steps if step.kind in _KINDS]
    if row.referred_to and FindingStepKind.REFERRED not in kinds:
        kinds.insert(0, FindingStepKind.REFERRED)
    late = (on - row.due_on).days if is_open and row.due_on is not None else 0
    return FindingLine(
        uid=row.uid,
        elder_uid=elder_uid,
        elder_name=name,
        village_code=village_code,
        village=villages.get(village_code, village_code),
        visit_uid=row.visit_uid,
        kind=row.kind,
        what=row.what,
        action=row.action,
        found_on=row.found_on,
        due_on=row.due_on,
        overdue_days=max(late, 0),
        age_days=max(((row.closed_on if not is_open and row.closed_on else on) - row.found_on).days, 0),
        state=row.state,
        stage=stage_of(state, kinds).value,
        owner_uid=row.owner_uid,
        owner=row.owner_name,
        held_by=row.held_by,
        referred_to=row.referred_to,
        slip_no=next((step.slip_no for step in reversed(steps) if step.slip_no), None),
        service=row.service,
        closed_on=row.closed_on,
        closing_note=row.closing_note,
        steps=len(steps),
    )
