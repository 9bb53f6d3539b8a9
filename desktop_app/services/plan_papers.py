"""The plan of visits that is being proposed on paper, as bytes for printing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports import table_paper, visit_plan
from desktop_app.reports.visit_plan import PlanLine, VisitPlan
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.agreed_plans import plan_lines
from desktop_app.services.paper_layouts import layout_of
from desktop_app.services.paper_orders import Made, signed
from desktop_app.services.plan_rows import Proposal, ProposedVisit
from desktop_app.services.previews import PaperSeen, PreviewService


class PlanPaperService(PreviewService):
    """探访计划表."""

    @allowed(*EVERYONE)
    def plan(
        self,
        actor: Actor,
        proposal: Proposal,
        visits: Sequence[ProposedVisit],
        *,
        accepted: bool,
        progress: Progress = SILENT,
    ) -> PaperSeen:
        """Return the plan as PDF: ``visits`` on their days as they stand now, and the proposal's refusals."""
        paper = VisitPlan(
            signed=signed(self._context, actor),
            first=proposal.first,
            last=proposal.last,
            accepted=accepted,
            visits=plan_lines(visits),
            refusals=tuple(
                PlanLine(
                    name=each.name,
                    village=each.village,
                    visitor=each.visitor,
                    on=None,
                    earliest_on=each.earliest_on,
                    latest_on=each.latest_on,
                    why=each.why,
                )
                for each in proposal.refusals
            ),
        )

        table = visit_plan.table(paper, layout_of(self._context, visit_plan.LAYOUT))

        def make(out: Path) -> Made:
            """Write the paper."""
            people = {visit.elder_uid for visit in visits} | {each.elder_uid for each in proposal.refusals}
            return Made(out, table_paper.write(out, table, progress), len(people))

        return self._made(make)
