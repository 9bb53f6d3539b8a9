"""``progress``: the half-year and year progress report, and the figures of it that the office types."""

from __future__ import annotations

from argparse import Namespace
from decimal import Decimal
from typing import Any

from desktop_app.cli.arguments import Commands
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.progress_figures import Origin
from desktop_app.services.progress_rows import ProgressDraft, ProgressReport, ProgressRow
from desktop_app.services.progress_words import period_words


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("progress", _("半年、年度进展表：系统统计的和须录入的数字"))
    parser = group.command("show", _("列出各项指标的目标、完成值、差距和来源"), _show)
    _add_place(parser)
    parser = group.command("missing", _("只列还要录入的指标"), _missing)
    _add_place(parser)
    parser = group.command("type", _("录入一项指标的数字"), _type)
    parser.add_argument("indicator", metavar="INDICATOR", help=_("指标代号，见 progress show"))
    _add_place(parser)
    parser.add_argument("--numerator", type=int, metavar="N", help=_("分子"))
    parser.add_argument("--denominator", type=int, metavar="D", help=_("分母"))
    parser.add_argument("--value", metavar="V", help=_("完成值，只在不知道分子、分母时填"))
    parser.add_argument("--note", metavar="T", help=_("数据来源或未达标原因"))
    parser = group.command("take-back", _("撤下录入的数字"), _take_back)
    parser.add_argument("indicator", metavar="INDICATOR", help=_("指标代号，见 progress show"))
    _add_place(parser)


def _add_place(parser: Any) -> None:
    parser.add_argument(
        "--period", metavar="P", help=_("2026-H1（上半年）或 2026（全年），缺省为正在报的一期")
    )
    parser.add_argument("--village", metavar="CODE", help=_("只看、只填这个嘎查村（社区）"))


def _period(session: Session, options: Namespace) -> str:
    return options.period or str(session.app.progress.usual(session.app.actor))


def _read(session: Session, options: Namespace) -> ProgressReport:
    app = session.app
    return app.progress.report(
        app.actor, _period(session, options), options.village, progress=session.progress
    )


def _show(session: Session, options: Namespace) -> Answer:
    report = _read(session, options)
    lines = [_head(report), *_table(report.rows)]
    lines += ["", *(f"{_(row.title)}：{_(row.definition)}" for row in report.rows if row.definition)]
    return Answer(_document(report, report.rows), lines)


def _missing(session: Session, options: Namespace) -> Answer:
    report = _read(session, options)
    rows = report.missing
    lines = [_head(report), *(_table(rows) if rows else [_("没有还要录入的指标。")])]
    return Answer(_document(report, rows), lines, WITH_PROBLEMS if rows else DONE)


def _type(session: Session, options: Namespace) -> Answer:
    app = session.app
    draft = ProgressDraft(
        numerator=options.numerator,
        denominator=options.denominator,
        value=options.value,
        note=options.note,
    )
    period = _period(session, options)
    change_set = app.progress.type_figure(app.actor, period, options.indicator, draft, options.village)
    answer = {"indicator": options.indicator, "period": period, "change_set": change_set}
    return Answer(answer, [_("已录入。")])


def _take_back(session: Session, options: Namespace) -> Answer:
    app, period = session.app, _period(session, options)
    change_set = app.progress.take_back(app.actor, period, options.indicator, options.village)
    answer = {"indicator": options.indicator, "period": period, "change_set": change_set}
    return Answer(answer, [_("已撤下。")])


def _head(report: ProgressReport) -> str:
    words = _("{period}，统计到 {cut}，期间尚未结束") if report.running else _("{period}，统计到 {cut}")
    return words.format(period=period_words(report.period), cut=report.cut.isoformat())


def _table(rows: tuple[ProgressRow, ...]) -> list[str]:
    return columns(
        (
            (
                row.indicator,
                _(row.title),
                _amount(row.target, row.unit),
                _amount(row.actual, row.unit),
                row.numerator,
                row.denominator,
                _met(row.met),
                _(row.origin.term),
                row.note,
            )
            for row in rows
        ),
        (
            _("代号"),
            _("指标"),
            _("目标"),
            _("完成"),
            _("分子"),
            _("分母"),
            _("是否达标"),
            _("来源"),
            _("备注"),
        ),
    )


def _amount(value: Decimal | None, unit: str) -> str:
    return "" if value is None else f"{value:f}{unit}"


def _met(met: bool | None) -> str:
    return "" if met is None else _("达标") if met else _("未达标")


def _document(report: ProgressReport, rows: tuple[ProgressRow, ...]) -> dict[str, Any]:
    return {
        "period": str(report.period),
        "cut": report.cut,
        "running": report.running,
        "rows": [_row(row) for row in rows],
    }


def _row(row: ProgressRow) -> dict[str, Any]:
    typed = row.typed
    return {
        "indicator": row.indicator,
        "title": row.title,
        "unit": row.unit,
        "target": None if row.target is None else str(row.target),
        "target_year": row.target_year,
        "target_source": row.target_source,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "actual": None if row.actual is None else str(row.actual),
        "gap": None if row.gap is None else str(row.gap),
        "met": row.met,
        "origin": row.origin.value,
        "typed": None
        if typed is None
        else {
            "numerator": typed.numerator,
            "denominator": typed.denominator,
            "value": None if typed.value is None else str(typed.value),
            "entered_on": typed.entered_on,
            "entered_by": typed.entered_by,
            "lacking": list(typed.lacking),
        },
        "complete": row.origin is not Origin.MISSING and row.complete,
        "definition": _(row.definition),
        "note": row.note,
    }
