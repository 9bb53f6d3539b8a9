"""``privacy``: the access ledger, a copy of one person's data, and how long records are kept."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop_app.cli.arguments import Commands, day, term
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.terms import AccessKind
from desktop_app.services.access_log import AccessFilter, kind_word
from desktop_app.services.retention import PERIODS


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("privacy", _("个人信息：查阅台账、个人信息副本、保存期限"))
    parser = group.command("log", _("列出或导出查阅与输出台账"), _log)
    parser.add_argument("--from", dest="first_on", type=day, metavar="DATE", help=_("从哪天"))
    parser.add_argument("--to", dest="last_on", type=day, metavar="DATE", help=_("到哪天"))
    parser.add_argument("--by", metavar="NAME", help=_("只看这位操作人"))
    parser.add_argument(
        "--kind", type=term(AccessKind), metavar="KIND", help="、".join(kind.value for kind in AccessKind)
    )
    parser.add_argument("--elder", metavar="UID", help=_("只看这位老年人"))
    parser.add_argument("--most", type=int, default=200, metavar="N", help=_("最多列出几条"))
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx", help=_("全部写进工作簿"))
    parser = group.command("copy", _("生成一位老年人的个人信息副本"), _copy)
    parser.add_argument("uid", metavar="UID")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help=_("写到哪个文件"))
    parser.add_argument("--to", required=True, metavar="NAME", help=_("交给谁"))
    parser.add_argument("--reason", required=True, metavar="TEXT", help=_("理由"))
    parser = group.command("retention", _("查看或设置保存期限，列出到期档案"), _retention)
    for period in PERIODS:
        parser.add_argument(f"--{period.key}", type=int, metavar="YEARS", help=_(period.title))
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx", help=_("把到期档案清单写进工作簿"))


def _log(session: Session, options: Namespace) -> Answer:
    app = session.app
    wanted = AccessFilter(
        first_on=options.first_on,
        last_on=options.last_on,
        actor=options.by,
        kind=options.kind,
        elder_uid=options.elder,
    )
    if options.out is not None:
        count = app.access_log.export(app.actor, options.out, wanted, progress=session.progress)
        done = _("已导出 {count} 条：{file}").format(count=count, file=options.out)
        return Answer({"file": str(options.out), "rows": count}, [done])
    rows = app.access_log.list(app.actor, wanted, most=options.most)
    lines = columns(
        (
            (
                row.at.astimezone().strftime("%Y-%m-%d %H:%M"),
                row.actor,
                _(kind_word(row.kind)),
                row.name or _("{count} 人").format(count=row.people),
                _(row.what),
                row.reason,
                row.recipient,
            )
            for row in rows
        ),
        (_("时间"), _("操作人"), _("种类"), _("老年人"), _("内容"), _("理由"), _("交给谁")),
    )
    return Answer(rows, lines if rows else [_("没有符合条件的记录。")])


def _copy(session: Session, options: Namespace) -> Answer:
    app = session.app
    made = app.reports.make(
        app.actor,
        "personal-copy",
        options.out,
        elder_uid=options.uid,
        masked=False,
        reason=options.reason,
        recipient=options.to,
        progress=session.progress,
    )
    done = _("已生成：{file}（{pages} 页）").format(file=made.path, pages=made.pages)
    return Answer({"file": str(made.path), "pages": made.pages}, [done])


def _retention(session: Session, options: Namespace) -> Answer:
    app = session.app
    wanted = {period.key: years for period in PERIODS if (years := getattr(options, period.key)) is not None}
    if wanted:
        app.retention.set_years(app.actor, app.retention.years(app.actor) | wanted)
    years = app.retention.years(app.actor)
    due = app.retention.due_files(app.actor)
    document = {"years": years, "past": app.retention.standing(app.actor), "due": due}
    lines = [
        _("{title}：{years} 年（最少 {least} 年）").format(
            title=_(period.title), years=years[period.key], least=period.least
        )
        for period in PERIODS
    ]
    if options.out is not None:
        count = app.retention.export_due(app.actor, options.out, progress=session.progress)
        lines.append(_("已导出 {count} 份档案：{file}").format(count=count, file=options.out))
        return Answer({**document, "file": str(options.out)}, lines)
    if due:
        lines += columns(
            ((one.name, one.village, one.ended_on, one.due_on, one.visits, one.uid) for one in due),
            (_("姓名"), _("嘎查村（社区）"), _("退出日期"), _("保存期满"), _("探访"), "UID"),
        )
    else:
        lines.append(_("没有到期的档案。"))
    return Answer(document, lines)
