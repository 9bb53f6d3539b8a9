"""``indicators``: the month's figures, each with its definition."""

from __future__ import annotations

from argparse import Namespace

from desktop_app.cli.arguments import Commands, month
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.command("indicators", _("一个月的各项指标及口径"), _indicators)
    parser.add_argument("--month", type=month, required=True, metavar="YYYY-MM", help=_("月份"))
    parser.add_argument("--village", metavar="CODE", help=_("只算这个嘎查村（社区）"))
    parser.add_argument("--names", metavar="KEY", help=_("列出这项指标背后的人；比率也列出还差的人"))


def _indicators(session: Session, options: Namespace) -> Answer:
    app = session.app
    year, number = options.month
    if options.names:
        found = app.indicators.names(app.actor, options.names, year, number, village_code=options.village)
        lines = columns(
            ((each.name, each.village_code, each.counted, each.of, each.uid) for each in found),
            (_("姓名"), _("村代码"), _("计入"), _("应计"), "UID"),
        )
        return Answer(found, lines if found else [_("没有人。")])
    rows = app.indicators.month(app.actor, year, number, village_code=options.village)
    lines = columns(
        ((_(row.title), row.value, row.numerator, row.denominator, row.target) for row in rows),
        (_("指标"), _("数值"), _("分子"), _("分母"), _("目标")),
    )
    notes = [f"{_(row.title)}：{_(row.definition)}" for row in rows if row.definition]
    documents = [
        {
            "key": row.key,
            "title": _(row.title),
            "numerator": row.numerator,
            "denominator": row.denominator,
            "value": row.value,
            "target": row.target,
            "definition": _(row.definition),
        }
        for row in rows
    ]
    return Answer(documents, [*lines, "", *notes])
