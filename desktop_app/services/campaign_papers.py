"""Gather a campaign's call tree from stored facts, and write every paper to call by."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.campaigns import TargetState
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.models import Visitor
from desktop_app.reports.call_tree import SHEET, TREE, CallLine, CallTree, tables, whole
from desktop_app.reports.paper import Signed
from desktop_app.services import campaign_progress
from desktop_app.services.call_lines import KnownPerson, call_group, known_people, one_line
from desktop_app.services.campaign_rows import CampaignDetail, TargetRow
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.table_papers import make_tables
from desktop_app.storage.queries import campaigns as campaign_queries


def make(order: PaperOrder) -> Made:
    """Write whom to call for a campaign; a paper to call by shows phones in full."""
    today = order.context.today()
    with order.context.store.reading() as session:
        line = campaign_queries.one_campaign(session, order.wish.campaign_uid or "")
        if line is None:
            raise FieldProblem(field="campaign", label=N_("专项探访"), reason=N_("请选定一次专项探访"))
        detail = campaign_progress.detail(session, line, today)
        tree = call_tree(session, order.signed(), detail, today)
    return make_call_tree(order, tree)


def make_call_tree(order: PaperOrder, tree: CallTree) -> Made:
    """Write a paper to call by: as PDF with a sheet for every visitor, as workbook in one table."""
    first, sheet = (order.layout(name) for name in (TREE, SHEET))
    apart = tables(tree, first, sheet)
    return make_tables(order, (whole(tree, sheet),), tree.people, apart=apart)


def call_tree(session: Session, signed: Signed, detail: CampaignDetail, today: date) -> CallTree:
    """Return the paper of one campaign: everybody still named, by village and visitor; those exempt are left out."""
    line = detail.row.line
    wanted = [target for target in detail.targets if target.state is not TargetState.EXEMPT]
    known = known_people(session, [target.uid for target in wanted], today)
    phones = {row[0]: row[1] for row in session.execute(select(Visitor.uid, Visitor.phone))}
    sheets: dict[tuple[str, str, str], list[TargetRow]] = defaultdict(list)
    for target in wanted:
        name = target.line.visitor or ""
        sheets[target.village, name, target.line.visitor_uid or ""].append(target)
    return CallTree(
        signed=signed,
        campaign=one_line(line.title),
        from_on=line.from_on,
        to_on=line.to_on,
        modes=tuple(Mode(mode).term for mode in line.modes),
        who=one_line(line.who or ""),
        groups=tuple(
            call_group(
                village, visitor, phones.get(uid), [_line(target, known[target.uid]) for target in targets]
            )
            for (village, visitor, uid), targets in sheets.items()
        ),
    )


def _line(target: TargetRow, known: KnownPerson) -> CallLine:
    last = target.last if target.state is TargetState.REACHED else None
    if last is None:
        return known.line(target.line.name, target.age)
    made = f"{last.visited_on.month}月{last.visited_on.day}日"
    if last.visited_time:
        made += f"\n{last.visited_time}"
    return known.line(
        target.line.name,
        target.age,
        made=made,
        mode=Mode(last.mode).term,
        outcome=Outcome(last.outcome).term,
    )
