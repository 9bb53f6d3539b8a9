"""``users``: who may log in here."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop_app.cli.arguments import Commands, Parser, term
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import NEW_PASSWORD_VARIABLE, Session
from desktop_app.config.strings import _
from desktop_app.domain.terms import UserRole


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("users", _("用户：列出、添加、删除、改密码"))
    group.command("list", _("列出可以登录的人"), _list)
    parser = group.command("add", _("添加用户"), _add)
    parser.add_argument("name", metavar="NAME")
    parser.add_argument(
        "--role",
        type=term(UserRole),
        default=UserRole.WORKER,
        metavar="ROLE",
        help="、".join(f"{role.value} {_(role.term)}" for role in UserRole),
    )
    _takes_new_password(parser)
    parser = group.command("remove", _("删除用户"), _remove)
    parser.add_argument("name", metavar="NAME")
    parser = group.command("password", _("改密码；缺省改登录用户自己的"), _password)
    parser.add_argument("name", metavar="NAME", nargs="?")
    _takes_new_password(parser)


def _takes_new_password(parser: Parser) -> None:
    parser.add_argument(
        "--new-password-file",
        type=Path,
        metavar="FILE",
        help=_("从文件第一行读新密码；也可用环境变量 {variable}").format(variable=NEW_PASSWORD_VARIABLE),
    )


def _list(session: Session, _options: Namespace) -> Answer:
    rows = session.app.users.list(session.app.actor)
    lines = columns(
        ((row.name, _(row.role.term), row.created_at.date()) for row in rows),
        (_("登录名"), _("角色"), _("添加日期")),
    )
    return Answer(rows, lines)


def _add(session: Session, options: Namespace) -> Answer:
    app = session.app
    app.users.add(app.actor, options.name, options.role, session.new_password(options.new_password_file))
    return Answer(
        {"name": options.name, "role": options.role}, [_("已添加用户“{user}”。").format(user=options.name)]
    )


def _remove(session: Session, options: Namespace) -> Answer:
    session.app.users.remove(session.app.actor, options.name)
    return Answer({"name": options.name}, [_("已删除用户“{user}”。").format(user=options.name)])


def _password(session: Session, options: Namespace) -> Answer:
    app = session.app
    name = options.name or app.actor.name
    if name == app.actor.name:
        new = session.new_password(options.new_password_file)
        app.users.change_own_password(app.actor, session.password(), new)
    else:
        app.users.set_password(app.actor, name, session.new_password(options.new_password_file))
    return Answer({"name": name}, [_("已改密码。")])
