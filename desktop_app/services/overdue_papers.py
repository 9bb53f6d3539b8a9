"""Gather the list of those whose visit is overdue or still to be made this month."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desktop_app.domain.terms import Category, DutyState, Tier
from desktop_app.progress import SILENT, Progress
from desktop_app.reports import overdue_list
from desktop_app.reports.overdue_list import LAYOUT, OverdueList, OverdueRow
from desktop_app.reports.paper import Signed
from desktop_app.scheduling.reasons import Reason
from desktop_app.services.context import Context
from desktop_app.services.duties import OPEN_STATES
from desktop_app.services.months import elder_months, month_of
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.table_papers import make_tables
from desktop_app.services.why import WhyCard, why_cards
from desktop_app.storage import collector
from desktop_app.storage.queries import duties as queries
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.storage.queries.elders import village_names


def make(order: PaperOrder) -> Made:
    """Write the list of one village or all."""
    context, code = order.context, order.village
    with context.store.reading() as session, collector.paused():
        listed = overdue(session, context, order.signed(), village_code=code, progress=order.progress)
    table = overdue_list.table(listed, order.layout(LAYOUT))
    return make_tables(order, (table,), len(listed.rows) + len(listed.unvisited))


def overdue(
    session: Session,
    context: Context,
    signed: Signed,
    *,
    village_code: str | None = None,
    progress: Progress = SILENT,
) -> OverdueList:
    """Return everybody whose visit is overdue, alarms and the longest first, with what the why card says of them.

    Then those whom this month asks to visit and who were not yet, with the rule that asks for it.
    """
    today = context.today()
    states = tuple(state.value for state in OPEN_STATES)
    lines = queries.list_lines(session, on=today, states=states, village_code=village_code)
    late = [line for line in lines if line.state == DutyState.OVERDUE.value]
    known = {line.elder_uid for line in late}
    month = month_of(today.year, today.month, today)
    waiting = {
        one.uid
        for one in elder_months(session, context.rules.book, month, village_code=village_code)
        if one.line.owed and not one.line.visited
    }
    coming = [line for line in lines if line.elder_uid in waiting - known]
    coming.sort(key=lambda line: (line.latest_on, line.village_code, line.name))
    cards = {
        card.elder_uid: card
        for card in why_cards(session, context, [line.elder_uid for line in late], progress, str)
    }
    names = village_names(session)
    return OverdueList(
        signed=signed,
        day=today,
        village=names.get(village_code, village_code) if village_code else "",
        rows=tuple(_row(line, names, *_told(cards.get(line.elder_uid), line)) for line in late),
        unvisited=tuple(_row(line, names, Reason.from_data(line.reason).rule.say(str)) for line in coming),
    )


def _told(card: WhyCard | None, line: DutyLine) -> tuple[str, str]:
    told = {row.uid: (row.facts, row.grounds) for row in card.rows} if card is not None else {}
    return told.get(line.uid, ("", ""))


def _row(line: DutyLine, names: dict[str, str], why: str, grounds: str = "") -> OverdueRow:
    visitor = line.visitor or ""
    return OverdueRow(
        name=line.name,
        village=names.get(line.village_code, line.village_code),
        categories=tuple(Category(key).term for key in line.categories),
        tier=Tier(line.tier).term if line.tier else "",
        overdue_days=line.overdue_days,
        latest_on=line.latest_on,
        last_counted_on=line.last_counted_on,
        visitor=f"{visitor}（代{line.visitor_for}）" if line.visitor_for else visitor,
        why=why,
        grounds=grounds,
    )
