"""``duties``: who is owed a visit on a day, and why."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from desktop_app.bootstrap import Application
from desktop_app.cli.arguments import Commands, at_least, day, term
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.progress import Progress
from desktop_app.services.duties import OPEN_STATES, OwedRow
from desktop_app.services.since_opened import SinceOpened
from desktop_app.services.why import WhyCard, WhyRow


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("duties", _("应探访：重新计算、列出、说明原因"))
    group.command("refresh", _("按 --as-of 那一天重新计算"), _refresh)
    parser = group.command("list", _("列出应探访、已逾期和可探访的人"), _list)
    parser.add_argument(
        "--state", type=term(DutyState), action="append", metavar="STATE", help=_("只列这种状态，可写多次")
    )
    parser.add_argument("--village", metavar="CODE", help=_("只列这个嘎查村（社区）"))
    parser.add_argument("--visitor", metavar="UID", help=_("只列由这位探访人去的"))
    parser.add_argument("--kind", type=term(DutyKind), metavar="KIND", help=_("只列这一种应探访"))
    parser.add_argument("--alert", action="store_true", help=_("只列平安预警"))
    parser.add_argument("--due-by", type=day, metavar="DATE", help=_("只列这一天以前应当探访的"))
    parser.add_argument("--most", type=at_least(1), metavar="N", help=_("最多列多少条"))
    parser = group.command("since", _("列出上次处理以来到期、逾期、新发生和失效的"), _since)
    parser.add_argument(
        "--settle", metavar="CODE", help=_("把这个嘎查村（社区）逾期的批量免访，须写 --reason")
    )
    parser.add_argument("--elder", action="append", metavar="UID", help=_("只处理这位老年人，可写多次"))
    parser.add_argument("--reason", metavar="TEXT", help=_("批量免访的理由"))
    parser.add_argument("--seen", action="store_true", help=_("列出后记为已处理"))
    parser = group.command("route", _("列出今天在一个嘎查村（社区）的探访路线"), _route)
    parser.add_argument("village", metavar="CODE", help=_("嘎查村（社区）代码"))
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
        "kind": line.kind,
        "about": line.about or None,
        "rule_id": line.rule_id,
        "governing": line.governing,
        "latest_time": line.latest_time,
        "planned_on": line.planned_on,
        "overdue_days": line.overdue_days,
        "attempts": line.attempts,
        "next_step": line.next_step,
        "alert": line.alert,
        "village_code": line.village_code,
        "visitor_uid": line.visitor_uid,
        "visitor": line.visitor,
        "visitor_for": line.visitor_for,
        "household_uid": line.household_uid,
    }


def owed_lines(rows: Sequence[OwedRow]) -> list[str]:
    """Return owed visits as a table."""
    return columns(
        (
            (
                row.line.name,
                row.village,
                _(DutyState(row.line.state).term),
                _deadline(row),
                row.line.overdue_days or "",
                row.line.visitor,
                row.why,
            )
            for row in rows
        ),
        (_("姓名"), _("嘎查村（社区）"), _("状态"), _("最晚"), _("逾期天数"), _("责任人"), _("原因")),
    )


def _deadline(row: OwedRow) -> str:
    line = row.line
    return f"{line.latest_on} {line.latest_time}" if line.latest_time else str(line.latest_on)


def bring_up_to_date(app: Application, progress: Progress) -> None:
    """Recompute the duties if they are of another day or their hours have passed."""
    if app.duties.is_stale(app.actor):
        app.duties.refresh(app.actor, progress=progress)


def _refresh(session: Session, _options: Namespace) -> Answer:
    app = session.app
    people = app.duties.refresh(app.actor, whole=True, progress=session.progress)
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
    rows = app.duties.list(
        app.actor,
        states=states,
        village_code=options.village,
        visitor_uid=options.visitor,
        kind=options.kind,
        alert=options.alert,
        due_by=options.due_by,
        most=options.most,
    )
    return Answer(
        [owed_document(row) for row in rows], owed_lines(rows) if rows else [_("没有符合条件的应探访。")]
    )


def _since(session: Session, options: Namespace) -> Answer:
    app = session.app
    bring_up_to_date(app, session.progress)
    found = app.since_opened.since(app.actor)
    if options.settle:
        return _settle(session, options, found)
    if options.seen:
        app.since_opened.seen(app.actor)
    document = {
        "last_on": found.last_on,
        "today": found.today,
        "villages": [
            {
                "code": village.code,
                "name": village.name,
                "rows": [
                    {
                        "kind": row.kind,
                        "on": row.on,
                        "words": row.words,
                        "elder_uid": row.elder_uid,
                        "name": row.name,
                        "can_settle": row.can_settle,
                        "duty": row.owed.line.uid if row.owed else None,
                    }
                    for row in village.rows
                ],
            }
            for village in found.villages
        ],
    }
    rows = [
        (village.name, row.name, _(row.kind.term), row.on, row.words)
        for village in found.villages
        for row in village.rows
    ]
    if found.last_on is None:
        return Answer(document, [_("还没有记过处理到哪一天。看过清单后用 --seen 记下。")])
    heads = (_("嘎查村（社区）"), _("姓名"), _("情况"), _("日期"), _("说明"))
    return Answer(
        document,
        columns(rows, heads) if rows else [_("{day} 以来没有新的情况。").format(day=found.last_on)],
    )


def _settle(session: Session, options: Namespace, found: SinceOpened) -> Answer:
    """Waive what was missed in one village: for the people named, else for all whom the list allows."""
    app = session.app
    wanted = options.elder or [
        row.elder_uid
        for village in found.villages
        if village.code == options.settle
        for row in village.rows
        if row.can_settle
    ]
    wanted = list(dict.fromkeys(wanted))
    change_set = app.since_opened.settle(app.actor, options.settle, wanted, options.reason or "")
    return Answer(
        {"change_set": change_set, "elders": wanted},
        [
            _("已为 {count} 人登记免访。撤销：undo {change_set}").format(
                count=len(wanted), change_set=change_set
            )
        ],
    )


def _route(session: Session, options: Namespace) -> Answer:
    app = session.app
    bring_up_to_date(app, session.progress)
    stops = app.since_opened.route(app.actor, options.village)
    document = [owed_document(stop.owed) | {"group": stop.group, "address": stop.address} for stop in stops]
    heads = (_("姓名"), _("组别"), _("住址"), _("状态"), _("最晚"), _("原因"))
    rows = (
        (
            stop.owed.line.name,
            stop.group,
            stop.address,
            _(DutyState(stop.owed.line.state).term),
            _deadline(stop.owed),
            stop.owed.why,
        )
        for stop in stops
    )
    return Answer(document, columns(rows, heads) if stops else [_("今天这里没有要去的人。")])


def why_document(card: WhyCard, row: WhyRow) -> dict[str, Any]:
    """Return one paragraph of a why card as programs read it."""
    return {
        "uid": row.uid,
        "elder_uid": card.elder_uid,
        "name": card.name,
        "rule_id": row.rule_id,
        "title": row.title,
        "why": row.text,
        "owed": row.owed,
        "governing": row.governing,
        "state": row.state.value if row.state is not None else None,
        "kind": row.kind.value,
        "about": row.about or None,
        "earliest_on": row.earliest_on,
        "due_on": row.due_on,
        "latest_on": row.latest_on,
        "visitor": row.visitor,
        "visitor_for": row.stands_in_for,
        "source": {"sentence": row.sentence, "document": row.document, "basis": row.basis},
    }


def _explain(session: Session, options: Namespace) -> Answer:
    app = session.app
    bring_up_to_date(app, session.progress)
    card = app.why.of_elder(app.actor, options.uid)
    return Answer([why_document(card, row) for row in (*card.rows, card.tier)], card.lines())
