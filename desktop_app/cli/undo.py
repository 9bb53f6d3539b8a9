"""``undo``: list what was done here, or take one action back."""

from __future__ import annotations

from argparse import Namespace

from desktop_app.cli.arguments import Commands
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.command("undo", _("撤销一次操作，例如整次导入"), _undo)
    parser.add_argument("what", metavar="list|CHANGESET", help=_("list 列出最近的操作，或者要撤销的操作编号"))


def _undo(session: Session, options: Namespace) -> Answer:
    app = session.app
    if options.what == "list":
        rows = app.undo.recent(app.actor)
        lines = columns(
            (
                (
                    row.made_at.astimezone().strftime("%Y-%m-%d %H:%M"),
                    row.actor,
                    row.title,
                    row.changes,
                    _mark(row.undone),
                    row.uid,
                )
                for row in rows
            ),
            (_("时间"), _("经办人"), _("操作"), _("改动"), "", _("编号")),
        )
        return Answer(rows, lines if rows else [_("还没有操作。")])
    undone = app.undo.undo(app.actor, options.what)
    text = _("已撤销：移出 {removed} 条，恢复 {restored} 条，保留后来的改动 {kept} 处。")
    return Answer(undone, [text.format(removed=undone.removed, restored=undone.restored, kept=undone.kept)])


def _mark(undone: bool) -> str:
    return _("已撤销") if undone else ""
