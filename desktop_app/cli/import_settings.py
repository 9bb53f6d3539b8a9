"""``register settings``: what is remembered about each sender's workbooks, and its files."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop_app.cli.arguments import Commands
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, InputError
from desktop_app.services.import_templates import TemplateRow


class UnknownSettings(InputError):
    """No remembered settings, or several, answer to what was given."""

    code = "import.unknown_settings"
    what = N_("没有（或不止一份）以“{given}”为名或开头的导入设置。")
    do_now = N_("用 elder-visits register settings list 查看已记住的设置。")


def add(register: Commands) -> None:
    """Register the commands below ``register``."""
    group = register.group("settings", _("记住的导入设置：查看、改名、删除、存为文件、读入"))
    group.command("list", _("列出记住的导入设置"), _list)
    parser = group.command("rename", _("给一份设置改名"), _rename)
    parser.add_argument("settings", metavar="NAME")
    parser.add_argument("name", metavar="NEW")
    parser = group.command("delete", _("删除一份设置"), _delete)
    parser.add_argument("settings", metavar="NAME")
    parser = group.command("save", _("把一份设置存为文件，交给别的单位用"), _save)
    parser.add_argument("settings", metavar="NAME")
    parser.add_argument("file", type=Path, metavar="FILE.json")
    parser = group.command("read", _("读入别的单位给的设置文件"), _read)
    parser.add_argument("file", type=Path, metavar="FILE.json")


def _list(session: Session, _options: Namespace) -> Answer:
    found = session.app.import_templates.list(session.app.actor)
    lines = columns(
        ((row.name, len(row.headers), row.used_at.date(), row.used_by, row.fingerprint[:8]) for row in found),
        (_("名称"), _("列数"), _("上次使用"), _("使用人"), _("编号")),
    )
    return Answer([_document(row) for row in found], lines if found else [_("还没有记住的导入设置。")])


def _rename(session: Session, options: Namespace) -> Answer:
    row = _chosen(session, options.settings)
    session.app.import_templates.rename(session.app.actor, row.fingerprint, options.name)
    return Answer({"name": options.name}, [_("已改名：{name}").format(name=options.name)])


def _delete(session: Session, options: Namespace) -> Answer:
    row = _chosen(session, options.settings)
    session.app.import_templates.delete(session.app.actor, row.fingerprint)
    return Answer({"deleted": row.name}, [_("已删除：{name}").format(name=row.name)])


def _save(session: Session, options: Namespace) -> Answer:
    row = _chosen(session, options.settings)
    session.app.import_templates.save_file(session.app.actor, row.fingerprint, options.file)
    return Answer({"file": str(options.file)}, [_("已保存：{file}").format(file=options.file)])


def _read(session: Session, options: Namespace) -> Answer:
    row = session.app.import_templates.read_file(session.app.actor, options.file)
    return Answer(_document(row), [_("已读入：{name}").format(name=row.name)])


def _chosen(session: Session, given: str) -> TemplateRow:
    found = session.app.import_templates.list(session.app.actor)
    exact = [row for row in found if row.name == given]
    meant = exact or [row for row in found if row.fingerprint.startswith(given)]
    if len(meant) != 1:
        raise UnknownSettings(given=given)
    return meant[0]


def _document(row: TemplateRow) -> dict[str, object]:
    return {
        "fingerprint": row.fingerprint,
        "name": row.name,
        "headers": [*row.headers],
        "used_at": row.used_at,
        "used_by": row.used_by,
    }
