"""The days agreed on in a month as a paper."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable

from desktop_app.reports import visit_plan
from desktop_app.reports.visit_plan import PlanLine, VisitPlan
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.plan_calendar import CalendarReading
from desktop_app.services.plan_rows import CalendarEntry, ProposedVisit
from desktop_app.services.table_papers import make_tables


def make(order: PaperOrder) -> Made:
    """Write the days agreed on in a month, from today on."""
    context, first = order.context, order.month_on
    today, code = context.today(), order.village
    last = first.replace(day=monthrange(first.year, first.month)[1])
    with context.store.reading() as session:
        view = CalendarReading(session, context.rules.book, today, first, last).read(code, None)
    agreed = [entry for entry in view.entries if entry.planned]
    paper = VisitPlan(
        signed=order.signed(),
        first=min(max(first, today), last),
        last=last,
        accepted=True,
        visits=plan_lines(agreed),
        refusals=(),
    )
    people = len({entry.elder_uid for entry in agreed})
    return make_tables(order, (visit_plan.table(paper, order.layout(visit_plan.LAYOUT)),), people)


def plan_lines(visits: Iterable[ProposedVisit | CalendarEntry]) -> tuple[PlanLine, ...]:
    """Return visits on their days as lines of the paper."""
    return tuple(
        PlanLine(
            name=visit.name,
            village=visit.village,
            visitor=visit.visitor,
            on=visit.on,
            earliest_on=visit.earliest_on,
            latest_on=visit.latest_on,
            why=visit.why,
        )
        for visit in visits
    )
