"""People who moved, stayed, are paused or proposed for a higher tier, entered into the made-up installation."""

from __future__ import annotations

from datetime import timedelta

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.services.bulk_drafts import JoinHousehold
from desktop_app.services.leave import LeaveDraft
from desktop_app.services.pauses import PauseDraft
from desktop_app.services.seasonal_moves import MoveDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from tests.ui.made_up_home import LONG_NAME, TODAY

DAY = timedelta(days=1)


def uid_of(app: Application, name: str) -> str:
    """Return the uid of a person."""
    return next(row.uid for row in app.register.find(app.actor, name) if row.name == name)


def visitor_of(app: Application, name: str) -> str:
    """Return the uid of a visitor."""
    return next(row.uid for row in app.register.visitors(app.actor) if row.name == name)


def fill(app: Application) -> None:
    """Move one of a household, pause another person, propose a tier, and let a visitor be away."""
    actor = app.actor
    pair = [uid_of(app, name) for name in ("王桂兰", LONG_NAME)]
    join = JoinHousehold(head_name="王桂兰", from_on=TODAY - 30 * DAY)
    app.bulk_edits.apply(actor, app.bulk_edits.preview(actor, pair, join))
    app.seasonal_moves.go(
        actor,
        MoveDraft(
            elder_uids=(pair[1],),
            kind="pasture",
            place="白音查干冬营盘东二十里阿日善浩特",
            from_on=TODAY - 9 * DAY,
            visitor_uid=visitor_of(app, "赵宝山"),
            reach="local",
        ),
    )
    app.seasonal_moves.go(
        actor, MoveDraft(elder_uids=(uid_of(app, "张三"),), kind="child", from_on=TODAY + 5 * DAY)
    )
    app.pauses.add(
        actor,
        PauseDraft(
            elder_uid=uid_of(app, "张三"),
            from_on=TODAY - 20 * DAY,
            review_on=TODAY + 3 * DAY,
            reason="去通辽女儿家住，已电话核实",
            approver="王主任",
        ),
    )
    for ago in (2, 5):
        app.visits.record(
            actor,
            VisitDraft(
                elder_uid=uid_of(app, "李福"),
                visited_on=TODAY - ago * DAY,
                mode=Mode.IN_PERSON.value,
                outcome=Outcome.MET_IN_PERSON.value,
                visitor_name="海棠",
                findings=(FindingDraft(kind="hazard", what="煤炉没有烟囱"),),
            ),
        )
    app.leave.add(
        actor,
        LeaveDraft(
            visitor_uid=visitor_of(app, "海棠"),
            from_on=TODAY + DAY,
            to_on=TODAY + 8 * DAY,
            reason="看病",
            stand_in_uid=visitor_of(app, "赵宝山"),
        ),
    )
    app.duties.refresh(actor)
