"""``radar``: what people are owed besides visits in the days that come, and what ends."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from desktop_app.cli.arguments import Commands, at_least, day, term
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.due_kinds import DueKind
from desktop_app.services.radar import USUAL_DAYS
from desktop_app.services.radar_rows import DueItem


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("radar", _("应享服务：谁在什么时候以前应得什么，什么快到期"))
    parser = group.command("list", _("列出已过期、应办和将到期的"), _list)
    parser.add_argument(
        "--days", type=at_least(0), default=USUAL_DAYS, metavar="N", help=_("今后多少天，缺省 90，最多 366")
    )
    parser.add_argument("--village", metavar="CODE", help=_("只列这个嘎查村（社区）"))
    kinds = "、".join(f"{kind.value} {_(kind.term)}" for kind in DueKind)
    parser.add_argument("--kind", type=term(DueKind), action="append", metavar="KIND", help=kinds)
    parser.add_argument("--on", type=day, metavar="DATE", help=_("按哪一天看，缺省为今天"))
    parser = group.command("person", _("列出一位老年人应享的全部，已落实的也列"), _person)
    parser.add_argument("elder", metavar="UID", help=_("老年人的 UID"))
    parser.add_argument("--on", type=day, metavar="DATE", help=_("按哪一天看，缺省为今天"))


def _list(session: Session, options: Namespace) -> Answer:
    app = session.app
    found = app.radar.coming(
        app.actor, options.on, days=options.days, village_code=options.village, kinds=options.kind
    )
    return _answer(found, _("这段时间没有到期、应办的服务和待遇。"))


def _person(session: Session, options: Namespace) -> Answer:
    app = session.app
    found = app.radar.of_elder(app.actor, options.elder, options.on)
    return _answer(found, _("现行方案没有这位老年人应享的服务和待遇。"))


def _answer(found: Sequence[DueItem], nothing: str) -> Answer:
    lines: list[Any] = columns(
        (
            (
                item.name,
                item.title,
                _(item.state.term),
                _("现在") if item.at_once else item.due_on,
                item.village,
                item.why,
                item.document,
                item.sentence,
            )
            for item in found
        ),
        (
            _("姓名"),
            _("应享什么"),
            _("状态"),
            _("最迟"),
            _("嘎查村（社区）"),
            _("为什么"),
            _("依据文件"),
            _("文件原文"),
        ),
    )
    return Answer(found, lines if found else [nothing])
