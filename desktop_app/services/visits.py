"""Visits: record, correct, take back; "same as last time"; what an outcome does to the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from tomllib import loads
from typing import Any

from sqlalchemy import select

from desktop_app.config import resources
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.forms import VisitForm, parse_form
from desktop_app.domain.outcomes import OUTCOME_EFFECTS
from desktop_app.domain.terms import FindingKind, FindingState, Mode, Outcome
from desktop_app.models import Campaign, Elder, Finding, Visit, Visitor
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.enrolment_changes import present_from, refuse_visit_after_death
from desktop_app.storage.queries import visits as queries
from desktop_app.storage.queries.links import groups, members
from desktop_app.storage.queries.visits import FindingRow, VisitRow
from desktop_app.storage.unit_of_work import UnitOfWork

OUTCOMES_BY_MODE: dict[Mode, tuple[Outcome, ...]] = {
    Mode.IN_PERSON: (Outcome.MET_IN_PERSON, Outcome.NOT_AT_HOME),
    Mode.PHONE: (Outcome.MET_REMOTELY, Outcome.COULD_NOT_REACH),
    Mode.VIDEO: (Outcome.MET_REMOTELY, Outcome.COULD_NOT_REACH),
    Mode.DEVICE: (Outcome.MET_REMOTELY, Outcome.COULD_NOT_REACH),
    Mode.THIRD_PARTY: (Outcome.SEEN_BY_THIRD_PARTY, Outcome.COULD_NOT_REACH),
}
"""The outcomes that only make sense for a mode, commonest first."""

ALWAYS_POSSIBLE = (
    Outcome.REFUSED,
    Outcome.AWAY,
    Outcome.IN_HOSPITAL,
    Outcome.IN_INSTITUTION,
    Outcome.MOVED,
    Outcome.DECEASED,
)
DAYS_TO_CLOSE = {
    FindingKind.URGENT: 1,
    FindingKind.HAZARD: 7,
    FindingKind.NEED: 30,
    FindingKind.BENEFIT: 30,
}
"""How many days a finding may stay open unless another day is set."""


def possible_outcomes(mode: Mode) -> tuple[Outcome, ...]:
    """Return the outcomes that a visit of this mode can have, commonest first."""
    return OUTCOMES_BY_MODE[mode] + ALWAYS_POSSIBLE


@cache
def visit_form() -> VisitForm:
    """Return the visit form of five blocks that window, papers and imports share."""
    return parse_form(loads(resources.path("forms", "visit.toml").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDraft:
    """Something found that has to be followed."""

    kind: str
    what: str
    action: str | None = None
    referred_to: str | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDraft:
    """What the visit form hands in."""

    elder_uid: str
    visited_on: date
    mode: str
    outcome: str
    visited_time: str | None = None
    visitor_uid: str | None = None
    visitor_name: str | None = None
    companions: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    summary: str | None = None
    action: str | None = None
    next_on: date | None = None
    sheet_no: str | None = None
    findings: tuple[FindingDraft, ...] = ()
    campaign_uid: str | None = None
    """The campaign the visit was made for; who is due for one anyway is visited for it without this."""


class VisitService(Service):
    """探访记录."""

    @allowed(*WORKERS)
    def record(self, actor: Actor, draft: VisitDraft) -> str:
        """Record one visit with its findings; returns the uid.

        A visit that found the elder deceased or moved also ends the register entry on that day. Raises
        ``FieldProblem``.
        """
        self._check(draft)
        with self._writing(actor, N_("登记探访")) as unit:
            elder = unit.get(Elder, groups(unit.session).canonical(draft.elder_uid))
            refuse_visit_after_death(elder, draft.visited_on, Outcome(draft.outcome))
            facts = {**self._facts(unit, draft), "elder_uid": elder.uid}
            visit = unit.add(Visit(**facts, entered_on=self._context.today()))
            unit.session.flush()
            for found in draft.findings:
                _add_finding(unit, visit, found)
            end_with(elder, visit)
            return str(visit.uid)

    @allowed(*WORKERS)
    def correct(self, actor: Actor, uid: str, draft: VisitDraft) -> None:
        """Change a recorded visit; the earlier version stays readable in its history.

        Whose visit it was cannot change, and the draft's findings are not looked at: each has its own life. A
        register entry that the old outcome ended is opened again, one that the new outcome ends is ended.
        """
        self._check(draft)
        with self._writing(actor, N_("更正探访记录")) as unit:
            visit = unit.get(Visit, uid)
            joined = groups(unit.session)
            if joined.canonical(visit.elder_uid) != joined.canonical(draft.elder_uid):
                raise FieldProblem(
                    field="elder", label=N_("老年人"), reason=N_("登记错了人，请撤销这条记录，再为本人登记")
                )
            files = [unit.get(Elder, uid) for uid in joined.members(visit.elder_uid)]
            for elder in files:
                reopen_after(elder, visit)
                refuse_visit_after_death(elder, draft.visited_on, Outcome(draft.outcome))
            for name, value in {**self._facts(unit, draft, visit), "elder_uid": visit.elder_uid}.items():
                if getattr(visit, name) != value:
                    setattr(visit, name, value)
            end_with(files[0], visit)

    @allowed(*WORKERS)
    def take_back(self, actor: Actor, uid: str) -> None:
        """Take a visit recorded by mistake out of all lists, with its findings; its history stays.

        A register entry that this visit ended is opened again.
        """
        with self._writing(actor, N_("撤销探访记录")) as unit:
            visit = unit.get(Visit, uid)
            unit.retract(visit)
            query = select(Finding).where(Finding.county == unit.county, Finding.visit_uid == uid)
            for finding in unit.session.execute(query).scalars():
                unit.retract(finding)
            for file in members(unit.session, visit.elder_uid):
                reopen_after(unit.get(Elder, file), visit)

    @allowed(*EVERYONE)
    def of_elder(self, _actor: Actor, elder_uid: str, *, most: int = 200) -> list[VisitRow]:
        """Return one elder's visits, newest first."""
        with self._store.reading() as session:
            return queries.of_elder(session, elder_uid, most=most)

    @allowed(*EVERYONE)
    def between(
        self,
        _actor: Actor,
        first: date,
        last: date,
        *,
        village_code: str | None = None,
        most: int | None = None,
    ) -> list[VisitRow]:
        """Return the visits made between two days, newest first."""
        with self._store.reading() as session:
            return queries.between(session, first, last, village_code=village_code, most=most)

    @allowed(*EVERYONE)
    def last_met(self, _actor: Actor, elder_uid: str) -> VisitRow | None:
        """Return the last visit that has answers, for "same as last time"."""
        with self._store.reading() as session:
            for row in queries.of_elder(session, elder_uid, most=24):
                if row.answers:
                    return row
        return None

    @allowed(*EVERYONE)
    def findings(
        self, _actor: Actor, *, elder_uid: str | None = None, state: str | None = None
    ) -> list[FindingRow]:
        """Return findings, open ones first."""
        with self._store.reading() as session:
            return queries.findings(session, elder_uid=elder_uid, state=state)

    @allowed(*WORKERS)
    def close_finding(self, actor: Actor, uid: str, *, note: str) -> None:
        """Close a finding (销号) with a word on how it ended."""
        if not note.strip():
            raise FieldProblem(field="note", label=N_("办理结果"), reason=N_("请写明如何办结"))
        with self._writing(actor, N_("问题销号")) as unit:
            finding = unit.get(Finding, uid)
            finding.state = FindingState.CLOSED.value
            finding.closed_on, finding.closing_note = self._context.today(), note.strip()

    def _check(self, draft: VisitDraft) -> None:
        today = self._context.today()
        if draft.visited_on > today:
            raise FieldProblem(field="visited_on", label=N_("探访日期"), reason=N_("不能晚于今天"))
        if draft.visited_on < date(2000, 1, 1):
            raise FieldProblem(field="visited_on", label=N_("探访日期"), reason=N_("年份有误"))
        if draft.outcome not in {outcome.value for outcome in possible_outcomes(Mode(draft.mode))}:
            raise FieldProblem(field="outcome", label=N_("探访结果"), reason=N_("与探访方式不符"))
        if not (draft.visitor_uid or (draft.visitor_name or "").strip()):
            raise FieldProblem(field="visitor", label=N_("探访人"), reason=N_("不能为空"))
        for found in draft.findings:
            FindingKind(found.kind)
            if not found.what.strip():
                raise FieldProblem(field="findings", label=N_("发现问题"), reason=N_("请写明是什么问题"))
        visit_form().check(draft.answers)

    def _facts(self, unit: UnitOfWork, draft: VisitDraft, before: Visit | None = None) -> dict[str, Any]:
        name = (draft.visitor_name or "").strip() or None
        if draft.visitor_uid:
            name = unit.get(Visitor, draft.visitor_uid).name
        return {
            "elder_uid": draft.elder_uid,
            "visited_on": draft.visited_on,
            "visited_time": draft.visited_time or None,
            "mode": draft.mode,
            "outcome": draft.outcome,
            "visitor_uid": draft.visitor_uid,
            "visitor_name": name,
            "companions": _text(draft.companions),
            "answers": dict(draft.answers) or None,
            "summary": _text(draft.summary),
            "action": _text(draft.action),
            "next_on": draft.next_on,
            "sheet_no": _text(draft.sheet_no),
            "campaign_uid": _campaign_of(unit, draft, before),
        }


def end_with(elder: Elder, visit: Visit) -> None:
    """End the register entry on the day of a visit that found the elder deceased or moved.

    A visit before the last return, entered late from paper, ends nothing: the person has come back since.
    """
    end = OUTCOME_EFFECTS[Outcome(visit.outcome)].end
    if end is not None and elder.ended_on is None and visit.visited_on >= present_from(elder):
        elder.ended_on, elder.ended_because = visit.visited_on, end.value


def reopen_after(elder: Elder, visit: Visit) -> None:
    """Open the register entry again if it was this visit that ended it."""
    end = OUTCOME_EFFECTS[Outcome(visit.outcome)].end
    if end is not None and (elder.ended_on, elder.ended_because) == (visit.visited_on, end.value):
        elder.ended_on = elder.ended_because = None


def _campaign_of(unit: UnitOfWork, draft: VisitDraft, before: Visit | None) -> str | None:
    """Return the campaign of a draft; a visit that keeps campaign and day is not asked about again."""
    if not draft.campaign_uid:
        return None
    if before is not None and (before.campaign_uid, before.visited_on) == (
        draft.campaign_uid,
        draft.visited_on,
    ):
        return draft.campaign_uid
    campaign = unit.get(Campaign, draft.campaign_uid)
    if not campaign.from_on <= draft.visited_on <= campaign.to_on:
        raise FieldProblem(
            field="campaign_uid",
            label=N_("专项探访"),
            reason=N_("探访日期不在这次专项探访的起止日期之内"),
        )
    return draft.campaign_uid


def _text(text: str | None) -> str | None:
    return (text or "").strip() or None


def _add_finding(unit: UnitOfWork, visit: Visit, found: FindingDraft) -> None:
    days = DAYS_TO_CLOSE[FindingKind(found.kind)]
    unit.add(
        Finding(
            elder_uid=visit.elder_uid,
            visit_uid=visit.uid,
            kind=found.kind,
            what=found.what.strip(),
            action=_text(found.action),
            referred_to=_text(found.referred_to),
            found_on=visit.visited_on,
            due_on=found.due_on or visit.visited_on + timedelta(days=days),
            state=FindingState.OPEN.value,
        )
    )
