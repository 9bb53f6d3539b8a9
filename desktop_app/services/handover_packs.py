"""Gather the pack that goes with a handover: of each person what the other visitor must know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem, SurroundingsError
from desktop_app.domain.phones import show_phone
from desktop_app.domain.terms import (
    Category,
    ContactRole,
    DutyKind,
    DutyState,
    FindingKind,
    FindingState,
    HealthKind,
    Mode,
    Outcome,
    Tier,
    WillingnessKind,
)
from desktop_app.models import PlannedVisit
from desktop_app.progress import SILENT, Progress
from desktop_app.reports import handover_pack, plain
from desktop_app.reports.handover_pack import HandoverPack, PackPerson
from desktop_app.reports.paper import Signed
from desktop_app.services.context import Context
from desktop_app.services.duties import OPEN_STATES
from desktop_app.services.duty_papers import address_of
from desktop_app.services.handovers import HandoverRow, past_handovers
from desktop_app.services.paper_orders import Made, PaperOrder, issued
from desktop_app.storage.queries import duties as duty_queries
from desktop_app.storage.queries import persons
from desktop_app.storage.queries import visits as visit_queries
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.storage.queries.links import Groups, groups
from desktop_app.storage.queries.persons import ContactRow, ElderDetail
from desktop_app.storage.queries.visits import FindingRow, VisitRow

_OPEN = frozenset(state.value for state in OPEN_STATES)
LAST_VISITS = 3
_MOST_NOTES = 3
_FORMS = {
    "visit": "探访登记",
    "visit_correction": "探访更正",
    "household_round": "入户同访",
    "elder": "档案修改",
}
"""Forms whose drafts are about a person, by the name under which they are kept."""


def make(order: PaperOrder) -> Made:
    """Write the pack of one handover."""
    with order.context.store.reading() as session:
        found = past_handovers(session, uid=order.wish.handover_uid) if order.wish.handover_uid else []
        if not found:
            raise FieldProblem(field="handover", label=N_("交接"), reason=N_("请选定一次交接"))
        pack = gather(session, order.context, order.signed(masked=False), found[0], order.progress)
    report = handover_pack.report(pack)
    report, issue = issued(order, report, handover_pack.TITLE, plain.stated(report))
    return Made(order.out, plain.write(order.out, report, order.progress), len(pack.people), issue=issue)


def gather(
    session: Session, context: Context, signed: Signed, handed: HandoverRow, progress: Progress = SILENT
) -> HandoverPack:
    """Return the pack of a handover as things stand today; people who were taken out since are left out."""
    today, joined = context.today(), groups(session)
    uids = list(dict.fromkeys(joined.canonical(uid) for uid in handed.elder_uids))
    duties: dict[str, list[DutyLine]] = {}
    for line in duty_queries.of_elders(session, uids, on=today):
        duties.setdefault(line.elder_uid, []).append(line)
    planned = _planned(session, joined, uids, today)
    drafts = _drafts(context, joined)
    people = []
    for number, uid in enumerate(uids, start=1):
        detail = persons.get_detail(session, uid, today, county=context.site.county)
        if detail is not None:
            findings = visit_queries.findings(session, elder_uid=uid, state=FindingState.OPEN.value)
            visits = visit_queries.of_elder(session, uid, most=LAST_VISITS)
            lines = duties.get(uid, [])
            waiting = [_duty(each, today) for each in lines if each.state in _OPEN] or [
                _duty(each, today) for each in lines if each.governing
            ]
            plan = f"已排定 {_day(planned[uid], today)}" if uid in planned else ""
            told = [*waiting, *filter(None, (plan,))]
            people.append(
                PackPerson(
                    name=detail.name,
                    village=detail.village,
                    tier=next((Tier(each.tier).term for each in lines if each.tier), ""),
                    duty=told[0] if told else "",
                    findings=len(findings),
                    facts=_facts(detail, today, "\n".join(told), findings, visits, drafts.get(uid, ())),
                )
            )
        progress.report(number, len(uids), handover_pack.TITLE)
    return HandoverPack(
        signed=signed,
        from_name=handed.from_name,
        to_name=handed.to_name,
        from_on=handed.from_on,
        until=handed.until,
        reason=handed.reason or "",
        note=handed.note or "",
        witness=handed.witness or "",
        people=tuple(people),
    )


def _facts(
    detail: ElderDetail,
    today: date,
    duty: str,
    findings: Sequence[FindingRow],
    visits: Sequence[VisitRow],
    drafts: Sequence[str],
) -> tuple[tuple[str, str], ...]:
    told = (
        ("住址电话", "　".join(part for part in (address_of(detail, today), _phone(detail.phone)) if part)),
        ("类别", "、".join(_categories(detail, today))),
        ("应探访", duty),
        ("意愿", _willingness(detail)),
        ("联系人", "\n".join(_contact(one) for one in detail.contacts)),
        ("同户", "；".join(_household(detail))),
        ("健康提示", "；".join(_health(detail, today))),
        ("备忘", "\n".join(_notes(detail))),
        ("最近探访", "\n".join(_visit(one) for one in visits) or "没有探访记录"),
        ("未办结问题", "\n".join(_finding(one, today) for one in findings)),
        ("未填完", "、".join(drafts)),
    )
    return tuple((title, text) for title, text in told if text)


def _duty(line: DutyLine, today: date) -> str:
    if line.alert:
        return "平安预警：请当天查明"
    state = DutyState(line.state)
    kind = "" if line.kind == DutyKind.ROUTINE.value else f"{DutyKind(line.kind).term} "
    if state is DutyState.OVERDUE:
        return f"{kind}{state.term}{line.overdue_days}天"
    if state is DutyState.PLANNED:
        return f"{kind}{_day(line.earliest_on, today)}起可探访，最迟{_day(line.latest_on, today)}"
    if line.state in _OPEN:
        return f"{kind}{state.term}，最迟{_day(line.latest_on, today)}"
    return f"{kind}{state.term}"


def _day(on: date, today: date) -> str:
    return f"{on:%m-%d}" if on.year == today.year else f"{on:%Y-%m-%d}"


def _categories(detail: ElderDetail, today: date) -> list[str]:
    return [
        Category(span.category).term
        for span in detail.categories
        if (span.from_on is None or span.from_on <= today) and (span.to_on is None or today <= span.to_on)
    ]


def _willingness(detail: ElderDetail) -> str:
    newest = max(detail.willingness, key=lambda each: each.asked_on, default=None)
    if newest is None or newest.kind == WillingnessKind.WILLING.value:
        return ""
    note = f"：{newest.note}" if newest.note else ""
    return f"{WillingnessKind(newest.kind).term}（{newest.asked_on:%Y-%m-%d}）{note}"


def _contact(one: ContactRow) -> str:
    roles = "、".join(ContactRole(role).term for role in one.roles if role in set(ContactRole))
    return "　".join(part for part in (roles, one.relation, one.name, _phone(one.phone)) if part)


def _household(detail: ElderDetail) -> list[str]:
    return [
        f"户主{each.head_name}"
        + (f"，同住{'、'.join(name for _uid, name in each.members)}" if each.members else "")
        for each in detail.households
        if each.to_on is None
    ]


def _health(detail: ElderDetail, today: date) -> list[str]:
    return [
        f"{HealthKind(fact.kind).term}：{fact.what}"
        for fact in detail.health
        if fact.to_on is None or fact.to_on >= today
    ]


def _notes(detail: ElderDetail) -> list[str]:
    newest = sorted(detail.notes, key=lambda each: each.noted_on, reverse=True)[:_MOST_NOTES]
    return [*filter(None, (detail.note,)), *(f"{each.noted_on:%Y-%m-%d} {each.text}" for each in newest)]


def _visit(one: VisitRow) -> str:
    said = "；".join(part for part in (one.summary, one.action) if part)
    words = f"{one.visited_on:%Y-%m-%d} {Mode(one.mode).term} {Outcome(one.outcome).term}"
    return f"{words}：{said}" if said else words


def _finding(one: FindingRow, today: date) -> str:
    until = f"，期限{_day(one.due_on, today)}" if one.due_on else ""
    given = f"，已转{one.referred_to}" if one.referred_to else ""
    return f"{FindingKind(one.kind).term} {one.what}（{_day(one.found_on, today)}发现{until}{given}）"


def _phone(phone: str | None) -> str:
    return show_phone(phone) if phone else ""


def _planned(session: Session, joined: Groups, uids: Sequence[str], today: date) -> Mapping[str, date]:
    """Return the next agreed day of each person."""
    query = (
        select(PlannedVisit.elder_uid, PlannedVisit.planned_on)
        .where(PlannedVisit.retracted.is_(False), PlannedVisit.planned_on >= today)
        .order_by(PlannedVisit.planned_on)
    )
    wanted = set(uids)
    found: dict[str, date] = {}
    for uid, on in session.execute(query):
        head = joined.canonical(uid)
        if head in wanted:
            found.setdefault(head, on)
    return found


def _drafts(context: Context, joined: Groups) -> Mapping[str, Sequence[str]]:
    """Return by person which forms were begun on this computer and not saved; what they say is nobody else's."""
    found: dict[str, list[str]] = {}
    # The pack is printed all the same where no draft can be read.
    with suppress(SurroundingsError):
        for row in context.drafts.rows():
            if row.form in _FORMS:
                words = f"{_FORMS[row.form]}（{row.saved_at:%Y-%m-%d}，{row.saved_by}）"
                # A correction is kept under its visit, a round under its household: the content says who it is.
                told = row.content.get("people") or [row.content.get("elder_uid") or row.subject]
                for uid in dict.fromkeys(joined.canonical(str(each)) for each in told):
                    found.setdefault(uid, []).append(words)
    return found
