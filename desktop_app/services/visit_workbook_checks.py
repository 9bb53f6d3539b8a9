"""What a row of a visit workbook becomes as a draft, and what it is refused for: what the form refuses too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.measures import checked
from desktop_app.exchange.visit_workbooks.rows import FilledRow
from desktop_app.models import Elder, Visitor
from desktop_app.scheduling.calendar import Window
from desktop_app.services.enrolment_changes import refuse_visit_after_death
from desktop_app.services.import_outcome import CellNote
from desktop_app.services.visit_drafts import (
    FindingDraft,
    VisitDraft,
    check_draft,
    possible_outcomes,
    text_of,
    visit_form,
)

IN_FUTURE = N_("探访日期晚于今天，请改正日期；还没有去的探访不要提前填")
OTHER_MONTH = N_("探访日期不在本工作簿的月份（{month}）之内；别的月份的探访，请填在那个月的工作簿里")
BEFORE_BIRTH = N_("探访日期早于老人的出生日期，请改正日期")
UNFITTING = N_("“{mode}”不会有“{outcome}”这样的结果，可选：{words}")


class Refused(Exception):
    """A row that cannot be taken: the key of the column and the reason in words."""

    def __init__(self, key: str, reason: str) -> None:
        """Keep both."""
        super().__init__(key)
        self.key, self.reason = key, reason


def draft_of(
    row: FilledRow, elder_uid: str, answers: Mapping[str, Any], number: str, visitors: Mapping[str, str]
) -> VisitDraft:
    """Return the row as the form would hand it in."""
    findings: tuple[FindingDraft, ...] = ()
    if row.finding and row.finding_kind is not None:
        findings = (FindingDraft(kind=row.finding_kind.value, what=row.finding),)
    return VisitDraft(
        elder_uid=elder_uid,
        visited_on=row.visited_on,
        visited_time=row.visited_time,
        mode=row.mode.value,
        outcome=row.outcome.value,
        visitor_uid=visitors.get(row.visitor),
        visitor_name=row.visitor,
        companions=row.companions,
        answers=answers,
        summary=row.summary,
        action=row.action,
        next_on=row.next_on,
        sheet_no=number,
        measures=row.measures,
        signed_as=row.signed_as.value if row.signed_as is not None else None,
        signed_by=row.signed_by,
        findings=findings,
    )


def facts_of(draft: VisitDraft) -> dict[str, Any]:
    """Return the columns of the visit, as recording one in the window fills them."""
    return {
        "elder_uid": draft.elder_uid,
        "visited_on": draft.visited_on,
        "visited_time": draft.visited_time,
        "mode": draft.mode,
        "outcome": draft.outcome,
        "visitor_uid": draft.visitor_uid,
        "visitor_name": text_of(draft.visitor_name),
        "companions": text_of(draft.companions),
        "answers": dict(draft.answers) or None,
        "summary": text_of(draft.summary),
        "action": text_of(draft.action),
        "next_on": draft.next_on,
        "sheet_no": draft.sheet_no,
        "measures": checked(visit_form().measures, draft.measures) or None,
        "signed_as": draft.signed_as,
        "signed_by": text_of(draft.signed_by) if draft.signed_as else None,
    }


def check_row(row: FilledRow, elder: Elder, month: Window, today: date) -> None:
    """Raise ``Refused`` for a day or a result that cannot be."""
    if row.visited_on > today:
        raise Refused("visited_on", _(IN_FUTURE))
    if not month.first <= row.visited_on <= month.last:
        raise Refused("visited_on", _(OTHER_MONTH).format(month=f"{month.first:%Y-%m}"))
    if elder.birth_on is not None and row.visited_on < elder.birth_on:
        raise Refused("visited_on", _(BEFORE_BIRTH))
    if row.outcome not in possible_outcomes(row.mode):
        words = "、".join(outcome.term for outcome in possible_outcomes(row.mode))
        told = _(UNFITTING).format(mode=row.mode.term, outcome=row.outcome.term, words=words)
        raise Refused("outcome", told)


def check_as_form(draft: VisitDraft, row: FilledRow, files: Sequence[Elder], today: date) -> None:
    """Raise ``Refused`` for what the form would refuse; ``files`` are all files of the person."""
    try:
        check_draft(draft, today)
        for file in files:
            refuse_visit_after_death(file, draft.visited_on, row.outcome)
    except FieldProblem as problem:
        reason = _(str(problem.details["reason"])).format(**problem.details)
        raise Refused(str(problem.details["field"]), reason) from None


def visitors_by_name(session: Session) -> dict[str, str]:
    """Return the uid of each visitor whose name only one has."""
    query = select(Visitor.name, Visitor.uid).where(Visitor.retracted.is_(False), Visitor.ended_on.is_(None))
    found: dict[str, list[str]] = {}
    for name, uid in session.execute(query):
        found.setdefault(name, []).append(uid)
    return {name: uids[0] for name, uids in found.items() if len(uids) == 1}


def in_order(notes: list[CellNote]) -> tuple[CellNote, ...]:
    """Return notes by row, each once."""
    return tuple(sorted(dict.fromkeys(notes), key=lambda note: (note.sheet, note.row, note.column)))
