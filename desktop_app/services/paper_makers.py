"""One maker per paper, in a table by name: it gathers what the paper shows and writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, NotAllowed
from desktop_app.reports import personal_copy, plain, visit_record
from desktop_app.reports.catalogue import OVERDUE, Paper, paper
from desktop_app.reports.statements import Stated
from desktop_app.services import (
    agreed_plans,
    assessment_papers,
    binders,
    campaign_papers,
    due_papers,
    duty_papers,
    emergency_rosters,
    finding_papers,
    handover_packs,
    notice_papers,
    overdue_papers,
    paper_months,
    paper_visits,
    person_papers,
    personal_copies,
    progress_papers,
    roster_papers,
    service_papers,
    sheet_papers,
    support_papers,
    workload_papers,
    year_papers,
)
from desktop_app.services.access_log import require_purpose
from desktop_app.services.actor import WORKERS
from desktop_app.services.form_people import MANY, coded
from desktop_app.services.months import month_of
from desktop_app.services.paper_orders import Made, MadeElsewhere, PaperOrder, UnknownPaper, issued
from desktop_app.services.paper_press import press

Maker = Callable[[PaperOrder], Made]


def _visit_records(order: PaperOrder) -> Made:
    """Write the records of some visits, or of a month, or the empty form."""
    context, wish = order.context, order.wish
    if wish.blank:
        empty = paper_visits.blank_record(context.today().month)
        return Made(order.out, visit_record.write(order.out, order.signed(), [empty], order.progress))
    signed = order.signed(order.month_on, masked=wish.masked)
    code = order.village
    window = month_of(*wish.month, context.today()).window
    with context.store.reading() as session:
        visits = paper_visits.keys_for(
            session,
            visit_uids=wish.visit_uids,
            elder_uid=wish.elder_uid,
            first=window.first,
            last=window.last,
            village_code=code,
        )
        uids = [visit.uid for visit in visits]
        chosen = paper_visits.VisitRecords(session, uids, masked=signed.masked)
        said = visit_record.stated(chosen, in_short=len(chosen) > MANY)
        signed, issue = coded(order, signed, visit_record.TITLE, said)
        pages = press(visit_record.write, order.out, signed, chosen, of=chosen, progress=order.progress)
    people = {visit.elder_uid for visit in visits}
    only = next(iter(people)) if len(people) == 1 else None
    return Made(order.out, pages, len(people), only, issue=issue)


def _duties(order: PaperOrder) -> Made:
    """Write a paper to go by."""
    codes = sheet_papers.SheetCodes(order)
    return replace(duty_papers.make(order, codes.marks), sheets=tuple(codes.prepared))


def _whose(order: PaperOrder) -> str:
    if order.wish.elder_uid is None:
        raise FieldProblem(field="elder", label=N_("老年人"), reason=N_("请选定一位老年人"))
    return order.wish.elder_uid


def _corrections(order: PaperOrder) -> Made:
    elder, context = _whose(order), order.context
    with context.store.reading() as session:
        log = personal_copies.gather_corrections(
            session, context, order.signed(masked=order.wish.masked), elder
        )
    report = personal_copy.corrections_report(log)
    return _write_plain(order, report, elder, plain.stated(report))


def _write_plain(order: PaperOrder, report: plain.PlainReport, elder: str, lines: Iterable[Stated]) -> Made:
    report, issue = issued(order, report, report.title, lines)
    return Made(order.out, plain.write(order.out, report, order.progress), 1, elder, issue=issue)


def _personal_copy(order: PaperOrder) -> Made:
    elder, context, wish = _whose(order), order.context, order.wish
    if order.actor.role not in WORKERS:
        raise NotAllowed
    require_purpose(wish.reason, wish.recipient)
    with context.store.reading() as session:
        copy = personal_copies.gather(
            session,
            context,
            order.signed(),
            elder,
            recipient=(wish.recipient or "").strip(),
            reason=(wish.reason or "").strip(),
        )
    report = personal_copy.copy_report(copy)
    return _write_plain(order, report, elder, personal_copy.stated(report))


MAKERS: dict[str, Maker] = {
    "visit-record": _visit_records,
    "person-file": person_papers.make,
    "visit-year": year_papers.make,
    "notice": notice_papers.make,
    "month-ledger": paper_months.make_ledger,
    "month-summary": paper_months.make_summary,
    "visit-plan": agreed_plans.make,
    "visit-sheet": sheet_papers.make,
    "campaign-call-tree": campaign_papers.make,
    "due-service-list": due_papers.make,
    "assessment-screening": assessment_papers.make,
    "personal-copy": _personal_copy,
    "correction-log": _corrections,
    "referral-slip": finding_papers.make_slips,
    "finding-ageing": finding_papers.make_ageing,
    "emergency-roster": emergency_rosters.make,
    "handover-pack": handover_packs.make,
    "binder": binders.make,
    "roster": roster_papers.make,
    "visitor-workload": workload_papers.make,
    "service-statistics": service_papers.make,
    "support-letter": support_papers.make_letter,
    "support-referral": support_papers.make_referral,
    "progress": progress_papers.make,
    OVERDUE: overdue_papers.make,
    **dict.fromkeys(sorted(duty_papers.NAMES), _duties),
}
"""Every paper of the catalogue but the reports on an import or a batch, which are made where that is done."""


def require_maker(name: str) -> None:
    """Refuse what is no paper, and one that is only made along with what it is about."""
    if name in MAKERS:
        return
    entry: Paper | None = paper(name)
    if entry is None:
        raise UnknownPaper(paper=name)
    raise MadeElsewhere(paper=_(entry.title))
