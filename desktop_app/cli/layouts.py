"""``report layouts`` and ``report layout``: see, change and restore what an office may change about its papers."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop_app.cli.arguments import Commands
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _


def add(group: Commands) -> None:
    """Register the commands."""
    group.command("layouts", _("列出可以改版式的报表"), _list)
    parser = group.command("layout", _("查看、修改或恢复一张报表的版式"), _layout)
    parser.add_argument("name", metavar="NAME", help=_("表的名称，见 report layouts"))
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--save", type=Path, metavar="FILE.toml", help=_("把版式写到文件，供修改"))
    ways.add_argument("--load", type=Path, metavar="FILE.toml", help=_("改用这个文件里的版式"))
    ways.add_argument("--reset", action="store_true", help=_("恢复原样"))


def _list(session: Session, _options: Namespace) -> Answer:
    app = session.app
    rows = app.paper_layouts.list(app.actor)
    lines = columns(
        ((row.name, row.what, row.title, _("已修改") if row.changed else "") for row in rows),
        (_("名称"), _("报表"), _("标题"), _("状态")),
    )
    return Answer([{"name": row.name, "title": row.title, "changed": row.changed} for row in rows], lines)


def _layout(session: Session, options: Namespace) -> Answer:
    app, name = session.app, options.name
    if options.load is not None:
        layout = app.paper_layouts.load(app.actor, name, options.load)
        done = _("已改用新的版式：{title}").format(title=layout.title)
        return Answer({"name": name, "title": layout.title}, [done])
    if options.reset:
        app.paper_layouts.reset(app.actor, name)
        return Answer({"name": name}, [_("已恢复原来的版式。")])
    if options.save is not None:
        app.paper_layouts.save(app.actor, name, options.save)
        return Answer({"file": str(options.save)}, [_("已生成：{file}").format(file=options.save)])
    text = app.paper_layouts.text(app.actor, name)
    return Answer({"name": name, "text": text}, text.splitlines())
