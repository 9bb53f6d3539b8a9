"""Everything the page 转场与交接 shows, read in one reader job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.bootstrap import Application
from desktop_app.domain.divisions import Division
from desktop_app.domain.terms import UserRole
from desktop_app.services.handovers import HandoverRow
from desktop_app.services.leave import LeaveRow
from desktop_app.services.left_behind import LeftBehindRow
from desktop_app.services.pauses import PauseRow
from desktop_app.services.register import VisitorRow
from desktop_app.services.seasonal_moves import MoveFilter, MoveRow
from desktop_app.services.tier_decisions import ProposalRow
from desktop_app.services.waivers import WaiverRow


@dataclass(frozen=True, slots=True)
class Reading:
    """The lists of the tabs and what their forms offer."""

    moves: Sequence[MoveRow]
    left_behind: Sequence[LeftBehindRow]
    proposals: Sequence[ProposalRow]
    leaves: Sequence[LeaveRow]
    pauses: Sequence[PauseRow]
    waivers: Sequence[WaiverRow]
    handovers: Sequence[HandoverRow]
    villages: Sequence[Division]
    visitors: Sequence[VisitorRow]


def read(app: Application, village_code: str | None) -> Reading:
    """Read the lists, of one village or of all."""
    actor = app.actor
    names = {one.code: one.name for one in app.register.villages(actor)}
    village = names.get(village_code or "")
    waivers = app.waivers.list(actor, since=app.clock.today())
    return Reading(
        app.seasonal_moves.list(actor, MoveFilter(village_code=village_code)),
        app.seasonal_moves.left_behind(actor, village_code=village_code),
        app.tier_decisions.proposals(actor, village_code=village_code),
        app.leave.list(actor),
        app.pauses.list(actor, village_code=village_code),
        [row for row in waivers if village is None or row.village == village],
        app.handovers.past(actor),
        app.register.villages(actor),
        app.register.visitors(actor),
    )


def may_decide(app: Application) -> bool:
    """Tell whether who is logged in decides for the township; the services check it again."""
    return app.actor.role is UserRole.OFFICER


def may_write(app: Application) -> bool:
    """Tell whether who is logged in may write at all."""
    return app.actor.role is not UserRole.READER
