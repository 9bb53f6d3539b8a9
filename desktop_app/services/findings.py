"""发现问题 from the door to 销号: who has it, what was done, what is late; one place for every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain import findings as rules
from desktop_app.domain.emergency_calls import EMERGENCY_CALLS
from desktop_app.domain.errors import N_, FieldProblem, NotFound
from desktop_app.domain.findings import AgeClass
from desktop_app.domain.terms import ContactRole, FindingKind, FindingState, FindingStepKind, SiteLevel
from desktop_app.models import Change, Contact, Elder, Finding, FindingStep, Visit
from desktop_app.services import finding_steps, finding_take_back
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import optional_text, person_for, required_text
from desktop_app.services.finding_drafts import FindingEdit, StepDraft
from desktop_app.services.undo import NotOurs
from desktop_app.services.visit_drafts import FindingDraft
from desktop_app.storage.queries import findings as queries
from desktop_app.storage.queries.findings import FindingFilter, FindingLine, StepLine
from desktop_app.storage.queries.links import groups
from desktop_app.storage.unit_of_work import UnitOfWork

STEP_TITLES = {
    FindingStepKind.ASSIGNED: N_("交办问题"),
    FindingStepKind.ACTED: N_("登记问题处理情况"),
    FindingStepKind.REFERRED: N_("转介问题"),
    FindingStepKind.ANSWERED: N_("登记问题答复"),
    FindingStepKind.ESCALATED: N_("上报问题"),
    FindingStepKind.RETURNED: N_("交回问题"),
    FindingStepKind.CHECKED: N_("登记问题仍未解决"),
    FindingStepKind.CLOSED: N_("问题销号"),
    FindingStepKind.REOPENED: N_("重新打开问题"),
}
"""What the list of what was done calls each step."""

_CALLED = (
    ContactRole.EMERGENCY,
    ContactRole.DOCTOR,
    ContactRole.KEY_HOLDER,
    ContactRole.NEIGHBOUR,
    ContactRole.SUPPORTER,
)
"""Whom to call after the three numbers, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyCard:
    """Whom to call about somebody in need of help at once: name and number in the order to call."""

    address: str | None
    calls: tuple[tuple[str, str, str], ...]
    """Role (急救 …), name, number in full: an emergency knows no masks."""
    key_holder: str | None
    village_doctor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDetail:
    """One finding with its 办理过程, oldest step first; ``possible`` are the kinds of step that may follow now."""

    line: FindingLine
    steps: tuple[StepLine, ...]
    possible: tuple[str, ...]
    card: EmergencyCard
    next_levels: tuple[str, ...] = ()
    """Levels to which it may be escalated from here, the next one first."""
    lower_levels: tuple[str, ...] = ()
    """Levels to which it may be returned from here, the next one first."""


@dataclass(frozen=True, slots=True)
class AgeingCell:
    """One kind of finding in one class of age, with the findings counted."""

    kind: str
    age_class: str
    lines: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class AgeingTable:
    """Open findings on a day by kind and class of age (words in ``domain.findings.AgeClass``)."""

    on: date
    kinds: tuple[str, ...]
    classes: tuple[str, ...]
    cells: tuple[AgeingCell, ...]

    def lines(self, kind: str | None = None, age_class: str | None = None) -> tuple[FindingLine, ...]:
        """Return the findings of a kind, of a class, of both, or all; oldest first."""
        return tuple(
            line
            for cell in self.cells
            if kind in {None, cell.kind} and age_class in {None, cell.age_class}
            for line in cell.lines
        )


Lines = list[FindingLine]


class FindingService(Service):
    """问题跟踪."""

    @allowed(*EVERYONE)
    def list(
        self, _actor: Actor, wanted: FindingFilter, *, limit: int | None = 200, offset: int = 0
    ) -> list[FindingLine]:
        """Return findings: open before closed, urgent first, then by deadline."""
        with self._store.reading() as session:
            return queries.lines(
                session, wanted, today=self._context.today(), level=self._level, limit=limit, offset=offset
            )

    @allowed(*EVERYONE)
    def count(self, _actor: Actor, wanted: FindingFilter) -> int:
        """Return how many findings a filter leaves."""
        with self._store.reading() as session:
            return queries.count(session, wanted, today=self._context.today(), level=self._level)

    @allowed(*EVERYONE)
    def of_elder(self, _actor: Actor, elder_uid: str) -> Lines:
        """Return all findings about one person, open ones first."""
        with self._store.reading() as session:
            wanted = FindingFilter(elder_uid=elder_uid)
            return queries.lines(session, wanted, today=self._context.today(), level=self._level)

    @allowed(*EVERYONE)
    def detail(self, _actor: Actor, uid: str) -> FindingDetail:
        """Return one finding with its steps and whom to call; raises ``NotFound``."""
        level = self._context.site.level
        with self._store.reading() as session:
            line = queries.of_uid(session, uid, self._context.today())
            if line is None:
                raise NotFound
            steps = tuple(queries.steps_of(session, [uid]).get(uid, ()))
            card = _card(session, line.elder_uid)
        held_by = next((each for each in SiteLevel if each.value == line.held_by), None)
        asked = finding_steps.was_asked(line, steps)
        state = FindingState(line.state)
        may = rules.possible(state, asked=asked, level=level, held_by=held_by)
        return FindingDetail(
            line=line,
            steps=steps,
            possible=tuple(kind.value for kind in may),
            card=card,
            next_levels=tuple(each.value for each in rules.higher(level, held_by)),
            lower_levels=tuple(each.value for each in rules.lower(level, held_by)),
        )

    @allowed(*WORKERS)
    def add(self, actor: Actor, elder_uid: str, draft: FindingDraft, found_on: date) -> str:
        """Enter a finding that no visit found (a neighbour's call); returns what takes it back."""
        if draft.kind not in {kind.value for kind in FindingKind}:
            raise FieldProblem(field="kind", label=N_("问题类型"), reason=N_("不在可选项中"))
        if found_on > self._context.today():
            raise FieldProblem(field="found_on", label=N_("发现日期"), reason=N_("不能晚于今天"))
        if found_on.year < 2000:
            raise FieldProblem(field="found_on", label=N_("发现日期"), reason=N_("年份有误"))
        _check_deadline(draft.due_on, found_on)
        with self._writing(actor, N_("登记问题")) as unit:
            person = person_for(unit.session, elder_uid, found_on)
            finding_steps.add_finding(unit, self._context, person.uid, draft, found_on, None)
            return unit.change_set

    @allowed(*WORKERS)
    def take_step(self, actor: Actor, uid: str, draft: StepDraft) -> str:
        """Do one thing about a finding; returns what takes it back.

        Raises ``FieldProblem``, about ``kind`` where such a step may not follow now.
        """
        title = next((words for kind, words in STEP_TITLES.items() if kind.value == draft.kind), "")
        with self._writing(actor, title) as unit:
            finding = unit.get(Finding, uid)
            if draft.visit_uid:
                _check_visit(unit, draft.visit_uid, finding)
            finding_steps.take_step(unit, self._context, finding, draft)
            return unit.change_set

    @allowed(*WORKERS)
    def edit(self, actor: Actor, uid: str, edit: FindingEdit) -> str | None:
        """Change what a finding says; returns what takes it back, None when nothing changed."""
        if edit.kind not in {kind.value for kind in FindingKind}:
            raise FieldProblem(field="kind", label=N_("问题类型"), reason=N_("不在可选项中"))
        with self._writing(actor, N_("更正问题")) as unit:
            finding = unit.get(Finding, uid)
            if edit.due_on != finding.due_on:
                _check_deadline(edit.due_on, finding.found_on)
            owner_uid, owner_name = edit.owner_uid, optional_text(edit.owner_name)
            if owner_uid != finding.owner_uid:
                owner_uid, owner_name = finding_steps.owner_of(unit, edit.owner_uid, edit.owner_name)
            elif owner_uid:
                owner_name = finding.owner_name
            if edit.service != finding.service:
                finding_steps.check_service(edit.service)
            facts = {
                "kind": edit.kind,
                "what": required_text(edit.what, "what", N_("问题")),
                "action": optional_text(edit.action),
                "due_on": edit.due_on,
                "owner_uid": owner_uid,
                "owner_name": owner_name,
                "service": edit.service or None,
            }
            for name, value in facts.items():
                if getattr(finding, name) != value:
                    setattr(finding, name, value)
            return unit.undoable()

    @allowed(*WORKERS)
    def take_back_step(self, actor: Actor, uid: str) -> str:
        """Take back the last step of a finding, which then stands as before; returns what undoes this.

        Raises ``FieldProblem`` where there is none, ``NotOurs`` for one that another site took.
        """
        with self._writing(actor, N_("撤回问题办理步骤")) as unit:
            unit.get(Finding, uid)
            steps = finding_take_back.steps_of(unit.session, uid)
            if not steps:
                raise FieldProblem(field="step", label=N_("办理步骤"), reason=N_("还没有登记过步骤"))
            # The one entered last, not the one of the latest day: what it set is what can be set back.
            last = max(steps, key=lambda step: step.uid)
            if not _taken_here(unit, last, self._context.site.site):
                raise NotOurs
            finding_take_back.take_back_step(unit, last)
            return unit.change_set

    @allowed(*EVERYONE)
    def ageing(self, _actor: Actor, on: date, *, village_code: str | None = None) -> AgeingTable:
        """Return the findings that were open at the end of a day by kind and age."""
        wanted = FindingFilter(village_code=village_code, on=on)
        with self._store.reading() as session:
            found = queries.lines(session, wanted, today=self._context.today(), level=self._level, open_on=on)
            steps = queries.steps_of(session, [line.uid for line in found if line.steps])
        cells: dict[tuple[str, str], list[FindingLine]] = {}
        for line in sorted(found, key=lambda line: (line.found_on, line.uid)):
            taken = queries.read_steps(steps.get(line.uid, ()))
            then = rules.state_on(FindingState(line.state), line.closed_on, taken, on)
            if then is FindingState.OPEN:
                age = rules.age_class((on - line.found_on).days).value
                cells.setdefault((line.kind, age), []).append(line)
        kinds = tuple(kind.value for kind in FindingKind)
        classes = tuple(each.value for each in AgeClass)
        return AgeingTable(
            on, kinds, classes, tuple(AgeingCell(*key, tuple(lines)) for key, lines in sorted(cells.items()))
        )

    @allowed(*EVERYONE)
    def counts(self, _actor: Actor) -> dict[str, int]:
        """Return how many findings are ``open``, and of those ``overdue``, ``urgent``, and waiting ``here``."""
        with self._store.reading() as session:
            return queries.counts(session, today=self._context.today(), level=self._level)

    @allowed(*EVERYONE)
    def next_slip_no(self, _actor: Actor) -> str:
        """Return the number that the next referral slip of this installation will have."""
        with self._store.reading() as session:
            return finding_steps.next_slip(session, self._context, take=False)

    @property
    def _level(self) -> str:
        return self._context.site.level.value


def _check_visit(unit: UnitOfWork, uid: str, finding: Finding) -> None:
    visit = unit.session.get(Visit, (unit.county, uid))
    joined = groups(unit.session)
    if (
        visit is None
        or visit.retracted
        or joined.canonical(visit.elder_uid) != joined.canonical(finding.elder_uid)
    ):
        raise FieldProblem(field="visit_uid", label=N_("探访"), reason=N_("不是对这位老年人的探访"))


def _check_deadline(due_on: date | None, found_on: date) -> None:
    if due_on is not None and due_on < found_on:
        raise FieldProblem(field="due_on", label=N_("办结期限"), reason=N_("不能早于发现问题的日期"))
    if due_on is not None and due_on.year > found_on.year + 10:
        raise FieldProblem(field="due_on", label=N_("办结期限"), reason=N_("年份有误"))


def _taken_here(unit: UnitOfWork, step: FindingStep, site: str) -> bool:
    """Tell whether a step was entered at this installation."""
    made = select(Change.site).where(Change.entity == FindingStep.__tablename__, Change.uid == step.uid)
    return unit.session.execute(made.order_by(Change.local_no).limit(1)).scalar() == site


def _card(session: Session, elder_uid: str) -> EmergencyCard:
    files = groups(session).members(elder_uid)
    of_files = select(Elder.uid, Elder.address, Elder.phone).where(Elder.uid.in_(files))
    # The file the person is read under comes first.
    read = sorted(session.execute(of_files), key=lambda row: files.index(row.uid))
    query = (
        select(Contact.name, Contact.relation, Contact.phone, Contact.roles)
        .where(Contact.elder_uid.in_(files), Contact.retracted.is_(False))
        .order_by(Contact.position, Contact.uid)
    )
    contacts = list(session.execute(query))
    calls = [(_(who), "", number) for who, number in EMERGENCY_CALLS]
    calls += [(_("本人"), "", phone) for phone in dict.fromkeys(row.phone for row in read) if phone]
    called: set[str] = set()
    for role in _CALLED:
        for name, relation, phone, roles in contacts:
            if role.value in (roles or ()) and phone and phone not in called:
                called.add(phone)
                who = f"{name}（{relation}）" if relation else name
                calls.append((_(role.term), who, phone))
    return EmergencyCard(
        address=next((row.address for row in read if row.address), None),
        calls=tuple(calls),
        key_holder=_named(contacts, ContactRole.KEY_HOLDER),
        village_doctor=_named(contacts, ContactRole.DOCTOR),
    )


def _named(contacts: Sequence[Any], role: ContactRole) -> str | None:
    """Return who of the contacts has a role, with the number where there is one."""
    for name, _relation, phone, roles in contacts:
        if role.value in (roles or ()):
            return f"{name} {phone}" if phone else str(name)
    return None
