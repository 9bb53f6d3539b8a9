"""移交: one visitor hands people over to another from a day on, for good or to a day, with the days agreed on.

What went over stays on record, so that the pack that both signed can be printed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import FindingState, FindingStepKind
from desktop_app.models import (
    Assignment,
    Finding,
    FindingStep,
    Handover,
    PlannedVisit,
    Residence,
    Visitor,
    VisitorLeave,
)
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.bulk_plans import BulkPlan
from desktop_app.services.context import Service, SiteInfo
from desktop_app.services.decision_checks import (
    ONE_DAY,
    Decided,
    Person,
    check_order,
    decided,
    overlaps,
    read_people,
    visitor_for,
)
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import Groups, groups
from desktop_app.storage.unit_of_work import UnitOfWork

_FROM, _TO = N_("交出人"), N_("接手人")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverDraft:
    """Who hands over to whom from when; ``until`` is the last day with the other, ``elder_uids`` None is everybody.

    ``reason``, ``note`` (what else the other must know) and ``witness`` (监交人) stand on the pack that both sign.
    """

    from_uid: str
    to_uid: str
    from_on: date
    until: date | None = None
    elder_uids: tuple[str, ...] | None = None
    reason: str | None = None
    note: str | None = None
    witness: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRow:
    """A handover that was made."""

    uid: str
    from_uid: str
    from_name: str
    to_uid: str
    to_name: str
    from_on: date
    until: date | None
    reason: str | None
    note: str | None
    witness: str | None
    elder_uids: tuple[str, ...]
    findings: int


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One person to hand over, with how many agreed days move along."""

    elder_uid: str
    name: str
    village: str
    planned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPreview:
    """What a handover would do. ``by_stay`` counts people whom the visitor sees because of where they live now:

    they stay with the visitor until their stay is changed. ``away`` tells that the other is on leave meanwhile.
    ``findings`` counts the open ones that the other sees to from then on.
    """

    draft: HandoverDraft
    lines: tuple[HandoverLine, ...]
    ended: int
    begun: int
    planned: int
    by_stay: int
    away: bool
    findings: int = 0


class HandoverService(Service):
    """移交."""

    @allowed(*WORKERS)
    def people(self, _actor: Actor, visitor_uid: str, on: date) -> list[HandoverLine]:
        """Return whom a visitor is responsible for on a day or later, by village and name."""
        with self._store.reading() as session:
            joined = groups(session)
            people = read_people(
                session,
                [each.elder_uid for each in _assignments(session, visitor_uid, on, None)],
                village_names(session),
                joined,
            )
        return _lines((each for each in people.values() if each.on_register(on)), {})

    @allowed(*WORKERS)
    def preview(self, _actor: Actor, draft: HandoverDraft) -> HandoverPreview:
        """Say what the handover would do; raises ``FieldProblem``."""
        with self._store.reading() as session:
            return _Handover(session, self._context.site, self._context.today(), draft).preview()

    @allowed(*WORKERS)
    def apply(self, actor: Actor, draft: HandoverDraft) -> Decided:
        """Hand over: responsibilities end and begin, agreed days and open findings move along.

        Raises ``FieldProblem``.
        """
        with self._writing(actor, N_("移交探访对象")) as unit:
            work = _Handover(unit.session, self._context.site, self._context.today(), draft)
            work.preview()
            work.record()
            _write(unit, work.plan)
            return decided(unit, [line.elder_uid for line in work.lines])

    @allowed(*EVERYONE)
    def past(self, _actor: Actor, *, visitor_uid: str | None = None) -> list[HandoverRow]:
        """Return the handovers made, newest first; ``visitor_uid`` is one of the two."""
        with self._store.reading() as session:
            return past_handovers(session, visitor_uid=visitor_uid)


def past_handovers(
    session: Session, *, uid: str | None = None, visitor_uid: str | None = None
) -> list[HandoverRow]:
    """Return handovers, newest first: one, those of a visitor, or all."""
    query = select(Handover).where(Handover.retracted.is_(False))
    if uid is not None:
        query = query.where(Handover.uid == uid)
    if visitor_uid is not None:
        query = query.where(or_(Handover.from_uid == visitor_uid, Handover.to_uid == visitor_uid))
    found = session.execute(query.order_by(Handover.from_on.desc(), Handover.uid.desc())).scalars()
    names = {row.uid: row.name for row in session.execute(select(Visitor.uid, Visitor.name))}
    return [
        HandoverRow(
            uid=each.uid,
            from_uid=each.from_uid,
            from_name=names.get(each.from_uid, ""),
            to_uid=each.to_uid,
            to_name=names.get(each.to_uid, ""),
            from_on=each.from_on,
            until=each.to_on,
            reason=each.reason,
            note=each.note,
            witness=each.witness,
            elder_uids=tuple(each.elder_uids),
            findings=each.findings,
        )
        for each in found
    ]


def _write(unit: UnitOfWork, plan: BulkPlan) -> None:
    for model in (Assignment, PlannedVisit, Finding, FindingStep, Handover):
        unit.insert_many(model, plan.inserts.get(model.__tablename__, ()))
        unit.update_many(model, plan.updates.get(model.__tablename__, ()))


class _Handover:
    """Works out one handover: the rows to write, and the lines that tell of them."""

    def __init__(self, session: Session, site: SiteInfo, today: date, draft: HandoverDraft) -> None:
        """Check the draft; raises ``FieldProblem``."""
        county = site.county
        check_order(draft.from_on, draft.until)
        if draft.from_uid == draft.to_uid:
            raise FieldProblem(field="to_uid", label=_TO, reason=N_("不能移交给自己"))
        visitor_for(session, county, draft.from_uid, date.min, "from_uid", _FROM)
        visitor_for(session, county, draft.to_uid, draft.until or draft.from_on, "to_uid", _TO)
        self._session, self._draft, self._site, self._today = session, draft, site, today
        self.plan = BulkPlan()
        self.lines: list[HandoverLine] = []
        self._findings = 0

    def preview(self) -> HandoverPreview:
        """Plan everything and count it; raises ``FieldProblem`` when there is nobody to hand over."""
        draft, session = self._draft, self._session
        joined = groups(session)
        mine = self._chosen(_assignments(session, draft.from_uid, draft.from_on, draft.until), joined)
        everybody = read_people(session, [each.elder_uid for each in mine], village_names(session), joined)
        people = {uid: each for uid, each in everybody.items() if each.on_register(draft.from_on)}
        mine = [each for each in mine if joined.canonical(each.elder_uid) in people]
        if not mine:
            reason = N_("这段时间名下没有可移交的老年人")
            raise FieldProblem(field="from_uid", label=_FROM, reason=reason)
        theirs: dict[str, list[Assignment]] = {}
        for each in _assignments(session, draft.to_uid, draft.from_on, draft.until):
            theirs.setdefault(joined.canonical(each.elder_uid), []).append(each)
        begun = sum(
            self._pass_on(each, theirs.setdefault(joined.canonical(each.elder_uid), [])) for each in mine
        )
        planned = self._move_plans(joined, people)
        self._findings = self._move_findings(joined, people)
        self.lines = _lines(people.values(), planned)
        return HandoverPreview(
            draft=draft,
            lines=tuple(self.lines),
            ended=len(mine),
            begun=begun,
            planned=sum(planned.values()),
            by_stay=self._by_stay(joined),
            away=self._away(),
            findings=self._findings,
        )

    def record(self) -> None:
        """Plan that the handover itself stays on record."""
        draft = self._draft
        self.plan.insert(
            Handover,
            {
                "from_uid": draft.from_uid,
                "to_uid": draft.to_uid,
                "from_on": draft.from_on,
                "to_on": draft.until,
                "reason": _words(draft.reason),
                "note": _words(draft.note),
                "witness": _words(draft.witness),
                "elder_uids": [line.elder_uid for line in self.lines],
                "findings": self._findings,
            },
        )

    def _chosen(self, found: Sequence[Assignment], joined: Groups) -> list[Assignment]:
        if self._draft.elder_uids is None:
            return list(found)
        wanted = {joined.canonical(uid) for uid in self._draft.elder_uids}
        return [each for each in found if joined.canonical(each.elder_uid) in wanted]

    def _pass_on(self, each: Assignment, theirs: list[Assignment]) -> int:
        """Plan the end of a responsibility and what follows; returns how many begin with the other visitor."""
        draft, plan = self._draft, self.plan
        first = max(each.from_on or date.min, draft.from_on)
        last = each.to_on if draft.until is None else min(each.to_on or date.max, draft.until)
        if each.from_on is not None and each.from_on >= first:
            plan.update(Assignment, each, retracted=True)
        else:
            plan.update(Assignment, each, to_on=first - ONE_DAY)
        if draft.until is not None and (each.to_on is None or each.to_on > draft.until):
            back = {"elder_uid": each.elder_uid, "visitor_uid": draft.from_uid}
            plan.insert(Assignment, {**back, "from_on": draft.until + ONE_DAY, "to_on": each.to_on})
        if any(_covers(other, first, last) for other in theirs):
            return 0
        made = {"elder_uid": each.elder_uid, "visitor_uid": draft.to_uid, "from_on": first, "to_on": last}
        plan.insert(Assignment, made)
        theirs.append(Assignment(**made))
        return 1

    def _move_plans(self, joined: Groups, people: dict[str, Person]) -> dict[str, int]:
        """Plan that agreed days go to the other visitor; returns how many by person."""
        draft = self._draft
        query = select(PlannedVisit).where(
            PlannedVisit.retracted.is_(False),
            PlannedVisit.visitor_uid == draft.from_uid,
            PlannedVisit.planned_on >= draft.from_on,
        )
        if draft.until is not None:
            query = query.where(PlannedVisit.planned_on <= draft.until)
        counts: dict[str, int] = {}
        for each in self._session.execute(query).scalars():
            uid = joined.canonical(each.elder_uid)
            if uid in people:
                self.plan.update(PlannedVisit, each, visitor_uid=draft.to_uid)
                counts[uid] = counts.get(uid, 0) + 1
        return counts

    def _move_findings(self, joined: Groups, people: dict[str, Person]) -> int:
        """Plan that open findings of the one who goes for good are the other's to see to; returns how many.

        Whoever is away for a time stays responsible: the other finds them in the pack, and they come back unasked.
        """
        draft = self._draft
        if draft.until is not None:
            return 0
        query = select(Finding).where(
            Finding.retracted.is_(False),
            Finding.state == FindingState.OPEN.value,
            Finding.owner_uid == draft.from_uid,
        )
        moved = 0
        for each in self._session.execute(query).scalars():
            if joined.canonical(each.elder_uid) in people:
                self.plan.update(Finding, each, owner_uid=draft.to_uid, owner_name=None)
                self.plan.insert(FindingStep, self._assigning(each))
                moved += 1
        return moved

    def _assigning(self, finding: Finding) -> dict[str, object]:
        return {
            "elder_uid": finding.elder_uid,
            "finding_uid": finding.uid,
            "kind": FindingStepKind.ASSIGNED.value,
            "done_on": min(self._draft.from_on, self._today),
            "level": self._site.level.value,
            "what": "随探访对象交接",
            "entered_on": self._today,
        }

    def _by_stay(self, joined: Groups) -> int:
        """Count the people whom the visitor sees because of where they live on the day."""
        on = self._draft.from_on
        query = select(Residence.elder_uid).where(
            Residence.retracted.is_(False),
            Residence.covered_by_uid == self._draft.from_uid,
            Residence.from_on <= on,
            or_(Residence.to_on.is_(None), Residence.to_on >= on),
        )
        people = read_people(self._session, self._session.execute(query).scalars(), {}, joined)
        return sum(each.on_register(on) for each in people.values())

    def _away(self) -> bool:
        """Tell whether the other visitor is on leave on some day of the handover."""
        query = select(VisitorLeave).where(
            VisitorLeave.retracted.is_(False), VisitorLeave.visitor_uid == self._draft.to_uid
        )
        return any(
            overlaps(self._draft.from_on, self._draft.until, each.from_on, each.to_on)
            for each in self._session.execute(query).scalars()
        )


def _words(text: str | None) -> str | None:
    return (text or "").strip() or None


def _assignments(session: Session, visitor_uid: str, first: date, last: date | None) -> Sequence[Assignment]:
    """Return a visitor's responsibilities that have a day in common with a stretch, oldest first."""
    query = select(Assignment).where(
        Assignment.retracted.is_(False),
        Assignment.visitor_uid == visitor_uid,
        or_(Assignment.to_on.is_(None), Assignment.to_on >= first),
    )
    found = session.execute(query.order_by(Assignment.from_on, Assignment.uid)).scalars()
    return [each for each in found if overlaps(first, last, each.from_on, each.to_on)]


def _covers(other: Assignment, first: date, last: date | None) -> bool:
    """Tell whether a responsibility lasts through a stretch already."""
    begins = other.from_on is None or other.from_on <= first
    return begins and (other.to_on is None or (last is not None and other.to_on >= last))


def _lines(people: Iterable[Person], planned: dict[str, int]) -> list[HandoverLine]:
    found = sorted(people, key=lambda each: (each.village_code, each.name, each.uid))
    return [HandoverLine(each.uid, each.name, each.village, planned.get(each.uid, 0)) for each in found]
