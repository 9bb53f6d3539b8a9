"""``register ageing``: who is about to reach an age at which something begins."""

from __future__ import annotations

from argparse import Namespace

from desktop_app.cli.arguments import Commands, at_least
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.services.ageing import AGES, USUAL_DAYS, AgeingFilter


def add_ageing(group: Commands) -> None:
    """Register the command under ``register``."""
    parser = group.command("ageing", _("列出将满 60、65、75、80、90、100 岁的人"), _ageing)
    parser.add_argument(
        "--days", type=at_least(0), default=USUAL_DAYS, metavar="N", help=_("今后多少天，缺省 90，最多 366")
    )
    parser.add_argument(
        "--age", type=int, choices=AGES, action="append", metavar="AGE", help=_("只列这个年龄，可写多次")
    )
    parser.add_argument("--village", metavar="CODE", help=_("只列这个嘎查村（社区）"))
    parser.add_argument("--ahead", action="store_true", help=_("只列预登记的人（还不满60岁）"))


def _ageing(session: Session, options: Namespace) -> Answer:
    app = session.app
    wanted = AgeingFilter(
        days=options.days,
        ages=tuple(options.age) if options.age else AGES,
        village_code=options.village,
        ahead_only=options.ahead,
    )
    rows = app.ageing.list(app.actor, wanted)
    lines = columns(
        (
            (
                row.name,
                row.age,
                row.reaches_on,
                row.days_left,
                row.village,
                _("预登记") if row.ahead else "",
                "；".join(each.say(_) for each in row.begins),
            )
            for row in rows
        ),
        (
            _("姓名"),
            _("将满"),
            _("满龄日期"),
            _("还有几天"),
            _("嘎查村（社区）"),
            _("登记"),
            _("届时开始"),
        ),
    )
    return Answer(rows, lines if rows else [_("这段时间没有人满这些年龄。")])
