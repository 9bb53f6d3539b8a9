"""督促赡养: who of a family saw or called, what was agreed, how it is urged, and which families wait for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, NotFound
from desktop_app.domain.forms import VisitForm
from desktop_app.domain.support import (
    Family,
    FamilyState,
    Seen,
    Standing,
    Step,
    Supporter,
    open_steps,
    standing,
    usual_next,
)
from desktop_app.domain.terms import ContactRole, SupportResult, SupportStepKind
from desktop_app.models import Contact, SupportStep
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import Person, read_people
from desktop_app.services.law import support_book
from desktop_app.services.support_checks import SupportChecks
from desktop_app.services.support_drafts import SupportStepDraft
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries import family_support as queries
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.family_support import StepRow, SupporterRow
from desktop_app.storage.queries.links import groups
from desktop_app.storage.unit_of_work import UnitOfWork

LOOKS_BACK = timedelta(days=180)
"""What a visit said of a family longer ago than half a year does not stand any more."""

WAITING = (FamilyState.DANGER, FamilyState.DUE, FamilyState.TO_URGE, FamilyState.UNSIGNED)
"""States in which somebody has to do something now, the most urgent first."""


@dataclass(frozen=True, slots=True)
class SupporterLine:
    """One relative or contact; ``owes`` tells whether the register calls this one a supporter (赡养人)."""

    uid: str
    name: str
    relation: str | None
    phone: str | None
    roles: tuple[str, ...]
    owes: bool
    lives_together: bool
    lives_at: str | None
    last_seen_on: date | None
    last_called_on: date | None
    agreement_on: date | None
    agreement_note: str | None


@dataclass(frozen=True, slots=True)
class SupportStepLine:
    """One recorded step; ``who`` is the name of the supporter, empty for the whole family."""

    uid: str
    kind: SupportStepKind
    done_on: date
    contact_uid: str | None
    who: str
    by_name: str | None
    result: SupportResult | None
    what: str | None
    referred_to: str | None
    next_on: date | None
    finding_uid: str | None
    waits: bool
    """Whether somebody still has to look again after it."""


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A finding that a step may answer."""

    uid: str
    what: str
    found_on: date


@dataclass(frozen=True, slots=True)
class SupportPanel:
    """A family's page: ``standing`` says it in words, ``usual`` is what is usually done next."""

    elder_uid: str
    name: str
    village: str
    on_register: bool
    supporters: tuple[SupporterLine, ...]
    steps: tuple[SupportStepLine, ...]
    """The newest first."""
    last_seen_on: date | None
    last_called_on: date | None
    standing: Standing
    usual: SupportStepKind
    seen_on: date | None
    answers: tuple[str, ...]
    """What the last visit that asked found, in words of the form, and when that was."""
    findings: tuple[OpenFinding, ...]
    taken: tuple[Step, ...] = ()
    """The steps as the rules look at them, the oldest first."""

    @property
    def owing(self) -> tuple[SupporterLine, ...]:
        """Return those who owe support."""
        return tuple(each for each in self.supporters if each.owes)


@dataclass(frozen=True, slots=True)
class WaitingFamily:
    """One family for which something is to be done now."""

    elder_uid: str
    name: str
    village_code: str
    village: str
    state: FamilyState
    why: str
    due_on: date | None
    supporters: str
    usual: SupportStepKind


class FamilySupportService(Service):
    """督促赡养."""

    @allowed(*EVERYONE)
    def panel(self, _actor: Actor, elder_uid: str) -> SupportPanel:
        """Return how the family of one person stands today; raises ``NotFound``."""
        today = self._context.today()
        with self._store.reading() as session:
            joined = groups(session)
            person = next(
                iter(read_people(session, [elder_uid], village_names(session), joined).values()), None
            )
            if person is None:
                raise NotFound
            uid = person.uid
            contacts = queries.contacts_of(session, joined, [uid]).get(uid, [])
            steps = queries.steps_of(session, joined, [uid]).get(uid, [])
            seen = queries.last_seen(session, joined, [uid], today - LOOKS_BACK, today).get(uid)
            findings = queries.open_findings(session, joined.members(uid))
            names = queries.contact_names(session, [one.contact_uid for one in steps if one.contact_uid])
        family = _family(contacts, steps, seen)
        owing = [each for each in contacts if _owes(each)]
        return SupportPanel(
            elder_uid=uid,
            name=person.name,
            village=person.village,
            on_register=person.on_register(today),
            supporters=tuple(_line(each) for each in sorted(contacts, key=lambda one: not _owes(one))),
            steps=tuple(reversed(_step_lines(names, steps, family))),
            last_seen_on=max((one.last_seen_on for one in owing if one.last_seen_on), default=None),
            last_called_on=max((one.last_called_on for one in owing if one.last_called_on), default=None),
            standing=standing(family, today, support_book().times),
            usual=usual_next(family.steps, seen),
            seen_on=seen.visited_on if seen else None,
            answers=_answer_words(visit_form(), seen),
            findings=tuple(OpenFinding(*one) for one in findings),
            taken=family.steps,
        )

    @allowed(*EVERYONE)
    def waiting(
        self, _actor: Actor, on: date | None = None, *, village_code: str | None = None
    ) -> list[WaitingFamily]:
        """Return the families for which something is to be done, the most urgent first.

        Those of whom the last visit told neglect with no step since, steps whose day to look again has come, and
        agreements that nobody has signed. People off the register are left out.
        """
        on = on or self._context.today()
        with self._store.reading() as session:
            joined = groups(session)
            files = {*queries.stepped(session), *queries.neglected(session, on - LOOKS_BACK, on)}
            uids = sorted({joined.canonical(uid) for uid in files})
            people = read_people(session, uids, village_names(session), joined)
            here = [
                uid
                for uid, person in people.items()
                if person.on_register(on) and village_code in {None, person.village_code}
            ]
            contacts = queries.contacts_of(session, joined, here)
            steps = queries.steps_of(session, joined, here)
            seen = queries.last_seen(session, joined, here, on - LOOKS_BACK, on)
        found = [
            row
            for uid in here
            if (row := _waiting(people[uid], contacts.get(uid, []), steps.get(uid, []), seen.get(uid), on))
        ]
        return sorted(
            found,
            key=lambda row: (
                WAITING.index(row.state),
                row.due_on or on,
                row.village_code,
                row.name,
                row.elder_uid,
            ),
        )

    @allowed(*WORKERS)
    def record(self, actor: Actor, draft: SupportStepDraft) -> str:
        """Record one step; raises ``FieldProblem``. Returns what takes it back."""
        with self._writing(actor, N_("登记督促赡养")) as unit:
            facts = self._checks(unit).facts(draft)
            unit.add(SupportStep(**facts, entered_on=self._context.today()))
            self._sign(unit, draft, facts["elder_uid"])
            return unit.change_set

    @allowed(*WORKERS)
    def correct(self, actor: Actor, uid: str, draft: SupportStepDraft) -> str | None:
        """Change a recorded step; whose family it was cannot change. None where nothing is new."""
        with self._writing(actor, N_("更正督促赡养")) as unit:
            step = unit.get(SupportStep, uid)
            joined = groups(unit.session)
            if joined.canonical(step.elder_uid) != joined.canonical(draft.elder_uid):
                raise FieldProblem(
                    field="elder", label=N_("老年人"), reason=N_("登记错了人，请撤销这一步，再为本人登记")
                )
            facts = self._checks(unit).facts(draft, before=step)
            for name, value in facts.items():
                if name != "elder_uid" and getattr(step, name) != value:
                    setattr(step, name, value)
            self._sign(unit, draft, step.elder_uid)
            return unit.undoable()

    @allowed(*WORKERS)
    def take_back(self, actor: Actor, uid: str) -> str:
        """Take a step recorded by mistake out of all lists; its history stays. Raises ``NotFound``."""
        with self._writing(actor, N_("撤销督促赡养")) as unit:
            unit.retract(unit.get(SupportStep, uid))
            return unit.change_set

    @allowed(*EVERYONE)
    def draft_of(self, _actor: Actor, uid: str) -> SupportStepDraft:
        """Return a recorded step as a draft that would leave it as it is; raises ``NotFound``."""
        with self._store.reading() as session:
            row = queries.one_step(session, uid)
        if row is None:
            raise NotFound
        return SupportStepDraft(
            elder_uid=row.elder_uid,
            kind=row.kind,
            done_on=row.done_on,
            result=row.result or "",
            contact_uid=row.contact_uid,
            by_name=row.by_name,
            what=row.what,
            referred_to=row.referred_to,
            next_on=row.next_on,
            finding_uid=row.finding_uid,
        )

    @allowed(*WORKERS)
    def seen(
        self,
        actor: Actor,
        contact_uid: str,
        *,
        elder_uid: str | None = None,
        seen_on: date | None = None,
        called_on: date | None = None,
        earlier: bool = False,
    ) -> str | None:
        """Note that somebody of the family saw or called the elder on a day; today without any day, as seen.

        A day before the one that is known is refused unless ``earlier`` says that the known one was wrong. None
        where nothing is new. Raises ``FieldProblem``, ``NotFound``.
        """
        if seen_on is None and called_on is None:
            seen_on = self._context.today()
        with self._writing(actor, N_("登记看望问候")) as unit:
            contact = unit.get(Contact, contact_uid)
            joined = groups(unit.session)
            if elder_uid is not None and joined.canonical(contact.elder_uid) != joined.canonical(elder_uid):
                raise FieldProblem(field="contact", label=N_("家人"), reason=N_("不是这位老年人的家人"))
            twins = [
                unit.get(Contact, uid)
                for uid in queries.twins_of(unit.session, joined, contact.elder_uid, contact)
            ]
            for name, day, label in (
                ("last_seen_on", seen_on, N_("看望日期")),
                ("last_called_on", called_on, N_("问候日期")),
            ):
                if day is None:
                    continue
                self._checks(unit).check_past(day, name, label)
                known = max((then for one in twins if (then := getattr(one, name))), default=None)
                if known is not None and day < known and not earlier:
                    raise FieldProblem(
                        field=name,
                        label=label,
                        reason=N_("已登记过更近的一次；确实登记错了的，请选“更正为较早的日期”"),
                    )
                for one in twins if earlier else [contact]:
                    if getattr(one, name) != day:
                        setattr(one, name, day)
            return unit.undoable()

    def _checks(self, unit: UnitOfWork) -> SupportChecks:
        return SupportChecks(unit, self._context.today(), support_book().times)

    def _sign(self, unit: UnitOfWork, draft: SupportStepDraft, elder_uid: str) -> None:
        if draft.signed_on is None:
            return
        signed = [draft.contact_uid] if draft.contact_uid else _owing_uids(unit.session, elder_uid)
        for uid in signed:
            unit.get(Contact, uid).agreement_on = draft.signed_on


def _owing_uids(session: Session, elder_uid: str) -> list[str]:
    joined = groups(session)
    head = joined.canonical(elder_uid)
    return [one.uid for one in queries.contacts_of(session, joined, [head]).get(head, []) if _owes(one)]


def _owes(one: SupporterRow) -> bool:
    return ContactRole.SUPPORTER.value in one.roles


def _line(one: SupporterRow) -> SupporterLine:
    return SupporterLine(
        one.uid,
        one.name,
        one.relation,
        one.phone,
        one.roles,
        _owes(one),
        bool(one.lives_together),
        one.lives_at,
        one.last_seen_on,
        one.last_called_on,
        one.agreement_on,
        one.agreement_note,
    )


def _family(contacts: Sequence[SupporterRow], steps: Sequence[StepRow], seen: Seen | None) -> Family:
    supporters = tuple(
        Supporter(
            uid=one.uid,
            name=one.name,
            lives_together=bool(one.lives_together),
            last_seen_on=one.last_seen_on,
            last_called_on=one.last_called_on,
            agreement_on=one.agreement_on,
        )
        for one in contacts
        if _owes(one)
    )
    return Family(supporters=supporters, steps=tuple(_step(one) for one in steps), seen=seen)


def _step(row: StepRow) -> Step:
    return Step(
        kind=_kind(row),
        done_on=row.done_on,
        contact_uid=row.contact_uid,
        result=next((one for one in SupportResult if one.value == row.result), None),
        next_on=row.next_on,
    )


def _kind(row: StepRow) -> SupportStepKind:
    # A newer program at another site may know a kind that this one does not: it reads as an urging.
    return next((one for one in SupportStepKind if one.value == row.kind), SupportStepKind.URGED)


def _step_lines(names: Mapping[str, str], steps: Sequence[StepRow], family: Family) -> list[SupportStepLine]:
    waits = {id(step) for step in open_steps(family.steps)}
    return [
        SupportStepLine(
            uid=row.uid,
            kind=step.kind,
            done_on=row.done_on,
            contact_uid=row.contact_uid,
            who=names.get(row.contact_uid, "") if row.contact_uid else "",
            by_name=row.by_name,
            result=step.result,
            what=row.what,
            referred_to=row.referred_to,
            next_on=row.next_on,
            finding_uid=row.finding_uid,
            waits=id(step) in waits,
        )
        for row, step in zip(steps, family.steps, strict=True)
    ]


def _answer_words(form: VisitForm, seen: Seen | None) -> tuple[str, ...]:
    """Return what the last visit that asked found of the family, in words of the form."""
    if seen is None:
        return ()
    found = []
    for key, given in ((queries.DUTY, seen.duty), (queries.CONTACT, seen.contact)):
        if key in form.by_key and given:
            item = form.by_key[key][1]
            found += [f"{_(item.title)}：{_(option.title)}" for option in item.options if option.key == given]
    return tuple(found)


def _waiting(
    person: Person,
    contacts: Sequence[SupporterRow],
    steps: Sequence[StepRow],
    seen: Seen | None,
    on: date,
) -> WaitingFamily | None:
    family = _family(contacts, steps, seen)
    stands = standing(family, on, support_book().times)
    if stands.state not in WAITING:
        return None
    return WaitingFamily(
        elder_uid=person.uid,
        name=person.name,
        village_code=person.village_code,
        village=person.village,
        state=stands.state,
        why=_why(stands, seen),
        due_on=stands.due_on,
        supporters="、".join(each.name for each in family.supporters),
        usual=usual_next(family.steps, seen),
    )


def _why(stands: Standing, seen: Seen | None) -> str:
    """Return why a family waits: what the visit answered, else what the last step came to and when it is due."""
    if stands.state in {FamilyState.DANGER, FamilyState.TO_URGE} and seen is not None:
        told = "；".join(_answer_words(visit_form(), seen))
        return f"{seen.visited_on.isoformat()} {told}"
    return "".join(one.say(_) for one in stands.told)
