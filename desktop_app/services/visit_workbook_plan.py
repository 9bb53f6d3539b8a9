"""What importing a visit workbook would do, row by row in words, and the carrying out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Self

from sqlalchemy import select

from desktop_app.domain.errors import N_
from desktop_app.domain.outcomes import OUTCOME_EFFECTS
from desktop_app.domain.terms import FindingKind, FindingState, Outcome, Term
from desktop_app.models import Elder, Finding, Visit
from desktop_app.services.enrolment_changes import refuse_visit_after_death
from desktop_app.services.import_outcome import CellNote
from desktop_app.services.visit_drafts import DAYS_TO_CLOSE
from desktop_app.services.visits import end_with, reopen_after
from desktop_app.storage.queries.links import Groups, groups
from desktop_app.storage.unit_of_work import UnitOfWork

BECAUSE = "工作簿第 {row} 行有改动"
"""Why a visit is corrected; by its beginning a later import knows that nobody else has corrected it since."""

BECAUSE_BEGINS = "工作簿第 "


class RowFate(Term):
    """What becomes of a filled row."""

    CREATED = "created", "新登记"
    CHANGED = "changed", "更正"
    UNCHANGED = "unchanged", "没有变化"
    KEPT = "kept", "保留程序里的"
    REFUSED = "refused", "不能导入"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNote:
    """One filled row in words: whose visit, what would become of it, and what to look at.

    ``words`` say what changes, or why the row stays out.
    """

    row: int
    name: str
    visited_on: date | None
    fate: RowFate
    words: tuple[str, ...] = ()
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class FoundFinding:
    """A finding as a row has it."""

    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit to be recorded, by the names of its columns, with what was found at it."""

    facts: Mapping[str, Any]
    finding: FoundFinding | None = None


@dataclass(frozen=True, slots=True)
class ChangedVisit:
    """A recorded visit to be corrected: the columns that change; the finding only if it is new or other."""

    uid: str
    facts: Mapping[str, Any]
    finding: FoundFinding | None = None


@dataclass(slots=True)
class WorkbookPlan:
    """Everything an import would write."""

    created: list[NewVisit] = field(default_factory=list)
    changed: list[ChangedVisit] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookSummary:
    """Counts of filled rows by what becomes of them; ``blank`` are the workbook's rows that nobody filled yet.

    ``kept`` are visits that were corrected in the program since: the workbook does not write over them.
    """

    file_name: str
    code: str
    village: str
    month_on: date
    sheet: str
    rows: int
    created: int
    changed: int
    unchanged: int
    kept: int
    blank: int
    refused_rows: int
    rejected: tuple[CellNote, ...]
    warnings: tuple[CellNote, ...]
    notes: tuple[RowNote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitWorkbookPreview(WorkbookSummary):
    """What an import would do; nothing was changed yet. ``seen_no`` is the newest change it knew of."""

    plan: WorkbookPlan
    seen_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitWorkbookResult(WorkbookSummary):
    """What an import did; ``change_set`` undoes it, ``None`` when nothing had to change."""

    change_set: str | None

    @classmethod
    def of(cls, preview: VisitWorkbookPreview, change_set: str | None) -> Self:
        """Return the result of carrying a preview out."""
        counts = {name: getattr(preview, name) for name in WorkbookSummary.__dataclass_fields__}
        return cls(**counts, change_set=change_set)


def write_plan(unit: UnitOfWork, plan: WorkbookPlan, today: date) -> None:
    """Write everything that was planned; the checks of the preview hold, for nothing has changed since."""
    unit.insert_many(Visit, [{**new.facts, "entered_on": today} for new in plan.created])
    found = [
        _finding_row(str(new.facts["uid"]), new.facts, new.finding) for new in plan.created if new.finding
    ]
    unit.insert_many(Finding, found)
    for new in plan.created:
        if OUTCOME_EFFECTS[Outcome(new.facts["outcome"])].end is not None:
            elder = unit.get(Elder, str(new.facts["elder_uid"]))
            end_with(elder, unit.get(Visit, str(new.facts["uid"])))
    joined = groups(unit.session) if plan.changed else Groups()
    for change in plan.changed:
        _correct(unit, change, joined)


def _correct(unit: UnitOfWork, change: ChangedVisit, joined: Groups) -> None:
    """Change a visit into a new version, as the correction of one in the window does."""
    visit = unit.get(Visit, change.uid)
    files = [unit.get(Elder, uid) for uid in joined.members(visit.elder_uid)]
    for elder in files:
        reopen_after(elder, visit)
        on = change.facts.get("visited_on", visit.visited_on)
        refuse_visit_after_death(elder, on, Outcome(change.facts.get("outcome", visit.outcome)))
    for name, value in change.facts.items():
        setattr(visit, name, value)
    end_with(files[0], visit)
    if change.finding is not None:
        _set_finding(unit, visit, change.finding)


def _set_finding(unit: UnitOfWork, visit: Visit, found: FoundFinding) -> None:
    """Put right the one finding of a visit that is still open, else add another: a closed one has its own life."""
    query = select(Finding).where(
        Finding.county == unit.county, Finding.visit_uid == visit.uid, Finding.retracted.is_(False)
    )
    here = list(unit.session.execute(query).scalars())
    if len(here) == 1 and here[0].state == FindingState.OPEN.value:
        (open_one,) = here
        if open_one.kind != found.kind:
            open_one.due_on = open_one.found_on + timedelta(days=DAYS_TO_CLOSE[FindingKind(found.kind)])
        open_one.kind, open_one.what = found.kind, found.what
        return
    facts = {"elder_uid": visit.elder_uid, "visited_on": visit.visited_on}
    unit.add(Finding(**_finding_row(visit.uid, facts, found)))


def _finding_row(visit_uid: str, facts: Mapping[str, Any], found: FoundFinding) -> dict[str, Any]:
    days = DAYS_TO_CLOSE[FindingKind(found.kind)]
    return {
        "elder_uid": facts["elder_uid"],
        "visit_uid": visit_uid,
        "kind": found.kind,
        "what": found.what,
        "found_on": facts["visited_on"],
        "due_on": facts["visited_on"] + timedelta(days=days),
        "state": FindingState.OPEN.value,
    }


FIELD_WORDS = {
    "elder_uid": N_("老年人"),
    "visited_on": N_("探访日期"),
    "visited_time": N_("时间"),
    "mode": N_("探访方式"),
    "outcome": N_("探访结果"),
    "visitor_uid": N_("探访人"),
    "visitor_name": N_("探访人"),
    "companions": N_("同行人"),
    "answers": N_("五类情况"),
    "measures": N_("测量"),
    "summary": N_("情况记录"),
    "action": N_("帮办事项"),
    "next_on": N_("下次探访日期"),
    "signed_as": N_("签字情况"),
    "signed_by": N_("代签人"),
}
"""What the columns of a visit that a workbook fills are called."""
