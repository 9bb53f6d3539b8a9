"""``divisions``: the places of this unit, their names and codes over time, and newer lists."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from desktop_app.cli.arguments import Commands, day
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.services.division_lists import ListPreview
from desktop_app.services.divisions import PlaceChange, PlaceRow


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("divisions", _("行政区划与村社：列出、查找、更新名单、改名、改代码、撤并"))
    group.command("list", _("列出本单位的村社和人数"), _list)
    parser = group.command("find", _("按名称、曾用名、代码查找"), _find)
    parser.add_argument("text", metavar="TEXT")
    parser = group.command("install", _("从文件更新本旗县区的区划名单（代码、名称两列）"), _install)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help=_("只预览，不改动数据"))
    _add_day(parser)
    parser = group.command("add", _("新增村社；不给代码就是本地的营子、浩特、网格"), _add)
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--code", metavar="CODE", help=_("12位区划代码"))
    parser.add_argument("--township", metavar="CODE", help=_("所属苏木乡镇的代码，缺省为本单位"))
    parser = group.command("rename", _("从某天起改名；以前月份的表仍印原名"), _rename)
    parser.add_argument("place", metavar="PLACE", help=_("代码或名称"))
    parser.add_argument("name", metavar="NAME", help=_("新名称"))
    _add_day(parser)
    parser = group.command("recode", _("从某天起改代码，或给本地村社正式代码"), _recode)
    parser.add_argument("place", metavar="PLACE", help=_("代码或名称"))
    parser.add_argument("code", metavar="CODE", help=_("12位新代码"))
    parser.add_argument("--name", metavar="NAME", help=_("同时改名"))
    _add_day(parser)
    parser = group.command("merge", _("从某天起把一个村社并入另一个"), _merge)
    parser.add_argument("place", metavar="PLACE", help=_("代码或名称"))
    parser.add_argument("into", metavar="INTO", help=_("并入的村社的代码或名称"))
    _add_day(parser)


def _add_day(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="from_on", type=day, metavar="DATE", help=_("从哪天起，缺省为今天"))


def _list(session: Session, _options: Namespace) -> Answer:
    rows = session.app.divisions.list(session.app.actor)
    return Answer(rows, _lines(rows))


def _find(session: Session, options: Namespace) -> Answer:
    rows = session.app.divisions.find(session.app.actor, options.text)
    return Answer(rows, _lines(rows) if rows else [_("没有找到。")])


def _lines(rows: Sequence[PlaceRow]) -> list[str]:
    return columns(
        (
            (
                row.code,
                row.name,
                row.people,
                "、".join(name for name, _last_on in row.former_names),
                _state(row),
            )
            for row in rows
        ),
        (_("代码"), _("名称"), _("在册"), _("曾用名"), _("状态")),
    )


def _state(row: PlaceRow) -> str:
    if not row.ended:
        return _("无正式代码") if row.local else ""
    if row.followed_by_name:
        return _("已并入{name}").format(name=row.followed_by_name)
    return _("已停用")


def _install(session: Session, options: Namespace) -> Answer:
    app = session.app
    preview = app.division_lists.preview(app.actor, options.file, progress=session.progress)
    document = _document(preview)
    lines = [
        _("本旗县区 {count} 行，其他地方 {elsewhere} 行没有采用。").format(
            count=len(preview.listed.places), elsewhere=preview.listed.elsewhere
        ),
        _(
            "新增 {added}，改名 {renamed}，改代码 {recoded}，名单中没有 {vanished}（其中 {in_use} 个还有人）。"
        ).format(
            added=len(preview.difference.added),
            renamed=len(preview.difference.renamed),
            recoded=len(preview.difference.recoded),
            vanished=len(preview.difference.vanished),
            in_use=len(preview.in_use),
        ),
        *(
            _("第 {row} 行：{reason}").format(row=each.row, reason=_(each.reason))
            for each in preview.problems
        ),
    ]
    if options.dry_run:
        return Answer(document, lines, WITH_PROBLEMS if preview.problems else DONE)
    done = app.division_lists.apply(app.actor, preview, from_on=_day(session, options))
    lines.append(_("已更新，{moved} 份档案改到新代码。").format(moved=done.moved))
    return Answer({**document, "change_set": done.change_set, "moved": done.moved}, lines)


def _document(preview: ListPreview) -> dict[str, object]:
    found = preview.difference
    return {
        "rows": len(preview.listed.places),
        "elsewhere": preview.listed.elsewhere,
        "added": [{"code": each.code, "name": each.name} for each in found.added],
        "renamed": [{"code": each.code, "name": each.name, "before": old} for each, old in found.renamed],
        "recoded": [
            {"before": each.old_code, "code": each.new_code, "name": each.name} for each in found.recoded
        ],
        "vanished": [{"code": each.code, "name": each.name} for each in found.vanished],
        "in_use": [{"code": each.code, "name": each.name, "files": count} for each, count in preview.in_use],
        "problems": [{"row": each.row, "reason": _(each.reason)} for each in preview.problems],
    }


def _add(session: Session, options: Namespace) -> Answer:
    app = session.app
    change = app.divisions.add(app.actor, options.name, code=options.code, township=options.township)
    return _changed(change, _("已新增，代码 {code}。").format(code=change.code))


def _rename(session: Session, options: Namespace) -> Answer:
    app = session.app
    code = app.divisions.resolve(app.actor, options.place)
    change = app.divisions.rename(app.actor, code, options.name, from_on=_day(session, options))
    return _changed(change, _("已改名。"))


def _recode(session: Session, options: Namespace) -> Answer:
    app = session.app
    code = app.divisions.resolve(app.actor, options.place)
    change = app.divisions.recode(
        app.actor, code, options.code, from_on=_day(session, options), name=options.name
    )
    return _changed(change, _("已改代码，{count} 份档案一起改了。").format(count=change.moved))


def _merge(session: Session, options: Namespace) -> Answer:
    app = session.app
    code = app.divisions.resolve(app.actor, options.place)
    into = app.divisions.resolve(app.actor, options.into)
    change = app.divisions.merge(app.actor, code, into, from_on=_day(session, options))
    return _changed(change, _("已并入，{count} 份档案一起归过去。").format(count=change.moved))


def _day(session: Session, options: Namespace) -> date:
    return options.from_on if options.from_on is not None else session.app.context.today()


def _changed(change: PlaceChange, words: str) -> Answer:
    lines = [words]
    if change.change_set:
        lines.append(_("撤销：elder-visits undo {change_set}").format(change_set=change.change_set))
    return Answer(change, lines)
