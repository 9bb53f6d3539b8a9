"""``holidays``: the days off and market days that plans keep free."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from desktop_app.cli.arguments import Commands
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.holiday_tables import HolidayYear
from desktop_app.services.holidays import HolidayRow


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("holidays", _("节假日安排和赶集日：列出、装入、设置"))
    group.command("list", _("列出各年的放假日和调休上班日"), _list)
    parser = group.command("install", _("从文件装入一年的节假日安排"), _install)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser = group.command("market", _("设置一个嘎查村（社区）的赶集日"), _market)
    parser.add_argument("village", metavar="CODE", help=_("嘎查村（社区）代码"))
    parser.add_argument(
        "days", metavar="DAYS", help=_("如 lunar:3,8（农历逢三逢八）、solar:5,10、week:7；写 none 清除")
    )


def _document(year: HolidayYear) -> dict[str, Any]:
    return {
        "year": year.year,
        "source": year.source,
        "days": {on.isoformat(): name for on, name in sorted(year.days.items())},
        "working": [on.isoformat() for on in sorted(year.working)],
    }


def _list(session: Session, _options: Namespace) -> Answer:
    rows = session.app.holidays.tables(session.app.actor)
    markets = session.app.holidays.market_days(session.app.actor)
    document = {
        "years": [{**_document(row.year), "installed": row.installed} for row in rows],
        "markets": {code: days.words.say(_) for code, days in sorted(markets.items())},
    }
    lines = columns(
        (_row(row) for row in rows), (_("年份"), _("放假"), _("调休上班"), _("来源"), _("如何得来"))
    )
    lines += [f"{code}　{days.words.say(_)}" for code, days in sorted(markets.items())]
    return Answer(document, lines)


def _row(row: HolidayRow) -> tuple[object, ...]:
    year = row.year
    how = _("从文件装入") if row.installed else _("随程序提供")
    return year.year, len(year.days), len(year.working), year.source, how


def _install(session: Session, options: Namespace) -> Answer:
    done = session.app.holidays.install(session.app.actor, options.file)
    year = done.year
    words = _("已装入 {year} 年：放假 {days} 天，调休上班 {working} 天。").format(
        year=year.year, days=len(year.days), working=len(year.working)
    )
    return Answer({"change_set": done.change_set, **_document(year)}, [words])


def _market(session: Session, options: Namespace) -> Answer:
    text = "" if options.days == "none" else options.days
    change_set = session.app.holidays.set_market_days(session.app.actor, options.village, text)
    return Answer({"change_set": change_set}, [_("赶集日已保存。") if text else _("赶集日已清除。")])
