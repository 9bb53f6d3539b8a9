"""``leave``, ``handover`` and ``moves``: who is away, who takes over, and who moved for the season."""

from __future__ import annotations

from argparse import Namespace

from desktop_app.cli.arguments import Commands, day, term
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer, columns
from desktop_app.cli.faults import UsageProblem
from desktop_app.cli.obligations import add_days, add_ending, done_answer, table
from desktop_app.cli.session import Session
from desktop_app.cli.visits import visitor_uid
from desktop_app.config.strings import _
from desktop_app.domain.terms import ReachKind, ResidenceKind
from desktop_app.services.handovers import HandoverDraft
from desktop_app.services.leave import LeaveDraft
from desktop_app.services.left_behind import MOVES
from desktop_app.services.seasonal_moves import MoveDraft, MoveFilter


def add(commands: Commands) -> None:
    """Register the commands."""
    _add_leave(commands.group("leave", _("探访人请假：登记、结束、列出")))
    parser = commands.command("handover", _("把探访对象从一位探访人移交给另一位"), _handover)
    parser.add_argument("--from-visitor", required=True, metavar="NAME", help=_("交出人"))
    parser.add_argument("--to-visitor", required=True, metavar="NAME", help=_("接手人"))
    add_days(parser, last=_("最后一天，其后交还"))
    parser.add_argument("--elder", action="append", metavar="UID", help=_("只移交这些人，可写多次"))
    parser.add_argument("--reason", metavar="TEXT", help=_("事由"))
    parser.add_argument("--note", metavar="TEXT", help=_("其他要交代的话，印在交接单上"))
    parser.add_argument("--witness", metavar="NAME", help=_("监交人"))
    parser.add_argument("--dry-run", action="store_true", help=_("只预览，不改动数据"))
    commands.command("handovers", _("列出交接记录"), _handovers)
    _add_moves(commands.group("moves", _("转场：名单、留守人员、转出、返回")))


def _add_leave(group: Commands) -> None:
    parser = group.command("add", _("登记请假和代班人"), _leave)
    parser.add_argument("--visitor", required=True, metavar="NAME", help=_("请假人"))
    parser.add_argument("--from", dest="from_on", type=day, required=True, metavar="DATE", help=_("从哪天起"))
    parser.add_argument("--to", dest="to_on", type=day, required=True, metavar="DATE", help=_("最后一天"))
    parser.add_argument("--stand-in", metavar="NAME", help=_("代班人"))
    parser.add_argument("--reason", metavar="TEXT", help=_("事由"))
    parser = group.command("end", _("提前回来或取消请假"), _end_leave)
    add_ending(parser)
    parser = group.command("list", _("列出请假"), _leaves)
    parser.add_argument("--over", action="store_true", help=_("也列出已结束的"))


def _add_moves(group: Commands) -> None:
    parser = group.command("list", _("列出将转场、在外、已返回的人"), _moves)
    parser.add_argument("--from", dest="from_on", type=day, metavar="DATE", help=_("从哪天起，缺省两个月前"))
    parser.add_argument("--to", dest="to_on", type=day, metavar="DATE", help=_("到哪天，缺省两个月后"))
    parser.add_argument("--village", metavar="CODE", help=_("只看这个村社"))
    parser = group.command("left-behind", _("列出转场后留守的人"), _left_behind)
    parser.add_argument("--village", metavar="CODE", help=_("只看这个村社"))
    parser = group.command("go", _("登记一户或几个人转场"), _go)
    parser.add_argument("--elder", action="append", required=True, metavar="UID", help=_("谁，可写多次"))
    parser.add_argument("--household", action="store_true", help=_("同户的人一起"))
    kinds = "、".join(f"{kind.value} {_(kind.term)}" for kind in MOVES)
    parser.add_argument(
        "--kind", type=term(ResidenceKind), default=ResidenceKind.PASTURE, metavar="KIND", help=kinds
    )
    add_days(parser, last=_("在那里的最后一天，不知道就不写"))
    parser.add_argument("--place", metavar="TEXT", help=_("地名"))
    parser.add_argument("--visitor", metavar="NAME", help=_("在那里由谁探访"))
    ways = "、".join(f"{reach.value} {_(reach.term)}" for reach in ReachKind)
    parser.add_argument("--reach", type=term(ReachKind), metavar="WAY", help=ways)
    parser.add_argument("--dry-run", action="store_true", help=_("只预览，不改动数据"))
    parser = group.command("return", _("登记返回"), _return)
    parser.add_argument("--elder", action="append", required=True, metavar="UID", help=_("谁，可写多次"))
    parser.add_argument("--on", type=day, metavar="DATE", help=_("在那里的最后一天，缺省为今天"))


def _visitor(session: Session, name: str) -> str:
    """Return the one registered visitor of this name; raises ``UsageProblem``."""
    uid = visitor_uid(session.app, name)
    if uid is None:
        raise UsageProblem(problem=_("没有这位探访人，或有几位同名：{name}").format(name=name), command="")
    return uid


def _leave(session: Session, options: Namespace) -> Answer:
    app = session.app
    draft = LeaveDraft(
        visitor_uid=_visitor(session, options.visitor),
        from_on=options.from_on,
        to_on=options.to_on,
        reason=options.reason,
        stand_in_uid=_visitor(session, options.stand_in) if options.stand_in else None,
    )
    return done_answer(_("已登记请假。"), app.leave.add(app.actor, draft))


def _end_leave(session: Session, options: Namespace) -> Answer:
    app = session.app
    return done_answer(_("请假已结束。"), app.leave.end(app.actor, options.uid, on=options.on))


def _leaves(session: Session, options: Namespace) -> Answer:
    return table(
        session.app.leave.list(session.app.actor, over=options.over),
        ("visitor", "from_on", "to_on", "stand_in", "people", "reason", "state", "uid"),
        (_("请假人"), _("自"), _("至"), _("代班人"), _("负责人数"), _("事由"), _("状态"), "UID"),
        _("没有人请假。"),
    )


def _handover(session: Session, options: Namespace) -> Answer:
    app = session.app
    draft = HandoverDraft(
        from_uid=_visitor(session, options.from_visitor),
        to_uid=_visitor(session, options.to_visitor),
        from_on=options.from_on or app.clock.today(),
        until=options.to_on,
        elder_uids=tuple(options.elder) if options.elder else None,
        reason=options.reason,
        note=options.note,
        witness=options.witness,
    )
    foreseen = app.handovers.preview(app.actor, draft)
    words = [
        _("移交 {people} 人，责任分工 {begun} 项，排定的探访 {planned} 次。").format(
            people=len(foreseen.lines), begun=foreseen.begun, planned=foreseen.planned
        )
    ]
    if foreseen.findings:
        words.append(_("名下未办结的问题 {count} 件，改由接手人负责。").format(count=foreseen.findings))
    if foreseen.by_stay:
        words.append(
            _("另有 {count} 人因居住时段由交出人探访，不随移交改变。").format(count=foreseen.by_stay)
        )
    if foreseen.away:
        words.append(_("注意：接手人这段时间有请假。"))
    done = None if options.dry_run else app.handovers.apply(app.actor, draft)
    data = {
        "people": [line.elder_uid for line in foreseen.lines],
        "begun": foreseen.begun,
        "planned": foreseen.planned,
        "findings": foreseen.findings,
        "by_stay": foreseen.by_stay,
        "away": foreseen.away,
        "change_set": done.change_set if done else None,
    }
    return Answer(data, words)


def _handovers(session: Session, _options: Namespace) -> Answer:
    rows = session.app.handovers.past(session.app.actor)
    lines = columns(
        (
            (
                row.from_on,
                row.until or _("长期"),
                row.from_name,
                row.to_name,
                len(row.elder_uids),
                row.findings,
                row.reason,
                row.uid,
            )
            for row in rows
        ),
        (_("自"), _("至"), _("交出人"), _("接手人"), _("人数"), _("随交问题"), _("事由"), "UID"),
    )
    return Answer(rows, lines if rows else [_("没有交接记录。")])


def _moves(session: Session, options: Namespace) -> Answer:
    wanted = MoveFilter(from_on=options.from_on, to_on=options.to_on, village_code=options.village)
    rows = session.app.seasonal_moves.list(session.app.actor, wanted)
    kinds = {each.value: _(each.term) for each in (*ResidenceKind, *ReachKind)}
    lines = columns(
        (
            (
                row.name,
                row.village,
                _(row.state.term),
                kinds.get(row.kind, row.kind),
                row.place,
                row.from_on,
                row.to_on,
                row.covered_by,
                kinds.get(row.reach or ""),
                row.elder_uid,
            )
            for row in rows
        ),
        (
            _("姓名"),
            _("嘎查村（社区）"),
            _("状态"),
            _("住在"),
            _("地点"),
            _("自"),
            _("至"),
            _("由谁探访"),
            _("探访方式"),
            "UID",
        ),
    )
    return Answer(rows, lines if rows else [_("这段时间没有人转场。")])


def _left_behind(session: Session, options: Namespace) -> Answer:
    rows = session.app.seasonal_moves.left_behind(session.app.actor, village_code=options.village)
    data = [
        {
            "elder_uid": row.elder_uid,
            "name": row.name,
            "village": row.village,
            "household": row.household,
            "why": row.why.say(_),
            "since_on": row.since_on,
            "visitor": row.visitor,
        }
        for row in rows
    ]
    lines = columns(
        ((row.name, row.village, row.why.say(_), row.visitor, row.elder_uid) for row in rows),
        (_("姓名"), _("嘎查村（社区）"), _("为什么"), _("探访人"), "UID"),
    )
    return Answer(data, lines if rows else [_("没有转场后留守的人。")])


def _go(session: Session, options: Namespace) -> Answer:
    app = session.app
    elders = tuple(options.elder)
    if options.household:
        elders = tuple(
            line.elder_uid for uid in elders for line in app.seasonal_moves.household(app.actor, uid)
        )
    draft = MoveDraft(
        elder_uids=elders,
        kind=options.kind.value,
        from_on=options.from_on or app.clock.today(),
        to_on=options.to_on,
        place=options.place,
        visitor_uid=_visitor(session, options.visitor) if options.visitor else None,
        reach=options.reach.value if options.reach else None,
    )
    if options.dry_run:
        rows = app.seasonal_moves.preview(app.actor, draft)
        lines = columns(((row.name, row.refused or _("可以转场")) for row in rows), (_("姓名"), _("结果")))
        return Answer(rows, lines, WITH_PROBLEMS if any(row.refused for row in rows) else DONE)
    return done_answer(_("已登记 {count} 人转场。"), app.seasonal_moves.go(app.actor, draft))


def _return(session: Session, options: Namespace) -> Answer:
    app = session.app
    done = app.seasonal_moves.bring_back(app.actor, options.elder, on=options.on)
    return done_answer(_("已登记返回。"), done)
