"""``check``: is the file sound, is the change log unbroken, does what is derived fit the facts?"""

from __future__ import annotations

from argparse import Namespace

from desktop_app.cli.arguments import Commands
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer
from desktop_app.cli.session import Session
from desktop_app.config.strings import _


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.command("check", _("检查名册文件、修改记录链和列表"), _check)
    parser.add_argument("--rebuild", action="store_true", help=_("先按登记的事实重建列表、检索和应探访"))


def _check(session: Session, options: Namespace) -> Answer:
    app = session.app
    lines = []
    if options.rebuild:
        lines.append(_("已重建 {count} 人的列表。").format(count=app.checks.rebuild(app.actor)))
    problems = app.checks.run(app.actor)
    lines += problems or [_("没有发现问题。")]
    return Answer({"ok": not problems, "problems": problems}, lines, WITH_PROBLEMS if problems else DONE)
