"""``duties``: who is owed a visit on a day, and why."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from desktop_app.bootstrap import Application
from desktop_app.cli.arguments import Commands, at_least, term
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.terms import DutyState
from desktop_app.progress import Progress
from desktop_app.services.duties import OPEN_STATES, OwedRow


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("duties", _("应探访：重新计算、列出、说明原因"))
    group.command("refresh", _("按 --as-of 那一天重新计算"), _refresh)
    parser = group.command("list", _("列出应探访、已逾期和可探访的人"), _list)
    parser.add_argument(
        "--state", type=term(DutyState), action="append", metavar="STATE", help=_("只列这种状态，可写多次")
    )
    parser.add_argument("--village", metavar="CODE", help=_("只列这个嘎查村（社区）"))
    parser.add_argument("--most", type=at_least(1), metavar="N", help=_("最多列多少条"))
    parser = group.command("explain", _("说明为什么应当探访"), _explain)
    parser.add_argument("uid", metavar="UID", help=_("应探访或老年人的 UID"))


def owed_document(row: OwedRow) -> dict[str, Any]:
    """Return one owed visit as programs read it."""
    line = row.line
    return {
        "uid": line.uid,
        "elder_uid": line.elder_uid,
        "name": line.name,
        "state": line.state,
        "earliest_on": line.earliest_on,
        "due_on": line.due_on,
        "latest_on": line.latest_on,
        "why": row.why,
    }


def owed_lines(rows: Sequence[OwedRow]) -> list[str]:
    """Return owed visits as a table."""
    return columns(
        (
            (
                row.line.name,
                row.village,
                _(DutyState(row.line.state).term),
                row.line.latest_on,
                row.line.overdue_days or "",
                row.line.visitor,
                row.why,
            )
            for row in rows
        ),
        (_("姓名"), _("嘎查村（社区）"), _("状态"), _("最晚"), _("逾期天数"), _("责任人"), _("原因")),
    )


def bring_up_to_date(app: Application, progress: Progress) -> None:
    """Recompute the duties if they were computed for another day."""
    if app.duties.is_stale(app.actor):
        app.duties.refresh(app.actor, progress=progress)


def _refresh(session: Session, _options: Namespace) -> Answer:
    app = session.app
    people = app.duties.refresh(app.actor, progress=session.progress)
    counts = app.duties.counts(app.actor)
    return Answer(
        {"as_of": app.clock.today(), "people": people, "states": counts},
        [
            _("已按 {day} 重新计算 {count} 人。").format(day=app.clock.today(), count=people),
            *(f"  {_(state.term)}：{count}" for state, count in counts.items()),
        ],
    )


def _list(session: Session, options: Namespace) -> Answer:
    app = session.app
    bring_up_to_date(app, session.progress)
    states = tuple(options.state or OPEN_STATES)
    rows = app.duties.list(app.actor, states=states, village_code=options.village, most=options.most)
    return Answer(
        [owed_document(row) for row in rows], owed_lines(rows) if rows else [_("没有符合条件的应探访。")]
    )


def _explain(session: Session, options: Namespace) -> Answer:
    app = session.app
    bring_up_to_date(app, session.progress)
    rows = app.duties.explain(app.actor, options.uid)
    lines = []
    for row in rows:
        line = row.line
        lines.append(
            _("{state}：{earliest} 至 {latest}。{why}").format(
                state=_(DutyState(line.state).term),
                earliest=line.earliest_on,
                latest=line.latest_on,
                why=row.why,
            )
        )
    return Answer([owed_document(row) for row in rows], [rows[0].line.name, *lines])
