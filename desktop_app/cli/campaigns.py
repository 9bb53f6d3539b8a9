"""``campaigns``: templates with their next days, start a round, who is named, how far it got, end it."""

from __future__ import annotations

from argparse import Namespace
from datetime import date, timedelta
from typing import Any

from desktop_app.cli.arguments import Commands, day, term
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.campaigns import RoundProgress
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import CampaignKind, Mode
from desktop_app.services.campaign_rows import (
    SPECIAL,
    USUAL_PEOPLE,
    CampaignDraft,
    CampaignRow,
    PeopleChoice,
    TemplateRow,
    movers_between,
)

NAMED = "named"


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("campaigns", _("专项探访：模板、发起、名单、进度、结束"))
    parser = group.command("templates", _("列出模板和下一次的日期"), _templates)
    parser.add_argument("--due", action="store_true", help=_("只列 14 天内该发起而没有发起的"))
    group.command("list", _("列出专项探访和进度"), _list)
    parser = group.command("start", _("按模板或自定发起一次专项探访"), _start)
    parser.add_argument("--template", metavar="KEY", help=_("模板，见 campaigns templates"))
    parser.add_argument("--title", metavar="TEXT", help=_("名称，缺省为模板的名称"))
    parser.add_argument("--from", dest="from_on", type=day, metavar="DATE", help=_("开始日期"))
    parser.add_argument("--to", dest="to_on", type=day, metavar="DATE", help=_("结束日期"))
    modes = "、".join(f"{mode.value} {_(mode.term)}" for mode in Mode)
    parser.add_argument("--mode", type=term(Mode), action="append", default=[], metavar="MODE", help=modes)
    parser.add_argument("--apart", action="store_true", help=_("为这次专项做的探访不计入日常应探访"))
    parser.add_argument(
        "--who",
        choices=(*USUAL_PEOPLE, NAMED),
        help=_("对象：special 特殊困难、eighty 80岁以上、everybody 全部、named 只要 --elder 写明的人"),
    )
    parser.add_argument(
        "--village", action="append", default=[], metavar="CODE", help=_("只要这个嘎查村（社区），可写多次")
    )
    parser.add_argument(
        "--elder", action="append", default=[], metavar="UID", help=_("另加一位老年人，可写多次")
    )
    parser.add_argument(
        "--without", action="append", default=[], metavar="UID", help=_("不要这位老年人，可写多次")
    )
    parser.add_argument("--note", metavar="TEXT", help=_("备注"))
    parser.add_argument("--again", action="store_true", help=_("已有同名同日期的一次，仍要发起"))
    parser.add_argument("--dry-run", action="store_true", help=_("只预览，不改动数据"))
    parser = group.command("targets", _("列出一次专项探访的名单，或增减对象"), _targets)
    parser.add_argument("uid", metavar="UID")
    parser.add_argument(
        "--add", action="append", default=[], metavar="UID", help=_("增加一位老年人，可写多次")
    )
    parser.add_argument(
        "--remove", action="append", default=[], metavar="UID", help=_("移出一位老年人，可写多次")
    )
    parser = group.command("progress", _("一次专项探访的进度，分村和探访人"), _progress)
    parser.add_argument("uid", metavar="UID")
    parser = group.command("end", _("提前结束，或撤销一次专项探访"), _end)
    parser.add_argument("uid", metavar="UID")
    parser.add_argument("--on", type=day, metavar="DATE", help=_("最后一天，缺省为今天"))
    parser.add_argument("--take-back", action="store_true", help=_("整次撤销，已登记的探访保留"))


def _templates(session: Session, options: Namespace) -> Answer:
    app = session.app
    if options.due:
        found = app.campaigns.suggestions(app.actor)
        document = [
            {**_template(each.row), "from_on": each.from_on, "to_on": each.to_on, "running": each.running}
            for each in found
        ]
    else:
        document = [_template(row) for row in app.campaigns.templates(app.actor)]
    lines = columns(
        ((row["key"], row["title"], row["from_on"], row["to_on"], row["occasion"]) for row in document),
        (_("模板"), _("名称"), _("开始日期"), _("结束日期"), _("时机")),
    )
    return Answer(document, lines if document else [_("14 天内没有该发起的专项探访。")])


def _template(row: TemplateRow) -> dict[str, Any]:
    first, last = row.days or (None, None)
    source = row.template.source
    return {
        "key": row.key,
        "title": row.template.title,
        "kind": row.template.kind.value,
        "occasion": row.template.occasion,
        "from_on": first,
        "to_on": last,
        "within_days": row.template.within_days,
        "profile": row.profile,
        "source": source.sentence,
        "document": source.document,
        "basis": source.basis.value,
    }


def _list(session: Session, _options: Namespace) -> Answer:
    app = session.app
    rows = app.campaigns.list(app.actor)
    lines = columns(
        (
            (
                row.line.title,
                row.line.from_on,
                row.line.to_on,
                _(row.phase.term),
                f"{row.progress.reached}/{row.progress.owed}",
                row.uid,
            )
            for row in rows
        ),
        (_("名称"), _("开始日期"), _("结束日期"), _("状态"), _("已探访"), "UID"),
    )
    return Answer([_campaign(row) for row in rows], lines if rows else [_("还没有发起过专项探访。")])


def _campaign(row: CampaignRow) -> dict[str, Any]:
    line = row.line
    return {
        "uid": line.uid,
        "title": line.title,
        "kind": line.kind,
        "template": line.template,
        "from_on": line.from_on,
        "to_on": line.to_on,
        "modes": line.modes,
        "feeds_duties": line.feeds_duties,
        "who": line.who,
        "note": line.note,
        "phase": row.phase.value,
        **_counts(row.progress),
    }


def _counts(progress: RoundProgress) -> dict[str, int]:
    return {
        "targets": progress.targets,
        "owed": progress.owed,
        "reached": progress.reached,
        "tried": progress.tried,
        "left": progress.left,
        "exempt": progress.exempt,
    }


def _start(session: Session, options: Namespace) -> Answer:
    app = session.app
    draft = _draft(session, options)
    preview = app.campaigns.preview(app.actor, draft)
    people = [{"elder_uid": each.uid, "name": each.name, "village": each.village} for each in preview.people]
    if options.dry_run:
        said = _("将列入 {count} 人。").format(count=len(people))
        lines = [
            said,
            *preview.warnings,
            *columns(((each["village"], each["name"]) for each in people), (_("嘎查村（社区）"), _("姓名"))),
        ]
        return Answer({"uid": None, "targets": len(people), "people": people}, lines)
    started = app.campaigns.start(app.actor, draft)
    said = _("已发起，列入 {count} 人：{uid}").format(count=started.targets, uid=started.uid)
    return Answer(
        {"uid": started.uid, "targets": started.targets, "people": people}, [said, *preview.warnings]
    )


def _draft(session: Session, options: Namespace) -> CampaignDraft:
    app = session.app
    row = None
    if options.template:
        rows = {each.key: each for each in app.campaigns.templates(app.actor)}
        row = rows.get(options.template)
        if row is None:
            raise FieldProblem(field="template", label=N_("模板"), reason=N_("没有这个模板"))
    first, last = _days(options, row, app.clock.today())
    conditions = USUAL_PEOPLE.get(options.who or SPECIAL, ())
    moves = None
    if row is not None and options.who is None:
        conditions, moves = row.template.who, movers_between(row.template, first, last)
    modes = options.mode or (row.template.modes if row else (Mode.IN_PERSON, Mode.PHONE, Mode.VIDEO))
    return CampaignDraft(
        title=options.title or (row.template.title if row else ""),
        kind=(row.template.kind if row else CampaignKind.OTHER).value,
        from_on=first,
        to_on=last,
        modes=tuple(mode.value for mode in modes),
        feeds_duties=not options.apart and (row is None or row.template.feeds_duties),
        template=row.key if row else None,
        note=options.note,
        again=options.again,
        choice=PeopleChoice(
            conditions=conditions,
            villages=tuple(options.village),
            moved_from=moves[0] if moves else None,
            moved_to=moves[1] if moves else None,
            also=tuple(options.elder),
            without=tuple(options.without),
            rest=options.who != NAMED,
        ),
    )


def _days(options: Namespace, row: TemplateRow | None, today: date) -> tuple[date, date]:
    """Return the days asked for, else the template's next ones, else from today as long as it lasts."""
    length = row.template.within_days if row is not None else 1
    first, last = row.days if row is not None and row.days is not None else (None, None)
    if options.from_on is not None:
        first, last = options.from_on, None
    first = first or today
    return first, options.to_on or last or first + timedelta(days=length - 1)


def _targets(session: Session, options: Namespace) -> Answer:
    app = session.app
    if options.add:
        app.campaigns.add_targets(app.actor, options.uid, options.add)
    if options.remove:
        app.campaigns.remove_targets(app.actor, options.uid, options.remove)
    targets = app.campaigns.progress(app.actor, options.uid).targets
    document = [
        {
            "elder_uid": each.uid,
            "name": each.line.name,
            "village": each.village,
            "visitor": each.line.visitor,
            "phone": each.phone,
            "state": each.state.value,
            "attempts": each.attempts,
            "last_on": each.last.visited_on if each.last else None,
            "last_outcome": each.last.outcome if each.last else None,
        }
        for each in targets
    ]
    lines = columns(
        (
            (each.village, each.line.name, _(each.state.term), each.attempts, each.line.visitor, each.uid)
            for each in targets
        ),
        (_("嘎查村（社区）"), _("姓名"), _("状态"), _("未见到次数"), _("探访人"), "UID"),
    )
    return Answer(document, lines)


def _progress(session: Session, options: Namespace) -> Answer:
    app = session.app
    detail = app.campaigns.progress(app.actor, options.uid)
    groups = {"villages": detail.by_village(), "visitors": detail.by_visitor()}
    document = _campaign(detail.row) | {
        name: [{"name": each, **_counts(progress)} for each, progress in found]
        for name, found in groups.items()
    }
    lines = columns(
        (
            (each or _("未指定探访人"), progress.targets, progress.reached, progress.left, progress.exempt)
            for found in groups.values()
            for each, progress in found
        ),
        (_("村、探访人"), _("对象"), _("已探访"), _("还差"), _("免访")),
    )
    return Answer(document, lines)


def _end(session: Session, options: Namespace) -> Answer:
    app = session.app
    if options.take_back:
        change_set = app.campaigns.take_back(app.actor, options.uid)
        return Answer({"undo": change_set}, [_("已撤销这次专项探访。")])
    change_set = app.campaigns.end(app.actor, options.uid, options.on or app.clock.today())
    return Answer({"undo": change_set}, [_("已提前结束。")])
