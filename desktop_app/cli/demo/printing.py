"""The demo's papers: visit records, month ledger, monthly summary, and the figures behind them."""

from __future__ import annotations

from datetime import date, timedelta

from desktop_app.bootstrap import Application
from desktop_app.cli.console import plain
from desktop_app.cli.demo.stage import Stage, months_back
from desktop_app.config.strings import _

_MOST_RECORDS = 8


def print_papers(stage: Stage, app: Application, village: str) -> None:
    """Make every paper: the village's records, and ledger and summary of the last whole month and this one."""
    stage.step(_("生成纸质表（PDF）和工作簿"))
    _print_visit_records(stage, app, village)
    for first in (months_back(stage.today, 1), months_back(stage.today, 0)):
        _print_month(stage, app, village, first)


def _print_visit_records(stage: Stage, app: Application, village: str) -> None:
    # The visits recorded in the step before: of the day and the day before it.
    first = stage.today - timedelta(days=1)
    visits = app.visits.between(app.actor, first, stage.today, village_code=village, most=_MOST_RECORDS)
    path = stage.folder.claim("visit-records.pdf", _("一个嘎查村的探访记录表"))
    made = app.reports.make(
        app.actor,
        "visit-record",
        path,
        visit_uids=[visit.uid for visit in visits],
        village_code=village,
        progress=stage.progress,
    )
    _tell(stage, path.name, made.pages)


def _print_month(stage: Stage, app: Application, village: str, first: date) -> None:
    month = (first.year, first.month)
    spoken = _("{year}年{month}月").format(year=first.year, month=first.month)
    for name, title in (("month-ledger", _("探访台账")), ("month-summary", _("月报汇总表"))):
        for form in ("pdf", "xlsx"):
            path = stage.folder.claim(f"{name}-{first:%Y-%m}.{form}", f"{spoken}{title}")
            code = village if name == "month-ledger" else None
            made = app.reports.make(
                app.actor, name, path, month=month, village_code=code, progress=stage.progress
            )
            _tell(stage, path.name, made.pages)
    rows = app.indicators.month(app.actor, *month)
    name = f"indicators-{first:%Y-%m}.json"
    stage.write_json(name, plain(rows), _("{month}各项指标（JSON）").format(month=spoken))
    figure = rows[0]
    stage.tell(
        _("{month}{title}：{value}（{numerator}÷{denominator}）").format(
            month=spoken,
            title=_(figure.title),
            value=figure.value,
            numerator=figure.numerator,
            denominator=figure.denominator,
        )
    )


def _tell(stage: Stage, name: str, pages: int) -> None:
    stage.expect((stage.folder.path / name).stat().st_size, name)
    stage.tell(_("{file}（{pages} 页）").format(file=name, pages=pages) if pages else name)
