"""``self-check``: what to look at again before handing in, and what is said to it."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import Any

from desktop_app.cli.arguments import Commands, month, term
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer, columns
from desktop_app.cli.faults import UsageProblem
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.terms import IrregularityKind
from desktop_app.services.self_checks import Irregularity

_SHORT = 12
"""Signs of a fingerprint that tell it from others in a list; so many are enough to name it."""


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("self-check", _("上报前自查：列出可能被问到的地方，填写说明"))
    parser = group.command("list", _("列出一个月里可能被问到的地方和已有的说明"), _list)
    parser.add_argument("--month", type=month, metavar="YYYY-MM", help=_("月份，缺省为本月"))
    parser.add_argument("--village", metavar="CODE", help=_("只看涉及这个嘎查村（社区）的"))
    kinds = "、".join(f"{kind.value} {_(kind.term)}" for kind in IrregularityKind)
    parser.add_argument("--kind", type=term(IrregularityKind), metavar="KIND", help=kinds)
    parser.add_argument("--waiting", action="store_true", help=_("只看还没有说明的"))
    parser = group.command("explain", _("对一处填写说明，随上报包上报"), _explain)
    parser.add_argument("about", metavar="ABOUT", help=_("编号，见 self-check list，写开头几位即可"))
    parser.add_argument("--month", type=month, metavar="YYYY-MM", help=_("月份，缺省为本月"))
    parser.add_argument("--text", required=True, metavar="TEXT", help=_("当时的实际情况"))


def _list(session: Session, options: Namespace) -> Answer:
    app = session.app
    found = [
        each
        for each in app.self_check.irregularities(
            app.actor, _first(session, options), options.village, progress=session.progress
        )
        if options.kind in {None, each.kind} and not (options.waiting and each.explanation is not None)
    ]
    lines = columns(
        (
            (
                each.about[:_SHORT],
                _(each.kind.term),
                each.visitor,
                each.seen,
                each.explanation.text if each.explanation else "",
            )
            for each in found
        ),
        (_("编号"), _("种类"), _("探访人"), _("看到的情况"), _("说明")),
    )
    waiting = any(each.explanation is None for each in found)
    return Answer(
        [_document(each) for each in found],
        lines if found else [_("没有需要说明的地方。")],
        WITH_PROBLEMS if waiting else DONE,
    )


def _document(row: Irregularity) -> dict[str, Any]:
    return {
        "about": row.about,
        "kind": row.kind.value,
        "title": _(row.kind.term),
        "month": row.month,
        "on": row.on,
        "seen": row.seen,
        "perhaps": row.perhaps,
        "visitor": row.visitor,
        "elders": [{"uid": uid, "name": name} for uid, name in row.elders],
        "visits": [each.uid for each in row.visits],
        "explanations": [{"text": each.text, "on": each.on, "by": each.by} for each in row.explanations],
    }


def _explain(session: Session, options: Namespace) -> Answer:
    app = session.app
    found = [
        each
        for each in app.self_check.irregularities(
            app.actor, _first(session, options), progress=session.progress
        )
        if each.about.startswith(options.about.lower())
    ]
    if len(found) != 1:
        words = _("有几处以这个编号开头，请多写几位") if found else _("这个月的自查里没有这个编号")
        raise UsageProblem(problem=words, command="self-check explain")
    row = found[0]
    change_set = app.self_check.explain(app.actor, row.about, row.kind, row.month, options.text)
    return Answer({"about": row.about, "change_set": change_set}, [_("说明已保存。")])


def _first(session: Session, options: Namespace) -> date:
    today = session.app.clock.today()
    year, number = options.month or (today.year, today.month)
    return date(year, number, 1)
