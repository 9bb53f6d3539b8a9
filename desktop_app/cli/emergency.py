"""``emergency``: whom to call or see first in the cold, the heat, a flood or a power cut."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from desktop_app.cli.arguments import Commands, Parser, term
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.emergency import RosterFilter, Sign
from desktop_app.domain.phones import mask_phone
from desktop_app.domain.terms import HazardKind


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("emergency", _("应急联络名单：列出、打印"))
    parser = group.command("list", _("按风险特征列出要先联系的人"), _list)
    _add_filter(parser)
    parser = group.command("print", _("生成应急联络名单，逐人打勾"), _print)
    _add_filter(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE.pdf|FILE.xlsx", help=_("写到哪个文件")
    )


def _add_filter(parser: Parser) -> None:
    hazards = "、".join(f"{kind.value} {_(kind.term)}" for kind in HazardKind)
    signs = "、".join(f"{sign.value} {_(sign.term)}" for sign in Sign)
    parser.add_argument("--hazard", type=term(HazardKind), required=True, metavar="KIND", help=hazards)
    parser.add_argument("--sign", type=term(Sign), action="append", metavar="KEY", help=signs)
    parser.add_argument("--every", action="store_true", help=_("同时具有所选特征的，缺省为有其一的"))
    parser.add_argument("--village", metavar="CODE", help=_("只列这个嘎查村（社区）"))


def _filter(options: Namespace) -> RosterFilter:
    return RosterFilter(
        hazard=options.hazard,
        signs=tuple(options.sign) if options.sign else None,
        every=options.every,
        village_code=options.village,
    )


def _list(session: Session, options: Namespace) -> Answer:
    found = session.app.emergency_rosters.roster(session.app.actor, _filter(options))
    lines = columns(
        (
            (
                line.name,
                line.age,
                line.village,
                mask_phone(line.phone) if line.phone else "",
                line.visitor,
                "、".join(_(Sign(sign).term) for sign in line.signs),
                line.elder_uid,
            )
            for line in found.lines
        ),
        (_("姓名"), _("年龄"), _("嘎查村（社区）"), _("电话"), _("探访人"), _("风险特征"), "UID"),
    )
    words = [_("共 {count} 人。").format(count=len(found.lines))]
    if found.elsewhere:
        words.append(_("另有 {count} 人住院或在机构，未列入。").format(count=found.elsewhere))
    rows = [replace(line, phone=mask_phone(line.phone) if line.phone else None) for line in found.lines]
    return Answer({"people": rows, "elsewhere": found.elsewhere, "by_sign": found.by_sign}, [*lines, *words])


def _print(session: Session, options: Namespace) -> Answer:
    app = session.app
    made = app.reports.make(
        app.actor, "emergency-roster", options.out, roster=_filter(options), progress=session.progress
    )
    done = _("已生成：{file}，{count} 人").format(file=made.path, count=made.people)
    return Answer({"file": str(made.path), "pages": made.pages, "people": made.people}, [done])
