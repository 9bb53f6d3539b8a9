"""One maker per paper, in a table by name: it gathers what the paper shows and writes it."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.domain.errors import N_, FieldProblem, NotAllowed
from desktop_app.reports import call_tree, month_ledger, month_summary, personal_copy, visit_record, workbooks
from desktop_app.reports.catalogue import XLSX
from desktop_app.reports.printed import BOOK
from desktop_app.services import (
    agreed_plans,
    assessment_papers,
    campaign_papers,
    campaign_progress,
    due_papers,
    duty_papers,
    emergency_rosters,
    finding_papers,
    handover_packs,
    paper_months,
    paper_visits,
    personal_copies,
    sheet_papers,
    support_papers,
)
from desktop_app.services.access_log import require_purpose
from desktop_app.services.actor import WORKERS
from desktop_app.services.months import month_of
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.paper_press import press
from desktop_app.storage.queries import campaigns as campaign_queries

LONG_TABLE = 500
"""Rows of a table that make a long paper."""

Maker = Callable[[PaperOrder], Made]


def _visit_records(order: PaperOrder) -> Made:
    """Write the records of some visits, or of a month; only here numbers can be masked."""
    context, wish = order.context, order.wish
    signed = order.signed(order.month_on, masked=wish.masked)
    code = order.village
    window = month_of(*wish.month, context.today()).window
    with context.store.reading() as session:
        visits = paper_visits.visits_for(
            session,
            visit_uids=wish.visit_uids,
            elder_uid=wish.elder_uid,
            first=window.first,
            last=window.last,
            village_code=code,
        )
        chosen = paper_visits.records(session, visits, masked=signed.masked)
    people = {visit.elder_uid for visit in visits}
    only = next(iter(people)) if len(people) == 1 else None
    pages = press(visit_record.write, order.out, signed, chosen, of=chosen, progress=order.progress)
    return Made(order.out, pages, len(people), only)


def _ledger(order: PaperOrder) -> Made:
    code, context, out = order.village, order.context, order.out
    if code is None:
        raise FieldProblem(field="village", label=N_("嘎查村（社区）"), reason=N_("台账须选定一个村"))
    with context.store.reading() as session:
        wanted = month_of(*order.wish.month, context.today())
        ledger = paper_months.ledger(session, context, order.signed(order.month_on), wanted, code)
    if order.form == XLSX:
        workbooks.write_ledger(out, ledger, order.progress)
        return Made(out, BOOK, len(ledger.rows))
    rows = ledger.rows
    pages = press(month_ledger.write, out, ledger, of=rows, long=LONG_TABLE, progress=order.progress)
    return Made(out, pages, len(rows))


def _summary(order: PaperOrder) -> Made:
    context, out = order.context, order.out
    with context.store.reading() as session:
        wanted = month_of(*order.wish.month, context.today())
        summary = paper_months.summary(session, context, order.signed(order.month_on), wanted)
    if order.form == XLSX:
        workbooks.write_summary(out, summary, order.progress)
        return Made(out, BOOK)
    return Made(out, month_summary.write(out, summary, order.progress))


def _duties(order: PaperOrder) -> Made:
    """Write a paper about duties; those who go by it need phones in full."""
    wish, code = order.wish, order.village
    people = wish.elder_uids if wish.elder_uids is not None else (wish.elder_uid,) if wish.elder_uid else None
    asked = duty_papers.DutyWish(wish.name, order.form, people, code, wish.visitor_uid)
    codes = sheet_papers.SheetCodes(order)
    with order.context.store.reading() as session:
        pages, shown = duty_papers.write(
            session,
            order.context,
            order.signed(),
            asked,
            order.out,
            marking=codes.marks,
            progress=order.progress,
        )
    whom = people[0] if people and len(people) == 1 else None
    return Made(order.out, pages, shown, whom, tuple(codes.prepared))


def _call_tree(order: PaperOrder) -> Made:
    """Write whom to call for a campaign; a paper to call by shows phones in full."""
    today, out = order.context.today(), order.out
    with order.context.store.reading() as session:
        line = campaign_queries.one_campaign(session, order.wish.campaign_uid or "")
        if line is None:
            raise FieldProblem(field="campaign", label=N_("专项探访"), reason=N_("请选定一次专项探访"))
        detail = campaign_progress.detail(session, line, today)
        tree = campaign_papers.call_tree(session, order.signed(), detail, today)
    if order.form == XLSX:
        call_tree.write_book(out, tree, order.progress)
        return Made(out, BOOK, tree.people)
    return Made(out, call_tree.write(out, tree, order.progress), tree.people)


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
    return Made(order.out, personal_copy.write_corrections(order.out, log, order.progress), 1, elder)


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
    return Made(order.out, personal_copy.write(order.out, copy, order.progress), 1, elder)


MAKERS: dict[str, Maker] = {
    "visit-record": _visit_records,
    "month-ledger": _ledger,
    "month-summary": _summary,
    "visit-plan": agreed_plans.make,
    "visit-sheet": sheet_papers.make,
    "campaign-call-tree": _call_tree,
    "due-service-list": due_papers.make,
    "assessment-screening": assessment_papers.make,
    "personal-copy": _personal_copy,
    "correction-log": _corrections,
    "referral-slip": finding_papers.make_slips,
    "finding-ageing": finding_papers.make_ageing,
    "emergency-roster": emergency_rosters.make,
    "handover-pack": handover_packs.make,
    "support-letter": support_papers.make_letter,
    "support-referral": support_papers.make_referral,
    **dict.fromkeys(sorted(duty_papers.NAMES), _duties),
}
"""Every paper of the catalogue but the reports on an import or a batch, which are made where that is done."""
